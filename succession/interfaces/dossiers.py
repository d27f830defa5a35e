"""The dossier of a filling: its papers, what was kept of each step, its documents and its events, in one archive."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from accounts.models import User
from audit.domain import dossier
from audit.domain.ledger import subject_name
from audit.models import Event
from succession.domain.queries import blind, vacancies
from succession.domain.queries.parts import Parts, parts_of, told
from succession.interfaces import filling_papers, papers
from succession.interfaces.filling_parts import table
from succession.models import Vacancy
from talent.domain.evidence import content_of
from talent.domain.queries.records import names_at

# What only tells of looking and taking away: a dossier made again would never be the same.
LOOKED = (".replayed", ".certified", ".document_opened", ".asked", ".paper_made", ".exported")


def of(vacancy: Vacancy, reader: User) -> tuple[bytes, str, int]:
    """The archive, the SHA-256 of its index and how many files it holds; the same bytes until something else happens.

    As far as `reader` may read it: of people of another agency the discipline records and the documents that their
    records rest on stay out, and the index says of whom and of which. Raises StillBlind for a committee in its blind
    round.
    """
    blind.require_names(vacancy, reader)
    files: dict[str, bytes] = {}
    for code in filling_papers.PAPERS:
        made = filling_papers.paper(code, vacancy, reader)
        if made is not None:
            files[f"naskah/{code}.pdf"] = made
    route = vacancies.route_of(vacancy)
    if route is not None:
        files["naskah/sertifikat-jalur.pdf"] = papers.certificate_of(route)
    parts = parts_of(vacancy, reader)
    files |= {f"langkah/{name}.json": _rows(rows, reader) for name, rows in parts.steps.items() if rows}
    files["orang.json"] = _json(_people(parts))
    files["pengguna.json"] = _json(_users(parts.rows))
    files["peristiwa.json"] = _json(_events(parts.rows))
    files |= {f"dokumen/{file.digest}": content_of(file) for file in parts.files}
    about = {"vacancy": vacancy.code, "agency": vacancy.agency.code, "id": vacancy.pk, "state": vacancy.state}
    hidden = {"sanctions_untold": [person.pk for person in parts.untold]} if parts.untold else {}
    hidden |= {"documents_unopened": [one.pk for one in parts.unopened]} if parts.unopened else {}
    files["indeks.pdf"] = _listing(vacancy, files, parts)
    archive, digest = dossier.pack(files, about | hidden)
    return archive, digest, len(files)


def _rows(rows: Iterable[Model], reader: User) -> bytes:
    return _json([told(row, reader) for row in rows])


def _people(parts: Parts) -> list[dict[str, Any]]:
    """Who is meant by the numbers of people, under the names by which they were known at the step taken last."""
    steps = (parts.steps[name] for name in ("keputusan", "usulan", "daftar-panjang", "lamaran"))
    newest = next((rows[-1] for rows in steps if rows), None)
    called = names_at([person.pk for person in parts.people], newest.at) if newest is not None else {}
    return [
        {"id": one.pk, "nip": one.nip, "name": called.get(one.pk, one.name), "agency": one.agency.code}
        for one in parts.people
    ]


def _users(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """Who is meant by the numbers of users, by the name that they sign in with."""
    ids = {
        getattr(row, field.attname)
        for row in rows
        for field in row._meta.concrete_fields
        if field.related_model is User
    }
    return list(User.objects.filter(pk__in=ids - {None}).order_by("pk").values("id", "username"))


def _listing(vacancy: Vacancy, files: Mapping[str, bytes], parts: Parts) -> bytes:
    """The index for the eye."""
    rows = [[name, hashlib.sha256(files[name]).hexdigest(), str(len(files[name]))] for name in sorted(files)]
    about = [["Lowongan", vacancy.code], ["Banyaknya berkas", str(len(files))]]
    for count, left_out in (
        (len(parts.untold), "catatan hukuman disiplin {} orang, yang tidak boleh dilihat"),
        (len(parts.unopened), "dokumen {} bukti orang instansi lain, yang tidak boleh dibuka"),
    ):
        if count:
            about.append(["Tidak dimuat", f"{left_out.format(count)} pembuat dosir"])
    return papers.pdf(
        "filling.typ",
        {
            "title": f"Indeks dosir {vacancy.code}",
            "day": papers.parts_of(vacancy.opened_on),
            "wide": True,
            "mark": "",
            "about": about,
            "parts": [table(["Berkas", "SHA-256", "Ukuran (byte)"], [3, 4, 0], rows)],
            "digests": [],
        },
    )


def _events(rows: Iterable[Model]) -> list[dict[str, Any]]:
    about = {subject_name(row) for row in rows}
    kept = Event.objects.filter(subject__in=about, kind__startswith="succession.").order_by("pk")
    names = ("pk", "kind", "at", "actor", "agency", "subject", "reason", "payload", "digest")
    return [row for row in kept.values(*names) if not row["kind"].endswith(LOOKED)]


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True).encode()
