"""Who stands in the succession group of a post: members of the pool, held against what the post requires."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from rules.eligibility import Post, beside, evaluate
from rules.gate import feeder_tiers
from rules.gate_facts import JPT_TIERS
from rules.law import NoRuleInForce, shipped
from talent.domain.queries import facts, in_pool, pool
from talent.models import PoolMembership

# A member of a pool: employee, box, talent value.
Member = tuple[int, int, float | None]
# The requirement that makes somebody a successor to a post rather than anybody in the pool.
HELD = "post_held"


@dataclass(frozen=True)
class Group:
    """`size`: how many surely stand in it (None: not known); `met`: how many of them meet every requirement."""

    size: int | None
    met: int | None = None


def pool_cycle(agency_id: int, on: date, known_at: datetime) -> int | None:
    """The cycle whose pool holds on `on`, as known at `known_at`; None without one."""
    return pool.members(agency_id, on, known_at).values_list("cycle_id", flat=True).first()


def members_of(cycle_id: int | None, on: date, known_at: datetime) -> list[Member]:
    """(employee, box, talent value) of the cycle's members on `on`, by employee id; who entered or left after
    `known_at` did not yet."""
    held = PoolMembership.objects.filter(in_pool.valid(on, known_at), cycle_id=cycle_id)
    return list(held.order_by("employee_id").values_list("employee_id", "box", "talent_value"))


def of_post(agency_id: int, post: Post, on: date, day: date, known_at: datetime, cycle_id: int | None) -> Group:
    """Members on `on` who, on `day`, hold or held a post from which this one is filled and surely fail none of its
    other requirements: a letter that is still to come takes nobody out of the group.

    Not known before any rule, and where nobody surely is in it but somebody may be.
    """
    ids = [employee for employee, *_rest in members_of(cycle_id, on, known_at)]
    if not ids:
        return Group(0, 0)
    frames = facts.facts(agency_id, on=day, known_at=known_at, employees=ids, records=(*facts.EVERY, *beside(post)))
    try:
        found = evaluate(frames, post, day, shipped())
    except NoRuleInForce:
        return Group(None)
    outcomes, bit = found.outcome_names(), np.uint32(1 << found.codes.index(HELD))
    standing = outcomes != "fail"
    sure, maybe = standing & (found.passed & bit > 0), standing & (found.unknown & bit > 0)
    if sure.any():
        return Group(int(sure.sum()), int((outcomes == "pass").sum()))
    return Group(None if maybe.any() or len(found.employee_id) < len(ids) else 0, 0)


def by_tier(agency_id: int, tier: str, on: date, known_at: datetime, cycle_id: int | None) -> Group:
    """How earlier releases read it, for replays of what they decided: members who hold, on `on`, a tier from which the
    target tier is fed.

    Not known before any rule, and where nobody surely does but of somebody nothing, or no tier, is recorded.
    """
    if tier not in JPT_TIERS:
        return Group(None)
    try:
        feeders = feeder_tiers(tier, on, shipped())
    except NoRuleInForce:
        return Group(None)
    ids = [employee for employee, *_rest in members_of(cycle_id, on, known_at)]
    if not ids:
        return Group(0)
    frames = facts.facts(agency_id, on=on, known_at=known_at, employees=ids, records=())
    tiers = frames["employees"]["tier"]
    sure = int(tiers.isin(feeders).sum())
    return Group(sure if sure or tiers.notna().sum() == len(ids) else None)
