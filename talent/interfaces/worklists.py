"""The work-list for people: what it is narrowed by, its units, its rows as a file."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talent.domain.queries import employees
from talent.domain.queries.faults import CHECKS, Dimension
from talent.domain.queries.quality import NO_UNIT, Fault, Worklist
from talent.interfaces.columns import KINDS
from talent.interfaces.filters import units_offered
from talent.interfaces.tables import PAGING
from talent.models import Agency, Unit

UNITS_SHOWN = 12


class WorklistForm(forms.Form):
    """Whose list, and what of it. `agency`: the one asked for, or the first of those there are."""

    agency_id = forms.ChoiceField(label=gettext_lazy("Instansi"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    dimension = forms.ChoiceField(
        label=gettext_lazy("Dimensi"), required=False, choices=[("", gettext_lazy("semua")), *Dimension.choices]
    )
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False)

    def __init__(self, data: QueryDict, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data)
        offered = list(agencies)
        by_id = {str(agency.pk): agency for agency in offered}
        asked = data.get("agency_id")
        self.agency = by_id.get(asked) if asked else next(iter(offered), None)
        self.tree: list[tuple[Unit, int]] = employees.unit_tree([self.agency.pk]) if self.agency else []
        kinds = dict.fromkeys(check.kind for check in CHECKS)
        self._offer("agency_id", [(pk, agency.name) for pk, agency in by_id.items()])
        self._offer("kind", [("", _("semua")), *((kind, KINDS[kind].title) for kind in kinds)])
        self._offer("unit", [("", _("semua")), (str(NO_UNIT), _("tidak diketahui")), *units_offered(self.tree)])
        if len(offered) < 2:
            del self.fields["agency_id"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What `Worklist.narrowed` takes."""
        given = self.cleaned_data
        unit = given["unit"]
        units = None if not unit else [NO_UNIT] if unit == str(NO_UNIT) else employees.below(self.tree, int(unit))
        return {"dimension": given["dimension"], "kind": given["kind"], "units": units}

    def address(self, query: QueryDict, **changed: Any) -> str:
        """The query string of this list from its beginning, with something asked otherwise."""
        kept = query.copy()
        for name in PAGING:
            kept.pop(name, None)
        for name, value in changed.items():
            kept[name] = str(value)
        return str(kept.urlencode())


def units_shown(whole: Worklist, form: WorklistForm, query: QueryDict) -> dict[str, Any]:
    """The units on whose records most hangs: name, address, faults of each dimension, decisions; and how many more."""
    names = {unit.pk: unit.name for unit, _depth in form.tree}
    rows = whole.by_unit()
    shown = [
        (names.get(unit, _("tidak diketahui")), form.address(query, unit=unit), counts, hanging)
        for unit, counts, hanging in rows[:UNITS_SHOWN]
    ]
    return {"rows": shown, "more": max(0, len(rows) - UNITS_SHOWN)}


def export_rows(faults: list[Fault]) -> list[list[str]]:
    """Header and rows."""
    what = (_("Dimensi"), _("Jenis"), _("Yang perlu dibenahi"), _("Jumlah catatan"), _("Keputusan berjalan"))
    rows = [[_("NIP atau kode"), _("Nama"), _("Unit"), *what]]
    for fault in faults:
        rows.append(
            [
                fault.code,
                fault.about.name,
                fault.unit,
                str(fault.check.dimension.label),
                str(KINDS[fault.check.kind].title),
                str(fault.check.title),
                str(fault.count),
                str(fault.decisions),
            ]
        )
    return rows
