"""A member who will not sign the minutes once scores are shown: never released, refused with a reason, and counted."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import canonical, committee, panel
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import ballots, panel_minutes, quorum
from succession.interfaces.filling_rounds import round_of
from succession.models import PanelRefusal
from tests.succession.test_panel import MINUTES, revealed

pytestmark = pytest.mark.django_db

WHY = "Nilai anggota ketiga tidak dibahas dalam rapat."
BY = system_operator
GONE = {"released_on": date(2026, 8, 1), "number": "800/9", "reason": "Tidak mau menandatangani."}


@pytest.fixture
def minuted():
    """A round of three members whose minutes are written: the round, and its seats."""
    held, _candidates, members = revealed()
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=BY())
    held.refresh_from_db()
    return held, [held.vacancy.committee.get(user=member) for member in members]


def token(held):
    return canonical.digest(panel_minutes.minutes_of(held))


def refuse(held, seat, by=None, **said):
    return panel.refuse(held=held, seat=seat, by=by or BY(), **{"token": token(held), "reason": WHY} | said)


def sign(held, *seats):
    for seat in seats:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=seat.user)


def code(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_after_the_reveal_a_member_is_not_released_but_refuses_and_the_others_end_the_round(minuted):
    held, (first, second, third) = minuted
    with pytest.raises(Invalid, match="catatlah penolakan itu") as kept:
        committee.release_member(seat=third, by=BY(), **GONE)
    third.refresh_from_db()
    assert (kept.value.code, third.released_on) == ("revealed", None)
    refuse(held, third)
    sign(held, first)
    assert code(lambda: panel.close(held=held, by=BY())) == "unsigned"
    sign(held, second)
    assert quorum.quorum(held).fact.id == "2 dari 3 kursi menilai dan tidak menolak risalahnya"
    # What the third member gave counts on.
    assert [len([one for one in row.scores if one.given]) for row in panel_minutes.results(held)] == [3] * 4
    panel.close(held=held, by=BY())
    held.refresh_from_db()
    said = round_of(held, None, held.closed_at)[-1]
    assert [row[:2] for row in said["rows"]] == [[third.user.username, WHY]]
    event = Event.objects.get(kind="succession.panel.refused")
    assert (event.reason, event.payload["user"]) == (WHY, third.user_id)
    # Between rounds members may leave again.
    committee.release_member(seat=third, by=BY(), **GONE)


def test_where_most_refuse_the_round_does_not_stand(minuted):
    held, (first, second, third) = minuted
    refuse(held, second, by=second.user)
    refuse(held, third)
    sign(held, first)
    assert code(lambda: panel.close(held=held, by=BY())) == "no_quorum"
    # Whoever signs after all has not refused.
    sign(held, second)
    assert [one.member for one in panel_minutes.refusals(held)] == [third]
    panel.close(held=held, by=BY())


def test_minutes_that_changed_are_signed_or_refused_anew(minuted):
    held, (_first, _second, third) = minuted
    refuse(held, third)
    panel.write_minutes(held=held, minutes=f"{MINUTES} Nilai dibahas.", version=2, by=BY())
    held.refresh_from_db()
    assert panel_minutes.refusals(held) == []
    refuse(held, third)
    assert [one.member for one in panel_minutes.refusals(held)] == [third]


def test_what_is_no_refusal_is_not_kept(minuted):
    held, (first, second, third) = minuted
    sign(held, first)
    assert code(lambda: refuse(held, first)) == "signed"
    assert code(lambda: refuse(held, third, reason="Tidak.")) == "no_reason"
    with pytest.raises(StaleConfirmation):
        refuse(held, third, token="0" * 64)
    with pytest.raises(NotAllowed):
        refuse(held, third, by=second.user)
    ballot = ballots.ballot_of(held, third.user)
    type(ballot).objects.filter(pk=ballot.pk).update(locked_at=None)
    assert code(lambda: refuse(held, third)) == "no_signer"
    assert not PanelRefusal.objects.exists()
    refuse(held, second)
    assert code(lambda: refuse(held, second)) == "already_refused"


def test_a_member_refuses_for_themself_on_the_page_and_whoever_prepares_by_the_api(minuted, sign_in):
    held, (_first, second, third) = minuted
    client, at = sign_in(third.user), f"/lowongan/{held.vacancy_id}/penilaian/"
    page = client.get(at)
    assert list(page.context["refusing"].fields["seat"].queryset) == [third]
    given = {"seat": second.pk, "reason": WHY, "token": page.context["token"]}
    assert client.post(f"{at}tolak/", given).status_code == 422
    assert client.post(f"{at}tolak/", given | {"seat": third.pk}).status_code == 302
    page = client.get(at)
    assert [one.seat for one in page.context["seats"] if one.refusal] == [third]
    assert page.content.decode().count(WHY) == 1
    staff, api = sign_in("BKD_STAFF"), f"/api/v1/vacancies/{held.vacancy_id}/panel/"
    told = staff.get(api).json()
    assert [(one["name"], one["reason"]) for one in told["refused"]] == [(third.user.name, WHY)]
    body = {"seat": second.pk, "reason": WHY, "token": told["token"]}
    answer = staff.post(f"{api}refusals/", body, content_type="application/json")
    assert (answer.status_code, len(answer.json()["refused"])) == (200, 2)
    assert str(answer.json()["quorum"]["status"]) == "fail"
    assert sign_in("AUDITOR").get(at).context["refusing"] is None
