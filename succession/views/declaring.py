"""The declaration that comes before a signature, in the place of the page of that signature."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from succession.domain import conflicts, declaring
from succession.interfaces.deviation_forms import StatementForm
from succession.models import Vacancy
from talent.models import Employee
from talent.views.common import UNREADABLE, refused, signed_in

AGAIN = "nyatakan"


def first(request: HttpRequest, vacancy: Vacancy, title: str, also: Employee | None = None) -> HttpResponse | None:
    """The declaration, until it is made, and when somebody wants to add to it (`nyatakan` in the address); None when
    the page itself, called `title`, is due. What is posted to that page before it is left undone."""
    besides = [also] if also else []
    if not conflicts.undeclared(vacancy, signed_in(request), *besides) and AGAIN not in request.GET:
        return None
    form, status = blank(vacancy, also), UNREADABLE if request.method == "POST" else 200
    if "declare" in request.POST:
        form, again = posted(request, vacancy, also)
        if again is None:
            return redirect(f"{request.path}?calon={also.pk}" if also else request.path)
        status = again
    context = {"vacancy": vacancy, "title": title, "declaring": form} | words(vacancy)
    return render(request, "succession/declare.html", context, status=status)


def blank(vacancy: Vacancy, also: Employee | None = None) -> StatementForm:
    """The form with the names as they now stand."""
    return StatementForm(people=conflicts.named(vacancy, *([also] if also else [])))


def posted(request: HttpRequest, vacancy: Vacancy, also: Employee | None = None) -> tuple[StatementForm, int | None]:
    """The form as it was sent, and with which status it is shown again; None when it is declared."""
    user = signed_in(request)
    form = StatementForm(request.POST, people=conflicts.named(vacancy, *([also] if also else [])))
    done = _("Pernyataan Anda tercatat.")
    act = lambda: declaring.declare(vacancy=vacancy, relations=form.relations, also=also, by=user)  # noqa: E731
    return form, refused(request, form, done, act)


def words(vacancy: Vacancy) -> dict[str, Any]:
    """The rule by which it is asked."""
    return {"decider": conflicts.rule()}
