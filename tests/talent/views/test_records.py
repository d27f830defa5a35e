"""Records one at a time: added, corrected, retired, listed; each by the code that checks a workbook's row."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.domain.users import system_operator
from audit.models import Event
from talent.domain import evidence
from talent.domain.queries import organisation, records
from talent.interfaces.columns import KINDS
from talent.interfaces.columns.messages import MESSAGES
from talent.interfaces.record_forms import RecordForm, label_of
from talent.models import AwardRecord, Employee, EmployeeRecord, Evidence, PerformanceRecord
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

AWARD = {"name": "Satyalancana", "level": "nasional", "true_from": "2024-08-17"}


@pytest.fixture
def alya(db):
    return factories.employee(name="Alya", nip=factories.nip(1, date(1980, 3, 5)))


@pytest.fixture
def award(alya):
    factories.write("awards", alya, name="Satyalancana", level="NATIONAL", true_from=date(2024, 8, 17))
    return AwardRecord.objects.get()


def correction(row, **changed):
    return {**AWARD, "seen": row.digest, "reason": "Salah ketik.", **changed}


def events(kind):
    return [
        (event.subject, event.reason, event.payload) for event in Event.objects.filter(kind=f"talent.record.{kind}")
    ]


@pytest.mark.parametrize("kind", list(records.MODELS))
def test_every_kind_has_a_form_with_the_columns_of_its_workbook(staff, alya, kind):
    response = staff.get(f"/pegawai/{alya.pk}/catatan/{kind}/tambah/")
    columns = [column.field for column in KINDS[kind].columns if column.field != "nip"]
    assert (response.status_code, list(response.context["form"].fields)) == (200, columns)


def test_every_label_of_a_form_is_english_for_who_reads_english():
    same = set()
    for kind in {*records.MODELS, *organisation.MODELS} - {"components"}:  # a file of SIMATA's keeps its own names
        for column in KINDS[kind].columns:
            with override("id"):
                source = label_of(column)
            with override("en"):
                same |= {source} & {label_of(column)}
    assert same == {"Interpersonal", "JPM", "Level", "NIP", "Status", "Unit"}


@pytest.mark.parametrize(("language", "words"), [("id", "pengembangan kompetensi"), ("en", "competency development")])
def test_a_workbooks_word_is_chosen_by_what_pages_call_its_code(staff, alya, language, words):
    staff.cookies["django_language"] = language
    page = staff.get(f"/pegawai/{alya.pk}/catatan/training/tambah/").content.decode()
    assert page.count(f'<option value="bangkom">{words}</option>') == 1


def test_a_record_is_added_by_the_writer_of_the_import(staff, alya):
    response = staff.post(f"/pegawai/{alya.pk}/catatan/awards/tambah/", AWARD)
    row = AwardRecord.objects.get()
    assert (response.status_code, response.url) == (302, f"/catatan/awards/{row.pk}/")
    assert (row.name, row.level, row.true_from) == ("Satyalancana", "NATIONAL", date(2024, 8, 17))
    assert events("added") == [(f"talent.awardrecord:{row.pk}", "", {"kind": "awards", "employee": alya.pk})]
    factories.write("awards", alya, name="Satyalancana", level="NATIONAL", true_from=date(2024, 8, 17))
    assert AwardRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "text", "code", "details"),
    [
        ("true_from", "2999-01-01", "date_year", {"year": 2999}),
        ("true_from", "17/8/24", "date_short_year", {}),
        ("level", "dunia", "word_unknown", {"allowed": "internasional, nasional, lintas instansi, instansi"}),
        ("name", "=1+1", "formula_text", {}),
        ("true_from", "1970-01-01", "before_birth", {"born": "1980-03-05"}),
    ],
)
def test_a_wrong_cell_is_told_at_its_field_in_the_words_of_the_import(staff, alya, field, text, code, details):
    response = staff.post(f"/pegawai/{alya.pk}/catatan/awards/tambah/", AWARD | {field: text})
    assert (response.status_code, AwardRecord.objects.count()) == (422, 0)
    (told,) = response.context["form"].errors[field]
    assert told == str(MESSAGES[code]) % details


def test_rules_over_the_row_are_those_of_the_workbook(staff, alya):
    given = {"year": "2025", "work_result": "di atas ekspektasi"}
    response = staff.post(f"/pegawai/{alya.pk}/catatan/performance/tambah/", given)
    assert response.context["form"].errors == {"rating": [str(MESSAGES["performance_missing"])]}


def test_what_is_known_already_is_to_be_corrected_not_added(staff, alya, award):
    response = staff.post(f"/pegawai/{alya.pk}/catatan/awards/tambah/", AWARD | {"level": "instansi"})
    assert (response.status_code, AwardRecord.objects.count()) == (422, 1)
    assert response.context["form"].non_field_errors() == [
        "Catatan dengan kunci yang sama sudah ada bagi pegawai ini; koreksilah catatan itu."
    ]


def test_a_correction_starts_from_what_is_known_in_the_words_of_the_workbook(staff, award):
    form = staff.get(f"/catatan/awards/{award.pk}/koreksi/").context["form"]
    assert form.initial == AWARD
    assert form["seen"].value() == award.digest


def test_a_correction_is_a_new_row_and_the_old_one_stays_readable(staff, award):
    response = staff.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, level="instansi"))
    old, new = AwardRecord.objects.order_by("id")
    assert (response.status_code, response.url) == (302, f"/catatan/awards/{new.pk}/")
    assert [(row.level, row.known_to) for row in (old, new)] == [("NATIONAL", new.known_from), ("AGENCY", None)]
    assert events("corrected") == [
        (
            f"talent.awardrecord:{new.pk}",
            "Salah ketik.",
            {"kind": "awards", "employee": award.employee_id, "replaces": old.pk},
        )
    ]
    page = staff.get(f"/catatan/awards/{old.pk}/")
    shown = [(version.row.level, version.by, version.why) for version, _row in page.context["versions"]]
    assert shown == [("AGENCY", "Staf BKD", "Salah ketik."), ("NATIONAL", "", "")]


def test_a_correction_of_the_key_retires_the_old_fact_and_keeps_one_history(staff, award):
    staff.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, true_from="2024-08-18"))
    (now,) = AwardRecord.objects.filter(known_to=None)
    assert (now.true_from, now.key == award.key) == (date(2024, 8, 18), False)
    staff.post(f"/catatan/awards/{now.pk}/koreksi/", correction(now, name="Bintang"))
    versions = records.versions("awards", award)
    assert [(one.row.name, one.row.true_from.day) for one in versions] == [
        ("Bintang", 17),
        ("Satyalancana", 18),
        ("Satyalancana", 17),
    ]


def test_a_correction_cannot_take_the_name_of_another_fact(staff, alya, award):
    factories.write("awards", alya, name="Bintang", level="AGENCY", true_from=date(2024, 8, 17))
    response = staff.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, name="Bintang"))
    assert (response.status_code, AwardRecord.objects.filter(known_to=None).count()) == (422, 2)


@pytest.mark.parametrize(("changed", "field"), [({"reason": " "}, "reason"), ({}, "__all__")])
def test_a_correction_without_a_reason_or_a_change_is_refused(staff, award, changed, field):
    response = staff.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, **changed))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert AwardRecord.objects.count() == 1


def test_who_was_slower_sees_who_changed_what_and_loses_nothing(staff, head, award):
    mine = correction(award, name="Satyalancana Karya Satya")
    head.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, level="instansi"))
    response = staff.post(f"/catatan/awards/{award.pk}/koreksi/", mine)
    clash = response.context["clash"]
    assert (response.status_code, clash["who"]) == (409, "Kepala BKD")
    assert clash["fields"] == [
        ("Nama", "Satyalancana", "Satyalancana", "Satyalancana Karya Satya"),
        ("Tingkat", "nasional", "instansi", "nasional"),
    ]
    form = response.context["form"]
    assert (form["name"].value(), form["reason"].value()) == ("Satyalancana Karya Satya", "Salah ketik.")
    again = staff.post(f"/catatan/awards/{award.pk}/koreksi/", mine | {"seen": form["seen"].value()})
    assert (again.status_code, AwardRecord.objects.get(known_to=None).name) == (302, "Satyalancana Karya Satya")


def test_a_record_made_in_error_is_retired_with_a_reason(staff, award):
    gone = {"seen": award.digest, "reason": "Milik orang lain."}
    assert staff.post(f"/catatan/awards/{award.pk}/batalkan/", {"seen": award.digest}).status_code == 422
    assert staff.post(f"/catatan/awards/{award.pk}/batalkan/", gone).status_code == 302
    assert AwardRecord.objects.filter(known_to=None).count() == 0
    assert events("retired") == [
        (f"talent.awardrecord:{award.pk}", "Milik orang lain.", {"kind": "awards", "employee": award.employee_id})
    ]
    ((version, _row),) = staff.get(f"/catatan/awards/{award.pk}/").context["versions"]
    assert (version.retired_by, version.retired_why) == ("Staf BKD", "Milik orang lain.")
    late = staff.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, level="instansi"))
    assert (late.status_code, AwardRecord.objects.count()) == (409, 1)


def test_the_list_shows_what_is_known_now_and_narrows(staff, alya, award, monkeypatch):
    budi = factories.employee(name="Budi")
    factories.write("awards", budi, name="Bintang", level="AGENCY", true_from=date(2024, 8, 17))
    cahya = factories.employee(factories.other_agency(), name="Cahya")
    factories.write("awards", cahya, name="Piagam", level="AGENCY", true_from=date(2024, 8, 17))
    staff.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award, level="instansi"))

    def names(query=""):
        return [line.record.employee.name for line in staff.get(f"/catatan/?kind=awards{query}").context["rows"]]

    assert names() == ["Alya", "Budi"]
    assert names("&evidence=ada") == []
    rests = {"kind": "awards", "source": "SK", "by": system_operator()}
    evidence.attach(row=AwardRecord.objects.get(known_to=None, employee=alya), **rests)
    evidence.attach(row=AwardRecord.objects.get(employee=budi), valid_until=date(2024, 12, 31), **rests)
    for few in (records.FEW, 0):
        monkeypatch.setattr(records, "FEW", few)
        found = [names(f"&evidence={state}") for state in ("ada", "kedaluwarsa", "tanpa")]
        assert found == [["Alya", "Budi"], ["Budi"], []]
    staff.post("/catatan/?kind=awards", {"q": "bud"})
    assert names() == ["Budi"]
    assert staff.get("/catatan/").context["kind"] == "employees"


DEWI = {"nip": "198503122010012007", "name": "Dewi", "status": "PNS", "grade": "III/d", "grade_from": "2023-04-01"}


def test_somebody_new_is_entered_by_the_writer_of_the_import(staff):
    unit = factories.unit(factories.agency())
    response = staff.post("/pegawai/tambah/", DEWI | {"unit": "dinas perhubungan", "standing": "aktif"})
    dewi = Employee.objects.select_related("current").get()
    assert (response.status_code, response.url) == (302, f"/pegawai/{dewi.pk}/")
    assert (dewi.nip, dewi.name, dewi.born, dewi.sex) == (DEWI["nip"], "Dewi", date(1985, 3, 12), 2)
    assert (dewi.current.unit, dewi.current.true_from, dewi.current.standing) == (unit, date(2023, 4, 1), "ACTIVE")
    assert events("added") == [
        (f"talent.employeerecord:{dewi.current_id}", "", {"kind": "employees", "employee": dewi.pk})
    ]
    values = {"status": "PNS", "grade": "III/d", "grade_from": date(2023, 4, 1), "unit": "DISHUB", "standing": "ACTIVE"}
    empty = dict.fromkeys(("position", "tier", "job_family", "post_from"))
    factories.write("employees", dewi.agency, nip=dewi.nip, name="Dewi", **values, **empty)
    assert EmployeeRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"nip": "123"}, "nip", str(MESSAGES["nip_length"]) % {"length": 3}),
        ({"nip": "198513122010012007"}, "nip", str(MESSAGES["nip_birth_date"]) % {"part": "19851312"}),
        ({"grade_from": "1970-01-01"}, "grade_from", str(MESSAGES["before_birth"]) % {"born": "1985-03-12"}),
        ({"unit": "X"}, "__all__", "Unit “X” belum tercatat pada instansi ini; impor unitnya dahulu."),
        ({"nip": factories.nip(1)}, "__all__", "Pegawai dengan NIP ini sudah tercatat; bukalah halamannya."),
        (
            {"nip": factories.nip(2)},
            "__all__",
            f"NIP {factories.nip(2)} tercatat pada instansi lain; "
            "perpindahan antarinstansi dicatat oleh pelantikan, bukan oleh berkas.",
        ),
    ],
)
def test_whom_a_file_could_not_enter_no_form_enters(staff, alya, changed, field, told):
    factories.employee(factories.other_agency(), nip=factories.nip(2))
    response = staff.post("/pegawai/tambah/", DEWI | changed)
    assert (response.status_code, response.context["form"].errors) == (422, {field: [told]})
    assert Employee.objects.count() == 2


def test_who_somebody_is_now_follows_the_correction_of_their_state(staff, alya):
    first = alya.current
    start = staff.get(f"/catatan/employees/{first.pk}/koreksi/").context["form"].initial
    mended = start | {"name": "Alya Putri", "standing": "cltn", "seen": first.digest, "reason": "Salah nama."}
    staff.post(f"/catatan/employees/{first.pk}/koreksi/", mended)
    alya.refresh_from_db()
    assert (alya.name, alya.current.standing, alya.current.pk > first.pk) == ("Alya Putri", "CLTN", True)
    shown = staff.get(f"/catatan/employees/{first.pk}/").context["versions"]
    assert [(one.row.name, one.why) for one, _row in shown] == [("Alya Putri", "Salah nama."), ("Alya", "")]
    address = f"/pegawai/{alya.pk}/catatan/employees/tambah/"
    raised = staff.get(address).context["form"].initial | {"grade": "IV/b", "grade_from": "2024-10-01"}
    staff.post(address, raised)
    alya.refresh_from_db()
    assert (alya.current.grade, alya.current.true_from) == ("IV/b", date(2024, 10, 1))
    gone = {"seen": alya.current.digest, "reason": "Belum ada SK."}
    staff.post(f"/catatan/employees/{alya.current_id}/batalkan/", gone)
    alya.refresh_from_db()
    assert (alya.current.grade, alya.current.standing) == ("IV/a", "CLTN")


def test_the_last_that_is_known_of_somebody_goes_only_where_nothing_rests_on_it(staff, alya, award):
    address, gone = (
        f"/catatan/employees/{alya.current_id}/batalkan/",
        {"seen": alya.current.digest, "reason": "Keliru."},
    )
    staff.post(address, gone)
    alya.refresh_from_db()
    assert alya.current is not None
    staff.post(f"/catatan/awards/{award.pk}/batalkan/", {"seen": award.digest, "reason": "Keliru."})
    assert staff.post(address, gone).url == "/pegawai/"
    assert staff.get(f"/pegawai/{alya.pk}/").status_code == 404
    assert staff.get(f"/catatan/employees/{alya.current_id}/").status_code == 200
    assert staff.post("/pegawai/tambah/", DEWI | {"nip": alya.nip}).url == f"/pegawai/{alya.pk}/"


def test_the_state_of_people_has_a_list_a_file_and_evidence(staff):
    factories.unit(factories.agency())
    alya = factories.employee(name="Alya", unit="DISHUB")
    factories.employee(name="Budi")
    staff.post(f"/catatan/employees/{alya.current_id}/bukti/", {"source": "SK Gubernur", "number": "821/7"})
    found = [staff.get(f"/catatan/?kind=employees&evidence={state}").context["rows"] for state in ("ada", "tanpa")]
    assert [[line.record.name for line in rows] for rows in found] == [["Alya"], ["Budi"]]
    assert Evidence.objects.get().kind == "employees"
    head, row = csv.reader(
        io.StringIO(staff.get("/catatan/ekspor.csv?kind=employees&evidence=ada").content.decode("utf-8-sig"))
    )
    assert head == [column.name for column in KINDS["employees"].columns]
    assert (row[0], row[1], row[head.index("unit")]) == (alya.nip, "Alya", "DISHUB")


def test_an_exported_list_is_a_workbook_of_its_kind_and_leaves_an_event(staff, alya):
    factories.write("performance", alya, year=2025, rating="SANGAT_BAIK", score=92.5)
    response = staff.get("/catatan/ekspor.csv?kind=performance")
    head, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["nip"], told["tahun"], told["predikat"], told["nilai"]) == (alya.nip, "2025", "Sangat Baik", "92.5")
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "performance.csv", "rows": 1}


def test_only_those_who_keep_records_change_them(sign_in: SignIn, alya, award):
    for role, status in (("PPK", 403), ("AUDITOR", 403), ("ADMINISTRATOR", 404)):
        client = sign_in(role)
        assert client.get(f"/pegawai/{alya.pk}/catatan/awards/tambah/").status_code == status
        assert client.post(f"/catatan/awards/{award.pk}/koreksi/", correction(award)).status_code == status
    own = sign_in("EMPLOYEE", person=alya)
    page = own.get(f"/catatan/awards/{award.pk}/")
    assert (page.status_code, page.context["may_write"]) == (200, False)
    assert own.post(f"/catatan/awards/{award.pk}/batalkan/", {"reason": "x"}).status_code == 403
    assert AwardRecord.objects.get().known_to is None


@pytest.mark.parametrize("kind", ["units", "merit_levels", "nothing"])
def test_other_kinds_have_no_such_pages(staff, alya, kind):
    assert staff.get(f"/pegawai/{alya.pk}/catatan/{kind}/tambah/").status_code == 404
    assert staff.get(f"/catatan/{kind}/1/").status_code == 404


def test_what_a_form_was_given_comes_back_from_the_record_as_it_was(alya):
    factories.assessed(alya)
    factories.write("assessments", alya, true_from=date(2024, 3, 3), jpm=92.123456, technical=80.0, integrity=3)
    factories.write("attestations", alya, kind="LHKPN", passed=False, true_from=date(2026, 1, 2))
    for kind, model in records.MODELS.items():
        for row in model.objects.all():
            start = RecordForm(kind=kind, employee=alya, row=row).initial
            form = RecordForm(start | {"reason": "x", "seen": row.digest}, kind=kind, employee=alya, row=row)
            assert (kind, form.errors) == (kind, {})
            assert {name: getattr(row, name) for name in form.values} == form.values


def test_pages_of_one_and_of_three_records_take_the_same_queries(staff):
    factories.unit(factories.agency())
    alya = factories.employee(name="Alya")
    taken = []
    for years in ((2020,), (2021, 2022)):
        for year in years:
            factories.write("performance", alya, year=year, rating="BAIK")
        row = PerformanceRecord.objects.latest("id")
        factories.employee(unit="DISHUB")
        for address in ("/catatan/?kind=performance", f"/catatan/performance/{row.pk}/", "/catatan/?kind=employees"):
            staff.get(address)
            with CaptureQueriesContext(connection) as asked:
                staff.get(address)
            taken.append(len(asked))
    assert taken[:3] == taken[3:]
    assert taken[0] <= 12
    assert taken[1] <= 15  # no list: one record, its history and its evidence, and the event of opening it
