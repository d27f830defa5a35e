"""The way from a round's levels to a category: what would have to rise, in the words of the instrument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from rules import merit_way
from rules.errors import Invalid
from rules.text import Text
from rules.wording import number
from succession.domain.queries import rounds
from succession.domain.queries.merit import KnownRound, known_rounds
from succession.domain.queries.rounds import Line
from succession.models import MeritRound
from talent.domain.known import now

WAYS = 3
Efforts = Mapping[str, Mapping[int, Fraction | None]]


@dataclass(frozen=True)
class Step:
    """A sub-aspect that rises from `start` to `end`, with the evidence that its level rests on."""

    line: Line
    start: int
    end: int
    points: float
    effort: Text


@dataclass(frozen=True)
class Plan:
    """One way; `new`: ids of the sub-aspects that no plan before this one lets rise."""

    steps: tuple[Step, ...]
    effort: Text
    points: float
    new: frozenset[str]

    @property
    def gain(self) -> float:
        """Points added by all its rises."""
        return sum(step.points for step in self.steps)


@dataclass(frozen=True)
class Asked:
    """What a way starts from: the sub-aspects that can still rise, to which level at most, the points of the round, the
    most it can have."""

    rising: tuple[Line, ...]
    highest: int
    points: Fraction
    most: Fraction


def asked(known: KnownRound) -> Asked | None:
    """What can be asked of this round; None where its instrument has sub-aspects without a weight, where none applies,
    or where it is decided and only some verified levels are there."""
    lines = _lines(known)
    if known.unverified or not lines or any(line.weight is None for line in lines):
        return None
    starts = _starts(known, lines, {})
    rising = tuple(line for line, start in zip(lines, starts, strict=True) if start.level < start.highest)
    return Asked(rising, starts[0].highest, merit_way.points(starts), merit_way.reachable(starts))


def require_asked(known: KnownRound) -> Asked:
    """What can be asked of this round; raises Invalid where levels or weights are not known."""
    found = asked(known)
    if found is None and known.unverified:
        raise Invalid(_("Level verifikasinya belum lengkap; jalannya belum dapat dihitung."), code="no_levels")
    if found is None:
        raise Invalid(_("Bobot instrumen ini belum lengkap; jalannya belum dapat dihitung."), code="no_weights")
    return found


def overtaken_by(known: KnownRound) -> KnownRound | None:
    """The round that was decided last, if after this one, by whatever instrument: what counts today is its levels, and
    nothing converts these into those of another."""
    rows = MeritRound.objects.filter(agency=known.round.agency_id)
    others = known_rounds(rows.exclude(pk=known.round.pk).select_related("agency"), now(known.round.agency_id))
    mine = known.decided_on or date.max
    later = [
        one for one in others if one.decided_on is not None and (one.decided_on, one.round.pk) > (mine, known.round.pk)
    ]
    return max(later, key=lambda one: (one.decided_on, one.round.pk), default=None)


def plans(known: KnownRound, target: Fraction, efforts: Efforts) -> list[Plan]:
    """The cheapest way from the levels that count now to `target` points, and others; empty when out of reach.

    `efforts`: sub-aspect → level reached → effort, 1 where it is not named; None: it cannot rise to it.
    Raises ValueError for an effort that is not positive or too fine to be counted.
    """
    lines = _lines(known)
    by_id = {line.id: line for line in lines}
    found: list[Plan] = []
    seen: set[str] = set()
    for way in merit_way.cheapest(_starts(known, lines, efforts), target, ways=WAYS):
        steps = tuple(
            Step(by_id[rise.id], rise.start, rise.end, float(rise.points), number(rise.effort)) for rise in way.rises
        )
        rising = {rise.id for rise in way.rises}
        found.append(Plan(steps, number(way.effort), float(way.points), frozenset(rising - seen)))
        seen |= rising
    return found


def most(known: KnownRound, efforts: Efforts) -> Fraction:
    """The points of the round were all that can rise at its highest level."""
    return merit_way.reachable(_starts(known, _lines(known), efforts))


def goals(known: KnownRound) -> list[tuple[float, Text]]:
    """(points, name) of the categories above the round's score, the nearest first."""
    score = known.score().score or 0
    return [(edge, name) for edge, name in rounds.bands(known.scored_as_of) if edge > score]


def _lines(known: KnownRound) -> tuple[Line, ...]:
    """What can rise: the sub-aspects without those that do not apply."""
    every = (line for aspect in rounds.aspects(known, known.score()) for line in aspect.lines)
    return tuple(line for line in every if not line.left_out)


def _starts(known: KnownRound, lines: tuple[Line, ...], efforts: Efforts) -> list[merit_way.Start]:
    highest = int(rounds.instrument(known).value["levels"]["highest"])
    return [
        merit_way.Start(line.id, line.counted or 0, highest, Fraction(str(line.weight)), efforts.get(line.id, {}))
        for line in lines
    ]
