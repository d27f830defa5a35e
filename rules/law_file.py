"""One file of the law: YAML with line numbers, checked key by key.

PyYAML alone takes a key given twice, a wrong key or a reversed date in silence; a law must not. So the file is read as
a node tree, and every complaint names file and line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import yaml

from rules.text import UNSAID, Text
from rules.yaml_lines import YamlError, composed

ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
TAGS = ("V", "S", "W")
TOP_KEYS = {"id": True, "title": True, "unit": False, "values": True}
LANGUAGES = ("id", "en")
# What people read inside a value: each in both languages.
WORDED = ("name", "note", "evidence")
VALUE_KEYS = {"from": True, "to": False, "citation": True, "tag": True, "note": False, "value": True}


class LawError(ValueError):
    """A file of the law that cannot be trusted; `text` says why in both languages."""

    def __init__(self, file: Path, line: int, text: Text) -> None:
        self.file, self.line, self.text = file, line, text
        super().__init__(f"{file}:{line}: {text.en}")


class FrozenMapping(dict[Any, Any]):
    """A dict that cannot be changed: still a dict for JSON, comparison and `isinstance`."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("the law cannot be changed by its reader")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __deepcopy__(self, _memo: object) -> "FrozenMapping":
        return self

    def __reduce__(self) -> tuple[type["FrozenMapping"], tuple[dict[Any, Any]]]:
        return FrozenMapping, (dict(self),)


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of `values`."""

    effective_from: date
    effective_to: date | None
    citation: str
    tag: str
    note: Text
    value: Any


@dataclass(frozen=True, slots=True)
class ParsedRule:
    """One file; `line` is where its id stands."""

    id: str
    line: int
    title: Text
    unit: str
    versions: tuple[Version, ...]


def parse(text: str, file: Path) -> ParsedRule:
    """Read and check one rule. Raises LawError."""
    return _Reader(file).rule(text)


class _Reader:
    """Knows the file, so that every complaint can name it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.construct: Callable[[yaml.Node], Any] = yaml.SafeLoader("").construct_object

    def fail(self, node: yaml.Node, indonesian: str, english: str) -> NoReturn:
        raise LawError(self.file, node.start_mark.line + 1, Text(indonesian, english))

    def rule(self, text: str) -> ParsedRule:
        root = self._compose(text)
        keys = self._mapping(root, TOP_KEYS)
        rule_id = self._text(keys["id"])
        if not ID.fullmatch(rule_id):
            self.fail(keys["id"], f"id tidak sah: {rule_id}", f"id is not lower case words and dots: {rule_id}")
        return ParsedRule(
            id=rule_id,
            line=keys["id"].start_mark.line + 1,
            title=self._both(keys["title"]),
            unit=self._text(keys["unit"]) if "unit" in keys else "",
            versions=self._versions(keys["values"]),
        )

    def _compose(self, text: str) -> yaml.Node:
        try:
            root: yaml.Node = composed(text, self.file.name)
        except YamlError as error:
            raise LawError(self.file, error.line, error.text) from error
        return root

    def _versions(self, node: yaml.Node) -> tuple[Version, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.fail(node, "values harus daftar yang tidak kosong", "values must be a list with at least one entry")
        versions: list[Version] = []
        for entry in node.value:
            version = self._version(entry)
            if versions:
                self._follows(entry, versions[-1], version)
            versions.append(version)
        return tuple(versions)

    def _version(self, node: yaml.Node) -> Version:
        keys = self._mapping(node, VALUE_KEYS)
        tag = self._text(keys["tag"])
        if tag not in TAGS:
            self.fail(keys["tag"], f"tag harus V, S, atau W: {tag}", f"tag must be V, S or W: {tag}")
        note = self._both(keys["note"]) if "note" in keys else UNSAID
        if tag == "W" and not note:
            self.fail(keys["tag"], "tag W memerlukan note", "tag W needs a note that says what is assumed")
        effective_from = self._date(keys["from"])
        if effective_from is None:
            self.fail(keys["from"], "from tidak boleh kosong", "from must not be empty")
        effective_to = self._date(keys["to"]) if "to" in keys else None
        if effective_to is not None and effective_to < effective_from:
            self.fail(keys["to"], "to lebih awal daripada from", "to is before from")
        citation = self._text(keys["citation"])
        return Version(effective_from, effective_to, citation, tag, note, self._value(keys["value"]))

    def _follows(self, node: yaml.Node, before: Version, after: Version) -> None:
        if after.effective_from <= before.effective_from:
            self.fail(node, "nilai harus urut menaik menurut from", "values must ascend by from")
        if before.effective_to is None:
            self.fail(node, "hanya nilai terakhir boleh tanpa to", "only the last value may leave out to")
        if after.effective_from <= before.effective_to:
            self.fail(node, "masa berlaku bertumpang tindih", f"overlaps the value that ends {before.effective_to}")
        if after.effective_from != before.effective_to + timedelta(days=1):
            self.fail(
                node,
                "ada celah masa berlaku; nilai yang dicabut ditulis sebagai null",
                f"a gap after {before.effective_to}: write a repealed value as null",
            )

    def _mapping(self, node: yaml.Node, keys: Mapping[str, bool]) -> dict[str, yaml.Node]:
        """The nodes of a mapping with exactly these keys (True = required)."""
        found = dict(self._items(node))
        for key, (key_node, _) in found.items():
            if key not in keys:
                self.fail(key_node, f"kunci tidak dikenal: {key}", f"unknown key: {key}")
        for key, required in keys.items():
            if required and key not in found:
                self.fail(node, f"kunci wajib tidak ada: {key}", f"missing key: {key}")
        return {key: value for key, (_, value) in found.items()}

    def _items(self, node: yaml.Node) -> list[tuple[Any, tuple[yaml.Node, yaml.Node]]]:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, "di sini harus ada pasangan kunci dan nilai", "a mapping of keys and values belongs here")
        items: list[tuple[Any, tuple[yaml.Node, yaml.Node]]] = []
        for key_node, value_node in node.value:
            key = self._scalar(key_node)
            if not isinstance(key, str | int) or isinstance(key, bool):
                self.fail(key_node, f"kunci harus teks atau bilangan bulat: {key}", f"a key must be text or int: {key}")
            if any(key == other for other, _ in items):
                self.fail(key_node, f"kunci ganda: {key}", f"key given twice: {key}")
            items.append((key, (key_node, value_node)))
        return items

    def _text(self, node: yaml.Node) -> str:
        text = self._scalar(node)
        if not isinstance(text, str) or not text.strip():
            self.fail(node, "di sini harus ada teks", "text belongs here")
        return text.strip()

    def _both(self, node: yaml.Node) -> Text:
        languages = self._mapping(node, dict.fromkeys(LANGUAGES, True))
        return Text(**{language: self._text(words) for language, words in languages.items()})

    def _date(self, node: yaml.Node) -> date | None:
        day = self._scalar(node)
        if day is None:
            return None
        if not isinstance(day, date) or isinstance(day, datetime):
            self.fail(node, f"bukan tanggal YYYY-MM-DD: {node.value}", f"not a date YYYY-MM-DD: {node.value}")
        return day

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            items = self._items(node)
            for key, (_, value) in items:
                if key in WORDED:
                    self._both(value)
            if items and {key for key, _ in items} <= set(LANGUAGES):
                self._both(node)
            return FrozenMapping({key: self._value(value) for key, (_, value) in items})
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._value(item) for item in node.value)
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            self.fail(node, "di sini harus ada satu nilai", "a single value belongs here")
        try:
            return self.construct(node)
        except (ValueError, yaml.YAMLError) as error:
            self.fail(node, f"tidak terbaca: {node.value}", f"cannot be read: {node.value} ({error})")
