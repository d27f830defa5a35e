"""The matrix of a cycle: narrowed, with its borders, compared with the cycle before, and taken away."""

import io
import re
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.utils import timezone

from audit.models import Event
from talent.codes import COMPETENCIES, POTENTIAL_ASPECTS
from talent.domain import cycles as domain
from talent.interfaces import filters
from talent.models import CalibrationMove, CalibrationSession
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

EARLIER = date(2026, 5, 31)
LEVELS = dict.fromkeys((*COMPETENCIES, *POTENTIAL_ASPECTS), 5)


def names(response):
    return sorted(row.employee.name for row in response.context["page"].rows)


def filled(response):
    return {box: people for box, people in response.context["counts"].boxes.items() if people}


def near_the_border(name="Batas"):
    """Potential 79.8 of 80."""
    person = factories.employee(name=name)
    factories.assessed(person, level=4)
    return person


@pytest.mark.parametrize("page", ["matriks", "perpindahan", "perpindahan/pegawai"])
@pytest.mark.parametrize(
    ("role", "status"), [("BKD_STAFF", 200), ("PPK", 200), ("AUDITOR", 200), ("MERIT_VERIFIER", 404)]
)
def test_each_role_sees_the_matrix_or_not(sign_in: SignIn, role, status, page):
    factories.established_cycle(on=EARLIER)
    cycle = factories.mapped_cycle(name="Siklus kedua")
    assert sign_in(role).get(f"/siklus/{cycle.pk}/{page}/?dari=9&ke=9").status_code == status


@pytest.mark.parametrize("page", ["matriks/", "matriks.svg", "matriks.xlsx", "perpindahan/", "perpindahan/pegawai/"])
def test_a_matrix_of_another_agency_or_not_yet_mapped_is_not_found(staff, page):
    foreign = factories.mapped_cycle(factories.other_agency())
    assert staff.get(f"/siklus/{foreign.pk}/{page}?dari=9&ke=9").status_code == 404
    assert staff.get(f"/siklus/{factories.cycle().pk}/{page}?dari=9&ke=9").status_code == 404


def test_a_unit_takes_all_below_it_along(staff, monkeypatch):
    agency = factories.agency()
    above = factories.unit(agency, "DINAS", "Dinas")
    factories.unit(agency, "BIDANG", "Bidang", parent=above)
    factories.assessed(factories.employee(name="Alya", unit="DINAS"))
    factories.assessed(factories.employee(name="Budi", unit="BIDANG"))
    factories.assessed(factories.employee(name="Citra"))
    cycle = factories.mapped_cycle()
    address = f"/siklus/{cycle.pk}/matriks/"
    assert filled(staff.get(address)) == {9: 3}
    assert filled(staff.get(f"{address}?unit={above.pk}")) == {9: 2}
    assert staff.get(f"{address}?unit=4711").context["counts"].people == 0
    # What is reorganised later does not change who stood where; nor do people hide below the units that are offered.
    other = factories.unit(agency, "RSUD", "Rumah Sakit")
    factories.write("units", agency, code="BIDANG", name="Bidang", parent="RSUD", known_at=datetime.now(UTC))
    assert filled(staff.get(f"{address}?unit={above.pk}")) == {9: 2}
    assert staff.get(f"{address}?unit={other.pk}").context["counts"].people == 0
    monkeypatch.setattr(filters, "UNITS_OFFERED", 1)
    response = staff.get(f"{address}?unit={above.pk}")
    offered = [label for _pk, label in response.context["filters"].fields["unit"].choices]
    assert (filled(response), offered) == ({9: 2}, ["semua", "Dinas", "hanya 1 dari 3 unit"])
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/9/?unit={above.pk}")) == ["Alya", "Budi"]


def test_who_joined_later_is_narrowed_by_what_they_were_when_they_joined(staff, today):
    agency = factories.agency()
    unit = factories.unit(agency, "DINAS", "Dinas")
    factories.assessed(factories.employee(name="Alya"))
    cycle = factories.mapped_cycle()
    # Born on the day on which the cycle asks: of another age when she joined.
    dewi = factories.employee(name="Dewi", unit="DINAS", born=date(1976, 7, 1), known_at=datetime.now(UTC))
    factories.assessed(dewi)
    factories.write("assessments", dewi, true_from=date(2026, 7, 15), institution="BKN", **LEVELS)
    factories.included(cycle)
    for query in ("tier=ADMINISTRATOR", "grade=IV", "education=S2"):
        assert names(staff.get(f"/siklus/{cycle.pk}/kotak/9/?{query}")) == ["Alya", "Dewi"], query
    for query in (f"unit={unit.pk}", "assessor=BKN", "age=50-57", "tier=ADMINISTRATOR&age=50-57"):
        assert names(staff.get(f"/siklus/{cycle.pk}/kotak/9/?{query}")) == ["Dewi"], query
        assert staff.get(f"/siklus/{cycle.pk}/matriks/?{query}").context["counts"].people == 1, query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tier=PENGAWAS", ["Budi"]),
        ("grade=III", ["Budi"]),
        ("grade=IV", ["Alya", "Citra"]),
        ("education=S1", ["Budi"]),
        ("education=S2", ["Alya"]),
        ("sex=2", ["Citra"]),
        ("age=30-39", ["Budi"]),
        ("age=40-49", ["Alya", "Citra"]),
        ("assessor=BKN", ["Alya"]),
        ("assessor=Balai+Kota", ["Budi"]),
        ("tier=PENGAWAS&sex=2", []),
    ],
)
def test_people_are_narrowed_by_what_they_were_on_the_day(staff, query, found):
    alya = factories.employee(name="Alya")
    factories.write("education", alya, level="S1", graduated_year=2000)
    factories.write("education", alya, level="S2", graduated_year=2008)
    factories.write("assessments", alya, true_from=date(2024, 3, 3), institution="Balai Kota")
    factories.write("assessments", alya, true_from=date(2025, 3, 3), institution="BKN")
    # On 30 June 2026 one is 39 until the next day.
    budi = factories.employee(name="Budi", tier="PENGAWAS", grade="III/d", born=date(1986, 7, 1))
    factories.write("education", budi, level="S1", graduated_year=2008)
    factories.write("assessments", budi, true_from=date(2024, 3, 3), institution="Balai Kota")
    factories.write("assessments", budi, true_from=date(2026, 7, 1), institution="BKN")
    citra = factories.employee(name="Citra", nip=factories.nip(998, date(1980, 3, 5), sex=2))
    factories.write("assessments", citra, true_from=date(2023, 6, 30), institution="BKN")
    cycle = factories.mapped_cycle()
    assert staff.get(f"/siklus/{cycle.pk}/matriks/?{query}").context["counts"].people == len(found)
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/0/?{query}")) == found


def test_who_rose_after_the_day_still_counts_as_what_they_were(staff):
    alya = factories.employee(name="Alya", tier="PENGAWAS")
    later = {"tier": "ADMINISTRATOR", "position": "Kepala Bidang Baru", "post_from": date(2026, 7, 1)}
    factories.write("employees", alya, name="Alya", status="PNS", grade="IV/b", grade_from=date(2026, 7, 1), **later)
    cycle = factories.mapped_cycle()
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/0/?tier=PENGAWAS")) == ["Alya"]
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/0/?tier=ADMINISTRATOR")) == []


def test_people_within_the_error_of_a_border_are_drawn_on_it_and_listed_with_their_distance(staff):
    near_the_border()
    factories.assessed(factories.employee(name="Jauh"))
    cycle = factories.mapped_cycle()
    response = staff.get(f"/siklus/{cycle.pk}/matriks/")
    assert {pair: people for pair, people in response.context["borders"].items() if people} == {(7, 9): 1}
    assert response.context["on_border"] == 1
    page = response.content.decode()
    assert page.count('class="on-border right"') == 1
    assert "berjarak paling jauh 3 poin (kinerja) atau 3 poin (potensial) dari batas itu" in page
    drawn = staff.get(f"/siklus/{cycle.pk}/matriks.svg").content.decode()
    assert "<title>1 pegawai di batas kotak 7 dan 9</title>" in drawn
    told = " ".join(re.findall(r'<text class="soft" x="12"[^>]*>([^<]*)</text>', drawn))
    assert told.startswith(cycle.in_full)
    assert "pegawai dalam galat pengukuran (kinerja ±3, potensial ±3); belum diverifikasi" in told
    listed = staff.get(response.context["border_links"][7, 9])
    assert names(listed) == ["Batas"]
    assert [near for _placement, _lacks, near in listed.context["rows"]] == [
        ["potensial: 0,2 poin di bawah batas; galat pengukuran ±3, belum diverifikasi"]
    ]
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/9/?batas=7-9")) == ["Batas"]
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/9/?batas=ya")) == []
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/7/?batas=ya")) == ["Batas"]


def test_a_box_opened_from_a_narrowed_matrix_keeps_the_filters(staff):
    factories.assessed(factories.employee(name="Alya"))
    factories.assessed(factories.employee(name="Budi", tier="PENGAWAS"))
    cycle = factories.mapped_cycle()
    link = staff.get(f"/siklus/{cycle.pk}/matriks/?tier=PENGAWAS").context["links"][9]
    assert parse_qs(urlsplit(link).query) == {"tier": ["PENGAWAS"]}
    assert names(staff.get(link)) == ["Budi"]


def two_cycles():
    """Tetap stays in box 9, Naik comes from 7 to 9, Baru enters, Pergi leaves."""
    factories.assessed(factories.employee(name="Tetap"))
    near_the_border("Naik")
    gone = factories.assessed(factories.employee(name="Pergi"))
    before = factories.established_cycle(name="Siklus lama", on=EARLIER)
    factories.write(
        "training", factories.Employee.objects.get(name="Naik"), name="PKN", kind="LEADERSHIP", true_from=EARLIER
    )
    factories.assessed(factories.employee(name="Baru"))
    now = factories.mapped_cycle(name="Siklus baru")
    now.run.placements.filter(employee=gone)
    return before, now


def cells(response):
    return {
        (row["start"], place): cell["people"]
        for row in response.context["table"]
        for place, cell in zip([*range(1, 10), 0, None], row["cells"], strict=True)
        if cell["people"]
    }


def test_movements_since_the_last_established_cycle_have_a_list_behind_each_cell(staff):
    _before, now = two_cycles()
    response = staff.get(f"/siklus/{now.pk}/perpindahan/")
    assert cells(response) == {(9, 9): 2, (7, 9): 1, (None, 9): 1}
    assert [response.context[name] for name in ("up", "same", "down", "entered", "left")] == [1, 2, 0, 1, 0]
    behind = {
        cell["href"]: cell["people"] for row in response.context["table"] for cell in row["cells"] if cell["people"]
    }
    assert {link: len(names(staff.get(link))) for link in behind} == behind
    assert names(staff.get(f"/siklus/{now.pk}/perpindahan/pegawai/?dari=7&ke=9")) == ["Naik"]
    assert names(staff.get(f"/siklus/{now.pk}/perpindahan/pegawai/?dari=baru&ke=9")) == ["Baru"]


def test_narrowed_movements_are_those_of_what_was_known_then_and_of_who_people_are_now(staff):
    _before, now = two_cycles()
    address, person = f"/siklus/{now.pk}/perpindahan/", factories.Employee.objects.get(name="Baru")

    def asked(*queries):
        return [cells(staff.get(f"{address}?{query}")) for query in queries]

    queries = ("grade=IV", "grade=III", f"sex={person.sex}", f"sex={3 - person.sex}", f"grade=IV&sex={person.sex}")
    everybody = {(9, 9): 2, (7, 9): 1, (None, 9): 1}
    assert asked(*queries) == [everybody, {}, everybody, {}, everybody]
    factories.write("employees", person, known_at=timezone.now(), name="Baru", status="PNS", grade="III/d")
    factories.Employee.objects.filter(pk=person.pk).update(sex=3 - person.sex)
    others = {(9, 9): 2, (7, 9): 1}
    assert asked(*queries) == [everybody, {}, others, {(None, 9): 1}, others]


def test_who_is_no_longer_there_has_left(staff):
    """The later cycle looks back to a day on which one of them was not known yet."""
    factories.assessed(factories.employee(name="Tetap"))
    before = factories.mapped_cycle(name="Siklus lama", on=EARLIER)
    factories.assessed(factories.employee(name="Pergi"))
    both = factories.mapped_cycle(name="Siklus tengah", on=EARLIER)
    run, both.run = both.run, None
    domain.ReviewCycle.objects.filter(pk=both.pk).update(run=before.run)
    domain.ReviewCycle.objects.filter(pk=before.pk).update(run=run, state="CLOSED")
    both.refresh_from_db()
    address = f"/siklus/{both.pk}/perpindahan/"
    assert cells(staff.get(address)) == {(9, 9): 1, (9, None): 1}
    assert names(staff.get(f"{address}pegawai/?dari=9&ke=keluar")) == ["Pergi"]


def test_a_move_of_the_committee_counts_in_the_matrix_and_in_the_movements(staff):
    before, now = two_cycles()
    person = factories.Employee.objects.get(name="Naik")
    by = factories.users.system_operator()
    session = CalibrationSession.objects.create(cycle=now, chair=by, quorum=1, held_on=now.on, opened_by=by)
    moved = {"cycle": now, "session": session, "employee": person, "number": 1, "by": by, "reason": "Telaah"}
    CalibrationMove.objects.create(computed_box=9, from_box=9, box=8, **moved)
    assert filled(staff.get(f"/siklus/{now.pk}/matriks/")) == {8: 1, 9: 3}
    assert cells(staff.get(f"/siklus/{now.pk}/perpindahan/")) == {(9, 9): 2, (7, 8): 1, (None, 9): 1}
    assert names(staff.get(f"/siklus/{now.pk}/perpindahan/pegawai/?dari=7&ke=8")) == ["Naik"]
    assert before.pk


def test_without_an_earlier_established_cycle_there_is_nothing_to_compare(staff):
    factories.mapped_cycle(name="Terpetakan saja", on=EARLIER)
    now = factories.mapped_cycle(name="Siklus baru")
    assert staff.get(f"/siklus/{now.pk}/perpindahan/").context["before"] is None
    assert staff.get(f"/siklus/{now.pk}/perpindahan/pegawai/?dari=9&ke=9").status_code == 404


@pytest.mark.parametrize("query", ["", "dari=9", "dari=10&ke=9", "dari=baru&ke=keluar", "dari=²&ke=9"])
def test_a_cell_that_does_not_exist_is_not_found(staff, query):
    _before, now = two_cycles()
    assert staff.get(f"/siklus/{now.pk}/perpindahan/pegawai/?{query}").status_code == 404


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("matriks/", 10), ("perpindahan/", 12), ("kotak/9/", 11), ("perpindahan/pegawai/?dari=9&ke=9", 10)],
)
def test_the_pages_take_as_many_queries_whatever_their_length(staff, people, page, queries, django_assert_num_queries):
    for _ in range(people):
        factories.assessed(factories.employee())
    factories.established_cycle(name="Siklus lama", on=EARLIER)
    now = factories.mapped_cycle(name="Siklus baru")
    with django_assert_num_queries(queries):
        assert staff.get(f"/siklus/{now.pk}/{page}").status_code == 200


def test_the_drawing_and_the_workbook_hold_the_numbers_and_leave_an_event(staff):
    _before, now = two_cycles()
    drawing = staff.get(f"/siklus/{now.pk}/matriks.svg")
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg ")
    book = openpyxl.load_workbook(io.BytesIO(staff.get(f"/siklus/{now.pk}/matriks.xlsx").content))
    boxes = {row[0]: row[1] for row in book["Matriks"].iter_rows(min_row=2, values_only=True)}
    assert boxes == dict.fromkeys(range(1, 9), 0) | {9: 4}
    table = list(book["Perpindahan"].iter_rows(values_only=True))
    assert [table[9][9], table[7][9], table[11][9]] == [2, 1, 1]
    events = Event.objects.filter(kind="talent.matrix.exported").order_by("id")
    assert [(event.payload["form"], event.subject) for event in events] == [
        ("svg", f"talent.reviewcycle:{now.pk}"),
        ("xlsx", f"talent.reviewcycle:{now.pk}"),
    ]


def test_who_had_retired_is_counted_apart_everywhere_and_in_the_same_words(staff):
    factories.assessed(factories.employee(name="Alya"))
    factories.employee(name="Budi")
    gone = factories.assessed(factories.employee(name="Pensiun"))
    factories.established_cycle(name="Siklus lama", on=EARLIER)
    factories.employee(nip=gone.nip, name="Pensiun", standing="RETIRED", known_at=timezone.now())
    now = factories.mapped_cycle(name="Siklus baru")
    for page in ("", "matriks/"):
        response = staff.get(f"/siklus/{now.pk}/{page}")
        counts, told = response.context["counts"], response.content.decode()
        assert (counts.people, counts.assessed, counts.unassessed, counts.retired) == (2, 1, 1, 1)
        assert [
            told.count(f">{words}</span>") for words in ("Belum dapat dinilai", "Pensiun atau berhenti, tidak dihitung")
        ] == [
            1,
            1,
        ]
        assert names(staff.get(response.context["retired_url"])) == ["Pensiun"]
    assert names(staff.get(f"/siklus/{now.pk}/kotak/0/")) == ["Budi"]
    book = openpyxl.load_workbook(io.BytesIO(staff.get(f"/siklus/{now.pk}/matriks.xlsx").content))
    told = dict(book["Keterangan"].iter_rows(values_only=True))
    assert [told[words] for words in ("pegawai", "belum dapat dinilai", "pensiun atau berhenti, tidak dihitung")] == [
        2,
        1,
        1,
    ]
    moves = staff.get(f"/siklus/{now.pk}/perpindahan/")
    assert cells(moves) == {(9, 9): 1, (0, 0): 1, (9, None): 1}
    assert names(staff.get(f"/siklus/{now.pk}/perpindahan/pegawai/?dari=9&ke=keluar")) == ["Pensiun"]
    for answer in (
        staff.get(f"/api/v1/cycles/{now.pk}/").json()["matrix"],
        staff.get(f"/api/v1/cycles/{now.pk}/matrix/").json(),
    ):
        assert [answer[name] for name in ("people", "unassessed", "retired")] == [2, 1, 1]


def test_a_narrowed_matrix_says_so_wherever_it_is_taken(staff):
    two_cycles()
    factories.assessed(
        factories.employee(name="Citra", tier="PENGAWAS", nip=factories.nip(998, date(1980, 3, 5), sex=2))
    )
    now = factories.mapped_cycle(name="Siklus ketiga")
    address, query = f"/siklus/{now.pk}/", "?tier=PENGAWAS&sex=2"
    words = "Jenjang: Pengawas; Jenis kelamin: perempuan"
    for page in ("matriks/", "perpindahan/", "kotak/9/", "perpindahan/pegawai/"):
        lead = f" · Disaring menurut {words}\n</div>"
        narrowed = staff.get(f"{address}{page}{query}&dari=baru&ke=9").content.decode()
        whole = staff.get(f"{address}{page}?dari=baru&ke=9").content.decode()
        assert (narrowed.count(lead), whole.count("Disaring menurut")) == (1, 0), page
    files = [staff.get(f"{address}matriks.{form}{query}") for form in ("svg", "xlsx")]
    names = [file.headers["Content-Disposition"].partition("filename=")[2] for file in files]
    assert names == [f'"matriks-{now.pk}-disaring.{form}"' for form in ("svg", "xlsx")]
    drawing = files[0].content.decode()
    assert drawing.count(f'aria-label="{now.in_full}. Disaring menurut {words}"') == 1
    assert (drawing.count(f">Disaring menurut {words}</text>"), drawing.count('y="88">1</text>')) == (1, 1)
    book = openpyxl.load_workbook(io.BytesIO(files[1].content))
    told = dict(book["Keterangan"].iter_rows(values_only=True))
    assert (told["disaring menurut"], told["galat pengukuran"]) == (words, "kinerja ±3, potensial ±3")
    assert [row[1] for row in book["Matriks"].iter_rows(min_row=2, values_only=True)] == [0] * 8 + [1]
    assert [row[9] for row in book["Perpindahan"].iter_rows(min_row=2, values_only=True)] == [0] * 10 + [1]
    # A choice that there is not narrows to nobody, and may be anything: it is not kept.
    staff.get(f"{address}matriks.xlsx?unit=198403052010011001")
    events = Event.objects.filter(kind="talent.matrix.exported").order_by("id")
    assert [event.payload.get("filters") for event in events] == ["tier=PENGAWAS&sex=2"] * 2 + ["?"]
