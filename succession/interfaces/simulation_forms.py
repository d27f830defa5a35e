"""What people ask of a simulation."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from succession.domain import simulating
from succession.domain.queries import joint, seats
from succession.interfaces import fields
from succession.interfaces.forms import _offer
from succession.models import Simulation
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm
from talent.models import Employee, Position

# So many posts are offered, the vacant and the soonest to fall vacant first: as many as are filled at once.
OFFERED = simulating.MOST


class TogetherForm(AgencyForm):
    """Posts to fill at once, on a day."""

    name = forms.CharField(label=_("Nama simulasi"), max_length=120, help_text=_("Misalnya: Rotasi triwulan I 2027."))
    on = fields.day(
        _("Tanggal acuan"), help_text=_("Persyaratan diukur pada tanggal ini, biasanya rencana tanggal pelantikan.")
    )
    posts = forms.ModelMultipleChoiceField(
        label=_("Jabatan yang diisi"),
        queryset=Position.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Urutannya: yang lowong dahulu, lalu yang paling dekat dengan BUP."),
    )
    field_order = ("agency", "name", "on", "posts")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(employees.agencies_of(user, Permission.PREPARE_VACANCY))
        self.seats = seats.of_user(user, timezone.localdate(), agency_id=self.only.pk if self.only else None)[:OFFERED]
        ids = [seat.position.pk for seat in self.seats]
        self.fields["posts"].queryset = Position.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        self.fields["posts"].choices = [_offer(seat, self.only is None) for seat in self.seats]  # type: ignore[attr-defined]

    def in_order(self) -> list[Position]:
        """The posts chosen, in the order in which they are offered: so they are filled one by one."""
        chosen = {post.pk for post in self.cleaned_data["posts"]}
        return [seat.position for seat in self.seats if seat.position.pk in chosen]


class CascadeForm(forms.Form):
    """Somebody for a post, and how far to follow what this empties."""

    name = forms.CharField(label=_("Nama simulasi"), max_length=120)
    on = fields.day(_("Tanggal acuan"))
    post = forms.ModelChoiceField(label=_("Jabatan yang diisi"), queryset=Position.objects.none())
    nip = forms.CharField(
        label=_("NIP yang ditempatkan"),
        max_length=18,
        help_text=_("Anggota kelompok suksesi yang memenuhi semua persyaratan jabatan itu."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    depth = forms.IntegerField(
        label=_("Kedalaman"),
        min_value=1,
        max_value=joint.DEEPEST,
        initial=3,
        help_text=_("Berapa jabatan yang ditinggalkan diikuti sesudah yang pertama."),
    )

    def __init__(self, *args: Any, of: TogetherForm, **options: Any) -> None:
        """Offers the posts that `of` offers: they were read already."""
        super().__init__(*args, **options)
        offered = of.fields["posts"]
        self.fields["post"].queryset = offered.queryset.select_related("agency", "current")  # type: ignore[attr-defined]
        self.fields["post"].choices = [("", gettext("– pilih jabatan –")), *offered.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The person is one of the agency's."""
        given = super().clean() or self.cleaned_data
        if "nip" in given and "post" in given:
            people = Employee.objects.filter(agency=given["post"].agency_id, moved_on=None)
            person = people.filter(nip=given["nip"].strip()).first()
            if person is None:
                self.add_error("nip", gettext("Tidak ada pegawai instansi ini dengan NIP itu."))
            else:
                given["person"] = person.pk
        return given


class ChainForm(forms.Form):
    """Whom to place on which post of a simulation, and how far to follow what this empties."""

    post = forms.IntegerField(widget=forms.HiddenInput())
    person = forms.IntegerField(widget=forms.HiddenInput())
    depth = forms.IntegerField(label=_("Kedalaman"), min_value=1, max_value=joint.DEEPEST, initial=3)


class BesideForm(forms.Form):
    """Another simulation of the agency to hold this one against."""

    banding = forms.ModelChoiceField(
        label=_("Bandingkan dengan"), queryset=Simulation.objects.none(), required=False, empty_label=_("tidak ada")
    )

    def __init__(self, data: Any, *, one: Simulation, others: Any) -> None:
        super().__init__(data)
        self.fields["banding"].queryset = others.filter(agency=one.agency_id, kind=one.kind).exclude(pk=one.pk)  # type: ignore[attr-defined]
