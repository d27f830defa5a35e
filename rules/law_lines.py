"""The value of a rule as lines that a person can read: where in the value, and what stands there."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.text import Text

NOTHING = Text("tidak ada", "none")
YES, NO = Text("ya", "yes"), Text("tidak", "no")
UNITS = {
    "years": Text("tahun", "years"),
    "days": Text("hari", "days"),
    "points": Text("poin", "points"),
    "per cent": Text("persen", "per cent"),
    "percent": Text("persen", "per cent"),
    "level": Text("tingkat", "level"),
    "index": Text("indeks", "index"),
}
# What a piece is called by, and what is told of it elsewhere on the line.
_NAMED_BY = ("code", "id", "rating", "by")


def lines(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Text]]:
    """(place, words) of everything in the value, in its order; a list of plain values is one line."""
    if isinstance(value, Mapping):
        if value and set(value) <= set(Text._fields):
            yield _place(path), Text(**value)
            return
        if not value:
            yield _place(path), NOTHING
        for key, inner in value.items():
            yield from lines(inner, (*path, str(key)))
    elif isinstance(value, tuple) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            name = next((str(item[key]) for key in _NAMED_BY if key in item and set(item) != set(Text._fields)), number)
            yield from lines(item, (*path, str(name)))
    elif isinstance(value, tuple):
        parts = [_plain(item) for item in value]
        yield _place(path), Text(", ".join(part.id for part in parts), ", ".join(part.en for part in parts))
    else:
        yield _place(path), _plain(value)


def _place(path: tuple[str, ...]) -> str:
    return " · ".join(path)


def _plain(value: Any) -> Text:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return Text(*(" / ".join(_plain(item)[language] for item in value) for language in (0, 1)))
    if isinstance(value, float):
        return Text(f"{value:g}".replace(".", ","), f"{value:g}")
    return Text(str(value), str(value))
