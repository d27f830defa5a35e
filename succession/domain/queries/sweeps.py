"""Sweeps to read: who may, what one says of each post, and of each of its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from jobs.models import Job
from rules.additions import PREFIX
from rules.checks import Check, Decision, Status
from rules.eligibility import OUTCOMES, explain, records_for, statuses
from rules.eligibility.stored import Pairs, failing, has, outcomes_of, unpacked, waived_unpacked
from rules.eligibility.values import Masks
from rules.law import Law, NoRuleInForce, shipped
from rules.text import Text
from succession.domain.queries import decreed, untold
from succession.domain.queries.asked import Freed
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.posts import known_post, records_of
from succession.domain.queries.words import said
from succession.models import EligibilitySweep, SweptPairs, SweptPost
from talent.domain.queries import facts
from talent.domain.queries.person import sees_sanctions
from talent.models import Employee, Position

KIND = "sweep"
READING = (Permission.PREPARE_VACANCY, Permission.DECIDE)
# A list of people stands in this order: who is eligible, of whom that is not known, who is not.
_ORDER = {Status.PASS: 0, Status.UNKNOWN: 1, Status.FAIL: 2}


@dataclass(frozen=True)
class Stopping:
    """A requirement of a post: of how many people it is not met, of how many that is not known, and for how many
    nothing else is missing."""

    code: str
    failed: int
    unknown: int
    alone: int


@dataclass(frozen=True)
class Line:
    """Somebody against a post: the outcome, the requirements that are not met or not known, and those that are met only
    by a document (`freed` says which, to whom may know)."""

    person: Employee
    outcome: Status
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    waived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """One person against one post: what is stored, and the same in words from the dated facts. `agrees`: whether the
    words say what is stored."""

    outcome: Status
    checks: tuple[Check, ...]
    agrees: bool


def visible_to(user: User) -> QuerySet[EligibilitySweep]:
    """Those of agencies whose vacancies the user prepares or decides, the newest first."""
    return EligibilitySweep.objects.select_related("agency", "by").filter(_of(user, "agency"))


def posts_visible_to(user: User) -> QuerySet[SweptPost]:
    """The posts of such sweeps, as far as they are finished."""
    found = SweptPost.objects.select_related("sweep__agency", "position__current")
    return found.filter(_of(user, "sweep__agency"))


def posts_of(sweep: EligibilitySweep, *, title: str = "", tier: str = "", nobody: bool = False) -> QuerySet[SweptPost]:
    """Its posts, by those who are eligible, the fewest first; `nobody`: only those for which nobody is."""
    found = sweep.swept.select_related("position__current")
    if title:
        found = found.filter(Q(position__current__name__icontains=title) | Q(position__code__istartswith=title))
    if tier:
        found = found.filter(tier=tier)
    return found.filter(eligible=0) if nobody else found


def own_names(post: SweptPost) -> Mapping[str, Text]:
    """What the agency's own requirements of this post are called, by their codes. One query a sweep, none where the
    agency asks for nothing besides the law."""
    if not any(code.startswith(PREFIX) for code in post.codes):
        return {}
    sweep = post.sweep
    if not hasattr(sweep, "own_names"):
        sweep.own_names = decreed.called(sweep.agency_id, sweep.on, sweep.known_at)  # type: ignore[attr-defined]
    return sweep.own_names.get(post.tier, {})  # type: ignore[attr-defined, no-any-return]


def posts_to_sweep(agency_id: int, tiers: Sequence[str], on: date, known_at: datetime) -> list[int]:
    """The agency's posts of these tiers on `on` as known at `known_at`: their ids, in the order of their codes."""
    posts = list(Position.objects.filter(agency=agency_id).order_by("code", "pk").values_list("pk", flat=True))
    records = records_of(posts, on, known_at)
    return [post for post in posts if post in records and records[post].tier in tiers]


def target(sweep: EligibilitySweep) -> str:
    """What the job of a sweep is called by."""
    return f"sweep:{sweep.pk}"


def job_of(sweep: EligibilitySweep) -> Job | None:
    """The job that computes it, while it is not finished."""
    if sweep.finished_at is not None:
        return None
    return Job.objects.filter(kind=KIND, agency=sweep.agency_id, target=target(sweep)).first()


def under_way(agency_id: int) -> bool:
    """Whether a sweep of the agency is being computed or waits for it."""
    live = [Job.State.WAITING, Job.State.RUNNING]
    return Job.objects.filter(kind=KIND, agency=agency_id, state__in=live).exists()


def pairs_of(sweep_id: int, position_id: int) -> tuple[Pairs, Masks]:
    """All pairs of one post, by employee id, and what each passes only by a document. One query."""
    blocks = SweptPairs.objects.filter(sweep=sweep_id, position=position_id).order_by("first")
    held = [(bytes(pairs), bytes(waived or b"")) for pairs, waived in blocks.values_list("pairs", "waived")]
    return unpacked([pairs for pairs, _waived in held]), waived_unpacked(held)


def freed(swept: SweptPost, lines: Iterable[Line], *, reader: User) -> dict[int, list[Freed]]:
    """Employee → what they pass only by a document, as far as `reader` may read it. One query, none where nobody is
    freed."""
    only = {
        line.person.pk: [
            code for code in line.waived if code not in untold.SANCTIONS or sees_sanctions(reader, line.person)
        ]
        for line in lines
        if line.waived
    }
    sweep = swept.sweep
    return decreed.freed(sweep.agency_id, swept.position_id, sweep.on, sweep.known_at, only)


def stopping(swept: SweptPost) -> list[Stopping]:
    """The requirements that stop anybody, the one that stops most first."""
    found = [Stopping(code, *swept.stops[code]) for code in swept.codes]
    return sorted((one for one in found if one.failed or one.unknown), key=lambda one: (-one.failed, -one.unknown))


class People(Sequence[Line]):
    """The people of a post: the eligible first, then those of whom that is not known, then those who miss least.

    `outcome`: only those; `code`: only those who do not meet that requirement, or of whom that is not known; `among`:
    only those of these employees. Reads the pairs when it is made, who they are when a stretch is read: two queries.
    """

    def __init__(self, swept: SweptPost, outcome: str = "", code: str = "", among: Sequence[int] | None = None) -> None:
        self.swept, size = swept, len(swept.codes)
        pairs, waived = pairs_of(swept.sweep_id, swept.position_id)
        failed, found = failing(pairs, size), outcomes_of(pairs, size)
        rank = np.array([_ORDER[status] for status in OUTCOMES])[found]
        order = np.lexsort((pairs["employee"], np.bitwise_count(pairs["unknown"]), np.bitwise_count(failed), rank))
        keep = np.ones(len(pairs), dtype=np.bool_)
        if outcome:
            keep &= found == OUTCOMES.index(Status(outcome))
        if code in swept.codes:
            keep &= has(failed | pairs["unknown"], swept.codes.index(code))
        if among is not None:
            keep &= np.isin(pairs["employee"], np.array(among, dtype=np.int64))
        order = order[keep[order]]
        self._pairs, self._failed, self._found, self._waived = pairs[order], failed[order], found[order], waived[order]

    def __len__(self) -> int:
        return len(self._pairs)

    def __getitem__(self, at: slice) -> list[Line]:  # type: ignore[override]
        pairs, codes = self._pairs[at], self.swept.codes
        people = Employee.objects.select_related("agency", "current__unit").in_bulk(pairs["employee"].tolist())
        masks = (column[at].tolist() for column in (self._failed, self._found, self._waived))
        return [
            Line(
                people[int(pair["employee"])],
                OUTCOMES[outcome],
                _named(codes, failed),
                _named(codes, int(pair["unknown"])),
                _named(codes, waived),
            )
            for pair, failed, outcome, waived in zip(pairs, *masks, strict=True)
        ]


def pair(swept: SweptPost, person: Employee, *, reader: User) -> Pair | None:
    """One person against the post, as far as `reader` may read it; None where they were not held against it.

    Raises CannotEvaluate where the law has nothing on that day.
    """
    stored = stored_statuses(swept, person.pk)
    if stored is None:
        return None
    try:
        decision = rebuilt(swept, person.pk, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    agrees = {check.code: check.status for check in decision.checks} == stored
    outcome = next((one for one in (Status.FAIL, Status.UNKNOWN) if one in stored.values()), Status.PASS)
    return Pair(outcome, untold.checks(decision.checks, person, reader), agrees)


def stored_statuses(swept: SweptPost, employee_id: int) -> dict[str, Status] | None:
    """Each requirement's status as the masks keep it; None where this person was not held against the post."""
    blocks = SweptPairs.objects.filter(sweep=swept.sweep_id, position=swept.position_id)
    block = blocks.filter(first__lte=employee_id, last__gte=employee_id).first()
    if block is None:
        return None
    pairs = unpacked([bytes(block.pairs)])
    own = pairs[pairs["employee"] == employee_id]
    return statuses(tuple(swept.codes), int(own[0]["passed"]), int(own[0]["unknown"])) if len(own) else None


def rebuilt(swept: SweptPost, employee_id: int, law: Law) -> Decision:
    """Every requirement in words, from the facts as known when the sweep was begun. Raises NoRuleInForce."""
    sweep = swept.sweep
    post = known_post(swept.position, sweep.on, sweep.known_at)
    nothing = CannotEvaluate(_("Pada saat itu belum ada data tentang pegawai atau jabatan ini."))
    if post is None:
        raise nothing
    wanted, known_at = records_for(post), sweep.known_at
    frames = facts.facts(sweep.agency, on=sweep.on, known_at=known_at, employees=[employee_id], records=wanted)
    if frames["employees"].empty:
        raise nothing
    return explain(frames, post, sweep.on, law)


def _of(user: User, path: str) -> Q:
    held = [scope.scope(user, permission) for permission in READING]
    if any(one.everywhere for one in held):
        return Q()
    return Q(**{f"{path}__in": frozenset().union(*(one.agencies for one in held))})


def _named(codes: Sequence[str], mask: int) -> tuple[str, ...]:
    return tuple(code for bit, code in enumerate(codes) if mask >> bit & 1)
