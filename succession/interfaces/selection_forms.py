"""What people fill in about an open selection; what it means is checked by the domain."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rules import selection
from rules.checks import Check, Status
from rules.law import NoRuleInForce, shipped
from rules.selection import Stage
from succession.interfaces.merit_forms import file_field, file_limit
from succession.models import Application
from talent.domain.queries import employees
from talent.interfaces.forms import DayField
from talent.interfaces.record_forms import RecordForm
from talent.labels import label
from talent.models import Employee

WEIGHT, SCORE, SEEN = "weight_", "score_", "seen_"


def _number(label: Any, most: int, **options: Any) -> forms.DecimalField:
    """A number from 0 to `most` with at most two decimals."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(most),
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        **options,
    )


def _reason(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


def _document() -> dict[str, forms.Field]:
    """From which document scores are taken, and why a recorded one changes."""
    origin = _("Dokumen asal nilai ini, misalnya surat hasil dari pusat asesmen.")
    changed = _("Wajib bila nilai yang sudah tercatat diubah.")
    return {
        "number": forms.CharField(label=_("Nomor dokumen nilai"), max_length=100, help_text=origin),
        "dated": DayField(label=_("Tanggal dokumen")),
        "reason": _reason(_("Alasan"), required=False, help_text=changed),
    }


def _late_reason() -> forms.CharField:
    return _reason(
        _("Alasan baru dicatat"),
        required=False,
        help_text=_("Wajib, bersama dokumennya, bila administrasi sudah diperiksa."),
    )


class _AnnouncementForm(forms.Form):
    number = forms.CharField(label=_("Nomor pengumuman"), max_length=100)
    published_on = DayField(label=_("Diumumkan tanggal"))
    closes_on = DayField(label=_("Lamaran ditutup tanggal"))
    place = forms.CharField(
        label=_("Diumumkan di"), max_length=200, help_text=_("Misalnya: laman instansi dan papan pengumuman.")
    )


class AnnounceForm(_AnnouncementForm):
    """The announcement, and what each stage weighs by the law of the day it was published on; today's until that day is
    said, or where there is no law for it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on, self.stages = self._law()
        for stage in self.stages:
            label = gettext("Bobot %(stage)s (%%)") % {"stage": stage.name}
            span = gettext("%(least)s sampai %(most)s persen.") % {"least": stage.least, "most": stage.most}
            field = _number(label, 100, initial=stage.most, help_text=span)
            field.widget.attrs["data-weighs"] = "weights"
            self.fields[f"{WEIGHT}{stage.code}"] = field

    def clean(self) -> dict[str, Any]:
        """A weight outside its range is marked at its field."""
        given: dict[str, Any] = super().clean() or {}
        for check in selection.weighing(self.weights, self.on, shipped())[:-1]:
            if check.code in given and check.status == Status.FAIL:
                words = {"fact": check.fact, "limit": check.limit}
                self.add_error(check.code, gettext("%(fact)s; diminta %(limit)s.") % words)
        return given

    def _law(self) -> tuple[date, tuple[Stage, ...]]:
        try:
            on = self.fields["published_on"].clean(self.data.get(self.add_prefix("published_on")))
            return on, selection.stages(on, shipped())
        except (forms.ValidationError, NoRuleInForce):
            today = timezone.localdate()
            return today, selection.stages(today, shipped())

    @property
    def weights(self) -> dict[str, Decimal]:
        """Percent by stage."""
        return _by_stage(self, WEIGHT)

    @property
    def summed(self) -> Check:
        """What the weights on the page add to, held against the same law."""
        given = self.weights if self.is_bound else {one.code: Decimal(one.most) for one in self.stages}
        return selection.weighing(given, self.on, shipped())[-1]


class ExtendForm(_AnnouncementForm):
    """An extension of the announcement."""

    reason = _reason(_("Alasan perpanjangan"))


class CorrectAnnouncementForm(_AnnouncementForm):
    """What an announcement really was."""

    reason = _reason(_("Alasan koreksi"))


class NipForm(forms.Form):
    """Somebody by their NIP, of those whose records the user may see."""

    nip = forms.CharField(
        label=_("NIP"),
        max_length=18,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Pegawai instansi ini, atau instansi lain yang datanya boleh Anda lihat, atau pelamar luar."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_nip(self) -> Employee:
        """The person, provided that the user may see their records."""
        found = employees.named(self.user, self.cleaned_data["nip"].strip())
        if found is None:
            raise forms.ValidationError(
                gettext("NIP ini tidak ditemukan di antara pegawai dan pelamar luar yang boleh Anda lihat.")
            )
        return found


class ApplyForm(NipForm):
    """Somebody's application, with its first document if there is one at hand."""

    received_on = DayField(label=_("Diterima tanggal"))
    title = forms.CharField(label=_("Isi dokumen"), max_length=150, required=False)
    document = file_field(required=False)
    reason = _late_reason()

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["document"].help_text = file_limit()

    def clean(self) -> dict[str, Any]:
        """A document says what it is."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("document") and not given.get("title"):
            self.add_error("title", gettext("Sebutkan isi dokumennya."))
        return given


class OutsiderForm(RecordForm):
    """Somebody whose agency is not here, and their application: the first row of the workbook of employees, checked as
    such, with the agency in the place of the unit."""

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, kind="employees", employee=None)
        del self.fields["unit"]
        self.files, self.auto_id = files or {}, "outsider_%s"
        self.fields["origin"] = forms.CharField(
            label=_("Instansi asal"),
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            help_text=_("Nama instansinya; bila instansi itu terdaftar di sini, kodenya pun dapat."),
        )
        self.fields["received_on"] = DayField(label=_("Diterima tanggal"))
        self.fields["title"] = forms.CharField(label=_("Isi dokumen"), max_length=150, required=False)
        self.fields["document"] = file_field(required=False)
        self.fields["document"].help_text = file_limit()
        self.fields["reason"] = _late_reason()
        self.order_fields(["nip", "name", "origin", "received_on"])

    def clean(self) -> dict[str, Any]:
        """As a row of the workbook; a document says what it is."""
        given = super().clean()
        if given.get("document") and not given.get("title"):
            self.add_error("title", gettext("Sebutkan isi dokumennya."))
        return given


class ApplicationDocumentForm(forms.Form):
    """One more document of an application."""

    title = forms.CharField(label=_("Isi dokumen"), max_length=150)
    document = file_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = file_limit()


class ScoreForm(forms.Form):
    """What the stages gave an applicant; a stage left empty is not scored yet. `seen`: the newest score there was;
    `theirs`: the stages that the committee scores, for which nothing is taken."""

    def __init__(
        self,
        *args: Any,
        stages: Iterable[Stage],
        scores: Mapping[str, Decimal],
        theirs: Collection[str] = (),
        seen: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.theirs = theirs
        for stage in stages:
            if stage.code in theirs:
                continue
            held = scores.get(stage.code)
            label = gettext("Nilai %(stage)s") % {"stage": stage.name}
            # A score that was given can be another, but not taken away.
            initial = None if held is None else round(held, 2)
            self.fields[f"{SCORE}{stage.code}"] = _number(label, 100, initial=initial, required=held is not None)
        self.fields |= _document()
        self.fields["seen"] = forms.IntegerField(min_value=0, initial=seen, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Not what a page sends that was opened before the committee's round."""
        if any(self.data.get(f"{SCORE}{stage}") for stage in self.theirs):
            raise forms.ValidationError(
                gettext("Tahapan ini dinilai panitia; nilainya datang dari putaran penilaian."), code="by_committee"
            )
        return super().clean() or {}

    @property
    def scores(self) -> dict[str, Decimal]:
        """By stage, what was given."""
        return _by_stage(self, SCORE)


class StageScoresForm(forms.Form):
    """What one stage gave everybody still in the selection; whose field is left empty is not scored yet. `seen`: by
    application, the newest score of theirs that there was."""

    def __init__(
        self,
        *args: Any,
        applications: Iterable[Application],
        scores: Mapping[int, Decimal],
        seen: Mapping[int, int],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.applications, self.recorded = list(applications), scores
        for one in self.applications:
            held = scores.get(one.pk)
            label = gettext("Nilai %(name)s") % {"name": one.employee.name}
            initial = None if held is None else round(held, 2)
            self.fields[f"{SCORE}{one.pk}"] = _number(
                label, 100, initial=initial, required=held is not None, show_hidden_initial=True
            )
            self.fields[f"{SEEN}{one.pk}"] = forms.IntegerField(
                min_value=0, initial=seen.get(one.pk, 0), widget=forms.HiddenInput
            )
        self.fields |= _document()

    def clean(self) -> dict[str, Any]:
        """Nobody's score is dropped without a word: not of whoever withdrew since the page was opened."""
        if any(self.data[name] for name in self.data if name.startswith(SCORE) and name not in self.fields):
            message = gettext("Seorang pelamar yang Anda beri nilai tidak lagi dalam seleksi; periksa lagi isian ini.")
            raise forms.ValidationError(message, code="out")
        return super().clean() or {}

    def saw(self, newest: Mapping[int, int]) -> None:
        """The page that is shown again was made after these scores."""
        self.data = self.data.copy()
        self.data.update({f"{SEEN}{who}": str(score) for who, score in newest.items()})

    @property
    def rows(self) -> list[tuple[Application, forms.BoundField, forms.BoundField, Decimal | None]]:
        """Each applicant with the fields of theirs and, where the page is shown again, the score that is recorded."""
        held = self.recorded if self.is_bound else {}
        return [(one, self[f"{SCORE}{one.pk}"], self[f"{SEEN}{one.pk}"], held.get(one.pk)) for one in self.applications]

    @property
    def document(self) -> list[forms.BoundField]:
        """What is said of the document once for all."""
        return [self[name] for name in _document()]

    @property
    def scores(self) -> dict[int, Decimal]:
        """By application, what was given and is not as it was on the page."""
        return {
            int(one): value for one, value in _by_stage(self, SCORE).items() if f"{SCORE}{one}" in self.changed_data
        }

    @property
    def seen(self) -> dict[int, int]:
        """By application, the newest score as it was read."""
        return {one.pk: self.cleaned_data[f"{SEEN}{one.pk}"] for one in self.applications}


class WithdrawApplicationForm(forms.Form):
    """Why an application is taken back."""

    reason = _reason(_("Alasan penarikan"))


def _by_stage(form: forms.Form, prefix: str) -> dict[str, Decimal]:
    given = form.cleaned_data.items()
    return {name.removeprefix(prefix): value for name, value in given if name.startswith(prefix) and value is not None}


def outsider_rows(people: Iterable[Any]) -> list[list[Any]]:
    """The list of applicants from elsewhere as a file: header and lines; `applied`: since when they apply."""
    rows: list[list[Any]] = [
        [gettext("NIP"), gettext("Nama"), gettext("Instansi asal"), gettext("Jabatan"), gettext("Jenjang"),
         gettext("Golongan"), gettext("Melamar lowongan ini sejak")]
    ]  # fmt: skip
    for one in people:
        state = one.current
        rows.append(
            [one.nip, one.name, one.comes_from, state.position or "", label(state.tier, "tier") if state.tier else "",
             state.grade or "", one.applied]
        )  # fmt: skip
    return rows
