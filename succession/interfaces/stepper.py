"""How far a vacancy is, step by step, as its page begins."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from succession.domain.queries import few
from succession.models import AppointmentDecision, Vacancy
from succession.models.vacancy import Route

State = Vacancy.State


def of(
    vacancy: Vacancy,
    reached: str,
    decisions: Sequence[AppointmentDecision],
    deadlines: Mapping[str, date],
    *,
    waits: bool,
) -> list[dict[str, str]]:
    """The stepper; a closed vacancy stops after the step that it had `reached`. A step still to be taken shows its
    deadline, where there is one. A decision that `waits` for its second signature is not taken yet.

    An inauguration that needed no recommendation, and had none, leaves that step without a tick.
    """
    order = [
        (State.ROUTED, _("Jalur")),
        (State.LONGLISTED, _("Daftar panjang")),
        (State.NOMINATED, capfirst(_("%(count)s nama") % {"count": few.in_words(vacancy)})),
        (State.DECIDED, _("Keputusan PPK")),
        (State.RECOMMENDED, _("Rekomendasi")),
        (State.INAUGURATED, _("Pelantikan")),
    ]
    if vacancy.route == Route.OPEN_SELECTION:
        order[1:2] = [
            (State.ANNOUNCED, _("Pengumuman")),
            (State.SCREENED, _("Administrasi")),
            (State.LONGLISTED, _("Peringkat")),
        ]
    states = [str(state) for state, _label in order]
    at = states.index(reached) if reached in states else -1
    unsigned = waits and reached == State.DECIDED
    at -= unsigned
    closed = vacancy.state == State.CLOSED
    ahead = {"state": "stopped", "note": _("ditutup")} if closed else {"state": "now"}
    inaugurated = vacancy.state == State.INAUGURATED
    recommended = any(decision.recommendation for decision in decisions)
    skipped = State.RECOMMENDED if inaugurated and not recommended else None
    return [
        {"label": label, "state": "", "note": _("tidak diwajibkan")}
        if state == skipped
        else {"label": label}
        | (
            {"state": "done"}
            if place <= at
            else ({} if closed else _due(deadlines.get(state))) | (ahead if place == at + 1 else {"state": ""})
        )
        | ({"note": _("menunggu tanda tangan kedua")} if unsigned and state == State.DECIDED else {})
        for place, (state, label) in enumerate(order)
    ]


def _due(day: date | None) -> dict[str, str]:
    if day is None:
        return {}
    late = day < timezone.localdate()
    text = _("lewat tenggat %(day)s") if late else _("tenggat %(day)s")
    return {"late" if late else "note": text % {"day": date_format(day, "DATE_FORMAT")}}
