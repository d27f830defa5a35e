"""Horizons of many posts at once, held against the readiness of each person for each post."""

import random
from datetime import date, timedelta

import numpy as np

from rules.eligibility import Post, requirements
from rules.horizons import horizons, ready_by
from rules.law import shipped
from rules.outlook import OPEN_END
from rules.readiness import IN_ORDER, Level, readiness
from tests.oracle.eligibility_people import frames, somebody

ON = date(2024, 3, 1)


def posts() -> list[Post]:
    """Fields, standards and tiers that differ, a post without a field, and one whose agency asks what the law asks."""
    again = next(one for one in requirements("JPT_PRATAMA", ON, shipped()) if one["kind"] == "education_min")
    return [
        Post("JPT_PRATAMA", "KESEHATAN", named=True),
        Post("JPT_PRATAMA", "KEUANGAN", named=True),
        Post("JPT_PRATAMA", named=True),
        Post("JPT_PRATAMA"),
        Post("JPT_PRATAMA", "KESEHATAN", {"integrity": 5.0}, named=True),
        Post("ADMINISTRATOR", "KESEHATAN", named=True),
        Post("JPT_PRATAMA", "KESEHATAN", named=True, own=({**again, "code": "own", "citation": "SK 1"},)),
    ]


def test_each_person_is_as_far_for_each_post_as_readiness_says() -> None:
    chance = random.Random("horizons")
    held = frames([somebody(chance, ON) for _number in range(90)])
    told, again, alone = horizons(held, posts(), ON, shipped())
    assert (told.shape, again, alone, told["waived"].any()) == ((90, 7), {}, {}, False)
    ways, days = set(), [ON + timedelta(days=ahead) for ahead in (0, 1, 400, 2_000)]
    for place, post in enumerate(posts()):
        for row, one in enumerate(readiness(held, post, ON, shipped())):
            day, closes = told["day"][row, place], told["closes"][row, place]
            found = IN_ORDER[told["level"][row, place]], None if np.isnat(day) else day.item()
            assert (*found, None if closes == OPEN_END else closes.item()) == (one.level, one.day, one.closes)
            for asked in days:
                open_ = one.level != Level.CLOSED and (one.closes is None or asked < one.closes)
                expected = open_ and one.day is not None and one.day <= asked
                assert ready_by(told[row : row + 1, place], asked).tolist() == [expected]
                ways.add((one.level, expected))
    assert len(ways) >= 5


def test_what_the_agency_asks_as_the_law_does_keeps_its_own_name() -> None:
    chance = random.Random("own words")
    held = frames([somebody(chance, ON) for _number in range(30)])
    needs = [[(need.code, need.citation) for need in one.needs] for one in readiness(held, posts()[-1], ON, shipped())]
    assert [("own", True) in {(code, said.startswith("SK 1")) for code, said in each} for each in needs] == [
        "education" in dict(each) for each in needs
    ]
    assert any("education" in dict(each) for each in needs)
