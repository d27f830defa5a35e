"""What people fill in about a merit round; what it means is checked by the domain."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules.law import shipped
from rules.merit import INSTRUMENTS, level_error, level_sign
from rules.text import Text
from succession.domain.queries import assessments
from succession.domain.queries.assessments import Board, Row
from succession.domain.queries.clarifications import Thread
from succession.domain.queries.plenos import Minutes
from succession.domain.queries.words import said
from succession.models import MeritEvidence
from succession.models.merit import Instrument
from talent.domain.file_types import EXTENSIONS
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm, DayField
from talent.models import Agency

assert set(INSTRUMENTS) == set(Instrument.values)


class BeginForm(AgencyForm):
    """A new round."""

    name = forms.CharField(label=_("Nama putaran"), max_length=60, help_text=_("Misalnya: 2026."))
    instrument = forms.ChoiceField(
        label=_("Instrumen"),
        choices=Instrument.choices,
        help_text=_("Tidak dapat diganti sesudahnya; hasil kedua instrumen tidak dapat saling dikonversi."),
    )
    field_order = ("agency", "name", "instrument")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offered: Any = self.fields["instrument"]
        offered.choices = [
            (code, Instrument(code).label) for code in assessments.instruments_in_force(timezone.localdate())
        ]
        self.offer(employees.agencies_of(user, Permission.ASSESS_MERIT))


class WeightsForm(AgencyForm):
    """Weights of an instrument, in a workbook."""

    instrument = forms.ChoiceField(label=_("Instrumen"), choices=Instrument.choices)
    effective_from = DayField(
        label=_("Berlaku sejak"),
        help_text=_(
            "Untuk putaran yang dinilai menurut hari itu atau sesudahnya; yang sudah diputuskan tidak berubah."
        ),
    )
    of_round = forms.CharField(
        label=_("Putaran surat ini"),
        max_length=60,
        required=False,
        help_text=_("Nama putaran yang surat hasilnya memuat bobot ini; sejak sekarang ia dihitung dengannya."),
    )
    source = forms.CharField(label=_("Sumber"), max_length=200, help_text=_("Surat hasil penilaian atau peraturannya."))
    verified = forms.BooleanField(label=_("Sudah dicocokkan dengan sumbernya"), required=False)
    workbook = forms.FileField(
        label=_("Berkas"), max_length=255, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )
    everywhere = forms.BooleanField(label=_("Untuk semua instansi dalam wewenang Anda"), required=False)
    field_order = ("agency", "everywhere", "instrument", "effective_from", "of_round", "source", "verified", "workbook")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.IMPORT_MERIT))
        if self.only:
            del self.fields["everywhere"]
        self.fields["agency"].required = False

    def clean(self) -> dict[str, Any]:
        """Either one agency or all of them."""
        data = super().clean() or self.cleaned_data
        if not self.only and not data.get("everywhere") and not data.get("agency") and "agency" not in self.errors:
            self.add_error("agency", gettext("Sebutkan instansinya."))
        return data

    @property
    def agencies(self) -> list[Agency]:
        """Those whose rounds the weights are for."""
        offered: Any = self.fields["agency"]
        return list(offered.queryset) if self.cleaned_data.get("everywhere") else [self.chosen()]


class Versioned(forms.Form):
    """Carries the version that was read, so that nobody overwrites what they did not see."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _level(board: Board, row: Row) -> forms.TypedChoiceField:
    """The levels of the instrument, each with what it means."""
    code, sub = board.assessment.instrument, row.line.id
    levels = {level: words for level, words in row.meanings.items() if level_error(code, sub, level) is None}
    return level_field(code, sub, levels, empty="–", label=_("Level"))


def level_field(code: str, sub: str, levels: Mapping[int, Text], *, empty: str, label: Any) -> forms.TypedChoiceField:
    """A choice among the levels of a sub-aspect with their words; another one is refused in the words of the rules."""
    refusal = level_error(code, sub, "%(value)s")
    assert refusal is not None
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *((str(one), f"{level_sign(one)} · {said(words)}") for one, words in levels.items())],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": said(refusal)},
    )


def overseer_today() -> str:
    """Whose papers open the gate today: what a form offers first, for an earlier one can be chosen."""
    return str(shipped().at("gate.regime", timezone.localdate()).value["authorities"][0])


def long_text(label: Any, **options: Any) -> forms.CharField:
    """Something to be said in sentences."""
    return forms.CharField(label=label, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


class AnswerForm(Versioned):
    """The agency's level of a sub-aspect."""

    justification = long_text(_("Penjelasan"), required=False)
    owner = forms.ModelChoiceField(
        label=_("Penanggung jawab"), queryset=User.objects.none(), required=False, empty_label=_("– belum dibagi –")
    )
    field_order = ("level", "justification", "owner", "version")

    def __init__(self, *args: Any, row: Row, board: Board, team: list[User], **options: Any) -> None:
        held = row.answer
        first = {name: getattr(held, name) for name in ("level", "justification", "owner", "version")}
        super().__init__(*args, prefix=f"jawab-{row.line.id}", initial=first, **options)
        self.fields["level"] = _level(board, row)
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(pk__in=[one.pk for one in team])
        # The same few people for each of the forms on a page, asked for once.
        owner.choices = [("", owner.empty_label), *((one.pk, one.name) for one in team)]
        self.order_fields(self.field_order)


class VerifyForm(Versioned):
    """The verifier's level of a sub-aspect."""

    remark = long_text(_("Catatan verifikator"), required=False, help_text=_("Wajib bila levelnya berbeda."))
    field_order = ("level", "remark", "version")

    def __init__(self, *args: Any, row: Row, board: Board, **options: Any) -> None:
        held = row.answer
        # The agency's level stands there to be confirmed, not to be typed again.
        level = held.level if held.verified_level is None else held.verified_level
        first = {"level": level, "remark": held.note, "version": held.version}
        super().__init__(*args, prefix=f"verifikasi-{row.line.id}", initial=first, **options)
        self.fields["level"] = _level(board, row)
        self.order_fields(self.field_order)


def file_field(**options: Any) -> forms.FileField:
    """A document to hand in."""
    return forms.FileField(
        label=_("Berkas"),
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        **options,
    )


def file_limit() -> str:
    """Which documents are taken, and how large."""
    megabytes = settings.EVIDENCE_LIMIT_BYTES // 2**20
    return gettext("PDF, PNG, JPEG, atau WebP; paling besar %(limit)s MB.") % {"limit": megabytes}


class DocumentForm(forms.Form):
    """A document and the sub-aspects that it serves, of the whole instrument but for the shares of others."""

    title = forms.CharField(label=_("Judul dokumen"), max_length=150)
    document = file_field()
    sub_aspects = forms.MultipleChoiceField(
        label=_("Membuktikan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Sub-aspek %(value)s tidak ada, atau bagian orang lain.")},
    )

    def __init__(self, *args: Any, rows: Sequence[Row], **options: Any) -> None:
        super().__init__(*args, prefix="bukti", **options)
        self.fields["document"].help_text = file_limit()
        codes: Any = self.fields["sub_aspects"]
        codes.choices = [(row.line.id, f"{row.line.id} {row.line.name}") for row in rows]


class ReplaceForm(forms.Form):
    """The next version of a document: the form names the sub-aspects that it will serve, and those of others (`kept`)
    that keep this one."""

    document = file_field()

    def __init__(
        self, *args: Any, held: MeritEvidence, served: Sequence[str] = (), kept: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, prefix=f"ganti-{held.pk}", **options)
        told = [gettext("Menggantikan bukti sub-aspek %(ids)s.") % {"ids": ", ".join(served)}]
        if kept:
            message = gettext("Sub-aspek %(ids)s bagian orang lain; buktinya tetap yang ini.")
            told.append(message % {"ids": ", ".join(kept)})
        self.fields["document"].help_text = " ".join([*told, file_limit()])


class WithdrawProofForm(forms.Form):
    """Why a sub-aspect no longer rests on a document."""

    reason = long_text(_("Alasan pencabutan"))

    def __init__(self, *args: Any, held: MeritEvidence, **options: Any) -> None:
        super().__init__(*args, prefix=f"cabut-{held.pk}", **options)


class AskForm(forms.Form):
    """A question about a sub-aspect, with one of the verifier's own documents if there is one."""

    text = long_text(_("Pertanyaan"))
    due = DayField(label=_("Dijawab paling lambat"))
    document = file_field(required=False)

    def __init__(self, *args: Any, sub: str, **options: Any) -> None:
        super().__init__(*args, prefix=f"tanya-{sub}", **options)
        self.fields["document"].help_text = file_limit()


class ReplyForm(forms.Form):
    """What is said to a question; whose share of the agency's it is may add a document."""

    text = long_text(_("Jawaban"))
    document = file_field(required=False)

    def __init__(self, *args: Any, thread: Thread, team: bool, mine: bool, **options: Any) -> None:
        super().__init__(*args, prefix=f"balas-{thread.question.pk}", **options)
        self.fields["document"].help_text = file_limit()
        if not team:
            self.fields["text"].label = _("Tanggapan verifikator")
        if not team or not mine:
            del self.fields["document"]


class CloseForm(forms.Form):
    """What came of a question; `read`: how many replies stood there."""

    outcome = long_text(_("Kesimpulan"))
    read = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, thread: Thread, **options: Any) -> None:
        first = {"read": len(thread.replies)}
        super().__init__(*args, prefix=f"tutup-{thread.question.pk}", initial=first, **options)


class BackForm(Versioned):
    """Why a round is sent back, or cancelled."""

    reason = long_text(_("Alasan"))


class PlenoForm(Versioned):
    """The minutes of the plenary session, with the level it decided for each disputed sub-aspect."""

    held_on = DayField(label=_("Tanggal pleno"))
    present = forms.MultipleChoiceField(label=_("Yang hadir"), widget=forms.CheckboxSelectMultiple)
    minutes = forms.CharField(label=_("Risalah"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(
        self, *args: Any, board: Board, minutes: Minutes | None, candidates: list[User], **options: Any
    ) -> None:
        pleno = minutes.pleno if minutes else None
        first = {"version": pleno.version, "held_on": pleno.held_on, "minutes": pleno.minutes} if pleno else {}
        first |= {"present": [str(user.pk) for user in minutes.present]} if minutes else {"version": 0}
        super().__init__(*args, initial=first, **options)
        self.candidates = {str(user.pk): user for user in candidates}
        present: Any = self.fields["present"]
        present.choices = [(pk, user.name) for pk, user in self.candidates.items()]
        kept = pleno.levels if pleno else {}
        disputed = {one.line.id for one in board.differences} | set(kept)
        self.rows = [row for row in board.rows if row.line.id in disputed]
        for row in self.rows:
            level, reason = kept.get(row.line.id, (row.answer.verified_level, ""))
            self.fields[f"level-{row.line.id}"] = field = _level(board, row)
            named = {"id": f"{row.line.id} {said(row.line.name)}"}
            field.label, field.initial, field.required = gettext("%(id)s: level") % named, level, True
            self.fields[f"reason-{row.line.id}"] = forms.CharField(
                label=gettext("%(id)s: alasan") % {"id": row.line.id},
                initial=reason,
                required=False,
                max_length=1_000,
                help_text=gettext("Mandiri %(own)s, verifikasi %(verified)s.")
                % {"own": level_sign(row.answer.level), "verified": level_sign(row.answer.verified_level)},
            )

    @property
    def given(self) -> dict[str, Any]:
        """What the domain asks for."""
        data = self.cleaned_data
        return {
            "version": data["version"],
            "held_on": data["held_on"],
            "minutes": data["minutes"],
            "present": [self.candidates[pk] for pk in data["present"]],
            "levels": {row.line.id: (data[f"level-{row.line.id}"], data[f"reason-{row.line.id}"]) for row in self.rows},
        }


class DecideForm(Versioned):
    """The overseer's decision on a round."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    decided_on = DayField(label=_("Tanggal keputusan"))
    valid_to = DayField(
        label=_("Berlaku sampai"),
        required=False,
        help_text=_("Kosongkan bila keputusannya tidak menyebut akhir."),
    )
