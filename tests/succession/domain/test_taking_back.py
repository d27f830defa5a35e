"""Three names, and a recommendation, taken back before anything followed from them, and recorded anew."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import (
    committee,
    confirmation,
    conflicts,
    countersigning,
    decision,
    inauguration,
    openings,
    recommendation,
    replay,
    settling,
    sights,
    taking_back,
)
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import vacancies
from succession.domain.queries.parts import parts_of
from succession.domain.states import WrongState
from succession.models import Nominee, Recommendation
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
BY = system_operator
WHY = "Urutannya terbalik sewaktu diketik."
DECIDED = {"decided_on": date(2026, 7, 20), "number": "800/7", "reason": "Paling berpengalaman di bidangnya."}


@pytest.fixture
def ready():
    return cast.ready(factories.agency())


def decided(vacancy, person, token=None):
    token = token or confirmation.confirmation_token(vacancy)
    return decision.decide(vacancy=vacancy, employee=person, token=token, by=BY(), **DECIDED)


def recommended(made, number="R-1"):
    return recommendation.record(decision=made, authority="BKN", number=number, dated=date(2026, 7, 22), by=BY())


def test_names_are_taken_back_and_sent_anew_while_the_old_ones_stay_readable(ready, client):
    vacancy, people = ready
    old, before = confirmation.confirmation_token(vacancy), list(vacancy.nominees.values_list("pk", flat=True))
    taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=BY())
    assert (vacancy.state, vacancy.nominees.count()) == ("LONGLISTED", 0)
    event = Event.objects.get(kind="succession.nominees.withdrawn")
    assert (event.reason, event.payload) == (WHY, {"employees": [one.pk for one in people[:3]]})
    made = cast.nominated(vacancy, people[:3])
    # The same three in the same order: what the PPK saw was another paper all the same.
    with pytest.raises(StaleConfirmation):
        decided(vacancy, people[0], old)
    choice = decided(vacancy, people[0])
    assert [told.identical for _one, told in openings.replay_filling(vacancy=vacancy, by=BY())] == [True] * 4
    assert choice.token == confirmation.seen(vacancy, choice.at).token
    assert [one.pk for one in vacancies.taken_back(vacancy)] == before
    assert [one.pk for one in parts_of(vacancy, BY()).steps["usulan"]] == [*before, *(one.pk for one in made)]
    client.force_login(factories.user("AUDITOR", vacancy.agency))
    page = client.get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert ("Usulan yang ditarik" in page, page.count(WHY)) == (True, 3)


def test_other_names_may_be_sent_and_only_those_can_be_decided_on(ready):
    vacancy, people = ready
    ppk = factories.user("PPK", vacancy.agency)
    cast.declared(vacancy, ppk)
    taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=BY())
    cast.nominated(vacancy, people[1:4])
    # Of whom else is named now the PPK has said nothing yet.
    assert conflicts.undeclared(vacancy, ppk) == [people[3]]
    assert list(vacancy.nominees.values_list("employee_id", flat=True)) == [one.pk for one in people[1:4]]
    with pytest.raises(Invalid) as refused:
        decided(vacancy, people[0])
    assert refused.value.code == "not_nominated"


def test_what_was_seen_of_the_names_is_that_of_those_that_stand(ready):
    vacancy, people = ready
    given = {
        "dated": date(2026, 7, 20),
        "basis": "none_suitable",
        "number": "800/8",
        "reason": "Tidak ada yang memadai.",
    }
    token = confirmation.confirmation_token(vacancy)
    entry = countersigning.start_again(vacancy=vacancy, token=token, by=BY(), **given)
    head = factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, head)
    countersigning.refuse(entry=entry, reason="Ketiganya memadai.", by=head)
    vacancy.refresh_from_db()
    taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=BY())
    assert (sights.of_names(vacancy), vacancy.sights.filter(step="NAMES").count()) == (None, 1)
    made = cast.nominated(vacancy, people[1:4])
    stood = sights.of_names(vacancy)
    assert ([one["employee"] for one in stood.names], stood.at) == ([one.pk for one in people[1:4]], made[0].at)
    assert vacancy.sights.filter(step="NAMES").count() == 2
    assert replay.nomination(vacancy, reader=BY()) == replay.Replay(True, True, True)
    # It was about the names that stood then.
    assert replay.again(entry, reader=BY()) == replay.Replay(True, True, True)


def test_not_once_the_ppk_decided_nor_without_a_seat_or_a_reason(ready):
    vacancy, people = ready
    with pytest.raises(NotAllowed):
        taking_back.take_names_back(
            vacancy=vacancy, reason=WHY, by=factories.user("SELECTION_COMMITTEE", vacancy.agency)
        )
    with pytest.raises(Invalid):
        taking_back.take_names_back(vacancy=vacancy, reason=".", by=BY())
    made = decided(vacancy, people[0])
    with pytest.raises(WrongState):
        taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=BY())
    decision.withdraw(decision=made, reason="Menunggu hasil pemeriksaan.", by=BY())
    with pytest.raises(DomainError) as refused:
        taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=BY())
    assert (refused.value.code, Nominee.every.filter(withdrawn_at__isnull=False).count()) == ("decided_once", 0)


def test_a_recommendation_is_taken_back_and_another_takes_its_place(ready):
    vacancy, people = ready
    made = decided(vacancy, people[0])
    first = recommended(made)
    taking_back.take_recommendation_back(decision=made, reason="Nomornya salah ketik.", by=BY())
    assert (vacancy.state, made.recommendation) == ("DECIDED", None)
    assert Event.objects.get(kind="succession.recommendation.withdrawn").reason == "Nomornya salah ketik."
    about = {"decision": made, "dated": date(2026, 8, 3), "number": "BA-1", "by": BY()}
    with pytest.raises(DomainError) as refused:
        inauguration.inaugurate(**about)
    assert refused.value.code == "no_recommendation"
    second = recommended(made, "R-2")
    assert (made.recommendation, vacancy.state) == (second, "RECOMMENDED")
    assert parts_of(vacancy, BY()).steps["rekomendasi"] == [first, second]
    inauguration.inaugurate(**about)
    with pytest.raises(WrongState):
        taking_back.take_recommendation_back(decision=made, reason="Nomornya salah ketik.", by=BY())
    assert Recommendation.objects.filter(withdrawn_at=None).get() == second


def listed():
    agency = factories.agency()
    people = cast.people(agency)
    factories.established_cycle(agency)
    cast.approved(agency)
    return cast.longlisted(agency)[0], people


def test_only_who_declared_and_is_no_relation_of_the_three_takes_them_back_or_corrects_their_day(sign_in):
    vacancy, people = listed()
    related, other = (factories.user("SELECTION_COMMITTEE", vacancy.agency) for _member in range(2))
    cast.sat(vacancy, related, other, conflicts={people[0].pk: "adik kandung"})
    names = [committee.Nomination(one.pk, "Pengalaman paling dekat.") for one in people[:3]]
    token = confirmation.confirmation_token(vacancy)
    committee.nominate(vacancy=vacancy, nominations=names, token=token, named_on=date(2026, 7, 10), by=other)
    silent = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    committee.CommitteeMember.objects.create(vacancy=vacancy, user=silent)
    page, api = f"/lowongan/{vacancy.pk}/", f"/api/v1/vacancies/{vacancy.pk}/nominations/withdraw/"
    for member, code, why in ((silent, 422, "belum menyatakan"), (related, 403, "adik kandung")):
        with pytest.raises(DomainError, match=why):
            taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=member)
        reader = sign_in(member)
        shown = reader.get(page)
        assert {"take_back", "correct_day"} & set(shown.context["forms"]) == set()
        assert why in shown.content.decode()
        day = {"named_on": "2026-07-15", "reason": WHY}
        with pytest.raises(DomainError, match=why):
            settling.correct_day(vacancy=vacancy, named_on=date(2026, 7, 15), reason=WHY, by=member)
        assert reader.post(f"{page}usulan/tanggal/", day).status_code == code
        assert reader.post(f"{page}usulan/tarik/", {"reason": WHY}).status_code == code
        assert reader.post(api, {"reason": WHY}, content_type="application/json").status_code == code
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.nominees.count()) == ("NOMINATED", 3)
    assert {"take_back", "correct_day"} <= set(sign_in(other).get(page).context["forms"])
    taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=other)
    assert vacancy.state == "LONGLISTED"


def test_by_page_and_by_api(sign_in):
    vacancy, people = listed()
    member = sign_in("SELECTION_COMMITTEE")
    cast.sat(vacancy, member.get("/").wsgi_request.user)
    cast.nominated(vacancy, people[:3])
    page = f"/lowongan/{vacancy.pk}/"
    assert "take_back" in member.get(page).context["forms"]
    assert member.post(f"{page}usulan/tarik/", {"reason": "."}).status_code == 422
    assert member.post(f"{page}usulan/tarik/", {"reason": WHY}).status_code == 302
    vacancy.refresh_from_db()
    cast.nominated(vacancy, people[:3])
    api = f"/api/v1/vacancies/{vacancy.pk}/"
    told = member.post(f"{api}nominations/withdraw/", {"reason": WHY}, content_type="application/json").json()
    assert (told["state"], told["nominees"], len(told["taken_back"])) == ("LONGLISTED", [], 6)
    vacancy.refresh_from_db()
    cast.nominated(vacancy, people[:3])
    recommended(decided(vacancy, people[0]))
    overseer = sign_in("MERIT_VERIFIER")
    assert "unrecommend" in overseer.get(page).context["forms"]
    assert overseer.post(f"{page}rekomendasi/tarik/", {"reason": "Nomornya salah ketik."}).status_code == 302
    assert ">ditarik<" in overseer.get(page).content.decode()
    vacancy.refresh_from_db()
    recommended(vacancy.decisions.get(), "R-2")
    said = {"reason": "Tanggalnya salah ketik."}
    told = overseer.post(f"{api}recommendation/withdraw/", said, content_type="application/json").json()
    (choice,) = told["decisions"]
    assert choice["recommendation"] is None
    assert [one["number"] for one in choice["recommendations_withdrawn"]] == ["R-1", "R-2"]
