"""The succession group: its members on a day, one membership, leaving, what runs out, and box 9 of the nation."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain import openings
from talent.domain import pool as domain
from talent.domain.queries import employees, pool, pool_work, replies
from talent.interfaces import exports, tables
from talent.interfaces.plan_forms import CorrectForm, ExitForm, PoolFilter, RevokeForm
from talent.models import PoolMembership, ReviewCycle
from talent.views.common import refused, signed_in
from talent.views.searching import keep, search_of

SORTS = {
    "peringkat": ("rank", "id"),
    "nama": ("employee__name", "id"),
    "talenta": ("talent_value", "rank", "id"),
}
NATION = {
    "talenta": ("talent_value", "id"),
    "nama": ("employee__name", "id"),
    "instansi": ("agency__name", "rank", "id"),
}
ROWS = 50
# What is done about an exit that was recorded wrongly: the form that asks for it, and who does it.
AMENDING: dict[str, tuple[type[Form], Callable[..., object]]] = {
    "revoke": (RevokeForm, domain.revoke),
    "correct": (CorrectForm, domain.correct),
}


@require_http_methods(["GET", "HEAD", "POST"])
def pool_page(request: HttpRequest) -> HttpResponse:
    """The succession group on a day (`on`), of one agency; a POST says whom to look for."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MAPPING)
    if request.method == "POST":
        return keep(request, "pool", PoolFilter)
    found = _asked(request, user)
    address = found["search"].address
    sorting = tables.sorting(address, SORTS, "peringkat")
    found["page"] = tables.keyset(found["members"], sorting.order, address)
    _told(found["page"].rows, user)
    found["contested"] = _contested(found["page"].rows)
    found["sorting"] = sorting
    found["may_export"] = bool(scope.scope(user, Permission.EXPORT_DATA))
    found["national"] = bool(scope.scope(user, Permission.VIEW_NATIONAL_POOL))
    return render(request, "talent/pool.html", found)


@require_safe
def pool_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed pool as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    asked = pool.with_policy(_asked(request, user)["members"])
    ordered = asked.select_related("agency", "employee__agency", "employee__current").order_by("rank")
    members = list(ordered[: openings.EXPORT_ROWS + 1])
    openings.employees_exported(rows=[member.employee for member in members], form=form, by=user)
    rows: list[list[Any]] = [
        [_("Peringkat"), _("NIP"), _("Nama"), _("Jabatan"), _("Kotak"), _("Kotak sebelum kalibrasi"), _("Talenta"),
         _("Kebijakan pemetaan"), _("Berlaku sejak"), _("Berlaku sampai"), _("Alasan masuk"), _("Keluar pada"),
         _("Sebab keluar"), _("Alasan keluar"), _("Tanggapan belum dijawab")]
    ]  # fmt: skip
    contested = _contested(members)
    for member in members:
        now, left = member.employee.current, pool.leaving(member, user)
        rows.append(
            [
                member.rank,
                member.employee.nip,
                member.employee.name,
                (now and now.position) or "",
                member.box,
                member.computed_box or member.box,
                "" if member.talent_value is None else member.talent_value,
                member.policy_name,
                member.valid_from,
                member.valid_to,
                member.entry_reason or _("penetapan siklus"),
                left.record.on if left else "",
                left.cause if left else "",
                left.reason if left else "",
                contested.get(member.employee_id, 0),
            ]
        )
    return exports.download(rows, form, _("Kelompok suksesi"), f"krs-{timezone.localdate():%Y-%m-%d}")


@require_safe
def pool_due(request: HttpRequest) -> HttpResponse:
    """Who may have to leave, and whose membership runs out within ninety days."""
    user = signed_in(request)
    scope.require(user, Permission.PLAN_TALENT)
    today = timezone.localdate()
    ids = list(employees.agencies_of(user, Permission.PLAN_TALENT).values_list("pk", flat=True))
    page = tables.keyset(pool_work.expiring(ids, today), ("valid_to", "rank", "id"), request.GET)
    proposals = tables.sliced(pool_work.proposals(ids, today), request.GET, size=ROWS)
    return render(request, "talent/pool_due.html", {"page": page, "proposals": proposals, "today": today})


@require_safe
def national_page(request: HttpRequest) -> HttpResponse:
    """Box 9 of every agency in scope, today."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_NATIONAL_POOL)
    sorting = tables.sorting(request.GET, NATION, "-talenta")
    page = tables.keyset(pool_work.box_nine(user, timezone.localdate()), sorting.order, request.GET)
    context = {"page": page, "sorting": sorting, "people": scope.scope(user, Permission.VIEW_EMPLOYEES)}
    context["contested"] = _contested(page.rows)
    return render(request, "talent/pool_national.html", context)


@require_safe
def membership_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership: entry, validity, exit, and the person's other memberships."""
    return _membership(request, _member(request, pk))


@require_POST
def membership_exit(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the member leaves."""
    user, member = signed_in(request), _member(request, pk)
    scope.require(user, Permission.APPROVE_PLANS, member.agency_id)
    form = ExitForm(request.POST)
    status = refused(
        request,
        form,
        _("Anggota dikeluarkan dari kelompok suksesi."),
        lambda: domain.leave(membership=member, by=user, **form.cleaned_data),
    )
    return redirect("membership", pk=pk) if status is None else _membership(request, member, {"leave": form}, status)


@require_POST
def exit_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an exit that was recorded by mistake."""
    return _amend(request, pk, "revoke", _("Pencatatan keluar dicabut; anggota ini tidak pernah keluar."))


@require_POST
def exit_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the same exit with another day, cause or reason."""
    return _amend(request, pk, "correct", _("Pencatatan keluar dibetulkan; yang lama tetap terbaca."))


def _amend(request: HttpRequest, pk: int, name: str, done: str) -> HttpResponse:
    user = signed_in(request)
    left = get_object_or_404(pool.exits_visible_to(user), pk=pk)
    member = _member(request, left.membership_id)
    scope.require(user, Permission.APPROVE_PLANS, member.agency_id)
    shown, act = AMENDING[name]
    form = shown(request.POST)
    status = refused(request, form, done, lambda: act(left=left, by=user, **form.cleaned_data))
    return (
        redirect("membership", pk=member.pk) if status is None else _membership(request, member, {name: form}, status)
    )


def _member(request: HttpRequest, pk: int) -> PoolMembership:
    return get_object_or_404(pool.visible_to(signed_in(request)), pk=pk)


def _membership(
    request: HttpRequest, member: PoolMembership, sent: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """`sent`: the form that came back, under its name."""
    user, today = signed_in(request), timezone.localdate()
    openings.employee_opened(employee=member.employee, part="pool", by=user)
    left, others = pool.leaving(member, user), list(pool.others_of(member))
    _told(others, user)
    after = pool.successor(member.cycle, today)
    open_to = left is None and member.valid_to >= today and after is None
    context: dict[str, Any] = {
        "member": member,
        "person": member.employee,
        "left": left,
        "revoked": [one for one in pool.leavings(member, user) if one.record.revoked_at],
        "after": after,
        "dropped": after is not None and pool.not_taken_over(member.cycle, after).filter(pk=member.pk).exists(),
        "others": others,
        "contested": _contested([member]),
        "nav": "pool",
    }
    if scope.allows(user, Permission.APPROVE_PLANS, member.agency_id):
        forms: dict[str, Form] = {}
        if open_to:
            forms["leave"] = ExitForm(
                initial={"cause": request.GET.get("cause", ""), "on": max(today, member.valid_from)}
            )
        elif left:
            now = {"cause": left.record.cause, "reason": left.reason} if left.told else {}
            forms = {"revoke": RevokeForm(), "correct": CorrectForm(initial={"on": left.record.on, **now})}
        sent = sent or {}
        context["forms"] = forms | {name: form for name, form in sent.items() if name in forms}
        gone = [form for name, form in sent.items() if name not in forms]
        context["problems"] = [problem for form in gone for problem in form.non_field_errors()]
    return render(request, "talent/membership.html", context, status=status)


def _contested(members: Iterable[PoolMembership]) -> dict[int, int]:
    return replies.contested_now(member.employee_id for member in members)


def _told(members: Iterable[PoolMembership], user: User) -> None:
    for member in members:
        member.left = pool.leaving(member, user)  # type: ignore[attr-defined]


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the address and the search ask for: the agency, the day, the cycle whose pool holds, and its members."""
    today, search = timezone.localdate(), search_of(request, "pool")
    data = search.address.copy()
    data.setdefault("on", today.isoformat())
    form = PoolFilter(data, user=user, permission=Permission.VIEW_MAPPING)
    valid = form.is_valid()
    agency = (form.cleaned_data.get("agency") if valid else None) or next(iter(form.agencies), None)
    on = (form.cleaned_data.get("on") if valid else None) or today
    cycle, members = None, PoolMembership.objects.none()
    if valid and agency is not None:
        cycle = pool.established_cycle(agency.pk, on)
        held = _held(form.cleaned_data["left"], cycle, on) if cycle else members
        members = pool.narrowed(held, box=form.cleaned_data["box"], tier=form.cleaned_data["tier"])
    members = pool.with_exits(search.among(members).select_related("employee__current__unit"))
    narrowed = bool(search.text) or (valid and any(form.cleaned_data[name] for name in ("left", "box", "tier")))
    return {"filters": form, "agency": agency, "on": on, "cycle": cycle, "members": members, "narrowed": narrowed,
            "search": search}  # fmt: skip


def _held(which: str, cycle: ReviewCycle, on: date) -> QuerySet[PoolMembership]:
    """Of the pool that holds on `on`: its members, or what the filter asks for instead."""
    if which == "1":
        return pool.left_by(cycle, on)
    if which == "menyusul":
        return pool.entered_later(cycle)
    return pool.with_a_revoked_exit(cycle) if which == "dicabut" else pool.members(cycle.agency_id, on)
