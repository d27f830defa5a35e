"""Which ranks are set side by side, as somebody writes them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from succession.domain.queries.comparing import AT_MOST

FIRST = ", ".join(str(rank) for rank in range(1, AT_MOST + 1))


def ranks_in(text: str) -> list[int]:
    """The ranks that somebody wrote, by commas or spaces, each once and in order; they are no personal data, names
    never stand in an address. Raises ValidationError."""
    words = re.split(r"[\s,;]+", text.strip(" ,;"))
    if not all(word.isascii() and word.isdecimal() and len(word) < 8 for word in words):
        raise ValidationError(_("Tulis nomor peringkat saja, misalnya 1, 2, 4."), code="not_ranks")
    return sorted({int(word) for word in words})


class BesideForm(forms.Form):
    """Up to five ranks."""

    peringkat = forms.CharField(
        label=_("Peringkat yang disandingkan"),
        max_length=60,
        help_text=_("Paling banyak lima nomor peringkat, dipisah koma."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_peringkat(self) -> list[int]:
        """The ranks, each once, in order."""
        ranks = ranks_in(self.cleaned_data["peringkat"])
        if len(ranks) > AT_MOST:
            raise ValidationError(_("Paling banyak lima calon disandingkan sekaligus."), code="too_many")
        return ranks

    @classmethod
    def asked(cls, query: Any) -> "BesideForm":
        """What the address asks for; unbound where it asks for nothing: then it is the first five, or as many as there
        are."""
        return cls(query if "peringkat" in query else None)
