"""Map an agency's talent and write the placements to a file."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounts.domain.users import system_operator
from talent.domain import mapping
from talent.domain.queries import policies
from talent.interfaces.placements import HEADER, rows
from talent.management.base import DomainCommand, agency_named, day, instant, writable


class Command(DomainCommand):
    help = "Compute the boxes of an agency's employees on a date and write them as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("agency")
        parser.add_argument("--on", required=True, metavar="DATE")
        parser.add_argument("--known-at", metavar="DATETIME")
        parser.add_argument("--policy", metavar="CODE")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.csv")

    def act(
        self,
        *,
        agency: str,
        on: str,
        known_at: str | None,
        policy: str | None,
        out: Path,
        language: str,
        **options: Any,
    ) -> None:
        writable(out)
        owner, date = agency_named(agency), day(on)
        chosen = policies.in_force(owner, date, policy)
        run = mapping.run(agency=owner, on=date, known_at=instant(known_at, owner), policy=chosen, by=system_operator())
        with out.open("w", newline="", encoding="utf-8") as target:
            writer = csv.writer(target)
            writer.writerow(HEADER)
            writer.writerows(rows(run, language))
        self.stdout.write(f"{run.people} pegawai/employees, {chosen.code} v{chosen.version} → {out}")
