"""The demonstration: set up, load, serve."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.domain import ledger
from jobs.domain.children import end_with_parent
from succession.demonstration import people, steps


class Command(BaseCommand):
    help = "Load the demonstration where it is missing, then serve it on 127.0.0.1 with a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="load only")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not no_serve:
            _refuse_taken(port)
        call_command("bootstrap", verbosity=0, stdout=self.stdout)
        if steps.loaded():
            self.stdout.write("demonstrasi sudah ada / the demonstration is loaded")
        else:
            self._load()
        self.stdout.write(f"\nmasuk / sign in at http://127.0.0.1:{port}/\n{people.sign_in_table()}\n")
        self.stdout.write(f"kata sandi ini disimpan di / kept in {os.path.relpath(people.PASSWORDS)}")
        self.stdout.flush()
        if not no_serve:
            self._serve(port)

    def _load(self) -> None:
        started = time.monotonic()
        cast = steps.Cast(people.users.system_operator(), {})
        for number, (title, step) in enumerate(steps.STEPS, start=1):
            begun = time.monotonic()
            self.stdout.write(f"{number}. {title}")
            for line in step(cast):
                self.stdout.write(f"     {line}")
            if number == 1:
                cast = people.cast()
                self.stdout.write(f"     {len(people.PARTS)} akun/accounts")
            if number == len(steps.STEPS):
                people.give_employee_a_login(cast)
                ledger.seal()
            self.stdout.write(f"     {time.monotonic() - begun:.1f} s")
            self.stdout.flush()
        self.stdout.write(f"demonstrasi dimuat dalam / demonstration loaded in {time.monotonic() - started:.1f} s")

    def _serve(self, port: int) -> None:
        """The web server and the worker, ended together."""
        # What is printed names the address that is served here, unless the installation has one of its own.
        environment = {"SITE_ADDRESS": f"http://127.0.0.1:{port}"} | os.environ | {"ESTAFET_MODE": "local"}
        python = sys.executable
        web = [
            python,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--no-control-socket",
            "--threads",
            "2",
        ]
        worker = [python, "manage.py", "work"]
        children = [
            subprocess.Popen(words, env=environment, cwd=settings.BASE_DIR, preexec_fn=end_with_parent)
            for words in (web, worker)
        ]

        def stop(*_: Any) -> None:
            for child in children:
                child.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        finally:
            stop()
            for child in children:
                child.wait(timeout=30)


def _refuse_taken(port: int) -> None:
    """Say so at once when something listens on the port: most often another `make run`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"porta {port} sedang dipakai; hentikan yang memakainya, atau pilih porta lain: make run PORT=N / "
                f"port {port} is in use; stop what uses it, or choose another: make run PORT=N"
            ) from error
