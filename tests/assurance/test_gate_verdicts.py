"""T-24: each verdict of the gate follows from the checks that are stored with it, each score and category from the
stored round; the arithmetic is done again here, by the rulebook's borders, from nothing but their JSON.

ASSURE=long: 20,000 of each.
"""

import json
import os
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from rules.gate import GateFacts, route
from rules.gate_facts import Approval, Assessment, Freeze, OwnConditions
from rules.law import shipped
from rules.merit import MeritScore, category, score
from rules.merit_weights import Weights
from succession.domain import canonical
from tests.promises import counted

LAW = shipped()
MANY = 20_000 if os.environ.get("ASSURE") == "long" else 250
BORDERS = ((325, "SANGAT_BAIK"), (250, "BAIK"), (175, "KURANG"), (0, "BURUK"))
SUBS = LAW.at("merit.instrument_kasn_2019", date(2022, 1, 1)).value["sub_aspects"]
POINTS = (None, 174.5, 175.0, 249.5, 250.0, 324.5, 325.0, 400.0)


def _day(by: Random) -> date:
    return date(2013, 12, 1) + timedelta(days=by.randrange(366 * 15))


def _end(by: Random, first: date) -> date | None:
    return by.choice((None, first + timedelta(days=by.randrange(1_500))))


def _assessment(by: Random) -> Assessment:
    decided, reached = by.choice((None, _day(by), _day(by))), by.choice(POINTS)
    result = MeritScore(reached, 400.0, None, category(reached, date(2022, 1, 1), LAW), {}, ()) if reached else None
    end = _end(by, decided) if decided else None
    return Assessment(f"{decided}", "KASN-2019", None, decided, "1", end, result, unverified=by.choice((0, 0, 0, 3)))


def _paper(by: Random) -> Approval:
    first, posts = _day(by), by.choice(((), (), ("P-1",), ("P-2",)))
    kind, authority = by.choice(("APPROVAL", "COMMITMENT")), by.choice(("KASN", "BKN"))
    return Approval(kind, authority, "1", first, _end(by, first), by.choice((None, None, _end(by, first))), posts=posts)


def _facts(by: Random) -> GateFacts:
    kinds = by.sample(("PILKADA", "NEW_HEAD"), by.randrange(3))
    return GateFacts(
        tier=by.choice(("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA")),
        assessments=[_assessment(by) for _number in range(by.randrange(4))],
        approvals=[_paper(by) for _number in range(by.randrange(6))],
        succession_group=by.choice((None, 0, 3)),
        post_named=by.random() < 0.5,
        post=by.choice(("", "P-1")),
        category_required=by.random() < 0.2,
        regional=by.random() < 0.5,
        freezes=[Freeze(kind, "1", _day(by)) for kind in kinds],
        own=[OwnConditions("1", _day(by), score=by.choice(POINTS)) for _number in range(by.randrange(2))],
    )


def verdict(checks: list[dict[str, Any]]) -> str:
    """One condition that decides and is not met: open selection; else one that is not known: undetermined."""
    found = {check["status"] for check in checks if check["decides"]}
    if "fail" in found:
        return "open_selection"
    return "undetermined" if "unknown" in found else "talent_pool"


def test_each_route_follows_from_its_stored_checks_alone() -> None:
    by, wrong, outcomes = Random(24), 0, set()
    for _number in range(MANY):
        decision = route(_facts(by), _day(by), LAW)
        # As a route decision keeps them.
        kept = json.loads(json.dumps([canonical.to_json(check) for check in decision.checks]))
        same = tuple(canonical.from_json(check) for check in kept) == decision.checks
        wrong += verdict(kept) != decision.outcome or not same
        outcomes.add(decision.outcome)
    counted("T-24", MANY, "routes derived again from their stored checks", wrong)
    assert (wrong, outcomes) == (0, {"talent_pool", "open_selection", "undetermined"})


def test_each_maturity_follows_from_its_stored_round_and_weights_alone() -> None:
    """Of PANRB-2025: what does not apply is in neither sum."""
    by, wrong, left = Random(25), 0, 0
    items = LAW.at("merit.instrument_panrb_2025", date(2026, 1, 1)).value["sub_aspects"]
    for _number in range(MANY):
        shares = {sub["id"]: Fraction(by.randrange(1, 9), 2) for sub in items}
        # Aspects' weights are not summed: any may stand here.
        letter = Weights({sub["aspect"]: Fraction(1) for sub in items}, shares, date(2026, 1, 1), 1, "", True)
        levels = {sub["id"]: (3, by.choice((-1, 0, 1, 2, 3, 4, None))) for sub in items}
        found = score(levels, "PANRB-2025", date(2026, 1, 1), LAW, letter)
        kept = json.loads(json.dumps(levels))
        held = {sub: pair[1] for sub, pair in kept.items() if pair[1] != -1}
        most = sum((4 * shares[sub] for sub in held), Fraction(0))
        ours = round(float(sum((shares[sub] * (level or 0) for sub, level in held.items()), Fraction(0)) / most), 6)
        wrong += (ours, set(kept) - set(held)) != (found.maturity, set(found.left_out))
        left += len(found.left_out)
    counted("T-24", MANY, "maturities derived again from their stored rounds", wrong)
    assert (wrong, left > MANY) == (0, True)


def test_each_merit_score_and_category_follows_from_its_stored_round_alone() -> None:
    by, wrong, categories = Random(24), 0, set()
    for _number in range(MANY):
        least, lacking, verified = by.randrange(1, 5), by.choice((0, 0, 0.1, 1)), by.random() < 0.7
        pairs = [[None if by.random() < lacking else by.randint(least, 4) for _side in (0, 1)] for _sub in SUBS]
        levels = {sub["id"]: (own, other if verified else None) for sub, (own, other) in zip(SUBS, pairs, strict=True)}
        found = score(levels, "KASN-2019", date(2022, 1, 1), LAW)
        kept = json.loads(json.dumps(levels))
        side = int(any(pair[1] is not None for pair in kept.values()))
        held = {sub: pair[side] for sub, pair in kept.items() if pair[side] is not None}
        total = sum((Fraction(str(sub["weight"])) * held.get(sub["id"], 0) for sub in SUBS), Fraction(0))
        ours = (float(total), next(code for border, code in BORDERS if total >= border)) if held else (None, None)
        wrong += (*ours, set(kept) - set(held)) != (found.score, found.category, set(found.missing))
        categories.add(found.category)
    counted("T-24", MANY, "merit scores and categories derived again from their stored rounds", wrong)
    assert (wrong, categories) == (0, {None, "BURUK", "KURANG", "BAIK", "SANGAT_BAIK"})
