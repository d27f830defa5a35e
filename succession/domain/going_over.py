"""Going over to open selection, where the talent pool has fewer people than names must be sent up."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.checks import Status
from rules.errors import DomainError, Invalid
from succession.domain import states
from succession.domain.instants import turn
from succession.domain.longlist import NotFromPool
from succession.domain.queries import few, panels
from succession.domain.queries.words import said
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import GoneOver, RouteDecision, Vacancy
from succession.models.vacancy import Route
from talent.domain import evidence as files

Document = tuple[str, bytes]
State = Vacancy.State


@transaction.atomic
def go_over(
    *, vacancy: Vacancy, number: str, dated: date, reason: str, document: Document | None, by: User
) -> GoneOver:
    """Leave the talent pool route for an open selection, by a decision of `number` and its `document`.

    The gate's answer, its certificate and every longlist stay as they were made; from now on the vacancy has the states
    and deadlines of the open route, and the committee knows nobody's name again until its first round is revealed.
    Until the names are sent up. Raises NotFromPool on another route, Invalid while a round of the committee is open, or
    when enough people can be named by what is known now (`selection.names`).
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    route = vacancy.routes.first()
    if route is None or vacancy.route != Route.TALENT_POOL:
        raise NotFromPool(_("Beralih ke seleksi terbuka hanya dari jalur talent pool."))
    states.hold(vacancy)
    _require_before_names(vacancy)
    number, reason = required_number(number), required_reason(reason)
    if past_date(dated) < vacancy.decision_date:
        raise Invalid(_("Keputusan beralih tidak boleh sebelum tanggal penetapan jalur."), code="date_order")
    if document is None:
        raise Invalid(_("Keputusan ini hanya dicatat bersama dokumennya."), code="no_document")
    if panels.unfinished(vacancy) is not None:
        raise Invalid(_("Penilaian atau sidang panitia belum ditutup."), code="round_open")
    at = turn(vacancy)
    eligible = few.nominable(vacancy, route, at, by)
    check = few.check(vacancy, eligible)
    if check.status == Status.PASS:
        words = {"fact": said(check.fact), "limit": said(check.limit)}
        raise Invalid(_("Jalur talent pool masih dapat dipakai: %(fact)s, diminta %(limit)s.") % words, code="enough")
    return _gone(vacancy, route, eligible, number, dated, reason, document, by)


@transaction.atomic
def opened(*, gone: GoneOver, by: User) -> bytes:
    """The document, after noting who opened it."""
    scope.require(by, Permission.VIEW_VACANCIES, gone.vacancy.agency_id)
    _note("document_opened", gone, by, file=gone.file.digest)
    return files.content_of(gone.file)


def _require_before_names(vacancy: Vacancy) -> None:
    if vacancy.state in (State.NOMINATED, State.DECIDED, State.RECOMMENDED):
        message = _(
            "Nama sudah diusulkan: jalurnya tidak beralih lagi. Usulan dapat ditarik selama PPK belum memutuskan, "
            "atau PPK mengulang pengisiannya."
        )
        raise DomainError(message, code="names_sent")
    states.require_at(vacancy, State.ROUTED, State.LONGLISTED)


def _gone(
    vacancy: Vacancy,
    route: RouteDecision,
    eligible: int,
    number: str,
    dated: date,
    reason: str,
    document: Document,
    by: User,
) -> GoneOver:
    name, content = document
    permission = Permission.PREPARE_VACANCY
    file = files.keep_file(agency=vacancy.agency, name=name, content=content, by=by, permission=permission)
    states.step_back(vacancy, State.ROUTED, route=Route.OPEN_SELECTION)
    made = GoneOver.objects.create(
        vacancy=vacancy,
        route=route,
        eligible=eligible,
        number=number,
        dated=dated,
        reason=reason,
        file=file,
        by=by,
        at=turn(vacancy),
    )
    _note("recorded", made, by, reason=reason, route=route.pk, eligible=eligible, file=file.digest)
    return made


def _note(what: str, about: GoneOver, by: User, reason: str = "", **more: str | int) -> None:
    payload = {"vacancy": about.vacancy_id} | more
    kind, code = f"succession.gone_over.{what}", about.vacancy.agency.code
    ledger.record(kind, by=by, agency=code, subject=about, reason=reason, payload=payload)
