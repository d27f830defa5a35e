"""What people fill in about merit and vacancies; what it means is checked by the domain."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import formats, timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules import deviation, wording
from rules.law import shipped
from succession.domain.committee import NAMES, Nomination
from succession.domain.queries import seats, vacancies
from succession.domain.queries.national import Standing, keeps
from succession.domain.queries.rounds import Line
from succession.domain.queries.seats import Seat
from succession.domain.queries.way import Asked
from succession.domain.queries.words import said
from succession.interfaces.comparing import ranks_in
from succession.models import LonglistEntry, Nominee, Vacancy
from succession.models.merit import Authority
from succession.models.vacancy import Cause
from talent.codes import JPT_TIERS, AgencyKind, Tier
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm, DayField
from talent.models import Agency, Position

COMPARED = 3
# Candidates whom a select of names offers unasked.
OFFERED = 50
# One day in each regime, to begin a comparison with.
EXAMPLES = {"on": "2021-03-24", "also": "2022-12-31", "third": "2026-02-01"}


def _day(label: Any, **options: Any) -> DayField:
    return DayField(label=label, **options)


def _reason(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


def _jpt() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in Tier.choices if code in JPT_TIERS]


def _post() -> forms.CharField:
    return forms.CharField(
        label=_("Kode jabatan"),
        max_length=60,
        required=False,
        help_text=_(
            "Boleh kosong. Diisi: surat yang hanya untuk jabatan tertentu dan kelompok suksesinya ikut dinilai."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _transfer() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Diisi lewat perpindahan antar-JPT"),
        required=False,
        help_text=_(
            "Calon diperiksa terhadap persyaratan perpindahan (PP 11/2017 Pasal 131: uji kompetensi, 2–5 tahun dalam "
            "jabatan, klasifikasi yang sama), bukan pengangkatan. Dapat diubah sampai daftar panjang disusun."
        ),
    )


class RouteForm(AgencyForm):
    """An agency, a tier or one of its posts, and up to three dates to hold side by side, as known on a day."""

    tier = forms.ChoiceField(label=_("Jenjang"), choices=_jpt)
    post = _post()
    on = _day(_("Tanggal"))
    also = _day(_("Tanggal kedua"), required=False)
    third = _day(_("Tanggal ketiga"), required=False)
    known_on = _day(
        _("Sebagaimana diketahui sampai akhir hari"), required=False, help_text=_("Kosong: yang diketahui sekarang.")
    )
    field_order = ("agency", "tier", "post", "on", "also", "third", "known_on")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.VIEW_MERIT))

    @property
    def dates(self) -> list[Any]:
        """The dates given, each once, in their order of asking."""
        given = [self.cleaned_data.get(name) for name in ("on", "also", "third")]
        return list(dict.fromkeys(day for day in given if day))[:COMPARED]

    @property
    def known_at(self) -> datetime | None:
        """The last instant of the day whose knowledge is asked for; None: now."""
        day = self.cleaned_data.get("known_on")
        return day and timezone.make_aware(datetime.combine(day, time.max))


class CalendarFilter(forms.Form):
    """Whose gate, for which tier or post."""

    agency = forms.ModelChoiceField(
        label=_("Instansi"), queryset=Agency.objects.none(), required=False, empty_label=None
    )
    tier = forms.ChoiceField(label=_("Jenjang"), choices=_jpt)
    post = _post()

    def __init__(self, data: Any, *, user: User) -> None:
        # The tier that is shown as chosen is the one that is answered for.
        data = data.copy()
        data.setdefault("tier", "JPT_PRATAMA")
        super().__init__(data)
        found = employees.agencies_of(user, Permission.VIEW_MERIT)
        self.agencies = list(found[:1000])
        self.fields["agency"].queryset = found  # type: ignore[attr-defined]
        if len(self.agencies) < 2:
            del self.fields["agency"]
        asked = next((one for one in self.agencies if str(one.pk) == self.data.get("agency")), None)
        self.chosen = asked or next(iter(self.agencies), None)


class GateFilter(CalendarFilter):
    """Whose gate."""

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, user=user)
        del self.fields["tier"], self.fields["post"]


class PostSearch(forms.Form):
    """A post by a part of its title, and whose posts where there are several agencies."""

    title = forms.CharField(
        label=_("Nama jabatan"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("sebagian nama"), "autocomplete": "off"}),
    )
    agency = forms.ModelChoiceField(
        label=_("Instansi"), queryset=Agency.objects.none(), required=False, empty_label=_("semua")
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        agencies = employees.agencies_of(user, Permission.PREPARE_VACANCY)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        if len(agencies[:2]) < 2:
            del self.fields["agency"]


class VacancyForm(forms.Form):
    """A senior post to be filled, and the days that decide."""

    position = forms.ModelChoiceField(label=_("Jabatan"), queryset=Position.objects.none())
    cause = forms.ChoiceField(label=_("Sebab lowong"), choices=[("", _("– pilih sebabnya –")), *Cause.choices])
    code = forms.CharField(label=_("Kode lowongan"), max_length=40, help_text=_("Misalnya: LJ-2026-003."))
    opened_on = _day(_("Dibuka tanggal"))
    decision_date = _day(_("Tanggal penetapan jalur"), help_text=_("Hukum pada tanggal ini yang menentukan jalur."))
    reference_date = _day(_("Tanggal acuan"), help_text=_("Persyaratan calon diukur pada tanggal ini."))
    target_date = _day(
        _("Tanggal sasaran pelantikan"),
        required=False,
        help_text=_("Dari tanggal ini tenggat setiap langkah dihitung mundur."),
    )
    running_since = _day(
        _("Proses berjalan sejak"),
        required=False,
        help_text=_("Isi hanya bila pengisian sudah berjalan sebelum aturan yang sekarang berlaku."),
    )
    transfer = _transfer()

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].queryset = vacancies.fillable(user)  # type: ignore[attr-defined]
        several = len(employees.agencies_of(user, Permission.PREPARE_VACANCY)[:2]) > 1
        open_ = [seat for seat in seats.of_user(user, timezone.localdate()) if seat.filling is None]
        groups = ((_("Lowong"), True), (_("Terisi"), False))
        self.fields["position"].choices = [  # type: ignore[attr-defined]
            ("", _("– pilih jabatan –")),
            *((name, [_offer(seat, several) for seat in open_ if seat.vacant is vacant]) for name, vacant in groups),
        ]


def _offer(seat: Seat, several: bool) -> tuple[int, str]:
    """A post as a choice: its title, and since when it is vacant or who holds it until when."""
    post = seat.position
    assert post.current is not None
    words = [post.agency.name] if several else []
    words.append(f"{post} ({post.current.get_tier_display()})")
    if seat.holder is not None:
        words.append(f"{seat.holder.name} ({seat.standing})" if seat.standing else seat.holder.name)
        if seat.ends:
            words.append(gettext("BUP %(day)s") % {"day": formats.date_format(seat.ends, "DATE_FORMAT")})
    elif seat.unsure:
        words.append(gettext("pejabatnya belum diketahui"))
    elif seat.vacant_from:
        words.append(gettext("lowong sejak %(day)s") % {"day": formats.date_format(seat.vacant_from, "DATE_FORMAT")})
    return post.pk, " · ".join(words)


class CommitteeForm(forms.Form):
    """A seat on the selection committee."""

    user = forms.ModelChoiceField(label=_("Anggota"), queryset=User.objects.none())
    outside = forms.BooleanField(label=_("Bukan pegawai instansi ini"), required=False)

    def __init__(self, *args: Any, vacancy: Vacancy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = vacancies.appointable(vacancy)  # type: ignore[attr-defined]


class RanksForm(forms.Form):
    """Whom to offer for nomination besides the best, by their ranks."""

    ranks = forms.CharField(
        label=_("Tawarkan juga peringkat"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("misalnya 51, 120"), "autocomplete": "off"}),
    )

    def clean_ranks(self) -> set[int]:
        """The ranks; none where nothing is written."""
        text = self.cleaned_data["ranks"]
        return set(ranks_in(text)) if text else set()


class NominateForm(forms.Form):
    """Three names in order, each with its reason; `entries` are those who may be named, in their order: the selects
    offer the first OFFERED of them, those of the ranks `also`, and whoever was chosen, whatever their place."""

    def __init__(
        self,
        *args: Any,
        entries: Sequence[LonglistEntry],
        outcomes: dict[int, str],
        also: Collection[int] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        named = {self.data.get(f"name_{order}") for order in range(1, NAMES + 1)}
        entries = [entry for entry in entries if outcomes.get(entry.employee_id) != "fail"]
        entries = [
            entry
            for place, entry in enumerate(entries)
            if place < OFFERED or entry.rank in also or str(entry.employee_id) in named
        ]
        unknown = _("? ada yang belum diketahui")
        choices = [
            (
                str(entry.employee_id),
                f"{entry.rank}. {entry.employee.name}"
                + (f" {unknown}" if outcomes[entry.employee_id] != "pass" else ""),
            )
            for entry in entries
        ]
        for order, label in enumerate((_("Nama pertama"), _("Nama kedua"), _("Nama ketiga")), start=1):
            self.fields[f"name_{order}"] = forms.ChoiceField(
                label=label, choices=[("", _("– pilih calon –")), *choices]
            )
            self.fields[f"reason_{order}"] = _reason(_("Alasan"), required=False)

    @property
    def nominations(self) -> list[Nomination]:
        """The names in the committee's order."""
        data = self.cleaned_data
        return [Nomination(int(data[f"name_{order}"]), data[f"reason_{order}"]) for order in range(1, NAMES + 1)]


def bases_offered(kind: str) -> list[tuple[str, Any]]:
    """The legal bases of today's law for deviating so; the law of the decision's own day is asked by the domain."""
    found = deviation.bases(kind, timezone.localdate(), shipped())
    return [("", _("– pilih dasar –")), *((one.code, f"{one.name} · {one.citation}") for one in found)]


class DecideForm(forms.Form):
    """The PPK's choice among the nominees."""

    employee = forms.ChoiceField(label=_("Yang diputuskan"), widget=forms.RadioSelect)
    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    decided_on = _day(_("Tanggal keputusan"))
    reason = _reason(_("Alasan"), help_text=_("Selalu ditulis, lebih-lebih bila bukan nama pertama."))
    basis = forms.ChoiceField(
        label=_("Dasar hukum bila bukan nama pertama"),
        required=False,
        help_text=_("Memilih nama kedua atau ketiga masuk register penyimpangan dan menunggu tanda tangan kedua."),
    )

    def __init__(self, *args: Any, nominees: Sequence[Nominee], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["basis"].choices = bases_offered(deviation.Kind.NOT_FIRST)  # type: ignore[attr-defined]
        self.fields["employee"].choices = [  # type: ignore[attr-defined]
            (str(one.employee_id), f"{one.order}. {one.employee.name}") for one in nominees
        ]


class AmendForm(forms.Form):
    """Why the post is, or will be, empty, by when somebody should be inaugurated, and, while that can still be said
    (`transferable`), whether it is filled by a transfer; `version`: of what was read."""

    cause = forms.ChoiceField(
        label=_("Sebab lowong"), choices=[("", _("– belum diketahui –")), *Cause.choices], required=False
    )
    target_date = _day(_("Tanggal sasaran pelantikan"), required=False)
    transfer = _transfer()
    reason = _reason(_("Alasan perubahan"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, transferable: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not transferable:
            del self.fields["transfer"]

    def clean_cause(self) -> str | None:
        """None while it is not known."""
        return self.cleaned_data["cause"] or None


class RecommendForm(forms.Form):
    """The overseer's recommendation."""

    authority = forms.ChoiceField(label=_("Otoritas"), choices=Authority.choices)
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    dated = _day(_("Tanggal surat"))


class InaugurateForm(forms.Form):
    """The inauguration."""

    number = forms.CharField(label=_("Nomor berita acara"), max_length=100)
    dated = _day(_("Tanggal pelantikan"))
    reason = _reason(
        _("Alasan melantik"),
        required=False,
        help_text=_("Wajib bila ada persyaratan yang belum diketahui pada tanggal itu."),
    )


class WithdrawForm(forms.Form):
    """Why a decision is taken back."""

    reason = _reason(_("Alasan ditarik"))


class CloseForm(forms.Form):
    """Why a vacancy is closed."""

    reason = _reason(_("Alasan ditutup"))


class WayForm(forms.Form):
    """How many points to reach, and what each step of a sub-aspect costs the agency; left empty, it cannot be taken."""

    efforts_given = False
    target = forms.DecimalField(
        label=_("Nilai yang dituju"), min_value=Decimal("0.25"), max_digits=5, decimal_places=2, localize=True
    )

    def __init__(self, data: Mapping[str, Any], *, asked: Asked) -> None:
        super().__init__(data)
        self.asked = asked
        for name, line, level in self._steps(asked):
            self.fields[name] = forms.DecimalField(
                label=_("%(name)s, ke level %(level)s") % {"name": f"{line.id} {said(line.name)}", "level": level},
                required=False,
                min_value=Decimal("0.01"),
                max_value=1_000,
                decimal_places=2,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 3}),
            )
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @staticmethod
    def _steps(asked: Asked) -> list[tuple[str, Line, int]]:
        return [
            (f"upaya_{line.id}_{level}", line, level)
            for line in asked.rising
            for level in range((line.counted or 0) + 1, asked.highest + 1)
        ]

    @property
    def efforts(self) -> dict[str, dict[int, Fraction | None]]:
        """Sub-aspect → level reached → effort; None: it cannot rise to it."""
        found: dict[str, dict[int, Fraction | None]] = {}
        for name, line, level in self._steps(self.asked):
            effort = self.cleaned_data[name]
            found.setdefault(line.id, {})[level] = None if effort is None else Fraction(effort)
        return found

    @property
    def levels(self) -> list[int]:
        """Every level that something can still rise to."""
        return sorted({level for _name, _line, level in self._steps(self.asked)})

    @property
    def rows(self) -> list[tuple[Line, list[forms.BoundField | None]]]:
        """Each sub-aspect that can still rise, with the field of each of `levels`; None below where it stands."""
        fields = {(line.id, level): self[name] for name, line, level in self._steps(self.asked)}
        return [(line, [fields.get((line.id, level)) for level in self.levels]) for line in self.asked.rising]

    @classmethod
    def of(cls, given: Mapping[str, Any], asked: Asked, target: float) -> "WayForm":
        """What was asked; what was not: this target, and 1 for every level."""
        usual = {"target": wording.number(target).in_(translation.get_language() or "id")}
        usual |= {name: "1" for name, _line, _level in cls._steps(asked)}
        form = cls(usual | {name: given[name] for name in given}, asked=asked)
        form.efforts_given = any(form.data[name] != one for name, one in usual.items() if name != "target")
        return form


class NationalFilter(forms.Form):
    """Which agencies, with which category, in which round, as decided by the end of which year."""

    kind = forms.ChoiceField(label=_("Jenis"), required=False)
    province = forms.ChoiceField(label=_("Provinsi"), required=False)
    category = forms.ChoiceField(label=_("Kategori"), required=False)
    round = forms.ChoiceField(label=_("Putaran"), required=False)
    year = forms.ChoiceField(label=_("Keadaan"), required=False)

    def __init__(
        self, data: Mapping[str, Any], *, agencies: Sequence[Agency], rounds: Sequence[str], years: Sequence[int]
    ) -> None:
        super().__init__(data)
        provinces = sorted({one.province for one in agencies if one.province})
        kinds = {one.kind for one in agencies}
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [("", _("semua")), *((code, label) for code, label in AgencyKind.choices if code in kinds)],
            "province": [("", _("semua")), *((name, name) for name in provinces)],
            "category": [
                ("", _("semua")),
                ("AWARDED", _("Baik ke atas (penghargaan)")),
                *((code, str(label)) for code, label in wording.CATEGORIES.items()),
                ("NONE", _("belum dapat dihitung")),
            ],
            "round": [("", _("yang terakhir")), *((name, name) for name in rounds)],
            "year": [("", _("terkini")), *((str(year), _("akhir %(year)s") % {"year": year}) for year in years)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    @property
    def until(self) -> date | None:
        """The last day whose decisions count; None: all."""
        year = self.cleaned_data["year"]
        return date(int(year), 12, 31) if year else None

    def keeps(self, one: Standing) -> bool:
        """Whether this agency is asked for."""
        return keeps(one, **{name: self.cleaned_data[name] for name in ("kind", "province", "category")})
