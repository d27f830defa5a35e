"""Which days a step towards the three names or the decision can bear."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rules.errors import Invalid
from succession.domain.queries import panels, settled
from succession.domain.reasons import past_date
from succession.models import Vacancy


def require_namable(named_on: date, vacancy: Vacancy) -> None:
    """Raise Invalid unless names can have been settled on this day: not to come, not before the route was decided, nor
    before applications closed, nor before the committee signed its minutes. A filling whose reference date was over
    when they were signed is one that is recorded after it was done: there the signatures say nothing of the day."""
    _after_route(named_on, vacancy, _("Tanggal penetapan nama"))
    signed = panels.signed_on(vacancy)
    if signed is not None and named_on < signed <= vacancy.reference_date:
        message = _("Nama tidak ditetapkan sebelum panitia menandatangani risalahnya (%(day)s).")
        raise Invalid(message % {"day": date_format(signed, "DATE_FORMAT")}, code="date_order")


def require_decidable(decided_on: date, vacancy: Vacancy) -> None:
    """The same of a decision about the names; nor before the day on which they were settled, where it was kept."""
    _after_route(decided_on, vacancy, _("Tanggal keputusan"))
    named_on = settled.day_of(vacancy)
    if named_on is not None and decided_on < named_on:
        message = _("Tanggal keputusan tidak boleh sebelum nama ditetapkan (%(day)s).")
        raise Invalid(message % {"day": date_format(named_on, "DATE_FORMAT")}, code="date_order")


def first_decidable(vacancy: Vacancy) -> date:
    """The first day that a decision about the names can bear."""
    last = vacancy.announcements.order_by("closes_on").last()
    days = [vacancy.decision_date, last.closes_on + timedelta(days=1) if last else None, settled.day_of(vacancy)]
    return max(day for day in days if day is not None)


def _after_route(dated: date, vacancy: Vacancy, what: str) -> None:
    if past_date(dated) < vacancy.decision_date:
        message = _("%(what)s tidak boleh sebelum tanggal penetapan jalur.")
        raise Invalid(message % {"what": what}, code="date_order")
    last = vacancy.announcements.order_by("closes_on").last()
    if last is not None and dated <= last.closes_on:
        raise Invalid(_("%(what)s tidak boleh sebelum lamaran ditutup.") % {"what": what}, code="date_order")
