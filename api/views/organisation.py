"""Agencies, units, and who asks."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from accounts.domain.queries import scope
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import IdentifierField, PageQuery
from api.serializers.accounts import MeSerializer
from api.serializers.common import AgencySerializer, UnitSerializer
from talent.domain.queries import agencies


class UnitQuery(PageQuery):
    """Filters of the units."""

    agency = IdentifierField(required=False)


class AgencyList(Endpoint):
    """Agencies."""

    @operation(
        name="agencies",
        summary="Agencies of which you may read anything",
        answer=page_of(AgencySerializer),
        requires=agencies.READING,
        query=PageQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """By name."""
        return page(request, query, agencies.visible_to(signed_in(request)), ("name", "id"))


class AgencyDetail(Endpoint):
    """One agency."""

    @operation(name="agency", summary="One agency", answer=AgencySerializer, requires=agencies.READING)
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Its code, name and kind."""
        return get_object_or_404(agencies.visible_to(signed_in(request)), pk=pk)


class UnitList(Endpoint):
    """Units."""

    @operation(
        name="units",
        summary="Units of these agencies",
        answer=page_of(UnitSerializer),
        requires=agencies.READING,
        query=UnitQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """By agency and code."""
        units = agencies.units_visible_to(signed_in(request))
        if "agency" in query:
            units = units.filter(agency_id=query["agency"])
        return page(request, query, units, ("agency_id", "code", "id"))


class UnitDetail(Endpoint):
    """One unit."""

    @operation(name="unit", summary="One unit", answer=UnitSerializer, requires=agencies.READING)
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Its code, name and parent."""
        return get_object_or_404(agencies.units_visible_to(signed_in(request)), pk=pk)


class Me(Endpoint):
    """The signed-in user."""

    @operation(name="me", summary="Your name, roles and permissions", answer=MeSerializer)
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Permissions held somewhere: for menus; what may be done to a thing is decided there."""
        user = signed_in(request)
        return {"user": user, "roles": scope.assignments(user), "permissions": sorted(scope.permissions(user))}
