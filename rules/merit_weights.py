"""Weights of an instrument as an agency brings them from its own result letter: checked, and put in the instrument.

Weights are shares of the whole in per cent: those of the sub-aspects of an aspect add up to the aspect's, and these to
100; a sub-aspect's maximum is its weight × the highest level.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from rules.law import Rule
from rules.text import Text
from rules.wording import number

WHOLE: Final = Fraction(100)


@dataclass(frozen=True, slots=True)
class Given:
    """A row of the workbook, `row` as the spreadsheet program shows it; None: the cell is empty."""

    row: int
    sub_aspect: str
    weight: Fraction
    aspect: str | None = None
    aspect_weight: Fraction | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: where (row 0: nowhere in the sheet, since it is missing), with which value, and why."""

    row: int
    field: str
    value: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Weights:
    """Accepted weights, by aspect and by sub-aspect, from when on, and where they come from."""

    aspects: Mapping[str, Fraction]
    sub_aspects: Mapping[str, Fraction]
    effective_from: date
    version: int
    source: str
    verified: bool


def faults(rule: Rule, rows: Sequence[Given]) -> list[Fault]:
    """Everything that keeps these rows from being the weights of the instrument, in the order of the sheet."""
    subs = {sub["id"]: sub["aspect"] for sub in rule.value["sub_aspects"]}
    found = [fault for row in rows for fault in _of_row(rule, row, subs)]
    seen: dict[str, int] = {}
    for row in rows:
        if row.sub_aspect in seen:
            found.append(_twice(row, seen[row.sub_aspect]))
        seen.setdefault(row.sub_aspect, row.row)
    missing = [sub for sub in subs if sub not in seen]
    if missing:
        said = ", ".join(missing)
        message = Text(f"sub-aspek ini tidak ada dalam berkas: {said}", f"the file lacks these sub-aspects: {said}")
        found.append(Fault(0, "sub_aspect", said, "sub_aspect_missing", message))
    # Sums of a sheet that is wrong in itself say nothing more.
    return sorted(found or _sums(rule, rows), key=lambda fault: fault.row)


def of(rule: Rule, rows: Iterable[Given]) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """The weights of aspects and of sub-aspects that rows without a fault give, in the instrument's order."""
    given = {row.sub_aspect: row for row in rows}
    weights = {sub["id"]: given[sub["id"]].weight for sub in rule.value["sub_aspects"]}
    aspects: dict[str, Fraction] = defaultdict(Fraction)
    for sub in rule.value["sub_aspects"]:
        aspects[sub["aspect"]] += weights[sub["id"]]
    return dict(aspects), weights


def weigh(rule: Rule, weights: Weights | None) -> Rule:
    """The instrument with these weights in the place of its own; as it is without any."""
    if weights is None:
        return rule
    value = dict(rule.value)
    value["aspects"] = tuple({**one, "weight": _plain(weights.aspects[one["id"]])} for one in value["aspects"])
    value["sub_aspects"] = tuple(
        {**one, "weight": _plain(weights.sub_aspects[one["id"]])} for one in value["sub_aspects"]
    )
    return replace(
        rule,
        value=value,
        citation=weights.source,
        tag="V" if weights.verified else "S",
        verified=weights.verified,
        effective_from=weights.effective_from,
    )


def _of_row(rule: Rule, row: Given, subs: Mapping[str, str]) -> Iterator[Fault]:
    if row.sub_aspect not in subs:
        message = Text("instrumen ini tidak punya sub-aspek ini", "the instrument has no such sub-aspect")
        yield Fault(row.row, "sub_aspect", row.sub_aspect, "unknown_sub_aspect", message)
        return
    aspect = subs[row.sub_aspect]
    if not 0 < row.weight <= WHOLE:
        message = Text("bobot lebih dari 0 dan paling besar 100", "a weight is more than 0 and at most 100")
        yield Fault(row.row, "weight", number(row.weight).id, "weight_range", message)
    if row.aspect is not None and row.aspect != aspect:
        message = Text(f"sub-aspek ini termasuk aspek {aspect}", f"this sub-aspect belongs to aspect {aspect}")
        yield Fault(row.row, "aspect", row.aspect, "wrong_aspect", message)
    own = _weight_of(rule, aspect)
    if own is not None and row.aspect_weight not in (None, own):
        assert row.aspect_weight is not None
        said = number(own)
        message = Text(f"bobot aspek {aspect} adalah {said.id}", f"the weight of aspect {aspect} is {said.en}")
        yield Fault(row.row, "aspect_weight", number(row.aspect_weight).id, "aspect_weight", message)
    if own is None and row.aspect_weight is None:
        message = Text(
            f"bobot aspek {aspect} belum diketahui; isi kolom ini",
            f"the weight of aspect {aspect} is not known; fill in",
        )
        yield Fault(row.row, "aspect_weight", "", "required", message)
    highest = rule.value["levels"]["highest"]
    if row.highest not in (None, highest):
        message = Text(f"level tertinggi instrumen ini {highest}", f"the instrument's highest level is {highest}")
        yield Fault(row.row, "highest", str(row.highest), "level_range", message)


def _twice(row: Given, first: int) -> Fault:
    message = Text(f"sub-aspek ini sudah ada di baris {first}", f"this sub-aspect stands in row {first} already")
    return Fault(row.row, "sub_aspect", row.sub_aspect, "duplicate", message)


def _sums(rule: Rule, rows: Sequence[Given]) -> list[Fault]:
    subs = {sub["id"]: sub["aspect"] for sub in rule.value["sub_aspects"]}
    by_aspect: dict[str, list[Given]] = defaultdict(list)
    for row in rows:
        by_aspect[subs[row.sub_aspect]].append(row)
    found, total = [], Fraction(0)
    for aspect, held in by_aspect.items():
        own = _weight_of(rule, aspect)
        named = {row.aspect_weight for row in held if row.aspect_weight is not None} if own is None else {own}
        if len(named) > 1:
            message = Text(f"bobot aspek {aspect} disebut berbeda-beda", f"aspect {aspect} is given several weights")
            several = " / ".join(number(one).id for one in sorted(named))
            found.append(Fault(held[0].row, "aspect_weight", several, "aspect_weight", message))
            continue
        wanted, together = named.pop(), sum((row.weight for row in held), Fraction(0))
        total += wanted
        if together != wanted:
            highest = rule.value["levels"]["highest"]
            most, had = number(wanted * highest), number(together * highest)
            said = number(wanted)
            message = Text(
                f"jumlah bobot aspek {aspect} harus {said.id} (nilai tertinggi {most.id}, bukan {had.id})",
                f"the weights of aspect {aspect} must add up to {said.en} (at most {most.en} points, not {had.en})",
            )
            found.append(Fault(held[0].row, "weight", number(together).id, "aspect_sum", message))
    if not found and total != WHOLE:
        message = Text("jumlah bobot semua aspek harus 100", "the weights of all aspects must add up to 100")
        found.append(Fault(0, "aspect_weight", number(total).id, "weight_sum", message))
    return found


def _weight_of(rule: Rule, aspect: str) -> Fraction | None:
    own: Any = next(one["weight"] for one in rule.value["aspects"] if one["id"] == aspect)
    return None if own is None else Fraction(str(own))


def _plain(weight: Fraction) -> int | float:
    """As an instrument's file writes it: decimals that are exact in `Fraction(str(…))`."""
    return int(weight) if weight.denominator == 1 else float(weight)
