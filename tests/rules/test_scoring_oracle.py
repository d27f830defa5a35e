"""The vectorised scoring against the slow one in exact fractions: same scores, boxes and reasons."""

from datetime import date
from pathlib import Path

import pytest

from rules.law import shipped
from rules.policy import NATIONAL, Policy
from rules.scoring import missing_names, score
from tests.oracle import scoring as oracle
from tests.rules.people_of import people_of, plain
from tests.rules.population import population

DEMO = Path(__file__).parents[2] / "demo" / "policies"
FILES = sorted(
    [*NATIONAL.glob("*.yaml"), *(NATIONAL / "examples").glob("*.yaml"), *DEMO.glob("*.yaml")], key=lambda f: f.name
)
DAYS = (date(2022, 6, 30), date(2024, 2, 29), date(2026, 3, 31), date(2026, 4, 1))
KEYS = ("performance", "potential", "talent_value", "box")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_person_stands_where_exact_fractions_put_them(file: Path) -> None:
    policy = Policy.load(file)
    document = oracle.document(policy.text)
    boxes = set()
    for seed, on in enumerate(DAYS):
        frames = population(seed, 750, on)
        placements = score(frames, policy, on, shipped()).placements
        people = people_of(frames)
        assert len(placements) == len(people) == 750
        rows = zip(*(placements[key] for key in (*KEYS, "missing")), strict=True)
        for person, (*found, mask) in zip(people, rows, strict=True):
            *scores, box, missing = oracle.place(document, person, on)
            expected = [None if value is None else float(value) for value in scores] + [box]
            assert [plain(value) for value in found] == expected, person
            assert missing_names(int(mask), policy) == missing, person
            boxes.add(box)
    assert len(boxes - {None}) >= 5


@pytest.mark.parametrize("seed", [11, 12])
def test_the_result_does_not_depend_on_who_else_is_in_the_frame(seed: int) -> None:
    on = date(2026, 3, 31)
    policy = Policy.load(NATIONAL / "kepka-411-2025.yaml")
    frames = population(seed, 300, on)
    together = score(frames, policy, on, shipped()).placements
    for row in range(0, 300, 7):
        one = {**frames, "employees": frames["employees"].iloc[[row]].reset_index(drop=True)}
        alone = score(one, policy, on, shipped()).placements
        expected = [plain(value) for value in together.iloc[row]]
        assert [plain(value) for value in alone.iloc[0]] == expected
