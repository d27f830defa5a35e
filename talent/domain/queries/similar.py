"""People of an agency whose profile is like somebody's, with what they share and where they differ, in words.

For searching: the list is by name, and says of nobody that they are nearer than another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import DateField, IntegerField, Q, Value
from django.db.models.functions import Cast

from advice.similar import COUNT, nearest
from rules.dates import add_years, merge, to_days
from rules.law import NoRuleInForce, shipped
from rules.technical import VALIDITY, spelling
from talent.codes import COMPETENCIES
from talent.domain.queries import employees, written
from talent.models import AppointmentRecord, AssessmentRecord, Employee, TechnicalRecord

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
class Technical:
    """A technical competency: the level in force of the one found, and of the one searched from."""

    competency: str
    level: int
    own: int


@dataclass(frozen=True)
class Alike:
    """Somebody found: competencies at the same level and at others, job families that both have served in, and those
    that only one has; of the technical competencies that both have those at the same level, and at others."""

    person: Employee
    same: list[Level]
    other: list[Level]
    shared: list[Served]
    apart: list[Served]
    technical_same: list[Technical]
    technical_other: list[Technical]


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
    levels, served, technical = written.kept(written.last(person.agency), what, lambda: _frames(people, on))
    if person.pk not in levels.index or levels.loc[person.pk].isna().any():
        return Search(None, len(people) - 1, narrowed)
    ids = nearest(levels, served, person.pk, count, technical)
    found = Employee.objects.filter(pk__in=ids).select_related("current__unit").order_by("name", "id")[:count]
    return Search([_alike(one, person.pk, levels, served, technical) for one in found], len(people) - 1, narrowed)


def _among(person: Employee) -> tuple[list[int], bool]:
    tier = person.current.tier if person.current else None
    people = employees.serving(person.agency_id).filter(current__tier=tier)
    ids = list(people.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) <= MOST:
        return ids, False
    family = person.current.job_family if person.current else None
    return list(people.filter(current__job_family=family).values_list("pk", flat=True)[:MOST]), True


def _frames(people: Sequence[int], on: date) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Levels of the latest assessment (columns: competencies), years in each job family, overlaps once, and technical
    levels in force (columns: their names, NaN where there is none); by id."""
    rows = AssessmentRecord.objects.filter(Q(true_from=None) | Q(true_from__lte=on), employee__in=people, known_to=None)
    held = pd.DataFrame(
        rows.order_by("true_from", "id").values_list("employee_id", *COMPETENCIES), columns=["id", *COMPETENCIES]
    )
    levels = held.groupby("id").last().reindex(sorted(people)).astype("float64")
    told = _told(people, on)
    posts = told["level"].isna()
    served = _served(told[posts], on).reindex(levels.index).fillna(0.0)
    return levels, served, _technical(told[~posts], on).reindex(levels.index)


def _told(people: Sequence[int], on: date) -> pd.DataFrame:
    """Posts held and technical levels found, a row each: id, name (of the job family, or the competency), start, end,
    and the level (NaN: a post). One query."""
    # PostgreSQL takes the first table's word for a column, and nothing by itself for a text.
    nothing, day = Cast(Value(None), IntegerField()), Value(None, output_field=DateField())
    posts = AppointmentRecord.objects.filter(
        employee__in=people, known_to=None, true_from__lte=on, job_family__isnull=False
    )
    past = posts.order_by().values_list("employee_id", "job_family", "true_from", "true_to", nothing)
    # The present post may stand in no list of appointments.
    named = Employee.objects.filter(pk__in=people, current__job_family__isnull=False, current__post_from__lte=on)
    present = named.order_by().values_list("pk", "current__job_family", "current__post_from", day, nothing)
    found = TechnicalRecord.objects.filter(employee__in=people, known_to=None, true_from__lte=on)
    levels = found.order_by().values_list("employee_id", "competency", "true_from", day, "level")
    told = pd.DataFrame(past.union(present, levels, all=True), columns=["id", "name", "start", "end", "level"])
    return told.astype({"level": "float64"})


def _technical(held: pd.DataFrame, on: date) -> pd.DataFrame:
    """The newest level of each technical competency that is valid on the day (`rules.technical`); names as they were
    written last."""
    try:
        years = int(shipped().at(VALIDITY, on).value)
    except NoRuleInForce:
        held, years = held.iloc[:0], 0
    held = held[np.asarray(add_years(to_days(held["start"]), years) > np.datetime64(on, "D"))]
    if held.empty:
        return pd.DataFrame(index=pd.Index([], dtype="int64"))
    held = held.sort_values(["start", "name", "level"], kind="stable")
    spelled = held["name"].map(spelling)
    written_last = dict(zip(spelled, held["name"].str.split().str.join(" "), strict=True))
    newest = held.assign(name=spelled.map(written_last))
    return newest.groupby(["id", "name"])["level"].last().unstack()


def _served(held: pd.DataFrame, on: date) -> pd.DataFrame:
    if held.empty:
        return pd.DataFrame(index=pd.Index([], dtype="int64"))
    held = held.assign(
        family=held["name"].str.strip().str.casefold(),
        end=held["end"].fillna(on).where(held["end"].fillna(on) <= on, on),
    )
    keys, owner = pd.MultiIndex.from_frame(held[["id", "family"]]).factorize()[::-1]
    days, _last = merge(owner, to_days(held["start"]), to_days(held["end"]), len(keys))
    return pd.Series(days / YEAR, index=keys).unstack().fillna(0.0)


def _alike(one: Employee, who: int, levels: pd.DataFrame, served: pd.DataFrame, technical: pd.DataFrame) -> Alike:
    theirs, own = levels.loc[one.pk].to_dict(), levels.loc[who].to_dict()
    both = [Level(code, int(theirs[code]), int(own[code])) for code in COMPETENCIES]
    families = _families(served, one.pk, who)
    known = technical.loc[[one.pk, who]].dropna(axis=1).to_dict()
    special = [Technical(str(name), int(of[one.pk]), int(of[who])) for name, of in sorted(known.items())]
    return Alike(
        one,
        [level for level in both if level.level == level.own],
        [level for level in both if level.level != level.own],
        [Served(name, int(years), int(mine)) for name, (years, mine) in families.items() if min(years, mine) >= 1],
        [Served(name, int(years), int(mine)) for name, (years, mine) in families.items() if min(years, mine) < 1],
        [each for each in special if each.level == each.own],
        [each for each in special if each.level != each.own],
    )


def _families(served: pd.DataFrame, one: int, who: int) -> Mapping[str, tuple[float, float]]:
    """Job families in which one of the two served long enough to be told."""
    theirs, own = served.loc[one].to_dict(), served.loc[who].to_dict()
    pairs = {str(name): (float(theirs[name]), float(own[name])) for name in theirs}
    return {name: pair for name, pair in sorted(pairs.items()) if max(pair) >= NOTABLE_YEARS}
