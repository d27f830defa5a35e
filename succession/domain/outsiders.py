"""Applicants to an open selection whose own agency is not here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain import applying, selection, states
from succession.domain.applying import Document
from succession.models import Application, Vacancy
from talent.domain import outside


@transaction.atomic
def register(
    *,
    vacancy: Vacancy,
    nip: str,
    origin: str,
    values: Mapping[str, Any],
    received_on: date,
    documents: Sequence[tuple[str, Document]] = (),
    reason: str = "",
    by: User,
) -> Application:
    """Record the application of somebody whose agency (`origin`) is not here, with the first row about them (`values`),
    all or nothing: from then on they are held against the requirements as everybody else is.

    Raises what `outside.register` and `applying.apply` raise.
    """
    scope.require(by, Permission.PREPARE_VACANCY, vacancy.agency_id)
    states.require_at(vacancy, *selection.APPLYING)
    person = outside.register(agency=vacancy.agency, nip=nip, origin=origin, values=values, by=by)
    given: dict[str, Any] = {"received_on": received_on, "documents": documents, "reason": reason}
    return applying.apply(vacancy=vacancy, employee=person, by=by, **given)
