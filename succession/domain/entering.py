"""What a page enters goes the way of a workbook's rows: the same checks, the same dated records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from rules.errors import DomainError, Invalid
from talent.domain import known
from talent.domain.importing import WRITERS, Context
from talent.domain.queries import meanwhile
from talent.models import Agency
from talent.models.base import Known


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

    Raises AlreadyRecorded, with who did what, where it is what is known no more.
    """
    known_at = known.turn(row.agency_id)
    now = type(row)._default_manager.filter(agency=row.agency_id, key=row.key, known_to=None).first()
    if now is None or now.pk != row.pk:
        message = _("Catatan ini sudah diganti atau dicabut sejak Anda membukanya; isian Anda belum tersimpan.")
        raise meanwhile.overtaken(AlreadyRecorded, message, now or row)
    return known_at
