"""The benchmark of a whole simulation with a few people: what each part does, and that it says figures with goals."""

import pytest

from bench import joint
from succession.models import Simulation

pytestmark = pytest.mark.django_db


def test_each_part_does_what_it_is_measured_for() -> None:
    joint.fill(200, 8)
    ours, bare = joint.timed("simulation"), joint.timed("bare")
    kept = Simulation.objects.latest("id")
    assert [row["post"] for row in kept.rows] == kept.asked["posts"]
    assert (len(kept.rows), ours["filled"]) == (8, sum(row["placed"] is not None for row in kept.rows))
    figures = joint.judged(ours, bare)
    assert {name: goal for name, _value, goal in figures} == {
        "simulation / scipy and bare reading": joint.GOAL_WHOLE,
        "memory of the simulation, MB": 500.0,
    }
    # Nothing is asked post by post, or person by person: what is left behind takes two.
    assert ours["queries"] <= 25
