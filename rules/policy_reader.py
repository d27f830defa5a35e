"""Turns the text of a scoring policy into checked values; every complaint names the line."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar, cast

from rules.dates import FIRST_DAY, LAST_DAY
from rules.policy import AXES, Cutoffs, Node, PolicyError, Settings
from rules.policy_schema import COLUMN_IDS, DIRECT_SOURCES, SOURCES, TENURE_OF, Source
from rules.text import UNSAID, Text
from rules.yaml_lines import KeyPath, Lines, parse_with_lines

# One bit a leaf in a signed 64-bit mask, less those that stand for the person as a whole.
MAX_LEAVES = 60
TAGS = ("V", "S", "W")
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TOP_KEYS = ("code", "version", "title", "effective_from", "citation", "tag", "cutoffs", "talent_value", "pool")
_NODE_KEYS = {"id", "label", "weight", "column", "tag", "note"}
T = TypeVar("T")


def read(text: str, name: str, *, published: bool) -> tuple[Any, dict[str, Any]]:
    """(plain data, keyword arguments of Policy). Raises PolicyError or YamlError."""
    data, lines = parse_with_lines(text, name)
    return data, _Reader(name, lines, published).policy(data)


def faults(text: str, name: str) -> list[PolicyError]:
    """Every mistake of a document, in the order of its lines; empty when `read` would accept it.

    A part with a mistake is not looked at any further, so that mending one may show the next. Raises YamlError.
    """
    data, lines = parse_with_lines(text, name)
    reader = _Reader(name, lines, published=False)
    reader.found = []
    reader.attempt(lambda: reader.policy(data))
    return sorted(reader.found, key=lambda fault: fault.line)


class _Reader:
    # Mistakes so far; None: the first one is raised.
    found: list[PolicyError] | None = None

    def __init__(self, name: str, lines: Lines, published: bool) -> None:
        self.name, self.lines, self.published = name, lines, published
        self.ids: set[str] = set()
        self.columns: set[str] = set()

    # Complaints

    def fail(self, path: KeyPath, indonesian: str, english: str) -> PolicyError:
        shown = path
        while shown not in self.lines and shown:
            shown = shown[:-1]
        return PolicyError(Text(indonesian, english), self.name, self.lines.get(shown, 1), path)

    def attempt(self, part: Callable[[], T]) -> T:
        """Read one part; when every mistake is asked for, note the part's and go on with None in its place."""
        if self.found is None:
            return part()
        try:
            return part()
        except PolicyError as fault:
            self.found.append(fault)
            return cast(T, None)

    def note_or_raise(self, fault: PolicyError) -> None:
        """A mistake that does not keep the rest from being read."""
        if self.found is None:
            raise fault
        self.found.append(fault)

    def mapping(self, value: Any, path: KeyPath, required: Any, optional: Any = ()) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(path, f"“{_last(path)}” harus berisi kunci dan nilai", f"“{_last(path)}” must be a mapping")
        for key in value:
            if key not in required and key not in optional:
                self.note_or_raise(self.fail((*path, key), f"kunci tidak dikenal: “{key}”", f"unknown key: “{key}”"))
        for key in sorted(required):
            if key not in value:
                raise self.fail(path, f"“{key}” belum ada", f"“{key}” is missing")
        return value

    # Single values

    def text(self, value: Any, path: KeyPath) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fail(path, f"“{_last(path)}” harus teks", f"“{_last(path)}” must be text")
        return value.strip()

    def both(self, value: Any, path: KeyPath) -> Text:
        content = self.mapping(value, path, ("id", "en"))
        return Text(self.text(content["id"], (*path, "id")), self.text(content["en"], (*path, "en")))

    def one_of(self, value: Any, path: KeyPath, allowed: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            listed = ", ".join(map(str, allowed))
            raise self.fail(
                path,
                f"“{_last(path)}” bernilai “{value}”; yang diterima: {listed}",
                f"“{_last(path)}” is “{value}”; accepted: {listed}",
            )
        return value

    def number(self, value: Any, path: KeyPath, above: int | None = None) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.fail(path, f"“{_last(path)}” harus angka", f"“{_last(path)}” must be a number")
        number = Fraction(value)
        if number < 0 or number > 1_000_000 or (above is not None and number <= above):
            raise self.fail(
                path, f"“{_last(path)}” di luar batas: {value}", f"“{_last(path)}” is out of range: {value}"
            )
        return number

    def whole(self, value: Any, path: KeyPath, low: int = 1, high: int = 100) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fail(
                path,
                f"“{_last(path)}” harus bilangan bulat {low} sampai {high}",
                f"“{_last(path)}” must be a whole number from {low} to {high}",
            )
        return value

    def day(self, value: Any, path: KeyPath) -> date:
        if not isinstance(value, date):
            raise self.fail(
                path, f"“{_last(path)}” harus tanggal YYYY-MM-DD", f"“{_last(path)}” must be a day YYYY-MM-DD"
            )
        if not FIRST_DAY <= value <= LAST_DAY:
            raise self.fail(
                path,
                f"“{_last(path)}” harus antara {FIRST_DAY} dan {LAST_DAY}",
                f"“{_last(path)}” must lie between {FIRST_DAY} and {LAST_DAY}",
            )
        return value

    def items(self, value: Any, path: KeyPath) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise self.fail(
                path, f"“{_last(path)}” harus daftar berisi", f"“{_last(path)}” must be a list with content"
            )
        return value

    # The document

    def policy(self, data: Any) -> dict[str, Any]:
        doc = self.mapping(data, (), (*_TOP_KEYS, *AXES), ("effective_to", "note"))
        attempt = self.attempt
        first = attempt(lambda: self.day(doc["effective_from"], ("effective_from",)))
        values = {
            "code": attempt(lambda: self.code(doc["code"])),
            "version": attempt(lambda: self.whole(doc["version"], ("version",), high=100_000)),
            "title": attempt(lambda: self.both(doc["title"], ("title",))),
            "effective_from": first,
            "effective_to": attempt(lambda: self.last_day(doc.get("effective_to"), first)),
            "citation": attempt(lambda: self.text(doc["citation"], ("citation",))),
            **(attempt(lambda: dict(zip(("tag", "note"), self.source_of_truth(doc, ()), strict=True))) or {}),
            "cutoffs": attempt(lambda: self.cutoffs(doc["cutoffs"])),
            "talent_value": attempt(lambda: self.talent_value(doc["talent_value"])),
            **(attempt(lambda: self.pool(doc["pool"])) or {}),
            "performance": attempt(lambda: self.performance(doc["performance"])),
            "potential": attempt(lambda: self.axis(doc["potential"], "potential")),
        }
        if len(self.ids) > MAX_LEAVES:
            raise self.fail((), f"lebih dari {MAX_LEAVES} komponen", f"more than {MAX_LEAVES} components")
        return values

    def code(self, value: Any) -> str:
        code = self.text(value, ("code",))
        if not _CODE.fullmatch(code):
            raise self.fail(("code",), f"kode tidak sah: “{code}”", f"not a valid code: “{code}”")
        return code

    def last_day(self, value: Any, first: date | None) -> date | None:
        if value is None:
            return None
        last = self.day(value, ("effective_to",))
        if first is not None and last < first:
            raise self.fail(("effective_to",), "berakhir sebelum mulai berlaku", "ends before it begins")
        return last

    def pool(self, value: Any) -> dict[str, Any]:
        pool = self.mapping(value, ("pool",), ("boxes", "valid_years"))
        years = lambda: self.whole(pool["valid_years"], ("pool", "valid_years"), high=10)  # noqa: E731
        return {"pool_boxes": self.attempt(lambda: self.boxes(pool["boxes"])), "pool_valid_years": self.attempt(years)}

    def source_of_truth(self, content: Mapping[str, Any], path: KeyPath) -> tuple[str, Text]:
        tag = self.one_of(content["tag"], (*path, "tag"), TAGS) if "tag" in content else ""
        note = self.note(content.get("note"), (*path, "note"))
        if tag == "W" and not note:
            raise self.fail((*path, "tag"), "tag W harus disertai “note”", "tag W needs a “note”")
        return tag, note

    def note(self, value: Any, path: KeyPath) -> Text:
        if value is None:
            return UNSAID
        if self.published and isinstance(value, str):
            return Text(value.strip(), value.strip())
        return self.both(value, path)

    def cutoffs(self, value: Any) -> dict[str, Cutoffs]:
        found = {}
        for axis, limits in self.mapping(value, ("cutoffs",), AXES).items():
            path = ("cutoffs", axis)
            found[axis] = self.attempt(partial(self.limits, limits, path))
        return found

    def limits(self, value: Any, path: KeyPath) -> Cutoffs:
        content = self.mapping(value, path, ("middle", "top"))
        middle, top = (self.number(content[key], (*path, key)) for key in ("middle", "top"))
        if middle >= top:
            raise self.fail(path, "batas “middle” harus di bawah “top”", "“middle” must be below “top”")
        return Cutoffs(middle, top)

    def talent_value(self, value: Any) -> dict[str, Fraction]:
        content = self.mapping(value, ("talent_value",), AXES)
        weights = {axis: self.number(content[axis], ("talent_value", axis)) for axis in AXES}
        total = sum(weights.values())
        if total not in (1, 100):
            raise self.fail(
                ("talent_value",), "bobot nilai talenta harus berjumlah 1 atau 100", "weights must add up to 1 or 100"
            )
        return {axis: weight / total for axis, weight in weights.items()}

    def boxes(self, value: Any) -> tuple[int, ...]:
        path = ("pool", "boxes")
        boxes = [self.whole(box, (*path, index), high=9) for index, box in enumerate(self.items(value, path))]
        if len(set(boxes)) != len(boxes):
            raise self.fail(path, "kotak disebut dua kali", "a box is given twice")
        return tuple(sorted(boxes))

    def performance(self, value: Any) -> Node:
        path = ("performance",)
        route = value.get("route") if isinstance(value, dict) else None
        self.one_of(route, (*path, "route"), ("score", "direct"))
        if route == "score":
            return self.axis({key: item for key, item in value.items() if key != "route"}, "performance")
        content = self.mapping(value, path, ("route", "source"), ("column", "grace", "note"))
        self.one_of(content["source"], (*path, "source"), DIRECT_SOURCES)
        settings = Settings(grace=self.grace(content["grace"], (*path, "grace")) if "grace" in content else None)
        return Node(
            id="performance",
            label=Text("Hasil kerja", "Work result"),
            weight=Fraction(100),
            share=Fraction(1),
            source=content["source"],
            settings=settings,
            column=self.column(content, path),
            note=self.source_of_truth(content, path)[1],
        )

    def axis(self, value: Any, name: str) -> Node:
        content = self.mapping(value, (name,), ("components",), ("ratio", "note"))
        label = Text("Kinerja", "Performance") if name == "performance" else Text("Potensial", "Potential")
        children = self.children(content, (name,))
        note = self.source_of_truth(content, (name,))[1]
        return Node(name, label, Fraction(100), Fraction(1), children, note=note)

    # The tree

    def children(self, content: Mapping[str, Any], path: KeyPath) -> tuple[Node, ...]:
        ratio = content.get("ratio", False)
        if not isinstance(ratio, bool):
            raise self.fail((*path, "ratio"), "“ratio” harus true atau false", "“ratio” must be true or false")
        path = (*path, "components")
        items = self.items(content["components"], path)
        places = [(item, (*path, index)) for index, item in enumerate(items)]
        weights = [self.attempt(partial(self.weight, *place)) for place in places]
        known = [weight for weight in weights if weight is not None]
        total = sum(known, Fraction(0)) or Fraction(1)
        if not ratio and total != 100 and len(known) == len(weights):
            said = _show(total)
            fault = self.fail(path, f"bobot berjumlah {said}, seharusnya 100", f"weights add up to {said}, not 100")
            self.note_or_raise(fault)
        nodes = []
        for (item, here), weight in zip(places, weights, strict=True):
            if isinstance(item, dict):
                share = (weight or 1) / total
                nodes.append(self.attempt(partial(self.node, item, here, weight or Fraction(1), share)))
        return tuple(nodes)

    def weight(self, item: Any, path: KeyPath) -> Fraction:
        if not isinstance(item, dict) or "weight" not in item:
            raise self.fail(path, "“weight” belum ada", "“weight” is missing")
        return self.number(item["weight"], (*path, "weight"), above=0)

    def node(self, item: dict[str, Any], path: KeyPath, weight: Fraction, share: Fraction) -> Node:
        inner = "components" in item
        if inner == ("source" in item):
            raise self.fail(
                path, "harus ada salah satu: “components” atau “source”", "needs either “components” or “source”"
            )
        source = None if inner else SOURCES[self.one_of(item["source"], (*path, "source"), SOURCES)]
        own = {"components", "ratio"} if source is None else {"source", *source.settings}
        self.mapping(item, path, {"id", "label", "weight"}, _NODE_KEYS | own)
        attempt = self.attempt
        tag, note = attempt(lambda: self.source_of_truth(item, path)) or ("", UNSAID)
        return Node(
            id=attempt(lambda: self.id(item["id"], (*path, "id"))),
            label=attempt(lambda: self.both(item["label"], (*path, "label"))),
            weight=weight,
            share=share,
            children=(attempt(lambda: self.children(item, path)) or ()) if inner else (),
            source="" if inner else item["source"],
            settings=attempt(lambda: self.settings(item, path, source)) if source else Settings(),
            column=attempt(lambda: self.column(item, path)),
            tag=tag,
            note=note,
        )

    def id(self, value: Any, path: KeyPath) -> str:
        code = self.text(value, path)
        if not _ID.fullmatch(code) or code in self.ids or code in AXES:
            raise self.fail(path, f"id tidak sah atau ganda: “{code}”", f"id not valid or given twice: “{code}”")
        self.ids.add(code)
        return code

    def column(self, item: Mapping[str, Any], path: KeyPath) -> str:
        if item.get("column") is None:
            return ""
        column = self.one_of(item["column"], (*path, "column"), COLUMN_IDS)
        if column in self.columns:
            raise self.fail((*path, "column"), f"kolom ganda: “{column}”", f"column given twice: “{column}”")
        self.columns.add(column)
        return column

    def settings(self, item: Mapping[str, Any], path: KeyPath, source: Source) -> Settings:
        for key in sorted(source.required):
            if key not in item:
                raise self.fail(path, f"“{key}” belum ada", f"“{key}” is missing")
        found: dict[str, Any] = {}

        def take(key: str, part: Callable[[Any, KeyPath], Any]) -> None:
            found[key] = self.attempt(lambda: part(item.get(key), (*path, key)))

        if "scale" in source.settings:
            take("scale", lambda value, here: self.scale(value, here, source))
        for key in ("window_years", "validity_years"):
            if key in item:
                take(key, lambda value, here: self.whole(value, here, high=50))
        if item.get("cap") is not None:
            take("cap", lambda value, here: self.number(value, here, above=0))
        if "standard" in item:
            take("standard", lambda value, here: self.number(value, here, above=0))
        if "of" in item:
            take("of", lambda value, here: self.one_of(value, here, TENURE_OF))
        if "bands" in item:
            take("bands", self.bands)
        if "years" in item:
            take("years", self.years)
        if item.get("grace") is not None:
            take("grace", self.grace)
        return Settings(**found)

    def scale(self, value: Any, path: KeyPath, source: Source) -> dict[str, Fraction]:
        content = self.mapping(value, path, source.required_codes, source.optional_codes)
        if not content:
            raise self.fail(path, "skala kosong", "the scale is empty")
        return {code: self.attempt(partial(self.number, points, (*path, code))) for code, points in content.items()}

    def bands(self, value: Any, path: KeyPath) -> tuple[tuple[int, Fraction], ...]:
        bands = []
        for index, item in enumerate(self.items(value, path)):
            here = (*path, index)
            content = self.mapping(item, here, ("from", "value"))
            start = self.whole(content["from"], (*here, "from"), low=0, high=1000)
            bands.append((start, self.number(content["value"], (*here, "value"))))
        bands.sort(reverse=True)
        if bands[-1][0] != 0 or len({start for start, _ in bands}) != len(bands):
            raise self.fail(path, "pita harus mulai dari 0 dan tidak ganda", "bands must start at 0, none twice")
        return tuple(bands)

    def years(self, value: Any, path: KeyPath) -> tuple[Fraction, ...]:
        weights = [self.number(weight, (*path, index), above=0) for index, weight in enumerate(self.items(value, path))]
        total = sum(weights, Fraction(0))
        if total != 100 or len(weights) > 5:
            raise self.fail(
                path,
                "bobot tahun harus berjumlah 100, paling banyak lima",
                "year weights must add up to 100, five at most",
            )
        return tuple(weight / total for weight in weights)

    def grace(self, value: Any, path: KeyPath) -> tuple[int, int]:
        try:
            # A leap year, so that 29 February is a day.
            day = date.fromisoformat(f"2000-{value}")
        except ValueError:
            raise self.fail(path, "“grace” harus MM-DD", "“grace” must be MM-DD") from None
        return day.month, day.day


def _last(path: KeyPath) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "dokumen")


def _show(number: Fraction) -> str:
    return f"{float(number):g}"
