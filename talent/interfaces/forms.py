"""What people fill in; what it means is checked by the domain."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import Invalid
from rules.yaml_lines import MAX_CHARS
from talent.domain.days import require_possible
from talent.domain.imports import of_installation, permission_for
from talent.domain.queries import drafts, employees, imports
from talent.interfaces.columns import KINDS
from talent.models import Agency


def day_input() -> forms.DateInput:
    """The browser's own date field, which wants ISO text in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DayField(forms.DateField):
    """A day that a record can have, by the browser's own date field."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=day_input(), **options)

    def validate(self, value: Any) -> None:
        """Raise ValidationError for a day that none can have."""
        super().validate(value)
        try:
            require_possible(value)
        except Invalid as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class Sought(forms.Form):
    """Whom to look for in a list: posted and kept in the session, never in the address with the other filters."""

    q = forms.CharField(
        label=_("Cari"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("Nama atau NIP"), "autocomplete": "off"}),
    )


class AgencyForm(forms.Form):
    """A form about one of the user's agencies; the choice is only shown when there are several."""

    # Whether there is such an agency at all, this does not say.
    agency = forms.ModelChoiceField(
        label=_("Instansi"),
        queryset=Agency.objects.none(),
        error_messages={"invalid_choice": _("Instansi ini bukan salah satu instansi Anda.")},
    )

    def offer(self, agencies: Any) -> None:
        """Offer these agencies; a single one needs no choice."""
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        few = list(agencies[:2])
        if len(few) == 1:
            self.fields["agency"].required = False
            self.fields["agency"].widget = forms.HiddenInput()
            self.only: Agency | None = few[0]
        else:
            self.only = None

    def chosen(self) -> Agency:
        """The agency picked, or the only one there is."""
        agency: Agency = self.only or self.cleaned_data["agency"]
        return agency


class UploadForm(AgencyForm):
    """A workbook to check."""

    kind = forms.ChoiceField(label=_("Jenis berkas"))
    file = forms.FileField(
        label=_("Berkas"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )
    field_order = ("agency", "kind", "file")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(imports.agencies_for(user))
        kinds = kinds_for(user)
        if all(map(of_installation, kinds)):
            del self.fields["agency"]
        elif any(map(of_installation, kinds)):
            self.fields["agency"].required = False
        self.fields["kind"].choices = [(code, KINDS[code].title) for code in kinds]  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("XLSX atau CSV, paling besar %(limit)s MB.") % {
            "limit": settings.UPLOAD_LIMIT_BYTES // 2**20
        }

    def clean(self) -> dict[str, Any]:
        """Every kind but that of agencies belongs to one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        field, kind = self.fields.get("agency"), given.get("kind")
        if (
            field
            and kind
            and not (of_installation(kind) or self.only or given.get("agency") or self.has_error("agency"))
        ):
            self.add_error("agency", field.error_messages["required"])
        return given

    def owner(self) -> Agency | None:
        """Whose file it is; None for the list of agencies."""
        return None if of_installation(self.cleaned_data["kind"]) else self.chosen()


class CycleForm(AgencyForm):
    """A new review cycle."""

    name = forms.CharField(label=_("Nama siklus"), max_length=80, help_text=_("Misalnya: Pemetaan talenta 2026."))
    on = DayField(
        label=_("Data per tanggal"),
        help_text=_("Kebijakan yang berlaku pada tanggal ini yang dipakai."),
    )
    field_order = ("agency", "name", "on")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.MAP_TALENT))


class DraftForm(AgencyForm):
    """What a new draft of a policy starts from: something there is, or an uploaded text."""

    source = forms.ChoiceField(label=_("Mulai dari"), required=False)
    file = forms.FileField(
        label=_("atau berkas YAML"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    field_order = ("agency", "source", "file")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.DRAFT_POLICY))
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in drafts.sources(self.only):
            groups.setdefault(one.group, []).append((one.code, one.title))
        choices: list[Any] = [*groups.pop("", []), *groups.items()]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def uploaded(self) -> str | None:
        """The text of the uploaded file, if there is one. Raises Invalid when it is no text."""
        file = self.cleaned_data.get("file")
        if not file:
            return None
        if file.size > MAX_CHARS * 4:
            raise Invalid(_("Dokumen terlalu besar."), code="policy_unusable")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Invalid(_("Berkas ini bukan teks UTF-8."), code="policy_unusable") from error


class SimulationForm(forms.Form):
    """On which day's facts a draft is tried."""

    on = DayField(label=_("Data per tanggal"))


class EstablishForm(forms.Form):
    """The decree by which the PPK establishes the pool."""

    decree = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    established_date = DayField(label=_("Tanggal penetapan"))


class ReasonForm(forms.Form):
    """Why something is sent back."""

    reason = forms.CharField(label=_("Alasan pengembalian"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    """Why a written file is taken back."""

    reason = forms.CharField(label=_("Alasan penarikan"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


def kinds_for(user: User) -> list[str]:
    """The workbook kinds that the user may import for at least one agency."""
    return [code for code in KINDS if scope.scope(user, permission_for(code))]
