"""Computing a route or a longlist again leaves an event."""

from django.db import transaction

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from succession.domain import replay
from succession.models import Longlist, RouteDecision


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
def standings_exported(*, rows: int, form: str, by: User) -> None:
    """Note that the merit scores of all agencies in one's scope were taken away, before the first byte."""
    scope.require(by, Permission.VIEW_MERIT)
    ledger.record("succession.merit.exported", by=by, payload={"form": form, "rows": rows})


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
