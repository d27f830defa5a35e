"""The steps of a filling that one press or one short form takes."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.errors import DomainError
from succession.domain import (
    annulling,
    committee,
    decision,
    gate,
    inauguration,
    longlist,
    openings,
    recommendation,
    settling,
    taking_back,
    vacancies,
)
from succession.domain.queries import longlists
from succession.domain.queries import vacancies as queries
from succession.interfaces.forms import (
    AmendForm,
    AnnulForm,
    CloseForm,
    CommitteeForm,
    InaugurateForm,
    NamesDayForm,
    RecommendForm,
    WithdrawForm,
)
from succession.interfaces.panel_forms import ReleaseForm
from succession.models import AppointmentDecision, Inauguration, Vacancy
from succession.views.vacancies import page, visible
from talent.views.common import refused, signed_in, told


@require_POST
def vacancy_route(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide the route."""
    vacancy = visible(request, pk)
    with told(request, _("Jalur ditetapkan.")):
        gate.decide_route(vacancy=vacancy, by=signed_in(request))
    return redirect("vacancy", pk=pk)


@require_POST
def vacancy_longlist(request: HttpRequest, pk: int) -> HttpResponse:
    """Build the longlist."""
    vacancy = visible(request, pk)
    with told(request, _("Daftar panjang disusun.")):
        longlist.build(vacancy=vacancy, by=signed_in(request))
    return redirect("vacancy", pk=pk)


@require_POST
def vacancy_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a seat on the committee, or say of who has one that they are no employee of the agency."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    form = CommitteeForm(request.POST, vacancy=vacancy, auto_id="appoint_%s")
    again = refused(
        request,
        form,
        _("Susunan panitia tercatat."),
        lambda: committee.appoint_member(vacancy=vacancy, by=user, **form.cleaned_data),
    )
    if again is not None:
        return page(request, vacancy, part="panitia", given={"appoint": form}, status=again)
    return redirect(f"{reverse('vacancy', args=(pk,))}?bagian=panitia")


@require_POST
def vacancy_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a member of the committee, with or without somebody who takes over the seat."""
    user, vacancy = signed_in(request), _asked(request, pk, Permission.PREPARE_VACANCY)
    form = ReleaseForm(request.POST, vacancy=vacancy, auto_id="release_%s")
    done = _("Anggota panitia dilepas.")
    again = refused(request, form, done, lambda: committee.release_member(by=user, **form.cleaned_data))
    if again is not None:
        return page(request, vacancy, part="panitia", given={"release": form}, status=again)
    return redirect(f"{reverse('vacancy', args=(pk,))}?bagian=panitia")


@require_POST
def vacancy_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Say otherwise why the post is empty, by when somebody should be inaugurated, or whether by a transfer."""
    vacancy = _asked(request, pk, Permission.PREPARE_VACANCY)
    form = AmendForm(request.POST, transferable=not vacancy.longlists.exists(), auto_id="amend_%s")
    return _taken(
        request,
        vacancy,
        "amend",
        form,
        _("Perubahan lowongan tercatat."),
        lambda: vacancies.amend(vacancy=vacancy, by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the open decision back."""
    vacancy, form = _asked(request, pk, Permission.DECIDE), WithdrawForm(request.POST, auto_id="withdraw_%s")
    return _taken(
        request,
        vacancy,
        "withdraw",
        form,
        _("Keputusan ditarik kembali."),
        lambda: decision.withdraw(decision=_open(vacancy), by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the overseer's recommendation."""
    vacancy = _asked(request, pk, Permission.RECORD_RECOMMENDATION)
    form = RecommendForm(request.POST, vacancy=vacancy, auto_id="recommend_%s")
    return _taken(
        request,
        vacancy,
        "recommend",
        form,
        _("Rekomendasi tercatat."),
        lambda: recommendation.record(decision=_open(vacancy), by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the three names back."""
    vacancy, form = _asked(request, pk, Permission.NOMINATE), WithdrawForm(request.POST, auto_id="take_back_%s")
    return _taken(
        request,
        vacancy,
        "take_back",
        form,
        _("Usulan ditarik; panitia mengusulkan nama lagi."),
        lambda: taking_back.take_names_back(vacancy=vacancy, by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_names_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the day on which the three names were settled."""
    vacancy, form = _asked(request, pk, Permission.NOMINATE), NamesDayForm(request.POST, auto_id="correct_day_%s")
    return _taken(
        request,
        vacancy,
        "correct_day",
        form,
        _("Tanggal penetapan nama dikoreksi."),
        lambda: settling.correct_day(vacancy=vacancy, by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_unrecommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the recommendation back."""
    vacancy = _asked(request, pk, Permission.RECORD_RECOMMENDATION)
    form = WithdrawForm(request.POST, auto_id="unrecommend_%s")

    def act() -> None:
        taking_back.take_recommendation_back(decision=_open(vacancy), by=signed_in(request), **form.cleaned_data)

    return _taken(request, vacancy, "unrecommend", form, _("Rekomendasi ditarik; catat penggantinya."), act)


@require_POST
def vacancy_inaugurate(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the inauguration."""
    vacancy, form = _asked(request, pk, Permission.INAUGURATE), InaugurateForm(request.POST, auto_id="inaugurate_%s")
    return _taken(
        request,
        vacancy,
        "inaugurate",
        form,
        _("Pelantikan tercatat; riwayat jabatan diperbarui."),
        lambda: inauguration.inaugurate(decision=_open(vacancy), by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_annul(request: HttpRequest, pk: int) -> HttpResponse:
    """Annul the inauguration."""
    vacancy, form = _asked(request, pk, Permission.INAUGURATE), AnnulForm(request.POST, auto_id="annul_%s")
    return _taken(
        request,
        vacancy,
        "annul",
        form,
        _("Pelantikan dibatalkan; PPK memutuskan lagi."),
        lambda: annulling.annul(inauguration=_held(vacancy), by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def vacancy_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a vacancy that will not be filled."""
    vacancy, form = _asked(request, pk, Permission.PREPARE_VACANCY), CloseForm(request.POST, auto_id="close_%s")
    return _taken(
        request,
        vacancy,
        "close",
        form,
        _("Lowongan ditutup."),
        lambda: vacancies.close(vacancy=vacancy, by=signed_in(request), **form.cleaned_data),
    )


@require_POST
def replay_route(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide the stored route again, the last or the one that `jalur` names, and show how it compares."""
    vacancy = _asked(request, pk, Permission.REPLAY)
    stored = queries.route_of(vacancy, request.GET.get("jalur", ""))
    if stored is None:
        raise DomainError(_("Jalur lowongan ini belum ditetapkan."), code="no_route")
    result = openings.replay_route(stored=stored, by=signed_in(request))
    return page(request, vacancy, part="jejak", replayed={"route": result})


@require_POST
def replay_longlist(request: HttpRequest, pk: int) -> HttpResponse:
    """Build the stored longlist again and show how it compares."""
    vacancy = _asked(request, pk, Permission.REPLAY)
    stored = longlists.current(vacancy)
    if stored is None:
        raise DomainError(_("Lowongan ini belum punya daftar panjang."), code="no_longlist")
    result = openings.replay_longlist(stored=stored, by=signed_in(request))
    return page(request, vacancy, part="jejak", replayed={"longlist": result})


@require_POST
def replay_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Weigh the decision made last again and show how it compares."""
    vacancy = _asked(request, pk, Permission.REPLAY)
    stored = vacancy.decisions.select_related("vacancy__agency", "employee").first()
    if stored is None:
        raise DomainError(_("Lowongan ini belum diputuskan."), code="no_decision")
    result = openings.replay_decision(stored=stored, by=signed_in(request))
    return page(request, vacancy, part="jejak", replayed={"decided": result})


@require_POST
def replay_nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Weigh the three names that were sent up again and show how they compare."""
    vacancy = _asked(request, pk, Permission.REPLAY)
    if not vacancy.nominees.exists():
        raise DomainError(_("Belum ada nama yang diusulkan untuk lowongan ini."), code="no_nominees")
    result = openings.replay_nomination(vacancy=vacancy, by=signed_in(request))
    return page(request, vacancy, part="jejak", replayed={"nominated": result})


@require_POST
def replay_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Weigh again what was seen where this filling was last started again, and show how it compares."""
    vacancy = _asked(request, pk, Permission.REPLAY)
    stored = queries.started_again(vacancy)
    if stored is None:
        raise DomainError(_("Pengisian lowongan ini tidak diulang."), code="not_again")
    result = openings.replay_again(stored=stored, by=signed_in(request))
    return page(request, vacancy, part="jejak", replayed={"again": result})


def _asked(request: HttpRequest, pk: int, permission: Permission) -> Vacancy:
    vacancy = visible(request, pk)
    scope.require(signed_in(request), permission, vacancy.agency_id)
    return vacancy


def _open(vacancy: Vacancy) -> AppointmentDecision:
    found = vacancy.decisions.filter(ended_at=None).first()
    if found is None:
        raise DomainError(_("Lowongan ini tidak punya keputusan yang masih terbuka."), code="no_decision")
    return found


def _held(vacancy: Vacancy) -> Inauguration:
    found = annulling.standing(vacancy)
    if found is None:
        raise DomainError(_("Lowongan ini tidak punya pelantikan yang berlaku."), code="no_inauguration")
    return found


def _taken(
    request: HttpRequest, vacancy: Vacancy, step: str, form: Form, done: str, act: Callable[[], object]
) -> HttpResponse:
    again = refused(request, form, done, act)
    if again is not None:
        return page(request, visible(request, vacancy.pk), given={step: form}, status=again)
    return redirect("vacancy", pk=vacancy.pk)
