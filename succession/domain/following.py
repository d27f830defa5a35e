"""What follows a decided merit round: a plan of tasks, objections with their answers, the signed commitment."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid, Stale
from succession.domain import approvals
from succession.domain.queries import afterwards, way
from succession.domain.queries.merit import known_rounds
from succession.domain.queries.words import said
from succession.domain.reasons import required_reason
from succession.models import ApprovalRecord, MeritObjection, MeritPaper, MeritRound, MeritTask
from succession.models.merit import ApprovalKind
from talent.domain import evidence as files
from talent.domain import known
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile


class Planned(NamedTuple):
    """What a way became: how many tasks are new, how many were raised to a higher level, and the points that all tasks
    of the plan bring the round to together."""

    made: int
    raised: int
    points: float


@transaction.atomic
def plan(*, merit_round: MeritRound, target: Fraction, efforts: way.Efforts, number: int = 1, by: User) -> Planned:
    """Make a way to `target` a plan: a task for each of its rises that no task there has, those that end lower raised.

    `number`: which of the ways, 1 the cheapest. Raises Invalid where there is no such way, for weights or
    levels that are not known, and for a round that a later decision has overtaken.
    """
    held = _turn(merit_round)
    scope.require(by, Permission.ASSESS_MERIT, held.agency_id)
    at = known_rounds([held], known.now(held.agency_id))[0]
    later = way.overtaken_by(at)
    if later is not None:
        message = _("Putaran “%(name)s” sudah diputuskan sesudah putaran ini; rencanakan dari sana.")
        raise Invalid(message % {"name": later.round.name}, code="overtaken")
    way.require_asked(at)
    found = way.plans(at, target, efforts)
    if len(found) < number:
        raise Invalid(_("Tidak ada jalan ke nilai ini."), code="no_way")
    made, raised = _tasks(held, found[number - 1])
    payload = {"sub_aspects": [task.sub_aspect for task in made], "target": float(target)}
    payload["raised"] = {task.sub_aspect: task.end for task in raised}
    ledger.record("succession.merit_task.planned", by=by, agency=held.agency.code, subject=held, payload=payload)
    return Planned(len(made), len(raised), afterwards.reached(at) or 0)


def _tasks(held: MeritRound, chosen: way.Plan) -> tuple[list[MeritTask], list[MeritTask]]:
    """The tasks made of a way, and those that were there and now rise higher. One that is done stays as it is."""
    there = MeritTask.objects.filter(round__in=afterwards.chain(held), closed_on=None).exclude(end=None)
    done = {task.sub_aspect: task.end for task in there.exclude(done_on=None).order_by("end")}
    running = {task.sub_aspect: task for task in there.filter(done_on=None).select_for_update()}
    made, raised = [], []
    for step in chosen.steps:
        sub, start = step.line.id, max(step.start, done.get(step.line.id) or 0)
        task = running.get(sub)
        if task is not None and (task.end or 0) < step.end:
            task.end, task.version = step.end, task.version + 1
            raised.append(task)
        elif task is None and start < step.end:
            name = said(step.line.name)
            text = f"{name}: {said(step.line.evidence)}" if step.line.evidence else name
            made.append(MeritTask(round=held, sub_aspect=sub, start=start, end=step.end, text=text))
    MeritTask.objects.bulk_create(made)
    MeritTask.objects.bulk_update(raised, ["end", "version"])
    return made, raised


@transaction.atomic
def add(*, merit_round: MeritRound, sub_aspect: str, text: str, owner: str, due: date | None, by: User) -> MeritTask:
    """A task by hand, about one sub-aspect or (empty) about none of them."""
    held = _turn(merit_round)
    scope.require(by, Permission.ASSESS_MERIT, held.agency_id)
    if sub_aspect and sub_aspect not in afterwards.sub_aspects(held):
        raise Invalid(_("Sub-aspek ini tidak ada dalam putaran ini."), code="unknown_sub_aspect")
    given = _wanted(text, owner, due)
    made = MeritTask.objects.create(round=held, sub_aspect=sub_aspect, **given)
    _note_task("added", made, by)
    return made


@transaction.atomic
def revise(
    *,
    task: MeritTask,
    version: int,
    text: str,
    owner: str,
    due: date | None,
    done_on: date | None,
    result: str,
    by: User,
) -> None:
    """Change a task; one that is done says what came of it. Raises Stale for a version that is no longer current."""
    scope.require(by, Permission.ASSESS_MERIT, task.round.agency_id)
    values = _wanted(text, owner, due) | {"done_on": done_on, "result": result.strip()}
    require_possible(done_on)
    if done_on is not None and done_on > timezone.localdate():
        raise Invalid(_("Tanggal selesai tidak boleh di masa depan."), code="future_date")
    if done_on is not None and not result.strip():
        raise Invalid(_("Sebutkan hasilnya."), code="no_result")
    _change(task, version, values)
    _note_task("revised", task, by, done_on=done_on and done_on.isoformat())


@transaction.atomic
def close(*, task: MeritTask, version: int, reason: str, by: User) -> None:
    """Say that a task is no longer meant, and why; it stays to be read. Raises Stale as `revise` does."""
    scope.require(by, Permission.ASSESS_MERIT, task.round.agency_id)
    said = required_reason(reason)
    if task.done_on is not None:
        raise Invalid(_("Tugas yang sudah selesai tidak ditutup."), code="task_done")
    _change(task, version, {"closed_on": timezone.localdate(), "close_reason": said})
    _note_task("closed", task, by, reason=said)


@transaction.atomic
def oppose(*, merit_round: MeritRound, sub_aspect: str, text: str, by: User) -> MeritObjection:
    """Object to a decision, to all of it or to one sub-aspect; raises Invalid outside the window, and DomainError while
    another objection to the same waits for its answer or for the decision that follows."""
    held = _turn(merit_round)
    scope.require(by, Permission.SUBMIT_MERIT, held.agency_id)
    last = afterwards.objections_until(known_rounds([held], known.now(held.agency_id))[0])
    if last is None or timezone.localdate() > last:
        raise Invalid(_("Masa mengajukan keberatan atas putaran ini tidak sedang berjalan."), code="window_closed")
    if sub_aspect and sub_aspect not in afterwards.sub_aspects(held):
        raise Invalid(_("Sub-aspek ini tidak ada dalam putaran ini."), code="unknown_sub_aspect")
    waiting = MeritObjection.objects.filter(afterwards.UNDECIDED, round=held, sub_aspect=sub_aspect).first()
    if waiting is not None:
        message = _("Keberatan yang sama masih menunggu jawaban atau putusannya.")
        raise meanwhile.overtaken(DomainError, message, waiting, code="objection_waits")
    made = MeritObjection.objects.create(round=held, sub_aspect=sub_aspect, text=required_reason(text), by=by)
    payload = {"round": held.pk, "sub_aspect": sub_aspect}
    ledger.record("succession.merit_objection.made", by=by, agency=held.agency.code, subject=made, payload=payload)
    return made


@transaction.atomic
def answer(*, objection: MeritObjection, accepted: bool, text: str, by: User) -> None:
    """Answer an objection, once. Accepting one changes no record yet: a decision follows (`superseding`)."""
    held = _turn(objection.round)
    scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    given = {"answered_at": timezone.now(), "answered_by": by, "accepted": accepted, "answer": required_reason(text)}
    if not MeritObjection.objects.filter(pk=objection.pk, answered_at=None).update(**given):
        raise meanwhile.overtaken(DomainError, _("Keberatan ini sudah dijawab."), objection, code="answered")
    objection.refresh_from_db()
    payload = {"round": held.pk, "accepted": accepted}
    code = held.agency.code
    ledger.record("succession.merit_objection.answered", by=by, agency=code, subject=objection, payload=payload)


@transaction.atomic
def commit(
    *,
    merit_round: MeritRound,
    authority: str,
    number: str,
    dated: date,
    valid_from: date | None = None,
    valid_to: date | None,
    document: tuple[str, bytes],
    by: User,
) -> ApprovalRecord:
    """Record the commitment that was signed after a decision: the paper that the gate asks for, and beside it the
    signed copy. Raises Invalid for one from before that decision."""
    held = _turn(merit_round)
    return approvals.record(
        agency=held.agency,
        kind=ApprovalKind.COMMITMENT,
        authority=authority,
        number=number,
        dated=dated,
        valid_from=valid_from,
        valid_to=valid_to,
        after=held,
        document=document,
        by=by,
    )


@transaction.atomic
def opened(*, paper: MeritPaper, by: User) -> bytes:
    """A signed copy, after noting who opened it."""
    payload = {"file": paper.file.digest}
    ledger.record("succession.merit_paper.opened", by=by, agency=paper.agency.code, subject=paper, payload=payload)
    return files.content_of(paper.file)


@transaction.atomic
def printed(*, merit_round: MeritRound, by: User) -> None:
    """Note that the commitment was made for signature, before the first byte."""
    scope.require(by, Permission.VIEW_MERIT, merit_round.agency_id)
    code = merit_round.agency.code
    ledger.record("succession.merit.commitment_printed", by=by, agency=code, subject=merit_round)


def _turn(merit_round: MeritRound) -> MeritRound:
    """The round, kept so until the transaction ends."""
    return MeritRound.objects.select_for_update(of=("self",)).select_related("agency").get(pk=merit_round.pk)


def _wanted(text: str, owner: str, due: date | None) -> dict[str, Any]:
    if not text.strip():
        raise Invalid(_("Sebutkan tugasnya."), code="required")
    require_possible(due)
    return {"text": text.strip(), "owner": owner.strip(), "due": due}


def _change(task: MeritTask, version: int, values: Mapping[str, Any]) -> None:
    fresh = MeritTask.objects.filter(pk=task.pk, version=version, closed_on=None)
    if not fresh.update(version=F("version") + 1, **values):
        task.refresh_from_db()
        if task.closed_on is not None:
            raise meanwhile.overtaken(DomainError, _("Tugas ini sudah ditutup."), task, code="task_closed")
        message = _("Tugas ini baru saja diubah orang lain; isian Anda belum tersimpan.")
        raise meanwhile.overtaken(Stale, message, task)
    task.refresh_from_db()


def _note_task(what: str, task: MeritTask, by: User, reason: str = "", **more: object) -> None:
    payload = {"sub_aspect": task.sub_aspect, "due": task.due and task.due.isoformat()} | more
    kind, code = f"succession.merit_task.{what}", task.round.agency.code
    ledger.record(kind, by=by, agency=code, subject=task, reason=reason, payload=payload)
