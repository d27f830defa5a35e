"""Official papers as PDF/A, set by typst from what was decided and kept: the same facts give the same bytes."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime

from audit.models import Event
from rules.checks import Check
from succession.models import RouteDecision, Vacancy
from succession.models.vacancy import Route

FOLDER = Path(settings.BASE_DIR) / "templates" / "papers"
STANDARD = "a-2b"
_STATUS = {"pass": "terpenuhi", "fail": "tidak terpenuhi", "unknown": "belum diketahui"}


def route_certificate(
    *, vacancy: Vacancy, post: str, tier: str, route: RouteDecision, checks: Sequence[Check], event: Event, address: str
) -> bytes:
    """The route of a vacancy with every condition, its citation and mark, the digests and the place in the ledger.

    Indonesian whoever asks for it: a paper has one language. `address`: where the decision can be computed again.
    """
    on = date_format(route.on, "j F Y")
    return _pdf(
        "route.typ",
        {
            "title": f"Sertifikat jalur {vacancy.code}",
            "day": _parts(localtime(route.at).date()),
            "about": [
                ["Instansi", vacancy.agency.name],
                ["Jabatan", f"{post} ({tier})"],
                ["Tanggal penentuan", on],
                ["Ditetapkan", f"{date_format(localtime(route.at), 'j F Y H:i:s T')} oleh {route.by.name}"],
            ],
            "qr": _qr(address),
            "address": address,
            "scan": "putar ulang",
            "route": str(Route(route.route).label),
            "basis": f"Menurut hukum dan catatan pada {on}, sebagaimana diketahui saat ditetapkan.",
            "shown": "(ditampilkan saja, tidak menentukan)",
            "limit": "syarat",
            "unverified": "BELUM DIVERIFIKASI",
            "checks": [
                {
                    "label": check.label.id,
                    "status": _STATUS[check.status],
                    "fact": check.fact.id,
                    "limit": check.limit.id,
                    "citation": check.citation,
                    "verified": check.verified,
                    "decides": check.decides,
                    "note": check.note.id,
                }
                for check in checks
            ],
            "digests": [
                ["Data masukan (SHA-256)", route.inputs_digest],
                ["Aturan (SHA-256)", route.law_digest],
                ["Hasil (SHA-256)", route.results_digest],
                [f"Buku besar, peristiwa {event.pk}", event.digest],
            ],
            "closing": f"Putar ulang: {address}",
        },
    )


def _pdf(name: str, data: dict[str, Any]) -> bytes:
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


def _parts(on: date) -> list[int]:
    return [on.year, on.month, on.day]


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
