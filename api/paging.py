"""Pages by key: where a page begins is the id of the row before it, never a name or a number that lists sort by."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from api.operation import field_error, signed_in
from api.parameters import PAGE
from talent.domain import openings
from talent.interfaces import tables
from talent.models import Employee


@cache
def page_of(item: type[serializers.Serializer[Any]]) -> Any:
    """The form of a page of `item`s."""
    name = item.__name__.removesuffix("Serializer")
    page: Any = inline_serializer(
        f"{name}PageSerializer",
        {
            "results": item(many=True),
            "next": serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last."),
            "count": serializers.IntegerField(allow_null=True),
            "count_capped": serializers.BooleanField(allow_null=True),
        },
    )
    return type(page)


def page(
    request: Request,
    query: dict[str, Any],
    queryset: QuerySet[Any],
    order: Sequence[str],
    *,
    people: Callable[[Any], Employee] | None = None,
) -> dict[str, Any]:
    """One page of `queryset` in `order`, whose last field is unique.

    `people`: whom a row is about. More of them at once than a page of the site shows is an export, which asks for
    EXPORT_DATA and leaves its event.
    """
    cursor, size = query.get("cursor"), query["limit"]
    edge, rows, more = tables.stretch(queryset, order, str(cursor or ""), size=size)
    if cursor is not None and edge is None:
        raise field_error("cursor", _("Baris ini tidak ada dalam daftar."), "unknown")
    if people is not None and len(rows) > PAGE:
        _export([people(row) for row in rows], signed_in(request))
    total = queryset.order_by()[: tables.COUNTED + 1].count() if query["count"] else None
    return {
        "results": rows,
        "next": _next(request, rows[-1]) if more else None,
        "count": None if total is None else min(total, tables.COUNTED),
        "count_capped": None if total is None else total > tables.COUNTED,
    }


def _export(people: list[Employee], by: User) -> None:
    openings.employees_exported(rows=people, form="api", by=by)


def _next(request: Request, last: Model) -> str:
    changed = request.query_params.copy()
    changed["cursor"] = str(last.pk)
    return f"{request.path}?{changed.urlencode()}"
