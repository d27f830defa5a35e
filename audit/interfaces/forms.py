"""A checkpoint that somebody kept outside the house."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 20 * 1024 * 1024


class CheckpointForm(forms.Form):
    """An optional file of heads exported earlier."""

    file = forms.FileField(
        label=_("Titik periksa"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json"}),
        help_text=_("Berkas kepala segel yang dahulu diekspor dan disimpan di luar sistem."),
    )

    def clean_file(self) -> list[dict[str, Any]] | None:
        """The heads in the file; None without one."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("Berkas terlalu besar untuk sebuah titik periksa."))
        try:
            heads = json.loads(file.read().decode("utf-8"))
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            raise forms.ValidationError(_("Berkas ini bukan JSON.")) from error
        if not isinstance(heads, list):
            raise forms.ValidationError(_("Titik periksa adalah daftar kepala segel."))
        return heads
