#!/usr/bin/env python3
"""Everything that can be said about the tree without running it: format, lint, types, layers, migrations, messages,
templates, deploy settings, known vulnerabilities of what it is locked to. Prints one line for each; exit 1 when any
failed. What asks the network is skipped without one, and says so."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

Step = tuple[str, list[str], dict[str, str]]  # its name, its command, what it adds to the environment

BIN = Path(sys.executable).parent
VULNERABILITIES = "known vulnerabilities"
# Together, so that what they share is read once.
TYPED = [
    *("-p", "rules", "-p", "advice"),
    *(word for app in ("audit", "accounts", "jobs", "talent", "succession") for word in ("-p", f"{app}.domain")),
]
# Steps at once: one of them waits for the network, and the types take as long as all others together.
AT_ONCE = 2
NO_NETWORK = re.compile(r"ConnectionError|Could not connect|Max retries exceeded|timed out|Timeout")
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


def steps() -> list[Step]:
    python, manage = sys.executable, [sys.executable, "manage.py"]
    return [
        ("types", [str(BIN / "mypy"), "--no-error-summary", "--strict", *TYPED], {}),
        ("format", [str(BIN / "ruff"), "format", "--check", "-q", "."], {}),
        ("lint", [str(BIN / "ruff"), "check", "-q", "."], {}),
        ("layers", [str(BIN / "lint-imports")], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("messages", [python, "tools/messages.py", "--check"], {}),
        ("templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()], {}),
        ("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        (
            VULNERABILITIES,
            [
                *(str(BIN / "pip-audit"), "--vulnerability-service", "osv", "--disable-pip", "--require-hashes"),
                *("--requirement", "requirements.txt", "--progress-spinner", "off", "--timeout", "10"),
            ],
            {},
        ),
    ]


def unreachable(output: str) -> str:
    """Why the database of vulnerabilities could not be asked, in its client's words; "" when it could."""
    lines = (line for line in reversed(output.splitlines()) if NO_NETWORK.search(line))
    return next(lines, "").strip()


def done(step: Step) -> tuple["subprocess.CompletedProcess[str]", float]:
    """What a step came to, and its seconds."""
    _name, command, environment = step
    started = time.monotonic()
    ended = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)
    return ended, time.monotonic() - started


def main() -> int:
    failed, skipped, every = [], [], steps()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for (name, _command, _environment), (ended, seconds) in zip(every, pool.map(done, every), strict=True):
            why = unreachable(ended.stdout + ended.stderr) if name == VULNERABILITIES and ended.returncode else ""
            if why:
                skipped.append(name)
                print(f"skip {name}: {why}", flush=True)
                continue
            print(f"{'ok  ' if ended.returncode == 0 else 'FAIL'} {name} ({seconds:.1f} s)", flush=True)
            if ended.returncode:
                failed.append(name)
                print(ended.stdout + ended.stderr)
    print(f"{len(every) - len(failed) - len(skipped)} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
