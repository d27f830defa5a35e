"""Everything an empty database needs."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.domain import users


class Command(BaseCommand):
    help = "Create the tables and the system operator; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        users.system_operator()
        self.stdout.write("siap / ready")
