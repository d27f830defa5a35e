"""What the lists of units, posts and agencies can be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries import employees, records
from talent.interfaces.record_filters import EVIDENCE
from talent.interfaces.record_tables import headers
from talent.interfaces.tables import FIELDS
from talent.models import Agency
from talent.models.evidence import OWNERS

# Kind → name in addresses → its field and those that decide between equals; words and days only, for by their codes
# tiers and kinds would stand in no order that anybody reads.
SORTS: dict[str, dict[str, tuple[str, ...]]] = {
    "units": {"nama": ("name", "id"), "induk": ("parent__name", "name", "id")},
    "positions": {
        "nama": ("name", "id"),
        "unit": ("unit__name", "name", "id"),
        "rumpun": ("job_family", "name", "id"),
        "lowong": ("vacant_from", "name", "id"),
    },
    "technical_standards": {
        "nama": ("competency", "position__code", "id"),
        "level": ("level", "competency", "id"),
        "jabatan": ("position__current__name", "competency", "id"),
    },
    "agencies": {"nama": ("name", "id"), "provinsi": ("province", "name", "id")},
}

# Where the words that a list is searched by stand, if not in `name`.
_NAMES = {"technical_standards": ("competency", "position__current__name")}


def heads(kind: str) -> list[tuple[str, str]]:
    """The columns of a kind's list: by what it is sorted there (empty: it is not), and what the column is called."""
    by_field = {order[0].partition("__")[0]: name for name, order in SORTS[kind].items()}
    return [(by_field.get(field, ""), text) for field, text in zip(FIELDS[kind], headers(kind), strict=True)]


class OrganisationFilter(forms.Form):
    """By a part of the name or the beginning of the code, by evidence, and by agency where there are several."""

    name = forms.CharField(
        label=_("Nama atau kode"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agency = forms.ModelChoiceField(
        label=_("Instansi"), queryset=Agency.objects.none(), required=False, empty_label=_("semua")
    )
    evidence = forms.ChoiceField(label=_("Bukti"), choices=[("", _("semua")), *EVIDENCE], required=False)

    def __init__(
        self, *args: Any, kind: str, user: User, permission: Permission = Permission.VIEW_EMPLOYEES, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        agencies = employees.agencies_of(user, permission)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        if kind == "agencies" or len(agencies[:2]) < 2:
            del self.fields["agency"]

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that are asked for; none while a filter cannot be understood."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if text := asked["name"]:
            named = Q(**{f"{OWNERS[self.kind]}__code__istartswith": text})
            for name in _NAMES.get(self.kind, ("name",)):
                named |= Q(**{f"{name}__icontains": text})
            rows = rows.filter(named)
        if asked["evidence"]:
            rows = records.with_evidence(rows, self.kind, asked["evidence"])
        return rows.filter(agency=asked["agency"]) if asked.get("agency") else rows
