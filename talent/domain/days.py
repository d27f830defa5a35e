"""Days that people enter: one that no record can have is refused before anything is reckoned from it."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rules.dates import FIRST_DAY, LAST_DAY, add_years
from rules.errors import Invalid


def require_possible(*days: date | None) -> None:
    """Raise Invalid for a day outside FIRST_DAY to LAST_DAY; None is no day."""
    if not all(FIRST_DAY <= day <= LAST_DAY for day in days if day is not None):
        raise Invalid(out_of_range(), code="out_of_range")


def require_come(day: date) -> None:
    """Raise Invalid for a day after today: what is signed has its day, and nobody takes a mistyped year back."""
    if day > timezone.localdate():
        message = _("%(day)s belum tiba; periksa tahunnya.") % {"day": date_format(day, "DATE_FORMAT")}
        raise Invalid(message, code="not_come")


def last_near(start: date | None = None, years: int = 1) -> date:
    """The day a year (or so many) after today, or after `start` where that is later: what is planned further on is
    mistyped."""
    today = timezone.localdate()
    nearest: date = add_years(max(start or today, today), years).item()
    return nearest


def require_near(day: date, start: date | None = None, *, years: int = 1) -> None:
    """Raise Invalid for a day after `last_near`."""
    require_by(day, last_near(start, years))


def require_by(day: date, last: date) -> None:
    """Raise Invalid for a day after `last`."""
    if day > last:
        words = {"day": date_format(day, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")}
        raise Invalid(_("%(day)s terlalu jauh, paling lambat %(last)s; periksa tahunnya.") % words, code="too_far")


def require_recent(day: date) -> None:
    """Raise Invalid for a day more than a year ago: what is planned for then is mistyped."""
    if day < (first := add_years(timezone.localdate(), -1).item()):
        words = {"day": date_format(day, "DATE_FORMAT"), "first": date_format(first, "DATE_FORMAT")}
        raise Invalid(_("%(day)s sudah lama lewat, paling awal %(first)s; periksa tahunnya.") % words, code="too_far")


def out_of_range() -> str:
    """What is said of such a day."""
    return _("Tanggal harus antara %(first)s dan %(last)s.") % {
        "first": FIRST_DAY.isoformat(),
        "last": LAST_DAY.isoformat(),
    }
