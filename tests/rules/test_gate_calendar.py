"""The calendar says of every day what the gate says of it: of whatever can be recorded about an agency.

ASSURE=long: 3,000 agencies.
"""

import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.gate import Approval, Assessment, GateFacts, route
from rules.gate_calendar import WARNINGS, Span, Stretch, closing, stretches
from rules.gate_facts import Freeze, OwnConditions
from rules.gate_freezes import span
from rules.law import shipped
from rules.merit import MeritScore, category

LAW = shipped()
START = date(2013, 12, 1)
DAYS = 366 * 15
AGENCIES = 3_000 if os.environ.get("ASSURE") == "long" else 40
DAY = timedelta(days=1)
days = st.integers(0, DAYS).map(lambda offset: START + timedelta(days=offset))
maybe = st.none() | days


def not_before(first: date | None, day: date | None) -> date | None:
    """The day where it comes no earlier than `first`."""
    return day if first and day and day >= first else None


def decided(on: date | None, to: date | None, points: float, instrument: str, unverified: int = 0) -> Assessment:
    old = instrument == "KASN-2019"
    result = MeritScore(points, 400.0, None, category(points, date(2022, 1, 1), LAW), {}, ()) if old else None
    return Assessment(f"{on}", instrument, None, on, "1", not_before(on, to), result, unverified=unverified)


def paper(
    kind: str, authority: str, dated: date, ends: tuple[date | None, ...], tier: str = "", posts: tuple[str, ...] = ()
) -> Approval:
    """`ends`: its last day, when it was revoked, its first day; those before its date are left out."""
    to, revoked, since = (not_before(dated, day) for day in ends)
    by = "MIN" if kind == "PERMIT" else authority
    return Approval(
        kind, by, "1", dated, not_before(since or dated, to), revoked, tier=tier, posts=posts, valid_from=since
    )


points = st.sampled_from([174.5, 249.5, 250, 325])
instruments = st.sampled_from(["KASN-2019", "PANRB-2025"])
assessments = st.builds(decided, maybe, maybe, points, instruments)
partly = st.builds(decided, maybe, maybe, points, instruments, st.integers(0, 1))
overseers = st.sampled_from(["KASN", "BKN"])
papers = st.builds(
    paper, st.sampled_from(["APPROVAL", "COMMITMENT"]), overseers, days, st.tuples(maybe, maybe, st.none())
)
letters = st.builds(
    paper,
    st.sampled_from(["APPROVAL", "COMMITMENT", "PERMIT"]),
    overseers,
    days,
    st.tuples(maybe, maybe, maybe),
    st.sampled_from(["", "", "JPT_PRATAMA", "JPT_MADYA"]),
    st.sampled_from([(), (), ("A",), ("B", "A"), ("B",)]),
)
freezes = st.builds(
    lambda kind, since, until, revoked, allowed: Freeze(
        kind, "1", since, not_before(since, until) if kind == "PILKADA" else None, allowed, "izin" if allowed else "",
        revoked_on=revoked,
    ),
    st.sampled_from(["PILKADA", "NEW_HEAD"]),
    days,
    maybe,
    maybe,
    maybe,
)  # fmt: skip
decrees = st.builds(
    lambda since, until, category, score: OwnConditions(f"{since}", since, not_before(since, until), category, score),
    days,
    maybe,
    st.sampled_from([None, "BAIK", "SANGAT_BAIK"]),
    st.sampled_from([None, 300.0]),
)
facts = st.builds(
    lambda rounds, given_papers, post, regional, frozen, own: GateFacts(
        "JPT_PRATAMA", tuple(rounds), tuple(given_papers), post=post, regional=regional, freezes=frozen, own=own
    ),
    st.lists(assessments | partly, max_size=3),
    st.lists(papers | letters, max_size=4),
    st.sampled_from(["", "A"]),
    st.sampled_from([True, True, False]),
    st.lists(freezes, max_size=2),
    st.lists(decrees, max_size=2),
)
pools = st.none() | st.lists(st.tuples(days, days).map(lambda ends: (min(ends), max(ends))), max_size=2)


def named(said: Any) -> Iterator[date]:
    """Every day that something says."""
    if isinstance(said, date):
        yield said
    elif isinstance(said, list | tuple):
        for part in said:
            yield from named(part)
    elif is_dataclass(said):
        for one in fields(said):
            yield from named(getattr(said, one.name))


def asked_on(facts: GateFacts, pools: list[Span] | None, day: date) -> GateFacts:
    """What the gate is told on a day: outside of every pool, that no post has a succession group."""
    if pools is None or any(first <= day <= last for first, last in pools):
        return facts
    return replace(facts, post_named=True, succession_group=0, pool_holds=False, group_by_requirements=True)


def reasons(stretch: Stretch) -> list[tuple[str, str]]:
    return [(check.code, str(check.status)) for check in stretch.against]


@settings(max_examples=AGENCIES)
@given(facts, pools, st.lists(days, max_size=10))
def test_every_day_has_the_route_and_the_reasons_that_the_gate_gives_it(
    asked: GateFacts, held_pools: list[Span] | None, some: list[date]
) -> None:
    found = stretches(asked, START, LAW, pools=held_pools)
    assert found[0].first == START
    assert found[-1].last is None
    assert all(after.first - before.last == DAY for before, after in pairwise(found) if before.last)
    frozen = [span(one, rule) for one in asked.freezes for rule in LAW.versions("gate.freezes")]
    edges = {*named(asked), *named(held_pools), *named(frozen), *(one.first for one in found)}
    for day in {near for edge in edges for near in (edge - DAY, edge, edge + DAY) if near >= START} | set(some):
        (held,) = [one for one in found if one.holds(day)]
        said = Stretch(day, day, route(asked_on(asked, held_pools, day), day, LAW))
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
