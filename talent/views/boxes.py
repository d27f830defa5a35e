"""The people of one box, and the pool."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules import nine_box
from rules.law import shipped
from talent.domain.queries import cycles, placements, pool
from talent.interfaces import tables
from talent.interfaces.forms import PoolForm
from talent.models import PoolMembership
from talent.views.common import signed_in

BOX_SORTS = {
    "nama": ("employee__name", "id"),
    "kinerja": ("performance", "employee__nip"),
    "potensial": ("potential", "employee__nip"),
    "talenta": ("talent_value", "employee__nip"),
}
POOL_SORTS = {
    "peringkat": ("rank", "id"),
    "nama": ("employee__name", "id"),
    "talenta": ("talent_value", "rank", "id"),
}


@require_safe
def box_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """People by talent value; box 0 holds those who could not be assessed (`kurang`: for lack of what)."""
    cycle = get_object_or_404(cycles.visible_to(signed_in(request)), pk=pk, run__isnull=False)
    run = cycle.run
    if run is None or not 0 <= number <= 9:
        raise Http404
    policy = cycles.policy_of(run)
    bit = request.GET.get("kurang", "")
    lacking = int(bit) if bit.isascii() and bit.isdecimal() and len(bit) < 3 and int(bit) < 63 else None
    people = placements.in_box(run, number or None, lacking=lacking if number == 0 else None)
    sorting = tables.sorting(request.GET, BOX_SORTS, "-talenta" if number else "nama")
    page = tables.keyset(people, sorting.order, request.GET)
    context = {
        "cycle": cycle,
        "run": run,
        "number": number,
        "sorting": sorting,
        "page": page,
        "rows": [(placement, cycles.lack_labels(placement.missing, policy)) for placement in page.rows],
        "recommendations": nine_box.recommendations(number, run.on, shipped()) if number else (),
        "rule": shipped().at("talent.nine_box_recommendations", run.on),
        "lack": cycles.lack_named(run, lacking) if number == 0 and lacking is not None else None,
        "in_pool": number in policy.pool_boxes,
        "boxes": range(1, 10),
    }
    return render(request, "talent/box.html", context)


@require_safe
def pool_page(request: HttpRequest) -> HttpResponse:
    """The succession group on a day (`on`), of one agency."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_MAPPING)
    today = timezone.localdate()
    data = request.GET.copy()
    data.setdefault("on", today.isoformat())
    form = PoolForm(data, user=user)
    valid = form.is_valid()
    agency = (form.cleaned_data.get("agency") if valid else None) or next(iter(form.agencies), None)
    on = (form.cleaned_data.get("on") if valid else None) or today
    members = PoolMembership.objects.none()
    cycle = None
    if valid and agency is not None:
        cycle = pool.established_cycle(agency.pk, on)
        members = pool.members(agency.pk, on).select_related("employee__current__unit")
    sorting = tables.sorting(request.GET, POOL_SORTS, "peringkat")
    page = tables.keyset(members, sorting.order, request.GET)
    context = {"filters": form, "agency": agency, "on": on, "cycle": cycle, "page": page, "sorting": sorting}
    return render(request, "talent/pool.html", context)
