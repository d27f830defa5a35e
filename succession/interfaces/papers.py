"""Official papers as PDF/A, set by typst from what was decided and kept: the same facts give the same bytes."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, date
from fractions import Fraction
from pathlib import Path
from textwrap import shorten
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import User
from audit.models import Event
from rules.checks import Check
from rules.wording import CATEGORIES, number
from succession.domain import canonical
from succession.domain.queries import afterwards, plenos, rounds, vacancies
from succession.domain.queries.extracts import Extract, name_of
from succession.domain.queries.posts import record_of
from succession.domain.queries.rounds import Aspect, Result
from succession.models import MeritRound, MeritTask, RouteDecision, Vacancy
from succession.models.vacancy import Route
from talent.domain import known

FOLDER = Path(settings.BASE_DIR) / "templates" / "papers"
STANDARD = "a-2b"
# Of a fact longer than this the certificate says the beginning: the whole of it stands where the QR code leads.
LONGEST_FACT = 400
STATUS = {"pass": "terpenuhi", "fail": "tidak terpenuhi", "unknown": "belum diketahui"}


def route_certificate(
    *,
    vacancy: Vacancy,
    agency: str,
    post: str,
    tier: str,
    route: RouteDecision,
    checks: Sequence[Check],
    event: Event,
    address: str,
) -> bytes:
    """The route of a vacancy with every condition, its citation and mark, the digests and the place in the ledger.

    Indonesian whoever asks for it: a paper has one language. `address`: where the decision can be computed again.
    """
    on = date_format(route.on, "j F Y")
    # Of one time zone wherever it is made, and by the name to sign in with: what people are called changes.
    at = route.at.astimezone(UTC)
    # Several conditions often rest on one assumption: each is said once, so that all fits on a page.
    notes = list(dict.fromkeys(check.note.id for check in checks if check.note.id))
    return pdf(
        "route.typ",
        {
            "title": f"Sertifikat jalur {vacancy.code}",
            "day": parts_of(at.date()),
            "about": [
                ["Instansi", agency],
                ["Jabatan", f"{post} ({tier})"],
                ["Tanggal penentuan", on],
                ["Ditetapkan", f"{date_format(at, 'j F Y H:i:s')} UTC oleh {route.by.username}"],
            ],
            "qr": _qr(address),
            "address": address,
            "scan": "putar ulang",
            "route": str(Route(route.route).label),
            "basis": f"Menurut hukum dan catatan pada {on}, sebagaimana diketahui saat ditetapkan.",
            "shown": "(ditampilkan saja, tidak menentukan)",
            "limit": "syarat",
            "unverified": "BELUM DIVERIFIKASI",
            "evidence": "dokumen bukti, SHA-256",
            "checks": [
                {
                    "label": check.label.id,
                    "status": STATUS[check.status],
                    "fact": shorten(check.fact.id, LONGEST_FACT, placeholder=" … (selengkapnya pada putar ulang)"),
                    "limit": check.limit.id,
                    "citation": check.citation,
                    "verified": check.verified,
                    "decides": check.decides,
                    "note": notes.index(check.note.id) + 1 if check.note.id else 0,
                    "document": check.document,
                }
                for check in checks
            ],
            "notes": notes,
            "digests": [
                ["Data masukan (SHA-256)", route.inputs_digest],
                ["Aturan (SHA-256)", route.law_digest],
                ["Hasil (SHA-256)", route.results_digest],
                [f"Buku besar, peristiwa {event.pk}", event.digest],
            ],
            "closing": f"Putar ulang: {address}",
        },
    )


def certificate_of(route: RouteDecision) -> bytes:
    """The certificate of a route as it was decided."""
    vacancy = route.vacancy
    post = record_of(vacancy.position, route.on, route.known_at)
    with translation.override("id"):
        return route_certificate(
            vacancy=vacancy,
            agency=name_of(vacancy.agency, route.known_at),
            post=post.name if post else str(vacancy.position),
            tier=route.get_tier_display(),
            route=route,
            checks=vacancies.checks_of(route),
            event=vacancies.decided_in(route),
            address=f"{settings.SITE_ADDRESS}{reverse('vacancy', args=[vacancy.pk])}?bagian=jejak&jalur={route.pk}",
        )


def commitment_of(held: MeritRound, by: User) -> bytes | None:
    """The commitment after this round's decision, as it stands now; None while there is no decision."""
    result = rounds.results([held], known.now(held.agency_id))[0]
    if result.known.decided_on is None:
        return None
    with translation.override("id"):
        return commitment(
            result=result,
            aspects=rounds.aspects(result.known, result.score),
            tasks=list(afterwards.plan_of(held, by).filter(closed_on=None)),
            proof=afterwards.proofs(held)[1],
            session=plenos.session_of(held),
        )


def commitment(
    *,
    result: Result,
    aspects: Sequence[Aspect],
    tasks: Sequence[MeritTask],
    proof: str,
    session: plenos.Session | None = None,
) -> bytes:
    """The commitment of an agency after a merit decision, for its PPK to sign, with what it means to do until when.

    `proof`: the digest over the decision's documents, empty where there are none here; `session`: the plenary before
    the decision, None where none is kept here.
    """
    known, record = result.known, result.known.record
    assert record is not None
    assert record.decided_on is not None
    names = {line.id: line.name.id for aspect in aspects for line in aspect.lines}
    score, category = result.score.score, result.score.category
    reached = "belum dapat dihitung" if score is None else number(Fraction(str(score))).id
    return pdf(
        "commitment.typ",
        {
            "title": f"Komitmen penerapan sistem merit, putaran {known.round.name}",
            "day": parts_of(record.decided_on),
            "agency": known.round.agency.name,
            "about": [
                ["Instansi", known.round.agency.name],
                ["Putaran", f"{known.round.name} ({known.round.get_instrument_display()})"],
                ["Keputusan", f"{record.decision_number or 'tanpa nomor'}, {date_format(record.decided_on, 'j F Y')}"],
                *([["Pleno", _session(session)]] if session else []),
                ["Nilai", f"{reached}{f', kategori {CATEGORIES[category].id}' if category else ''}"],
            ],
            "text": "Kami berkomitmen mempertahankan dan meningkatkan penerapan sistem merit pada instansi ini, "
            "melaksanakan tindak lanjut di bawah ini, dan bersedia dinilai ulang setiap tahun.",
            "head": ["Sub-aspek", "Level", "Tindak lanjut", "Penanggung jawab", "Tenggat"],
            "tasks": [
                [
                    f"{task.sub_aspect} {names.get(task.sub_aspect, '')}".strip() or "–",
                    "–" if task.end is None else f"{task.start} ke {task.end}",
                    task.text,
                    task.owner or "belum ditentukan",
                    date_format(task.due, "j F Y") if task.due else "belum ditentukan",
                ]
                for task in tasks
            ],
            "none": "Rencana tindak lanjut belum disusun.",
            "place": ["Tempat, tanggal", "Pejabat Pembina Kepegawaian", "Nama dan tanda tangan"],
            "digests": [
                ["Level yang diputuskan (SHA-256)", canonical.digest(known.levels)],
                *([["Bukti (SHA-256)", proof]] if proof else []),
            ],
        },
    )


def _session(held: plenos.Session) -> str:
    said = f"{date_format(held.held_on, 'j F Y')}, hadir {', '.join(user.name for user in held.present)}"
    return f"{said}; keputusan dicatat oleh {held.absent.name}, yang tidak hadir" if held.absent else said


def extract(found: Extract) -> bytes:
    """What the system's own records prove, for a merit round's evidence."""
    with translation.override("id"):
        title = str(found.kind.title)
        about = [
            ["Instansi", found.name],
            ["Keadaan per tanggal", date_format(found.on, "j F Y")],
            # Of one time zone wherever it is made, to the microsecond: whoever makes it again asks for this instant.
            ["Sebagaimana diketahui pada", f"{found.known_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"],
            *([["Dasar", "; ".join(found.counted.citations)]] if found.counted.citations else []),
        ]
    return pdf(
        "extract.typ",
        {
            "title": f"Petikan: {title}",
            "day": parts_of(found.on),
            "about": about,
            "numbers": found.counted.numbers,
            "head": found.counted.head,
            "rows": found.counted.rows,
            "unit_head": found.counted.unit_head,
            "units": found.counted.units,
            "basis": found.counted.basis,
            "text": "Petikan dibuat oleh sistem dari catatannya sendiri, tanpa nama orang: yang membaca bukti merit "
            "belum tentu berhak membaca data pegawai. Dari catatan yang sama petikan ini dapat dibuat ulang dengan "
            "hasil yang sama.",
            "digests": [
                ["Catatan yang dihitung (SHA-256)", found.counted.facts],
                ["Isi petikan (SHA-256)", found.facts],
            ],
        },
    )


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """PDF/A set by the template `name` from `data`: the same bytes for the same data, on any machine."""
    made = typst.compile(
        FOLDER / name,
        root=FOLDER,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


def parts_of(on: date) -> list[int]:
    """Year, month and day, as the templates take a paper's day."""
    return [on.year, on.month, on.day]


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
