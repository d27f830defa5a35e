"""The steps of a review cycle: from where to where, by whom, and whether a reason is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from rules.errors import DomainError, Invalid
from talent.domain.queries import meanwhile
from talent.models import ReviewCycle

State = ReviewCycle.State


@dataclass(frozen=True)
class Transition:
    """One step; `back` leads to an earlier state, `kind` is the event it leaves in the ledger."""

    source: ReviewCycle.State
    to: ReviewCycle.State
    permission: Permission
    name: Promise
    kind: str
    reason: bool = False
    back: bool = False


_MAP, _HEAD, _PPK = Permission.MAP_TALENT, Permission.SUBMIT_MAPPING, Permission.ESTABLISH_POOL
_BACK, _GIVE_UP = gettext_lazy("Kembalikan"), gettext_lazy("Batalkan siklus")
# From → to, by whom; everything else is refused. CLOSED and CANCELLED are the ends.
TRANSITIONS = (
    Transition(State.DRAFT, State.OPEN, _MAP, gettext_lazy("Mulai pengumpulan data"), "talent.cycle.gathering"),
    Transition(State.OPEN, State.MAPPED, _MAP, gettext_lazy("Petakan"), "talent.mapping.started"),
    Transition(State.MAPPED, State.MAPPED, _MAP, gettext_lazy("Petakan ulang"), "talent.mapping.started"),
    Transition(State.MAPPED, State.CALIBRATION, _MAP, gettext_lazy("Buka sidang kalibrasi"),
               "talent.calibration.opened"),
    Transition(State.MAPPED, State.PROPOSED, _HEAD, gettext_lazy("Usulkan tanpa sidang kalibrasi"),
               "talent.cycle.proposed", reason=True),
    Transition(State.CALIBRATION, State.PROPOSED, _HEAD, gettext_lazy("Usulkan kepada PPK"), "talent.cycle.proposed"),
    Transition(State.PROPOSED, State.ESTABLISHED, _PPK, gettext_lazy("Tetapkan"), "talent.pool.established"),
    Transition(State.ESTABLISHED, State.CLOSED, _MAP, gettext_lazy("Tutup siklus"), "talent.cycle.closed"),
    Transition(State.MAPPED, State.OPEN, _MAP, _BACK, "talent.cycle.sent_back", reason=True, back=True),
    Transition(State.CALIBRATION, State.MAPPED, _MAP, _BACK, "talent.cycle.sent_back", reason=True, back=True),
    Transition(State.PROPOSED, State.CALIBRATION, _PPK, _BACK, "talent.cycle.sent_back", reason=True, back=True),
    Transition(State.PROPOSED, State.MAPPED, _PPK, _BACK, "talent.cycle.sent_back", reason=True, back=True),
    Transition(State.DRAFT, State.CANCELLED, _MAP, _GIVE_UP, "talent.cycle.cancelled", reason=True),
    Transition(State.OPEN, State.CANCELLED, _MAP, _GIVE_UP, "talent.cycle.cancelled", reason=True),
)  # fmt: skip
# The way of a cycle that nobody sends back or gives up.
WAY = (State.DRAFT, State.OPEN, State.MAPPED, State.CALIBRATION, State.PROPOSED, State.ESTABLISHED, State.CLOSED)


def find(cycle: ReviewCycle, to: str, *, back: bool = False) -> Transition:
    """The step from where the cycle stands (`back`: the one that returns it); DomainError where there is none."""
    for transition in TRANSITIONS:
        if (transition.source, transition.to, transition.back) == (cycle.state, to, back):
            return transition
    message = _("Siklus yang %(state)s tidak dapat menjadi %(to)s.")
    words = {"state": cycle.get_state_display(), "to": State(to).label}
    # Most often somebody else took the step, or another one, since the page was opened.
    raise meanwhile.overtaken(DomainError, message % words, cycle, code="transition")


def check_reason(transition: Transition, reason: str) -> None:
    """Raise Invalid when the step asks for a reason and has none."""
    if transition.reason and not reason.strip():
        raise Invalid(_("Alasan wajib diisi."), code="reason_missing")


def backwards(cycle: ReviewCycle) -> Iterator[Transition]:
    """The steps by which the cycle may be sent back from where it stands."""
    return (transition for transition in TRANSITIONS if transition.back and transition.source == cycle.state)
