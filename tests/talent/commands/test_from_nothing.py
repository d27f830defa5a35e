"""An empty database, a few commands, a result: no server, no page, nothing else."""

import csv
import json
from dataclasses import replace

from tests import factories
from tests.scratch import Scratch
from tests.talent.interfaces.files import csv_file, employee, performance

FROM_NOTHING = """
import json
from django.core.management import call_command
from django.db import connection
from tests.talent.domain.tables import state

if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
assert connection.introspection.table_names() == []

def imported(kind, *words):
    try:
        call_command("import_records", kind, f"{folder}/{kind}.csv", *words)
    except SystemExit as ended:
        return ended.code
    return 0

call_command("bootstrap")
first = state()
call_command("bootstrap")
found = {"bootstrap again": state() == first, "agencies": imported("agencies"), "employees": imported("employees")}
before = state()
found |= {"tried": imported("performance", "--dry-run"), "untouched": state() == before}
found |= {"performance": imported("performance"), "touched": state() != before}
call_command("map_talent", "KALTIM", "--on", "2026-06-30", "--out", f"{folder}/map.csv")
call_command("verify_ledger", "--export", f"{folder}/heads.json")
call_command("verify_ledger", "--checkpoint", f"{folder}/heads.json")
print(json.dumps(found))
"""


def test_bootstrap_import_map_and_verify_on_an_empty_database(scratch: Scratch) -> None:
    if scratch.url.startswith("sqlite"):
        scratch = replace(scratch, url=f"sqlite:///{scratch.folder / 'empty.sqlite3'}")
    nips = [factories.nip(number) for number in (831, 832)]
    agency = {"kode": "KALTIM", "nama": "Provinsi Kalimantan Timur", "jenis": "provinsi", "provinsi": ""}
    csv_file(scratch.folder, "agencies", [agency])
    csv_file(scratch.folder, "employees", [employee(nip) for nip in nips])
    csv_file(scratch.folder, "performance", [performance(nips[0]), performance("123")])
    said = scratch.python(f"folder = {str(scratch.folder)!r}\n{FROM_NOTHING}")
    assert json.loads(said.splitlines()[-1]) == {
        "bootstrap again": True,
        "agencies": 0,
        "employees": 0,
        "tried": 3,
        "untouched": True,
        "performance": 3,
        "touched": True,
    }
    with (scratch.folder / "map.csv").open(encoding="utf-8", newline="") as mapped:
        assert [row["nip"] for row in csv.DictReader(mapped)] == nips
