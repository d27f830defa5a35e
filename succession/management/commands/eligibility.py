"""Whether one employee meets the requirements of a tier, or of one post, on a date."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rules.eligibility import Post
from rules.law import shipped
from succession.domain.queries.candidates import explained
from succession.domain.queries.posts import known_on, known_posts
from succession.management.answers import (
    employee_named,
    in_both_languages,
    plain,
    post_named,
    publish,
    tier_named,
)
from talent.codes import JPT_TIERS
from talent.management.base import DomainCommand, day, instant


class Command(DomainCommand):
    help = "Hold an employee against the requirements of a tier and write the outcome with its checks as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("nip")
        parser.add_argument("tier")
        parser.add_argument("--on", required=True, metavar="DATE")
        parser.add_argument("--known-at", metavar="DATETIME")
        parser.add_argument(
            "--position", metavar="CODE", help="a post of the employee's agency, with its own standards"
        )
        parser.add_argument("--transfer", action="store_true", help="a transfer from JPT to JPT (PP 11/2017 Pasal 131)")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.json")

    def act(self, *, nip: str, tier: str, on: str, position: str | None, out: Path, **options: Any) -> None:
        date, language = day(on), options["language"]
        employee, code = employee_named(nip, date), tier_named(tier)
        moment = instant(options["known_at"], employee.agency)
        if f"requirements.{code.lower()}" not in shipped().ids():
            raise CommandError(f"tidak ada persyaratan untuk jenjang {code} / no requirements are laid down for {code}")
        post = Post(code, known=known_on(moment))
        if position is not None:
            named = post_named(employee.agency, position, code, date, moment).position_id
            post = known_posts(employee.agency_id, [named], date, moment)[named]
        if options["transfer"]:
            if code not in JPT_TIERS:
                raise CommandError("perpindahan hanya antar-JPT / a transfer is between senior posts (JPT) only")
            post = replace(post, transfer=True)
        decision = in_both_languages(lambda: explained(employee.agency_id, employee.pk, post, date, moment))
        answer = {"outcome": decision.outcome, "checks": [plain(check, language) for check in decision.deciding]}
        publish(
            out,
            answer,
            kind="succession.eligibility.asked",
            agency=employee.agency,
            subject=employee,
            tier=code,
            on=date.isoformat(),
            known_at=moment.isoformat(),
            outcome=decision.outcome,
        )
        self.stdout.write(f"{code} {date}: {decision.outcome} → {out}")
