"""What people fill in after the decision of a merit round; what it means is checked by the domain."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rules.merit import LEFT_OUT, level_sign
from rules.text import Text
from succession.domain.queries.rounds import Line
from succession.domain.queries.words import said
from succession.interfaces.merit_forms import Versioned, file_field, file_limit, level_field, long_text, overseer_today
from succession.models import MeritObjection, MeritTask
from succession.models.merit import Authority
from talent.interfaces.forms import DayField

Meanings = Mapping[int, Text]


class TaskForm(Versioned):
    """A task of the follow-up plan."""

    text = long_text(_("Tugas"))
    owner = forms.CharField(label=_("Penanggung jawab"), max_length=120, required=False)
    due = DayField(label=_("Tenggat"), required=False)
    done_on = DayField(label=_("Selesai"), required=False)
    result = long_text(_("Hasil"), required=False, help_text=_("Wajib bila sudah selesai."))
    field_order = ("text", "owner", "due", "done_on", "result", "version")

    def __init__(self, *args: Any, task: MeritTask, **options: Any) -> None:
        first = {name: getattr(task, name) for name in self.field_order}
        super().__init__(*args, prefix=f"tugas-{task.pk}", initial=first, **options)


class NewTaskForm(forms.Form):
    """A task by hand."""

    sub_aspect = forms.ChoiceField(label=_("Tentang"), required=False)
    text = long_text(_("Tugas"))
    owner = forms.CharField(label=_("Penanggung jawab"), max_length=120, required=False)
    due = DayField(label=_("Tenggat"), required=False)

    def __init__(self, *args: Any, lines: list[Line], **options: Any) -> None:
        super().__init__(*args, prefix="tugas-baru", **options)
        about: Any = self.fields["sub_aspect"]
        about.choices = _about(_("tidak tentang satu sub-aspek"), lines)


class CloseTaskForm(Versioned):
    """Why a task is no longer meant."""

    reason = long_text(_("Alasan ditutup"))

    def __init__(self, *args: Any, task: MeritTask, **options: Any) -> None:
        super().__init__(*args, prefix=f"tutup-{task.pk}", initial={"version": task.version}, **options)


def _about(whole: Any, lines: list[Line]) -> list[tuple[str, Any]]:
    return [("", whole), *((line.id, f"{line.id} {said(line.name)}") for line in lines)]


class OpposeForm(forms.Form):
    """An objection to a decision, or to one of its levels."""

    sub_aspect = forms.ChoiceField(label=_("Tentang"), required=False)
    text = long_text(_("Keberatan"))

    def __init__(self, *args: Any, lines: list[Line], **options: Any) -> None:
        super().__init__(*args, prefix="keberatan", **options)
        about: Any = self.fields["sub_aspect"]
        about.choices = _about(_("seluruh keputusan"), lines)


class AnswerObjectionForm(forms.Form):
    """The overseer's answer to an objection."""

    accepted = forms.TypedChoiceField(
        label=_("Keberatan"),
        choices=[("", "–"), ("1", _("diterima")), ("0", _("ditolak"))],
        coerce=lambda value: value == "1",
    )
    text = long_text(_("Jawaban"))

    def __init__(self, *args: Any, objection: MeritObjection, **options: Any) -> None:
        super().__init__(*args, prefix=f"jawab-{objection.pk}", **options)


class SupersedeForm(forms.Form):
    """The decision that follows an accepted objection: the levels that it changes, of what was objected to."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    decided_on = DayField(label=_("Tanggal keputusan"))
    valid_to = DayField(
        label=_("Berlaku sampai"),
        required=False,
        help_text=_("Kosongkan bila akhirnya sama dengan putusan yang digantikan."),
    )
    reason = long_text(_("Alasan"))
    document = file_field()

    def __init__(
        self, *args: Any, objection: MeritObjection, lines: list[Line], words: Mapping[str, Meanings], **options: Any
    ) -> None:
        super().__init__(*args, prefix=f"ganti-putusan-{objection.pk}", **options)
        self.fields["document"].help_text = file_limit()
        self.lines = [line for line in lines if objection.sub_aspect in ("", line.id)]
        for line in self.lines:
            held = gettext("tetap %(level)s") % {"level": level_sign(LEFT_OUT if line.left_out else line.counted)}
            self.fields[f"level-{line.id}"] = level_field(
                objection.round.instrument, line.id, words[line.id], empty=held, label=f"{line.id} {said(line.name)}"
            )

    @property
    def given(self) -> dict[str, Any]:
        """What the domain asks for."""
        data = {name: self.cleaned_data[name] for name in ("number", "decided_on", "valid_to", "reason")}
        levels = {line.id: self.cleaned_data[f"level-{line.id}"] for line in self.lines}
        return data | {"levels": {sub: level for sub, level in levels.items() if level is not None}}


class CommitForm(forms.Form):
    """The commitment that was signed, with its copy."""

    authority = forms.ChoiceField(label=_("Otoritas"), choices=Authority.choices, initial=overseer_today)
    number = forms.CharField(label=_("Nomor"), max_length=100)
    dated = DayField(label=_("Tanggal"))
    valid_from = DayField(
        label=_("Berlaku sejak"), required=False, help_text=_("Kosongkan bila berlaku sejak tanggal suratnya.")
    )
    valid_to = DayField(label=_("Berlaku sampai"), required=False)
    document = file_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, prefix="komitmen", **options)
        self.fields["document"].help_text = file_limit()
