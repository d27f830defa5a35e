"""Which agencies' direct route closes soon, for which tiers and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Max

from accounts.models import User
from accounts.permissions import Permission
from rules.gate_calendar import WARNINGS, Closing, Stretch, closing, nearest, pool_closing, stretches
from rules.gate_facts import GateFacts
from rules.law import shipped
from succession.domain.queries import merit
from succession.domain.queries.gate import tier_facts
from succession.domain.queries.merit import KnownRound
from talent.codes import JPT_TIERS
from talent.domain.queries import employees, pool
from talent.models import Agency

_DAY = timedelta(days=1)
# A route that is open on the last day of the longest warning and shut on the next.
_HORIZON = timedelta(days=max(WARNINGS) + 1)


@dataclass(frozen=True)
class Warned:
    """Tiers whose direct route closes on the same day for the same reasons."""

    tiers: list[str]
    closing: Closing


@dataclass(frozen=True)
class Line:
    """An agency of the list, and one of the ends that it should see to."""

    agency: Agency
    warned: Warned


def warned(
    agencies: Sequence[Agency], rounds: Mapping[int, Sequence[KnownRound]], on: date, known_at: datetime
) -> dict[int, list[Warned]]:
    """Agency → what closes within the longest warning (`gate_calendar.WARNINGS`) from `on`, the nearest first.

    Four queries however many agencies, none without any; `rounds`: theirs as known at `known_at`.
    """
    if not agencies:
        return {}
    assessments = {
        agency: tuple(one.assessment() for one in held if one.record is not None) for agency, held in rounds.items()
    }
    pools = pool_ends([agency.pk for agency in agencies], on, known_at)
    found: dict[int, list[Warned]] = {}
    for agency, facts in tier_facts(agencies, JPT_TIERS[0], assessments, known_at).items():
        held: list[Warned] = []
        for tier in JPT_TIERS:
            asked = replace(facts, tier=tier)
            end = next_end(stretches(asked, on, shipped(), on + _HORIZON), asked, pools.get(agency), on)
            if end is None or end.warning is None:
                continue
            same = next((one for one in held if one.closing == end), None)
            if same is None:
                held.append(Warned([tier], end))
            else:
                same.tiers.append(tier)
        if held:
            found[agency] = sorted(held, key=lambda one: one.closing.last)
    return found


def next_end(found: tuple[Stretch, ...], facts: GateFacts, pool_to: date | None, on: date) -> Closing | None:
    """What closes the direct route next, the end of the pool (`pool_to`) among it."""
    of_pool = pool_closing(found, facts, pool_to, on, shipped()) if pool_to else None
    return nearest(closing(found, on), of_pool)


def pool_ends(agency_ids: Sequence[int], on: date, known_at: datetime) -> dict[int, date]:
    """Agency → the last day on which somebody stands in its succession pool without a gap from `on` on; agencies whose
    pool does not hold on `on` are left out. One query."""
    held = pool.established_members(agency_ids, on, known_at)
    cycles: dict[int, list[tuple[date, int, date]]] = defaultdict(list)
    for agency, begun, cycle, last in (
        held.order_by().values_list("agency", "cycle__established_date", "cycle").annotate(last=Max("valid_to"))
    ):
        cycles[agency].append((begun, cycle, last))
    found = {}
    for agency, rows in cycles.items():
        begun = [row for row in sorted(rows) if row[0] <= on]
        if begun and begun[-1][2] >= on:
            last = begun[-1][2]
            for start, _cycle, end in sorted(row for row in rows if row[0] > on):
                # A newer pool takes the older one's place from its day on.
                last = end if start <= last + _DAY else last
            found[agency] = last
    return found


def of_user(user: User, on: date, known_at: datetime) -> list[Line]:
    """Every agency whose merit system the user sees and whose direct route closes soon, the nearest first."""
    agencies = list(employees.agencies_of(user, Permission.VIEW_MERIT))
    found = warned(agencies, merit.by_agency([agency.pk for agency in agencies], known_at), on, known_at)
    lines = [Line(agency, one) for agency in agencies for one in found.get(agency.pk, [])]
    return sorted(lines, key=lambda line: (line.warned.closing.last, line.agency.name, line.agency.pk))
