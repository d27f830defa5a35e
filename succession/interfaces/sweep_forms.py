"""What people ask of everybody held against the posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules.checks import Status
from succession.domain.queries import sweeps
from succession.domain.queries.readiness import TARGETS
from succession.interfaces import words
from succession.models import SweptPost
from talent.codes import JPT_TIERS, Tier
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm, DayField, Sought

JPT = "JPT"


def tiers(code: str) -> tuple[str, ...]:
    """The tiers that a choice of the form stands for."""
    return tuple(JPT_TIERS) if code == JPT else (code,)


class SweepForm(AgencyForm):
    """Which posts, on which day."""

    tier = forms.ChoiceField(
        label=_("Jenjang jabatan"),
        choices=[(JPT, _("semua JPT")), *((code, Tier(code).label) for code in reversed(TARGETS))],
    )
    on = DayField(label=_("Tanggal acuan"), help_text=_("Persyaratan diukur pada tanggal ini."))
    field_order = ("agency", "tier", "on")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.PREPARE_VACANCY))


class SweptPostFilter(forms.Form):
    """Posts by a part of their title, and those for which nobody is eligible."""

    title = forms.CharField(
        label=_("Nama jabatan"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("sebagian nama"), "autocomplete": "off"}),
    )
    eligible = forms.ChoiceField(
        label=_("Memenuhi syarat"), required=False, choices=[("", _("semua")), ("0", _("tidak ada seorang pun"))]
    )


class SweptPeopleFilter(Sought):
    """People by name or NIP, by what came out, and by a requirement that they miss."""

    outcome = forms.ChoiceField(label=_("Hasil"), required=False)
    requirement = forms.ChoiceField(label=_("Persyaratan yang kurang"), required=False)

    def __init__(self, data: Any, *, swept: SweptPost) -> None:
        super().__init__(data)
        failed = swept.people - swept.eligible - swept.unsure
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("", _("semua")),
            (Status.PASS.value, _("memenuhi (%(n)s)") % {"n": swept.eligible}),
            (Status.UNKNOWN.value, _("belum ada data (%(n)s)") % {"n": swept.unsure}),
            (Status.FAIL.value, _("tidak memenuhi (%(n)s)") % {"n": failed}),
        ]
        own = sweeps.own_names(swept)
        named = [(code, words.named([code], own)) for code in swept.codes]
        self.fields["requirement"].choices = [("", _("semua")), *named]  # type: ignore[attr-defined]
