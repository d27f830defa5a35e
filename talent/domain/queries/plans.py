"""Personal plans: who sees which, what is overdue, and what could be planned for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.gaps import follow_up, gaps
from rules.law import NoRuleInForce, shipped
from rules.measures_assessed import COMPETENCIES
from rules.text import Text
from talent.codes import GONE, ActionKind, ActionState
from talent.domain.queries import calibrated, facts, placements
from talent.domain.queries.home import HOME_TASKS, Task
from talent.models import Employee, ReviewCycle, TalentAction

SHOWN = 5
OPEN = (ActionState.PROPOSED, ActionState.APPROVED)
# What is still to be done first, what was given up last.
_OPEN_FIRST = Case(When(state__in=OPEN, then=0), When(state=ActionState.CANCELLED, then=2), default=1)


@dataclass(frozen=True)
class Gap:
    """A competency below the standard: `level` of `standard`."""

    competency: str
    level: float
    standard: float


@dataclass(frozen=True)
class Proposal:
    """A line that could be planned. `about` names what it rests on, as `TalentAction.about` keeps it."""

    kind: ActionKind
    about: str
    action: Text
    gap: Gap | None = None


@dataclass(frozen=True)
class Costs:
    """What lines of plans cost, in rupiah: `by_kind`: kind → one sum for each of `states`, then that of the kind.

    `whole`: the same of all kinds. Cancelled lines count apart (`cancelled`); `unpriced`: how many of the others name
    no cost.
    """

    states: list[ActionState]
    by_kind: dict[ActionKind, list[Decimal]]
    whole: list[Decimal]
    cancelled: Decimal
    unpriced: int


@dataclass(frozen=True)
class Basis:
    """What somebody's plan can rest on: the latest box, the gaps (None: no assessment in force), the proposals that
    no line takes up yet."""

    cycle: ReviewCycle | None
    box: int | None
    gaps: tuple[Gap, ...] | None
    proposals: tuple[Proposal, ...]


def visible_to(user: User) -> QuerySet[TalentAction]:
    """The plans of the employees whom the user sees, and what was approved of the user's own."""
    held, own = scope.scope(user, Permission.VIEW_EMPLOYEES), scope.scope(user, Permission.VIEW_OWN)
    rows = TalentAction.objects.select_related("employee__current", "agency", "cycle")
    if held.everywhere:
        return rows
    never = Q(state=ActionState.PROPOSED) | Q(state=ActionState.CANCELLED, approved_at=None)
    decided = Q(employee_id__in=own.employees) & ~never
    return rows.filter(Q(agency_id__in=held.agencies) | decided)


def of_person(person: Employee, user: User) -> QuerySet[TalentAction]:
    """The lines of somebody's plan that the user may see: the open ones first, those given up last, each by its day."""
    return visible_to(user).filter(employee=person).order_by(_OPEN_FIRST, "due", "id")


def overdue(on: date) -> Q:
    """Lines that are still open although their day has passed."""
    return Q(state__in=OPEN, due__lt=on)


def costs(lines: QuerySet[TalentAction]) -> Costs:
    """What these lines cost, by kind and state. One query."""
    found = lines.order_by().values_list("kind", "state").annotate(sum=Sum("cost", default=0))
    rows = list(found.annotate(lacking=Count("pk") - Count("cost")))
    sums = {(kind, state): Decimal(cost) for kind, state, cost, _lacking in rows}
    counting = [key for key in sums if key[1] != ActionState.CANCELLED]
    states = [state for state in ActionState if any(state == key[1] for key in counting)]
    kinds = [kind for kind in ActionKind if any(kind == key[0] for key in counting)]
    by_kind = {kind: _summed([sums.get((kind, state), Decimal(0)) for state in states]) for kind in kinds}
    whole = [sum(column, Decimal(0)) for column in zip(*by_kind.values(), strict=True)]
    cancelled = sum((cost for key, cost in sums.items() if key not in counting), Decimal(0))
    unpriced = sum(lacking for _kind, state, _cost, lacking in rows if state != ActionState.CANCELLED)
    return Costs(states, by_kind, whole, cancelled, unpriced)


def _summed(parts: list[Decimal]) -> list[Decimal]:
    return [*parts, sum(parts, Decimal(0))]


def basis(person: Employee, user: User, *, on: date, known_at: datetime) -> Basis:
    """Gaps to the present post's standard and the recommendations of the latest box, less what is planned already; for
    who has retired nothing is proposed."""
    history = placements.history(person, user)
    cycle, placement = history[0] if history else (None, None)
    box = None
    if cycle is not None and placement is not None:
        calibrated.boxed([(cycle.pk, placement)])
        box = placement.after
    found = person_gaps(person, on=on, known_at=known_at)
    if person.current is not None and person.current.standing in GONE:
        return Basis(cycle, box, found, ())
    taken = set(
        TalentAction.objects.filter(employee=person)
        .exclude(state=ActionState.CANCELLED)
        .exclude(about="")
        .values_list("kind", "about")
    )
    offered = [*_from_gaps(found or ()), *(_from_box(box, on) if box else ())]
    return Basis(cycle, box, found, tuple(one for one in offered if (one.kind, one.about) not in taken))


def person_gaps(person: Employee, *, on: date, known_at: datetime) -> tuple[Gap, ...] | None:
    """The competencies below the standard of the present post, the widest gap first; None where not assessed."""
    frames = facts.facts(person.agency_id, on=on, known_at=known_at, employees=[person.pk], records=("assessments",))
    found = gaps(frames, on, shipped())
    if not len(found.employee_id) or np.isnat(found.assessed_on[0]):
        return None
    rows = zip(COMPETENCIES, found.levels[0], found.standards[0], strict=True)
    lacking = [Gap(name, float(level), float(limit)) for name, level, limit in rows if level < limit]
    return tuple(sorted(lacking, key=lambda gap: gap.level - gap.standard))


def _from_gaps(found: Sequence[Gap]) -> list[Proposal]:
    names = {
        one["code"]: one["name"]
        for one in shipped().at("talent.competencies", timezone.localdate()).value["competencies"]
    }
    return [
        Proposal(
            ActionKind.DEVELOPMENT,
            f"gap:{gap.competency}",
            Text(
                f"Tingkatkan {names[gap.competency]['id']} dari tingkat {gap.level:g} ke {gap.standard:g}",
                f"Develop {names[gap.competency]['en']} from level {gap.level:g} to {gap.standard:g}",
            ),
            gap,
        )
        for gap in found
    ]


def _from_box(box: int, on: date) -> list[Proposal]:
    try:
        return [
            Proposal(kind, f"box:{box}:{place}", Text(*(text[:1].upper() + text[1:] for text in said)))
            for kind in ActionKind
            for place, said in enumerate(follow_up(box, kind, on, shipped()))
        ]
    except NoRuleInForce:
        return []


def _plan_tasks(user: User) -> list[Task]:
    """Plans to approve, and plans whose day has passed."""
    approve, plan = scope.scope(user, Permission.APPROVE_PLANS), scope.scope(user, Permission.PLAN_TALENT)
    found = []
    waiting = TalentAction.objects.filter(agency_id__in=approve.agencies, state=ActionState.PROPOSED).count()
    if waiting:
        text = ngettext("%(n)s rencana menunggu persetujuan", "%(n)s rencana menunggu persetujuan", waiting)
        found.append(Task(text % {"n": waiting}, _("pengembangan, retensi, penempatan"), "plans_waiting"))
    late = TalentAction.objects.filter(overdue(timezone.localdate()), agency_id__in=plan.agencies).count()
    if late:
        text = ngettext("%(n)s rencana lewat tenggat", "%(n)s rencana lewat tenggat", late)
        found.append(Task(text % {"n": late}, _("catat pelaksanaannya atau batalkan"), "plans_overdue"))
    return found


HOME_TASKS.append(_plan_tasks)
