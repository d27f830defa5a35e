"""Technical competencies of one person against what a post asks, against a slow and obvious reading."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law import shipped
from rules.technical import Asked, Found, Technical, fit, missing, spelling

ON = date(2026, 6, 30)
NAMES = ("Perencanaan Transportasi", "perencanaan  transportasi ", "Hukum Laut", "STRASSE", "straße")
DAYS = st.one_of(st.none(), st.integers(-2, 2).map(lambda days: ON + timedelta(days)))
LEVELS = st.integers(1, 5)


def test_how_a_name_is_written_does_not_tell_two_apart():
    assert {spelling(name) for name in NAMES} == {"perencanaan transportasi", "hukum laut", "strasse"}


@given(
    st.lists(st.builds(Asked, st.sampled_from(NAMES), LEVELS, DAYS, DAYS), max_size=5),
    st.lists(
        st.builds(Found, st.sampled_from(NAMES), LEVELS, st.dates(date(2023, 6, 28), date(2026, 7, 2))), max_size=5
    ),
)
def test_the_fit_is_what_a_reader_of_the_rows_would_say(asked, found):
    told = {}
    for one in sorted(asked, key=lambda one: (one.since is not None, one.since or ON)):
        if (one.since is None or one.since <= ON) and (one.until is None or one.until >= ON):
            told[spelling(one.competency)] = [one.level, None, None]
    # An assessment of 30 June 2023 has lost its validity on 30 June 2026, one of 1 July has not.
    for one in sorted(found, key=lambda one: one.on):
        if date(2023, 7, 1) <= one.on <= ON:
            told.setdefault(spelling(one.competency), [None, None, None])[1:] = [one.level, one.on]
    said = fit(asked, found, ON, shipped())
    got = {spelling(one.competency): [one.standard, one.level, one.assessed_on] for one in said}
    assert got == told
    for one in said:
        assert one.gap == (None if None in (one.standard, one.level) else max(0, one.standard - one.level))
    order = [(one.standard is None, spelling(one.competency)) for one in said]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("technical", "lacking"),
    [
        ([], None),
        ([Technical("A", 3, 1, ON), Technical("B", 2, 5, ON)], 2),
        ([Technical("A", 3, 1, ON), Technical("B", 2, None, None)], None),
        ([Technical("A", 3, 3, ON), Technical("B", None, 5, ON)], 0),
        ([Technical("B", None, 5, ON)], None),
    ],
)
def test_what_lacks_altogether_is_not_said_while_a_level_is_unknown(technical, lacking):
    assert missing(technical) == lacking


def test_before_the_law_said_how_long_an_assessment_holds_none_is_known_to():
    early = date(2010, 1, 4)
    assert fit([Asked("A", 3)], [Found("A", 3, early)], early, shipped()) == (Technical("A", 3, None, None),)
