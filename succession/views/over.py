"""Going over from the talent pool to open selection."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from succession.domain import going_over
from succession.interfaces.over_forms import GoOverForm
from succession.views.papers import uploaded
from succession.views.vacancies import page, visible
from talent.interfaces.documents import document
from talent.views.common import refused, signed_in


@require_POST
def vacancy_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the filling goes over to open selection."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    form = GoOverForm(request.POST, request.FILES, auto_id="over_%s")

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("number", "dated", "reason")}
        going_over.go_over(vacancy=vacancy, by=user, **given, **uploaded(form))

    again = refused(request, form, _("Lowongan beralih ke seleksi terbuka; umumkan seleksinya."), act)
    if again is not None:
        return page(request, visible(request, pk), given={"over": form}, status=again)
    return redirect("vacancy", pk=pk)


@require_safe
def vacancy_over_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision by which it went over; the event is written before the first byte leaves."""
    gone = getattr(visible(request, pk), "gone_over", None)
    if gone is None:
        raise Http404
    return document(gone.file, going_over.opened(gone=gone, by=signed_in(request)))
