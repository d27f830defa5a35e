"""The agency's part of a merit round: begun, answered by a team with shares, submitted; and how it is sent back."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid, NotAllowed, Stale
from rules.merit import INSTRUMENTS, LEFT_OUT, level_error
from succession.domain.merit_steps import State, find, locked, move, require_state
from succession.domain.queries import assessments as queries
from succession.domain.reasons import required_reason
from succession.models import MeritAnswer, MeritAssessment, MeritRound
from talent.domain.queries import meanwhile
from talent.models import Agency


@transaction.atomic
def begin(*, agency: Agency, name: str, instrument: str, on: date, by: User) -> MeritAssessment:
    """A new round as a draft, with every sub-aspect of its instrument unanswered. It keeps the instrument for ever,
    which must be in force on the day `on` of its beginning: no round is begun by a repealed one."""
    scope.require(by, Permission.ASSESS_MERIT, agency.pk)
    name = name.strip()
    if not name:
        raise Invalid(_("Nama putaran wajib diisi."), code="required")
    if instrument not in INSTRUMENTS:
        raise Invalid(_("Instrumen tidak dikenal."), code="unknown_instrument")
    in_force = queries.instruments_in_force(on)
    if instrument not in in_force:
        message = _("Instrumen %(code)s tidak berlaku pada %(day)s; yang berlaku: %(others)s.")
        words = {"code": instrument, "day": date_format(on, "DATE_FORMAT"), "others": ", ".join(in_force) or "–"}
        raise Invalid(message % words, code="instrument_time")
    begun = MeritAssessment.objects.filter(agency=agency, name=name).exclude(state=State.CANCELLED)
    if begun.exists() or MeritRound.objects.filter(agency=agency, name=name).exists():
        raise Invalid(_("Putaran “%(name)s” sudah ada pada instansi ini.") % {"name": name}, code="round_exists")
    made = MeritAssessment.objects.create(agency=agency, name=name, instrument=instrument, begun_on=on, begun_by=by)
    MeritAnswer.objects.bulk_create(
        [MeritAnswer(assessment=made, sub_aspect=code) for code in queries.sub_aspects(instrument)]
    )
    payload = {"instrument": instrument, "on": on.isoformat()}
    ledger.record("succession.merit.begun", by=by, agency=agency.code, subject=made, payload=payload)
    return made


@transaction.atomic
def answer(
    *, answer: MeritAnswer, version: int, level: int | None, justification: str, owner: User | None, by: User
) -> None:
    """The agency's level of a sub-aspect, why, and whose share it is; None: not answered (yet); LEFT_OUT: that it does
    not apply, where the instrument lets the agency say so, with the reason. Raises NotAllowed for the share of another,
    and Stale where it became that since `version` was read."""
    held = locked(answer.assessment)
    scope.require(by, Permission.ASSESS_MERIT, held.agency_id)
    require_state(held, State.DRAFT)
    answer.refresh_from_db(fields=["version"])
    if answer.version == version:
        require_share(held, [answer.sub_aspect], by)
    problem = level_error(held.instrument, answer.sub_aspect, level)
    if problem is not None:
        raise Invalid(problem, code="level_range")
    if level == LEFT_OUT and not justification.strip():
        raise Invalid(_("Sebutkan alasan sub-aspek ini tidak berlaku bagi instansi."), code="no_reason")
    if owner is not None and not queries.team(held).filter(pk=owner.pk).exists():
        raise Invalid(_("Penanggung jawab harus anggota tim merit instansi ini."), code="not_of_the_team")
    write(answer, version, level=level, justification=justification.strip(), owner=owner)
    note(answer, "succession.merit.answered", by=by, payload={"sub_aspect": answer.sub_aspect, "level": level})


@transaction.atomic
def submit(*, assessment: MeritAssessment, version: int, by: User) -> None:
    """Send the self-assessment up; raises Invalid naming what lacks a level or evidence."""
    held = locked(assessment)
    step = find(held, State.SUBMITTED, by=by)
    lacking = queries.lacking(held)
    if lacking:
        said = "; ".join(f"{one.id} {one.what}" for one in lacking)
        raise Invalid(_("Belum dapat diajukan: %(lacking)s.") % {"lacking": said}, code="incomplete")
    move(held, step, version=version, by=by, submitted_on=timezone.localdate())


@transaction.atomic
def open_clarification(*, assessment: MeritAssessment, version: int, by: User) -> None:
    """Let the overseer ask and the agency answer, with its levels as they were submitted."""
    held = locked(assessment)
    move(held, find(held, State.CLARIFICATION, by=by), version=version, by=by)


@transaction.atomic
def send_back(*, assessment: MeritAssessment, version: int, reason: str, by: User) -> None:
    """Return the round one step, with the reason: from the verified to clarification, from the overseer to the agency;
    a draft that the agency does not go on with is cancelled."""
    held = locked(assessment)
    to = {State.VERIFIED: State.CLARIFICATION, State.DRAFT: State.CANCELLED}.get(State(held.state), State.DRAFT)
    step = find(held, to, by=by, back=True)
    move(held, step, version=version, by=by, reason=required_reason(reason), payload={"to": str(to)})


def require_share(held: MeritAssessment, sub_aspects: Collection[str], by: User) -> None:
    """Raise NotAllowed where one of these sub-aspects is the share of another, whose levels and documents are theirs
    alone; the agency's head may step in."""
    others = queries.shares_of_others(by, held)
    for sub in sub_aspects:
        if sub in others:
            message = _(
                "Sub-aspek %(id)s bagian %(name)s; hanya ia dan kepala BKD yang mengisinya dan mengurus buktinya."
            )
            raise NotAllowed(message % {"id": sub, "name": others[sub].name}, code="share_of_another")


def write(answer: MeritAnswer, version: int, **values: object) -> None:
    """Change an answer if nobody did since `version` was read."""
    fresh = MeritAnswer.objects.filter(pk=answer.pk, version=version)
    if not fresh.update(version=F("version") + 1, **values):
        message = _("Sub-aspek %(id)s baru saja diubah orang lain; isian Anda belum tersimpan.")
        error = meanwhile.overtaken(Stale, message % {"id": answer.sub_aspect}, answer)
        if error.change and "verified_level" not in values:
            # The agency is not told what its verifier drafted while the round was out.
            error.change.now.verified_level, error.change.now.note = None, ""
        raise error
    answer.refresh_from_db()


def note(answer: MeritAnswer, kind: str, *, by: User, payload: dict[str, object]) -> None:
    """Leave an event about a sub-aspect of a round."""
    ledger.record(kind, by=by, agency=answer.assessment.agency.code, subject=answer, payload=payload)
