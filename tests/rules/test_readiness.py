"""Readiness: the dates held against the requirement engine asked day by day, and the levels at their borders."""

import os
import random
from datetime import date, timedelta

import numpy as np
import pytest

from rules.checks import Status
from rules.eligibility import Post, evaluate
from rules.law import shipped
from rules.readiness import Level, lapsing, readiness
from tests.oracle.eligibility_people import candidate, frames, somebody

ON = date(2024, 3, 1)
PRATAMA = Post("JPT_PRATAMA", "KESEHATAN", named=True)
LONG = os.environ.get("ASSURE") == "long"
PEOPLE, DAYS = (300, 4_500) if LONG else (120, 80)
# Time alone meets these; the rest is supplied by somebody, or not at all.
TIMED = {"experience", "post_held", "sanction"}


def only(tier: str = "JPT_PRATAMA", on: date = ON, family: str | None = "KESEHATAN", **changes):
    """The readiness of one person; everybody holds the same post since 2010."""
    held = frames([candidate(**changes)])
    held["employees"]["tier"] = "ADMINISTRATOR"
    return readiness(held, Post(tier, family, named=True), on, shipped())[0]


def needs(found):
    return {need.code: need.earliest for need in found.needs}


@pytest.mark.parametrize("tier", ["JPT_PRATAMA", "ADMINISTRATOR"])
def test_each_date_is_the_first_day_on_which_the_engine_says_so(tier: str) -> None:
    chance = random.Random(f"readiness of {tier}")
    people = [somebody(chance, ON) for _number in range(PEOPLE)]
    for person in people:
        for kind in ("appointments", "sanctions", "attestations"):
            person[kind] = [row for row in person[kind] if row["from"] is None or row["from"] <= ON]
    held, post, law = frames(people), Post(tier, "KESEHATAN", named=True), shipped()
    found = readiness(held, post, ON, law)
    passes: list[dict[str, date]] = [{} for _person in people]
    fails: list[dict[str, date]] = [{} for _person in people]
    stays_out: list[dict[str, date]] = [{} for _person in people]
    retired: dict[int, date] = {}
    for ahead in range(DAYS):
        day = ON + timedelta(days=ahead)
        asked = evaluate(held, post, day, law)
        for row in range(PEOPLE):
            for code, status in asked.statuses(row).items():
                (passes if status == Status.PASS else fails)[row].setdefault(code, day)
                if (code, status) == ("retirement", Status.FAIL):
                    retired.setdefault(row, day)
                if status != Status.FAIL:
                    stays_out[row].setdefault(code, day)
    last = ON + timedelta(days=DAYS - 1)
    compared = closing = 0
    for row, one in enumerate(found):
        assert (one.needs == ()) == (all(passes[row].get(code) == ON for code in asked.codes))
        for need in one.needs:
            expected = (passes if need.code in TIMED else stays_out)[row].get(need.code)
            if need.code in TIMED and need.status == Status.UNKNOWN and need.earliest == ON:
                continue  # Nobody knows the missing day: it may have been met long since.
            if need.code in TIMED | {"performance"}:
                within = need.earliest if need.earliest and need.earliest <= last else None
                assert (row, need.code, within) == (row, need.code, expected)
                compared += 1
            elif need.status == Status.UNKNOWN:
                assert need.earliest == ON
            else:
                assert need.earliest is None
        if one.closed_by.id == "batas usia" and one.closes and ON < one.closes <= last:
            assert fails[row]["age"] == one.closes
            compared += 1
        if one.closed_by.id == "pensiun" and one.closes and ON < one.closes <= last:
            assert retired[row] == one.closes
            closing += 1
    assert compared > PEOPLE // 3
    # Of a senior post the age limit comes first.
    assert closing >= 2 or tier != "ADMINISTRATOR"


def test_who_meets_everything_is_ready_now() -> None:
    found = only(on=date(2022, 6, 1))
    assert (found.level, found.day, found.needs) == (Level.NOW, date(2022, 6, 1), ())


def serving(since: date):
    return {"appointments": [
        {"from": date(2012, 3, 1), "to": since - timedelta(days=1), "tier": "PENGAWAS", "kind": "DEFINITIVE",
         "job_family": "KESEHATAN"},
        {"from": since, "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "job_family": "KESEHATAN"},
    ]}  # fmt: skip


def test_two_years_in_post_are_reached_on_the_day_two_years_later() -> None:
    found = only(on=date(2023, 3, 1), **serving(date(2022, 9, 15)))
    assert needs(found) == {"post_held": date(2024, 9, 15)}
    assert (found.level, found.day) == (Level.SOON, date(2024, 9, 15))


@pytest.mark.parametrize(
    ("since", "level"), [(date(2021, 3, 1), Level.SOON), (date(2021, 3, 2), Level.MID), (date(2024, 3, 1), Level.MID)]
)
def test_the_levels_change_two_and_five_years_ahead(since: date, level: Level) -> None:
    changes = {
        "appointments": [{"from": since, "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "job_family": "KESEHATAN"}],
        "assessments": [candidate()["assessments"][0] | {"from": ON}],
    }
    assert only(**changes).level == level


@pytest.mark.parametrize(
    ("tier", "born", "closes"),
    [
        ("ADMINISTRATOR", date(1968, 5, 10), date(2026, 5, 10)),
        ("JPT_PRATAMA", date(1968, 5, 10), date(2028, 5, 10)),
        ("JF_AHLI_UTAMA", date(1968, 2, 29), date(2028, 2, 29)),
        (None, date(1968, 5, 10), date(2028, 5, 10)),
    ],
)
def test_the_retirement_age_of_either_tier_closes_the_door(tier: str | None, born: date, closes: date) -> None:
    """Of a transfer, which knows no age limit."""
    held = frames([candidate(born=born, tier=tier, post_from=date(2022, 1, 3))])
    post = Post("JPT_PRATAMA", "KESEHATAN", named=True, transfer=True)
    found = readiness(held, post, ON, shipped())[0]
    assert (found.closes, found.closed_by.id) == (closes, "pensiun")
    there = readiness(held, post, closes, shipped())[0]
    assert (there.level, {need.code: need.earliest for need in there.needs}["retirement"]) == (Level.CLOSED, None)


def test_a_post_that_ends_before_the_years_are_full_has_no_date() -> None:
    ending = [{"from": date(2023, 1, 1), "to": date(2024, 12, 31), "tier": "ADMINISTRATOR", "kind": "DEFINITIVE",
               "job_family": "KESEHATAN"}]  # fmt: skip
    assert needs(only(appointments=ending, on=date(2023, 6, 1))) == {"experience": None, "post_held": date(2025, 1, 1)}


def test_whom_the_age_limit_overtakes_is_not_within_reach() -> None:
    found = only(born=date(1968, 5, 10), on=date(2023, 3, 1), **serving(date(2023, 2, 1)))
    assert needs(found) == {"post_held": date(2025, 2, 1)}
    assert (found.closes, found.closed_by.en, found.level) == (date(2025, 5, 10), "the age limit", Level.SOON)
    found = only(born=date(1968, 2, 1), on=date(2023, 3, 1), **serving(date(2023, 2, 1)))
    assert (found.closes, found.level) == (date(2025, 2, 1), Level.CLOSED)


def test_retirement_closes_the_door_where_no_age_limit_does() -> None:
    found = only("PENGAWAS", born=date(1964, 3, 1), on=date(2022, 2, 28))
    assert (found.closes, found.closed_by.id) == (date(2022, 3, 1), "pensiun")


def test_what_is_not_on_record_can_be_supplied_today_and_what_must_be_achieved_has_no_date() -> None:
    found = only(on=date(2023, 3, 1), attestations=[], education=[{"from": date(1999, 1, 1), "level": "D3"}])
    assert needs(found) == {"education": None, "health": date(2023, 3, 1), "integrity": date(2023, 3, 1)}
    assert (found.level, found.day) == (Level.LATER, None)


def test_a_poor_rating_leaves_the_window_with_its_year() -> None:
    rated = [{"year": 2022, "rating": "BAIK"}, {"year": 2023, "rating": "CUKUP"}]
    assert needs(only("ADMINISTRATOR", performance=rated))["performance"] == date(2026, 1, 1)


def test_what_lapses_before_the_day_is_named() -> None:
    held = frames([candidate(**serving(date(2022, 9, 15)))])
    lapse = lapsing(held, PRATAMA, date(2023, 3, 1), date(2024, 9, 15), shipped())
    assert [check.code for check in lapse] == ["competence"]


def test_the_order_of_people_does_not_matter() -> None:
    chance = random.Random(7)
    held = frames([somebody(chance, ON) for _number in range(20)])
    turned = held | {"employees": held["employees"].iloc[::-1].reset_index(drop=True)}
    by_id = {one.employee_id: one for one in readiness(held, PRATAMA, ON, shipped())}
    assert {one.employee_id: one for one in readiness(turned, PRATAMA, ON, shipped())} == by_id
    assert np.unique([one.level for one in by_id.values()]).size > 1
