"""Every agency one may see, side by side: scores, categories, the award list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.wording import CATEGORIES
from succession.domain import openings
from succession.domain.queries import merit, national
from succession.interfaces import words
from succession.interfaces.standing_forms import NationalFilter
from talent.domain import known
from talent.domain.queries import employees
from talent.interfaces import exports
from talent.views.common import signed_in


@require_safe
def national_page(request: HttpRequest) -> HttpResponse:
    """The ranking, how many agencies each category has, and the aspects as shares of their maximum."""
    context = _asked(request, signed_in(request))
    shown = context["standings"]
    context |= {
        "rows": [(one, words.CATEGORY_MARKS[one.newest.category]) for one in shown],
        "counts": national.counts(shown),
        "means": national.means(shown),
        "today": timezone.localdate(),
    }
    return render(request, "succession/national.html", context)


@require_safe
def national_export(request: HttpRequest, form: str) -> HttpResponse:
    """The ranking as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    shown: list[national.Standing] = _asked(request, user)["standings"]
    openings.standings_exported(rows=len(shown), form=form, by=user)
    rows: list[list[Any]] = [
        [_("Peringkat"), _("Kode"), _("Instansi"), _("Jenis"), _("Provinsi"), _("Putaran"), _("Diputuskan"), _("Nilai"),
         _("Kategori"), _("Perubahan"), _("Berlaku sampai")]
    ]  # fmt: skip
    for one in shown:
        of, newest = one.agency, one.newest
        rows.append(
            [one.rank or "", of.code, of.name, of.get_kind_display(), of.province, newest.name, newest.decided_on,
             "" if newest.points is None else float(newest.points), str(CATEGORIES.get(newest.category or "", "")),
             "" if one.change is None else float(one.change), newest.holds_to]
        )  # fmt: skip
    return exports.download(rows, form, _("Nilai merit"), f"merit-{timezone.localdate():%Y-%m-%d}")


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    scope.require(user, Permission.VIEW_MERIT)
    agencies, rounds = employees.agencies_of(user, Permission.VIEW_MERIT), merit.visible_to(user)
    now = known.now(None)
    names, years = national.names(rounds), national.years(rounds, now)
    form = NationalFilter(request.GET, agencies=list(agencies), rounds=names, years=years)
    context: dict[str, Any] = {"filters": form, "standings": [], "assessed": 0, "agencies": len(agencies)}
    if form.is_valid():
        found = national.standings(agencies, rounds, now, until=form.until, of=form.cleaned_data["round"])
        context |= {
            "on": form.until or timezone.localdate(),
            "standings": [one for one in found if form.keeps(one)],
            "assessed": len(found),
        }
    return context
