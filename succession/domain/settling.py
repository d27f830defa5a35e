"""Correcting the day on which a committee settled its three names: a new row says so, the names stay as they were."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from succession.domain import course, deviations, states
from succession.domain.instants import turn
from succession.domain.queries import nominable, settled
from succession.domain.reasons import required_reason
from succession.models import NamesDay, Vacancy


@transaction.atomic
def correct_day(*, vacancy: Vacancy, named_on: date, reason: str, by: User) -> NamesDay:
    """A member of the committee says that the names that stand were settled on another day than was recorded, as long
    as nothing was decided about them: what the PPK signs from then on names the new day.

    Raises as taking the names back for who may not (`nominable.keeper`), DomainError once the PPK decided, even where
    that was taken back, NotFinal while a deviation waits, Invalid for a day on which they cannot have been settled
    (`course.require_namable`), nor later than a start anew that was refused, and for the day that is on record.
    """
    scope.require(by, Permission.NOMINATE, vacancy.agency_id)
    if (why := nominable.keeper(vacancy, by)) is not None:
        raise why
    states.hold(vacancy)
    states.require_at(vacancy, states.State.NOMINATED)
    deviations.require_none_open(vacancy)
    reason = required_reason(reason)
    if vacancy.decisions.exists():
        message = _("PPK sudah memutuskan atas usulan ini; tanggal penetapannya tidak dikoreksi lagi.")
        raise DomainError(message, code="decided_once")
    course.require_namable(named_on, vacancy)
    names_at, was = vacancy.nominees.values_list("at", flat=True)[0], settled.day_of(vacancy)
    if named_on == was:
        raise Invalid(_("Tidak ada yang berubah: isi ini sama dengan yang sudah tercatat."), code="record_same")
    refused = vacancy.deviations.filter(at__gte=names_at, dated__lt=named_on).order_by("dated").first()
    if refused is not None:
        message = _("Nama tidak ditetapkan sesudah pengulangannya dicatat (%(day)s).")
        raise Invalid(message % {"day": date_format(refused.dated, "DATE_FORMAT")}, code="date_order")
    made = NamesDay.objects.create(
        vacancy=vacancy, names_at=names_at, was=was, named_on=named_on, reason=reason, by=by, at=turn(vacancy)
    )
    states.touch(vacancy)
    kind, code = "succession.nominees.day_corrected", vacancy.agency.code
    payload = {"named_on": [was and was.isoformat(), named_on.isoformat()]}
    ledger.record(kind, by=by, agency=code, subject=vacancy, reason=reason, payload=payload)
    return made
