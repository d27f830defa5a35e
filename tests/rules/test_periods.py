"""What of each counted period counts: overlaps once, gaps named, to the day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.eligibility import Post, explain, periods
from rules.law import shipped
from tests.oracle.eligibility_people import candidate, frames

LAW, ON, DAY = shipped(), date(2022, 7, 1), timedelta(days=1)
POST = Post("JPT_PRATAMA", "KESEHATAN")


def people(*spans):
    """Somebody who served in the related field; each span: first day, last day or None, and the kind of appointment."""
    rows = [{"from": first, "to": last, "kind": kind, "job_family": "KESEHATAN"} for first, last, kind in spans]
    return frames([candidate(appointments=rows)])


def served(*spans, on=ON):
    """Their periods of that field."""
    return periods(people(*spans), POST, on, LAW)["experience"]


def told(found):
    return [(one.counted, one.overlap, one.gap and (one.gap.first, one.gap.last, one.gap.days)) for one in found]


def test_a_day_served_twice_counts_with_the_period_that_began_first_and_a_gap_has_its_days():
    found = served(
        (date(2010, 1, 1), date(2010, 12, 31), "DEFINITIVE"),
        (date(2010, 12, 1), date(2011, 1, 31), "DEFINITIVE"),
        (date(2010, 6, 1), date(2010, 6, 30), "DEFINITIVE"),
        (date(2011, 2, 1), date(2011, 2, 28), "DEFINITIVE"),
        (date(2011, 3, 2), None, "DEFINITIVE"),
    )
    assert told(found) == [
        (365, 0, None),
        (0, 30, None),
        (31, 31, None),
        (28, 0, None),
        ((ON - date(2011, 3, 2)).days, 0, (date(2011, 3, 1), date(2011, 3, 1), 1)),
    ]


SPANS_OF_KINDS = (
    (date(2015, 1, 1), date(2015, 1, 31), "DEFINITIVE"),
    (date(2015, 2, 1), date(2015, 2, 28), None),
    (date(2015, 3, 1), date(2015, 3, 31), "PLT"),
    (date(2015, 4, 1), date(2015, 4, 30), "DEFINITIVE"),
)


def test_what_is_not_certain_to_count_neither_counts_nor_closes_a_gap_and_an_acting_one_says_why_it_does_not():
    found = served(*SPANS_OF_KINDS)
    assert [one.sure for one in found] == [True, False, False, True]
    gap = (date(2015, 2, 1), date(2015, 3, 31), 59)
    assert told(found) == [(31, 0, None), (None, None, None), (None, None, None), (30, 0, gap)]
    rule = LAW.at("requirements.appointments_counted", ON)
    assert [one.left_out for one in found] == [None, None, ("PLT", rule), None]


def test_what_is_kept_of_an_explanation_tells_nothing_of_acting_ones():
    without = [span for span in SPANS_OF_KINDS if span[2] != "PLT"]
    assert explain(people(*SPANS_OF_KINDS), POST, ON, LAW) == explain(people(*without), POST, ON, LAW)


def test_an_acting_post_elsewhere_or_still_to_come_is_not_told():
    assert served((ON + DAY, None, "PLH")) == ()
    rows = [{"from": date(2015, 1, 1), "to": None, "kind": "PLH", "job_family": "KEUANGAN"}]
    assert periods(frames([candidate(appointments=rows)]), POST, ON, LAW)["experience"] == ()


def test_a_period_that_begins_on_the_day_itself_has_no_day_yet():
    assert told(served((ON - DAY, ON - DAY, "DEFINITIVE"), (ON, None, "DEFINITIVE"))) == [(1, 0, None), (0, 0, None)]


DAYS = st.integers(-40, 5).map(lambda days: ON + timedelta(days=days))
SPANS = st.lists(st.tuples(DAYS, st.none() | DAYS, st.sampled_from(["DEFINITIVE", "DEFINITIVE", "PLT", None])))


@settings(max_examples=60, deadline=None)
@given(spans=SPANS)
def test_what_is_counted_overlapped_and_missing_is_what_a_calendar_ticked_day_by_day_says(spans):
    ticked: set[date] = set()
    expected = []
    begun = [one for one in spans if one[0] <= ON and (one[1] is None or one[1] >= one[0])]
    for first, last, kind in sorted(begun, key=lambda one: one[0]):
        if kind != "DEFINITIVE":
            expected.append((None, None, None))
            continue
        end = ON - DAY if last is None else min(last, ON - DAY)
        own = {first + timedelta(days=number) for number in range((end - first).days + 1)}
        missing = (
            {max(ticked) + timedelta(days=number) for number in range(1, (first - max(ticked)).days)} if ticked else ()
        )
        gap = (min(missing), max(missing), len(missing)) if missing else None
        expected.append((len(own - ticked), len(own & ticked), gap))
        ticked |= own
    found = served(*spans)
    assert told(found) == expected
    assert sum(one.counted or 0 for one in found) == len(ticked)
