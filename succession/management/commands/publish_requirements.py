"""Record what an agency asks of candidates beyond the law from a file in the form of the law's own."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from accounts.domain.users import system_operator
from succession.domain import asking
from succession.interfaces.requirement_files import Given, file_read
from succession.management.answers import in_both_languages
from talent.management.base import DomainCommand, agency_named
from talent.models import Agency


class Command(DomainCommand):
    help = "Check a file of an agency's own requirements (as rules/data/requirements) and record its decrees."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", required=True, metavar="CODE")

    def act(self, *, file: Path, agency: str, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"berkas tidak ada / no such file: {file}")
        owner = agency_named(agency)
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(f"{file.name}: bukan teks UTF-8 / not UTF-8 text") from error
        given = in_both_languages(lambda: file_read(text))
        in_both_languages(lambda: _recorded(owner, given))
        for one in given:
            self.stdout.write(f"{one.tier} {one.number}: berlaku sejak / in force from {one.since}")


@transaction.atomic
def _recorded(owner: Agency, given: list[Given]) -> None:
    """All decrees of a file, or none."""
    for one in given:
        asking.ask(
            agency=owner,
            tier=one.tier,
            number=one.number,
            requirements=one.requirements,
            since=one.since,
            until=one.until,
            by=system_operator(),
        )
