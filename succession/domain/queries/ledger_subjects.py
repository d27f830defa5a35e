"""What the ledger names of a filling, for whoever looks for it by the code of its vacancy."""

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Model, QuerySet, Value

from audit.domain.queries.events import BELONGING
from succession.models import (
    Agreement,
    Announcement,
    Application,
    ApplicationDocument,
    AppointmentDecision,
    DecidingDeclaration,
    Deviation,
    GoneOver,
    Inauguration,
    Longlist,
    PanelRound,
    Recommendation,
    RouteDecision,
    Vacancy,
    WiderPoolRecord,
)

# What events are about, and how its rows lead to the vacancy; a round's ballots and scores, a list's entries or the
# names are told of under the round, the list and the vacancy.
_LEADS: dict[type[Model], str] = {
    Vacancy: "pk",
    RouteDecision: "vacancy",
    GoneOver: "vacancy",
    Announcement: "vacancy",
    Application: "vacancy",
    ApplicationDocument: "application__vacancy",
    Agreement: "vacancy",
    Longlist: "vacancy",
    PanelRound: "vacancy",
    DecidingDeclaration: "vacancy",
    AppointmentDecision: "vacancy",
    Deviation: "vacancy",
    Recommendation: "decision__vacancy",
    Inauguration: "decision__vacancy",
}


def subjects(code: str, agencies: Collection[str]) -> set[str]:
    """What of every filling with this code, in agencies with these codes, events may be about; nothing where no vacancy
    has it. One query."""
    of = Vacancy.objects.filter(code__iexact=code, agency__code__in=agencies).values("pk")
    # Also what was taken back or corrected since, which managers leave out.
    every = [_named(one, one._base_manager.filter(**{f"{path}__in": of})) for one, path in _LEADS.items()]
    lists = Longlist.objects.filter(vacancy__in=of, wider__isnull=False)
    rows = _named(WiderPoolRecord, lists, "wider").union(*every)
    return {f"{table}:{pk}" for table, pk in rows}


BELONGING.append(subjects)


def _named(table: type[Model], rows: QuerySet[Any], pk: str = "pk") -> QuerySet[Any]:
    name = Value(table._meta.label_lower, output_field=CharField())
    named: QuerySet[Any] = rows.order_by().annotate(table=name).values_list("table", pk)
    return named
