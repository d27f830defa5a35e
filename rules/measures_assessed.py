"""Measures from assessments: competency against the post's standard, job person match, potential."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from rules.dates import Bools, Floats, Ints, add_years
from rules.law import NoRuleInForce
from rules.measure import Facts, Measure, capped, fraction, nothing, plain_day
from rules.people import UNKNOWN, People, Table, latest
from rules.policy import Settings

COMPETENCIES = (
    "integrity",
    "teamwork",
    "communication",
    "results_orientation",
    "public_service",
    "development",
    "change_management",
    "decision_making",
    "national_unity",
)
MANAGERIAL, SOCIOCULTURAL = COMPETENCIES[:8], COMPETENCIES[8:]
POTENTIAL = (
    "intellectual",
    "interpersonal",
    "self_awareness",
    "critical_thinking",
    "problem_solving",
    "emotional_intelligence",
    "learning_agility",
    "motivation",
)
HIGHEST_LEVEL = 5
STANDARD_RULE = "talent.competency_standard"


def standards(people: People, competencies: Sequence[str]) -> Floats:
    """The level each person's post asks for, (people, competencies); the tier's where the post sets none.

    PermenPANRB 38/2017. NaN where neither is known.
    """
    own = np.column_stack([people.numbers(f"standard_{competency}") for competency in competencies])
    try:
        by_tier = people.law.at(STANDARD_RULE, people.on).value
    except NoRuleInForce:
        return own
    tiers = list(by_tier)
    table = np.array(
        [[by_tier[t]["except"].get(c, by_tier[t]["level"]) for c in competencies] for t in tiers]
        + [[np.nan] * len(competencies)],
        dtype=np.float64,
    )
    return np.where(np.isnan(own), table[people.codes("tier", tiers)], own)


def _chosen(people: People, table: Table, says: Bools, settings: Settings) -> Ints:
    """The row of each person's newest assessment that is still valid and says anything of what is asked."""
    usable = says & (table.start <= people.day)
    if settings.validity_years is not None:
        usable &= add_years(table.start, settings.validity_years) > people.day
    return latest(table.person, table.start, usable, people.size)


def _says(table: Table, columns: Sequence[str]) -> Bools:
    """Whether an assessment gives at least one of the columns."""
    return np.asarray((~np.isnan(table.matrix(columns))).any(axis=1))


def _levels(table: Table, row: Ints, columns: Sequence[str]) -> Floats:
    levels = table.matrix(columns)[row]
    levels[row == UNKNOWN] = np.nan
    return levels


def _facts(
    table: Table, row: Ints, columns: Sequence[str], levels: Floats, standard: Floats | None
) -> Callable[[int], Facts]:
    def facts(position: int) -> Facts:
        if row[position] == UNKNOWN:
            return {}
        found: Facts = {"date": plain_day(table.start[row[position]])}
        found["levels"] = dict(zip(columns, _plain(levels[position]), strict=True))
        if standard is not None:
            found["standards"] = dict(zip(columns, _plain(standard[position]), strict=True))
        return found

    return facts


def _plain(numbers: Floats) -> list[float | None]:
    return [None if np.isnan(number) else float(number) for number in numbers]


def competency_match(people: People, settings: Settings) -> Measure:
    """Mean over the nine of min(level, standard) ÷ standard × 100; one unknown level leaves the whole unsaid."""
    table = people.table("assessments")
    if table is None:
        return nothing(people)
    row = _chosen(people, table, _says(table, COMPETENCIES), settings)
    levels, standard = _levels(table, row, COMPETENCIES), standards(people, COMPETENCIES)
    value = (np.minimum(levels, standard) / standard).mean(axis=1) * 100

    def exact(i: int) -> Fraction:
        pairs = [(fraction(level), fraction(limit)) for level, limit in zip(levels[i], standard[i], strict=True)]
        return sum((min(level, limit) / limit for level, limit in pairs), Fraction(0)) / len(pairs) * 100

    return Measure(value, exact, _facts(table, row, COMPETENCIES, levels, standard))


def _ratio(people: People, settings: Settings, columns: Sequence[str], *, stated: bool) -> Measure:
    """Σ level ÷ Σ standard × 100; `stated`: the institution's own figure comes first, where it gave one."""
    table = people.table("assessments")
    if table is None:
        return nothing(people)
    given = table.numbers("jpm") if stated else np.full(len(table), np.nan)
    says = ~np.isnan(given) | _says(table, columns)
    row = _chosen(people, table, says, settings)
    levels, standard = _levels(table, row, columns), standards(people, columns)
    jpm = np.where(row == UNKNOWN, np.nan, given[row])
    computed = levels.sum(axis=1) / standard.sum(axis=1) * 100

    def exact(i: int) -> Fraction:
        if not np.isnan(jpm[i]):
            return fraction(jpm[i])
        return sum(map(fraction, levels[i]), Fraction(0)) / sum(map(fraction, standard[i]), Fraction(0)) * 100

    parts = _facts(table, row, columns, levels, standard)

    def facts(i: int) -> Facts:
        if row[i] == UNKNOWN or np.isnan(jpm[i]):
            return parts(i)
        return {"date": plain_day(table.start[row[i]]), "jpm": float(jpm[i])}

    return capped(Measure(np.where(np.isnan(jpm), computed, jpm), exact, facts), settings.cap)


def jpm(people: People, settings: Settings) -> Measure:
    """Job person match: the stated one, else Σ level ÷ Σ standard × 100 over the nine competencies."""
    return _ratio(people, settings, COMPETENCIES, stated=True)


def managerial_jpm(people: People, settings: Settings) -> Measure:
    """Σ level ÷ Σ standard × 100 over the eight managerial competencies."""
    return _ratio(people, settings, MANAGERIAL, stated=False)


def sociocultural_jpm(people: People, settings: Settings) -> Measure:
    """Level ÷ standard × 100 of the one socio-cultural competency."""
    return _ratio(people, settings, SOCIOCULTURAL, stated=False)


def technical(people: People, settings: Settings) -> Measure:
    """The technical competency, 0–100, as assessed."""
    table = people.table("assessments")
    if table is None:
        return nothing(people)
    row = _chosen(people, table, ~np.isnan(table.numbers("technical")), settings)
    value = _levels(table, row, ("technical",))[:, 0]

    def facts(i: int) -> Facts:
        return {} if row[i] == UNKNOWN else {"date": plain_day(table.start[row[i]]), "technical": float(value[i])}

    return capped(Measure(value, lambda i: fraction(value[i]), facts), settings.cap)


def potential_levels(people: People, settings: Settings) -> Measure:
    """Mean over the eight potential aspects of level ÷ 5 × 100."""
    return _potential(people, settings, Fraction(HIGHEST_LEVEL))


def potential_jpm(people: People, settings: Settings) -> Measure:
    """Σ level ÷ Σ standard × 100 over the eight potential aspects, one standard for all."""
    assert settings.standard is not None
    return capped(_potential(people, settings, settings.standard), settings.cap)


def _potential(people: People, settings: Settings, standard: Fraction) -> Measure:
    table = people.table("assessments")
    if table is None:
        return nothing(people)
    row = _chosen(people, table, _says(table, POTENTIAL), settings)
    levels = _levels(table, row, POTENTIAL)
    value = levels.sum(axis=1) * 100 / (len(POTENTIAL) * float(standard))

    def exact(i: int) -> Fraction:
        return sum(map(fraction, levels[i]), Fraction(0)) * 100 / (len(POTENTIAL) * standard)

    return Measure(value, exact, _facts(table, row, POTENTIAL, levels, None))
