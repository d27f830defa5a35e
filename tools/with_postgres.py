#!/usr/bin/env python3
"""Run a command with DATABASE_URL pointing at a PostgreSQL of its own, which ends with the command.

    tools/with_postgres.py COMMAND [ARG …]

A DATABASE_URL that already names PostgreSQL is used as it is. Otherwise a cluster is made in a temporary folder with
Debian's binaries, listening on 127.0.0.1 only; the role in the address is an ordinary one, whom row-level security
binds as it does in production. Exit status: the command's; 69 when there is no PostgreSQL here.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

UNAVAILABLE = 69
# The tests that play a superuser with triggers off need this one of a superuser's switches.
ROLE = (
    "CREATE ROLE estafet LOGIN CREATEDB",
    "GRANT SET ON PARAMETER session_replication_role TO estafet",
    "ALTER DATABASE postgres OWNER TO estafet",
)


def binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).parent if program else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_user() -> list[str]:
    """How to run the server's programs: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return []
    return ["runuser", "-u", "postgres", "--"]


def main(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    programs = binaries()
    if programs is None:
        print("PostgreSQL is not installed here (Debian: apt-get install postgresql)", file=sys.stderr)
        return UNAVAILABLE
    with tempfile.TemporaryDirectory(prefix="estafet-pg-") as folder:
        prefix = server_user()
        if prefix:
            shutil.chown(folder, "postgres")
        data, port = f"{folder}/data", free_port()
        # jit=off: of tables that nobody has counted yet the planner thinks much, and compiles what then runs once.
        off = "-c fsync=off -c full_page_writes=off -c jit=off"
        options = f"-h 127.0.0.1 -p {port} -k {folder} {off} -c max_connections=60"
        run = lambda *words: subprocess.run([*prefix, *words], check=True, cwd="/", stdout=subprocess.DEVNULL)  # noqa: E731
        run(f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run(f"{programs}/pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            for statement in ROLE:
                run(f"{programs}/psql", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-q", "-c", statement)
            url = f"postgres://estafet@127.0.0.1:{port}/postgres"
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})
        finally:
            run(f"{programs}/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
