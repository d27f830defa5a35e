"""Which agencies' direct route closes soon, for which tiers and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Max

from accounts.models import User
from accounts.permissions import Permission
from rules.gate_calendar import WARNINGS, Closing, Span, closing, stretches
from rules.gate_facts import GateFacts
from rules.law import shipped
from succession.domain.queries import merit
from succession.domain.queries.gate import tier_facts
from succession.domain.queries.merit import KnownRound
from talent.codes import JPT_TIERS
from talent.domain.queries import employees, pool
from talent.models import Agency, Position

_DAY = timedelta(days=1)
# A route that is open on the last day of the longest warning and shut on the next.
_HORIZON = timedelta(days=max(WARNINGS) + 1)


@dataclass(frozen=True)
class Warned:
    """Tiers whose direct route closes on the same day for the same reasons; `post`: only for that post, which a
    paper is about."""

    tiers: list[str]
    closing: Closing
    post: str = ""


@dataclass(frozen=True)
class Line:
    """An agency of the list, and one of the ends that it should see to."""

    agency: Agency
    warned: Warned


def warned(
    agencies: Sequence[Agency], rounds: Mapping[int, Sequence[KnownRound]], on: date, known_at: datetime
) -> dict[int, list[Warned]]:
    """Agency → what closes within the longest warning (`gate_calendar.WARNINGS`) from `on`, the nearest first.

    Four queries however many agencies, one more where papers are about certain posts, none without any; `rounds`:
    theirs as known at `known_at`.
    """
    if not agencies:
        return {}
    assessments = {
        agency: tuple(one.assessment() for one in held if one.record is not None) for agency, held in rounds.items()
    }
    pools = _spans([agency.pk for agency in agencies], on, known_at)
    asked_of = tier_facts(agencies, JPT_TIERS[0], assessments, known_at)
    posts = _posts_of_papers(asked_of)
    found: dict[int, list[Warned]] = {}
    for agency, facts in asked_of.items():
        held: list[Warned] = []
        # As on the agency's calendar: where no pool holds, no direct route is open that could close.
        asked = ((replace(facts, tier=tier), "") for tier in JPT_TIERS)
        of_posts = ((replace(facts, tier=tier, post=code), code) for code, tier in posts.get(agency, []))
        for one, post in (*asked, *of_posts):
            end = closing(stretches(one, on, shipped(), on + _HORIZON, pools.get(agency, ())), on)
            if end is None or end.warning is None:
                continue
            same = next((told for told in held if told.closing == end), None)
            if same is None:
                held.append(Warned([one.tier], end, post))
            elif not post:
                same.tiers.append(one.tier)
        if held:
            found[agency] = sorted(held, key=lambda one: one.closing.last)
    return found


def _posts_of_papers(facts: Mapping[int, GateFacts]) -> dict[int, list[tuple[str, str]]]:
    """Agency → (code, tier) of the senior posts that its papers name. No query where none does."""
    named = {agency: {code for paper in one.approvals for code in paper.posts} for agency, one in facts.items()}
    if not any(named.values()):
        return {}
    codes = set().union(*named.values())
    rows = Position.objects.filter(agency__in=[agency for agency in named if named[agency]], code__in=codes)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for agency, code, tier in rows.order_by("code").values_list("agency_id", "code", "current__tier"):
        if code in named[agency] and tier in JPT_TIERS:
            found[agency].append((code, tier))
    return found


def pool_ends(agency_ids: Sequence[int], on: date, known_at: datetime) -> dict[int, date]:
    """Agency → the last day on which somebody stands in its succession pool without a gap from `on` on; agencies whose
    pool does not hold on `on` are left out. One query."""
    found = {}
    for agency, spans in _spans(agency_ids, on, known_at).items():
        last = next((end for start, end in spans if start <= on <= end), None)
        if last is not None:
            for start, end in spans:
                last = end if last < start <= last + _DAY else last
            found[agency] = last
    return found


def pool_spans(agency_id: int, on: date, known_at: datetime) -> tuple[Span, ...]:
    """From when to when the agency's pools hold: those of the past as they were established, of the one on `on` and
    those to come until the last who is still in it. Two queries."""
    past = [span for span in _spans([agency_id], date.min, known_at).get(agency_id, []) if span[1] < on]
    here = [span for span in _spans([agency_id], on, known_at).get(agency_id, []) if span[1] >= on]
    return (*past, *here)


def _spans(agency_ids: Sequence[int], on: date, known_at: datetime) -> dict[int, list[Span]]:
    """Agency → first and last day of each pool without those who left by `on`, in order: a newer pool takes the older
    one's place from its day on."""
    held = pool.established_members(agency_ids, on, known_at)
    cycles: dict[int, list[tuple[date, int, date]]] = defaultdict(list)
    for agency, begun, cycle, last in (
        held.order_by().values_list("agency", "cycle__established_date", "cycle").annotate(last=Max("valid_to"))
    ):
        cycles[agency].append((begun, cycle, last))
    found = {}
    for agency, rows in cycles.items():
        rows.sort()
        ends = [*(begun - _DAY for begun, _cycle, _last in rows[1:]), date.max]
        spans = [(begun, min(last, end)) for (begun, _cycle, last), end in zip(rows, ends, strict=True)]
        found[agency] = [span for span in spans if span[0] <= span[1]]
    return found


def of_user(user: User, on: date, known_at: datetime) -> list[Line]:
    """Every agency whose merit system the user sees and whose direct route closes soon, the nearest first."""
    agencies = list(employees.agencies_of(user, Permission.VIEW_MERIT))
    found = warned(agencies, merit.by_agency([agency.pk for agency in agencies], known_at), on, known_at)
    lines = [Line(agency, one) for agency in agencies for one in found.get(agency.pk, [])]
    return sorted(lines, key=lambda line: (line.warned.closing.last, line.agency.name, line.agency.pk))
