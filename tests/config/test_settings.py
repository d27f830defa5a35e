"""What the environment decides: production refuses to start half configured, and DEBUG is off unless asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
SECRET = "x" * 60
WHOLE = {
    "ESTAFET_MODE": "production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "estafet.example",
    "DATABASE_URL": "postgres://estafet@db.example/estafet",
}
SHOW = """
import json, config.settings as s
names = ("PRODUCTION", "DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
print(json.dumps([getattr(s, name) for name in names]))
"""


def _start(**environment: str) -> "subprocess.CompletedProcess[str]":
    names = {"PATH", "HOME", "VIRTUAL_ENV", "LANG"}
    clean = {name: value for name, value in os.environ.items() if name in names}
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=BASE, env=clean | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif((BASE / ".env").exists(), reason="this installation has its own .env")
@pytest.mark.parametrize(
    ("without", "message"),
    [
        ("SECRET_KEY", "SECRET_KEY must be set"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS must be set"),
        ("DATABASE_URL", "SQLite"),
    ],
)
def test_production_refuses_to_start_without(without: str, message: str) -> None:
    done = _start(**{name: value for name, value in WHOLE.items() if name != without})
    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr
    assert message in done.stderr.splitlines()[-1]


@pytest.mark.skipif((BASE / ".env").exists(), reason="this installation has its own .env")
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ESTAFET_MODE", "Production", "ESTAFET_MODE must be local or production, not 'Production'"),
        ("ESTAFET_MODE", "", "ESTAFET_MODE must be local or production, not ''"),
        ("SECRET_KEY", "x" * 49, "SECRET_KEY must have 50 characters or more"),
        ("ALLOWED_HOSTS", "estafet.example,*", "ALLOWED_HOSTS must name the hosts"),
    ],
)
def test_production_refuses_to_start_with(name: str, value: str, message: str) -> None:
    done = _start(**WHOLE | {name: value})
    assert done.returncode == 1
    assert message in done.stderr.splitlines()[-1]


def test_production_takes_sqlite_only_when_told(tmp_path: Path) -> None:
    embedded = WHOLE | {"DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}"}
    assert _start(**embedded).returncode == 1
    assert _start(**embedded, ESTAFET_ALLOW_SQLITE="0").returncode == 1
    assert _start(**embedded, ESTAFET_ALLOW_SQLITE="1").returncode == 0


@pytest.mark.skipif((BASE / ".env").exists(), reason="this installation has its own .env")
def test_production_refuses_to_show_its_inside() -> None:
    done = _start(**WHOLE, DEBUG="1")
    assert done.returncode == 1
    assert "DEBUG must stay off in production" in done.stderr.splitlines()[-1]


def test_production_is_closed_and_by_https() -> None:
    done = _start(**WHOLE)
    assert json.loads(done.stdout) == [True, False, ["estafet.example"], True, True, 31_536_000]


def test_a_local_start_needs_nothing_and_debug_is_off_unless_asked_for() -> None:
    assert json.loads(_start().stdout) == [False, False, ["127.0.0.1", "localhost", "[::1]"], False, False, 0]
    assert json.loads(_start(DEBUG="1").stdout)[1] is True


@pytest.mark.parametrize("entry", ["wsgi", "asgi"])
def test_the_servers_entry_points_are_production_unless_told_otherwise(entry: str) -> None:
    source = (BASE / "config" / f"{entry}.py").read_text(encoding="utf-8")
    assert 'os.environ.setdefault("ESTAFET_MODE", "production")' in source
