"""The steps of an open selection, from its announcement to the ranked names that the committee takes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import selection
from rules.checks import Check, Status
from rules.errors import DomainError, Invalid, Stale
from rules.law import Law, NoRuleInForce, shipped
from succession.domain import conflicts, longlist, states
from succession.domain.instants import turn
from succession.domain.queries import applicants, panel_minutes, panels
from succession.domain.queries.words import said
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import (
    Announcement,
    Application,
    ApplicationDocument,
    GoneOver,
    Longlist,
    PanelRound,
    StageScore,
    Vacancy,
)
from succession.models.vacancy import Route
from talent.domain import evidence as files
from talent.domain import known, outside
from talent.domain.queries import meanwhile
from talent.models import Employee

State = Vacancy.State
Document = tuple[str, bytes]
NAMED = (State.NOMINATED, State.DECIDED, State.RECOMMENDED)
# The states in which an application is recorded (after the check what was received in time), and all are checked.
APPLYING = (State.ANNOUNCED, State.SCREENED, State.LONGLISTED)
# The states in which an applicant may withdraw: all until the inauguration.
WITHDRAWING = (*APPLYING, *NAMED)


class NotOpenSelection(DomainError):
    """The vacancy's route is not an open selection."""

    code = "not_open_selection"


class TooFew(DomainError):
    """Fewer applicants than the law asks for: the announcement is extended first."""

    code = "too_few"


class AlreadyApplied(DomainError):
    """The person has an application to this vacancy."""

    code = "already_applied"


@transaction.atomic
def announce(
    *,
    vacancy: Vacancy,
    number: str,
    published_on: date,
    closes_on: date,
    place: str,
    weights: Mapping[str, Decimal],
    by: User,
) -> Announcement:
    """Record the announcement, with the weight (percent) of each stage: from then on they stay as they are.

    Raises Invalid for a time too short, or weights outside their ranges or not adding to 100 (`selection.*`, by the
    law of the day of publication).
    """
    _require(vacancy, by)
    states.require_at(vacancy, State.ROUTED)
    if past_date(published_on) < vacancy.decision_date:
        raise Invalid(_("Pengumuman tidak boleh terbit sebelum tanggal penetapan jalur."), code="date_order")
    if published_on < earliest(vacancy):
        message = _("Pengumuman tidak boleh terbit sebelum keputusan beralih ke seleksi terbuka.")
        raise Invalid(message, code="date_order")
    try:
        checks = selection.weighing(weights, published_on, shipped())
        checks = (selection.period(published_on, closes_on, published_on, shipped()), *checks)
    except NoRuleInForce as error:
        raise Invalid(said(error.text), code="no_rule_in_force") from error
    _require_met(checks)
    made = _announced(vacancy, number, published_on, closes_on, place, by, weights=weights)
    _note("announced", made, made.vacancy, by)
    return made


@transaction.atomic
def extend(
    *, vacancy: Vacancy, number: str, published_on: date, closes_on: date, place: str, reason: str, by: User
) -> Announcement:
    """Announce anew because fewer applied, or are left after the administrative check, than the law asks for.

    Raises Invalid when there are enough, or the extension begins before the last closing or is too short.
    """
    _require(vacancy, by)
    states.require_at(vacancy, State.ANNOUNCED, State.SCREENED)
    reason = required_reason(reason)
    first, last = _first(vacancy), _last(vacancy)
    found = applicants.enough(vacancy, first)
    if found.status == Status.PASS:
        words = {"fact": said(found.fact), "limit": said(found.limit)}
        raise Invalid(
            _("Pengumuman tidak perlu diperpanjang: %(fact)s, sedangkan diminta %(limit)s.") % words, code="enough"
        )
    if past_date(published_on) <= last.closes_on:
        raise Invalid(_("Perpanjangan terbit sesudah lamaran ditutup."), code="date_order")
    _require_met([selection.period(published_on, closes_on, first.published_on, shipped(), extension=True)])
    made = _announced(vacancy, number, published_on, closes_on, place, by, reason=reason)
    _note("extended", made, vacancy, by, reason=reason)
    return made


@transaction.atomic
def apply(
    *,
    vacancy: Vacancy,
    employee: Employee,
    received_on: date,
    documents: Sequence[tuple[str, Document]] = (),
    reason: str = "",
    by: User,
) -> Application:
    """Record somebody's application, with its documents (title, file): of this agency, or of another whose records
    `by` may see, or an applicant from elsewhere whom this agency keeps.

    One that was received in time but not recorded before the administrative check needs a document and the `reason`,
    and is checked in the same step; whoever was ranked is ranked anew. Raises Invalid for a day outside the announced
    ones, and for who is kept by another agency or employed here since; AlreadyApplied for a second one.
    """
    _require(vacancy, by)
    if employee.outside:
        outside.require_kept(employee, vacancy.agency)
    elif employee.moved_on:
        message = _("Pegawai ini pindah ke instansi lain sejak %(day)s; catat lamarannya sebagai pegawai instansi itu.")
        raise Invalid(message % {"day": date_format(employee.moved_on, "DATE_FORMAT")}, code="moved")
    scope.require(by, Permission.VIEW_EMPLOYEES, employee.agency_id)
    checked = _checked(vacancy)
    if checked:
        reason = _after_check(vacancy, reason, documents)
    past_date(received_on)
    periods = list(vacancy.announcements.order_by("published_on").values_list("published_on", "closes_on"))
    if not any(begins <= received_on <= ends for begins, ends in periods):
        spans = "; ".join(" – ".join(date_format(day, "DATE_FORMAT") for day in period) for period in periods)
        message = _("Lamaran diterima di luar masa pengumuman (%(spans)s).") % {"spans": spans}
        raise Invalid(message, code="not_announced")
    made = Application(
        vacancy=vacancy,
        employee=employee,
        home_id=employee.agency_id,
        received_on=received_on,
        reason=reason.strip(),
        by=by,
        at=turn(vacancy, employee.agency_id),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyApplied(_("Pegawai ini sudah melamar pada lowongan ini.")) from error
    # As an applicant from elsewhere before, and registered as an employee since.
    live = vacancy.applications.filter(withdrawn_at=None)
    if live.filter(employee__nip=employee.nip).exclude(pk=made.pk).exists():
        raise AlreadyApplied(_("Pegawai ini sudah melamar pada lowongan ini."))
    _note("applied", made, vacancy, by, reason=made.reason, employee=employee.pk)
    if checked:
        _listed(vacancy, State.SCREENED, "succession.applicants.screened", by)
    else:
        _means_of_stages(vacancy, made.at, by)
    for title, document in documents:
        add_document(application=made, title=title, document=document, by=by)
    return made


def earliest(vacancy: Vacancy) -> date:
    """The first day on which a selection may be announced."""
    gone: GoneOver | None = getattr(vacancy, "gone_over", None)
    return vacancy.decision_date if gone is None else max(vacancy.decision_date, gone.dated)


def _checked(vacancy: Vacancy) -> bool:
    """Whether the applicants were checked already; raises where nobody applies any more."""
    if vacancy.state in NAMED:
        message = _(
            "Nama sudah diusulkan; lamaran tidak dicatat lagi. Usulannya ditarik dahulu, selama PPK belum memutuskan."
        )
        raise DomainError(message, code="names_sent")
    states.require_at(vacancy, *APPLYING)
    return vacancy.state != State.ANNOUNCED


def _after_check(vacancy: Vacancy, reason: str, documents: Sequence[tuple[str, Document]]) -> str:
    if not documents:
        message = _("Lamaran yang dicatat sesudah pemeriksaan administrasi harus disertai dokumennya.")
        raise Invalid(message, code="no_document")
    if panels.unfinished(vacancy) is not None:
        raise Invalid(_("Putaran penilaian panitia belum ditutup."), code="round_open")
    return required_reason(reason)


@transaction.atomic
def add_document(*, application: Application, title: str, document: Document, by: User) -> ApplicationDocument:
    """Keep a document of an application; it is never taken away."""
    vacancy = application.vacancy
    _require(vacancy, by)
    states.require_at(vacancy, State.ANNOUNCED, State.SCREENED)
    _require_live(application)
    if not title.strip():
        raise Invalid(_("Sebutkan isi dokumennya."), code="no_title")
    name, content = document
    file = files.keep_file(
        agency=vacancy.agency, name=name, content=content, by=by, permission=Permission.PREPARE_VACANCY
    )
    made = ApplicationDocument.objects.create(
        application=application, title=title.strip(), file=file, by=by, at=known.turn(vacancy.agency_id)
    )
    _note("document_added", made, vacancy, by, file=file.digest)
    return made


@transaction.atomic
def opened(*, document: ApplicationDocument, by: User) -> bytes:
    """A document of an application, after noting who opened it."""
    vacancy = document.application.vacancy
    scope.require(by, Permission.VIEW_VACANCIES, vacancy.agency_id)
    _note("document_opened", document, vacancy, by, file=document.file.digest)
    return files.content_of(document.file)


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: User) -> None:
    """The applicant takes the application back, until the inauguration: whoever was ranked is ranked anew without them.

    Once three names were sent up these stay as they are, but the PPK can no longer take this one; of somebody who was
    decided for already, the PPK takes the decision back before anybody is inaugurated (`available`).
    """
    vacancy = application.vacancy
    _require(vacancy, by)
    states.require_at(vacancy, *WITHDRAWING)
    reason = required_reason(reason)
    at = turn(vacancy)
    live = Application.objects.filter(pk=application.pk, withdrawn_at=None)
    if not live.update(withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason):
        raise states.ChangedMeanwhile(_("Lamaran ini sudah ditarik."))
    if vacancy.state == State.LONGLISTED:
        states.move(vacancy, State.SCREENED)
    elif vacancy.state not in (State.ANNOUNCED, State.SCREENED):
        # Whoever decides at this moment reads the vacancy again.
        states.touch(vacancy)
    _note("withdrawn", application, vacancy, by, reason=reason)


@transaction.atomic
def screen(*, vacancy: Vacancy, by: User) -> Longlist:
    """The administrative check: every applicant against every requirement of the post, kept as a longlist: the first
    has no ranks, a later one ranks whoever has a score of every stage. May be done again when facts were added, until
    the names are sent up: whoever was ranked is ranked anew (`rank`) before that, or the announcement extended where
    too few of them still pass. Raises TooFew when fewer applied than the law asks for,
    Invalid while the announcement is open, WrongState while a round of the committee is."""
    _require(vacancy, by)
    states.require_at(vacancy, *APPLYING)
    if timezone.localdate() <= _last(vacancy).closes_on:
        raise Invalid(_("Lamaran masih dibuka; periksa sesudah ditutup."), code="still_open")
    _require_enough(selection.enough(vacancy.applications.filter(withdrawn_at=None).count(), *_law(vacancy)))
    return _listed(vacancy, State.SCREENED, "succession.applicants.screened", by)


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
    _require(vacancy, by)
    conflicts.require_unrelated(vacancy, by, may=Permission.PREPARE_VACANCY)
    states.require_at(vacancy, State.SCREENED, State.LONGLISTED)
    if application.pk not in {one.pk for one in applicants.remaining(vacancy)}:
        raise Invalid(_("Pelamar ini tidak lagi dalam seleksi."), code="out")
    known_stages = {one.code for one in applicants.stages_of(_first(vacancy))}
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
    _note("scored", application, vacancy, by, reason=reason.strip(), stages=sorted(fresh), number=basis["number"])
    return made


@transaction.atomic
def scored_by(*, held: PanelRound, by: User) -> list[StageScore]:
    """Record the means of a committee's round as what its stage gave, of everybody who did not withdraw; whom nobody
    scored is left out. Called as the round is closed; whoever applies again has it recorded with their application."""
    _require(held.vacancy, by)
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
        _note("scored", one.application, vacancy, by, stages=[stage], round=held.pk)
    return made


def _means_of_stages(vacancy: Vacancy, at: datetime, by: User) -> None:
    for held in panels.closed_of_stages(vacancy):
        _means(held, at, by)


@transaction.atomic
def rank(*, vacancy: Vacancy, by: User) -> Longlist:
    """Rank whoever passed the administrative check by the stages: the list from which the committee names three.

    May be done again while nobody has been nominated. Raises Invalid while a score is missing, TooFew when fewer are
    left than the law asks for.
    """
    _require(vacancy, by)
    states.require_at(vacancy, State.SCREENED, State.LONGLISTED)
    first, left = _first(vacancy), applicants.remaining(vacancy)
    _require_enough(selection.enough(len(left), *_law(vacancy)))
    given = applicants.scores_of([one.pk for one in left])
    wanted = {
        one: [each for each in left if one.code not in given.get(each.pk, {})] for one in applicants.stages_of(first)
    }
    if missing := {each.pk for those in wanted.values() for each in those}:
        lacking = ", ".join(f"{stage.name} ({len(those)})" for stage, those in wanted.items() if those)
        message = _("Nilai %(count)s pelamar belum lengkap: %(stages)s. Lengkapi dahulu, atau catat penarikannya.")
        raise Invalid(message % {"count": len(missing), "stages": lacking}, code="scores_missing")
    made = _listed(vacancy, State.LONGLISTED, "succession.applicants.ranked", by)
    ranked = made.entries.filter(rank__isnull=False).count()
    # By what is known now, which the check does not know yet.
    _require_enough(selection.enough(ranked, *_law(vacancy)), again=True)
    return made


def _listed(vacancy: Vacancy, to: str, kind: str, by: User) -> Longlist:
    known_at = turn(vacancy)
    # No round begins while the list is made.
    states.hold(vacancy)
    _means_of_stages(vacancy, known_at, by)
    computed = applicants.compute(vacancy, known_at)
    made = longlist.kept(vacancy, computed, known_at, by)
    states.move(vacancy, to)
    longlist.record(kind, made, computed, by)
    return made


def _announced(
    vacancy: Vacancy,
    number: str,
    published_on: date,
    closes_on: date,
    place: str,
    by: User,
    *,
    weights: Mapping[str, Decimal] | None = None,
    reason: str = "",
) -> Announcement:
    if not place.strip():
        raise Invalid(_("Sebutkan di mana seleksi diumumkan."), code="no_place")
    # Not that of a correction either, which the database does not compare.
    if vacancy.announcements.filter(number=required_number(number)).exists():
        raise Invalid(_("Pengumuman dengan nomor ini sudah tercatat pada lowongan ini."), code="number_taken")
    made = Announcement(
        vacancy=vacancy,
        number=required_number(number),
        published_on=published_on,
        closes_on=closes_on,
        place=place.strip(),
        weights=None if weights is None else {stage: str(weight) for stage, weight in weights.items()},
        reason=reason,
        by=by,
        at=known.turn(vacancy.agency_id),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(
            _("Pengumuman dengan nomor ini sudah tercatat pada lowongan ini."), code="number_taken"
        ) from error
    states.move(vacancy, State.ANNOUNCED)
    return made


def _require(vacancy: Vacancy, by: User) -> None:
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if vacancy.route != Route.OPEN_SELECTION:
        raise NotOpenSelection(_("Langkah ini hanya untuk lowongan yang jalurnya seleksi terbuka."))


def _require_live(application: Application) -> None:
    if application.withdrawn_at is not None:
        raise Invalid(_("Lamaran ini sudah ditarik."), code="withdrawn")


def _require_met(checks: Sequence[Check]) -> None:
    """Raise Invalid with everything that is not as the law asks."""
    wrong = [one for one in checks if one.status == Status.FAIL]
    if wrong:
        told = "; ".join(f"{said(one.label)}: {said(one.fact)} ({said(one.limit)})" for one in wrong)
        raise Invalid(_("Belum menurut aturan: %(what)s.") % {"what": told}, code=wrong[0].code)


def _require_enough(check: Check, *, again: bool = False) -> None:
    """Raise TooFew; `again`: the check has to be done anew before the announcement is extended."""
    if check.status == Status.FAIL:
        words = {"fact": said(check.fact), "limit": said(check.limit)}
        message = _("%(fact)s; diminta %(limit)s. Perpanjang pengumumannya.")
        if again:
            message = _("%(fact)s; diminta %(limit)s. Periksa ulang administrasinya, lalu perpanjang pengumumannya.")
        raise TooFew(message % words)


def _first(vacancy: Vacancy) -> Announcement:
    first = applicants.first_of(vacancy)
    assert first is not None
    return first


def _law(vacancy: Vacancy) -> tuple[date, Law]:
    return _first(vacancy).published_on, shipped()


def _last(vacancy: Vacancy) -> Announcement:
    last = vacancy.announcements.last()
    assert last is not None
    return last


def _note(what: str, about: object, vacancy: Vacancy, by: User, reason: str = "", **more: object) -> None:
    payload = {"vacancy": vacancy.pk} | more
    kind = f"succession.selection.{what}"
    ledger.record(kind, by=by, agency=vacancy.agency.code, subject=about, reason=reason, payload=payload)
