"""Requirements for a post, held against an oracle that looks at one person at a time."""

import json
import os
import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.checks import Status
from rules.eligibility import Crowd, Post, evaluate, explain, periods, statuses
from rules.eligibility.case import Case
from rules.eligibility.evaluation import KINDS
from rules.eligibility.person import age_max
from rules.law import Law, NoRuleInForce, shipped
from rules.text import Text
from succession.domain.canonical import to_json
from tests.oracle import eligibility as oracle
from tests.oracle.eligibility_people import candidate, frames, somebody
from tests.promises import counted

VERDICTS = 1_000 if os.environ.get("ASSURE") == "long" else 40
LAW = shipped()
ON = date(2022, 7, 1)
PRATAMA = Post("JPT_PRATAMA", "KESEHATAN")
TIERS = ("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS")


def reading(name: str) -> Law:
    """The shipped law with the age limit read as `name`."""
    rules = {rule_id: LAW.versions(rule_id) for rule_id in LAW.ids()}
    rules["requirements.age_reading"] = tuple(replace(rule, value=name) for rule in rules["requirements.age_reading"])
    return Law(rules)


STRICT = reading("strict")


def of_one(person, post=PRATAMA, on=ON, law=LAW):
    return {check.code: check for check in explain(frames([person]), post, on, law).checks}


def test_somebody_who_meets_everything_passes_and_every_bit_is_set():
    found = evaluate(frames([candidate()]), PRATAMA, ON, LAW)
    assert found.codes == (
        "status", "education", "experience", "post_held", "age", "retirement", "competence", "health", "integrity",
        "standing", "sanction",
    )  # fmt: skip
    assert (found.passed.tolist(), found.unknown.tolist()) == ([0b11111111111], [0])
    assert found.outcome_names().tolist() == ["pass"]


def test_somebody_of_whom_nothing_is_known_is_unknown_and_never_fails_for_it():
    nobody = {name: [] if isinstance(value, list) else None for name, value in candidate().items()}
    found = evaluate(frames([nobody]), PRATAMA, ON, LAW)
    statuses_found = found.statuses(0)
    assert statuses_found.pop("sanction") is Status.PASS
    assert set(statuses_found.values()) == {Status.UNKNOWN}


def test_masks_are_eight_bytes_a_pair_and_can_be_read_back():
    found = evaluate(frames([candidate(), candidate(status="PPPK"), candidate(standing=None)]), PRATAMA, ON, LAW)
    assert (found.passed.dtype, found.unknown.dtype, found.outcome.dtype) == (np.uint32, np.uint32, np.uint8)
    assert found.employee_id.tolist() == [101, 102, 103]
    assert found.outcome_names().tolist() == ["pass", "fail", "unknown"]
    assert statuses(found.codes, int(found.passed[1]), int(found.unknown[1]))["status"] is Status.FAIL
    assert found.statuses(2)["standing"] is Status.UNKNOWN


@pytest.mark.parametrize("tier", TIERS)
def test_whoever_moved_to_another_agency_is_not_chosen_by_what_was_known_here(tier):
    found = evaluate(frames([candidate(standing="MOVED")]), Post(tier), ON, LAW)
    assert found.statuses(0)["standing"] is Status.FAIL
    (check,) = [one for one in explain(frames([candidate(standing="MOVED")]), Post(tier), ON, LAW).checks
                if one.code == "standing"]  # fmt: skip
    assert (check.status, check.fact.en) == (Status.FAIL, "moved to another agency")


@settings(max_examples=100, deadline=None)
@given(chance=st.randoms(use_true_random=False), tier=st.sampled_from(TIERS), strict=st.booleans())
def test_every_requirement_agrees_with_the_oracle(chance, tier, strict):
    agree(chance, tier, strict, people=6)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("strict", [False, True])
def test_a_crowd_agrees_with_the_oracle(tier, strict):
    agree(random.Random(f"{tier} {strict}"), tier, strict, people=400)


def agree(chance, tier, strict, people):
    on = date(chance.choice([2018, 2020, 2022, 2024, 2026]), chance.choice([1, 2, 3, 12]), chance.randint(1, 28))
    on = chance.choice([on, date(2024, 2, 29), date(2025, 3, 1)])
    crowd = [somebody(chance, on) for _ in range(people)]
    family = chance.choice(["KESEHATAN", None])
    found = evaluate(frames(crowd), Post(tier, family), on, STRICT if strict else LAW)
    for row, person in enumerate(crowd):
        expected = oracle.checks(person, tier, family, on, "strict" if strict else "complete_years")
        assert found.statuses(row) == expected, person
        assert found.outcome_names()[row] == oracle.outcome(expected)


@pytest.mark.parametrize("tier", TIERS)
def test_the_explanation_of_each_person_says_what_the_masks_say(tier):
    """T-24 too: the checks in the form that they are kept in give the verdict by themselves."""
    chance, wrong = random.Random(tier), []
    for person in (somebody(chance, ON) for _ in range(VERDICTS)):
        one = frames([person])
        found, said = evaluate(one, Post(tier), ON, LAW), explain(one, Post(tier), ON, LAW)
        assert {check.code: check.status for check in said.checks} == found.statuses(0)
        assert said.outcome == found.outcome_names()[0]
        assert all(check.fact.id and check.fact.en and check.limit.id and check.limit.en for check in said.checks)
        kept = json.loads(json.dumps([to_json(check) for check in said.checks]))
        again = oracle.outcome({check["code"]: check["status"] for check in kept if check["decides"]})
        wrong += [person] * (again != found.outcome_names()[0])
    counted("T-24", VERDICTS, f"verdicts derived again from their checks ({tier})", len(wrong))
    assert wrong == []


def test_a_post_among_many_is_judged_as_alone():
    """Posts that differ in all that a requirement looks at, each against the same crowd and against one of its own."""
    people = frames([somebody(random.Random(seed), ON) for seed in range(400)])
    posts = [Post(tier, family, standards, named)
             for tier in TIERS for family in (None, "KESEHATAN", "HUKUM")
             for standards in (None, {"integrity": 2.0}, {"integrity": 5.0}) for named in (False, True)]  # fmt: skip
    crowd, seen = Crowd(people, ON, LAW), set()
    for post in posts:
        among, alone = crowd.against(post), evaluate(people, post, ON, LAW)
        assert (among.passed.tolist(), among.unknown.tolist()) == (alone.passed.tolist(), alone.unknown.tolist()), post
        seen.add((tuple(alone.passed), tuple(alone.unknown)))
    assert (len(posts), len(seen)) == (90, 30)  # fields and standards do change the answers


def test_a_person_is_judged_alike_alone_and_in_a_crowd():
    crowd = [somebody(random.Random(seed), ON) for seed in range(60)]
    together = evaluate(frames(crowd), PRATAMA, ON, LAW)
    alone = [evaluate(frames([person]), PRATAMA, ON, LAW) for person in crowd]
    assert together.passed.tolist() == [int(one.passed[0]) for one in alone]
    assert together.unknown.tolist() == [int(one.unknown[0]) for one in alone]


def every_day(first, last):
    return [first + timedelta(days=days) for days in range((last - first).days + 1)]


@pytest.mark.parametrize(("law", "name"), [(LAW, "complete_years"), (STRICT, "strict")])
def test_every_birthday_around_every_limit_on_every_day_of_a_leap_year(law, name):
    births = every_day(date(1965, 12, 1), date(1969, 1, 31))
    crowd = frames([{"born": born} for born in births])["employees"]
    turning = {years: [oracle.anniversary(born, years) for born in births] for years in (56, 57)}
    for on in every_day(date(2024, 1, 1), date(2024, 12, 31)):
        near = [row for row in range(len(births)) if any(abs((days[row] - on).days) <= 2 for days in turning.values())]
        found = age_max(Case({"employees": crowd.iloc[near]}, PRATAMA, on, law), {"limit": 56})
        assert found.passed.tolist() == [oracle.age(births[row], 56, on, name) == "pass" for row in near], on
        assert not found.unknown.any()


def test_every_first_day_of_a_post_around_its_second_anniversary():
    starts = every_day(date(2020, 1, 1), date(2021, 3, 31))
    crowd = [
        candidate(appointments=[{"from": start, "tier": "ADMINISTRATOR", "kind": "DEFINITIVE"}]) for start in starts
    ]
    people = frames(crowd)
    for on in every_day(date(2022, 2, 20), date(2022, 3, 10)):
        found = evaluate(people, PRATAMA, on, LAW)
        expected = [oracle.post_held(person, "JPT_PRATAMA", on) for person in crowd]
        assert [str(found.statuses(row)["post_held"]) for row in range(len(crowd))] == expected


def test_separate_periods_add_up_overlaps_count_once_and_acting_posts_do_not_count():
    def years(*spans):
        rows = [{"from": start, "to": end, "kind": kind, "job_family": "KESEHATAN"} for start, end, kind in spans]
        return of_one(candidate(appointments=rows))["experience"]

    first = (date(2010, 1, 1), date(2012, 12, 31), "DEFINITIVE")
    second = (date(2015, 1, 1), date(2016, 12, 31), "DEFINITIVE")
    assert years(first, second).status is Status.PASS
    assert years(first, second).fact == Text(
        "5 tahun 0 bulan 0 hari di bidang terkait KESEHATAN (2 periode)",
        "5 years 0 months 0 days in the related field KESEHATAN (2 periods)",
    )
    assert years(first, (date(2012, 1, 1), date(2014, 12, 30), "DEFINITIVE")).status is Status.FAIL
    assert years(first, (date(2012, 1, 1), date(2014, 12, 31), "DEFINITIVE")).status is Status.PASS
    assert years(first, (date(2015, 1, 1), date(2016, 12, 31), "PLT")).status is Status.FAIL
    assert years(first, (date(2015, 1, 1), date(2016, 12, 31), None)).status is Status.UNKNOWN


def test_a_period_of_unrecorded_field_leaves_the_experience_open_and_is_named():
    rows = [{"from": date(2015, 1, 1), "kind": "DEFINITIVE", "tier": "ADMINISTRATOR", "position": "Kepala Bidang"}]
    check = of_one(candidate(appointments=rows))["experience"]
    assert check.status is Status.UNKNOWN
    assert check.fact.id == (
        "0 tahun 0 bulan 0 hari di bidang terkait KESEHATAN (0 periode); "
        "belum pasti terhitung: Kepala Bidang sejak 1 Januari 2015; dengan itu 7 tahun 6 bulan 0 hari"
    )
    rows[0]["from"] = date(2017, 7, 2)
    assert of_one(candidate(appointments=rows))["experience"].status is Status.FAIL


def test_without_a_field_of_the_post_the_field_of_the_present_post_is_taken():
    assert of_one(candidate(), Post("JPT_PRATAMA"))["experience"].status is Status.PASS
    assert of_one(candidate(job_family="KEUANGAN"), Post("JPT_PRATAMA"))["experience"].status is Status.FAIL
    assert of_one(candidate(job_family=None), Post("JPT_PRATAMA"))["experience"].status is Status.UNKNOWN
    assert of_one(candidate(), Post("JPT_PRATAMA"))["experience"].limit == Text(
        "paling singkat 5 tahun secara kumulatif; jabatan tujuan tidak disebut, maka bidangnya rumpun jabatan sekarang",
        "at least 5 years cumulative; no post is named, so the field is the job family of the present post",
    )
    named = Post("JPT_PRATAMA", named=True)
    assert of_one(candidate(), named)["experience"].status is Status.UNKNOWN


@pytest.mark.parametrize("post", [Post("JPT_PRATAMA", "Kesehatan", named=True), Post("JPT_PRATAMA")])
def test_a_field_is_the_same_however_it_is_written_and_is_named_as_written(post):
    rows = [
        {"from": date(2017, 7, 1), "to": date(2019, 12, 31), "kind": "DEFINITIVE", "job_family": " kesehatan"},
        {"from": date(2020, 1, 1), "kind": "DEFINITIVE", "job_family": "KESEHATAN"},
        {"from": date(2008, 1, 1), "kind": "DEFINITIVE", "job_family": "Kesehatan Hewan"},
    ]
    person = candidate(appointments=rows, job_family="Kesehatan")
    check = of_one(person, post)["experience"]
    assert check.status is Status.PASS
    assert check.fact.en == "5 years 0 months 0 days in the related field Kesehatan (2 periods)"
    assert [one.job_family for one in periods(frames([person]), post, ON, LAW)["experience"]] == [
        " kesehatan",
        "KESEHATAN",
    ]


def test_a_field_of_spaces_alone_is_not_recorded():
    rows = [{"from": date(2010, 1, 1), "kind": "DEFINITIVE", "job_family": " "}]
    assert of_one(candidate(appointments=rows))["experience"].status is Status.UNKNOWN
    assert of_one(candidate(), Post("JPT_PRATAMA", "  ", named=True))["experience"].status is Status.UNKNOWN


def test_the_periods_behind_the_tenure_can_be_listed():
    served = periods(frames([candidate()]), PRATAMA, ON, LAW)
    assert list(served) == ["experience", "post_held"]
    (only,) = served["post_held"]
    assert (only.tier, only.since, only.until, only.sure) == ("ADMINISTRATOR", date(2010, 1, 1), None, True)


def test_a_post_not_yet_begun_or_ended_before_it_began_is_not_among_the_periods():
    row = {"tier": "ADMINISTRATOR", "kind": "DEFINITIVE"}
    later, reversed_days = {"from": date(2022, 7, 2)}, {"from": date(2020, 1, 2), "to": date(2020, 1, 1)}
    known = {"from": date(2022, 7, 1)}
    person = candidate(appointments=[row | later, row | reversed_days, row | known])
    assert [served.since for served in periods(frames([person]), PRATAMA, ON, LAW)["post_held"]] == [date(2022, 7, 1)]


def test_the_standard_of_the_post_stands_before_that_of_the_tier():
    levels = dict.fromkeys(("integrity", "teamwork"), 5.0)
    low = candidate(assessments=[{"from": date(2021, 1, 1), **dict.fromkeys(oracle.NINE, 3.0)}])
    assert of_one(low)["competence"].fact.id == "JPM 75% (penilaian 1 Januari 2021)"
    harder = of_one(low, Post("JPT_PRATAMA", "KESEHATAN", dict.fromkeys(oracle.NINE, 5.0)))["competence"]
    assert (harder.status, harder.fact.en) == (Status.FAIL, "JPM 60% (assessment of 1 January 2021)")
    mixed = of_one(low, Post("JPT_PRATAMA", "KESEHATAN", levels | {"communication": float("nan")}))["competence"]
    assert mixed.fact.id == "JPM 71,05% (penilaian 1 Januari 2021)"


def test_an_assessment_without_any_competency_does_not_take_the_place_of_an_earlier_one():
    full = {"from": date(2021, 1, 1), **dict.fromkeys(oracle.NINE, 4.0)}
    check = of_one(candidate(assessments=[full, {"from": date(2022, 1, 1)}]))["competence"]
    assert (check.status, check.fact.id) == (Status.PASS, "JPM 100% (penilaian 1 Januari 2021)")


def test_ratings_of_the_last_two_years_may_come_from_both_expectations():
    frame = frames([candidate(performance=[])])
    frame["performance"] = pd.DataFrame(
        {
            "employee_id": [101, 101], "true_from": pd.NaT, "true_to": pd.NaT, "year": [2022.0, 2023.0],
            "work_result": ["AS", "ABOVE"], "behaviour": ["AS", "ABOVE"], "rating": [None, None],
            "score": [np.nan, np.nan], "new_idea": [np.nan, np.nan],
        }
    )  # fmt: skip
    said = {check.code: check for check in explain(frame, Post("ADMINISTRATOR"), date(2024, 1, 1), LAW).checks}
    assert said["performance"].status is Status.PASS
    assert said["performance"].fact.id == "2023: Sangat Baik; 2022: Baik"


@pytest.mark.parametrize("law", [LAW, STRICT])
@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1966, 7, 1), Text("memenuhi menurut kedua cara baca", "met by both readings")),
        (
            date(1966, 6, 30),
            Text(
                "memenuhi menurut cara baca pertama saja (tahun penuh)",
                "met by the first reading only (complete years)",
            ),
        ),
        (date(1965, 7, 1), Text("tidak memenuhi menurut kedua cara baca", "not met by either reading")),
        (None, Text("", "")),
    ],
)
def test_the_age_says_by_which_readings_it_meets_the_limit_whichever_is_in_force(born, said, law):
    checks = of_one(candidate(born=born), law=law)
    assert checks["age"].readings == said
    assert [code for code, check in checks.items() if check.readings and code != "age"] == []


def test_the_age_is_told_in_years_months_and_days_with_the_birthday():
    check = of_one(candidate(born=date(1965, 4, 27)))["age"]
    assert check.fact == Text(
        "57 tahun 2 bulan 4 hari (lahir 27 April 1965)", "57 years 2 months 4 days (born 27 April 1965)"
    )
    assert check.limit == Text("paling tinggi 56 tahun", "at most 56 years")
    assert check.status is Status.FAIL
    assert (check.citation, check.verified) == ("PP 11/2017 Pasal 107 jo. PP 17/2020", False)


def test_a_check_is_verified_only_if_everything_it_rests_on_is():
    checks = of_one(candidate())
    assert {code for code, check in checks.items() if check.verified} == {
        "status",
        "education",
    }
    assert {checks[code].note.id for code in ("health", "integrity")} == {
        "Syaratnya dibaca di peraturan; yang dianggap: dibuktikan dengan catatan keterangan yang masih berlaku pada "
        "tanggal acuan.",
    }
    assert not of_one(candidate(), Post("JPT_MADYA"))["status"].verified


PARAMETERS = {
    "employment_status": {"allowed"},
    "education_min": {"level"},
    "related_experience_min": {"years"},
    "post_held_min": {"tiers", "years"},
    "age_max": {"limit"},
    "before_retirement": set(),
    "competence": {"category"},
    "attestation": {"attestation"},
    "standing": {"blocking", "unclear", "months"},
    "no_current_sanction": set(),
    "performance_min": {"years", "ratings"},
    "grade_min": {"grade"},
    "no_sanction_within": {"severities", "years"},
    "present_tier_same": set(),
    "present_post_between": {"least", "most"},
    "training_min": {"level"},
    "pool_box": {"box", "member"},
    "technical_level": {"competency", "level"},
}


@pytest.mark.parametrize("tier", [*TIERS, "JPT_TRANSFER"])
def test_each_requirement_of_the_law_has_exactly_the_parameters_of_its_kind(tier):
    assert set(PARAMETERS) == set(KINDS)
    for rule in LAW.versions(f"requirements.{tier.lower()}"):
        codes = [requirement["code"] for requirement in rule.value]
        assert sorted(set(codes)) == sorted(codes)
        for requirement in rule.value:
            common = {"code", "kind", "citation", "tag"} | ({"note", "known_from"} & set(requirement))
            assert set(requirement) == common | PARAMETERS[requirement["kind"]]
            assert requirement["tag"] in ("V", "S") or requirement["note"]
            # By this code what it finds is kept from those who may not see sanctions.
            assert (requirement["kind"] == "no_current_sanction") == (requirement["code"] == "sanction")


def test_the_law_begins_on_the_seventh_of_april_2017():
    assert evaluate(frames([candidate()]), PRATAMA, date(2017, 4, 7), LAW).codes[0] == "status"
    with pytest.raises(NoRuleInForce):
        evaluate(frames([candidate()]), PRATAMA, date(2017, 4, 6), LAW)


def test_an_explanation_is_for_one_person():
    with pytest.raises(ValueError, match="one person, not 2"):
        explain(frames([candidate(), candidate()]), PRATAMA, ON, LAW)


def test_records_of_other_people_do_not_count():
    one = frames([candidate(), candidate(standing="SUSPENDED")])
    one["employees"] = one["employees"].iloc[[1]]
    assert evaluate(one, PRATAMA, ON, LAW).statuses(0)["standing"] is Status.FAIL
    assert evaluate(one, PRATAMA, ON, LAW).statuses(0)["post_held"] is Status.PASS


def test_frames_that_are_missing_are_empty():
    only = {"employees": frames([candidate()])["employees"]}
    found = evaluate(only, PRATAMA, ON, LAW).statuses(0)
    assert (found["education"], found["sanction"], found["post_held"]) == ("unknown", "pass", "unknown")
