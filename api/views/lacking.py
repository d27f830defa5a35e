"""The work-list of a vacancy: facts that are missing of its candidates."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.parameters import FURTHEST, PAGE, PageQuery, Strict
from api.serializers.lacking import MissingFactListSerializer
from api.views.common import visible_vacancy
from succession.domain.queries import blind, lacking
from succession.interfaces.lacking_forms import entered_at
from talent.domain import openings


class LackingQuery(Strict):
    """Which of a vacancy's missing facts."""

    requirement = serializers.CharField(required=False, max_length=40)
    kind = serializers.CharField(required=False, max_length=40, help_text="Of record, as in record kinds.")
    deciding = serializers.BooleanField(required=False, allow_null=True, default=None)
    sort = serializers.ChoiceField(choices=lacking.SORTS, default="deciding")
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class VacancyLacking(Endpoint):
    """What is missing."""

    @operation(
        name="vacancy_lacking",
        summary="Facts that are missing of a vacancy's candidates, and who can supply each",
        answer=MissingFactListSerializer,
        requires=(Permission.VIEW_VACANCIES,),
        query=LackingQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """By the data as known now. More lines than a page of the site shows is an export."""
        user = signed_in(request)
        vacancy = visible_vacancy(request, pk)
        blind.require_names(vacancy, user)
        whole = lacking.of_vacancy(vacancy, reader=user)
        narrowed = {"code": query.get("requirement", ""), "kind": query.get("kind", ""), "deciding": query["deciding"]}
        found = whole.narrowed(**narrowed).ordered(query["sort"])
        lines: list[Any] = found[query["start"] : query["start"] + query["limit"]]
        if len(lines) > PAGE:
            people = list({line.person.pk: line.person for line in lines}.values())
            openings.employees_exported(rows=people, form="api.lacking", by=user)
        results = [vars(line) | {"page": entered_at(line, vacancy)} for line in lines]
        return {"on": vacancy.reference_date, "results": results, "count": len(found)}
