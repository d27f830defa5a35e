"""The matrix of a cycle by filters, and the movements since the cycle before."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, field_error, operation
from api.parameters import IdentifierField, Strict
from api.serializers.matrix import MovementsSerializer, NarrowedMatrixSerializer
from api.views.mapping import _run, cycle_named
from talent.codes import EducationLevel, Tier
from talent.domain.queries import calibrated, cycles, matrix
from talent.interfaces.matrix_filters import AGES, GRADES, MatrixFilter
from talent.models import MappingRun


class MatrixQuery(Strict):
    """Who counts: what people were on the day of the cycle, as known to its run."""

    unit = IdentifierField(required=False, help_text="With all units below it.")
    tier = serializers.ChoiceField(Tier.values, required=False)
    grade = serializers.ChoiceField(GRADES, required=False)
    education = serializers.ChoiceField(EducationLevel.values, required=False)
    sex = serializers.ChoiceField(["1", "2"], required=False)
    age = serializers.ChoiceField(list(AGES), required=False)
    assessor = serializers.CharField(max_length=150, required=False, help_text="Of the assessment that counts.")


class CycleMatrix(Endpoint):
    """The nine boxes of a cycle."""

    @operation(
        name="cycle_matrix",
        summary="People by box, narrowed, and how many stand on a border",
        answer=NarrowedMatrixSerializer,
        requires=(Permission.VIEW_MAPPING,),
        query=MatrixQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """After calibration; borders are about the computed scores."""
        cycle = cycle_named(request, pk)
        run = _run(cycle)
        form = _narrowed(query, run)
        found = matrix.of(run, calibrated.in_force(cycle), form.policy, form.narrow)
        error = found.error
        return {
            "cycle": cycle.pk,
            "policy": run.policy_name,
            "boxes": {str(box): people for box, people in found.counts.boxes.items()},
            "unassessed": found.counts.unassessed,
            "retired": found.counts.retired,
            "people": found.counts.people,
            "on_border": found.on_border,
            "borders": [{"low": low, "high": high, "people": people} for (low, high), people in found.borders.items()],
            "error": {**error.value, "citation": error.citation, "verified": error.verified} if error else None,
        }


class CycleMovements(Endpoint):
    """Movements between two cycles."""

    @operation(
        name="cycle_movements",
        summary="Who moved from which box to which since the last established cycle",
        answer=MovementsSerializer,
        requires=(Permission.VIEW_MAPPING,),
        query=MatrixQuery,
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """Numbers only."""
        cycle = cycle_named(request, pk)
        run = _run(cycle)
        form = _narrowed(query, run)
        before = matrix.previous(cycle)
        cells = matrix.movements(cycle, before, form.narrow).cells if before else {}
        ordered = sorted(cells.items(), key=lambda cell: [-1 if box is None else box for box in cell[0]])
        return {
            "cycle": cycle.pk,
            "policy": run.policy_name,
            "before": before.pk if before else None,
            "policy_before": before.run.policy_name if before and before.run else None,
            "movements": [{"start": start, "end": end, "people": people} for (start, end), people in ordered],
        }


def _narrowed(query: dict[str, Any], run: MappingRun) -> MatrixFilter:
    """The filters of the page; raises ValidationError for a unit or an institution that is not to be found here."""
    given = {name: str(value) for name, value in query.items()}
    form = MatrixFilter(given, run=run, policy=cycles.policy_of(run), shown=False)
    for field, errors in form.errors.get_json_data().items():
        raise field_error(field, errors[0]["message"], errors[0]["code"])
    return form
