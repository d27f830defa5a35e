"""By which route an agency may fill a senior post on a date."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rules.gate_facts import JPT_TIERS, NotAJptTier
from succession.domain import gate
from succession.management.answers import in_both_languages, plain, publish, tier_named
from talent.management.base import DomainCommand, agency_named, day, instant


class Command(DomainCommand):
    help = "Decide the route (talent pool, open selection, undetermined) and write it with its checks as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("agency")
        parser.add_argument("tier")
        parser.add_argument("--on", required=True, metavar="DATE")
        parser.add_argument("--known-at", metavar="DATETIME")
        parser.add_argument("--position", metavar="CODE", help="a post: its succession group is looked at too")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.json")

    def act(self, *, agency: str, tier: str, on: str, position: str | None, out: Path, **options: Any) -> None:
        owner, code = agency_named(agency), tier_named(tier)
        date, moment, language = day(on), instant(options["known_at"], owner), options["language"]
        if code not in JPT_TIERS:
            error = NotAJptTier(code)
            raise CommandError(f"{error.text.id} / {error.text.en}")
        decision = in_both_languages(lambda: gate.ask(owner, code, date, moment, post=position))
        answer = {"route": decision.outcome, "checks": [plain(check, language) for check in decision.deciding]}
        publish(
            out,
            answer,
            kind="succession.route.asked",
            agency=owner,
            subject=owner,
            tier=code,
            on=date.isoformat(),
            known_at=moment.isoformat(),
            route=decision.outcome,
        )
        self.stdout.write(f"{owner.code} {code} {date}: {decision.outcome} → {out}")
