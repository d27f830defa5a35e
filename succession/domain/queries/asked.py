"""What agencies ask of candidates beyond the law, and the documents that free people, for rules.eligibility."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from rules.additions import cited, readings
from rules.eligibility import OwnReading, Waiver
from succession.models import AgencyRequirementsRecord, RequirementWaiverRecord

_DAY = timedelta(days=1)


class Said(NamedTuple):
    """What a decree says of the posts of a tier, as `rules.eligibility.Post` takes it."""

    own: tuple[Any, ...] = ()
    readings: tuple[OwnReading, ...] = ()


NOTHING = Said()


class Freed(NamedTuple):
    """A requirement that somebody passes only by a document: its code, the document's number and SHA-256."""

    code: str
    number: str
    document: str


def in_force(decrees: Iterable[AgencyRequirementsRecord], on: date) -> AgencyRequirementsRecord | None:
    """The decree about one tier that counts on `on`: the one begun last, while it runs. It took the place of those
    before it for good, as of the gate's conditions (`rules.gate_own`)."""
    begun = [one for one in decrees if one.true_from is not None and one.true_from <= on and not _never(one)]
    last = max(begun, key=lambda one: (one.true_from, one.number), default=None)
    return None if last is None or ((end := _last(last)) is not None and end < on) else last


def of_decree(decree: AgencyRequirementsRecord) -> Said:
    """What a decree asks and how it reads the law, cited by its number and document."""
    asked, digest = json.loads(decree.requirements), decree.file.digest if decree.file else ""
    return Said(cited(asked, decree.number, digest), readings(asked, decree.number, digest))


def waiver_of(row: RequirementWaiverRecord) -> Waiver | None:
    """What a document frees from; None for one revoked before its first day: it never counted."""
    last, digest = _last(row), row.file.digest if row.file else ""
    if row.true_from is None or _never(row):
        return None
    return Waiver(row.person_id, row.code, row.number, row.authority, row.granted, row.true_from, last, digest)


def _last(row: AgencyRequirementsRecord | RequirementWaiverRecord) -> date | None:
    """The last day on which it counts; None: no end."""
    if row.revoked_on is None:
        return row.true_to
    return min(row.true_to or date.max, row.revoked_on - _DAY)


def _never(row: AgencyRequirementsRecord | RequirementWaiverRecord) -> bool:
    last = _last(row)
    return last is not None and row.true_from is not None and last < row.true_from
