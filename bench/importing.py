"""Importing a large workbook, against a bare reference in the same run.

Reference: parse the file, hash each row, COPY (PostgreSQL) or executemany (SQLite) the same columns, then the indexes;
nothing checked, compared or recorded; the mean of one before the import and one after it, as machines grow slower and
quicker. Goals: the import at most 1.5 × that, and at least 3.5 × as fast as `bulk_create` of the same rows; the
unchanged file again at most 1.5 × its parse (the product's own reading of it into checked columns; a bare csv.reader is
printed beside it), writing nothing; 100,000 rows of XLSX in under 10 s; the importing process under 200 MB, and the
fork of it that reads ahead too (some 100 MB of it are the same pages); so too where the whole file is wrong, as CSV and
as XLSX, or half of a long one, whose wrong rows all come back. Each part runs in a process of its own; the goals are
for two cores with nothing else to do.

    python -m bench.importing [ROWS]         DATABASE_URL chooses the engine; the data are thrown away afterwards
"""

import csv
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice, product
from pathlib import Path
from typing import Any

YEARS = range(2006, 2026)
WORDS = ("Baik", "Sangat Baik", "Kurang", "Butuh Perbaikan")
XLSX_ROWS, WRONG_ROWS, SAMPLE = 100_000, 200_000, 10
CHUNK = 5_000
HEADER = ["nip", "tahun", "predikat", "nilai", "ide_baru"]


def main(rows: int) -> int:
    with tempfile.TemporaryDirectory(prefix="estafet-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ["MEDIA_ROOT"] = str(Path(folder) / "files")
        prepared = _part("prepare", folder, rows)
        found = {name: _part(*words) for name, words in parts(Path(folder)).items()}
    print(
        f"importing, {prepared['vendor']}: {rows} rows; "
        + ", ".join(f"{name} {answer['seconds']:.1f} s" for name, answer in found.items())
        + f" (bulk_create from a {SAMPLE}th); XLSX of {prepared['xlsx']} rows, its parser in "
        f"{found['sheet']['readers']:.0f} MB of its own; load {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
    )
    missed = 0
    for name, value, sign, goal in judged(found, rows, prepared["xlsx"]):
        held = value <= goal if sign == "<=" else value >= goal
        missed += not held
        print(f"  {name}: {value:.2f} (goal {sign} {goal})  {'ok' if held else 'MISSED'}")
    return 1 if missed else 0


def parts(folder: Path) -> dict[str, tuple[str, Path]]:
    """What is measured, in this order: a name, the function (without its underscore), the file."""
    path = folder / "performance.csv"
    return {
        "reference": ("reference", path),
        # Into tables that are still empty, which is the easier for it.
        "bulk_create": ("bulk_create", path),
        "import": ("written", path),
        # Once more: a machine that grew slower or quicker meanwhile did so for both.
        "reference after": ("reference", path),
        "again": ("written", path),
        "parse": ("checked", path),
        "bare csv.reader": ("parsed", path),
        "sheet": ("written", folder / "training.xlsx"),
        "all wrong, CSV": ("looked", folder / "performance-wrong.csv"),
        "all wrong, XLSX": ("looked", folder / "performance-wrong.xlsx"),
        "half wrong": ("looked", folder / "performance-half.csv"),
    }


def judged(found: dict[str, dict[str, Any]], rows: int, xlsx: int) -> list[tuple[str, float, str, float]]:
    """Each figure with its goal; AssertionError if a part did not do what it is measured for."""
    took = {name: answer["seconds"] for name, answer in found.items()}
    reference = (took["reference"] + took["reference after"]) / 2
    ours, again, sheet = found["import"], found["again"], found["sheet"]
    assert (ours["new"], again["new"] + again["changed"], again["same"]) == (rows, 0, rows), (ours, again)
    assert sheet["new"] == xlsx, sheet
    wrong = [found[name] for name in ("all wrong, CSV", "all wrong, XLSX", "half wrong")]
    for answer, share in zip(wrong, (1, 1, 2), strict=True):
        assert answer["back"] == {"csv": answer["rejected"], "xlsx": answer["rejected"]}, answer
        assert answer["rejected"] == answer["rows"] // share, answer
    return [
        ("import / reference", took["import"] / reference, "<=", 1.5),
        ("bulk_create / import", took["bulk_create"] / took["import"], ">=", 3.5),
        ("unchanged again / parse", took["again"] / took["parse"], "<=", 1.5),
        ("XLSX, seconds", took["sheet"], "<=", 10.0),
        ("memory of the importer, MB", max(ours["peak"], again["peak"], sheet["peak"]), "<=", 200.0),
        ("memory of its reader, MB", max(ours["readers"], again["readers"]), "<=", 200.0),
        ("memory over wrong rows, MB", max(max(each["peak"], each["readers"]) for each in wrong), "<=", 200.0),
    ]


def _part(name: str, *words: Any) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", f"_{name}", *map(str, words)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _prepare(folder: str, count: str) -> dict[str, Any]:
    from django.core.management import call_command

    call_command("bootstrap", verbosity=0)
    return population(Path(folder), int(count))


def population(folder: Path, rows: int) -> dict[str, Any]:
    """People in a migrated database, and the two files about them."""
    from django.db import connection, transaction

    from talent.domain.importing import WRITERS, Context
    from talent.models import Agency

    people = -(-rows // len(YEARS))
    nips = [f"{1960 + n % 35}{1 + n // 35 % 12:02d}{1 + n // 420 % 28:02d}200603{1 + n % 2}{1 + n // 11760:03d}"
            for n in range(people)]  # fmt: skip
    nips = [nip for nip in nips if int(nip[:4]) <= 1990]
    agency = Agency.objects.create(code="BENCH", name="Provinsi Ukur", kind="PROVINCE")
    by = _operator()
    names = ("status", "grade", "grade_from", "unit", "position", "tier", "job_family", "post_from",
             "standing", "standing_from")  # fmt: skip
    for start in range(0, len(nips), CHUNK):
        part = nips[start : start + CHUNK]
        columns: dict[str, list[Any]] = {"nip": part, "name": [f"Pegawai {nip[-3:]}" for nip in part]}
        columns |= {name: [None] * len(part) for name in names}
        with transaction.atomic():
            WRITERS["employees"](columns, len(part), Context(agency, by, datetime.now(UTC)))
    xlsx, wrong = min(XLSX_ROWS, rows), min(WRONG_ROWS, rows)
    _as_csv(folder / "performance.csv", _performance(nips, rows))
    _as_xlsx(folder / "training.xlsx", _training(nips, xlsx))
    _as_csv(folder / "performance-wrong.csv", _spoilt(nips, wrong, 1))
    _as_xlsx(folder / "performance-wrong.xlsx", _spoilt(nips, wrong, 1))
    _as_csv(folder / "performance-half.csv", _spoilt(nips, rows, 2))
    return {"vendor": connection.vendor, "xlsx": xlsx}


def _performance(nips: list[str], rows: int) -> Iterator[list[Any]]:
    yield HEADER
    years = -(-rows // len(nips))
    for n, (nip, year) in enumerate(islice(product(nips, range(2026 - years, 2026)), rows)):
        yield [nip, year, WORDS[(n // years + year) % 4], f"{60 + (n // years * year) % 40},5", "tidak"]


def _training(nips: list[str], rows: int) -> Iterator[list[Any]]:
    yield ["nip", "nama", "jenis", "tanggal_selesai", "jp"]
    for n in range(rows):
        nip, turn = nips[n % len(nips)], n // len(nips)
        yield [nip, f"Kursus {turn}", "bangkom", f"2024-0{1 + n % 9}-1{n % 10}", 20 + n % 30]


def _spoilt(nips: list[str], rows: int, share: int) -> Iterator[list[Any]]:
    """Rows of which every first of `share` is wrong in four cells or five, no two in the same way; the others say of
    people what was not known."""
    yield HEADER
    for n in range(rows):
        # A million rows are 23 years of them: from 2006 on, the last ones would be refused for being yet to come.
        nip, year = nips[n % len(nips)], 2003 + n // len(nips)
        if n % share:
            yield [nip, year, WORDS[n % 4], "99,5", "ya"]
        else:
            yield [nip if n % 3 else f"NIP{n:09}", f"{year},{n}", f"Baik sekali {n}", f"{n} lebih", f"mungkin {n}"]


def _as_csv(path: Path, rows: Iterable[list[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows(rows)


def _as_xlsx(path: Path, rows: Iterable[list[Any]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()


def _looked(path: str) -> dict[str, Any]:
    """The product's own check of an upload, with its preview; `back`: the wrong rows that each file to mend holds."""
    from django.conf import settings

    from talent.interfaces import faults, import_jobs
    from talent.models import Agency

    (Path(settings.MEDIA_ROOT) / "imports").mkdir(parents=True, exist_ok=True)
    state, report = import_jobs.look(
        kind="performance", path=Path(path), file_name=Path(path).name, agency=Agency.objects.get(), by=_operator(),
        matches={},
    )  # fmt: skip
    assert state == "PREVIEWED", state
    with faults.location(report["faults_csv"]).open(encoding="utf-8-sig", newline="") as source:
        texts = sum(1 for _row in csv.reader(source)) - 1
    with zipfile.ZipFile(faults.location(report["faults"])) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        lines, tail = 0, b""
        for part in iter(lambda: sheet.read(1 << 20), b""):
            lines += (tail + part).count(b"</row>")
            tail = part[-5:]
    return {name: report[name] for name in ("rows", "rejected")} | {"back": {"csv": texts, "xlsx": lines - 1}}


def _written(path: str) -> dict[str, Any]:
    """The product's own import, every chunk and the end recorded in the ledger."""
    from talent.domain import imports
    from talent.interfaces import importers
    from talent.models import Agency

    agency, by = Agency.objects.get(), _operator()
    about = {"batch": None, "agency": agency, "kind": Path(path).stem, "digest": "0" * 64, "by": by}
    report = importers.read(
        kind=Path(path).stem, path=Path(path), filename=Path(path).name, agency=agency, by=by, dry_run=False,
        finish=lambda report: imports.committed(counts=report.counts(), **about),  # type: ignore[arg-type]
    )  # fmt: skip
    return report.counts()


def _checked(path: str) -> dict[str, Any]:
    """The file read into checked columns, compared with nothing."""
    from talent.domain.calm import calm
    from talent.interfaces.columns.check import check_sheet

    chunks = calm(check_sheet("performance", path, path, date(2026, 11, 22)))
    return {"rows": sum(chunk.raw_count for chunk in chunks)}


def _parsed(path: str) -> dict[str, Any]:
    """The file read cell by cell, and nothing else."""
    with Path(path).open(encoding="utf-8", newline="") as source:
        return {"rows": sum(1 for _row in csv.reader(source))}


def _rows(path: str) -> Any:
    """Chunks of database rows with their hashes, out of the file."""
    from talent.models import Agency, Employee

    agency = Agency.objects.get().pk
    ids = dict(Employee.objects.values_list("nip", "id"))
    at = datetime.now(UTC)
    codes = {"Baik": "BAIK", "Sangat Baik": "SANGAT_BAIK", "Kurang": "KURANG", "Butuh Perbaikan": "BUTUH_PERBAIKAN"}
    with Path(path).open(encoding="utf-8", newline="") as source:
        reader, chunk = csv.reader(source), []
        next(reader)
        for nip, year, rating, score, _idea in reader:
            key = hashlib.blake2b(year.encode(), digest_size=16).hexdigest()
            text = f"{year}\x1f{rating}\x1f{score}"
            digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
            number = int(year)
            row = (agency, ids[nip], date(number, 1, 1), date(number, 12, 31), at, None, key, digest, None, number)
            chunk.append((*row, None, None, codes[rating], float(score.replace(",", ".")), False, None))
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


_COLUMNS = ("agency_id", "employee_id", "true_from", "true_to", "known_from", "known_to", "key", "digest", "batch_id",
            "year", "work_result", "behaviour", "rating", "score", "new_idea", "rater")  # fmt: skip


def _reference(path: str) -> dict[str, Any]:
    """Parse, hash, COPY or executemany, then the indexes: what no import can do without."""
    from django.db import connection, transaction

    from talent.models import PerformanceRecord

    table, names = PerformanceRecord._meta.db_table, ", ".join(f'"{name}"' for name in _COLUMNS)
    marks = ", ".join(["%s"] * len(_COLUMNS))
    with connection.cursor() as cursor:
        identity = "id bigserial, " if connection.vendor == "postgresql" else "id integer primary key, "
        types = "bigint bigint date date timestamptz timestamptz varchar varchar bigint smallint varchar varchar"
        kinds = zip(_COLUMNS, [*types.split(), "varchar", "float", "boolean", "varchar"], strict=True)
        cursor.execute(f"CREATE TABLE bare ({identity}" + ", ".join(f'"{name}" {kind}' for name, kind in kinds) + ")")
        with transaction.atomic():
            for chunk in _rows(path):
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
                        for row in chunk:
                            copy.write_row(row)
                else:
                    plain = [(*row[:2], str(row[2]), str(row[3]), str(row[4]), *row[5:]) for row in chunk]
                    cursor.executemany(f"INSERT INTO bare ({names}) VALUES ({marks})", plain)
            cursor.execute("CREATE UNIQUE INDEX bare_once ON bare (employee_id, key) WHERE known_to IS NULL")
            cursor.execute("CREATE INDEX bare_employee ON bare (employee_id)")
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE bare ADD PRIMARY KEY (id)")
        cursor.execute("SELECT count(*) FROM bare")
        count = cursor.fetchone()[0]
        cursor.execute("DROP TABLE bare")
    return {"rows": count, "table": table}


def _bulk_create(path: str) -> dict[str, Any]:
    """The same rows by the ORM's own way: a tenth of them, the time counted tenfold; rolled back."""
    from django.db import connection, transaction

    from talent.models import PerformanceRecord

    started, total = time.perf_counter(), _parsed(path)["rows"] - 1
    with transaction.atomic():
        made = 0
        for chunk in _rows(path):
            if made * SAMPLE >= total:
                break
            # Under another key than those that are there already.
            rows = [PerformanceRecord(**dict(zip(_COLUMNS, row, strict=True)) | {"key": f"{made + at:032x}"})
                    for at, row in enumerate(chunk)]  # fmt: skip
            PerformanceRecord.objects.bulk_create(rows, batch_size=1_000)
            made += len(rows)
        if connection.vendor == "postgresql":
            connection.check_constraints()  # what a commit would have paid
        transaction.set_rollback(True)
    seconds = time.perf_counter() - started
    # What was rolled back is in nobody's way.
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f'VACUUM "{PerformanceRecord._meta.db_table}"')
    return {"rows": made, "seconds": seconds * total / made}


def _operator() -> Any:
    from accounts.domain.users import system_operator

    return system_operator()


def timed(name: str, *words: Any) -> dict[str, Any]:
    """One part, in this process: its answer with seconds, and the peak memory (MB) of this process and of the largest
    of those that it began (shared pages counted in both)."""
    started = time.perf_counter()
    answer = globals()[f"_{name}"](*map(str, words))
    seconds = time.perf_counter() - started
    peak, readers = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"seconds": seconds, "peak": peak, "readers": readers} | answer


def part(name: str, words: list[str]) -> None:
    """One part, said as a line of JSON."""
    import django

    django.setup()
    print(json.dumps(timed(name, *words)))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("_"):
        part(sys.argv[1][1:], sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
