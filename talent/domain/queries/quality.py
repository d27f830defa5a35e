"""The work-list of an agency's records: what to mend first, because most decisions hang on it.

Other apps append to LIVE_DECISIONS (in their AppConfig.ready).
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any, Self

import numpy as np
from django.db.models import IntegerField, Value
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from rules.law import shipped
from talent.domain import worked
from talent.domain.queries import organisation, pool, written
from talent.domain.queries.faults import CHECKS, Check, Dimension, Ground, found
from talent.models import Agency, Employee, PositionRecord, ReviewCycle, UnitRecord
from talent.models.evidence import owner_of

Ints = NDArray[np.int64]
# Whom it is about, check, count and unit of every fault.
Columns = tuple[Ints, Ints, Ints, Ints]
NO_UNIT = 0
# As a kept list is named; how many stretches of people each look goes on by.
SORT, STRETCHES = "faults", 2
DIMENSIONS = tuple(Dimension)
_DIMENSION_OF = np.array([DIMENSIONS.index(check.dimension) for check in CHECKS])
# Whom a check is about.
OWNERS = ("employee", "unit", "position")
_OWNER_OF = np.array([OWNERS.index(owner_of(check.kind)) for check in CHECKS])
_State = ReviewCycle.State
_OPEN = (_State.OPEN, _State.MAPPED, _State.CALIBRATION, _State.PROPOSED)


@dataclass(frozen=True)
class Decisions:
    """Live decisions of one sort: how many hang on each person, on `everybody`, and on each unit and post."""

    title: Any
    people: Mapping[int, int]
    everybody: int = 0
    units: Mapping[int, int] = field(default_factory=dict)
    posts: Mapping[int, int] = field(default_factory=dict)

    def of(self, owner: str) -> Mapping[int, int]:
        """How many hang on each of a sort of OWNERS, but for those on everybody."""
        return {"employee": self.people, "unit": self.units, "position": self.posts}[owner]


LIVE_DECISIONS: list[Callable[[int, date], tuple[Decisions, ...]]] = []


def live_decisions(agency_id: int, today: date) -> tuple[Decisions, ...]:
    """Every sort of them."""
    return tuple(sort for provider in LIVE_DECISIONS for sort in provider(agency_id, today))


@dataclass(frozen=True)
class Fault:
    """One line of the list: somebody, or what is known of a unit or a post; what is wrong, in how many records, and
    what hangs on it."""

    about: Employee | UnitRecord | PositionRecord
    check: Check
    count: int
    decisions: int
    hanging: list[tuple[Any, int]]

    @property
    def employee(self) -> Employee | None:
        return self.about if isinstance(self.about, Employee) else None

    @property
    def code(self) -> str:
        """The NIP, or the code of the unit or the post."""
        return str(self.about.nip if isinstance(self.about, Employee) else getattr(self.about, self.owner).code)

    @property
    def owner(self) -> str:
        return owner_of(self.check.kind)

    @property
    def page(self) -> tuple[str, str]:
        """The kind of record on whose page a unit's or a post's is mended, and where on it."""
        return f"{self.owner}s", "teknis" if self.check.kind == "technical_standards" else "bukti"

    @property
    def unit(self) -> str:
        """The unit's name; empty where none is known."""
        now = self.about.current if isinstance(self.about, Employee) else self.about
        return now.unit.name if now and now.unit else ""


@dataclass(frozen=True)
class Worklist:
    """Faults as columns, those on which most hangs first. `about` (id of an employee, a unit or a post, as the check
    says), `check` (number in CHECKS), `count`, `unit`, `decisions`: int64 of one length; `sorts`: what the decisions
    are."""

    about: Ints
    check: Ints
    count: Ints
    unit: Ints
    decisions: Ints
    sorts: tuple[Decisions, ...]
    # How far it is while it is still being worked out; until then empty, or the last complete one, of `as_of`.
    working: written.Found[Columns] | None = None
    as_of: datetime | None = None

    @classmethod
    def empty(cls, working: written.Found[Columns] | None = None) -> Self:
        """Nothing to mend, or nothing yet."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none, none, none, (), working)

    def __len__(self) -> int:
        return len(self.about)

    def __getitem__(self, shown: slice) -> list[Fault]:
        """The faults of a stretch, with whom they are about. A query for each sort of those."""
        columns = [column[shown].tolist() for column in (self.about, self.check, self.count, self.decisions)]
        owners = [OWNERS[sort] for sort in _OWNER_OF[self.check[shown]].tolist()]
        found = _named(set(zip(owners, columns[0], strict=True)))
        return [
            Fault(found[owner, about], CHECKS[check], count, decisions, self._hanging(owner, about))
            for owner, about, check, count, decisions in zip(owners, *columns, strict=True)
            # A unit or a post may have been retired since.
            if (owner, about) in found
        ]

    def narrowed(self, *, dimension: str = "", kind: str = "", units: list[int] | None = None) -> Self:
        """Only the faults of a dimension, of a kind of record, of people in these units."""
        if not dimension and not kind and units is None:
            return self
        keep = np.ones(len(self), dtype=bool)
        if dimension:
            keep &= _DIMENSION_OF[self.check] == DIMENSIONS.index(Dimension(dimension))
        if kind:
            keep &= np.array([check.kind == kind for check in CHECKS])[self.check]
        if units is not None:
            keep &= np.isin(self.unit, units)
        about, check, count = self.about[keep], self.check[keep], self.count[keep]
        return type(self)(about, check, count, self.unit[keep], self.decisions[keep], self.sorts)

    def by_dimension(self) -> dict[Dimension, int]:
        """How many faults each dimension has."""
        counts = np.bincount(_DIMENSION_OF[self.check], minlength=len(DIMENSIONS))
        return {dimension: int(counts[at]) for at, dimension in enumerate(DIMENSIONS)}

    def by_unit(self) -> list[tuple[int, list[int], int]]:
        """(unit, faults of each dimension, decisions that hang on its people), most decisions first; NO_UNIT: none
        known."""
        # As `np.unique` does it, without sorting every fault of a province.
        units = np.flatnonzero(np.bincount(self.unit))
        where = np.searchsorted(units, self.unit)
        table = np.zeros((len(units), len(DIMENSIONS)), dtype=np.int64)
        np.add.at(table, (where, _DIMENSION_OF[self.check]), 1)
        # What hangs on a person hangs on them once, however much is wrong with their records.
        _each, once = np.unique(self.about * len(OWNERS) + _OWNER_OF[self.check], return_index=True)
        hanging = np.bincount(where[once], weights=self.decisions[once], minlength=len(units)).astype(np.int64)
        order = np.lexsort((units, -table.sum(axis=1), -hanging))
        return [(int(units[at]), table[at].tolist(), int(hanging[at])) for at in order]

    def _hanging(self, owner: str, about: int) -> list[tuple[Any, int]]:
        whole = owner == "employee"
        counts = ((sort.title, sort.of(owner).get(about, 0) + whole * sort.everybody) for sort in self.sorts)
        return [(title, count) for title, count in counts if count]


def worklist(agency: Agency, today: date, *, sanctions: bool = True, go_on: bool = True) -> Worklist:
    """Everything to mend in an agency; without `sanctions`, what would tell who has one is left out. A large agency is
    worked out a stretch at a time after a file was written, and the last complete list shown meanwhile: without `go_on`
    only that, where there is one. After one person's record only they are looked at again."""
    columns, working, as_of = _sought(agency, today, go_on)
    if columns is None:
        return Worklist.empty(working)
    if not sanctions:
        told = np.array([check.kind != "sanctions" for check in CHECKS])[columns[1]]
        columns = tuple(column[told] for column in columns)
    about, check, count, unit = columns
    sorts = live_decisions(agency.pk, today)
    decisions = np.zeros(len(about), dtype=np.int64)
    for number, owner in enumerate(OWNERS):
        these, hanging = _OWNER_OF[check] == number, Counter[int]()
        for sort in sorts:
            hanging.update(sort.of(owner))
        decisions[these] = _looked_up(about[these], hanging)
        decisions[these] += sum(sort.everybody for sort in sorts) if owner == "employee" else 0
    # Numbers of few digits are sorted without comparing them; equals stay in the order of `_joined`.
    most = int(decisions.max(initial=0))
    order = np.argsort((most - decisions).astype(np.min_scalar_type(most)), kind="stable")
    return Worklist(about[order], check[order], count[order], unit[order], decisions[order], sorts, working, as_of)


def _sought(
    agency: Agency, today: date, go_on: bool
) -> tuple[Columns | None, written.Found[Columns] | None, datetime | None]:
    """The faults of an agency, None where there are none to show yet; how far newer ones are that are being worked out,
    and of when those to be shown are."""
    last, what = written.last(agency), ("faults", agency.pk, today)
    columns = written.carried(last, what, lambda before, some: _amended(before, agency, today, last, some))
    if columns is not None:
        return columns, None, None
    people = _people(agency, today, last)
    before = worked.last(agency, SORT, _layout()) if _long(people) else None
    if (taken := _taken(before, agency, today, last, what)) is not None:
        return taken, None, None
    if before and not go_on:
        done = written.found_so_far(last, _stretches(agency, today))
        return _four(before.columns()), written.Found(None, done, len(people)), before.at
    parts = _parts(agency, today, last, people)
    if parts.people is not None:
        return _whole(parts, agency, today, last, what), None, None
    return (_four(before.columns()), parts, before.at) if before else (None, parts, None)


def _taken(
    before: worked.Last | None, agency: Agency, today: date, last: written.Version | None, what: tuple[Any, ...]
) -> Columns | None:
    """The complete list as another process left it, if it is of the same day and no more was written since than of a
    few single people, who are looked at again."""
    people = last.people_since(before.version) if before and last and before.on == today else None
    if before is None or people is None:
        return None
    columns = _four(before.columns())
    return written.kept(last, what, lambda: _amended(columns, agency, today, last, people) if people else columns)


def _amended(before: Columns, agency: Agency, today: date, last: written.Version | None, people: set[int]) -> Columns:
    """All faults, those of these people found anew; for the other processes too where they are kept."""
    found = _again(before, agency, today, people)
    if last is not None:
        worked.amend(agency, SORT, _layout(), version=last, on=today, columns=found)
    return found


def _whole(
    parts: written.Found[Columns], agency: Agency, today: date, last: written.Version | None, what: tuple[Any, ...]
) -> Columns:
    """All faults when they are found, kept where somebody had to wait for them."""

    def joined() -> Columns:
        columns = _joined([part for part in (parts.people or {}).values() if part is not None])
        if last is not None and _long(parts.people or ()):
            worked.keep(agency, SORT, _layout(), version=last, on=today, columns=columns)
        return columns

    return written.kept(last, what, joined)


def _four(columns: tuple[Ints, ...]) -> Columns:
    about, check, count, unit = columns
    return about, check, count, unit


@cache
def _layout() -> str:
    """What the numbers of a list mean: the checks in their order, and the law that they ask."""
    return sha256(repr(([check.code for check in CHECKS], shipped().digest)).encode()).hexdigest()


def _people(agency: Agency, today: date, last: written.Version | None) -> list[int]:
    """Everybody whose records are looked at; what is about nobody is found with the first of them."""
    everybody = Employee.objects.filter(agency=agency).order_by("pk").values_list("pk", flat=True)
    return written.kept(last, ("people", agency.pk, today), lambda: list(everybody) or [0])


def _stretches(agency: Agency, today: date) -> tuple[Any, ...]:
    return "quality", agency.pk, today


def _long(people: Collection[int]) -> bool:
    """Whether somebody waits for what is found of so many."""
    return len(people) > STRETCHES * written.STRETCH


def _parts(agency: Agency, today: date, last: written.Version | None, people: Sequence[int]) -> written.Found[Columns]:
    """The faults of everybody, as far as they are found: of each stretch together, under its first person."""

    def found_among(some: Sequence[int]) -> dict[int, Columns]:
        ground = Ground(agency.pk, today, (some[0], some[-1]), house=some[0] == people[0])
        return {some[0]: _computed(ground)}

    return written.in_stretches(
        last, _stretches(agency, today), people, found_among, whole=False, stretches=STRETCHES, apart=False
    )


def _again(before: Columns, agency: Agency, today: date, people: set[int]) -> Columns:
    """All faults, those of these people found anew."""
    about, check, count, unit = before
    stay = ~np.isin(about, list(people)) | (_OWNER_OF[check] != OWNERS.index("employee"))
    found = _computed(Ground(agency.pk, today, frozenset(people), house=False))
    return _joined([(about[stay], check[stay], count[stay], unit[stay]), found])


def _joined(parts: Sequence[Columns]) -> Columns:
    """All parts, what is wrong outright before what merely lacks a paper, people in the order they were entered."""
    about, check, count, unit = map(np.concatenate, zip(*parts, strict=True))
    order = np.lexsort((about, check))
    return about[order], check[order], count[order], unit[order]


def _computed(ground: Ground) -> Columns:
    lines = [(about, check, count, unit or NO_UNIT) for about, check, unit, count in found(ground)]
    about, check, count, unit = np.array(lines, dtype=np.int64).reshape(-1, 4).T
    return about, check, count, unit


def _named(asked: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """(owner, id) → the employee, or what is known now of the unit or post."""
    ids = {owner: [pk for sort, pk in asked if sort == owner] for owner in OWNERS}
    found: dict[tuple[str, int], Any] = {}
    if ids["employee"]:
        people = Employee.objects.select_related("agency", "current__unit").in_bulk(ids["employee"])
        found |= {("employee", pk): person for pk, person in people.items()}
    for kind, owner in (("units", "unit"), ("positions", "position")):
        if ids[owner]:
            rows = organisation.known_of(kind, ids[owner])
            found |= {(owner, getattr(row, f"{owner}_id")): row for row in rows}
    return found


def _looked_up(keys: Ints, values: Mapping[int, int]) -> Ints:
    """The value of each key; 0 for those that have none."""
    known = np.array(sorted(values.items()), dtype=np.int64).reshape(-1, 2)
    if not len(known):
        return np.zeros(len(keys), dtype=np.int64)
    at = np.minimum(np.searchsorted(known[:, 0], keys), len(known) - 1)
    return np.where(known[at, 0] == keys, known[at, 1], 0)


def _in_cycles(agency_id: int, today: date) -> tuple[Decisions, ...]:
    """Places in the pool and cycles under way, in one query."""
    place, cycle = (Value(sort, output_field=IntegerField()) for sort in range(2))
    members = pool.members(agency_id, today).order_by().values_list(place, "employee_id")
    cycles: Any = ReviewCycle.objects.filter(agency_id=agency_id, state__in=_OPEN).order_by()
    found = list(members.union(cycles.values_list(cycle, "pk"), all=True))
    people = {employee: 1 for sort, employee in found if sort == 0}
    under_way = sum(sort for sort, _cycle in found)
    return Decisions(_("kelompok suksesi"), people), Decisions(_("siklus yang berjalan"), {}, under_way)


LIVE_DECISIONS.append(_in_cycles)
