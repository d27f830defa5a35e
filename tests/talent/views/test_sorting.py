"""Lists are sorted by their columns, page after page, and filters do not lose the order."""

import re
from datetime import date

import pytest
from django.db.models import Q
from django.http import QueryDict

from talent.interfaces import tables
from talent.models import Employee, PerformanceRecord
from tests import factories

pytestmark = pytest.mark.django_db

NUMBERED = ((3, "Cut"), (2, "Alya"), (1, "Budi"))
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


def test_what_every_row_has_is_ordered_and_sought_as_its_index_has_it():
    # NULL is told apart only where there may be one: an index serves no order that says where it would stand.
    person = factories.employee(name="Alya")
    rows = PerformanceRecord.objects.filter(agency=person.agency)
    told = {
        name: str(rows.order_by(tables._ordering(PerformanceRecord, name, False)).query).rpartition("ORDER BY ")[2]
        for name in ("-id", "employee__name", "-true_from", "-employee__current__tier")
    }
    assert {name: "NULLS LAST" in words for name, words in told.items()} == {
        "-id": False,
        "employee__name": False,
        "-true_from": True,
        "-employee__current__tier": True,
    }
    beyond = tables._beyond(Employee, ("-name", "id"), ("Alya", 7), False)
    assert beyond == Q(name__lte="Alya") & (Q(name__lt="Alya") | (Q(name="Alya") & Q(id__gt=7)))


@pytest.fixture
def awards():
    """Of Cut one, of Alya two, of Budi one, recorded in this order; Budi's NIP is the lowest."""
    people = {name: factories.employee(name=name, nip=factories.nip(number)) for number, name in NUMBERED}
    for name, title in (("Cut", "Pertama"), ("Alya", "Kedua"), ("Budi", "Ketiga"), ("Alya", "Keempat")):
        factories.write("awards", people[name], name=title, level="NATIONAL", true_from=date(2024, 8, 17))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Keempat", "Ketiga", "Kedua", "Pertama"]),
        ("dicatat", ["Pertama", "Kedua", "Ketiga", "Keempat"]),
        # Between those of one person, the one recorded first.
        ("nama", ["Kedua", "Keempat", "Ketiga", "Pertama"]),
        ("-nama", ["Pertama", "Ketiga", "Kedua", "Keempat"]),
        ("nip", ["Ketiga", "Kedua", "Keempat", "Pertama"]),
        ("-nip", ["Pertama", "Kedua", "Keempat", "Ketiga"]),
    ],
)
@pytest.mark.usefixtures("awards")
def test_records_are_sorted_by_the_column_on_every_page_and_in_the_file(staff, monkeypatch, sort, expected):
    monkeypatch.setattr(tables.keyset, "__kwdefaults__", tables.keyset.__kwdefaults__ | {"size": 2})
    address = f"/catatan/?kind=awards&evidence=tanpa{'&sort=' + sort if sort else ''}"
    first = staff.get(address)
    second = staff.get("/catatan/" + first.context["page"].next)
    shown = [row.name for page in (first, second) for row in page.context["page"].rows]
    assert (shown, second.context["page"].next) == (expected, "")
    back = staff.get("/catatan/" + second.context["page"].previous)
    assert [row.name for row in back.context["page"].rows] == expected[:2]
    turned = "-nama" if sort == "nama" else "nama"
    head = f'<a href="?kind=awards&amp;evidence=tanpa&amp;sort={turned}">Pegawai</a>'
    assert first.content.decode().count(head) == 1
    exported = staff.get(address.replace("/catatan/", "/catatan/ekspor.csv")).content.decode()
    assert [line.split(",")[1] for line in exported.splitlines()[1:]] == expected


@pytest.mark.usefixtures("awards")
def test_an_order_that_there_is_not_shows_no_list_of_records(staff):
    page = staff.get("/catatan/?kind=awards&sort=sandi")
    assert (page.status_code, page.context["page"].rows, list(page.context["filters"].errors)) == (200, [], ["sort"])


@pytest.fixture
def posts():
    of = factories.agency()
    for code, name in (("B", "Biro"), ("A", "Asisten")):
        factories.unit(of, code, name)
    for code, name, unit, day in (
        ("1", "Kepala", "B", date(2026, 2, 1)),
        ("2", "Kepala", "A", None),
        ("3", "Analis", None, date(2026, 1, 1)),
    ):
        factories.write("positions", of, code=code, name=name, tier="PENGAWAS", unit=unit, vacant_from=day)


POSTS = [
    ("nama", "312"), ("-nama", "123"), ("unit", "213"), ("-unit", "123"), ("lowong", "312"), ("-lowong", "132"),
    ("rumpun", "312"), ("-rumpun", "312"),
]  # fmt: skip


@pytest.mark.usefixtures("posts")
def test_posts_are_sorted_by_words_and_days_on_the_page_in_the_file_and_through_the_api(staff):
    for sort, codes in (("", "312"), *POSTS):
        address = f"/organisasi/positions/?name=a&sort={sort}"
        page = staff.get(address)
        assert (sort, "".join(row.position.code for row in page.context["page"].rows)) == (sort, codes)
        exported = staff.get(address.replace("positions/", "positions/ekspor.csv")).content.decode("utf-8-sig")
        assert (sort, "".join(line[0] for line in exported.splitlines()[1:])) == (sort, codes)
    assert re.findall(r'aria-sort="(\w+)"><a href="([^"]+)">', page.content.decode()) == [
        ("none", "?name=a&amp;sort=nama"),
        ("none", "?name=a&amp;sort=unit"),
        ("descending", "?name=a&amp;sort=rumpun"),
        ("none", "?name=a&amp;sort=lowong"),
    ]
    assert page.content.decode().count('<input type="hidden" name="sort" value="-rumpun">') == 1
    for sort, codes in POSTS:
        path, found = f"/api/v1/records/positions/?limit=2&sort={sort}", ""
        while path:
            told = staff.get(path).json()
            found += "".join(row["code"] for row in told["results"])
            path = told["next"]
        assert (sort, found) == (sort, codes)
    assert [row["code"] for row in staff.get("/api/v1/records/positions/").json()["results"]] == ["1", "2", "3"]
    refused = staff.get("/api/v1/records/positions/?sort=induk")
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (400, ["sort"])


@pytest.mark.parametrize(
    ("kind", "sort", "expected"),
    [("units", "induk", ["Seksi", "Asisten", "Biro"]), ("units", "-nama", ["Seksi", "Biro", "Asisten"])],
)
def test_units_are_sorted_by_the_one_above_them_too(staff, kind, sort, expected):
    of = factories.agency()
    above = factories.unit(of, "B", "Biro")
    factories.unit(of, "A", "Asisten")
    factories.unit(of, "C", "Seksi", above)
    page = staff.get(f"/organisasi/{kind}/?sort={sort}")
    assert [row.name for row in page.context["page"].rows] == expected
