"""Building the longlist of a vacancy that is filled from the talent pool."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError
from rules.law import shipped
from succession.domain import states
from succession.domain.instants import turn
from succession.domain.queries import panels
from succession.domain.queries.candidates import KEPT, Computed, compute
from succession.models import Longlist, LonglistEntry, Vacancy
from succession.models.vacancy import Route
from talent.domain import bulk

__all__ = ["NotFromPool", "build"]


class NotFromPool(DomainError):
    """The vacancy's route does not lead through the talent pool."""

    code = "not_from_pool"


@transaction.atomic
def build(*, vacancy: Vacancy, by: User) -> Longlist:
    """Hold every member of the pool that the route looked at, and who agreed of others where they are taken in, against
    every requirement, rank them, keep it all.

    May be built again while nobody has been nominated: each longlist stays.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.require(vacancy, states.State.LONGLISTED)
    route = vacancy.routes.first()
    if route is None or vacancy.route != Route.TALENT_POOL or route.cycle_id is None:
        raise NotFromPool(_("Daftar panjang hanya dibuat untuk lowongan yang jalurnya langsung dari talent pool."))
    known_at = turn(vacancy)
    computed = compute(vacancy, route.cycle_id, known_at)
    longlist = kept(vacancy, computed, known_at, by, cycle_id=route.cycle_id)
    states.move(vacancy, states.State.LONGLISTED)
    record("succession.longlist.built", longlist, computed, by)
    return longlist


def kept(vacancy: Vacancy, computed: Computed, known_at: datetime, by: User, cycle_id: int | None = None) -> Longlist:
    """The longlist with its entries, stored; within the caller's transaction; none after one that is scored, or while
    a stage is."""
    if panels.bind_list(vacancy):
        raise states.WrongState(_("Panitia menilai atas daftar ini; daftarnya tidak disusun lagi."))
    longlist = Longlist.objects.create(
        vacancy=vacancy,
        cycle_id=cycle_id,
        wider_id=computed.wider,
        on=vacancy.reference_date,
        known_at=known_at,
        codes=list(computed.codes),
        law_digest=shipped().digest,
        inputs_digest=computed.inputs_digest,
        results_digest=computed.results_digest,
        by=by,
        at=known_at,
    )
    columns: dict[str, Sequence[Any]] = {name: [row[at] for row in computed.rows] for at, name in enumerate(KEPT)}
    columns["waived"] = computed.waived
    bulk.insert(LonglistEntry, {**columns, "longlist_id": [longlist.pk] * len(computed.rows)})
    return longlist


def record(kind: str, longlist: Longlist, computed: Computed, by: User) -> None:
    """The event of a longlist."""
    vacancy = longlist.vacancy
    payload = {"vacancy": vacancy.pk, "candidates": len(computed.rows), "results": computed.results_digest}
    ledger.record(kind, by=by, agency=vacancy.agency.code, subject=longlist, payload=payload)
