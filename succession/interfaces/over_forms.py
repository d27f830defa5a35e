"""What people fill in when a filling goes over from the talent pool to open selection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from succession.interfaces import fields
from succession.interfaces.merit_forms import file_field, file_limit


class GoOverForm(forms.Form):
    """By which decision, and why."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    dated = fields.day(_("Tanggal keputusan"))
    reason = fields.reason(_("Alasan beralih"))
    document = file_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = file_limit()
