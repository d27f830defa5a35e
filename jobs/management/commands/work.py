"""The worker: runs queued jobs, gives back what a killed worker left, seals the ledger."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django_tasks_db.models import DBTaskResult

from audit.domain import ledger
from jobs.domain import running

HOUSEKEEPING_SECONDS = 30


class Command(BaseCommand):
    help = "Run queued jobs until stopped; with --once until the queue is empty."
    # They read every page of the site, and with these the libraries of advice: 115 MB that imports never need. The web
    # server makes them.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at the queue")

    def handle(self, *args: Any, once: bool, interval: float, **options: Any) -> None:
        kept_at = 0.0
        while True:
            if time.monotonic() - kept_at > HOUSEKEEPING_SECONDS:
                running.requeue_silent()
                ledger.seal()
                kept_at = time.monotonic()
            close_old_connections()
            # Asked first by a plain read: the library's own look at the queue locks SQLite against every writer.
            if once or DBTaskResult.objects.ready().exists():
                call_command("db_worker", batch=True, startup_delay=False, reload=False, interval=0, verbosity=0)
            if once:
                return
            time.sleep(interval)
