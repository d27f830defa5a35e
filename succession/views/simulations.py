"""Posts filled on paper: the list, a new simulation, one with what it says, and the chain that a choice empties."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain import openings as replays
from succession.domain import simulating
from succession.domain.queries import joint, simulations, vacancies
from succession.domain.replay import Replay
from succession.interfaces.simulation_forms import BesideForm, CascadeForm, ChainForm, TogetherForm
from succession.models import Simulation
from talent.domain import openings
from talent.interfaces import exports, tables
from talent.models import Position
from talent.views.common import refused, require_any, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def simulation_list(request: HttpRequest) -> HttpResponse:
    """The simulations, and the form for a new one."""
    user = signed_in(request)
    require_any(user, *simulations.READING)
    may = bool(scope.scope(user, Permission.PREPARE_VACANCY))
    form, status = TogetherForm(user=user, auto_id="simulation_%s") if may else None, 200
    chain = CascadeForm(of=form, auto_id="chain_%s") if form else None
    if request.method == "POST":
        scope.require(user, Permission.PREPARE_VACANCY)
        given, made = TogetherForm(request.POST, user=user, auto_id="simulation_%s"), list[Simulation]()
        again = refused(request, given, _("Simulasi disimpan."), lambda: made.append(_together(given, user)))
        if again is None:
            return redirect("simulation", pk=made[0].pk)
        form, status = given, again
    return _list(request, form, chain, status)


@require_POST
def simulation_cascade(request: HttpRequest) -> HttpResponse:
    """Somebody for a post, and the chain of posts that this empties."""
    user = signed_in(request)
    scope.require(user, Permission.PREPARE_VACANCY)
    form, made = TogetherForm(user=user, auto_id="simulation_%s"), list[Simulation]()
    given = CascadeForm(request.POST, of=form, auto_id="chain_%s")
    again = refused(request, given, _("Rantai disimpan."), lambda: made.append(_cascade(given, user)))
    if again is None:
        return redirect("simulation", pk=made[0].pk)
    return _list(request, form, given, again)


def _list(request: HttpRequest, form: Form | None, chain: Form | None, status: int) -> HttpResponse:
    page = tables.keyset(simulations.visible_to(signed_in(request)), ("-id",), request.GET)
    context = {"page": page, "form": form, "chain": chain}
    return render(request, "succession/simulations.html", context, status=status)


def _cascade(form: CascadeForm, user: User) -> Simulation:
    given = form.cleaned_data
    asked = {name: given[name] for name in ("name", "post", "person", "depth", "on")}
    return simulating.cascade(agency=given["post"].agency, picks={}, by=user, **asked)


@require_safe
def simulation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one says, beside another where that is asked."""
    one = _visible(request, pk)
    return _page(request, one)


@require_POST
def simulation_chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow what one of its choices empties, as a simulation of its own."""
    one, user = _visible(request, pk), signed_in(request)
    scope.require(user, Permission.PREPARE_VACANCY, one.agency_id)
    form, made = ChainForm(request.POST), list[Simulation]()
    again = refused(request, form, _("Rantai disimpan."), lambda: made.append(_chain(form, one, user)))
    if again is None:
        return redirect("simulation", pk=made[0].pk)
    return _page(request, one, form, again)


@require_POST
def simulation_replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the posts on paper again from what was known then, and show how it compares."""
    one = _visible(request, pk)
    result = replays.replay_simulation(stored=one, by=signed_in(request))
    return _page(request, one, replayed=result)


@require_safe
def simulation_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One as a file; the event is written before the first byte leaves."""
    one, user = _visible(request, pk), signed_in(request)
    scope.require(user, Permission.EXPORT_DATA, one.agency_id)
    told = simulations.told(one)
    people = told.people()
    for person in people:
        person.agency = one.agency
    openings.employees_exported(rows=people, form=form, by=user)
    rows: list[list[Any]] = [
        [_("Kode jabatan"), _("Jabatan"), _("Memenuhi syarat"), _("Belum diketahui"), _("Bersama: NIP"),
         _("Bersama: nama"), _("Kotak"), _("Nilai gabungan"), _("Meninggalkan"), _("Satu per satu: NIP"),
         _("Satu per satu: nama"), _("JPT yang masih punya calon"), _("Dari JPT"), _("Tidak lagi punya calon"),
         _("Memenuhi syarat dengan pengecualian"), _("Bersama: dengan pengecualian"),
         _("Satu per satu: dengan pengecualian"), _("Kebijakan")]
    ]  # fmt: skip
    policy = simulations.policy_name(one)
    for line in told.lines:
        both, alone = line.placed, line.alone
        rows.append(
            [line.post.code, str(line.post), line.eligible, line.unsure, both.person.nip if both else "",
             both.person.name if both else "", both.box if both else "", both.score if both else "",
             both.leaves if both else "", alone.person.nip if alone else "", alone.person.name if alone else "",
             "" if line.covered is None else line.covered, "" if line.watched is None else line.watched,
             "; ".join(map(str, line.lost)), "" if line.waived is None else line.waived, _waived(both), _waived(alone),
             policy]
        )  # fmt: skip
    return exports.download(rows, form, one.name[:31], f"simulasi-{exports.named(one.name)}")


def _waived(seat: simulations.Seat | None) -> str:
    if seat is None or seat.waived is None:
        return ""
    return _("ya") if seat.waived else _("tidak")


def _visible(request: HttpRequest, pk: int) -> Simulation:
    user = signed_in(request)
    return get_object_or_404(simulations.visible_to(user), pk=pk)


def _together(form: TogetherForm, user: User) -> Simulation:
    given = form.cleaned_data
    return simulating.together(agency=form.chosen(), name=given["name"], posts=form.in_order(), on=given["on"], by=user)


def _chain(form: ChainForm, one: Simulation, user: User) -> Simulation:
    """From a chain, the picks before the post that is chosen anew stay as they were."""
    given = form.cleaned_data
    post = get_object_or_404(Position, pk=given["post"], agency=one.agency_id)
    start, person, picks = post, given["person"], dict[int, int]()
    if one.kind == Simulation.Kind.CASCADE and one.asked["post"] != post.pk:
        start = Position.objects.get(pk=one.asked["post"])
        person = one.asked["person"]
        for row in one.rows[1:]:
            if row["post"] == post.pk:
                break
            if row["placed"]:
                picks[row["post"]] = row["placed"]["person"]
        picks[post.pk] = given["person"]
    name = f"{_('Rantai')}: {start}"[:120]
    return simulating.cascade(
        agency=one.agency, name=name, post=start, person=person, picks=picks, depth=given["depth"], on=one.on, by=user
    )


def _page(
    request: HttpRequest,
    one: Simulation,
    given: Form | None = None,
    status: int = 200,
    replayed: Replay | None = None,
) -> HttpResponse:
    user = signed_in(request)
    filters = BesideForm(request.GET, one=one, others=simulations.visible_to(user))
    beside = filters.cleaned_data["banding"] if filters.is_valid() else None
    told = simulations.told(one, beside)
    context = {
        "one": one,
        "told": told,
        "page": tables.sliced(told.lines, request.GET),
        "emptied": tables.sliced(told.emptied, request.GET, name="kosong", at="kosong"),
        "pairs": tables.sliced(told.beside.pairs, request.GET, name="pasangan", at="banding") if told.beside else None,
        "policy": simulations.policy_name(one),
        "filters": filters if filters.fields["banding"].queryset.exists() else None,  # type: ignore[attr-defined]
        "beside": beside,
        "form": given or ChainForm(),
        "depths": range(1, joint.DEEPEST + 1),
        "may_chain": scope.allows(user, Permission.PREPARE_VACANCY, one.agency_id),
        "may_replay": scope.allows(user, Permission.REPLAY, one.agency_id),
        "event": vacancies.replays({"simulation": one}).get("simulation"),
        "result": replayed,
        "may_export": scope.allows(user, Permission.EXPORT_DATA, one.agency_id),
    }
    return render(request, "succession/simulation.html", context, status=status)
