"""Write one kind of an agency's records as the workbook that an import takes."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.domain.users import system_operator
from talent.domain import openings
from talent.interfaces import exports, record_files
from talent.interfaces.columns.kinds import KINDS
from talent.management.base import DomainCommand, agency_named, writable


class Command(DomainCommand):
    help = "Write what is known now of one kind as its workbook: FILE.csv or FILE.xlsx. The ledger tells."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", choices=(*record_files.EXPORTED, *record_files.SOURCES))
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", metavar="CODE", required=True)

    def act(self, *, kind: str, file: Path, agency: str, **options: Any) -> None:
        form = file.suffix.lower().lstrip(".")
        if form not in ("csv", "xlsx"):
            raise CommandError("berkas .csv atau .xlsx / a file named .csv or .xlsx")
        writable(file)
        of = agency_named(agency)
        rows = record_files.known_now(kind, of)
        count = rows.count()
        openings.records_exported(agency=of, kind=kind, rows=count, form=form, by=system_operator())
        with file.open("wb") as stream:
            exports.write(
                record_files.lines(kind, rows.iterator(chunk_size=2_000)), form, str(KINDS[kind].title), stream
            )
        self.stdout.write(f"{kind}: {count} baris/rows → {file}")
