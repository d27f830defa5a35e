"""A real installation: the demonstration made by `manage.py demo`, a web server and a worker on it.

The folder and the database are its own; nothing of the developer's `var/` is read or written. With
ESTAFET_BROWSER_KEEP=FOLDER the demonstration made once is kept there and copied from then on (SQLite only).
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 300.0
LOOK_EVERY = 0.05


@dataclass
class Process:
    """A process of an installation, which can be ended and started again; what it says goes to a file of its name."""

    name: str
    words: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it; the caller sees to its end."""
        with (self.folder / f"{self.name}.log").open("ab") as said:
            self.running = subprocess.Popen(
                [sys.executable, *self.words], cwd=ROOT, env=self.environment, stdout=said, stderr=said
            )

    def stop(self) -> None:
        """End it, politely at first."""
        if self.running is None:
            return
        self.running.terminate()
        try:
            self.running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


@dataclass
class Installation:
    """Where the site answers, its folder, the environment its processes run in, and those processes."""

    url: str
    folder: Path
    environment: dict[str, str]
    processes: dict[str, Process] = field(default_factory=dict)

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """Nobody does queued work in this block; afterwards a new worker does."""
        self.processes["worker"].stop()
        try:
            yield
        finally:
            self.processes["worker"].start()

    @contextmanager
    def another_server(self, **environment: str) -> Iterator[str]:
        """The address of one more web server on the same data, with these settings."""
        with ExitStack() as held:
            yield _serve(held, self, "another", environment)

    def password(self, username: str) -> str:
        """What the demonstration gave this person to sign in with."""
        lines = (self.folder / "demo-passwords.txt").read_text(encoding="utf-8").splitlines()
        return dict(line.split() for line in lines)[username]


@contextmanager
def installed(
    folder: Path, prepare: Callable[[Installation], None] | None = None, application: str = "config.wsgi"
) -> Iterator[Installation]:
    """A served demonstration, or what `prepare` makes of the empty database; its processes and its database end with
    the block, whatever happens in it."""
    with ExitStack() as held:
        database = _database(held, folder)
        made = Installation("", folder, _environment(folder, database))
        (prepare or _prepare)(made)
        made.url = _serve(held, made, "web", {}, application)
        _start(held, made, "worker", ("manage.py", "work", "--interval", "0.1"), {})
        yield made


def _environment(folder: Path, database: str) -> dict[str, str]:
    own = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ESTAFET_MODE": "local",
        "ESTAFET_VAR": str(folder),
        "MEDIA_ROOT": str(folder / "files"),
        "DEBUG": "0",
    }
    return dict(os.environ) | own


def _database(held: ExitStack, folder: Path) -> str:
    """The URL of a database that does not exist yet or is empty, on the engine of this run."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{folder / 'estafet.sqlite3'}"
    name = f"estafet_browser_{uuid.uuid4().hex[:12]}"
    server = psycopg.connect(given, autocommit=True)
    held.callback(server.close)
    server.execute(f'CREATE DATABASE "{name}"')
    held.callback(server.execute, f'DROP DATABASE "{name}" WITH (FORCE)')
    return urlsplit(given)._replace(path=f"/{name}").geturl()


def _prepare(made: Installation) -> None:
    kept = os.environ.get("ESTAFET_BROWSER_KEEP", "")
    known = bool(kept) and (Path(kept) / "estafet.sqlite3").exists()
    if known:
        shutil.copytree(kept, made.folder, dirs_exist_ok=True)
    # On a copy this only brings the tables up to date.
    words = [sys.executable, "manage.py", "demo", "--no-serve"]
    done = subprocess.run(words, cwd=ROOT, env=made.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    if kept and not known:
        shutil.copytree(made.folder, kept, dirs_exist_ok=True)


def _start(held: ExitStack, made: Installation, name: str, words: tuple[str, ...], own: dict[str, str]) -> None:
    process = made.processes[name] = Process(name, words, made.folder, made.environment | own)
    held.callback(process.stop)
    process.start()


def _serve(
    held: ExitStack, made: Installation, name: str, own: dict[str, str], application: str = "config.wsgi"
) -> str:
    """Start a web server and wait until it answers; its address."""
    place = f"127.0.0.1:{_free_port()}"
    words = ("-m", "gunicorn", application, "--bind", place, "--workers", "1", "--threads", "4")
    _start(held, made, name, (*words, "--no-control-socket"), own)
    server = made.processes[name].running
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server is not None
        assert server.poll() is None, (made.folder / f"{name}.log").read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"http://{place}/masuk/", timeout=PATIENCE) as answer:
                assert answer.status == 200
                return f"http://{place}"
        except URLError:
            time.sleep(LOOK_EVERY)
    raise AssertionError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
