"""Single values of a policy change in their place; whatever was typed stays, and everything else stays as it was."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rules import policy_edit as edit
from rules.policy import NATIONAL, Policy, faults
from rules.yaml_lines import parse_with_lines

KEPKA = (NATIONAL / "kepka-411-2025.yaml").read_text(encoding="utf-8")
FILES = sorted(NATIONAL.rglob("*.yaml"))


def content(text: str) -> Any:
    return parse_with_lines(text, "x")[0]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path to a value that holds no others."""
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in paths(value, (*path, key))]
    if isinstance(data, list):
        return [found for place, value in enumerate(data) for found in paths(value, (*path, place))]
    return [path]


def test_a_weight_changes_on_its_line_and_no_other_line_does() -> None:
    path = ("performance", "components", 0, "weight")
    new = edit.changed(KEPKA, {path: edit.number("60,5")})
    pairs = [(a, b) for a, b in zip(KEPKA.splitlines(), new.splitlines(), strict=True) if a != b]
    assert pairs == [("      weight: 60", "      weight: 60.5")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_value_of_every_policy_can_be_changed_alone(file: Any) -> None:
    text = file.read_text(encoding="utf-8")
    data = content(text)
    for path in paths(data):
        changed = content(edit.changed(text, {path: "77.25"}))
        assert at(changed, path) == Decimal("77.25")
        parent: Any = at(changed, path[:-1])
        parent[path[-1]] = at(data, path)
        assert changed == data


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_value_can_be_taken_away_and_the_rest_stays(file: Any) -> None:
    text = file.read_text(encoding="utf-8")
    data = content(text)
    for path in paths(data):
        expected = deepcopy(data)
        del at(expected, path[:-1])[path[-1]]
        assert content(edit.changed(text, {path: None})) == expected


@given(st.text(max_size=40), st.sampled_from([edit.words, edit.number, edit.day]))
@example("1" + "0" * 17, edit.number)
@example("1" + "0" * 18, edit.number)
def test_whatever_is_typed_is_kept_and_never_breaks_the_document(typed: str, kind: Any) -> None:
    path = ("cutoffs", "performance", "middle")
    kept = at(content(edit.changed(KEPKA, {path: kind(typed)})), path)
    said = " ".join(yaml.reader.Reader.NON_PRINTABLE.sub("", typed).split())
    assert kept == said or str(kept) == said.replace(",", ".")


def test_what_is_no_number_nor_day_is_a_mistake_at_its_place() -> None:
    middle, first = ("cutoffs", "performance", "middle"), ("effective_from",)
    text = edit.changed(KEPKA, {middle: edit.number("enam puluh"), first: edit.day("2026-02-30")})
    assert [(fault.path, fault.line) for fault in faults(text, "x")] == [(first, 7), (middle, 21)]


def test_a_setting_that_is_not_there_is_added_before_the_trees() -> None:
    rating = ("performance", "components", 0)
    text = edit.changed(
        KEPKA, {(*rating, "grace"): edit.words("03-31"), (*rating, "years"): edit.numbers(["60", "40"])}
    )
    leaf = Policy.parse(text, "x").performance.leaves[0]
    assert leaf.settings.grace == (3, 31)
    assert [float(year) for year in leaf.settings.years] == [0.6, 0.4]
    assert edit.changed(text, {(*rating, "years"): None, (*rating, "grace"): None}) == KEPKA


def test_bands_are_written_line_by_line_or_between_brackets_as_they_stood() -> None:
    courses = ("potential", "components", 1, "components", 0, "bands")
    wanted = edit.bands([("5", "100"), ("0", "12,5")])
    for text in (KEPKA, edit.changed(KEPKA, {courses: "[]"})):
        assert at(content(edit.changed(text, {courses: wanted})), courses) == [
            {"from": 5, "value": 100},
            {"from": 0, "value": Decimal("12.5")},
        ]


def test_comments_stay_and_an_empty_value_is_filled() -> None:
    text = "a: # satu\n  b: 1 # dua\n# tiga\nc:\nd: 4\n"
    assert edit.changed(text, {("c",): "3"}) == "a: # satu\n  b: 1 # dua\n# tiga\nc: 3\nd: 4\n"
    assert edit.changed(text, {("a", "x"): "3"}) == "a: # satu\n  b: 1 # dua\n  x: 3\n# tiga\nc:\nd: 4\n"


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(KeyError):
        edit.changed(KEPKA, {("cutoffs", "nothing", "middle"): "1"})
