"""What people ask about merit: the way to a score, and the standings of all agencies."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from rules import wording
from succession.domain.queries.national import Standing, keeps
from succession.domain.queries.rounds import Line
from succession.domain.queries.way import Asked
from succession.domain.queries.words import said
from talent.codes import AgencyKind
from talent.models import Agency


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
