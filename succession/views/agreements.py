"""Members of other agencies' succession groups who agreed to be considered for a vacancy."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from succession.domain import agreeing
from succession.domain.queries import agreed, blind
from succession.interfaces.agreement_forms import AgreementForm, WithdrawAgreementForm
from succession.models import Agreement
from succession.models.vacancy import Route
from succession.views.papers import uploaded
from succession.views.vacancies import visible
from talent.domain import known
from talent.interfaces import tables
from talent.interfaces.documents import document
from talent.views.common import refused, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever agreed, newest first, what lets them in, and the form for one more."""
    user, vacancy = signed_in(request), visible(request, pk)
    if vacancy.route != Route.TALENT_POOL:
        raise Http404
    blind.require_names(vacancy, user)
    now = known.now(vacancy.agency_id)
    reach = agreed.reach(vacancy, now)
    may_prepare = scope.allows(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    form, status = AgreementForm(), 200
    if request.method == "POST":
        scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
        form = AgreementForm(request.POST, request.FILES)

        def act() -> None:
            given = {name: form.cleaned_data[name] for name in ("nip", "number", "dated")}
            agreeing.agree(vacancy=vacancy, by=user, **given, **uploaded(form))

        again = refused(request, form, _("Kesediaan tercatat; susun daftar panjangnya lagi."), act)
        if again is None:
            return redirect("vacancy_agreements", pk=pk)
        status = again
    rows = agreed.visible_to(user).filter(vacancy=vacancy)
    page = tables.keyset(rows, ("-id",), request.GET)
    standing = {who for who, *_rest in agreed.members(vacancy, now)} if page.rows else set()
    context = {
        "vacancy": vacancy,
        "reach": reach,
        "page": page,
        "rows": [(one, one.employee_id in standing) for one in page.rows],
        "form": form if may_prepare and reach.wide and vacancy.state in agreeing.AGREEING else None,
        "may_withdraw": may_prepare and vacancy.state in agreeing.WITHDRAWING,
    }
    return render(request, "succession/agreements.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which somebody agrees no more."""
    user, agreement = signed_in(request), _agreement(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, agreement.vacancy.agency_id)
    form, status = WithdrawAgreementForm(), 200
    if request.method == "POST":
        form = WithdrawAgreementForm(request.POST)
        again = refused(
            request,
            form,
            _("Penarikan tercatat."),
            lambda: agreeing.withdraw(agreement=agreement, by=user, **form.cleaned_data),
        )
        if again is None:
            return redirect("vacancy_agreements", pk=agreement.vacancy_id)
        status = again
    context = {"agreement": agreement, "vacancy": agreement.vacancy, "form": form}
    return render(request, "succession/agreement_withdraw.html", context, status=status)


@require_safe
def agreement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter; the event is written before the first byte leaves."""
    agreement = _agreement(request, pk)
    return document(agreement.file, agreeing.opened(agreement=agreement, by=signed_in(request)))


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    return get_object_or_404(agreed.visible_to(signed_in(request)), pk=pk)
