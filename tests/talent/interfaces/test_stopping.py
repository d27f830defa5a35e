"""What is written is said to be written, and nothing else: files that break off late, chunks and their last event."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.models import Job
from talent.domain import imports
from talent.interfaces import importers
from talent.interfaces.sheets import FileRefused, csv, workbook
from talent.models import Employee, ImportBatch, Unit
from tests import factories
from tests.talent.interfaces import stopping
from tests.talent.interfaces.files import csv_file, employee

pytestmark = pytest.mark.django_db
NIPS = [factories.nip(number) for number in range(841, 844)]


@pytest.fixture(autouse=True)
def _agency() -> None:
    system_operator()
    factories.agency()


def read(path: Path, kind: str = "employees", **options: Any) -> importers.Report:
    given = {"agency": factories.agency(), "by": system_operator(), "dry_run": False}
    return importers.read(kind=kind, path=path, filename=path.name, **given | options)


def kinds_of_events() -> list[str]:
    return list(Event.objects.filter(kind__startswith="talent.").order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(("nips", "dry_run"), [(NIPS, True), (NIPS, False), (NIPS[:1], False)])
def test_a_file_whose_parser_dies_late_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nips: list[str], dry_run: bool
) -> None:
    stopping.parser(monkeypatch, tmp_path, nips, dies=True)
    with pytest.raises(FileRefused):
        read(stopping.people(tmp_path, nips), dry_run=dry_run)
    assert not Employee.objects.exists()


@pytest.mark.parametrize(
    ("broken", "code"),
    [(stopping.broken_csv, "unbalanced_quote"), (stopping.broken_workbook, "unreadable")],
    ids=["CSV", "XLSX"],
)
def test_the_command_writes_nothing_of_a_file_that_breaks_off_after_its_first_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Path], Path], code: str
) -> None:
    monkeypatch.setattr(csv, "CHUNK", 2)
    monkeypatch.setattr(workbook, "LARGE", 0)
    path, said = broken(tmp_path), StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("import_records", "employees", str(path), "--report", str(tmp_path / "r.json"), stdout=said)
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (ended.value.returncode, report["rows"], report["accepted"]) == (1, 0, 0)
    assert [(error["row"], error["code"]) for error in report["errors"]] == [(0, code)]
    assert (Employee.objects.count(), ImportBatch.objects.count(), Job.objects.count(), kinds_of_events()) == (
        0,
        0,
        0,
        [],
    )


def test_the_command_ends_with_3_and_the_reason_when_the_file_changed_while_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv, "CHUNK", 2)
    # Sound when it was looked through before the first row; no longer so when its rows are taken.
    monkeypatch.setattr(csv, "_blank_rows", lambda *_: csv.Blank())
    path, said = stopping.broken_csv(tmp_path), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_records", "employees", str(path), "--report", str(tmp_path / "r.json"), stdout=said, stderr=said
        )
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    written = report["rows"]
    assert (ended.value.code, report["accepted"], report["rejected"]) == (3, written, 0)
    assert (written, Employee.objects.count()) == (4, 4)
    assert [(error["row"], error["code"]) for error in report["errors"]] == [(0, "unbalanced_quote")]
    assert "stopped; the good rows above are written: Tanda kutip" in said.getvalue()
    assert kinds_of_events() == ["talent.records.written"] * 2 + ["talent.import.stopped"]
    payload = Event.objects.get(kind="talent.import.stopped").payload
    assert (payload["code"], payload["rows"], payload["new"]) == ("unbalanced_quote", 4, 4)


def test_the_last_rows_and_the_event_that_all_is_written_come_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(csv, "CHUNK", 2)
    path = csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS])
    with monkeypatch.context() as broken:
        broken.setattr(imports, "committed", full)
        with pytest.raises(OSError, match="disk full"):
            call_command("import_records", "employees", str(path), stdout=StringIO())
    assert sorted(Employee.objects.values_list("nip", flat=True)) == NIPS[:2]
    assert kinds_of_events() == ["talent.records.written"]
    call_command("import_records", "employees", str(path), stdout=StringIO())
    assert kinds_of_events()[1:] == ["talent.records.written"] * 2 + ["talent.import.committed"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_parent_may_stand_any_number_of_rows_below_its_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    monkeypatch.setattr(csv, "CHUNK", 2)
    rows = [("A", "D"), ("B", "A"), ("C", "X"), ("E", "C"), ("D", "")]
    path = csv_file(tmp_path, "units", [{"kode": code, "nama": code, "induk": above} for code, above in rows])
    report = read(path, "units", dry_run=dry_run)
    assert [(error.row, error.code) for error in report.errors] == [(4, "unknown_unit"), (5, "unknown_unit")]
    assert (report.rows, report.new, report.rejected) == (5, 3, 2)
    found = Unit.objects.order_by("code").values_list("code", "parent__code")
    assert list(found) == ([] if dry_run else [("A", "D"), ("B", "A"), ("D", None)])


def test_blank_rows_and_strange_columns_are_printed_and_reported(tmp_path: Path) -> None:
    path, said = tmp_path / "rows.csv", StringIO()
    path.write_text(f"nip,nama,Ket,Ket\n{NIPS[0]},Alya,,\n" + ",,,\n" * 1000, encoding="utf-8")
    call_command("import_records", "employees", str(path), "--report", str(tmp_path / "r.json"), stdout=said)
    notices = [
        "Kolom yang tidak dikenal dan tidak dibaca: Ket (2×).",
        "1.000 baris kosong di bawah baris data terakhir dilewati.",
    ]
    assert said.getvalue().splitlines()[1:] == [f"  {notice}" for notice in notices]
    report = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert json.loads(report)["notices"] == notices
    assert report.endswith("}\n")
