"""Merit score, category, levels."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law import NoRuleInForce, shipped
from rules.merit import (
    INSTRUMENTS,
    LEFT_OUT,
    MeritError,
    category,
    day_of_round,
    instrument,
    last_day_of_term,
    level_error,
    level_meanings,
    level_words,
    may_not_apply,
    missing_label,
    reasons,
    score,
    shortfall,
    valid_to,
)
from rules.merit_weights import Weights

LAW = shipped()
ON = date(2022, 6, 30)
NEW = date(2026, 6, 30)
KASN = instrument("KASN-2019", ON, LAW).value
IDS = [sub["id"] for sub in KASN["sub_aspects"]]
# The weights once more, in tenths of points and written by hand: the oracle shares nothing with the product.
TENTHS = dict(
    zip(
        IDS,
        [25] * 4
        + [20] * 5
        + [40] * 4
        + [25] * 4
        + [20] * 2
        + [40, 30, 30]
        + [50, 25, 50, 25, 50]
        + [25] * 4
        + [20] * 5,
        strict=True,
    )
)

levels = st.dictionaries(st.sampled_from(IDS), st.tuples(st.none() | st.integers(1, 4), st.none() | st.integers(1, 4)))
complete = st.fixed_dictionaries({sub: st.integers(1, 4) for sub in IDS})


def expected_category(tenths: int) -> str:
    bands = [(3250, "SANGAT_BAIK"), (2500, "BAIK"), (1750, "KURANG"), (0, "BURUK")]
    return next(name for limit, name in bands if tenths >= limit)


@given(complete)
def test_any_full_round_agrees_with_whole_tenths_of_points(verified: dict[str, int]) -> None:
    tenths = sum(TENTHS[sub] * level for sub, level in verified.items())
    result = score({sub: (None, level) for sub, level in verified.items()}, "KASN-2019", ON, LAW)
    assert result.score == tenths / 10
    assert result.category == expected_category(tenths)
    assert result.maximum == 400.0
    assert result.index == round(tenths / 4000, 6)
    assert result.missing == ()
    assert sum(Fraction(points) for points in result.aspects.values()) == Fraction(tenths, 10)


@given(levels)
def test_the_verified_set_counts_as_soon_as_there_is_one(found: dict[str, tuple[int | None, int | None]]) -> None:
    verified = {sub: pair[1] for sub, pair in found.items() if pair[1] is not None}
    counted = verified or {sub: pair[0] for sub, pair in found.items() if pair[0] is not None}
    result = score(found, "KASN-2019", ON, LAW)
    assert result.missing == tuple(sub for sub in IDS if sub not in counted)
    if counted:
        tenths = sum(TENTHS[sub] * level for sub, level in counted.items())
        assert (result.score, result.category) == (tenths / 10, expected_category(tenths))
    else:
        assert (result.score, result.index, result.category) == (None, None, None)


@given(st.integers(0, 800))
def test_every_half_point_lies_in_its_band(halves: int) -> None:
    assert category(halves / 2, ON, LAW) == expected_category(halves * 5)
    assert category(Fraction(halves, 2), ON, LAW) == expected_category(halves * 5)


def test_the_category_does_not_come_from_the_rounded_index() -> None:
    assert round(249.5 / 400, 2) == round(250 / 400, 2)
    assert (category(249.5, ON, LAW), category(250, ON, LAW)) == ("KURANG", "BAIK")


def test_the_weights_add_up_to_their_aspects_and_to_one_hundred() -> None:
    for aspect in KASN["aspects"]:
        own = [Decimal(str(sub["weight"])) for sub in KASN["sub_aspects"] if sub["aspect"] == aspect["id"]]
        assert sum(own) == aspect["weight"]
    assert sum(aspect["weight"] for aspect in KASN["aspects"]) == 100
    assert len(IDS) == 36


def test_points_by_aspect_reach_their_maximum() -> None:
    result = score(dict.fromkeys(IDS, (4, None)), "KASN-2019", ON, LAW)
    assert result.aspects == {"1": 40, "2": 40, "3": 120, "4": 40, "5": 80, "6": 40, "7": 16, "8": 24}
    assert (result.score, result.index, result.category) == (400.0, 1.0, "SANGAT_BAIK")


def test_a_round_without_any_level_has_no_score() -> None:
    result = score({}, "KASN-2019", ON, LAW)
    assert (result.score, result.category, result.missing) == (None, None, tuple(IDS))


@pytest.mark.parametrize("level", [0, 5, -2, -1.0, True, 2.0, "3"])
def test_a_level_off_the_scale_is_refused(level: object) -> None:
    problem = level_error("KASN-2019", "1.1", level)
    assert problem == (
        f"level harus bilangan bulat 1 sampai 4: {level}",
        f"a level is a whole number from 1 to 4: {level}",
    )
    with pytest.raises(MeritError) as caught:
        score({"1.1": (None, level)}, "KASN-2019", ON, LAW)  # type: ignore[dict-item]
    assert caught.value.text == problem


def test_levels_on_the_scale_and_unanswered_ones_may_stand() -> None:
    assert [level_error("KASN-2019", "3.10", level) for level in (None, 1, 2, 3, 4)] == [None] * 5
    assert [level_error("PANRB-2025", "6.7", level) for level in (None, 0, 4)] == [None] * 3
    assert level_error("PANRB-2025", "6.7", 5) is not None


def test_a_sub_aspect_or_instrument_that_does_not_exist_is_named() -> None:
    assert level_error("KASN-2019", "3.11", 2) == (
        "sub-aspek 3.11 tidak ada dalam instrumen ini",
        "this instrument has no sub-aspect 3.11",
    )
    assert level_error("KASN-2018", "1.1", 2) == (
        "instrumen tidak dikenal: KASN-2018 (KASN-2019, PANRB-2025)",
        "unknown instrument: KASN-2018 (KASN-2019, PANRB-2025)",
    )
    with pytest.raises(MeritError, match="instrumen tidak dikenal: KASN-2018"):
        score({"1.1": (1, None)}, "KASN-2018", ON, LAW)


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [
        ("KASN-2019", date(2025, 12, 30), date(2025, 12, 31)),
        ("KASN-2019", date(2018, 1, 1), date(2017, 12, 31)),
        ("PANRB-2025", date(2025, 12, 31), date(2025, 12, 30)),
    ],
)
def test_an_instrument_scores_only_while_in_force(code: str, inside: date, outside: date) -> None:
    assert instrument(code, inside, LAW).value["aspects"]
    with pytest.raises(MeritError, match="tidak berlaku pada"):
        score({"1.1": (1, None)}, code, outside, LAW)


def test_the_new_index_names_what_it_lacks_and_invents_nothing() -> None:
    items = [sub["id"] for sub in instrument("PANRB-2025", NEW, LAW).value["sub_aspects"]]
    assert len(items) == 32
    lacking = (*(f"weight:{aspect}" for aspect in "234567"), "satisfaction", "corrections")
    result = score({sub: (0, None) for sub in items if sub != "8.2"}, "PANRB-2025", NEW, LAW)
    assert (result.score, result.maximum, result.index, result.category) == (None, None, None, None)
    assert result.missing == (*lacking, "8.2")


def test_the_old_categories_end_with_the_old_instrument() -> None:
    assert category(250, date(2025, 12, 30), LAW) == "BAIK"
    with pytest.raises(NoRuleInForce):
        category(250, date(2025, 12, 31), LAW)


def test_what_is_missing_has_a_name() -> None:
    assert missing_label("KASN-2019", "3.4", ON, LAW) == ("3.4 Rencana suksesi", "3.4 Succession plan")
    assert missing_label("PANRB-2025", "weight:2", NEW, LAW) == (
        "bobot aspek Manajemen Talenta",
        "weight of the aspect Talent Management",
    )
    assert missing_label("PANRB-2025", "satisfaction", NEW, LAW).en == "employee satisfaction and engagement"
    assert missing_label("PANRB-2025", "corrections", NEW, LAW).id == "faktor koreksi"


def test_a_shortfall_is_exact() -> None:
    assert shortfall(198, "BAIK", ON, LAW) == ("52", "52")
    assert shortfall(249.5, "BAIK", ON, LAW) == ("0,5", "0.5")
    assert shortfall(250, "BAIK", ON, LAW) is None


def test_a_decision_without_an_end_holds_one_year_less_a_day() -> None:
    assert valid_to(date(2022, 8, 15), None, LAW) == (date(2023, 8, 14), False)
    assert valid_to(date(2022, 8, 15), date(2024, 1, 1), LAW) == (date(2024, 1, 1), True)
    assert last_day_of_term(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert last_day_of_term(date(2023, 3, 1), 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("KASN-2019", date(2022, 8, 15), date(2022, 8, 15)),
        ("KASN-2019", date(2026, 1, 20), date(2025, 12, 30)),
        ("KASN-2019", date(2017, 5, 5), date(2018, 1, 1)),
        ("PANRB-2025", date(2025, 12, 30), date(2025, 12, 31)),
        ("PANRB-2025", date(2027, 3, 1), date(2027, 3, 1)),
    ],
)
def test_a_round_is_scored_by_its_own_instrument_as_near_its_day_as_that_held(
    code: str, day: date, expected: date
) -> None:
    assert day_of_round(code, day, LAW) == expected


def test_a_round_of_an_unknown_instrument_has_no_day() -> None:
    with pytest.raises(MeritError, match="instrumen tidak dikenal: KASN-2018"):
        day_of_round("KASN-2018", date(2022, 8, 15), LAW)


def test_a_decision_older_than_the_assumption_on_validity_still_has_an_end() -> None:
    assert valid_to(date(2013, 5, 5), None, LAW) == (date(2014, 5, 4), False)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_sub_aspect_has_words_of_its_own_for_each_level_and_says_what_evidence_it_asks(instrument: str) -> None:
    words = level_words(instrument, date(2017, 1, 1), shipped())
    subs = shipped().versions(INSTRUMENTS[instrument])[0].value["sub_aspects"]
    assert list(words.value["sub_aspects"]) == [sub["id"] for sub in subs]
    assert not words.verified
    told = [level_meanings(words, sub["id"]) for sub in subs]
    assert {tuple(meanings) for meanings in told} == {(0, 1, 2, 3, 4)}
    # Within a sub-aspect no two levels read alike, and no two sub-aspects read alike throughout.
    assert {len({text.id for text in one.values()}) for one in told} == {5}
    assert {len({text.en for text in one.values()}) for one in told} == {5}
    assert len({tuple(text.id for text in one.values()) for one in told}) == len(subs)
    assert all(sub["evidence"]["id"] and sub["evidence"]["en"] for sub in subs)


PANRB = instrument("PANRB-2025", NEW, LAW)
ITEMS = {sub["id"]: sub["aspect"] for sub in PANRB.value["sub_aspects"]}
# Whole weights, 96 for 32 items and 4 more for the first: the oracle's own.
SHARES = {item: Fraction(3 + 4 * (item == "1.1")) for item in ITEMS}
SUMS = {aspect: sum((SHARES[item] for item in ITEMS if ITEMS[item] == aspect), Fraction(0)) for aspect in "12345678"}
LETTER = Weights(SUMS, SHARES, date(2025, 12, 31), 1, "Surat hasil", True)


@given(st.fixed_dictionaries({item: st.none() | st.integers(LEFT_OUT, 4) for item in ITEMS}), st.booleans())
def test_an_item_that_does_not_apply_leaves_the_denominator(levels: dict[str, int | None], verified: bool) -> None:
    pairs = {item: (3, level) if verified else (level, None) for item, level in levels.items()}
    found = score(pairs, "PANRB-2025", NEW, LAW, LETTER)
    silent = verified and not any(level is not None for level in levels.values())
    standing = dict.fromkeys(ITEMS, 3) if silent else levels
    out = tuple(item for item, level in standing.items() if level == LEFT_OUT)
    held = {item: level for item, level in standing.items() if level is not None and level != LEFT_OUT}
    assert set(found.left_out) == set(out)
    assert set(found.missing) - {"satisfaction", "corrections", *(f"weight:{aspect}" for aspect in SUMS)} == (
        {item for item, level in standing.items() if level is None}
    )
    if not held:
        assert (found.maturity, found.aspects) == (None, {})
        return
    most = sum((4 * SHARES[item] for item in ITEMS if item not in out), Fraction(0))
    exact = sum((level * SHARES[item] for item, level in held.items()), Fraction(0)) / most
    assert found.maturity == round(float(exact), 6)


def test_only_an_instrument_that_says_so_lets_an_item_not_apply() -> None:
    old = instrument("KASN-2019", ON, LAW)
    assert [may_not_apply(old, sub) for sub in IDS] == [False] * len(IDS)
    assert [may_not_apply(PANRB, item) for item in ITEMS] == [True] * len(ITEMS)
    assert level_error("PANRB-2025", "2.3", LEFT_OUT) is None
    assert level_error("KASN-2019", "2.3", LEFT_OUT) == (
        "sub-aspek 2.3 instrumen ini berlaku bagi setiap instansi",
        "sub-aspect 2.3 of this instrument applies to every agency",
    )
    said = reasons({"2.3": (LEFT_OUT, None)}, score({"2.3": (LEFT_OUT, None)}, "PANRB-2025", NEW, LAW), NEW, LAW)
    assert said[-1] == ("tidak berlaku, di luar penyebut: 2.3", "does not apply, outside the denominator: 2.3")
