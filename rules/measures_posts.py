"""Measures from posts held: time in post, diversity of posts, acting posts."""

import numpy as np

from rules.dates import Bools, Ints, complete_years, merge, spans
from rules.measure import Facts, Measure, banded, certain, nothing, ordered, pick, plain_day, rows_of
from rules.people import UNKNOWN, People, Places, Table, best_rank
from rules.policy import Settings
from rules.policy_schema import ACTING, DIVERSITY, NONE

KINDS = ("DEFINITIVE", "PLT", "PLH", "PJ")
DEFINITIVE, PLT, PLH, PJ = range(4)


def tenure(people: People, settings: Settings) -> Measure:
    """Complete years in the present post, or in the tier of the present post (definitive periods, overlaps once)."""
    if settings.of == "tier":
        return _tenure_in_tier(people, settings)
    start = people.days("post_from")
    years = np.where(start <= people.day, complete_years(start, np.full(people.size, people.day)), np.nan)

    def facts(i: int) -> Facts:
        return {"from": plain_day(start[i]), "years": None if np.isnan(years[i]) else int(years[i])}

    return banded(years, settings.bands, facts)


def _tenure_in_tier(people: People, settings: Settings) -> Measure:
    table = people.table("appointments")
    if table is None:
        return nothing(people)
    tiers = sorted(set(people.employees["tier"].dropna()))
    present = people.codes("tier", tiers)
    same = (table.codes("tier", tiers) == present[table.person]) & (present[table.person] != UNKNOWN)
    same &= table.codes("kind", KINDS) == DEFINITIVE
    start, end, counts = spans(table.start, table.end, people.on)
    rows = same & counts
    days, last_end = merge(table.person[rows], start[rows], end[rows], people.size)
    undated = np.bincount(table.person[same & np.isnat(table.start)], minlength=people.size) > 0
    years = complete_years(last_end - days.astype("timedelta64[D]"), last_end)
    years = np.where(undated, np.nan, years)

    def facts(i: int) -> Facts:
        return {"days": int(days[i]), "years": None if np.isnan(years[i]) else int(years[i])}

    return banded(years, settings.bands, facts)


def post_diversity(people: People, settings: Settings) -> Measure:
    """Whether the definitive posts so far lay in several agencies, several units of one, or one unit.

    Where an agency, a unit, a kind or a date that is not known could change the answer, there is none.
    """
    table = people.table("appointments")
    if table is None:
        return nothing(people)
    kind, start = table.codes("kind", KINDS), table.start
    possible = ((kind == DEFINITIVE) | (kind == UNKNOWN)) & ~(start > people.day)
    sure = possible & (kind == DEFINITIVE) & ~np.isnat(start)
    person, size = table.person, people.size
    agency, unit = table.identities("agency"), table.identities("unit")
    posts = np.bincount(person[sure], minlength=size)
    several = np.bincount(person[possible], minlength=size) > 1
    doubtful = several & (np.bincount(person[possible & ~sure], minlength=size) > 0)
    no_agency = several & (np.bincount(person[sure & (agency == UNKNOWN)], minlength=size) > 0)
    no_unit = several & (np.bincount(person[sure & (unit == UNKNOWN)], minlength=size) > 0)
    cross_agency = _differs(person, agency, sure, size)
    cross_unit = _differs(person, unit, sure, size)
    points = [settings.scale[code] for code in DIVERSITY]
    least = np.where(cross_agency, 0, np.where(cross_unit, 1, 2))
    most = np.where(doubtful | no_agency, 0, np.where(no_unit, np.minimum(least, 1), least))
    rank = np.where(posts == 0, UNKNOWN, certain(np.minimum(most, least), least, points))

    def facts(i: int) -> Facts:
        rows = rows_of(sure, person, i)
        return {"agencies": _distinct(table, "agency", rows), "units": _distinct(table, "unit", rows)}

    return pick(rank, points, facts)


def _differs(person: Places, value: Ints, usable: Bools, size: int) -> Bools:
    """Whether a person's usable rows hold two different known values."""
    rows = usable & (value != UNKNOWN)
    owner, held = person[rows], value[rows]
    one = np.full(size, UNKNOWN, dtype=np.int64)
    one[owner] = held
    return np.bincount(owner[held != one[owner]], minlength=size) > 0


def _distinct(table: Table, column: str, rows: Ints) -> list[str]:
    return sorted({str(value) for value in table.texts(column, rows) if value is not None})


def acting_posts(people: People, settings: Settings) -> Measure:
    """The best acting post (Pj, Plt, Plh; higher or equal) so far, or within the window.

    A row that does not say its kind, or whether the post was higher, counts at its least and at its most; where the
    two differ in points there is no answer.
    """
    codes = ordered(settings.scale, ACTING)
    points = [settings.scale[code] for code in codes] + [settings.scale[NONE]]
    table = people.table("appointments")
    if table is None:
        return pick(np.full(people.size, len(codes)), points, lambda _: {})
    kind, higher = table.codes("kind", KINDS), table.numbers("higher")
    place = {code: rank for rank, code in enumerate(codes)}
    least = np.full(len(table), UNKNOWN, dtype=np.int64)
    most = np.full(len(table), UNKNOWN, dtype=np.int64)
    least[kind == PJ] = most[kind == PJ] = place["PJ"]
    for acting, name in ((PLT, "PLT"), (PLH, "PLH")):
        up, level = place[f"{name}_HIGHER"], place[f"{name}_EQUAL"]
        rows = kind == acting
        least[rows] = np.where(higher[rows] == 1, up, np.where(higher[rows] == 0, level, max(up, level)))
        most[rows] = np.where(higher[rows] == 1, up, np.where(higher[rows] == 0, level, min(up, level)))
    most[kind == UNKNOWN] = 0
    begun = ~(table.start > people.day)
    if settings.window_years is not None:
        begun &= ~(table.end < people.years_ago(settings.window_years))
    least = np.where(begun & ~np.isnat(table.start), least, UNKNOWN)
    most = np.where(begun, most, UNKNOWN)
    low = best_rank(table.person, least, len(codes), people.size)
    high = best_rank(table.person, most, len(codes), people.size)

    def facts(i: int) -> Facts:
        rows = rows_of(most != UNKNOWN, table.person, i)
        return {"kinds": table.texts("kind", rows), "higher": table.texts("higher", rows)}

    return pick(certain(high, low, points), points, facts)
