"""What people fill in about a merit round; what it means is checked by the domain."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules.merit import INSTRUMENTS
from succession.domain.queries.assessments import Board, Row
from succession.domain.queries.rounds import instrument
from succession.models import MeritEvidence
from succession.models.merit import Instrument
from talent.domain.file_types import EXTENSIONS
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm, DayField

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
        self.offer(employees.agencies_of(user, Permission.ASSESS_MERIT))


class Versioned(forms.Form):
    """Carries the version that was read, so that nobody overwrites what they did not see."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _level(board: Board) -> forms.TypedChoiceField:
    scale = instrument(board.known).value["levels"]
    levels = [(str(level), str(level)) for level in range(scale["lowest"], scale["highest"] + 1)]
    return forms.TypedChoiceField(
        label=_("Level"), choices=[("", "–"), *levels], coerce=int, empty_value=None, required=False
    )


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


class AnswerForm(Versioned):
    """The agency's level of a sub-aspect."""

    justification = _text(_("Penjelasan"), required=False)
    owner = forms.ModelChoiceField(
        label=_("Penanggung jawab"), queryset=User.objects.none(), required=False, empty_label=_("– belum dibagi –")
    )
    field_order = ("level", "justification", "owner", "version")

    def __init__(self, *args: Any, row: Row, board: Board, team: list[User], **options: Any) -> None:
        held = row.answer
        first = {name: getattr(held, name) for name in ("level", "justification", "owner", "version")}
        super().__init__(*args, prefix=f"jawab-{row.line.id}", initial=first, **options)
        self.fields["level"] = _level(board)
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(pk__in=[one.pk for one in team])
        # The same few people for each of the forms on a page, asked for once.
        owner.choices = [("", owner.empty_label), *((one.pk, one.name) for one in team)]
        self.order_fields(self.field_order)


class VerifyForm(Versioned):
    """The verifier's level of a sub-aspect."""

    remark = _text(_("Catatan verifikator"), required=False, help_text=_("Wajib bila levelnya berbeda."))
    field_order = ("level", "remark", "version")

    def __init__(self, *args: Any, row: Row, board: Board, **options: Any) -> None:
        held = row.answer
        # The agency's level stands there to be confirmed, not to be typed again.
        level = held.level if held.verified_level is None else held.verified_level
        first = {"level": level, "remark": held.note, "version": held.version}
        super().__init__(*args, prefix=f"verifikasi-{row.line.id}", initial=first, **options)
        self.fields["level"] = _level(board)
        self.order_fields(self.field_order)


def _document(**options: Any) -> forms.FileField:
    return forms.FileField(
        label=_("Berkas"),
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        **options,
    )


def _limit() -> str:
    megabytes = settings.EVIDENCE_LIMIT_BYTES // 2**20
    return gettext("PDF, PNG, JPEG, atau WebP; paling besar %(limit)s MB.") % {"limit": megabytes}


class DocumentForm(forms.Form):
    """A document and the sub-aspects that it serves, of the whole instrument."""

    title = forms.CharField(label=_("Judul dokumen"), max_length=150)
    document = _document()
    sub_aspects = forms.MultipleChoiceField(label=_("Membuktikan"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, board: Board, **options: Any) -> None:
        super().__init__(*args, prefix="bukti", **options)
        self.fields["document"].help_text = _limit()
        codes: Any = self.fields["sub_aspects"]
        codes.choices = [(row.line.id, f"{row.line.id} {row.line.name}") for row in board.rows]


class ReplaceForm(forms.Form):
    """The next version of a document, for every sub-aspect that it serves."""

    document = _document()

    def __init__(self, *args: Any, held: MeritEvidence, **options: Any) -> None:
        super().__init__(*args, prefix=f"ganti-{held.pk}", **options)
        self.fields["document"].help_text = _limit()


class WithdrawProofForm(forms.Form):
    """Why a sub-aspect no longer rests on a document."""

    reason = _text(_("Alasan pencabutan"))

    def __init__(self, *args: Any, held: MeritEvidence, **options: Any) -> None:
        super().__init__(*args, prefix=f"cabut-{held.pk}", **options)


class BackForm(Versioned):
    """Why a round is sent back."""

    reason = _text(_("Alasan dikembalikan"))


class DecideForm(Versioned):
    """The overseer's decision on a round."""

    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    decided_on = DayField(label=_("Tanggal keputusan"))
    valid_to = DayField(
        label=_("Berlaku sampai"),
        required=False,
        help_text=_("Kosongkan bila keputusannya tidak menyebut akhir."),
    )
