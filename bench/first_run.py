"""`make run` as a newcomer types it: in a fresh clone, with a new environment and an empty HOME, to a serving page.

Goals: a page within 180 s, the demonstration within 40 s of them. A second start, with everything kept, stands beside
it. Requirements come from wherever pip is told to look (PIP_…), so their seconds are the network's.

    python -m bench.first_run
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.demonstration import GOAL_SECONDS, ROOT, timed

GOAL_SERVING, GIVEN_UP = 180.0, 900.0
# What a newcomer's shell has besides: where pip looks and whom it trusts.
_KEPT = ("PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="estafet-first-") as folder:
        clone, home = Path(folder) / "estafet", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        first, said = serving(clone, home)
        second, _said = serving(clone, home)
    return report(first, timed(said)[1], second)


def report(first: float, demonstration: float, second: float) -> int:
    """Print the seconds beside their goals; 0 when both are met."""
    print(
        f"make run, fresh clone: serving after {first:.1f} s (goal {GOAL_SERVING:.0f}), demonstration "
        f"{demonstration:.1f} s of it (goal {GOAL_SECONDS:.0f}); second start {second:.1f} s; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    return 0 if first <= GOAL_SERVING and demonstration <= GOAL_SECONDS else 1


def serving(clone: Path, home: Path) -> tuple[float, str]:
    """Seconds from `make run` to the first page, and what it printed; ended again."""
    port = _free_port()
    started = time.monotonic()
    with (home / "printed").open("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env=environment(home),
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not _answers(port):
                if process.poll() is not None or time.monotonic() - started > GIVEN_UP:
                    printed.seek(0)
                    raise SystemExit(f"make run did not come to a page:\n{printed.read()}")
                time.sleep(0.1)
            seconds = time.monotonic() - started
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)
        printed.seek(0)
        return seconds, printed.read()


def environment(home: Path) -> dict[str, str]:
    """Nothing of ours: no settings, no virtual environment, an empty HOME."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("PIP_")}
    return (
        kept
        | {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        | {"HOME": str(home)}
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/masuk/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
