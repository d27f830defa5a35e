"""Compute a mapping run, all that a filling decided, or a simulation again from the dated facts."""

import sys
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.domain.users import system_operator
from succession.domain import openings as fillings
from succession.domain.replay import Replay
from succession.models import AppointmentDecision, Deviation, Longlist, RouteDecision, Simulation, Vacancy
from talent.domain import openings
from talent.management.base import DomainCommand, agency_named
from talent.models import Employee, MappingRun, ReviewCycle

NAMES: dict[type[Any], str] = {
    RouteDecision: "jalur/route",
    Longlist: "daftar panjang/longlist",
    Vacancy: "tiga nama/three names",
    AppointmentDecision: "keputusan/decision",
    Deviation: "pengulangan/start anew",
    Simulation: "simulasi/simulation",
}


class Command(DomainCommand):
    help = (
        "Replay a mapping run, a filling or a simulation, and hold it against what was stored. Exit 0: identical, as "
        "far as it was stored; 1: different."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", nargs="?", type=int, metavar="RUN_ID")
        parser.add_argument("--cycle", nargs=2, metavar=("AGENCY", "NAME"), help="the run that a cycle rests on")
        parser.add_argument(
            "--vacancy",
            nargs=2,
            metavar=("AGENCY", "CODE"),
            help="every route, longlist, nomination, decision and start anew of a vacancy",
        )
        parser.add_argument("--simulation", type=int, metavar="ID", help="a simulation, by its number")

    def act(
        self,
        *,
        run: int | None,
        cycle: list[str] | None,
        vacancy: list[str] | None,
        simulation: int | None,
        language: str,
        **options: Any,
    ) -> None:
        if [run, cycle, vacancy, simulation].count(None) != 3:
            told = "RUN_ID, --cycle, --vacancy, {} --simulation".format
            raise CommandError(f"sebutkan {told('atau')} / name one of {told('or')}")
        if vacancy or simulation is not None:
            identical = self._filling(*vacancy, language) if vacancy else self._simulation(simulation, language)
        else:
            identical = self._mapping(run, cycle)
        if not identical:
            sys.exit(1)

    def _filling(self, agency: str, code: str, language: str) -> bool:
        found = Vacancy.objects.select_related("agency").filter(agency=agency_named(agency), code=code).first()
        if found is None:
            raise CommandError(f"lowongan “{code}” tidak ada / no such vacancy “{code}”")
        replayed = fillings.replay_filling(vacancy=found, by=system_operator())
        if not replayed:
            raise CommandError("lowongan ini belum berjalur / this vacancy has no route yet")
        same = [self._told(stored, result, language) for stored, result in replayed]
        return all(same)

    def _simulation(self, pk: int | None, language: str) -> bool:
        found = Simulation.objects.select_related("agency").filter(pk=pk).first()
        if found is None:
            raise CommandError("simulasi ini tidak ada / no such simulation")
        return self._told(found, fillings.replay_simulation(stored=found, by=system_operator()), language)

    def _told(self, stored: fillings.Stored | Simulation, result: Replay, language: str) -> bool:
        """Say how it compares; whether nothing that was kept comes out otherwise."""
        what = f"{NAMES[type(stored)]} {stored.pk}"
        word = _word(result.identical) if result.kept else "tidak disimpan waktu itu/not stored then"
        self.stdout.write(f"{what}, {_on(stored)}: {word}")
        if not result.law_same:
            self.stdout.write("  hukum berubah sejak itu / the law has changed since")
        if not result.inputs_same:
            self.stdout.write("  data yang mendasarinya berbeda / the facts it rests on differ")
        for difference in result.differences:
            self.stdout.write(f"  {difference.in_(language)}")
        return result.identical or not result.kept

    def _mapping(self, run: int | None, cycle: list[str] | None) -> bool:
        found = _of_cycle(*cycle) if cycle else MappingRun.objects.filter(pk=run).first()
        if found is None or found.finished_at is None:
            raise CommandError("pemetaan ini tidak ada atau belum selesai / no such run, or not finished")
        result = openings.replay(run=found, by=system_operator())
        told = f"{_word(result.identical)}, {result.people} pegawai/employees"
        self.stdout.write(f"pemetaan/mapping {found.pk}, {found.on}: {told}")
        if not result.law_same:
            self.stdout.write("  hukum berubah sejak pemetaan itu / the law has changed since that run")
            if result.rules_changed == []:
                self.stdout.write("  tetapi bukan aturan yang dipakainya / but none of the rules that it used")
            for rule in result.rules_changed or ():
                self.stdout.write(f"  {rule}")
        if not result.inputs_same:
            self.stdout.write("  data yang mendasarinya berbeda / the facts it rests on differ")
        nips = Employee.objects.filter(pk__in=result.differences).order_by("nip").values_list("nip", flat=True)
        for nip in nips:
            self.stdout.write(f"  {nip}")
        return result.identical


def _word(identical: bool) -> str:
    return "identik/identical" if identical else "BERBEDA/DIFFERENT"


def _of_cycle(agency: str, name: str) -> MappingRun | None:
    named = ReviewCycle.objects.filter(agency=agency_named(agency), name=name)
    cycle = named.exclude(state=ReviewCycle.State.CANCELLED).select_related("run").first()
    if cycle is None:
        raise CommandError(f"siklus “{name}” tidak ada / no such cycle “{name}”")
    return cycle.run


def _on(stored: fillings.Stored | Simulation) -> date:
    """The day that it is about."""
    if isinstance(stored, AppointmentDecision):
        return stored.decided_on
    if isinstance(stored, Vacancy):
        return stored.reference_date
    return stored.dated if isinstance(stored, Deviation) else stored.on
