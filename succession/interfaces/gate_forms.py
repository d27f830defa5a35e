"""What people fill in about the gate: the overseer's papers, times without replacements, an agency's own conditions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules.wording import CATEGORIES
from succession.domain.approvals import Scope
from succession.interfaces.merit_forms import file_field, file_limit, overseer_today
from succession.models import ApprovalRecord, GateConditionRecord, GateFreezeRecord
from succession.models.gate import FreezeKind
from succession.models.merit import ApprovalKind, Issuer
from talent.codes import JPT_TIERS, Tier
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm, DayField


class _Documented(forms.Form):
    """What may come with its document."""

    document = file_field(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = file_limit()


class _Reasoned(forms.Form):
    """What was written down wrongly, and why it is said otherwise."""

    reason = forms.CharField(label=_("Alasan koreksi"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class ScopeForm(_Documented):
    """From when to when a paper holds, what it is about, and its signed copy."""

    dated = DayField(label=_("Tanggal surat"))
    valid_from = DayField(
        label=_("Berlaku sejak"), required=False, help_text=_("Kosongkan bila berlaku sejak tanggal suratnya.")
    )
    valid_to = DayField(
        label=_("Berlaku sampai"), required=False, help_text=_("Kosongkan bila suratnya tidak menyebut akhir.")
    )
    tier = forms.ChoiceField(
        label=_("Hanya untuk jenjang"),
        required=False,
        choices=[("", _("semua JPT")), *((code, label) for code, label in Tier.choices if code in JPT_TIERS)],
    )
    posts = forms.CharField(
        label=_("Hanya untuk jabatan"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kode jabatan, satu sebaris; kosongkan bila untuk semuanya."),
    )
    field_order: Any = ("dated", "valid_from", "valid_to", "tier", "posts", "document")

    @property
    def about(self) -> Scope:
        """What the paper is about."""
        codes = (line.strip() for line in self.cleaned_data["posts"].splitlines())
        return Scope(self.cleaned_data["tier"], tuple(code for code in codes if code))


class ApprovalForm(ScopeForm, AgencyForm):
    """A paper of the overseer."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=ApprovalKind.choices)
    authority = forms.ChoiceField(label=_("Otoritas"), choices=Issuer.choices, initial=overseer_today)
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    field_order = ("agency", "kind", "authority", "number", *ScopeForm.field_order)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.RECORD_APPROVAL))


class CorrectionForm(ScopeForm, _Reasoned):
    """What was written down wrongly of a paper, as it should be."""

    field_order = (*ScopeForm.field_order, "reason")

    def __init__(self, *args: Any, paper: ApprovalRecord, **options: Any) -> None:
        first = {"dated": paper.letter_date, "valid_to": paper.true_to, "tier": paper.tier, "posts": paper.posts}
        first["valid_from"] = paper.true_from if paper.dated else None
        super().__init__(*args, initial=first, **options)


class RevokeForm(_Documented):
    """The end of a paper, or of what narrows a gate, before its time."""

    revoked_on = DayField(label=_("Dicabut tanggal"))
    reason = forms.CharField(label=_("Alasan pencabutan"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("revoked_on", "reason", "document")


class FreezeTerms(_Documented):
    """From when to when officials stay."""

    since = DayField(
        label=_("Penetapan calon, atau pelantikan kepala daerah"),
        help_text=_("Pilkada: hari calon ditetapkan. Kepala daerah baru: hari pelantikannya."),
    )
    until = DayField(label=_("Akhir masa jabatan"), required=False, help_text=_("Hanya untuk pilkada."))
    field_order: Any = ("since", "until", "document")


class FreezeForm(FreezeTerms, AgencyForm):
    """What begins a time without replacements."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=FreezeKind.choices)
    number = forms.CharField(label=_("Nomor dokumen"), max_length=100)
    field_order = ("agency", "kind", "number", *FreezeTerms.field_order)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, prefix="beku", **options)
        self.offer(employees.agencies_of(user, Permission.PREPARE_VACANCY))


class FreezeCorrectionForm(FreezeTerms, _Reasoned):
    """A time without replacements as it should have been recorded."""

    field_order = (*FreezeTerms.field_order, "reason")

    def __init__(self, *args: Any, record: GateFreezeRecord, **options: Any) -> None:
        super().__init__(*args, initial={"since": record.true_from, "until": record.true_to}, **options)


def _categories() -> list[tuple[str, Any]]:
    """The categories that a law may ask for; the names are the reader's."""
    return [("", _("menurut hukum")), *((code, str(CATEGORIES[code])) for code in ("SANGAT_BAIK", "BAIK"))]


class ConditionTerms(_Documented):
    """What an agency asks beyond the law, and from when to when."""

    since = DayField(label=_("Berlaku sejak"))
    until = DayField(label=_("Berlaku sampai"), required=False)
    category = forms.ChoiceField(label=_("Kategori paling rendah"), required=False, choices=_categories)
    score = forms.DecimalField(
        label=_("Nilai paling rendah"), required=False, max_digits=5, decimal_places=2, localize=True
    )
    group = forms.IntegerField(label=_("Calon paling sedikit"), required=False, min_value=1, max_value=100)
    field_order: Any = ("since", "until", "category", "score", "group", "document")

    def clean_score(self) -> float | None:
        """As records hold it."""
        points = self.cleaned_data["score"]
        return None if points is None else float(points)


class ConditionsForm(ConditionTerms, AgencyForm):
    """What the agency asks beyond the law."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    field_order = ("agency", "number", *ConditionTerms.field_order)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, prefix="syarat", **options)
        self.offer(employees.agencies_of(user, Permission.PUBLISH_POLICY))


class ConditionsCorrectionForm(ConditionTerms, _Reasoned):
    """A decree as it should have been recorded."""

    field_order = (*ConditionTerms.field_order, "reason")

    def __init__(self, *args: Any, record: GateConditionRecord, **options: Any) -> None:
        first = {name: getattr(record, name) for name in ("category", "score", "group")}
        super().__init__(*args, initial=first | {"since": record.true_from, "until": record.true_to}, **options)
