"""How many names must be sent up, whether a talent pool has as many people, and what else there is to do."""

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from accounts.models import User
from rules import selection, wording
from rules.checks import Check, Status
from rules.law import NoRuleInForce, shipped
from succession.domain.queries import agreed, available
from succession.domain.queries.candidates import compute
from succession.domain.queries.of_route import of_route
from succession.domain.queries.successors import members_of
from succession.domain.queries.words import said
from succession.domain.states import State
from succession.models import Longlist, LonglistEntry, RouteDecision, Vacancy
from succession.models.vacancy import Route
from talent.models import Employee


def asked(vacancy: Vacancy) -> int:
    """How many names are sent up, by the law of the vacancy's decision date. Raises NoRuleInForce before its first
    day."""
    return selection.names_asked(vacancy.decision_date, shipped())


def in_words(vacancy: Vacancy) -> str:
    """The same as it is written within a sentence; of a vacancy from before the law as the law's first value says."""
    day = max(vacancy.decision_date, shipped().versions(selection.NAMES)[0].effective_from)
    return said(wording.in_words(selection.names_asked(day, shipped())))


def check(vacancy: Vacancy, count: int) -> Check:
    """So many people held against the names that must be sent up, by the law of the vacancy's decision date."""
    return selection.names(count, vacancy.decision_date, shipped())


def nominable(vacancy: Vacancy, route: RouteDecision, known_at: datetime, reader: User) -> int:
    """How many of the pool that the route looked at, and of who agreed, could be named by what is known at `known_at`:
    they fail no requirement, and did not leave."""
    if route.cycle_id is None:
        return 0
    computed = compute(vacancy, route.cycle_id, known_at)
    ranked = [who for who, _passed, _unknown, _outcome, _position, rank, *_rest in computed.rows if rank is not None]
    people = Employee.objects.filter(pk__in=ranked)
    return len(ranked) - len(available.unavailable(vacancy, people, reader))


def warning(vacancy: Vacancy, route: RouteDecision | None, ranked: int | None, known_at: datetime) -> Check | None:
    """That fewer can be named than must be sent up, before any are; None where there are enough, on another route, and
    afterwards. `ranked`: by the longlist built last; None before there is one, when one query counts the members."""
    if vacancy.route != Route.TALENT_POOL or vacancy.state not in (State.ROUTED, State.LONGLISTED):
        return None
    try:
        found = check(vacancy, _members(vacancy, route, known_at) if ranked is None else ranked)
    except NoRuleInForce:
        return None
    return found if found.status == Status.FAIL else None


def beside() -> dict[str, Any]:
    """With how many people who can be named (`ranked`) their newest longlist leaves vacancies that are read."""
    newest = Longlist.objects.filter(of_route(), vacancy=OuterRef(OuterRef("pk"))).order_by("-id").values("pk")[:1]
    rows = LonglistEntry.objects.filter(longlist=Subquery(newest), rank__isnull=False).order_by()
    return {"ranked": Subquery(rows.values("longlist").annotate(rows=Count("pk")).values("rows"))}


def in_list(vacancy: Vacancy) -> bool:
    """Whether the longlist of a vacancy that was read with `beside` has too few people; no query."""
    if vacancy.route != Route.TALENT_POOL or vacancy.state != State.LONGLISTED:
        return False
    try:
        return check(vacancy, vacancy.ranked or 0).status == Status.FAIL  # type: ignore[attr-defined]
    except NoRuleInForce:
        return False


def _members(vacancy: Vacancy, route: RouteDecision | None, known_at: datetime) -> int:
    if route is None or route.cycle_id is None:
        return 0
    guests = agreed.members(vacancy, known_at) if agreed.told_of(vacancy) else []
    return len(members_of(route.cycle_id, vacancy.decision_date, known_at)) + len(guests)
