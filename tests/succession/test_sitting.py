"""A committee without a blind round: it declares conflicts, signs its minutes, and is a quorum before names go up."""

import pytest

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import committee, confirmation, longlist, panel, selection
from succession.domain.queries import panel_minutes, panel_told, panels, quorum
from succession.models import PanelRound
from tests import factories
from tests.succession import cast
from tests.succession.test_panel import MINUTES, WHY, lock, scored, seats
from tests.succession.test_panel_stages import GONE, closed, screened
from tests.succession.views.test_vacancies import longlisted

pytestmark = pytest.mark.django_db

BY = system_operator


def sitting(count=3):
    """A committee that sits without scores, and those who are ranked."""
    vacancy, candidates = longlisted(4)
    cast.openly(vacancy)
    members = seats(vacancy, count)
    return panel.open_round(vacancy=vacancy, scored=False, by=BY()), candidates, members


def minuted(held):
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=BY())
    held.refresh_from_db()


def sign(held, *members):
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)


def nominate(held, people, by):
    names = [committee.Nomination(person.pk, WHY) for person in people]
    token = confirmation.confirmation_token(held.vacancy)
    return committee.nominate(vacancy=held.vacancy, nominations=names, token=token, by=by)


def refusal(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_names_go_up_once_a_quorum_has_declared_and_signed_and_only_by_who_declared():
    held, candidates, (first, second, third) = sitting()
    minuted(held)
    assert refusal(lambda: nominate(held, candidates[:3], first)) == "round_open"
    assert refusal(lambda: sign(held, first)) == "not_declared"
    panel.declare(held=held, relations={candidates[0].pk: "ipar"}, by=first)
    # What is declared may still grow.
    panel.declare(held=held, relations={candidates[1].pk: "sepupu"}, by=first)
    assert refusal(lambda: panel.close(held=held, by=BY())) == "unsigned"
    sign(held, first)
    with pytest.raises(Invalid, match="1 dari 3 kursi menyatakan dan menandatangani") as refused:
        panel.close(held=held, by=BY())
    assert refused.value.code == "no_quorum"
    panel.declare(held=held, relations={}, by=second)
    # Who takes part is in the minutes: what was signed before is signed anew.
    assert panel_minutes.signed(held) == set()
    sign(held, first, second)
    panel.close(held=held, by=BY())
    assert refusal(lambda: nominate(held, candidates[:3], third)) == "not_declared"
    with pytest.raises(NotAllowed, match="hubungan yang dinyatakan"):
        nominate(held, candidates[1:], first)
    # Whoever missed the sitting may still declare; what was signed stays signed.
    panel.declare(held=held, relations={candidates[3].pk: "saudara kandung"}, by=third)
    assert refusal(lambda: panel.declare(held=held, relations={}, by=third)) == "locked"
    assert panel_minutes.signed(held) == {first.pk, second.pk}
    assert quorum.quorum(held).fact.id == "2 dari 3 kursi menyatakan dan menandatangani"
    held.refresh_from_db()
    found = {
        seat.seat.user: [(one.employee, one.why) for one in seat.conflicts]
        for seat in panel_told.Told(held, first).seats
    }
    related = zip(candidates[:2], ("ipar", "sepupu"), strict=True)
    said = "hubungan yang dinyatakan: "
    assert found == {
        first: sorted(((person, said + relation) for person, relation in related), key=lambda one: one[0].name),
        second: [],
        third: [(candidates[3], f"{said}saudara kandung")],
    }
    assert [one.employee for one in nominate(held, candidates[:3], third)] == candidates[:3]
    told = Event.objects.filter(kind__startswith="succession.panel.").order_by("id").values_list("kind", flat=True)
    acts = [kind.removeprefix("succession.panel.") for kind in told]
    assert acts == ["waived", "opened", "minutes", "declared", "declared", "signed", "declared", "signed", "signed",
                    "closed", "declared"]  # fmt: skip


def test_one_member_alone_is_no_committee_and_a_released_one_is_not_waited_for():
    held, candidates, (alone,) = sitting(1)
    minuted(held)
    panel.declare(held=held, relations={}, by=alone)
    sign(held, alone)
    assert refusal(lambda: panel.close(held=held, by=BY())) == "no_quorum"
    assert refusal(lambda: nominate(held, candidates[:3], alone)) == "round_open"
    # Seats are given, taken over and released while the committee sits; whoever declared may be followed too.
    leaving, staying = seats(held.vacancy, 2)
    for member in (leaving, staying):
        panel.declare(held=held, relations={}, by=member)
    seat = held.vacancy.committee.get(user=leaving)
    successor = factories.user("SELECTION_COMMITTEE", held.vacancy.agency)
    committee.release_member(seat=seat, successor=successor, by=BY(), **GONE)
    sign(held, alone, staying)
    assert quorum.quorum(held).fact.id == "2 dari 3 kursi menyatakan dan menandatangani"
    panel.close(held=held, by=BY())
    assert refusal(lambda: seats(held.vacancy, 1)) == "signed"
    assert refusal(lambda: nominate(held, candidates[:3], leaving)) == "not_allowed"
    nominate(held, candidates[:3], staying)


def test_whoever_prepares_and_sits_declares_before_they_write_or_close():
    held, _candidates, (member, _other) = sitting(2)
    users.grant(user=member, role=Roles.ALL["BKD_STAFF"], agency_id=held.vacancy.agency_id, by=BY())
    member = type(member).objects.get(pk=member.pk)
    for act in (
        lambda: panel.write_minutes(held=held, minutes=MINUTES, version=1, by=member),
        lambda: panel.close(held=held, by=member),
    ):
        assert refusal(act) == "not_declared"
    panel.declare(held=held, relations={}, by=member)
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=member)


def test_a_list_made_anew_wants_a_sitting_of_its_own():
    vacancy, candidates = longlisted(4)
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    held = cast.sat(vacancy, member)
    longlist.build(vacancy=vacancy, by=BY())
    vacancy.refresh_from_db()
    held.vacancy = vacancy
    assert refusal(lambda: nominate(held, candidates[:3], member)) == "no_minutes"
    again = panel.open_round(vacancy=vacancy, scored=False, by=BY())
    # While a committee sits, its list stays.
    assert refusal(lambda: longlist.build(vacancy=vacancy, by=BY())) == "wrong_state"
    assert PanelRound.objects.filter(vacancy=vacancy).count() == 2
    assert [one.employee for one in again.candidates.order_by("employee")] == sorted(candidates, key=lambda one: one.pk)


def test_a_seat_given_after_the_round_of_a_stage_declares_before_it_names_anybody():
    vacancy, people, _applications = screened(3)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    for member in members:
        scored(held, member, dict.fromkeys(people, 70))
        lock(held, member)
    closed(held, members)
    selection.rank(vacancy=vacancy, by=BY())
    committee.release_member(seat=vacancy.committee.get(user=members[0]), by=BY(), **GONE)
    (later,) = seats(vacancy, 1, outside=True)
    vacancy.refresh_from_db()
    held = panels.of(vacancy)
    assert refusal(lambda: nominate(held, people, later)) == "not_declared"
    assert [one.pk for one in panel_told.Told(held, later).declarable] == [one.pk for one in panels.people(held)]
    panel.declare(held=held, relations={people[0].pk: "ipar"}, by=later)
    with pytest.raises(NotAllowed, match="ipar"):
        nominate(held, people, later)
    nominate(held, people, members[1])


def test_a_sitting_is_called_so_when_it_is_closed(staff):
    held, candidates, members = sitting()
    minuted(held)
    with pytest.raises(Invalid, match="Penilaian atau sidang panitia belum ditutup"):
        nominate(held, candidates[:3], members[0])
    for member in members:
        panel.declare(held=held, relations={}, by=member)
    sign(held, *members)
    answer = staff.post(f"/lowongan/{held.vacancy_id}/penilaian/tutup/", follow=True)
    assert [str(told) for told in answer.context["messages"]] == ["Sidang panitia ditutup."]


def test_the_pages_lead_from_the_waiver_to_the_names(sign_in, staff):
    vacancy, candidates = longlisted(3)
    at = f"/lowongan/{vacancy.pk}/"
    first, second = (sign_in("SELECTION_COMMITTEE") for _member in range(2))
    for client in (first, second):
        committee.appoint_member(vacancy=vacancy, user=client.user, by=BY())
    assert staff.post(f"{at}penilaian/sidang/").status_code == 422
    assert "convening" not in staff.get(f"{at}penilaian/").context
    staff.post(f"{at}penilaian/tanpa-buta/", {"reason": WHY})
    assert "Panitia belum bersidang" in first.get(f"{at}penilaian/").content.decode()
    sent = first.get(f"{at}usulan/", follow=True)
    assert sent.redirect_chain == [(f"{at}penilaian/", 302)]
    why = "Panitia belum bersidang atas daftar ini: nama diusulkan sesudah risalahnya ditandatangani."
    assert why in sent.content.decode()
    assert (why in first.get(at).content.decode(), "nominate" in first.get(at).context["steps"]) == (True, False)
    assert staff.get(f"{at}penilaian/").context["convening"] is not None
    assert staff.post(f"{at}penilaian/sidang/").url == f"{at}penilaian/"
    assert first.post(f"{at}penilaian/sidang/").status_code == 403
    staff.post(f"{at}penilaian/risalah/", {"minutes": MINUTES, "version": 1})
    page = first.get(f"{at}penilaian/")
    assert (page.context["declared"], page.context["may_sign"]) == (False, False)
    assert list(page.context["declaring"].fields) == [
        f"relation_{one.pk}" for one in panels.people(page.context["held"])
    ]
    first.post(f"{at}penilaian/nyatakan/", {f"relation_{candidates[0].pk}": "ipar"})
    second.post(f"{at}penilaian/nyatakan/", {})
    for client in (first, second):
        page = client.get(f"{at}penilaian/")
        client.post(f"{at}penilaian/tanda-tangan/", {"token": page.context["token"]})
    text = staff.get(f"{at}penilaian/").content.decode()
    assert f"{candidates[0].name}: hubungan yang dinyatakan: ipar" in text
    assert "tidak ada benturan kepentingan" in text
    assert staff.post(f"{at}penilaian/tutup/").url == f"{at}penilaian/"
    assert second.get(f"{at}usulan/").status_code == 200
    assert "nominate" in second.get(at).context["steps"]
