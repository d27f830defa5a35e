"""The three names of a vacancy: what each rests on, who stands nearest beside them and why not, and how much of their
order hangs on small differences. Before the nomination it is the first three of the ranking that are shown. Three are
as many as the law asks for (`few.asked`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, NamedTuple

import pandas as pd
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from rules.checks import Check, Status
from rules.eligibility import explain, records_for
from rules.law import NoRuleInForce, Rule, shipped
from rules.ranking import BY_SCORE, rank
from rules.stability import Stability, stability, stability_of_stages
from rules.text import Text
from succession.domain.queries import applicants, blind, few, panel_minutes, panels, reasons, untold
from succession.domain.queries.candidates import CannotEvaluate, facts_of, required_post
from succession.domain.queries.longlists import current, stored_statuses
from succession.domain.queries.proof import Proof, proofs
from succession.models import Deviation, Longlist, LonglistEntry, Nominee, Vacancy
from succession.models.vacancy import Route
from talent.domain.queries import written
from talent.models import Employee

# How many are shown of those who would stand before the last name, and of those after it.
BEFORE, AFTER = 5, 3


@dataclass(frozen=True)
class Name:
    """One of the three. `agrees`: the proofs say what the longlist kept; `among_three`: in how many re-rankings they
    stood among three (None: not tested, or no more than those are ranked); `mean`: of the committee's scores of the
    pool (None: it gave none)."""

    order: int
    entry: LonglistEntry
    reason: str
    proofs: tuple[Proof, ...]
    agrees: bool
    among_three: int | None
    mean: float | None = None


@dataclass(frozen=True)
class Beside:
    """Somebody who is not among the three. They fail what `failing` says; or they come after the last name by what
    `decider` names (`own` against `other`, the last name's); or, with neither, the committee named others."""

    entry: LonglistEntry
    among_three: int | None
    failing: tuple[Check, ...] = ()
    decider: str = ""
    wording: Text | None = None
    own: Any = None
    other: Any = None
    mean: float | None = None


@dataclass(frozen=True)
class Reversal:
    """`lower` stood before `upper`, who is ranked before them, in `times` re-rankings."""

    upper: Employee
    lower: Employee
    times: int


@dataclass(frozen=True)
class Names:
    """`beside`: the nearest of those left out; `more`: how many others would stand before the last name, but fail or
    were not named. `tested`: the rule of the re-rankings, with their number in `draws`; None where there is none.
    `compared`: whether more are ranked than are named: else everybody stays among them, and no share says anything."""

    longlist: Longlist
    nominated: bool
    names: list[Name]
    beside: list[Beside]
    more: int
    tested: Rule | None
    compared: bool
    draws: int
    reversals: list[Reversal]

    @property
    def scored(self) -> bool:
        """Whether the committee scored anybody who stands here."""
        return any(one.mean is not None for one in self.names) or any(one.mean is not None for one in self.beside)

    @property
    def rows(self) -> list[tuple[Check, list[Proof]]]:
        """The proof matrix: each requirement with every name's proof of it."""
        return [(every[0].check, list(every)) for every in zip(*(one.proofs for one in self.names), strict=True)]

    @property
    def told_of(self) -> list[Employee]:
        """Whose facts stand there."""
        named = [one.entry.employee for one in self.names]
        return named + [one.entry.employee for one in self.beside if one.failing]


def of(vacancy: Vacancy, *, reader: User) -> Names | None:
    """From what was known when the longlist was built last; None without one, or when nobody on it is ranked.

    The numbers of the re-rankings come from the digest of the longlist: they come out the same whenever they are made.
    Raises StillBlind in the committee's blind round, CannotEvaluate where the facts or the rules of that time are gone.
    """
    blind.require_names(vacancy, reader)
    longlist = current(vacancy)
    if longlist is None:
        return None
    chosen = list(vacancy.nominees.values_list("employee_id", "reason"))
    ranked = longlist.entries.filter(rank__isnull=False).order_by("position")
    asked = few.asked(vacancy)
    three = chosen or [(who, "") for who in ranked.values_list("employee_id", flat=True)[:asked]]
    if not three:
        return None
    post = required_post(vacancy, longlist.known_at)
    chosen_ids = [who for who, _reason in three]
    # A longlist never changes, and neither does what was known when it was made.
    version = (longlist.known_at, longlist.inputs_digest, longlist.results_digest)
    what = ("names", longlist.pk, asked, tuple(chosen_ids))
    order = written.kept(version, what, lambda: _in_order(vacancy, longlist, post.tier, chosen_ids, asked))
    tested, before = order.tested, order.before
    shown = {*chosen_ids, *before, *(who for who, *_why in order.after)}
    shown |= {who for one in (tested.reversals if tested else ()) for who in (one.upper, one.lower)}
    entries = {
        entry.employee_id: entry
        for entry in longlist.entries.filter(employee__in=shown).select_related("employee__agency")
    }
    for entry in entries.values():
        entry.longlist = longlist
    failing = [who for who in before if entries[who].outcome == Status.FAIL]
    people = [entries[who].employee for who in (*chosen_ids, *failing)]
    ids = [person.pk for person in people]
    frames = facts_of(vacancy, ids, longlist.on, longlist.known_at, records_for(post))
    named = people[: len(three)]
    when = (longlist.on, longlist.known_at)
    proven = proofs(named, frames, post, *when, agency_id=vacancy.agency_id, reader=reader)

    compared = ranked.count() > asked

    def share(who: int) -> int | None:
        return tested.among_three(who) if tested and compared else None

    mean = means(vacancy).get

    def fails(who: int) -> tuple[Check, ...]:
        own = {name: frame[frame["employee_id"] == who] for name, frame in frames.items()}
        checks = explain(own, post, longlist.on, shipped()).checks
        found = tuple(check for check in checks if check.status == Status.FAIL)
        return untold.checks(found, entries[who].employee, reader)

    return Names(
        longlist=longlist,
        nominated=bool(chosen),
        names=[
            Name(order, entries[who], reason, proven[who], _agrees(entries[who], proven[who]), share(who), mean(who))
            for order, (who, reason) in enumerate(three, start=1)
        ],
        beside=[
            Beside(entries[who], share(who), failing=fails(who) if who in failing else (), mean=mean(who))
            for who in before
        ]
        + [
            Beside(
                entries[who],
                share(who),
                decider=by,
                wording=reasons.deciders(longlist).get(by),
                own=own,
                other=other,
                mean=mean(who),
            )
            for who, by, own, other in order.after
        ],
        more=order.more,
        tested=tested.rule if tested else None,
        compared=compared,
        draws=tested.draws if tested else 0,
        reversals=[
            Reversal(entries[one.upper].employee, entries[one.lower].employee, one.times) for one in tested.reversals
        ]
        if tested
        else [],
    )


def passed_over(held: Deviation) -> list[tuple[Nominee, int | None]]:
    """The names, as they stood then, before whom this deviation puts another choice or none, each with their rank."""
    then = Q(withdrawn_at=None) | Q(withdrawn_at__gt=held.at)
    named = Nominee.every.filter(then, vacancy=held.vacancy_id, at__lte=held.at).select_related("employee")
    chosen = held.decision.employee_id if held.decision else None
    before = list(takewhile(lambda one: one.employee_id != chosen, named))
    rows = LonglistEntry.objects.filter(longlist__vacancy=held.vacancy_id, longlist__at__lte=held.at)
    rows = rows.filter(employee__in=[one.employee_id for one in before]).order_by("longlist")
    ranks = dict(rows.values_list("employee_id", "rank"))
    return [(one, ranks.get(one.employee_id)) for one in before]


def means(vacancy: Vacancy) -> dict[int, float]:
    """What the committee's scores of each member of the pool come to, once they are revealed; of an open selection they
    are part of the stages."""
    held = None if vacancy.route == Route.OPEN_SELECTION else panels.of(vacancy)
    results = [] if held is None else panel_minutes.results(held)
    return {one.candidate.employee_id: one.opinion.mean for one in results if one.opinion}


class _Order(NamedTuple):
    """Who stands where beside these three, whoever reads it: as `_nearest` says it, and `tested` (None: not)."""

    tested: Stability | None
    before: list[int]
    after: list[tuple[int, str, Any, Any]]
    more: int


def _in_order(vacancy: Vacancy, longlist: Longlist, tier: str, three: Sequence[int], asked: int) -> _Order:
    if vacancy.route == Route.OPEN_SELECTION:
        return _Order(_stability_of_stages(vacancy, longlist, asked), *_by_rank(longlist, three))
    candidates = _candidates(vacancy, longlist, three, asked)
    return _Order(_stability(candidates, tier, longlist, asked), *_nearest(candidates, three, tier, longlist))


def _candidates(vacancy: Vacancy, longlist: Longlist, three: Sequence[int], asked: int) -> pd.DataFrame:
    """Those on the list who may stand before or next after these three, as they were ranked: what it kept of them, and
    what breaks ties. No score lifts anybody over a better box, so that the boxes below all of theirs are left out."""
    rows = longlist.entries.order_by("position").values_list(
        "employee_id", "box", "talent_value", "technical", "outcome", "rank"
    )
    ranks = {who: rank for who, *_rest, rank in rows if rank is not None}
    last = max(asked, *(ranks.get(who, len(rows)) for who in three)) + AFTER
    shown = {*three, *(who for who, rank in ranks.items() if rank <= last)}
    lowest = min(box or 0 for who, box, *_rest in rows if who in shown)
    in_play = [row[:-1] for row in rows if (row[1] or 0) >= lowest]
    people = facts_of(vacancy, [who for who, *_rest in in_play], longlist.on, longlist.known_at, ())["employees"]
    kept = pd.DataFrame(in_play, columns=["employee_id", "box", "talent_value", "technical", "outcome"]).astype(
        {"talent_value": "float64", "technical": "float64"}
    )
    found = kept.merge(people[["employee_id", "nip", "grade", "post_from", "born"]], validate="one_to_one")
    if len(found) != len(kept):
        raise CannotEvaluate(_("Data yang mendasari daftar panjang ini tidak ditemukan lagi."))
    return found


def _stability(candidates: pd.DataFrame, tier: str, longlist: Longlist, asked: int) -> Stability | None:
    ranked = candidates[candidates["outcome"] != Status.FAIL]
    try:
        return stability(ranked, tier, longlist.on, shipped(), _seed(longlist), asked)
    except NoRuleInForce:
        return None


def _stability_of_stages(vacancy: Vacancy, longlist: Longlist, asked: int) -> Stability | None:
    first = applicants.first_of(vacancy)
    assert first is not None
    frame, weights = applicants.scored(vacancy, longlist), applicants.weights_of(first)
    try:
        return stability_of_stages(frame, weights, first.published_on, shipped(), _seed(longlist), asked)
    except NoRuleInForce:
        return None


def _seed(longlist: Longlist) -> int:
    """From the list's digest: the re-rankings come out the same whenever they are made."""
    return int(longlist.results_digest[:16], 16)


def _nearest(
    candidates: pd.DataFrame, three: Sequence[int], tier: str, longlist: Longlist
) -> tuple[list[int], list[tuple[int, str, Any, Any]], int]:
    """Who would stand before the last of the three were there no requirements; who of the ranked comes next, with what
    puts them after that one; and how many more of the first there are."""
    everybody = rank(candidates.assign(outcome=str(Status.PASS)), tier, longlist.on, shipped())
    order = everybody["employee_id"].tolist()
    last = max(order.index(who) for who in three)
    before = [who for who in order[:last] if who not in three]
    ranked = set(candidates.loc[candidates["outcome"] != Status.FAIL, "employee_id"])
    after = []
    for who in [who for who in order[last + 1 :] if who in ranked][:AFTER]:
        pair = everybody[everybody["employee_id"].isin([order[last], who])]
        beside = rank(pair, tier, longlist.on, shipped())
        by = beside["decided_by"].iloc[1]
        other, own = (None if pd.isna(value) else value for value in beside[by])
        after.append((who, by, own, other))
    return before[:BEFORE], after, len(before[BEFORE:])


def _by_rank(longlist: Longlist, three: Sequence[int]) -> tuple[list[int], list[tuple[int, str, Any, Any]], int]:
    """The same for applicants, in the order of their stages' scores: whoever fails has none."""
    ranked = longlist.entries.filter(rank__isnull=False).order_by("position")
    told = {who: (own, by) for who, own, by in ranked.values_list("employee_id", "combined", "decided_by")}
    order = list(told)
    last = max(order.index(who) for who in three)
    before = [who for who in order[:last] if who not in three]
    other = told[order[last]][0]
    after: list[tuple[int, str, Any, Any]] = [
        (who, BY_SCORE if own != other else by, own, other)
        for who in order[last + 1 :][:AFTER]
        for own, by in [told[who]]
    ]
    return before[:BEFORE], after, len(before[BEFORE:])


def _agrees(entry: LonglistEntry, proven: Sequence[Proof]) -> bool:
    return {one.check.code: one.check.status for one in proven} == stored_statuses(entry)
