"""Monitoring and evaluation of a cycle: the numbers of its report, on the screen, on paper and as a workbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from talent.domain import openings
from talent.domain.queries import cycles, monitoring
from talent.interfaces import exports
from talent.views.common import signed_in


@require_safe
def monitoring_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every number leads to the list behind it."""
    user = signed_in(request)
    cycle = get_object_or_404(cycles.visible_to(user), pk=pk)
    today = timezone.localdate()
    found = monitoring.report(cycle, today)
    context = {
        "cycle": cycle,
        "today": today,
        "parts": [(part.title, [(number, _address(number)) for number in part.numbers]) for part in found.parts],
        "boxes": [(box, before, after, reverse("box", args=(cycle.pk, box))) for box, before, after in found.boxes],
        "nav": "cycles",
    }
    return render(request, "talent/monitoring.html", context)


@require_safe
def monitoring_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same numbers as a workbook; nobody is named in it. The event is written before the first byte leaves."""
    user = signed_in(request)
    cycle = get_object_or_404(cycles.visible_to(user), pk=pk)
    openings.monitoring_exported(cycle=cycle, form="xlsx", by=user)
    found = monitoring.report(cycle, timezone.localdate())
    rows: list[list[Any]] = [[_("Bagian"), _("Ukuran"), _("Jumlah"), _("Dari")]]
    for part in found.parts:
        rows += [
            [part.title, number.label, number.value, "" if number.of is None else number.of] for number in part.numbers
        ]
    if cycle.run is not None:
        rows.append([_("Kebijakan pemetaan"), cycle.run.policy_name, "", ""])
    for box, before, after in found.boxes:
        rows.append([_("Kotak %(box)s") % {"box": box}, _("sebelum kalibrasi"), before, ""])
        rows.append([_("Kotak %(box)s") % {"box": box}, _("sesudah kalibrasi"), after, ""])
    return exports.download(rows, "xlsx", _("Pemantauan"), f"pemantauan-{cycle.pk}-{timezone.localdate():%Y-%m-%d}")


def _address(number: monitoring.Number) -> str:
    if not number.route:
        return ""
    address = reverse(number.route, args=number.args)
    return f"{address}?{number.query}" if number.query else address
