"""Everybody held against an agency's posts: who is eligible, who misses what, and why."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.paging import page, page_of
from api.parameters import FURTHEST, PAGE, DayField, IdentifierField, PageQuery, Strict
from api.serializers.sweeps import (
    SweepSerializer,
    SweptPeopleSerializer,
    SweptPersonSerializer,
    SweptPostSerializer,
)
from api.views.common import address, agency_named
from succession.domain import sweeping
from succession.domain.queries import sweeps
from succession.domain.queries.readiness import TARGETS
from succession.domain.queries.sweeps import READING
from succession.models import SweptPost
from talent.domain import openings
from talent.models import Employee


class SweepQuery(PageQuery):
    """Whose sweeps."""

    agency = IdentifierField(required=False)


class SweepBody(Strict):
    """Which posts, on which day."""

    agency = IdentifierField()
    tiers = serializers.ListField(
        child=serializers.ChoiceField(choices=TARGETS), allow_empty=False, max_length=len(TARGETS)
    )
    on = DayField()


class SweptPostQuery(PageQuery):
    """Which posts of a sweep."""

    title = serializers.CharField(required=False, max_length=100, help_text="A part of the title, or of the code.")
    tier = serializers.ChoiceField(required=False, choices=TARGETS)
    nobody = serializers.BooleanField(default=False, help_text="Only those for which nobody is eligible.")


class SweptPeopleQuery(Strict):
    """Who of a post's people."""

    outcome = serializers.ChoiceField(required=False, choices=["pass", "unknown", "fail"])
    requirement = serializers.CharField(
        required=False, max_length=40, help_text="Only who does not meet this one, or of whom that is not known."
    )
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class SweepList(Endpoint):
    """Sweeps."""

    @operation(
        name="eligibility_sweeps",
        summary="Sweeps of everybody against an agency's posts, the newest first",
        answer=page_of(SweepSerializer),
        requires=READING,
        query=SweepQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of agencies whose vacancies you prepare or decide."""
        found = sweeps.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(agency=query["agency"])
        return page(request, query, found, ("-id",))

    @operation(
        name="eligibility_sweep_start",
        summary="Hold everybody of an agency against its posts of some tiers",
        answer=SweepSerializer,
        requires=(Permission.PREPARE_VACANCY,),
        body=SweepBody,
        status=202,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Queued, over the facts as known at this moment."""
        user = signed_in(request)
        agency = agency_named(body.pop("agency"), user)
        sweep = sweeping.start(agency=agency, by=user, **body)
        return Located(sweep, address("eligibility_sweep", sweep.pk))


class SweepDetail(Endpoint):
    """One sweep."""

    @operation(
        name="eligibility_sweep", summary="One sweep, and how far it is", answer=SweepSerializer, requires=READING
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Finished when `finished_at` is there."""
        return get_object_or_404(sweeps.visible_to(signed_in(request)), pk=pk)


class SweptPosts(Endpoint):
    """The posts of a sweep."""

    @operation(
        name="eligibility_sweep_posts",
        summary="The posts of a sweep with how many are eligible and what stops most, the fewest eligible first",
        answer=page_of(SweptPostSerializer),
        requires=READING,
        query=SweptPostQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """None before it is finished. Numbers, no names."""
        sweep = get_object_or_404(sweeps.visible_to(signed_in(request)), pk=pk)
        narrowed = {name: query[name] for name in ("title", "tier", "nobody") if name in query}
        return page(request, query, sweeps.posts_of(sweep, **narrowed), ("eligible", "id"))


class SweptPeople(Endpoint):
    """The people of a post."""

    @operation(
        name="swept_post_people",
        summary="Who is eligible for a post of a sweep, and who misses what",
        answer=SweptPeopleSerializer,
        requires=READING,
        query=SweptPeopleQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """More lines than a page of the site shows is an export."""
        user, post = signed_in(request), _post(request, pk)
        people = sweeps.People(post, query.get("outcome", ""), query.get("requirement", ""))
        lines = people[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            openings.employees_exported(rows=[line.person for line in lines], form="api.sweep", by=user)
        freed = sweeps.freed(post, lines, reader=user)
        results = [{**vars(line), "freed": freed.get(line.person.pk, [])} for line in lines]
        return {"post": post, "results": results, "count": len(people)}


class SweptPerson(Endpoint):
    """One person against a post."""

    @operation(
        name="swept_post_person",
        summary="One person against a post of a sweep, every requirement in words; leaves an event",
        answer=SweptPersonSerializer,
        requires=READING,
    )
    def get(self, request: Request, pk: int, employee: int, query: dict[str, Any]) -> Any:
        """From the facts as known when the sweep was begun."""
        user, post = signed_in(request), _post(request, pk)
        people = Employee.objects.select_related("agency")
        person = get_object_or_404(people, pk=employee, agency=post.sweep.agency_id)
        found = sweeps.pair(post, person, reader=user)
        if found is None:
            raise Http404
        openings.employee_opened(employee=person, part="sweep", by=user)
        return {
            "employee": person.pk,
            "post": post,
            "on": post.sweep.on,
            "known_at": post.sweep.known_at,
            "outcome": found.outcome,
            "agrees": found.agrees,
            "checks": found.checks,
        }


def _post(request: Request, pk: int) -> SweptPost:
    return get_object_or_404(sweeps.posts_visible_to(signed_in(request)), pk=pk)
