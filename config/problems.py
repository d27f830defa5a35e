"""The one place where domain errors become pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from rules.errors import DomainError, Recused, Referred
from succession.domain.queries.blind import StillBlind

# Their message says itself who may, or when: the page gives no advice beside it.
NO_ADVICE = (Referred, StillBlind)


class DomainErrorMiddleware:
    """Shows the message of a DomainError that a view let pass, under its own status; and, in the place of an empty
    page, that an address only takes what a form sends (who reloads or shares one meets it)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET":
            return response
        words = _("Alamat ini hanya menerima kiriman sebuah isian; tidak ada halaman untuk dibuka di sini.")
        told = render(request, "problem.html", {"message": words, "status": 405}, status=405)
        told["Allow"] = response["Allow"]
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        context = {"message": str(exception), "status": exception.status, "recused": isinstance(exception, Recused)}
        context |= {"no_advice": isinstance(exception, NO_ADVICE)}
        return render(request, "problem.html", context, status=exception.status)
