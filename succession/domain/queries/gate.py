"""What the gate is told: facts of one agency and post as known at an instant."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from rules.gate import Approval, GateFacts, feeder_tiers
from rules.gate_facts import JPT_TIERS, Assessment, Freeze, OwnConditions
from rules.law import NoRuleInForce, shipped
from succession.domain.queries import merit
from succession.domain.queries.assessments import proof
from succession.models import (
    ApprovalRecord,
    GateConditionRecord,
    GateFreezeRecord,
    MeritEvidence,
    MeritPaper,
    Vacancy,
)
from talent.codes import AgencyKind
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
    post: str = "",
    cycle_id: int | None = None,
) -> GateFacts:
    """The dated records of `agency` as rules.gate wants them.

    With a vacancy, or with `post_named`, the succession group is counted among the members of `cycle_id` (see
    `pool_cycle`); without a cycle there is no pool, hence nobody. `post`: its code, where there is no vacancy.
    """
    named = post_named or vacancy is not None
    return GateFacts(
        tier=tier,
        assessments=_assessments(agency.pk, known_at),
        approvals=_approvals([agency.pk], known_at)[agency.pk],
        succession_group=succession_group(agency.pk, tier, on, known_at, cycle_id) if named else None,
        post_named=named,
        running_since=vacancy.running_since if vacancy else None,
        pool_holds=not named or cycle_id is not None,
        post=vacancy.position.code if vacancy else post,
        regional=regional(agency),
        freezes=_freezes([agency.pk], known_at)[agency.pk] if regional(agency) else (),
        own=_own([agency.pk], known_at)[agency.pk],
    )


def tier_facts(
    agencies: Sequence[Agency], tier: str, assessments: dict[int, tuple[Assessment, ...]], known_at: datetime
) -> dict[int, GateFacts]:
    """What the gate is told of a tier, for several agencies in three queries: their rounds are given, and the digests
    of documents left out."""
    ids = [agency.pk for agency in agencies]
    papers, freezes, own = _approvals(ids, known_at, copies=False), _freezes(ids, known_at), _own(ids, known_at)
    return {
        agency.pk: GateFacts(
            tier=tier,
            assessments=assessments.get(agency.pk, ()),
            approvals=papers[agency.pk],
            regional=regional(agency),
            freezes=freezes[agency.pk] if regional(agency) else (),
            own=own[agency.pk],
        )
        for agency in agencies
    }


def regional(agency: Agency) -> bool:
    """Whether it is a region, whose head is elected."""
    return agency.kind in (AgencyKind.PROVINCE, AgencyKind.REGENCY, AgencyKind.CITY)


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
    frames = facts.facts(agency_id, on=on, known_at=known_at, employees=ids, records=())
    tiers = frames["employees"]["tier"]
    sure = int(tiers.isin(feeders).sum())
    return sure if sure or tiers.notna().sum() == len(ids) else None


def _assessments(agency_id: int, known_at: datetime) -> tuple[Assessment, ...]:
    """Every round; those that were assessed here with the digest over their documents, which change no more."""
    served: dict[str, list[MeritEvidence]] = defaultdict(list)
    decided = MeritEvidence.objects.filter(assessment__round__agency=agency_id, withdrawn_at=None)
    for one in decided.select_related("assessment__round", "file"):
        served[str(one.assessment.round)].append(one)
    return tuple(
        replace(one, document=proof(served[one.name])) if one.name in served else one
        for one in merit.assessments(agency_id, known_at)
    )


def _approvals(
    agency_ids: Sequence[int], known_at: datetime, *, copies: bool = True
) -> dict[int, tuple[Approval, ...]]:
    """By agency; with `copies`, each with its newest signed copy kept by then (once revoked, of the revocation)."""
    rows = list(known(ApprovalRecord.objects.filter(agency__in=agency_ids), known_at).order_by("true_from", "id"))
    kept: dict[tuple[int, str, str, str, bool], str] = {}
    held = MeritPaper.objects.filter(agency__in=agency_ids, at__lte=known_at).select_related("file").order_by("id")
    for copy in held if copies and rows else ():
        kept[copy.agency_id, copy.kind, copy.authority, copy.number, copy.revocation] = copy.file.digest
    found: dict[int, tuple[Approval, ...]] = defaultdict(tuple)
    for row in rows:
        if row.true_from is None:
            continue
        named = row.agency_id, row.kind, row.authority, row.number
        found[row.agency_id] += (
            Approval(
                row.kind,
                row.authority,
                row.number,
                row.true_from,
                row.true_to,
                row.revoked_on,
                tier=row.tier or "",
                posts=tuple((row.posts or "").splitlines()),
                document=kept.get((*named, row.revoked_on is not None), ""),
            ),
        )
    return found


def _freezes(agency_ids: Sequence[int], known_at: datetime) -> dict[int, tuple[Freeze, ...]]:
    held = known(GateFreezeRecord.objects.filter(agency__in=agency_ids).select_related("file"), known_at)
    found: dict[int, tuple[Freeze, ...]] = defaultdict(tuple)
    for row in held.order_by("true_from", "id"):
        begun: date = row.true_from
        document = row.file.digest if row.file else ""
        found[row.agency_id] += (
            Freeze(row.kind, row.number, begun, row.true_to, row.allowed_on, row.allowed_by or "", document),
        )
    return found


def _own(agency_ids: Sequence[int], known_at: datetime) -> dict[int, tuple[OwnConditions, ...]]:
    held = known(GateConditionRecord.objects.filter(agency__in=agency_ids).select_related("file"), known_at)
    found: dict[int, tuple[OwnConditions, ...]] = defaultdict(tuple)
    for row in held.order_by("true_from", "id"):
        begun: date = row.true_from
        document = row.file.digest if row.file else ""
        found[row.agency_id] += (
            OwnConditions(row.number, begun, row.true_to, row.category, row.score, row.group, document),
        )
    return found
