"""Each source of a component, at the edges of its window, scale and knowledge."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from rules.law import shipped
from rules.measures import MEASURES
from rules.people import People
from rules.policy import NATIONAL, Node, Policy
from tests.rules.frames import facts, levels

ON = date(2026, 6, 15)
DAY = timedelta(days=1)
KEPKA = Policy.load(NATIONAL / "kepka-411-2025.yaml")
EXAMPLES = {file.stem: Policy.load(file) for file in (NATIONAL / "examples").glob("*.yaml")}


EQUAL = {"PLT_EQUAL": 60, "PLT_HIGHER": 60, "PJ": 60, "CROSS_UNIT": 60, "ONE_UNIT": 60, "PARTIAL": 60, "FULL": 60}


def leaf(source: str, policy: Policy = KEPKA) -> Node:
    return next(node for node in policy.leaves if node.source == source)


def value(source: str, policy: Policy = KEPKA, on: date = ON, employee: Any = None, **records: Any) -> float | None:
    people = People(facts(employee, **records), on, shipped())
    measure = MEASURES[source](people, leaf(source, policy).settings)
    found = float(measure.value[0])
    if np.isnan(found):
        return None
    assert found == pytest.approx(float(measure.exact(0)), abs=1e-12)
    assert isinstance(measure.facts(0), dict)
    return found


def test_the_rating_is_that_of_the_last_year_that_has_ended() -> None:
    rows = [
        {"year": 2025, "rating": "BAIK"},
        {"year": 2026, "rating": "SANGAT_BAIK"},
        {"year": 2024, "rating": "KURANG"},
    ]
    assert value("rating", performance=rows) == 80
    assert value("rating", performance=rows[1:]) is None
    assert value("rating", performance=[]) is None


@pytest.mark.parametrize(
    ("rating", "points"),
    [("SANGAT_BAIK", 100), ("BAIK", 80), ("BUTUH_PERBAIKAN", 60), ("CUKUP", 60), ("KURANG", 40), ("SANGAT_KURANG", 20)],
)
def test_each_rating_has_its_points_in_performance_and_in_feedback(rating: str, points: int) -> None:
    assert value("rating", performance=[{"year": 2025, "rating": rating}]) == points
    assert value("feedback", feedback=[{"year": 2025, "rating": rating}]) == points


def test_two_ratings_of_expectation_give_the_rating_where_none_is_written() -> None:
    assert value("rating", performance=[{"year": 2025, "work_result": "ABOVE", "behaviour": "BELOW"}]) == 40
    assert value("rating", performance=[{"year": 2025, "work_result": "ABOVE"}]) is None


def test_two_years_are_weighed_and_both_are_needed() -> None:
    policy = EXAMPLES["two-years"]
    rows = [{"year": 2025, "rating": "BAIK"}, {"year": 2024, "rating": "SANGAT_BAIK"}]
    assert value("rating", policy, performance=rows) == 0.6 * 85 + 0.4 * 100
    assert value("rating", policy, performance=rows[:1]) is None


def test_until_the_day_of_grace_the_year_before_last_serves_where_the_last_is_not_there() -> None:
    policy = EXAMPLES["simata-like"]
    old = [{"year": 2024, "rating": "BAIK"}]
    assert value("rating", policy, date(2026, 3, 31), performance=old) == 80
    assert value("rating", policy, date(2026, 4, 1), performance=old) is None
    both = [*old, {"year": 2025, "rating": "KURANG"}]
    assert value("rating", policy, date(2026, 3, 31), performance=both) == 40


@pytest.mark.parametrize(("day", "points"), [(date(2021, 6, 14), 0), (date(2021, 6, 15), 75), (ON, 75), (ON + DAY, 0)])
def test_an_award_counts_on_both_ends_of_its_five_years(day: date, points: int) -> None:
    assert value("awards", awards=[{"true_from": day, "level": "NATIONAL"}]) == points


def test_the_highest_award_counts_and_none_is_no_gap() -> None:
    rows = [{"true_from": ON, "level": level} for level in ("AGENCY", "CROSS_AGENCY")]
    assert value("awards", awards=rows) == 50
    assert value("awards") == 0
    assert value("awards", awards=[*rows, {"true_from": ON}]) is None
    assert value("awards", awards=[{"true_from": ON, "level": "INTERNATIONAL"}, {"true_from": ON}]) == 100


@pytest.mark.parametrize(
    ("role", "scope", "points"),
    [
        ("LEADER", "CROSS_AGENCY", 100),
        ("LEADER", "INTERNAL", 75),
        ("MEMBER", "CROSS_AGENCY", 50),
        ("MEMBER", "INTERNAL", 25),
        ("LEADER", None, None),
    ],
)
def test_each_team_role_has_its_points(role: str, scope: str | None, points: int | None) -> None:
    assert value("team_role", team_assignments=[{"true_from": ON, "role": role, "scope": scope}]) == points


def test_a_team_counts_while_its_time_touches_the_window() -> None:
    team = {"true_from": date(2020, 1, 1), "role": "LEADER", "scope": "INTERNAL"}
    assert value("team_role", team_assignments=[{**team, "true_to": date(2024, 6, 14)}]) == 0
    assert value("team_role", team_assignments=[{**team, "true_to": date(2024, 6, 15)}]) == 75
    assert value("team_role", team_assignments=[team]) == 75
    assert value("team_role", team_assignments=[{**team, "true_from": ON + DAY}]) == 0


@pytest.mark.parametrize(
    ("count", "points"), [(0, 0), (1, 25), (3, 25), (4, 50), (5, 50), (6, 75), (7, 75), (8, 100), (9, 100)]
)
def test_courses_are_counted_in_bands(count: int, points: int) -> None:
    rows = [{"true_from": ON - DAY * n, "kind": "COURSE"} for n in range(count)]
    late = [{"true_from": date(2023, 6, 14), "kind": "COURSE"}, {"true_from": ON, "kind": "CERTIFICATION"}]
    assert value("courses", training=rows + late) == points


@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, 50), (2, 50), (3, 100)])
def test_leadership_training_and_certification_count_together(count: int, points: int) -> None:
    rows = [{"true_from": ON, "kind": kind} for kind in ("LEADERSHIP", "CERTIFICATION", "CERTIFICATION")]
    assert value("certificates", training=[*rows[:count], {"true_from": ON, "kind": "COURSE"}]) == points


@pytest.mark.parametrize(
    ("start", "points"),
    [
        (date(2021, 6, 15), 100),
        (date(2021, 6, 16), 80),
        (date(2024, 6, 15), 80),
        (date(2024, 6, 16), 60),
        (ON, 60),
        (None, None),
    ],
)
def test_time_in_post_is_counted_in_complete_years(start: date | None, points: int | None) -> None:
    assert value("tenure", employee={"post_from": start}) == points


def test_time_in_the_tier_joins_posts_of_that_tier_and_counts_overlaps_once() -> None:
    policy, me = EXAMPLES["simata-like"], {"tier": "PENGAWAS", "post_from": date(2025, 6, 15)}
    now = {"true_from": date(2025, 6, 15), "tier": "PENGAWAS", "kind": "DEFINITIVE"}
    before = {"true_from": date(2023, 1, 1), "true_to": date(2024, 1, 1), "tier": "PENGAWAS", "kind": "DEFINITIVE"}
    assert value("tenure", policy, employee=me, appointments=[now]) == 60
    assert value("tenure", policy, employee=me, appointments=[now, before]) == 80
    assert value("tenure", policy, employee=me, appointments=[now, now]) == 60
    assert value("tenure", policy, employee=me, appointments=[now, {**before, "kind": "PLT"}]) == 60
    assert value("tenure", policy, employee=me, appointments=[now, {**before, "tier": "PELAKSANA"}]) == 60
    assert value("tenure", policy, employee=me, appointments=[now, {**before, "true_from": None}]) is None


def post(agency: str | None = "prov", unit: str | None = "dinas", kind: str | None = "DEFINITIVE") -> dict[str, Any]:
    return {"true_from": date(2020, 1, 1), "agency": agency, "unit": unit, "kind": kind}


@pytest.mark.parametrize(
    ("posts", "points"),
    [
        ([post()], 60),
        ([post(None, None)], 60),
        ([post(), post()], 60),
        ([post(), post(unit="biro")], 80),
        ([post(), post("kota", "dinas")], 100),
        ([post(), post(None)], None),
        ([post(), post("kota"), post(None)], 100),
        ([post(), post(unit=None)], None),
        ([post(), post(unit="biro"), post(unit=None)], 80),
        ([post(), post("kota", kind="PLT")], 60),
        ([post(), post("kota", kind=None)], None),
        ([post(kind="PLT")], None),
        ([], None),
    ],
)
def test_diversity_of_posts_is_said_only_where_nothing_unknown_could_change_it(
    posts: list[dict[str, Any]], points: int | None
) -> None:
    assert value("post_diversity", appointments=posts) == points


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        ([], 0),
        ([("DEFINITIVE", None)], 0),
        ([("PLH", 0)], 20),
        ([("PLH", 1)], 40),
        ([("PLT", 0)], 60),
        ([("PLT", 1)], 80),
        ([("PJ", None)], 100),
        ([("PLH", 1), ("PLT", 0)], 60),
        ([("PLT", None)], None),
        ([("PLT", None), ("PLT", 1)], 80),
        ([("PLH", None), ("PLT", 0)], 60),
        ([(None, None)], None),
        ([(None, None), ("PJ", None)], 100),
    ],
)
def test_the_best_acting_post_counts(rows: list[tuple[str | None, int | None]], points: int | None) -> None:
    posts = [{"true_from": ON, "kind": kind, "higher": higher} for kind, higher in rows]
    assert value("acting_posts", appointments=posts) == points
    later = [{**row, "true_from": ON + DAY} for row in posts]
    assert value("acting_posts", appointments=later) == 0


@pytest.mark.parametrize(
    ("source", "records", "points"),
    [
        ("acting_posts", {"appointments": [{"true_from": ON, "kind": "PLT", "higher": None}]}, 60),
        ("acting_posts", {"appointments": [{"true_from": ON, "kind": "PLH", "higher": None}]}, None),
        ("acting_posts", {"appointments": [{"true_from": ON, "kind": k} for k in ("PJ", None)]}, 60),
        ("acting_posts", {"appointments": [{"true_from": ON, "kind": k} for k in ("PLT", "PJ", "PLT")]}, 60),
        ("post_diversity", {"appointments": [post(), post(unit=None)]}, 60),
        ("post_diversity", {"appointments": [post(), post(None)]}, None),
        ("field_match", {"education": [{"level": "S1", "field_match": f} for f in ("PARTIAL", None)]}, 60),
        ("field_match", {"education": [{"level": "S1", "field_match": None}]}, None),
    ],
)
def test_what_is_not_known_is_missing_only_where_it_could_change_the_points(
    source: str, records: dict[str, Any], points: int | None
) -> None:
    settings = leaf(source, EXAMPLES["manado"]).settings
    scale = {code: Fraction(EQUAL.get(code, points)) for code, points in settings.scale.items()}
    people = People(facts(None, **records), ON, shipped())
    found = MEASURES[source](people, replace(settings, scale=scale)).value[0]
    assert (None if np.isnan(found) else found) == points


@pytest.mark.parametrize(
    ("level", "points"),
    [("S3", 100), ("S2", 90), ("S1", 80), ("D4", 80), ("D3", 70), ("D2", 60), ("D1", 60), ("SLTA", 60), ("SLTP", None)],
)
def test_each_education_has_its_points_and_the_highest_counts(level: str, points: int | None) -> None:
    rows = [{"true_from": date(2010, 1, 1), "level": level}, {"true_from": date(2000, 1, 1), "level": "SD"}]
    assert value("education", education=rows) == points


@pytest.mark.parametrize("points", [{"S1": 80, "D4": 70}, {"S1": 70, "D4": 80}, {"D4": 80}])
def test_of_an_s1_and_a_d4_the_one_that_the_scale_gives_more_counts(points: dict[str, int]) -> None:
    people = People(facts(None, education=[{"level": "D4"}, {"level": "S1"}]), ON, shipped())
    settings = replace(leaf("education").settings, scale={code: Fraction(value) for code, value in points.items()})
    measure = MEASURES["education"](people, settings)
    assert (measure.value.tolist(), measure.facts(0)) == ([80.0], {"level": max(points, key=points.__getitem__)})


def test_an_education_still_to_be_completed_does_not_count() -> None:
    rows = [{"true_from": date(2027, 1, 1), "level": "S3"}, {"level": "S1"}]
    assert value("education", education=rows) == 80
    assert value("education") is None


def test_the_field_is_that_of_the_highest_education() -> None:
    highest, lower = {"level": "S2", "field_match": "PARTIAL"}, {"level": "S1", "field_match": "FULL"}
    assert value("field_match", education=[highest, lower]) == 75
    assert value("field_match", education=[{**highest, "field_match": None}, lower]) is None
    assert value("field_match", education=[{"level": "D4", "field_match": "NONE"}, lower]) == 100
    assert value("field_match", education=[{"level": "D4", "field_match": "NONE"}]) == 50


@pytest.mark.parametrize(
    ("start", "end", "severity", "points"),
    [
        (date(2020, 1, 1), date(2021, 6, 14), "SEVERE", 100),
        (date(2020, 1, 1), date(2021, 6, 15), "SEVERE", 25),
        (date(2020, 1, 1), date(2023, 1, 1), "MODERATE", 50),
        (date(2020, 1, 1), date(2023, 1, 1), "LIGHT", 75),
        (date(2020, 1, 1), ON - DAY, "LIGHT", 75),
        (date(2020, 1, 1), ON, "LIGHT", 0),
        (ON, ON + DAY, "LIGHT", 0),
        (ON + DAY, None, "SEVERE", 100),
        (ON, None, "LIGHT", None),
        (date(2020, 1, 1), date(2023, 1, 1), None, None),
    ],
)
def test_a_sanction_weighs_by_its_end(start: date, end: date | None, severity: str | None, points: int | None) -> None:
    row = {"true_from": start, "true_to": end, "severity": severity}
    assert value("discipline", sanctions=[row]) == points


def test_a_sanction_without_an_end_does_not_matter_to_one_who_is_serving_another() -> None:
    running = {"true_from": ON, "severity": "LIGHT"}
    assert value("discipline", sanctions=[running, {**running, "true_to": ON}]) == 0
    assert value("discipline") == 100


def assessed(day: date = ON, **columns: Any) -> dict[str, Any]:
    return {"true_from": day, **columns}


@pytest.mark.parametrize(
    ("day", "points"), [(date(2023, 6, 15), None), (date(2023, 6, 16), 75), (ON, 75), (ON + DAY, None)]
)
def test_an_assessment_serves_three_years(day: date, points: int | None) -> None:
    rows = [assessed(day, **levels(3, 4))]
    assert value("competency_match", employee={"tier": "JPT_PRATAMA"}, assessments=rows) == points


def test_competency_above_the_standard_counts_as_the_standard() -> None:
    rows = [assessed(**{**levels(3), "integrity": 5, "teamwork": 2})]
    assert value("competency_match", employee={"tier": "ADMINISTRATOR"}, assessments=rows) == pytest.approx(
        (8 + 2 / 3) / 9 * 100
    )


def test_the_standard_of_the_post_comes_before_that_of_the_tier() -> None:
    rows = [assessed(**levels(4))]
    assert value("competency_match", employee={"tier": "JF_AHLI_UTAMA"}, assessments=rows) == pytest.approx(
        (7 + 0.8 + 0.8) / 9 * 100
    )
    own = {"tier": "JF_AHLI_UTAMA", "standard_integrity": 4, "standard_national_unity": 4}
    assert value("competency_match", employee=own, assessments=rows) == 100
    assert value("competency_match", employee={}, assessments=rows) is None


def test_one_unknown_level_leaves_the_whole_unsaid() -> None:
    me = {"tier": "PENGAWAS"}
    assert value("competency_match", employee=me, assessments=[assessed(**{**levels(2), "teamwork": None})]) is None
    assert value("potential_levels", assessments=[assessed(**{**levels(None, 4), "motivation": None})]) is None
    assert value("potential_levels", assessments=[assessed(**levels(None, 4))]) == 80


def test_the_newest_assessment_of_the_subject_counts() -> None:
    rows = [assessed(date(2025, 1, 1), **levels(2, 3)), assessed(date(2026, 1, 1), **levels(None, 5))]
    assert value("potential_levels", assessments=rows) == 100
    assert value("competency_match", employee={"tier": "PENGAWAS"}, assessments=rows) == 100


def test_a_stated_job_person_match_is_not_capped_and_else_it_is_computed() -> None:
    policy, me = EXAMPLES["pu-djbk"], {"tier": "JPT_PRATAMA"}
    assert value("jpm", policy, employee=me, assessments=[assessed(jpm=138)]) == 138
    assert value("jpm", policy, employee=me, assessments=[assessed(**levels(5))]) == 125
    assert value("jpm", policy, employee=me, assessments=[assessed()]) is None


def test_the_three_competency_matches_and_the_potential_match_of_balangan() -> None:
    policy, me = EXAMPLES["balangan"], {"tier": "JPT_PRATAMA"}
    rows = [assessed(**{**levels(3, 4), "national_unity": 5}, technical=77.5)]
    assert value("managerial_jpm", policy, employee=me, assessments=rows) == 75
    assert value("sociocultural_jpm", policy, employee=me, assessments=rows) == 125
    assert value("technical", policy, employee=me, assessments=rows) == 77.5
    assert value("potential_jpm", policy, employee=me, assessments=rows) == pytest.approx(400 / 3)


def test_every_source_that_a_policy_may_name_has_a_measure() -> None:
    from rules.policy_schema import SOURCES

    assert set(MEASURES) == set(SOURCES)
