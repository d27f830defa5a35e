"""What people fill in along a cycle: sending back, announcing, sessions, replies."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.queries import scope
from accounts.models import User
from talent.codes import ReplyKind
from talent.domain import transitions
from talent.domain.queries import replies, sittings
from talent.interfaces.columns import KINDS
from talent.interfaces.forms import DayField
from talent.models import Agency, Employee, ReviewCycle


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class BackForm(forms.Form):
    """Where a cycle is returned to, and why; `steps` are those that this user may take."""

    to = forms.ChoiceField(label=_("Kembalikan ke"))
    reason = forms.CharField(label=_("Alasan pengembalian"), max_length=1_000, widget=_lines())

    def __init__(self, *args: Any, cycle: ReviewCycle, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.steps = [
            step for step in transitions.backwards(cycle) if scope.allows(user, step.permission, cycle.agency_id)
        ]
        self.fields["to"].choices = [(step.to.value, step.to.label) for step in self.steps]  # type: ignore[attr-defined]


class AnnounceForm(forms.Form):
    """From when employees see their result, and until when they may reply; `anew`: both were fixed before."""

    announced_on = DayField(label=_("Diumumkan pada"))
    reply_until = DayField(label=_("Tanggapan sampai"))
    reason = forms.CharField(label=_("Alasan perubahan"), max_length=1_000, widget=_lines(2))

    def __init__(self, *args: Any, anew: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not anew:
            del self.fields["reason"]


class JoinForm(forms.Form):
    """The supplementary decree by which late joiners enter the pool."""

    decree = forms.CharField(label=_("Nomor keputusan"), max_length=100)
    established_date = DayField(label=_("Tanggal penetapan"))
    reason = forms.CharField(label=_("Alasan masuk"), max_length=1_000, widget=_lines())


class DeclineForm(forms.Form):
    """Why some of those who wait for a supplementary decree do not enter the pool."""

    reason = forms.CharField(label=_("Alasan tidak menetapkan"), max_length=1_000, widget=_lines())

    def __init__(self, *args: Any, **options: Any) -> None:
        # It stands on one page with the decree, which has a reason too.
        super().__init__(*args, auto_id="decline_%s", **options)


class _Outsiders(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _("%(name)s bukan pegawai instansi ini") % {"name": obj}


class SessionForm(forms.Form):
    """A calibration session: who sits, who leads, how many must be there."""

    held_on = DayField(label=_("Tanggal sidang"))
    chair = forms.ModelChoiceField(
        label=_("Ketua sidang"),
        queryset=User.objects.none(),
        help_text=_("Netral: tidak ikut memutuskan, dan bukan dari BKD yang menyiapkan pemetaan."),
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Anggota"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    outside = _Outsiders(
        label=_("Anggota dari luar"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Akun ini tidak terhubung dengan data pegawai, jadi aplikasi tidak tahu siapa dirinya dan bawahannya. "
            "Pernyataan Anda tercatat dan masuk risalah."
        ),
    )
    quorum = forms.IntegerField(
        label=_("Kuorum"), min_value=1, max_value=99, help_text=_("Lebih dari separuh anggota.")
    )
    blind = forms.BooleanField(
        label=_("Penempatan buta dahulu"),
        required=False,
        initial=True,
        help_text=_("Setiap anggota menempatkan orang sebelum melihat penempatan anggota lain."),
    )

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        people = sittings.candidates(agency)
        for name in ("chair", "members"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        self.fields["outside"].queryset = sittings.unrecognised(agency)  # type: ignore[attr-defined]


class RelationForm(forms.Form):
    """Somebody whom one declares as a relative; by NIP, so that no list of names has to be shown."""

    nip = forms.CharField(label=_("NIP pegawai"), max_length=25)
    relation = forms.CharField(label=_("Hubungan"), max_length=80, help_text=_("Misalnya: saudara kandung, ipar."))

    def __init__(self, *args: Any, people: QuerySet[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = people

    def clean_nip(self) -> Employee:
        """The employee with this NIP, of those whom the user may see."""
        found = self.people.select_related("agency").filter(nip="".join(self.cleaned_data["nip"].split())).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada pegawai dengan NIP ini."))
        return found


class ReplyForm(forms.Form):
    """A request for a correction, or an objection."""

    kind = forms.ChoiceField(label=_("Jenis tanggapan"), choices=ReplyKind.choices)
    about = forms.ChoiceField(label=_("Tentang"), required=False, help_text=_("Wajib untuk permintaan koreksi data."))
    text = forms.CharField(label=_("Uraian"), max_length=4_000, widget=_lines(5))

    def __init__(self, *args: Any, cycle: ReviewCycle, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = [("", "–"), *subjects(cycle).items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to a reply, with its reason."""

    accepted = forms.TypedChoiceField(
        label=_("Keputusan"),
        choices=[("", "–"), ("1", _("diterima")), ("0", _("ditolak"))],
        coerce=lambda value: value == "1",
    )
    text = forms.CharField(label=_("Jawaban dan alasannya"), max_length=4_000, widget=_lines(4))


def subjects(cycle: ReviewCycle) -> dict[str, str]:
    """What a correction may be about, in the reader's language."""
    return {
        code: str(label or _("Catatan: %(kind)s") % {"kind": KINDS[code.split(":")[1]].title})
        for code, label in replies.subjects(cycle).items()
    }
