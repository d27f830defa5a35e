"""The way to so many points is the cheapest there is: held against trying everything."""

import random
from fractions import Fraction
from itertools import product

import pytest

from rules.merit_way import Start, Way, cheapest, points, reachable

TRIED = 1_000
F = Fraction


def instrument(chance: random.Random) -> list[Start]:
    """A small instrument with weights in halves and quarters, an effort of its own in halves for each step, some steps
    that cannot be taken."""

    def effort() -> F | None:
        return None if chance.random() < 0.1 else F(chance.randint(1, 6), chance.choice([1, 1, 2]))

    return [
        Start(
            str(number),
            chance.randint(0, 3),
            3,
            F(chance.randint(1, 12), chance.choice([1, 2, 4])),
            {level: effort() for level in range(1, 4)},
        )
        for number in range(chance.randint(1, 4))
    ]


def _rises(one: Start) -> list[tuple[Fraction, Fraction, frozenset[tuple[str, int]]]]:
    """(effort, points, steps) of every level that can be reached, its own among them."""
    found = [(F(0), one.weight * one.level, frozenset[tuple[str, int]]())]
    for level in range(one.level + 1, one.highest + 1):
        effort = one.efforts[level]
        if effort is None:
            break
        before, _points, steps = found[-1]
        found.append((before + effort, one.weight * level, steps | {(one.id, level)}))
    return found


def everything(starts: list[Start], target: Fraction) -> list[tuple[Fraction, Fraction, frozenset[tuple[str, int]]]]:
    """(effort, points lost, steps) of every set of rises that reaches the target."""
    reached = []
    for rises in product(*map(_rises, starts)):
        total = sum((points for _effort, points, _steps in rises), F(0))
        if total >= target:
            cost = sum((effort for effort, _points, _steps in rises), F(0))
            reached.append((cost, -total, frozenset[tuple[str, int]]().union(*(steps for *_counted, steps in rises))))
    return reached


def steps_of(way: Way) -> frozenset[tuple[str, int]]:
    return frozenset((rise.id, level) for rise in way.rises for level in range(rise.start + 1, rise.end + 1))


def test_the_cheapest_way_and_each_further_one_are_what_trying_everything_finds() -> None:
    chance = random.Random(20260101)
    ways_seen = 0
    for number in range(TRIED):
        starts = instrument(chance)
        have = points(starts)
        most = reachable(starts) - have
        target = have + max(F(1, 4), most * F(chance.randint(1, 21), 20))
        every = everything(starts, target)
        ways = 3 if number % 8 == 0 else 1
        found = cheapest(starts, target, ways=ways)
        ways_seen += len(found)
        before: list[frozenset[tuple[str, int]]] = []
        apart = True
        for way in found:
            left = [one for one in every if all(len(one[2] & held) <= len(held) // 2 for held in before)]
            if not apart or not left:
                apart = False
                left = [one for one in every if not any(held <= one[2] for held in before)]
            effort, lost, _steps = min(left, key=lambda one: one[:2])
            assert (way.effort, -way.points) == (effort, lost)
            assert (way.effort, -way.points, steps_of(way)) in every
            before.append(steps_of(way))
        assert bool(found) == bool(every)
        if every and len(found) < ways:
            assert [one for one in every if not any(held <= one[2] for held in before)] == []
    assert ways_seen == 876


def test_whoever_has_it_already_or_cannot_reach_it_gets_no_way() -> None:
    starts = [Start("1.1", 2, 4, F(5, 2)), Start("1.2", 1, 4, F(2), {2: None})]
    assert (points(starts), reachable(starts)) == (7, 12)
    assert cheapest(starts, F(7)) == []
    assert cheapest(starts, F(25, 2)) == []
    assert [way.points for way in cheapest(starts, F(12))] == [12]


def test_half_a_point_below_is_below() -> None:
    starts = [Start("a", 0, 4, F(5, 2)), Start("b", 0, 1, F(1, 2), {1: F(9)})]
    assert [(way.effort, way.points) for way in cheapest(starts, F(10))] == [(4, 10)]
    assert [(way.effort, way.points) for way in cheapest(starts, F(21, 2))] == [(13, F(21, 2))]


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (Start("1.1", 5, 4, F(1)), "1.1: level 5 of 4"),
        (Start("1.1", 1, 4, F(0)), "1.1: a weight and an effort are more than 0"),
        (Start("1.1", 1, 4, F(1), {2: F(0)}), "1.1: a weight and an effort are more than 0"),
        (Start("1.1", 1, 4, F(1), {2: F(1, 2**53 - 1)}), "efforts or weights too fine to be counted exactly"),
    ],
)
def test_what_cannot_be_counted_is_refused(start: Start, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cheapest([start, Start("2.1", 0, 4, F(1))], F(8))


def test_the_solver_prints_nothing_into_the_output_of_the_server(capfd: pytest.CaptureFixture[str]) -> None:
    # Round numbers beside fine ones: presolving these, it did.
    by = random.Random(1)
    starts = [
        Start(
            str(place),
            by.randint(0, 3),
            4,
            Fraction(by.choice([1, 2, 3, 5, 7]), 2) + Fraction(by.randint(0, 9), 10 ** by.randint(0, 6)),
            {level: Fraction(by.randint(1, 20)) for level in range(1, 5)},
        )
        for place in range(36)
    ]
    have, most = points(starts), reachable(starts)
    assert len(cheapest(starts, have + (most - have) * Fraction(by.randint(5, 95), 100), ways=3)) == 3
    assert capfd.readouterr().out == ""
