"""Nothing that can be written into an address brings a page down."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

GARBAGE = [
    "%00",
    "a%00b",
    "9" * 21,
    "-1",
    "1e400",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "' OR 1=1 --",
    "<script>",
    "../../etc/passwd",
    "x" * 5000,
    "",
    "%25",
    "٣",
    "true",
    "2026-02-31",
    "9999-12-31",
    "0001-01-01",
]
FIELDS = {
    "/pegawai/": ("q", "agency", "unit", "tier", "grade", "standing", "box", "sort", "sesudah", "sebelum"),
    "/pegawai/ekspor.csv": ("q", "unit", "box", "sort"),
    "/impor/": ("sesudah", "sebelum"),
    "/siklus/": ("sesudah", "sebelum"),
    "/kelompok-suksesi/": ("on", "agency", "sesudah", "sebelum"),
    "/aturan/": ("on",),
}


@pytest.mark.parametrize("address", FIELDS)
def test_garbage_in_a_query_is_an_answer_and_never_a_fault(staff, address):
    factories.employee()
    for name in FIELDS[address]:
        for value in GARBAGE:
            status = staff.get(f"{address}?{name}={value}").status_code
            assert status in {200, 400, 404}, (name, value, status)


@pytest.mark.parametrize("value", GARBAGE)
def test_garbage_in_a_search_is_an_answer(staff, value):
    factories.employee()
    form = "application/x-www-form-urlencoded"
    assert staff.post("/pegawai/", f"q={value}", content_type=form).status_code == 302
    assert staff.get("/pegawai/").status_code == 200


def test_garbage_on_a_person_and_a_box_is_an_answer(staff):
    person = factories.employee()
    cycle = factories.mapped_cycle()
    for value in GARBAGE:
        for address in (
            f"/pegawai/{person.pk}/?siklus={value}",
            f"/pegawai/{person.pk}/?bagian={value}&semua={value}",
            f"/siklus/{cycle.pk}/kotak/0/?kurang={value}&sesudah={value}",
            f"/kebijakan/{cycle.pk}/?bentuk={value}",
        ):
            assert staff.get(address).status_code == 200, address


def test_a_matrix_asked_for_what_there_is_not_says_so(staff):
    factories.employee()
    cycle = factories.mapped_cycle()
    said = "Pilihan saringan tidak dikenal"
    assert said in staff.get(f"/siklus/{cycle.pk}/matriks/?tier=X").content.decode()
    assert said not in staff.get(f"/siklus/{cycle.pk}/matriks/").content.decode()


@pytest.mark.parametrize(
    "address", ["/pegawai/{}/", "/impor/{}/", "/siklus/{}/", "/siklus/{}/kotak/1/", "/kebijakan/{}/", "/pekerjaan/{}/"]
)
@pytest.mark.parametrize("value", ["99999999999999999999999", "%00", "%FF", "x" * 300, "0"])
def test_garbage_in_a_path_is_not_found(staff, address, value):
    assert staff.get(address.format(value)).status_code in {400, 404}


@pytest.mark.parametrize("value", ["\0", "9" * 21, "x" * 5000, "=cmd", "9999-12-31", "0001-01-01"])
def test_garbage_in_a_form_is_an_answer(staff, ppk, value):
    cycle = factories.mapped_cycle()
    assert staff.post("/siklus/", {"name": value, "on": value, "agency": value}).status_code == 422
    form = {"token": value, "decree": value, "established_date": value}
    assert ppk.post(f"/siklus/{cycle.pk}/tetapkan/", form).status_code in {409, 422}
    assert staff.post(f"/siklus/{cycle.pk}/kembalikan/", {"reason": value}).status_code in {302, 422}
