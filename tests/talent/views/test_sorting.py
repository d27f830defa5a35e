"""Lists are sorted by their columns, page after page, and filters do not lose the order."""

import re

import pytest
from django.http import QueryDict

from talent.interfaces import tables
from talent.models import Employee
from tests import factories

pytestmark = pytest.mark.django_db

COLUMNS = {"nama": ("name", "id"), "lahir": ("born", "-id")}


def names(response):
    return [placement.employee.name for placement in response.context["page"].rows]


@pytest.fixture
def cycle():
    for name in ("Budi", "Alya", "Cut"):
        factories.assessed(factories.employee(name=name))
    return factories.mapped_cycle()


@pytest.mark.parametrize(
    ("asked", "by", "order"),
    [
        ("", "-lahir", ("-born", "-id")),
        ("sort=lahir", "lahir", ("born", "-id")),
        ("sort=-nama", "-nama", ("-name", "id")),
        ("sort=sandi", "-lahir", ("-born", "-id")),
        ("sort=--nama", "-lahir", ("-born", "-id")),
    ],
)
def test_an_address_is_sorted_by_what_there_is(asked, by, order):
    found = tables.sorting(QueryDict(asked), COLUMNS, "-lahir")
    assert (found.by, found.order, found.asked) == (by, order, asked == f"sort={by}")


def test_a_column_turns_round_and_begins_at_the_first_page():
    found = tables.sorting(QueryDict("box=9&sort=nama&sesudah=7"), COLUMNS, "-lahir")
    assert found.links == {"nama": "?box=9&sort=-nama", "lahir": "?box=9&sort=lahir"}


def test_a_sorted_list_goes_on_without_a_gap_where_values_are_equal():
    for number in range(7):
        factories.employee(name="Sama" if number % 2 else "Beda")
    order = tables.sorting(QueryDict("sort=-nama"), COLUMNS, "nama").order
    seen, query = [], QueryDict("")
    while True:
        page = tables.keyset(Employee.objects.all(), order, query, size=2)
        seen += [person.pk for person in page.rows]
        if not page.next:
            break
        query = QueryDict(page.next[1:])
    expected = sorted(Employee.objects.all(), key=lambda one: (one.name != "Sama", one.pk))
    assert seen == [person.pk for person in expected]


def test_a_box_is_sorted_by_name_when_asked(staff, cycle):
    here = f"/siklus/{cycle.pk}/kotak/9/"
    assert names(staff.get(here + "?sort=nama")) == ["Alya", "Budi", "Cut"]
    assert names(staff.get(here + "?sort=-nama")) == ["Cut", "Budi", "Alya"]


def test_the_head_of_a_column_says_how_the_list_is_sorted(staff, cycle):
    body = staff.get("/siklus/?sort=nama").content.decode()
    heads = re.findall(r'<th scope="col" class="sortable [^"]*" aria-sort="(\w+)"><a href="([^"]+)">', body)
    assert heads == [("ascending", "?sort=-nama"), ("none", "?sort=instansi"), ("none", "?sort=per")]


def test_the_cycles_are_sorted_by_their_day_unless_asked(staff):
    factories.cycle(name="Lama", on=factories.ON.replace(year=2024))
    factories.cycle(name="Baru")
    assert [cycle.name for cycle in staff.get("/siklus/").context["page"].rows] == ["Baru", "Lama"]
    assert [cycle.name for cycle in staff.get("/siklus/?sort=per").context["page"].rows] == ["Lama", "Baru"]


def test_a_filtered_list_says_how_many_it_found_and_how_many_filters_are_set(staff):
    for tier in ("ADMINISTRATOR", "ADMINISTRATOR", "PENGAWAS"):
        factories.employee(tier=tier)
    body = staff.get("/pegawai/?tier=ADMINISTRATOR&grade=&sort=-nama").content.decode()
    assert re.findall(r'role="status">([^<]+)<', body) == ["2 ditemukan"]
    assert (body.count("Saring (1)"), body.count("Hapus saringan")) == (1, 1)
    plain = staff.get("/pegawai/?sort=-nama").content.decode()
    assert (plain.count("Saring ("), plain.count("Hapus saringan")) == (0, 0)
