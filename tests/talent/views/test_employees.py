"""The list of employees: whom it shows, how it narrows and pages, what leaves as a file."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from audit.models import Event
from tests import factories
from tests.conftest import SignIn
from tests.talent import sittings

pytestmark = pytest.mark.django_db

ADDRESS = "/pegawai/"


def cells_of_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def cells_of_xlsx(content):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.values]


def names(response):
    return [person.name for person, _placement in response.context["rows"]]


def test_staff_see_their_agency_only(staff):
    factories.employee(name="Alya")
    factories.employee(factories.other_agency(), name="Budi")
    assert names(staff.get(ADDRESS)) == ["Alya"]


def test_an_employee_sees_only_themself(sign_in: SignIn):
    alya = factories.employee(name="Alya")
    factories.employee(name="Budi")
    assert names(sign_in("EMPLOYEE", person=alya).get(ADDRESS)) == ["Alya"]


def test_the_administrator_is_refused(administrator):
    assert administrator.get(ADDRESS).status_code == 403


def test_a_visitor_is_sent_to_sign_in(client, db):
    response = client.get(ADDRESS)
    assert (response.status_code, response.url) == (302, "/masuk/?next=/pegawai/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tier=PENGAWAS", ["Budi"]),
        ("grade=III/d", ["Budi"]),
        ("standing=CLTN", ["Cahya"]),
        ("standing=SERVING", ["Alya", "Cahya"]),
        ("sort=-nama", ["Cahya", "Budi", "Alya"]),
        ("sort=nip", ["Budi", "Alya", "Cahya"]),
        ("unknown=1", ["Alya", "Budi", "Cahya"]),
        ("standing=GONE", ["Budi"]),
    ],
)
def test_the_list_narrows_and_sorts(staff, query, found):
    factories.employee(name="Alya", nip=factories.nip(1, date(1980, 3, 5)))
    factories.employee(
        name="Budi", nip=factories.nip(1, date(1979, 1, 1)), tier="PENGAWAS", grade="III/d", standing="RETIRED"
    )
    factories.employee(name="Cahya", nip=factories.nip(2, date(1980, 3, 5)), standing="CLTN")
    assert names(staff.get(f"{ADDRESS}?{query}")) == found


def test_a_unit_includes_the_units_below_it(staff):
    agency = factories.agency()
    top = factories.unit(agency)
    below = factories.unit(agency, "DISHUB-1", "Bidang Angkutan", top)
    factories.unit(agency, "DINKES", "Dinas Kesehatan")
    factories.employee(name="Alya", unit="DISHUB")
    factories.employee(name="Budi", unit="DISHUB-1")
    factories.employee(name="Cahya", unit="DINKES")
    assert names(staff.get(f"{ADDRESS}?unit={top.pk}")) == ["Alya", "Budi"]
    assert names(staff.get(f"{ADDRESS}?unit={below.pk}")) == ["Budi"]


def test_the_box_of_the_latest_mapped_cycle_narrows_the_list(staff):
    factories.assessed(factories.employee(name="Alya"))
    factories.assessed(factories.employee(name="Budi"), award=False)
    factories.employee(name="Cahya")
    factories.mapped_cycle()
    assert names(staff.get(f"{ADDRESS}?box=9")) == ["Alya"]
    assert names(staff.get(f"{ADDRESS}?box=8")) == ["Budi"]
    assert names(staff.get(f"{ADDRESS}?box=0")) == ["Cahya"]
    assert [place.after for _, place in staff.get(ADDRESS).context["rows"]] == [9, 8, None]


def test_the_box_after_calibration_is_the_box_and_the_computed_one_stands_beside_it(staff):
    alya = factories.assessed(factories.employee(name="Alya"))
    factories.assessed(factories.employee(name="Budi"), award=False)
    sittings.moved(sittings.sitting(factories.mapped_cycle()), alya, 5)
    assert [names(staff.get(f"{ADDRESS}?box={box}")) for box in (9, 8, 5)] == [[], ["Budi"], ["Alya"]]
    page = staff.get(ADDRESS)
    assert [(place.after, place.box) for _, place in page.context["rows"]] == [(5, 9), (8, 8)]
    assert page.content.decode().count("dihitung 9") == page.content.decode().count("dihitung ") == 1
    for form, read in (("csv", cells_of_csv), ("xlsx", cells_of_xlsx)):
        header, *rows = read(staff.get(f"/pegawai/ekspor.{form}").content)
        at = header.index("Kotak")
        assert header[at + 1] == "Kotak sebelum kalibrasi"
        assert [row[at : at + 2] for row in rows] == [["5", "9"], ["8", "8"]]


@pytest.mark.parametrize("sort", ["nama", "-nama", "nip", "-nip"])
def test_pages_follow_each_other_both_ways_without_gap_or_repetition(staff, sort):
    for number in range(57):
        factories.employee(name=f"Pegawai {number % 30:02d}")
    whole, back, query = [], [], f"?sort={sort}"
    while query:
        page = staff.get(ADDRESS + query).context["page"]
        whole.append([person.pk for person in page.rows])
        query, last = page.next, page
    assert [len(page) for page in whole] == [25, 25, 7]
    assert len({pk for page in whole for pk in page}) == 57
    back.append(whole[-1])
    while last.previous:
        last = staff.get(ADDRESS + last.previous).context["page"]
        back.append([person.pk for person in last.rows])
    assert back[::-1] == whole


def test_addresses_of_pages_hold_ids_and_no_names(staff):
    for number in range(26):
        factories.employee(name=f"Rahasia {number:02d}")
    page = staff.get(ADDRESS).context["page"]
    assert page.next == f"?sesudah={page.rows[-1].pk}"
    assert page.count == "1–25 dari 26"


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_ten_queries_whatever_its_length(staff, people, django_assert_num_queries):
    agency = factories.agency()
    factories.unit(agency)
    for _ in range(people):
        factories.assessed(factories.employee(unit="DISHUB"))
    factories.mapped_cycle()
    with django_assert_num_queries(10):
        assert len(staff.get(ADDRESS).context["rows"]) == people


def test_the_file_holds_what_the_list_shows_and_is_recorded_first(staff):
    factories.employee(name="Alya", nip=factories.nip(1))
    factories.employee(name="Budi", tier="PENGAWAS")
    factories.employee(factories.other_agency(), name="Cahya")
    response = staff.get("/pegawai/ekspor.csv?tier=ADMINISTRATOR")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [["198003052010011001", "Alya", "Provinsi Kalimantan Timur"]]
    event = Event.objects.get(kind="talent.employees.exported")
    assert (event.actor, event.agency, event.payload) == (staff.user.pk, "KALTIM", {"form": "csv", "rows": 1})


@pytest.mark.parametrize("name", ["=1+1", "+62811", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_file_is_active(staff, name):
    person = factories.employee(name="Alya")
    type(person).objects.filter(pk=person.pk).update(name=name)
    text = staff.get("/pegawai/ekspor.csv").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text, newline=""))][1] == f"'{name}"
    book = openpyxl.load_workbook(io.BytesIO(staff.get("/pegawai/ekspor.xlsx").content))
    cell = book.active["B2"]
    assert (cell.data_type, cell.value.startswith("'")) == ("s", True)


def test_too_many_rows_are_refused_and_nothing_is_recorded(staff, monkeypatch):
    monkeypatch.setattr("talent.domain.openings.EXPORT_ROWS", 1)
    factories.employee()
    factories.employee()
    assert staff.get("/pegawai/ekspor.csv").status_code == 422
    assert Event.objects.filter(kind="talent.employees.exported").count() == 0


@pytest.mark.parametrize("role", ["PPK", "TALENT_COMMITTEE", "ADMINISTRATOR", "MERIT_VERIFIER"])
def test_those_who_may_not_export_are_refused(sign_in: SignIn, role):
    assert sign_in(role).get("/pegawai/ekspor.csv").status_code == 403
