"""Reading the deviation register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rules import deviation as rule
from rules.deviation import Basis
from rules.law import shipped
from rules.text import Text
from succession.domain.queries import longlists
from succession.models import Deviation
from talent.display import cited

STATES: Final = {
    "waiting": _("menunggu tanda tangan kedua"),
    "signed": _("ditandatangani kedua kali"),
    "ended": _("ditolak atau ditarik"),
}


@dataclass(frozen=True)
class Entry:
    """An entry with its legal basis as the law of the day has it, and its state in words."""

    held: Deviation
    basis: Basis

    @property
    def state(self) -> str:
        """In the reader's words."""
        return str(STATES[self.held.state])


def visible_to(user: User) -> QuerySet[Deviation]:
    """The entries about the vacancies that the user may see, with whom they are about."""
    seen = longlists.visible_to(user).order_by().values("pk")
    related = ("vacancy__agency", "vacancy__position__current", "decision__employee", "by", "signed_by", "ended_by")
    return Deviation.objects.filter(vacancy__in=seen).select_related(*related, "successor")


def standing(entries: QuerySet[Deviation], state: str) -> QuerySet[Deviation]:
    """Those in one of STATES."""
    if state == "ended":
        return entries.filter(ended_at__isnull=False)
    return entries.filter(ended_at=None, signed_at__isnull=state == "waiting")


def unsigned(**about: OuterRef) -> Exists:
    """Of the outer row: whether anything about it waits for a second signature."""
    return Exists(standing(Deviation.objects.filter(**about), "waiting"))


def entries(rows: Iterable[Deviation]) -> Sequence[Entry]:
    """The rows, each with its basis."""
    return [Entry(row, basis_of(row)) for row in rows]


def basis_of(entry: Deviation) -> Basis:
    """The legal basis as the law of the day has it; one that the law's files no longer hold is told by its code."""
    found = {one.code: one for one in rule.bases(entry.kind, entry.dated, shipped())}
    return found.get(entry.basis) or Basis(entry.basis, Text(entry.basis, entry.basis), "", verified=False)


def rows(entries: Iterable[Entry]) -> list[list[Any]]:
    """The register as a sheet, with its header."""
    found: list[list[Any]] = [
        [
            *(_("Instansi"), _("Lowongan"), _("Jabatan"), _("Penyimpangan"), _("Tanggal"), _("Nomor"), _("NIP")),
            *(_("Nama"), _("Sebab"), _("Dasar hukum"), _("Kutipan"), _("Terverifikasi"), _("Alasan")),
            _("Diputuskan oleh"),
            *(_("Keadaan"), _("Ditandatangani oleh"), _("Ditandatangani pada"), _("Alasan diakhiri")),
        ]
    ]
    for one in entries:
        held = one.held
        person = held.decision.employee if held.decision else None
        found.append(
            [
                *(held.vacancy.agency.name, held.vacancy.code, str(held.vacancy.position), held.get_kind_display()),
                *(held.dated, held.number, person.nip if person else "", person.name if person else ""),
                held.get_cause_display() or "",
                *(str(one.basis.name), cited(one.basis.citation), _("ya") if one.basis.verified else _("belum")),
                *(held.reason, held.by.name, one.state, held.signed_by.name if held.signed_by else ""),
                *(timezone.localtime(held.signed_at).strftime("%Y-%m-%d %H:%M") if held.signed_at else "",),
                held.end_reason or "",
            ]
        )
    return found
