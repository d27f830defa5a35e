"""What the vacancy calendar is narrowed by, and its lines as a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rules.dates import add_years
from rules.vacating import Clock, quarter
from succession.domain.queries import vacating
from succession.domain.queries.seats import Seat
from succession.domain.queries.vacating import Falling
from succession.models.vacancy import Route
from talent.codes import JPT_TIERS, Tier

CLOCKS = {
    Clock.RETIREMENT: pgettext_lazy("sebab lowong", "pensiun"),
    Clock.TERM: _("akhir masa jabatan"),
    Clock.MOVE: _("perpindahan terencana"),
    Clock.LEFT: _("lowong tercatat"),
}
# Where there is little room.
SHORT = {
    Clock.RETIREMENT: pgettext_lazy("sebab lowong", "pensiun"),
    Clock.TERM: _("masa jabatan"),
    Clock.MOVE: _("pindah"),
    Clock.LEFT: _("lowong"),
}
HORIZONS = (1, 2, 3, 5)
DEFAULT = "3"


class CalendarFilter(forms.Form):
    """Whose posts, how far ahead, and which."""

    agency = forms.ChoiceField(label=_("Instansi"), required=False)
    horizon = forms.ChoiceField(label=_("Sampai"), required=False)
    tier = forms.ChoiceField(
        label=_("Jenjang"),
        required=False,
        choices=[("", _("semua")), *((code, Tier(code).label) for code in JPT_TIERS)],
    )
    clock = forms.ChoiceField(label=_("Sebab"), required=False, choices=[("", _("semua")), *CLOCKS.items()])
    critical = forms.ChoiceField(
        label=_("Jabatan"), required=False, choices=[("", _("semua")), ("1", _("kritikal saja"))]
    )
    moves = forms.ChoiceField(
        label=_("Perpindahan terencana"),
        required=False,
        choices=[("", _("ikut dihitung")), ("0", _("tidak dihitung"))],
    )
    quarter = forms.RegexField(r"^[0-9]{4}-[1-4]$", label=_("Triwulan"), required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, user: User) -> None:
        # What is shown as chosen is what is answered for.
        data = data.copy()
        data.setdefault("horizon", DEFAULT)
        super().__init__(data)
        self.agencies = vacating.agencies_of(user)
        self.fields["agency"].choices = [(agency.pk, agency.name) for agency in self.agencies]  # type: ignore[attr-defined]
        if len(self.agencies) < 2:
            del self.fields["agency"]
        asked = next((one for one in self.agencies if str(one.pk) == self.data.get("agency")), None)
        self.agency = asked or next(iter(self.agencies), None)
        years = [(str(n), ngettext("%(n)s tahun ke depan", "%(n)s tahun ke depan", n) % {"n": n}) for n in HORIZONS]
        self.fields["horizon"].choices = [*years, ("0", gettext("semua"))]  # type: ignore[attr-defined]

    def until(self, on: date) -> date:
        """The last day that is looked at."""
        years = int(self.cleaned_data["horizon"] or DEFAULT)
        return add_years(on, years).item() if years else date.max

    def narrowed(self, found: Iterable[Falling], until: date) -> list[Falling]:
        """Those asked for; a post of which nothing is known only where all are."""
        given = self.cleaned_data
        # Of whose holder nothing is certain, nobody knows when it falls vacant: it is not left out.
        lines = [one for one in found if one.day is None or one.day <= until]
        if given["tier"]:
            lines = [one for one in lines if one.position.current and one.position.current.tier == given["tier"]]
        if given["critical"]:
            lines = [one for one in lines if one.critical]
        if given["clock"]:
            lines = [one for one in lines if one.ending and one.ending.clock == given["clock"]]
        return lines

    def of_quarter(self, lines: list[Falling]) -> list[Falling]:
        """Those of the quarter asked for, if one is."""
        asked = self.cleaned_data["quarter"]
        if not asked:
            return lines
        return [one for one in lines if one.known_day and "{}-{}".format(*quarter(one.known_day)) == asked]


def file_rows(lines: Iterable[Falling]) -> list[list[Any]]:
    """The calendar as a file: header and lines."""
    rows: list[list[Any]] = [
        [gettext("Kode jabatan"), gettext("Jabatan"), gettext("Jenjang"), gettext("Kritikal"), gettext("NIP pejabat"),
         gettext("Pejabat"), gettext("Menjabat sejak"), gettext("Lowong pada"), gettext("Sebab"), gettext("Dasar"),
         gettext("Pensiun pada"), gettext("Masa jabatan habis pada"), gettext("Mulai paling lambat lewat talent pool"),
         gettext("Mulai paling lambat lewat seleksi terbuka"), gettext("Lowongan")]
    ]  # fmt: skip
    for one in lines:
        post, holder, ending = one.position, one.seat.holder, one.ending
        by_clock = {each.clock: each.day for each in one.endings}
        rows.append(
            [post.code, str(post), str(post.current.get_tier_display() if post.current else ""),
             gettext("ya") if one.critical else "", holder.nip if holder else "",
             who(one.seat),
             (holder.current.post_from if holder and holder.current else None) or "", one.known_day or "",
             str(CLOCKS[ending.clock]) if ending else "", basis(ending),
             by_clock.get(Clock.RETIREMENT, ""), by_clock.get(Clock.TERM, ""),
             one.starts.get(Route.TALENT_POOL, ""), one.starts.get(Route.OPEN_SELECTION, ""),
             one.seat.filling.code if one.seat.filling else ""]
        )  # fmt: skip
    return rows


def who(seat: Seat) -> str:
    """Who holds the post, with a standing that is not active service; that it is not known, where it is not."""
    if seat.unsure:
        return gettext("belum diketahui")
    name = seat.holder.name if seat.holder else ""
    return f"{name} ({seat.standing})" if seat.standing else name


def basis(ending: Any) -> str:
    """The rule, paper or record behind an ending."""
    if ending is None:
        return ""
    return str(ending.rule.citation if ending.rule else ending.source)
