"""The first page: what matters now to the one who looks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from talent.domain.queries import home
from talent.domain.queries.home import Panel
from talent.views.common import signed_in


@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    tasks = [
        {"text": task.text, "note": task.note, "href": reverse(task.route, args=task.args)} for task in home.tasks(user)
    ]
    return render(
        request, "talent/home.html", {"tasks": tasks, "panels": [_drawn(panel) for panel in home.panels(user)]}
    )


def _drawn(panel: Panel) -> Panel:
    """Give the boxes of a mapping their addresses."""
    cycle = panel.data.get("cycle")
    if cycle is not None:
        panel.data["links"] = {box: reverse("box", args=(cycle.pk, box)) for box in range(1, 10)}
        panel.data["tiles"] = _tiles(panel)
    return panel


def _tiles(panel: Panel) -> list[dict[str, object]]:
    counts, cycle = panel.data["counts"], panel.data["cycle"]
    return [
        {"label": _("Terpetakan"), "value": counts.assessed, "href": reverse("cycle", args=(cycle.pk,))},
        {"label": _("Belum dinilai"), "value": counts.unassessed, "href": reverse("box", args=(cycle.pk, 0))},
    ]
