"""Why one candidate stands where they stand, rebuilt from the facts as known when the longlist was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from accounts.models import User
from rules import selection
from rules.checks import Check
from rules.eligibility import Served, explain, periods, records_for
from rules.errors import DomainError
from rules.law import Law, NoRuleInForce, Rule, shipped
from rules.ranking import BY_SCORE, DECIDERS, takes_agreed, tie_breaks
from rules.text import Text
from succession.domain.queries import untold
from succession.domain.queries.candidates import CannotEvaluate, facts_of, required_post
from succession.domain.queries.longlists import stored_statuses
from succession.domain.queries.words import said
from succession.models import Longlist, LonglistEntry, Vacancy


class ReplayDiffers(DomainError):
    """What is computed now from the dated facts is not what was stored."""

    code = "replay_differs"


@dataclass(frozen=True)
class Reasons:
    """Every requirement in words, the periods behind those about time served, and whether the stored masks agree.

    `person`: the employee as known then (a row of the employees frame; None where not known).
    """

    checks: tuple[Check, ...]
    periods: Mapping[str, tuple[Served, ...]]
    agrees: bool
    person: Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """How the ranking came about. `blend`: weights of talent value and technical score, None where there is none;
    `pool`: whose succession group is on the list, by law with those of others who agreed (`agreed`)."""

    blend: tuple[float, float] | None
    rule: Rule | None
    ties: Rule | None
    pool: Rule | None
    tie_names: tuple[Text, ...]
    agreed: bool = False


def reasons(entry: LonglistEntry, *, reader: User) -> Reasons | None:
    """The reasons of a candidate, as far as `reader` may read them; None when the facts of that time are gone.

    Raises CannotEvaluate without a rule.
    """
    longlist = entry.longlist
    vacancy = longlist.vacancy
    post = required_post(vacancy, longlist.known_at)
    frames = facts_of(vacancy, [entry.employee_id], longlist.on, longlist.known_at, records_for(post))
    if len(frames["employees"]) != 1:
        return None
    try:
        checks = explain(frames, post, longlist.on, shipped()).checks
        served = periods(frames, post, longlist.on, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    agrees = {check.code: check.status for check in checks} == stored_statuses(entry)
    row = frames["employees"].iloc[0].to_dict()
    person = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    return Reasons(untold.checks(checks, entry.employee, reader), served, agrees, person)


def borne_out(entry: LonglistEntry, *, reader: User) -> Reasons:
    """The same; raises ReplayDiffers unless it says exactly what the stored masks say, CannotEvaluate also when the
    facts of that time are gone."""
    found = reasons(entry, reader=reader)
    if found is None:
        raise CannotEvaluate(_("Pada saat itu belum ada data tentang pegawai ini."))
    if not found.agrees:
        raise ReplayDiffers(_("Penjelasan dari data bertanggal tidak sama dengan hasil yang tersimpan."))
    return found


def order(vacancy: Vacancy) -> Order:
    """What the order of a vacancy's candidates rests on."""
    law, on = shipped(), vacancy.reference_date
    tier = vacancy.position.current.tier if vacancy.position.current else ""
    blend, ties = _at(law, "ranking.blend", on), _at(law, "ranking.tie_breaks", on)
    weights, pool = blend.value.get(tier) if blend else None, _at(law, "ranking.pool", on)
    return Order(
        blend=(float(weights["talent"]), float(weights["technical"])) if weights else None,
        rule=blend,
        ties=ties,
        pool=pool,
        agreed=pool is not None and takes_agreed(on, law),
        tie_names=tuple(DECIDERS[name] for name in tie_breaks(on, law)) if ties else (),
    )


def decider(entry: LonglistEntry) -> Text | None:
    """The words for what put a candidate after the one above."""
    if entry.decided_by == BY_SCORE and entry.combined is None:
        return Text("nilai gabungan belum diketahui", "combined score not known")
    return deciders(entry.longlist).get(entry.decided_by)


def deciders(longlist: Longlist) -> Mapping[str, Text]:
    """The words for what decides the order of a list, by its code."""
    return DECIDERS if longlist.cycle_id else selection.deciders(shipped())


def _at(law: Law, rule_id: str, on: date) -> Rule | None:
    try:
        return law.at(rule_id, on)
    except NoRuleInForce:
        return None
