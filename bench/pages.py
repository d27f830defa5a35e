"""A whole cycle through the pages at the size of a province, then every page of the site against its limits.

Synthetic workbooks of 60,000 employees with every kind of record; a real installation (web server and worker) on a
database of its own; real users who sign in. From upload, column matching and preview by way of mapping and penetapan to
a longlist (`bench.story`), then every address that each role can reach by links and filters is read: at most 300 KB,
and 300 ms at the median of seven. Work in the background must have shown its progress.

    python -m bench.pages [PEOPLE]         DATABASE_URL chooses the engine; the data are thrown away afterwards

With ESTAFET_BENCH_KEEP=FOLDER (SQLite only) the installation is kept there, and another run only measures it.
"""

import json
import os
import re
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from bench import story as telling
from bench.visitor import Form, Page, Visitor
from tests.browser.installation import Installation, installed

GOAL_MS, GOAL_KB = 300.0, 300.0
REQUESTS, SAMPLES = 7, 2
FORMS = 5  # sets of query names looked at of each route: filters and orders multiply
MEASURED = ("bkd", "kepala", "komite", "ketua", "pansel", "ppk", "verifikator", "auditor", "pegawai", "admin")
# Signing out would end the walk, and the language is the visitor's own.
LEFT_ALONE = {"account_logout", "set_language"}
# A job looked at this often (five seconds and more) must have shown several percentages: a bar that jumps from nothing
# to everything shows no progress.
LOOKS, SEVERAL = 25, 3


@dataclass
class Row:
    """A line of the table: the slowest median and the largest answer over the roles that reach the route."""

    route: str
    ms: float = 0.0
    sent: int = 0
    size: int = 0
    roles: set[str] = field(default_factory=set)
    at: str = ""
    kind: str = ""

    @property
    def held(self) -> bool:
        """Whether it keeps within both limits."""
        return self.ms <= GOAL_MS and self.size <= GOAL_KB * 1024


def main(people: int) -> int:
    started = time.perf_counter()
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="estafet-pages-") as temporary:
        folder = Path(os.environ.get("ESTAFET_BENCH_KEEP") or temporary)
        folder.mkdir(exist_ok=True)
        kept = folder / "story.json"
        told: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        books = folder / "books" if told else telling.workbooks(folder, people)
        passwords: dict[str, str] = told.get("passwords", {})

        def prepare(made: Installation) -> None:
            if not told:
                passwords["admin"] = telling.found(made.environment, books)
            else:
                telling.migrate(made.environment)

        with installed(folder, prepare) as site:
            story = telling.Story(
                site.url, books, passwords, seen=told.get("seen", {}), at=told.get("at", {}), done=told.get("done", [])
            )

            def keep() -> None:
                kept.touch(mode=0o600)
                about = {name: getattr(story, name) for name in ("passwords", "seen", "at", "done")}
                kept.write_text(json.dumps(about), encoding="utf-8")

            telling.tell(story, site.processes["worker"], keep)
            print(f"from workbooks to a longlist: {time.perf_counter() - started:.0f} s", flush=True)
            unseen = [name for name, seen in story.seen.items() if len(seen) >= LOOKS and len(set(seen)) < SEVERAL]
            os.environ.update(site.environment)
            missed = measured(story)
    for name in unseen:
        print(f"progress of “{name}” was not visible: {story.seen[name]}  MISSED")
    return 1 if missed or unseen else 0


def measured(story: telling.Story) -> int:
    """Walk, measure and print; how many lines missed."""
    import django

    django.setup()
    rows: dict[tuple[str, str], Row] = {}
    files: set[str] = set()
    for username in MEASURED:
        started, visitor = time.perf_counter(), story[username]
        for (route, names), pages in walk(visitor).items():
            slowest = max(pages, key=lambda page: page.seconds)
            if not slowest.kind.startswith(("text/html", "application/json")):
                files.add(route)
                continue
            times = [visitor.get(slowest.path).seconds * 1000 for _ in range(REQUESTS)]
            row = rows.setdefault((route, "&".join(names)), Row(route))
            row.roles.add(username)
            row.sent, row.size = (
                max(row.sent, *(page.sent for page in pages)),
                max(row.size, *(page.size for page in pages)),
            )
            if statistics.median(times) >= row.ms:
                row.ms, row.at = statistics.median(times), _anonymous(slowest.path)
        print(f"  {time.perf_counter() - started:7.1f} s  read as {username}", flush=True)
    return report(rows, files)


def report(rows: dict[tuple[str, str], Row], files: set[str]) -> int:
    """Print the table, the slowest first; how many lines missed."""
    from django.db import connection

    print(f"\n{'page':<58} {'ms':>6} {'KB':>6} {'sent':>6}  roles")
    for (route, names), row in sorted(rows.items(), key=lambda item: -item[1].ms):
        title = f"{route}{'?' + names if names else ''}"
        verdict = "ok" if row.held else f"MISSED  {row.at}"
        print(f"{title:<58} {row.ms:6.0f} {row.size / 1024:6.0f} {row.sent / 1024:6.0f}  {len(row.roles)} {verdict}")
    missed = sum(not row.held for row in rows.values())
    reached = {route for route, _names in rows} | files
    print(f"files, not held to the limits: {', '.join(sorted(files))}")
    print(f"not reached: {', '.join(sorted(_readable() - reached - LEFT_ALONE)) or 'none'}")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"pages, {connection.vendor}: {len({route for route, _names in rows})} routes in {len(rows)} forms, {missed} "
        f"beyond {GOAL_MS:.0f} ms or {GOAL_KB:.0f} KB; load average {load}"
    )
    return missed


def walk(visitor: Visitor) -> dict[tuple[str, tuple[str, ...]], list[Page]]:
    """(route, names in the query) → the pages read there: everything to be reached from the first page by links and
    filters, and the lists of the API; a few addresses of each sort."""
    from django.urls import Resolver404, resolve

    found: dict[tuple[str, tuple[str, ...]], list[Page]] = defaultdict(list)
    tried: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
    asked: set[str] = set()
    waiting = ["/", *_lists()]
    while waiting:
        path = waiting.pop(0)
        parts = urlsplit(path)
        names = tuple(sorted(name for name, values in parse_qs(parts.query).items() if any(values)))
        try:
            route = resolve(parts.path).view_name
        except Resolver404:
            continue
        if path in asked or route in LEFT_ALONE or tried.get((route, names), 0) >= SAMPLES * 2:
            continue
        if (route, names) not in tried and sum(one == route for one, _names in tried) >= FORMS:
            continue
        asked.add(path)
        tried[route, names] += 1
        if len(found[route, names]) >= SAMPLES:
            continue
        page = visitor.get(path)
        assert page.status < 500, (visitor.username, path, page.status)
        if page.status >= 400:
            continue
        found[route, names].append(page)
        waiting += onward(page)
    return {key: pages for key, pages in found.items() if pages}


def onward(page: Page) -> list[str]:
    """Where a page leads: its links, its filters with a choice made, and what the API has of each thing it lists."""
    if page.kind.startswith("application/json"):
        return [path for one in re.findall(r'"id": ?(\d+)', page.text)[:SAMPLES] for path in _details(page.path, one)]
    if not page.kind.startswith("text/html"):
        return []
    links = [urljoin(page.path, link) for link in page.read.links]
    filters = [path for form in page.read.forms if form.method == "get" for path in _filtered(page.path, form)]
    return [one.partition("#")[0] for one in links + filters if one.startswith("/")]


def _filtered(path: str, form: Form) -> list[str]:
    plain = {name: values[0] for name, values in form.fields.items() if values}
    paths = []
    for name, offered in form.choices.items():
        values = [value for value in offered.values() if value and value != plain.get(name)]
        paths += [f"{urljoin(path, form.action or urlsplit(path).path)}?{urlencode(plain | {name: value})}"
                  for value in values[:1]]  # fmt: skip
    return paths


def _lists() -> list[str]:
    """Addresses without a number in them, of pages and of the API."""
    from tests.access import table

    return sorted({"/" + str(row.at) for row in table.rows() if row.method == "GET" and "{" not in row.at})


def _details(path: str, pk: str) -> list[str]:
    from tests.access import table

    here = urlsplit(path).path.removeprefix("/")
    starts = re.compile(rf"{re.escape(here)}\{{[a-z_]+\}}(/[a-z/-]*)")
    found = (starts.fullmatch(row.at.partition("?")[0]) for row in table.rows() if row.method == "GET")
    return sorted({f"/{here}{pk}{match[1]}" for match in found if match})


def _readable() -> set[str]:
    from tests.access import table

    return {row.route for row in table.rows() if row.method == "GET"}


def _anonymous(path: str) -> Any:
    """An address without the numbers of people."""
    return re.sub(r"/\d+/", "/…/", path)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000))
