"""Review cycles whom they concern, what a run came to, and who could not be assessed for lack of what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.models import Event
from rules.policy import Policy
from rules.scoring import PERSON_REASONS, RETIRED
from rules.text import Text
from talent.domain.queries import runs
from talent.models import Employee, MappingRun, ReviewCycle

# The bit of `missing` that names the list of the retired.
RETIRED_BIT = RETIRED.bit_length() - 1


@dataclass(frozen=True)
class Counts:
    """People by box, those without one, and both together; the `retired`, who have none either, are counted apart."""

    boxes: dict[int, int]
    unassessed: int
    retired: int = 0

    @property
    def assessed(self) -> int:
        return sum(self.boxes.values())

    @property
    def people(self) -> int:
        return self.assessed + self.unassessed


@dataclass(frozen=True)
class Lack:
    """A component that `people` lack; `bit` is a leaf of the policy (0–62), and names the list."""

    bit: int
    label: Text
    people: int


def visible_to(user: User) -> QuerySet[ReviewCycle]:
    """The cycles of the agencies whose mapping the user may see."""
    return scope.within(ReviewCycle.objects.select_related("agency", "run", "job"), user, Permission.VIEW_MAPPING)


def latest_runs(user: User) -> dict[int, list[int]]:
    """Latest mapped cycle of an agency → its run and the finished ones that joined it later, for the agencies whose
    mapping or whose own box the user may see."""
    mapped = ReviewCycle.objects.filter(run__isnull=False).order_by("agency_id", "on", "id")
    held = scope.scope(user, Permission.VIEW_MAPPING)
    if not held.everywhere:
        mapped = mapped.filter(agency_id__in=held.agencies)
    finished = Q(run__supplements__finished_at__isnull=False)
    with_later = mapped.annotate(joined=FilteredRelation("run__supplements", condition=finished))
    found: dict[int, tuple[int, list[int]]] = {}
    for agency, cycle, run, later in with_later.values_list("agency_id", "pk", "run_id", "joined"):
        if agency not in found or found[agency][0] != cycle:
            found[agency] = cycle, [run]
        found[agency][1].extend([later] if later else [])
    return dict(found.values())


def counts(run: MappingRun) -> Counts:
    """How many people stand in each box of a run."""
    rows = runs.marked(runs.of_run(run)).order_by().values_list("box")
    return _counted(rows.annotate(people=Count("id"), retired=runs.RETIRED_AMONG))


def counts_by_run(run_ids: list[int]) -> dict[int, Counts]:
    """Run → people by box, for several runs at once, each with the people who joined it later."""
    found: dict[int, list[tuple[int | None, int, int]]] = {run_id: [] for run_id in run_ids}
    first = runs.joined(run_ids)
    placed = runs.current([*run_ids, *first], later=list(first))
    rows = runs.marked(placed).order_by().values_list("run_id", "box")
    for run_id, *row in rows.annotate(people=Count("id"), retired=runs.RETIRED_AMONG):
        found[first.get(run_id, run_id)].append(tuple(row))
    return {run_id: _counted(boxes) for run_id, boxes in found.items()}


def _counted(rows: Iterable[tuple[int | None, int, int]]) -> Counts:
    """Counts from rows of box, people, and the retired among them."""
    boxes, gone = Counter[int | None](), 0
    for box, people, retired in rows:
        boxes[box] += people
        gone += retired
    return Counts({box: boxes[box] for box in range(1, 10)}, boxes[None] - gone, gone)


def policy_of(run: MappingRun) -> Policy:
    """The policy as the run recorded it."""
    return Policy.parse(run.policy_document, run.policy_code, published=True)


def lacking(run: MappingRun) -> list[Lack]:
    """What the people without a box lack, most frequent first; one person may lack several things."""
    masks = runs.serving(runs.of_run(run)).filter(box=None).order_by().values_list("missing").annotate(Count("id"))
    by_bit: Counter[int] = Counter()
    for mask, people in masks:
        by_bit.update(dict.fromkeys((bit for bit in range(63) if mask >> bit & 1), people))
    names = _names(policy_of(run))
    return [
        Lack(bit, names[bit], people) for bit, people in sorted(by_bit.items(), key=lambda item: (-item[1], item[0]))
    ]


def lack_named(run: MappingRun, bit: int) -> Text | None:
    """The words for one bit of `missing` in this run's policy; None when it means nothing there."""
    return _names(policy_of(run)).get(bit)


def lack_labels(mask: int, policy: Policy) -> list[Text]:
    """The words for everything that a `missing` mask names."""
    return [text for bit, text in _names(policy).items() if mask >> bit & 1]


def last_reason(cycle: ReviewCycle) -> Event | None:
    """The event by which the cycle came to where it stands, when that step was given a reason."""
    if cycle.state in {ReviewCycle.State.ESTABLISHED, ReviewCycle.State.CLOSED}:
        return None
    steps = Event.objects.filter(
        subject=f"talent.reviewcycle:{cycle.pk}",
        kind__in=["talent.cycle.proposed", "talent.cycle.sent_back", "talent.cycle.cancelled"],
    )
    event = steps.order_by("-id").first()
    return event if event is not None and event.reason else None


def left_out(cycle: ReviewCycle) -> int:
    """How many had become eligible and were not taken in when the cycle was closed; the next one maps them."""
    if cycle.state != ReviewCycle.State.CLOSED:
        return 0
    closed = Event.objects.filter(kind="talent.cycle.closed", subject=f"talent.reviewcycle:{cycle.pk}").first()
    return int(closed.payload.get("left", 0)) if closed else 0


def deliberated(cycle: ReviewCycle) -> bool:
    """Whether a session ended with signed minutes after the cycle was last sent back, by the order of the ledger."""
    back = Event.objects.filter(kind="talent.cycle.sent_back", subject=f"talent.reviewcycle:{cycle.pk}")
    return _ended(cycle).filter(pk__gt=Coalesce(Subquery(back.order_by("-id").values("id")[:1]), 0)).exists()


def unheard(cycle: ReviewCycle) -> QuerySet[Employee]:
    """Who joined the cycle by a run that finished after its last session had ended, by NIP; nobody where none was held
    (then nobody was heard, which the reason for that says)."""
    joined = [f"talent.mappingrun:{run.pk}" for run in (runs.together(cycle.run) if cycle.run else [])[1:]]
    last = _ended(cycle).order_by("-id").values_list("pk", flat=True).first() if joined else None
    if last is None:
        return Employee.objects.none()
    after = Event.objects.filter(kind="talent.mapping.finished", subject__in=joined, pk__gt=last)
    late = [int(subject.rpartition(":")[2]) for subject in after.values_list("subject", flat=True)]
    return Employee.objects.filter(placements__run__in=late).order_by("nip").distinct()


def _ended(cycle: ReviewCycle) -> QuerySet[Event]:
    held = [f"talent.calibrationsession:{pk}" for pk in cycle.sessions.values_list("pk", flat=True)]
    return Event.objects.filter(kind="talent.calibration.closed", subject__in=held)


def last_replay(run: MappingRun) -> Event | None:
    """The newest event in which this run was computed again."""
    return Event.objects.filter(subject=f"talent.mappingrun:{run.pk}", kind="talent.mapping.replayed").first()


def _names(policy: Policy) -> dict[int, Text]:
    names = {place: leaf.label for place, leaf in enumerate(policy.leaves)}
    return names | {bit.bit_length() - 1: text for bit, text in PERSON_REASONS.items()}
