"""The deviation register: decisions that do not follow the nomination, and their second signature."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import IdentifierField, PageQuery, Strict
from api.serializers.decisions import DeviationDetailSerializer, DeviationSerializer
from api.views.decisions import SEEING, TakenBackBody
from succession.domain import conflicts, countersigning, deviations
from succession.domain.queries import deviations as register
from succession.models import Deviation
from succession.models.deviation import DeviationKind
from talent.domain import known
from talent.domain.openings import employee_opened


class DeviationQuery(PageQuery):
    """Filters of the register."""

    agency = IdentifierField(required=False)
    kind = serializers.ChoiceField(choices=DeviationKind.values, required=False)
    state = serializers.ChoiceField(choices=list(register.STATES), required=False)


class SecondSignatureBody(Strict):
    """The token of what was seen."""

    token = serializers.CharField(max_length=64)


class DeviationList(Endpoint):
    """The deviation register."""

    @operation(
        name="deviations",
        summary="Decisions that do not follow the committee's nomination, newest first",
        answer=page_of(DeviationSerializer),
        requires=SEEING,
        query=DeviationQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Of the vacancies that you may see."""
        found = register.visible_to(signed_in(request))
        if "agency" in query:
            found = found.filter(vacancy__agency=query["agency"])
        if "kind" in query:
            found = found.filter(kind=query["kind"])
        if "state" in query:
            found = register.standing(found, query["state"])
        answer = page(request, query, found, ("-id",))
        return answer | {"results": register.entries(answer["results"])}


class DeviationDetail(Endpoint):
    """One entry."""

    @operation(
        name="deviation",
        summary="One entry of the register, with what the second signer signs",
        answer=DeviationDetailSerializer,
        requires=SEEING,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """A look at the person's requirements leaves an event."""
        return _told(_deviation(request, pk), request)


class DeviationSign(Endpoint):
    """The second signature."""

    @operation(
        name="deviation_sign",
        summary="Give the second signature: the decision is final, or the filling begins anew",
        answer=DeviationSerializer,
        requires=(Permission.COUNTERSIGN,),
        body=SecondSignatureBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """By another person than the one who decided."""
        countersigning.sign(entry=_deviation(request, pk), by=signed_in(request), **body)
        return register.entries([_deviation(request, pk)])[0]


class DeviationRefuse(Endpoint):
    """Not signing."""

    @operation(
        name="deviation_refuse",
        summary="Refuse the second signature: the decision ends",
        answer=DeviationSerializer,
        requires=(Permission.COUNTERSIGN,),
        body=TakenBackBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """With the reason."""
        countersigning.refuse(entry=_deviation(request, pk), by=signed_in(request), **body)
        return register.entries([_deviation(request, pk)])[0]


def _deviation(request: Request, pk: int) -> Deviation:
    return get_object_or_404(register.visible_to(signed_in(request)), pk=pk)


def _told(held: Deviation, request: Request) -> Any:
    user = signed_in(request)
    told: Any = register.entries([held])[0]
    token, checks, signs = None, (), held.state == "waiting" and not deviations.why_not(held, user)
    undeclared = conflicts.undeclared(held.vacancy, user) if signs else []
    if signs and not undeclared:
        seen, token = deviations.shown(held, known.now(held.vacancy.agency_id))
        if held.decision is not None:
            employee_opened(employee=held.decision.employee, part="decision", by=user)
            checks = seen.told(held.decision.employee, user)
    return {"held": held, "basis": told.basis, "token": token, "undeclared": undeclared, "checks": checks}
