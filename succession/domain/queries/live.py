"""The longlists on which a decision is still to be made, for the work-list of records."""

from collections import Counter
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from succession.models import Longlist, LonglistEntry, Vacancy
from talent.domain.queries.quality import LIVE_DECISIONS, Decisions

State = Vacancy.State
_LIVE = (State.LONGLISTED, State.NOMINATED, State.DECIDED, State.RECOMMENDED)


def longlisted(agency_id: int, today: date) -> Decisions:
    """On how many live longlists of the agency each person stands, the newest of each vacancy."""
    vacancies = Vacancy.objects.filter(agency_id=agency_id, state__in=_LIVE)
    newest = Longlist.objects.filter(vacancy__in=vacancies).order_by().values("vacancy_id").annotate(newest=Max("pk"))
    entries = LonglistEntry.objects.filter(longlist_id__in=newest.values("newest"))
    return Decisions(_("daftar panjang"), Counter(entries.order_by().values_list("employee_id", flat=True)))


LIVE_DECISIONS.append(longlisted)
