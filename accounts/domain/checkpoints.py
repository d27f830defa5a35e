"""Checking the ledger, and taking its heads out of the house; whoever does either leaves an event."""

from typing import Any

from django.db import transaction

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from audit.domain.queries import events, verification
from audit.domain.queries.verification import Verdict


def verify(*, checkpoint: list[dict[str, Any]] | None = None, by: User) -> Verdict:
    """Recompute every digest and head, against a checkpoint kept outside when there is one."""
    scope.require(by, Permission.VIEW_LEDGER)
    verdict = verification.verify(checkpoint)
    payload = {
        "events": verdict.events,
        "sealed": verdict.sealed,
        "seals": verdict.seals,
        "fault": verdict.fault,
        "checkpoint": verdict.checkpoint,
    }
    with transaction.atomic():
        ledger.record(events.VERIFIED, by=by, payload=payload)
    return verdict


@transaction.atomic
def export(*, by: User) -> list[dict[str, Any]]:
    """Seal what is new and give every head, oldest first; the event itself lies under the newest seal."""
    scope.require(by, Permission.VIEW_LEDGER)
    ledger.record("audit.heads.exported", by=by)
    ledger.seal()
    return verification.heads()
