"""Writing to the ledger: events, and the seals that chain them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event, Seal
from audit.models.seal import GENESIS, seal_head

# Any constant will do: it names the ledger among PostgreSQL's advisory locks.
_LEDGER_LOCK = 7_311_944


class Actor(Protocol):
    """Whoever acts: a user, or the system operator."""

    pk: Any


def record(
    kind: str,
    *,
    by: Actor,
    agency: str = "",
    subject: object = None,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> Event:
    """Append one event inside the caller's transaction.

    `subject` is a model instance (stored as `app.model:pk`) or such a string. `payload` holds ids, counts, codes
    and digests, never personal data.
    """
    event = draft(kind, by=by, agency=agency, subject=subject, reason=reason, payload=payload)
    append([event])
    return event


def draft(
    kind: str,
    *,
    by: Actor,
    agency: str = "",
    subject: object = None,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> Event:
    """An event still to be appended; the words are those of `record`."""
    return Event(
        kind=kind,
        actor=by.pk,
        agency=agency,
        subject=subject_name(subject),
        reason=reason,
        payload=_as_stored(payload or {}),
    )


def append(events: Sequence[Event]) -> None:
    """Append drafts in their order, all or none, with one statement: what cannot be noted does not happen."""
    with transaction.atomic(savepoint=False):
        _lock(shared=True)
        for event in events:
            event.at = timezone.now()
            event.digest = event.computed_digest()
        Event.objects.bulk_create(events)


def _as_stored(payload: dict[str, Any]) -> dict[str, Any]:
    """What either database hands back, which is what the digest must cover: keys are text, 1e16 is a whole number."""
    stored: dict[str, Any] = json.loads(json.dumps(payload, allow_nan=False), parse_float=_number)
    return stored


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


def subject_name(subject: object) -> str:
    """`app.model:pk` of a model instance; strings pass through."""
    if subject is None:
        return ""
    if isinstance(subject, str):
        return subject
    return f"{subject._meta.label_lower}:{subject.pk}"  # type: ignore[attr-defined]


@transaction.atomic
def seal(*, at: datetime | None = None) -> Seal | None:
    """Chain every event since the last seal into a new one; None when there is nothing new.

    Waits for transactions that are appending (PostgreSQL), so that no smaller number can still appear.
    """
    _lock(shared=False)
    newest = Seal.objects.order_by("-id").first()
    previous, after = (newest.head, newest.last) if newest else (GENESIS, 0)
    events = list(Event.objects.filter(id__gt=after).order_by("id").values_list("id", "digest"))
    if not events:
        return None
    moment = at or timezone.now()
    return Seal.objects.create(
        at=moment,
        first=events[0][0],
        last=events[-1][0],
        count=len(events),
        previous=previous,
        head=seal_head(previous, moment.isoformat(), events),
    )


def _lock(*, shared: bool) -> None:
    # SQLite has one writer at a time (transaction_mode IMMEDIATE); PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_LEDGER_LOCK])
