"""The benchmark of the demonstration: its floor on a few rows, and what it makes of what the command said."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from accounts.domain import second_lock
from bench import demonstration
from tests import factories

SAID = """1. instansi / agencies
     agencies.xlsx: 3 dari/of 3
     0.5 s
2. pegawai / employees
     12.3 s
demonstrasi dimuat dalam / demonstration loaded in {whole} s
"""
pytestmark = pytest.mark.django_db


def test_the_floor_writes_every_row_into_bare_tables_that_do_not_stay(tmp_path: Path) -> None:
    factories.assessed(factories.employee())
    with second_lock.every_row():
        held = sum(model._base_manager.count() for model in apps.get_models(include_auto_created=True))
    before = connection.introspection.table_names()
    file = tmp_path / "kinerja.csv"
    file.write_text("nip,nilai\n1,80\n", encoding="utf-8")
    seconds, rows = demonstration.floor([file])
    assert (seconds > 0, rows) == (True, held)
    assert held > 5
    assert connection.introspection.table_names() == before


def test_it_reads_the_workbooks_that_the_demonstration_imports_and_not_those_to_practise_on() -> None:
    files = demonstration.workbooks(demonstration.ROOT / "demo")
    names = {str(path.relative_to(demonstration.ROOT / "demo")) for path in files}
    assert {"agencies.xlsx", "merit_rounds.csv", "kaltim/employees-2026.xlsx", "bontang/awards.xlsx"} <= names
    assert [name for name in names if "latihan" in name] == []


@pytest.mark.parametrize(("whole", "status"), [("12.8", 0), ("40.0", 0), ("40.1", 1)])
def test_the_report_has_each_step_and_the_ratio_to_the_middle_floor(
    capsys: pytest.CaptureFixture[str], whole: str, status: int
) -> None:
    assert demonstration.report(SAID.format(whole=whole), 50.0, [(0.4, 7), (0.2, 7), (9.0, 7)]) == status
    said = capsys.readouterr().out
    ours = float(whole)
    assert "   0.5 s  1. instansi / agencies\n    12.3 s  2. pegawai / employees\n" in said
    assert f"{50 - ours:.1f} s  starting, tables, accounts" in said
    assert f": {ours:.1f} s (goal 40), floor 0.40 s (7 rows), ratio to the floor {ours / 0.4:.1f};" in said
