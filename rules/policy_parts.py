"""Components of a policy document put in, moved and taken out as YAML; comments and layout of the rest stay.

A new component starts with the settings of the first shipped policy that takes its value from the same source; where
none does, the codes of its scale stand there without points, which the reader complains of until they are given.
"""

import textwrap
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from rules import policy_edit as edit
from rules.policy import AXES, NATIONAL
from rules.policy_schema import SOURCES
from rules.yaml_lines import KeyPath, composed, parse_with_lines

_EMPTY = ("[]", "{}", "null", "~", "")


def branches(data: Any) -> list[KeyPath]:
    """Where components can stand: the axes that have a tree, and every component made of others; parents first."""
    return [path for axis in AXES if isinstance(data.get(axis), dict) for path in _branches(data[axis], (axis,))]


def added(text: str, branch: KeyPath, source: str, label: tuple[str, str], weight: str) -> str:
    """The document with a new component at the end of a branch; `source` "" makes it a branch itself.

    `label`: its name in Indonesian and English; `weight` as typed.
    """
    data = parse_with_lines(text, "")[0]
    lines = [
        f"id: {_free_id(data, source or 'group')}",
        f"label: {{id: {edit.words(label[0])}, en: {edit.words(label[1])}}}",
        f"weight: {edit.number(weight)}",
    ]
    if source:
        lines += [f"source: {source}", *(f"{key}: {value}" for key, value in _settings(source))]
    else:
        lines.append("components: []")
    return _inserted(text, branch, None, "\n".join(lines))


def removed(text: str, path: KeyPath) -> str:
    """The document without the component; without the last one its branch stays, empty, and is complained of."""
    return edit.changed(text, {path: None})


def stepped(text: str, path: KeyPath, step: int) -> str:
    """The document with the component `step` places further among its siblings, at most at their ends."""
    place = path[-1]
    assert isinstance(place, int)
    count = len(_at(parse_with_lines(text, "")[0], path[:-1]))
    to = min(max(place + step, 0), count - 1)
    if to == place:
        return text
    return _inserted(removed(text, path), path[:-2], to, edit.block(text, path))


def moved(text: str, path: KeyPath, branch: KeyPath) -> str:
    """The document with the component at the end of another branch.

    Raises ValueError for a branch that lies within the component, or that there is not.
    """
    if branch[: len(path)] == path or branch not in branches(parse_with_lines(text, "")[0]):
        raise ValueError(branch)
    moving = edit.block(text, path)
    # Put in first: taking it out could change the branch's own path.
    return removed(_inserted(text, branch, None, moving), path)


def _inserted(text: str, branch: KeyPath, place: int | None, item: str) -> str:
    """The document with a component (YAML at the left edge) in a branch, before `place` or at its end."""
    root = composed(text)
    held = edit.node_at(root, (*branch, "components"))
    start, end = edit.span(text, held)
    if text[start:end].strip() in _EMPTY:
        column = edit.node_at(root, branch).start_mark.column + 2
        return f"{text[:start].rstrip()}\n{' ' * column}- {_below(item, column + 2)}{text[end:]}"
    if held.flow_style:
        return f"{text[: end - 1].rstrip()}, {_on_one_line(composed(item))}{text[end - 1 :]}"
    column = held.start_mark.column
    if place is None or place >= len(held.value):
        return f"{text[:end]}\n{' ' * column}- {_below(item, column + 2)}{text[end:]}"
    here = held.value[place].start_mark.index
    return f"{text[:here]}{_below(item, column + 2)}\n{' ' * column}- {text[here:]}"


def _below(item: str, column: int) -> str:
    """The lines of an item whose first line stands behind a dash."""
    return textwrap.indent(item, " " * column).lstrip(" ")


def _on_one_line(node: Any) -> str:
    for one in _nodes(node):
        if isinstance(one, yaml.CollectionNode):
            one.flow_style = True
    return str(yaml.serialize(node, allow_unicode=True, width=1_000_000)).strip()


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    if isinstance(node, yaml.CollectionNode):
        for held in node.value:
            for one in held if isinstance(held, tuple) else (held,):
                yield from _nodes(one)


def _settings(source: str) -> list[tuple[str, str]]:
    """The settings of a new component of a source, as YAML on one line each."""
    given = _shipped().get(source, {})
    found = []
    if "scale" in SOURCES[source].settings:
        codes = given.get("scale") or dict.fromkeys(SOURCES[source].required_codes, "")
        points = (f"{code}: {edit.number(str(value)) if value != '' else 'null'}" for code, value in codes.items())
        found.append(("scale", f"{{{', '.join(points)}}}"))
    for key in ("window_years", "validity_years", "of", "standard", "bands"):
        if key in SOURCES[source].settings and key in given:
            found.append((key, _value(given[key])))
    return found


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "\n" + textwrap.indent(edit.bands([(str(one["from"]), str(one["value"])) for one in value]), "  ")
    return edit.number(str(value))


@cache
def _shipped() -> dict[str, Any]:
    """Source → the first leaf of the shipped policies that has it; the national ones come before the examples."""
    found: dict[str, Any] = {}
    for file in [*sorted(NATIONAL.glob("*.yaml")), *sorted(NATIONAL.glob("*/*.yaml"))]:
        data = parse_with_lines(file.read_text(encoding="utf-8"), file.name)[0]
        for leaf in (leaf for axis in AXES for leaf in _leaves(data[axis])):
            found.setdefault(leaf["source"], leaf)
    return found


def _leaves(content: Any) -> Iterator[Any]:
    for item in content.get("components", []):
        if "source" in item:
            yield item
        yield from _leaves(item)


def _branches(content: Any, path: KeyPath) -> list[KeyPath]:
    if "components" not in content:
        return []
    items = content["components"] if isinstance(content["components"], list) else []
    below = [
        found
        for place, item in enumerate(items)
        if isinstance(item, dict)
        for found in _branches(item, (*path, "components", place))
    ]
    return [path, *below]


def _free_id(data: Any, wanted: str) -> str:
    taken = {item.get("id") for axis in AXES for item in _items(data.get(axis))} | set(AXES)
    names = [wanted, *(f"{wanted}_{number}" for number in range(2, 100))]
    return next(name for name in names if name not in taken)


def _items(content: Any) -> Iterator[Any]:
    items = content.get("components") if isinstance(content, dict) else None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield item
            yield from _items(item)


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data
