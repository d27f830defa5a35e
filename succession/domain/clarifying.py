"""Clarification of a merit round: the overseer asks about a sub-aspect, the agency answers and adds evidence.

What was said stays as it was said, with the documents that stood there then. Two who answer at once both stand; who
closes a question has read every answer to it.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid, Stale
from succession.domain import merit_evidence
from succession.domain.merit_steps import State, locked, require_state
from succession.domain.queries import assessments as queries
from succession.domain.reasons import required_reason
from succession.models import MeritAssessment, MeritQuestion, MeritReply
from talent.domain import evidence as files
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile

Side = MeritReply.Side


@transaction.atomic
def ask(
    *,
    assessment: MeritAssessment,
    sub_aspect: str,
    text: str,
    due: date,
    document: tuple[str, bytes] | None = None,
    by: User,
) -> MeritQuestion:
    """Ask about a sub-aspect, to be answered by `due`; `document`: one of the asker's own (name, content)."""
    held = locked(assessment)
    scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    require_state(held, State.CLARIFICATION)
    if not held.answers.filter(sub_aspect=sub_aspect).exists():
        raise Invalid(_("Sub-aspek ini tidak ada dalam putaran ini."), code="unknown_sub_aspect")
    require_possible(due)
    if due < timezone.localdate():
        raise Invalid(_("Tenggat tidak boleh sudah lewat."), code="past_due")
    file = None
    if document is not None:
        name, content = document
        file = files.keep_file(
            agency=held.agency, name=name, content=content, by=by, permission=Permission.VERIFY_MERIT
        )
    made = MeritQuestion.objects.create(
        assessment=held,
        sub_aspect=sub_aspect,
        text=required_reason(text),
        due=due,
        seen=queries.documents(held, sub_aspect),
        file=file,
        by=by,
    )
    _note("asked", made, by, due=due.isoformat(), seen=_digests(made.seen), file=file.digest if file else None)
    return made


@transaction.atomic
def reply(*, question: MeritQuestion, text: str, document: tuple[str, bytes] | None = None, by: User) -> MeritReply:
    """Answer for the agency, with a `document` as more evidence of the sub-aspect, brought by whose share that is; or
    say something to it as the overseer."""
    held = locked(question.assessment)
    team = scope.allows(by, Permission.ASSESS_MERIT, held.agency_id)
    if not team:
        scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    require_state(held, State.CLARIFICATION)
    _open(question)
    said = text.strip()
    if not said:
        raise Invalid(_("Tuliskan jawabannya."), code="required")
    if document is not None:
        merit_evidence.attach(
            assessment=held,
            sub_aspects=[question.sub_aspect],
            title=_("Jawaban klarifikasi %(id)s") % {"id": question.sub_aspect},
            document=document,
            by=by,
        )
    seen = queries.documents(held, question.sub_aspect)
    side = Side.AGENCY if team else Side.OVERSEER
    made = MeritReply.objects.create(question=question, side=side, text=said, seen=seen, by=by)
    _note("answered" if team else "remarked", question, by, reply=made.pk, seen=_digests(seen))
    return made


@transaction.atomic
def close(*, question: MeritQuestion, read: int, outcome: str, by: User) -> None:
    """Close a question with what came of it; `read`: how many replies stood there. Raises Stale when there are more."""
    held = locked(question.assessment)
    scope.require(by, Permission.VERIFY_MERIT, held.agency_id)
    require_state(held, State.CLARIFICATION)
    _open(question)
    if question.replies.count() != read:
        message = _("Pertanyaan ini sementara itu dijawab; baca dahulu jawabannya.")
        raise meanwhile.overtaken(Stale, message, question)
    closing = {"closed_at": timezone.now(), "closed_by": by, "outcome": required_reason(outcome)}
    MeritQuestion.objects.filter(pk=question.pk).update(**closing)
    question.refresh_from_db()
    _note("closed", question, by, replies=read)


@transaction.atomic
def opened(*, question: MeritQuestion, by: User) -> bytes:
    """The document that came with a question, after noting who opened it."""
    assert question.file is not None
    _note("document_opened", question, by, file=question.file.digest)
    return files.content_of(question.file)


def _open(question: MeritQuestion) -> None:
    question.refresh_from_db()
    if question.closed_at is not None:
        raise meanwhile.overtaken(DomainError, _("Pertanyaan ini sudah ditutup."), question, code="question_closed")


def _digests(seen: list[dict[str, object]]) -> list[object]:
    return [one["digest"] for one in seen]


def _note(what: str, question: MeritQuestion, by: User, **more: object) -> None:
    ledger.record(
        f"succession.merit_question.{what}",
        by=by,
        agency=question.assessment.agency.code,
        subject=question,
        payload={"assessment": question.assessment_id, "sub_aspect": question.sub_aspect}
        | {name: value for name, value in more.items() if value is not None},
    )
