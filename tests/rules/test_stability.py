"""Ranking stability: the share of 2,000 re-rankings in which each stays among three, against a slow oracle."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from rules import selection
from rules.law import Law, NoRuleInForce, shipped
from rules.ranking import rank, tie_breaks
from rules.stability import RULE, _even, stability, stability_of_stages
from tests.rules.test_ranking import candidates

LAW = shipped()
TOP = 3
# The same rule with as many re-rankings as the slow way makes in a test.
FEW = Law({**LAW._rules, RULE: tuple(replace(one, value=one.value | {"draws": 200}) for one in LAW.versions(RULE))})
ON = date(2026, 7, 10)
MASK = 2**64 - 1
GRADES = [entry["code"] for entry in LAW.at("reference.grades", ON).value]


def mixed(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & MASK
    state = (state ^ state >> 27) * 0x94D049BB133111EB & MASK
    return state ^ state >> 31


def even(seed, stream, draw, who):
    row = mixed((mixed((seed + stream) & MASK) + draw) & MASK)
    return (mixed((row + who) & MASK) >> 11) * 2.0**-52 - 1.0


def again(people, tier, seed, draw):
    """One re-ranking of everybody, one after the other: the employee ids in their order."""
    rule = LAW.at("ranking.stability", ON).value
    blend = LAW.at("ranking.blend", ON).value.get(tier)
    assert tie_breaks(ON, LAW) == ("talent_value", "grade", "post_from", "nip")

    def key(one):
        who = int(one.employee_id)
        talent = one.talent_value + rule["score"] * even(seed, 1, draw, who)
        technical = one.technical + rule["score"] * even(seed, 2, draw, who)
        score = float("nan")
        if blend:
            shift = rule["weight"] * even(seed, 0, draw, 0)
            shift = min(max(shift, -blend["talent"]), blend["technical"])
            score = round((talent * (blend["talent"] + shift) + technical * (blend["technical"] - shift)) / 100, 6)
        known = [(-value if value == value else float("inf")) for value in (one.box, score, talent)]
        held = float("inf") if pd.isna(one.post_from) else one.post_from.toordinal()
        return (*known, -GRADES.index(one.grade), held, one.nip)

    return [one.employee_id for one in sorted(people.itertuples(), key=key)]


def slow(people, tier, seed):
    """Who stood among three how often, and who overtook whom of the first three how often, by the plain way."""
    order = rank(people, tier, ON, LAW)["employee_id"].tolist()
    among, overtook = Counter(), Counter()
    for draw in range(FEW.at(RULE, ON).value["draws"]):
        now = again(people, tier, seed, draw)
        among.update(now[:TOP])
        place = {who: at for at, who in enumerate(now)}
        for at, upper in enumerate(order[:TOP]):
            overtook.update((upper, lower) for lower in order[at + 1 :] if place[lower] < place[upper])
    return among, overtook


def crowd(chance, size):
    """People around the third place: in two boxes, some scores equal, some not known, some far behind."""
    boxes, scores = (9, 8, 7), [70.0, 71.5, 72.0, 72.0, 75.0, 60.0, None]
    return candidates(
        *(
            (
                f"{number:03}",
                {
                    "box": chance.choice(boxes),
                    "talent_value": chance.choice(scores),
                    "technical": chance.choice(scores),
                    "grade": chance.choice(["IV/a", "IV/b"]),
                    "post_from": date(2015 + chance.randrange(3), 1, 1),
                },
            )
            for number in range(size)
        )
    )


@pytest.mark.parametrize(("tier", "case"), [("JPT_PRATAMA", 1), ("JPT_MADYA", 2), ("JPT_UTAMA", 3), ("JPT_PRATAMA", 4)])
def test_every_share_and_reversal_is_what_ranking_one_by_one_gives(tier, case):
    people = crowd(random.Random(case), 9)
    seed = 2**64 - case
    found = stability(people, tier, ON, FEW, seed)
    among, overtook = slow(people, tier, seed)
    assert {one.employee_id: one.among_three for one in found.places if one.among_three} == dict(among)
    assert {(one.upper, one.lower): one.times for one in found.reversals} == dict(overtook)
    assert sum(among.values()) == TOP * found.draws == 600


def test_nobody_overtakes_a_better_box_or_a_lead_that_no_shift_makes_up_for():
    safe = candidates(*((str(n), {"box": 9 - n // 3, "talent_value": 90.0 - n}) for n in range(5)))
    found = stability(safe, "JPT_PRATAMA", ON, LAW, 7)
    assert [(one.rank, one.among_three) for one in found.places] == [(1, 2000), (2, 2000), (3, 2000)]
    apart = candidates(*((str(n), {"talent_value": 90.0 - 10 * n, "technical": 90.0 - 10 * n}) for n in range(4)))
    found = stability(apart, "JPT_PRATAMA", ON, LAW, 7)
    assert [one.among_three for one in found.places] == [2000, 2000, 2000]
    assert found.reversals == ()


def test_two_of_the_same_score_share_the_third_place_about_evenly():
    people = candidates(*((str(n), {"talent_value": value}) for n, value in enumerate([99.0, 98.0, 80.0, 80.0])))
    found = stability(people, "JPT_PRATAMA", ON, LAW, 1)
    third, fourth = (found.among_three(who) for who in (2, 3))
    assert third + fourth == 2000
    assert 900 < third < 1100
    assert [(one.upper, one.lower, one.times) for one in found.reversals if one.lower == 3] == [(2, 3, fourth)]
    assert found.rule.verified is False


def test_the_same_seed_replays_whatever_the_order_of_the_rows_and_another_seed_does_not():
    people = candidates(*((str(n), {"talent_value": 80 - 0.7 * n, "technical": 70 + n % 5}) for n in range(12)))
    first = stability(people, "JPT_PRATAMA", ON, LAW, 42)
    assert stability(people.iloc[::-1], "JPT_PRATAMA", ON, LAW, 42) == first
    assert stability(people, "JPT_PRATAMA", ON, LAW, 43) != first
    # Kept here so that a release of numpy or another machine that gives other numbers is noticed.
    rates = [one.among_three for one in stability(people, "JPT_PRATAMA", ON, LAW, 42).places]
    assert rates == [1319, 1251, 1110, 933, 879, 163, 139, 95, 66, 44, 1, 0]


def test_fewer_than_three_are_all_among_three_and_before_the_law_there_is_no_test():
    pair = candidates(("1", {}), ("2", {"technical": None}))
    found = stability(pair, "JPT_PRATAMA", ON, LAW, 0)
    assert [one.among_three for one in found.places] == [2000, 2000]
    assert [one.employee_id for one in stability(pair[:0], "JPT_PRATAMA", ON, LAW, 0).places] == []
    with pytest.raises(NoRuleInForce):
        stability(pair, "JPT_PRATAMA", date(2017, 4, 6), LAW, 0)


def test_the_shifts_are_spread_evenly_over_their_range():
    drawn = _even(3, 1, 2000, np.arange(1, 51, dtype=np.uint64))
    assert drawn.shape == (2000, 50)
    assert -1 <= drawn.min() < -0.999
    assert 0.999 < drawn.max() < 1
    assert abs(float(drawn.mean())) < 0.01
    assert np.histogram(drawn, bins=10, range=(-1, 1))[0].min() > 9_500


def test_boxes_below_the_first_three_bear_on_nothing():
    chance = random.Random("prefix")
    people = crowd(chance, 40)
    boxes = rank(people, "JPT_PRATAMA", ON, FEW)["box"]
    above = people[people["box"] >= boxes.iloc[TOP - 1]]
    assert TOP <= len(above) < len(people)
    assert stability(above, "JPT_PRATAMA", ON, FEW, 7) == stability(people, "JPT_PRATAMA", ON, FEW, 7)


STAGES = [(one["code"], one["least"], one["most"]) for one in LAW.at("selection.stages", ON).value]
WEIGHTS = dict(zip((code for code, *_range in STAGES), map(Decimal, (20, 25, 20, 35)), strict=True))


def applicants(chance, size):
    """People whose stages are scored close together, some alike."""
    given = [70.0, 71.5, 72.0, 72.0, 75.0]
    rows = [
        {"employee_id": 101 + at, "nip": f"{at:018}", "outcome": "pass"}
        | {code: chance.choice(given) for code, *_range in STAGES}
        for at in range(size)
    ]
    return pd.DataFrame(rows)


def stages_again(people, seed, draw):
    """One re-ranking of an open selection, one applicant after the other."""
    rule = LAW.at(RULE, ON).value
    weight = {
        code: min(max(float(WEIGHTS[code]) + rule["weight"] * even(seed, 100 + at, draw, 0), least), most)
        for at, (code, least, most) in enumerate(STAGES)
    }

    def key(one):
        score = {
            code: one[code] + rule["score"] * even(seed, 200 + at, draw, one["employee_id"])
            for at, (code, *_range) in enumerate(STAGES)
        }
        mean = round(sum(score[code] * weight[code] for code in score) / sum(weight.values()), 6)
        ties = [one["nip"] if name == "nip" else -score[name] for name in LAW.at("selection.tie_breaks", ON).value]
        return (-mean, *ties)

    return [one["employee_id"] for one in sorted(people.to_dict("records"), key=key)]


@pytest.mark.parametrize("case", [1, 2, 3])
def test_an_open_selection_is_ranked_again_by_its_stages_one_by_one(case):
    people, seed = applicants(random.Random(case), 7), 2**64 - case
    found = stability_of_stages(people.iloc[::-1], WEIGHTS, ON, FEW, seed)
    order = selection.rank(people, WEIGHTS, ON, LAW)["employee_id"].tolist()
    among, overtook = Counter(), Counter()
    for draw in range(found.draws):
        now = stages_again(people, seed, draw)
        among.update(now[:TOP])
        place = {who: at for at, who in enumerate(now)}
        for at, upper in enumerate(order[:TOP]):
            overtook.update((upper, lower) for lower in order[at + 1 :] if place[lower] < place[upper])
    assert [(one.employee_id, one.rank) for one in found.places] == list(zip(order, range(1, 8), strict=True))
    assert {one.employee_id: one.among_three for one in found.places if one.among_three} == dict(among)
    assert {(one.upper, one.lower): one.times for one in found.reversals} == dict(overtook)
    assert len(overtook) > 3


def test_a_lead_that_no_shift_of_a_stage_makes_up_for_holds():
    apart = pd.DataFrame(
        [
            {"employee_id": at, "nip": f"{at:018}", "outcome": "pass"}
            | {code: 95.0 - 10 * at for code, *_range in STAGES}
            for at in range(4)
        ]
    )
    found = stability_of_stages(apart, WEIGHTS, ON, LAW, 7)
    assert ([one.among_three for one in found.places], found.reversals) == ([2000, 2000, 2000, 0], ())


def test_the_first_are_as_many_as_names_are_asked_for_on_that_day_or_as_said():
    people = candidates(*((str(n), {"talent_value": 80 - 0.7 * n, "technical": 70 + n % 5}) for n in range(12)))
    (three,) = LAW.versions(selection.NAMES)
    law = Law({**FEW._rules, selection.NAMES: (replace(three, value=4),)})
    found = stability(people, "JPT_PRATAMA", ON, law, 7)
    assert sum(one.among_three for one in found.places) == 4 * found.draws == 800
    assert found == stability(people, "JPT_PRATAMA", ON, FEW, 7, 4)
    assert found != stability(people, "JPT_PRATAMA", ON, FEW, 7)
