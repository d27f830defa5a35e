"""The advice about raters on the page: words, a drawing for each interval, and the same as rows of a file."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advice.verdicts import LENIENT, NOTHING, SEVERE, TOO_FEW, UNCLEAR
from talent.domain.queries.advice import Judged

VERDICTS = {
    LENIENT: pgettext_lazy("penilai", "longgar"),
    SEVERE: pgettext_lazy("penilai", "ketat"),
    UNCLEAR: gettext_lazy("tidak dapat dibedakan"),
    NOTHING: gettext_lazy("tidak tampak apa-apa"),
    TOO_FEW: gettext_lazy("terlalu sedikit"),
}
# Half the width of the drawing, in its own units; the line of zero stands in the middle.
HALF = 60


class VerdictForm(forms.Form):
    """Which verdicts to show."""

    bagian = forms.CharField(widget=forms.HiddenInput, required=False)
    hasil = forms.ChoiceField(
        label=gettext_lazy("Hasil"), required=False, choices=[("", gettext_lazy("semua")), *VERDICTS.items()]
    )


@dataclass(frozen=True)
class Drawn:
    """A row of the table and the places of its interval in the drawing, 0 … 2 × HALF."""

    row: Judged
    verdict: Any
    low: str = ""
    width: str = ""
    middle: str = ""


def drawn(row: Judged, reach: float) -> Drawn:
    """`reach`: the points that lie at the edge of the drawing."""
    if row.effect is None or row.low is None or row.high is None:
        return Drawn(row, VERDICTS[row.verdict])
    low, middle, high = (HALF + HALF * value / reach for value in (row.low, row.effect, row.high))
    return Drawn(row, VERDICTS[row.verdict], f"{low:.1f}", f"{high - low:.1f}", f"{middle:.1f}")


def file_rows(rows: list[Judged], side: str) -> list[list[str]]:
    """Header and rows of the file."""
    who = [_("Penilai"), _("NIP")] if side == "raters" else [_("Unit"), _("Kode")]
    others = _("Tim yang dinilai") if side == "raters" else _("Penilai")
    header = [
        *who,
        _("Penilaian"),
        others,
        _("Rata-rata resmi (poin)"),
        _("Rata-rata resmi: dari penilaian"),
        _("Selisih (poin)"),
        _("Dari"),
        _("Sampai"),
        _("Bersama timnya (poin)"),
        _("Hasil"),
    ]
    return [header, *([*_named(row), *_numbers(row), str(VERDICTS[row.verdict])] for row in rows)]


def _named(row: Judged) -> list[str]:
    return [row.label, row.code]


def _numbers(row: Judged) -> list[str]:
    official, *points = (
        "" if value is None else formats.number_format(value, 2)
        for value in (row.official, row.effect, row.low, row.high, row.together)
    )
    of = "" if row.official_of is None else str(row.official_of)
    return [str(row.n), str(row.others), official, of, *points]
