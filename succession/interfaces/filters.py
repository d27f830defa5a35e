"""What the lists of succession can be narrowed by, declared once for pages and API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import vacancies
from succession.domain.states import State
from succession.interfaces.words import FILLED
from succession.models import ApprovalRecord, LonglistEntry, MeritAssessment, MeritRound, MeritWeights, Vacancy
from talent.domain.queries import employees

# What the list says of a vacancy while a deviation of it waits, whatever its state is.
UNSIGNED = "UNSIGNED"
STATES = [
    *((code, _("daftar panjang atau peringkat") if code == "LONGLISTED" else label) for code, label in State.choices),
    (UNSIGNED, _("menunggu tanda tangan kedua")),
]


class Narrowed(django_filters.FilterSet):
    """A filter that gives nothing while it cannot be understood."""

    @property
    def rows(self) -> QuerySet[Any]:
        return self.qs if self.form.is_valid() else self.queryset.none()


class OfAgencies(Narrowed):
    """By agency, out of those over which `user` holds `permission`; no choice where there is only one."""

    agency = django_filters.ChoiceFilter(label=_("Instansi"), field_name="agency_id", empty_label=_("semua"))
    permission = Permission.VIEW_MERIT

    def __init__(self, data: Any, queryset: QuerySet[Any], *, user: User) -> None:
        super().__init__(data, queryset)
        agencies = list(employees.agencies_of(user, self.permission))
        self.filters["agency"].extra["choices"] = [(str(agency.pk), agency.name) for agency in agencies]
        if len(agencies) < 2:
            del self.filters["agency"]


class MeritRoundFilter(OfAgencies):
    """Narrow the merit rounds a user may see."""

    class Meta:
        model = MeritRound
        fields: list[str] = []


class AssessmentFilter(OfAgencies):
    """Narrow the merit rounds on their way that a user may see."""

    class Meta:
        model = MeritAssessment
        fields: list[str] = []


class WeightsFilter(OfAgencies):
    """Narrow the accepted weights a user may see."""

    class Meta:
        model = MeritWeights
        fields: list[str] = []


class ApprovalFilter(OfAgencies):
    """Narrow the papers a user may see."""

    class Meta:
        model = ApprovalRecord
        fields: list[str] = []


class VacancyFilter(OfAgencies):
    """Narrow the vacancies a user may see, whose rows say whether they are `unsigned`: these are in no other state."""

    permission = Permission.VIEW_VACANCIES
    state = django_filters.ChoiceFilter(label=_("Keadaan"), choices=STATES, empty_label=_("semua"), method="in_state")
    transfer = django_filters.ChoiceFilter(
        label=_("Cara pengisian"),
        choices=[(str(int(transfer)), label) for transfer, label in FILLED.items()],
        empty_label=_("semua"),
    )

    class Meta:
        model = Vacancy
        fields: list[str] = []

    def in_state(self, queryset: QuerySet[Vacancy], name: str, value: str) -> QuerySet[Vacancy]:
        """Those of which the list says so."""
        return queryset.filter(unsigned=True) if value == UNSIGNED else queryset.filter(unsigned=False, state=value)


class EntryFilter(Narrowed):
    """Narrow a longlist by name or NIP and by outcome; the choices say how many there are."""

    q = django_filters.CharFilter(
        label=_("Cari"),
        max_length=100,
        method="search",
        widget=forms.TextInput(attrs={"placeholder": _("Nama atau NIP"), "autocomplete": "off"}),
    )
    outcome = django_filters.ChoiceFilter(label=_("Persyaratan"), field_name="outcome", empty_label=_("semua calon"))

    class Meta:
        model = LonglistEntry
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[LonglistEntry], *, counts: vacancies.Counts) -> None:
        super().__init__(data, queryset)
        self.filters["outcome"].extra["choices"] = [
            ("pass", _("memenuhi (%(n)s)") % {"n": counts.passed}),
            ("unknown", _("belum ada data (%(n)s)") % {"n": counts.unknown}),
            ("fail", _("tidak memenuhi (%(n)s)") % {"n": counts.failed}),
        ]

    def search(self, queryset: QuerySet[LonglistEntry], name: str, value: str) -> QuerySet[LonglistEntry]:
        return employees.matching(queryset, value, of="employee__")
