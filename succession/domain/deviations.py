"""The deviation register: what the PPK does otherwise than the committee proposed, and its second signature."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import deviation as rule
from rules.deviation import Basis
from rules.errors import DomainError, Invalid, Referred
from rules.law import NoRuleInForce, shipped
from succession.domain import canonical, confirmation, conflicts, states
from succession.domain.confirmation import Seen, StaleConfirmation
from succession.domain.queries.words import said
from succession.models import AppointmentDecision, Deviation, Vacancy
from talent.domain.queries import recusal


class NotFinal(DomainError):
    """The second signature is still missing."""

    code = "not_final"


def bases(kind: str, on: date, vacancy: Vacancy) -> tuple[Basis, ...]:
    """The legal bases for deviating so on `on` in this filling; raises Invalid where there is no rule of that day."""
    try:
        return rule.bases(kind, on, shipped(), moved=vacancy.transfer)
    except NoRuleInForce as error:
        raise Invalid(said(error.text), code="no_rule_in_force") from error


def enter(
    *,
    vacancy: Vacancy,
    kind: str,
    basis: str,
    dated: date,
    number: str,
    reason: str,
    token: str,
    at: datetime,
    decision: AppointmentDecision | None = None,
    cause: str | None = None,
    by: User,
) -> Deviation:
    """Write an entry, inside the transaction of the step that deviates. Raises Invalid without a basis of the day.
    `cause`: of DeviationCause, where the first name could not be taken."""
    known = {one.code for one in bases(kind, dated, vacancy)}
    if basis not in known:
        raise Invalid(_("Pilih dasar hukum penyimpangan ini."), code="no_basis")
    entry = Deviation(
        vacancy=vacancy,
        decision=decision,
        kind=kind,
        cause=cause,
        basis=basis,
        dated=dated,
        number=number,
        reason=reason,
        token=token,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise NotFinal(_waiting()) from error
    note("entered", entry, by, reason=reason, kind=kind, cause=cause, basis=basis, token=token)
    return entry


def require_final(decision: AppointmentDecision) -> None:
    """Raise NotFinal while a decision that deviates lacks its second signature."""
    entry = Deviation.objects.filter(decision=decision).first()
    if entry is not None and entry.signed_at is None:
        raise NotFinal(_waiting())


def require_none_open(vacancy: Vacancy) -> None:
    """Raise NotFinal while something about this vacancy waits for a second signature."""
    if vacancy.deviations.filter(signed_at=None, ended_at=None).exists():
        raise NotFinal(_waiting())


def why_not(entry: Deviation, by: User, *, untied: bool = False) -> str:
    """Why `by` cannot give the second signature; "" when they can (`selection.deviation`: roles; never who decided,
    nor a member of the committee, nor whoever takes no part in the filling, or decides nothing about the person).
    `untied`: that nothing of the latter keeps them is known (`conflicts.untied`); then no query."""
    agency = entry.vacancy.agency_id
    roles = rule.signers(entry.dated, shipped()).roles
    held = {one.kind.code for one in scope.assignments(by) if one.agency_id == agency}
    if not scope.allows(by, Permission.COUNTERSIGN, agency) or not held & set(roles):
        return _("Peran Anda tidak memuat wewenang ini.")
    if entry.by_id == by.pk:
        return _("Tanda tangan kedua diberikan orang lain daripada yang memutuskan.")
    if untied:
        return ""
    if conflicts.sits(entry.vacancy, by):
        return _(
            "Anda duduk dalam panitia seleksi lowongan ini: tanda tangan kedua diberikan orang lain (anggapan kerja, "
            "belum diverifikasi)."
        )
    chosen = [] if entry.decision is None else [entry.decision.employee]
    if why := conflicts.why_not(entry.vacancy, by, *chosen, may=Permission.COUNTERSIGN):
        return why
    if entry.decision is not None:
        for why in recusal.recused(by, [entry.decision.employee], since=entry.vacancy.created_at).values():
            message = _("Anda tidak memutuskan tentang orang ini (%(why)s); tanda tangan kedua diberikan orang lain.")
            return message % {"why": why}
    return ""


def shown(entry: Deviation, known_at: datetime) -> tuple[Seen, str]:
    """What the second signer sees at an instant, and the token of it: the entry, and everybody it is about as the
    facts are by then."""
    chosen = entry.decision.employee if entry.decision is not None and entry.kind == rule.Kind.OUTSIDE else None
    seen = confirmation.seen(entry.vacancy, known_at, chosen)
    return seen, _token(entry, seen.token)


def same(entry: Deviation) -> bool:
    """Whether the second signature comes out the same, in the form of this release or of those before it."""
    assert entry.signed_at is not None
    seen, now = shown(entry, entry.signed_at)
    return entry.signed_token in (now, _token(entry, seen.earlier_token))


def _token(entry: Deviation, seen: str) -> str:
    said = [entry.pk, entry.kind, entry.basis, entry.dated, entry.number, entry.reason, entry.decision_id]
    said += [entry.cause] if entry.cause else []
    said += [["replacing", entry.decision.replacing]] if entry.decision and entry.decision.replacing else []
    return canonical.digest({"entry": said, "seen": seen})


def confirmed(entry: Deviation, token: str, known_at: datetime, by: User) -> Seen:
    """What the second signer saw, provided that it is still so; raises StaleConfirmation otherwise."""
    seen, now = shown(entry, known_at)
    if token != now:
        raise StaleConfirmation(list(confirmation.differences(seen, by)))
    return seen


def require_unrelated(entry: Deviation, by: User) -> None:
    """Raise NotAllowed for whose role gives no second signature, Referred for who leaves this one to another
    (`why_not`)."""
    scope.require(by, Permission.COUNTERSIGN, entry.vacancy.agency_id)
    if why := why_not(entry, by):
        raise Referred(why)


def require_signer(entry: Deviation, by: User) -> None:
    """Raise NotAllowed unless `by` may give the second signature, Invalid before they declared how they are related to
    the names, ChangedMeanwhile when it waits no more."""
    require_unrelated(entry, by)
    if entry.state != "waiting":
        raise states.ChangedMeanwhile(_("Penyimpangan ini tidak lagi menunggu tanda tangan kedua."))
    conflicts.require_declared(entry.vacancy, by)


def signed(entry: Deviation, token: str, at: datetime, by: User, successor: Vacancy | None = None) -> None:
    """Write the second signature; whoever comes later is told."""
    waiting = Deviation.objects.filter(pk=entry.pk, signed_at=None, ended_at=None)
    if not waiting.update(signed_by=by, signed_at=at, signed_token=token, successor=successor):
        raise states.ChangedMeanwhile(_("Penyimpangan ini tidak lagi menunggu tanda tangan kedua."))
    entry.refresh_from_db()
    note("signed", entry, by, token=token, successor=successor.pk if successor else None)


def ended(entry: Q, reason: str, by: User) -> None:
    """Close the entries that `entry` finds: refused, or the decision was taken back."""
    for one in Deviation.objects.filter(entry, ended_at=None).select_related("vacancy__agency"):
        Deviation.objects.filter(pk=one.pk).update(ended_by=by, ended_at=timezone.now(), end_reason=reason)
        note("ended", one, by, reason=reason)


def note(what: str, entry: Deviation, by: User, reason: str = "", **more: str | int | None) -> None:
    """The event of a step of the register."""
    payload = {"vacancy": entry.vacancy_id, "decision": entry.decision_id} | more
    agency = entry.vacancy.agency.code
    ledger.record(f"succession.deviation.{what}", by=by, agency=agency, subject=entry, reason=reason, payload=payload)


def _waiting() -> str:
    return _("Penyimpangan ini menunggu tanda tangan kedua; sebelum itu keputusannya belum final.")
