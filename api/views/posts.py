"""The senior posts and their holders."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Endpoint, operation, signed_in
from api.parameters import FURTHEST, PAGE, IdentifierField, PageQuery, Strict
from api.serializers.succession import PostSeatListSerializer
from succession.domain.queries import seats, vacating
from talent.domain import openings


class PostQuery(Strict):
    """Whose posts, and a part of their title."""

    agency = IdentifierField(required=False)
    title = serializers.CharField(required=False, max_length=100)
    start = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Lines to pass over.")
    limit = PageQuery().fields["limit"]


class PostList(Endpoint):
    """Senior posts."""

    @operation(
        name="posts",
        summary="Senior posts for which you may open a vacancy: the vacant first, then by the day a holder retires",
        answer=PostSeatListSerializer,
        requires=(Permission.PREPARE_VACANCY,),
        query=PostQuery,
    )
    def get(self, request: Request, query: dict[str, Any]) -> Any:
        """As known today. More holders than a page of the site shows is an export."""
        user, today = signed_in(request), timezone.localdate()
        found = seats.marked(user, today, title=query.get("title", ""), agency_id=query.get("agency"))
        lines = vacating.with_terms(found[query["start"] : query["start"] + query["limit"]], today)
        if len(lines) > PAGE:
            openings.employees_exported(rows=list(_holders(lines)), form="api.posts", by=user)
        return {"results": lines, "count": len(found)}


def _holders(lines: list[seats.Seat]) -> Any:
    for seat in lines:
        if seat.holder is not None:
            seat.holder.agency = seat.position.agency
            yield seat.holder
