"""What people fill in about somebody of another agency's succession group who agreed to be considered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from succession.interfaces.merit_forms import file_field, file_limit
from talent.interfaces.forms import DayField


class AgreementForm(forms.Form):
    """Who agreed, and their letter. Nobody is offered: whoever fills a vacancy does not browse another agency."""

    nip = forms.CharField(
        label=_("NIP"),
        max_length=18,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Lengkap, sebagaimana tertulis dalam suratnya."),
    )
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    dated = DayField(label=_("Tanggal surat"))
    document = file_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = file_limit()


class WithdrawAgreementForm(forms.Form):
    """Why they agree no more."""

    reason = forms.CharField(label=_("Alasan penarikan"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
