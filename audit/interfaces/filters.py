"""What the ledger can be narrowed by."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import DateInput, TextInput
from django.utils.translation import gettext_lazy as _

from audit.domain.queries.events import subjects_of
from audit.interfaces.words import KINDS
from audit.models import Event


def _day() -> DateInput:
    return DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EventFilter(django_filters.FilterSet):
    """Narrow the events a reader may see; `agencies` are (code, name) of those on offer."""

    q = django_filters.CharFilter(
        label=_("Objek"),
        max_length=80,
        method="about",
        widget=TextInput(attrs={"placeholder": _("Kode lowongan atau objek"), "autocomplete": "off"}),
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
        self.codes = [code for code, _name in agencies]
        self.filters["agency"].extra["choices"] = list(agencies)
        if len(agencies) < 2:
            del self.filters["agency"]

    def about(self, rows: QuerySet[Event], _name: str, called: str) -> QuerySet[Event]:
        """The events of an object, or of everything that belongs to what goes by that name."""
        return rows.filter(subject__in=subjects_of(called.strip(), self.codes))

    @property
    def rows(self) -> QuerySet[Event]:
        """The narrowed list; nothing while a filter cannot be understood."""
        return self.qs if self.form.is_valid() else self.queryset.none()
