"""Reasons that a person has to give."""

from django.utils.translation import gettext as _

from rules.errors import Invalid

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
