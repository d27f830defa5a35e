"""What the people of a matrix can be narrowed by: who they were on the day of the run, as known then."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rules.policy import Policy
from talent.codes import EducationLevel, Tier
from talent.domain.queries import as_of, employees, runs
from talent.interfaces.filters import units_offered
from talent.interfaces.forms import Sought
from talent.models import MappingRun, Placement

AGES: Mapping[str, tuple[int, int | None]] = {
    "0-29": (0, 29),
    "30-39": (30, 39),
    "40-49": (40, 49),
    "50-57": (50, 57),
    "58": (58, None),
}
CONTRACT = "PPPK"
GRADES = ("IV", "III", "II", "I", CONTRACT)
_ALL = ("", pgettext_lazy("saringan", "semua"))
_FIELDS = ("unit", "tier", "grade", "education", "sex", "age", "assessor")


class MatrixFilter(forms.Form):
    """Filters of the matrix, its boxes and its movements alike."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    tier = forms.ChoiceField(label=_("Jenjang"), required=False, choices=[_ALL, *Tier.choices])
    grade = forms.ChoiceField(
        label=_("Golongan"),
        required=False,
        choices=[_ALL, *((band, band) for band in GRADES)],
    )
    education = forms.ChoiceField(label=_("Pendidikan"), required=False, choices=[_ALL, *EducationLevel.choices])
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"), required=False, choices=[_ALL, ("1", _("laki-laki")), ("2", _("perempuan"))]
    )
    age = forms.ChoiceField(
        label=_("Umur"),
        required=False,
        choices=[
            _ALL,
            ("0-29", _("di bawah 30")),
            ("30-39", "30–39"),
            ("40-49", "40–49"),
            ("50-57", "50–57"),
            ("58", _("58 ke atas")),
        ],
    )
    assessor = forms.ChoiceField(label=_("Lembaga penilai"), required=False)

    def __init__(
        self, data: QueryDict | dict[str, str], *, run: MappingRun, policy: Policy, shown: bool = True
    ) -> None:
        """`shown`: to be filled in; otherwise only what `data` asks for is looked up."""
        super().__init__(data)
        self.policy = policy
        self._offer("unit", units_offered(as_of.unit_tree(run) if shown or data.get("unit") else []))
        asked = shown or data.get("assessor")
        made_by = (
            sorted({name for one in runs.together(run) for name in as_of.institutions(one, policy)}) if asked else []
        )
        self._offer("assessor", [(name, name) for name in made_by])

    def narrow(self, people: QuerySet[Placement], run: MappingRun) -> QuerySet[Placement]:
        """Of these placements of `run`, those that the filters ask for; none while one cannot be understood.

        Who joined it later is asked about as of the run that placed them.
        """
        if not self.is_valid():
            return people.none()
        if not any(self.cleaned_data.values()):
            return people
        every = runs.together(run)
        if len(every) == 1:
            return people.filter(self._asked(run))
        asked = Q()
        for one in every:
            asked |= Q(run_id=one.pk) & self._asked(one)
        return people.filter(asked)

    def _asked(self, run: MappingRun) -> Q:
        asked, found = self.cleaned_data, Q()
        of_record: dict[str, Any] = {}
        if asked["tier"]:
            of_record["tier"] = asked["tier"]
        if asked["unit"]:
            of_record["unit_id__in"] = employees.below(as_of.unit_tree(run), int(asked["unit"]))
        if asked["grade"]:
            of_record |= (
                {"status": CONTRACT} if asked["grade"] == CONTRACT else {"grade__startswith": f"{asked['grade']}/"}
            )
        if of_record:
            found &= Q(employee_id__in=as_of.of_records(run, **of_record))
        if asked["education"]:
            found &= Q(employee_id__in=as_of.educated(run, asked["education"]))
        if asked["assessor"]:
            found &= Q(employee_id__in=as_of.assessed_by(run, asked["assessor"], self.policy))
        if asked["sex"]:
            found &= Q(employee__sex=int(asked["sex"]))
        if asked["age"]:
            found &= as_of.born_between(run.on, *AGES[asked["age"]])
        return found

    @property
    def words(self) -> str:
        """What the filters ask for: `Unit: Dinas; Umur: 30–39`; empty where nothing is narrowed."""
        if not self.is_valid():
            return gettext("pilihan yang tidak dikenal: tidak ada pegawai yang dihitung")
        chosen = [(self.fields[name], self.cleaned_data[name]) for name in _FIELDS if self.cleaned_data[name]]
        return "; ".join(
            f"{field.label}: {str(dict(field.choices)[value]).strip()}"  # type: ignore[attr-defined]
            for field, value in chosen
        )

    @property
    def address(self) -> str:
        """The filters that are set, as the query of an address; empty without any."""
        kept = QueryDict(mutable=True)
        kept.update({name: self.data[name] for name in _FIELDS if self.data.get(name)})
        return kept.urlencode()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [_ALL, *choices]  # type: ignore[attr-defined]


class BoxFilter(Sought, MatrixFilter):
    """The same for the people of one box, among whom somebody may be looked for."""
