"""Changing single values of a YAML document without touching anything else in it: comments and layout stay.

Whatever is typed is kept: what is no number, day or list is written as text, and the reader complains at its place.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import yaml
from yaml.reader import Reader

from rules.yaml_lines import MAX_DIGITS, KeyPath, composed

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)([.,][0-9]+)?")
_WORDS = re.compile(r"[^\W\d_][\w /()&.°–+-]*")
_RESOLVER: Any = yaml.SafeLoader("")


def number(typed: str) -> str:
    """A number as YAML writes it, with a decimal comma read as a point; anything else, a number too long to be read
    too, as text."""
    typed = typed.strip()
    plain = len(typed) <= MAX_DIGITS and _NUMBER.fullmatch(typed)
    return typed.replace(",", ".") if plain else words(typed)


def day(typed: str) -> str:
    """A day as YAML writes it; anything else as text."""
    typed = typed.strip()
    try:
        return date.fromisoformat(typed).isoformat() if len(typed) == 10 else words(typed)
    except ValueError:
        return words(typed)


def words(typed: str) -> str:
    """Text as a scalar on one line, in quotes where it could be read as anything else."""
    typed = " ".join(Reader.NON_PRINTABLE.sub("", typed).split())
    plain = _WORDS.fullmatch(typed) and not typed.endswith(" ")
    if plain and _RESOLVER.resolve(yaml.ScalarNode, typed, (True, False)) == "tag:yaml.org,2002:str":
        return typed
    return json.dumps(typed, ensure_ascii=False)


def numbers(typed: Iterable[str]) -> str:
    """A list of numbers on one line."""
    return f"[{', '.join(map(number, typed))}]"


def bands(pairs: Sequence[tuple[str, str]]) -> str:
    """Bands of a count, one to a line."""
    return "\n".join(f"- {{from: {number(start)}, value: {number(value)}}}" for start, value in pairs) or "[]"


def changed(text: str, changes: Mapping[KeyPath, str | None]) -> str:
    """The document with the values at these paths replaced by YAML (None: taken away with their key).

    A key that is not there is added at the end of its mapping, which must exist. Raises YamlError.
    """
    for path, value in changes.items():
        root = composed(text)
        text = _removed(text, root, path) if value is None else _set(text, root, path, value)
    return text


def block(text: str, path: KeyPath) -> str:
    """A value as it stands in the document, moved to the left edge."""
    node = node_at(composed(text), path)
    start, end = span(text, node)
    return textwrap.dedent(" " * node.start_mark.column + text[start:end])


def _set(text: str, root: Any, path: KeyPath, value: str) -> str:
    parent = node_at(root, path[:-1])
    place = _place(parent, path[-1])
    if place is None:
        return _added(text, parent, str(path[-1]), value)
    node = _value(parent.value[place])
    start, end = span(text, node)
    if not _in_lines(node):
        value = _on_one_line(value)
    gap = " " if start == end and text[:start].endswith(":") else ""
    if "\n" in value and not value.startswith("- ") and not text[:start].rpartition("\n")[2].isspace():
        # A tree cannot stand behind its key.
        column = _key(parent.value[place]).start_mark.column + 2
        return text[:start].rstrip(" ") + textwrap.indent(f"\n{value}", " " * column) + text[end:]
    return text[:start] + gap + value.replace("\n", "\n" + " " * node.start_mark.column) + text[end:]


def _added(text: str, mapping: Any, key: str, value: str) -> str:
    pair = f"{key}: {_on_one_line(value)}"
    if not mapping.value:
        start, end = span(text, mapping)
        return f"{text[:start]}{{{pair}}}{text[end:]}"
    end = span(text, mapping.value[-1][1])[1]
    if mapping.flow_style:
        return f"{text[:end]}, {pair}{text[end:]}"
    scalars = [held for _key, held in mapping.value if isinstance(held, yaml.ScalarNode)]
    if scalars:
        # Small values stand together, before the trees.
        end = span(text, scalars[-1])[1]
    newline = text.find("\n", end)
    end = len(text) if newline < 0 else newline
    return f"{text[:end]}\n{' ' * mapping.value[0][0].start_mark.column}{pair}{text[end:]}"


def _removed(text: str, root: Any, path: KeyPath) -> str:
    parent = node_at(root, path[:-1])
    place = _place(parent, path[-1])
    if place is None:
        return text
    items = parent.value
    if len(items) == 1:
        start, end = span(text, parent)
        return text[:start] + ("{}" if isinstance(parent, yaml.MappingNode) else "[]") + text[end:]
    if isinstance(parent, yaml.SequenceNode) and _in_lines(parent):
        # Its own lines only: a comment before or after it may be about its neighbours.
        start, end = span(text, items[place])
        newline = text.find("\n", end)
        return text[: text.rfind("\n", 0, start) + 1] + (text[newline + 1 :] if newline >= 0 else "")
    if place + 1 < len(items):
        return text[: _key(items[place]).start_mark.index] + text[_key(items[place + 1]).start_mark.index :]
    return text[: span(text, _value(items[place - 1]))[1]] + text[span(text, _value(items[place]))[1] :]


def _on_one_line(value: str) -> str:
    """A list of lines that cannot stand behind its key, between brackets."""
    return f"[{', '.join(line[2:] for line in value.splitlines())}]" if value.startswith("- ") else value


def node_at(root: Any, path: KeyPath) -> Any:
    """The node at a path below a composed document. Raises KeyError."""
    for part in path:
        place = _place(root, part)
        if place is None:
            raise KeyError(path)
        root = _value(root.value[place])
    return root


def _place(parent: Any, part: str | int) -> int | None:
    """Where a key or an index stands among the node's items."""
    if isinstance(parent, yaml.SequenceNode):
        return part if isinstance(part, int) and part < len(parent.value) else None
    if not isinstance(parent, yaml.MappingNode):
        return None
    return next((place for place, (key, _value) in enumerate(parent.value) if key.value == part), None)


def _key(item: Any) -> Any:
    return item[0] if isinstance(item, tuple) else item


def _value(item: Any) -> Any:
    return item[1] if isinstance(item, tuple) else item


def _in_lines(node: yaml.Node) -> bool:
    """Whether a mapping or list stands line by line, not between brackets."""
    return isinstance(node, yaml.CollectionNode) and node.flow_style is False and bool(node.value)


def span(text: str, node: yaml.Node) -> tuple[int, int]:
    """Where a value begins and ends; comments and blank lines after it do not belong to it."""
    start, end = node.start_mark.index, node.end_mark.index
    if _in_lines(node):
        return start, span(text, _value(node.value[-1]))[1]
    return start, start + len(text[start:end].rstrip())
