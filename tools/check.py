#!/usr/bin/env python3
"""Everything that can be said about the tree without running it: format, lint, types, layers, migrations, messages,
templates, deploy settings. Prints one line for each; exit 1 when any failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PRODUCTION = {
    "ESTAFET_MODE": "production",
    "SECRET_KEY": "not-a-secret-only-for-the-deploy-check-0123456789-abcdefghij-KLMNOPQ",
    "ALLOWED_HOSTS": "estafet.example",
    "ESTAFET_ALLOW_SQLITE": "1",
    "DATABASE_URL": "sqlite://:memory:",
}


def templates() -> list[str]:
    found = subprocess.run(["git", "ls-files", "templates/*.html"], capture_output=True, text=True, check=False)
    return found.stdout.split()


def steps() -> list[tuple[str, list[str], dict[str, str]]]:
    python, manage = sys.executable, [sys.executable, "manage.py"]
    return [
        ("format", [str(BIN / "ruff"), "format", "--check", "-q", "."], {}),
        ("lint", [str(BIN / "ruff"), "check", "-q", "."], {}),
        ("types", [str(BIN / "mypy"), "--no-error-summary", "--strict", "-p", "rules", "-p", "advice"], {}),
        (
            "types of domain",
            [
                str(BIN / "mypy"),
                "--no-error-summary",
                "--strict",
                *(
                    word
                    for app in ("audit", "accounts", "jobs", "talent", "succession")
                    for word in ("-p", f"{app}.domain")
                ),
            ],
            {},
        ),
        ("layers", [str(BIN / "lint-imports")], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("messages", [python, "tools/messages.py", "--check"], {}),
        ("templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()], {}),
        ("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def main() -> int:
    failed = []
    for name, command, environment in steps():
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    print(f"{len(steps()) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
