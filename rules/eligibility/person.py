"""Requirements that the person's own row answers: employment status, age, standing."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.dates import Days, add_months, add_years, complete_years, reached, to_days, ymd_between
from rules.eligibility.case import Case, Finding, Reading, Requirement, among, code_at, known
from rules.eligibility.words import AGE_READING, AGE_READINGS, NOT_RECORDED, STANDINGS, both, day_of, years
from rules.people import MOVED
from rules.text import Text
from rules.vacating import RETIREMENT
from rules.wording import TIERS, listed, period


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
    reading = case.reading(AGE_READING)
    strict = reading.value == "strict"
    born = to_days(case.people["born"])
    by_years = Reading(AGE_READINGS["complete_years"], complete_years(born, case.day) <= limit)
    by_birthday = Reading(AGE_READINGS["strict"], np.asarray(case.day <= add_years(born, limit)))

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
        decreed=case.own_reading(AGE_READING),
    )


class Retiring(NamedTuple):
    """The first day on which each has reached a retirement age, at the earliest and at the latest: they differ where
    the tier of the present post is not known. `ages`: float64[n, 2], which ages; NaT days where the birth is not."""

    earliest: Days
    latest: Days
    ages: npt.NDArray[np.float64]


def retiring(case: Case) -> Retiring:
    """When each retires from the tier to be filled or the present one, whichever comes first, by the law of the day
    (`reference.retirement_age`)."""

    def find() -> Retiring:
        ages = case.law.at(RETIREMENT, case.on).value
        present = _own(case, "tier").astype(object).map(ages).to_numpy(np.float64, na_value=np.nan)
        there = ages[case.post.tier]
        lowest = np.where(np.isnan(present), min(ages.values()), present)
        limits = np.column_stack([np.minimum(lowest, there), np.fmin(present, there)])
        born = to_days(case.people["born"])
        earliest, latest = (add_years(born, limits[:, place].astype(np.int64)) for place in (0, 1))
        return Retiring(np.asarray(earliest), np.asarray(latest), limits)

    return case.once(f"retiring {case.post.tier}", find)


def before_retirement(case: Case, _requirement: Requirement) -> Finding:
    """The retirement age of neither the tier to be filled nor that of the present post is reached."""
    rule = case.law.at(RETIREMENT, case.on)
    found = retiring(case)
    passed = case.day < found.earliest

    def fact(row: int) -> Text:
        if np.isnat(found.earliest[row]):
            return NOT_RECORDED
        days = zip(found.ages[row], (found.earliest[row], found.latest[row]), strict=True)
        said = [both("mencapai {age} pada {day}", "reaches {age} on {day}", age=years(int(age)), day=day_of(day))
                for age, day in days]  # fmt: skip
        if said[0] == said[1]:
            return said[0]
        return both("{first} atau {second}; jenjang jabatan sekarang tidak tercatat",
                    "{first} or {second}; the tier of the present post is not recorded",
                    first=said[0], second=said[1])  # fmt: skip

    return Finding(
        passed=passed,
        unknown=~passed & ~(case.day >= found.latest),
        label=Text("Batas usia pensiun", "Retirement age"),
        limit=both("belum mencapai batas usia pensiun jenjang yang diisi ({age}) maupun jenjang jabatan sekarang",
                   "the retirement age of the tier to be filled ({age}), and of the present post, not yet reached",
                   age=years(int(rule.value[case.post.tier]))),
        fact=fact,
        leans_on=(rule,),
    )  # fmt: skip


def standing(case: Case, requirement: Requirement) -> Finding:
    """None of `blocking`, nor any of `unclear` for more than `months` months since the recorded day it began; of these
    what lasts no longer yet, or has no such day, is not known, and so is an empty one. Whoever moved is not this
    agency's to choose any more, whatever the law bars."""
    found, since = case.people["standing"], to_days(_own(case, "standing_from"))
    blocking, unclear, months = list(requirement["blocking"]), list(requirement["unclear"]), int(requirement["months"])
    timed = among(found, unclear)
    too_long = timed & np.asarray(case.day > add_months(since, months))
    unknown = ~known(found) | (timed & ~too_long)

    def fact(row: int) -> Text:
        code = code_at(found, row)
        if not code:
            return NOT_RECORDED
        # Of the others it makes no difference since when.
        if not timed[row] or np.isnat(since[row]) or since[row] > case.day:
            return STANDINGS[code]
        lasted = ymd_between(since[row], case.day)
        return both(
            "{standing} sejak {day} ({lasted})",
            "{standing} since {day} ({lasted})",
            standing=STANDINGS[code],
            day=day_of(since[row]),
            lasted=period(lasted.years, lasted.months, lasted.days),
        )

    return Finding(
        passed=~unknown & ~too_long & ~among(found, [*blocking, MOVED]),
        unknown=unknown,
        label=Text("Kedudukan", "Standing"),
        limit=both(
            "bukan {codes}; {timed} paling lama {months} bulan",
            "not {codes}; {timed} for at most {months} months",
            codes=listed(tuple(STANDINGS[code] for code in blocking)),
            timed=listed(tuple(STANDINGS[code] for code in unclear)),
            months=months,
        ),
        fact=fact,
    )


def _own(case: Case, name: str) -> "pd.Series":
    """A column of the person's own row; all not known where the frame does not have it."""
    people = case.people
    return people[name] if name in people else pd.Series([None] * case.size, index=people.index, dtype=object)


def grade_min(case: Case, requirement: Requirement) -> Finding:
    """At least in `grade`, by the order of `reference.grades`; a grade outside that order (PPPK) is below all of it."""
    rule = case.law.at("reference.grades", case.on)
    order = {str(one["code"]): height for height, one in enumerate(rule.value)}
    grade, wanted = _own(case, "grade"), str(requirement["grade"])
    height = grade.astype(object).map(order).to_numpy(dtype=np.float64, na_value=np.nan)

    def fact(row: int) -> Text:
        code = code_at(grade, row)
        return Text(code, code) if code else NOT_RECORDED

    return Finding(
        passed=height >= order[wanted],
        unknown=~known(grade),
        label=Text("Golongan ruang", "Grade"),
        limit=both("paling rendah {grade}", "at least {grade}", grade=Text(wanted, wanted)),
        fact=fact,
    )


def present_tier_same(case: Case, _requirement: Requirement) -> Finding:
    """The present post is of the tier of the post to be filled (PP 11/2017 Pasal 131: the same classification)."""
    tier = _own(case, "tier")

    def fact(row: int) -> Text:
        code = code_at(tier, row)
        return TIERS[code] if code else NOT_RECORDED

    return Finding(
        passed=among(tier, [case.post.tier]),
        unknown=~known(tier),
        label=Text("Klasifikasi jabatan sekarang", "Classification of the present post"),
        limit=both("sama dengan jabatan yang diisi: {tier}", "that of the post to be filled: {tier}",
                   tier=TIERS[case.post.tier]),
        fact=fact,
    )  # fmt: skip


def present_post_between(case: Case, requirement: Requirement) -> Finding:
    """Between `least` and `most` years in the present post on the day, both borders within."""
    least, most = int(requirement["least"]), int(requirement["most"])
    since = to_days(_own(case, "post_from"))
    begun = since <= case.day
    enough = np.asarray(reached(since, np.full(case.size, case.day), least), dtype=np.bool_)

    def fact(row: int) -> Text:
        if np.isnat(since[row]):
            return NOT_RECORDED
        if not begun[row]:
            return both("baru sejak {day}", "only from {day} on", day=day_of(since[row]))
        served = ymd_between(since[row], case.day)
        said = period(served.years, served.months, served.days)
        return both("{served} (sejak {day})", "{served} (since {day})", served=said, day=day_of(since[row]))

    return Finding(
        passed=begun & enough & np.asarray(case.day <= add_years(since, most)),
        unknown=np.isnat(since),
        label=Text("Lama dalam jabatan sekarang", "Time in the present post"),
        limit=both("{least} sampai {most}", "{least} to {most}", least=years(least), most=years(most)),
        fact=fact,
    )
