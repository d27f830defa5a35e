"""The committee's ballots as the score of a stage; members who are released; names that are kept from the seat on."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from succession.domain import applying, committee, confirmation, longlist, panel, replay, selection, states
from succession.domain.queries import (
    applicants,
    ballots,
    blind,
    longlists,
    panel_conflicts,
    panel_minutes,
    panels,
    quorum,
)
from succession.models import StageScore, Vacancy
from talent.domain import calibration
from talent.models import DeclaredRelation
from tests import factories
from tests.succession import cast
from tests.succession.test_panel import MINUTES, WHY, code, lock, of, scored, seats

pytestmark = pytest.mark.django_db

BY = system_operator
GONE = {"released_on": date(2026, 8, 1), "number": "800/9", "reason": "Sakit sampai akhir tahun."}
TYPED = {"track_record": Decimal(80), "assessment": Decimal(75), "interview": Decimal("82.5")}


def screened(count=4, typed=TYPED):
    """Applicants of an open selection who passed its administrative check, scored for all stages but the paper."""
    agency = factories.agency()
    people = cast.people(agency, count)
    vacancy = cast.announced(agency)
    applications = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=BY())
    for one in applications:
        selection.score(application=one, scores=typed, seen=0, by=BY(), **cast.LETTER)
    return vacancy, people, applications


def closed(held, members):
    panel.reveal(held=held, by=BY())
    signed_off(held, members)


def signed_off(held, members):
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=BY())
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=BY())


def test_a_stage_has_the_mean_of_the_ballots_and_nobody_types_it():
    vacancy, people, applications = screened()
    with pytest.raises(Invalid) as refused:
        panel.open_round(vacancy=vacancy, stage="interview", by=BY())
    assert code(refused) == "already_scored"
    with pytest.raises(Invalid) as refused:
        panel.open_round(vacancy=vacancy, size=3, by=BY())
    assert code(refused) == "unknown_stage"
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    with pytest.raises(DomainError) as refused:
        panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    assert code(refused) == "already_open"
    members = seats(vacancy, 5, outside=True)
    applying.withdraw(application=applications[3], reason="Menarik diri dari seleksi.", by=BY())
    for at, member in enumerate(members):
        scored(held, member, {person: 60 + 10 * place + (at == 0) for place, person in enumerate(people[:3])})
        lock(held, member)
    with pytest.raises(Invalid) as refused:
        selection.score(
            application=applications[0],
            scores={"paper": Decimal(99)},
            seen=applicants.newest_score(applications[0]),
            **cast.LETTER,
            by=BY(),
        )
    assert code(refused) == "by_committee"
    with pytest.raises(states.WrongState):
        selection.screen(vacancy=vacancy, by=BY())
    closed(held, members)
    given = applicants.scores_of([one.pk for one in applications])
    assert [given[one.pk].get("paper") for one in applications] == [
        Decimal("60.2"),
        Decimal("70.2"),
        Decimal("80.2"),
        None,
    ]
    assert set(StageScore.objects.filter(stage="paper").values_list("round", "reason")) == {(held.pk, "")}
    assert [one.code for one in applicants.unscored_stages(vacancy)] == []
    built = selection.rank(vacancy=vacancy, by=BY())
    # 20 % of 80, 25 % of 75, 35 % of 82.5 and 20 % of the mean.
    assert list(built.entries.filter(rank__isnull=False).values_list("employee_id", "combined")) == [
        (people[2].pk, 79.665), (people[1].pk, 77.665), (people[0].pk, 75.665)
    ]  # fmt: skip
    assert replay.longlist(built).identical is True


def test_the_first_round_is_blind_and_the_next_shows_the_names_under_the_same_codes():
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy = cast.announced(agency)
    cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=BY())
    first = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    for member in members:
        scored(first, member, dict.fromkeys(people, 70))
        assert {line.name for line in ballots.sheet(first, ballots.ballot_of(first, member))} == {""}
        lock(first, member)
    closed(first, members)
    assert not blind.hidden(vacancy, members[0])
    second = panel.open_round(vacancy=vacancy, stage="interview", by=BY())
    assert {person: of(second, person) for person in people} == {person: of(first, person) for person in people}
    panel.declare(held=second, relations={}, by=members[0])
    shown = {line.code: line.name for line in ballots.sheet(second, ballots.ballot_of(second, members[0]))}
    assert shown == {of(second, person): person.name for person in people}
    assert [panels.of(vacancy), panels.of(vacancy, "paper")] == [second, first]


def test_a_relation_that_was_ended_before_the_round_still_recuses_and_the_minutes_say_so():
    vacancy, people, _applications = screened(3)
    tied, *others = members = seats(vacancy, 5, outside=True)
    calibration.declared(employee=people[0], relation="adik kandung", by=tied)
    calibration.end_relation(relation=DeclaredRelation.objects.get(), reason="Ternyata bukan keluarga.", by=tied)
    held, why = panel.open_round(vacancy=vacancy, stage="paper", by=BY()), "hubungan yang dinyatakan: adik kandung"
    with pytest.raises(NotAllowed, match="Anda tidak menilai K-0"):
        scored(held, tied, dict.fromkeys(people, 100))
    scored(held, tied, dict.fromkeys(people[1:], 70))
    for member in others:
        scored(held, member, dict.fromkeys(people, 60))
    for member in members:
        lock(held, member)
    assert ballots.ballot_of(held, tied).recused == {of(held, people[0]): why}
    panel.reveal(held=held, by=BY())
    held.refresh_from_db()
    told = panel_conflicts.conflicts(held)[vacancy.committee.get(user=tied).pk]
    assert [(one.employee, one.why) for one in told] == [(people[0], why)]


@pytest.mark.parametrize("seated_first", [True, False])
def test_names_are_kept_from_the_seat_on_whichever_comes_first(sign_in, seated_first):
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    if not seated_first:
        panel.open_round(vacancy=vacancy, size=4, by=BY())
    (member,) = seats(vacancy, 1)
    reader, at = sign_in(member), f"/lowongan/{vacancy.pk}/"
    page = reader.get(at)
    assert (page.context["blind"], "rows" in page.context) == (True, False)
    assert not [person for person in people if person.name in page.content.decode()]
    assert reader.get(f"{at}calon/{people[0].pk}/").status_code == 404
    assert reader.get(f"{at}usulan/").url == f"{at}penilaian/"
    assert reader.get(f"/api/v1/vacancies/{vacancy.pk}/longlist/").status_code == 403
    names = [committee.Nomination(person.pk, WHY) for person in people[:3]]
    if seated_first:
        token = confirmation.confirmation_token(vacancy)
        with pytest.raises(NotAllowed):
            committee.nominate(vacancy=vacancy, nominations=names, token=token, by=member)
        with pytest.raises(Invalid) as refused:
            panel.waive(vacancy=vacancy, reason="-", by=BY())
        assert code(refused) == "no_reason"
        assert sign_in("BKD_STAFF").post(f"{at}penilaian/tanpa-buta/", {"reason": WHY}).status_code == 302
        assert reader.get(at).context["blind"] is False
        cast.sat(vacancy)
        committee.nominate(vacancy=vacancy, nominations=names, token=token, by=member)
    else:
        with pytest.raises(DomainError) as refused:
            panel.waive(vacancy=vacancy, reason=WHY, by=BY())
        assert code(refused) == "already_open"


def test_a_member_who_never_locks_is_released_and_the_seats_must_suffice():
    agency = factories.agency()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    held = panel.open_round(vacancy=vacancy, size=3, by=BY())
    members = seats(vacancy, 4)
    for member in members[:2]:
        scored(held, member, dict.fromkeys(people, 70))
        lock(held, member)
    scored(held, members[2], {people[0]: 10})
    chairs = {seat.user: seat for seat in vacancy.committee.all()}
    for member in members[2:]:
        with pytest.raises(DomainError, match="Belum mengunci"):
            panel.reveal(held=held, by=BY())
        committee.release_member(seat=chairs[member], by=BY(), **GONE)
    # Two of four seats are not more than half.
    with pytest.raises(Invalid, match="2 dari 4 kursi menilai") as refused:
        panel.reveal(held=held, by=BY())
    assert code(refused) == "no_quorum"
    chairs[members[0]].refresh_from_db()
    (later,) = (factories.user("SELECTION_COMMITTEE", agency),)
    with pytest.raises(Invalid) as refused:
        committee.release_member(seat=chairs[members[0]], successor=later, by=BY(), **GONE)
    assert code(refused) == "has_locked"
    with pytest.raises(states.ChangedMeanwhile):
        committee.release_member(seat=chairs[members[2]], by=BY(), **GONE)
    (fifth,) = seats(vacancy, 1)
    scored(held, fifth, dict.fromkeys(people, 80))
    lock(held, fifth)
    with pytest.raises(NotAllowed):
        panel.declare(held=held, relations={}, by=members[2])
    panel.reveal(held=held, by=BY())
    held.refresh_from_db()
    # What was never locked counts for nothing: 70, 70 and 80.
    assert [row.opinion.mean for row in panel_minutes.results(held)] == [73.333333] * 3
    closed_by = [members[0], members[1], fifth]
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=BY())
    held.refresh_from_db()
    for member in closed_by:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=BY())
    assert longlists.visible_to(members[3]).count() == 0
    told = Event.objects.filter(kind="succession.committee.released").order_by("id").values_list("reason", "payload")
    assert [(reason, payload["user"]) for reason, payload in told] == [(GONE["reason"], one.pk) for one in members[2:]]


def test_whoever_takes_over_a_seat_counts_once(staff):
    agency = factories.agency()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    held = panel.open_round(vacancy=vacancy, size=3, by=BY())
    member, other = seats(vacancy, 2)
    seat, successor = vacancy.committee.get(user=member), factories.user("SELECTION_COMMITTEE", agency)
    at = f"/lowongan/{vacancy.pk}/panitia/lepas/"
    given = {"seat": seat.pk, "released_on": "2026-08-01", "number": "800/9", "reason": "Sakit keras."}
    assert staff.post(at, given | {"released_on": "2027-01-01"}).status_code == 422
    assert staff.post(at, given | {"successor": successor.pk, "outside": "on"}).status_code == 302
    taken = vacancy.committee.get(user=successor)
    assert (taken.replaces, taken.internal) == (seat, False)
    shown = staff.get(f"/lowongan/{vacancy.pk}/?bagian=panitia").content.decode()
    assert f"menggantikan {member}" in shown
    assert "dilepas sejak 1 Agustus 2026" in shown
    with pytest.raises(Invalid) as refused:
        committee.appoint_member(vacancy=vacancy, user=member, by=BY())
    assert code(refused) == "had_a_seat"
    for one in (successor, other):
        scored(held, one, dict.fromkeys(people, 70))
        lock(held, one)
    assert quorum.quorum(held).fact.id == "2 dari 2 kursi menilai"
    panel.reveal(held=held, by=BY())


def test_in_an_open_selection_the_committee_must_be_composed_as_the_rule_has_it():
    vacancy, people, _applications = screened(3)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    for member in seats(vacancy, 4, outside=True):
        scored(held, member, dict.fromkeys(people, 60))
        lock(held, member)
    with pytest.raises(Invalid, match="4 orang") as refused:
        panel.reveal(held=held, by=BY())
    assert code(refused) == "composition"
    (fifth,) = seats(vacancy, 1)
    assert [str(one.status) for one in quorum.composition(vacancy)] == ["pass", "pass"]
    scored(held, fifth, dict.fromkeys(people, 60))
    lock(held, fifth)
    panel.reveal(held=held, by=BY())
    with pytest.raises(Invalid) as refused:
        seats(vacancy, 1)
    assert code(refused) == "revealed"
    inside = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    users.grant(user=inside, role=Roles.EMPLOYEE, by=BY(), employee_id=people[0].pk)
    with pytest.raises(Invalid) as refused:
        committee.appoint_member(vacancy=vacancy, user=inside, outside=True, by=BY())
    assert code(refused) == "not_outside"


def test_no_seat_is_given_once_the_names_are_sent_though_the_newest_round_was_a_stage(sign_in):
    vacancy, people, _applications = screened(3)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    members = seats(vacancy, 5, outside=True)
    for member in members:
        scored(held, member, {person: 80 - 3 * place for place, person in enumerate(people)})
        lock(held, member)
    closed(held, members)
    selection.rank(vacancy=vacancy, by=BY())
    names, late = [committee.Nomination(person.pk, WHY) for person in people], factories.user("SELECTION_COMMITTEE")
    stale = Vacancy.objects.select_related("agency").get(pk=vacancy.pk)
    token = confirmation.confirmation_token(vacancy)
    committee.nominate(vacancy=vacancy, nominations=names, token=token, by=members[0])
    for read, error in ((stale, states.ChangedMeanwhile), (vacancy, states.WrongState)):
        with pytest.raises(error):
            committee.appoint_member(vacancy=read, user=late, outside=True, by=BY())
    at, body = f"/api/v1/vacancies/{vacancy.pk}/committee/", {"user": late.pk, "outside": True}
    answer = sign_in("BKD_STAFF").post(at, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert vacancy.committee.count() == 5


def test_a_forgotten_tick_is_set_later_and_the_seat_stays(sign_in):
    vacancy, _people, _applications = screened(3)
    forgotten, outside = *seats(vacancy, 1), *seats(vacancy, 1, outside=True)
    seat, staff = vacancy.committee.get(user=forgotten), sign_in("BKD_STAFF")
    at = f"/lowongan/{vacancy.pk}/"
    # Chosen again without it, nothing would change.
    assert staff.post(f"{at}panitia/", {"user": forgotten.pk}).status_code == 422
    assert staff.post(f"{at}panitia/", {"user": outside.pk, "outside": "on"}).status_code == 422
    assert staff.post(f"{at}panitia/", {"user": forgotten.pk, "outside": "on"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.internal, vacancy.committee.count()) == (False, 2)
    event = Event.objects.get(kind="succession.committee.outside")
    assert (event.subject, event.payload) == (f"succession.vacancy:{vacancy.pk}", {"user": forgotten.pk})
    # By the API, while another was released: theirs stays as it was.
    other, gone = seats(vacancy, 2)
    committee.release_member(seat=vacancy.committee.get(user=gone), by=BY(), **GONE)
    api = f"/api/v1/vacancies/{vacancy.pk}/committee/"
    codes = [
        staff.post(api, {"user": one.pk, "outside": True}, content_type="application/json").status_code
        for one in (other, gone, forgotten)
    ]
    assert codes == [201, 404, 404]
    told = {one["user"]: one["internal"] for one in staff.get(api).json()["seats"]}
    assert told == {forgotten.pk: False, outside.pk: False, other.pk: False, gone.pk: None}
    # Whoever is of the agency by their account is not outside.
    seats(vacancy, 1)
    unsaid = vacancy.committee.filter(internal=None, released_on=None).get()
    users.grant(user=unsaid.user, role=Roles.EMPLOYEE, by=BY(), employee_id=factories.employee(vacancy.agency).pk)
    with pytest.raises(Invalid) as refused:
        committee.appoint_member(vacancy=vacancy, user=users.User.objects.get(pk=unsaid.user_id), outside=True, by=BY())
    assert code(refused) == "not_outside"


def test_a_score_that_was_not_seen_is_not_written_over():
    vacancy, _people, applications = screened(3)
    one = applications[0]
    seen = applicants.newest_score(one)
    staff = factories.user("BKD_STAFF", vacancy.agency)
    given = {"application": one, "reason": "Salah ketik pada lembar.", "seen": seen} | cast.LETTER
    selection.score(scores={"interview": Decimal(90)}, by=staff, **given)
    with pytest.raises(Stale, match=str(staff)) as refused:
        selection.score(scores={"interview": Decimal(95)}, by=BY(), **given)
    assert refused.value.change.by == str(staff)
    assert applicants.scores_of([one.pk])[one.pk]["interview"] == 90


def test_the_api_carries_a_round_from_opening_to_signed_minutes(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    staff, at = sign_in("BKD_STAFF"), f"/api/v1/vacancies/{vacancy.pk}/panel/"

    def post(client, act, body, status=200):
        answer = client.post(f"{at}{act}", body, content_type="application/json")
        assert answer.status_code == status
        return answer.json()

    post(staff, "", {"size": 3}, 201)
    member, other = seats(vacancy, 2)
    reader = sign_in(member)
    post(reader, "declare/", {"relations": []})
    held = panels.of(vacancy)
    given = [{"code": of(held, person), "score": 70, "reason": WHY} for person in people]
    assert post(reader, "scores/", {"scores": given, "version": 1})["own_version"] == 2
    post(reader, "lock/", {"version": 2})
    # One member alone is no committee.
    alone = vacancy.committee.get(user=other)
    committee.release_member(seat=alone, by=BY(), **GONE)
    assert post(staff, "reveal/", {}, 422)["code"] == "no_quorum"
    (third,) = seats(vacancy, 1)
    scored(held, third, dict.fromkeys(people, 70))
    lock(held, third)
    assert post(staff, "reveal/", {})["quorum"]["status"] == "pass"
    post(staff, "minutes/", {"minutes": MINUTES, "version": 2}, 409)
    written = post(staff, "minutes/", {"minutes": MINUTES, "version": 1})
    assert post(reader, "sign/", {"token": "0" * 64}, 409)["code"] == "stale_confirmation"
    assert post(staff, "close/", {}, 409)["code"] == "unsigned"
    assert post(reader, "sign/", {"token": written["token"]})["signed"] == [str(member)]
    panel.sign_token(held=held, token=written["token"], by=third)
    assert post(staff, "close/", {})["closed_at"] is not None
    assert post(staff, "waiver/", {"reason": WHY}, 409)["code"] == "already_open"
    with pytest.raises(states.WrongState):
        longlist.build(vacancy=vacancy, by=BY())


def test_the_page_asks_as_often_for_four_seats_as_for_two(sign_in):
    counts = []
    for size, count in ((3, 2), (5, 4)):
        agency = factories.agency(f"INST-{count}")
        people = cast.people(agency, size)
        factories.established_cycle(agency)
        cast.approved(agency)
        vacancy, _built = cast.longlisted(agency)
        held = panel.open_round(vacancy=vacancy, size=size, by=BY())
        for member in seats(vacancy, count):
            scored(held, member, dict.fromkeys(people, 70))
            lock(held, member)
        panel.reveal(held=held, by=BY())
        staff = sign_in(factories.user("BKD_STAFF", agency))
        staff.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(f"/lowongan/{vacancy.pk}/penilaian/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
