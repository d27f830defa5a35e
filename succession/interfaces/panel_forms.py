"""What the committee's first round is filled in with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from succession.domain.panel import FEWEST, MOST
from succession.domain.queries.panels import Line
from talent.models import Employee


class OpenForm(forms.Form):
    """How many of the ranking are scored."""

    size = forms.IntegerField(
        label=_("Banyaknya calon teratas yang dinilai"), min_value=FEWEST, max_value=MOST, initial=5
    )


class DeclareForm(forms.Form):
    """Conflicts of interest: an empty line says that there is none with that person."""

    def __init__(self, *args: Any, people: Sequence[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        for person in people:
            self.fields[f"relation_{person.pk}"] = forms.CharField(label=person.name, required=False, max_length=80)

    @property
    def relations(self) -> dict[int, str]:
        """Employee → the relation; empty ones too."""
        return {int(name.removeprefix("relation_")): text for name, text in self.cleaned_data.items()}


class ScoreForm(forms.Form):
    """A score and its reason for each code; lines left empty say nothing yet."""

    def __init__(self, *args: Any, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        for line in lines:
            self.fields[f"score_{line.code}"] = forms.IntegerField(
                label=_("Nilai %(code)s") % {"code": line.code},
                required=False,
                min_value=0,
                max_value=100,
                initial=line.score,
            )
            self.fields[f"reason_{line.code}"] = forms.CharField(
                label=_("Alasan %(code)s") % {"code": line.code}, required=False, initial=line.reason
            )

    @property
    def scores(self) -> dict[str, tuple[int, str]]:
        """Code → score and reason, where there is a score."""
        data = self.cleaned_data
        codes = [name.removeprefix("score_") for name in data if name.startswith("score_")]
        return {
            code: (data[f"score_{code}"], data[f"reason_{code}"]) for code in codes if data[f"score_{code}"] is not None
        }


class MinutesForm(forms.Form):
    """The minutes, and the version of them that was read."""

    minutes = forms.CharField(label=_("Risalah"), widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)
