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
        {"text": task.text, "note": task.note, "href": reverse(task.route, args=task.args) + task.query}
        for task in home.tasks(user)
    ]
    return render(
        request, "talent/home.html", {"tasks": tasks, "panels": [_drawn(panel) for panel in home.panels(user)]}
    )


def _drawn(panel: Panel) -> Panel:
    """Give the numbers and boxes of an agency their addresses."""
    agency, cycle = panel.data.get("agency"), panel.data.get("cycle")
    if agency is None:
        return panel
    panel.data["tiles"] = [
        {"label": _("Pegawai"), "value": panel.data["people"], "href": f"{reverse('employees')}?agency={agency.pk}"}
    ]
    if cycle is not None:
        counts = panel.data["counts"]
        panel.data["links"] = {box: reverse("box", args=(cycle.pk, box)) for box in range(1, 10)}
        panel.data["tiles"] += [
            {"label": _("Terpetakan"), "value": counts.assessed, "href": reverse("cycle", args=(cycle.pk,))},
            {"label": _("Belum dapat dinilai"), "value": counts.unassessed, "href": reverse("box", args=(cycle.pk, 0))},
        ]
    panel.data["tiles"].append(
        {
            "label": _("Kelompok suksesi"),
            "value": panel.data["members"],
            "note": _("berlaku hari ini"),
            "href": f"{reverse('pool')}?agency={agency.pk}",
        }
    )
    return panel
