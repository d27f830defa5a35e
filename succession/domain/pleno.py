"""The plenary session about a verified round: its minutes are written, signed, and then decide the disputed levels."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid, NotAllowed, Stale
from rules.merit import level_error
from succession.domain import canonical
from succession.domain.confirmation import StaleConfirmation
from succession.domain.merit_steps import State, locked, require_state
from succession.domain.queries import plenos
from succession.domain.reasons import past_date, required_reason
from succession.models import MeritAssessment, MeritPleno, MeritPlenoSeat, MeritPlenoSignature
from talent.domain.queries import meanwhile

Levels = Mapping[str, tuple[int, str]]


@transaction.atomic
def write(
    *,
    assessment: MeritAssessment,
    version: int,
    held_on: date,
    present: Sequence[User],
    minutes: str,
    levels: Levels,
    by: User,
) -> MeritPleno:
    """Keep the minutes as they are so far. `version`: of the minutes read, 0 where there were none; `levels`:
    sub-aspect → (level, reason) where the session says something; another level than the verified one needs a reason.
    """
    held = _led(assessment, by)
    text = required_reason(minutes)
    if past_date(held_on) < (held.submitted_on or held_on):
        raise Invalid(_("Pleno tidak boleh mendahului pengajuan."), code="date_order")
    seated = {user.pk for user in plenos.candidates(held)}
    if not present or not {user.pk for user in present} <= seated:
        raise Invalid(_("Sebutkan verifikator instansi ini yang hadir."), code="present")
    kept = _checked(held, levels)
    values = {"held_on": held_on, "minutes": text, "levels": kept}
    pleno = MeritPleno.objects.filter(assessment=held).first()
    if pleno is None and version == 0:
        pleno = MeritPleno.objects.create(assessment=held, **values)
    elif pleno is None or not MeritPleno.objects.filter(pk=pleno.pk, version=version).update(
        version=F("version") + 1, **values
    ):
        message = _("Risalah ini baru saja diubah orang lain; isian Anda belum tersimpan.")
        raise meanwhile.overtaken(Stale, message, pleno or held)
    pleno.refresh_from_db()
    pleno.seats.exclude(user__in=present).delete()
    MeritPlenoSeat.objects.bulk_create([MeritPlenoSeat(pleno=pleno, user=user) for user in present],
                                       ignore_conflicts=True)  # fmt: skip
    _note("written", pleno, by, levels={sub: level for sub, (level, _reason) in kept.items()})
    return pleno


@transaction.atomic
def sign(*, assessment: MeritAssessment, seen: plenos.Said, by: User) -> None:
    """Sign the minutes as they were `seen`; raises StaleConfirmation when they say something else by now."""
    held = _led(assessment, by)
    minutes = plenos.minutes_of(held)
    if minutes is None:
        raise Invalid(_("Risalahnya belum ditulis."), code="no_minutes")
    if by.pk not in {user.pk for user in minutes.present}:
        raise NotAllowed(_("Hanya yang hadir menandatangani risalah."))
    if canonical.digest(seen) != minutes.token:
        raise StaleConfirmation(plenos.differences(seen, minutes.said))
    _signature, new = MeritPlenoSignature.objects.get_or_create(pleno=minutes.pleno, user=by, token=minutes.token)
    if new:
        _note("signed", minutes.pleno, by, token=minutes.token)


def _led(assessment: MeritAssessment, by: User) -> MeritAssessment:
    held = locked(assessment)
    scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    require_state(held, State.VERIFIED)
    return held


def _checked(held: MeritAssessment, levels: Levels) -> dict[str, tuple[int, str]]:
    verified = dict(held.answers.values_list("sub_aspect", "verified_level"))
    for sub, (level, reason) in levels.items():
        problem = level_error(held.instrument, sub, level)
        if problem is not None:
            raise Invalid(problem, code="level_range")
        if level != verified[sub] and not reason.strip():
            message = _("%(id)s: level yang diputuskan berbeda dari hasil verifikasi; sebutkan alasannya.")
            raise Invalid(message % {"id": sub}, code="no_reason")
    return {sub: (level, reason.strip()) for sub, (level, reason) in levels.items()}


def _note(what: str, pleno: MeritPleno, by: User, **payload: object) -> None:
    held = pleno.assessment
    payload |= {"assessment": held.pk}
    ledger.record(f"succession.merit_pleno.{what}", by=by, agency=held.agency.code, subject=pleno, payload=payload)
