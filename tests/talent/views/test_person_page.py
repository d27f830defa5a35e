"""One person on one page: records behind the reasons, the change that would move the box, posts, competencies."""

from datetime import date

import pytest
from django.db import connection

from talent.domain.queries import person
from talent.models import PositionRecord, TalentAction
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def page_of(person, query=""):
    return f"/pegawai/{person.pk}/{query}"


def rows(response, axis):
    def walk(row):
        yield row
        for child in row["children"]:
            yield from walk(child)

    tree = next(one["tree"] for one in response.context["axes"] if one["axis"] == axis)
    return {str(row["label"]): row for row in walk(tree[0])}


def test_each_input_leads_to_the_records_it_was_read_from(staff):
    person = factories.assessed(factories.employee())
    factories.write("training", person, name="Kursus", kind="COURSE", true_from=date(2025, 5, 5))
    factories.write("training", person, name="Lama", kind="COURSE", true_from=date(2020, 5, 5))
    factories.mapped_cycle()
    found = rows(staff.get(page_of(person)), "potential")
    labels = {name: [record["label"] for record in row["records"]] for name, row in found.items() if row["records"]}
    assert labels["Jumlah pengembangan kompetensi"] == ["5 Mei 2025"]
    assert labels["Tingkat pendidikan formal"] == ["1 Januari 2008"]
    assert labels["Penilaian potensi"] == ["3 Maret 2025"]
    for row in found.values():
        for record in row["records"]:
            assert staff.get(record["href"]).status_code == 200


def test_the_page_says_which_document_would_move_the_box(staff):
    person = factories.assessed(factories.employee(), level=4)
    factories.mapped_cycle()
    response = staff.get(page_of(person))
    assert [change.code for change in response.context["moving"].changes] == ["certificate"]
    assert response.content.decode().count("Perubahan terkecil yang menaikkan kotak menjadi 9:") == 1
    assert response.context["near"] == ["potensial: 0,2 poin di bawah batas; galat pengukuran ±3, belum diverifikasi"]


def test_what_is_missing_names_its_document_and_who_supplies_it(staff):
    person = factories.employee()
    factories.write("performance", person, year=2025, rating="BAIK")
    factories.mapped_cycle()
    response = staff.get(page_of(person))
    assert [supply.kind for supply in response.context["lacking"]] == [
        "feedback_360",
        "assessments",
        "assessments",
        "education",
        "education",
    ]
    assert response.context["moving"] is None
    assert response.content.decode().count("Tidak ada satu atau dua perubahan") == 1


def test_posts_stand_on_a_line_of_time_and_in_a_table(staff):
    person = factories.employee(position="Kepala Bidang", post_from=date(2020, 1, 2))
    factories.write("appointments", person, position="Kepala Seksi", tier="PENGAWAS", true_from=date(2015, 1, 2))
    factories.write(
        "appointments",
        person,
        position="Plt Sekretaris",
        tier="ADMINISTRATOR",
        kind="PLT",
        true_from=date(2022, 1, 2),
        true_to=date(2022, 6, 30),
    )
    response = staff.get(page_of(person))
    assert [(number, post.position, post.acting) for number, post in response.context["posts"]] == [
        (1, "Plt Sekretaris", True),
        (2, "Kepala Bidang", False),
        (3, "Kepala Seksi", False),
    ]
    assert [bar["number"] for bar in response.context["timeline"]["bars"]] == [1, 2, 3]


def test_competencies_are_held_against_the_post_one_chooses(staff):
    person = factories.assessed(factories.employee(), level=3)
    factories.write("positions", person.agency, code="KD", name="Kepala Dinas", tier="JPT_PRATAMA", teamwork=5)
    factories.mapped_cycle()
    assert staff.get(page_of(person)).context["gaps"] == []
    post = PositionRecord.objects.get(name="Kepala Dinas")
    response = staff.get(page_of(person, f"?jabatan={post.pk}"))
    gaps = {one.code: (one.level, one.standard, one.gap) for one in response.context["gaps"]}
    assert (len(gaps), gaps["teamwork"], gaps["integrity"]) == (9, (3, 5, 2), (3, 4, 1))
    assert response.content.decode().count("Kerja sama: level 3, standar 5 (kurang 2)") == 1


def test_a_post_beyond_those_that_fit_is_found_by_its_code_or_name_and_the_page_says_what_it_leaves_out(
    staff, monkeypatch
):
    monkeypatch.setattr(person, "POSTS_OFFERED", 2)
    one = factories.employee()
    for code, name, tier in (
        ("A-1", "Analis", "PELAKSANA"),
        ("B-1", "Kepala Bidang", "ADMINISTRATOR"),
        ("S-1", "Sekretaris", "ADMINISTRATOR"),
        ("T-1", "Staf Ahli", "JPT_MADYA"),
    ):
        factories.write("positions", one.agency, code=code, name=name, tier=tier)
    said = "Pilihan memuat {} dari {} jabatan yang ditemukan, jenjang tertinggi dahulu."

    def offered(query=""):
        response = staff.get(page_of(one, query))
        offer = response.context["offer"]
        told = said.format(len(offer.posts), offer.total) in response.content.decode()
        return [name for _pk, name in offer.posts], offer.total, told

    assert offered() == (["Staf Ahli", "Kepala Bidang"], 4, True)
    assert offered("?cari=sekret") == offered("?cari=s-1") == (["Sekretaris"], 1, True)
    assert offered("?cari=x%00") == ([], 0, True)
    # The one it is held against stays chosen, whatever is sought.
    post = PositionRecord.objects.get(name="Sekretaris")
    body = staff.get(page_of(one, f"?jabatan={post.pk}")).content.decode()
    assert body.count(f'<option value="{post.pk}" selected>Sekretaris</option>') == 1
    monkeypatch.setattr(person, "POSTS_OFFERED", 4)
    assert offered() == (["Staf Ahli", "Kepala Bidang", "Sekretaris", "Analis"], 4, False)


@pytest.mark.parametrize("asked", ["x", "4711", "²"])
def test_a_post_that_is_none_of_the_agencys_leaves_the_own_standard(staff, asked):
    person = factories.assessed(factories.employee(), level=3)
    factories.mapped_cycle()
    assert staff.get(page_of(person, f"?jabatan={asked}")).context["target"] is None


@pytest.mark.parametrize(
    ("role", "told"), [("BKD_STAFF", 1), ("BKD_HEAD", 1), ("PPK", 1), ("AUDITOR", 1), ("TALENT_COMMITTEE", 0)]
)
def test_sanctions_are_told_to_those_who_may_see_them(sign_in: SignIn, role, told):
    person = factories.assessed(factories.employee())
    factories.write("sanctions", person, severity="LIGHT", true_from=date(2024, 1, 2), true_to=date(2024, 7, 1))
    factories.mapped_cycle()
    client = sign_in(role)
    response = client.get(page_of(person))
    assert len(response.context["sanctions"]) == told
    hidden = rows(response, "potential")["Rekam jejak disiplin"]["input"] == "tidak ditampilkan bagi peran Anda"
    assert hidden is not bool(told)
    records = client.get(page_of(person, "?bagian=catatan")).content.decode()
    assert records.count("2 Januari 2024") == told
    # That its end is not known, and that recording it would move the box, is told to the same readers.
    budi = factories.assessed(factories.employee())
    factories.write("sanctions", budi, severity="SEVERE", true_from=date(2025, 1, 3))
    factories.mapped_cycle(name="Siklus kedua")
    shown = client.get(page_of(budi)).content.decode()
    assert (shown.count("hukuman disiplin berat (mulai 3 Januari 2025)"), shown.count("<td>tidak ditampilkan")) == (
        told,
        1 - told,
    )


def test_an_employee_sees_their_own_sanctions(sign_in: SignIn):
    person = factories.employee()
    factories.write("sanctions", person, severity="LIGHT", true_from=date(2024, 1, 2), true_to=date(2024, 7, 1))
    assert len(sign_in("EMPLOYEE", person=person).get("/data-saya/").context["sanctions"]) == 1


def test_the_plan_is_shown_by_its_due_dates_what_was_given_up_last_and_says_how_many_there_are(staff):
    person = factories.employee()
    given_up = [(f"Batal {year}", date(year, 1, 1)) for year in range(2014, 2021)]
    for action, due in (*given_up, ("Magang", date(2026, 12, 1)), ("Kursus", date(2026, 9, 1))):
        TalentAction.objects.create(
            agency=person.agency,
            employee=person,
            kind="DEVELOPMENT",
            action=action,
            owner="BPSDM",
            due=due,
            state="CANCELLED" if due.year < 2026 else "PROPOSED",
            by=factories.users.system_operator(),
        )
    page = staff.get(page_of(person))
    assert [one.action for one in page.context["actions"]] == ["Kursus", "Magang", *(one for one, _due in given_up[:6])]
    told = ("8 dari 9 kegiatan", f'<a href="/pegawai/{person.pk}/rencana/">Lihat semua</a>')
    assert [page.content.decode().count(one) for one in told] == [1, 1]


@pytest.mark.parametrize("courses", [1, 3])
def test_the_page_takes_as_many_queries_however_many_records(staff, courses, django_assert_num_queries):
    person = factories.assessed(factories.employee())
    for number in range(courses):
        factories.write("training", person, name=f"Kursus {number}", kind="COURSE", true_from=date(2025, 5, 5 + number))
    factories.mapped_cycle()
    # Noting who looked takes a turn at the ledger, which SQLite's single writer has anyway.
    with django_assert_num_queries(22 if connection.vendor == "postgresql" else 21):
        assert staff.get(page_of(person)).status_code == 200
