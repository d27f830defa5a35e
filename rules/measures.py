"""One vectorised function for each source of a scoring policy, and the table that names them."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from rules.dates import Bools, Ints
from rules.measure import Facts, Measure, banded, certain, nothing, ordered, pick, plain_day, rows_of
from rules.measures_assessed import (
    competency_match,
    jpm,
    managerial_jpm,
    potential_jpm,
    potential_levels,
    sociocultural_jpm,
    technical,
)
from rules.measures_posts import acting_posts, post_diversity, tenure
from rules.people import UNKNOWN, People, Table, best_rank, code_positions
from rules.performance import ratings
from rules.policy import Settings
from rules.policy_schema import (
    AWARD_LEVELS,
    EDUCATION,
    EXPECTATIONS,
    FIELD_MATCH,
    NONE,
    RATINGS,
    SERVING,
    SEVERITIES,
    TEAM_ROLES,
)

# S1 and D4 are one level (rulebook §2.1).
_EDUCATION_LEVEL = np.array([0, 1, 2, 2, 3, 4, 5, 6, 7, 8])


def yearly(people: People, name: str, column: str, known: Sequence[str], settings: Settings) -> tuple[Ints, Ints]:
    """(codes, first year): each person's code for each year of the policy, newest first, (people, years).

    The newest year is the last one that ended before the date; until the day of grace in a new year it is the one
    before for a person whom the newest gives nothing.
    """
    depth = len(settings.years)
    newest = people.on.year - 1
    graced = settings.grace is not None and (people.on.month, people.on.day) <= settings.grace
    held = np.full((people.size, depth + 1), UNKNOWN, dtype=np.int64)
    table = people.table(name)
    if table is not None:
        ago = newest - table.numbers("year")
        rows = np.flatnonzero((ago >= 0) & (ago <= depth - (not graced)))
        part = table.frame.iloc[rows]
        values = ratings(part, people.law) if (name, column) == ("performance", "rating") else part[column]
        codes = code_positions(values, known)
        said = codes != UNKNOWN
        held[table.person[rows[said]], ago[rows[said]].astype(np.int64)] = codes[said]
    shift = (held[:, 0] == UNKNOWN) & graced
    found = np.where(shift[:, None], held[:, 1:], held[:, :depth])
    return found, newest - shift.astype(np.int64)


def _by_year(people: People, name: str, column: str, known: Sequence[str], settings: Settings) -> Measure:
    codes, first = yearly(people, name, column, known, settings)
    points = [settings.scale.get(code) for code in known]
    table = np.array([np.nan if point is None else float(point) for point in points] + [np.nan])
    value = np.zeros(people.size)
    for place, weight in enumerate(settings.years):
        value += table[codes[:, place]] * float(weight)

    def exact(i: int) -> Fraction:
        parts = (weight * (points[code] or 0) for weight, code in zip(settings.years, codes[i], strict=True))
        return sum(parts, Fraction(0))

    def facts(i: int) -> Facts:
        years = {int(first[i]) - k: known[code] if code != UNKNOWN else None for k, code in enumerate(codes[i])}
        return {"years": years}

    return Measure(value, exact, facts)


def rating(people: People, settings: Settings) -> Measure:
    """The predikat kinerja of the years that the policy asks for, by its scale."""
    return _by_year(people, "performance", "rating", RATINGS, settings)


def work_result(people: People, settings: Settings) -> Measure:
    """The hasil kerja of the years that the policy asks for, by its scale."""
    return _by_year(people, "performance", "work_result", EXPECTATIONS, settings)


def behaviour(people: People, settings: Settings) -> Measure:
    """The perilaku kerja of the years that the policy asks for, by its scale."""
    return _by_year(people, "performance", "behaviour", EXPECTATIONS, settings)


def feedback(people: People, settings: Settings) -> Measure:
    """The 360° feedback of the years that the policy asks for, by its scale."""
    return _by_year(people, "feedback", "rating", RATINGS, settings)


def _in_window(people: People, table: Table, settings: Settings) -> Bools:
    """Records of one day inside the window; both of its ends count."""
    inside = table.start <= people.day
    if settings.window_years is not None:
        inside &= table.start >= people.years_ago(settings.window_years)
    return inside


def _best(
    people: People, table: Table | None, rank: Ints, inside: Bools, codes: list[str], settings: Settings
) -> Measure:
    """The best of a person's records, or NONE; no answer where an unknown one could be better."""
    points = [settings.scale[code] for code in codes] + [settings.scale[NONE]]
    if table is None:
        return pick(np.full(people.size, len(codes)), points, lambda _: {})
    low = best_rank(table.person, np.where(inside, rank, UNKNOWN), len(codes), people.size)
    high = best_rank(table.person, np.where(inside & (rank == UNKNOWN), 0, UNKNOWN), len(codes), people.size)

    def facts(i: int) -> Facts:
        rows = rows_of(inside, table.person, i)
        return {"records": [codes[r] if r != UNKNOWN else None for r in sorted(rank[rows])]}

    return pick(certain(np.minimum(low, high), low, points), points, facts)


def awards(people: People, settings: Settings) -> Measure:
    """The highest award in the window."""
    table = people.table("awards")
    codes = ordered(settings.scale, AWARD_LEVELS)
    if table is None:
        return _best(people, None, np.array([]), np.array([]), codes, settings)
    return _best(people, table, table.codes("level", codes), _in_window(people, table, settings), codes, settings)


def team_role(people: People, settings: Settings) -> Measure:
    """The highest role in a working team whose time touches the window."""
    table = people.table("team_assignments")
    codes = ordered(settings.scale, TEAM_ROLES)
    if table is None:
        return _best(people, None, np.array([]), np.array([]), codes, settings)
    inside = table.start <= people.day
    if settings.window_years is not None:
        inside &= ~(table.end < people.years_ago(settings.window_years))
    role, scope = table.codes("role", ("LEADER", "MEMBER")), table.codes("scope", ("CROSS_AGENCY", "INTERNAL"))
    lookup = np.array([codes.index(code) for code in TEAM_ROLES])
    rank = np.where((role == UNKNOWN) | (scope == UNKNOWN), UNKNOWN, lookup[role * 2 + scope])
    return _best(people, table, rank, inside, codes, settings)


def _count(people: People, settings: Settings, kinds: tuple[str, ...]) -> Measure:
    table = people.table("training")
    if table is None:
        return banded(np.zeros(people.size), settings.bands, lambda _: {"count": 0})
    counts = (table.codes("kind", kinds) != UNKNOWN) & _in_window(people, table, settings)
    number = np.bincount(table.person[counts], minlength=people.size).astype(np.float64)
    return banded(number, settings.bands, lambda i: {"count": int(number[i])})


def courses(people: People, settings: Settings) -> Measure:
    """How many courses (bangkom) were completed in the window, by its bands."""
    return _count(people, settings, ("COURSE",))


def certificates(people: People, settings: Settings) -> Measure:
    """How many leadership trainings and certifications were completed in the window, by its bands."""
    return _count(people, settings, ("LEADERSHIP", "CERTIFICATION"))


def _highest(people: People, table: Table) -> tuple[Ints, Ints]:
    """(level of each row, highest level of each person); an education without a year counts as completed."""
    codes = table.codes("level", EDUCATION)
    held = (codes != UNKNOWN) & ~(table.start > people.day)
    level = np.where(held, _EDUCATION_LEVEL[codes], UNKNOWN)
    return level, best_rank(table.person, level, int(_EDUCATION_LEVEL.max()) + 1, people.size)


def education(people: People, settings: Settings) -> Measure:
    """The highest education completed, by the policy's scale; outside the scale there is no answer.

    Of several at that level (S1 and D4) the one that the scale gives most counts.
    """
    table = people.table("education")
    if table is None:
        return nothing(people)
    level, highest = _highest(people, table)
    chosen = (level != UNKNOWN) & (level == highest[table.person])
    inside = [code for code in EDUCATION if code in settings.scale]
    order = [*ordered(settings.scale, inside), *(code for code in EDUCATION if code not in settings.scale)]
    codes = table.codes("level", order)
    rank = best_rank(table.person, np.where(chosen, codes, UNKNOWN), len(order), people.size)
    points = [settings.scale.get(code) for code in order]
    return pick(rank, points, lambda i: {"level": order[rank[i]] if rank[i] < len(order) else None})


def field_match(people: People, settings: Settings) -> Measure:
    """How well the field of the highest education fits the post, by the policy's scale."""
    table = people.table("education")
    if table is None:
        return nothing(people)
    level, highest = _highest(people, table)
    chosen = (level != UNKNOWN) & (level == highest[table.person])
    match = table.codes("field_match", FIELD_MATCH)
    low = best_rank(table.person, np.where(chosen, match, UNKNOWN), len(FIELD_MATCH), people.size)
    doubt = np.bincount(table.person[chosen & (match == UNKNOWN)], minlength=people.size) > 0
    points = [settings.scale.get(code) for code in FIELD_MATCH]
    least = np.minimum(low, len(FIELD_MATCH) - 1)
    rank = np.where((low < len(FIELD_MATCH)) | doubt, certain(np.where(doubt, 0, least), least, points), UNKNOWN)
    return pick(rank, points, lambda i: {"match": FIELD_MATCH[low[i]] if low[i] < len(FIELD_MATCH) else None})


def discipline(people: People, settings: Settings) -> Measure:
    """The worst of a sanction now being served and those that ended in the window; NONE without either.

    A sanction without an end, or of unknown severity, leaves no answer unless the worst is certain without it.
    """
    codes = ordered(settings.scale, (*SEVERITIES, SERVING), worst_first=True)
    points = [settings.scale[code] for code in codes] + [settings.scale[NONE]]
    table = people.table("sanctions")
    if table is None:
        return pick(np.full(people.size, len(codes)), points, lambda _: {})
    begun, end = ~(table.start > people.day), table.end
    serving, over = begun & (end >= people.day), begun & (end < people.day)
    if settings.window_years is not None:
        over &= end >= people.years_ago(settings.window_years)
    rank = np.where(serving, codes.index(SERVING), np.where(over, table.codes("severity", codes), UNKNOWN))
    doubt = (begun & np.isnat(end)) | (over & (rank == UNKNOWN))
    low = best_rank(table.person, rank, len(codes), people.size)
    doubtful = np.bincount(table.person[doubt], minlength=people.size) > 0

    def facts(i: int) -> Facts:
        rows = rows_of(serving | over | doubt, table.person, i)
        return {"sanctions": table.texts("severity", rows), "ends": [plain_day(day) for day in end[rows]]}

    return pick(certain(np.where(doubtful, 0, low), low, points), points, facts)


MEASURES: dict[str, Callable[[People, Settings], Measure]] = {
    "rating": rating,
    "work_result": work_result,
    "behaviour": behaviour,
    "feedback": feedback,
    "awards": awards,
    "team_role": team_role,
    "competency_match": competency_match,
    "jpm": jpm,
    "managerial_jpm": managerial_jpm,
    "sociocultural_jpm": sociocultural_jpm,
    "technical": technical,
    "potential_levels": potential_levels,
    "potential_jpm": potential_jpm,
    "courses": courses,
    "certificates": certificates,
    "tenure": tenure,
    "post_diversity": post_diversity,
    "acting_posts": acting_posts,
    "education": education,
    "field_match": field_match,
    "discipline": discipline,
}
