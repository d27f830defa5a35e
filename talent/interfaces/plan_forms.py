"""What people fill in about the pool, personal plans and training groups, and what lists about these narrow by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from talent.codes import ActionKind, ActionState, PoolExitCause, ReplyKind, ReplyState, Tier
from talent.domain.queries import employees
from talent.domain.training import FEWEST_SEATS, common_seats
from talent.interfaces.forms import DayField, Sought
from talent.models import Agency, Reply, ReviewCycle, TrainingGroup

BOXES = [(str(number), str(number)) for number in range(9, 0, -1)]
ALL = ("", _("semua"))


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OfAgencies(forms.Form):
    """Filters over the agencies that the user looks at; the choice is left out when there is only one."""

    agency = forms.ModelChoiceField(
        label=_("Instansi"), queryset=Agency.objects.none(), required=False, empty_label=_("semua")
    )

    def __init__(self, *args: Any, user: User, permission: Permission, **options: Any) -> None:
        super().__init__(*args, **options)
        found = employees.agencies_of(user, permission)
        self.agencies = list(found)
        self.fields["agency"].queryset = found  # type: ignore[attr-defined]
        if len(self.agencies) < 2:
            del self.fields["agency"]


class PoolFilter(Sought, OfAgencies):
    """Whose pool, on which day, and which of its members."""

    on = DayField(label=_("Per tanggal"), required=False)
    box = forms.ChoiceField(label=_("Kotak"), required=False, choices=[ALL, *BOXES])
    tier = forms.ChoiceField(label=_("Jenjang"), required=False, choices=[ALL, *Tier.choices])
    left = forms.ChoiceField(
        label=_("Keanggotaan"),
        required=False,
        choices=[
            ("", _("berlaku")),
            ("1", _("sudah keluar")),
            ("menyusul", _("masuk menyusul")),
            ("dicabut", _("pencatatan keluar dicabut")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "agency" in self.fields:
            self.fields["agency"].empty_label = None  # type: ignore[attr-defined]


class ReplyFilter(Sought, OfAgencies):
    """Which replies; `cycle` where another page leads to those of one cycle."""

    kind = forms.ChoiceField(label=_("Jenis"), required=False, choices=[ALL, *ReplyKind.choices])
    state = forms.ChoiceField(label=_("Keadaan"), required=False, choices=[ALL, *ReplyState.choices])
    cycle = forms.IntegerField(required=False, min_value=1, max_value=10**18, widget=forms.HiddenInput())

    def narrow(self, found: QuerySet[Reply]) -> QuerySet[Reply]:
        """Of these replies, those that the filters ask for; none while one cannot be understood."""
        if not self.is_valid():
            return found.none()
        of = {"agency": "cycle__agency", "kind": "kind", "state": "state", "cycle": "cycle"}
        return found.filter(**{of[name]: self.cleaned_data[name] for name in of if self.cleaned_data.get(name)})


class ExitForm(forms.Form):
    """Why and from when a member leaves the pool."""

    cause = forms.ChoiceField(label=_("Sebab"), choices=[("", "–"), *PoolExitCause.choices])
    on = DayField(label=_("Keluar pada"))
    reason = forms.CharField(label=_("Alasan"), max_length=1_000, widget=_lines())


class RevokeForm(forms.Form):
    """Why a recorded exit was none."""

    reason = forms.CharField(label=_("Alasan pencabutan"), max_length=1_000, widget=_lines(2))

    def __init__(self, *args: Any, **options: Any) -> None:
        # It stands on one page with the form that corrects, which has a reason too.
        super().__init__(*args, auto_id="revoke_%s", **options)


class CorrectForm(ExitForm):
    """The exit as it should have been recorded, and why it was not."""

    because = forms.CharField(label=_("Alasan pembetulan"), max_length=1_000, widget=_lines(2))


class PlanFilter(Sought, OfAgencies):
    """Which plans."""

    cycle = forms.ModelChoiceField(
        label=_("Siklus"), queryset=ReviewCycle.objects.none(), required=False, empty_label=_("semua")
    )
    kind = forms.ChoiceField(label=_("Jenis"), required=False, choices=[ALL, *ActionKind.choices])
    state = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[ALL, ("LATE", _("lewat tenggat")), *ActionState.choices]
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, permission=Permission.VIEW_EMPLOYEES, **options)
        cycles = ReviewCycle.objects.filter(agency__in=self.agencies)
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]
        self.fields["cycle"].label_from_instance = lambda cycle: cycle.dated  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One line of a plan."""

    action = forms.CharField(label=_("Kegiatan"), max_length=200)
    owner = forms.CharField(label=_("Penanggung jawab"), max_length=150)
    due = DayField(label=_("Tenggat"))
    cost = forms.DecimalField(label=_("Biaya (rupiah)"), required=False, min_value=0, max_digits=14, decimal_places=0)


class NewLineForm(LineForm):
    """A new line, of any kind; `about` says which proposal it takes up."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=ActionKind.choices)
    about = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())
    field_order = ("kind", "action", "owner", "due", "cost", "about")


class DoneForm(forms.Form):
    """That a line was done."""

    done_on = DayField(label=_("Dilaksanakan pada"))
    result = forms.CharField(label=_("Hasil"), max_length=4_000, widget=_lines())


class MonitorForm(forms.Form):
    """What a line brought about."""

    observation = forms.CharField(label=_("Hasil pemantauan"), max_length=4_000, widget=_lines())


class CancelForm(forms.Form):
    """Why a line of a plan, or a cycle, is given up."""

    reason = forms.CharField(label=_("Alasan pembatalan"), max_length=1_000, widget=_lines(2))


class GroupForm(forms.Form):
    """What the calendar needs of a training group."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    starts = DayField(label=_("Mulai"), required=False)
    seats = forms.IntegerField(label=_("Kursi"), required=False, min_value=1, max_value=10_000)
    cost = forms.DecimalField(
        label=_("Biaya per kursi (rupiah)"), required=False, min_value=0, max_digits=14, decimal_places=0
    )


class SeatsForm(forms.Form):
    """How many people one training holds at most."""

    seats = forms.IntegerField(
        label=_("Kursi paling banyak"),
        min_value=FEWEST_SEATS,
        max_value=10_000,
        initial=common_seats,
        help_text=_("Ukuran kelas yang lazim, bukan ketentuan; sesuaikan dengan kelas pelatihan Anda."),
    )


class MoveForm(forms.Form):
    """To which group of the same cycle somebody goes."""

    to = forms.ModelChoiceField(label=_("Pindah ke"), queryset=TrainingGroup.objects.none(), empty_label=None)

    def __init__(self, *args: Any, group: TrainingGroup, **options: Any) -> None:
        super().__init__(*args, **options)
        others = TrainingGroup.objects.filter(cycle=group.cycle_id).exclude(pk=group.pk)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda other: other.name  # type: ignore[attr-defined]
