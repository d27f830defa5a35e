"""The ledger: what happened, whether it still holds, and the heads that leave the house."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import checkpoints
from accounts.domain.queries import events as readable
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain.queries import events
from audit.interfaces import words
from audit.interfaces.filters import EventFilter
from audit.interfaces.forms import CheckpointForm
from rules.errors import DomainError, NotAllowed
from talent.domain.queries import employees
from talent.interfaces import tables
from talent.interfaces.columns import KINDS
from talent.views.common import signed_in
from talent.views.searching import keep, search_of


@require_http_methods(["GET", "HEAD", "POST"])
def event_list(request: HttpRequest) -> HttpResponse:
    """Events of the reader's agencies, newest first; a POST says which object to look for."""
    if request.method == "POST":
        scope.require(signed_in(request), Permission.VIEW_LEDGER)
        return keep(request, "ledger", EventFilter)
    return _page(request, CheckpointForm())


@require_POST
def ledger_verify(request: HttpRequest) -> HttpResponse:
    """Recompute everything; the result stands on the ledger's page."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_LEDGER)
    form = CheckpointForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        checkpoints.verify(checkpoint=form.cleaned_data["file"], by=user)
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error("file", str(error))
        return _page(request, form, status=error.status)
    return redirect("ledger")


@require_POST
def ledger_heads(request: HttpRequest) -> HttpResponse:
    """Seal what is new and give the heads as a file; the event comes before the first byte."""
    heads = checkpoints.export(by=signed_in(request))
    name = f"{_('kepala-segel')}-{timezone.localdate():%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(json.dumps(heads, indent=1), content_type="application/json", headers=headers)


def _page(request: HttpRequest, form: CheckpointForm, *, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    scope.require(user, Permission.VIEW_LEDGER)
    agencies = {agency.code: agency.name for agency in employees.agencies_of(user, Permission.VIEW_LEDGER)}
    # Ids, as a rule; but whoever pastes a NIP here must not find it in an address either.
    search = search_of(request, "ledger")
    found = EventFilter(search.asked, readable.visible_to(user), agencies=list(agencies.items()))
    page = tables.keyset(found.rows, ("-id",), search.address)
    actors = User.objects.in_bulk({event.actor for event in page.rows})
    # As the list of employees shows them: a name of somebody whose page the reader may open is no opening of it.
    people = employees.reachable_by(user).in_bulk({pk for event in page.rows if (pk := words.employee_of(event))})
    kinds = {code: kind.title for code, kind in KINDS.items()}
    context: dict[str, Any] = {
        "filters": found.form,
        "page": page,
        "rows": [
            {
                "event": event,
                "kind": words.KINDS.get(event.kind, event.kind),
                "actor": actors.get(event.actor),
                "agency": agencies.get(event.agency, event.agency),
                "subject": words.subject(event),
                "replay": words.replay(event),
                "person": people.get(words.employee_of(event)),
                "details": words.details(event, kinds),
            }
            for event in page.rows
        ],
        "form": form,
        "verified": events.last_verification(),
        "seal": events.last_seal(),
        "search": search,
    }
    return render(request, "audit/ledger.html", context, status=status)
