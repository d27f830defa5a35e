"""manage.py make_population: synthetic people as workbooks, any number, any seed; nobody in them exists."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from talent.population.demonstration import write_demonstration
from talent.population.population import KINDS, Spec, write


class Command(BaseCommand):
    """Writes every workbook kind of one agency, or the whole demonstration set. Needs no database."""

    help = "Write workbooks with synthetic people: one agency, or the demonstration (--demo)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="the demonstration set; only --out is read")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--agency", metavar="CODE")
        parser.add_argument("--name", default="", help="the agency's name")
        parser.add_argument("--kind", choices=("PROVINCE", "CITY"), default="PROVINCE")
        parser.add_argument("--employees", type=int, default=1000, metavar="N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--on", type=dt.date.fromisoformat, default=dt.date(2026, 6, 30), metavar="DATE")
        parser.add_argument("--history-from", type=int, default=2019, metavar="YEAR")
        parser.add_argument(
            "--snapshot",
            type=dt.date.fromisoformat,
            action="append",
            default=[],
            metavar="DATE",
            help="a day of the employees' state; may be repeated; default: the day of --on",
        )
        parser.add_argument("--serials", default="1-999", help="NIP serials, to keep agencies apart (1-999)")
        parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
        parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, metavar="KIND")
        parser.add_argument("--story", action="store_true", help="with the forced candidates for a vacancy")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"]:
            write_demonstration(options["out"])
            self._said(options["out"])
            return
        if not options["agency"]:
            raise CommandError("--agency is needed (or --demo)")
        try:
            write(_spec(options), options["out"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._said(options["out"])

    def _said(self, folder: Path) -> None:
        self.stdout.write(f"buku kerja ditulis di / workbooks written in {folder}")


def _spec(options: dict[str, Any]) -> Spec:
    first, _, last = options["serials"].partition("-")
    return Spec(
        agency=options["agency"],
        employees=options["employees"],
        seed=options["seed"],
        on=options["on"],
        name=options["name"],
        kind=options["kind"],
        history_from=options["history_from"],
        snapshots=tuple(sorted(options["snapshot"])),
        serials=(int(first), int(last)),
        form=options["format"],
        kinds=tuple(options["kinds"]),
        story=options["story"],
    )
