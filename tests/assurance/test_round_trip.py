"""T-17: what is exported comes back by an import as it went: export → import → export, CSV and XLSX, no cell differs.

Every kind of an agency's records, with the texts that spreadsheets and formats are known to spoil.
ASSURE=long: 100,000 rows and more.
"""

import os
import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.domain.users import system_operator
from audit.models import Event
from talent.interfaces import importers
from talent.interfaces.columns import KINDS
from talent.interfaces.columns.parsers import Day, Nip, Number, Whole, Words, Year
from talent.interfaces.record_files import EXPORTED
from talent.interfaces.sheets import read_rows
from tests import factories
from tests.promises import counted
from tests.talent.interfaces.files import Row, csv_file, employee

LONG = os.environ.get("ASSURE") == "long"
PEOPLE, ROWS = (900, 4_600) if LONG else (6, 12)
OF_AGENCIES = ("agencies", "units", "positions", "technical_standards", "employees")
ABOUT_PEOPLE = [kind for kind in EXPORTED if kind not in OF_AGENCIES]
TEXTS = ("-", "+62 541", "@kota", "''=1+1", "'+62", "'kutip", "Dua\nbaris", "_x0041_", 'a "b"; c, d', "Ça va", "007",
         "ya", "1e5", "2024-01-02", "O’Neill\tS.H.", "a  b", "\\N", "😀 tim", "85,5")  # fmt: skip
NIPS = [factories.nip(number % 999 + 1, date(1970 + number // 999, 3, 5), "199801") for number in range(PEOPLE)]

pytestmark = pytest.mark.django_db


def _import(kind: str, path: Path) -> importers.Report:
    report = importers.read(
        kind=kind, path=path, filename=path.name, agency=factories.agency(), by=system_operator(), dry_run=False
    )
    assert (report.rejected, report.stopped) == (0, None), report.errors[:3]
    return report


def _export(kind: str, path: Path) -> list[list[Any]]:
    """The cells of the exported file, as any reader of files sees them."""
    call_command("export_records", kind, path, agency=factories.agency().code)
    chunks = list(read_rows(path, path.name))
    columns = [
        [cell for chunk in chunks[1:] for cell in chunk.columns[place]] for place in range(len(chunks[0].header))
    ]
    assert chunks[0].header == [column.name for column in KINDS[kind].columns]
    return columns


def _cell(chance: random.Random, parser: Any, required: bool, number: int) -> str:
    if not required and chance.random() < 0.2:
        return ""
    if isinstance(parser, Words):
        return chance.choice([word for word in parser.words if word != "Cukup"])
    if isinstance(parser, Day):
        return str(date(2014, 1, 1) + timedelta(days=number % 4_300))
    if isinstance(parser, Number):
        # A file says three decimals behind few digits so that they are no thousands; what goes out has to as well.
        text = f"{chance.uniform(parser.low, min(parser.high, 999)):.{chance.randint(0, 6)}f}"
        return f"{text}0" if re.search(r"\.\d{3}$", text) else text
    if isinstance(parser, Whole):
        return str(chance.randint(parser.low, parser.high))
    if isinstance(parser, Year):
        return str(1999 + number % 27)
    return chance.choice(NIPS) if isinstance(parser, Nip) else f"{chance.choice(TEXTS)} {number}"


def _row(chance: random.Random, kind: str, number: int) -> Row:
    # Everybody in turn, so that the day or year of the next turn makes another fact of it.
    turn = number // PEOPLE
    cells = {
        column.name: NIPS[number % PEOPLE]
        if column.field == "nip"
        # What names a fact is said: two of one person without it would be one fact said twice.
        else _cell(chance, column.parser, column.required or column.field in KINDS[kind].natural_key, turn)
        for column in KINDS[kind].columns
    }
    if kind == "performance":
        cells |= {"hasil_kerja": "", "predikat": cells["predikat"] or "Baik"}
    for end in ("tmt_selesai", "tanggal_selesai", "berlaku_sampai"):
        if end in cells and kind != "training":
            cells[end] = "" if not cells[end] else "2027-03-04"
    return cells


def _files(folder: Path, kind: str) -> Path:
    chance = random.Random(kind)
    return csv_file(folder, kind, [_row(chance, kind, number) for number in range(min(ROWS, PEOPLE * 27))])


@pytest.fixture
def _people(tmp_path: Path) -> None:
    units = [{"kode": "A", "nama": "Dinas", "induk": ""}, {"kode": "+B", "nama": "'-Bidang", "induk": "A"}]
    _import("units", csv_file(tmp_path, "units", units))
    people = [employee(nip, unit="+B" if place % 2 else "A") for place, nip in enumerate(NIPS)]
    _import("employees", csv_file(tmp_path, "employees", people))


def _differing(kind: str, folder: Path, source: Path, form: str) -> tuple[int, int]:
    """(cells, how many of them differ) of a first export and of one after everything came back by that file."""
    with transaction.atomic():
        _import(kind, source)
        gone = folder / f"{kind}-1.{form}"
        before = _export(kind, gone)
        again = _import(kind, gone)
        assert (again.same, again.new, again.changed) == (again.rows, 0, 0)
        transaction.set_rollback(True)
    assert _import(kind, gone).new == len(before[0])
    after = _export(kind, folder / f"{kind}-2.{form}")
    assert [len(column) for column in after] == [len(column) for column in before]
    pairs = [pair for one, other in zip(before, after, strict=True) for pair in zip(one, other, strict=True)]
    return len(pairs), sum(one != other for one, other in pairs)


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_records_come_back_as_they_went(tmp_path: Path, form: str) -> None:
    rows = cells = differing = 0
    for kind in ABOUT_PEOPLE:
        found = _differing(kind, tmp_path, _files(tmp_path, kind), form)
        cells, differing = cells + found[0], differing + found[1]
        rows += found[0] // len(KINDS[kind].columns)
    counted("T-17", rows, f"rows exported, imported and exported again ({form})", differing)
    assert (differing, len(ABOUT_PEOPLE)) == (0, 12)
    assert rows >= (50_000 if LONG else 130)
    assert cells >= rows * 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_merit_assessments_come_back_as_they_went(tmp_path: Path, form: str) -> None:
    agency = factories.agency().code
    rounds = [
        {"instansi": agency, "putaran": TEXTS[number], "instrumen": "KASN-2019",
         "tanggal_pengajuan": f"{2017 + number}-03-01",
         "tanggal_keputusan": f"{2017 + number}-09-15" if number % 2 else "",
         "nomor_keputusan": TEXTS[-number] if number % 2 else ""}
        for number in range(1, 6)
    ]  # fmt: skip
    levels = [
        {"instansi": agency, "putaran": TEXTS[number], "sub_aspek": sub_aspect, "level": number % 4 + 1,
         "level_verifikasi": "" if number % 2 else 2, "catatan": TEXTS[number]}
        for number in range(1, 6) for sub_aspect in ("3.1", "3.10", "8.3")
    ]  # fmt: skip
    letters = [
        {"instansi": agency, "jenis": kind, "otoritas": "KASN", "nomor": TEXTS[number], "tanggal": "2022-10-03",
         "berlaku_sampai": "2023-10-02" if number % 2 else "", "dicabut": "" if number % 2 else "2023-01-04"}
        for number, kind in enumerate(("persetujuan", "komitmen", "rekomendasi"), start=1)
    ]  # fmt: skip
    freezes = [
        {"instansi": agency, "jenis": "kepala daerah baru" if number % 2 else "pilkada", "nomor": TEXTS[number],
         "tanggal": "2024-09-22", "akhir_masa_jabatan": "" if number % 2 else "2025-02-19",
         "dicabut": "" if number % 2 else "2025-01-04", "alasan_pencabutan": "" if number % 2 else TEXTS[-number]}
        for number in range(1, 6)
    ]  # fmt: skip
    decrees = [
        {"instansi": agency, "nomor": TEXTS[number], "berlaku_sejak": "2022-03-01", "kategori": "sangat baik",
         "nilai": "300.5" if number % 2 else "", "calon": 3 if number % 2 else ""}
        for number in range(1, 6)
    ]  # fmt: skip
    factories.write("positions", factories.agency(), code="JPT-01", name="Kepala Dinas", tier="JPT_PRATAMA")
    critical = [
        {"instansi": agency, "nomor": TEXTS[number], "jabatan": "JPT-01", "kriteria": TEXTS[-number],
         "berlaku_sejak": "2022-03-01", "berlaku_sampai": "" if number % 2 else "2025-02-28"}
        for number in range(1, 6)
    ]  # fmt: skip
    given = {"merit_rounds": rounds, "merit_levels": levels, "approvals": letters, "critical_posts": critical}
    for kind, rows in (given | {"gate_freezes": freezes, "gate_conditions": decrees}).items():
        cells, differing = _differing(kind, tmp_path, csv_file(tmp_path, kind, rows), form)
        assert (kind, cells, differing) == (kind, len(rows) * len(KINDS[kind].columns), 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_units_posts_and_people_come_back_as_they_went(tmp_path: Path, form: str) -> None:
    with transaction.atomic():
        units = [
            {"kode": f"U-{n}", "nama": f"{TEXTS[n]} {n}", "induk": f"U-{n + 1}" if n < 9 else ""} for n in range(10)
        ]
        posts = [
            {"kode": f"{TEXTS[n]}", "nama": f"Kepala {n}", "jenjang": "PENGAWAS", "unit": f"U-{n}", "kritikal": "ya",
             "integritas": str(n % 5 + 1), "tmt_lowong": "2026-05-04"}
            for n in range(10)
        ]  # fmt: skip
        asked = [
            {"kode": TEXTS[n], "kompetensi": f"{TEXTS[-n - 1]} {n}", "level": str(n % 5 + 1),
             "tmt_mulai": "" if n % 2 else "2026-01-02", "tmt_selesai": "2027-12-31" if n % 3 else ""}
            for n in range(10)
        ]  # fmt: skip
        sources = {
            "units": csv_file(tmp_path, "units", units),
            "positions": csv_file(tmp_path, "positions", posts),
            "technical_standards": csv_file(tmp_path, "technical_standards", asked),
            "employees": csv_file(tmp_path, "employees", [employee(nip, unit="U-3") for nip in NIPS[:6]]),
        }
        before = {}
        for kind, source in sources.items():
            _import(kind, source)
            before[kind] = _export(kind, tmp_path / f"{kind}-1.{form}")
        transaction.set_rollback(True)
    for kind in sources:
        _import(kind, tmp_path / f"{kind}-1.{form}")
        assert _export(kind, tmp_path / f"{kind}-2.{form}") == before[kind]
    noted = Event.objects.filter(kind="talent.records.exported").order_by("pk").values_list("payload", flat=True)
    assert list(noted) == [
        {"kind": "units", "form": form, "rows": 10},
        {"kind": "positions", "form": form, "rows": 10},
        {"kind": "technical_standards", "form": form, "rows": 10},
        {"kind": "employees", "form": form, "rows": 6},
    ]
