"""`manage.py import_records`: exit codes and the report, to the letter of the workbooks' page."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.users import system_operator
from audit.models import Event
from talent.domain import withdrawing
from talent.models import Agency, Employee, ImportBatch, PerformanceRecord
from tests import factories
from tests.talent.domain.tables import state
from tests.talent.interfaces.files import Row, csv_file, employee, performance

pytestmark = pytest.mark.django_db
NIPS = [factories.nip(number) for number in range(801, 804)]
REPORT = ["rows", "accepted", "rejected", "errors", "notices"]
ERROR = ["sheet", "row", "column", "value", "code", "message"]


def _import(tmp_path: Path, kind: str, rows: list[Row], *words: str) -> tuple[int, Any, str]:
    """The exit code, the report and what was said."""
    report, out = tmp_path / "report.json", StringIO()
    code = 0
    try:
        call_command(
            "import_records", kind, str(csv_file(tmp_path, kind, rows)), "--report", str(report), *words, stdout=out
        )
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, json.loads(report.read_text(encoding="utf-8")), out.getvalue()


@pytest.fixture(autouse=True)
def agency() -> Agency:
    system_operator()
    return factories.agency()


def test_all_rows_accepted_ends_with_0(tmp_path: Path) -> None:
    code, report, said = _import(tmp_path, "employees", [employee(nip) for nip in NIPS])
    assert (code, report) == (0, {"rows": 3, "accepted": 3, "rejected": 0, "errors": [], "notices": []})
    assert said == "employees: 3 baris/rows, 3 baru/new, 0 berubah/changed, 0 sama/same, 0 ditolak/rejected\n"
    assert Employee.objects.count() == 3


def test_some_rows_rejected_ends_with_3_and_the_rest_is_written(tmp_path: Path) -> None:
    rows = [employee(NIPS[0]), employee("123"), employee(NIPS[2], golongan="V/x")]
    code, report, said = _import(tmp_path, "employees", rows)
    assert (code, list(report), [list(error) for error in report["errors"]]) == (3, REPORT, [ERROR] * 2)
    assert (report["rows"], report["accepted"], report["rejected"]) == (3, 1, 2)
    assert [(error["row"], error["column"], error["value"]) for error in report["errors"]] == [
        (3, "nip", "123"),
        (4, "golongan", "V/x"),
    ]
    assert said.count("nip “123”: ") == said.count("golongan “V/x”: ") == 1
    assert list(Employee.objects.values_list("nip", flat=True)) == [NIPS[0]]


def test_no_row_accepted_ends_with_1_and_nothing_written(tmp_path: Path) -> None:
    before = state()
    code, report, _said = _import(tmp_path, "performance", [performance(nip) for nip in NIPS])
    assert (code, report["rows"], report["accepted"], report["rejected"]) == (1, 3, 0, 3)
    assert {error["code"] for error in report["errors"]} == {"unknown_nip"}
    assert state() == before or not PerformanceRecord.objects.exists()


def test_a_refused_file_ends_with_1_and_its_report_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    before = state()
    report = tmp_path / "report.json"
    with pytest.raises(CommandError, match=r"empty\.csv: Berkas ini kosong"):
        call_command("import_records", "employees", str(tmp_path / "empty.csv"), "--report", str(report))
    content = json.loads(report.read_text(encoding="utf-8"))
    assert content == {"rows": 0, "accepted": 0, "rejected": 0, "errors": content["errors"], "notices": []}
    assert [list(error) for error in content["errors"]] == [ERROR]
    assert content["errors"][0]["code"] == "empty_file"
    (tmp_path / "awards.csv").write_text("nip;nama;tingkat;tanggal\n1;a;b;c\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"Kolomnya cocok dengan jenis “Penghargaan” \(awards\); pilih jenis itu"):
        call_command("import_records", "performance", str(tmp_path / "awards.csv"))
    assert state() == before


def test_the_messages_are_in_the_language_asked_for(tmp_path: Path) -> None:
    rows = [employee("123")]
    _code, indonesian, _ = _import(tmp_path, "employees", rows, "--dry-run")
    _code, english, _ = _import(tmp_path, "employees", rows, "--dry-run", "--language", "en")
    messages = [report["errors"][0]["message"] for report in (indonesian, english)]
    assert "NIP" in messages[0]
    assert messages[0] != messages[1]


def test_a_dry_run_writes_nothing_and_reports_the_same(tmp_path: Path) -> None:
    rows = [employee(NIPS[0]), employee("123")]
    before = state()
    tried = _import(tmp_path, "employees", rows, "--dry-run")
    assert state() == before
    code, report, said = _import(tmp_path, "employees", rows)
    assert (tried[0], {name: value for name, value in tried[1].items() if name in report}) == (code, report)
    assert tried[1].keys() - report.keys() == {"differences", "impact"}
    assert tried[2] == said.replace("ditolak/rejected", "ditolak/rejected (uji coba / dry run)")
    assert state() != before


def test_the_import_is_in_the_ledger_chunk_and_whole(tmp_path: Path) -> None:
    _import(tmp_path, "employees", [employee(NIPS[0]), employee("123")])
    events = Event.objects.order_by("pk").filter(kind__startswith="talent.")
    assert [(event.kind, event.actor, event.agency) for event in events] == [
        ("talent.records.written", system_operator().pk, "KALTIM"),
        ("talent.import.committed", system_operator().pk, "KALTIM"),
    ]
    assert events[0].payload == {"kind": "employees", "chunk": 1, "new": 1, "changed": 0, "same": 0}
    payload = dict(events[1].payload)
    assert len(payload.pop("file")) == 64
    assert payload == {"kind": "employees", "rows": 2, "new": 1, "changed": 0, "same": 0, "rejected": 1}


def test_an_import_by_the_command_is_a_batch_that_can_be_withdrawn_as_a_whole(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    _import(tmp_path, "employees", [employee(nip) for nip in NIPS])
    for words in ([], ["--agency", "KALTIM"]):
        before = PerformanceRecord.objects.filter(known_to=None).count()
        _import(tmp_path, "performance", [performance(nip, "2023" if words else "2024") for nip in NIPS], *words)
        batch = ImportBatch.objects.first()
        assert batch is not None
        assert batch.job is not None
        assert (batch.state, batch.job.state, batch.job.done, batch.agency_id is None) == (
            "COMMITTED", "DONE", 3, not words,
        )  # fmt: skip
        assert batch.report["written"] == {"rows": 3, "new": 3, "changed": 0, "same": 0, "rejected": 0}
        assert PerformanceRecord.objects.filter(batch=batch, known_to=None).count() == 3
        with django_capture_on_commit_callbacks(execute=True):
            withdrawing.start(batch=batch, reason="Salah berkas.", by=system_operator())
        batch.refresh_from_db()
        assert batch.state == "WITHDRAWN"
        assert PerformanceRecord.objects.filter(known_to=None).count() == before


def test_a_refused_file_is_not_kept(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("import_records", "employees", str(tmp_path / "empty.csv"))
    assert list((tmp_path / "files" / "imports").iterdir()) == []
    assert not ImportBatch.objects.exists()


def test_the_agency_is_named_where_there_is_more_than_one(tmp_path: Path) -> None:
    factories.other_agency()
    path = csv_file(tmp_path, "employees", [employee(NIPS[0])])
    with pytest.raises(CommandError, match="--agency"):
        call_command("import_records", "employees", str(path), stdout=StringIO())
    call_command("import_records", "employees", str(path), "--agency", "BONTANG", stdout=StringIO())
    assert Employee.objects.get().agency.code == "BONTANG"


def test_records_of_a_named_agency_are_of_its_own_people_only(tmp_path: Path) -> None:
    _import(tmp_path, "employees", [employee(NIPS[0])])
    factories.other_agency()
    code, report, _said = _import(tmp_path, "performance", [performance(NIPS[0])], "--agency", "BONTANG")
    assert (code, report["errors"][0]["code"]) == (1, "unknown_nip")
    assert _import(tmp_path, "performance", [performance(NIPS[0])])[0] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["mapping", "employees.csv"], "Jenis “mapping” tidak dikenal"),
        (["employees", "nowhere.csv"], "no such file: "),
        (["employees", "employees.csv", "--agency", "X"], "no such agency “X”; there are: KALTIM"),
        (["employees", "employees.csv", "--report", "nowhere/report.json"], "cannot write"),
    ],
)
def test_a_wrong_word_is_a_message_and_writes_nothing(tmp_path: Path, words: list[str], message: str) -> None:
    csv_file(tmp_path, "employees", [employee(NIPS[0])])
    before = state()
    words = [str(tmp_path / word) if "." in word else word for word in words]
    with pytest.raises(CommandError, match=message):
        call_command("import_records", *words)
    assert state() == before


def test_a_dry_run_reports_what_would_change_and_whose_box(tmp_path: Path) -> None:
    person = factories.assessed(factories.employee())
    factories.mapped_cycle()
    rows = [performance(person.nip, predikat="Kurang")]
    code, report, said = _import(tmp_path, "performance", rows, "--dry-run", "--agency", "KALTIM")
    assert (code, list(report)) == (0, [*REPORT, "differences", "impact"])
    (change,) = report["differences"]["rows"]
    assert {"field": "rating", "old": "SANGAT_BAIK", "new": "KURANG"} in change["fields"]
    assert [(one["employee"], one["now"]) for one in report["impact"]["who"]] == [(person.pk, 9)]
    assert said.count("1 orang akan berpindah kotak / people would change box (0 ") == 1
