"""Every example in `tests/law/*.yaml`, answered by the product's own functions."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.law import shipped
from tests.law.registry import registry

KEYS = {"name", "rule", "date", "citation", "input", "output", "reasons"}
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


def examples() -> list[Any]:
    found = []
    for file in FILES:
        for example in yaml.safe_load(file.read_text(encoding="utf-8")):
            name = example.get("name", "without a name")
            found.append(pytest.param(example, id=f"{file.stem}: {name} ({example.get('date')})"))
    return found


@pytest.mark.parametrize("example", examples())
def test_the_law_gives_what_the_example_says(example: dict[str, Any]) -> None:
    assert set(example) == KEYS
    assert isinstance(example["date"], date)
    assert example["name"]
    assert example["citation"]
    assert example["reasons"]
    answer = registry()[example["rule"]](example["input"], example["date"], shipped())
    assert answer.output == example["output"]
    if answer.reasons is not None:
        assert answer.reasons == example["reasons"]


def test_no_two_examples_of_a_file_bear_the_same_name() -> None:
    for file in FILES:
        names = [(example["name"], example["date"]) for example in yaml.safe_load(file.read_text(encoding="utf-8"))]
        assert sorted(set(names)) == sorted(names), file.name
