"""What the gate is told: facts of one agency and post as known at an instant."""

from datetime import date, datetime

from rules.gate import Approval, GateFacts, feeder_tiers
from rules.gate_facts import JPT_TIERS
from rules.law import NoRuleInForce, shipped
from succession.domain.queries import merit
from succession.models import ApprovalRecord, Vacancy
from talent.domain.known import known_at as known
from talent.domain.queries import facts, pool
from talent.models import Agency, PoolMembership


def gate_facts(
    agency: Agency,
    tier: str,
    on: date,
    known_at: datetime,
    vacancy: Vacancy | None = None,
    *,
    post_named: bool = False,
    cycle_id: int | None = None,
) -> GateFacts:
    """The dated records of `agency` as rules.gate wants them.

    With a vacancy, or with `post_named`, the succession group is counted among the members of `cycle_id` (see
    `pool_cycle`); without a cycle there is no pool, hence nobody.
    """
    named = post_named or vacancy is not None
    return GateFacts(
        tier=tier,
        assessments=merit.assessments(agency.pk, known_at),
        approvals=_approvals(agency.pk, known_at),
        succession_group=succession_group(agency.pk, tier, on, known_at, cycle_id) if named else None,
        post_named=named,
        running_since=vacancy.running_since if vacancy else None,
        pool_holds=not named or cycle_id is not None,
    )


def pool_cycle(agency_id: int, on: date, known_at: datetime) -> int | None:
    """The cycle whose pool holds on `on`, as known at `known_at`; None without one."""
    return pool.members(agency_id, on, known_at).values_list("cycle_id", flat=True).first()


def members_of(cycle_id: int | None, on: date, known_at: datetime) -> list[tuple[int, int, float | None]]:
    """(employee, box, talent value) of the cycle's members on `on`, by employee id; who entered or left after
    `known_at` did not yet."""
    held = PoolMembership.objects.filter(pool.valid(on, known_at), cycle_id=cycle_id)
    return list(held.order_by("employee_id").values_list("employee_id", "box", "talent_value"))


def succession_group(agency_id: int, tier: str, on: date, known_at: datetime, cycle_id: int | None) -> int | None:
    """How many members of the pool hold, on `on`, a tier from which the target tier is fed.

    None where that is not known: before any rule, and where nobody surely does but of somebody nothing, or no tier, is
    recorded.
    """
    if tier not in JPT_TIERS:
        return None
    try:
        feeders = feeder_tiers(tier, on, shipped())
    except NoRuleInForce:
        return None
    ids = [employee for employee, *_ in members_of(cycle_id, on, known_at)]
    if not ids:
        return 0
    frames = facts.facts(agency_id, on=on, known_at=known_at, employees=ids)
    tiers = frames["employees"]["tier"]
    sure = int(tiers.isin(feeders).sum())
    return sure if sure or tiers.notna().sum() == len(ids) else None


def _approvals(agency_id: int, known_at: datetime) -> tuple[Approval, ...]:
    rows = known(ApprovalRecord.objects.filter(agency_id=agency_id), known_at).order_by("true_from", "id")
    return tuple(
        Approval(row.kind, row.authority, row.number, row.true_from, row.true_to, row.revoked_on)
        for row in rows
        if row.true_from is not None
    )
