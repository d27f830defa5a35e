"""Pages that belong to no part of the house: the components on show, and what a fault looks like."""

import logging
import secrets
import sys

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from api.problems import MEDIA_TYPE, problem
from config import specimens

log = logging.getLogger("estafet.fault")


@login_not_required
def components_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with made-up data. Only reachable in debug."""
    return render(request, "ui.html", specimens.context())


def server_error(request: HttpRequest) -> HttpResponse:
    """A reference that the log knows too: no trace, nothing personal, no query: the database may be the fault."""
    reference = secrets.token_hex(4).upper()
    kind = sys.exc_info()[0]
    route = request.resolver_match.route if request.resolver_match else "?"
    log.error("fault %s: %s at %s", reference, kind.__name__ if kind else "?", route)
    if request.path.startswith("/api/"):
        fault = problem(500, "fault", _("Kesalahan pada sistem; sebutkan nomor %(n)s.") % {"n": reference})
        return JsonResponse(fault, status=500, content_type=MEDIA_TYPE)
    return HttpResponseServerError(render_to_string("500.html", {"reference": reference}))
