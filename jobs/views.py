"""A job's progress, as a page and as the piece of a page that asks again every second."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from jobs.domain.queries import progress


@require_safe
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of scope is 404. When a watched job ends, the page around it is loaded again, now with its results."""
    user = request.user
    assert isinstance(user, User)
    job = get_object_or_404(progress.visible_to(user), pk=pk)
    # The component links to the target: here it is an address, in the database a name and a number.
    job.target = address(job.target)
    names = {
        "import": _("Menulis berkas"),
        "map": _("Pemetaan talenta"),
        "simulate": _("Simulasi kebijakan"),
        "severity": _("Telaah penilai"),
        "sweep": _("Pemeriksaan persyaratan"),
        "groups": _("Menyusun kelompok pelatihan"),
        "withdrawal_impact": _("Menimbang penarikan"),
    }
    context = {"job": job, "name": names.get(job.kind, _("Pekerjaan"))}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "jobs/job.html", context)
    response = render(request, "components/job.html", context)
    if not job.live:
        response["HX-Refresh"] = "true"
    return response


def address(target: str) -> str:
    """The page of a job's target, written `name:id`; empty when no page goes by that name."""
    name, _colon, pk = target.partition(":")
    try:
        return reverse(name, args=(int(pk),))
    except (NoReverseMatch, ValueError):
        return ""
