"""What is filled in where the PPK does otherwise than the committee proposed, and how the register is narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from rules import deviation
from succession.domain.queries import deviations
from succession.interfaces import fields
from succession.interfaces.filters import OfAgencies
from succession.interfaces.forms import bases_offered
from succession.interfaces.panel_forms import DeclareForm
from succession.models import Deviation
from succession.models.deviation import DeviationKind
from talent.interfaces.forms import DayField, day_input


def _reason(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


class _DeviatingForm(forms.Form):
    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    dated = DayField(label=_("Tanggal keputusan"))
    basis = forms.ChoiceField(label=_("Dasar hukum"))
    reason = _reason(_("Alasan"))
    kind = ""

    def __init__(self, *args: Any, moved: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["basis"].choices = bases_offered(self.kind, moved=moved)  # type: ignore[attr-defined]


class OutsideForm(_DeviatingForm):
    """Taking somebody whom the committee did not name."""

    kind = deviation.Kind.OUTSIDE
    replacing = fields.replacing()

    def __init__(self, *args: Any, warned: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not warned:
            del self.fields["replacing"]


class AgainForm(_DeviatingForm):
    """Starting the filling again."""

    kind = deviation.Kind.AGAIN


class RefuseForm(forms.Form):
    """Why the second signature is not given."""

    reason = _reason(_("Alasan menolak"))


class StatementForm(DeclareForm):
    """How somebody is related to the names of a filling, before they decide: to these, or to nobody."""

    none = forms.BooleanField(label=_("Saya tidak mempunyai hubungan dengan seorang pun dari mereka"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        related = any(text for name, text in given.items() if name != "none")
        if related == bool(given.get("none")):
            raise forms.ValidationError(
                _("Tuliskan hubungannya pada nama orang itu, atau centang bahwa tidak ada; salah satu."), code="either"
            )
        return given

    @property
    def relations(self) -> dict[int, str]:
        return {int(name.removeprefix("relation_")): text for name, text in self.cleaned_data.items() if name != "none"}


class DeviationFilter(OfAgencies):
    """Narrow the register."""

    permission = Permission.VIEW_VACANCIES
    kind = django_filters.ChoiceFilter(label=_("Penyimpangan"), choices=DeviationKind.choices, empty_label=_("semua"))
    state = django_filters.ChoiceFilter(
        label=_("Keadaan"), choices=list(deviations.STATES.items()), empty_label=_("semua"), method="standing"
    )
    since = django_filters.DateFilter(label=_("Dari"), field_name="dated", lookup_expr="gte", widget=day_input())
    until = django_filters.DateFilter(label=_("Sampai"), field_name="dated", lookup_expr="lte", widget=day_input())

    class Meta:
        model = Deviation
        fields: list[str] = []

    def standing(self, queryset: QuerySet[Deviation], name: str, value: str) -> QuerySet[Deviation]:
        return deviations.standing(queryset, value)
