"""What people fill in about vacancies; what it means is checked by the domain."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from rules import deviation
from rules.law import shipped
from succession.domain import recommendation
from succession.domain.committee import Nomination
from succession.domain.queries import seats, vacancies
from succession.domain.queries.ordering import Order
from succession.domain.queries.seats import Seat
from succession.interfaces import fields
from succession.interfaces.comparing import ranks_in
from succession.models import CommitteeMember, Nominee, Vacancy
from succession.models.merit import Authority
from succession.models.vacancy import Cause
from talent.display import cited
from talent.domain.queries import employees
from talent.models import Agency, Position

# Candidates whom a select of names offers unasked.
OFFERED = 50


def _transfer() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Diisi lewat perpindahan antar-JPT"),
        required=False,
        help_text=_(
            "Calon diperiksa terhadap persyaratan perpindahan (PP 11/2017 Pasal 131: uji kompetensi, 2–5 tahun dalam "
            "jabatan, klasifikasi yang sama), bukan pengangkatan. Dapat diubah sampai daftar panjang disusun."
        ),
    )


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
    opened_on = fields.day(_("Dibuka tanggal"))
    decision_date = fields.day(
        _("Tanggal penetapan jalur"), help_text=_("Hukum pada tanggal ini yang menentukan jalur.")
    )
    reference_date = fields.day(_("Tanggal acuan"), help_text=_("Persyaratan calon diukur pada tanggal ini."))
    target_date = fields.day(
        _("Tanggal sasaran pelantikan"),
        required=False,
        help_text=_("Dari tanggal ini tenggat setiap langkah dihitung mundur."),
    )
    running_since = fields.day(
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
    """A seat on the selection committee, offered to who has none (`people`); of who has one it takes, from the button
    beside their name, that they are no employee of the agency."""

    user = forms.ModelChoiceField(label=_("Anggota"), queryset=User.objects.none())
    outside = forms.BooleanField(label=_("Bukan pegawai instansi ini"), required=False)
    replaces = forms.ModelChoiceField(
        label=_("Mengisi kursi"),
        queryset=CommitteeMember.objects.none(),
        required=False,
        empty_label=_("– kursi baru –"),
        help_text=_("Kursi yang dilepas tanpa pengganti; penerusnya menilai apa yang dinilai kursi itu."),
    )

    def __init__(self, *args: Any, vacancy: Vacancy, **options: Any) -> None:
        super().__init__(*args, **options)
        users: Any = self.fields["user"]
        users.queryset = vacancies.seatable(vacancy)
        given = list(vacancies.seats(vacancy))
        self.seated = {seat.user_id for seat in given}
        self.people = [user for user in users.queryset if user.pk not in self.seated]
        users.choices = [("", users.empty_label), *((user.pk, str(user)) for user in self.people)]
        seats: Any = self.fields["replaces"]
        seats.queryset = vacancies.empty_seats(vacancy)
        seats.choices = [("", seats.empty_label), *((seat.pk, str(seat.user)) for seat in given if seat.empty)]
        if not any(seat.empty for seat in given):
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        """Whoever sits there already is not given a seat again."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        user = data.get("user")
        if user is not None and user.pk in self.seated and not data.get("outside"):
            self.add_error("outside", _("Anggota ini sudah duduk; centang bila ia bukan pegawai instansi ini."))
        return data


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
    """The names in order, as many as are `asked`, each with its reason: the selects offer the first OFFERED of those
    who may be named by `order`, and those of the ranks `also`, without the `recused`, whom the member leaves to others;
    and whoever was chosen, whatever their place."""

    def __init__(
        self,
        *args: Any,
        order: Order,
        asked: int,
        also: Collection[int] = (),
        recused: Collection[int] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.places = range(1, asked + 1)
        named = {self.data.get(f"name_{place}") for place in self.places}
        entries = [
            entry
            for place, entry in enumerate(order.entries.values())
            if str(entry.employee_id) in named
            or (entry.employee_id not in recused and (place < OFFERED or entry.rank in also))
        ]
        unknown = _("? ada yang belum diketahui")
        choices = [
            (
                str(entry.employee_id),
                f"{entry.rank}. {entry.employee.name}"
                + (f" {unknown}" if order.outcomes[entry.employee_id] != "pass" else ""),
            )
            for entry in entries
        ]
        labels = (_("Nama pertama"), _("Nama kedua"), _("Nama ketiga"))
        for place in self.places:
            label = labels[place - 1] if place <= len(labels) else gettext("Nama ke-%(place)s") % {"place": place}
            self.fields[f"name_{place}"] = forms.ChoiceField(
                label=label,
                choices=[("", _("– pilih calon –")), *choices],
                error_messages={"invalid_choice": _("Orang ini tidak, atau tidak lagi, dapat diusulkan.")},
            )
            self.fields[f"reason_{place}"] = fields.due(
                _("wajib bila menyimpang dari urutan, atau ada yang belum diketahui"),
                fields.reason(_("Alasan"), required=False),
            )
        self.fields["named_on"] = fields.day(_("Tanggal penetapan nama"), initial=timezone.localdate)

    @property
    def nominations(self) -> list[Nomination]:
        """The names in the committee's order."""
        data = self.cleaned_data
        return [Nomination(int(data[f"name_{order}"]), data[f"reason_{order}"]) for order in self.places]


def bases_offered(kind: str, *, moved: bool = False) -> list[tuple[str, Any]]:
    """The legal bases of today's law for deviating so in a vacancy that is, or is not, filled by a transfer (`moved`);
    the law of the decision's own day is asked by the domain."""
    found = deviation.bases(kind, timezone.localdate(), shipped(), moved=moved)
    return [("", _("– pilih dasar –")), *((one.code, f"{one.name} · {cited(one.citation)}") for one in found)]


class DecideForm(forms.Form):
    """The PPK's choice among the nominees."""

    employee = forms.ChoiceField(label=_("Yang diputuskan"), widget=forms.RadioSelect)
    number = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    decided_on = fields.day(_("Tanggal keputusan"))
    reason = fields.reason(_("Alasan"), help_text=_("Selalu ditulis, lebih-lebih bila bukan nama pertama."))
    basis = fields.due(
        _("kosong hanya untuk nama pertama"),
        forms.ChoiceField(
            label=_("Dasar hukum bila bukan nama pertama"),
            required=False,
            help_text=_("Memilih nama kedua atau ketiga masuk register penyimpangan dan menunggu tanda tangan kedua."),
        ),
    )
    replacing = fields.replacing()

    def __init__(self, *args: Any, nominees: Sequence[Nominee], warned: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not warned:
            del self.fields["replacing"]
        self.fields["basis"].choices = bases_offered(deviation.Kind.NOT_FIRST)  # type: ignore[attr-defined]
        self.fields["employee"].choices = [  # type: ignore[attr-defined]
            (str(one.employee_id), f"{one.order}. {one.employee.name} · {one.employee.nip}") for one in nominees
        ]


class AmendForm(forms.Form):
    """Why the post is, or will be, empty, by when somebody should be inaugurated, and, while that can still be said
    (`transferable`), whether it is filled by a transfer; `version`: of what was read."""

    cause = forms.ChoiceField(
        label=_("Sebab lowong"), choices=[("", _("– belum diketahui –")), *Cause.choices], required=False
    )
    target_date = fields.day(_("Tanggal sasaran pelantikan"), required=False)
    transfer = _transfer()
    reason = fields.reason(_("Alasan perubahan"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, transferable: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not transferable:
            del self.fields["transfer"]

    def clean_cause(self) -> str | None:
        """None while it is not known."""
        return self.cleaned_data["cause"] or None


class RecommendForm(forms.Form):
    """The overseer's recommendation, of those whose counts on a day that it can bear."""

    authority = forms.ChoiceField(label=_("Otoritas"))
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    dated = fields.day(_("Tanggal surat"))

    def __init__(self, *args: Any, vacancy: Vacancy, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(one, Authority(one).label) for one in recommendation.overseers(vacancy)]
        blank = [("", gettext("– pilih otoritas –"))] if len(offered) > 1 else []
        self.fields["authority"].choices = [*blank, *offered]  # type: ignore[attr-defined]


class InaugurateForm(forms.Form):
    """The inauguration."""

    number = forms.CharField(label=_("Nomor berita acara"), max_length=100)
    dated = fields.day(_("Tanggal pelantikan"))
    reason = fields.due(
        _("wajib dalam keadaan di bawah ini"),
        fields.reason(
            _("Alasan melantik"),
            required=False,
            help_text=_(
                "Wajib bila ada persyaratan yang belum diketahui pada tanggal itu, atau bila yang dilantik, atau "
                "pejabat yang digantikan tanpa sebab dalam keputusan, belum dua tahun pada jabatannya."
            ),
        ),
    )


class AnnulForm(forms.Form):
    """By which paper, and why, an inauguration is annulled."""

    number = forms.CharField(label=_("Nomor keputusan pembatalan"), max_length=100)
    dated = fields.day(_("Tanggal pembatalan"))
    reason = fields.reason(_("Alasan pembatalan"))


class NamesDayForm(forms.Form):
    """On which day the three names were settled, and why another one was recorded."""

    named_on = fields.day(_("Tanggal penetapan nama"))
    reason = fields.reason(_("Alasan koreksi"))


class WithdrawForm(forms.Form):
    """Why a decision is taken back."""

    reason = fields.reason(_("Alasan ditarik"))


class CloseForm(forms.Form):
    """Why a vacancy is closed."""

    reason = fields.reason(_("Alasan ditutup"))
