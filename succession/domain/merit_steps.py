"""The steps of a merit round: from where to where, by whom, and the one way to take one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Stale
from succession.models import MeritAssessment
from talent.domain.queries import meanwhile

State = MeritAssessment.State
_VERIFY = Permission.VERIFY_MERIT


@dataclass(frozen=True)
class Step:
    """One step; `kind` is the event it leaves in the ledger, `back` leads to an earlier state and asks for a reason."""

    source: MeritAssessment.State
    to: MeritAssessment.State
    permission: Permission
    name: Promise
    kind: str
    back: bool = False


_BACK = gettext_lazy("Kembalikan kepada instansi")
# Everything that is not here is refused. DECIDED is the end, and CANCELLED of a draft that was begun by mistake.
STEPS = (
    Step(State.DRAFT, State.SUBMITTED, Permission.SUBMIT_MERIT, gettext_lazy("Ajukan"), "succession.merit.submitted"),
    Step(State.SUBMITTED, State.CLARIFICATION, _VERIFY, gettext_lazy("Buka klarifikasi"),
         "succession.merit.clarification_opened"),
    # Nothing has to be asked where everything is clear.
    Step(State.SUBMITTED, State.VERIFIED, _VERIFY, gettext_lazy("Nyatakan selesai diverifikasi"),
         "succession.merit.verified"),
    Step(State.CLARIFICATION, State.VERIFIED, _VERIFY, gettext_lazy("Nyatakan selesai diverifikasi"),
         "succession.merit.verified"),
    Step(State.VERIFIED, State.DECIDED, _VERIFY, gettext_lazy("Catat keputusan"), "succession.merit.decided"),
    Step(State.DRAFT, State.CANCELLED, Permission.SUBMIT_MERIT, gettext_lazy("Batalkan putaran"),
         "succession.merit.cancelled", back=True),
    Step(State.SUBMITTED, State.DRAFT, _VERIFY, _BACK, "succession.merit.sent_back", back=True),
    Step(State.CLARIFICATION, State.DRAFT, _VERIFY, _BACK, "succession.merit.sent_back", back=True),
    Step(State.VERIFIED, State.CLARIFICATION, _VERIFY, gettext_lazy("Kembali ke klarifikasi"),
         "succession.merit.sent_back", back=True),
)  # fmt: skip
# The way of a round that nobody sends back.
WAY = (State.DRAFT, State.SUBMITTED, State.CLARIFICATION, State.VERIFIED, State.DECIDED)


def onward(assessment: MeritAssessment, user: User) -> list[Step]:
    """The steps that `user` may take from where the round stands."""
    return [
        step
        for step in STEPS
        if step.source == assessment.state and scope.allows(user, step.permission, assessment.agency_id)
    ]


def find(assessment: MeritAssessment, to: str, *, by: User, back: bool = False) -> Step:
    """The step from where the round stands (`back`: the one that returns it); raises NotAllowed, then DomainError where
    there is no such step."""
    steps = [step for step in STEPS if (step.to, step.back) == (to, back)]
    step = next((step for step in steps if step.source == assessment.state), None)
    for asked in [step] if step else steps[:1]:
        scope.require(by, asked.permission, assessment.agency_id)
    if step is None:
        # Most often somebody else took the step, or another one, since the page was opened.
        message = _("Putaran yang %(state)s tidak dapat menjadi %(to)s.")
        words = {"state": assessment.get_state_display(), "to": State(to).label if to in State.values else to}
        raise meanwhile.overtaken(DomainError, message % words, assessment, code="transition")
    return step


def move(
    assessment: MeritAssessment,
    step: Step,
    *,
    version: int,
    by: User,
    reason: str = "",
    payload: Any = None,
    **values: Any,
) -> None:
    """Bring the round to the step's end (and set `values`) if nobody moved it since `version` was read."""
    fresh = MeritAssessment.objects.filter(pk=assessment.pk, version=version, state=step.source)
    if not fresh.update(state=step.to, version=F("version") + 1, **values):
        message = _("Putaran ini baru saja diubah orang lain; muat ulang halaman.")
        raise meanwhile.overtaken(Stale, message, assessment)
    assessment.refresh_from_db()
    ledger.record(step.kind, by=by, agency=assessment.agency.code, subject=assessment, reason=reason, payload=payload)


def locked(assessment: MeritAssessment) -> MeritAssessment:
    """The round as it stands, kept so until the transaction ends."""
    return MeritAssessment.objects.select_for_update(of=("self",)).select_related("agency").get(pk=assessment.pk)


def require_state(held: MeritAssessment, *states: str) -> None:
    """Raise DomainError unless the round is in one of `states`."""
    if held.state not in states:
        message = _("Putaran ini %(state)s; isinya tidak dapat diubah dari situ.")
        message %= {"state": held.get_state_display()}
        raise meanwhile.overtaken(DomainError, message, held, code="wrong_state")
