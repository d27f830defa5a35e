"""The people of one box, and the pool."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from rules import borders, nine_box
from rules.law import shipped
from talent.domain.queries import calibrated, cycles, matrix, placements, replies, runs
from talent.interfaces import border_words, tables
from talent.interfaces.matrix_filters import BoxFilter
from talent.views.common import signed_in
from talent.views.searching import keep, search_of

BOX_SORTS = {
    "nama": ("employee__name", "id"),
    "kinerja": ("performance", "employee__nip"),
    "potensial": ("potential", "employee__nip"),
    "talenta": ("talent_value", "employee__nip"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def box_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """People by talent value; box 0 holds those who could not be assessed (`kurang`: for lack of what). A POST says
    whom to look for."""
    cycle = get_object_or_404(cycles.visible_to(signed_in(request)), pk=pk, run__isnull=False)
    run = cycle.run
    if run is None or not 0 <= number <= 9:
        raise Http404
    if request.method == "POST":
        return keep(request, "box", BoxFilter, pk, number)
    search = search_of(request, "box", pk, number)
    policy = cycles.policy_of(run)
    bit = request.GET.get("kurang", "")
    lacking = int(bit) if bit.isascii() and bit.isdecimal() and len(bit) < 3 and int(bit) < 63 else None
    moves = calibrated.in_force(cycle)
    people = calibrated.in_box(run, number, moves) if number else placements.in_box(run, None, lacking=lacking)
    form = BoxFilter(search.address, run=run, policy=policy)
    border = _border(request.GET.get("batas", ""), number)
    if border is not None:
        # Somebody on a border stands on either side of it.
        people = matrix.near_border(runs.of_run(run).select_related("employee__current__unit"), policy, run, *border)
    elif request.GET.get("batas") == "ya":
        people = matrix.on_any_border(people, policy, run)
    people = search.among(form.narrow(people, run))
    sorting = tables.sorting(search.address, BOX_SORTS, "-talenta" if number else "nama")
    page = tables.keyset(people, sorting.order, search.address)
    context = {
        "cycle": cycle,
        "run": run,
        "number": number,
        "sorting": sorting,
        "page": page,
        "rows": [
            (
                placement,
                cycles.lack_labels(placement.missing, policy),
                border_words.near(placement, policy, run),
            )
            for placement in page.rows
        ],
        "filters": form,
        "search": search,
        "border": border,
        "only_near": request.GET.get("batas") == "ya",
        "error": borders.error_in_force(run.on, shipped()) if number else None,
        "moved": set(moves),
        "contested": replies.contested(cycle, [placement.employee_id for placement in page.rows]),
        "recommendations": nine_box.recommendations(number, run.on, shipped()) if number else (),
        "rule": shipped().at("talent.nine_box_recommendations", run.on),
        "lack": cycles.lack_named(run, lacking) if number == 0 and lacking is not None else None,
        "in_pool": number in policy.pool_boxes,
        "boxes": range(1, 10),
    }
    return render(request, "talent/box.html", context)


def _border(text: str, number: int) -> tuple[int, int] | None:
    """`5-8`: the border between two boxes, on the page of one of them."""
    low, _dash, high = text.partition("-")
    if len(low) == len(high) == 1 and f"{low}{high}".isascii() and f"{low}{high}".isdecimal():
        pair = (int(low), int(high))
        return pair if number in pair else None
    return None
