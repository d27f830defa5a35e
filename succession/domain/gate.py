"""Deciding by which route a senior post may be filled."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import gate_calendar
from rules.checks import Decision
from rules.errors import DomainError, Invalid
from rules.gate import NotAJptTier, route
from rules.law import shipped
from succession.domain import canonical, states
from succession.domain.queries import closings
from succession.domain.queries.gate import gate_facts
from succession.domain.queries.posts import record_of
from succession.domain.queries.successors import pool_cycle
from succession.domain.queries.words import said
from succession.models import RouteDecision, Vacancy
from talent.domain import known
from talent.models import Agency, Position, PositionRecord


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every stretch of the gate for a tier or post, oldest first; of the day it was asked on: the stretch that holds,
    what closes the direct route next (None: it is not open, or nothing known ends it), and the last day of the pool
    that holds (None: none does)."""

    stretches: tuple[gate_calendar.Stretch, ...]
    now: gate_calendar.Stretch
    closing: gate_calendar.Closing | None
    pool_to: date | None


def ask(
    agency: Agency, tier: str, on: date, known_at: datetime, *, post_named: bool = False, post: str | None = None
) -> Decision:
    """The route as the facts and the law give it; writes nothing.

    `post`: the code of one, for papers that are about certain posts; it, or `post_named` alone, adds the condition that
    the post has a succession group. Raises Invalid for a tier below JPT, and for a post that is not the agency's or not
    of that tier.
    """
    if post is not None:
        require_post(agency, post, tier, on, known_at)
    named = post_named or post is not None
    cycle_id = pool_cycle(agency.pk, on, known_at) if named else None
    try:
        facts = gate_facts(agency, tier, on, known_at, post_named=named, post=post or "", cycle_id=cycle_id)
        return route(facts, on, shipped())
    except NotAJptTier as error:
        raise Invalid(said(error.text), code="not_a_jpt_tier") from error


def calendar(agency: Agency, tier: str, on: date, known_at: datetime, *, post: str | None = None) -> Calendar:
    """From which day to which each route is open for this tier, since the first rule there was, and how it stands on
    `on`; writes nothing.

    `post`: its code, for papers that are about certain posts; whether it has a succession group is asked for each day
    by itself (`ask`), here only whether there is a pool that it could be from. Raises Invalid as `ask` does.
    """
    if post is not None:
        require_post(agency, post, tier, on, known_at)
    first = shipped().versions("gate.regime")[0].effective_from
    try:
        facts = gate_facts(agency, tier, on, known_at, post=post or "")
        pools = closings.pool_spans(agency.pk, on, known_at)
        found = gate_calendar.stretches(facts, first, shipped(), pools=pools)
    except NotAJptTier as error:
        raise Invalid(said(error.text), code="not_a_jpt_tier") from error
    pool_to = closings.pool_ends([agency.pk], on, known_at).get(agency.pk)
    now = next(one for one in found if one.holds(on))
    return Calendar(found, now, gate_calendar.closing(found, on), pool_to)


def require_post(agency: Agency, code: str, tier: str, on: date, known_at: datetime) -> PositionRecord:
    """What was known of the agency's post with this code; raises Invalid for none, or one of another tier."""
    words = {"code": code, "agency": agency.code}
    position = Position.objects.filter(agency=agency, code=code).first()
    if position is None:
        raise Invalid(_("jabatan “%(code)s” tidak ada pada %(agency)s") % words, code="unknown_post")
    record = record_of(position, on, known_at)
    if record is None:
        raise Invalid(_("jabatan “%(code)s” belum dikenal pada saat itu") % words, code="unknown_post")
    if record.tier != tier:
        words |= {"found": record.tier, "tier": tier}
        raise Invalid(_("jenjang jabatan “%(code)s” %(found)s, bukan %(tier)s") % words, code="other_tier")
    return record


@transaction.atomic
def decide_route(*, vacancy: Vacancy, by: User) -> RouteDecision:
    """Decide the route of a vacancy on its decision date from everything known now, and keep the decision."""
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.require(vacancy, states.State.ROUTED)
    if hasattr(vacancy, "gone_over"):
        message = _("Lowongan ini sudah beralih dari talent pool ke seleksi terbuka; jalurnya tidak ditetapkan ulang.")
        raise DomainError(message, code="gone_over")
    known_at = known.turn(vacancy.agency_id)
    on = vacancy.decision_date
    record = record_of(vacancy.position, on, known_at)
    if record is None:
        raise Invalid(_("Jabatan ini belum punya data; impor data jabatannya dahulu."), code="unknown_post")
    cycle_id = pool_cycle(vacancy.agency_id, on, known_at)
    facts = gate_facts(vacancy.agency, record.tier, on, known_at, vacancy, cycle_id=cycle_id)
    try:
        decision = route(facts, on, shipped())
    except NotAJptTier as error:
        raise Invalid(said(error.text), code="not_a_jpt_tier") from error
    stored = RouteDecision.objects.create(
        agency=vacancy.agency,
        vacancy=vacancy,
        cycle_id=cycle_id,
        by_requirements=True,
        tier=record.tier,
        on=on,
        known_at=known_at,
        route=decision.outcome,
        checks=[canonical.to_json(check) for check in decision.checks],
        law_digest=shipped().digest,
        inputs_digest=canonical.digest(facts),
        results_digest=canonical.outcome_digest(decision),
        by=by,
        at=known_at,
    )
    states.move(vacancy, states.State.ROUTED, route=decision.outcome)
    ledger.record(
        "succession.route.decided",
        by=by,
        agency=vacancy.agency.code,
        subject=stored,
        payload={"vacancy": vacancy.pk, "route": decision.outcome, "results": stored.results_digest},
    )
    return stored
