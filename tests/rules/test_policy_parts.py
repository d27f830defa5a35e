"""Components put in, moved and taken out: the rest of the document stays, letter by letter where it is not touched."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import policy_edit, policy_parts
from rules.policy import NATIONAL, Policy, faults
from rules.policy_schema import SOURCES
from rules.yaml_lines import KeyPath, parse_with_lines

KEPKA = (NATIONAL / "kepka-411-2025.yaml").read_text(encoding="utf-8")
FILES = sorted(NATIONAL.rglob("*.yaml"))
NAMES = ("Komponen: baru", "New one")


def content(text: str) -> Any:
    return parse_with_lines(text, "x")[0]


def items(data: Any, branch: KeyPath) -> list[Any]:
    for part in (*branch, "components"):
        data = data[part]
    return list(data)


def places(data: Any) -> list[KeyPath]:
    """Every component, parents first."""
    return [
        (*branch, "components", place)
        for branch in policy_parts.branches(data)
        for place in range(len(items(data, branch)))
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_a_component_of_every_source_is_added_at_the_end_and_nothing_else_changes(source: str) -> None:
    grown = policy_parts.added(KEPKA, ("performance",), source, NAMES, "12,5")
    expected, new = content(KEPKA), items(content(grown), ("performance",))[-1]
    assert (new["label"], str(new["weight"]), new["source"]) == ({"id": NAMES[0], "en": NAMES[1]}, "12.5", source)
    assert set(new) - {"id", "label", "weight", "source"} <= SOURCES[source].settings
    expected["performance"]["components"].append(new)
    assert content(grown) == expected
    assert policy_parts.removed(grown, ("performance", "components", 4)) == KEPKA


def test_a_new_component_starts_with_the_settings_of_the_national_policy_and_can_be_used_at_once() -> None:
    text = policy_edit.changed(KEPKA, {("performance", "components", 0, "weight"): "50"})
    text = policy_parts.added(text, ("performance",), "courses", NAMES, "10")
    leaf = Policy.parse(text, "x").performance.children[-1]
    assert (leaf.id, leaf.settings.window_years, leaf.settings.bands[0]) == ("courses_2", 3, (8, 100))


def test_points_that_no_shipped_policy_knows_are_asked_for() -> None:
    text = policy_edit.changed(KEPKA, {("performance", "components", 0, "weight"): "50"})
    text = policy_parts.added(text, ("performance",), "behaviour", NAMES, "10")
    assert [fault.path[-1] for fault in faults(text, "x")] == ["ABOVE", "AS", "BELOW"]


def test_a_new_branch_is_empty_until_something_is_moved_into_it() -> None:
    text = policy_parts.added(KEPKA, ("potential",), "", NAMES, "10")
    branch: KeyPath = ("potential", "components", 7)
    assert ((*branch, "components")) in [fault.path for fault in faults(text, "x")]
    text = policy_parts.moved(text, ("potential", "components", 2), branch)
    group = ("potential", "components", 6)
    text = policy_edit.changed(text, {(*group, "components", 0, "weight"): "100"})
    moved = Policy.parse(text, "x").potential.children[-1]
    assert [node.id for node in moved.walk()] == ["group", "experience", *EXPERIENCE]


EXPERIENCE = [node.id for node in Policy.parse(KEPKA, "x").potential.children[2].children]


def test_every_component_steps_up_and_down_and_back_again() -> None:
    text = KEPKA
    for path in places(content(text)):
        siblings = items(content(text), path[:-2])
        place = path[-1]
        assert isinstance(place, int)
        for step in (-1, 1):
            to = place + step
            stepped = policy_parts.stepped(text, path, step)
            if not 0 <= to < len(siblings):
                assert stepped == text
                continue
            assert items(content(stepped), path[:-2])[to] == siblings[place]
            assert policy_parts.stepped(stepped, (*path[:-1], to), -step) == text


@settings(max_examples=15)
@given(st.data())
def test_moving_a_component_to_another_branch_takes_all_of_it_along(data: Any) -> None:
    text = data.draw(st.sampled_from(FILES)).read_text(encoding="utf-8")
    before = content(text)
    path = data.draw(st.sampled_from(places(before)))
    branch = data.draw(st.sampled_from(policy_parts.branches(before)))
    component = items(before, path[:-2])[path[-1]]
    if branch[: len(path)] == path:
        with pytest.raises(ValueError, match="components"):
            policy_parts.moved(text, path, branch)
        return
    after = content(policy_parts.moved(text, path, branch))
    found = [items(after, one)[-1] for one in policy_parts.branches(after) if items(after, one)]
    assert component in found
    assert len(places(after)) == len(places(before))


def test_a_component_between_brackets_takes_another_in() -> None:
    text = 'performance: {components: [{id: "a", weight: 100}]}\npotential: {components: [{id: b, weight: 1}]}\n'
    moved = content(policy_parts.moved(text, ("potential", "components", 0), ("performance",)))
    assert moved == {
        "performance": {"components": [{"id": "a", "weight": 100}, {"id": "b", "weight": 1}]},
        "potential": {"components": []},
    }


def test_what_is_said_about_a_neighbour_stays_with_it() -> None:
    text = KEPKA.replace("    - id: awards", "    # About awards.\n    - id: awards")
    assert "# About awards.\n    - id: awards" in policy_parts.removed(text, ("performance", "components", 0))
