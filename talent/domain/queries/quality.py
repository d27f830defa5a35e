"""The work-list of an agency's records: what to mend first, because most decisions hang on it.

Other apps append to LIVE_DECISIONS (in their AppConfig.ready).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from talent.domain.queries import pool, written
from talent.domain.queries.faults import CHECKS, Check, Dimension, Ground, found
from talent.models import Agency, Employee, ReviewCycle

Ints = NDArray[np.int64]
NO_UNIT = 0
DIMENSIONS = tuple(Dimension)
_DIMENSION_OF = np.array([DIMENSIONS.index(check.dimension) for check in CHECKS])
_State = ReviewCycle.State
_OPEN = (_State.OPEN, _State.MAPPED, _State.CALIBRATION, _State.PROPOSED)


@dataclass(frozen=True)
class Decisions:
    """Live decisions of one sort: how many hang on each person, and on `everybody`."""

    title: Any
    people: Mapping[int, int]
    everybody: int = 0


LIVE_DECISIONS: list[Callable[[int, date], Decisions]] = []


@dataclass(frozen=True)
class Fault:
    """One line of the list: somebody, what is wrong, in how many records, and what hangs on it."""

    employee: Employee
    check: Check
    count: int
    decisions: int
    hanging: list[tuple[Any, int]]


@dataclass(frozen=True)
class Worklist:
    """Faults as columns, those on which most hangs first. `employee`, `check` (number in CHECKS), `count`, `unit`,
    `decisions`: int64 of one length; `sorts`: what the decisions are."""

    employee: Ints
    check: Ints
    count: Ints
    unit: Ints
    decisions: Ints
    sorts: tuple[Decisions, ...]

    @classmethod
    def empty(cls) -> Self:
        """Nothing to mend."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none, none, none, ())

    def __len__(self) -> int:
        return len(self.employee)

    def __getitem__(self, shown: slice) -> list[Fault]:
        """The faults of a stretch, with the people. One query."""
        columns = [column[shown].tolist() for column in (self.employee, self.check, self.count, self.decisions)]
        people = Employee.objects.select_related("agency", "current__unit").in_bulk(set(columns[0]))
        return [
            Fault(people[employee], CHECKS[check], count, decisions, self._hanging(employee))
            for employee, check, count, decisions in zip(*columns, strict=True)
        ]

    def narrowed(self, *, dimension: str = "", kind: str = "", units: list[int] | None = None) -> Self:
        """Only the faults of a dimension, of a kind of record, of people in these units."""
        keep = np.ones(len(self), dtype=bool)
        if dimension:
            keep &= _DIMENSION_OF[self.check] == DIMENSIONS.index(Dimension(dimension))
        if kind:
            keep &= np.array([check.kind == kind for check in CHECKS])[self.check]
        if units is not None:
            keep &= np.isin(self.unit, units)
        employee, check, count = self.employee[keep], self.check[keep], self.count[keep]
        return type(self)(employee, check, count, self.unit[keep], self.decisions[keep], self.sorts)

    def by_dimension(self) -> dict[Dimension, int]:
        """How many faults each dimension has."""
        counts = np.bincount(_DIMENSION_OF[self.check], minlength=len(DIMENSIONS))
        return {dimension: int(counts[at]) for at, dimension in enumerate(DIMENSIONS)}

    def by_unit(self) -> list[tuple[int, list[int], int]]:
        """(unit, faults of each dimension, decisions that hang on its people), most decisions first; NO_UNIT: none
        known."""
        units, where = np.unique(self.unit, return_inverse=True)
        table = np.zeros((len(units), len(DIMENSIONS)), dtype=np.int64)
        np.add.at(table, (where, _DIMENSION_OF[self.check]), 1)
        # What hangs on a person hangs on them once, however much is wrong with their records.
        _person, once = np.unique(self.employee, return_index=True)
        hanging = np.bincount(where[once], weights=self.decisions[once], minlength=len(units)).astype(np.int64)
        order = np.lexsort((units, -table.sum(axis=1), -hanging))
        return [(int(units[at]), table[at].tolist(), int(hanging[at])) for at in order]

    def _hanging(self, employee: int) -> list[tuple[Any, int]]:
        counts = ((sort.title, sort.people.get(employee, 0) + sort.everybody) for sort in self.sorts)
        return [(title, count) for title, count in counts if count]


def worklist(agency: Agency, today: date, *, sanctions: bool = True) -> Worklist:
    """Everything to mend in an agency; without `sanctions`, what would tell who has one is left out."""
    # The heaviest of a page is done once for all who look.
    what = ("quality", agency.pk, today)
    columns = written.kept(written.last(agency), what, lambda: _computed(agency.pk, today))
    if not sanctions:
        told = np.array([check.kind != "sanctions" for check in CHECKS])[columns[1]]
        columns = tuple(column[told] for column in columns)
    employee, check, count, unit = columns
    sorts = tuple(provider(agency.pk, today) for provider in LIVE_DECISIONS)
    decisions = np.zeros(len(employee), dtype=np.int64)
    for sort in sorts:
        decisions += sort.everybody
        if sort.people:
            decisions += _looked_up(employee, sort.people)
    # Among equals what is wrong outright comes before what merely lacks a paper, people in the order they were entered.
    order = np.lexsort((employee, check, -decisions))
    return Worklist(employee[order], check[order], count[order], unit[order], decisions[order], sorts)


def _computed(agency_id: int, today: date) -> tuple[Ints, Ints, Ints, Ints]:
    """Employee, check, count and unit of every fault."""
    lines = [(person, check, count, unit or NO_UNIT) for person, check, unit, count in found(Ground(agency_id, today))]
    employee, check, count, unit = np.array(lines, dtype=np.int64).reshape(-1, 4).T
    return employee, check, count, unit


def _looked_up(keys: Ints, values: Mapping[int, int]) -> Ints:
    """The value of each key; 0 for those that have none."""
    known = np.array(sorted(values.items()), dtype=np.int64).reshape(-1, 2)
    if not len(known):
        return np.zeros(len(keys), dtype=np.int64)
    at = np.minimum(np.searchsorted(known[:, 0], keys), len(known) - 1)
    return np.where(known[at, 0] == keys, known[at, 1], 0)


def _members(agency_id: int, today: date) -> Decisions:
    people = dict.fromkeys(pool.members(agency_id, today).values_list("employee_id", flat=True), 1)
    return Decisions(_("kelompok suksesi"), people)


def _open_cycles(agency_id: int, today: date) -> Decisions:
    cycles = ReviewCycle.objects.filter(agency_id=agency_id, state__in=_OPEN)
    return Decisions(_("siklus yang berjalan"), {}, cycles.count())


LIVE_DECISIONS += [_members, _open_cycles]
