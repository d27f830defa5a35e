"""Keeping what was seen where somebody signed for people without deciding on one of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from rules.checks import Check
from rules.law import shipped
from succession.domain import canonical
from succession.domain.confirmation import Seen
from succession.domain.queries import available
from succession.domain.queries.ordering import Order, order
from succession.models import Deviation, Sight, SightStep, Vacancy


def keep(
    step: str,
    seen: Seen,
    people: Iterable[int],
    *,
    token: str,
    at: datetime,
    by: User,
    deviation: Deviation | None = None,
    names: Order | None = None,
) -> Sight:
    """Keep what was seen of `people`, inside the transaction of the step; `names`: of three names sent up, how they
    stood among the others."""
    people = list(people)
    return Sight.objects.create(
        vacancy=seen.vacancy,
        step=step,
        deviation=deviation,
        token=token,
        checks={str(who): list(map(canonical.to_json, checks_of(seen, who, names))) for who in people},
        names=None if names is None else names_of(names, people),
        inputs_digest=seen.inputs_digest,
        law_digest=shipped().digest,
        results_digest=seen.results_digest,
        by=by,
        at=at,
    )


def checks_of(seen: Seen, who: int, names: Order | None = None) -> tuple[Check, ...]:
    """Somebody's requirements, and whether the rule of the route would choose them; nothing of whom nothing is seen."""
    by_rule = names.by_rule.get(who) if names else None
    found = seen.unread(who) if who in seen.outcomes else ()
    return (*found, by_rule) if by_rule else found


def order_of(seen: Seen, reader: User, known_at: datetime | None = None) -> Order:
    """Who could be named when that was seen, in which order, and how each stood: what is shown before names are sent up
    and what these are held against; `known_at`: as it was known then."""
    people = [entry.employee for entry in seen.concerned]
    gone = available.unavailable(seen.vacancy, people, reader, known_at=known_at, longlist=seen.longlist)
    return order(seen.longlist, seen.concerned, seen.outcomes, gone)


def names_of(held: Order, names: Sequence[int]) -> list[dict[str, Any]]:
    """Of each name, in the committee's order: `employee`; `rank` of the longlist and `outcome` of the requirements;
    `place` by the committee's own means; `reason_needed`, whether it had to give one for that name there."""
    needed, places = held.reasons(names), held.places or {}
    found = []
    for who in names:
        entry = held.entries.get(who)
        about = {"employee": who, "rank": entry.rank if entry else None, "outcome": held.outcomes.get(who)}
        found.append(about | {"place": places.get(who), "reason_needed": who in needed})
    return found


def of(entry: Deviation, step: str) -> Sight | None:
    """What was seen at a signature under an entry; None where that was not kept."""
    return entry.sights.filter(step=step).first()


def of_names(vacancy: Vacancy) -> Sight | None:
    """What was seen of the three names that stand; None where that was not kept, or none stand."""
    return vacancy.sights.filter(_of_names(vacancy)).first()


def _of_names(vacancy: Vacancy) -> Q:
    return Q(step=SightStep.NAMES, at__in=vacancy.nominees.values("at"))


def of_vacancy(vacancy: Vacancy, again: Deviation | None) -> dict[str, Sight]:
    """What was kept of the three names that stand, and of the entry by which the filling was started again, by step.
    One query."""
    kept = vacancy.sights.filter(_of_names(vacancy) | Q(step=SightStep.AGAIN, deviation=again))
    return {one.step: one for one in kept}
