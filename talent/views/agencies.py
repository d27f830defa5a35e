"""The agencies of the installation, for those who enter them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from talent.interfaces import tables
from talent.models import Agency
from talent.views.common import signed_in


@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """Which agencies there are: code, name and kind; nothing of what they hold."""
    scope.require(signed_in(request), Permission.IMPORT_AGENCIES)
    page = tables.keyset(Agency.objects.all(), ("name", "id"), request.GET)
    return render(request, "talent/agencies.html", {"page": page})
