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
from talent.models import Employee

FIRST_KIND = next(iter(records.MODELS))
# Column → its field and those that decide between equals. Of a kind's own columns there may be a million values that no
# index orders; who the records are about, and when they were recorded, has one.
SORTS = {"dicatat": ("id",), "nama": ("employee__name", "id"), "nip": ("employee__nip", "id")}
RECENT = "-dicatat"
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
    sort = django_filters.ChoiceFilter(
        label=_("Urutan"),
        method="unchanged",
        choices=[
            (RECENT, _("terakhir dicatat")), ("dicatat", _("terlama dicatat")), ("nama", _("nama A–Z")),
            ("-nama", _("nama Z–A")), ("nip", _("NIP naik")), ("-nip", _("NIP turun")),
        ],
        empty_label=None,
        null_label=None,
    )  # fmt: skip

    def __init__(self, data: Any, *, user: User, permission: Permission = Permission.VIEW_EMPLOYEES) -> None:
        asked = data.get("kind", "")
        self.kind = asked if asked in records.MODELS else FIRST_KIND
        super().__init__(data, records.listed(user, self.kind))
        agencies = list(employees.agencies_of(user, permission))
        self.filters["agency"].extra["choices"] = [(str(agency.pk), agency.name) for agency in agencies]
        self.within = [one.pk for one in agencies if len(agencies) == 1 or str(one.pk) == data.get("agency")]
        self.tree = employees.unit_tree(self.within) if self.within else []
        self.filters["unit"].extra["choices"] = units_offered(self.tree)
        if len(agencies) < 2:
            del self.filters["agency"]

    @property
    def rows(self) -> QuerySet[Any]:
        """The narrowed list; nothing while a filter cannot be understood."""
        if not self.form.is_valid():
            return self.queryset.none()
        # A fact that is known now is about somebody of its agency, for only of whom nothing is known another one takes
        # over. Said of the person too, an agency's names have an index.
        by_name = self.form.cleaned_data["sort"].removeprefix("-") == "nama"
        return self.qs.filter(employee__agency__in=self.within) if by_name and self.within else self.qs

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(employee__in=employees.matching(Employee.objects.order_by(), value))

    def in_unit(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(employee__current__unit_id__in=employees.below(self.tree, int(value)))

    def by_evidence(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return records.with_evidence(queryset, self.kind, value)

    def unchanged(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset
