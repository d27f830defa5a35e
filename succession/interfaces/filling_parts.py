"""Of what the papers of a filling are set: headings, texts, lists, tables, and the frame around them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.utils.formats import date_format

from succession.domain.queries import reasons
from succession.domain.queries.extracts import name_of
from succession.domain.queries.posts import record_of
from succession.domain.queries.vacancies import transfer_rule
from succession.interfaces.papers import parts_of, pdf
from succession.models import Longlist, Vacancy
from talent.models import Employee

Part = dict[str, Any]
UNVERIFIED = "BELUM DIVERIFIKASI"


def set_out(
    vacancy: Vacancy,
    title: str,
    dated: date,
    known_at: datetime,
    parts: Sequence[Part],
    digests: Sequence[Sequence[str]],
    *,
    wide: bool = False,
    mark: str = "",
) -> bytes:
    """The paper: what it is about, its parts and its digests; `mark` stands boxed above it, `wide` turns the page."""
    post = record_of(vacancy.position, vacancy.reference_date, known_at)
    return pdf(
        "filling.typ",
        {
            "title": title,
            "day": parts_of(dated),
            "wide": wide,
            "mark": mark,
            "about": [
                ["Instansi", name_of(vacancy.agency, known_at)],
                ["Jabatan", f"{post.name} ({post.get_tier_display()})" if post else vacancy.position.code],
                ["Lowongan", vacancy.code],
                *_filled(vacancy),
                ["Tanggal acuan persyaratan", day(vacancy.reference_date)],
                ["Sebagaimana diketahui pada", at(known_at)],
            ],
            "parts": list(parts),
            "digests": [list(one) for one in digests],
        },
    )


def _filled(vacancy: Vacancy) -> list[list[str]]:
    """That it is filled by a transfer, and by which article; nothing of an appointment."""
    rule = transfer_rule(vacancy)
    if rule is None:
        return []
    return [["Cara pengisian", f"{rule.title.id}, {rule.citation}" + ("" if rule.verified else f" [{UNVERIFIED}]")]]


def moment(instant: datetime) -> datetime:
    """Of one time zone wherever it is made."""
    return instant.astimezone(UTC)


def at(instant: datetime) -> str:
    """An instant in words."""
    return f"{date_format(moment(instant), 'j F Y H:i:s')} UTC"


def day(on: date) -> str:
    """A day in words."""
    return date_format(on, "j F Y")


def home(person: Employee, held: Longlist) -> str:
    """In brackets the agency of somebody who is another's employee; nothing of others."""
    if person.outside or person.agency_id == held.vacancy.agency_id:
        return ""
    return f" ({name_of(person.agency, held.known_at)})"


def wider(held: Longlist) -> list[Part]:
    """By what members of other agencies' groups stand on a list; nothing where none may."""
    order = reasons.order(held.vacancy)
    if order.pool is None or not (held.wider or order.agreed):
        return []
    by = f" menurut keputusan instansi {held.wider.number}" if held.wider else f" ({order.pool.citation})"
    mark = "" if order.pool.verified else f" [{UNVERIFIED}: {order.pool.citation}]"
    return [text(f"Anggota kelompok suksesi instansi lain yang bersedia dimuat{by}{mark}.")]


def heading(words: str) -> Part:
    """A heading."""
    return {"kind": "heading", "text": words}


def text(words: str) -> Part:
    """A paragraph."""
    return {"kind": "text", "text": words}


def listed(items: Sequence[str]) -> Part:
    """A numbered list."""
    return {"kind": "list", "items": list(items)}


def table(head: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> Part:
    """`widths`: shares of the breadth; 0 is as wide as its words."""
    return {"kind": "table", "head": list(head), "widths": list(widths), "rows": [list(row) for row in rows]}


def signature(role: str) -> Part:
    """Room for a signature."""
    return {"kind": "sign", "place": "Tempat, tanggal", "role": role, "name": "Nama dan tanda tangan"}
