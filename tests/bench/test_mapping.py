"""The benchmark of mapping with a handful of people: what it maps, and that it says its ratio and its floor."""

import re
from statistics import median

import pytest

from bench import mapping

pytestmark = pytest.mark.django_db


def test_it_maps_everybody_and_says_the_ratio_of_each_pair_and_their_median(capsys: pytest.CaptureFixture[str]) -> None:
    status = mapping.measure(12)
    said = capsys.readouterr().out
    pairs = [
        [float(figure) for figure in found]
        for found in re.findall(r"pair \d: mapping ([\d.]+) s, floor ([\d.]+) s, ratio ([\d.]+)", said)
    ]
    assert len(pairs) == mapping.PAIRS
    assert min(floor for _ours, floor, _ratio in pairs) >= 0
    found = re.search(
        r": 12 people, 12 placed; median ratio to the floor ([\d.]+) \(goal 3\.0\), peak memory (\d+) MB", said
    )
    assert found is not None
    assert float(found[1]) == median(ratio for _ours, _floor, ratio in pairs)
    assert status == (0 if float(found[1]) <= mapping.GOAL_RATIO and int(found[2]) <= mapping.GOAL_MB else 1)
