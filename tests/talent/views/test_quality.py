"""The work-list: in the order of what hangs on each person's records, shrinking as they are mended."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event
from succession.models import Vacancy
from talent import display
from talent.domain.queries import quality, written
from talent.domain.queries.quality import worklist
from talent.models import EducationRecord, ReviewCycle, UnitRecord, WorkedOut
from tests import factories
from tests.api.conftest import a_merit_round
from tests.conftest import SignIn
from tests.succession import cast

pytestmark = pytest.mark.django_db

ADDRESS = "/mutu-data/"
# As the page itself asks how far a newer list is.
NEWER = {"HX-Request": "true", "HX-Target": "yang-baru"}


def faults(client, query=""):
    return [(fault.about.name, fault.check.code) for fault in client.get(ADDRESS + query).context["page"].rows]


def test_those_on_whose_records_most_hangs_come_first():
    agency = factories.agency()
    for name in ("Alya", "Budi", "Cahya"):
        factories.employee(agency, name=name)
    people = [cast.candidate(agency, name="Dewi"), cast.candidate(agency, name="Eka", post_from=date(2011, 1, 2))]
    factories.established_cycle(agency)
    a_merit_round(agency)
    cast.approved(agency)
    vacancy, _longlist = cast.longlisted(agency)
    found = worklist(agency, date(2026, 7, 10))
    # The post that is to be filled hangs on its own evidence.
    assert {(fault.about.name, fault.decisions) for fault in found[0:500]} == {
        ("Dewi", 2), ("Eka", 2), ("Alya", 0), ("Budi", 0), ("Cahya", 0), (str(vacancy.position), 1),
    }  # fmt: skip
    assert {fault.about.pk for fault in found[0:4]} <= {person.pk for person in people}
    assert [(str(title), count) for title, count in found[0:1][0].hanging] == [
        ("kelompok suksesi", 1),
        ("daftar panjang", 1),
    ]
    Vacancy.objects.filter(pk=vacancy.pk).update(state="CLOSED")
    factories.mapped_cycle(agency, "Siklus lain")
    again = worklist(agency, date(2026, 7, 10))
    assert {(fault.about.name, fault.decisions) for fault in again[0:500]} == {
        ("Dewi", 2), ("Eka", 2), ("Alya", 1), ("Budi", 1), ("Cahya", 1), (str(vacancy.position), 0),
    }  # fmt: skip


def test_the_list_shrinks_as_records_are_added_and_proven(staff):
    person = factories.employee(name="Alya", unit=factories.unit(factories.agency()).code)
    assert faults(staff, "?kind=education") == [("Alya", "education_missing")]
    staff.post(f"/pegawai/{person.pk}/catatan/education/tambah/", {"level": "S1", "field": "hukum"})
    assert faults(staff, "?kind=education") == [("Alya", "education.bare")]
    staff.post(f"/catatan/education/{EducationRecord.objects.get().pk}/bukti/", {"source": "Universitas"})
    assert faults(staff, "?kind=education") == []
    assert faults(staff) == [
        ("Alya", "rating_missing"),
        ("Alya", "assessment_missing"),
        ("Alya", "employees.bare"),
        ("Dinas Perhubungan", "units.bare"),
    ]
    row = UnitRecord.objects.get()
    assert f"/organisasi/units/{row.pk}/#bukti" in staff.get(ADDRESS).content.decode()
    staff.post(f"/organisasi/units/{row.pk}/bukti/", {"source": "Perda"})
    assert faults(staff, "?kind=units") == []
    assert "/impor/?bukti=tanpa#berkas" in staff.get(ADDRESS).content.decode()
    assert 'href="/kelompok-suksesi/tindak-lanjut/"' in staff.get(ADDRESS).content.decode()


def test_it_narrows_and_counts_by_unit_and_dimension(staff):
    agency = factories.agency()
    top = factories.unit(agency)
    below = factories.unit(agency, "DISHUB-1", "Bidang Angkutan", top)
    factories.employee(name="Alya", unit="DISHUB-1")
    factories.employee(name="Budi", unit="DISHUB", grade_from=date(2005, 1, 1))
    factories.employee(name="Cahya")
    assert faults(staff, "?dimension=ACCURACY") == [("Budi", "grade_before_hire")]
    assert {name for name, _code in faults(staff, f"?unit={top.pk}&kind=education")} == {"Alya", "Budi"}
    assert {name for name, _code in faults(staff, f"?unit={below.pk}")} == {"Alya", "Bidang Angkutan"}
    assert {name for name, _code in faults(staff, "?unit=0")} == {"Cahya"}
    assert faults(staff, "?dimension=NONE") == []
    page = staff.get(ADDRESS).context
    # Two units rest on no evidence.
    assert [count for _label, count, _address in page["dimensions"]] == [15, 0, 1, 0]
    assert [(name, counts) for name, _address, counts, _hanging in page["units"]["rows"]] == [
        ("Dinas Perhubungan", [5, 0, 1, 0]),
        ("tidak diketahui", [5, 0, 0, 0]),
        ("Bidang Angkutan", [5, 0, 0, 0]),
    ]
    # A cycle under way hangs on each person once, whatever is wrong with their records.
    factories.draft_cycle()
    ReviewCycle.objects.update(state="OPEN")
    units = staff.get(ADDRESS).context["units"]["rows"]
    assert [(name, hanging) for name, _address, _counts, hanging in units] == [
        ("Dinas Perhubungan", 1),
        ("tidak diketahui", 1),
        ("Bidang Angkutan", 1),
    ]


def test_the_first_look_at_a_large_agency_shows_how_far_it_is(staff, monkeypatch, django_assert_max_num_queries):
    agency = factories.agency()
    factories.unit(agency)
    people = [factories.employee(agency, name=name, unit="DISHUB") for name in ("Alya", "Budi", "Cahya")]
    at_once = [(fault.about.name, fault.check.code) for fault in worklist(agency, date.today())[0:99]]
    assert len(at_once) == 13
    monkeypatch.setattr(written, "STRETCH", 1)
    monkeypatch.setattr(written, "FEW", 0)
    ledger.record("talent.records.written", agency=agency.code, by=system_operator())
    seen = []
    for _view in range(3):
        with django_assert_max_num_queries(12):
            page = staff.get(ADDRESS)
        working = page.context["working"]
        seen.append((working.done, working.total) if working else len(page.context["page"].rows))
        assert (working is not None) == (b"Sedang dihitung" in page.content) == (b"ekspor.csv" not in page.content)
        assert (working is None) == (b" ditemukan" in page.content)
    assert seen == [(2, 3), (3, 3), 13]
    assert faults(staff) == at_once
    # After the record of one person only they are looked at again, and nobody waits.
    monkeypatch.setattr(written, "FEW", 1)
    staff.post(f"/pegawai/{people[1].pk}/catatan/education/tambah/", {"level": "S1", "field": "hukum"})
    with django_assert_max_num_queries(12):
        page = staff.get(ADDRESS)
    assert page.context["working"] is None
    amended = faults(staff)
    assert set(at_once) - set(amended) == {("Budi", "education_missing")}
    assert set(amended) - set(at_once) == {("Budi", "education.bare")}
    # Neither a file nor a program waits: the one's page and the other's next request go on with it.
    monkeypatch.setattr(written, "FEW", 0)
    ledger.record("talent.records.written", agency=agency.code, by=system_operator())
    assert staff.get(f"{ADDRESS}ekspor.csv?kind=awards").headers["Location"] == f"{ADDRESS}?kind=awards"
    asked = [staff.get(f"/api/v1/quality/?agency={agency.pk}") for _more in range(2)]
    assert [(one.status_code, one.headers.get("Retry-After")) for one in asked] == [(202, "1"), (200, None)]
    assert (asked[0].json(), asked[1].json()["count"]) == ({"done": 3, "total": 3}, 13)
    assert faults(staff) == amended
    # A record of somebody in another stretch than those that are found makes nobody begin anew.
    ledger.record("talent.records.written", agency=agency.code, by=system_operator())
    assert staff.get(ADDRESS, headers=NEWER).context["working"].done == 2
    monkeypatch.setattr(written, "FEW", 1)
    for person in (people[2], people[0]):
        staff.post(f"/pegawai/{person.pk}/catatan/education/tambah/", {"level": "S2", "field": "hukum"})
        assert staff.get(ADDRESS, headers=NEWER).context["working"] is None
    whole = faults(staff)
    ledger.record("talent.records.written", agency=agency.code, by=system_operator())
    monkeypatch.setattr(written, "STRETCH", 350)
    assert (faults(staff), ("Cahya", "education.bare") in whole) == (whole, True)


def test_nobody_sees_another_agencys_list(sign_in: SignIn):
    factories.employee(name="Alya")
    stranger = sign_in("BKD_STAFF", factories.other_agency())
    assert faults(stranger) == []
    assert faults(stranger, f"?agency_id={factories.agency().pk}") == []
    assert sign_in("EMPLOYEE", person=factories.employee()).get(ADDRESS).status_code == 403


def test_an_export_leaves_an_event(staff):
    alya = factories.employee(name="=Alya")
    response = staff.get(f"{ADDRESS}ekspor.csv?kind=education")
    _head, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row == [alya.nip, "'=Alya", "", "Kelengkapan", "Pendidikan formal", "Pendidikan belum tercatat", "1", "0"]
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "quality.csv", "rows": 1}


def test_one_and_three_people_take_the_same_queries(staff, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        for _one in range(number):
            factories.assessed(factories.employee())
        with django_assert_max_num_queries(12) as taken:
            staff.get(ADDRESS)
        counts.append(len(taken))
    assert counts[0] == counts[1]


def test_who_does_not_see_sanctions_does_not_learn_of_them_from_the_list(staff, sign_in):
    alya = factories.employee(name="Alya")
    factories.write("sanctions", alya, severity="LIGHT", true_from=date(2024, 1, 2), true_to=date(2024, 7, 1))
    told = faults(staff)
    committee = sign_in("TALENT_COMMITTEE")
    assert faults(committee) == [fault for fault in told if fault != ("Alya", "sanctions.bare")] != told
    assert faults(committee, "?kind=sanctions") == []
    address = f"/api/v1/quality/?agency={alya.agency_id}&kind=sanctions"
    assert [client.get(address).json()["count"] for client in (staff, committee)] == [1, 0]


def test_the_last_complete_list_stays_readable_while_a_newer_one_is_worked_out(
    staff, sign_in, monkeypatch, django_assert_max_num_queries
):
    agency = factories.agency()
    alya, *_others = (factories.employee(agency, name=name) for name in ("Alya", "Budi", "Cahya"))
    factories.write("sanctions", alya, severity="LIGHT", true_from=date(2024, 1, 2), true_to=date(2024, 7, 1))
    monkeypatch.setattr(written, "STRETCH", 1)
    monkeypatch.setattr(written, "FEW", 0)

    def write():
        ledger.record("talent.records.written", agency=agency.code, by=system_operator())

    def elsewhere():
        """What other processes know: what is kept in this one is forgotten."""
        monkeypatch.setattr(written, "_KEPT", {})

    def look(client=staff, **headers):
        with django_assert_max_num_queries(12):
            return client.get(ADDRESS, headers=headers)

    write()
    assert [look().context["page"] for _view in range(2)] == [None, None]
    whole = faults(staff)
    (kept,) = WorkedOut.objects.all()
    assert ("Alya", "sanctions.bare") in whole
    assert (kept.agency, kept.sort) == (agency, "faults")
    # After a restart, and in another process, nothing is worked out anew.
    elsewhere()
    found = look()
    assert (found.context["working"], faults(staff)) == (None, whole)
    # After a file the list as it was is there at once, and says so; neither a file nor a program gets it.
    factories.write("education", alya, level="S1", field="hukum")
    write()
    elsewhere()
    found = look()
    assert (found.context["working"].done, found.context["as_of"], faults(staff)) == (0, kept.at, whole)
    # Without a script its link goes on with the new one, and leads back.
    onwards = staff.get(f"{ADDRESS}?kind=awards&lanjutkan=1")
    assert (onwards.status_code, onwards.headers["Location"]) == (302, f"{ADDRESS}?kind=awards")
    found = look()
    told = f"Daftar per {display.moment(kept.at)}, dari catatan sebagaimana saat itu; yang baru 66,7% selesai."
    assert found.content.decode().count(told) == 1
    write()
    assert b"ekspor.csv" not in look().content
    assert staff.get(f"/api/v1/quality/?agency={agency.pk}").status_code == 202
    # Whoever may not see sanctions does not learn of them from it either, nor another agency of anything.
    committee = look(sign_in("TALENT_COMMITTEE"))
    assert {fault.check.code for fault in committee.context["page"].rows} == {code for _name, code in whole} - {
        "sanctions.bare"
    }
    assert faults(sign_in("BKD_STAFF", factories.other_agency())) == []
    # The page asks for how far it is by itself, and for the new list once that is complete.
    write()
    told = [look(**NEWER).content.decode() for _view in range(3)]
    assert [one.count("<progress") for one in told] == [1, 1, 0]
    assert (told[2].count('hx-select="#isi"'), ("Alya", "education.bare") in faults(staff)) == (1, True)
    # At midnight it is of the day before.
    monkeypatch.setattr(timezone, "localdate", lambda _instant=None: date.today() + timedelta(days=3))
    elsewhere()
    assert look().context["as_of"] == WorkedOut.objects.get().at
    # What its numbers mean is kept with it: after other checks, or another law, it is none.
    WorkedOut.objects.update(layout="0" * 64)
    elsewhere()
    assert (look().context["page"], look().context["as_of"]) == (None, None)


def test_after_one_record_the_kept_list_is_amended_for_the_other_processes(staff, monkeypatch):
    agency = factories.agency()
    people = [factories.employee(agency, name=name) for name in ("Alya", "Budi", "Cahya")]
    monkeypatch.setattr(written, "STRETCH", 1)
    ledger.record("talent.records.written", agency=agency.code, by=system_operator())
    monkeypatch.setattr(written, "FEW", 0)
    for _view in range(3):
        staff.get(ADDRESS)
    monkeypatch.setattr(written, "FEW", 2)
    first = WorkedOut.objects.get()
    for number, person in enumerate(people[:2]):
        # Once in a process that has the list, once in one that has only what is kept.
        monkeypatch.setattr(written, "_KEPT", written._KEPT if number else {})
        staff.post(f"/pegawai/{person.pk}/catatan/education/tambah/", {"level": "S1", "field": "hukum"})
        assert (person.name, "education.bare") in faults(staff)
        # Anew once it falls so far behind that another process could not tell whose records were written.
        last = WorkedOut.objects.get()
        assert (last.pk, last.version != first.version, len(last.version)) == (first.pk, number == 1, 1 + 2 * number)
    monkeypatch.setattr(written, "_KEPT", {})
    monkeypatch.setattr(quality, "_again", None)
    monkeypatch.setattr(quality, "_parts", None)
    assert {("Alya", "education.bare"), ("Budi", "education.bare")} <= set(faults(staff))
