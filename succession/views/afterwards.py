"""What follows a decided merit round: its evidence, the plan of tasks, objections, the signed commitment."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.errors import Invalid
from succession.domain import following, superseding
from succession.domain.queries import afterwards, merit, rounds, way
from succession.interfaces import papers, words
from succession.interfaces.after_forms import (
    AnswerObjectionForm,
    CloseTaskForm,
    CommitForm,
    NewTaskForm,
    OpposeForm,
    SupersedeForm,
    TaskForm,
)
from succession.interfaces.standing_forms import WayForm
from succession.models import MeritObjection, MeritRound, MeritTask
from succession.views.assessments import read_upload
from talent.domain import known as learning
from talent.interfaces.documents import document
from talent.views.common import refused, signed_in, told

Forms = Mapping[str, Form]


@require_safe
def after_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it on one page."""
    return _page(request, _round(request, pk))


@require_POST
def plan_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the ways that the address asks for, the cheapest if none is named, a plan of tasks."""
    user, held = signed_in(request), _round(request, pk)
    scope.require(user, Permission.ASSESS_MERIT, held.agency_id)
    known = merit.known_rounds([held], learning.now(held.agency_id))[0]
    asked, goals = way.asked(known), way.goals(known)
    with told(request):
        target, efforts = Fraction(0), {}
        if asked is not None:
            form = WayForm.of(request.GET, asked, goals[0][0] if goals else float(asked.most))
            if not form.is_valid():
                raise Invalid(_("Perbaiki isian yang ditandai di bawah ini."))
            target, efforts = Fraction(form.cleaned_data["target"]), form.efforts
        number = {"2": 2, "3": 3}.get(request.POST.get("way", ""), 1)
        made = following.plan(merit_round=held, target=target, efforts=efforts, number=number, by=user)
        told_of = ngettext("%(n)s tugas dibuat.", "%(n)s tugas dibuat.", made.made) % {"n": made.made}
        if made.raised:
            told_of += " " + ngettext("%(n)s dinaikkan.", "%(n)s dinaikkan.", made.raised) % {"n": made.raised}
        messages.success(request, told_of)
    return redirect("merit_after", pk=pk)


@require_POST
def task_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a task to the plan by hand."""
    user, held = signed_in(request), _round(request, pk)
    scope.require(user, Permission.ASSESS_MERIT, held.agency_id)
    form = NewTaskForm(request.POST, lines=_lines(held))
    return _shown(
        request, held, form, _("Tugas ditambahkan."),
        lambda: following.add(merit_round=held, by=user, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def task_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task of the plan, with the reason."""
    user = signed_in(request)
    task = get_object_or_404(afterwards.tasks_seen_by(user), pk=pk)
    scope.require(user, Permission.ASSESS_MERIT, task.round.agency_id)
    form = CloseTaskForm(request.POST, task=task)
    return _shown(
        request, task.round, form, _("Tugas ditutup."),
        lambda: following.close(task=task, by=user, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def task_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a task of the plan."""
    user = signed_in(request)
    task = get_object_or_404(afterwards.tasks_seen_by(user), pk=pk)
    scope.require(user, Permission.ASSESS_MERIT, task.round.agency_id)
    form = TaskForm(request.POST, task=task)
    return _shown(
        request, task.round, form, _("Tugas tersimpan."),
        lambda: following.revise(task=task, by=user, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def objection_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to the decision."""
    user, held = signed_in(request), _round(request, pk)
    scope.require(user, Permission.SUBMIT_MERIT, held.agency_id)
    form = OpposeForm(request.POST, lines=_lines(held))
    return _shown(
        request, held, form, _("Keberatan terkirim."),
        lambda: following.oppose(merit_round=held, by=user, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an objection."""
    user = signed_in(request)
    held = get_object_or_404(afterwards.objections_seen_by(user), pk=pk)
    scope.require(user, Permission.VERIFY_MERIT, held.round.agency_id)
    form = AnswerObjectionForm(request.POST, objection=held)
    return _shown(
        request, held.round, form, _("Jawaban terkirim."),
        lambda: following.answer(objection=held, by=user, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def objection_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the decision that follows an accepted objection; its round is shown."""
    user = signed_in(request)
    held = get_object_or_404(afterwards.objections_seen_by(user), pk=pk)
    scope.require(user, Permission.VERIFY_MERIT, held.round.agency_id)
    form, made = _superseding(held, request), list[MeritRound]()

    def act() -> None:
        document = read_upload(form.cleaned_data["document"])
        made.append(superseding.supersede(objection=held, document=document, by=user, **form.given))

    again = refused(request, form, _("Putusan pengganti tercatat."), act)
    if again is not None:
        return _page(request, held.round, {str(form.prefix): form}, again)
    return redirect("merit_round", pk=made[0].pk)


@require_safe
def superseding_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed copy of such a decision; the event is written before the first byte leaves."""
    user = signed_in(request)
    held = get_object_or_404(afterwards.supersedings_seen_by(user), pk=pk)
    return document(held.file, superseding.opened(superseding=held, by=user))


@require_safe
def commitment_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The commitment as PDF/A, for signature; the event is written before the first byte leaves."""
    held = _round(request, pk)
    made = papers.commitment_of(held, signed_in(request))
    if made is None:
        raise Http404
    following.printed(merit_round=held, by=signed_in(request))
    headers = {"Content-Disposition": f'attachment; filename="komitmen-{pk}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@require_POST
def commitment_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the signed commitment with its copy."""
    user, held = signed_in(request), _round(request, pk)
    scope.require(user, Permission.RECORD_APPROVAL, held.agency_id)
    form = CommitForm(request.POST, request.FILES)

    def act() -> None:
        given = form.cleaned_data | {"document": read_upload(form.cleaned_data["document"])}
        following.commit(merit_round=held, by=user, **given)

    return _shown(request, held, form, _("Komitmen tercatat."), act)


@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed copy; the event is written before the first byte leaves."""
    user = signed_in(request)
    held = get_object_or_404(afterwards.papers_seen_by(user), pk=pk)
    return document(held.file, following.opened(paper=held, by=user))


def _round(request: HttpRequest, pk: int) -> MeritRound:
    return get_object_or_404(merit.visible_to(signed_in(request)), pk=pk)


def _lines(held: MeritRound) -> list[rounds.Line]:
    known = merit.known_rounds([held], learning.now(held.agency_id))[0]
    return [line for aspect in rounds.aspects(known, known.score()) for line in aspect.lines]


def _superseding(objection: MeritObjection, request: HttpRequest | None = None) -> SupersedeForm:
    """The form for the decision, from the levels of the one whose place it takes."""
    newest = afterwards.chain(objection.round)[-1]
    known = merit.known_rounds([newest], learning.now(newest.agency_id))[0]
    given = (request.POST, request.FILES) if request else ()
    return SupersedeForm(*given, objection=objection, lines=_lines(newest), words=rounds.meanings(known))


def _shown(request: HttpRequest, held: MeritRound, form: Form, done: str, act: Callable[[], object]) -> HttpResponse:
    again = refused(request, form, done, act)
    if again is not None:
        return _page(request, held, {str(form.prefix): form}, again)
    return redirect("merit_after", pk=held.pk)


def _page(request: HttpRequest, held: MeritRound, given: Forms | None = None, status: int = 200) -> HttpResponse:
    given, user = given or {}, signed_in(request)
    result = rounds.results([held], learning.now(held.agency_id))[0]
    known, until = result.known, afterwards.objections_until(result.known)
    lines = [line for aspect in rounds.aspects(known, result.score) for line in aspect.lines]
    may: dict[str, Any] = {
        name: scope.allows(user, permission, held.agency_id)
        for name, permission in (
            ("plan", Permission.ASSESS_MERIT),
            ("oppose", Permission.SUBMIT_MERIT),
            ("answer", Permission.VERIFY_MERIT),
            ("commit", Permission.RECORD_APPROVAL),
        )
    }
    proofs, digest = afterwards.proofs(held)
    today = timezone.localdate()
    open_ = until is not None and today <= until
    context = {
        "result": result,
        "proofs": proofs,
        "digest": digest,
        "tasks": [_task(one, given, may["plan"], today) for one in afterwards.plan_of(held, user)],
        # What came back with a mistake is shown whatever the state is by now: nobody's words are lost.
        "new_task": given.get("tugas-baru") or (NewTaskForm(lines=lines) if may["plan"] else None),
        "objections": [
            (one, *(_objection_forms(one, given) if may["answer"] else (None, None)))
            for one in afterwards.objections_seen_by(user).filter(round=held)
        ],
        "reached": afterwards.reached(known),
        "until": until,
        "course": afterwards.course(known),
        "oppose": given.get("keberatan") or (OpposeForm(lines=lines) if open_ and may["oppose"] else None),
        "commitments": afterwards.commitments(held),
        "commit": given.get("komitmen") or (CommitForm() if may["commit"] and known.decided_on else None),
        "may_plan": may["plan"],
    }
    return render(request, "succession/after.html", context, status=status)


def _task(task: MeritTask, given: Forms, may: bool, today: date) -> dict[str, Any]:
    state = afterwards.state_of(task, today)
    shown: dict[str, Any] = {"task": task, "state": state, "mark": words.TASK_MARKS.get(state)}
    open_ = may and state != afterwards.TaskState.CLOSED
    closing = open_ and state != afterwards.TaskState.DONE
    shown["form"] = given.get(f"tugas-{task.pk}") or (TaskForm(task=task) if open_ else None)
    shown["close"] = given.get(f"tutup-{task.pk}") or (CloseTaskForm(task=task) if closing else None)
    return shown


def _objection_forms(one: MeritObjection, given: Forms) -> tuple[Form | None, Form | None]:
    """What the overseer fills in next about an objection: the answer, then the decision that follows."""
    follows = one.accepted and not hasattr(one, "led_to")
    answering = given.get(f"jawab-{one.pk}") or (
        AnswerObjectionForm(objection=one) if one.answered_at is None else None
    )
    return answering, given.get(f"ganti-putusan-{one.pk}") or (_superseding(one) if follows else None)
