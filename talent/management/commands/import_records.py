"""Import one workbook."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.domain.users import system_operator
from talent.interfaces import import_jobs, importers
from talent.interfaces.sheets.errors import FileRefused
from talent.management.base import DomainCommand, agency_named, writable
from talent.models import Agency

SHOWN = 20


class Command(DomainCommand):
    help = "Import a workbook. Exit 0: all rows accepted; 3: some rejected, the rest written; 1: nothing written."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind")
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument(
            "--match", action="append", default=[], metavar="HEADER=column", help="read this header as this column"
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json")

    def act(
        self,
        *,
        kind: str,
        file: Path,
        agency: str | None,
        dry_run: bool,
        report: Path | None,
        match: list[str],
        **options: Any,
    ) -> None:
        if not file.is_file():
            raise CommandError(f"berkas tidak ada / no such file: {file}")
        if report:
            writable(report)
        owner = self._owner(importers.kind_of(kind).scope, agency)
        by = system_operator()
        more: dict[str, Any] = {}
        matches = dict(pair.rpartition("=")[::2] for pair in match)
        try:
            if dry_run:
                result, more = import_jobs.foresee(agency=owner, kind=kind, file=file, matches=matches, by=by)
            else:
                result = import_jobs.write_now(agency=owner, kind=kind, file=file, matches=matches, by=by)
        except FileRefused as refusal:
            nothing = importers.Report(kind, errors=[importers.error_of(refusal)])
            self._write(report, nothing.as_json())
            raise CommandError(f"{file.name}: {refusal.message}") from refusal
        self._write(report, result.as_json() | more)
        self._tell(result, dry_run)
        weighed = more.get("impact")
        if weighed and weighed["moved"]:
            self.stdout.write(
                f"{weighed['moved']} orang akan berpindah kotak / people would change box "
                f"({weighed['listed']} pada daftar yang dipakai / on a live list; {weighed['policy']}, {weighed['on']})"
            )
        if not result.accepted:
            sys.exit(1)
        if result.rejected or result.stopped:
            sys.exit(3)

    def _owner(self, scope: str, code: str | None) -> Agency | None:
        if code is not None:
            return agency_named(code)
        if scope != "agency":
            return None
        agencies = list(Agency.objects.all()[:2])
        if len(agencies) != 1:
            raise CommandError("sebutkan instansinya dengan --agency / name the agency with --agency")
        return agencies[0]

    def _write(self, path: Path | None, content: dict[str, Any]) -> None:
        if path:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _tell(self, result: importers.Report, dry_run: bool) -> None:
        mark = " (uji coba / dry run)" if dry_run else ""
        self.stdout.write(
            f"{result.kind}: {result.rows} baris/rows, {result.new} baru/new, {result.changed} berubah/changed, "
            f"{result.same} sama/same, {result.rejected} ditolak/rejected{mark}"
        )
        if result.stopped:
            self.stderr.write(
                "terhenti; baris yang baik di atas sudah tertulis / stopped; the good rows above are written: "
                f"{result.stopped.message}"
            )
        for notice in result.notices:
            self.stdout.write(f"  {notice}")
        for error in result.errors[:SHOWN]:
            self.stdout.write(
                f"  {error.sheet}, baris/row {error.row}, {error.column} “{error.value}”: {error.message}"
            )
        if len(result.errors) > SHOWN:
            self.stdout.write(f"  … +{len(result.errors) - SHOWN}")
