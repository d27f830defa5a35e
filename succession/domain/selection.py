"""The steps of an open selection after its announcement: the administrative check, the scores of its stages, the
ranked names that the committee takes."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import selection
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid, Stale
from rules.law import Law, shipped
from succession.domain import conflicts, longlist, states
from succession.domain.instants import turn
from succession.domain.queries import applicants, panel_minutes, panels
from succession.domain.queries.words import said
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import (
    Announcement,
    Application,
    Longlist,
    PanelRound,
    StageScore,
    Vacancy,
)
from succession.models.vacancy import Route
from talent.domain.queries import meanwhile

State = Vacancy.State
NAMED = (State.NOMINATED, State.DECIDED, State.RECOMMENDED)
# The states in which an application is recorded (after the check what was received in time), and all are checked.
APPLYING = (State.ANNOUNCED, State.SCREENED, State.LONGLISTED)


class NotOpenSelection(DomainError):
    """The vacancy's route is not an open selection."""

    code = "not_open_selection"


class TooFew(DomainError):
    """Fewer applicants than the law asks for: the announcement is extended first."""

    code = "too_few"


@transaction.atomic
def screen(*, vacancy: Vacancy, by: User) -> Longlist:
    """The administrative check: every applicant against every requirement of the post, kept as a longlist: the first
    has no ranks, a later one ranks whoever has a score of every stage. May be done again when facts were added, until
    the names are sent up: whoever was ranked is ranked anew (`rank`) before that, or the announcement extended where
    too few of them still pass. Raises TooFew when fewer applied than the law asks for,
    Invalid while the announcement is open, WrongState while a round of the committee is."""
    require(vacancy, by)
    states.require_at(vacancy, *APPLYING)
    if timezone.localdate() <= last_of(vacancy).closes_on:
        raise Invalid(_("Lamaran masih dibuka; periksa sesudah ditutup."), code="still_open")
    _require_enough(selection.enough(vacancy.applications.filter(withdrawn_at=None).count(), *_law(vacancy)))
    return listed(vacancy, State.SCREENED, "succession.applicants.screened", by)


@transaction.atomic
def score(
    *,
    application: Application,
    scores: Mapping[str, Decimal],
    number: str,
    dated: date,
    seen: int,
    reason: str = "",
    by: User,
) -> list[StageScore]:
    """Record what stages gave an applicant, 0-100 with at most two decimals; a stage left out stays as it was.
    `number`, `dated`: of the document that they are taken from, such as an assessment centre's letter.

    `seen`: the id of the applicant's newest score as it was read (0: none yet); raises Stale, with who did what, when
    there is a newer one. Another score than the one recorded needs a reason, and whoever was ranked is ranked anew.
    Raises Invalid for a stage that there is not or that the committee scores, a score out of range, an applicant who is
    out; NotAllowed for who is a candidate of this filling, or related to one (`conflicts`).
    """
    vacancy = application.vacancy
    require(vacancy, by)
    conflicts.require_unrelated(vacancy, by, may=Permission.PREPARE_VACANCY)
    states.require_at(vacancy, State.SCREENED, State.LONGLISTED)
    if application.pk not in {one.pk for one in applicants.remaining(vacancy)}:
        raise Invalid(_("Pelamar ini tidak lagi dalam seleksi."), code="out")
    known_stages = {one.code for one in applicants.stages_of(first_of(vacancy))}
    if not set(scores) <= known_stages:
        raise Invalid(_("Tahapan ini tidak ada dalam seleksi."), code="unknown_stage")
    if not all(0 <= value <= 100 and value == round(value, 2) for value in scores.values()):
        raise Invalid(_("Nilai tahapan 0 sampai 100, paling banyak dua desimal."), code="out_of_range")
    if set(scores) & panels.scored_by_committee(application):
        raise Invalid(_("Tahapan ini dinilai panitia; nilainya datang dari putaran penilaian."), code="by_committee")
    basis = {"number": required_number(number), "dated": past_date(dated)}
    at = turn(vacancy)
    if applicants.newest_score(application) != seen:
        message = _("Nilai pelamar ini baru saja dicatat orang lain; isian Anda belum tersimpan.")
        raise meanwhile.overtaken(Stale, message, application)
    before = applicants.scores_of([application.pk]).get(application.pk, {})
    fresh = {stage: value for stage, value in scores.items() if before.get(stage) != value}
    if set(fresh) & set(before):
        reason = required_reason(reason)
    made = [
        StageScore(application=application, stage=stage, score=value, reason=reason.strip(), by=by, at=at, **basis)
        for stage, value in fresh.items()
    ]
    if not made:
        return []
    StageScore.objects.bulk_create(made)
    if vacancy.state == State.LONGLISTED:
        states.move(vacancy, State.SCREENED)
    note("scored", application, vacancy, by, reason=reason.strip(), stages=sorted(fresh), number=basis["number"])
    return made


@transaction.atomic
def score_stage(
    *,
    vacancy: Vacancy,
    stage: str,
    scores: Mapping[int, Decimal],
    seen: Mapping[int, int],
    number: str,
    dated: date,
    reason: str = "",
    by: User,
) -> int:
    """Record what one stage gave several applicants (application → score), from one document: all of it or nothing.
    Returns of how many something changed. `seen`: by application, as for `score`; raises what that raises, and says of
    whom it is."""
    made, number, dated = 0, required_number(number), past_date(dated)
    for one in vacancy.applications.filter(pk__in=scores).select_related("employee").order_by("pk"):
        # The first score takes a ranking back.
        one.vacancy = vacancy
        given, last = {stage: scores[one.pk]}, seen.get(one.pk, 0)
        try:
            made += len(
                score(application=one, scores=given, number=number, dated=dated, seen=last, reason=reason, by=by)
            )
        except (Invalid, Stale) as error:
            message = f"{one.employee.name}: {error}"
            raise type(error)(message, code=error.code, change=error.change) from error
    return made


@transaction.atomic
def scored_by(*, held: PanelRound, by: User) -> list[StageScore]:
    """Record the means of a committee's round as what its stage gave, of everybody who did not withdraw; whom nobody
    scored is left out. Called as the round is closed; whoever applies again has it recorded with their application."""
    require(held.vacancy, by)
    states.require_at(held.vacancy, State.ANNOUNCED, State.SCREENED)
    return _means(held, turn(held.vacancy), by)


def _means(held: PanelRound, at: datetime, by: User) -> list[StageScore]:
    """Record the means of a closed round for every application to which no round gave this stage yet: a person has the
    score that the committee gave them, though they withdrew and applied again, or are kept in another row since. Not
    what a part of it gave whoever withdrew meanwhile: they come after the round (`applicants.latecomers`)."""
    vacancy, stage = held.vacancy, held.stage
    given = StageScore.objects.filter(application=OuterRef("pk"), stage=stage, round__isnull=False)
    live = vacancy.applications.filter(~Exists(given), withdrawn_at=None).select_related("employee")
    if not (of := {one.employee.nip: one for one in live}):
        return []
    made = [
        StageScore(
            application=of[one.candidate.employee.nip],
            stage=stage,
            score=Decimal(str(one.opinion.mean)),
            round=held,
            by=by,
            at=at,
        )
        for one in panel_minutes.results(held)
        if one.opinion is not None and one.candidate.employee.nip in of
    ]
    StageScore.objects.bulk_create(made)
    for one in made:
        note("scored", one.application, vacancy, by, stages=[stage], round=held.pk)
    return made


def means_of_stages(vacancy: Vacancy, at: datetime, by: User) -> None:
    """Record what the closed rounds gave for every application that has it not yet: of somebody who applied again."""
    for held in panels.closed_of_stages(vacancy):
        _means(held, at, by)


@transaction.atomic
def rank(*, vacancy: Vacancy, by: User) -> Longlist:
    """Rank whoever passed the administrative check by the stages: the list from which the committee names three.

    May be done again while nobody has been nominated. Raises Invalid while a score is missing, TooFew when fewer are
    left than the law asks for.
    """
    require(vacancy, by)
    states.require_at(vacancy, State.SCREENED, State.LONGLISTED)
    first, left = first_of(vacancy), applicants.remaining(vacancy)
    _require_enough(selection.enough(len(left), *_law(vacancy)))
    given = applicants.scores_of([one.pk for one in left])
    wanted = {
        one: [each for each in left if one.code not in given.get(each.pk, {})] for one in applicants.stages_of(first)
    }
    if missing := {each.pk for those in wanted.values() for each in those}:
        lacking = ", ".join(f"{stage.name} ({len(those)})" for stage, those in wanted.items() if those)
        message = _("Nilai %(count)s pelamar belum lengkap: %(stages)s. Lengkapi dahulu, atau catat penarikannya.")
        raise Invalid(message % {"count": len(missing), "stages": lacking}, code="scores_missing")
    made = listed(vacancy, State.LONGLISTED, "succession.applicants.ranked", by)
    ranked = made.entries.filter(rank__isnull=False).count()
    # By what is known now, which the check does not know yet.
    _require_enough(selection.enough(ranked, *_law(vacancy)), again=True)
    return made


def listed(vacancy: Vacancy, to: str, kind: str, by: User) -> Longlist:
    """Weigh every applicant by what is known now, keep that as a longlist, and move the vacancy `to` a state; `kind` is
    noted."""
    known_at = turn(vacancy)
    # No round begins while the list is made.
    states.hold(vacancy)
    means_of_stages(vacancy, known_at, by)
    computed = applicants.compute(vacancy, known_at)
    made = longlist.kept(vacancy, computed, known_at, by)
    states.move(vacancy, to)
    longlist.record(kind, made, computed, by)
    return made


def require(vacancy: Vacancy, by: User) -> None:
    """What every step of a selection asks; raises NotAllowed, NotOpenSelection."""
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if vacancy.route != Route.OPEN_SELECTION:
        raise NotOpenSelection(_("Langkah ini hanya untuk lowongan yang jalurnya seleksi terbuka."))


def first_of(vacancy: Vacancy) -> Announcement:
    """The first announcement of a vacancy that has one: its law and its stages count."""
    first = applicants.first_of(vacancy)
    assert first is not None
    return first


def last_of(vacancy: Vacancy) -> Announcement:
    """The announcement or extension that is closed last."""
    last = vacancy.announcements.last()
    assert last is not None
    return last


def note(what: str, about: object, vacancy: Vacancy, by: User, reason: str = "", **more: object) -> None:
    """Write a step of a selection into the ledger."""
    payload = {"vacancy": vacancy.pk} | more
    kind = f"succession.selection.{what}"
    ledger.record(kind, by=by, agency=vacancy.agency.code, subject=about, reason=reason, payload=payload)


def _require_enough(check: Check, *, again: bool = False) -> None:
    """Raise TooFew; `again`: the check has to be done anew before the announcement is extended."""
    if check.status == Status.FAIL:
        words = {"fact": said(check.fact), "limit": said(check.limit)}
        message = _("%(fact)s; diminta %(limit)s. Perpanjang pengumumannya.")
        if again:
            message = _("%(fact)s; diminta %(limit)s. Periksa ulang administrasinya, lalu perpanjang pengumumannya.")
        raise TooFew(message % words)


def _law(vacancy: Vacancy) -> tuple[date, Law]:
    return first_of(vacancy).published_on, shipped()
