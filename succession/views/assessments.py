"""Merit rounds on their way: begun, answered aspect by aspect, submitted, verified, decided."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain import assessing, merit_evidence, verifying
from succession.domain.merit_steps import WAY, State, Step, onward
from succession.domain.queries import assessments, clarifications, extracts, plenos, rounds
from succession.domain.queries.clarifications import Thread
from succession.interfaces import words
from succession.interfaces.filters import AssessmentFilter
from succession.interfaces.merit_forms import (
    AnswerForm,
    AskForm,
    BackForm,
    BeginForm,
    CloseForm,
    DecideForm,
    DocumentForm,
    ReplaceForm,
    ReplyForm,
    VerifyForm,
    WithdrawProofForm,
)
from succession.models import MeritAnswer, MeritAssessment
from talent.domain import known
from talent.domain.evidence import refuse_size
from talent.interfaces import tables
from talent.views.common import refused, signed_in, told

Forms = Mapping[str, Form]


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_list(request: HttpRequest) -> HttpResponse:
    """The rounds on their way and those decided by page, and the form for a new one."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MERIT)
    form, status = BeginForm(user=user) if scope.scope(user, Permission.ASSESS_MERIT) else None, 200
    if request.method == "POST":
        scope.require(user, Permission.ASSESS_MERIT)
        given, made = BeginForm(request.POST, user=user), list[MeritAssessment]()
        again = refused(request, given, _("Putaran dimulai."), lambda: made.append(_begun(given, user)))
        if again is None:
            return redirect("merit_assessment", pk=made[0].pk)
        form, status = given, again
    found = AssessmentFilter(request.GET, assessments.visible_to(user), user=user)
    page = tables.keyset(found.rows, ("-id",), request.GET)
    context = {"filters": found.form if found.filters else None, "page": page, "form": form}
    return render(request, "succession/assessments.html", context, status=status)


@require_safe
def assessment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of one round: how far it is, what it comes to, what is lacking, what comes next."""
    return _page(request, visible(request, pk))


@require_POST
def assessment_step(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Submit, open the clarification, or close the verification."""
    user, held = signed_in(request), visible(request, pk)
    if to not in verifying.PRESSED:
        raise Http404
    version = request.POST.get("version", "")
    with told(request, _("Langkah ini tercatat.")):
        verifying.PRESSED[to](assessment=held, version=int(version) if version.isdecimal() else 0, by=user)
    return redirect("merit_assessment", pk=pk)


@require_POST
def assessment_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a round back, or cancel a draft, with the reason."""
    user, held = signed_in(request), visible(request, pk)
    step = _back(held, user)
    if step is None:
        scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
    form = BackForm(request.POST, auto_id="back_%s")
    done = _("Putaran dibatalkan.") if step and step.to == State.CANCELLED else _("Putaran dikembalikan.")
    return _taken(request, held, "back", form, done, assessing.send_back)


@require_POST
def assessment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the decision."""
    user, held = signed_in(request), visible(request, pk)
    scope.require(user, Permission.VERIFY_MERIT, held.agency_id)
    form = DecideForm(request.POST, auto_id="decide_%s")
    return _taken(request, held, "decide", form, _("Keputusan tercatat."), verifying.decide)


@require_safe
def aspect_page(request: HttpRequest, pk: int, aspect: str) -> HttpResponse:
    """The sub-aspects of one aspect with their answers, documents, questions, and the verifier's levels."""
    return show_aspect(request, visible(request, pk), aspect)


@require_POST
def assessment_answer(request: HttpRequest, pk: int, sub: str) -> HttpResponse:
    """Save the agency's level of a sub-aspect."""
    user, answer = signed_in(request), answer_of(request, pk, sub)
    scope.require(user, Permission.ASSESS_MERIT, answer.assessment.agency_id)
    board = assessments.board_for(user, answer.assessment)
    row = next(row for row in board.rows if row.line.id == sub)
    form = AnswerForm(request.POST, row=row, board=board, team=list(assessments.team(answer.assessment)))
    done = _("Sub-aspek %(id)s tersimpan.") % {"id": sub}
    return _saved(request, answer, form, done, lambda: assessing.answer(answer=answer, by=user, **form.cleaned_data))


@require_POST
def assessment_verify(request: HttpRequest, pk: int, sub: str) -> HttpResponse:
    """Save the verifier's level of a sub-aspect."""
    user, answer = signed_in(request), answer_of(request, pk, sub)
    scope.require(user, Permission.VERIFY_MERIT, answer.assessment.agency_id)
    board = assessments.board(answer.assessment)
    row = next(row for row in board.rows if row.line.id == sub)
    form = VerifyForm(request.POST, row=row, board=board)
    done = _("Sub-aspek %(id)s tersimpan.") % {"id": sub}
    return _saved(request, answer, form, done, lambda: verifying.verify(answer=answer, by=user, **form.cleaned_data))


def _begun(form: BeginForm, user: User) -> MeritAssessment:
    given, today = form.cleaned_data, timezone.localdate()
    return assessing.begin(agency=form.chosen(), name=given["name"], instrument=given["instrument"], on=today, by=user)


def read_upload(upload: Any) -> tuple[str, bytes]:
    """Name and content of an uploaded document; raises Invalid for one that is too large, before it is read."""
    refuse_size(upload.size)
    return upload.name, upload.read()


def visible(request: HttpRequest, pk: int) -> MeritAssessment:
    """A round that the reader may see; raises Http404."""
    return get_object_or_404(assessments.visible_to(signed_in(request)), pk=pk)


def answer_of(request: HttpRequest, pk: int, sub: str) -> MeritAnswer:
    """A sub-aspect of a round that the reader may see; raises Http404."""
    held = visible(request, pk)
    found = get_object_or_404(MeritAnswer, assessment=held, sub_aspect=sub)
    found.assessment = held
    return found


def _taken(
    request: HttpRequest, held: MeritAssessment, step: str, form: Form, done: str, act: Callable[..., object]
) -> HttpResponse:
    user = signed_in(request)
    again = refused(request, form, done, lambda: act(assessment=held, by=user, **form.cleaned_data))
    if again is not None:
        return _page(request, visible(request, held.pk), {step: form}, again)
    return redirect("merit_assessment", pk=held.pk)


def _saved(request: HttpRequest, answer: MeritAnswer, form: Form, done: str, act: Callable[[], object]) -> HttpResponse:
    held = answer.assessment
    aspect = assessments.aspect_of(held.instrument)[answer.sub_aspect]
    again = refused(request, form, done, act)
    if again is not None:
        return show_aspect(request, held, aspect, {answer.sub_aspect: form}, again)
    return redirect(f"{reverse('merit_assessment_aspect', args=(held.pk, aspect))}#s{answer.sub_aspect}")


def _page(request: HttpRequest, held: MeritAssessment, given: Forms | None = None, status: int = 200) -> HttpResponse:
    given = given or {}
    steps, back = onward(held, signed_in(request)), _back(held, signed_in(request))
    board = assessments.board_for(signed_in(request), held)
    aspect_of = assessments.aspect_of(held.instrument)
    asked = [one for found in clarifications.threads(held).values() for one in found if one.open]
    first = {"version": held.version}
    minutes = plenos.minutes_of(held)
    context = {
        "held": held,
        "board": board,
        "pleno": minutes is not None or held.state == State.VERIFIED,
        "pleno_first": plenos.required(held) and (minutes is None or not minutes.complete),
        "absent": minutes is not None and signed_in(request) not in minutes.present,
        "course": plenos.rule(),
        "questions": [
            (one, aspect_of[one.question.sub_aspect])
            for one in sorted(asked, key=lambda one: (one.question.due, one.question.pk))
        ],
        "bands": rounds.bands(board.known.scored_as_of),
        "mark": words.CATEGORY_MARKS[(board.verified or board.own).category],
        "steps": _way(held),
        "pressed": [step for step in steps if step.to in verifying.PRESSED and not step.back],
        # What came back with a mistake is shown though somebody else took the step since: nobody's words are lost.
        "back": given.get("back") or (BackForm(initial=first, auto_id="back_%s") if back else None),
        "back_step": back,
        "decide": given.get("decide")
        or (
            DecideForm(initial=first, auto_id="decide_%s") if any(step.to == State.DECIDED for step in steps) else None
        ),
    }
    return render(request, "succession/assessment.html", context, status=status)


@dataclass(frozen=True)
class _Threads:
    """A sub-aspect's questions, each with the forms that this reader may fill in; `overseer`: whether they may ask."""

    shown: list[tuple[Thread, Form | None, Form | None]]
    overseer: bool


def _threads(held: MeritAssessment, found: list[Thread], user: User, given: Forms, mine: bool) -> _Threads:
    running = held.state == State.CLARIFICATION
    team = running and scope.allows(user, Permission.ASSESS_MERIT, held.agency_id)
    overseer = running and scope.allows(user, Permission.VERIFY_MERIT, held.agency_id)
    shown = []
    for thread in found:
        pk, may = thread.question.pk, thread.open and (team or overseer)
        replying = given.get(f"balas-{pk}") or (ReplyForm(thread=thread, team=team, mine=mine) if may else None)
        closing = given.get(f"tutup-{pk}") or (CloseForm(thread=thread) if thread.open and overseer else None)
        shown.append((thread, replying, closing))
    return _Threads(shown, overseer)


def _back(held: MeritAssessment, user: User) -> Step | None:
    """The step back that the user may take."""
    return next((step for step in onward(held, user) if step.back), None)


def _way(held: MeritAssessment) -> list[dict[str, Any]]:
    at = WAY.index(State(held.state)) if held.state in WAY else -1
    last = len(WAY) - 1
    return [
        {"label": state.label, "state": "done" if place < at or at == last else "now" if place == at else ""}
        for place, state in enumerate(WAY)
    ]


def _offers(held: MeritAssessment, board: assessments.Board, subs: list[str]) -> dict[str, list[extracts.Offer]]:
    return extracts.offered(
        held.agency,
        held.instrument,
        board.known.scored_as_of,
        subs,
        timezone.localdate(),
        known.now(held.agency_id),
    )


def show_aspect(
    request: HttpRequest, held: MeritAssessment, aspect: str, given: Forms | None = None, status: int = 200
) -> HttpResponse:
    given, user = given or {}, signed_in(request)
    whole = assessments.board_for(user, held)
    parts = whole.aspects
    here = next((part for part in parts if part.id == aspect), None)
    if here is None:
        raise Http404
    places = assessments.aspect_of(held.instrument)
    may_answer = held.state == State.DRAFT and scope.allows(user, Permission.ASSESS_MERIT, held.agency_id)
    may_add = held.state in merit_evidence.OPEN and scope.allows(user, Permission.ASSESS_MERIT, held.agency_id)
    may_verify = held.state in verifying.OPEN and scope.allows(user, Permission.VERIFY_MERIT, held.agency_id)
    team = list(assessments.team(held)) if may_answer else []
    threads = clarifications.threads(held)
    offers = _offers(held, whole, [sub for sub, place in places.items() if place == aspect]) if may_add else {}
    mine_of = {row.line.id for row in whole.fillable_by(user)}
    # File → the sub-aspects that it serves: those of this reader, those of others.
    served: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in whole.rows:
        for proof in row.evidence:
            served[proof.file_id][row.line.id not in mine_of].append(row.line.id)
    rows = []
    for row in whole.rows:
        if places[row.line.id] == aspect:
            form: Form | None = given.get(row.line.id)
            mine = row.line.id in mine_of
            if form is None and may_answer and mine:
                form = AnswerForm(row=row, board=whole, team=team)
            if form is None and may_verify:
                form = VerifyForm(row=row, board=whole)
            proofs = [
                (
                    proof,
                    ReplaceForm(held=proof, served=served[proof.file_id][0], kept=served[proof.file_id][1])
                    if may_add and mine
                    else None,
                    WithdrawProofForm(held=proof) if may_answer and mine else None,
                )
                for proof in row.evidence
            ]
            asked = _threads(held, threads[row.line.id], user, given, mine)
            asking = given.get(f"tanya-{row.line.id}") or (AskForm(sub=row.line.id) if asked.overseer else None)
            rows.append((row, form, proofs, asked.shown, asking, offers.get(row.line.id, []), mine))
    context = {
        "held": held,
        "board": whole,
        "parts": parts,
        "aspect": here,
        "rows": rows,
        "answering": may_answer,
        "verifying": may_verify,
        "adding": may_add,
        "saves": "merit_assessment_answer" if may_answer else "merit_assessment_verify",
        "document": given.get("document") or DocumentForm(rows=whole.fillable_by(user))
        if may_add and mine_of
        else None,
    }
    return render(request, "succession/assessment_aspect.html", context, status=status)
