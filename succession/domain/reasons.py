"""What a person has to give with a paper: its reason, its number, its day."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from rules.errors import Invalid
from talent.domain.days import require_possible

SHORTEST = 10  # characters: enough for a sentence, too many for a dot


def required_reason(reason: str) -> str:
    """The reason without surrounding blanks; raises Invalid when it says nothing."""
    reason = reason.strip()
    if len(reason) < SHORTEST:
        raise Invalid(_("Tuliskan alasannya, paling sedikit %(count)s huruf.") % {"count": SHORTEST}, code="no_reason")
    return reason


def required_number(number: str) -> str:
    """The number of an official paper; raises Invalid when it is empty."""
    number = number.strip()
    if not number:
        raise Invalid(_("Nomor surat atau keputusan wajib diisi."), code="no_number")
    return number


def past_date(dated: date) -> date:
    """The day of an official paper; raises Invalid for one that is yet to come."""
    if dated > timezone.localdate():
        raise Invalid(_("Tanggal ini tidak boleh di masa depan."), code="future_date")
    require_possible(dated)
    return dated
