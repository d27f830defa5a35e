"""All agencies side by side: what their decided merit rounds came to, scored column by column and as exactly as one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pandas as pd
from django.db.models import Count, QuerySet

from rules import merit as law_of_merit
from rules.law import Rule, shipped
from rules.merit_weights import Weights, weigh
from rules.text import Text
from succession.domain.queries import weights
from succession.models import MeritLevelRecord, MeritRound, MeritRoundRecord, MeritSuperseding
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
    rule = _rule(newest.instrument, newest.decided_on)
    weighed = law_of_merit.weighed(rule)
    assert weighed is not None
    shares = {
        aspect: float(sum((one.aspects[aspect] for one in same), Fraction(0)) / len(same) / most)
        for aspect, most in weighed.maximum_of.items()
    }
    return [
        AspectMean(aspect["id"], Text(aspect["name"]["id"], aspect["name"]["en"]), shares[aspect["id"]], len(same))
        for aspect in rule.value["aspects"]
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
    held = {
        pk: (agency, name, code)
        for pk, agency, name, code in rounds.order_by().values_list("id", "agency_id", "name", "instrument")
    }
    records = known(MeritRoundRecord.objects.exclude(decided_on=None), known_at)
    if until is not None:
        records = records.filter(decided_on__lte=until)
    told = [
        row for row in records.values_list("round_id", "decided_on", "valid_to", weights.ACCEPTED) if row[0] in held
    ]
    decisions = {round_id: (decided_on, valid_to) for round_id, decided_on, valid_to, _weighed in told}
    # New decision → the one in whose place it is.
    superseding = MeritSuperseding.objects.filter(round__in=rounds.order_by()).values_list("round", "replaced")
    before = {new: old for new, old in superseding if new in decisions}
    replaced = set(before.values())
    law = shipped()
    given = {}
    if any(row[-1] for row in told):
        asked = [
            (
                MeritRound(pk=pk, agency_id=held[pk][0], instrument=held[pk][2]),
                law_of_merit.day_of_round(held[pk][2], decided_on, law),
            )
            for pk, (decided_on, _to) in decisions.items()
        ]
        given = weights.of_rounds(asked, known_at)
    decided = {pk: (held[pk][2], decided_on, given.get(pk)) for pk, (decided_on, _to) in decisions.items()}
    totals = _totals(rounds, decided, known_at)
    for pk, (decided_on, valid_to) in decisions.items():
        if pk in replaced:
            continue
        agency_id, name, instrument = held[pk]
        first = pk
        while first in before:
            first = before[first]
        points, aspects = totals.get(pk, (None, {}))
        day = law_of_merit.day_of_round(instrument, decided_on, law)
        yield (
            agency_id,
            Decided(
                pk,
                name,
                held[first][1] if first in held else name,
                instrument,
                decided_on,
                points,
                None if points is None else law_of_merit.category(points, day, law),
                aspects,
                law_of_merit.valid_to(decided_on, valid_to, law)[0],
            ),
        )


def _totals(
    rounds: QuerySet[MeritRound], decided: Mapping[int, tuple[str, date, Weights | None]], known_at: datetime
) -> dict[int, tuple[Fraction, dict[str, Fraction]]]:
    """Round → points and the points of each aspect, for the rounds that can be scored."""
    rows = known(MeritLevelRecord.objects.filter(round__in=rounds.order_by()), known_at).order_by()
    levels = pd.DataFrame.from_records(
        list(rows.values_list("round_id", "sub_aspect", "level", "verified_level")),
        columns=["round", "sub", "level", "verified"],
    )
    levels = levels[levels["round"].isin(list(decided))]
    found: dict[int, tuple[Fraction, dict[str, Fraction]]] = {}
    # Rounds that are scored alike, by rule and weights, are scored at once.
    alike: dict[tuple[int, int], tuple[Rule, Weights | None, list[int]]] = {}
    for pk, (instrument, decided_on, own) in decided.items():
        rule = _rule(instrument, decided_on)
        alike.setdefault((id(rule), id(own)), (rule, own, []))[2].append(pk)
    for rule, own, those in alike.values():
        weighed = law_of_merit.weighed(weigh(rule, own))
        if weighed is not None:
            found |= _summed(levels[levels["round"].isin(those)], weighed)
    return found


def _summed(levels: pd.DataFrame, weighed: law_of_merit.Weighed) -> dict[int, tuple[Fraction, dict[str, Fraction]]]:
    # As `merit.counted`: the verified levels count as soon as there is one.
    verified = levels.groupby("round")["verified"].transform("count")
    counted = levels["verified"].where(verified > 0, levels["level"])
    # As `merit.score`: of a decided round all verified levels are there, or none.
    known = counted.notna() & verified.isin([0, len(weighed.units)])
    held = levels[known].assign(level=counted[known].astype("int64"))
    units = held["level"] * held["sub"].map(weighed.units).astype("int64")
    sums = units.groupby([held["round"], held["sub"].map(weighed.aspect_of)]).sum()
    found: dict[int, tuple[Fraction, dict[str, Fraction]]] = {}
    for pk, sub_sums in _by_round(sums).items():
        aspects = {aspect: Fraction(sub_sums.get(aspect, 0), weighed.unit) for aspect in weighed.maximum_of}
        found[pk] = sum(aspects.values(), Fraction(0)), aspects
    return found


def _by_round(sums: Any) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for (pk, aspect), total in sums.items():
        found.setdefault(int(pk), {})[str(aspect)] = int(total)
    return found


def _rule(instrument: str, decided_on: date) -> Rule:
    law = shipped()
    return law_of_merit.instrument(instrument, law_of_merit.day_of_round(instrument, decided_on, law), law)
