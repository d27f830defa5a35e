"""The pages of a session: what stays on them when something goes wrong, and what they cost."""

import io

import pytest
from openpyxl import load_workbook

from accounts.domain import users
from accounts.roles import Roles
from audit.models import Event
from talent.domain.queries import sittings as reading
from talent.interfaces import tables
from talent.models import CalibrationMove, CalibrationSession, Employee
from talent.views import calibration as pages
from tests import factories
from tests.access.world import sign_in
from tests.conftest import SignIn
from tests.talent import sittings

pytestmark = pytest.mark.django_db


def session_of(people: int, **options: object):
    for number in range(people):
        factories.assessed(factories.employee(name=f"Alya {number}", unit=factories.unit(factories.agency()).code))
    return sittings.sitting(factories.mapped_cycle(), **options)


@pytest.mark.parametrize("people", [1, 3])
def test_the_table_of_a_session_takes_as_many_queries_however_many_people(people, django_assert_num_queries):
    session = session_of(people)
    client = sign_in(sittings.members(session)[0])
    client.get("/")
    with django_assert_num_queries(QUERIES):
        page = client.get(f"/kalibrasi/{session.pk}/").context["page"]
    assert (len(page.rows), page.found) == (people, f"{people} ditemukan")


def test_a_later_page_of_the_table_takes_one_query_more_and_never_more_than_twelve(
    monkeypatch, django_assert_num_queries, django_assert_max_num_queries
):
    monkeypatch.setattr(tables.keyset, "__kwdefaults__", tables.keyset.__kwdefaults__ | {"size": 1})
    session = session_of(3)
    client = sign_in(sittings.members(session)[0])
    page, at = "", f"/kalibrasi/{session.pk}/"
    said = []
    for queries in (QUERIES, QUERIES + 1, QUERIES + 1):
        with django_assert_num_queries(queries):
            shown = client.get(at + page).context["page"]
        page = shown.next
        said.append(shown.count)
    assert said == ["1–1 dari 3", "1 dari 3", "3–3 dari 3"]
    # A member who leads people, before blind placements are shown, with people moved: one who may be recused.
    for person in Employee.objects.filter(name__startswith="Alya").order_by("-nip")[:1]:
        sittings.moved(session, person, 8)
        sittings.moved(session, person, 7, seen=1)
    member = sittings.members(session)[0]
    leader = factories.employee(tier="JPT_PRATAMA", unit="DISHUB")
    users.grant(user=member, role=Roles.EMPLOYEE, employee_id=leader.pk, by=users.system_operator())
    CalibrationSession.objects.filter(pk=session.pk).update(blind=True)
    later = client.get(at).context["page"].next
    with django_assert_max_num_queries(12):
        context = client.get(at + later).context
    assert (len(context["rows"]), len(context["moves"])) == (1, 2)
    assert [str(row.why_not) for row in context["rows"]] == ["bawahan langsung"]
    # Of many moves the cycle's page shows each, on one of its pages.
    monkeypatch.setattr(pages, "ROWS", 1)
    at = f"/siklus/{session.cycle_id}/kalibrasi/"
    first = client.get(at).context["moves"]
    second = client.get(at + first.next).context["moves"]
    assert (first.count, second.count) == ("1–1 dari 2", "2–2 dari 2")
    assert {move.pk for page in (first, second) for move in page.rows} == set(
        CalibrationMove.objects.values_list("pk", flat=True)
    )


QUERIES = 9


def test_a_contested_move_leaves_the_reason_on_the_page_and_says_who_was_first():
    session = session_of(1)
    one, two, _three = sittings.members(session)
    person = session.cycle.run.placements.get().employee
    move = {"employee": person.pk, "seen": 0, "kotak": 9}
    first = sign_in(one).post(f"/kalibrasi/{session.pk}/pindahkan/", move | {"box": 8, "reason": sittings.REASON})
    second = sign_in(two).post(
        f"/kalibrasi/{session.pk}/pindahkan/", move | {"box": 7, "reason": "Pendapat saya berbeda sama sekali."}
    )
    shown = second.content.decode()
    assert (first.status_code, second.status_code) == (302, 409)
    assert sittings.REASON in second.context["failed"]["message"]
    assert "Pendapat saya berbeda sama sekali." in shown
    assert CalibrationMove.objects.count() == 1


def test_minutes_that_changed_are_shown_again_with_what_changed():
    session = session_of(1)
    session_pages = f"/kalibrasi/{session.pk}/risalah/"
    chair = sign_in(session.chair)
    chair.post(f"{session_pages}tulis/", {"text": "Semua tetap.", "version": session.version})
    member = sign_in(sittings.members(session)[1])
    token = member.get(session_pages).context["token"]
    sittings.moved(session, session.cycle.run.placements.get().employee, 8)
    stale = member.post(f"{session_pages}tanda-tangan/", {"token": token})
    assert (stale.status_code, len(stale.context["differences"])) == (409, 1)
    assert sittings.REASON in stale.context["differences"][0]
    fresh = member.post(f"{session_pages}tanda-tangan/", {"token": stale.context["token"]})
    assert (fresh.status_code, [seat.signed for seat in reading.seats(session)].count(True)) == (302, 1)


def test_the_chair_excuses_the_bkd_replaces_and_the_head_breaks_off_on_the_page_of_the_minutes(staff, head):
    session = session_of(1)
    page, heir = f"/kalibrasi/{session.pk}/risalah/", factories.user("TALENT_COMMITTEE")
    one = sittings.members(session)[0]
    chair = sign_in(session.chair)

    def offered(client):
        return [what for what, _words in client.get(page).context["amendable"]]

    excuses = [f"excuse:{user.pk}" for user in sorted(sittings.members(session), key=lambda user: (user.name, user.pk))]
    assert offered(chair) == [*excuses, "break_off"]
    assert offered(staff) == [f"chair:{heir.pk}"]
    assert offered(head) == [f"chair:{heir.pk}", "break_off"]

    def amended(client, what):
        session.refresh_from_db()
        sent = {"what": what, "reason": "Alasan yang dapat dibaca.", "version": session.version}
        return client.post(f"/kalibrasi/{session.pk}/ubah/", sent).status_code

    assert [amended(chair, excuses[0]), amended(staff, f"chair:{heir.pk}"), amended(staff, "break_off")] == [
        302,
        302,
        403,
    ]
    # While it goes on the head is offered nothing that would be refused; afterwards with a reason.
    cycle = f"/siklus/{session.cycle_id}/"
    assert "Usulkan tanpa sidang" not in head.get(cycle).content.decode()
    assert (amended(chair, excuses[1]), amended(head, "break_off"), offered(head)) == (403, 302, [])
    assert "Usulkan tanpa sidang" in head.get(cycle).content.decode()
    shown = head.get(f"/kalibrasi/{session.pk}/").content.decode()
    assert ("Sidang dihentikan" in shown, "Sidang sudah ditutup" in shown) == (True, False)
    shown = head.get(page).content.decode()
    assert ("Sidang dihentikan" in shown, "belum menandatangani" in shown) == (True, False)
    assert shown.count("Alasan yang dapat dibaca.") == 3
    assert one.name in shown


def test_a_placement_is_saved_by_itself_and_says_so():
    session = session_of(1, blind=True)
    person = session.cycle.run.placements.get().employee
    client = sign_in(sittings.members(session)[0])
    answer = client.post(
        f"/kalibrasi/{session.pk}/buta/", {"employee": person.pk, "box": 8}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, "tersimpan" in answer.content.decode()) == (200, True)
    assert client.get(f"/kalibrasi/{session.pk}/").context["rows"][0].blind == 8


def test_the_sheet_of_before_and_after_is_taken_away_as_a_workbook(sign_in: SignIn):
    session = session_of(1)
    person = session.cycle.run.placements.get().employee
    sittings.moved(session, person, 7)
    sittings.moved(session, person, 8, reason="Sesudah dibahas sekali lagi.", seen=1)
    answer = sign_in("BKD_STAFF").get(f"/kalibrasi/{session.pk}/lembar.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [rows[1][0], *rows[1][2:5], rows[1][6]] == [person.nip, 9, 9, 8, "Sesudah dibahas sekali lagi."]
    assert len(rows) == 2
    assert Event.objects.get(kind="talent.calibration.exported").payload == {"rows": 1}
