"""What is killed for T-13: an import, a mapping run, the signature under a pool, the decision on a vacancy.

Each function here is the main part of a script on a scratch database: it works through its rounds and tells the tally.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from talent.domain import bulk, cycles, imports, mapping
from talent.interfaces import import_jobs, importers
from talent.interfaces.sheets import csv
from talent.models import ImportBatch, MappingRun, Placement, PoolMembership, ReviewCycle, TrainingRecord
from tests import factories
from tests.assurance.killing import rounds, tell
from tests.talent.interfaces.files import csv_file

PEOPLE, CHUNK = 12, 5
DAYS = ("2022-03-01", "2023-03-01", "2024-03-01", "2025-03-03")


def worked(kind: str) -> Callable[[], None]:
    """The work of the newest job of a kind, from where it stands."""

    def work() -> None:
        job = Job.objects.filter(kind=kind).latest("id")
        Job.objects.filter(pk=job.pk).exclude(state="DONE").update(state="WAITING", heartbeat_at=timezone.now())
        running.run_job.func(job.pk)

    return work


def killed_imports(*, folder: str, kills: int) -> None:
    """Every round a file of its own, of 48 rows in 10 chunks."""
    csv.CHUNK = CHUNK  # type: ignore[attr-defined]
    agency, by = factories.agency(), system_operator()
    nips = [factories.employee(agency).nip for _person in range(PEOPLE)]

    def prepare(number: int) -> Callable[[], None]:
        about = {"nama": f"Kursus {number}", "jenis": "bangkom", "jp": "20"}
        rows = [{"nip": nip, "tanggal_selesai": day, **about} for nip in nips for day in DAYS]
        path = csv_file(Path(folder), "training", rows)
        batch = import_jobs.upload(
            agency=agency, kind="training", file_name=path.name, parts=[path.read_bytes()], by=by
        )
        imports.start_commit(batch=batch, by=by)
        return worked("import")

    def between(number: int) -> str:
        batch, job = ImportBatch.objects.latest("id"), Job.objects.filter(kind="import").latest("id")
        rows = TrainingRecord.objects.filter(name=f"Kursus {number}").count()
        chunk = job.cursor.get("chunk", 0)
        events = len(_chunks(batch))
        whole = min(chunk * CHUNK, PEOPLE * len(DAYS))
        return "" if (rows, events) == (whole, chunk) else f"{rows} rows, {events} events at chunk {chunk}"

    def judge(number: int) -> Any:
        batch = ImportBatch.objects.latest("id")
        rows = TrainingRecord.objects.filter(name=f"Kursus {number}").order_by("employee__nip", "true_from")
        ends = Event.objects.filter(kind="talent.import.committed", subject=ledger.subject_name(batch)).count()
        found = list(rows.values_list("employee__nip", "true_from", "hours", "known_to"))
        return found, _chunks(batch), batch.state, batch.report["written"], ends

    steps = {
        "rows written": ((bulk, "insert"), 9),
        "chunk in the ledger": ((imports, "chunk_written"), 9),
        "cursor moved": ((running, "advance"), 9),
        "next chunk begun": ((importers.known, "turn"), 9),
        "file noted as written": ((imports, "committed"), 1),
    }
    tell(rounds(kills=kills, seed=13, steps=steps, prepare=prepare, between=between, judge=judge))


def _chunks(batch: ImportBatch) -> list[int]:
    events = Event.objects.filter(kind="talent.records.written", subject=ledger.subject_name(batch)).order_by("id")
    return [event.payload["chunk"] for event in events]


def killed_mappings(*, folder: str, kills: int) -> None:
    """Every round a cycle of its own over the same twelve people, three a chunk."""
    mapping.CHUNK = 3  # type: ignore[misc]
    agency, by = factories.agency(), system_operator()
    for number in range(PEOPLE):
        factories.assessed(factories.employee(agency), level=2 + number % 4, award=number % 3 > 0)

    def prepare(number: int) -> Callable[[], None]:
        cycles.start_mapping(cycle=factories.cycle(agency, f"Siklus {number}"), by=by)
        return worked("map")

    def between(number: int) -> str:
        cycle, job = ReviewCycle.objects.latest("id"), Job.objects.filter(kind="map").latest("id")
        placed = Placement.objects.filter(run__cycle=cycle).count()
        if placed != job.cursor.get("people", 0):
            return f"{placed} placements at {job.cursor}"
        finished = MappingRun.objects.filter(cycle=cycle).exclude(finished_at=None).count()
        noted = _noted(cycle)
        whole = finished == noted <= 1 and (cycle.state == "MAPPED") <= finished
        return "" if whole else f"{finished} runs finished, {noted} noted, cycle {cycle.state}"

    def judge(number: int) -> Any:
        cycle = ReviewCycle.objects.select_related("run").latest("id")
        job, run = Job.objects.filter(kind="map").latest("id"), cycle.run
        assert run is not None
        names = ("performance", "potential", "talent_value", "performance_band", "potential_band", "box", "missing")
        placed = list(run.placements.order_by("employee_id").values_list("employee_id", *names))
        again = mapping.replay(run).identical
        return placed, run.inputs_digest, run.results_digest, run.people, cycle.state, job.state, _noted(cycle), again

    steps = {
        "run begun": ((mapping, "_begin"), 1),
        "placements written": ((bulk, "insert"), 4),
        "cursor moved": ((running, "advance"), 4),
        "next chunk computed": ((mapping, "_place"), 4),
        "run noted as finished": ((ledger, "record"), 1),
        "run finished": ((mapping, "_finish"), 1),
        "cycle moved": ((cycles, "move"), 1),
    }
    tell(rounds(kills=kills, seed=14, steps=steps, prepare=prepare, between=between, judge=judge))


def _noted(cycle: ReviewCycle) -> int:
    runs = [ledger.subject_name(run) for run in MappingRun.objects.filter(cycle=cycle)]
    return Event.objects.filter(kind="talent.mapping.finished", subject__in=runs).count()


def killed_signatures(*, folder: str, kills: int) -> None:
    """Every round a proposed cycle of its own, which the PPK signs until it is signed."""
    agency, by = factories.agency(), system_operator()
    for number in range(PEOPLE):
        factories.assessed(factories.employee(agency), level=2 + number % 4, award=number % 3 > 0)

    def prepare(number: int) -> Callable[[], None]:
        proposed = factories.mapped_cycle(agency, f"Siklus {number}")
        cycles.propose(cycle=proposed, reason=factories.NO_FORUM, by=by)
        token = cycles.confirmation_token(proposed)

        def sign() -> None:
            cycle = ReviewCycle.objects.get(pk=proposed.pk)
            try:
                cycles.establish(cycle=cycle, decree="800/1/2026", established_date=factories.ON, token=token, by=by)
            except DomainError as error:
                # The one before was killed after its transaction: who signs again is told, and nothing is done twice.
                assert (error.code, cycle.state) == ("stale", "ESTABLISHED")  # noqa: PT017

        return sign

    def state() -> tuple[Any, ...]:
        cycle = ReviewCycle.objects.latest("id")
        rows = PoolMembership.objects.filter(cycle=cycle).order_by("rank")
        members = list(rows.values_list("employee_id", "box", "rank", "talent_value", "valid_from", "valid_to"))
        about = {"kind": "talent.pool.established", "subject": ledger.subject_name(cycle)}
        noted = [event.payload["members"] for event in Event.objects.filter(**about)]
        return cycle.state, cycle.version, cycle.decree, cycle.established_date, members, noted

    def between(number: int) -> str:
        found = state()
        nothing = (found[0], found[2] or "", found[4], found[5]) == ("PROPOSED", "", [], [])
        everything = found[0] == "ESTABLISHED" and found[5] == [len(found[4])]
        return "" if nothing or everything else str(found)

    steps = {
        "cycle moved": ((cycles, "move"), 1),
        "members written": ((bulk, "insert"), 1),
        "pool filled": ((cycles, "_fill_pool"), 1),
        "signature in the ledger": ((ledger, "record"), 1),
        "signed": ((cycles, "establish"), 1),
    }
    tell(rounds(kills=kills, seed=15, steps=steps, prepare=prepare, between=between, judge=lambda _number: state()))


def killed_decisions(*, folder: str, kills: int) -> None:
    """The PPK's decision on a vacancy; after each round it is withdrawn, for the next one."""
    from succession.domain import decision
    from succession.domain.confirmation import confirmation_token
    from succession.models import AppointmentDecision, Vacancy
    from tests.succession import cast

    agency, by = factories.agency(), system_operator()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency, "L-1", "JPT-1")
    cast.nominated(vacancy, people)
    given = {"decided_on": date(2026, 7, 20), "number": "800/7/2026", "reason": "Paling berpengalaman."}

    def held() -> list[tuple[Any, ...]]:
        open_now = AppointmentDecision.objects.filter(ended_at=None)
        return list(open_now.values_list("employee_id", "number", "decided_on", "reason"))

    def noted() -> int:
        return Event.objects.filter(kind__startswith="succession.", kind__endswith="decided").count()

    count = {"before": 0}

    def prepare(number: int) -> Callable[[], None]:
        for one in AppointmentDecision.objects.filter(ended_at=None).select_related("vacancy__agency"):
            decision.withdraw(decision=one, reason="Putaran berikutnya.", by=by)
        count["before"] = noted()
        token = confirmation_token(Vacancy.objects.get(pk=vacancy.pk))

        def sign() -> None:
            now = Vacancy.objects.select_related("agency").get(pk=vacancy.pk)
            try:
                decision.decide(vacancy=now, employee=people[0], token=token, by=by, **given)
            except DomainError as error:
                assert (error.code, now.state) == ("contested", "DECIDED"), error.code  # noqa: PT017

        return sign

    def between(number: int) -> str:
        state = Vacancy.objects.get(pk=vacancy.pk).state
        found = (len(held()), noted() - count["before"], state == "DECIDED")
        return "" if found in ((0, 0, False), (1, 1, True)) else str(found)

    def judge(number: int) -> Any:
        return held(), noted() - count["before"], Vacancy.objects.get(pk=vacancy.pk).state

    steps = {
        "decision written": ((decision, "_insert"), 1),
        "vacancy moved": ((decision.states, "move"), 1),
        "decision in the ledger": ((ledger, "record"), 1),
        "decided": ((decision, "decide"), 1),
    }
    tell(rounds(kills=kills, seed=16, steps=steps, prepare=prepare, between=between, judge=judge))
