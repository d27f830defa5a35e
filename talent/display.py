"""How values look to a reader, in the language of the page."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext, gettext_noop

NOTHING = "–"
# What is cited in the place of a law that there is not: the citations that are no titles, so they are translated.
NO_LAW = {
    gettext_noop("anggapan kerja, belum ada ketentuan"),
    gettext_noop("anggapan kerja, menurut nama pelatihan yang lazim"),
    gettext_noop("anggapan kerja, menurut pembagian tugas yang lazim"),
    gettext_noop("anggapan kerja produk"),
    gettext_noop("ketentuan instansi, disebut dalam alasan"),
}


def known(value: Any) -> bool:
    """False for None, the empty string, NaN and NaT (the last two differ from themselves)."""
    return value is not None and value != "" and value == value


def number(value: Any, decimals: int = 0) -> str:
    """A number with separators of the active language, rounded half up; "–" when not known."""
    if not known(value):
        return NOTHING
    # Django's own formatting cuts digits off instead of rounding.
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return formats.number_format(exact, decimals, use_l10n=True, force_grouping=True).replace("-", "−")


def score(value: Any) -> str:
    """A score with two decimals, or as many more (to six) as it takes not to show a cut-off it did not reach.

    79.999999 lies in the band below 80, so "80,00" beside that band would read as a mistake.
    """
    if not known(value):
        return NOTHING
    exact = Decimal(str(value))
    for decimals in range(2, 6):
        shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if shown == exact or int(shown) == int(exact):
            return number(shown, decimals)
    return number(exact, 6)


def share(part: Any, whole: Any) -> str:
    """`part` of `whole` in per cent with one decimal; "–" of nothing."""
    if not known(part) or not whole:
        return NOTHING
    return f"{number(Decimal(str(part)) * 100 / Decimal(str(whole)), 1)}%"


def day(value: Any) -> str:
    """21 November 2026, for a date, an instant (in local time) or an ISO text; "–" when not known."""
    if not known(value):
        return NOTHING
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "DATE_FORMAT")


def moment(value: Any) -> str:
    """21 November 2026, 14.30 (local time); "–" when not known."""
    if not known(value):
        return NOTHING
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "DATETIME_FORMAT")


def wording(value: Any) -> str:
    """A text of two languages (rules.text.Text, or a mapping with id and en) in the language of the page."""
    if not known(value):
        return ""
    language = translation.get_language() or "id"
    if hasattr(value, "in_"):
        return str(value.in_(language))
    if isinstance(value, Mapping):
        return str(value["en" if language.startswith("en") else "id"])
    return str(value)


def cited(citation: str) -> str:
    """What a rule cites: a law by its title, or that there is none in the language of the page."""
    return gettext(citation) if citation in NO_LAW else citation
