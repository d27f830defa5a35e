"""Every example in `tests/law/*.yaml`, answered by the product's own functions."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.law.registry import answer, disagreements

KEYS = {"name", "rule", "date", "citation", "input", "output", "reasons"}
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


# As PyYAML's own `safe_load`, ten times as fast.
READ = {file: yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for file in FILES}


def examples() -> list[Any]:
    found = []
    for file, read in READ.items():
        for example in read:
            name = example.get("name", "without a name")
            found.append(pytest.param(example, id=f"{file.stem}: {name} ({example.get('date')})"))
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_law_gives_what_the_example_says(example: dict[str, Any]) -> None:
    assert set(example) == KEYS
    assert isinstance(example["date"], date)
    assert example["name"]
    assert example["citation"]
    assert example["reasons"]
    found = answer(example)
    assert disagreements(example, found) == [], found


@pytest.mark.parametrize("rule", sorted({example.values[0]["rule"] for example in EXAMPLES}))
def test_an_example_whose_citation_output_or_reason_is_altered_fails(rule: str) -> None:
    example = next(example.values[0] for example in EXAMPLES if example.values[0]["rule"] == rule)
    found = answer(example)
    assert disagreements(example, found) == []
    for citation in ("UU 1/1974", f"{example['citation']}; UU 1/1974", f"{example['citation']} ayat (9)"):
        assert disagreements(example | {"citation": citation}, found) == ["citation"]
    for left_out in (cited := example["citation"].split("; ")):
        fewer = "; ".join(regulation for regulation in cited if regulation != left_out)
        assert disagreements(example | {"citation": fewer}, found) == ["citation"]
    assert disagreements(example | {"output": "lain"}, found) == ["output"]
    for place, reason in enumerate(example["reasons"]):
        altered = [*example["reasons"][:place], f"{reason}.", *example["reasons"][place + 1 :]]
        assert disagreements(example | {"reasons": altered}, found) == ["reasons"]
    assert disagreements(example | {"reasons": example["reasons"][1:]}, found) == ["reasons"]


def test_no_two_examples_of_a_file_bear_the_same_name() -> None:
    for file, read in READ.items():
        names = [(example["name"], example["date"]) for example in read]
        assert sorted(set(names)) == sorted(names), file.name
