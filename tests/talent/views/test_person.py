"""One person: the records with both times, the box and why."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from audit.models import Event
from talent.domain import inclusion as decree
from talent.domain.queries import inclusion, placements
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def page_of(person, query=""):
    return f"/pegawai/{person.pk}/{query}"


def test_out_of_scope_is_not_found(staff):
    assert staff.get(page_of(factories.employee(factories.other_agency()))).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("BKD_STAFF", 200),
        ("BKD_HEAD", 200),
        ("TALENT_COMMITTEE", 200),
        ("PPK", 200),
        ("AUDITOR", 200),
        ("SELECTION_COMMITTEE", 404),
        ("MERIT_VERIFIER", 404),
        ("ADMINISTRATOR", 404),
    ],
)
def test_each_role_sees_a_person_or_not(sign_in: SignIn, role, status):
    assert sign_in(role).get(page_of(factories.employee())).status_code == status


def test_an_employee_opens_themself_and_nobody_else(sign_in: SignIn):
    alya, budi = factories.employee(), factories.employee()
    client = sign_in("EMPLOYEE", person=alya)
    assert client.get(page_of(alya)).status_code == 200
    assert client.get(page_of(budi)).status_code == 404


def test_one_finds_ones_own_data_under_its_own_name(sign_in: SignIn):
    alya = factories.employee()
    response = sign_in("EMPLOYEE", person=alya).get("/data-saya/")
    assert (response.context["person"], response.context["own"]) == (alya, True)
    body = response.content.decode()
    assert body.count('class="nav-link" href="/data-saya/" aria-current="page"') == 1
    assert body.count('href="/pegawai/"') == 0
    assert Event.objects.filter(kind="talent.employee.opened", subject=f"talent.employee:{alya.pk}").count() == 1


def test_who_is_no_employee_has_no_data_of_their_own(staff):
    assert staff.get("/data-saya/").status_code == 404


def test_codes_of_units_agencies_and_posts_are_told_in_words(staff):
    person = factories.employee()
    factories.unit(person.agency, "DISHUB", "Dinas Perhubungan")
    factories.write("positions", person.agency, code="KD-01", name="Kepala Dinas", tier="JPT_PRATAMA")
    factories.write(
        "appointments",
        person,
        position="KD-01",
        tier="JPT_PRATAMA",
        unit="DISHUB",
        at_agency="KALTIM",
        true_from=date(2020, 1, 2),
    )
    factories.write("appointments", person, position="Staf", tier="PELAKSANA", unit="BAGUM", true_from=date(2010, 1, 4))
    tables = staff.get(page_of(person, "?bagian=catatan")).context["tables"]
    rows = next(table.rows for table, _lines in tables if table.kind == "appointments")
    assert [[(cell.text, cell.code) for cell in (row.cells[0], *row.cells[-2:])] for row in rows] == [
        [("Kepala Dinas", "KD-01"), ("Dinas Perhubungan", "DISHUB"), ("Provinsi Kalimantan Timur", "KALTIM")],
        [("Staf", ""), ("BAGUM", ""), ("–", "")],
    ]


def test_opening_a_person_leaves_an_event(staff):
    person = factories.employee()
    staff.get(page_of(person, "?bagian=catatan"))
    event = Event.objects.get(kind="talent.employee.opened")
    assert (event.actor, event.agency, event.subject, event.payload) == (
        staff.user.pk,
        "KALTIM",
        f"talent.employee:{person.pk}",
        {"part": "records"},
    )


def test_a_person_out_of_scope_leaves_no_event(staff):
    staff.get(page_of(factories.employee(factories.other_agency())))
    assert Event.objects.filter(kind="talent.employee.opened").count() == 0


def test_the_reasons_are_rebuilt_and_agree_with_what_is_stored(staff):
    person = factories.assessed(factories.employee())
    factories.mapped_cycle()
    context = staff.get(page_of(person)).context
    assert (context["placement"].box, context["why"].agrees) == (9, True)
    performance = context["axes"][0]["tree"][0]
    assert performance["value"] == 100.0
    assert [(row["input"], row["value"], row["weight"], row["contribution"]) for row in performance["children"]] == [
        ("Sangat Baik (2025)", 100.0, 60.0, 60.0),
        ("internasional", 100.0, 15.0, 15.0),
        ("ketua lintas instansi", 100.0, 15.0, 15.0),
        ("Sangat Baik (2025)", 100.0, 10.0, 10.0),
    ]


def test_the_contributions_add_up_to_the_score(staff):
    person = factories.assessed(factories.employee(), level=3)
    factories.mapped_cycle()
    context = staff.get(page_of(person)).context
    for axis in context["axes"]:
        root = axis["tree"][0]
        assert root["value"] == round(sum(row["contribution"] for row in root["children"]), 6) == axis["score"]


def test_facts_learnt_after_the_mapping_do_not_change_its_reasons(staff):
    person = factories.assessed(factories.employee())
    factories.mapped_cycle()
    factories.write("performance", person, known_at=datetime.now(UTC), year=2025, rating="KURANG")
    context = staff.get(page_of(person)).context
    assert (context["why"].explanation.box, context["why"].agrees) == (9, True)


def test_a_placement_that_the_facts_do_not_bear_out_raises_the_alarm(staff):
    person = factories.assessed(factories.employee())
    factories.mapped_cycle()
    placement = person.placements.get()
    placement.box = 8
    assert placements.why(placement).agrees is False


def test_who_joined_the_cycle_later_is_explained_by_their_own_run(sign_in: SignIn, staff, today):
    factories.assessed(factories.employee(name="Alya"))
    cahya = factories.employee(name="Cahya")
    cycle = factories.established_cycle()
    # One was hired since; of the other, who had no box, everything was learnt since.
    dewi = factories.assessed(factories.employee(name="Dewi", known_at=datetime.now(UTC)), level=4)
    factories.assessed(cahya, known_at=datetime.now(UTC))
    run = factories.included(cycle)
    # The employee reads a box of the pool once a decree names them.
    assert "why" not in sign_in("EMPLOYEE", person=dewi).get("/data-saya/").context
    waiting = inclusion.waiting_for_decree(cycle)
    by = factories.user("PPK")
    decree.establish(cycle=cycle, decree="800/9", established_date=timezone.localdate(), reason="Diangkat kemudian.",
                     token=decree.token_of(cycle, waiting), by=by)  # fmt: skip
    for person, box in ((dewi, 7), (cahya, 9)):
        for response in (staff.get(page_of(person)), sign_in("EMPLOYEE", person=person).get("/data-saya/")):
            context = response.context
            assert (context["why"].explanation.box, context["why"].agrees, context["run"]) == (box, True, run)
            rating = context["axes"][0]["tree"][0]["children"][0]
            assert (rating["input"], len(rating["records"])) == ("Sangat Baik (2025)", 1)
        assert response.context["reply_form"] is not None
    assert staff.get(page_of(dewi)).context["moving"].box == 9
    listed = staff.get("/pegawai/").context["rows"]
    assert {person.name: placement.box for person, placement in listed} == {"Alya": 9, "Cahya": 9, "Dewi": 7}
    for box, names in ((9, ["Alya", "Cahya"]), (7, ["Dewi"]), (0, [])):
        assert [person.name for person, _place in staff.get(f"/pegawai/?box={box}").context["rows"]] == names


def test_what_is_missing_is_named(staff):
    person = factories.employee()
    factories.mapped_cycle()
    context = staff.get(page_of(person)).context
    assert [text.id for text in context["missing"]] == [
        "Predikat kinerja",
        "Umpan balik 360°",
        "Penilaian kompetensi manajerial dan sosial kultural",
        "Penilaian potensi",
        "Tingkat pendidikan formal",
        "Kesesuaian bidang ilmu",
    ]


def test_another_cycle_can_be_chosen(staff):
    person = factories.assessed(factories.employee())
    first = factories.mapped_cycle(name="Siklus 2026")
    second = factories.mapped_cycle(name="Siklus 2026 II", on=date(2026, 9, 30))
    assert staff.get(page_of(person)).context["cycle"] == second
    assert staff.get(page_of(person, f"?siklus={first.pk}")).context["cycle"] == first


def test_superseded_records_are_shown_on_demand_with_the_time_they_were_held(staff):
    person = factories.employee()
    corrected = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    factories.write("performance", person, year=2025, rating="BAIK")
    factories.write("performance", person, known_at=corrected, year=2025, rating="SANGAT_BAIK")

    def ratings(query):
        tables = staff.get(page_of(person, query)).context["tables"]
        performance = next(table for table, _lines in tables if table.kind == "performance")
        return [(row.cells[3].text, row.known_to) for row in performance.rows]

    assert ratings("?bagian=catatan") == [("Sangat Baik", None)]
    assert ratings("?bagian=catatan&semua=1") == [("Sangat Baik", None), ("Baik", corrected)]


def test_every_kind_of_record_is_shown(staff):
    person = factories.assessed(factories.employee())
    factories.write("appointments", person, position="Kepala Seksi", tier="PENGAWAS", true_from=date(2012, 1, 2))
    factories.write("training", person, name="PKA", kind="LEADERSHIP", hours=120.5, true_from=date(2024, 5, 5))
    factories.write("sanctions", person, severity="LIGHT", true_from=date(2015, 1, 1), true_to=date(2015, 6, 30))
    factories.write("attestations", person, kind="HEALTH", passed=True, true_from=date(2026, 1, 5))
    factories.write(
        "components",
        person,
        competency=88.25,
        true_from=date(2026, 1, 5),
        **dict.fromkeys(
            (
                "development",
                "experience",
                "potential",
                "education",
                "field_match",
                "discipline",
                "rating",
                "awards",
                "teamwork_assignments",
                "feedback",
            )
        ),
    )
    tables = staff.get(page_of(person, "?bagian=catatan")).context["tables"]
    assert [table.kind for table, _lines in tables] == [
        "employees", "performance", "feedback_360", "assessments", "appointments", "education", "training", "awards",
        "team_assignments", "sanctions", "attestations", "components",
    ]  # fmt: skip
    assert [cell.text for cell in tables[6][0].rows[0].cells] == ["PKA", "diklat penjenjangan", "120,5"]
    assert tables[11][0].rows[0].cells[0].levels == (("competency", "component", "88,25"),)
