"""What people fill in about a succession plan, what its list is narrowed by, and that list as a file."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rules.bench import RISKS
from rules.errors import Invalid
from rules.readiness import LEVELS
from succession.domain.queries import succession_plans
from succession.domain.queries.succession_plans import STRENGTH, Nearest, Standing
from succession.domain.queries.words import said
from succession.interfaces import fields
from succession.interfaces.vacating_forms import CLOCKS
from succession.models import SuccessionPlan
from succession.models.succession_plan import PlanOutcome
from talent.models import Agency, Employee

STATES = {
    "NO_PLAN": _("belum ada rencana"),
    "NAMED": _("penerus ditetapkan"),
    "NONE_SUITABLE": _("belum ada yang cocok, menurut keputusan"),
    "REVIEW_DUE": _("waktunya ditinjau kembali"),
}
NONE_SUITS = _("wajib bila belum ada yang cocok")
SORTS = {"risk": _("risiko"), "day": _("hari lowong"), "title": _("nama jabatan")}


class PlanFilter(forms.Form):
    """Whose critical posts, which, in what order."""

    agency = forms.ChoiceField(label=_("Instansi"), required=False)
    risk = forms.ChoiceField(label=_("Risiko"), required=False)
    state = forms.ChoiceField(label=_("Rencana"), required=False, choices=[("", _("semua")), *STATES.items()])
    sort = forms.ChoiceField(label=_("Urut"), required=False, choices=list(SORTS.items()))

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        risks = [(str(one), said(words)) for one, words in RISKS.items()]
        self.fields["risk"].choices = [("", gettext("semua")), *risks]  # type: ignore[attr-defined]
        self.agencies = succession_plans.agencies_of(user)
        self.fields["agency"].choices = [(agency.pk, agency.name) for agency in self.agencies]  # type: ignore[attr-defined]
        if len(self.agencies) < 2:
            del self.fields["agency"]
        asked = next((one for one in self.agencies if str(one.pk) == self.data.get("agency")), None)
        self.agency: Agency | None = asked or next(iter(self.agencies), None)

    def narrowed(self, rows: Iterable[Standing]) -> list[Standing]:
        """Those asked for, sorted as asked."""
        given = self.cleaned_data
        found = [
            one
            for one in rows
            if (not given["risk"] or one.risk == given["risk"]) and (not given["state"] or one.state == given["state"])
        ]
        if given["sort"] == "day":
            found.sort(key=lambda one: one.falling.day or date.max)
        elif given["sort"] == "title":
            found.sort(key=lambda one: str(one.position))
        return found


class PlanForm(forms.Form):
    """A new version of a plan."""

    outcome = forms.ChoiceField(label=_("Keadaan"), choices=PlanOutcome.choices, widget=forms.RadioSelect)
    successors = forms.ModelMultipleChoiceField(
        label=_("Penerus"),
        queryset=Employee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Anggota kelompok suksesi, yang paling siap di atas."),
    )
    stand_in = forms.CharField(
        label=_("NIP pengganti darurat"),
        max_length=18,
        required=False,
        help_text=_("Yang langsung menggantikan bila jabatan kosong mendadak; boleh kosong."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    decision_number = fields.due(
        NONE_SUITS, forms.CharField(label=_("Nomor keputusan"), max_length=100, required=False)
    )
    decided_on = fields.due(NONE_SUITS, fields.day(_("Tanggal keputusan"), required=False))
    review_on = fields.due(NONE_SUITS, fields.day(_("Ditinjau kembali"), required=False))
    reason = fields.reason(_("Alasan"))
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(
        self,
        *args: Any,
        plan: SuccessionPlan | None,
        offered: Sequence[Nearest],
        agency_id: int,
        typed: QueryDict | None = None,
        **options: Any,
    ) -> None:
        """`offered`: members of the pool by readiness; those whom the plan names stay on offer. `typed`: what stood in
        the form so far, where it is shown again and nothing is to be saved yet."""
        self.named = [row.employee for row in plan.successors.all()] if plan else []
        first: dict[str, Any] = {"version": 0}
        if plan is not None:
            first = {field: getattr(plan, field) for field in ("outcome", "decision_number", "review_on", "version")}
            first |= {"decided_on": plan.decided_on, "successors": [one.pk for one in self.named]}
            first["stand_in"] = plan.stand_in.nip if plan.stand_in else ""
        if typed is not None:
            first = {name: typed.get(name) for name in self.base_fields} | {"successors": typed.getlist("successors")}
        super().__init__(*args, initial=first, **options)
        self.agency_id = agency_id
        if self.named:
            self.fields["successors"].help_text = _(
                "Di atas yang sudah ada dalam rencana, lalu anggota kelompok suksesi, yang paling siap dahulu."
            )
        self.offer(offered)

    def clean(self) -> dict[str, Any]:
        """The decision that nobody suits has its number and both its days: what is missing is marked where it is."""
        given = super().clean() or {}
        if given.get("outcome") == PlanOutcome.NONE_SUITABLE:
            for name in ("decision_number", "decided_on", "review_on"):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, _("Isian ini wajib bila belum ada yang cocok."))
        return given

    def offer(self, offered: Sequence[Nearest]) -> None:
        """Let these be chosen, beside those whom the plan names; what was chosen stays so."""
        words = {one.employee_id: _level(one) for one in offered}
        people = {one.pk: (one.name, one.nip) for one in self.named}
        people |= {one.employee_id: (one.name, one.nip) for one in offered}
        field: Any = self.fields["successors"]
        field.queryset = Employee.objects.filter(pk__in=list(people), agency=self.agency_id)
        field.choices = [
            (pk, " · ".join(filter(None, (name, nip, words.get(pk))))) for pk, (name, nip) in people.items()
        ]

    def in_order(self) -> list[Employee]:
        """The successors chosen, in the order in which they were sent: that of the list they were chosen from."""
        sent = [int(one) for one in self.data.getlist("successors")]  # type: ignore[attr-defined]
        return sorted(self.cleaned_data["successors"], key=lambda one: sent.index(one.pk))

    def person(self) -> Employee | None:
        """The stand-in by their NIP; raises Invalid for one that the agency does not have."""
        nip = self.cleaned_data["stand_in"].strip()
        if not nip:
            return None
        found = Employee.objects.filter(agency=self.agency_id, nip=nip, moved_on=None).select_related("current").first()
        if found is None:
            raise Invalid(gettext("Tidak ada pegawai instansi ini dengan NIP itu."), code="unknown_person")
        return found


def _level(one: Nearest) -> str:
    if one.level is None:
        return ""
    level = said(LEVELS[one.level])
    if not one.numbers:
        return level
    waived = gettext("dikecualikan: %(number)s") % {"number": one.numbers}
    return f"{level} · {waived}"


def file_rows(rows: Iterable[Standing]) -> list[list[Any]]:
    """The critical posts as a file: header and lines."""
    found: list[list[Any]] = [
        [gettext("Kode jabatan"), gettext("Jabatan"), gettext("Pejabat"), gettext("Lowong pada"), gettext("Sebab"),
         gettext("Risiko"),
         gettext("Rencana"), gettext("Versi"), *(said(LEVELS[level]) for level in STRENGTH),
         *(gettext("%(level)s, dengan pengecualian") % {"level": said(LEVELS[level])} for level in STRENGTH),
         gettext("Siap saat lowong"), gettext("Siap saat lowong, dengan pengecualian"),
         gettext("Pengganti darurat"), gettext("Ditinjau kembali")]
    ]  # fmt: skip
    for one in rows:
        plan, holder, ending = one.plan, one.falling.seat.holder, one.falling.ending
        found.append(
            [one.position.code, str(one.position), holder.name if holder else "", one.falling.known_day or "",
             str(CLOCKS[ending.clock]) if ending else "", said(RISKS[one.risk]), str(STATES[one.state]),
             plan.version if plan else "", *one.strength, *one.strength_waived, one.ready,
             one.ready_waived,
             plan.stand_in.name if plan and plan.stand_in else "", (plan.review_on if plan else None) or ""]
        )  # fmt: skip
    return found
