"""What people ask the gate: one agency, a tier or a post, on some days."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from succession.interfaces import fields
from talent.domain.queries import employees
from talent.interfaces.forms import AgencyForm
from talent.models import Agency

COMPARED = 3
# One day in each regime, to begin a comparison with.
EXAMPLES = {"on": "2021-03-24", "also": "2022-12-31", "third": "2026-02-01"}


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


class RouteForm(AgencyForm):
    """An agency, a tier or one of its posts, and up to three dates to hold side by side, as known on a day."""

    tier = forms.ChoiceField(label=_("Jenjang"), choices=fields.jpt)
    post = _post()
    on = fields.day(_("Tanggal"))
    also = fields.day(_("Tanggal kedua"), required=False)
    third = fields.day(_("Tanggal ketiga"), required=False)
    known_on = fields.day(
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
    tier = forms.ChoiceField(label=_("Jenjang"), choices=fields.jpt)
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
