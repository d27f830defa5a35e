"""The vacancies on which a decision is still to be made, for the work-list of records."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.db.models import CharField, F, Max, Value
from django.utils.translation import gettext_lazy as _

from succession.models import Longlist, LonglistEntry, Vacancy
from talent.domain.queries.quality import LIVE_DECISIONS, Decisions

State = Vacancy.State
_LIVE = (State.SCREENED, State.LONGLISTED, State.NOMINATED, State.DECIDED, State.RECOMMENDED)
_OVER = (State.INAUGURATED, State.CLOSED)


def vacancies(agency_id: int, today: date) -> tuple[Decisions, ...]:
    """On how many live longlists of the agency each person stands, the newest of each vacancy; and for how many posts,
    and in which units, a vacancy is open. One query."""
    all_of = Vacancy.objects.filter(agency_id=agency_id).order_by()
    live, open_ones = all_of.filter(state__in=_LIVE), all_of.exclude(state__in=_OVER)
    newest = Longlist.objects.filter(vacancy__in=live).order_by().values("vacancy_id").annotate(newest=Max("pk"))
    entries = LonglistEntry.objects.filter(longlist_id__in=newest.values("newest")).order_by()
    found: dict[str, Counter[int]] = defaultdict(Counter)
    units = open_ones.filter(position__current__unit__isnull=False)
    for owner, pk in _told(entries, "people", "employee_id").union(
        _told(open_ones, "posts", "position_id"), _told(units, "units", "position__current__unit_id"), all=True
    ):
        found[owner][pk] += 1
    listed = Decisions(_("daftar panjang"), found["people"])
    return listed, Decisions(_("lowongan"), {}, units=found["units"], posts=found["posts"])


def _told(rows: Any, owner: str, field: str) -> Any:
    return rows.values_list(Value(owner, output_field=CharField()), F(field))


LIVE_DECISIONS.append(vacancies)
