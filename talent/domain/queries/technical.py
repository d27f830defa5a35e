"""Technical competencies of people against what a post asks, as known at an instant."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from rules.law import shipped
from rules.technical import Asked, Found, Technical, fit
from talent.domain.known import known_at as known
from talent.models import Employee, Position, TechnicalRecord, TechnicalStandardRecord


def of_people(
    people: Sequence[int], asked: Sequence[Asked], on: date, known_at: datetime
) -> dict[int, tuple[Technical, ...]]:
    """Employee → what a post asks on `on` against their levels, and what they have besides. One query."""
    rows = known(TechnicalRecord.objects.filter(employee__in=people, true_from__lte=on), known_at)
    found: dict[int, list[Found]] = defaultdict(list)
    for who, *told in rows.order_by("id").values_list("employee_id", "competency", "level", "true_from"):
        found[who].append(Found(*told))
    return {who: fit(asked, found[who], on, shipped()) for who in people}


def asked_of(position: int, known_at: datetime) -> list[Asked]:
    """What a post asks, as known at the instant, whenever it does. One query."""
    rows = known(TechnicalStandardRecord.objects.filter(position=position), known_at)
    return [Asked(*told) for told in rows.order_by("id").values_list("competency", "level", "true_from", "true_to")]


def post_of(person: Employee) -> int | None:
    """The post in which somebody sits by their own record, named by code or name; None where none is, or where several
    of that name are not told apart by the unit. One query."""
    now = person.current
    if now is None or not now.position:
        return None
    named = Q(code__iexact=now.position) | Q(current__name__iexact=now.position)
    posts = list(Position.objects.filter(named, agency=person.agency_id).values_list("id", "current__unit_id")[:50])
    here = [pk for pk, unit in posts if len(posts) == 1 or (unit is not None and unit == now.unit_id)]
    return here[0] if len(here) == 1 else None
