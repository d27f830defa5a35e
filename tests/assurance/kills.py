"""What is killed for T-13: an import, a mapping run, the signature under a pool, a sweep, a longlist, the decision on a
vacancy.

Each function here is the main part of a script on a scratch database: it prepares it, works through its rounds and
tells the tally.
"""

from datetime import date
from pathlib import Path

from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from succession.domain import decision, gate, longlist, sweeping
from succession.domain.confirmation import confirmation_token
from succession.domain.queries import sweeps
from succession.models import AppointmentDecision, EligibilitySweep, Longlist, LonglistEntry, SweptPairs, Vacancy
from talent.codes import JPT_TIERS
from talent.domain import bulk, cycles, imports, known, mapping
from talent.interfaces import import_jobs, importers
from talent.interfaces.sheets import csv
from talent.models import ImportBatch, MappingRun, PoolMembership, ReviewCycle, TrainingRecord
from tests import factories
from tests.assurance.killing import Work, rounds, tell
from tests.succession import cast
from tests.talent.interfaces.files import csv_file

PEOPLE, CHUNK = 12, 5
MAPPED, SWEPT = 6, 7
DAYS = ("2022-03-01", "2023-03-01", "2024-03-01", "2025-03-03")


def newest_job(kind: str) -> Work:
    """The work of the worker that finds the newest job of a kind, from where it stands."""
    pk = Job.objects.filter(kind=kind).latest("id").pk

    def work() -> None:
        Job.objects.filter(pk=pk).exclude(state="DONE").update(state="WAITING", heartbeat_at=timezone.now())
        running.run_job.func(pk)

    return work


def killed_imports(*, folder: str, kills: int) -> None:
    """A file of 48 rows in 10 chunks."""
    csv.CHUNK = CHUNK  # type: ignore[attr-defined]
    agency, by = factories.agency(), system_operator()
    nips = [factories.employee(agency).nip for _person in range(PEOPLE)]
    about = {"nama": "Kursus", "jenis": "bangkom", "jp": "20"}
    rows = [{"nip": nip, "tanggal_selesai": day, **about} for nip in nips for day in DAYS]
    path = csv_file(Path(folder), "training", rows)
    batch = import_jobs.upload(agency=agency, kind="training", file_name=path.name, parts=[path.read_bytes()], by=by)
    imports.start_commit(batch=batch, by=by)
    steps = {
        "rows written": ((bulk, "insert"), 9),
        "chunk in the ledger": ((imports, "chunk_written"), 9),
        "cursor moved": ((running, "advance"), 9),
        "next chunk begun": ((importers.known, "turn"), 9),
        "file noted as written": ((imports, "committed"), 1),
    }
    tally = rounds(folder=folder, kills=kills, seed=13, steps=steps, work=newest_job("import"))
    assert TrainingRecord.objects.count() == len(rows)
    events = Event.objects.filter(kind="talent.records.written", subject=ledger.subject_name(batch)).order_by("id")
    assert [event.payload["chunk"] for event in events] == list(range(1, 11))
    assert ImportBatch.objects.get().state == "COMMITTED"
    tell(tally)


def killed_mappings(*, folder: str, kills: int) -> None:
    """A cycle of six people, two a chunk."""
    mapping.CHUNK = 2  # type: ignore[misc]
    _people()
    cycles.start_mapping(cycle=factories.cycle(), by=system_operator())
    steps = {
        "run begun": ((mapping, "_begin"), 1),
        "placements written": ((bulk, "insert"), 3),
        "cursor moved": ((running, "advance"), 4),
        "next chunk computed": ((mapping, "_place"), 3),
        "run noted as finished": ((ledger, "record"), 1),
        "run finished": ((mapping, "_finish"), 1),
        "cycle moved": ((cycles, "move"), 1),
    }
    tally = rounds(folder=folder, kills=kills, seed=14, steps=steps, work=newest_job("map"))
    run = MappingRun.objects.get()
    assert (run.people, ReviewCycle.objects.get().state, mapping.replay(run).identical) == (MAPPED, "MAPPED", True)
    tell(tally)


def _people() -> None:
    for number in range(MAPPED):
        factories.assessed(factories.employee(), level=2 + number % 4, award=number % 3 > 0)


def killed_signatures(*, folder: str, kills: int) -> None:
    """A proposed cycle, which the PPK signs until it is signed."""
    _people()
    by, proposed = system_operator(), factories.mapped_cycle()
    cycles.propose(cycle=proposed, reason=factories.NO_FORUM, by=by)
    token = cycles.confirmation_token(proposed)

    def sign() -> None:
        cycle = ReviewCycle.objects.get(pk=proposed.pk)
        try:
            cycles.establish(cycle=cycle, decree="800/1/2026", established_date=factories.ON, token=token, by=by)
        except DomainError as error:
            # The one before was killed after its transaction: who signs again is told, and nothing is done twice.
            assert (error.code, cycle.state) == ("stale", "ESTABLISHED")  # noqa: PT017

    steps = {
        "cycle moved": ((cycles, "move"), 1),
        "members written": ((bulk, "insert"), 1),
        "pool filled": ((cycles, "_fill_pool"), 1),
        "signature in the ledger": ((ledger, "record"), 1),
        "signed": ((cycles, "establish"), 1),
    }
    tally = rounds(folder=folder, kills=kills, seed=15, steps=steps, work=sign)
    noted = Event.objects.get(kind="talent.pool.established").payload["members"]
    assert noted == PoolMembership.objects.count() > 0
    tell(tally)


def killed_sweeps(*, folder: str, kills: int) -> None:
    """Seven people against two posts, two people a chunk."""
    sweeping.CHUNK = 2  # type: ignore[misc]
    by, agency = system_operator(), factories.agency()
    posts = [cast.post(agency, "A"), cast.post(agency, "B", job_family="kesehatan")]
    cast.people(agency, SWEPT)
    sweeping.start(agency=agency, tiers=JPT_TIERS, on=timezone.localdate(), by=by)
    steps = {
        "pairs written": ((bulk, "insert"), 4),
        "cursor moved": ((running, "advance"), 4),
        "next chunk held": ((sweeping, "_hold"), 4),
        "pairs counted": ((sweeping, "_counts"), 2),
        "sweep noted as finished": ((ledger, "record"), 1),
        "sweep finished": ((sweeping, "_finish"), 1),
    }
    tally = rounds(folder=folder, kills=kills, seed=20, steps=steps, work=newest_job("sweep"))
    sweep = EligibilitySweep.objects.get()
    assert (sweep.people, SweptPairs.objects.count()) == (SWEPT, 4 * len(posts))
    assert [one.people for one in sweep.swept.all()] == [SWEPT] * len(posts)
    assert [len(sweeps.pairs_of(sweep.pk, post.pk)[0]) for post in posts] == [SWEPT] * len(posts)
    tell(tally)


def killed_longlists(*, folder: str, kills: int) -> None:
    """The longlist of a vacancy whose route leads through the pool."""
    by, agency = system_operator(), factories.agency()
    cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=by)

    def build() -> None:
        now = Vacancy.objects.select_related("agency").get(pk=vacancy.pk)
        # One whose builder was killed after its transaction is there.
        if now.state != "LONGLISTED":
            longlist.build(vacancy=now, by=by)

    steps = {
        "instant taken": ((known, "turn"), 1),
        "everybody held against everything": ((longlist, "compute"), 1),
        "entries written": ((bulk, "insert"), 1),
        "vacancy moved": ((longlist.states, "move"), 1),
        "longlist in the ledger": ((ledger, "record"), 1),
        "built": ((longlist, "build"), 1),
    }
    tally = rounds(folder=folder, kills=kills, seed=18, steps=steps, work=build)
    assert (Longlist.objects.count(), LonglistEntry.objects.count()) == (1, 3)
    tell(tally)


def killed_decisions(*, folder: str, kills: int) -> None:
    """The PPK's decision on a vacancy."""
    by, (vacancy, people) = system_operator(), cast.ready(factories.agency(), 3)
    given = {"decided_on": date(2026, 7, 20), "number": "800/7/2026", "reason": "Paling berpengalaman."}
    token = confirmation_token(Vacancy.objects.get(pk=vacancy.pk))

    def sign() -> None:
        now = Vacancy.objects.select_related("agency").get(pk=vacancy.pk)
        try:
            decision.decide(vacancy=now, employee=people[0], token=token, by=by, **given)
        except DomainError as error:
            assert (error.code, now.state) == ("contested", "DECIDED"), error.code  # noqa: PT017

    steps = {
        "decision written": ((decision, "_insert"), 1),
        "vacancy moved": ((decision.states, "move"), 1),
        "decision in the ledger": ((ledger, "record"), 1),
        "decided": ((decision, "decide"), 1),
    }
    tally = rounds(folder=folder, kills=kills, seed=16, steps=steps, work=sign)
    assert AppointmentDecision.objects.get(ended_at=None).employee == people[0]
    assert Vacancy.objects.get(pk=vacancy.pk).state == "DECIDED"
    tell(tally)
