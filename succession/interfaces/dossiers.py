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
from succession.domain.queries import blind, panels, vacancies
from succession.interfaces import filling_papers, papers
from succession.interfaces.filling_parts import table
from succession.models import ApplicationDocument, PanelScore, Vacancy
from talent.domain.evidence import content_of
from talent.domain.known import known_at as known
from talent.domain.queries import records
from talent.models import EvidenceFile

# What only tells of looking and taking away: a dossier made again would never be the same.
LOOKED = (".replayed", ".certified", ".document_opened", ".asked", ".paper_made", ".exported")


def of(vacancy: Vacancy, reader: User) -> tuple[bytes, str, int]:
    """The archive, the SHA-256 of its index and how many files it holds; the same bytes until something else happens.

    Whoever takes it may see the discipline records of the people in it: `reader`'s papers tell all. Raises StillBlind
    for a committee in its blind round.
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
    steps = _steps(vacancy)
    files |= {f"langkah/{name}.json": _json([_told(row) for row in rows]) for name, rows in steps.items() if rows}
    files["peristiwa.json"] = _json(_events(vacancy, [row for rows in steps.values() for row in rows]))
    files |= {f"dokumen/{file.digest}": content_of(file) for file in _documents(vacancy)}
    about = {"vacancy": vacancy.code, "agency": vacancy.agency.code, "id": vacancy.pk, "state": vacancy.state}
    files["indeks.pdf"] = _listing(vacancy, files)
    archive, digest = dossier.pack(files, about)
    return archive, digest, len(files)


def _steps(vacancy: Vacancy) -> dict[str, list[Model]]:
    """What was kept of each step, in the order in which it was written."""
    decisions = list(vacancy.decisions.order_by("id"))
    longlists = list(vacancy.longlists.order_by("id"))
    rounds = panels.rounds(vacancy)
    return {
        "lowongan": [vacancy],
        "jalur": list(vacancy.routes.order_by("id")),
        "pengumuman": list(vacancy.announcements.order_by("id")),
        "lamaran": list(vacancy.applications.order_by("id")),
        "daftar-panjang": list[Model](longlists),
        "calon": [entry for one in longlists for entry in one.entries.order_by("position")],
        "panitia": list(vacancy.committee.order_by("id")),
        "putaran": list[Model](rounds),
        "nilai-panitia": list(PanelScore.objects.filter(ballot__round__in=rounds).order_by("id")),
        "usulan": list(vacancy.nominees.order_by("order")),
        "keputusan": list[Model](decisions),
        "penyimpangan": list(vacancy.deviations.order_by("id")),
        "rekomendasi": [one.recommendation for one in decisions if hasattr(one, "recommendation")],
        "pelantikan": [one.inauguration for one in decisions if hasattr(one, "inauguration")],
    }


def _told(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _listing(vacancy: Vacancy, files: Mapping[str, bytes]) -> bytes:
    """The index for the eye."""
    rows = [[name, hashlib.sha256(files[name]).hexdigest(), str(len(files[name]))] for name in sorted(files)]
    return papers.pdf(
        "filling.typ",
        {
            "title": f"Indeks dosir {vacancy.code}",
            "day": papers.parts_of(vacancy.opened_on),
            "wide": True,
            "mark": "",
            "about": [["Lowongan", vacancy.code], ["Banyaknya berkas", str(len(files))]],
            "parts": [table(["Berkas", "SHA-256", "Ukuran (byte)"], [3, 4, 0], rows)],
            "digests": [],
        },
    )


def _events(vacancy: Vacancy, rows: Iterable[Model]) -> list[dict[str, Any]]:
    about = {subject_name(row) for row in rows}
    kept = Event.objects.filter(subject__in=about, kind__startswith="succession.").order_by("pk")
    names = ("pk", "kind", "at", "actor", "agency", "subject", "reason", "payload", "digest")
    return [row for row in kept.values(*names) if not row["kind"].endswith(LOOKED)]


def _documents(vacancy: Vacancy) -> list[EvidenceFile]:
    """What was handed in by applicants, and what the records of the three names rest on, each once."""
    given = ApplicationDocument.objects.filter(application__vacancy=vacancy).select_related("file")
    found = {one.file.digest: one.file for one in given.order_by("id")}
    names = list(vacancy.nominees.order_by("order"))
    if names:
        people, at = [one.employee_id for one in names], names[0].at
        rows = {kind: known(of.objects.filter(employee__in=people), at) for kind, of in records.MODELS.items()}
        held = records.evidence_of(rows, at=at)
        found |= {one.file.digest: one.file for every in held.values() for one in every if one.file is not None}
    return [found[digest] for digest in sorted(found)]


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True).encode()
