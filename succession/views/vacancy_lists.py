"""Who is listed on a vacancy's page: its longlist from the pool, or the applicants of an open selection."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from succession.domain.queries import agreed, applicants, available, longlists, reasons
from succession.domain.queries.vacancies import Counts
from succession.interfaces import words
from succession.interfaces.filters import EntryFilter
from succession.models import Announcement, Longlist, Vacancy
from talent.interfaces import tables
from talent.views.common import signed_in
from talent.views.searching import search_of

CANDIDATES = 50
LONGLIST = "daftar-panjang"
# What shows another part of the longlist than its beginning.
NARROWED = {"sesudah", "sebelum", "outcome"}
LONGLIST_SORTS = {
    "peringkat": ("position", "id"),
    "nama": ("employee__name", "id"),
    "talenta": ("talent_value", "position", "id"),
    "teknis": ("technical", "position", "id"),
    "gabungan": ("combined", "position", "id"),
}


def candidates(request: HttpRequest, vacancy: Vacancy, longlist: Longlist, counts: Counts) -> dict[str, Any]:
    """The longlist of the pool, narrowed, sorted and searched as it was asked for."""
    search = search_of(request, "vacancy", vacancy.pk)
    entries = longlist.entries.select_related("employee__agency").annotate(withdrawn=agreed.withdrawn())
    found = EntryFilter(search.asked, entries, counts=counts)
    sorting = tables.sorting(search.address, LONGLIST_SORTS, "peringkat", at=LONGLIST)
    total = counts.all if whole(request, vacancy) else None
    rows = tables.keyset(found.rows, sorting.order, search.address, size=CANDIDATES, at=LONGLIST, total=total)
    for entry in rows.rows:
        # Known already: the masks are read by the longlist's codes.
        entry.longlist = longlist
    states = longlists.states(longlist, [entry.employee_id for entry in rows.rows])
    longlist.vacancy = vacancy
    freed = longlists.freed(longlist, rows.rows, reader=signed_in(request))
    return {
        "filters": found.form,
        "search": search,
        "sorting": sorting,
        "counts": counts,
        "ranked": counts.passed + counts.unknown,
        "page": rows,
        "rows": [
            (
                entry,
                states.get(entry.employee_id),
                words.summary(entry, freed.get(entry.employee_id, ())),
                reasons.decider(entry),
            )
            for entry in rows.rows
        ],
        "order": reasons.order(vacancy),
    }


def applicants_of(
    request: HttpRequest, vacancy: Vacancy, longlist: Longlist | None, counts: Counts | None
) -> dict[str, Any]:
    """The announcements of an open selection and its applicants; nothing before it is announced."""
    every = list(Announcement.every.filter(vacancy=vacancy).select_related("by", "corrected_by"))
    announcements = [one for one in every if not hasattr(one, "corrected_by")]
    if not announcements:
        return {}
    first = announcements[0]
    stages, weights = applicants.stages_of(first), applicants.weights_of(first)
    everybody = applicants.applicants(vacancy, longlist, weights)
    rows = tables.sliced(everybody, request.GET, at="pelamar")
    closes_on = max(one.closes_on for one in announcements)
    checked = [one.entry for one in rows.rows if one.entry]
    freed = longlists.freed(longlist, checked, reader=signed_in(request)) if longlist else {}
    return {
        "announcements": announcements,
        "every_announcement": every,
        "announced": applicants.checks_of(announcements),
        "enough": applicants.enough_of(everybody, first),
        "closed_on": closes_on if closes_on < timezone.localdate() else None,
        "ties": applicants.tie_rule(first),
        "stages": [(stage, weights[stage.code]) for stage in stages],
        "page": rows,
        "rows": [
            (
                one,
                words.summary(one.entry, freed.get(one.entry.employee_id, ())) if one.entry else None,
                [(stage, one.scores.get(stage.code)) for stage in stages],
                reasons.decider(one.entry) if one.entry else None,
            )
            for one in rows.rows
        ],
        "ranked": counts is not None and counts.ranked,
        "gone": available.gone(one.application for one in everybody),
    }


def whole(request: HttpRequest, vacancy: Vacancy) -> bool:
    """Whether the longlist is shown from its beginning and nobody is looked for in it."""
    return not NARROWED & request.GET.keys() and not search_of(request, "vacancy", vacancy.pk).text
