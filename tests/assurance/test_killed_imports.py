"""T-13: an importer killed with SIGKILL at named steps and at random goes on to the result of an undisturbed one."""

import json
import os
import random

from tests import factories
from tests.scratch import Scratch
from tests.talent.interfaces.files import csv_file, employee, performance

PEOPLE, YEARS, CHUNK = 12, ("2022", "2023", "2024", "2025"), 5
CHUNKS = -(-PEOPLE * len(YEARS) // CHUNK)
STEPS = ["rows", "event", "cursor", "chunk"]
RANDOM = 60 if os.environ.get("ASSURE") == "long" else 1

PREPARE = """
from pathlib import Path
from django.core.management import call_command
from accounts.domain.users import system_operator
from talent.domain import imports
from talent.interfaces import import_jobs
from tests import factories
by, agency = system_operator(), factories.agency()
call_command("import_records", "employees", f"{folder}/employees.csv", "--agency", agency.code)
path = Path(folder) / "performance.csv"
batch = import_jobs.upload(agency=agency, kind="performance", file_name=path.name, parts=[path.read_bytes()], by=by)
imports.start_commit(batch=batch, by=by)
"""
# The worker, which kills itself after `step` of its `nth` chunk; without a step it works to the end.
WORK = """
import os, signal
from django.utils import timezone
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from talent.domain import bulk, imports
from talent.models import ImportBatch
from talent.interfaces import importers
from talent.interfaces.sheets import csv
csv.CHUNK = chunk
count = 0
def dying(module, name, at):
    held = getattr(module, name)
    def called(*words, **options):
        global count
        answer = held(*words, **options)
        count += 1
        if step == at and count >= nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    setattr(module, name, called)
if step in ("rows", "event", "cursor"):
    dying(*{"rows": (bulk, "insert"), "event": (imports, "chunk_written"), "cursor": (running, "advance")}[step], step)
if step == "chunk":
    # After the chunk's transaction: when the next one begins.
    dying(importers.known, "turn", step)
if step == "moment":
    signal.setitimer(signal.ITIMER_REAL, delay)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
Job.objects.filter(kind="import").exclude(state="DONE").update(state="WAITING", heartbeat_at=timezone.now())
job = Job.objects.get(kind="import", params__batch=ImportBatch.objects.get(kind="performance").pk)
running.run_job.func(job.pk)
print(Job.objects.get(pk=job.pk).state)
"""
RESULT = """
import json
from audit.models import Event
from talent.models import ImportBatch, PerformanceRecord
rows = PerformanceRecord.objects.values_list("employee__nip", "year", "rating", "known_to")
batch = ImportBatch.objects.get(kind="performance")
chunks = Event.objects.filter(kind="talent.records.written", subject=f"talent.importbatch:{batch.pk}").order_by("pk")
ends = Event.objects.filter(kind="talent.import.committed", payload__kind="performance").count()
numbers = [event.payload["chunk"] for event in chunks]
print(json.dumps([sorted(map(list, rows)), numbers, batch.state, batch.report["written"], ends]))
"""


def test_killed_imports_go_on_and_end_as_if_nothing_had_happened(scratch: Scratch) -> None:
    nips = [factories.nip(number) for number in range(1, PEOPLE + 1)]
    csv_file(scratch.folder, "employees", [employee(nip) for nip in nips])
    csv_file(scratch.folder, "performance", [performance(nip, year) for nip in nips for year in YEARS])
    where = f"folder, chunk = {str(scratch.folder)!r}, {CHUNK}\n"
    scratch.python(where + PREPARE)
    chance = random.Random(13)
    plans = [(step, 2, 0.0) for step in STEPS] + [("moment", 0, chance.uniform(0.01, 0.2)) for _ in range(RANDOM)]
    killed = 0
    for step, nth, delay in plans:
        process = scratch.begin(f"{where}step, nth, delay = {step!r}, {nth}, {delay}\n{WORK}")
        process.communicate(timeout=120)
        killed += process.returncode == -9
    assert killed >= len(STEPS)
    assert scratch.python(f"{where}step, nth, delay = '', 0, 0\n{WORK}").splitlines()[-1] == "DONE"
    rows, chunks, state, written, ends = json.loads(scratch.python(RESULT).splitlines()[-1])
    assert rows == sorted([nip, int(year), "BAIK", None] for nip in nips for year in YEARS)
    assert chunks == list(range(1, CHUNKS + 1))
    total = PEOPLE * len(YEARS)
    assert (state, ends) == ("COMMITTED", 1)
    assert written == {"rows": total, "new": total, "changed": 0, "same": 0, "rejected": 0}
