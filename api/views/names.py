"""The three names of a vacancy with everything that stands behind them."""

from typing import Any

from django.http import Http404
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.serializers.names import NamesSerializer
from api.views.common import visible_vacancy
from succession.domain.queries import names
from talent.domain import openings


class VacancyNames(Endpoint):
    """The three names."""

    @operation(
        name="vacancy_names",
        summary="The three names with their proofs, who stands nearest and why not, how stable; leaves events",
        answer=NamesSerializer,
        requires=(Permission.VIEW_VACANCIES,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """The first three of the ranking before the nomination; 404 while nobody is ranked."""
        user = signed_in(request)
        vacancy = visible_vacancy(request, pk)
        found = names.of(vacancy, reader=user)
        if found is None:
            raise Http404
        openings.employees_opened(employees=found.told_of, part="names", by=user)
        return found
