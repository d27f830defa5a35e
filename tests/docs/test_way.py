"""The worked example of the way to Baik is what the program finds."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from rules.law import shipped
from rules.merit import instrument, score
from rules.merit_way import Start, cheapest

TEXT = (Path(settings.BASE_DIR) / "docs" / "jalan-ke-baik.md").read_text(encoding="utf-8")
ON = date(2021, 12, 1)
SUBS = instrument("KASN-2019", ON, shipped()).value["sub_aspects"]
LEVELS = {
    sub["id"]: 3 if sub["aspect"] == "1" else 1 if sub["id"] in ("3.3", "3.4", "3.9", "3.10") else 2 for sub in SUBS
}
_ROW = re.compile(r"\| ([\d.]+) (.+?) \| (\d) \| (\d) \| (\d+) \| (\d+) \| (.+?) \|")


def test_the_levels_of_the_example_come_to_the_published_score() -> None:
    result = score({name: (None, level) for name, level in LEVELS.items()}, "KASN-2019", ON, shipped())
    assert (result.score, result.category) == (198, "KURANG")


@pytest.mark.parametrize(("part", "barred"), [(1, ""), (2, "5")])
def test_the_rises_of_the_example_are_the_cheapest_ones(part: int, barred: str) -> None:
    title, _, body = TEXT.split("\n## ")[part].partition("\n")
    rows = {name: row for name, *row in _ROW.findall(body)}
    by_id = {sub["id"]: sub for sub in SUBS}
    for name, (words, start, end, gain, effort, evidence) in rows.items():
        sub = by_id[name]
        assert (words, evidence, int(start)) == (sub["name"]["id"], sub["evidence"]["id"], LEVELS[name])
        assert Fraction(gain) == (int(end) - int(start)) * Fraction(str(sub["weight"]))
        assert int(effort) == int(end) - int(start)
    starts = [
        Start(
            sub["id"],
            LEVELS[sub["id"]],
            4,
            Fraction(str(sub["weight"])),
            dict.fromkeys(range(5)) if sub["aspect"] == barred else {},
        )
        for sub in SUBS
    ]
    best = cheapest(starts, Fraction(250))[0]
    efforts, gains = (sum(int(row[place]) for row in rows.values()) for place in (4, 3))
    assert (efforts, 198 + gains) == (best.effort, best.points)
    assert f": {efforts} kenaikan" in title
    assert f"198 + {gains} = {198 + gains}." in body
