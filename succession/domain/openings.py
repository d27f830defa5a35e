"""Computing what was decided again, and taking merit assessments away, leave an event."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import dossier, ledger
from succession.domain import replay
from succession.models import AppointmentDecision, Deviation, Longlist, RouteDecision, Simulation, Vacancy
from succession.models.deviation import DeviationKind
from talent.domain.openings import at_most, records_exported
from talent.models import Agency

# A vacancy stands for the three names that were sent up for it.
Stored = RouteDecision | Longlist | Vacancy | AppointmentDecision | Deviation
DOSSIER = (Permission.EXPORT_DATA, Permission.VIEW_SANCTIONS)


def replay_route(*, stored: RouteDecision, by: User) -> replay.Replay:
    """Decide a stored route again and note how it compares."""
    scope.require(by, Permission.REPLAY, stored.agency_id)
    result = replay.route(stored)
    _note("succession.route.replayed", stored, stored.agency.code, result, by)
    return result


def replay_longlist(*, stored: Longlist, by: User) -> replay.Replay:
    """Build a stored longlist again and note how it compares."""
    scope.require(by, Permission.REPLAY, stored.vacancy.agency_id)
    result = replay.longlist(stored)
    _note("succession.longlist.replayed", stored, stored.vacancy.agency.code, result, by)
    return result


def replay_decision(*, stored: AppointmentDecision, by: User) -> replay.Replay:
    """Weigh a stored decision again and note how it compares."""
    scope.require(by, Permission.REPLAY, stored.vacancy.agency_id)
    result = replay.decision(stored, reader=by)
    _note("succession.appointment.replayed", stored, stored.vacancy.agency.code, result, by)
    return result


def replay_nomination(*, vacancy: Vacancy, by: User) -> replay.Replay:
    """Weigh the three names of a vacancy again and note how they compare."""
    scope.require(by, Permission.REPLAY, vacancy.agency_id)
    result = replay.nomination(vacancy, reader=by)
    _note("succession.nominees.replayed", vacancy, vacancy.agency.code, result, by)
    return result


def replay_again(*, stored: Deviation, by: User) -> replay.Replay:
    """Weigh again what was seen where a filling was started again, and note how it compares."""
    scope.require(by, Permission.REPLAY, stored.vacancy.agency_id)
    result = replay.again(stored, reader=by)
    _note("succession.deviation.replayed", stored, stored.vacancy.agency.code, result, by)
    return result


def replay_simulation(*, stored: Simulation, by: User) -> replay.Replay:
    """Fill the posts of a simulation on paper again and note how it compares."""
    scope.require(by, Permission.REPLAY, stored.agency_id)
    result = replay.simulation(stored)
    _note("succession.simulation.replayed", stored, stored.agency.code, result, by)
    return result


def replay_filling(*, vacancy: Vacancy, by: User) -> list[tuple[Stored, replay.Replay]]:
    """Compute all that a filling rests on again, and note how each compares: every route and longlist that it had, the
    three names, every decision, withdrawn ones too, and every start anew, each kind in the order in which they were
    made."""
    related = "vacancy__agency"
    anew = vacancy.deviations.filter(kind=DeviationKind.AGAIN).select_related(related)
    return [
        *((one, replay_route(stored=one, by=by)) for one in vacancy.routes.select_related(related).order_by("id")),
        *(
            (one, replay_longlist(stored=one, by=by))
            for one in vacancy.longlists.select_related(related).order_by("id")
        ),
        *((vacancy, replay_nomination(vacancy=vacancy, by=by)) for _named in vacancy.nominees.all()[:1]),
        *(
            (one, replay_decision(stored=one, by=by))
            for one in vacancy.decisions.select_related(related, "employee").order_by("id")
        ),
        *((one, replay_again(stored=one, by=by)) for one in anew.order_by("id")),
    ]


@transaction.atomic
def route_certified(*, stored: RouteDecision, by: User) -> None:
    """Note that the certificate of a route was made, before the first byte."""
    scope.require(by, Permission.VIEW_VACANCIES, stored.agency_id)
    ledger.record("succession.route.certified", by=by, agency=stored.agency.code, subject=stored)


@transaction.atomic
def paper_made(*, vacancy: Vacancy, paper: str, by: User) -> None:
    """Note that a paper of a filling, with names in it, was made, before the first byte."""
    scope.require(by, Permission.VIEW_VACANCIES, vacancy.agency_id)
    ledger.record(
        "succession.filling.paper_made", by=by, agency=vacancy.agency.code, subject=vacancy, payload={"paper": paper}
    )


def require_dossier(*, vacancy: Vacancy, by: User) -> None:
    """Raise NotAllowed unless `by` may take away all that a filling rests on, discipline records among it."""
    for permission in DOSSIER:
        scope.require(by, permission, vacancy.agency_id)


def may_take_dossier(vacancy: Vacancy, by: User) -> bool:
    """Whether `require_dossier` lets them."""
    return all(scope.allows(by, permission, vacancy.agency_id) for permission in DOSSIER)


@transaction.atomic
def dossier_exported(*, vacancy: Vacancy, index: str, files: int, by: User) -> None:
    """Note that the dossier of a filling is taken away, before the first byte; `index`: the SHA-256 of its index, by
    which anybody can hold it against the ledger later."""
    require_dossier(vacancy=vacancy, by=by)
    payload = {"index": index, "files": files}
    ledger.record(dossier.KIND, by=by, agency=vacancy.agency.code, subject=vacancy, payload=payload)


@transaction.atomic
def deviations_exported(*, agencies: Sequence[Agency], form: str, by: User) -> None:
    """Note that the deviation register is taken away, before the first byte, one event for each agency.

    `agencies`: whose each entry is; more than EXPORT_ROWS are refused.
    """
    at_most(len(agencies))
    of = {agency.pk: agency for agency in agencies}
    for agency_id, count in sorted(Counter(agency.pk for agency in agencies).items()):
        records_exported(agency=of[agency_id], kind="deviations", rows=count, form=form, by=by)


@transaction.atomic
def standings_exported(*, rows: int, form: str, by: User) -> None:
    """Note that the merit scores of all agencies in one's scope were taken away, before the first byte.

    More than EXPORT_ROWS are refused.
    """
    scope.require(by, Permission.VIEW_MERIT)
    at_most(rows)
    ledger.record("succession.merit.exported", by=by, payload={"form": form, "rows": rows})


@transaction.atomic
def merit_exported(*, kind: str, agencies: Sequence[Agency], form: str, by: User) -> None:
    """Note that rows of `kind` are taken away, before the first byte, one event for each agency.

    `agencies`: whose each row is; more than EXPORT_ROWS are refused.
    """
    at_most(len(agencies))
    of = {agency.pk: agency for agency in agencies}
    for agency_id, count in sorted(Counter(agency.pk for agency in agencies).items()):
        scope.require(by, Permission.VIEW_MERIT, agency_id)
        records_exported(agency=of[agency_id], kind=kind, rows=count, form=form, by=by)


def _note(kind: str, stored: Stored | Simulation, agency: str, result: replay.Replay, by: User) -> None:
    # Only how many differences: their wording holds what is known of people.
    payload: dict[str, Any] = {
        "identical": result.identical,
        "inputs_same": result.inputs_same,
        "law_same": result.law_same,
        "differences": len(result.differences),
    }
    if not result.kept:
        payload["kept"] = False
    if not isinstance(stored, Simulation):
        payload["vacancy"] = stored.pk if isinstance(stored, Vacancy) else stored.vacancy_id
    with transaction.atomic():
        ledger.record(kind, by=by, agency=agency, subject=stored, payload=payload)
