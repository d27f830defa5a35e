"""Employees, their records, and eligibility."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from accounts.permissions import Permission
from api.filters import EmployeeQuery, SearchBody, chosen
from api.operation import Endpoint, field_error, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, IdentifierField, InstantField, PageQuery, Strict
from api.serializers.people import (
    EmployeeDetailSerializer,
    EmployeeSerializer,
    PlacementHistorySerializer,
    RecordSerializer,
)
from api.serializers.succession import EligibilitySerializer
from rules.eligibility import Post
from rules.errors import Invalid
from rules.law import shipped
from succession.domain.queries import untold
from succession.domain.queries.candidates import CannotEvaluate, accounted
from succession.domain.queries.posts import known_post
from talent.codes import JPT_TIERS, Tier
from talent.domain import known, openings
from talent.domain.queries import calibrated, employees, placements
from talent.domain.queries.person import sees_sanctions
from talent.models import Employee, Position

SEEING = (Permission.VIEW_EMPLOYEES, Permission.VIEW_OWN)
EMPLOYEES = page_of(EmployeeSerializer)


class RecordQuery(PageQuery):
    """As known when."""

    known_at = InstantField(
        required=False, help_text="Records as known at that instant; now when not given, or to come."
    )


class EligibilityBody(Strict):
    """Who, for which tier or post of it, on which day."""

    employee = IdentifierField()
    tier = serializers.ChoiceField(
        choices=[tier for tier in Tier.values if f"requirements.{tier.lower()}" in shipped().ids()]
    )
    position = IdentifierField(
        required=False,
        help_text="A post of that tier in their agency: what it asks itself, what the agency asks of it beyond the "
        "law, and the documents that free the person of a requirement count too.",
    )
    on = DayField()
    transfer = serializers.BooleanField(
        default=False, help_text="Against what a transfer between senior posts requires (PP 11/2017 Pasal 131)."
    )


class EmployeeList(Endpoint):
    """Employees."""

    @operation(
        name="employees",
        summary="Employees, by the filters of the page; by name or NIP: POST employees/search/",
        answer=EMPLOYEES,
        requires=SEEING,
        query=EmployeeQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """By name, unless `sort` says otherwise."""
        return _listed(request, query)


class EmployeeSearch(Endpoint):
    """Employees by name or NIP."""

    @operation(
        name="employee_search",
        summary="Employees by part of a name or beginning of a NIP; POST the same body to `next`",
        answer=EMPLOYEES,
        requires=SEEING,
        query=EmployeeQuery,
        body=SearchBody,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The pages of the list, narrowed by `q` too. Writes nothing; the text stays out of every address."""
        return _listed(request, query | body)


class EmployeeDetail(Endpoint):
    """One employee."""

    @operation(
        name="employee",
        summary="One employee; leaves an event",
        answer=EmployeeDetailSerializer,
        requires=SEEING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """With what is known of them now."""
        user = signed_in(request)
        person = person_reached(pk, user)
        openings.employee_opened(employee=person, part="state", by=user)
        return person


class PlacementHistory(Endpoint):
    """Somebody's boxes."""

    @operation(
        name="employee_placements",
        summary="Where each cycle's mapping put an employee, newest first; leaves an event",
        answer=PlacementHistorySerializer,
        requires=(Permission.VIEW_MAPPING, Permission.VIEW_OWN),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """The employee sees a result from the day of its announcement on."""
        user = signed_in(request)
        person = person_named(pk, user)
        found: list[Any] = []
        history = placements.history(person, user)
        calibrated.boxed((cycle.pk, placed) for cycle, placed in history)
        for cycle, placed in history:
            placement: Any = placed
            placement.of, placement.policy_name = cycle, placed.run.policy_name
            found.append(placement)
        openings.employee_opened(employee=person, part="box", by=user)
        return {"results": found}


class RecordList(Endpoint):
    """Records of one employee."""

    @operation(
        name="employee_records",
        summary="Dated records of one kind; leaves an event",
        answer=page_of(RecordSerializer),
        requires=SEEING,
        query=RecordQuery,
    )
    def get(self, request: Request, pk: int, kind: str, query: dict[str, Any]) -> Any:
        """Newest first, as known at `known_at`."""
        user = signed_in(request)
        person = person_reached(pk, user)
        if kind not in employees.RECORDS:
            raise Http404
        rows: QuerySet[Any] = employees.RECORDS[kind].objects.filter(employee=person)
        if kind == "sanctions" and not sees_sanctions(signed_in(request), person):
            rows = rows.none()
        openings.employee_opened(employee=person, part=f"records.{kind}", by=user)
        then = known.known_at(rows, known.asked(query.get("known_at"), person.agency_id))
        return page(request, query, then, ("-true_from", "-known_from", "-id"))


class EligibilityQuestion(Endpoint):
    """Eligibility of one employee."""

    @operation(
        name="eligibility",
        summary="One employee against the requirements of a tier or of a post; leaves an event",
        answer=EligibilitySerializer,
        requires=SEEING,
        body=EligibilityBody,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """A question, asked by POST so that whom it is about stays out of addresses."""
        user = signed_in(request)
        person = person_reached(body["employee"], user)
        if body["transfer"] and body["tier"] not in JPT_TIERS:
            raise Invalid(_("Perpindahan hanya antar-JPT."), code="not_a_jpt_tier")
        now = known.now(person.agency_id)
        post = _asked(person, body, now)
        decision, served = accounted(person.agency_id, person.pk, post, body["on"], now)
        openings.employee_opened(employee=person, part="eligibility", by=user)
        return {
            "employee": person.pk,
            "tier": body["tier"],
            "position": body.get("position"),
            "transfer": body["transfer"],
            "on": body["on"],
            "known_at": now,
            "outcome": decision.outcome,
            "checks": untold.checks(decision.checks, person, user),
            "periods": served,
        }


def _asked(person: Employee, body: dict[str, Any], known_at: datetime) -> Post:
    """The tier that is asked about, or the post with what is decreed about it."""
    if "position" not in body:
        return Post(body["tier"], transfer=body["transfer"])
    position = Position.objects.filter(agency=person.agency.answerable, pk=body["position"]).first()
    if position is None:
        raise field_error("position", _("Jabatan ini tidak ada."), "unknown")
    post = known_post(position, body["on"], known_at)
    if post is None:
        raise CannotEvaluate(_("Jabatan ini belum punya data; impor data jabatannya dahulu."))
    if post.tier != body["tier"]:
        raise field_error("position", _("Jabatan ini berjenjang lain."), "other_tier")
    return replace(post, transfer=body["transfer"])


def _listed(request: Request, query: dict[str, Any]) -> Any:
    user = signed_in(request)
    found = chosen(query, employees.visible_to(user), user)
    people = found.rows.select_related("agency", "current__unit")
    answer = page(request, query, people, found.order, people=lambda person: person)
    places = found.placements(answer["results"])
    for person in answer["results"]:
        place: Any = places.get(person.pk)
        person.box, person.computed_box = (place.after, place.box) if place else (None, None)
        person.policy = place and place.policy_name
        person.contested = (place and place.contested) or 0
    return answer


def person_named(pk: int, user: User) -> Employee:
    """An employee whom the user may see; raises Http404."""
    return get_object_or_404(employees.visible_to(user).select_related("agency", "current__unit"), pk=pk)


def person_reached(pk: int, user: User) -> Employee:
    """The same, or an applicant from elsewhere whom an agency of the user keeps; raises Http404."""
    return get_object_or_404(employees.reachable_by(user).select_related("agency__outside_of", "current__unit"), pk=pk)
