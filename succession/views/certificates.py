"""Papers of a vacancy to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from succession.domain import openings
from succession.domain.queries import vacancies
from succession.interfaces import dossiers, filling_papers, papers
from succession.views.vacancies import visible
from talent.interfaces import exports
from talent.views.common import signed_in


@require_safe
def route_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The route decided last as a one-page PDF/A; the event is written before the first byte leaves."""
    vacancy = visible(request, pk)
    route = vacancies.route_of(vacancy)
    if route is None:
        raise Http404
    made = papers.certificate_of(route)
    openings.route_certified(stored=route, by=signed_in(request))
    return _attached(made, f"sertifikat-jalur-{exports.named(vacancy.code)}-{route.on}.pdf", "application/pdf")


@require_safe
def filling_paper(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One of the papers of a filling as PDF/A."""
    user, vacancy = signed_in(request), visible(request, pk)
    made = filling_papers.paper(code, vacancy, user) if code in filling_papers.PAPERS else None
    if made is None:
        raise Http404
    openings.paper_made(vacancy=vacancy, paper=code, by=user)
    return _attached(made, f"{code}-{exports.named(vacancy.code)}.pdf", "application/pdf")


@require_safe
def filling_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of one filling in one archive."""
    user, vacancy = signed_in(request), visible(request, pk)
    openings.require_dossier(vacancy=vacancy, by=user)
    made, index, files = dossiers.of(vacancy, user)
    openings.dossier_exported(vacancy=vacancy, index=index, files=files, by=user)
    return _attached(made, f"dosir-{exports.named(vacancy.code)}.zip", "application/zip")


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
