"""What an administrator fills in. Employees are named by a NIP that the administrator was given; none is shown."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.domain import second_lock
from accounts.roles import Roles
from talent.models import Agency, Employee


class GrantForm(forms.Form):
    """A role over an agency, over one's own data, or over the installation."""

    role = forms.ChoiceField(
        label=_("Peran"),
        choices=lambda: [(role.code, role.name) for role in Roles.ALL.values() if role is not Roles.SYSTEM],
    )
    agency = forms.ModelChoiceField(
        label=_("Instansi"),
        queryset=Agency.objects.all(),
        required=False,
        help_text=_("Untuk peran pada sebuah instansi."),
    )
    nip = forms.CharField(
        label=_("NIP"),
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Hanya untuk peran Pegawai: milik siapa data yang dilihat."),
    )

    def clean(self) -> dict[str, Any]:
        """`agency_id` and `employee_id` as the role's scope wants them."""
        data: dict[str, Any] = super().clean() or {}
        role = Roles.ALL.get(data.get("role", ""))
        data |= {"agency_id": None, "employee_id": None}
        if role is None:
            return data
        if role.scope == "agency":
            if data.get("agency") is None:
                self.add_error("agency", _("Peran ini berlaku pada sebuah instansi; pilih instansinya."))
            else:
                data["agency_id"] = data["agency"].pk
        if role.scope == "self":
            with second_lock.every_row():
                # Of whoever moved between two agencies here, the row of the one that they serve.
                found = Employee.objects.filter(nip=data.get("nip") or "", outside=False, moved_on=None)
                data["employee_id"] = found.values_list("pk", flat=True).first()
            if data["employee_id"] is None:
                self.add_error("nip", _("NIP ini belum tercatat."))
        return data


class RevokeForm(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(label=_("Alasan dicabut"), max_length=500)


class UserForm(forms.Form):
    """A new user, who changes the password at the first sign-in."""

    username = forms.CharField(label=_("Nama masuk"), max_length=60)
    name = forms.CharField(label=_("Nama"), max_length=120)
    password = forms.CharField(
        label=_("Sandi awal"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Paling sedikit 12 huruf; sampaikan langsung kepada orangnya."),
    )

    def clean_password(self) -> str:
        """The password, provided that it is hard to guess."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password
