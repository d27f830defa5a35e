"""Weights of an instrument as a workbook: the template, the weights in force, and what comes back filled in."""

import hashlib
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rules.law import Rule
from rules.merit_weights import Fault, Given
from talent.interfaces.columns import Column, Kind, check_sheet
from talent.interfaces.columns.parsers import Number, SubAspect, Text, Whole
from talent.interfaces.sheets.errors import CellError

WEIGHTS = Kind(
    "merit_weights",
    _("Bobot sub-aspek"),
    "agency",
    ("sub_aspect",),
    (
        Column("sub_aspek", "sub_aspect", SubAspect(), True, "3.10"),
        Column("nama", "name", Text(), example="Standar kompetensi jabatan"),
        Column("bobot", "weight", Number(0, 100), True, 2.5),
        Column("aspek", "aspect", Text(2), example="3"),
        Column("bobot_aspek", "aspect_weight", Number(0, 100), example=30),
        Column("level_tertinggi", "highest", Whole(0, 100), example=4),
    ),
    whole=True,
)


def read(name: str, content: bytes) -> tuple[list[Given], list[CellError], str]:
    """The rows of a workbook, what is wrong with its cells, and its SHA-256. Raises FileRefused."""
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as kept:
        kept.write(content)
        kept.flush()
        (chunk,) = check_sheet(WEIGHTS, Path(kept.name), name, timezone.localdate(), whole=True)
    columns = chunk.columns
    rows = [
        Given(
            row=row,
            sub_aspect=columns["sub_aspect"][at],
            weight=Fraction(str(columns["weight"][at])),
            aspect=columns["aspect"][at],
            aspect_weight=None if (own := columns["aspect_weight"][at]) is None else Fraction(str(own)),
            highest=columns["highest"][at],
        )
        for at, row in enumerate(chunk.rows)
    ]
    return rows, chunk.errors, hashlib.sha256(content).hexdigest()


def placed(fault: Fault) -> CellError:
    """A fault of the rows as an error of the file."""
    return CellError("", fault.row, WEIGHTS.column(fault.field).name, fault.value, fault.code, fault.message)


def lines(rule: Rule) -> Iterator[list[str]]:
    """An instrument's weights as the workbook has them; what is not known is empty, to be filled in."""
    yield [column.name for column in WEIGHTS.columns]
    aspects = {one["id"]: one["weight"] for one in rule.value["aspects"]}
    highest = str(rule.value["levels"]["highest"])
    for sub in rule.value["sub_aspects"]:
        name = sub["name"]["id"]
        yield [sub["id"], name, _cell(sub["weight"]), sub["aspect"], _cell(aspects[sub["aspect"]]), highest]


def _cell(weight: object) -> str:
    return "" if weight is None else str(weight)
