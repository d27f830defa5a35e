"""What the list of users can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.queries import users
from accounts.models import User
from accounts.roles import Roles


class UserFilter(django_filters.FilterSet):
    """Narrow the users an administrator manages."""

    q = django_filters.CharFilter(
        label=_("Cari"),
        max_length=100,
        method="search",
        widget=forms.TextInput(attrs={"placeholder": _("Nama atau nama masuk"), "autocomplete": "off"}),
    )
    role = django_filters.ChoiceFilter(
        label=_("Peran"),
        method="with_role",
        choices=lambda: [(role.code, role.name) for role in Roles.ALL.values() if role is not Roles.SYSTEM],
        empty_label=_("semua"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    @property
    def rows(self) -> QuerySet[User]:
        """The narrowed list; nothing while a filter cannot be understood."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    def search(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return users.matching(queryset, value)

    def with_role(self, queryset: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        return queryset.filter(pk__in=users.holding(str(value)))
