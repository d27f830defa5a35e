"""The header row: which column of the sheet fills which field."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rules.text import Text
from talent.domain.wording import both, in_both
from talent.interfaces.columns.kinds import KINDS, Column, Kind
from talent.interfaces.sheets.errors import RENAME, FileRefused, column_letters, shown

# How like a column's name an unknown header is when it is probably meant for it.
LIKELY = 0.8


def header_key(name: str) -> str:
    """Headers are the same whatever their case and whatever spaces, underscores and hyphens stand in them."""
    return re.sub(r"[\s_\-\u200b\ufeff]+", "", unicodedata.normalize("NFKC", name)).casefold()


@dataclass(frozen=True)
class Header:
    """`places`: field → (index in the sheet, column); `notices`: what a person should know, though nothing is wrong."""

    places: dict[str, tuple[int, Column]]
    notices: tuple[Text, ...]


Matches = Mapping[str, str]


@dataclass(frozen=True)
class Offer:
    """A header that nobody knows, and the column it is perhaps (its name; empty where none is like it)."""

    header: str
    suggested: str


class ColumnsUnclear(Exception):
    """Somebody must say which column is which: `offers` are the unknown headers, `free` the columns not filled yet."""

    def __init__(self, offers: list[Offer], free: list[Column]) -> None:
        super().__init__()
        self.offers, self.free = offers, free


def ask_for_columns(kind: Kind, names: list[str], matches: Matches) -> None:
    """Raise ColumnsUnclear where a required column may stand under another name, or another one probably does.

    `matches`: header → column (empty: of no use), as said before; those are not asked about again.
    """
    told = {header_key(name) for name in matches}
    known = _named(kind, matches)
    unknown = list(dict.fromkeys(name for name in names if name.strip() and header_key(name) not in known))
    unknown = [name for name in unknown if header_key(name) not in told]
    filled = _filled(kind, names, matches)
    free = [column for column in kind.columns if column.field not in filled]
    if not filled or not unknown:
        return
    taken: set[str] = set()
    offers = []
    for name in unknown:
        likely = {header_key(column.name): column.name for column in free if column.name not in taken}
        similar = [key for key in likely if header_key(name).startswith(key)]
        similar = similar or get_close_matches(header_key(name), likely, n=1, cutoff=LIKELY)
        suggested = likely[similar[0]] if similar else ""
        taken.add(suggested)
        offers.append(Offer(name[:120], suggested))
    if any(column.required for column in free) or any(offer.suggested for offer in offers):
        raise ColumnsUnclear(offers, free)


def refuse_other_kind(kind: Kind, names: list[str], matches: Matches) -> None:
    """Raise FileRefused where required columns are missing and the header is that of another kind of workbook."""
    if _complete(kind, _filled(kind, names, matches)):
        return
    if others := _likelier_kinds(kind, names, matches):
        raise FileRefused("other_kind", kinds=_titles(others))


def _likelier_kinds(kind: Kind, names: list[str], matches: Matches) -> list[Kind]:
    """The kinds whose required columns are all there and of which more columns are than of `kind`, most of all."""
    most = len(_filled(kind, names, matches)) + 1
    likelier: list[Kind] = []
    for other in KINDS.values():
        filled = _filled(other, names, {})
        if other.code == kind.code or len(filled) < most or not _complete(other, filled):
            continue
        likelier = [*likelier, other] if len(filled) == most else [other]
        most = len(filled)
    return likelier


def _titles(kinds: list[Kind]) -> Text:
    return in_both(lambda: gettext(" atau ").join(f"“{kind.title}” ({kind.code})" for kind in kinds))


def _filled(kind: Kind, names: list[str], matches: Matches) -> set[str]:
    known = _named(kind, matches)
    return {known[key].field for name in names if (key := header_key(name)) in known}


def _complete(kind: Kind, filled: set[str]) -> bool:
    return all(column.field in filled for column in kind.columns if column.required)


def _named(kind: Kind, matches: Matches) -> dict[str, Column]:
    """Header key → column: by the columns' own names, then by what somebody said."""
    by_name = {column.name: column for column in kind.columns}
    said = {header_key(header): by_name[name] for header, name in matches.items() if name in by_name}
    return said | {header_key(name): column for column in kind.columns for name in (column.name, *column.old)}


def match_header(kind: Kind, names: list[str], row: int, matches: Matches | None = None) -> Header:
    """Find the kind's columns among the header's names, or by what somebody matched. Raises FileRefused."""
    known = _named(kind, matches or {})
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
    notices = _notices(kind, places, unknown)
    if notices and (others := _likelier_kinds(kind, names, matches or {})):
        notices.append(both(_("Kolomnya lebih cocok dengan jenis %(kinds)s: periksa jenisnya."), kinds=_titles(others)))
    return Header(places, tuple(notices))


def _check_required(kind: Kind, places: dict[str, tuple[int, Column]], unknown: list[str]) -> None:
    missing = [column for column in kind.columns if column.required and column.field not in places]
    if not missing:
        return
    columns = ", ".join(column.name for column in missing)
    if renames := _renames(missing, unknown, cutoff=0.6):
        raise FileRefused("missing_column_similar", columns=columns, renames=_joined(renames))
    if strange := _listed(unknown):
        raise FileRefused("missing_column_unknown", columns=columns, unknown=strange)
    raise FileRefused("missing_column", columns=columns)


def _renames(missing: Iterable[Column], unknown: list[str], *, cutoff: float) -> list[Text]:
    """For each missing column that an unknown header is like, how to rename it."""
    keys = {header_key(name): name for name in unknown}
    return [
        both(RENAME, found=shown(keys[similar[0]]), wanted=column.name)
        for column in missing
        if (similar := _similar(header_key(column.name), keys, cutoff))
    ]


def _joined(texts: Iterable[Text]) -> Text:
    return Text(*map("; ".join, zip(*texts, strict=True)))


def _similar(wanted: str, keys: Iterable[str], cutoff: float) -> list[str]:
    """The name most like the one wanted; one that only says more (“NIP Pegawai”) is like it too."""
    names = list(keys)
    return get_close_matches(wanted, names, n=1, cutoff=cutoff) or [name for name in names if name.startswith(wanted)]


def _listed(unknown: list[str]) -> str:
    named = Counter(shown(name.strip()) for name in unknown if name.strip())
    return ", ".join(name if count == 1 else f"{name} ({count}×)" for name, count in named.items())


def _notices(kind: Kind, places: dict[str, tuple[int, Column]], unknown: list[str]) -> list[Text]:
    columns = _listed(unknown)
    if not columns:
        return []
    free = [column for column in kind.columns if column.field not in places]
    renames = _renames(free, [name for name in unknown if name.strip()], cutoff=LIKELY)
    unread = both(_("Kolom yang tidak dikenal dan tidak dibaca: %(columns)s."), columns=columns)
    if not renames:
        return [unread]
    return [unread, both(_("Mungkin salah tulis: %(renames)s."), renames=_joined(renames))]
