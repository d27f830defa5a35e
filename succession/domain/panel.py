"""The committee's rounds: opened by the BKD, scored (the first blind), locked, revealed, closed with signed minutes;
where there is no blind round also without scores, from the declarations to the signed minutes.

Who decides nothing about whom is the calibration forum's mechanism (`talent.domain.queries.recusal`).
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid, NotAllowed, Recused, Stale
from succession.domain import canonical, conflicts, selection, states
from succession.domain.confirmation import StaleConfirmation
from succession.domain.instants import turn
from succession.domain.queries import (
    applicants,
    ballots,
    blind,
    longlists,
    nominable,
    panel_conflicts,
    panel_minutes,
    panel_told,
    panels,
    quorum,
    vacancies,
)
from succession.domain.queries.of_route import of_route
from succession.domain.queries.words import said
from succession.domain.reasons import required_reason
from succession.models import (
    CommitteeMember,
    LonglistEntry,
    PanelBallot,
    PanelCandidate,
    PanelRefusal,
    PanelRound,
    PanelScore,
    PanelSignature,
    PanelWaiver,
    Vacancy,
)
from succession.models.vacancy import Route
from talent.domain import calibration
from talent.domain.queries import meanwhile

FEWEST, MOST = 3, 30


class Locked(DomainError):
    """The ballot, or the round, takes no more changes."""

    code = "locked"


@transaction.atomic
def open_round(
    *, vacancy: Vacancy, size: int | None = None, stage: str = "", scored: bool = True, by: User
) -> PanelRound:
    """Open a round, everybody under a code drawn by lot that stays theirs in the rounds to come: over the `size` best
    ranked of a longlist, or in an open selection over everybody left, for one `stage`. For a stage whose round is
    closed it supplements that one, over the applicants who came after it (`latecomers`), under codes of their own, with
    the members who scored it.

    Without being `scored`, where it was decided that there is no blind round: over everybody ranked, about whom the
    committee declares its conflicts and signs minutes. Once a round, once a stage and without scores once a list; one
    at a time. Raises Invalid for a stage that somebody was scored for by hand.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.hold(vacancy)
    if not scored:
        people = _ranked(vacancy, size, stage)
    else:
        people = _of_stage(vacancy, stage) if vacancy.route == Route.OPEN_SELECTION else _best(vacancy, size, stage)
    first = panels.of(vacancy, stage) if scored and stage else None
    # One may be all who came later.
    if len(people) < (1 if first else FEWEST):
        raise Invalid(_("Belum ada tiga calon yang dapat dinilai."), code="too_few")
    if panels.unfinished(vacancy) is not None:
        raise DomainError(_("Putaran penilaian lowongan ini masih terbuka."), code="already_open")
    longlist = longlists.current(vacancy)
    assert longlist is not None
    at = timezone.now()
    about = {"vacancy": vacancy, "longlist": longlist, "stage": stage, "scored": scored, "supplements": first}
    about |= {"opened_by": by, "opened_at": at, "revealed_at": None if scored else at}
    try:
        with transaction.atomic():
            held = PanelRound.objects.create(**about)
    except IntegrityError as error:
        raise DomainError(_("Putaran penilaian ini sudah pernah dibuka."), code="already_open") from error
    PanelCandidate.objects.bulk_create(_coded(held, people))
    noted: dict[str, Any] = {"longlist": longlist.pk, "candidates": len(people), "stage": stage, "scored": scored}
    _note("opened", held, by, **noted | ({"supplements": first.pk} if first else {}))
    return held


def _ranked(vacancy: Vacancy, size: int | None, stage: str) -> list[int]:
    states.require_at(vacancy, states.State.LONGLISTED)
    if panels.waiver(vacancy) is None:
        raise Invalid(_("Sidang tanpa penilaian dibuka sesudah ditetapkan tanpa putaran buta."), code="not_waived")
    if size is not None or stage:
        raise Invalid(_("Sidang tanpa penilaian mencakup semua yang berperingkat."), code="size")
    ranked = LonglistEntry.objects.filter(longlist=longlists.current(vacancy), rank__isnull=False)
    return list(ranked.order_by("rank").values_list("employee_id", flat=True))


def _best(vacancy: Vacancy, size: int | None, stage: str) -> list[int]:
    if vacancy.state != states.State.LONGLISTED:
        raise states.WrongState(_("Putaran penilaian dibuka atas daftar panjang, sebelum nama diusulkan."))
    if size is None or not FEWEST <= size <= MOST:
        words = {"fewest": FEWEST, "most": MOST}
        raise Invalid(_("Yang dinilai %(fewest)s sampai %(most)s calon.") % words, code="size")
    if stage:
        raise Invalid(_("Tahapan ini tidak ada dalam seleksi."), code="unknown_stage")
    best = LonglistEntry.objects.filter(longlist=longlists.current(vacancy), rank__isnull=False).order_by("rank")
    return list(best.values_list("employee_id", flat=True)[:size])


def _of_stage(vacancy: Vacancy, stage: str) -> list[int]:
    states.require_at(vacancy, states.State.SCREENED)
    first = applicants.first_of(vacancy)
    if first is None or stage not in {one.code for one in applicants.stages_of(first)}:
        raise Invalid(_("Tahapan ini tidak ada dalam seleksi."), code="unknown_stage")
    if late := applicants.latecomers(vacancy).get(stage):
        return [one.employee_id for one in late]
    left, done = applicants.remaining(vacancy), panels.of(vacancy, stage)
    given = applicants.scores_of([one.pk for one in left])
    if (done and done.closed_at) or any(stage in scores for scores in given.values()):
        raise Invalid(_("Tahapan ini sudah ada nilainya; nilai tidak diketik dua kali."), code="already_scored")
    return [one.employee_id for one in left]


def _coded(held: PanelRound, people: list[int]) -> list[PanelCandidate]:
    """Who is scored, by lot; whoever had a code in an earlier round of the vacancy's route keeps it, but in a
    supplementary one, which is blind though a reveal told whose the code was. No code was ever somebody else's: those
    of a pool that was left are known, and of use to nobody."""
    every = PanelCandidate.objects.filter(round__vacancy=held.vacancy)
    kept = every.none() if held.supplements_id else every.filter(of_route("round__longlist")).order_by("round")
    had = dict(kept.values_list("employee_id", "code"))
    fresh = [who for who in people if who not in had]
    secrets.SystemRandom().shuffle(fresh)
    begin = every.values("code").distinct().count() + 1
    had |= {who: f"K-{number:02}" for number, who in enumerate(fresh, start=begin)}
    return [PanelCandidate(round=held, employee_id=who, code=had[who]) for who in people]


@transaction.atomic
def waive(*, vacancy: Vacancy, reason: str, by: User) -> PanelWaiver:
    """Decide that there is no blind round, and why: from then on the committee sees the names. Before any round is
    opened, once on a route: what was decided about the pool says nothing about an open selection."""
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.hold(vacancy)
    states.require_at(vacancy, *blind.BEFORE_NAMES)
    reason = required_reason(reason)
    if panels.of(vacancy) is not None:
        raise DomainError(_("Putaran penilaian lowongan ini sudah dibuka."), code="already_open")
    if panels.waiver(vacancy) is not None:
        raise DomainError(_("Sudah ditetapkan bahwa tidak ada putaran buta."), code="already_waived")
    made = PanelWaiver.objects.create(vacancy=vacancy, reason=reason, by=by, at=timezone.now())
    kind, code = "succession.panel.waived", vacancy.agency.code
    ledger.record(kind, by=by, agency=code, subject=vacancy, reason=reason, payload={"vacancy": vacancy.pk})
    return made


@transaction.atomic
def declare(*, held: PanelRound, relations: Mapping[int, str], by: User) -> PanelBallot:
    """Declare conflicts (employee → the relation, in words) or that there are none: so a member's part in the committee
    begins, and with it their ballot. Without scores the ballot counts at once, and what was signed is signed anew."""
    held, seat = _locked(held), _member(held, by)
    states.require_at(held.vacancy, *blind.BEFORE_NAMES)
    if not panels.takes_part(held, seat):
        raise NotAllowed(_("Putaran susulan dinilai anggota yang menilai putaran pertamanya."))
    if not ballots.may_declare(held, ballots.ballot_of(held, by)):
        raise Locked(_("Pernyataan Anda tidak berubah lagi: nilai Anda sudah dikunci, atau putarannya sudah ditutup."))
    people = {person.pk: person for person in panels.people(held)}
    named = {who: relation.strip() for who, relation in relations.items() if relation.strip()}
    if not set(named) <= set(people):
        raise Invalid(_("Ada nama yang tidak dinilai pada putaran ini."), code="not_a_candidate")
    ballot, _new = PanelBallot.objects.get_or_create(round=held, member=seat, defaults={"declared_at": timezone.now()})
    for who, relation in named.items():
        calibration.declared(employee=people[who], relation=relation, by=by)
    if not held.scored or held.closed_at is not None:
        ballot.recused, ballot.related_since = _kept(held, by)
        ballot.locked_at = ballot.locked_at or timezone.now() if held.closed_at is None else None
        ballot.save(update_fields=["locked_at", "recused", "related_since"])
    _note("declared", held, by, relations=len(named))
    return ballot


@transaction.atomic
def score(*, held: PanelRound, scores: Mapping[str, tuple[int, str]], version: int, by: User) -> None:
    """Keep a member's scores so far: code → (0 to 100, why). The ledger holds whom they scored, not how.

    Raises Stale when the ballot is no longer as it was seen (`version`): the member wrote in it elsewhere.
    """
    held = _locked(held)
    ballot = _own(held, by)
    _seen(ballot, version)
    candidates = {one.code: one for one in held.candidates.all()}
    if not set(scores) <= set(candidates) - panels.withdrawn(held):
        raise Invalid(_("Kode ini tidak dinilai pada putaran ini."), code="not_a_candidate")
    if barred := sorted(set(scores) & set(panel_conflicts.recused(held, by))):
        raise Recused(_("Anda tidak menilai %(codes)s.") % {"codes": ", ".join(barred)})
    for code, (number, reason) in scores.items():
        if not 0 <= number <= 100:
            raise Invalid(_("%(code)s: nilai 0 sampai 100.") % {"code": code}, code="score_range")
        try:
            why = required_reason(reason)
        except Invalid as error:
            raise Invalid(f"{code}: {error}", code=error.code) from error
        PanelScore.objects.update_or_create(
            ballot=ballot, candidate=candidates[code], defaults={"score": number, "reason": why}
        )
    PanelBallot.objects.filter(pk=ballot.pk).update(version=F("version") + 1)
    _note("scored", held, by, codes=sorted(scores))


def _kept(held: PanelRound, by: User) -> tuple[dict[str, str], dict[str, str]]:
    """Whom a member leaves out and why, as it is kept: in the words of the minutes, in whatever language they lock; and
    since when they are related to whom."""
    with translation.override("id"):
        return panel_conflicts.recused(held, by), panel_conflicts.related_since(held, by)


@transaction.atomic
def lock(*, held: PanelRound, version: int, by: User, scores: Mapping[str, tuple[int, str]] | None = None) -> None:
    """Lock a member's ballot for good, as it was seen (`version`), with the `scores` typed since kept first: a score
    and its reason for everybody about whom they may decide.

    What they scored before it turned out that they may not is taken out; the ledger holds a digest of the rest.
    """
    if scores:
        score(held=held, scores=scores, version=version, by=by)
        version += 1
    held = _locked(held)
    ballot = _own(held, by)
    _seen(ballot, version)
    # Nobody applies meanwhile: whoever does so later comes after this ballot.
    at = turn(held.vacancy)
    (barred, since), gone = _kept(held, by), panels.withdrawn(held)
    ballot.scores.filter(candidate__code__in={*barred, *gone}).delete()
    given = dict(ballot.scores.values_list("candidate__code", "score"))
    wanted = set(held.candidates.values_list("code", flat=True)) - set(barred) - gone
    if missing := sorted(wanted - set(given)):
        raise Invalid(_("Belum dinilai: %(codes)s.") % {"codes": ", ".join(missing)}, code="missing")
    ballot.locked_at, ballot.recused, ballot.related_since = at, barred, since
    ballot.save(update_fields=["locked_at", "recused", "related_since"])
    reasons = sorted(ballot.scores.values_list("candidate__code", "score", "reason"))
    _note("locked", held, by, recused=sorted(barred), scores=canonical.digest(reasons))


@transaction.atomic
def reveal(*, held: PanelRound, by: User) -> None:
    """End the scoring: names and everybody's scores are shown from now on, and who unmasked whom is in the ledger.

    Only once every member has locked, enough of the seats score, and the committee is composed as the rule of the route
    has it.
    """
    held = _led(held, by)
    _blind(held)
    seats = panel_told.Told(held, by).seats
    if not seats:
        raise Invalid(_("Panitia belum beranggota."), code="no_members")
    if open_ones := [str(one.seat.user) for one in seats if one.ballot is None or one.ballot.locked_at is None]:
        raise DomainError(_("Belum mengunci nilainya: %(names)s.") % {"names": ", ".join(open_ones)}, code="unlocked")
    _quorate(held)
    require_composed(held.vacancy)
    held.revealed_at = timezone.now()
    held.save(update_fields=["revealed_at"])
    _note("revealed", held, by, unmasked={one.code: one.employee_id for one in held.candidates.all()})


@transaction.atomic
def unmask(*, held: PanelRound, form: str, by: User) -> list[panels.Coded]:
    """Whose each code is, after noting to whom that was told and in which `form`: for whoever hands what is scored to
    the members under the codes. Only as long as the names are kept from them; raises NotAllowed for a member from whom
    they are, and for who is a candidate of this filling or in this round, or related to one (`conflicts`)."""
    held = _locked(held)
    # Who reads them takes no seat, and who has one reads none: nobody is given one meanwhile.
    states.hold(held.vacancy)
    require_preparing(held.vacancy, by)
    conflicts.require_unrelated(held.vacancy, by, *panels.people(held), may=Permission.PREPARE_VACANCY)
    _blind(held)
    if not blind.keeps(held.vacancy):
        raise Locked(_("Putaran ini tidak buta: anggota membaca nama calonnya."))
    found = panels.codes(held)
    # Without whose they are: whoever reads the ledger may sit on the committee.
    _note("unmasked", held, by, form=form, codes=[one.code for one in found])
    return found


def require_preparing(vacancy: Vacancy, by: User) -> None:
    """Raise unless `by` is one to whom codes are told; a member with a seat is told that it is the seat that bars."""
    # By the seat alone: a role that was taken away may be given back.
    if blind.vacancies(by).filter(pk=vacancy.pk).exists():
        raise blind.Seated
    prepares = scope.allows(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if not prepares and vacancy.committee.held_by(by).exists():
        raise blind.Seated
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)


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


def sign(*, held: PanelRound, seen: Mapping[str, Any], by: User) -> None:
    """Sign the minutes as they were `seen`; raises StaleConfirmation when they say something else by now."""
    _sign(held, canonical.digest(seen), by, lambda now: panel_minutes.differences(seen, now))


def sign_token(*, held: PanelRound, token: str, by: User) -> None:
    """The same by the token that was read with them (`panel_told.Told.token`)."""
    _sign(held, token, by, lambda now: panel_minutes.differences({}, now)[:1])


@transaction.atomic
def _sign(held: PanelRound, seen: str, by: User, differences: Callable[[panel_minutes.Said], list[str]]) -> None:
    held = _locked(held)
    _declared(held, by)
    _revealed(held)
    if not held.minutes:
        raise Invalid(_("Risalahnya belum ditulis."), code="no_minutes")
    now = panel_minutes.minutes_of(held)
    token = canonical.digest(now)
    if seen != token:
        raise StaleConfirmation(differences(now))
    _signature, new = PanelSignature.objects.get_or_create(round=held, user=by, token=token)
    if new:
        _note("signed", held, by, token=token)


@transaction.atomic
def refuse(*, held: PanelRound, seat: CommitteeMember, token: str, reason: str, by: User) -> PanelRefusal:
    """Record that the holder of a seat will not sign the minutes as they are (`token`), and why: they themself, or
    whoever prepares the vacancy. Nobody waits for their signature any more; whether enough are left is `quorum`'s.

    Raises Invalid for who signed them or takes no part, StaleConfirmation when the minutes say something else by now,
    DomainError for a second refusal of the same text.
    """
    if seat.user_id == by.pk:
        held = _locked(held)
        _member(held, by)
    else:
        held = _led(held, by)
    _revealed(held)
    if not held.minutes:
        raise Invalid(_("Risalahnya belum ditulis."), code="no_minutes")
    now = panel_minutes.minutes_of(held)
    if token != canonical.digest(now):
        raise StaleConfirmation(panel_minutes.differences({}, now)[:1])
    if not panel_minutes.signers(held).filter(pk=seat.pk).exists():
        raise Invalid(_("Hanya anggota yang harus menandatangani risalah yang dapat menolaknya."), code="no_signer")
    if seat.user_id in panel_minutes.signed(held):
        raise Invalid(_("Risalah ini sudah ditandatangani anggota itu."), code="signed")
    about = {"round": held, "member": seat, "token": token, "reason": required_reason(reason)}
    try:
        with transaction.atomic():
            made = PanelRefusal.objects.create(by=by, at=timezone.now(), **about)
    except IntegrityError as error:
        raise DomainError(_("Penolakan anggota ini sudah tercatat."), code="already_refused") from error
    _note("refused", held, by, reason=made.reason, user=seat.user_id, token=token)
    return made


@transaction.atomic
def close(*, held: PanelRound, by: User) -> None:
    """Close the round once every member who scored, and was not released, has signed the minutes as they are, or
    refused to; then names can be sent up, or the means are what the stage gave. Raises Invalid when so many refused
    that the others are no quorum.

    Without scores: once everybody who declared has, they are a quorum, and the committee is composed as it has to be.
    """
    held = _led(held, by)
    _revealed(held)
    done, refused = panel_minutes.signed(held), {one.member_id for one in panel_minutes.refusals(held)}
    seats = panel_minutes.signers(held).select_related("user").order_by("user__name", "id")
    if missing := [str(seat.user) for seat in seats if seat.user_id not in done and seat.pk not in refused]:
        raise DomainError(
            _("Risalah belum ditandatangani oleh: %(names)s.") % {"names": ", ".join(missing)}, code="unsigned"
        )
    _quorate(held)
    if not held.scored:
        require_composed(held.vacancy)
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    if held.stage:
        selection.scored_by(held=held, by=by)
    _note("closed", held, by, token=canonical.digest(panel_minutes.minutes_of(held)))


def require_composed(vacancy: Vacancy) -> None:
    """Raise Invalid unless the committee meets what decides on its composition; what is not known does not meet it."""
    failing = [one for one in quorum.composition(vacancy) if one.decides and one.status != Status.PASS]
    if failing:
        raise Invalid(
            _("Susunan panitia belum memenuhi aturan: %(checks)s.") % {"checks": "; ".join(map(_worded, failing))},
            code="composition",
        )


def _quorate(held: PanelRound) -> None:
    check = quorum.quorum(held)
    if check is not None and check.status != Status.PASS:
        message = _("Panitia belum kuorum: %(check)s.") % {"check": _worded(check)}
        if held.supplements_id is not None:
            message += " " + _("Putaran susulan dinilai kursi yang menilai putaran pertamanya, atau penerusnya.")
        if held.revealed_at is None and vacancies.empty_seats(held.vacancy).exists():
            message += " " + _(
                "Isilah kursi yang dilepas tanpa pengganti: pada bagian panitia lowongan ini, angkat anggota yang"
                " mengisi kursi itu."
            )
        raise Invalid(message, code="no_quorum")


def _worded(check: Check) -> str:
    return f"{said(check.label)}: {said(check.fact)} ({said(check.limit)})"


def _locked(held: PanelRound) -> PanelRound:
    """The round as it is now, until the transaction ends. Raises WrongState once the vacancy was closed: nothing is
    scored, unmasked, or signed there any more."""
    rounds = PanelRound.objects.select_for_update(of=("self",)).select_related("vacancy__agency", "longlist")
    held = rounds.get(pk=held.pk)
    if held.vacancy.state == states.State.CLOSED:
        raise states.wrong(held.vacancy)
    return held


def _led(held: PanelRound, by: User) -> PanelRound:
    """The round, for whoever prepares the vacancy; should they also sit on the committee, they have declared."""
    scope.require(by, Permission.PREPARE_VACANCY, held.vacancy.agency_id)
    if _seat_of(held, by) is not None and ballots.ballot_of(held, by) is None:
        raise nominable.not_declared()
    return _locked(held)


def _seat_of(held: PanelRound, by: User) -> CommitteeMember | None:
    return held.vacancy.committee.held_by(by).first()


def _member(held: PanelRound, by: User) -> CommitteeMember:
    scope.require(by, Permission.NOMINATE, held.vacancy.agency_id)
    seat = _seat_of(held, by)
    if seat is None:
        raise NotAllowed(_("Hanya anggota panitia seleksi lowongan ini yang menilai."))
    return seat


def _declared(held: PanelRound, by: User) -> PanelBallot:
    """The member's own ballot, as long as the round is open."""
    _member(held, by)
    if held.closed_at is not None:
        raise Locked(_("Putaran penilaian sudah ditutup."))
    ballot = ballots.ballot_of(held, by)
    if ballot is None:
        raise nominable.not_declared()
    return ballot


def _own(held: PanelRound, by: User) -> PanelBallot:
    ballot = _declared(held, by)
    _blind(held)
    return ballot


def _seen(ballot: PanelBallot, version: int) -> None:
    _open(ballot)
    if ballot.version != version:
        raise Stale(_("Lembar nilai Anda sudah berubah sejak laman ini dibuka; isian ini belum tersimpan."))


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


def _note(what: str, held: PanelRound, by: User, reason: str = "", **payload: object) -> None:
    payload |= {"vacancy": held.vacancy_id}
    kind, code = f"succession.panel.{what}", held.vacancy.agency.code
    ledger.record(kind, by=by, agency=code, subject=held, reason=reason, payload=payload)
