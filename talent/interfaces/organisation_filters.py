"""What the lists of units and of posts can be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries import employees
from talent.models import Agency


class OrganisationFilter(forms.Form):
    """By a part of the name or the beginning of the code, and by agency where there are several."""

    name = forms.CharField(
        label=_("Nama atau kode"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agency = forms.ModelChoiceField(
        label=_("Instansi"), queryset=Agency.objects.none(), required=False, empty_label=_("semua")
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        agencies = employees.agencies_of(user, Permission.VIEW_EMPLOYEES)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        if len(agencies[:2]) < 2:
            del self.fields["agency"]

    def narrowed(self, rows: QuerySet[Any], owner: str) -> QuerySet[Any]:
        """The rows that are asked for; none while a filter cannot be understood."""
        if not self.is_valid():
            return rows.none()
        text, agency = self.cleaned_data["name"], self.cleaned_data.get("agency")
        if text:
            rows = rows.filter(Q(name__icontains=text) | Q(**{f"{owner}__code__istartswith": text}))
        return rows.filter(agency=agency) if agency else rows
