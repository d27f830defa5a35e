"""The overseer's recommendation on a decision."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from rules.gate import regime_for
from rules.law import NoRuleInForce, shipped
from succession.domain import decision as decisions
from succession.domain import deviations, states
from succession.domain.queries import available
from succession.domain.queries.words import said
from succession.domain.reasons import past_date, required_number
from succession.models import AppointmentDecision, Recommendation, Vacancy


@transaction.atomic
def record(*, decision: AppointmentDecision, authority: str, number: str, dated: date, by: User) -> Recommendation:
    """Record the recommendation; it must come from the overseer of its day, and not before the decision.

    Raises Contested where the person withdrew, had left the pool by the day of the decision, or was inaugurated
    elsewhere since the list was made: it is for nobody.

    UU 5/2014 (KASN); UU 20/2023 and Kepka BKN 411/2025 (BKN).
    """
    vacancy = decision.vacancy
    scope.require(by, Permission.RECORD_RECOMMENDATION, vacancy.agency_id)
    states.require(vacancy, states.State.RECOMMENDED)
    if decision.ended_at is not None:
        raise states.ChangedMeanwhile(_("Keputusan ini sudah berakhir."))
    deviations.require_final(decision)
    if gone := available.why_not(vacancy, decision.employee, by, decision.decided_on):
        raise decisions.Contested(_("%(why)s PPK menarik kembali keputusannya dan memutuskan lagi.") % {"why": gone})
    number = required_number(number)
    if past_date(dated) < decision.decided_on:
        raise Invalid(_("Rekomendasi tidak boleh bertanggal sebelum keputusan."), code="date_order")
    expected = overseer(dated)
    if authority != expected:
        raise Invalid(
            _("Pada tanggal itu rekomendasi diberikan oleh %(expected)s, bukan %(authority)s.")
            % {"expected": expected, "authority": authority},
            code="wrong_authority",
        )
    stored = Recommendation.objects.create(
        decision=decision, authority=authority, number=number, dated=dated, by=by, at=timezone.now()
    )
    states.move(vacancy, states.State.RECOMMENDED)
    ledger.record(
        "succession.recommendation.recorded",
        by=by,
        agency=vacancy.agency.code,
        subject=stored,
        payload={"decision": decision.pk, "authority": authority},
    )
    return stored


def overseers(vacancy: Vacancy) -> list[str]:
    """Whose recommendation on the decision that stands can be recorded today: whose counted on its day, or since."""
    today = timezone.localdate()
    decided = vacancy.decisions.filter(ended_at=None).values_list("decided_on", flat=True).first() or today
    since = [
        rule.effective_from for rule in shipped().versions("gate.regime") if decided < rule.effective_from <= today
    ]
    return list(dict.fromkeys(overseer(day) for day in (decided, *since)))


def overseer(on: date) -> str:
    """Whose recommendation counts on `on` (`gate.regime`): KASN until it was abolished, then BKN."""
    try:
        return str(regime_for(on, shipped()).value["recommendation_before_inauguration"]["authority"])
    except NoRuleInForce as error:
        raise Invalid(said(error.text), code="no_regime") from error
