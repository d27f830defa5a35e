"""Nothing is signed for a day that has not come."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.errors import Invalid
from succession.domain import confirmation, decision, inauguration, recommendation
from succession.models import AppointmentDecision, Vacancy
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def decided(vacancy: Vacancy, day: date) -> AppointmentDecision:
    first = vacancy.nominees.select_related("employee").get(order=1)
    token, reason = confirmation.confirmation_token(vacancy), "Paling berpengalaman di bidangnya."
    return decision.decide(
        vacancy=vacancy,
        employee=first.employee,
        decided_on=day,
        number="800/7/2026",
        reason=reason,
        token=token,
        by=system_operator(),
    )


def test_decision_recommendation_and_inauguration_are_of_today_or_before() -> None:
    vacancy, _people = cast.ready(factories.agency())
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    by = system_operator()
    with pytest.raises(Invalid) as refused:
        decided(vacancy, tomorrow)
    assert refused.value.code == "future_date"
    chosen = decided(vacancy, today)
    with pytest.raises(Invalid) as refused:
        recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=tomorrow, by=by)
    assert refused.value.code == "future_date"
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=today, by=by)
    with pytest.raises(Invalid) as refused:
        inauguration.inaugurate(decision=chosen, dated=tomorrow, number="BA-1", by=by)
    assert refused.value.code == "future_date"
    assert inauguration.inaugurate(decision=chosen, dated=today, number="BA-1", by=by).dated == today


@pytest.mark.parametrize(("day", "refused"), [(date(2026, 7, 9), True), (date(2026, 7, 10), False)])
def test_nothing_is_decided_before_the_route_was(day: date, refused: bool) -> None:
    vacancy, _people = cast.ready(factories.agency())
    if not refused:
        assert decided(vacancy, day).decided_on == day
        return
    with pytest.raises(Invalid) as found:
        decided(vacancy, day)
    assert (found.value.code, AppointmentDecision.objects.count()) == ("date_order", 0)


@pytest.mark.parametrize(("day", "refused"), [(25, True), (26, False)])
def test_nothing_is_decided_while_applications_were_still_open(day: int, refused: bool) -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, _applications = cast.selected(agency, people)
    cast.nominated(vacancy, people)
    if not refused:
        assert decided(vacancy, date(2026, 7, day)).decided_on == date(2026, 7, day)
        return
    with pytest.raises(Invalid, match="sebelum lamaran ditutup") as found:
        decided(vacancy, date(2026, 7, day))
    assert (found.value.code, AppointmentDecision.objects.count()) == ("date_order", 0)


def test_nobody_is_inaugurated_before_the_day_of_the_recommendation() -> None:
    vacancy, _people = cast.ready(factories.agency())
    chosen, by = decided(vacancy, date(2026, 7, 20)), system_operator()
    letter = date(2026, 7, 25)
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=letter, by=by)
    with pytest.raises(Invalid) as refused:
        inauguration.inaugurate(decision=chosen, dated=date(2026, 7, 24), number="BA-1", by=by)
    assert refused.value.code == "date_order"
    assert inauguration.inaugurate(decision=chosen, dated=letter, number="BA-1", by=by).dated == letter
