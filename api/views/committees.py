"""Who sits on a selection committee, the three names it sends up, and closing a vacancy that nobody will fill."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import Endpoint, Located, operation, signed_in
from api.parameters import DayField, IdentifierField, Strict
from api.serializers.committees import CommitteeSerializer, NominationsSerializer
from api.serializers.succession import KeptReplaySerializer, VacancyDetailSerializer
from api.views.common import address, visible_vacancy
from api.views.selection import ReasonBody
from succession.domain import committee, confirmation, openings, settling, sights, taking_back
from succession.domain import vacancies as opening
from succession.domain.queries import quorum, vacancies
from succession.models import CommitteeMember, Vacancy
from talent.domain import known

PREPARING = (Permission.PREPARE_VACANCY,)
MEMBER = (Permission.NOMINATE,)


class SeatBody(Strict):
    """Whom to give a seat; `outside`: they are no employee of the agency; `replaces`: the seat that they take over, one
    that was given up without a successor."""

    user = IdentifierField()
    outside = serializers.BooleanField(required=False, default=False)
    replaces = IdentifierField(required=False)


class ReleaseBody(Strict):
    """Since when, why and by which letter a member is released; and who takes over the seat."""

    released_on = DayField()
    number = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=2_000)
    successor = IdentifierField(required=False)
    outside = serializers.BooleanField(required=False, default=False)


class NameBody(Strict):
    """One of the three, and why: needed where something about them is unknown, and where the rule, the ranking or the
    committee's scores would not put them there."""

    employee = IdentifierField()
    reason = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)


class NominationBody(Strict):
    """Three names in order, the day on which they were settled (to-day, unless another is said), and the token of what
    was seen."""

    names = NameBody(many=True)
    named_on = DayField(required=False)
    token = serializers.CharField(max_length=64)


class NamesDayBody(Strict):
    """On which day the names were settled, and why another one was recorded."""

    named_on = DayField()
    reason = serializers.CharField(max_length=2_000)


class VacancyCloseBody(Strict):
    """Why nobody will fill it."""

    reason = serializers.CharField(max_length=2_000)


class Committee(Endpoint):
    """The committee of a vacancy."""

    @operation(
        name="vacancy_committee",
        summary="The seats of the committee, held against the rule of its composition",
        answer=CommitteeSerializer,
        requires=(Permission.VIEW_VACANCIES,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Released members last."""
        return _committee(request, visible_vacancy(request, pk))

    @operation(
        name="vacancy_seat_give",
        summary="Give somebody a seat on the committee",
        answer=CommitteeSerializer,
        requires=PREPARING,
        body=SeatBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Of users with the role of a selection committee over the agency. Who has a seat of which `internal` is not
        known keeps it: `outside` may be said of them later."""
        vacancy = visible_vacancy(request, pk)
        user = get_object_or_404(vacancies.seatable(vacancy), pk=body.pop("user"))
        if "replaces" in body:
            body["replaces"] = get_object_or_404(CommitteeMember, pk=body["replaces"], vacancy=vacancy)
        committee.appoint_member(vacancy=vacancy, user=user, by=signed_in(request), **body)
        return Located(_committee(request, vacancy), address("vacancy_committee", pk))


class SeatRelease(Endpoint):
    """Releasing a member."""

    @operation(
        name="vacancy_seat_release",
        summary="Release a member of the committee, with or without somebody who takes over the seat",
        answer=CommitteeSerializer,
        requires=PREPARING,
        body=ReleaseBody,
    )
    def post(self, request: Request, pk: int, seat: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """What they locked counts on; 409 where they are released already."""
        vacancy = visible_vacancy(request, pk)
        held = get_object_or_404(CommitteeMember.objects.select_related("vacancy__agency"), pk=seat, vacancy=vacancy)
        successor = body.pop("successor", None)
        if successor is not None:
            body["successor"] = get_object_or_404(vacancies.appointable(vacancy), pk=successor)
        committee.release_member(seat=held, by=signed_in(request), **body)
        return _committee(request, vacancy)


class Nominations(Endpoint):
    """The three names that a committee sends to the PPK."""

    @operation(
        name="vacancy_nominations",
        summary="The ranked candidates as they stand now, with the token to sign",
        answer=NominationsSerializer,
        requires=MEMBER,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """For members, once names can be sent up; stale once facts or rules change."""
        vacancy = visible_vacancy(request, pk)
        committee.require_nominable(vacancy, signed_in(request))
        seen = confirmation.seen(vacancy, known.now(vacancy.agency_id))
        order = sights.order_of(seen, signed_in(request))
        return {
            "token": seen.token,
            "candidates": [
                {
                    "employee": entry.employee_id,
                    "rank": entry.rank,
                    "outcome": order.outcomes[entry.employee_id],
                    "unavailable": order.gone.get(entry.employee_id, ""),
                    "by_rule": order.by_rule.get(entry.employee_id),
                    "committee_place": (order.places or {}).get(entry.employee_id),
                    "reason_needed": "; ".join(order.whatever_place(entry.employee_id)),
                }
                for entry in seen.concerned
            ],
        }

    @operation(
        name="vacancy_nominate",
        summary="Send three names in order to the PPK",
        answer=VacancyDetailSerializer,
        requires=MEMBER,
        body=NominationBody,
        status=201,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Three different ranked candidates who fail no requirement, as seen under the token."""
        vacancy = visible_vacancy(request, pk)
        names = [committee.Nomination(one["employee"], one["reason"]) for one in body["names"]]
        given: dict[str, Any] = {"named_on": body.get("named_on"), "token": body["token"], "by": signed_in(request)}
        committee.nominate(vacancy=vacancy, nominations=names, **given)
        return Located(visible_vacancy(request, pk), address("vacancy", pk))


class NominationReplay(Endpoint):
    """Weighing the three names again."""

    @operation(
        name="vacancy_nominations_replay",
        summary="Weigh the three names again as known when they were sent up; leaves an event",
        answer=KeptReplaySerializer,
        requires=(Permission.REPLAY,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Held against what was kept of them; 404 before names are sent up."""
        vacancy = visible_vacancy(request, pk)
        if not vacancy.nominees.exists():
            raise Http404
        return openings.replay_nomination(vacancy=vacancy, by=signed_in(request))


class NominationsDay(Endpoint):
    """The day of the three names."""

    @operation(
        name="vacancy_nominations_day",
        summary="Correct the day on which the three names were settled, as long as the PPK has not decided",
        answer=VacancyDetailSerializer,
        requires=MEMBER,
        body=NamesDayBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """By a member of the committee; the day recorded before stays readable with the reason."""
        settling.correct_day(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)
        return visible_vacancy(request, pk)


class NominationsBack(Endpoint):
    """Taking the three names back."""

    @operation(
        name="vacancy_nominations_withdraw",
        summary="Take the three names back, as long as the PPK has not decided; three are sent up again",
        answer=VacancyDetailSerializer,
        requires=MEMBER,
        body=ReasonBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """By a member of the committee; they stay readable with the reason."""
        taking_back.take_names_back(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)
        return visible_vacancy(request, pk)


class VacancyClose(Endpoint):
    """Closing a vacancy."""

    @operation(
        name="vacancy_close",
        summary="Close a vacancy that will not be filled",
        answer=VacancyDetailSerializer,
        requires=PREPARING,
        body=VacancyCloseBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Not while a deviation waits for its second signature."""
        opening.close(vacancy=visible_vacancy(request, pk), by=signed_in(request), **body)
        return visible_vacancy(request, pk)


def _committee(request: Request, vacancy: Vacancy) -> dict[str, Any]:
    changing = scope.allows(signed_in(request), Permission.PREPARE_VACANCY, vacancy.agency_id)
    appointable: list[User] = list(vacancies.appointable(vacancy)) if changing else []
    return {
        "seats": vacancies.committee(vacancy),
        "composition": quorum.composition(vacancy),
        "appointable": appointable,
    }
