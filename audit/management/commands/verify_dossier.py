"""Whether a dossier is what left the house."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.domain import dossier


class Command(BaseCommand):
    """Held against its own index, and its index against the ledger; exit code 1 when either does not agree."""

    help = "Verify a dossier against its index, and its index against the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the dossier")

    def handle(self, *args: Any, file: Path, **options: Any) -> str:
        """Verify it."""
        if not file.is_file():
            raise CommandError(f"berkas {file} tidak ada / no file {file}")
        found, digest = dossier.faults(file.read_bytes())
        if found:
            raise CommandError("\n".join(found))
        event = dossier.exported(digest)
        if event is None:
            raise CommandError(f"indeks {digest} tidak ada di buku besar / the ledger knows no index {digest}")
        return f"utuh/intact: {digest}, peristiwa/event {event.pk}, {event.at:%Y-%m-%d %H:%M}"
