"""What the lists of records and of faults can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries import employees, records
from talent.interfaces.columns import KINDS
from talent.interfaces.filters import units_offered
from talent.models import Agency, Employee

FIRST_KIND = next(iter(records.MODELS))
# As `records.with_evidence` takes them.
EVIDENCE = (("ada", _("ada")), ("tanpa", _("tanpa bukti")), ("kedaluwarsa", _("kedaluwarsa")))


class RecordFilter(django_filters.FilterSet):
    """Narrow the records of one kind; `rows` are those known now that the user may see."""

    q = django_filters.CharFilter(
        label=_("Cari"),
        max_length=100,
        method="search",
        widget=forms.TextInput(attrs={"placeholder": _("Nama atau NIP"), "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Jenis"),
        method="unchanged",
        choices=[(kind, KINDS[kind].title) for kind in records.MODELS],
        empty_label=None,
        null_label=None,
    )
    agency = django_filters.ChoiceFilter(label=_("Instansi"), field_name="agency_id", empty_label=_("semua"))
    unit = django_filters.ChoiceFilter(label=_("Unit"), method="in_unit", empty_label=_("semua"))
    evidence = django_filters.ChoiceFilter(
        label=_("Bukti"),
        method="by_evidence",
        choices=EVIDENCE,
        empty_label=_("semua"),
    )

    def __init__(self, data: Any, *, user: User, permission: Permission = Permission.VIEW_EMPLOYEES) -> None:
        asked = data.get("kind", "")
        self.kind = asked if asked in records.MODELS else FIRST_KIND
        super().__init__(data, records.listed(user, self.kind))
        agencies = list(employees.agencies_of(user, permission))
        self.filters["agency"].extra["choices"] = [(str(agency.pk), agency.name) for agency in agencies]
        self.tree = _tree(agencies, data.get("agency"))
        self.filters["unit"].extra["choices"] = units_offered(self.tree)
        if len(agencies) < 2:
            del self.filters["agency"]

    @property
    def rows(self) -> QuerySet[Any]:
        """The narrowed list; nothing while a filter cannot be understood."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(employee__in=employees.matching(Employee.objects.order_by(), value))

    def in_unit(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(employee__current__unit_id__in=employees.below(self.tree, int(value)))

    def by_evidence(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return records.with_evidence(queryset, self.kind, value)

    def unchanged(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset


def _tree(agencies: list[Agency], asked: Any) -> list[Any]:
    chosen = [agency.pk for agency in agencies if len(agencies) == 1 or str(agency.pk) == asked]
    return employees.unit_tree(chosen) if chosen else []
