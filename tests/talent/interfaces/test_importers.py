"""One way from a workbook to records: preview and import agree; order, repetition and company do not matter."""

import os
import random
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from talent.domain.queries import facts
from talent.interfaces import importers
from talent.models import Agency, PerformanceRecord, TrainingRecord
from tests import factories
from tests.promises import counted
from tests.scratch import Scratch
from tests.talent.domain.tables import state
from tests.talent.interfaces.files import Row, csv_file, employee, performance

LONG = os.environ.get("ASSURE") == "long"
SHUFFLES = 500 if LONG else 8
NIPS = [factories.nip(number) for number in range(821, 826)]

FILES: dict[str, list[Row]] = {
    "performance": [performance(nip, str(year)) for nip in NIPS for year in (2024, 2025)],
    "education": [{"nip": nip, "jenjang": level, "tahun_lulus": "2005"} for nip in NIPS for level in ("S1", "S2")],
    "training": [
        {"nip": nip, "nama": name, "jenis": "bangkom", "tanggal_selesai": "2025-03-04", "jp": "20"}
        for nip in NIPS
        for name in ("Anggaran", "Pelayanan")
    ],
    "appointments": [
        {
            "nip": nip,
            "jabatan": post,
            "jenjang": "PENGAWAS",
            "tmt_mulai": since,
            "tmt_selesai": until,
            "jenis": "definitif",
        }
        for nip in NIPS
        for post, since, until in (("Kasi", "2010-01-04", "2014-01-05"), ("KASI", "2014-01-06", "2017-12-29"))
    ],
    "sanctions": [{"nip": NIPS[0], "tingkat": "ringan", "tmt_mulai": "2024-02-01", "tmt_selesai": "2024-08-01"}],
    "components": [{"NIP": NIPS[1], "tanggal": "2026-01-05", "X - Tingkat Pendidikan Formal": "90"}],
}


def _read(path: Path, kind: str, of: Agency | None = None, **options: Any) -> importers.Report:
    given = {"agency": of or factories.agency(), "by": system_operator(), "dry_run": False}
    return importers.read(kind=kind, path=path, filename=path.name, **given | options)


def _counts(report: importers.Report) -> tuple[int, int, int, int, int]:
    return report.rows, report.new, report.changed, report.same, report.rejected


@pytest.fixture
def _people(db: None, tmp_path: Path) -> None:
    _read(csv_file(tmp_path, "employees", [employee(nip) for nip in NIPS]), "employees")


@pytest.mark.usefixtures("_people")
def test_preview_and_import_say_the_same_and_the_preview_writes_nothing(tmp_path: Path) -> None:
    good = [performance(NIPS[0]), performance(NIPS[1], predikat="Kurang")]
    bad = [performance("123"), performance(NIPS[2], "2031"), performance(factories.nip(899)), performance(NIPS[0])]
    path = csv_file(tmp_path, "performance", [good[0], *bad, good[1]])
    before = state()
    preview = _read(path, "performance", dry_run=True)
    assert state() == before
    written = _read(path, "performance")
    assert preview == written
    assert preview.as_json() == written.as_json()
    assert _counts(written) == (6, 2, 0, 0, 4)
    assert [error.row for error in written.errors] == [3, 4, 5, 6]
    assert list(PerformanceRecord.objects.order_by("employee__nip").values_list("employee__nip", "rating")) == [
        (NIPS[0], "BAIK"),
        (NIPS[1], "KURANG"),
    ]


@pytest.mark.usefixtures("_people")
def test_the_good_rows_are_those_that_the_file_without_the_bad_ones_would_give(tmp_path: Path) -> None:
    rows = FILES["training"]
    spoilt = [row | ({"tanggal_selesai": "31-02-2025"} if place % 3 == 0 else {}) for place, row in enumerate(rows)]
    good = [row for place, row in enumerate(rows) if place % 3]
    with transaction.atomic():
        _read(csv_file(tmp_path, "training", good), "training")
        alone = state(facts_only=True, ids=False)
        transaction.set_rollback(True)
    report = _read(csv_file(tmp_path, "training", spoilt), "training")
    assert (report.accepted, report.rejected) == (len(good), len(rows) - len(good))
    assert state(facts_only=True, ids=False) == alone


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("kind", sorted(FILES))
def test_the_same_file_twice_changes_nothing_but_the_ledger(tmp_path: Path, kind: str) -> None:
    path = csv_file(tmp_path, kind, FILES[kind])
    count = len(FILES[kind])
    assert _counts(_read(path, kind)) == (count, count, 0, 0, 0)
    before = state(facts_only=True)
    assert _counts(_read(path, kind)) == (count, 0, 0, count, 0)
    assert state(facts_only=True) == before


@pytest.mark.usefixtures("_people")
def test_files_and_rows_in_any_order_give_the_same_facts(tmp_path: Path) -> None:
    """T-15. Corrections apart, of course: the later one wins there, which is what order is for."""
    seen = set()
    for seed in range(SHUFFLES):
        shuffled = random.Random(seed)
        kinds = shuffled.sample(sorted(FILES), len(FILES))
        with transaction.atomic():
            for kind in kinds:
                rows = shuffled.sample(FILES[kind], len(FILES[kind]))
                _read(csv_file(tmp_path, kind, rows), kind)
            seen.add((state(facts_only=True, ids=False), _inputs()))
            transaction.set_rollback(True)
    counted("T-15", SHUFFLES, "orders of files and rows", len(seen) - 1)
    assert len(seen) == 1


def _inputs() -> str:
    return facts.inputs_digest(facts.facts(factories.agency().pk, on=factories.ON, known_at=timezone.now()))


@pytest.mark.usefixtures("_people")
def test_a_corrected_file_closes_what_it_corrects(tmp_path: Path) -> None:
    _read(csv_file(tmp_path, "performance", [performance(nip) for nip in NIPS]), "performance")
    rows = [performance(nip, predikat="Kurang" if nip == NIPS[0] else "Baik") for nip in NIPS]
    assert _counts(_read(csv_file(tmp_path, "performance", rows), "performance")) == (5, 0, 1, 4, 0)
    history = PerformanceRecord.objects.filter(employee__nip=NIPS[0]).order_by("pk")
    assert [(row.rating, row.known_to is None) for row in history] == [("BAIK", False), ("KURANG", True)]
    assert history[0].known_to == history[1].known_from


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("role", ["PPK", "AUDITOR", "MERIT_VERIFIER", "ADMINISTRATOR"])
def test_only_those_who_may_import_do(tmp_path: Path, role: str) -> None:
    path = csv_file(tmp_path, "performance", FILES["performance"])
    for dry_run in (True, False):
        with pytest.raises(NotAllowed):
            _read(path, "performance", by=factories.user(role), dry_run=dry_run)
    stranger = factories.user("BKD_STAFF", factories.other_agency())
    with pytest.raises(NotAllowed):
        _read(path, "performance", by=stranger)
    assert not PerformanceRecord.objects.exists()
    assert _read(path, "performance", by=factories.user("BKD_STAFF")).new == 10


@pytest.mark.django_db
def test_staff_of_an_agency_import_no_agencies_but_their_own(tmp_path: Path) -> None:
    own, other = factories.agency(), factories.other_agency()
    rows = [{"kode": of.code, "nama": f"{of.name} Baru", "jenis": "kota", "provinsi": ""} for of in (own, other)]
    path = csv_file(tmp_path, "agencies", rows)
    with pytest.raises(NotAllowed):
        importers.read(
            kind="agencies", path=path, filename="a.csv", agency=None, by=factories.user("BKD_HEAD"), dry_run=False
        )
    report = _read(path, "agencies", own, by=system_operator())
    assert [(error.row, error.code) for error in report.errors] == [(3, "foreign_agency")]
    assert list(Agency.objects.order_by("code").values_list("name", flat=True)) == [other.name, f"{own.name} Baru"]


@pytest.mark.django_db
def test_records_need_an_agency_and_a_kind_that_exists(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "employees", [employee(NIPS[0])])
    with pytest.raises(Invalid, match="Pilih instansi") as refused:
        importers.read(kind="employees", path=path, filename="a.csv", agency=None, by=system_operator(), dry_run=True)
    assert refused.value.code == "agency_missing"
    with pytest.raises(Invalid, match="“mapping” tidak dikenal"):
        _read(path, "mapping")


@pytest.mark.usefixtures("_people")
def test_when_the_ledger_cannot_be_written_neither_are_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(importers.imports, "chunk_written", full)
    with pytest.raises(OSError, match="disk full"):
        _read(csv_file(tmp_path, "training", FILES["training"]), "training")
    assert not TrainingRecord.objects.exists()


@pytest.mark.usefixtures("_people")
def test_chunks_before_the_cursor_are_not_written_again(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "training", FILES["training"])
    before = Event.objects.count()
    assert _counts(_read(path, "training", skip=1)) == (0, 0, 0, 0, 0)
    assert (TrainingRecord.objects.count(), Event.objects.count()) == (0, before)


AT_ONCE = """
import sys
from django.core.management import call_command
print("ready", flush=True)
sys.stdin.readline()
for kind in ("employees", "performance", "training"):
    call_command("import_records", kind, f"{folder}/{kind}.csv", "--agency", "KALTIM", stdout=sys.stderr)
print("written", flush=True)
"""
PREPARE = """
from accounts.domain.users import system_operator
from tests import factories
system_operator()
factories.agency()
"""
RESULT = """
import json
from django.apps import apps
from talent.models import Employee, ImportBatch, LastInstant, PerformanceRecord, TrainingRecord
from django.core.management import call_command
models = (Employee, PerformanceRecord, TrainingRecord)
aside = (ImportBatch, LastInstant)
counts = [model.objects.count() for model in models]
def facts():
    tables = [table for app in ("talent", "succession") for table in apps.get_app_config(app).get_models()]
    return [list(table.objects.order_by("pk").values_list()) for table in tables if table not in aside]
before = facts()
for kind in ("employees", "performance", "training"):
    call_command("import_records", kind, f"{folder}/{kind}.csv", "--agency", "KALTIM")
new = [batch.report["written"]["new"] for batch in ImportBatch.objects.all()[:3]]
print(json.dumps([counts, facts() == before, new]))
"""


def test_two_imports_at_once_write_every_row_once(scratch: Scratch) -> None:
    """T-15, as two processes: whoever comes second finds everything the same."""
    nips = [factories.nip(number) for number in range(1, 401)]
    csv_file(scratch.folder, "employees", [employee(nip) for nip in nips])
    csv_file(
        scratch.folder, "performance", [performance(nip, str(year)) for nip in nips for year in (2023, 2024, 2025)]
    )
    rows = [{"nip": nip, "nama": "Kursus", "jenis": "bangkom", "tanggal_selesai": "2025-03-04"} for nip in nips]
    csv_file(scratch.folder, "training", rows)
    scratch.python(PREPARE)
    where = f"folder = {str(scratch.folder)!r}\n"
    with scratch.parties([where + AT_ONCE] * 2) as importing:
        assert [process.hear() for process in importing] == ["ready"] * 2
        for process in importing:
            process.say("go")
        assert [process.hear() for process in importing] == ["written"] * 2
    last = scratch.python(where + RESULT).splitlines()[-1]
    told = "[[400, 1200, 400], true, [0, 0, 0]]"
    counted("T-15", 2_000, "rows of three files by two imports at once", int(last != told))
    assert last == told
