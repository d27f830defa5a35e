"""The competence requirement: Job Person Match from a valid assessment against the post's standard."""

import numpy as np

from rules.dates import Days, add_years
from rules.eligibility.case import NOWHERE, Case, Finding, Requirement, last_of
from rules.eligibility.values import Bools
from rules.eligibility.words import both, day_of, years
from rules.law import NoRuleInForce, Rule
from rules.text import Text
from rules.wording import number

DECIMALS = 6


def competence(case: Case, requirement: Requirement) -> Finding:
    """JPM = sum of levels / sum of standards x 100 reaches the band `category` of `talent.jpm_filling`.

    Levels from the latest competency assessment valid on the day; none, or one with a level left empty, is not known.
    Standards: the post's own, for the rest the tier's.
    """
    standard_rule = case.law.at("talent.competency_standard", case.on)
    band_rule = case.law.at("talent.jpm_filling", case.on)
    limit = next(float(band["at_least"]) for band in band_rule.value if band["code"] == requirement["category"])
    standards = _standards(case, standard_rule)
    rows = case.records("assessments")
    levels = np.column_stack([rows.column(name).to_numpy(np.float64, na_value=np.nan) for name in standards])
    usable, validity_rule = usable_by(case, rows.start)
    level_rule = _level_taken_for(case) if validity_rule else None
    measured = ~np.isnan(levels).all(axis=1)
    places = np.flatnonzero(usable & measured)
    chosen = last_of(rows.owner[places], case.size, rows.start[places])
    past = np.flatnonzero(measured & (rows.start <= case.day))
    # A row of nothing at the end stands for the people without an assessment.
    totals = np.append(levels[places].sum(axis=1), np.nan)[chosen]
    days = np.append(rows.start[places], np.datetime64("NaT", "D"))[chosen]
    jpm = np.round(totals / sum(standards.values()) * 100, DECIMALS)

    def fact(row: int) -> Text:
        if chosen[row] == NOWHERE:
            return _none_in_force(rows.start[past][rows.owner[past] == row])
        day = day_of(days[row])
        if np.isnan(jpm[row]):
            return both("penilaian {day} belum lengkap", "assessment of {day} is not complete", day=day)
        said = number(float(jpm[row]), 2)
        return both("JPM {jpm}% (penilaian {day})", "JPM {jpm}% (assessment of {day})", jpm=said, day=day)

    return Finding(
        passed=jpm >= limit,
        unknown=np.isnan(jpm),
        label=Text("Kompetensi", "Competence"),
        limit=_limit(limit, validity_rule, of_post=case.post.standards is not None),
        fact=fact,
        leans_on=tuple(rule for rule in (band_rule, standard_rule, validity_rule, level_rule) if rule),
    )


def _standards(case: Case, rule: Rule) -> dict[str, float]:
    """Required level by competency: the post's own, for the rest the tier's."""
    tier = rule.value[case.post.tier]
    own = case.post.standards or {}
    names = case.law.at("talent.competencies", case.on).value["competencies"]
    levels = {name: own.get(name) for name in (entry["code"] for entry in names)}
    return {
        name: float(tier["except"].get(name, tier["level"])) if level is None or np.isnan(level) else float(level)
        for name, level in levels.items()
    }


def usable_by(case: Case, start: Days) -> tuple[Bools, Rule | None]:
    """Which assessments of these days are valid on the day; before the law set a validity none is known to be."""
    try:
        rule = case.law.at("talent.assessment_validity", case.on)
    except NoRuleInForce:
        return np.zeros(len(start), dtype=np.bool_), None
    return (start <= case.day) & (case.day < add_years(start, int(rule.value))), rule


def _level_taken_for(case: Case) -> Rule:
    """Why an assessment counts for this tier: `talent.assessment_level` knows one reading, and says it is assumed."""
    rule = case.law.at("talent.assessment_level", case.on)
    if rule.value != "TARGET":
        raise ValueError(f"talent.assessment_level: {rule.value} is not a reading of Pasal 29 known here")
    return rule


def _none_in_force(earlier: Days) -> Text:
    """Says so, and of which day the last one was."""
    said = Text("belum ada penilaian kompetensi yang berlaku", "no competency assessment in force")
    if not len(earlier):
        return said
    return both("{said}; yang terakhir {day}", "{said}; the last is of {day}", said=said, day=day_of(earlier.max()))


def _limit(limit: float, validity: Rule | None, *, of_post: bool) -> Text:
    standard = Text("jabatan yang diisi", "post to be filled") if of_post else Text("jenjang jabatan", "tier")
    said = both(
        "JPM paling rendah {jpm}% terhadap standar {standard}",
        "JPM of at least {jpm}% against the standard of the {standard}",
        jpm=number(limit, 2),
        standard=standard,
    )
    if validity is None:
        return said
    return both(
        "{said}, penilaian berlaku {years}",
        "{said}, assessment valid for {years}",
        said=said,
        years=years(int(validity.value)),
    )
