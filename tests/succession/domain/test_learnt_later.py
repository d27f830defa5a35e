"""What the law's files learnt later is not asked of what was stored before, and is asked of what is done since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.eligibility import Post
from rules.eligibility.evaluation import asked
from rules.errors import Invalid
from rules.law import shipped
from succession.domain import decision, gate, inauguration, longlist, openings, recommendation, replay
from succession.domain.confirmation import confirmation_token
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast

pytestmark = pytest.mark.django_db

# The retirement age became a requirement of the files on the day after this one.
LAST = date(2026, 11, 29)
BEFORE = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
ON = date(2026, 8, 3)


def codes(known: date | None, transfer: bool = False) -> list[str]:
    return [one["code"] for one in asked(Post("JPT_PRATAMA", known=known, transfer=transfer), ON, shipped())]


@pytest.mark.parametrize("transfer", [False, True])
def test_a_requirement_is_asked_from_the_day_on_which_the_files_knew_it(transfer: bool) -> None:
    now = codes(None, transfer)
    assert "retirement" in now
    assert codes(LAST + timedelta(days=1), transfer) == now
    assert codes(LAST, transfer) == [code for code in now if code != "retirement"]


def test_a_list_from_before_comes_out_the_same_and_acts_since_ask_for_more(
    monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    agency = factories.agency()
    # A transfer knows no age limit: the first of them is sixty on the day.
    people = [
        cast.candidate(agency, tier="JPT_PRATAMA", position="Kepala Biro", post_from=date(2022, 1, 2 + place),
                       grade_from=date(2019, 4, 1), born=born)
        for place, born in enumerate([date(1966, 8, 3), date(1975, 6, 15), date(1975, 6, 15), date(1975, 6, 15)])
    ]  # fmt: skip
    cast.candidate(agency)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: BEFORE)
        factories.established_cycle(agency)
        cast.approved(agency)
        vacancy = cast.opened(agency, cast.post(agency), transfer=True)
        gate.decide_route(vacancy=vacancy, by=system_operator())
        listed = longlist.build(vacancy=vacancy, by=system_operator())
        cast.nominated(vacancy, people[:3])
        given = {"number": "800/7", "decided_on": date(2026, 7, 20), "reason": "Paling berpengalaman di bidangnya."}
        token = confirmation_token(vacancy)
        chosen = decision.decide(vacancy=vacancy, employee=people[0], token=token, by=system_operator(), **given)
    assert "retirement" not in listed.codes
    assert listed.entries.get(employee=people[0]).outcome == "pass"
    assert [told.identical for _one, told in openings.replay_filling(vacancy=vacancy, by=system_operator())] == [
        True
    ] * 4
    page = sign_in("AUDITOR", agency).get(f"/lowongan/{vacancy.pk}/calon/{people[0].pk}/")
    assert {status: len(checks) for status, checks in page.context["groups"]} == {"pass": 6}
    assert "Tidak cocok" not in page.content.decode()
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 7, 25), by=system_operator())
    with pytest.raises(Invalid, match="Batas usia pensiun"):
        inauguration.inaugurate(decision=chosen, dated=ON, number="BA-1", by=system_operator())
    again = replay.longlist(listed)
    assert again.identical
