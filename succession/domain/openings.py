"""Computing a route or a longlist again, and taking merit assessments away, leave an event."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from succession.domain import replay
from succession.models import Longlist, RouteDecision
from talent.domain.openings import at_most, records_exported
from talent.models import Agency


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


@transaction.atomic
def route_certified(*, stored: RouteDecision, by: User) -> None:
    """Note that the certificate of a route was made, before the first byte."""
    scope.require(by, Permission.VIEW_VACANCIES, stored.agency_id)
    ledger.record("succession.route.certified", by=by, agency=stored.agency.code, subject=stored)


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


def _note(kind: str, stored: RouteDecision | Longlist, agency: str, result: replay.Replay, by: User) -> None:
    # Only how many differences: their wording holds what is known of people.
    payload = {
        "identical": result.identical,
        "inputs_same": result.inputs_same,
        "law_same": result.law_same,
        "differences": len(result.differences),
        "vacancy": stored.vacancy_id,
    }
    with transaction.atomic():
        ledger.record(kind, by=by, agency=agency, subject=stored, payload=payload)
