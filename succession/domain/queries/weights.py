"""Weights that were accepted for an agency's rounds: which of them a round is scored with."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Exists, Min, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import merit as law_of_merit
from rules.law import Rule, shipped
from rules.merit_weights import Weights, weigh
from succession.models import MeritRound, MeritRoundRecord, MeritWeights
from talent.models import Agency

# Whether there are any at all: read along with rows that are read anyway, so that nobody asks for none.
ACCEPTED = Exists(MeritWeights.objects.all())


def visible_to(user: User) -> QuerySet[MeritWeights]:
    """The weights of the agencies whose merit system the user may see."""
    held = MeritWeights.objects.select_related("agency", "accepted_by", "round")
    return scope.within(held, user, Permission.VIEW_MERIT)


def of_rounds(asked: Sequence[tuple[MeritRound, date]], known_at: datetime) -> dict[int | None, Weights]:
    """Round → its weights as known at the instant, for rounds with the day whose rules score them; two queries.

    The newest of the round's own result letter; without any, the newest in force on the day. Other weights that were
    accepted after a round's decision was recorded never count for it.
    """
    held: dict[tuple[int, str], list[MeritWeights]] = defaultdict(list)
    rows = MeritWeights.objects.filter(agency__in={one.agency_id for one, _day in asked}, known_from__lte=known_at)
    for row in rows.order_by("effective_from", "version"):
        held[row.agency_id, row.instrument].append(row)
    if not held:
        return {}
    decided = MeritRoundRecord.objects.filter(
        round__in=[one.pk for one, _day in asked if one.pk], decided_on__isnull=False, known_from__lte=known_at
    )
    first = dict(decided.order_by().values_list("round_id").annotate(Min("known_from")))
    parsed = {row.pk: weights_of(row) for some in held.values() for row in some}
    found: dict[int | None, Weights] = {}
    for one, day in asked:
        until = first.get(one.pk, known_at)
        rows_of = held.get((one.agency_id, one.instrument), [])
        own = [row for row in rows_of if row.round_id is not None and row.round_id == one.pk]
        fitting = sorted(own, key=lambda row: row.version) or [
            row for row in rows_of if row.effective_from <= day and row.known_from <= until
        ]
        if fitting:
            found[one.pk] = parsed[fitting[-1].pk]
    return found


def weights_of(row: MeritWeights) -> Weights:
    """The weights as the rules take them."""
    parts = {
        part: {name: Fraction(value) for name, value in row.document[part].items()}
        for part in ("aspects", "sub_aspects")
    }
    return Weights(parts["aspects"], parts["sub_aspects"], row.effective_from, row.version, row.source, row.verified)


def present(instrument: str, agency: Agency | None, on: date, known_at: datetime) -> Rule:
    """The instrument as it weighs today: with the agency's accepted weights, or its own."""
    day = law_of_merit.day_of_round(instrument, on, shipped())
    rule = law_of_merit.instrument(instrument, day, shipped())
    if agency is None:
        return rule
    return weigh(rule, of_rounds([(MeritRound(agency=agency, instrument=instrument), day)], known_at).get(None))
