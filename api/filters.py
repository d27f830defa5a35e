"""Filters of lists: those of the pages, refusing what they cannot understand."""

import copy
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import User
from accounts.permissions import Permission
from api.operation import field_error
from api.parameters import PageQuery, Strict
from talent.domain.queries import employees
from talent.interfaces.filters import EmployeeFilter
from talent.models import Employee


class StrictEmployeeFilter(EmployeeFilter):
    """The page's filters, all of them for everybody: what a page need not offer may still be asked here.

    Units are chosen within one agency; a user of several names it in `agency`.
    """

    def __init__(self, data: Any, queryset: QuerySet[Employee], *, user: User) -> None:
        super().__init__(data, queryset, user=user)
        for name in self.base_filters.keys() - self.filters.keys():
            kept = copy.deepcopy(self.base_filters[name])
            kept.parent, kept.model = self, Employee
            if name in ("agency", "unit"):
                kept.extra["choices"] = [(str(pk), str(pk)) for pk in self._ids(name, user)]
            self.filters[name] = kept

    def _ids(self, name: str, user: User) -> list[int]:
        if name == "unit":
            return [unit.pk for unit, _depth in self.tree]
        return list(employees.agencies_of(user, Permission.VIEW_EMPLOYEES).values_list("pk", flat=True))


class EmployeeQuery(PageQuery):
    """Filters of the employees. Names and numbers are looked for by POST: an address is logged, kept and passed on."""

    agency = serializers.CharField(required=False, help_text="Id of an agency.")
    unit = serializers.CharField(required=False, help_text="Id of a unit; those below it count.")
    tier = serializers.CharField(required=False)
    grade = serializers.CharField(required=False)
    standing = serializers.CharField(required=False)
    box = serializers.CharField(required=False, help_text="1 … 9, or 0: not assessed.")
    sort = serializers.CharField(required=False, help_text="nama, -nama, nip or -nip.")

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; raises ValidationError."""
        if "q" in data:
            told = _("Nama dan NIP tidak boleh ada dalam alamat; cari dengan POST ke %(address)s, `q` dalam isinya.")
            raise field_error("q", told % {"address": reverse("api:employee_search")}, "search_by_post")
        return super().to_internal_value(data)


class SearchBody(Strict):
    """Whom to look for."""

    q = serializers.CharField(max_length=100, help_text="Beginning of a NIP, or part of a name.")


def chosen(query: dict[str, Any], queryset: QuerySet[Employee], user: User) -> EmployeeFilter:
    """The narrowed employees; raises ValidationError with every parameter that says nothing."""
    given = {name: value for name, value in query.items() if name in StrictEmployeeFilter.base_filters}
    found = StrictEmployeeFilter(given, queryset, user=user)
    if not found.form.is_valid():
        raise serializers.ValidationError(
            {
                name: [serializers.ErrorDetail(error.messages[0], code=error.code or "invalid") for error in errors]
                for name, errors in found.form.errors.as_data().items()
            }
        )
    return found
