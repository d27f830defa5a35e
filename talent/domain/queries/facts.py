"""The dated facts as frames: what was true by a day, as known at an instant.

This is the only place where scoring, gate and eligibility get their facts from; the frames' columns are described
in `docs/frames.md`.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, FilteredRelation, Q, QuerySet, TextField

from accounts.domain import second_lock
from accounts.domain.queries.prepared import Later
from talent import models
from talent.codes import COMPETENCIES, COMPONENTS, POTENTIAL_ASPECTS, TrainingKind
from talent.domain import bulk
from talent.domain.known import known_at as known
from talent.domain.queries import held, in_pool, reading
from talent.domain.queries.incoming import Incoming, Post
from talent.domain.queries.reading import Kind, Source
from talent.models import Agency, Employee, EmployeeRecord, PositionRecord, Unit

Frames = dict[str, pd.DataFrame]

_PERIOD = ("true_from", "true_to")
# Frame → (model, columns besides the employee and the true period).
_FRAMES: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "performance": (
        models.PerformanceRecord,
        ("year", "work_result", "behaviour", "rating", "score", "new_idea", "rater"),
    ),
    "assessments": (
        models.AssessmentRecord,
        ("institution", "jpm", *COMPETENCIES, "technical", *POTENTIAL_ASPECTS),
    ),
    "appointments": (
        models.AppointmentRecord,
        ("position", "tier", "kind", "higher", "job_family", "unit", "at_agency"),
    ),
    "education": (models.EducationRecord, ("level", "field", "field_match", "graduated_year")),
    "training": (models.TrainingRecord, ("kind", "hours")),
    "awards": (models.AwardRecord, ("level",)),
    "team_assignments": (models.TeamAssignmentRecord, ("role", "scope")),
    "sanctions": (models.SanctionRecord, ("severity",)),
    "feedback": (models.FeedbackRecord, ("year", "rating")),
    "components": (models.ComponentsRecord, COMPONENTS),
    "attestations": (models.AttestationRecord, ("kind", "passed")),
}
# Every frame of records that there is, but for those that are read only where they are asked for: what was computed
# and stored before they came is found again.
EVERY = tuple(_FRAMES)
_ASKED_FOR: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "leadership": (models.TrainingRecord, ("name",)),
    "technical": (models.TechnicalRecord, ("competency", "level")),
}
# That of the boxes is no record of an employee: what the PPK established.
_BOXES = "pool"
_BOX_COLUMNS: dict[str, Kind] = {"employee_id": "id", "since": "day", "fixed": "number", "member": "truth"}
_SNAPSHOT = (
    "employee_id", "true_from", "status", "grade", "grade_from", "standing", "position", "tier", "job_family", "unit",
    "post_from", "standing_from",
)  # fmt: skip
# Those of many columns: of named people they are read by one statement, all others by another.
_WIDE = {"assessments", "components", "standards"}
_IDS = {"agency_id", "employee_id", "id"}
_DAYS = {"true_from", "true_to", "born", "hired_month", "grade_from", "post_from", "standing_from"}
_NUMBERS = {
    "year",
    "score",
    "jpm",
    "technical",
    "graduated_year",
    "hours",
    *COMPETENCIES,
    *POTENTIAL_ASPECTS,
}
# How the agency is named that rows are read of, or several.
_OF_ONE, _OF_SEVERAL = "agency", "agency__in"
# What came after digests had been stored is no part of them, so that these are found again; what it decides shows in
# the digests of results.
_UNDIGESTED = {("employees", "standing_from")}
_TRUTHS = {"new_idea", "higher", "passed"}


def facts(
    of: int | Agency,
    *,
    on: date,
    known_at: datetime,
    employees: Sequence[int] | None = None,
    between: tuple[int, int] | None = None,
    incoming: Incoming | None = None,
    records: Sequence[str] = EVERY,
) -> Frames:
    """Frames of the employees of an agency (its id, or itself when it is at hand), or of those among them that are
    named or have ids in a closed range, for rules to work on.

    With `incoming` (then `employees` are named) as they would be were those rows written. `records`: the record frames
    that are asked for, where not all of EVERY are; `employees` and `appointments` come with any. `leadership`,
    `technical` and `pool` come only by their names.

    Rows are those known at `known_at` whose `true_from` is open or not after `on`. Order: employee, then the fact's
    key, so that it does not tell which file came first.
    """
    agency = of if isinstance(of, Agency) else Agency.every.get(pk=of)
    if incoming is not None:
        people = employees or []
        whom: dict[str, Any] = {"in": bulk.among(people, "bigint")}
        sources = _sources({"agency": agency.pk}, on, known_at, whom, records, every_post=True)
        read = {name: _merged(name, source, incoming, people, on) for name, source in sources.items()}
        read["standards"] = _with_posts(read["standards"], incoming.posts)
    elif employees is not None:
        read = _together(agency.pk, on, known_at, employees, tuple(records))
    else:
        read = _apart(agency.pk, on, known_at, between, tuple(records))
    return _put_together(agency, read, on)


def facts_of_several(
    homes: Mapping[Agency, Sequence[int]], *, on: date, known_at: datetime, records: Sequence[str] = EVERY
) -> Frames:
    """The same of people of several agencies, named by agency, each from the records of that one; agency by agency. As
    many queries as for one."""
    if len(homes) == 1:
        ((home, people),) = homes.items()
        return facts(home, on=on, known_at=known_at, employees=people, records=records)
    given = _given(on, known_at) | {"agencies": bulk.as_list([agency.pk for agency in homes])}
    given |= {"employees": bulk.as_list([one for people in homes.values() for one in people])}
    read: Frames = {}
    for statement, sources in _statements(connection.vendor, tuple(records), of=_OF_SEVERAL):
        with _shown(sources):
            told = statement.read(given)
        read |= {name: _columns(source, told[name]) for name, source in sources.items()}
    parts = [_put_together(agency, _of_home(agency, people, read), on) for agency, people in homes.items()]
    return {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}


def _of_home(agency: Agency, people: Sequence[int], read: Frames) -> Frames:
    """Of what was read of several agencies, the rows of one, of the people who are asked about there."""
    found: Frames = {}
    for name, frame in read.items():
        rows = frame["agency_id"].to_numpy() == agency.pk
        of = frame["id"] if name == "people" else frame.get("employee_id")
        if of is not None:
            rows &= of.isin(people).to_numpy()
        found[name] = frame[rows].drop(columns="agency_id").reset_index(drop=True)
    return found


def _put_together(agency: Agency, read: Frames, on: date) -> Frames:
    """The frames of what was read of one agency."""
    persons, snapshots = read.pop("people").rename(columns={"id": "employee_id"}), read.pop("snapshots")
    code_of, units = _unit_codes(read.pop("units"))
    snapshots["unit"] = pd.Series([code_of.get(unit) for unit in snapshots["unit"].tolist()], dtype=object)
    read["appointments"] = held.with_own_posts(read["appointments"], snapshots, agency, units, on)
    named = {name.casefold() for name in read["appointments"]["position"] if name is not None}
    standards = _standards(read.pop("standards"), named)
    if _BOXES in read:
        read[_BOXES] = read[_BOXES].rename(columns={"since": "true_from", "fixed": "box"})
        read[_BOXES].insert(2, "true_to", np.full(len(read[_BOXES]), np.datetime64("NaT", "s")))
    read["employees"] = held.employees(persons, snapshots, read["appointments"], standards, on)
    return read


def people_known(agency_id: int, known_at: datetime) -> list[int]:
    """Ids of the employees of whom anything was known at that instant, ascending."""
    records = known(EmployeeRecord.objects.filter(agency_id=agency_id), known_at)
    return list(records.order_by("employee_id").values_list("employee_id", flat=True).distinct())


def stretches(agency_id: int, known_at: datetime, size: int) -> list[tuple[int, int]]:
    """Closed ranges of employee ids, `size` known people each: the same whenever they are asked for again."""
    people = people_known(agency_id, known_at)
    return [(people[start], people[min(start + size, len(people)) - 1]) for start in range(0, len(people), size)]


def inputs_digest(frames: Frames) -> str:
    """SHA-256 over every value of every frame, column by column, but for `_UNDIGESTED`."""
    digest = hashlib.sha256()
    for name in sorted(frames):
        frame = frames[name]
        for column in frame.columns:
            if (name, column) in _UNDIGESTED:
                continue
            digest.update(f"|{name}.{column}|{len(frame)}|".encode())
            digest.update(_bytes(frame[column]))
    return digest.hexdigest()


def _bytes(column: "pd.Series[Any]") -> bytes:
    if column.dtype.kind == "M":
        return column.to_numpy("datetime64[s]").astype("<i8").tobytes()
    if column.dtype.kind in "iuf":
        return column.to_numpy("<f8").tobytes()
    texts = column.astype(object).where(column.notna(), "")
    return "\x1f".join(texts.tolist()).encode()


def _sources(
    of: Mapping[str, Any],
    on: Any,
    known_at: Any,
    whom: Mapping[str, Any],
    records: Sequence[str],
    *,
    every_post: bool = False,
) -> dict[str, Source]:
    """What the frames are read from. `of`: lookups of the agency, `whom`: of the employee's id, with their values."""

    def chosen(queryset: QuerySet[Any], owner: str = "employee_id") -> QuerySet[Any]:
        return queryset.filter(**of, **{f"{owner}__{lookup}": value for lookup, value in whom.items()})

    sources: dict[str, Source] = {}
    for name in dict.fromkeys((*records, "appointments")):
        if name == _BOXES:
            mapped = chosen(in_pool.boxes(of, on, known_at), "id")
            sources[name] = Source(mapped, _BOX_COLUMNS, ("employee_id", None, None))
            continue
        model, columns = (_FRAMES | _ASKED_FOR)[name]
        rows: QuerySet[Any] = known(chosen(model.objects), known_at).filter(Q(true_from=None) | Q(true_from__lte=on))
        if name == "leadership":
            rows = rows.filter(kind=TrainingKind.LEADERSHIP)
        sources[name] = _source(name, rows, ("employee_id", *_PERIOD, *columns), ("employee_id", "key", "id"))
    rows = known(chosen(EmployeeRecord.objects.all()), known_at)
    sources["snapshots"] = _source("snapshots", rows, _SNAPSHOT, ("employee_id", "true_from", "id"))
    rows = chosen(Employee.objects.all(), "id")
    sources["people"] = _source("people", rows, ("id", "nip", "born", "hired_month", "sex"), ("id", None, None))
    return sources | _of_agency(of, known_at, every_post=every_post)


def _of_agency(of: Mapping[str, Any], known_at: Any, *, every_post: bool) -> dict[str, Source]:
    """Its units with their names, and what its posts ask of who holds them, as known at the instant: of those that ask
    something, or with `every_post` of all."""
    then = (Q(records__known_to=None) | Q(records__known_to__gt=known_at)) & Q(records__known_from__lte=known_at)
    units = Unit.objects.filter(**of).annotate(told=FilteredRelation("records", condition=then))
    posts = known(PositionRecord.objects.filter(**of), known_at)
    if not every_post:
        posts = posts.exclude(**dict.fromkeys(COMPETENCIES))
    return {
        "units": _source("units", units, ("id", "code", "told__name"), (None, "code", "id")),
        "standards": _source(
            "standards", posts, ("position__code", "name", *COMPETENCIES), (None, "position__code", None)
        ),
    }


def _source(
    name: str, rows: QuerySet[Any], columns: Sequence[str], order: tuple[str | None, str | None, str | None]
) -> Source:
    return Source(rows, {column: _kind(name, column) for column in columns}, order)


def _kind(frame: str, column: str) -> Kind:
    """What a column holds. The unit of a snapshot is the unit's id, which may be unknown."""
    if column in _IDS or (frame, column) == ("snapshots", "unit"):
        return "id"
    if column in _DAYS:
        return "day"
    if column in _TRUTHS:
        return "truth"
    numbers = frame == "components" and column in COMPONENTS
    if numbers or column in _NUMBERS or (frame, column) in (("people", "sex"), ("technical", "level")):
        return "number"
    return "text"


def _frame(source: Source) -> pd.DataFrame:
    return _columns(source, reading.alone(source))


def _together(
    agency_id: int, on: date, known_at: datetime, employees: Sequence[int], records: tuple[str, ...]
) -> Frames:
    """Every frame, by two statements whatever the number of people: a page asks no more for many than for one."""
    given = _given(on, known_at) | {"agency": agency_id, "employees": bulk.as_list(employees)}
    found: Frames = {}
    for statement, sources in _statements(connection.vendor, records):
        with _shown(sources):
            read = statement.read(given)
        found |= {name: _columns(source, read[name]) for name, source in sources.items()}
    return found


def _shown(sources: Mapping[str, Source]) -> AbstractContextManager[None]:
    """The second lock shows an agency its own mapping alone: of people whose records others are shown too (applicants,
    whoever agreed) it is read past that lock, of those who are named, the boxes alone."""
    return second_lock.every_row() if _BOXES in sources else nullcontext()


@cache
def _statements(
    _vendor: str, records: tuple[str, ...], *, of: str = _OF_ONE
) -> list[tuple[reading.Statement, dict[str, Source]]]:
    """The statements of named people with what they read: putting them together takes longer than the engine does.
    `of`: one of the two ways to name agencies; of several, each row says which it is of."""
    several = of == _OF_SEVERAL
    agency: Any = bulk.listed(Later("agencies", TextField()), "bigint") if several else _AGENCY
    whom = {"in": bulk.listed(Later("employees", TextField()), "bigint")}
    sources = _sources({of: agency}, *_LATER, whom, records)
    if several:
        sources = {
            name: source._replace(columns={**source.columns, "agency_id": "id"}) for name, source in sources.items()
        }
    boxes = {name: source for name, source in sources.items() if name == _BOXES}
    narrow = {name: source for name, source in sources.items() if name not in _WIDE | {_BOXES}}
    wide = {name: source for name, source in sources.items() if name in _WIDE}
    return [(reading.together(some), some) for some in (narrow, wide, boxes) if some]


def _apart(
    agency_id: int, on: date, known_at: datetime, between: tuple[int, int] | None, records: tuple[str, ...]
) -> Frames:
    """Every frame by a statement of its own, of the people with ids in a closed range, or of all."""
    given = _given(on, known_at) | {"agency": agency_id} | dict(zip(("first", "last"), between or (), strict=False))
    worded = _worded_apart(connection.vendor, records, between is not None)
    return {name: _columns(source, statement.read(given)) for name, (statement, source) in worded.items()}


@cache
def _worded_apart(_vendor: str, records: tuple[str, ...], some: bool) -> dict[str, tuple[reading.Single, Source]]:
    """As `_statements`, each for one frame; of `some` people or of all."""
    first, last = Later("first", BigIntegerField()), Later("last", BigIntegerField())
    sources = _sources({_OF_ONE: _AGENCY}, *_LATER, {"gte": first, "lte": last} if some else {}, records)
    return {name: (reading.single(source), source) for name, source in sources.items()}


_AGENCY = Later("agency", BigIntegerField())
_LATER = Later("on", DateField()), Later("known_at", DateTimeField())


def _given(on: date, known_at: datetime) -> dict[str, Any]:
    """What stands for `_LATER`, as the engine takes it."""
    day, instant = connection.ops.adapt_datefield_value(on), connection.ops.adapt_datetimefield_value(known_at)
    return {"on": day, "known_at": instant}


def _columns(source: Source, read: reading.Columns) -> pd.DataFrame:
    columns = zip(source.columns.items(), read, strict=True)
    return pd.DataFrame({column: _typed(column, kind, values) for (column, kind), values in columns})


def _merged(name: str, source: Source, incoming: Incoming, people: Sequence[int], on: date) -> pd.DataFrame:
    """A frame as it would be with what comes in."""
    model = source.rows.model
    if model not in incoming.columns:
        return _frame(source)
    if name == "snapshots":
        added = incoming.of(model, people).rename(columns={"unit_id": "unit"})
        frame = _with(source, incoming.replaced[model], added)
        return frame.sort_values(["employee_id", "true_from"], kind="stable", na_position="first", ignore_index=True)
    return _with(source, incoming.replaced[model], incoming.of(model, people, on))


def _with(source: Source, replaced: set[int], added: pd.DataFrame) -> pd.DataFrame:
    """The rows but for those replaced, and the added ones at their places by the fact's key."""
    keyed: dict[str, Kind] = {"id": "id", "key": "text", **source.columns}
    frame = _frame(Source(source.rows, keyed, ("employee_id", "key", "id")))
    frame = frame[~frame["id"].isin(replaced)]
    kinds = {column: kind for column, kind in keyed.items() if column != "id" and column in added}
    new = {column: _typed(column, kind, added[column].tolist()) for column, kind in kinds.items()}
    joined = pd.concat([frame, pd.DataFrame(new)]) if len(added) else frame
    joined = joined.sort_values(["employee_id", "key"], kind="stable", ignore_index=True)
    return joined[list(source.columns)]


def _typed(column: str, kind: Kind, values: Sequence[Any]) -> Any:
    if column in _IDS:
        return np.array(values, dtype="int64")
    if kind == "day":
        # SQLite hands out text, PostgreSQL dates; numpy reads both. There are few different days: each is read once.
        days = {value: np.datetime64("NaT" if value is None else value, "s").astype("int64") for value in set(values)}
        return np.array([days[value] for value in values], dtype="int64").astype("datetime64[s]")
    if kind in ("number", "truth"):
        return np.array([np.nan if value is None else value for value in values], dtype="float64")
    return pd.Series(values, dtype=object)


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in frame.columns), strict=True)


def _unit_codes(units: pd.DataFrame) -> tuple[dict[int, str], dict[str, str]]:
    """Code of each unit by its id; and by its name or code, case folded: posts name their unit either way, by the names
    known at the time."""
    by_id: dict[int, str] = {}
    by_name: dict[str, str] = {}
    for pk, code, name in _rows(units):
        by_id[pk] = code
        if name is not None:
            by_name.setdefault(name.casefold(), code)
            by_name[code.casefold()] = code
    return by_id, by_name


def _with_posts(posts: pd.DataFrame, incoming: Mapping[str, Post]) -> pd.DataFrame:
    """The posts as they would be with what comes in."""
    if not incoming:
        return posts
    told = {row[0]: row for row in _rows(posts)}
    for code, (name, levels) in incoming.items():
        told[code] = (code, name, *(math.nan if level is None else float(level) for level in levels))
    return pd.DataFrame(list(told.values()), columns=posts.columns)


def _standards(asked: pd.DataFrame, named: set[str]) -> dict[str, dict[str, float]]:
    """Competency → post (name or code, case folded) → the level the post itself asks for, of the posts `named`."""
    standards: dict[str, dict[str, float]] = {}
    for code, name, *levels in _rows(asked):
        posts = named.intersection((code.casefold(), name.casefold()))
        if not posts:
            continue
        for competency, level in zip(COMPETENCIES, levels, strict=True):
            if not math.isnan(level):
                standards.setdefault(competency, {}).update(dict.fromkeys(posts, level))
    return standards
