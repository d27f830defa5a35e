"""What lists can be narrowed by, declared once for pages and API."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules.law import shipped
from talent.codes import GONE, Standing, Tier
from talent.domain.queries import calibrated, cycles, employees, replies, runs
from talent.models import Agency, Employee, Placement, Unit

SORTS = {
    "nama": ("name", "id"),
    "-nama": ("-name", "-id"),
    "nip": ("nip", "id"),
    "-nip": ("-nip", "-id"),
}
UNITS_OFFERED = 1_500


def units_offered(tree: Sequence[tuple[Unit, int]]) -> list[tuple[str, str]]:
    """The units as choices, indented by their depth. Of more than UNITS_OFFERED the last choice says how many there
    are; like the first it asks for all."""
    found = [(str(unit.pk), "\N{EM SPACE}" * depth + unit.name) for unit, depth in tree[:UNITS_OFFERED]]
    if len(tree) > UNITS_OFFERED:
        counts = {"shown": UNITS_OFFERED, "whole": len(tree)}
        numbers = {name: formats.number_format(n, 0, force_grouping=True) for name, n in counts.items()}
        found.append(("", gettext("hanya %(shown)s dari %(whole)s unit") % numbers))
    return found


def _grades() -> list[tuple[str, str]]:
    """Grades of civil servants, highest first, then those of contract staff."""
    ranks = shipped().versions("reference.grades")[-1].value
    contract = shipped().versions("reference.pppk_grades")[-1].value
    codes = [rank["code"] for rank in reversed(ranks)] + [str(grade) for grade in reversed(contract)]
    return [(code, code) for code in codes]


class EmployeeFilter(django_filters.FilterSet):
    """Narrow the employees a user may see. `user` decides the units and agencies on offer and whose boxes count."""

    q = django_filters.CharFilter(
        label=_("Cari"),
        max_length=100,
        method="search",
        widget=forms.TextInput(attrs={"placeholder": _("Nama atau NIP"), "autocomplete": "off"}),
    )
    agency = django_filters.ChoiceFilter(label=_("Instansi"), field_name="agency_id", empty_label=_("semua"))
    unit = django_filters.ChoiceFilter(label=_("Unit"), method="in_unit", empty_label=_("semua"))
    tier = django_filters.ChoiceFilter(
        label=_("Jenjang"), field_name="current__tier", choices=Tier.choices, empty_label=_("semua")
    )
    grade = django_filters.ChoiceFilter(
        label=_("Golongan"), field_name="current__grade", choices=_grades, empty_label=_("semua")
    )
    standing = django_filters.ChoiceFilter(
        label=_("Kedudukan"),
        method="in_standing",
        choices=[
            (employees.SERVING, _("belum pensiun atau berhenti")),
            (employees.GONE, _("pensiun atau berhenti")),
            *Standing.choices,
        ],
        empty_label=_("semua"),
    )
    box = django_filters.ChoiceFilter(
        label=_("Kotak"),
        method="in_box",
        choices=[(str(n), str(n)) for n in range(9, 0, -1)] + [("0", _("belum dinilai"))],
        empty_label=_("semua"),
    )
    sort = django_filters.ChoiceFilter(
        label=_("Urutan"),
        method="unchanged",
        choices=[("nama", _("nama A–Z")), ("-nama", _("nama Z–A")), ("nip", _("NIP naik")), ("-nip", _("NIP turun"))],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Employee
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Employee], *, user: User) -> None:
        super().__init__(data, queryset)
        self.runs = cycles.latest_runs(user)
        agencies = list(employees.agencies_of(user, Permission.VIEW_EMPLOYEES))
        self.filters["agency"].extra["choices"] = [(str(agency.pk), agency.name) for agency in agencies]
        self.tree = self._units(agencies, data)
        self.filters["unit"].extra["choices"] = units_offered(self.tree)
        if len(agencies) < 2:
            del self.filters["agency"]
        if not agencies:
            # Only oneself: there is nothing to narrow.
            self.filters.clear()

    @property
    def order(self) -> tuple[str, ...]:
        """Fields to sort by, the last one unique."""
        return SORTS.get(self.form.cleaned_data.get("sort", "") if self.form.is_valid() else "", SORTS["nama"])

    @property
    def rows(self) -> QuerySet[Employee]:
        """The narrowed list; nothing while a filter cannot be understood."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    def placements(self, people: list[Employee]) -> dict[int, Placement]:
        """Employee → place in the latest mapped cycle of their agency, with the box `after` calibration, its
        `policy_name` and how many replies of theirs are open (`contested`)."""
        rows = self._placed.filter(employee_id__in=[person.pk for person in people])
        rows = rows.annotate(policy_name=runs.policy_name("run"), contested=replies.beside(replies.open_now()))
        cycle_of = {run: cycle for cycle, held in self.runs.items() for run in held}
        found = {placement.employee_id: placement for placement in rows}
        calibrated.boxed((cycle_of[placement.run_id], placement) for placement in found.values())
        return found

    def search(self, queryset: QuerySet[Employee], name: str, value: str) -> QuerySet[Employee]:
        return employees.matching(queryset, value)

    def in_unit(self, queryset: QuerySet[Employee], name: str, value: str) -> QuerySet[Employee]:
        return queryset.filter(current__unit_id__in=employees.below(self.tree, int(value)))

    def in_standing(self, queryset: QuerySet[Employee], name: str, value: str) -> QuerySet[Employee]:
        if value == employees.SERVING:
            return employees.still_serving(queryset)
        return queryset.filter(current__standing__in=GONE if value == employees.GONE else [value])

    def in_box(self, queryset: QuerySet[Employee], name: str, value: str) -> QuerySet[Employee]:
        if int(value):
            moves = chain.from_iterable(calibrated.in_force_by_cycle(self.runs).values())
            placed = calibrated.standing_in(self._placed, int(value), list(moves))
        else:
            placed = runs.serving(self._placed).filter(box=None)
        return queryset.filter(pk__in=placed.values("employee_id"))

    @cached_property
    def _placed(self) -> QuerySet[Placement]:
        later = [run for _first, *joined in self.runs.values() for run in joined]
        return runs.current([run for held in self.runs.values() for run in held], later=later)

    def unchanged(self, queryset: QuerySet[Employee], name: str, value: str) -> QuerySet[Employee]:
        return queryset

    def _units(self, agencies: list[Agency], data: Any) -> list[tuple[Unit, int]]:
        chosen = [
            agency.pk for agency in agencies if len(agencies) == 1 or str(agency.pk) == (data or {}).get("agency")
        ]
        return employees.unit_tree(chosen) if chosen else []
