"""A review cycle's steps after its mapping, from the proposal to its end."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.parameters import DayField, Strict
from api.serializers.work import CycleSerializer
from api.views.mapping import cycle_named
from talent.domain import cycles as domain
from talent.domain import replies, transitions


class ProposeBody(Strict):
    """Why, where one must be given."""

    reason = serializers.CharField(
        max_length=1_000,
        allow_blank=True,
        default="",
        help_text="Needed where no session ended since the mapping or the last return, or people joined after it.",
    )


class SendBackBody(Strict):
    """Where to, and why."""

    to = serializers.ChoiceField(choices=sorted({step.to.value for step in transitions.TRANSITIONS if step.back}))
    reason = serializers.CharField(max_length=1_000)


class EstablishBody(Strict):
    """The decree, and what it is given for."""

    decree = serializers.CharField(max_length=100)
    established_date = DayField()
    token = serializers.CharField(max_length=64, help_text="Of the cycle as it was read.")


class AnnounceBody(Strict):
    """From when employees see their result, and the last day on which they may reply."""

    announced_on = DayField()
    reply_until = DayField()
    reason = serializers.CharField(
        max_length=1_000, allow_blank=True, default="", help_text="Needed where they were fixed before."
    )


class CyclePropose(Endpoint):
    """Upwards."""

    @operation(
        name="cycle_propose",
        summary="Send the result of a cycle up to the PPK",
        answer=CycleSerializer,
        requires=(Permission.SUBMIT_MAPPING,),
        body=ProposeBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused while a session is open, or the mapping runs."""
        cycle = cycle_named(request, pk)
        domain.propose(cycle=cycle, by=signed_in(request), **body)
        return cycle


class CycleSendBack(Endpoint):
    """The way back."""

    @operation(
        name="cycle_send_back",
        summary="Return a cycle to an earlier state, with the reason",
        answer=CycleSerializer,
        requires=tuple({step.permission: None for step in transitions.TRANSITIONS if step.back}),
        body=SendBackBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """The PPK what was proposed, who maps what was not."""
        cycle = cycle_named(request, pk)
        domain.send_back(cycle=cycle, by=signed_in(request), **body)
        return cycle


class CycleEstablish(Endpoint):
    """Penetapan."""

    @operation(
        name="cycle_establish",
        summary="Penetapan: establish the proposed result, and with it the succession group",
        answer=CycleSerializer,
        requires=(Permission.ESTABLISH_POOL,),
        body=EstablishBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused when the result is no longer the one whose `token` was read."""
        cycle = cycle_named(request, pk)
        domain.establish(cycle=cycle, by=signed_in(request), **body)
        return cycle_named(request, pk)


class CycleAnnounce(Endpoint):
    """To the employees."""

    @operation(
        name="cycle_announce",
        summary="Fix the day from which employees see their result, and the window for their replies",
        answer=CycleSerializer,
        requires=(Permission.ANSWER_REPLIES,),
        body=AnnounceBody,
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Anew until that day has come. The window is never shorter than the law's shortest."""
        cycle = cycle_named(request, pk)
        replies.announce(cycle=cycle, by=signed_in(request), **body)
        return cycle


class CycleClose(Endpoint):
    """The end."""

    @operation(
        name="cycle_close",
        summary="End an established cycle whose window for replies has passed",
        answer=CycleSerializer,
        requires=(Permission.MAP_TALENT,),
    )
    def post(self, request: Request, pk: int, query: dict[str, Any], body: dict[str, Any]) -> Any:
        """Refused while a reply waits for its answer."""
        cycle = cycle_named(request, pk)
        domain.close(cycle=cycle, by=signed_in(request))
        return cycle
