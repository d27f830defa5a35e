"""A scoring policy: the component tree of both axes, cut-offs, pool; the national one and agencies' own alike.

    code, version, title {id, en}, effective_from, effective_to (optional), citation, tag,
    note {id, en} (required for W)
    cutoffs: {performance: {middle, top}, potential: {middle, top}}
    talent_value: {performance, potential}        # weights, together 1 or 100
    pool: {boxes, valid_years}
    performance: {route: score, components: […]} or {route: direct, source: work_result, column?, grace?}
    potential: {components: […]}
    component: id, label {id, en}, weight, column?, tag?, note?, and either `components` or `source` with its settings

Weights of siblings add up to 100, unless their parent says `ratio: true` (4 : 3 : 3). Numbers are exact.
Errors are PolicyError with file and line, in both languages.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

from rules.policy_schema import COLUMN_IDS
from rules.text import UNSAID, Text
from rules.yaml_lines import KeyPath, YamlError

NATIONAL = Path(__file__).parent / "data" / "policies"
AXES = ("performance", "potential")


class PolicyError(ValueError):
    """A policy that cannot be used; `text` says why in both languages, `line` (from 1) and `path` of keys where."""

    def __init__(self, text: Text, name: str, line: int, path: KeyPath = ()) -> None:
        super().__init__(f"{name}:{line}: {text.id}")
        self.text, self.name, self.line, self.path = text, name, line, path

    def in_(self, language: str) -> str:
        """File, line and reason in `language`."""
        return f"{self.name}:{self.line}: {self.text.in_(language)}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a leaf's source is told. `bands`: (from, value), highest first; `years`: weights, newest year first."""

    scale: Mapping[str, Fraction] = field(default_factory=dict)
    bands: tuple[tuple[int, Fraction], ...] = ()
    cap: Fraction | None = None
    window_years: int | None = None
    validity_years: int | None = None
    years: tuple[Fraction, ...] = (Fraction(1),)
    grace: tuple[int, int] | None = None
    of: str = ""
    standard: Fraction | None = None


@dataclass(frozen=True)
class Node:
    """One component. A leaf has a `source`, any other node `children`; `share` is its part of its parent (0–1)."""

    id: str
    label: Text
    weight: Fraction
    share: Fraction
    children: tuple["Node", ...] = ()
    source: str = ""
    settings: Settings = field(default_factory=Settings)
    column: str = ""
    tag: str = ""
    note: Text = UNSAID

    @property
    def name(self) -> str:
        """How people know it: its workbook column, or its label."""
        return self.column or self.label.id

    @property
    def replaced_by(self) -> str:
        """The column of the `components` frame that takes the place of the derived value ("" = none)."""
        return COLUMN_IDS.get(self.column, "")

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def leaves(self) -> tuple["Node", ...]:
        """The nodes with a source, in the order of the document."""
        return tuple(node for node in self.walk() if node.source)


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Half-open: `top` and above is the top band, `middle` up to `top` the middle one."""

    middle: Fraction
    top: Fraction


@lru_cache(maxsize=64)
def _content(text: str, name: str, published: bool) -> dict[str, Any]:
    """The fields of a policy. A published document is read by every page that shows a box, and never changes."""
    from rules.policy_reader import read  # the reader builds these classes

    try:
        data, values = read(text, name, published=published)
    except YamlError as problem:
        raise PolicyError(problem.text, name, problem.line) from problem
    return {**values, "digest": _digest(data), "text": text}


@dataclass(frozen=True)
class Policy:
    """A checked policy document; `digest` is the sha256 of its content, whatever its layout."""

    code: str
    version: int
    title: Text
    effective_from: date
    effective_to: date | None
    citation: str
    tag: str
    note: Text
    cutoffs: Mapping[str, Cutoffs]
    talent_value: Mapping[str, Fraction]
    pool_boxes: tuple[int, ...]
    pool_valid_years: int
    performance: Node
    potential: Node
    digest: str
    text: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, name: str, *, published: bool = False) -> Self:
        """Read and check a document; `name` stands for the file in messages. Raises PolicyError.

        `published`: it was accepted before and cannot change, so a note in one language only stands for both.
        """
        return cls(**_content(text, name, published))

    @classmethod
    def load(cls, path: Path) -> Self:
        """`parse` of a file."""
        return cls.parse(path.read_text(encoding="utf-8"), path.name)

    @property
    def verified(self) -> bool:
        """Whether the whole document was read at its source."""
        return self.tag == "V"

    @property
    def direct(self) -> bool:
        """Whether the performance band is taken from a rating instead of a score."""
        return bool(self.performance.source)

    def holds(self, on: date) -> bool:
        """Whether the policy is in force on `on`."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def axis(self, name: str) -> Node:
        """The root of `performance` or `potential`."""
        return self.performance if name == "performance" else self.potential

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """All leaves, performance first: bit i of a `missing` mask stands for leaf i."""
        return self.performance.leaves + self.potential.leaves

    @cached_property
    def tops(self) -> tuple[Node, ...]:
        """The components right under the axes (the axis itself on the direct route)."""
        return tuple(top for axis in (self.performance, self.potential) for top in axis.children or (axis,))

    def columns(self) -> tuple[str, ...]:
        """The names by which missing components are reported, in order."""
        return tuple(node.name for node in self.tops)


def faults(text: str, name: str) -> list[PolicyError]:
    """Every mistake that keeps a document from being a policy, in the order of its lines.

    A part with a mistake is not looked at any further: mending one may show the next.
    """
    from rules.policy_reader import faults as found  # the reader builds these classes

    try:
        return found(text, name)
    except YamlError as problem:
        return [PolicyError(problem.text, name, problem.line)]


def national(on: date) -> Policy | None:
    """The shipped national policy in force on `on`; None before the first one."""
    return next((policy for policy in shipped_policies() if policy.holds(on)), None)


@cache
def shipped_policies() -> tuple[Policy, ...]:
    """The national policies that come with the product, oldest first."""
    return tuple(sorted(map(Policy.load, NATIONAL.glob("*.yaml")), key=lambda policy: policy.effective_from))


def _digest(data: Any) -> str:
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> str | int:
    """60.0 and 60 are the same number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    return date.isoformat(value)
