"""Days that people enter: one that no record can have is refused before anything is reckoned from it."""

from datetime import date

from django.utils.translation import gettext as _

from rules.dates import FIRST_DAY, LAST_DAY
from rules.errors import Invalid


def require_possible(*days: date | None) -> None:
    """Raise Invalid for a day outside FIRST_DAY to LAST_DAY; None is no day."""
    if not all(FIRST_DAY <= day <= LAST_DAY for day in days if day is not None):
        raise Invalid(out_of_range(), code="out_of_range")


def out_of_range() -> str:
    """What is said of such a day."""
    return _("Tanggal harus antara %(first)s dan %(last)s.") % {
        "first": FIRST_DAY.isoformat(),
        "last": LAST_DAY.isoformat(),
    }
