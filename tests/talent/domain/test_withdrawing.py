"""T-16: a written import is taken back as a whole, and what is known is what was known before it."""

import hashlib
import os
import random
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid
from succession.models import AgencyRequirementsRecord, RequirementWaiverRecord, WiderPoolRecord
from talent.domain import imports, withdrawing
from talent.domain.importing import TABLES
from talent.domain.queries import employees as people
from talent.domain.queries import facts
from talent.interfaces import import_jobs
from talent.models import Agency, AgencyRecord, Employee, EmployeeRecord, ImportBatch, PerformanceRecord, Unit
from talent.models.base import Known
from tests import factories
from tests.promises import counted
from tests.talent.domain.tables import state
from tests.talent.interfaces.files import csv_file, employee, performance

pytestmark = pytest.mark.django_db
NIPS = [factories.nip(number) for number in range(701, 721)]
ROUNDS = 100 if os.environ.get("ASSURE") == "long" else 6


@pytest.fixture(autouse=True)
def _agency() -> None:
    system_operator()
    factories.agency()


def known_now() -> str:
    """A digest of every fact known now, whatever its number, file and moment; and of who is known at all."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if issubclass(model, Known):
            aside = {"id", "batch_id", "known_from", "known_to"}
            names = [field.attname for field in model._meta.concrete_fields if field.attname not in aside]
            rows = model._default_manager.filter(known_to=None).values_list(*names)
            digest.update(repr((model._meta.label, sorted(map(repr, rows)))).encode())
    digest.update(repr(sorted(Employee.objects.exclude(current=None).values_list("nip", "name"))).encode())
    tree = people.unit_tree(Agency.objects.values_list("pk", flat=True))
    digest.update(repr([(unit.code, unit.name, unit.parent_id) for unit, _depth in tree]).encode())
    return digest.hexdigest()


def commit(path: Path, kind: str, capture) -> ImportBatch:  # type: ignore[no-untyped-def]
    with capture(execute=True):
        batch = import_jobs.upload(
            agency=factories.agency(), kind=kind, file_name=path.name, parts=[path.read_bytes()], by=system_operator()
        )
    with capture(execute=True):
        imports.start_commit(batch=batch, by=system_operator())
    batch.refresh_from_db()
    assert batch.state == "COMMITTED", batch.report
    return batch


def withdraw(batch: ImportBatch, capture) -> ImportBatch:  # type: ignore[no-untyped-def]
    with capture(execute=True):
        withdrawing.start(batch=batch, reason="Salah berkas.", by=system_operator())
    batch.refresh_from_db()
    return batch


@pytest.fixture
def capture(django_capture_on_commit_callbacks):  # type: ignore[no-untyped-def]
    return django_capture_on_commit_callbacks


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_after_a_withdrawal_is_known_what_was_known_before(seed, tmp_path, capture, monkeypatch):
    monkeypatch.setattr(withdrawing, "CHUNK", 4)
    chance = random.Random(seed)
    commit(csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS[:12]]), "employees", capture)
    years = ["2023", "2024", "2025"]
    rows = [performance(nip, year) for nip in NIPS[:12] for year in years if chance.random() < 0.5]
    commit(csv_file(tmp_path, "performance", rows or [performance(NIPS[0])]), "performance", capture)
    before = known_now()
    changed = [
        performance(nip, year, predikat=chance.choice(["Baik", "Kurang", "Sangat Baik"]))
        for nip in NIPS[:12]
        for year in years
        if chance.random() < 0.6
    ]
    moved = [employee(nip, nama=f"Nama {chance.randint(0, 9)}", golongan="IV/b") for nip in chance.sample(NIPS, 9)]
    first = commit(csv_file(tmp_path, "employees", moved, "second.csv"), "employees", capture)
    named = Employee.objects.filter(nip__in=[row["nip"] for row in moved]).values_list("nip", "name")
    assert dict(named) == {row["nip"]: row["nama"] for row in moved}
    second = commit(csv_file(tmp_path, "performance", changed, "second.csv"), "performance", capture)
    written = EmployeeRecord.objects.count() + PerformanceRecord.objects.count()
    withdraw(second, capture)
    withdraw(first, capture)
    counted("T-16", 2, "imports withdrawn", int(known_now() != before))
    assert known_now() == before
    assert EmployeeRecord.objects.count() + PerformanceRecord.objects.count() >= written  # nothing is deleted
    assert (first.state, second.state) == ("WITHDRAWN", "WITHDRAWN")


def test_two_files_over_the_same_facts_may_be_withdrawn_in_either_order(tmp_path, capture):
    commit(csv_file(tmp_path, "employees", [employee(NIPS[0])]), "employees", capture)
    before = known_now()
    one = commit(csv_file(tmp_path, "performance", [performance(NIPS[0])], "1.csv"), "performance", capture)
    between = known_now()
    two = commit(
        csv_file(tmp_path, "performance", [performance(NIPS[0], predikat="Kurang")], "2.csv"), "performance", capture
    )
    newest = known_now()
    withdraw(one, capture)
    assert known_now() == newest  # what came later stands
    withdraw(two, capture)
    assert known_now() == before != between


def test_a_correction_made_since_stays(tmp_path, capture):
    commit(csv_file(tmp_path, "employees", [employee(NIPS[0])]), "employees", capture)
    batch = commit(csv_file(tmp_path, "performance", [performance(NIPS[0])]), "performance", capture)
    person = Employee.objects.get()
    factories.write("performance", person, known_at=timezone.now(), year=2025, rating="KURANG")
    withdraw(batch, capture)
    assert list(PerformanceRecord.objects.filter(known_to=None).values_list("rating", flat=True)) == ["KURANG"]


def test_people_known_only_from_the_file_are_not_known_any_more_and_may_come_again(tmp_path, capture):
    factories.employee()
    before = known_now()
    batch = commit(csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS]), "employees", capture)
    at = timezone.now()
    withdraw(batch, capture)
    assert known_now() == before
    agency, staff = factories.agency(), factories.user("BKD_STAFF")
    assert people.visible_to(staff).count() == 1
    assert len(facts.people_known(agency.pk, timezone.now())) == 1
    assert len(facts.people_known(agency.pk, at)) == 21  # as known then, they are still there
    refused = import_jobs.upload(
        agency=agency, kind="performance", file_name="p.csv",
        parts=[csv_file(tmp_path, "performance", [performance(NIPS[0])]).read_bytes()], by=system_operator(),
    )  # fmt: skip
    assert [error["code"] for error in refused.report["errors"]] == ["unknown_nip"]
    commit(csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS], "again.csv"), "employees", capture)
    assert people.visible_to(staff).count() == 21


def test_people_sent_in_for_the_wrong_agency_are_free_for_the_right_one(tmp_path, capture):
    path = csv_file(tmp_path, "employees", [employee(NIPS[0])])
    withdraw(commit(path, "employees", capture), capture)
    other = factories.other_agency()
    batch = import_jobs.upload(
        agency=other, kind="employees", file_name="a.csv", parts=[path.read_bytes()], by=system_operator()
    )
    with capture(execute=True):
        imports.start_commit(batch=batch, by=system_operator())
    assert Employee.objects.get().agency == other
    assert list(facts.facts(other.pk, on=factories.ON, known_at=timezone.now())["employees"]["nip"]) == [NIPS[0]]


def test_units_come_and_go_with_their_names_and_places(tmp_path, capture):
    rows = [{"kode": "A", "nama": "Dinas A", "induk": ""}, {"kode": "B", "nama": "Bidang B", "induk": "A"}]
    commit(csv_file(tmp_path, "units", rows), "units", capture)
    before = known_now()
    rows = [
        {"kode": "B", "nama": "Bidang lain", "induk": ""},
        {"kode": "C", "nama": "C", "induk": "A"},
        {"kode": "D", "nama": "D", "induk": "C"},
    ]
    batch = commit(csv_file(tmp_path, "units", rows, "2.csv"), "units", capture)
    assert known_now() != before
    withdraw(batch, capture)
    assert known_now() == before
    assert Unit.objects.get(code="B").parent == Unit.objects.get(code="A")
    again = commit(csv_file(tmp_path, "units", rows, "3.csv"), "units", capture)
    assert (again.report["written"]["new"], again.report["written"]["changed"]) == (2, 1)
    assert Unit.objects.get(code="D").records.filter(known_to=None).count() == 1


def test_what_others_rest_on_is_refused_with_the_reason_and_nothing_happens(tmp_path, capture):
    batch = commit(csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS]), "employees", capture)
    later = commit(csv_file(tmp_path, "performance", [performance(NIPS[0])], "kinerja.csv"), "performance", capture)
    before = state()
    with pytest.raises(DomainError, match=r"^1 catatan lain bertumpu .* Berkasnya: kinerja\.csv\.$"):
        withdrawing.start(batch=batch, reason="Salah.", by=system_operator())
    assert state() == before
    withdraw(later, capture)
    assert withdraw(batch, capture).state == "WITHDRAWN"


def test_a_unit_that_somebody_works_in_is_not_taken_away(tmp_path, capture):
    batch = commit(csv_file(tmp_path, "units", [{"kode": "A", "nama": "Dinas A"}]), "units", capture)
    commit(csv_file(tmp_path, "employees", [employee(NIPS[0], unit="A")]), "employees", capture)
    with pytest.raises(DomainError, match="1 catatan lain"):
        withdrawing.start(batch=batch, reason="Salah.", by=system_operator())


def test_members_of_a_pool_are_not_forgotten(tmp_path, capture):
    batch = commit(csv_file(tmp_path, "employees", [employee(NIPS[0])]), "employees", capture)
    person = Employee.objects.select_related("agency", "current").get()
    factories.assessed(person)
    factories.established_cycle()
    assert person.memberships.count() == 1
    with pytest.raises(DomainError, match="1 proses atau keputusan"):
        withdrawing.start(batch=batch, reason="Salah.", by=system_operator())


def test_it_takes_a_reason_and_something_written(tmp_path, capture):
    path = csv_file(tmp_path, "employees", [employee(NIPS[0])])
    with pytest.raises(Invalid, match="Sebutkan alasannya"):
        withdrawing.start(batch=commit(path, "employees", capture), reason=" ", by=system_operator())
    checked = import_jobs.upload(
        agency=factories.agency(), kind="employees", file_name="b.csv", parts=[path.read_bytes()], by=system_operator()
    )
    with pytest.raises(DomainError, match="Hanya berkas yang sudah ditulis"):
        withdrawing.start(batch=checked, reason="Salah.", by=system_operator())


def test_the_ledger_tells_what_was_withdrawn_and_why(tmp_path, capture):
    batch = withdraw(commit(csv_file(tmp_path, "employees", [employee(NIPS[0])]), "employees", capture), capture)
    found = Event.objects.filter(kind__contains="withdraw").order_by("pk")
    assert [event.kind for event in found] == [
        "talent.import.withdrawal_started", "talent.records.withdrawn", "talent.import.withdrawn",
    ]  # fmt: skip
    last = found.last()
    assert last is not None
    assert (last.reason, last.payload["retired"], last.payload["gone"]) == ("Salah berkas.", 1, 1)
    assert (batch.withdrawn_by, batch.report["withdrawal"]["retired"]) == (system_operator(), 1)


def test_a_withdrawal_that_stopped_goes_on_where_it_was(tmp_path, capture, monkeypatch):
    monkeypatch.setattr(withdrawing, "CHUNK", 3)
    before = known_now()
    batch = commit(csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS]), "employees", capture)
    taken, plan = [], withdrawing._carry_out

    def breaking(*words):  # type: ignore[no-untyped-def]
        taken.append(words)
        if len(taken) == 3:
            raise OSError("gone")
        plan(*words)

    with monkeypatch.context() as broken:
        broken.setattr(withdrawing, "_carry_out", breaking)
        assert withdraw(batch, capture).phase == "STOPPED"
    assert EmployeeRecord.objects.filter(known_to=None).count() == 14
    assert withdraw(batch, capture).state == "WITHDRAWN"
    assert known_now() == before


def test_every_kind_that_keeps_its_origin_can_be_withdrawn():
    dated = {model for model in apps.get_models() if issubclass(model, Known)}
    # What an agency is called is not of one import: a later file names it anew. What it asks of candidates, whom
    # it frees, and whose pools its longlists take in, come by no workbook.
    apart = {AgencyRecord, AgencyRequirementsRecord, RequirementWaiverRecord, WiderPoolRecord}
    assert {table.model for table in TABLES.values()} == dated - apart
    assert set(imports.PERMISSIONS) - set(TABLES) == {"agencies"}


def test_a_file_of_agencies_says_why_it_stays(tmp_path, capture, sign_in):
    agency = factories.agency()
    row = {"kode": agency.code, "nama": "Nama Baru", "jenis": "kota", "provinsi": ""}
    batch = commit(csv_file(tmp_path, "agencies", [row]), "agencies", capture)
    with pytest.raises(DomainError) as refused:
        withdraw(batch, capture)
    assert refused.value.code == "import_kind"
    page = sign_in("AUDITOR").get(f"/impor/{batch.pk}/")
    assert (page.context["why"], page.context["stays"]) == (None, str(refused.value))
    assert str(refused.value) in page.content.decode()
