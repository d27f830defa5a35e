"""When the records of an agency were written last: what was worked out from them holds as long as that is the same."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from audit.models import Event
from talent.models import Agency

# What is done to records leaves one of these in the transaction that does it, and agencies take turns (`known.turn`).
_WRITING = (
    "talent.records.written",
    "talent.records.withdrawn",
    "talent.import.withdrawn",
    "talent.record.added",
    "talent.record.corrected",
    "talent.record.retired",
    "talent.evidence.attached",
    "talent.evidence.withdrawn",
)


class Written(NamedTuple):
    """The event that wrote, and its instant."""

    key: UUID
    at: datetime


def last(agency: Agency) -> Written | None:
    """The newest event that wrote records of this agency (or of any: those name none)."""
    events = Event.objects.filter(agency__in=[agency.code, ""], kind__in=_WRITING).order_by("-id")
    found = events.values_list("key", "at").first()
    return Written(*found) if found else None
