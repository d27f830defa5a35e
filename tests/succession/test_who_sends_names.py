"""Which member may send names up, when those who are first change or every member is tied to one of them; and what
becomes of a committee that gets a member after its round."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.errors import Recused
from succession.domain import committee, confirmation, conflicts, panel
from succession.domain.queries import nominable, panel_minutes, quorum
from talent.domain import pool
from talent.models import PoolMembership
from tests import factories
from tests.succession import cast
from tests.succession.test_panel import WHY, lock, of, opened, scored, seats, write
from tests.succession.test_panel_stages import screened
from tests.succession.views.test_vacancies import longlisted

pytestmark = pytest.mark.django_db

BY = system_operator
NOTICE = "Tidak ada anggota panitia yang dapat mengusulkan nama"


def closed(*conflicts, size=5):
    """A closed round over the best of a longlist; of each member with whom, by their place, they declared a conflict:
    the vacancy, who is on the list, the round and its members."""
    vacancy, people = longlisted(size)
    held = panel.open_round(vacancy=vacancy, size=size, by=BY())
    members = seats(vacancy, len(conflicts))
    for member, tied in zip(members, conflicts, strict=True):
        panel.declare(held=held, relations={people[place].pk: "ipar" for place in tied}, by=member)
        write(held, member, {of(held, one): (70, WHY) for place, one in enumerate(people) if place not in tied})
        lock(held, member)
    panel.reveal(held=held, by=BY())
    panel.write_minutes(held=held, minutes="Panitia menilai semua calon.", version=1, by=BY())
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=BY())
    held.refresh_from_db()
    return vacancy, people, held, members


def leave(person):
    membership = PoolMembership.objects.get(employee=person)
    about = {"cause": "OTHER", "reason": "Permintaan sendiri.", "by": BY()}
    pool.leave(membership=membership, on=timezone.localdate(), **about)


def send(vacancy, people, by, **options):
    names, token = [committee.Nomination(one.pk, WHY) for one in people], confirmation.confirmation_token(vacancy)
    return committee.nominate(vacancy=vacancy, nominations=names, token=token, by=by, **options)


def tasks(client):
    return [(task["note"], task["href"]) for task in client.get("/").context["tasks"]]


def told(sign_in, vacancy, member):
    """What the member finds at home and on the page of the names, and whether the BKD is told that nobody may."""
    client, at = sign_in(member), f"/lowongan/{vacancy.pk}/"
    page = client.get(f"{at}usulan/").context
    staff = sign_in("BKD_STAFF", vacancy.agency).get(f"{at}?bagian=panitia").content.decode()
    return tasks(client), page["left_to_others"], page["nobody"], NOTICE in staff


def test_who_comes_to_be_first_since_another_left_the_pool_is_passed_over_by_nobody_tied_to_them(sign_in):
    vacancy, people, held, members = closed([3], [3])
    name = ("usulkan tiga nama · L-01", f"/lowongan/{vacancy.pk}/")
    assert told(sign_in, vacancy, members[0]) == ([name], False, False, False)
    leave(people[2])
    assert told(sign_in, vacancy, members[0]) == ([], True, True, True)
    with pytest.raises(Recused, match=f"{people[3].name}: hubungan yang dinyatakan: ipar"):
        send(vacancy, [people[0], people[1], people[4]], members[0])
    (fresh,) = seats(vacancy, 1)
    panel.declare(held=held, relations={}, by=fresh)
    assert told(sign_in, vacancy, fresh) == ([name], False, False, False)
    assert len(send(vacancy, [people[0], people[1], people[3]], fresh)) == 3


def test_who_is_tied_to_somebody_who_left_the_pool_sends_the_names_of_the_others(sign_in):
    vacancy, people, _held, members = closed([0], [0])
    assert told(sign_in, vacancy, members[0]) == ([], True, True, True)
    leave(people[0])
    name = ("usulkan tiga nama · L-01", f"/lowongan/{vacancy.pk}/")
    assert told(sign_in, vacancy, members[0]) == ([name], False, False, False)
    assert len(send(vacancy, people[1:4], members[0])) == 3


@pytest.mark.parametrize("count", [2, 9])
def test_whether_anybody_may_is_asked_with_two_queries_however_many_seats_there_are(count):
    vacancy, people, _held, _members = closed(*[[0]] * count)
    with CaptureQueriesContext(connection) as queries:
        assert nominable.nobody(vacancy, people[:3])
    assert len(queries) == 2


def test_a_closed_round_keeps_its_quorum_whoever_is_given_a_seat_afterwards(sign_in):
    vacancy, _people, held, members = closed([0], [1], [0, 1, 2, 3], size=4)
    client, at = sign_in(members[0]), f"/lowongan/{vacancy.pk}/penilaian/"

    def counted():
        check = quorum.quorum(held)
        page = client.get(at).content.decode()
        api = client.get(f"/api/v1/vacancies/{vacancy.pk}/panel/").json()["quorum"]
        return str(check.status), check.fact.id, check.fact.id in page, api["status"], api["fact"]

    stands = ("pass", "2 dari 3 kursi menilai", True, "pass", "2 dari 3 kursi menilai")
    assert counted() == stands
    seat = vacancy.committee.get(user=members[2])
    (_fresh,) = seats(vacancy, 1)
    assert counted() == stands
    letter = {"released_on": timezone.localdate(), "number": "S-1", "reason": "Berhalangan tetap sejak kini."}
    committee.release_member(seat=seat, **letter, by=BY())
    assert counted() == stands


def test_who_gets_a_seat_after_the_round_is_told_to_declare_and_then_to_send_names(sign_in):
    vacancy, _people, held, _members = closed([0], [1], size=4)
    (fresh,) = seats(vacancy, 1)
    client, at = sign_in(fresh), f"/lowongan/{vacancy.pk}/"
    assert tasks(client) == [("nyatakan ada atau tidaknya benturan kepentingan · L-01", f"{at}penilaian/")]
    panel.declare(held=held, relations={}, by=fresh)
    assert tasks(client) == [("usulkan tiga nama · L-01", at)]


def sat(count):
    """A selection without a blind round whose committee of so many members, all of them tied to the first ranked, has
    signed its minutes; and who is ranked."""
    agency = factories.agency()
    people = cast.people(agency, 4)
    vacancy, _applications = cast.selected(agency, people)
    cast.openly(vacancy)
    members = seats(vacancy, count, outside=True)
    held = panel.open_round(vacancy=vacancy, scored=False, by=BY())
    for member in members:
        panel.declare(held=held, relations={people[0].pk: "ipar"}, by=member)
    panel.write_minutes(held=held, minutes="Panitia memeriksa urutan.", version=1, by=BY())
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=BY())
    vacancy.refresh_from_db()
    return vacancy, people, held, members


def test_where_one_more_seat_would_break_the_composition_a_member_is_only_to_be_replaced(sign_in):
    vacancy, people, held, members = sat(5)
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/"
    text = staff.get(f"{at}?bagian=panitia").content.decode()
    own = sign_in(members[0]).get(f"{at}usulan/").content.decode()
    assert (NOTICE in text, "Gantilah seorang anggota" in text, "Angkat atau gantilah" in text) == (True, True, False)
    assert ('id="angkat"' in text, 'id="lepas"' in text) == (False, True)
    assert ("BKD mengganti seorang anggota" in own, "mengangkat" in own) == (True, False)
    fresh, seat = factories.user("SELECTION_COMMITTEE", vacancy.agency), vacancy.committee.get(user=members[0])
    letter = {"released_on": timezone.localdate(), "number": "S-1", "reason": "Berhalangan tetap sejak kini."}
    committee.release_member(seat=seat, **letter, successor=fresh, outside=True, by=BY())
    panel.declare(held=held, relations={}, by=fresh)
    assert len(send(vacancy, people[:3], fresh, named_on=cast.settled(vacancy))) == 3


def test_a_committee_that_lacks_a_seat_is_offered_one_more(sign_in):
    vacancy, _people, _held, members = sat(5)
    letter = {"released_on": timezone.localdate(), "number": "S-1", "reason": "Berhalangan tetap sejak kini."}
    committee.release_member(seat=vacancy.committee.get(user=members[0]), **letter, by=BY())
    text = sign_in("BKD_STAFF", vacancy.agency).get(f"/lowongan/{vacancy.pk}/?bagian=panitia").content.decode()
    assert ("Gantilah seorang anggota" in text, "Angkat atau gantilah" in text, 'id="angkat"' in text) == (
        False,
        True,
        True,
    )


def test_passing_somebody_over_bars_only_where_the_rule_says_so(sign_in, monkeypatch):
    vacancy, people, _held, members = closed([1], [1])
    rule = conflicts.rule()
    assert "passed_over" in rule.value
    monkeypatch.setattr(conflicts, "rule", lambda: replace(rule, value=["self", "declared", "seat"]))
    name = ("usulkan tiga nama · L-01", f"/lowongan/{vacancy.pk}/")
    assert told(sign_in, vacancy, members[0]) == ([name], False, False, False)
    with pytest.raises(Recused, match="anggota lain yang melakukannya"):
        send(vacancy, people[:3], members[0])
    assert len(send(vacancy, [people[0], people[2], people[3]], members[0])) == 3


def test_home_says_what_refuses_the_reveal_where_all_have_locked_but_are_no_quorum(sign_in):
    held, people, members = opened()
    staff, at = sign_in("BKD_STAFF", held.vacancy.agency), f"/lowongan/{held.vacancy_id}/penilaian/"
    for member in members[:2]:
        panel.declare(held=held, relations={person.pk: "ipar" for person in people}, by=member)
        lock(held, member)
    scored(held, members[2], dict.fromkeys(people, 70))
    lock(held, members[2])
    note = "semua nilai terkunci, tetapi panitia belum kuorum: 1 dari 3 kursi menilai · L-01"
    assert tasks(staff) == [(note, at)]


def test_home_says_that_one_member_alone_is_no_quorum(sign_in):
    vacancy, people = longlisted(4)
    held = panel.open_round(vacancy=vacancy, size=4, by=BY())
    (alone,) = seats(vacancy, 1)
    scored(held, alone, dict.fromkeys(people, 70))
    lock(held, alone)
    note = "semua nilai terkunci, tetapi panitia belum kuorum: 1 dari 1 kursi menilai · L-01"
    assert tasks(sign_in("BKD_STAFF", vacancy.agency)) == [(note, f"/lowongan/{vacancy.pk}/penilaian/")]


@pytest.mark.parametrize(
    ("count", "note"),
    [
        (4, "semua nilai terkunci, tetapi susunan panitia belum memenuhi aturan: 4 orang · L-01"),
        (5, "semua nilai terkunci: perlihatkan nilai dan nama · L-01"),
    ],
)
def test_home_says_what_refuses_the_reveal_where_the_committee_is_not_composed(sign_in, count, note):
    vacancy, people, _applications = screened(4)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    for member in seats(vacancy, count, outside=True):
        scored(held, member, dict.fromkeys(people, 70))
        lock(held, member)
    assert tasks(sign_in("BKD_STAFF", vacancy.agency))[1:] == [(note, f"/lowongan/{vacancy.pk}/penilaian/")]


def test_rounds_to_be_revealed_cost_the_first_page_as_much_at_three_as_at_one(sign_in):
    agency = factories.agency()
    people, asked, found = cast.people(agency, 4), [], []
    factories.established_cycle(agency)
    cast.approved(agency)
    staff = sign_in("BKD_STAFF", agency)
    staff.get("/")
    for number in range(3):
        vacancy, _built = cast.longlisted(agency, f"L-{number}", f"JPT-{number}")
        held = panel.open_round(vacancy=vacancy, size=4, by=BY())
        for member in seats(vacancy, 2):
            scored(held, member, dict.fromkeys(people, 70))
            lock(held, member)
        with CaptureQueriesContext(connection) as queries:
            found.append([note for note, _href in tasks(staff) if note.startswith("semua nilai terkunci: perlihatkan")])
        asked.append(len(queries))
    assert ([len(notes) for notes in found], asked) == ([1, 2, 3], [asked[0]] * 3)
