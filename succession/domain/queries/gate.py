"""What the gate is told: facts of one agency and post as known at an instant."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rules.checks import Check
from rules.eligibility import Post
from rules.gate import Approval, GateFacts
from rules.gate_facts import Assessment, Freeze, OwnConditions
from rules.gate_freezes import inauguration_checks
from rules.law import shipped
from succession.domain.queries import freezing, merit, successors
from succession.domain.queries.assessments import proof
from succession.domain.queries.posts import known_on, known_post
from succession.models import (
    ApprovalRecord,
    GateConditionRecord,
    GateFreezeRecord,
    MeritEvidence,
    MeritPaper,
    MeritRound,
    MeritSuperseding,
    Vacancy,
)
from talent.codes import AgencyKind
from talent.domain.known import known_at as known
from talent.models import Agency, Position


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
    by_requirements: bool = True,
    inherited: bool = True,
) -> GateFacts:
    """The dated records of `agency` as rules.gate wants them.

    With a vacancy, or with `post_named`, the succession group is counted among the members of `cycle_id` (see
    `successors.pool_cycle`); without a cycle there is no pool, hence nobody. `post`: its code, where there is no
    vacancy. `by_requirements`: False for what was decided before the group was read by the post's requirements;
    `inherited`: False for what was before a decision in the place of another named the documents that it rests on.
    """
    named = post_named or vacancy is not None
    group = successors.Group(None)
    if named:
        group = _group(agency, tier, on, known_at, vacancy, post, cycle_id, by_requirements)
    return GateFacts(
        tier=tier,
        assessments=_assessments(agency.pk, known_at, inherited),
        approvals=_approvals([agency.pk], known_at)[agency.pk],
        succession_group=group.size,
        post_named=named,
        running_since=vacancy.running_since if vacancy else None,
        pool_holds=not named or cycle_id is not None,
        post=vacancy.position.code if vacancy else post,
        regional=regional(agency),
        freezes=_freezes([agency.pk], known_at)[agency.pk] if regional(agency) else (),
        own=_own([agency.pk], known_at)[agency.pk],
        group_by_requirements=named and by_requirements,
        group_met=group.met,
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


def frozen(vacancy: Vacancy, on: date, known_at: datetime) -> tuple[Check, ...]:
    """What could forbid an inauguration on `on` in the post of a vacancy, whatever its route; nothing outside regions,
    nor for a post of which nothing was known. One query."""
    if not regional(vacancy.agency):
        return ()
    found = freezing.of_post(vacancy.position, on, known_at)
    if found is None:
        return ()
    facts = GateFacts(
        tier=found.tier,
        approvals=tuple(_approval(permit, copy, known_at) for permit, copy in found.permits),
        post_named=True,
        post=vacancy.position.code,
        regional=True,
        freezes=tuple(_freeze(row) for row in found.freezes),
    )
    return inauguration_checks(facts, on, shipped())


def regional(agency: Agency) -> bool:
    """Whether it is a region, whose head is elected."""
    return agency.kind in (AgencyKind.PROVINCE, AgencyKind.REGENCY, AgencyKind.CITY)


def _group(
    agency: Agency,
    tier: str,
    on: date,
    known_at: datetime,
    vacancy: Vacancy | None,
    code: str,
    cycle_id: int | None,
    by_requirements: bool,
) -> successors.Group:
    if not by_requirements:
        return successors.by_tier(agency.pk, tier, on, known_at, cycle_id)
    day = vacancy.reference_date if vacancy else on
    held = vacancy.position if vacancy else Position.objects.filter(agency=agency, code=code).first()
    post = known_post(held, day, known_at) if held else None
    return successors.of_post(agency.pk, post or Post(tier, known=known_on(known_at)), on, day, known_at, cycle_id)


def _assessments(agency_id: int, known_at: datetime, inherited: bool) -> tuple[Assessment, ...]:
    """Every round; those that were assessed here with the digest over their documents, which change no more. A decision
    in the place of another rests on the same."""
    served: dict[str, list[MeritEvidence]] = defaultdict(list)
    decided = MeritEvidence.objects.filter(assessment__round__agency=agency_id, withdrawn_at=None)
    for one in decided.select_related("assessment__round", "file"):
        served[str(one.assessment.round)].append(one)
    if served and inherited:
        # Oldest first: what a decision replaced has its documents by then, from what it replaced itself.
        told = MeritSuperseding.objects.filter(round__agency=agency_id).order_by("id")
        for after, before in told.values_list("round__name", "replaced__name"):
            served[after] = served[before]
    documents = {name: proof(rows) for name, rows in served.items() if rows}
    return tuple(replace(one, document=documents.get(one.name, "")) for one in merit.assessments(agency_id, known_at))


def _approvals(
    agency_ids: Sequence[int], known_at: datetime, *, copies: bool = True
) -> dict[int, tuple[Approval, ...]]:
    """By agency; with `copies`, each with its newest signed copy kept by then (once revoked, of the revocation). A
    commitment stays one of its assessment when another decision takes the place of the one that it followed."""
    asked = ApprovalRecord.objects.filter(agency__in=agency_ids).select_related("round__replaced_by__round")
    rows = list(known(asked, known_at).order_by("true_from", "id"))
    kept: dict[tuple[int, str, str, str, bool], str] = {}
    held = MeritPaper.objects.filter(agency__in=agency_ids, at__lte=known_at).select_related("file").order_by("id")
    for copy in held if copies and rows else ():
        kept[copy.agency_id, copy.kind, copy.authority, copy.number, copy.revocation] = copy.file.digest
    found: dict[int, tuple[Approval, ...]] = defaultdict(tuple)
    for row in rows:
        if row.true_from is not None:
            named = row.agency_id, row.kind, row.authority, row.number
            found[row.agency_id] += (_approval(row, kept.get((*named, row.revoked_on is not None), ""), known_at),)
    return found


def _approval(row: ApprovalRecord, copy: str, known_at: datetime) -> Approval:
    """The paper for the rules; `copy`: the digest of its signed copy."""
    dated = row.letter_date
    assert dated is not None
    return Approval(
        row.kind,
        row.authority,
        row.number,
        dated,
        row.true_to,
        row.revoked_on,
        tier=row.tier or "",
        posts=tuple((row.posts or "").splitlines()),
        document=copy,
        valid_from=row.true_from if row.dated else None,
        round=_followed(row.round, known_at),
    )


def _followed(held: MeritRound | None, known_at: datetime) -> str:
    """The name of the decision that counts of a commitment's assessment by then."""
    while held is not None and (later := getattr(held, "replaced_by", None)) is not None and later.at <= known_at:
        held = later.round
    return held.name if held is not None else ""


def _freezes(agency_ids: Sequence[int], known_at: datetime) -> dict[int, tuple[Freeze, ...]]:
    held = known(GateFreezeRecord.objects.filter(agency__in=agency_ids).select_related("file"), known_at)
    found: dict[int, tuple[Freeze, ...]] = defaultdict(tuple)
    for row in held.order_by("true_from", "id"):
        found[row.agency_id] += (_freeze(row),)
    return found


def _freeze(row: GateFreezeRecord) -> Freeze:
    begun: Any = row.true_from
    document = row.file.digest if row.file else ""
    told = Freeze(row.kind, row.number, begun, row.true_to, row.allowed_on, row.allowed_by or "", document)
    return replace(told, revoked_on=row.revoked_on)


def _own(agency_ids: Sequence[int], known_at: datetime) -> dict[int, tuple[OwnConditions, ...]]:
    held = known(GateConditionRecord.objects.filter(agency__in=agency_ids).select_related("file"), known_at)
    found: dict[int, tuple[OwnConditions, ...]] = defaultdict(tuple)
    for row in held.order_by("true_from", "id"):
        begun: date = row.true_from
        last, document = row.true_to, row.file.digest if row.file else ""
        if row.revoked_on is not None:
            last = min(last or date.max, row.revoked_on - timedelta(days=1))
        # One revoked before its first day never counted.
        if last is None or begun <= last:
            found[row.agency_id] += (
                OwnConditions(row.number, begun, last, row.category, row.score, row.group, document),
            )
    return found
