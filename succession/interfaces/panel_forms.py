"""What the committee's rounds, and its seats, are filled in with."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from succession.domain.panel import FEWEST, MOST
from succession.domain.queries import vacancies
from succession.domain.queries.ballots import Line
from succession.domain.queries.panels import Coded
from succession.models import CommitteeMember, Vacancy
from talent.interfaces.forms import DayField
from talent.models import Employee

_WHOLE = _("Isilah bilangan bulat 0–100, tanpa koma.")


def code_rows(coded: Iterable[Coded]) -> list[list[str]]:
    """Whose each code is, as a file: header and lines."""
    head = [gettext("Kode"), gettext("NIP"), gettext("Nama"), gettext("Keterangan")]
    gone = gettext("menarik diri")
    return [head, *([one.code, one.employee.nip, one.employee.name, gone if one.withdrawn else ""] for one in coded)]


class OpenForm(forms.Form):
    """How many of the ranking are scored."""

    size = forms.IntegerField(
        label=_("Banyaknya calon teratas yang dinilai"), min_value=FEWEST, max_value=MOST, initial=5
    )


class OpenStageForm(forms.Form):
    """For which stage of an open selection the committee scores."""

    stage = forms.ChoiceField(
        label=_("Tahapan yang dinilai panitia"),
        help_text=_("Rata-rata nilai anggota menjadi nilai tahapan ini; tidak ada yang diketik dua kali."),
    )

    def __init__(self, *args: Any, stages: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stage"].choices = stages  # type: ignore[attr-defined]


class WaiveForm(forms.Form):
    """Why there is no blind round."""

    reason = forms.CharField(
        label=_("Alasan tanpa putaran buta"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReleaseForm(forms.Form):
    """Which member cannot go on, since when and why, by which letter; and who takes over the seat."""

    seat = forms.ModelChoiceField(label=_("Anggota yang dilepas"), queryset=CommitteeMember.objects.none())
    released_on = DayField(label=_("Dilepas sejak tanggal"))
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    reason = forms.CharField(label=_("Alasan"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    successor = forms.ModelChoiceField(
        label=_("Digantikan oleh"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("– tidak digantikan –"),
        help_text=_("Tanpa pengganti kursinya tetap dihitung dalam kuorum, sebagai kursi yang tidak menilai."),
    )
    outside = forms.BooleanField(label=_("Penggantinya bukan pegawai instansi ini"), required=False)

    def __init__(self, *args: Any, vacancy: Vacancy, **options: Any) -> None:
        super().__init__(*args, **options)
        seats: Any = self.fields["seat"]
        seats.queryset = vacancy.committee.held().select_related("user").order_by("user__name", "id")
        seats.label_from_instance = lambda seat: str(seat.user)
        self.fields["successor"].queryset = vacancies.appointable(vacancy)  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """Who will not sign the minutes, and why: of `seats`, the members whose signature is missing."""

    seat = forms.ModelChoiceField(label=_("Anggota yang menolak"), queryset=CommitteeMember.objects.none())
    reason = forms.CharField(label=_("Alasan menolak"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, seats: QuerySet[CommitteeMember], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["seat"]
        field.queryset = seats.select_related("user").order_by("user__name", "id")
        field.label_from_instance = lambda seat: str(seat.user)


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
    """A score and its reason for each code; lines left empty say nothing yet. `version`: of the ballot as read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Line], version: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].initial = version
        for line in lines:
            self.fields[f"score_{line.code}"] = forms.IntegerField(
                label=_("Nilai %(code)s") % {"code": line.code},
                required=False,
                min_value=0,
                max_value=100,
                initial=line.score,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _WHOLE),
            )
            self.fields[f"reason_{line.code}"] = forms.CharField(
                label=_("Alasan %(code)s") % {"code": line.code},
                required=False,
                initial=line.reason,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """A score that was taken out, or a reason without one, would leave what was saved before."""
        data = super().clean() or self.cleaned_data
        if data.get("version") != self.fields["version"].initial:
            # A box may be empty because the score came later, in another window: that the ballot changed is said first.
            return data
        for name in [name for name in self.fields if name.startswith("score_") and name in self.data]:
            typed = data.get(name) is not None or name in self.errors
            reason = data.get(name.replace("score_", "reason_"), "")
            if not typed and (self.fields[name].initial is not None or reason.strip()):
                self.add_error(name, _("Tuliskan nilainya; yang tersimpan tidak dihapus dengan mengosongkannya."))
        return data

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
