"""Two clocks and the days before them, held against plain calendar arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.law import shipped
from rules.vacating import Clock, Ending, counted, in_order, latest_start, quarters, retirement, term

ON = date(2026, 11, 29)
days = some.dates(date(1950, 1, 1), date(2015, 12, 31))


def plain(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@given(days)
def test_retirement_is_the_birthday_at_which_the_tier_s_age_is_reached(born):
    for tier, age in {"JPT_MADYA": 60, "JPT_PRATAMA": 60, "ADMINISTRATOR": 58, "JF_AHLI_UTAMA": 65}.items():
        assert retirement(born, tier, ON, shipped()).day == plain(born, age)


@given(days, some.none() | days)
def test_a_term_is_five_years_or_ends_the_day_after_the_recorded_last(began, end):
    found = term(began, end, ON, shipped())
    assert found.day == (end + timedelta(days=1) if end else plain(began, 5))
    assert not found.rule.verified


def test_the_ending_that_comes_first_leads_and_equals_stand_in_the_order_of_the_clocks():
    day = date(2027, 1, 1)
    late, move, left = (Ending(Clock.TERM, ON + timedelta(days=900)), Ending(Clock.MOVE, day), Ending(Clock.LEFT, day))
    assert in_order([late, left, move]) == (move, left, late)
    assert in_order([]) == ()


def test_filling_begins_as_many_days_before_as_its_steps_take():
    vacant = date(2027, 6, 1)
    assert latest_start("talent_pool", vacant, ON, shipped()) == vacant - timedelta(days=7 + 7 + 14 + 7 + 14 + 7)
    whole = 7 + 7 + 22 + 30 + 7 + 7 + 14 + 7
    assert latest_start("open_selection", vacant, ON, shipped()) == vacant - timedelta(days=whole)


def test_quarters_reach_over_the_year_and_every_ending_is_counted_once():
    assert quarters(date(2026, 11, 29), date(2027, 7, 1)) == [(2026, 4), (2027, 1), (2027, 2), (2027, 3)]
    endings = [
        Ending(Clock.LEFT, ON),
        Ending(Clock.TERM, date(2026, 10, 1)),
        Ending(Clock.TERM, date(2026, 12, 31)),
        Ending(Clock.RETIREMENT, date(2027, 1, 1)),
        Ending(Clock.MOVE, date(2027, 7, 2)),
    ]
    past, ahead = counted(endings, ON, date(2027, 7, 1))
    assert {clock: count for clock, count in past.items() if count} == {Clock.LEFT: 1, Clock.TERM: 1}
    assert {of: sum(counts.values()) for of, counts in ahead.items()} == {
        (2026, 4): 1,
        (2027, 1): 1,
        (2027, 2): 0,
        (2027, 3): 0,
    }
    assert ahead[2027, 1][Clock.RETIREMENT] == 1


@pytest.mark.parametrize("route", ["talent_pool", "open_selection"])
def test_an_announcement_takes_at_least_the_days_that_it_has_to(route):
    law, longer = shipped(), {"first": 40, "extension": 40}

    class Longer:
        """The same law with a longer announcement."""

        def at(self, name, on):
            rule = law.at(name, on)
            return rule if name != "selection.announcement" else type("R", (), {"value": longer})()

    moved = latest_start(route, date(2027, 6, 1), ON, law) - latest_start(route, date(2027, 6, 1), ON, Longer())
    assert moved.days == (0 if route == "talent_pool" else 18)
