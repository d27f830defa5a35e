"""Personal plans: development (IDP), retention and placement go one way, from proposed to monitored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid, Stale
from talent.codes import GONE, ActionKind, ActionState
from talent.domain import known
from talent.domain.days import require_near, require_possible, require_recent
from talent.domain.queries import meanwhile
from talent.models import Employee, ReviewCycle, TalentAction

State = ActionState
# Nothing is planned for longer than the term of a senior post, five years.
YEARS = 5
_PLAN, _APPROVE = Permission.PLAN_TALENT, Permission.APPROVE_PLANS


@dataclass(frozen=True)
class Step:
    """One step of a plan's line: from where to where, by whom, and the event it leaves in the ledger."""

    source: ActionState
    to: ActionState
    permission: Permission
    name: Promise
    kind: str


# Everything that is not here is refused. MONITORED and CANCELLED are the ends.
STEPS = (
    Step(State.PROPOSED, State.APPROVED, _APPROVE, gettext_lazy("Setujui"), "talent.plan.approved"),
    Step(State.APPROVED, State.DONE, _PLAN, gettext_lazy("Catat pelaksanaan"), "talent.plan.done"),
    Step(State.DONE, State.MONITORED, _PLAN, gettext_lazy("Catat pemantauan"), "talent.plan.monitored"),
    Step(State.PROPOSED, State.CANCELLED, _PLAN, gettext_lazy("Batalkan"), "talent.plan.cancelled"),
    Step(State.APPROVED, State.CANCELLED, _APPROVE, gettext_lazy("Batalkan"), "talent.plan.cancelled"),
)


def find(line: TalentAction, to: str) -> Step:
    """The step from where the line stands; DomainError where there is none."""
    for step in STEPS:
        if (step.source, step.to) == (line.state, to):
            return step
    message = _("Rencana yang %(state)s tidak dapat menjadi %(to)s.")
    words = {"state": line.get_state_display(), "to": State(to).label}
    # Most often somebody else took a step since the page was opened.
    raise meanwhile.overtaken(DomainError, message % words, line, code="transition")


@transaction.atomic
def propose(
    *,
    employee: Employee,
    kind: str,
    action: str,
    owner: str,
    due: date,
    by: User,
    about: str = "",
    cost: Decimal | None = None,
    cycle: ReviewCycle | None = None,
) -> TalentAction:
    """A new line of somebody's plan. `about`: what it rests on (`gap:integrity`, `box:7`), empty for one's own idea."""
    scope.require(by, _PLAN, employee.agency_id)
    if employee.current is not None and employee.current.standing in GONE:
        message = _("Pegawai ini sudah %(standing)s; tidak ada lagi yang direncanakan baginya.")
        raise DomainError(message % {"standing": employee.current.get_standing_display()}, code="retired")
    if kind not in ActionKind.values:
        raise Invalid(_("Jenis rencana tidak dikenal."), code="unknown_kind")
    if cycle is not None and cycle.agency_id != employee.agency_id:
        raise Invalid(_("Siklus itu milik instansi lain."), code="wrong_agency")
    line = TalentAction.objects.create(
        agency_id=employee.agency_id,
        cycle=cycle,
        employee=employee,
        kind=kind,
        about=about,
        by=by,
        at=known.turn(employee.agency_id),
        **_checked(action, owner, due, cost),
    )
    _note(line, "talent.plan.proposed", by=by, payload={"kind": kind, "about": about, "due": due.isoformat()})
    return line


@transaction.atomic
def revise(
    *, line: TalentAction, version: int, action: str, owner: str, due: date, by: User, cost: Decimal | None = None
) -> None:
    """Change what is proposed; what was approved stays as it was approved."""
    scope.require(by, _PLAN, line.agency_id)
    if line.state != State.PROPOSED:
        message = _("Hanya rencana yang masih diusulkan yang dapat diubah.")
        raise meanwhile.overtaken(DomainError, message, line, code="transition")
    _write(line, version, State.PROPOSED, _checked(action, owner, due, cost, was=line.due))
    _note(line, "talent.plan.revised", by=by, payload={"due": due.isoformat()})


@transaction.atomic
def approve(*, lines: Sequence[tuple[TalentAction, int]], by: User) -> int:
    """Approve what is proposed, each line as it was seen (its version then), all or nothing; how many."""
    turns = {agency: known.turn(agency) for agency in sorted({line.agency_id for line, _version in lines})}
    for line, version in lines:
        _step(line, version, State.APPROVED, by=by, approved_by=by, approved_at=turns[line.agency_id])
    return len(lines)


@transaction.atomic
def finish(*, line: TalentAction, version: int, done_on: date, result: str, by: User) -> None:
    """Record that it was done, when and with what result."""
    require_possible(done_on)
    today = timezone.localdate()
    if done_on > today:
        raise Invalid(_("Tanggal pelaksanaan belum tiba."), code="date_order")
    # Where a clock was set back, what was proposed counts as proposed today at the latest.
    if done_on < (since := min(timezone.localdate(line.at), today)):
        message = _("Tanggal pelaksanaan mendahului hari rencana ini diusulkan, %(day)s.")
        raise Invalid(message % {"day": date_format(since, "DATE_FORMAT")}, code="date_order")
    _step(line, version, State.DONE, by=by, done_on=done_on, result=_said(result, _("Hasil wajib diisi.")))


@transaction.atomic
def monitor(*, line: TalentAction, version: int, observation: str, by: User) -> None:
    """Record what it brought about, seen some time later."""
    said = _said(observation, _("Hasil pemantauan wajib diisi."))
    _step(line, version, State.MONITORED, by=by, observation=said)


@transaction.atomic
def cancel(*, line: TalentAction, version: int, reason: str, by: User) -> None:
    """Give it up, with the reason, which stands in the place of the result."""
    said = _said(reason, _("Alasan wajib diisi."))
    at = known.turn(line.agency_id)
    _step(line, version, State.CANCELLED, by=by, reason=said, result=said, cancelled_at=at)


def _step(line: TalentAction, version: int, to: ActionState, *, by: User, reason: str = "", **values: Any) -> None:
    meant = next((step for step in STEPS if step.to == to and step.source == line.state), None)
    step = meant or next(step for step in STEPS if step.to == to)
    scope.require(by, step.permission, line.agency_id)
    find(line, to)
    _write(line, version, to, values)
    _note(line, step.kind, by=by, reason=reason)


def _write(line: TalentAction, version: int, to: ActionState, values: dict[str, Any]) -> None:
    fresh = TalentAction.objects.filter(pk=line.pk, version=version, state=line.state)
    if not fresh.update(state=to, version=F("version") + 1, **values):
        message = _("Rencana “%(action)s” bagi %(name)s tidak lagi seperti pada halaman yang dibuka.")
        raise meanwhile.overtaken(Stale, message % {"action": line.action, "name": line.employee.name}, line)
    line.refresh_from_db()


def _checked(action: str, owner: str, due: date, cost: Decimal | None, *, was: date | None = None) -> dict[str, Any]:
    require_possible(due)
    # A line whose day passed long ago may still be put into other words.
    if due != was:
        require_recent(due)
        require_near(due, years=YEARS)
    if cost is not None and cost < 0:
        raise Invalid(_("Biaya tidak dapat kurang dari nol."), code="negative_cost")
    return {
        "action": _said(action, _("Kegiatan wajib diisi.")),
        "owner": _said(owner, _("Penanggung jawab wajib diisi.")),
        "due": due,
        "cost": cost,
    }


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Invalid(otherwise, code="required")
    return text.strip()


def _note(line: TalentAction, kind: str, *, by: User, reason: str = "", payload: dict[str, Any] | None = None) -> None:
    ledger.record(kind, by=by, agency=line.agency.code, subject=line, reason=reason, payload=payload)
