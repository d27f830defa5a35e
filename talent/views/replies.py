"""What employees reply to a result, and the answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.codes import ReplyState
from talent.domain import openings
from talent.domain import replies as domain
from talent.domain.queries import employees, replies
from talent.interfaces import tables
from talent.interfaces.cycle_forms import AnswerForm, ReplyForm, subjects
from talent.interfaces.plan_forms import ReplyFilter
from talent.models import Reply
from talent.views.common import refused, require_any, signed_in, told
from talent.views.searching import keep, search_of


@require_http_methods(["GET", "HEAD", "POST"])
def reply_list(request: HttpRequest) -> HttpResponse:
    """The replies one may read, open ones first; a POST says whose to look for."""
    user = signed_in(request)
    require_any(user, Permission.VIEW_MAPPING, Permission.VIEW_OWN)
    if request.method == "POST":
        return keep(request, "replies", ReplyFilter)
    search = search_of(request, "replies")
    form = ReplyFilter(search.address, user=user, permission=Permission.VIEW_MAPPING)
    found = search.among(form.narrow(replies.visible_to(user)))
    page = tables.keyset(replies.in_turn(found), replies.TURN, search.address)
    return render(request, "talent/replies.html", {"page": page, "filters": form, "search": search})


@require_safe
def reply_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One reply, and its answer."""
    user, reply = _asked(request, pk)
    return _page(request, reply, user)


@require_POST
def reply_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply to what a cycle says of oneself."""
    user = signed_in(request)
    found = replies.addressed(pk, user)
    if found is None:
        raise Http404
    cycle, person = found
    form = ReplyForm(request.POST, cycle=cycle)
    made: list[Reply] = []
    status = refused(
        request,
        form,
        _("Tanggapan disampaikan."),
        lambda: made.append(domain.submit(cycle=cycle, employee=person, by=user, **form.cleaned_data)),
    )
    if status is None:
        return redirect("reply", pk=made[0].pk)
    return render(request, "talent/reply_form.html", {"cycle": cycle, "person": person, "form": form}, status=status)


@require_POST
def reply_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer; what was written stays on the page when somebody else was first."""
    user, reply = _asked(request, pk)
    scope.require(user, Permission.ANSWER_REPLIES, reply.cycle.agency_id)
    form = AnswerForm(request.POST)
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    status = refused(
        request,
        form,
        _("Jawaban disampaikan."),
        lambda: domain.answer(reply=reply, version=number, by=user, **form.cleaned_data),
    )
    if status is None:
        return redirect("reply", pk=pk)
    return _page(request, _asked(request, pk)[1], user, form=form, status=status)


@require_POST
def reply_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's reply back."""
    user, reply = _asked(request, pk)
    with told(request, _("Tanggapan dicabut.")):
        domain.withdraw(reply=reply, by=user)
    return redirect("reply", pk=pk)


def _asked(request: HttpRequest, pk: int) -> tuple[User, Reply]:
    user = signed_in(request)
    return user, get_object_or_404(replies.visible_to(user), pk=pk)


def _page(
    request: HttpRequest, reply: Reply, user: User, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    own = employees.is_own(user, reply.employee)
    waits = reply.state == ReplyState.OPEN
    may = waits and not own and scope.allows(user, Permission.ANSWER_REPLIES, reply.cycle.agency_id)
    openings.employee_opened(employee=reply.employee, part="reply", by=user)
    context = {
        "reply": reply,
        "own": own,
        "about": subjects(reply.cycle).get(reply.about, reply.about),
        "form": form or (AnswerForm() if may else None),
        "may_answer": may,
        "may_withdraw": waits and own,
    }
    return render(request, "talent/reply.html", context, status=status)
