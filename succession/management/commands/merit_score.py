"""Score and category of one merit round."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from succession.domain.queries import merit
from succession.management.answers import publish, round_named
from talent.management.base import DomainCommand, agency_named, instant


class Command(DomainCommand):
    help = "Compute the merit score of an agency's round and write it as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("agency")
        parser.add_argument("round")
        parser.add_argument("--known-at", metavar="DATETIME")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.json")

    def act(self, *, agency: str, known_at: str | None, out: Path, **options: Any) -> None:
        owner = agency_named(agency)
        merit_round = round_named(owner, options["round"])
        score = merit.score_of(merit_round, instant(known_at, owner))
        answer = {
            "score": score.score,
            "maximum": score.maximum,
            "index": score.index,
            "category": score.category,
            "aspects": dict(score.aspects),
            "missing": list(score.missing),
        }
        publish(out, answer, kind="succession.merit.scored", agency=owner, subject=merit_round, score=score.score)
        self.stdout.write(f"{owner.code} {merit_round.name}: {score.score} {score.category or '–'} → {out}")
