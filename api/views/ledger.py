"""The ledger: its events, whether it holds, and the heads that leave the house."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.domain import checkpoints
from accounts.domain.queries import events
from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.paging import page, page_of
from api.parameters import DayField, PageQuery, Strict
from api.serializers.accounts import EventSerializer, HeadsSerializer, VerdictSerializer
from audit.interfaces.forms import LARGEST

READING = (Permission.VIEW_LEDGER,)


class EventQuery(PageQuery):
    """Which events: by internal names, never by a person's."""

    agency = serializers.CharField(required=False, max_length=40, help_text="An agency's code.")
    kind = serializers.CharField(required=False, max_length=80, help_text="As `talent.cycle.established`.")
    subject = serializers.RegexField(
        r"^[a-z]+\.[a-z]+:[0-9]{1,12}$", required=False, help_text="As `succession.vacancy:3`."
    )
    since = DayField(required=False)
    until = DayField(required=False)


class CheckpointBody(Strict):
    """Heads exported earlier and kept elsewhere."""

    checkpoint = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="`heads` of an earlier export, as they were."
    )


class EventList(Endpoint):
    """The ledger."""

    @operation(
        name="events",
        summary="The ledger of your agencies, newest first",
        answer=page_of(EventSerializer),
        requires=READING,
        query=EventQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """Internal ids and digests only."""
        found = events.visible_to(signed_in(request))
        fields = {name: name for name in ("agency", "kind", "subject")}
        fields |= {"since": "at__date__gte", "until": "at__date__lte"}
        for name, field in fields.items():
            if name in query:
                found = found.filter(**{field: query[name]})
        return page(request, query, found, ("-id",))


class LedgerVerify(Endpoint):
    """Whether the ledger still holds."""

    longest_body = LARGEST

    @operation(
        name="ledger_verify",
        summary="Recompute every digest and seal of the whole ledger; leaves an event",
        answer=VerdictSerializer,
        requires=READING,
        body=CheckpointBody,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Without a checkpoint, a cut tail or a complete rewrite cannot be seen."""
        return checkpoints.verify(checkpoint=body.get("checkpoint"), by=signed_in(request))


class LedgerHeads(Endpoint):
    """Taking the heads out of the house."""

    @operation(
        name="ledger_heads",
        summary="Seal what is new and give the head of every seal, to keep elsewhere; leaves an event",
        answer=HeadsSerializer,
        requires=READING,
    )
    def post(self, request: Request, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Oldest first; the export's own event lies under the newest."""
        return {"heads": checkpoints.export(by=signed_in(request))}
