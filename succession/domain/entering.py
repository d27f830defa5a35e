"""What a page enters goes the way of a workbook's rows: the same checks, the same dated records."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from rules.errors import DomainError, Invalid
from rules.wording import day
from succession.domain.queries.words import said
from talent.domain import known
from talent.domain.importing import WRITERS, Context
from talent.domain.queries import meanwhile
from talent.models import Agency
from talent.models.base import Known

# What the period is called of whatever holds for a time.
_PERIOD = {"true_from": gettext_lazy("berlaku sejak"), "true_to": gettext_lazy("berlaku sampai")}
_KEPT_OF_EVERY = {field.name for field in Known._meta.fields}


class AlreadyRecorded(DomainError):
    """The paper of this number is known already, or what is known of it is not what was read."""

    code = "already_recorded"


def enter(kind: str, rows: Sequence[dict[str, Any]], *, agency: Agency, known_at: datetime, by: User) -> None:
    """Write these rows of `kind` (field → value, the same fields in each), all or none: raises Invalid."""
    columns = {name: [row[name] for row in rows] for name in rows[0]} | {"agency": [agency.code] * len(rows)}
    written = WRITERS[kind](columns, len(rows), Context(agency=agency, by=by, known_at=known_at))
    if written.errors:
        raise Invalid(written.errors[0].message, code=written.errors[0].code)


def turn_of(row: Known) -> datetime:
    """The instant from which something else is known instead of `row`; call it in the transaction that writes.

    Raises AlreadyRecorded, with who did what and what is known instead, where it is what is known no more.
    """
    known_at = known.turn(row.agency_id)
    now = type(row)._default_manager.filter(agency=row.agency_id, key=row.key, known_to=None).first()
    if now is None or now.pk != row.pk:
        message = _("Catatan ini sudah diganti atau dicabut sejak Anda membukanya; isian Anda belum tersimpan.")
        told = "; ".join(f"{label}: {value}" for label, value in _otherwise(row, now)) if now else ""
        message += " " + _("Kini tercatat: %(said)s.") % {"said": told} if told else ""
        raise meanwhile.overtaken(AlreadyRecorded, message, now or row)
    return known_at


def _otherwise(row: Known, now: Known) -> Iterator[tuple[str, str]]:
    """What `now` says otherwise than `row` of the same thing: the field's name and what it holds, in words."""
    for field in row._meta.concrete_fields:
        told = field.name in _PERIOD or not (field.name in _KEPT_OF_EVERY or field.primary_key or field.is_relation)
        held = getattr(now, field.name)
        if told and held != getattr(row, field.name):
            yield str(_PERIOD.get(field.name, field.verbose_name)), _worded(held, dict(field.flatchoices))


def _worded(held: Any, choices: dict[Any, Any]) -> str:
    if held is None:
        return "–"
    return said(day(held)) if isinstance(held, date) else str(choices.get(held) or localize(held))
