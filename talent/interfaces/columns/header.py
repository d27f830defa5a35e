"""The header row: which column of the sheet fills which field."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from rules.text import Text
from talent.domain.wording import both
from talent.interfaces.columns.kinds import Column, Kind
from talent.interfaces.sheets.errors import RENAME, FileRefused, column_letters, shown


def header_key(name: str) -> str:
    """Headers are the same whatever their case and whatever spaces, underscores and hyphens stand in them."""
    return re.sub(r"[\s_\-\u200b\ufeff]+", "", unicodedata.normalize("NFKC", name)).casefold()


@dataclass(frozen=True)
class Header:
    """`places`: field → (index in the sheet, column); `notices`: what a person should know, though nothing is wrong."""

    places: dict[str, tuple[int, Column]]
    notices: tuple[Text, ...]


def match_header(kind: Kind, names: list[str], row: int) -> Header:
    """Find the kind's columns among the header's names. Raises FileRefused."""
    known = {header_key(name): column for column in kind.columns for name in (column.name, *column.old)}
    places: dict[str, tuple[int, Column]] = {}
    unknown = []
    for index, name in enumerate(names):
        column = known.get(header_key(name))
        if column is None:
            unknown.append(name)
            continue
        if column.field in places:
            first = places[column.field][0]
            raise FileRefused(
                "duplicate_header",
                column=column.name,
                first=shown(names[first]),
                first_place=column_letters(first),
                second=shown(name),
                second_place=column_letters(index),
            )
        places[column.field] = (index, column)
    if not places:
        raise FileRefused("no_header", row=row, columns=", ".join(column.name for column in kind.columns))
    _check_required(kind, places, unknown)
    return Header(places, tuple(_notices(unknown)))


def _check_required(kind: Kind, places: dict[str, tuple[int, Column]], unknown: list[str]) -> None:
    missing = [column for column in kind.columns if column.required and column.field not in places]
    if not missing:
        return
    columns = ", ".join(column.name for column in missing)
    keys = {header_key(name): name for name in unknown}
    renames = [
        both(RENAME, found=shown(keys[similar[0]]), wanted=column.name)
        for column in missing
        if (similar := _similar(header_key(column.name), keys))
    ]
    if renames:
        raise FileRefused(
            "missing_column_similar", columns=columns, renames=Text(*map("; ".join, zip(*renames, strict=True)))
        )
    raise FileRefused("missing_column", columns=columns)


def _similar(wanted: str, keys: Iterable[str]) -> list[str]:
    """The name most like the one wanted; one that only says more (“NIP Pegawai”) is like it too."""
    names = list(keys)
    return get_close_matches(wanted, names, n=1, cutoff=0.6) or [name for name in names if name.startswith(wanted)]


def _notices(unknown: list[str]) -> list[Text]:
    named = Counter(shown(name.strip()) for name in unknown if name.strip())
    if not named:
        return []
    columns = ", ".join(name if count == 1 else f"{name} ({count}×)" for name, count in named.items())
    return [both(_("Kolom yang tidak dikenal dan tidak dibaca: %(columns)s."), columns=columns)]
