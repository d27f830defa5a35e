"""Ahead of the vacancy: the calendar."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from api.operation import Endpoint, Unfinished, operation, signed_in
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict
from api.serializers.ahead import VacancyCalendarSerializer
from api.views.common import agency_or_only
from rules import vacating as rules
from rules.dates import add_years
from rules.vacating import Clock
from succession.domain.queries import bench, vacating
from talent.codes import JPT_TIERS
from talent.domain import openings

FURTHEST_YEARS = 5


class VacancyCalendarQuery(Strict):
    """Whose posts, how far ahead, and which."""

    agency = IdentifierField(required=False)
    years = serializers.IntegerField(min_value=1, max_value=FURTHEST_YEARS, default=3, help_text="How far ahead.")
    tier = serializers.ChoiceField(choices=[str(tier) for tier in JPT_TIERS], required=False)
    clock = serializers.ChoiceField(choices=[str(clock) for clock in Clock], required=False)
    critical = serializers.BooleanField(default=False, help_text="Critical posts alone.")
    moves = serializers.BooleanField(default=True, help_text="With what is decided or planned for holders.")
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class VacancyCalendar(Endpoint):
    """When posts fall vacant."""

    @operation(
        name="vacancy_calendar",
        summary="When each senior post falls vacant, by which clock, and when its filling has to begin",
        answer=VacancyCalendarSerializer,
        requires=(vacating.READING[1],),
        query=VacancyCalendarQuery,
        stretches=True,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """As known today. More holders than a page of the site shows is an export."""
        user, today = signed_in(request), timezone.localdate()
        agency = agency_or_only(query.get("agency"), user, vacating.READING[1])
        scope.require(user, vacating.READING[0], agency.pk)
        every = vacating.calendar(agency, today, moves=query["moves"])
        critical = [one for one in every if one.critical]
        benches = bench.of_pool(agency, [one.seat for one in critical], today) if critical else bench.Benches({})
        if benches.working:
            return Unfinished(benches.working.done, benches.working.total)
        until = add_years(today, query["years"]).item()
        lines = [one for one in every if (one.day is None or one.day <= until) and _wanted(one, query)]
        past, ahead = rules.counted([one.ending for one in lines if one.ending], today, until)
        shown = lines[query["start"] : query["start"] + query["limit"]]
        if len(shown) > PAGE:
            openings.employees_exported(rows=list(_holders(shown)), form="api.vacancy_calendar", by=user)
        return {
            "agency": agency.pk,
            "on": today,
            "results": shown,
            "count": len(lines),
            "past": past,
            "quarters": [{"year": of[0], "quarter": of[1], "counts": counts} for of, counts in ahead.items()],
            "critical": len(critical),
            "uncovered": vacating.first_uncovered(critical, benches.of, today),
        }


def _wanted(one: vacating.Falling, query: dict[str, Any]) -> bool:
    record = one.position.current
    return (
        (not query["critical"] or one.critical)
        and ("tier" not in query or (record is not None and record.tier == query["tier"]))
        and ("clock" not in query or (one.ending is not None and one.ending.clock == query["clock"]))
    )


def _holders(lines: list[vacating.Falling]) -> Any:
    for one in lines:
        if one.seat.holder is not None:
            one.seat.holder.agency = one.position.agency
            yield one.seat.holder
