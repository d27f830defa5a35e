"""What a page enters goes the way of a workbook's rows: the same checks, the same dated records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from rules.errors import Invalid
from talent.domain.importing import WRITERS, Context
from talent.models import Agency


def enter(kind: str, rows: Sequence[dict[str, Any]], *, agency: Agency, known_at: datetime, by: User) -> None:
    """Write these rows of `kind` (field → value, the same fields in each), all or none: raises Invalid."""
    columns = {name: [row[name] for row in rows] for name in rows[0]} | {"agency": [agency.code] * len(rows)}
    written = WRITERS[kind](columns, len(rows), Context(agency=agency, by=by, known_at=known_at))
    if written.errors:
        raise Invalid(written.errors[0].message, code=written.errors[0].code)
