"""Requirements that the person's own row answers: employment status, age, standing."""

import numpy as np

from rules.dates import add_years, complete_years, to_days, ymd_between
from rules.eligibility.case import Case, Finding, Reading, Requirement, among, code_at, known
from rules.eligibility.words import NOT_RECORDED, STANDINGS, both, day_of, years
from rules.text import Text
from rules.wording import listed, period


def employment_status(case: Case, requirement: Requirement) -> Finding:
    """One of `allowed`; an empty status is not known."""
    status = case.people["status"]
    allowed = list(requirement["allowed"])

    def fact(row: int) -> Text:
        code = code_at(status, row)
        return Text(code, code) if code else NOT_RECORDED

    return Finding(
        passed=among(status, allowed),
        unknown=~known(status),
        label=Text("Status kepegawaian", "Employment status"),
        limit=listed(tuple(Text(code, code) for code in allowed)),
        fact=fact,
    )


def age_max(case: Case, requirement: Requirement) -> Finding:
    """At most `limit` years old on the day, by the reading in force (`requirements.age_reading`).

    complete_years: the complete years of age are at most the limit; strict: the birthday of that age has not passed.
    """
    limit = int(requirement["limit"])
    reading = case.law.at("requirements.age_reading", case.on)
    strict = reading.value == "strict"
    born = to_days(case.people["born"])
    by_years = Reading(Text("tahun penuh", "complete years"), complete_years(born, case.day) <= limit)
    by_birthday = Reading(
        Text("ulang tahun belum lewat", "birthday not yet passed"), np.asarray(case.day <= add_years(born, limit))
    )

    def fact(row: int) -> Text:
        if np.isnat(born[row]):
            return NOT_RECORDED
        age = ymd_between(born[row], case.day)
        said = period(age.years, age.months, age.days)
        return both("{age} (lahir {born})", "{age} (born {born})", age=said, born=day_of(born[row]))

    return Finding(
        passed=(by_birthday if strict else by_years).passed,
        unknown=np.isnat(born),
        label=Text("Usia", "Age"),
        limit=both(
            "paling tinggi {age}, belum melewati ulang tahun itu" if strict else "paling tinggi {age}",
            "at most {age}, that birthday not yet passed" if strict else "at most {age}",
            age=years(limit),
        ),
        fact=fact,
        leans_on=(reading,),
        readings=(by_years, by_birthday),
    )


def standing(case: Case, requirement: Requirement) -> Finding:
    """None of `blocking`; what is in `unclear` (its length is not recorded), or empty, is not known."""
    found = case.people["standing"]
    unknown = ~known(found) | among(found, list(requirement["unclear"]))
    blocking = list(requirement["blocking"])

    def fact(row: int) -> Text:
        code = code_at(found, row)
        return STANDINGS[code] if code else NOT_RECORDED

    return Finding(
        passed=~unknown & ~among(found, blocking),
        unknown=unknown,
        label=Text("Kedudukan", "Standing"),
        limit=both("bukan {codes}", "not {codes}", codes=listed(tuple(STANDINGS[code] for code in blocking))),
        fact=fact,
    )
