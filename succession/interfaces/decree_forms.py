"""What people fill in about an agency's posts: critical ones, what it asks beyond the law, what frees somebody."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules.additions import PREFIX
from rules.law import shipped
from succession.domain.queries.readiness import TARGETS
from succession.interfaces.merit_forms import file_field, file_limit
from succession.interfaces.requirement_files import requirements_read, requirements_written
from talent.codes import Tier
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm, DayField
from talent.models import Agency

_EXAMPLE = "- code: agency_grade\n  kind: grade_min\n  grade: IV/b\n"


class _Terms(forms.Form):
    """From when to when, with the document."""

    since = DayField(label=_("Berlaku sejak"))
    until = DayField(label=_("Berlaku sampai"), required=False)
    document = file_field(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = file_limit()


class _Correction(forms.Form):
    """Why it is said otherwise."""

    reason = forms.CharField(label=_("Alasan koreksi"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class CriticalTerms(_Terms):
    """Which criteria a critical post meets."""

    criteria = forms.CharField(
        label=_("Kriteria yang dipenuhi"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order: Any = ("criteria", "since", "until", "document")


class AskedTerms(_Terms):
    """What is asked, in the form of the law's files."""

    requirements = forms.CharField(
        label=_("Persyaratan (YAML)"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "code"}),
        help_text=_("Bentuknya sama dengan berkas hukum; tiap code berawal agency_."),
        initial=_EXAMPLE,
    )
    field_order: Any = ("requirements", "since", "until", "document")


class WaiverTerms(_Terms):
    """What a document that frees somebody says of itself."""

    authority = forms.CharField(label=_("Pejabat pemberi"), max_length=150)
    granted = DayField(label=_("Tanggal dokumen"))
    grounds = forms.CharField(label=_("Alasan"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order: Any = ("authority", "granted", "since", "until", "grounds", "document")


class _New(AgencyForm):
    """One of the user's agencies, and the number of its decree."""

    number = forms.CharField(label=_("Nomor dokumen"), max_length=100)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, prefix="baru", **options)
        self.offer(employees.agencies_of(user, Permission.PUBLISH_POLICY))


class CriticalForm(CriticalTerms, _New):
    """A post that is critical."""

    position = forms.CharField(label=_("Kode jabatan"), max_length=60)
    field_order = ("agency", "position", "number", *CriticalTerms.field_order)


class AskedForm(AskedTerms, _New):
    """What the agency asks beyond the law."""

    tier = forms.ChoiceField(
        label=_("Jenjang"), choices=[(code, label) for code, label in Tier.choices if code in TARGETS]
    )
    field_order = ("agency", "tier", "number", *AskedTerms.field_order)


class WaiverForm(WaiverTerms, _New):
    """A document that frees somebody from a requirement."""

    nip = forms.CharField(label=_("NIP"), max_length=18, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = forms.CharField(label=_("Kode persyaratan"), max_length=40)
    position = forms.CharField(
        label=_("Kode jabatan"), max_length=60, required=False, help_text=_("Kosongkan bila untuk semua jabatan.")
    )
    field_order = ("agency", "nip", "code", "position", "number", *WaiverTerms.field_order)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].required = True
        known = shipped().versions("requirements.waivable")[-1].value
        self.fields["code"].help_text = f"{', '.join(known)}, {PREFIX}…"


class WiderForm(_Terms, _New):
    """That members of other agencies' succession groups who agreed are taken in."""

    field_order = ("agency", "number", "since", "until", "document")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].required = True


class CriticalCorrection(CriticalTerms, _Correction):
    """A critical post as it should have been recorded."""

    field_order = (*CriticalTerms.field_order, "reason")

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        first = {"criteria": record.criteria, "since": record.true_from, "until": record.true_to}
        super().__init__(*args, initial=first, **options)


class AskedCorrection(AskedTerms, _Correction):
    """A decree as it should have been recorded."""

    field_order = (*AskedTerms.field_order, "reason")

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        asked = requirements_written(json.loads(record.requirements))
        first = {"requirements": asked, "since": record.true_from, "until": record.true_to}
        super().__init__(*args, initial=first, **options)


class WaiverCorrection(WaiverTerms, _Correction):
    """A waiver as it should have been recorded."""

    field_order = (*WaiverTerms.field_order, "reason")

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        first = {"authority": record.authority, "granted": record.granted, "grounds": record.grounds}
        super().__init__(*args, initial=first | {"since": record.true_from, "until": record.true_to}, **options)


class WiderCorrection(_Terms, _Correction):
    """A decree as it should have been recorded."""

    field_order = ("since", "until", "document", "reason")

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        super().__init__(*args, initial={"since": record.true_from, "until": record.true_to}, **options)


class DecreeFilter(forms.Form):
    """Whose decrees."""

    agency = forms.ModelChoiceField(
        label=_("Instansi"), queryset=Agency.objects.none(), required=False, empty_label=_("semua")
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        agencies = employees.agencies_of(user, Permission.VIEW_EMPLOYEES)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        if len(agencies[:2]) < 2:
            del self.fields["agency"]


def corrected(given: dict[str, Any]) -> dict[str, Any]:
    """What a correction says, as the domain takes it: a set of requirements read from its YAML."""
    if "requirements" in given:
        return given | {"requirements": requirements_read(given["requirements"])}
    return given
