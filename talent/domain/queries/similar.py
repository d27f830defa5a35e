"""People of an agency whose profile is like somebody's, with what they share and where they differ, in words.

For searching: the list is by name, and says of nobody that they are nearer than another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.db.models import DateField, Q, Value

from advice.similar import COUNT, nearest
from rules.dates import merge, to_days
from talent.codes import COMPETENCIES
from talent.domain.queries import employees, written
from talent.models import AppointmentRecord, AssessmentRecord, Employee

# As many people at most stand beside each other; of more, those of the same job family are looked at.
MOST = 5_000
YEAR = 365.25
# Experience shorter than this is no trait.
NOTABLE_YEARS = 1.0


@dataclass(frozen=True)
class Level:
    """A competency: the level of the one found, and of the one searched from."""

    code: str
    level: int
    own: int


@dataclass(frozen=True)
class Served:
    """A job family and the whole years in it: of the one found, and of the one searched from."""

    family: str
    years: int
    own: int


@dataclass(frozen=True)
class Alike:
    """Somebody found: competencies at the same level and at others, job families that both have served in, and those
    that only one has."""

    person: Employee
    same: list[Level]
    other: list[Level]
    shared: list[Served]
    apart: list[Served]


@dataclass(frozen=True)
class Search:
    """`found`: by name; None where the levels of the one searched from are not known. `among`: how many people were
    looked at, `narrowed`: only those of the same job family, for there are too many of the tier."""

    found: list[Alike] | None
    among: int
    narrowed: bool = False


def search(person: Employee, on: date, count: int = COUNT) -> Search:
    """Serving people of the same agency and tier, as known now. Five queries."""
    people, narrowed = _among(person)
    if person.pk not in people:
        people = [*people, person.pk]
    what = ("similar", person.agency_id, on, tuple(sorted(people)))
    levels, served = written.kept(written.last(person.agency), what, lambda: _frames(people, on))
    if person.pk not in levels.index or levels.loc[person.pk].isna().any():
        return Search(None, len(people) - 1, narrowed)
    ids = nearest(levels, served, person.pk, count)
    found = Employee.objects.filter(pk__in=ids).select_related("current__unit").order_by("name", "id")[:count]
    return Search([_alike(one, person.pk, levels, served) for one in found], len(people) - 1, narrowed)


def _among(person: Employee) -> tuple[list[int], bool]:
    tier = person.current.tier if person.current else None
    people = employees.serving(person.agency_id).filter(current__tier=tier)
    ids = list(people.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) <= MOST:
        return ids, False
    family = person.current.job_family if person.current else None
    return list(people.filter(current__job_family=family).values_list("pk", flat=True)[:MOST]), True


def _frames(people: Sequence[int], on: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Levels of the latest assessment (columns: competencies), and years in each job family, overlaps once; by id."""
    rows = AssessmentRecord.objects.filter(Q(true_from=None) | Q(true_from__lte=on), employee__in=people, known_to=None)
    held = pd.DataFrame(
        rows.order_by("true_from", "id").values_list("employee_id", *COMPETENCIES), columns=["id", *COMPETENCIES]
    )
    levels = held.groupby("id").last().reindex(sorted(people)).astype("float64")
    return levels, _served(people, on).reindex(levels.index).fillna(0.0)


def _served(people: Sequence[int], on: date) -> pd.DataFrame:
    rows = AppointmentRecord.objects.filter(
        employee__in=people, known_to=None, true_from__lte=on, job_family__isnull=False
    )
    past = rows.order_by().values_list("employee_id", "job_family", "true_from", "true_to")
    # The present post may stand in no list of appointments.
    named = Employee.objects.filter(pk__in=people, current__job_family__isnull=False, current__post_from__lte=on)
    present = named.order_by().values_list(
        "pk", "current__job_family", "current__post_from", Value(None, output_field=DateField())
    )
    held = pd.DataFrame(past.union(present, all=True), columns=["id", "family", "start", "end"])
    if held.empty:
        return pd.DataFrame(index=pd.Index([], dtype="int64"))
    held["family"] = held["family"].str.strip().str.casefold()
    held["end"] = held["end"].fillna(on).where(held["end"].fillna(on) <= on, on)
    keys, owner = pd.MultiIndex.from_frame(held[["id", "family"]]).factorize()[::-1]
    days, _last = merge(owner, to_days(held["start"]), to_days(held["end"]), len(keys))
    return pd.Series(days / YEAR, index=keys).unstack().fillna(0.0)


def _alike(one: Employee, who: int, levels: pd.DataFrame, served: pd.DataFrame) -> Alike:
    theirs, own = levels.loc[one.pk].to_dict(), levels.loc[who].to_dict()
    both = [Level(code, int(theirs[code]), int(own[code])) for code in COMPETENCIES]
    families = _families(served, one.pk, who)
    return Alike(
        one,
        [level for level in both if level.level == level.own],
        [level for level in both if level.level != level.own],
        [Served(name, int(years), int(mine)) for name, (years, mine) in families.items() if min(years, mine) >= 1],
        [Served(name, int(years), int(mine)) for name, (years, mine) in families.items() if min(years, mine) < 1],
    )


def _families(served: pd.DataFrame, one: int, who: int) -> Mapping[str, tuple[float, float]]:
    """Job families in which one of the two served long enough to be told."""
    theirs, own = served.loc[one].to_dict(), served.loc[who].to_dict()
    pairs = {str(name): (float(theirs[name]), float(own[name])) for name in theirs}
    return {name: pair for name, pair in sorted(pairs.items()) if max(pair) >= NOTABLE_YEARS}
