"""Where everybody stands after a run, in columns: two runs of sixty thousand people compared in milliseconds."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from talent.domain.queries import runs, written
from talent.domain.queries.reading import fetched
from talent.models import CalibrationMove, MappingRun, Placement

Ints = NDArray[np.int64]
UNASSESSED, NOWHERE = 0, -1


class Stands(NamedTuple):
    """Employees, ascending, and the box of each; UNASSESSED where they have none."""

    people: Ints
    boxes: Ints

    def of(self, people: Ints) -> Ints:
        """The box of each of these; NOWHERE for who is not among ours."""
        if not len(self.people):
            return np.full(len(people), NOWHERE)
        at = np.minimum(np.searchsorted(self.people, people), len(self.people) - 1)
        return np.where(self.people[at] == people, self.boxes[at], NOWHERE)


def after(run: MappingRun, moves: Mapping[int, CalibrationMove]) -> Stands:
    """Everybody of a cycle's run and of those that joined it but the retired, after these moves. Two queries, mostly
    one: a run that is finished never changes, so its boxes are read once for all who look."""
    everyone = runs.serving(runs.of_run(run)).order_by()
    what = ("boxes", run.pk, *(one.pk for one in runs.together(run)[1:]))
    people, boxes = written.kept(run.started_at if run.finished_at else None, what, lambda: _read(everyone))
    if moves:
        boxes = boxes.copy()
        at = np.searchsorted(people, np.array(list(moves), dtype=np.int64))
        boxes[at] = [move.box for move in moves.values()]
    return Stands(people, boxes)


def ids(people: QuerySet[Placement]) -> Ints:
    """The employees of these placements, ascending."""
    rows = fetched(people.order_by().values_list("employee_id"))
    return np.sort(np.array(rows, dtype=np.int64).reshape(-1))


def _read(people: QuerySet[Placement]) -> Stands:
    rows = fetched(people.values_list("employee_id", "box"))
    found = np.array([(who, box or UNASSESSED) for who, box in rows], dtype=np.int64).reshape(-1, 2)
    found = found[np.argsort(found[:, 0])]
    return Stands(np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1]))
