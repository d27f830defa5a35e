"""The first page says to each role what matters now, and nothing beyond its scope."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from talent.domain import cycles as domain
from talent.domain import inclusion, replies
from talent.models import ReviewCycle
from tests import factories
from tests.conftest import SignIn
from tests.talent import sittings

pytestmark = pytest.mark.django_db


def panels(response):
    return [panel.template.rsplit("/", 1)[-1] for panel in response.context["panels"]]


def tasks(response):
    return [(task["text"], task["href"]) for task in response.context["tasks"]]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("BKD_STAFF", ["mapping.html"]),
        ("BKD_HEAD", ["mapping.html", "ledger.html"]),
        ("TALENT_COMMITTEE", ["mapping.html"]),
        ("PPK", ["mapping.html"]),
        ("AUDITOR", ["mapping.html", "ledger.html"]),
        ("ADMINISTRATOR", ["users.html"]),
    ],
)
def test_each_role_gets_its_cards(sign_in: SignIn, role, expected):
    factories.agency()
    response = sign_in(role).get("/")
    assert response.status_code == 200
    assert [
        name for name in panels(response) if name in {"mapping.html", "ledger.html", "users.html", "own.html"}
    ] == expected


def test_an_employee_sees_their_own_box(sign_in: SignIn):
    alya = factories.assessed(factories.employee(name="Alya Putri"))
    factories.assessed(factories.employee(name="Budi Santoso"))
    factories.established_cycle()
    response = sign_in("EMPLOYEE", person=alya).get("/")
    assert panels(response) == ["own.html"]
    own = response.context["panels"][0].data
    assert [(cycle.name, place.box, place.after) for cycle, place in own["history"]] == [("Siklus 2026", 9, 9)]
    assert "Budi Santoso" not in response.content.decode()


def test_an_employee_sees_no_box_before_it_is_announced(sign_in: SignIn):
    alya = factories.assessed(factories.employee(name="Alya Putri"))
    factories.mapped_cycle()
    assert sign_in("EMPLOYEE", person=alya).get("/").context["panels"][0].data["history"] == []


def test_the_administrator_reads_no_names(administrator):
    factories.assessed(factories.employee(name="Alya Putri"))
    factories.mapped_cycle()
    assert "Alya Putri" not in administrator.get("/").content.decode()


def test_a_cycle_waits_for_the_one_whose_turn_it_is(staff, head, ppk):
    cycle = factories.mapped_cycle()
    waiting = [("Siklus 2026 · keadaan 30 Juni 2026", f"/siklus/{cycle.pk}/")]
    assert [tasks(one.get("/")) for one in (staff, head, ppk)] == [waiting, waiting, []]
    domain.propose(cycle=cycle, reason=factories.NO_FORUM, by=head.user)
    assert (tasks(staff.get("/")), tasks(ppk.get("/"))) == ([], waiting)


def test_whoever_could_be_forgotten_waits_on_the_pages_of_those_who_take_the_cycle_on(staff, head, ppk):
    factories.assessed(factories.employee())
    cycle, by = factories.mapped_cycle(), system_operator()
    domain.propose(cycle=cycle, reason=factories.NO_FORUM, by=by)
    token = domain.confirmation_token(cycle)
    domain.establish(cycle=cycle, decree="800/1", established_date=cycle.on, token=token, by=by)
    factories.assessed(factories.employee(known_at=timezone.now()))
    unannounced = (cycle.dated, f"/siklus/{cycle.pk}/")
    late = f"/siklus/{cycle.pk}/susulan/"
    new = ("1 pegawai baru belum dipetakan", late)
    page = staff.get("/")
    assert (tasks(page), page.context["tasks"][0]["note"]) == (
        [unannounced, new],
        f"ditetapkan; umumkan kepada pegawai · {cycle.agency.name}",
    )
    assert [tasks(one.get("/")) for one in (head, ppk)] == [[unannounced, new], []]
    cycle.refresh_from_db()
    factories.included(cycle)
    replies.announce(cycle=cycle, announced_on=timezone.localdate(), reply_until=factories.REPLY_UNTIL, by=by)
    waiting = [("1 orang menunggu penetapan susulan", late)]
    assert [tasks(one.get("/")) for one in (staff, head, ppk)] == [waiting] * 3
    factories.draft_cycle(factories.other_agency())
    assert tasks(staff.get("/")) == waiting
    # Whom the newest cycle mapped nobody is to take into an older one, also once the newest is closed.
    factories.assessed(factories.employee(known_at=timezone.now()))
    assert new in tasks(staff.get("/"))
    newest = factories.mapped_cycle(name="Baru", on=timezone.localdate())
    ReviewCycle.objects.filter(pk=newest.pk).update(state="CLOSED")
    assert tasks(staff.get("/")) == waiting


def test_a_list_of_tasks_that_is_cut_says_of_how_many_and_leads_to_all_of_them(staff):
    factories.agency()
    for number in range(5):
        factories.draft_cycle(name=f"Siklus {number}")
    assert len(tasks(staff.get("/"))) == 5
    factories.draft_cycle(name="Siklus 5")
    assert tasks(staff.get("/"))[5:] == [("5 dari 6 siklus", "/siklus/")]


def reviewed(response):
    data = next(panel.data for panel in response.context["panels"] if panel.template == "talent/home/review.html")
    return [(review.cycle.name, review.next) for review in data["reviews"]]


def test_the_talent_committee_reads_what_comes_next_of_its_cycles(sign_in: SignIn):
    factories.mapped_cycle()
    today = timezone.localdate()
    factories.cycle(name="2027", on=today + timedelta(days=1))
    factories.draft_cycle(name="2028", on=today + timedelta(days=2))
    given_up = factories.draft_cycle(name="2062", on=today + timedelta(days=3))
    domain.cancel(cycle=given_up, reason="Salah tahun.", by=system_operator())
    factories.mapped_cycle(factories.other_agency(), name="Bontang")
    assert reviewed(sign_in("TALENT_COMMITTEE").get("/")) == [
        ("2028", "BKD belum memetakannya; matriksnya terbuka sesudah itu."),
        ("2027", "BKD sedang mengumpulkan data; matriksnya terbuka sesudah pemetaan."),
        ("Siklus 2026", "Telaah matriksnya sekarang: BKD mengusulkannya kepada PPK sesudah itu."),
    ]


def test_without_a_cycle_the_talent_committee_reads_what_will_be_there(sign_in: SignIn):
    factories.agency()
    response = sign_in("TALENT_COMMITTEE").get("/")
    assert reviewed(response) == []
    assert response.content.decode().count("Belum ada siklus untuk ditelaah") == 1


def test_another_agencys_cycle_waits_for_nobody_here(staff):
    factories.mapped_cycle(factories.other_agency())
    factories.agency()
    assert tasks(staff.get("/")) == []


def test_the_counts_are_those_of_the_latest_mapped_cycle(staff):
    factories.assessed(factories.employee())
    factories.employee()
    factories.mapped_cycle()
    data = next(
        panel.data for panel in staff.get("/").context["panels"] if panel.template == "talent/home/mapping.html"
    )
    assert (data["people"], data["counts"].boxes[9], data["counts"].unassessed, data["members"]) == (2, 1, 1, 0)


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_first_page_takes_twelve_queries_however_many_agencies(
    sign_in: SignIn, agencies, django_assert_num_queries
):
    client = sign_in("AUDITOR")
    for code in ("KALTIM", "BONTANG", "BALIKPAPAN")[:agencies]:
        of = factories.agency(code, code)
        factories.assessed(factories.employee(of))
        factories.established_cycle(of)
        if code != "KALTIM":
            by = factories.users.system_operator()
            factories.users.grant(user=client.user, role=factories.Roles.AUDITOR, by=by, agency_id=of.pk)
    with django_assert_num_queries(12):
        assert panels(client.get("/")).count("mapping.html") == agencies


@pytest.mark.parametrize("agencies", [1, 3])
def test_those_who_joined_a_mapping_later_are_counted_in_no_more_queries(
    sign_in: SignIn, agencies, django_assert_num_queries, django_capture_on_commit_callbacks
):
    client, by = sign_in("AUDITOR"), factories.users.system_operator()
    for code in ("KALTIM", "BONTANG", "BALIKPAPAN")[:agencies]:
        of = factories.agency(code, code)
        unassessed = factories.employee(of)
        cycle = factories.mapped_cycle(of)
        factories.assessed(factories.employee(of, known_at=timezone.now()))
        factories.write("performance", unassessed, year=2025, rating="BAIK", known_at=timezone.now())
        with django_capture_on_commit_callbacks(execute=True):
            inclusion.start(cycle=cycle, by=by)
        if code != "KALTIM":
            factories.users.grant(user=client.user, role=factories.Roles.AUDITOR, by=by, agency_id=of.pk)
    with django_assert_num_queries(11):  # nothing is established, so no pool is counted
        response = client.get("/")
    counts = [panel.data["counts"] for panel in response.context["panels"] if "counts" in panel.data]
    assert [(one.people, one.boxes[9], one.unassessed) for one in counts] == [(2, 1, 1)] * agencies


def test_the_boxes_are_those_after_calibration_as_on_the_page_of_the_cycle(staff):
    factories.assessed(factories.employee())
    session = sittings.sitting(factories.mapped_cycle())
    person = session.cycle.run.placements.get().employee
    boxes = []
    for to in (9, 8, 7, 9):
        if boxes:
            sittings.moved(session, person, to, seen=len(boxes) - 1)
        (data,) = (panel.data for panel in staff.get("/").context["panels"] if "boxes" in panel.data)
        boxes.append([box for box, people in data["boxes"].items() if people])
        assert data["boxes"] == staff.get(f"/siklus/{session.cycle.pk}/").context["boxes"]
    assert boxes == [[9], [8], [7], [9]]


def test_only_members_whose_place_is_valid_today_are_counted(staff):
    factories.assessed(factories.employee())
    factories.established_cycle(on=timezone.localdate())
    factories.assessed(factories.employee(factories.other_agency()))
    data = next(
        panel.data for panel in staff.get("/").context["panels"] if panel.template == "talent/home/mapping.html"
    )
    assert data["members"] == 1


@pytest.mark.parametrize("role", ["BKD_STAFF", "PPK"])
def test_whoever_waits_in_each_agency_of_one_person_is_counted_in_no_more_queries(sign_in: SignIn, role):
    client, by = sign_in(role), factories.users.system_operator()
    asked = []
    for code in ("KALTIM", "BONTANG", "BALIKPAPAN"):
        of = factories.agency(code, code)
        factories.assessed(factories.employee(of))
        cycle = factories.established_cycle(of)
        # One more is taken in by a run of their own and waits for a decree; of the last nobody knows yet.
        factories.assessed(factories.employee(of, known_at=timezone.now()))
        factories.included(cycle)
        factories.assessed(factories.employee(of, known_at=timezone.now()))
        if code != "KALTIM":
            factories.users.grant(user=client.user, role=factories.Roles.ALL[role], by=by, agency_id=of.pk)
        with CaptureQueriesContext(connection) as queries:
            shown = tasks(client.get("/"))
        asked.append((len(queries), len([text for text, href in shown if href.endswith("/susulan/")])))
    each = {"BKD_STAFF": 2, "PPK": 1}[role]
    assert asked == [(asked[0][0], each * number) for number in (1, 2, 3)]
