"""Profiles like somebody's, for whoever searches."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.serializers.similar import SimilarSerializer
from api.views.people import person_named
from talent.domain import openings
from talent.domain.queries import similar
from talent.interfaces.similar_words import told


class SimilarList(Endpoint):
    """People whose profile is like somebody's."""

    @operation(
        name="employee_similar",
        summary="People of the agency whose competencies and experience are most like an employee's; leaves an event",
        answer=SimilarSerializer,
        requires=(Permission.VIEW_EMPLOYEES,),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Of the same tier, as known now, by name: for searching, never for a score or a rank."""
        user = signed_in(request)
        person = person_named(pk, user)
        if not scope.allows(user, Permission.VIEW_EMPLOYEES, person.agency_id):
            raise Http404
        openings.employee_opened(employee=person, part="similar", by=user)
        found = similar.search(person, timezone.localdate())
        return {
            "assessed": found.found is not None,
            "among": found.among,
            "narrowed": found.narrowed,
            "results": [
                {
                    "person": one.person,
                    "shared": shared,
                    "differing": differing,
                    "same": one.same,
                    "other": one.other,
                    "shared_families": one.shared,
                    "apart": one.apart,
                    "same_technical": one.technical_same,
                    "other_technical": one.technical_other,
                }
                for one, shared, differing in told(found, person)
            ],
        }
