"""Compute a mapping run again from the dated facts."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.domain.users import system_operator
from talent.domain import openings
from talent.management.base import DomainCommand, agency_named
from talent.models import Employee, MappingRun, ReviewCycle


class Command(DomainCommand):
    help = "Replay a mapping run and hold it against what was stored. Exit 0: identical; 1: different."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", nargs="?", type=int, metavar="RUN_ID")
        parser.add_argument("--cycle", nargs=2, metavar=("AGENCY", "NAME"), help="the run that a cycle rests on")

    def act(self, *, run: int | None, cycle: list[str] | None, **options: Any) -> None:
        if (run is None) == (cycle is None):
            raise CommandError("sebutkan RUN_ID atau --cycle / name either RUN_ID or --cycle")
        found = _of_cycle(*cycle) if cycle else MappingRun.objects.filter(pk=run).first()
        if found is None or found.finished_at is None:
            raise CommandError("pemetaan ini tidak ada atau belum selesai / no such run, or not finished")
        result = openings.replay(run=found, by=system_operator())
        word = "identik/identical" if result.identical else "BERBEDA/DIFFERENT"
        self.stdout.write(f"pemetaan/mapping {found.pk}, {found.on}: {word}, {result.people} pegawai/employees")
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
        if not result.identical:
            sys.exit(1)


def _of_cycle(agency: str, name: str) -> MappingRun | None:
    named = ReviewCycle.objects.filter(agency=agency_named(agency), name=name)
    cycle = named.exclude(state=ReviewCycle.State.CANCELLED).select_related("run").first()
    if cycle is None:
        raise CommandError(f"siklus “{name}” tidak ada / no such cycle “{name}”")
    return cycle.run
