"""What forbids replacements in a post, and what permits them, with the post itself: by one statement."""

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Case, DateField, DateTimeField, OuterRef, Q, QuerySet, Subquery, When

from accounts.domain.queries.prepared import Later
from rules.gate_freezes import PERMIT
from succession.domain.queries.decreed import with_file
from succession.models import ApprovalRecord, GateFreezeRecord, MeritPaper
from talent.domain.known import known_at as known
from talent.domain.queries import reading
from talent.domain.queries.reading import Kind, Source
from talent.models import Position, PositionRecord


class Freezing(NamedTuple):
    """Of one post: its tier, the agency's freezes, and the minister's permits, each with the digest of its newest
    signed copy ("" without one; once revoked, of the revocation). The rows hold what the rules are told, and no more of
    the record; each sort in the order of the first day."""

    tier: str
    freezes: list[GateFreezeRecord]
    permits: list[tuple[ApprovalRecord, str]]


def of_post(position: Position, on: date, known_at: datetime) -> Freezing | None:
    """As known at `known_at`, the post as it is on `on`; None when nothing was known of it. One query."""
    day, instant = connection.ops.adapt_datefield_value(on), connection.ops.adapt_datetimefield_value(known_at)
    given = {"agency": position.agency_id, "position": position.pk, "on": day, "known_at": instant}
    statement, sources = _worded(connection.vendor)
    read = {name: reading.rows(sources[name], columns) for name, columns in statement.read(given).items()}
    if not read["posts"]:
        return None
    permits = [(permit.pop("copy") or "", permit) for permit in read["permits"]]
    return Freezing(
        # The record that began last.
        tier=read["posts"][-1]["tier"],
        freezes=[GateFreezeRecord(**with_file(freeze)) for freeze in read["freezes"]],
        permits=[(ApprovalRecord(**permit), copy) for copy, permit in permits],
    )


@cache
def _worded(_vendor: str) -> tuple[reading.Statement, dict[str, Source]]:
    """The statement and what it reads: putting it together takes longer than the engine does."""
    agency, on = Later("agency", BigIntegerField()), Later("on", DateField())
    known_at: Any = Later("known_at", DateTimeField())

    def of(rows: QuerySet[Any]) -> QuerySet[Any]:
        return known(rows.filter(agency=agency), known_at)

    posts = of(PositionRecord.objects.filter(position=Later("position", BigIntegerField()))).filter(
        Q(true_from=None) | Q(true_from__lte=on), Q(true_to=None) | Q(true_to__gte=on)
    )
    same = {name: OuterRef(name) for name in ("agency", "kind", "authority", "number")}
    copies = MeritPaper.objects.filter(at__lte=known_at, **same).order_by("-id").values("file__digest")
    about = {"kind": PERMIT, "true_from__isnull": False}
    letter, revocation = (Subquery(copies.filter(revocation=revoked)[:1]) for revoked in (False, True))
    permits = of(ApprovalRecord.objects.filter(**about)).annotate(
        copy=Case(When(revoked_on=None, then=letter), default=revocation)
    )
    days: dict[str, Kind] = {"true_from": "day", "true_to": "day", "revoked_on": "day"}
    named: dict[str, Kind] = {"id": "id", "kind": "text", "number": "text", **days}
    order = None, "true_from", "id"
    sources = {
        "posts": Source(posts, {"id": "id", "true_from": "day", "tier": "text"}, order),
        "freezes": Source(
            of(GateFreezeRecord.objects.all()),
            named | {"allowed_on": "day", "allowed_by": "text", "file__digest": "text"},
            order,
        ),
        "permits": Source(
            permits,
            named | {"authority": "text", "dated": "day", "tier": "text", "posts": "text", "copy": "text"},
            order,
        ),
    }
    return reading.together(sources), sources
