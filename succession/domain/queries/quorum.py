"""A committee held against its rules: how it is composed, and whether enough of it score."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Q

from audit.models import Event
from rules import panel as law_of_panel
from rules.checks import Check, Status
from rules.law import NoRuleInForce, shipped
from succession.domain.queries import panel_minutes, panels
from succession.models import CommitteeMember, PanelRound, Vacancy

SIZE = "committee_size"


def composition(vacancy: Vacancy, *more: bool | None) -> tuple[Check, ...]:
    """The committee held against the rule of the vacancy's decision date; nothing where there is none. `more`: with
    these besides, of each whether they are internal. One query."""
    return compositions([vacancy], *more)[vacancy.pk]


def compositions(vacancies: Sequence[Vacancy], *more: bool | None) -> dict[int, tuple[Check, ...]]:
    """The same of several by their keys. One query, none for no vacancies."""
    inside: dict[int, list[bool | None]] = {one.pk: [] for one in vacancies}
    seats = CommitteeMember.objects.held().filter(vacancy__in=inside).order_by("id")
    for vacancy, is_so in seats.values_list("vacancy", "internal"):
        inside[vacancy].append(is_so)
    found: dict[int, tuple[Check, ...]] = dict.fromkeys(inside, ())
    for one in vacancies:
        with suppress(NoRuleInForce):
            internal, route = [*inside[one.pk], *more], str(one.route)
            found[one.pk] = law_of_panel.composition(internal, route, one.decision_date, shipped())
    return found


def full(vacancy: Vacancy) -> bool:
    """Whether there are as many seats as there have to be, and with one more there would not be, where that decides:
    then a member can only be replaced."""

    def fits(*more: bool) -> bool:
        return all(one.status == Status.PASS for one in composition(vacancy, *more) if one.code == SIZE and one.decides)

    return fits() and not fits(False)


def supplement(held: PanelRound) -> Check | None:
    """Whether a supplementary round has enough candidates to be blind, by the rule of the vacancy's decision date; None
    of any other round, and where there is no rule."""
    if held.supplements_id is None:
        return None
    try:
        return law_of_panel.supplement(held.candidates.count(), held.vacancy.decision_date, shipped())
    except NoRuleInForce:
        return None


def quorum(held: PanelRound) -> Check | None:
    """Whether enough of the seats score, by the rule of the vacancy's decision date: before the reveal those whose
    holders declared their conflicts, afterwards those whose ballots were locked and who did not refuse to sign; never
    who left every candidate to others, but in a supplementary round, which may have nobody else, and where all withdrew
    and nobody is left to score. Where nothing is scored those that declared and signed the minutes as they are. Of a
    closed round as the seats were then. None where there is no rule."""
    vacancy, begun = held.vacancy, held.scored and held.revealed_at is None
    takes = Q(ballots__round=held, ballots__locked_at__isnull=False)
    if held.scored and held.supplements_id is None and held.candidates.count() > len(panels.withdrawn(held)):
        takes &= Q(ballots__scores__isnull=False)
    if not held.scored:
        takes &= Q(user__in=panel_minutes.signed(held))
    elif begun:
        takes |= Q(ballots__round=held, ballots__locked_at=None, released_on=None)
    against = [one.member_id for one in panel_minutes.refusals(held)] if held.scored and held.revealed_at else []
    able = set(vacancy.committee.filter(takes).exclude(pk__in=against).values_list("pk", flat=True))
    filled = set(vacancy.committee.held().values_list("pk", flat=True)) if begun else set()
    filled -= set(held.ballots.values_list("member_id", flat=True)) if begun else set()
    writing = begun and held.ballots.filter(locked_at=None, member__in=able).exists()
    # A seat that somebody took over counts as theirs; of a supplementary round those count that scored the first.
    late = _seated_since(held)
    then = vacancy.committee.filter(Q(replaced_by=None) | Q(replaced_by__user__in=late)).exclude(user__in=late)
    seats = [{seat} for seat in then.values_list("pk", flat=True)]
    if held.supplements_id is not None:
        seats = panels.chains(held)
    taking = sum(not able.isdisjoint(seat) for seat in seats)
    undeclared = sum(able.isdisjoint(seat) and not filled.isdisjoint(seat) for seat in seats)
    about: dict[str, Any] = {"scored": held.scored, "refused": bool(against), "begun": writing}
    about["undeclared"] = undeclared
    try:
        return law_of_panel.quorum(taking, len(seats), vacancy.decision_date, shipped(), **about)
    except NoRuleInForce:
        return None


def of_all(vacancy: Vacancy, seats: int) -> Check | None:
    """The same of a round that every one of so many seats scores. No query."""
    try:
        return law_of_panel.quorum(seats, seats, vacancy.decision_date, shipped())
    except NoRuleInForce:
        return None


def _seated_since(held: PanelRound) -> list[int]:
    """Who was given a seat after the round was closed: nobody of an open one. By the ledger, as the seat itself does
    not say when it was given."""
    if held.closed_at is None:
        return []
    given = Event.objects.filter(subject=f"succession.vacancy:{held.vacancy_id}", at__gt=held.closed_at)
    return list(given.filter(kind="succession.committee.appointed").values_list("payload__user", flat=True))
