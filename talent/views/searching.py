"""What somebody looks for by name or number stays in their session: addresses are logged, kept and passed on."""

from dataclasses import dataclass
from typing import TypeVar

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from talent.domain.queries import employees

M = TypeVar("M", bound=Model)

_SESSION = "searches"
_PAGING = ("sesudah", "sebelum")


@dataclass(frozen=True)
class Search:
    """One reader's search in one list.

    `text`: what is looked for; `address`: what the address says, page and all; `path`: of the list.
    """

    text: str
    address: QueryDict
    path: str

    @property
    def asked(self) -> QueryDict:
        """What the list is narrowed by: the address, and the text as `q`."""
        asked = self.address.copy()
        if self.text:
            asked["q"] = self.text
        return asked

    @property
    def filters(self) -> str:
        """The filters of the address as a query string; a page of one narrowing means nothing in another."""
        kept = self.address.copy()
        for name in _PAGING:
            kept.pop(name, None)
        return str(kept.urlencode())

    @property
    def without_filters(self) -> str:
        """The list without filters; empty while a text narrows it too, which has a button of its own."""
        return "" if self.text else self.path

    def among(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Of rows about an `employee` those about who is looked for; all where nobody is."""
        return employees.matching(rows, self.text, of="employee__") if self.text else rows


def search_of(request: HttpRequest, name: str, *args: int) -> Search:
    """What this reader looks for in the list at the URL `name`; a text in the address goes no further."""
    address = request.GET.copy()
    address.pop("q", None)
    path = reverse(name, args=args)
    return Search(request.session.get(_SESSION, {}).get(_key(name, args), ""), address, path)


def keep(
    request: HttpRequest, name: str, of: type[django_filters.FilterSet | forms.Form], *args: int, at: str = ""
) -> HttpResponse:
    """Keep the posted text for the list `name` (nothing: forget it) and lead there, with the filters of the address.

    `args` belong to the URL; `at`: where on its page the list stands.
    """
    try:
        field = of.base_fields["q"] if issubclass(of, forms.Form) else of.base_filters["q"].field
        text = field.clean(request.POST.get("q", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        list_key = _key(name, args)
        kept = {key: value for key, value in request.session.get(_SESSION, {}).items() if key != list_key}
        request.session[_SESSION] = kept | ({list_key: text} if text else {})
    search = search_of(request, name, *args)
    place = f"#{at}" if at else ""
    return redirect(f"{search.path}?{search.filters}{place}" if search.filters else f"{search.path}{place}")


def _key(name: str, args: tuple[int, ...]) -> str:
    return ":".join([name, *map(str, args)])
