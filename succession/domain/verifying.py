"""The overseer's part of a merit round: its own level for each sub-aspect, and the decision."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import Invalid
from rules.merit import LEFT_OUT, level_error
from succession.domain import assessing
from succession.domain.assessing import note, write
from succession.domain.entering import enter
from succession.domain.merit_steps import State, find, locked, move, require_state
from succession.domain.queries import assessments, clarifications, plenos
from succession.domain.reasons import past_date, required_number
from succession.models import MeritAnswer, MeritAssessment, MeritRound
from talent.domain import known
from talent.domain.days import require_possible

# While the verifier may enter levels.
OPEN = (State.SUBMITTED, State.CLARIFICATION)


@transaction.atomic
def verify(*, answer: MeritAnswer, version: int, level: int | None, remark: str, by: User) -> None:
    """The verifier's level beside the agency's, or LEFT_OUT for what does not apply; one that differs needs a note
    saying why."""
    held = locked(answer.assessment)
    scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    require_state(held, *OPEN)
    problem = level_error(held.instrument, answer.sub_aspect, level)
    if problem is not None:
        raise Invalid(problem, code="level_range")
    if level is not None and level != answer.level and not remark.strip():
        raise Invalid(_("Level yang berbeda dari penilaian mandiri memerlukan catatan."), code="no_note")
    seen = list(held.evidence.filter(sub_aspect=answer.sub_aspect, withdrawn_at=None).select_related("file"))
    write(answer, version, verified_level=level, note=remark.strip(), evidence_seen=assessments.proof(seen))
    # Not the level: whoever reads the agency's ledger would read it before it is given.
    payload: dict[str, object] = {"sub_aspect": answer.sub_aspect, "evidence": sorted(one.file.digest for one in seen)}
    note(answer, "succession.merit.level_verified", by=by, payload=payload)


@transaction.atomic
def finish(*, assessment: MeritAssessment, version: int, by: User) -> None:
    """Close the verification, by which the levels are given.

    Raises Invalid naming the sub-aspects without a verified level, those whose documents changed since, those where the
    agency's level became another than the verified one without a note, and the questions that still wait for an answer
    or their deadline.
    """
    held = locked(assessment)
    step = find(held, State.VERIFIED, by=by)
    board = assessments.board(held)
    if board.unverified:
        raise Invalid(_("Belum diverifikasi: %(ids)s.") % {"ids": ", ".join(board.unverified)}, code="incomplete")
    if board.changed:
        message = _("Bukti berubah sesudah levelnya diisi: %(ids)s. Periksa dan simpan lagi.")
        raise Invalid(message % {"ids": ", ".join(board.changed)}, code="evidence_changed")
    unexplained = [
        row.line.id
        for row in board.rows
        if row.answer.verified_level != row.answer.level and not row.answer.note.strip()
    ]
    if unexplained:
        message = _("Level verifikasi berbeda dari penilaian mandiri tanpa catatan: %(ids)s.")
        raise Invalid(message % {"ids": ", ".join(unexplained)}, code="no_note")
    waiting = clarifications.waiting(held, timezone.localdate()).values_list("sub_aspect", flat=True)
    if waiting:
        ids = ", ".join(dict.fromkeys(waiting))
        message = _("Klarifikasi masih terbuka: %(ids)s. Tutup pertanyaannya, atau tunggu tenggatnya.")
        raise Invalid(message % {"ids": ids}, code="questions_open")
    levels = {row.line.id: row.answer.verified_level for row in board.rows}
    move(held, step, version=version, by=by, payload={"levels": levels})


@transaction.atomic
def decide(
    *, assessment: MeritAssessment, version: int, number: str, decided_on: date, valid_to: date | None, by: User
) -> MeritRound:
    """The decision: the round becomes the dated records that the workbooks of rounds and levels would have brought.

    The levels that the plenary session decided are recorded in the place of the verifier's, whose own stay beside the
    answers. Raises Invalid without its signed minutes where the law asks for them, for a decision before its session or
    its submission, or over the period of another decided round; the round stays as it was then.
    """
    held = locked(assessment)
    step = find(held, State.DECIDED, by=by)
    require_possible(valid_to)
    minutes = plenos.minutes_of(held)
    if plenos.required(held) and (minutes is None or not minutes.complete):
        message = _("Keputusan memerlukan risalah pleno yang ditandatangani semua yang hadir.")
        raise Invalid(message, code="minutes_missing")
    if minutes is not None and held.submitted_on and minutes.pleno.held_on < held.submitted_on:
        message = _("Plenonya mendahului pengajuan yang terakhir; adakan pleno lagi dan perbarui risalahnya.")
        raise Invalid(message, code="date_order")
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
    settled = plenos.settled(held)
    levels = [
        {
            "round": held.name,
            "sub_aspect": answer.sub_aspect,
            "level": answer.level,
            "verified_level": level,
            # Why something does not apply the agency has said, where its verifier only consented.
            "note": note or (answer.justification if LEFT_OUT in (answer.level, level) else None),
        }
        for answer in held.answers.order_by("id")
        for level, note in [settled.get(answer.sub_aspect, (answer.verified_level, answer.note))]
    ]
    enter("merit_rounds", [course], agency=agency, known_at=known_at, by=by)
    # After what a record refuses by itself: a decision before its submission is told as such.
    if minutes is not None and decided_on < minutes.pleno.held_on:
        raise Invalid(_("Keputusan tidak boleh mendahului plenonya."), code="date_order")
    enter("merit_levels", levels, agency=agency, known_at=known_at, by=by)
    made = MeritRound.objects.get(agency=agency, name=held.name)
    payload = {"round": made.pk, "decided_on": decided_on.isoformat(), "number": number.strip()}
    payload |= {"evidence": assessments.proof(held.evidence.filter(withdrawn_at=None).select_related("file"))}
    payload |= {"minutes": minutes.token if minutes else None}
    move(held, step, version=version, by=by, payload=payload, round=made)
    return made


# Steps that one press takes; the decision and the way back ask for more.
PRESSED: dict[str, Callable[..., None]] = {
    State.SUBMITTED: assessing.submit,
    State.CLARIFICATION: assessing.open_clarification,
    State.VERIFIED: finish,
}
