"""Who became eligible after a cycle was mapped: hired, come back, with what a box needs by now, or put right after an
accepted reply."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from accounts.models import User
from rules.dates import add_years
from rules.law import shipped
from rules.placing import score
from talent.codes import GONE, ReplyState
from talent.domain import known
from talent.domain.known import LAST, now_after
from talent.domain.queries import calibrated, cycles, employees, facts, in_pool, runs, written
from talent.domain.queries.cycles import policy_of
from talent.models import Employee, InclusionDecline, MappingRun, Placement, PoolMembership, Reply, ReviewCycle

# Of as many people at once the page asks twelve times at most: facts are two statements.
CHUNK = 20_000
# Whether the PPK did not take the person of a placement into the pool, and nobody offered them anew.
_DECLINED = Exists(InclusionDecline.objects.filter(placement=OuterRef("pk"), offered_at=None))


def day_of(cycle: ReviewCycle) -> date:
    """The day as of which somebody is included now."""
    return max(cycle.on, timezone.localdate())


def newly_eligible(cycle: ReviewCycle) -> dict[int, str]:
    """Employee → `new` (the cycle never saw them), `completed` (it had no box for them, and they have one now),
    `corrected` (their reply was accepted after they were mapped, and their box is another now) or `declined` (the PPK
    did not take them into the pool, and their box is another now).

    Members of the cycle's pool are not corrected: they stand where they were established until the next mapping.
    What is known now says so, as of the day of inclusion: not only what was learnt since, also what only begins or
    counts by then. The retired are no such people. Whether the new ones get a box, the supplementary run says. Seven
    queries.
    """
    found = eligible_so_far(cycle, whole=True).people
    return {} if found is None else {person: why for person, why in found.items() if why}


def eligible_so_far(cycle: ReviewCycle, *, whole: bool = False) -> written.Found[str]:
    """The same where somebody waits for a page: after something was written, many people without a box are looked at
    a stretch at a time."""
    if cycle.run is None:
        return written.Found({}, 0, 0)
    last = written.last(cycle.agency)
    new: dict[int, str | None] = dict.fromkeys(_unseen([cycle], last)[cycle.pk], "new")
    accepted = Reply.objects.filter(cycle=cycle, state=ReplyState.ACCEPTED, answered_at__gt=OuterRef("run__known_at"))
    put_right = Exists(accepted.filter(employee=OuterRef("employee"))) & ~Exists(
        cycle.memberships.filter(employee=OuterRef("employee"))
    )
    open_to = runs.of_run(cycle.run).filter(Q(box=None) | put_right | Q(pk__in=_in_force(cycle)))
    rows = open_to.exclude(employee__current__standing__in=GONE).annotate(declined=Q(_DECLINED) & ~Q(put_right))
    held: dict[int, int | None] = {}
    # Employee → the placement that the PPK declined: of another one the same is asked anew.
    declined: dict[int, int] = {}
    last_known = None
    for who, place, box, no, last_known in rows.values_list("employee_id", "pk", "box", "declined", LAST):  # noqa: B007
        held[who] = box
        declined |= {who: place} if no else {}
    if not held:
        return written.Found(new, 0, 0)
    people, known_at = sorted(held), now_after(last_known)
    day = day_of(cycle)
    found = written.in_stretches(
        last,
        ("completed", cycle.run.pk, day, *sorted(declined.items()), *people),
        people,
        lambda some: {
            who: "completed" if held[who] is None else "declined" if who in declined else "corrected"
            for who, box in _boxes(cycle, some, day, known_at).items()
            if box != held[who]
        },
        whole=whole,
    )
    return found if found.people is None else found._replace(people={**new, **found.people})


def newcomers(asked: Sequence[ReviewCycle]) -> dict[int, int]:
    """Mapped cycle → how many it never saw: the part of `newly_eligible` that is told without scoring anybody. Three
    queries however many cycles."""
    if not asked:
        return {}
    unseen = _unseen(asked, written.last(*(cycle.agency for cycle in asked)))
    return {cycle: len(people) for cycle, people in unseen.items()}


def _unseen(asked: Sequence[ReviewCycle], last: written.Version | None) -> dict[int, list[int]]:
    """Cycle → whom neither its run nor one that extends it placed."""
    of_run = {cycle.run_id: cycle for cycle in asked}
    # The runs are looked up before: a condition on what each placement's run extends would be asked of every placement.
    together = MappingRun.objects.filter(Q(pk__in=of_run) | Q(extends__in=of_run)).order_by("pk")
    every = tuple(together.values_list("pk", "extends_id", "finished_at"))
    # Of a run that goes on the placements become more without an event.
    version = last if all(finished for _pk, _extends, finished in every) else None

    def look() -> dict[int, list[int]]:
        held: dict[int, list[int]] = {cycle.pk: [] for cycle in asked}
        runs_of = {run: [pk for pk, extends, _finished in every if run in (pk, extends)] for run in of_run}
        first, *more = (_left_out(cycle, runs_of[run]) for run, cycle in of_run.items())
        for cycle, person in first.union(*more, all=True) if more else first:
            held[cycle].append(person)
        return held

    return written.kept(version, ("unseen", every), look)


def _left_out(cycle: ReviewCycle, run_ids: Sequence[int]) -> QuerySet[Employee, tuple[int, int]]:
    """(cycle, employee) of whoever serves in its agency and was placed by none of these runs."""
    serving = employees.serving(cycle.agency_id).filter(current__known_to=None)
    placed = Placement.objects.filter(run_id__in=run_ids, employee=OuterRef("pk"))
    return serving.filter(~Exists(placed)).annotate(cycle=Value(cycle.pk)).values_list("cycle", "pk")


def _boxes(cycle: ReviewCycle, people: Sequence[int], day: date, known_at: datetime) -> dict[int, int]:
    """The boxes that these people would have on the day, by the code that scores everyone; without those with none."""
    assert cycle.run is not None
    policy, found = policy_of(cycle.run), dict[int, int]()
    for start in range(0, len(people), CHUNK):
        frames = facts.facts(cycle.agency, on=day, known_at=known_at, employees=people[start : start + CHUNK])
        placements = score(frames, policy, day, shipped()).placements
        placed = placements[placements["box"].notna()]
        found.update(zip(placed["employee_id"].tolist(), placed["box"].astype(int).tolist(), strict=True))
    return found


def standing_otherwise(cycle: ReviewCycle) -> list[tuple[PoolMembership, int | None]]:
    """Members of the cycle's pool whose reply was accepted and who would stand in another box today (None: in none).

    They keep the box that the PPK established: a pool that decisions were taken from does not change under them. The
    next mapping brings the other one.
    """
    day = day_of(cycle)
    accepted = Reply.objects.filter(cycle=cycle, state=ReplyState.ACCEPTED, employee=OuterRef("employee"))
    members = cycle.memberships.filter(in_pool.valid(day), Exists(accepted)).select_related("employee__current")
    held = {member.employee_id: member for member in members.order_by("rank")}
    if not held:
        return []
    now = _boxes(cycle, sorted(held), day, known.now(cycle.agency_id))
    computed = {who: member.computed_box or member.box for who, member in held.items()}
    return [(member, now.get(who)) for who, member in held.items() if now.get(who) != computed[who]]


def waiting_for_decree(cycle: ReviewCycle) -> list[calibrated.Ranked]:
    """Those who joined an established cycle in a box of its pool and are not in the pool yet, in rank order; without
    those whom the PPK declined."""
    late = _joined_on(cycle)
    if not late or cycle.run is None:
        return []
    return [one for one in calibrated.ranking(cycle, policy_of(cycle.run).pool_boxes) if one.employee_id in late]


def awaited(asked: Sequence[ReviewCycle]) -> dict[int, int]:
    """Established cycle → how many `waiting_for_decree` names, of those for whom it names anybody. Two queries however
    many cycles."""
    of_run = {cycle.run_id: cycle for cycle in asked if cycle.run is not None and cycle.established_date is not None}
    member = PoolMembership.objects.filter(cycle__run=OuterRef("run__extends"), employee=OuterRef("employee"))
    joined = Placement.objects.filter(~Exists(member), run__extends__in=of_run, run__finished_at__isnull=False)
    rows = joined.order_by("run_id").values_list("run__extends", "employee_id", "box", _DECLINED)
    # Of whom two runs took in, the later one counts.
    newest = {(of_run[run].pk, who): (box, no) for run, who, box, no in rows}
    computed = {key: box for key, (box, no) in newest.items() if not no}
    moves = calibrated.in_force_by_cycle({cycle for cycle, _who in computed}) if computed else {}
    boxes = computed | {(move.cycle_id, move.employee_id): move.box for held in moves.values() for move in held}
    pools = {cycle.pk: policy_of(cycle.run).pool_boxes for cycle in of_run.values() if cycle.run is not None}
    return dict(Counter(cycle for cycle, who in computed if boxes[cycle, who] in pools[cycle]))


def days_of_decree(cycle: ReviewCycle, joining: Sequence[calibrated.Ranked]) -> tuple[date, date]:
    """The first and the last day that a supplementary decree of an established cycle may bear: nobody enters before
    the day of the data that speak for them, nor after the pool's own end. With the last before the first: none."""
    assert cycle.run is not None
    assert cycle.established_date is not None
    on = _joined_on(cycle)
    end = add_years(cycle.established_date, policy_of(cycle.run).pool_valid_years).item() - timedelta(days=1)
    return max([cycle.established_date, *(on[one.employee_id] for one in joining)]), end


def _joined_on(cycle: ReviewCycle) -> dict[int, date]:
    """Who joined an established cycle and is neither in its pool nor declined → the day as of which their newest run
    read the facts."""
    if cycle.run is None or cycle.established_date is None:
        return {}
    late = _joined(cycle).exclude(employee_id__in=cycle.memberships.values("employee_id"))
    newest = {who: (on, no) for who, on, no in late.values_list("employee_id", "run__on", _DECLINED)}
    return {who: on for who, (on, no) in newest.items() if not no}


def joined_by(cycle: ReviewCycle, people: Iterable[int]) -> dict[int, int]:
    """Of these employees who joined the cycle → the newest placement by which they did."""
    return dict(_joined(cycle).filter(employee_id__in=list(people)).values_list("employee_id", "pk"))


def _joined(cycle: ReviewCycle) -> QuerySet[Placement]:
    joined = Placement.objects.filter(run__extends=cycle.run_id, run__finished_at__isnull=False)
    return joined.order_by("run_id")


def declines(cycle: ReviewCycle) -> QuerySet[Any]:
    """Every decline of the PPK over who waited for a decree of this cycle, the newest first; `again`: the person joined
    anew since, in another box; `entered`: a supplementary decree took them into the pool since."""
    later = _joined(cycle).filter(employee=OuterRef("placement__employee"), run__gt=OuterRef("placement__run"))
    members = cycle.memberships.filter(employee=OuterRef("placement__employee"))
    found: QuerySet[Any] = InclusionDecline.objects.filter(cycle=cycle)
    found = found.annotate(again=Exists(later), entered=Exists(members))
    found = found.select_related("placement__employee__current__unit", "placement__run", "by", "offered_by")
    return found.defer("placement__run__policy_document", "placement__run__rules_used").order_by("-id")


def with_declines(found: QuerySet[ReviewCycle]) -> QuerySet[ReviewCycle]:
    """These cycles, each with whether the PPK ever declined anybody who waited for its decree (`ever_declined`)."""
    return found.annotate(ever_declined=Exists(InclusionDecline.objects.filter(cycle=OuterRef("pk"))))


def declined(cycle: ReviewCycle) -> int:
    """How many people the PPK declined, as it stands now."""
    return declines(cycle).filter(offered_at=None, again=False).count()


def _in_force(cycle: ReviewCycle) -> QuerySet[InclusionDecline, Any]:
    """The placements declined so, after which nobody offered the person anew."""
    return InclusionDecline.objects.filter(cycle=cycle, offered_at=None).order_by().values("placement_id")


def declines_of(cycle: ReviewCycle, person: Employee) -> QuerySet[Any]:
    """What the PPK decided so about one person, the newest first."""
    return declines(cycle).filter(placement__employee=person)


def declines_visible_to(user: User) -> QuerySet[InclusionDecline]:
    """Those of the cycles that the user may see."""
    found = InclusionDecline.objects.filter(cycle__in=cycles.visible_to(user).values("pk"))
    return found.select_related("cycle__agency", "cycle__run", "placement__employee")
