"""Papers of a vacancy to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from succession.domain import openings
from succession.domain.queries import vacancies
from succession.interfaces import papers
from succession.views.vacancies import visible
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
    name = f"sertifikat-jalur-{vacancy.pk}-{route.pk}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
