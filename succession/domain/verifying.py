"""The overseer's part of a merit round: its own level for each sub-aspect, and the decision."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import Invalid
from rules.merit import level_error
from succession.domain.assessing import note, write
from succession.domain.entering import enter
from succession.domain.merit_steps import State, find, locked, move, require_state
from succession.domain.reasons import past_date, required_number
from succession.models import MeritAnswer, MeritAssessment, MeritRound
from talent.domain import known
from talent.domain.days import require_possible

# While the verifier may enter levels.
OPEN = (State.SUBMITTED, State.CLARIFICATION)


@transaction.atomic
def verify(*, answer: MeritAnswer, version: int, level: int | None, remark: str, by: User) -> None:
    """The verifier's level beside the agency's; a level that differs needs a note saying why."""
    held = locked(answer.assessment)
    scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    require_state(held, *OPEN)
    problem = level_error(held.instrument, answer.sub_aspect, level)
    if problem is not None:
        raise Invalid(problem, code="level_range")
    if level is not None and level != answer.level and not remark.strip():
        raise Invalid(_("Level yang berbeda dari penilaian mandiri memerlukan catatan."), code="no_note")
    write(answer, version, verified_level=level, note=remark.strip())
    note(answer, "succession.merit.level_verified", by=by, payload={"sub_aspect": answer.sub_aspect, "level": level})


@transaction.atomic
def finish(*, assessment: MeritAssessment, version: int, by: User) -> None:
    """Close the verification; raises Invalid naming the sub-aspects without a verified level."""
    held = locked(assessment)
    step = find(held, State.VERIFIED, by=by)
    open_ = [answer.sub_aspect for answer in held.answers.order_by("id") if answer.verified_level is None]
    if open_:
        raise Invalid(_("Belum diverifikasi: %(ids)s.") % {"ids": ", ".join(open_)}, code="incomplete")
    move(held, step, version=version, by=by)


@transaction.atomic
def decide(
    *, assessment: MeritAssessment, version: int, number: str, decided_on: date, valid_to: date | None, by: User
) -> MeritRound:
    """The decision: the round becomes the dated records that the workbooks of rounds and levels would have brought.

    Raises Invalid for a decision before its submission, or over the period of another decided round; the round stays
    as it was then.
    """
    held = locked(assessment)
    step = find(held, State.DECIDED, by=by)
    require_possible(valid_to)
    agency, known_at = held.agency, known.turn(held.agency_id)
    if MeritRound.objects.filter(agency=agency, name=held.name).exists():
        message = _("Putaran “%(name)s” sementara itu sudah tercatat lewat impor; periksa catatannya dahulu.")
        raise Invalid(message % {"name": held.name}, code="round_exists")
    course = {
        "round": held.name,
        "instrument": held.instrument,
        "submitted_on": held.submitted_on,
        "decided_on": past_date(decided_on),
        "decision_number": required_number(number),
        "valid_to": valid_to,
    }
    levels = [
        {
            "round": held.name,
            "sub_aspect": answer.sub_aspect,
            "level": answer.level,
            "verified_level": answer.verified_level,
            "note": answer.note or None,
        }
        for answer in held.answers.order_by("id")
    ]
    enter("merit_rounds", [course], agency=agency, known_at=known_at, by=by)
    enter("merit_levels", levels, agency=agency, known_at=known_at, by=by)
    made = MeritRound.objects.get(agency=agency, name=held.name)
    payload = {"round": made.pk, "decided_on": decided_on.isoformat(), "number": number.strip()}
    move(held, step, version=version, by=by, payload=payload, round=made)
    return made
