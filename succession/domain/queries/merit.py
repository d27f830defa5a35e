"""Merit rounds as known at an instant, and what they come to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import merit as law_of_merit
from rules.gate import Assessment
from rules.law import Law, shipped
from rules.merit import MeritScore, Scorer
from rules.merit_weights import Weights
from succession.domain.queries import weights
from succession.models import ApprovalRecord, MeritLevelRecord, MeritRound, MeritRoundRecord
from talent.domain.known import known_at as known

Levels = dict[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class KnownRound:
    """One round as known at an instant. `record` None: nothing was known of it yet; `notes` by sub-aspect; `weights`
    that take the place of the instrument's own."""

    round: MeritRound
    record: MeritRoundRecord | None
    levels: Levels
    notes: dict[str, str]
    weights: Weights | None = None

    @property
    def decided_on(self) -> date | None:
        """The day of the decision; None while undecided."""
        return self.record.decided_on if self.record else None

    @property
    def scored_as_of(self) -> date:
        """The day whose rules score the round (`day_of_round`)."""
        record = self.record
        day = (record and (record.decided_on or record.submitted_on)) or timezone.localdate()
        return law_of_merit.day_of_round(self.round.instrument, day, _law())

    @property
    def unverified(self) -> int:
        """How many verified levels a decided round lacks while others are there: what it came to is not known then."""
        if self.decided_on is None:
            return 0
        rule = law_of_merit.instrument(self.round.instrument, self.scored_as_of, _law())
        return law_of_merit.unverified(self.levels, rule)

    def scorer(self) -> Scorer:
        """What scores it: its instrument as of its day, with its weights."""
        return law_of_merit.scorer(self.round.instrument, self.scored_as_of, _law(), self.weights)

    def score(self, by: Scorer | None = None) -> MeritScore:
        """Score, index, category, points by aspect, and what is missing; `by`: its `scorer`, if that is there."""
        found = by or self.scorer()
        return found.score(self.levels, self.scored_as_of, _law(), decided=self.decided_on is not None)

    def assessment(self) -> Assessment:
        """The round as the gate looks at it."""
        record = self.record
        return Assessment(
            name=self.round.name,
            instrument=self.round.instrument,
            submitted_on=record.submitted_on if record else None,
            decided_on=record.decided_on if record else None,
            decision_no=(record.decision_number if record else None) or "",
            valid_to=record.valid_to if record else None,
            result=self.score() if self.levels else None,
            unverified=self.unverified,
        )


def visible_to(user: User) -> QuerySet[MeritRound]:
    """The rounds of the agencies whose merit system the user may see."""
    held = MeritRound.objects.select_related("agency", "replaced_by__round", "replacing__replaced")
    return scope.within(held, user, Permission.VIEW_MERIT)


def known_rounds(rounds: Iterable[MeritRound], known_at: datetime) -> list[KnownRound]:
    """The rounds in the order given, with what was known of each at `known_at`; two queries in all, four where
    weights were accepted."""
    asked = list(rounds)
    told = known(MeritRoundRecord.objects.filter(round__in=asked), known_at).annotate(weighed=weights.ACCEPTED)
    records = {record.round_id: record for record in told}
    levels: dict[int, Levels] = defaultdict(dict)
    notes: dict[int, dict[str, str]] = defaultdict(dict)
    rows = known(MeritLevelRecord.objects.filter(round__in=asked), known_at).order_by("id")
    # Not as objects: of a nation's rounds they are many.
    for pk, sub, level, verified, note in rows.values_list("round_id", "sub_aspect", "level", "verified_level", "note"):
        levels[pk][sub] = (level, verified)
        if note:
            notes[pk][sub] = note
    found = [
        KnownRound(asked_for, records.get(asked_for.pk), levels[asked_for.pk], notes[asked_for.pk])
        for asked_for in asked
    ]
    if not any(record.weighed for record in records.values()):
        return found
    days = {one.round.pk: one.scored_as_of for one in found}
    held = weights.of_rounds([(one.round, days[one.round.pk]) for one in found], known_at)
    return [replace(one, weights=held.get(one.round.pk)) for one in found]


def scores(known: Iterable[KnownRound]) -> list[tuple[KnownRound, MeritScore]]:
    """Each round with what it came to; what is alike for several, by rule and weights, is made ready once."""
    ready: dict[tuple[str, date, int], Scorer] = {}
    found = []
    for one in known:
        key = one.round.instrument, one.scored_as_of, id(one.weights)
        if key not in ready:
            ready[key] = one.scorer()
        found.append((one, one.score(ready[key])))
    return found


def score_of(merit_round: MeritRound, known_at: datetime) -> MeritScore:
    """Score of one round as known at `known_at`."""
    return known_rounds([merit_round], known_at)[0].score()


def assessments(agency_id: int, known_at: datetime) -> tuple[Assessment, ...]:
    """Every round of an agency that was known at `known_at`, oldest first."""
    found = known_rounds(MeritRound.objects.filter(agency_id=agency_id).order_by("id"), known_at)
    return tuple(one.assessment() for one in found if one.record is not None)


def by_agency(agency_ids: Sequence[int], known_at: datetime) -> dict[int, list[KnownRound]]:
    """The rounds of each agency, oldest first."""
    found: dict[int, list[KnownRound]] = defaultdict(list)
    for one in known_rounds(MeritRound.objects.filter(agency_id__in=agency_ids).order_by("id"), known_at):
        found[one.round.agency_id].append(one)
    return found


def latest(known: Iterable[KnownRound], on: date) -> KnownRound | None:
    """The one decided last on or before `on`."""
    decided = [one for one in known if one.decided_on is not None and one.decided_on <= on]
    return max(decided, key=lambda one: (one.decided_on or date.min, one.round.pk), default=None)


def latest_by_agency(agency_ids: Sequence[int], on: date, known_at: datetime) -> dict[int, KnownRound]:
    """For each agency the round decided last on or before `on`; agencies without one are left out."""
    found = {agency: latest(held, on) for agency, held in by_agency(agency_ids, known_at).items()}
    return {agency: one for agency, one in found.items() if one is not None}


def approvals_visible_to(user: User, known_at: datetime) -> QuerySet[ApprovalRecord]:
    """Approvals, commitments and recommendations known at `known_at`, newest first."""
    held = known(ApprovalRecord.objects.select_related("agency", "round"), known_at)
    return scope.within(held, user, Permission.VIEW_MERIT).order_by("-true_from", "-id")


def every_approval_visible_to(user: User) -> QuerySet[ApprovalRecord]:
    """The same with the rows that are known no more: for whoever read one and is late."""
    return scope.within(ApprovalRecord.objects.select_related("agency", "round"), user, Permission.VIEW_MERIT)


def _law() -> Law:
    return shipped()
