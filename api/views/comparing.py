"""Candidates of a vacancy side by side."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.parameters import Strict
from api.serializers.comparing import ComparisonSerializer
from api.views.common import visible_vacancy
from succession.domain.queries import comparing
from succession.interfaces.comparing import FIRST, BesideForm
from talent.domain import openings


class CompareQuery(Strict):
    """Up to five ranks, as in `1,2,4`; without them the first five."""

    ranks = serializers.CharField(max_length=60, required=False, default=FIRST)

    def validate_ranks(self, written: str) -> list[int]:
        """The ranks, each once, in order."""
        form = BesideForm({"peringkat": written})
        if not form.is_valid():
            raise serializers.ValidationError([str(error) for error in form.errors["peringkat"]])
        ranks: list[int] = form.cleaned_data["peringkat"]
        return ranks


class VacancyComparison(Endpoint):
    """Candidates side by side."""

    @operation(
        name="vacancy_compare",
        summary="Up to five ranked candidates side by side: competencies against the post's standard; leaves events",
        answer=ComparisonSerializer,
        requires=(Permission.VIEW_VACANCIES,),
        query=CompareQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """As known when the longlist was built; 404 without one."""
        user = signed_in(request)
        vacancy = visible_vacancy(request, pk)
        found = comparing.of(vacancy, query["ranks"], reader=user)
        if found is None:
            raise Http404
        openings.employees_opened(employees=[one.entry.employee for one in found.people], part="comparison", by=user)
        return found
