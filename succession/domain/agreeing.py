"""Taking members of other agencies' succession groups into a longlist: an agency's decree, and each one's agreement."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid
from succession.domain import decrees, states
from succession.domain.decrees import SORTS, Sort
from succession.domain.instants import turn
from succession.domain.longlist import NotFromPool
from succession.domain.queries import agreed
from succession.domain.reasons import past_date, required_number, required_reason
from succession.domain.writing_wider import WIDER_FIELDS, WIDER_KEY
from succession.models import Agreement, Vacancy, WiderPoolRecord
from succession.models.vacancy import Route
from talent.domain import evidence as files
from talent.domain import known
from talent.models import Agency

Document = tuple[str, bytes]
State = Vacancy.State
# Recorded while a longlist may still be made of it; withdrawn until the inauguration.
AGREEING = (State.ROUTED, State.LONGLISTED)
WITHDRAWING = (*AGREEING, State.NOMINATED, State.DECIDED, State.RECOMMENDED)

SORTS[WiderPoolRecord] = Sort(
    "wider_pools",
    WIDER_KEY,
    WIDER_FIELDS,
    Permission.PUBLISH_POLICY,
    "wider_pool",
    "succession.wider_pool.document_opened",
)


class NotTakenIn(DomainError):
    """Neither the law nor a decree of the agency takes members of other agencies' groups into the longlist."""

    code = "not_taken_in"


class AlreadyAgreed(DomainError):
    """The person's agreement to this vacancy is recorded."""

    code = "already_agreed"


def widen(
    *, agency: Agency, number: str, since: date, until: date | None, document: Document, by: User
) -> WiderPoolRecord:
    """Record the decree of the agency's head by which, from `since` to `until` (inclusive; None: until it is revoked),
    its longlists take in members of other agencies' succession groups who agreed.

    No rule of the law lets them in or keeps them out (`ranking.pool`): the agency answers for it. Raises Invalid
    without the document.
    """
    if document is None:
        raise Invalid(_("Keputusan ini hanya dicatat bersama dokumennya."), code="no_document")
    made: WiderPoolRecord = decrees.record(
        model=WiderPoolRecord,
        agency=agency,
        values={"number": number, "true_from": since, "true_to": until},
        document=document,
        by=by,
    )
    return made


@transaction.atomic
def agree(*, vacancy: Vacancy, nip: str, number: str, dated: date, document: Document, by: User) -> Agreement:
    """Record that somebody of another agency agreed, by a letter, to be considered for this vacancy.

    Entered by whoever prepares the vacancy: only they see it. The letter is what makes the person's own agency's facts
    readable for it, and the event is written to that agency's ledger too. Raises NotTakenIn where nothing lets them in,
    Invalid for whoever does not stand in another agency's group on the vacancy's decision date (the same words whoever
    it is), AlreadyAgreed for a second one.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if vacancy.route != Route.TALENT_POOL:
        raise NotFromPool(_("Kesediaan hanya dicatat untuk lowongan yang jalurnya langsung dari talent pool."))
    states.require_at(vacancy, *AGREEING)
    number, dated = required_number(number), past_date(dated)
    if document is None:
        raise Invalid(_("Kesediaan hanya dicatat bersama suratnya."), code="no_document")
    if not agreed.reach(vacancy, known.now(vacancy.agency_id)).wide:
        raise NotTakenIn(
            _("Pada tanggal acuan lowongan ini tidak ada yang memasukkan anggota kelompok suksesi instansi lain.")
        )
    member = agreed.member_named(vacancy, nip.strip())
    if member is None:
        raise Invalid(
            _("NIP ini bukan anggota kelompok suksesi instansi lain pada tanggal penetapan jalur lowongan ini."),
            code="no_member",
        )
    name, content = document
    made = Agreement(
        vacancy=vacancy,
        employee=member.employee,
        home=member.agency,
        number=number,
        dated=dated,
        file=files.keep_file(
            agency=vacancy.agency, name=name, content=content, by=by, permission=Permission.PREPARE_VACANCY
        ),
        by=by,
        at=turn(vacancy, member.agency_id),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyAgreed(_("Kesediaan pegawai ini untuk lowongan ini sudah tercatat.")) from error
    _note("recorded", made, by, file=made.file.digest)
    return made


@transaction.atomic
def withdraw(*, agreement: Agreement, reason: str, by: User) -> None:
    """They agree no more: later longlists are without them. A list that was made stays as it is, but nobody may name or
    choose them from it any more (`available`)."""
    vacancy = agreement.vacancy
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.require_at(vacancy, *WITHDRAWING)
    reason = required_reason(reason)
    at = turn(vacancy)
    live = Agreement.objects.filter(pk=agreement.pk, withdrawn_at=None)
    if not live.update(withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason):
        raise states.ChangedMeanwhile(_("Kesediaan ini sudah ditarik."))
    # Whoever names or decides at this moment reads the vacancy again.
    states.touch(vacancy)
    _note("withdrawn", agreement, by, reason=reason)


@transaction.atomic
def opened(*, agreement: Agreement, by: User) -> bytes:
    """The letter, after noting who opened it."""
    scope.require(by, Permission.VIEW_VACANCIES, agreement.vacancy.agency_id)
    _note("opened", agreement, by, home=False, file=agreement.file.digest)
    return files.content_of(agreement.file)


def _note(what: str, about: Agreement, by: User, reason: str = "", *, home: bool = True, **more: str) -> None:
    """The event, in the ledger of the vacancy's agency and, where it decides who reads of them, of the person's own."""
    kind = f"succession.agreement.{what}"
    payload = {"vacancy": about.vacancy_id, "employee": about.employee_id} | more
    for code in dict.fromkeys((about.vacancy.agency.code, *((about.home.code,) if home else ()))):
        ledger.record(kind, by=by, agency=code, subject=about, reason=reason, payload=payload)
