"""What the ledger can be narrowed by."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import DateInput, TextInput
from django.utils.translation import gettext_lazy as _

from audit.interfaces.words import KINDS
from audit.models import Event


def _day() -> DateInput:
    return DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EventFilter(django_filters.FilterSet):
    """Narrow the events a reader may see; `agencies` are (code, name) of those on offer."""

    q = django_filters.CharFilter(
        label=_("Objek"),
        max_length=80,
        field_name="subject",
        widget=TextInput(attrs={"placeholder": _("Objek, mis. succession.vacancy:3"), "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Peristiwa"), choices=lambda: list(KINDS.items()), empty_label=_("semua")
    )
    agency = django_filters.ChoiceFilter(label=_("Instansi"), empty_label=_("semua"))
    since = django_filters.DateFilter(label=_("Dari"), field_name="at", lookup_expr="date__gte", widget=_day())
    until = django_filters.DateFilter(label=_("Sampai"), field_name="at", lookup_expr="date__lte", widget=_day())

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Event], *, agencies: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, queryset)
        self.filters["agency"].extra["choices"] = list(agencies)
        if len(agencies) < 2:
            del self.filters["agency"]

    @property
    def rows(self) -> QuerySet[Event]:
        """The narrowed list; nothing while a filter cannot be understood."""
        return self.qs if self.form.is_valid() else self.queryset.none()
