"""What agencies ask of candidates beyond the law, and the documents that free people, for rules.eligibility."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from rules.additions import cited
from rules.eligibility import Waiver
from succession.models import AgencyRequirementsRecord, RequirementWaiverRecord
from talent.domain.known import known_at as known

Asked = tuple[dict[str, Any], ...]
_DAY = timedelta(days=1)
# Stands for a post that no document names.
ANY = 0


def in_force(decrees: Iterable[AgencyRequirementsRecord], on: date) -> AgencyRequirementsRecord | None:
    """The decree about one tier that counts on `on`: the one begun last, while it runs. It took the place of those
    before it for good, as of the gate's conditions (`rules.gate_own`)."""
    begun = [one for one in decrees if one.true_from is not None and one.true_from <= on and not _never(one)]
    last = max(begun, key=lambda one: (one.true_from, one.number), default=None)
    return None if last is None or ((end := _last(last)) is not None and end < on) else last


def additions(agency_id: int, on: date, known_at: datetime) -> dict[str, Asked]:
    """Tier → what the agency asks besides the law on `on`, as known at `known_at`. One query."""
    by_tier: dict[str, list[AgencyRequirementsRecord]] = defaultdict(list)
    rows = known(AgencyRequirementsRecord.objects.filter(agency=agency_id).select_related("file"), known_at)
    for row in rows.order_by("id"):
        by_tier[row.tier].append(row)
    held = {tier: in_force(decrees, on) for tier, decrees in by_tier.items()}
    return {tier: of_decree(decree) for tier, decree in held.items() if decree is not None}


def decreed(agency: str = "agency") -> Any:
    """For posts, or what else names its `agency`: whether that ever asked anything of its own or freed anybody; most
    never did, and need not be asked what."""
    of = {"agency": OuterRef(agency)}
    return Exists(AgencyRequirementsRecord.objects.filter(**of)) | Exists(RequirementWaiverRecord.objects.filter(**of))


def of_decree(decree: AgencyRequirementsRecord) -> Any:
    """What a decree asks, cited by its number and document."""
    return cited(json.loads(decree.requirements), decree.number, decree.file.digest if decree.file else "")


def waivers(agency_id: int, positions: Sequence[int], known_at: datetime) -> dict[int, tuple[Waiver, ...]]:
    """Position id → the documents that free people from a requirement of it, as known at `known_at`. One query."""
    rows = known(RequirementWaiverRecord.objects.filter(agency=agency_id).select_related("file"), known_at)
    held = [(row.post_id, waiver) for row in rows.order_by("id") if (waiver := _waiver(row)) is not None]
    return {post: tuple(waiver for of, waiver in held if of is None or of == post) for post in positions}


def _waiver(row: RequirementWaiverRecord) -> Waiver | None:
    """None for one revoked before its first day: it never counted."""
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
