"""How lenient or severe raters and units are: advice beside the figures of a cycle."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from advice.verdicts import MIN_COMPARED, MIN_RATERS, MIN_RATINGS
from talent.domain import advice as domain
from talent.domain.queries import advice, cycles
from talent.interfaces import exports, tables
from talent.interfaces import raters as shown
from talent.models import ReviewCycle
from talent.views.common import signed_in, told


@require_safe
def raters_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The raters, or with `bagian=units` the units; `hasil` narrows by verdict."""
    user, cycle = _asked(request, pk)
    found = advice.latest(cycle)
    context = {
        "cycle": cycle,
        "advice": found,
        "job": domain.running_job(cycle),
        "may_compute": scope.allows(user, Permission.MAP_TALENT, cycle.agency_id),
        "minimum": {"ratings": MIN_RATINGS, "raters": MIN_RATERS, "compared": MIN_COMPARED},
    }
    if found is not None:
        side, form, rows = _chosen(request, user, found)
        page = tables.sliced(rows, request.GET)
        reach = advice.reach(found, side)
        context |= {
            "side": side,
            "filters": form,
            "page": page,
            "rows": [shown.drawn(row, reach) for row in page.rows],
            "reach": reach,
            "may_export": scope.allows(user, Permission.EXPORT_DATA, cycle.agency_id),
            "counts": advice.counts(found, side),
            "alone": advice.alone(found) if side == "raters" else 0,
            "tabs": [
                {"label": label, "href": f"?bagian={name}", "current": name == side, "count": len(found.document[name])}
                for name, label in (("raters", pgettext("banyak", "Penilai")), ("units", pgettext("banyak", "Unit")))
            ],
        }
    return render(request, "talent/raters.html", context)


@require_POST
def raters_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the computation."""
    user, cycle = _asked(request, pk)
    with told(request):
        domain.start(cycle=cycle, by=user)
    return redirect("cycle_raters", pk=pk)


@require_safe
def raters_export(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page lists, as a file."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.EXPORT_DATA, cycle.agency_id)
    found = advice.latest(cycle)
    if found is None:
        raise Http404
    side, _form, rows = _chosen(request, user, found)
    domain.exported(advice=found, side=side, rows=len(rows), by=user)
    table = shown.file_rows(rows[:], side)
    return exports.download(table, "csv", _("Penilai"), f"{_('penilai')}-{cycle.pk}-{side}")


def _asked(request: HttpRequest, pk: int) -> tuple[User, ReviewCycle]:
    user = signed_in(request)
    return user, get_object_or_404(cycles.visible_to(user), pk=pk)


def _chosen(request: HttpRequest, user: User, found: domain.Advice) -> tuple[str, shown.VerdictForm, advice.Judgements]:
    side = "units" if request.GET.get("bagian") == "units" else "raters"
    form = shown.VerdictForm(request.GET)
    verdict = form.cleaned_data["hasil"] if form.is_valid() else None
    return side, form, advice.judged(found, side, verdict, user)
