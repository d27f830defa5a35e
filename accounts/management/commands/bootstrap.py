"""Everything an empty database needs."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain import users
from accounts.models import User
from accounts.roles import Roles


class Command(BaseCommand):
    help = "Create the tables and the system operator; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--admin", metavar="NAME", help="also make this first administrator; asks for a password")

    def handle(self, *args: Any, admin: str | None, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        system = users.system_operator()
        if admin:
            self._add_administrator(admin, system)
        self.stdout.write("siap / ready")

    def _add_administrator(self, name: str, system: User) -> None:
        if User.objects.filter(username=name).exists():
            raise CommandError(f"nama masuk “{name}” sudah ada / this sign-in name is taken")
        # A pipe serves an installer; a person types unseen.
        password = getpass("kata sandi / password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, User(username=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user = users.add(username=name, name=name, password=password, by=system)
        users.grant(user=user, role=Roles.ADMINISTRATOR, by=system)
