"""Which agencies' direct route closes soon, and for which tiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.gate_calendar import Closing, closing, stretches
from rules.law import shipped
from succession.domain.queries.gate import tier_facts
from succession.domain.queries.merit import KnownRound
from talent.codes import JPT_TIERS
from talent.models import Agency


@dataclass(frozen=True)
class Warned:
    """Tiers whose direct route closes on the same day for the same reasons."""

    tiers: list[str]
    closing: Closing


def warned(
    agencies: Sequence[Agency], rounds: Mapping[int, Sequence[KnownRound]], on: date, known_at: datetime
) -> dict[int, list[Warned]]:
    """Agency → what closes within the longest warning (`gate_calendar.WARNINGS`) from `on`, the nearest first.

    Three queries however many agencies, none without any; `rounds`: theirs as known at `known_at`.
    """
    if not agencies:
        return {}
    assessments = {
        agency: tuple(one.assessment() for one in held if one.record is not None) for agency, held in rounds.items()
    }
    found: dict[int, list[Warned]] = {}
    for agency, facts in tier_facts(agencies, JPT_TIERS[0], assessments, known_at).items():
        held: list[Warned] = []
        for tier in JPT_TIERS:
            end = closing(stretches(replace(facts, tier=tier), on, shipped()), on)
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
