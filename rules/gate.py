"""The merit gate: may this agency fill this senior post (JPT) from its talent pool?

The answer is a route with every condition behind it. Which conditions, and whose approval, is data of the regime in
force on the date of the decision (`gate.regime`); each condition carries its own citation there.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from rules.checks import Check, Decision, Status, combine
from rules.gate_conditions import CONDITIONS, Case
from rules.gate_facts import JPT_TIERS, Approval, Assessment, GateFacts, NotAJptTier
from rules.gate_freezes import freeze_checks
from rules.gate_own import asks_for_category, in_force, own_checks
from rules.law import Law, NoRuleInForce, Rule
from rules.text import Text
from rules.wording import day

__all__ = ["Approval", "Assessment", "GateFacts", "NotAJptTier", "feeder_tiers", "regime_for", "route"]

ROUTES: Final = {Status.PASS: "talent_pool", Status.FAIL: "open_selection", Status.UNKNOWN: "undetermined"}
# What an agency or overseer may require although the regime only shows it.
REQUIRABLE: Final = ("merit_assessment", "merit_category")


def route(facts: GateFacts, on: date, law: Law) -> Decision:
    """`talent_pool`, `open_selection` or `undetermined` for one agency and post on one date.

    Any deciding check that fails leads to open selection; otherwise anything unknown leaves the route undetermined.
    Raises NotAJptTier for a post below JPT.
    """
    if facts.tier not in JPT_TIERS:
        raise NotAJptTier(facts.tier)
    try:
        regime = regime_for(on, law, facts.running_since)
    except NoRuleInForce:
        return Decision(ROUTES[Status.UNKNOWN], (_no_regime(on),))
    checks = [_regime_check(regime, on), *_running_check(regime, facts, on, law)]
    rule_day = on if regime == law.at("gate.regime", on) else facts.running_since or on
    case = Case(facts, on, rule_day, law, regime.value)
    own = in_force(facts.own, on)
    required = facts.category_required or asks_for_category(own)
    for condition in regime.value["conditions"]:
        if condition["code"] == "succession_group" and not facts.post_named:
            continue
        decides = condition["decides"] or (required and condition["code"] in REQUIRABLE)
        checks.append(CONDITIONS[condition["code"]](case, condition, decides))
    checks += [*freeze_checks(facts, on, law), *own_checks(case, own)]
    return Decision(ROUTES[combine(check.status for check in checks if check.decides)], tuple(checks))


def regime_for(on: date, law: Law, running_since: date | None = None) -> Rule:
    """The regime that decides: the one of `on`, or of the day a filling began that may finish under its old rule.

    Its value also says how the successor is chosen (`choice`), what a category allows (`effect`) and whether a
    recommendation must be recorded before inauguration. Raises NoRuleInForce before 15 January 2014, and ValueError
    for a filling that would begin only after `on`.
    """
    if running_since is not None and running_since > on:
        raise ValueError("a filling cannot be under way before it begins")
    now = law.at("gate.regime", on)
    if running_since is not None and now.value["running_process_keeps_regime"]:
        return law.at("gate.regime", running_since)
    return now


def feeder_tiers(tier: str, on: date, law: Law) -> tuple[str, ...]:
    """The tiers whose people can stand in the succession group of a senior post. Raises NotAJptTier."""
    if tier not in JPT_TIERS:
        raise NotAJptTier(tier)
    tiers: Mapping[str, tuple[str, ...]] = law.at("gate.feeder_tiers", on).value
    return tiers[tier]


def _no_regime(on: date) -> Check:
    spelt = day(on)
    return Check(
        code="regime",
        status=Status.UNKNOWN,
        label=Text("Rezim yang berlaku", "Regime in force"),
        fact=Text(f"pada {spelt.id} belum ada aturan", f"no rule existed on {spelt.en}"),
        limit=Text("aturan berlaku sejak 15 Januari 2014", "rules exist since 15 January 2014"),
        citation="UU 5/2014",
        verified=True,
    )


def _regime_check(regime: Rule, on: date) -> Check:
    name: Mapping[str, Any] = regime.value["name"]
    spelt, first = day(on), day(regime.effective_from)
    last = None if regime.effective_to is None else day(regime.effective_to)
    return Check(
        code="regime",
        status=Status.PASS,
        label=Text("Rezim yang berlaku", "Regime in force"),
        fact=Text(f"{name['id']}; tanggal penentuan {spelt.id}", f"{name['en']}; decided as of {spelt.en}"),
        limit=Text(
            f"berlaku {first.id} sampai {last.id}" if last else f"berlaku sejak {first.id}",
            f"in force from {first.en} to {last.en}" if last else f"in force since {first.en}",
        ),
        citation=regime.citation,
        verified=regime.verified,
        decides=False,
        note=regime.note,
    )


def _running_check(regime: Rule, facts: GateFacts, on: date, law: Law) -> tuple[Check, ...]:
    """Shown only when a filling under way is finished under the rule it began with."""
    now = law.at("gate.regime", on)
    if facts.running_since is None or regime.effective_from == now.effective_from:
        return ()
    began, limit = day(facts.running_since), day(now.effective_from)
    check = Check(
        code="running_process",
        status=Status.PASS,
        label=Text("Pengisian yang sudah berjalan", "Filling already under way"),
        fact=Text(
            f"dimulai {began.id}, diselesaikan menurut aturan lama", f"begun {began.en}, finished by the old rule"
        ),
        limit=Text(f"dimulai sebelum {limit.id}", f"begun before {limit.en}"),
        citation=now.citation,
        verified=now.verified,
        decides=False,
        note=now.note,
    )
    return (check,)
