"""Check the ledger, and export the heads that let the next check see more."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain import checkpoints
from accounts.domain.users import system_operator
from audit.domain.queries import verification
from rules.errors import Invalid


class Command(BaseCommand):
    help = "Recompute every digest and seal; names the first event or seal that does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoint", type=Path, help="heads exported earlier and kept elsewhere")
        parser.add_argument("--export", type=Path, help="seal what is new and write all heads to this file")

    def handle(self, *args: Any, checkpoint: Path | None, export: Path | None, **options: Any) -> None:
        try:
            verdict = verification.verify(_heads_in(checkpoint) if checkpoint else None)
        except Invalid as error:
            raise CommandError(f"{checkpoint}: {error}") from error
        if not verdict.holds:
            raise CommandError(f"tidak utuh / does not hold: {verdict.fault}")
        self.stdout.write(
            f"utuh / holds: {verdict.events} peristiwa/events, {verdict.sealed} tersegel/sealed, "
            f"{verdict.seals} segel/seals"
        )
        if verdict.clock_back:
            named = ", ".join(map(str, verdict.clock_back))
            self.stdout.write(
                f"jam server mundur sebelum peristiwa / the server's clock was set back before events: {named}; "
                "urutannya menurut nomor / their order is that of their numbers"
            )
        if unsealed := verdict.events - verdict.sealed:
            self.stdout.write(
                f"{unsealed} peristiwa terakhir belum tersegel: bila dipotong tidak terlihat / "
                f"the last {unsealed} events are not sealed yet: a cut there cannot be seen"
            )
        if not verdict.checkpoint:
            self.stdout.write(
                "tanpa titik periksa dari luar, ekor yang terpotong atau tulis ulang menyeluruh tidak terlihat / "
                "without an outside checkpoint a cut tail or a complete rewrite cannot be seen"
            )
        if export:
            heads = checkpoints.export(by=system_operator())
            export.write_text(json.dumps(heads, indent=1), encoding="utf-8")
            self.stdout.write(f"kepala segel / heads: {export}")


def _heads_in(checkpoint: Path) -> Any:
    try:
        return json.loads(checkpoint.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"titik periksa tidak terbaca / checkpoint not readable: {checkpoint}: {error}") from error
