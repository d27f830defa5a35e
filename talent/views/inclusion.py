"""People who became eligible after a cycle was mapped."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain import inclusion as domain
from talent.domain.queries import cycles, inclusion
from talent.interfaces import tables
from talent.interfaces.cycle_forms import DeclineForm, JoinForm
from talent.models import Employee, ReviewCycle
from talent.views.common import refused, signed_in, told

# The part of a page that comes anew while something is worked out for it.
PAGE = "isi"
ROWS = 50


@require_safe
def inclusion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would be included, and who waits for a supplementary decree; for htmx only how many."""
    user, cycle = _asked(request, pk)
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.target == PAGE:
        return _page(request, cycle, user)
    found = inclusion.eligible_so_far(cycle)
    if found.people is None:
        return render(request, "components/working.html", {"working": found, "name": _("Pegawai susulan")})
    context = {"cycle": cycle, "people": sum(why is not None for why in found.people.values())}
    return render(request, "talent/inclusion_count.html", context | {"waiting": _waiting(cycle)})


@require_POST
def inclusion_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Map them."""
    user, cycle = _asked(request, pk)
    with told(request, _("Pemetaan susulan dimulai.")):
        domain.start(cycle=cycle, by=user)
    return redirect("cycle", pk=pk)


@require_POST
def inclusion_establish(request: HttpRequest, pk: int) -> HttpResponse:
    """Supplementary penetapan."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.ESTABLISH_POOL, cycle.agency_id)
    form = JoinForm(request.POST)
    status = refused(
        request,
        form,
        _("Anggota susulan ditetapkan."),
        lambda: domain.establish(cycle=cycle, token=request.POST.get("token", ""), by=user, **form.cleaned_data),
    )
    return redirect("cycle_inclusion", pk=pk) if status is None else _page(request, cycle, user, form, status)


@require_POST
def inclusion_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen ones of those who wait are not taken into the pool."""
    user, cycle = _asked(request, pk)
    scope.require(user, Permission.ESTABLISH_POOL, cycle.agency_id)
    form, token = DeclineForm(request.POST), request.POST.get("token", "")
    chosen = {int(text) for text in request.POST.getlist("people") if text.isascii() and text.isdecimal()}
    status = refused(
        request,
        form,
        _("Tidak ditetapkan; alasannya tercatat."),
        lambda: domain.decline(cycle=cycle, people=chosen, token=token, by=user, **form.cleaned_data),
    )
    if status is None:
        return redirect("cycle_inclusion", pk=pk)
    return _page(request, cycle, user, decline=form, chosen=chosen, status=status)


@require_POST
def inclusion_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring somebody whom the PPK declined before the PPK again."""
    user = signed_in(request)
    declined = get_object_or_404(inclusion.declines_visible_to(user), pk=pk)
    with told(request, _("Ditawarkan lagi kepada PPK.")):
        domain.offer_anew(declined=declined, reason=request.POST.get("reason", "")[:1_000], by=user)
    return redirect("cycle_inclusion", pk=declined.cycle_id)


def _asked(request: HttpRequest, pk: int) -> tuple[User, ReviewCycle]:
    user = signed_in(request)
    return user, get_object_or_404(inclusion.with_declines(cycles.visible_to(user)), pk=pk, run__isnull=False)


def _waiting(cycle: ReviewCycle) -> int:
    return len(inclusion.waiting_for_decree(cycle))


def _page(
    request: HttpRequest,
    cycle: ReviewCycle,
    user: User,
    form: JoinForm | None = None,
    status: int = 200,
    *,
    decline: DeclineForm | None = None,
    chosen: Collection[int] = (),
) -> HttpResponse:
    sought = inclusion.eligible_so_far(cycle, whole=request.method == "POST")
    found = {person: why for person, why in (sought.people or {}).items() if why}
    order = sorted(found)
    page = tables.sliced(order, request.GET, size=ROWS)
    # While it is worked out the page shows only how far it is, and asks for no more than that.
    waiting = [] if sought.people is None else inclusion.waiting_for_decree(cycle)
    joining = tables.sliced(waiting, request.GET, size=ROWS, name="menunggu", at="menunggu")
    shows = sought.people is not None and getattr(cycle, "ever_declined", True)
    refusals = list(inclusion.declines(cycle)) if shows else []
    shown = {*page.rows, *(one.employee_id for one in joining.rows)}
    # Whoever is signed for is shown, even if their records were withdrawn since and they have no page any more.
    people = Employee.objects.select_related("current__unit").in_bulk(shown)
    mapping = scope.allows(user, Permission.MAP_TALENT, cycle.agency_id)
    signs = bool(waiting) and scope.allows(user, Permission.ESTABLISH_POOL, cycle.agency_id)
    context = {
        "nav": "cycles",
        "cycle": cycle,
        "page": page,
        "working": sought if sought.people is None else None,
        "rows": [(people[pk], found[pk]) for pk in page.rows],
        "may_see_people": scope.allows(user, Permission.VIEW_EMPLOYEES, cycle.agency_id),
        "may_map": bool(found) and cycle.state in domain.OPEN_STATES and mapping,
        "joining": joining,
        "waiting": [(people[one.employee_id], one) for one in joining.rows],
        "count": len(waiting),
        "otherwise": [] if sought.people is None else inclusion.standing_otherwise(cycle),
        "token": domain.token_of(cycle, waiting),
        "declines": tables.sliced(refusals, request.GET, size=ROWS, name="tidak", at="tidak"),
        "declined": len(refusals),
        "may_offer": mapping and cycle.state == domain.State.ESTABLISHED,
        "decline": (decline or DeclineForm()) if signs or decline else None,
        "chosen": chosen,
        "form": (form or JoinForm(initial={"established_date": timezone.localdate()})) if signs or form else None,
    }
    return render(request, "talent/inclusion.html", context, status=status)
