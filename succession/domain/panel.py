"""The committee's first round: opened by the BKD, scored blind, locked, revealed, closed with signed minutes.

Who decides nothing about whom is the calibration forum's mechanism (`talent.domain.queries.recusal`).
"""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from succession.domain import canonical, states
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import longlists, panels
from succession.domain.queries.words import said
from succession.domain.reasons import required_reason
from succession.models import (
    CommitteeMember,
    PanelBallot,
    PanelCandidate,
    PanelRound,
    PanelScore,
    PanelSignature,
    Vacancy,
)
from talent.domain import calibration
from talent.domain.queries import meanwhile

FEWEST, MOST = 3, 30


class Locked(DomainError):
    """The ballot, or the round, takes no more changes."""

    code = "locked"


@transaction.atomic
def open_round(*, vacancy: Vacancy, size: int, by: User) -> PanelRound:
    """Open the blind round over the `size` best ranked of the longlist, each under a code drawn by lot.

    From now on the committee sees no names until all its ballots are locked. One round a vacancy.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if vacancy.state != states.State.LONGLISTED:
        raise states.WrongState(_("Putaran penilaian dibuka atas daftar panjang, sebelum nama diusulkan."))
    if not FEWEST <= size <= MOST:
        raise Invalid(
            _("Yang dinilai %(fewest)s sampai %(most)s calon.") % {"fewest": FEWEST, "most": MOST}, code="size"
        )
    longlist = longlists.current(vacancy)
    assert longlist is not None
    best = longlist.entries.filter(rank__isnull=False).order_by("rank")[:size]
    people = [entry.employee_id for entry in best]
    if len(people) < FEWEST:
        raise Invalid(_("Belum ada tiga calon yang berperingkat."), code="too_few")
    secrets.SystemRandom().shuffle(people)
    try:
        with transaction.atomic():
            held = PanelRound.objects.create(vacancy=vacancy, longlist=longlist, opened_by=by, opened_at=timezone.now())
    except IntegrityError as error:
        raise DomainError(_("Putaran penilaian lowongan ini sudah dibuka."), code="already_open") from error
    PanelCandidate.objects.bulk_create(
        PanelCandidate(round=held, employee_id=who, code=f"K-{number:02}") for number, who in enumerate(people, start=1)
    )
    _note("opened", held, by, longlist=longlist.pk, candidates=len(people))
    return held


@transaction.atomic
def declare(*, held: PanelRound, relations: Mapping[int, str], by: User) -> PanelBallot:
    """Declare conflicts (employee → the relation, in words) or that there are none: so a member's ballot begins."""
    held, seat = _locked(held), _seat(held, by)
    _blind(held)
    people = {person.pk: person for person in panels.people(held)}
    named = {who: relation.strip() for who, relation in relations.items() if relation.strip()}
    if not set(named) <= set(people):
        raise Invalid(_("Ada nama yang tidak dinilai pada putaran ini."), code="not_a_candidate")
    ballot, _new = PanelBallot.objects.get_or_create(round=held, member=seat, defaults={"declared_at": timezone.now()})
    _open(ballot)
    for who, relation in named.items():
        calibration.declared(employee=people[who], relation=relation, by=by)
    _note("declared", held, by, relations=len(named))
    return ballot


@transaction.atomic
def score(*, held: PanelRound, scores: Mapping[str, tuple[int, str]], by: User) -> None:
    """Keep a member's scores so far: code → (0 to 100, why). The ledger holds whom they scored, not how."""
    held = _locked(held)
    ballot = _own(held, by)
    _open(ballot)
    candidates = {one.code: one for one in held.candidates.all()}
    if not set(scores) <= set(candidates):
        raise Invalid(_("Kode ini tidak ada pada putaran ini."), code="not_a_candidate")
    if barred := sorted(set(scores) & set(panels.recused(held, by))):
        raise NotAllowed(_("Anda tidak menilai %(codes)s.") % {"codes": ", ".join(barred)})
    for code, (number, reason) in scores.items():
        if not 0 <= number <= 100:
            raise Invalid(_("%(code)s: nilai 0 sampai 100.") % {"code": code}, code="score_range")
        PanelScore.objects.update_or_create(
            ballot=ballot, candidate=candidates[code], defaults={"score": number, "reason": required_reason(reason)}
        )
    _note("scored", held, by, codes=sorted(scores))


@transaction.atomic
def lock(*, held: PanelRound, by: User) -> None:
    """Lock a member's ballot for good: a score with its reason for everybody about whom they may decide.

    What they scored before it turned out that they may not is taken out; the ledger holds a digest of the rest.
    """
    held = _locked(held)
    ballot = _own(held, by)
    _open(ballot)
    barred = panels.recused(held, by)
    ballot.scores.filter(candidate__code__in=barred).delete()
    given = dict(ballot.scores.values_list("candidate__code", "score"))
    wanted = set(held.candidates.values_list("code", flat=True)) - set(barred)
    if missing := sorted(wanted - set(given)):
        raise Invalid(_("Belum dinilai: %(codes)s.") % {"codes": ", ".join(missing)}, code="missing")
    ballot.locked_at, ballot.recused = timezone.now(), barred
    ballot.save(update_fields=["locked_at", "recused"])
    reasons = sorted(ballot.scores.values_list("candidate__code", "score", "reason"))
    _note("locked", held, by, recused=sorted(barred), scores=canonical.digest(reasons))


@transaction.atomic
def reveal(*, held: PanelRound, by: User) -> None:
    """End the blind round: names and everybody's scores are shown from now on, and who unmasked whom is in the ledger.

    Only once every member has locked, and the committee is composed as the rule of the route has it.
    """
    held = _led(held, by)
    _blind(held)
    seats = panels.Told(held, by).seats
    if not seats:
        raise Invalid(_("Panitia belum beranggota."), code="no_members")
    if open_ones := [str(one.seat.user) for one in seats if one.ballot is None or one.ballot.locked_at is None]:
        raise DomainError(_("Belum mengunci nilainya: %(names)s.") % {"names": ", ".join(open_ones)}, code="unlocked")
    require_composed(held.vacancy)
    held.revealed_at = timezone.now()
    held.save(update_fields=["revealed_at"])
    _note("revealed", held, by, unmasked={one.code: one.employee_id for one in held.candidates.all()})


@transaction.atomic
def write_minutes(*, held: PanelRound, minutes: str, version: int, by: User) -> None:
    """Keep the minutes as they are so far; whoever signed an earlier text signs anew."""
    held = _led(held, by)
    _revealed(held)
    text = required_reason(minutes)
    changed = PanelRound.objects.filter(pk=held.pk, version=version).update(minutes=text, version=F("version") + 1)
    if not changed:
        message = _("Risalah ini baru saja diubah orang lain; isian Anda belum tersimpan.")
        raise meanwhile.overtaken(Stale, message, held)
    _note("minutes", held, by)


@transaction.atomic
def sign(*, held: PanelRound, seen: Mapping[str, Any], by: User) -> None:
    """Sign the minutes as they were `seen`; raises StaleConfirmation when they say something else by now."""
    held = _locked(held)
    _seat(held, by)
    _revealed(held)
    if not held.minutes:
        raise Invalid(_("Risalahnya belum ditulis."), code="no_minutes")
    now = panels.minutes_of(held)
    token = canonical.digest(now)
    if canonical.digest(seen) != token:
        raise StaleConfirmation(panels.differences(seen, now))
    _signature, new = PanelSignature.objects.get_or_create(round=held, user=by, token=token)
    if new:
        _note("signed", held, by, token=token)


@transaction.atomic
def close(*, held: PanelRound, by: User) -> None:
    """Close the round once every member has signed the minutes as they are; then names can be sent up."""
    held = _led(held, by)
    _revealed(held)
    done = panels.signed(held)
    seats = CommitteeMember.objects.filter(ballots__round=held).select_related("user").order_by("user__name", "id")
    if missing := [str(seat.user) for seat in seats if seat.user_id not in done]:
        raise DomainError(
            _("Risalah belum ditandatangani oleh: %(names)s.") % {"names": ", ".join(missing)}, code="unsigned"
        )
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    _note("closed", held, by, token=canonical.digest(panels.minutes_of(held)))


def require_composed(vacancy: Vacancy) -> None:
    """Raise Invalid unless the committee meets what decides on its composition; what is not known does not meet it."""
    failing = [one for one in panels.composition(vacancy) if one.decides and one.status != Status.PASS]
    if failing:
        raise Invalid(
            _("Susunan panitia belum memenuhi aturan: %(checks)s.") % {"checks": "; ".join(map(_worded, failing))},
            code="composition",
        )


def require_finished(vacancy: Vacancy) -> None:
    """Raise Invalid while a round of this vacancy is open: names are sent up after its minutes are signed."""
    held = panels.of(vacancy)
    if held is not None and held.closed_at is None:
        raise Invalid(_("Putaran penilaian panitia belum ditutup."), code="round_open")


def _worded(check: Check) -> str:
    return f"{said(check.label)}: {said(check.fact)} ({said(check.limit)})"


def _locked(held: PanelRound) -> PanelRound:
    """The round as it is now, until the transaction ends."""
    return (
        PanelRound.objects.select_for_update(of=("self",)).select_related("vacancy__agency", "longlist").get(pk=held.pk)
    )


def _led(held: PanelRound, by: User) -> PanelRound:
    scope.require(by, Permission.PREPARE_VACANCY, held.vacancy.agency_id)
    return _locked(held)


def _seat(held: PanelRound, by: User) -> CommitteeMember:
    scope.require(by, Permission.NOMINATE, held.vacancy.agency_id)
    seat = held.vacancy.committee.filter(user=by).first()
    if seat is None:
        raise NotAllowed(_("Hanya anggota panitia seleksi lowongan ini yang menilai."))
    if held.closed_at is not None:
        raise Locked(_("Putaran penilaian sudah ditutup."))
    return seat


def _own(held: PanelRound, by: User) -> PanelBallot:
    _seat(held, by)
    _blind(held)
    ballot = panels.ballot_of(held, by)
    if ballot is None:
        raise Invalid(_("Nyatakan dahulu ada atau tidaknya benturan kepentingan."), code="not_declared")
    return ballot


def _open(ballot: PanelBallot) -> None:
    if ballot.locked_at is not None:
        raise Locked(_("Nilai Anda sudah dikunci."))


def _blind(held: PanelRound) -> None:
    if held.revealed_at is not None:
        raise Locked(_("Nilai sudah diperlihatkan."))


def _revealed(held: PanelRound) -> None:
    if held.revealed_at is None:
        raise Invalid(_("Nilai belum diperlihatkan."), code="not_revealed")
    if held.closed_at is not None:
        raise Locked(_("Putaran penilaian sudah ditutup."))


def _note(what: str, held: PanelRound, by: User, **payload: object) -> None:
    payload |= {"vacancy": held.vacancy_id}
    ledger.record(f"succession.panel.{what}", by=by, agency=held.vacancy.agency.code, subject=held, payload=payload)
