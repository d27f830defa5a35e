"""The calendar says of every day what the gate says of it."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.gate import Approval, Assessment, GateFacts, route
from rules.gate_calendar import WARNINGS, Stretch, closing, stretches
from rules.law import shipped
from rules.merit import MeritScore, category

LAW = shipped()
START = date(2013, 12, 1)
DAYS = 366 * 15
DAY = timedelta(days=1)
days = st.integers(0, DAYS).map(lambda offset: START + timedelta(days=offset))
maybe = st.none() | days


def decided(on: date | None, to: date | None, points: float, instrument: str) -> Assessment:
    old = instrument == "KASN-2019"
    result = MeritScore(points, 400.0, None, category(points, date(2022, 1, 1), LAW), {}, ()) if old else None
    return Assessment(f"{on}", instrument, None, on, "1", to if on and to and to >= on else None, result)


assessments = st.builds(
    decided, maybe, maybe, st.sampled_from([174.5, 249.5, 250, 325]), st.sampled_from(["KASN-2019", "PANRB-2025"])
)
papers = st.builds(
    lambda kind, authority, dated, to, revoked: Approval(
        kind,
        authority,
        "1",
        dated,
        to if to and to >= dated else None,
        revoked if revoked and revoked >= dated else None,
    ),
    st.sampled_from(["APPROVAL", "COMMITMENT"]),
    st.sampled_from(["KASN", "BKN"]),
    days,
    maybe,
    maybe,
)
facts = st.builds(
    lambda rounds, given_papers: GateFacts("JPT_PRATAMA", tuple(rounds), tuple(given_papers)),
    st.lists(assessments, max_size=3),
    st.lists(papers, max_size=4),
)


def reasons(stretch: Stretch) -> list[tuple[str, str]]:
    return [(check.code, str(check.status)) for check in stretch.against]


@settings(max_examples=60)
@given(facts, st.lists(days, max_size=40))
def test_every_day_has_the_route_and_the_reasons_that_the_gate_gives_it(asked: GateFacts, some: list[date]) -> None:
    found = stretches(asked, START, LAW)
    assert found[0].first == START
    assert found[-1].last is None
    assert all(after.first - before.last == DAY for before, after in pairwise(found) if before.last)
    edges = [day for one in found for day in (one.first - DAY, one.first, one.last) if day and day >= START]
    for day in {*edges, *some}:
        (held,) = [one for one in found if one.holds(day)]
        said = Stretch(day, day, route(asked, day, LAW))
        assert (held.outcome, reasons(held)) == (said.outcome, reasons(said)), day
    neighbours = [(one.outcome, reasons(one)) for one in found]
    assert all(before != after for before, after in pairwise(neighbours))


BAIK = decided(date(2022, 11, 30), date(2023, 11, 30), 263.5, "KASN-2019")
APPROVAL = Approval("APPROVAL", "KASN", "B-1", date(2022, 12, 5), date(2023, 12, 4))
COMMITMENT = Approval("COMMITMENT", "KASN", "K-1", date(2022, 12, 1))
FACTS = GateFacts("JPT_PRATAMA", (BAIK,), (APPROVAL, COMMITMENT))


def test_the_direct_route_is_open_from_the_last_key_to_the_first_that_ends() -> None:
    (direct,) = [one for one in stretches(FACTS, START, LAW) if one.outcome == "talent_pool"]
    assert (direct.first, direct.last) == (date(2022, 12, 5), date(2023, 11, 30))


def test_the_warning_is_reached_so_many_days_before_the_last_one() -> None:
    found = stretches(FACTS, START, LAW)
    last = date(2023, 11, 30)
    told = {}
    for left in (91, 90, 31, 30, 8, 7, 0):
        end = closing(found, last - timedelta(days=left))
        assert end is not None
        told[left] = (end.days, end.warning)
        assert [check.code for check in end.against] == ["merit_assessment"]
        assert end.last == last
    assert told == {91: (91, None), 90: (90, 90), 31: (31, 90), 30: (30, 30), 8: (8, 30), 7: (7, 7), 0: (0, 7)}
    assert (closing(found, last + DAY), closing(found, date(2022, 12, 4)), WARNINGS) == (None, None, (7, 30, 90))
