"""Pages that belong to no part of the house: the components on show, and what a fault looks like."""

import logging
import secrets
import sys
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from api.problems import MEDIA_TYPE, problem
from config import specimens
from rules.law import shipped
from rules.law_lines import UNITS, lines

log = logging.getLogger("estafet.fault")


@login_not_required
def components_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with made-up data. Only reachable in debug."""
    return render(request, "ui.html", specimens.context())


class LawFilter(forms.Form):
    """The day whose law is asked for."""

    on = forms.DateField(
        label=gettext_lazy("Pada tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Every rule of the law, or `rule` alone: what holds on a day (today, unless `on` says another), its source and its
    history. Among all others a long table is a link to its own page."""
    form = LawFilter(request.GET)
    on = (form.is_valid() and form.cleaned_data["on"]) or timezone.localdate()
    alone = [rule_id for rule_id in shipped().ids() if rule_id == request.GET.get("rule")]
    rows = [_rule(rule_id, on) for rule_id in alone or shipped().ids()]
    return render(request, "law.html", {"form": form, "on": on, "rows": rows, "alone": bool(alone)})


def _rule(rule_id: str, on: date) -> dict[str, Any]:
    """One row; `now` is None where nothing, or a repealed value, holds."""
    versions = [
        (rule, [] if rule.value is None else list(lines(rule.value)), UNITS.get(rule.unit))
        for rule in shipped().versions(rule_id)
    ]
    now = next((one for one in versions if one[0].value is not None and one[0].holds(on)), None)
    return {"id": rule_id, "title": versions[-1][0].title, "now": now, "versions": versions}


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
