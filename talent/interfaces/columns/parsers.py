"""One parser for each sort of cell. A parser takes a raw cell that is not empty and returns its value or raises `Bad`.

Nothing is repaired and nothing guessed: what can be read in two ways is refused with the way to write it.
A raw cell is text, float, int, bool, or (kind, ISO text) for a date, datetime, time or duration cell.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Protocol

from django.utils.translation import gettext as _

from rules.merit import LEFT_OUT
from talent.interfaces.columns.marks import unmarked
from talent.interfaces.columns.messages import Bad

DECIMALS = 6


class Parser(Protocol):
    """Reads the cells of one column; `allowed` says to people what may stand there."""

    def __call__(self, raw: Any, today: date) -> Any: ...

    def allowed(self) -> str: ...


_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]")


def clean(text: str) -> str:
    """Without white space (also non-breaking) around it, in composed form."""
    stripped = text.strip()
    return stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)


@dataclass(frozen=True)
class Text:
    """Any text of at most `limit` characters."""

    limit: int = 200

    def __call__(self, raw: Any, today: date) -> str:
        text = unmarked(clean(raw)) if isinstance(raw, str) else _text_of(raw)
        if found := _INVISIBLE.search(text):
            raise Bad("control_character", character=f"U+{ord(found[0]):04X}")
        if text.startswith("="):
            raise Bad("formula_text")
        if len(text) > self.limit:
            raise Bad("too_long", length=len(text), limit=self.limit)
        return text

    def allowed(self) -> str:
        return _("teks, paling banyak %(limit)s karakter") % {"limit": self.limit}


def _text_of(raw: Any) -> str:
    """A number typed where text belongs, as long as no digit can have been lost."""
    if isinstance(raw, bool):
        raise Bad("yes_no_in_text")
    if isinstance(raw, tuple):
        raise Bad("date_in_text")
    if not abs(raw) < 1e15:
        raise Bad("digits_lost_text")
    if raw != int(raw):
        raise Bad("number_in_text")
    return str(int(raw))


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None if the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class Nip:
    """18 digits: birth date, month of CPNS start, sex, serial."""

    days: dict[str, date] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, raw: Any, today: date) -> str:
        nip = _nip_digits(raw)
        born, start = self._born(nip[:8], today), nip[8:14]
        year, month = int(start[:4]), int(start[4:])
        if not 1 <= month <= 12 or year < 1900:
            raise Bad("nip_start", part=start)
        if (year, month) > (today.year, today.month):
            raise Bad("nip_start_future", part=start)
        if (year - born.year) * 12 + month - born.month < 15 * 12:
            raise Bad("nip_start_young", part=start)
        if nip[14] not in "12":
            raise Bad("nip_sex", part=nip[14])
        if nip[15:] == "000":
            raise Bad("nip_serial")
        return nip

    def _born(self, part: str, today: date) -> date:
        born = self.days.get(part)
        if born is None:
            born = calendar_day(int(part[:4]), int(part[4:6]), int(part[6:]))
            if born is None or born.year < 1900:
                raise Bad("nip_birth_date", part=part)
            if len(self.days) < 50_000:
                self.days[part] = born
        if born > today:
            raise Bad("nip_birth_future", part=part)
        return born

    def allowed(self) -> str:
        return _("18 angka sebagai teks: lahir TTTTBBHH, mulai CPNS TTTTBB, jenis kelamin 1/2, nomor urut")


def _nip_digits(raw: Any) -> str:
    if isinstance(raw, str) and len(raw) == 18 and raw.isdigit() and raw.isascii():
        return raw
    if not isinstance(raw, str) or re.fullmatch(r"\s*\d[.,]?\d*[eE][+-]?\d+\s*", raw):
        raise Bad("nip_number")
    text = raw.strip()
    if text.startswith("="):
        raise Bad("formula_text")
    if text[0] in "'’‘`´" or text[-1] in "'’‘`´":
        raise Bad("nip_apostrophe")
    digits = "".join(text.split())
    if not digits.isascii() and any(character.isdigit() and not character.isascii() for character in digits):
        raise Bad("nip_foreign_digits")
    if strange := sorted({character for character in digits if character not in "0123456789"}):
        raise Bad("nip_characters", characters="".join(strange)[:10].encode("ascii", "backslashreplace").decode())
    if len(digits) != 18:
        raise Bad("nip_length", length=len(digits))
    return digits


_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"([0-9]{2})([-/])([0-9]{2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")


@dataclass(frozen=True)
class Day:
    """A day; `future` tells whether it may lie after today."""

    future: bool = False

    def __call__(self, raw: Any, today: date) -> date:
        day = _day(raw)
        if not 1900 <= day.year <= 2100:
            raise Bad("date_year", year=day.year)
        if not self.future and day > today:
            raise Bad("date_future", today=today.isoformat())
        return day

    def allowed(self) -> str:
        if self.future:
            return _("tanggal TTTT-BB-HH, HH-BB-TTTT, HH/BB/TTTT atau sel tanggal")
        return _("tanggal TTTT-BB-HH, HH-BB-TTTT, HH/BB/TTTT atau sel tanggal; tidak sesudah hari ini")


def _day(raw: Any) -> date:
    if isinstance(raw, tuple):
        return _day_of_cell(*raw)
    if isinstance(raw, bool):
        raise Bad("date_form")
    if not isinstance(raw, str):
        raise Bad("date_serial")
    text = raw.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _DAY_FIRST.fullmatch(text):
        year, month, day = int(match[4]), int(match[3]), int(match[1])
        if month > 12 and day <= 12:
            raise Bad("date_month", month=month)
    else:
        raise _not_a_day(text)
    found = calendar_day(year, month, day)
    if found is None:
        raise Bad("date_impossible")
    return found


def _day_of_cell(kind: str, text: str) -> date:
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "datetime":
        raise Bad("date_time", time=text[11:])
    raise Bad("date_form")


def _not_a_day(text: str) -> Bad:
    if re.fullmatch(r"[0-9]{1,6}([.,][0-9]+)?", text) and not re.fullmatch(r"(19|20)[0-9]{2}", text):
        return Bad("date_serial")
    if _SHORT_YEAR.fullmatch(text):
        return Bad("date_short_year")
    return Bad("date_form")


_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,30})?")
# One separator with exactly three digits behind it: thousands, or three decimals.
_EITHER = re.compile(r"([+-]?[1-9][0-9]{0,2})[.,]([0-9]{3})")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?[eE][+-]?[0-9]+")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[., \u00a0'][0-9]{3})*(?:[.,][0-9]*)?")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


def number(raw: Any) -> float:
    """A finite number, rounded to 6 decimals: what a spreadsheet adds beyond those is noise of its arithmetic."""
    if isinstance(raw, tuple):
        raise Bad("number_date")
    if isinstance(raw, bool):
        raise Bad("number_form")
    value = _number_of_text(raw.strip()) if isinstance(raw, str) else float(raw)
    if not math.isfinite(value):
        raise Bad("number_not_finite")
    return round(value, DECIMALS) + 0.0


def _number_of_text(text: str) -> float:
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    if text.endswith("%"):
        raise Bad("number_percent")
    if _NOT_FINITE.fullmatch(text):
        raise Bad("number_not_finite")
    if _SCIENTIFIC.fullmatch(text):
        raise Bad("number_scientific")
    raise Bad("number_thousands" if _THOUSANDS.fullmatch(text) else "number_form")


def _decimal(whole: str, decimals: str) -> str:
    """The number written so that it is read in one way only."""
    kept = decimals.rstrip("0")
    return f"{whole},{kept}{'0' * (len(kept) == 3)}" if kept else whole


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`, both allowed."""

    low: int
    high: int

    def __call__(self, raw: Any, today: date) -> float:
        if isinstance(raw, str) and (match := self._either(raw.strip())):
            raise Bad("number_either", whole=match[1] + match[2], decimal=_decimal(*match.groups()))
        value = number(raw)
        if not self.low <= value <= self.high:
            raise Bad("number_range", low=self.low, high=self.high)
        return value

    def allowed(self) -> str:
        return _("bilangan %(low)s–%(high)s, desimal dengan titik atau koma") % {"low": self.low, "high": self.high}

    def written(self, value: float) -> str:
        """A value of this column as it is read back."""
        text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
        return f"{text}0" if self._either(text) else text

    def _either(self, text: str) -> "re.Match[str] | None":
        return _EITHER.fullmatch(text) if self.high >= 1000 else None


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`, both allowed."""

    low: int
    high: int

    def __call__(self, raw: Any, today: date) -> int:
        value = number(raw)
        if value != int(value) or not self.low <= value <= self.high:
            raise Bad("number_whole", low=self.low, high=self.high)
        return int(value)

    def allowed(self) -> str:
        return _("bilangan bulat %(low)s–%(high)s") % {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class MeritLevel(Whole):
    """A merit level, or “TB” (tidak berlaku) for a sub-aspect that does not apply."""

    def __call__(self, raw: Any, today: date) -> int:
        if isinstance(raw, str) and word_key(raw) in ("tb", "tidakberlaku"):
            return LEFT_OUT
        return super().__call__(raw, today)

    def allowed(self) -> str:
        return super().allowed() + _("; TB: tidak berlaku bagi instansi")


@dataclass(frozen=True)
class Year:
    """A year from 1950 to this one."""

    def __call__(self, raw: Any, today: date) -> int:
        year = Whole(1950, 2100)(raw, today)
        if year > today.year:
            raise Bad("year_future", year=today.year)
        return year

    def allowed(self) -> str:
        return _("tahun empat angka, 1950 sampai tahun ini")


def word_key(text: str) -> str:
    """Words are the same whatever their case, spaces, underscores, hyphens and points."""
    return re.sub(r"[\s_\-./]+", "", unicodedata.normalize("NFKC", text)).casefold()


class Words:
    """One of some words, each standing for a code; `also` are other spellings that are read but not advertised."""

    def __init__(self, words: Mapping[str, Any], also: Mapping[str, Any] | None = None) -> None:
        self.words = tuple(words)
        self.keys = {word_key(word): word for word in words}
        self.codes = {word_key(word): code for word, code in (*words.items(), *(also or {}).items())}

    def __call__(self, raw: Any, today: date) -> Any:
        key = word_key(_text_of(raw) if not isinstance(raw, str | bool) else str(raw))
        if key in self.codes:
            return self.codes[key]
        allowed = ", ".join(self.words)
        if similar := get_close_matches(key, self.keys, n=1, cutoff=0.7):
            raise Bad("word_similar", similar=self.keys[similar[0]], allowed=allowed)
        raise Bad("word_unknown", allowed=allowed)

    def allowed(self) -> str:
        return ", ".join(self.words)


_PNS_GRADES = [f"{roman}/{letter}" for roman in ("I", "II", "III", "IV") for letter in "abcd"] + ["IV/e"]
_PPPK_GRADES = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
)
GRADES = {word_key(grade): grade for grade in (*_PNS_GRADES, *_PPPK_GRADES)}


@dataclass(frozen=True)
class Grade:
    """A golongan: I/a … IV/e (PNS) or I … XVII (PPPK)."""

    def __call__(self, raw: Any, today: date) -> str:
        grade = GRADES.get(word_key(raw)) if isinstance(raw, str) else None
        if grade is None:
            raise Bad("grade_unknown")
        return grade

    def allowed(self) -> str:
        return _("PNS: I/a sampai IV/e; PPPK: I sampai XVII")


_SUB_ASPECT = re.compile(r"([1-8])[.,]([1-9][0-9]?)")


@dataclass(frozen=True)
class SubAspect:
    """A sub-aspect's number; as a number cell 3.1 could be 3.1 or 3.10."""

    def __call__(self, raw: Any, today: date) -> str:
        if isinstance(raw, tuple):
            raise Bad("date_in_text")
        if not isinstance(raw, str):
            text = str(raw)
            if _SUB_ASPECT.fullmatch(text) is None:
                raise Bad("sub_aspect_form")
            if text.endswith(".1"):
                raise Bad("sub_aspect_number")
            return text
        match = _SUB_ASPECT.fullmatch(raw.strip())
        if match is None:
            raise Bad("sub_aspect_form")
        return f"{match[1]}.{match[2]}"

    def allowed(self) -> str:
        return _("1.1 sampai 8.3, sebagai teks")


@dataclass(frozen=True)
class Revoked:
    """The day something was revoked; “tidak” says that it was not."""

    def __call__(self, raw: Any, today: date) -> date | None:
        word = word_key(str(raw)) if isinstance(raw, str | bool) else ""
        if word in ("tidak", "false"):
            return None
        if word in ("ya", "true"):
            raise Bad("revoked_date")
        return Day()(raw, today)

    def allowed(self) -> str:
        return _("tanggal pencabutan, tidak sesudah hari ini; kosong atau “tidak” bila tidak dicabut")
