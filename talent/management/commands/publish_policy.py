"""Publish a scoring policy."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.domain.users import system_operator
from talent.domain import policies
from talent.domain.queries import drafts
from talent.management.base import DomainCommand, agency_named


class Command(DomainCommand):
    help = "Check a policy document and publish it, for one agency or (without --agency) for all."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", metavar="CODE")
        parser.add_argument("--reason", default="", help="why an agency with people gets it without a simulation")

    def act(self, *, file: Path, agency: str | None, reason: str, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"berkas tidak ada / no such file: {file}")
        owner = agency_named(agency) if agency else None
        try:
            document = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(f"{file.name}: bukan teks UTF-8 / not UTF-8 text") from error
        before = drafts.timeline(owner) if owner else []
        published = policies.publish_untried(
            document=document, name=file.name, agency=owner, reason=reason, by=system_operator()
        )
        self.stdout.write(
            f"{published.code} v{published.version}: berlaku sejak / in force from {published.effective_from}"
        )
        if owner:
            after = drafts.timeline(owner)
            new = ("own", published.code, published.version)
            own = [span for span in after if (span.kind, span.code, span.version) == new]
            if not own:
                self.stdout.write(
                    "tidak menentukan hari mana pun: ada yang didahulukan / decides no day: others go before"
                )
            for old in before:
                days = [max(old.first, span.first) for span in own if _meet(old, span)]
                if days and old.code:
                    self.stdout.write(f"menggantikan / supersedes {old.code} v{old.version} sejak / from {min(days)}")


def _meet(one: drafts.Span, other: drafts.Span) -> bool:
    """Whether they have a day in common."""
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)
