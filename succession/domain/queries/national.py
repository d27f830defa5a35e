"""All agencies side by side: what their decided merit rounds came to, scored as each is alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, QuerySet

from rules import merit as law_of_merit
from rules.law import shipped
from rules.text import Text
from succession.domain.queries import merit
from succession.models import MeritRound, MeritRoundRecord, MeritSuperseding
from talent.domain.known import known_at as known
from talent.models import Agency

# The categories that are honoured with the yearly award (rulebook §5).
AWARDED = ("SANGAT_BAIK", "BAIK")
# How many rounds of an agency are told at most.
TOLD = 3
# How many names of rounds are offered at most.
NAMED = 40


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided round: points and those of each aspect (None where it cannot be scored), and its end.

    `of`: the round that was assessed, whose name it bears but for a decision in the place of another.
    """

    id: int
    name: str
    of: str
    instrument: str
    decided_on: date
    points: Fraction | None
    category: str | None
    aspects: Mapping[str, Fraction]
    holds_to: date


@dataclass(frozen=True, slots=True)
class Standing:
    """An agency with its rounds, the newest first; `rank` 1 is the highest score, equal scores share it; None: none."""

    agency: Agency
    rounds: tuple[Decided, ...]
    rank: int | None = None

    @property
    def newest(self) -> Decided:
        return self.rounds[0]

    @property
    def score(self) -> float | None:
        """Points of the newest round."""
        return None if self.newest.points is None else float(self.newest.points)

    @property
    def moved(self) -> float | None:
        """Points since the round before."""
        return None if self.change is None else float(self.change)

    @property
    def change(self) -> Fraction | None:
        """Points since the round before, where both were scored by one instrument."""
        if len(self.rounds) < 2:
            return None
        new, old = self.rounds[0], self.rounds[1]
        if new.instrument != old.instrument or new.points is None or old.points is None:
            return None
        return new.points - old.points


@dataclass(frozen=True, slots=True)
class AspectMean:
    """An aspect as the mean share of its maximum over the agencies shown, 0–1."""

    id: str
    name: Text
    share: float
    of: int

    @property
    def percent(self) -> float:
        """The share in hundredths."""
        return 100 * self.share


def standings(
    agencies: QuerySet[Agency],
    rounds: QuerySet[MeritRound],
    known_at: datetime,
    *,
    until: date | None = None,
    of: str = "",
) -> list[Standing]:
    """Every agency with a decided round (decided on `until` or before), the highest score first; five queries.

    `of`: the round that counts as its newest, by name; agencies without it are left out. A decision that another took
    the place of by then does not count. Agencies whose newest round cannot be scored come last, by name.
    """
    everybody = {agency.pk: agency for agency in agencies}
    found: dict[int, list[Decided]] = {}
    for agency_id, one in _decided(rounds, known_at, until):
        if agency_id in everybody:
            found.setdefault(agency_id, []).append(one)
    unranked = []
    for agency_id, held in found.items():
        told = sorted(held, key=lambda one: (one.decided_on, one.id), reverse=True)
        first = next((place for place, one in enumerate(told) if of in ("", one.of)), None)
        if first is not None:
            unranked.append(Standing(everybody[agency_id], tuple(told[first : first + TOLD])))
    unranked.sort(key=lambda one: (-(one.newest.points if one.newest.points is not None else -1), one.agency.name))
    return _ranked(unranked)


def keeps(one: Standing, *, kind: str = "", province: str = "", category: str = "") -> bool:
    """Whether an agency is asked for; `category` AWARDED: those honoured, NONE: those not scored; "": any."""
    wanted = {"AWARDED": AWARDED, "NONE": (None,), "": ()}.get(category, (category,))
    return (
        (not kind or one.agency.kind == kind)
        and (not province or one.agency.province == province)
        and (not wanted or one.newest.category in wanted)
    )


def names(rounds: QuerySet[MeritRound]) -> list[str]:
    """The names of rounds that most agencies have, by name from the last down."""
    held = rounds.order_by().filter(replacing=None).values("name").annotate(times=Count("pk"))
    return sorted((one["name"] for one in held.order_by("-times", "-name")[:NAMED]), reverse=True)


def years(rounds: QuerySet[MeritRound], known_at: datetime) -> list[int]:
    """The years in which a round was decided, the newest first."""
    records = known(MeritRoundRecord.objects.filter(round__in=rounds.order_by()), known_at)
    return sorted((day.year for day in records.dates("decided_on", "year")), reverse=True)


def counts(found: Iterable[Standing]) -> list[tuple[str | None, int]]:
    """How many agencies each category has, from the highest down; None: not scored. Left out where nobody is."""
    held = Counter(one.newest.category for one in found)
    return [(code, held[code]) for code in ("SANGAT_BAIK", "BAIK", "KURANG", "BURUK", None) if held[code]]


def means(found: Sequence[Standing], instrument: str | None = None) -> list[AspectMean]:
    """Each aspect of this instrument (else of the newest one that can be scored) as the mean over these agencies."""
    scored = [
        one.newest for one in found if one.newest.points is not None and instrument in (None, one.newest.instrument)
    ]
    if not scored:
        return []
    newest = max(scored, key=lambda one: one.decided_on)
    same = [one for one in scored if one.instrument == newest.instrument]
    day = law_of_merit.day_of_round(newest.instrument, newest.decided_on, shipped())
    scorer = law_of_merit.scorer(newest.instrument, day, shipped())
    shares = {
        aspect: float(sum((one.aspects[aspect] for one in same), Fraction(0)) / len(same) / most)
        for aspect, most in scorer.maxima.items()
    }
    return [
        AspectMean(aspect["id"], Text(aspect["name"]["id"], aspect["name"]["en"]), shares[aspect["id"]], len(same))
        for aspect in scorer.rule.value["aspects"]
    ]


def _ranked(found: list[Standing]) -> list[Standing]:
    ranked: list[Standing] = []
    for place, one in enumerate(found, start=1):
        before = ranked[-1] if ranked else None
        equal = before is not None and before.newest.points == one.newest.points
        rank = None if one.newest.points is None else before.rank if equal and before else place
        ranked.append(Standing(one.agency, one.rounds, rank))
    return ranked


def _decided(rounds: QuerySet[MeritRound], known_at: datetime, until: date | None) -> Iterable[tuple[int, Decided]]:
    """(agency, round) of those that were decided by then and that no other had taken the place of."""
    held = {one.pk: one for one in rounds.order_by().select_related(None)}
    decided = {
        one.round.pk: one
        for one in merit.known_rounds(held.values(), known_at)
        if one.decided_on is not None and (until is None or one.decided_on <= until)
    }
    # New decision → the one in whose place it is.
    superseding = MeritSuperseding.objects.filter(round__in=rounds.order_by()).values_list("round", "replaced")
    before = {new: old for new, old in superseding if new in decided}
    replaced = set(before.values())
    for one, score in merit.scores(decided[pk] for pk in decided if pk not in replaced):
        assert one.record is not None
        assert one.decided_on is not None
        first = one.round.pk
        while first in before:
            first = before[first]
        yield (
            one.round.agency_id,
            Decided(
                one.round.pk,
                one.round.name,
                held[first].name if first in held else one.round.name,
                one.round.instrument,
                one.decided_on,
                None if score.score is None else law_of_merit.exact(score.score),
                score.category,
                {aspect: law_of_merit.exact(points) for aspect, points in score.aspects.items()},
                law_of_merit.valid_to(one.decided_on, one.record.valid_to, shipped())[0],
            ),
        )
