"""What employees replied, what waits for an answer, and whose mark is contested."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import BigIntegerField, Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.law import shipped
from rules.text import Text
from talent.codes import ReplyState
from talent.domain.queries import cycles, placements, runs
from talent.domain.queries.employees import RECORDS
from talent.models import Employee, MappingRun, Placement, Reply, ReviewCycle


def visible_to(user: User) -> QuerySet[Reply]:
    """One's own replies, and those of the agencies whose mapping the user may see."""
    held, own = scope.scope(user, Permission.VIEW_MAPPING), scope.scope(user, Permission.VIEW_OWN)
    found = Reply.objects.select_related("cycle__agency", "employee", "answered_by")
    if held.everywhere:
        return found
    return found.filter(Q(cycle__agency_id__in=held.agencies) | Q(employee_id__in=own.employees))


# The open ones first, who waits longest before the others; then those that are settled, newest first.
TURN = ("settled", "turn")


def in_turn(found: QuerySet[Reply]) -> QuerySet[Reply]:
    """These replies, to be ordered by `TURN`."""
    waits, whole = When(state=ReplyState.OPEN, then=F("pk")), BigIntegerField()
    settled = Case(When(state=ReplyState.OPEN, then=0), default=1)
    return found.annotate(settled=settled, turn=Case(waits, default=-F("pk"), output_field=whole))


def addressed(pk: int, user: User) -> tuple[ReviewCycle, Employee] | None:
    """A mapped cycle of an agency of which the user is an employee, and who they are there."""
    cycle = ReviewCycle.objects.select_related("agency", "run").filter(pk=pk, run__isnull=False).first()
    own = Employee.objects.filter(pk__in=scope.scope(user, Permission.VIEW_OWN).employees)
    person = cycle and own.filter(agency_id=cycle.agency_id).first()
    return (cycle, person) if cycle and person else None


def waiting_for(user: User) -> QuerySet[Reply]:
    """Open replies that the user may answer, oldest first."""
    found = scope.within(Reply.objects.filter(state=ReplyState.OPEN), user, Permission.ANSWER_REPLIES,
                         "cycle__agency_id")  # fmt: skip
    return found.select_related("cycle__agency", "employee").order_by("at", "id")


def of_person(cycle: ReviewCycle, employee: Employee) -> QuerySet[Reply]:
    """What one person replied to a cycle, and to those before it what is still open; newest first."""
    open_ones = Q(state=ReplyState.OPEN, cycle__agency_id=cycle.agency_id, cycle__on__lte=cycle.on)
    found = Reply.objects.filter(Q(cycle=cycle) | open_ones, employee=employee)
    return found.select_related("answered_by", "cycle").order_by("-at", "-id")


def open_before(cycle: ReviewCycle) -> QuerySet[Reply]:
    """Open replies to a cycle and to any before it of the same agency."""
    return Reply.objects.filter(state=ReplyState.OPEN, cycle__agency_id=cycle.agency_id, cycle__on__lte=cycle.on)


def contested(cycle: ReviewCycle, people: Iterable[int]) -> dict[int, int]:
    """Of these employees → open replies, in a cycle and in any cycle before it of the same agency."""
    return _counted(open_before(cycle).filter(employee_id__in=list(people)))


def contesting(cycle: ReviewCycle) -> QuerySet[Placement]:
    """The people of a mapped cycle who have an open reply, to it or to one before it."""
    assert cycle.run is not None
    return runs.of_run(cycle.run).filter(employee__in=open_before(cycle).values("employee"))


def contested_now(people: Iterable[int]) -> dict[int, int]:
    """Employee → open replies to any cycle, for the pool and its files."""
    return _counted(open_now().filter(employee_id__in=list(people)))


def beside(found: QuerySet[Reply]) -> Subquery:
    """In a query of rows about an `employee`: how many of these replies are theirs; NULL: none."""
    theirs = found.filter(employee=OuterRef("employee")).order_by()
    return Subquery(theirs.values("employee").annotate(n=Count("pk")).values("n"))


def open_now() -> QuerySet[Reply]:
    """Replies that wait for an answer, to whichever cycle: where people stand under no cycle's heading."""
    return Reply.objects.filter(state=ReplyState.OPEN)


def _counted(found: QuerySet[Reply]) -> dict[int, int]:
    return dict(Counter(found.values_list("employee_id", flat=True)))


def announced(cycle: ReviewCycle, on: date) -> bool:
    """Whether the employees concerned may see the result."""
    return cycle.announced_on is not None and cycle.announced_on <= on


def announced_ahead(cycle: ReviewCycle) -> bool:
    """Whether the announcement has its day and that has not come: it may be set anew."""
    return cycle.announced_on is not None and not announced(cycle, timezone.localdate())


def shortest(start: date) -> date:
    """The last day of the shortest window that begins on `start`: a working assumption."""
    return start + timedelta(days=int(shipped().at("talent.reply_window", start).value))


def last_day(cycle: ReviewCycle, employee: Employee) -> date | None:
    """The last day on which this person may reply; somebody included late has a window of their own from the day on
    which they could read it: that of their inclusion, or of the decree that names them or the decision that declines
    them."""
    if cycle.reply_until is None:
        return None
    mark = mark_of(cycle, employee)
    late = included_until(cycle, mark) if mark is not None and mark.run_id != cycle.run_id else None
    return max(cycle.reply_until, late or cycle.reply_until)


def included_until(cycle: ReviewCycle, mark: Placement | None = None) -> date | None:
    """The last day of the windows of those included late (of whoever has this place); None where nobody was."""
    joined = MappingRun.objects.filter(extends=cycle.run_id, finished_at__isnull=False)
    named, declined = cycle.memberships.exclude(entry_reason=None), cycle.declines.all()
    if mark is not None:
        joined, named = joined.filter(pk=mark.run_id), named.filter(employee=mark.employee_id)
        declined = declined.filter(placement=mark)
    ends = [
        joined.aggregate(last=Max("finished_at"))["last"],
        named.aggregate(last=Max("known_from"))["last"],
        declined.aggregate(last=Max("at"))["last"],
    ]
    return max((shortest(timezone.localdate(last)) for last in ends if last), default=None)


def window_open(cycle: ReviewCycle, employee: Employee, on: date) -> bool:
    """Whether this person may give a reply on this day."""
    if not announced(cycle, on):
        return False
    last = cycle.reply_until if cycle.reply_until and on <= cycle.reply_until else last_day(cycle, employee)
    return last is not None and on <= last


def mark_of(cycle: ReviewCycle, employee: Employee) -> Placement | None:
    """The placement in the cycle that the person reads and may reply to."""
    return placements.announced_place(cycle, employee)


def subjects(cycle: ReviewCycle) -> dict[str, Text | None]:
    """What a correction may be about: the components of the cycle's policy by name, and the kinds of record."""
    if cycle.run is None:
        return {}
    policy = cycles.policy_of(cycle.run)
    found: dict[str, Text | None] = {f"component:{leaf.id}": leaf.label for leaf in policy.leaves}
    return found | {f"records:{kind}": None for kind in RECORDS}
