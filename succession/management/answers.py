"""What the commands that answer one question share: finding what was named, and writing the answer."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import translation

from accounts.domain.users import system_operator
from audit.domain import ledger
from rules.checks import Check
from rules.errors import DomainError
from succession.domain import gate
from succession.models import MeritRound
from talent.codes import Tier
from talent.domain.queries import employees
from talent.models import Agency, Employee, PositionRecord

T = TypeVar("T")


def tier_named(code: str) -> str:
    """A tier's code as given, in any case."""
    if code.upper() not in Tier.values:
        known = ", ".join(Tier.values)
        raise CommandError(
            f"jenjang “{code}” tidak dikenal; yang ada: {known} / unknown tier “{code}”; one of: {known}"
        )
    return code.upper()


def round_named(agency: Agency, name: str) -> MeritRound:
    """The agency's merit round of this name."""
    found = MeritRound.objects.filter(agency=agency, name=name).select_related("agency").first()
    if found is None:
        known = ", ".join(MeritRound.objects.filter(agency=agency).order_by("id").values_list("name", flat=True)) or "–"
        raise CommandError(
            f"putaran “{name}” tidak ada pada {agency.code}; yang ada: {known} / "
            f"{agency.code} has no merit round “{name}”; there are: {known}"
        )
    return found


def employee_named(nip: str, on: date) -> Employee:
    """The employee with this NIP, of the agency that they serve on the day."""
    found = employees.of_nip(nip, on)
    if found is None:
        raise CommandError(f"NIP “{nip}” belum tercatat / NIP “{nip}” is not on record")
    return found


def post_named(agency: Agency, code: str, tier: str, on: date, known_at: datetime) -> PositionRecord:
    """What is known of the agency's post with this code, which must be of `tier`."""
    return in_both_languages(lambda: gate.require_post(agency, code, tier, on, known_at))


def in_both_languages(read: Callable[[], T]) -> T:
    """The value of a pure read; its domain error becomes a CommandError in Indonesian and English."""
    try:
        return read()
    except DomainError as error:
        messages = []
        for language in ("id", "en"):
            with translation.override(language):
                try:
                    read()
                except DomainError as again:
                    messages.append(str(again))
        raise CommandError(" / ".join(dict.fromkeys(messages))) from error


def plain(check: Check, language: str) -> dict[str, Any]:
    """A deciding check as the answer file gives it."""
    return {
        "code": check.code,
        "status": str(check.status),
        "fact": check.fact.in_(language),
        "limit": check.limit.in_(language),
        "citation": check.citation,
        "verified": check.verified,
    }


def publish(out: Path, answer: dict[str, Any], *, kind: str, agency: Agency, subject: object, **payload: Any) -> None:
    """Write the answer to `out` and the event to the ledger: both or neither."""
    unfinished = out.with_name(f".{out.name}.part")
    try:
        with transaction.atomic():
            ledger.record(kind, by=system_operator(), agency=agency.code, subject=subject, payload=payload)
            unfinished.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            unfinished.replace(out)
    except OSError as error:
        raise CommandError(f"berkas {out} tidak dapat ditulis / cannot write {out}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
