"""One record as a form: its fields are the columns of its kind, and its row is checked as a workbook's row is."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from accounts.permissions import Permission
from talent.domain.file_types import EXTENSIONS
from talent.domain.imports import of_installation
from talent.domain.queries import employees, organisation, records
from talent.interfaces.columns.check import Checker
from talent.interfaces.columns.header import Header
from talent.interfaces.columns.kinds import KINDS, Column
from talent.interfaces.columns.parsers import Day, Words, word_key
from talent.interfaces.filters import UNITS_OFFERED
from talent.interfaces.forms import AgencyForm, DayField, day_input
from talent.interfaces.record_files import reader, writer
from talent.interfaces.sheets.chunks import Chunk
from talent.models import Agency, Employee, Evidence

_SHORT = {"tmt": "TMT", "sk": "SK", "jp": "JP", "jpm": "JPM", "nip": "NIP"}
# Labels that no page says elsewhere, so that they are translated too.
_TITLES = (
    gettext_noop("Belajar cepat"),
    gettext_noop("Tanggal selesai"),
    gettext_noop("TMT lowong"),
    gettext_noop("TMT mulai"),
    gettext_noop("TMT selesai"),
)
_REASON = 1_000


class RecordForm(forms.Form):
    """Add a record of a kind, or with `row` correct it; `values` holds field → checked value once it is valid.

    Without `employee` the row says whom it is about, in `nip`. `start`: the row whose words a new one starts from.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        employee: Employee | None,
        row: Any = None,
        start: Any = None,
    ) -> None:
        begun = row or start
        super().__init__(data, initial=raw_values(kind, begun) if begun else None)
        self.kind, self.values = KINDS[kind], {}
        self.identity = {"nip": employee.nip} if employee else _identity(kind, row)
        for column in self.kind.columns:
            if column.field not in self.identity:
                self.fields[column.field] = _field(kind, column)
        for name, help_text in (("unit", _("Kode atau nama unit.")), ("parent", _("Kode unit di atasnya."))):
            if name in self.fields:
                self.fields[name].help_text = help_text
        if kind == "technical_standards" and "code" in self.fields:
            self.fields["code"].help_text = _("Kode jabatan yang memintanya.")
        if kind == "employees":
            self._offer_units(employee)
        if row:
            self.fields["reason"] = forms.CharField(
                label=_("Alasan koreksi"), max_length=_REASON, widget=forms.Textarea(attrs={"rows": 3})
            )
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=row.digest, max_length=32)

    def _offer_units(self, employee: Employee | None) -> None:
        """The agency's units to choose from where they are few; any of them can be typed, by code or by name."""
        field = self.fields["unit"]
        if employee and employee.outside:
            field.label, field.required = _("Instansi asal"), True
        tree = employees.unit_tree([employee.agency_id]) if employee else []
        if tree and len(tree) <= UNITS_OFFERED:
            choices = [(unit.code, "\N{EM SPACE}" * depth + unit.name) for unit, depth in tree]
            now = self.initial.get("unit", "")
            # A unit that is known no longer stays readable; saved again, it is refused like a workbook's.
            gone = [(now, now)] if now and now not in dict(choices) else []
            field.widget, field.help_text = forms.Select(choices=[("", "–"), *gone, *choices]), ""

    def clean(self) -> dict[str, Any]:
        """Hold the row against the very code that holds a workbook's row."""
        cleaned: dict[str, Any] = super().clean() or {}
        columns = self.kind.columns
        raws = [[self.identity.get(column.field) or cleaned.get(column.field, "")] for column in columns]
        header = Header({column.field: (at, column) for at, column in enumerate(columns)}, ())
        names = [column.name for column in columns]
        checker = Checker(self.kind, header, timezone.localdate(), len(names))
        checked = checker.check(Chunk("", 1, names, [1], raws, []))
        fields = {column.name: column.field for column in columns}
        for error in checked.errors:
            field = fields[error.column]
            self.add_error(field if field in self.fields else None, str(error.message))
        if not checked.errors:
            self.values = {name: cells[0] for name, cells in checked.columns.items()}
            self.identity = {name: self.values.pop(name) for name in IDENTITIES if name in self.values}
        return cleaned


def _choices(kind: str, field: str, parser: Words) -> list[tuple[str, Any]]:
    """The words of a column's workbook, each with what pages call the code it stands for."""
    model = records.MODELS.get(kind) or organisation.MODELS[kind]
    called = {**dict(model._meta.get_field(field).flatchoices), True: _("ya"), False: _("tidak")}
    return [(word, called.get(parser.codes[word_key(word)], word)) for word in parser.words]


# The columns that say whom or what a row is about: they stay as they are in a correction.
IDENTITIES = ("nip", "code")


def _identity(kind: str, row: Any) -> dict[str, str]:
    fields = [column.field for column in KINDS[kind].columns if column.field in IDENTITIES]
    return {field: reader(kind, field)(row) for field in fields} if row else {}


class EntryForm(AgencyForm, RecordForm):
    """Somebody, a unit, a post or an agency that no file named yet: the NIP or the code, and the first row about it."""

    def __init__(self, data: Any = None, *, kind: str, user: User) -> None:
        super().__init__(data, kind=kind, employee=None)
        if of_installation(kind):
            del self.fields["agency"]
        else:
            self.offer(employees.agencies_of(user, Permission.IMPORT_RECORDS))

    def owner(self) -> Agency | None:
        """Whose it becomes; None for an agency, which is nobody's."""
        return self.chosen() if "agency" in self.fields else None


def _field(kind: str, column: Column) -> forms.Field:
    parser, label = column.parser, label_of(column)
    if isinstance(parser, Words):
        choices = [("", "–"), *_choices(kind, column.field, parser)]
        # The parser says what may stand here, in its own words; an HTML choice would only say "invalid".
        return forms.CharField(label=label, required=column.required, widget=forms.Select(choices=choices))
    if isinstance(parser, Day):
        return forms.CharField(label=label, required=column.required, widget=day_input())
    return forms.CharField(
        label=label,
        required=column.required,
        help_text=parser.allowed(),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


def label_of(column: Column) -> str:
    """A column's name as a label. Most of them are words that pages use too, as a title or inside a sentence, and are
    translated with those."""
    words = re.sub(r"_+", " ", column.name).split()
    text = " ".join(_SHORT.get(word, word) for word in words)
    title = text[:1].upper() + text[1:]
    known = _(title) if _(title) != title else _(text)
    return known[:1].upper() + known[1:]


def raw_values(kind: str, row: Any) -> dict[str, str]:
    """Field → what somebody would have typed for the record's values."""
    return {
        column.field: writer(column)(reader(kind, column.field)(row))
        for column in KINDS[kind].columns
        if column.field not in IDENTITIES
    }


class EvidenceForm(forms.Form):
    """What a record rests on; with `held` the words start from what is there, whose file is kept unless a new one
    comes."""

    source = forms.CharField(
        label=gettext_lazy("Sumber"), max_length=150, help_text=gettext_lazy("Siapa yang mengeluarkan, misalnya: BKN.")
    )
    number = forms.CharField(label=gettext_lazy("Nomor dokumen"), max_length=100, required=False)
    valid_until = DayField(label=gettext_lazy("Berlaku sampai"), required=False)
    document = forms.FileField(
        label=gettext_lazy("Berkas"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )

    def __init__(self, *args: Any, held: Evidence | None = None, **options: Any) -> None:
        if held is not None:
            options["initial"] = {name: getattr(held, name) for name in ("source", "number", "valid_until")}
        super().__init__(*args, **options)
        self.fields["document"].help_text = _("PDF, PNG, JPEG, atau WebP; paling besar %(limit)s MB.") % {
            "limit": settings.EVIDENCE_LIMIT_BYTES // 2**20
        }
        if held is not None and held.file is not None:
            self.fields["document"].label = _("Berkas baru")


class WhyForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=_REASON, widget=forms.Textarea(attrs={"rows": 2}))
