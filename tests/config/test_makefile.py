"""What `make` sets up, seen in a folder of its own with stand-ins for python3 and pip."""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

from tools.test import ASKING, SAYING, not_here

PYTHON3 = """#!/bin/sh
echo "$@" >> asked
mkdir -p .venv/bin
printf '#!/bin/sh\\n' > .venv/bin/pip
chmod +x .venv/bin/pip
"""


def test_an_environment_that_was_left_without_pip_is_made_again(tmp_path: Path) -> None:
    shutil.copy(Path(settings.BASE_DIR) / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    # What Debian leaves behind when python3-venv is missing: an environment without pip.
    half, tools = tmp_path / ".venv" / "bin", tmp_path / "tools"
    half.mkdir(parents=True)
    tools.mkdir()
    for program, text in ((half / "python", "#!/bin/sh\n"), (tools / "python3", PYTHON3)):
        program.write_text(text)
        program.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["make", ".venv/.run"], cwd=tmp_path, env={"PATH": path}, check=True, capture_output=True)
    assert (tmp_path / "asked").read_text().splitlines() == ["-m venv .venv"]
    subprocess.run(["make", "-B", ".venv/.run"], cwd=tmp_path, env={"PATH": path}, check=True, capture_output=True)
    assert (tmp_path / "asked").read_text().splitlines() == ["-m venv .venv"]


def test_make_run_takes_a_port() -> None:
    # Without what `make test` hands down, which would have this make say which folder it is in.
    planned = subprocess.run(
        ["make", "-n", "run", "PORT=8001"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
        text=True,
    )
    assert planned.stdout.splitlines()[-1] == ".venv/bin/python manage.py demo --port 8001"


def test_what_a_run_on_postgresql_leaves_to_sqlite_is_there() -> None:
    for place in (*not_here(), *SAYING, *ASKING):
        file, _colons, name = place.partition("::")
        assert (settings.BASE_DIR / file).exists(), place
        name, _bracket, of = name.partition("[")
        written = (settings.BASE_DIR / file).read_text(encoding="utf-8") if name else ""
        assert not name or (f"def {name}(" in written and of.rstrip("]") in written), place
