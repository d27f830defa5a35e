"""The posts that people hold and held, and the record in force on a day.

Row by row, the same for one person and for a chunk of thousands: frames would take longer for the one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from talent.codes import COMPETENCIES
from talent.models import Agency

# An unknown day among seconds since 1970: before every other.
_UNKNOWN = np.datetime64("NaT", "s").astype("int64").item()
_DAY = 86_400
_DEFINITIVE = "DEFINITIVE"
_POST = ("position", "tier", "job_family", "unit")


class _Post(NamedTuple):
    employee_id: int
    true_from: int
    true_to: int
    position: str | None
    tier: str | None
    kind: str | None
    higher: float
    job_family: str | None
    unit: str | None
    agency: str


def with_own_posts(
    appointments: pd.DataFrame, snapshots: pd.DataFrame, agency: Agency, units: Mapping[str, str], on: date
) -> pd.DataFrame:
    """The appointments, with the posts that employees' own rows name; a post named twice counts once.

    A post known only from an employee's row ends the day before their next definitive post. A blank agency is the
    employee's own; a named one was turned into its code when it was imported. `units`: code by name or code.
    """
    own = _own(snapshots, agency, on)
    explicit: dict[tuple[Any, ...], _Post] = {}
    for row in _rows(appointments, (*_Post._fields[:-1], "at_agency")):
        post = _Post._make(row)
        # An appointment that does not say its kind is definitive where the employee's own row names the same post.
        kind = _DEFINITIVE if post.kind is None and _named(post) in own else post.kind
        unit = None if post.unit is None else units.get(post.unit.casefold(), post.unit)
        at = agency.code if post.agency is None else post.agency
        post = post._replace(kind=kind, unit=unit, agency=at)
        _put(explicit, (*_named(post), kind), post)
    # The explicit one wins.
    for key in explicit:
        own.pop(key[:-1], None)
    every = [*explicit.values(), *_ended(explicit, own)]
    every.sort(key=lambda post: post.employee_id)
    return _frame(every)


def _own(snapshots: pd.DataFrame, agency: Agency, on: date) -> dict[tuple[Any, ...], _Post]:
    """What employees' own rows name: of the same post the newest row."""
    found: dict[tuple[Any, ...], _Post] = {}
    last = _seconds(on)
    for person, start, position, tier, family, unit in _rows(
        snapshots, ("employee_id", "post_from", "position", "tier", "job_family", "unit")
    ):
        if position is not None and tier is not None and _UNKNOWN < start <= last:
            post = _Post(person, start, _UNKNOWN, position, tier, _DEFINITIVE, np.nan, family, unit, agency.code)
            _put(found, _named(post), post)
    return found


def _ended(explicit: Mapping[Any, _Post], own: Mapping[tuple[Any, ...], _Post]) -> list[_Post]:
    """The own posts, each until the day before the next definitive one of the person, if that begins later."""
    found = dict(own)
    definitive = [(post, _named(post), False) for post in explicit.values() if post.kind == _DEFINITIVE]
    definitive += [(post, key, True) for key, post in own.items()]
    definitive.sort(key=lambda one: (one[0].employee_id, one[0].true_from == _UNKNOWN, one[0].true_from))
    for (post, key, is_own), (after, *_rest) in pairwise(definitive):
        if is_own and post.employee_id == after.employee_id and post.true_from < after.true_from:
            found[key] = post._replace(true_to=after.true_from - _DAY)
    return list(found.values())


def employees(
    people: pd.DataFrame,
    snapshots: pd.DataFrame,
    appointments: pd.DataFrame,
    standards: Mapping[str, Mapping[str, float]],
    on: date,
) -> pd.DataFrame:
    """One row a person: the record in force on the day, and the post held on it.

    Of somebody all of whose records begin later, only what does not change with time is taken: the status.
    `standards`: competency → post (case folded) → the level that the post itself asks for.
    """
    day = _seconds(on)
    first, current = dict[int, Any](), dict[int, Any]()
    for row in _rows(
        snapshots, ("employee_id", "true_from", "status", "grade", "standing", "grade_from", "standing_from")
    ):
        first.setdefault(row[0], row)
        if row[1] <= day:
            current[row[0]] = row
    held: dict[int, _Post] = {}
    for row in _rows(appointments, _Post._fields):
        post = _Post._make(row)
        runs = post.true_from <= day and (post.true_to == _UNKNOWN or post.true_to >= day)
        before = held.get(post.employee_id)
        if runs and post.kind == _DEFINITIVE and (before is None or post.true_from >= before.true_from):
            held[post.employee_id] = post
    known = [person in first for person in people["employee_id"].tolist()]
    people = people if all(known) else people[known]
    ids = people["employee_id"].tolist()
    nothing = (None, _UNKNOWN, None, None, None, _UNKNOWN, _UNKNOWN)
    records, posts = [current.get(person, nothing) for person in ids], [held.get(person) for person in ids]
    columns: dict[str, Any] = {name: people[name].to_numpy() for name in people.columns if name != "nip"}
    columns["nip"] = _texts(people["nip"].tolist())
    columns |= {
        "grade": _texts([row[3] for row in records]),
        "standing": _texts([row[4] for row in records]),
        "grade_from": _days([row[5] for row in records]),
        "standing_from": _days([row[6] for row in records]),
        "status": _texts([current.get(person, first[person])[2] for person in ids]),
    }
    columns |= {name: _texts([None if post is None else getattr(post, name) for post in posts]) for name in _POST}
    columns["post_from"] = _days([_UNKNOWN if post is None else post.true_from for post in posts])
    names = [post.position.casefold() if post is not None and post.position is not None else "" for post in posts]
    for competency in COMPETENCIES:
        asked = standards.get(competency, {})
        columns[f"standard_{competency}"] = np.array([asked.get(name, np.nan) for name in names], dtype="float64")
    return pd.DataFrame(columns, columns=[*people.columns, *(name for name in columns if name not in people.columns)])


def _named(post: _Post) -> tuple[Any, ...]:
    """What names a post of a person: two rows with the same are about the same post."""
    return post.employee_id, None if post.position is None else post.position.casefold(), post.true_from


def _put(into: dict[tuple[Any, ...], _Post], key: tuple[Any, ...], post: _Post) -> None:
    """The last of the same stands, where it stood itself."""
    into.pop(key, None)
    into[key] = post


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> Any:
    """The rows of these columns: days as seconds since 1970, nothing as None (of numbers NaN)."""
    return zip(*(_values(frame[name]) for name in names), strict=True)


def _values(column: "pd.Series[Any]") -> list[Any]:
    if column.dtype.kind == "M":
        return column.to_numpy("datetime64[s]").astype("int64").tolist()
    if column.dtype.kind in "if":
        return column.tolist()
    return [None if value != value else value for value in column.tolist()]


def _frame(posts: Sequence[_Post]) -> pd.DataFrame:
    read = zip(*posts, strict=True) if posts else ((),) * len(_Post._fields)
    columns: dict[str, Any] = {}
    for name, values in zip(_Post._fields, map(list, read), strict=True):
        if name in ("true_from", "true_to"):
            columns[name] = _days(values)
        elif name in ("employee_id", "higher"):
            columns[name] = np.array(values, dtype="int64" if name == "employee_id" else "float64")
        else:
            columns[name] = _texts(values)
    return pd.DataFrame(columns)


def _seconds(day: date) -> int:
    return int(np.datetime64(day, "s").astype("int64"))


def _days(seconds: Sequence[int]) -> Any:
    return np.array(seconds, dtype="int64").astype("datetime64[s]")


def _texts(values: Sequence[Any]) -> Any:
    return pd.Series(values, dtype=object)
