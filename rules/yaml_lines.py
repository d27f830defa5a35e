"""YAML with the line of every key, exact numbers and no surprises, for the law's files and the agencies' policies."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from rules.text import Text

KeyPath = tuple[str | int, ...]
Lines = dict[KeyPath, int]

MAX_CHARS = 200_000
MAX_DEPTH = 24
MAX_DIGITS = 18  # what a database holds of a whole number


class YamlError(ValueError):
    """A document that cannot be read; `text` says why, `line` where (from 1)."""

    def __init__(self, text: Text, name: str, line: int) -> None:
        super().__init__(f"{name}:{line}: {text.id}")
        self.text, self.name, self.line = text, name, line


class TooDeep(YamlError):
    """A document nested so deeply that reading it could take the process along: not even kept as a draft."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(Text("susunan terlalu dalam", "nested too deeply"), name, line)


def load_with_lines(path: Path) -> tuple[Any, Lines]:
    """The content of a file and the line of each key path in it; see `parse_with_lines`."""
    return parse_with_lines(path.read_text(encoding="utf-8"), path.name)


def parse_with_lines(text: str, name: str) -> tuple[Any, Lines]:
    """(data, lines): plain dicts, lists and scalars, and a line number (from 1) for each path of keys and indices.

    Fractions are read as Decimal from their text, never through float. Duplicate keys, aliases (which can grow a
    small text without end), keys that are not text and excessive size or depth raise YamlError.
    """
    try:
        return _read(composed(text, name), name)
    except TooDeep:
        raise
    except YamlError:
        # Ten times slower, but it names the place of a mistake more exactly.
        return _read(_composed(yaml.SafeLoader, text, name), name)


def composed(text: str, name: str = "") -> Any:
    """The document's root node. Whoever composes YAML does it here. Raises YamlError.

    Libyaml composes by recursion in C, and a text nested a hundred thousand deep takes the whole process along: so
    its events, which come one after another, are looked at before.
    """
    if len(text) > MAX_CHARS:
        raise YamlError(Text("dokumen terlalu besar", "the document is too large"), name, 1)
    depth = 0
    try:
        events: Iterator[Any] = yaml.parse(text, yaml.CSafeLoader)
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.NodeEvent):
                if depth > MAX_DEPTH:
                    start: Any = event.start_mark
                    raise TooDeep(name, start.line + 1)
                depth += isinstance(event, yaml.CollectionStartEvent)
    except yaml.YAMLError:
        # No further than this is composed either, and it is said there.
        pass
    return _composed(yaml.CSafeLoader, text, name)


def _composed(kind: Any, text: str, name: str) -> Any:
    try:
        loader = kind(text)
    except yaml.reader.ReaderError as problem:
        code = f"U+{int(problem.character):04X}"
        line = text[: problem.position].count("\n") + 1
        wording = Text(f"berisi karakter yang tidak boleh ada ({code})", f"holds a character that may not be ({code})")
        raise YamlError(wording, name, line) from problem
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        what = getattr(problem, "problem", None) or "?"
        raise YamlError(
            Text(f"bukan YAML yang dapat dibaca ({what})", f"not readable YAML ({what})"),
            name,
            mark.line + 1 if mark else 1,
        ) from problem
    except RecursionError as problem:
        raise TooDeep(name, 1) from problem
    finally:
        loader.dispose()
    if root is None:
        raise YamlError(Text("dokumen kosong", "the document is empty"), name, 1)
    return root


def _read(root: Any, name: str) -> tuple[Any, Lines]:
    lines: Lines = {}
    return _Reader(name, lines).read(root, ()), lines


class _Reader:
    """Turns composed nodes into plain data, noting lines on the way."""

    def __init__(self, name: str, lines: Lines) -> None:
        self.name, self.lines = name, lines
        self.seen: set[int] = set()
        self.construct: Any = yaml.SafeLoader("").construct_object

    def fail(self, node: yaml.Node, indonesian: str, english: str) -> YamlError:
        return YamlError(Text(indonesian, english), self.name, node.start_mark.line + 1)

    def read(self, node: yaml.Node, path: KeyPath) -> Any:
        if id(node) in self.seen:
            raise self.fail(node, "alias tidak diterima", "aliases are not accepted")
        self.seen.add(id(node))
        if len(path) > MAX_DEPTH:
            raise TooDeep(self.name, node.start_mark.line + 1)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key == "<<":
                raise self.fail(key_node, "kunci harus berupa teks", "keys must be text")
            if key in content:
                raise self.fail(key_node, f"kunci ganda “{key}”", f"duplicate key “{key}”")
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            content[key] = self.read(value_node, (*path, key))
        return content

    def scalar(self, node: yaml.Node) -> str | int | bool | Decimal | date | None:
        text: str = node.value
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        if kind in ("int", "float") and len(text) > MAX_DIGITS:
            wording = (f"bilangan lebih panjang dari {MAX_DIGITS} angka", f"a number longer than {MAX_DIGITS} digits")
            raise self.fail(node, *wording)
        if kind == "float" and _FRACTION.fullmatch(text):
            return Decimal(text)
        if kind == "int" and _WHOLE.fullmatch(text):
            return int(text)
        if kind == "timestamp" and _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError as problem:
                raise self.fail(node, f"tanggal tidak ada: “{text}”", f"no such day: “{text}”") from problem
        if kind in ("str", "bool", "null"):
            value: str | bool | None = self.construct(node)
            return value
        raise self.fail(node, f"nilai tidak diterima: “{text}”", f"value not accepted: “{text}”")


# YAML 1.1 reads 010 as eight and 1:30 as ninety; only plain numbers and days are taken.
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
