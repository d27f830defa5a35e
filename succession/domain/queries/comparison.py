"""A merit round beside others of its instrument: the round before it, the national mean, the way of the score.

Nothing converts a round of one instrument into the other, so none of the other is ever compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.permissions import Permission
from rules import merit as law_of_merit
from rules.law import Rule, shipped
from rules.text import Text
from succession.domain.queries import merit, national, rounds
from succession.domain.queries.rounds import Result
from succession.models import MeritRound
from talent.domain.queries import employees

# How many rounds the movement shows at most.
SHOWN = 6


@dataclass(frozen=True)
class Mean:
    """Each aspect's mean share of its maximum (0–1) over `of` agencies: those the reader sees, as decided `until` then,
    or as it was published (`rule`)."""

    shares: Mapping[str, float]
    of: int
    until: date | None
    rule: Rule | None


@dataclass(frozen=True)
class Share:
    """An aspect as a share of its maximum (0–1) in this round, in the one before, and on average; None: not known."""

    id: str
    name: Text
    now: float | None
    before: float | None
    mean: float | None


@dataclass(frozen=True)
class Comparison:
    """`rounds`: the agency's scored rounds of this instrument up to this one, the oldest first; `others`: how many it
    has of another instrument."""

    rounds: list[Result]
    before: Result | None
    others: int
    mean: Mean | None
    shares: list[Share]


def beside(result: Result, user: User, known_at: datetime) -> Comparison | None:
    """What stands beside a decided round; None for one that has no score."""
    held, decided = result.round, result.known.decided_on
    if decided is None or result.score.score is None:
        return None
    asked = MeritRound.objects.filter(agency=held.agency_id).select_related("agency", "replaced_by")
    everything = list(asked.order_by("id"))
    same = [one for one in everything if one.instrument == held.instrument]
    scored = [one for one in rounds.results(same, known_at) if one.score.score is not None]
    upto = sorted((one for one in scored if _key(one) <= (decided, held.pk)), key=_key)
    # A decision in the place of another is no second assessment.
    those = {one.round.pk for one in upto}
    upto = [
        one
        for one in upto
        if getattr(one.round, "replaced_by", None) is None or one.round.replaced_by.round_id not in those
    ]
    before = upto[-2] if len(upto) > 1 else None
    now, then = _shares(result), _shares(before) if before else {}
    mean = _mean(held, decided, user, known_at)
    shares = [
        Share(
            aspect.id,
            aspect.name,
            now.get(aspect.id),
            then.get(aspect.id),
            mean.shares.get(aspect.id) if mean else None,
        )
        for aspect in rounds.aspects(result.known, result.score)
    ]
    return Comparison(upto[-SHOWN:], before, len(everything) - len(same), mean, shares)


def _key(result: Result) -> tuple[date, int]:
    return result.known.decided_on or date.max, result.round.pk


def _shares(result: Result) -> dict[str, float]:
    return {
        aspect.id: aspect.points / aspect.maximum
        for aspect in rounds.aspects(result.known, result.score)
        if aspect.points is not None and aspect.maximum
    }


def _mean(held: MeritRound, decided: date, user: User, known_at: datetime) -> Mean | None:
    agencies = employees.agencies_of(user, Permission.VIEW_MERIT)
    if agencies[:2].count() > 1:
        found = national.standings(agencies, merit.visible_to(user), known_at, until=decided)
        means = national.means(found, held.instrument)
        if means and means[0].of > 1:
            return Mean({one.id: one.share for one in means}, means[0].of, decided, None)
    rule = law_of_merit.published_means(held.instrument, shipped())
    if rule is None:
        return None
    shares = {aspect: float(percent) / 100 for aspect, percent in rule.value["percent"].items()}
    return Mean(shares, int(rule.value["agencies"]), None, rule)
