"""A whole cycle through the pages at the size of a province, then every page of the site against its limits.

Synthetic workbooks of 60,000 employees with every kind of record; a real installation (web server and worker) on a
database of its own; real users who sign in. From upload, column matching and preview by way of mapping and penetapan to
a longlist (`bench.story`), with what else its pages can show (`bench.further`); then every address that each role can
reach by links and filters is read, and of every route to which no link leads an address of the reviewed table of
access: the document at most 300 KB before it is packed for sending, 300 ms at the median by the clock of the one who
asks, and for lists twelve queries. What is worked out a stretch at a time is looked at until it is there, and the looks
are held to the same limits. A route that the table opens to somebody and nobody read counts as missed. Work in the
background must have shown its progress.

    python -m bench.pages [PEOPLE]         DATABASE_URL chooses the engine; the data are thrown away afterwards

With ESTAFET_BENCH_KEEP=FOLDER (SQLite only) the installation is kept there: what is done of the story is not done
again, and another run only measures. With ESTAFET_BENCH_ONLY=WORD,WORD only routes whose name has one of the words are
measured, with ESTAFET_BENCH_ROLES=NAME,NAME only for these users.
"""

import json
import os
import re
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from bench import further
from bench import story as telling
from bench.visitor import Form, Page, Visitor, today
from tests.browser.installation import Installation, installed

GOAL_MS, GOAL_KB, GOAL_QUERIES = 300.0, 300.0, 12
# Of each route this many sets of query names are looked at (filters and orders multiply), of each of these two
# addresses, of the slower one the median of so many readings (of a few where these stay below half the limit).
FORMS, SAMPLES, READINGS, FEW = 4, 2, 7, 3
# The last one is nobody: who has not signed in.
MEASURED = ("bkd", "kepala", "komite", "ketua", "pansel", "ppk", "verifikator", "auditor", "pegawai", "admin",
            "")  # fmt: skip
# The language is the visitor's own.
LEFT_ALONE = {"set_language"}
# A job looked at this often (five seconds and more) must have shown several percentages: a bar that jumps from nothing
# to everything shows no progress.
LOOKS, SEVERAL = 25, 3
# Stands for the names in the query where a page shows how far its list is worked out.
WORKING = ("(being worked out)",)

Key = tuple[str, tuple[str, ...]]  # a route, and the names in the query


@dataclass
class Row:
    """A line of the table: of all roles that reach it the slowest median (`ms`; `processor` is the server's own part of
    it), the largest document in bytes and as sent, the most queries."""

    route: str
    names: tuple[str, ...]
    ms: float = 0.0
    processor: float = 0.0
    size: int = 0
    sent: int = 0
    queries: int = 0
    roles: list[str] = field(default_factory=list)
    slowest: str = ""
    at: str = ""

    def held(self, *, lists: set[str]) -> bool:
        """Whether it keeps within its limits."""
        few = self.queries <= GOAL_QUERIES or self.route not in lists
        return self.ms <= GOAL_MS and self.size <= GOAL_KB * 1024 and few

    def weigh(self, username: str, page: Page) -> None:
        """Add an answer to one person."""
        self.size, self.sent = max(self.size, page.size), max(self.sent, page.sent)
        self.queries = max(self.queries, page.queries)
        if username not in self.roles:
            self.roles.append(username)

    def time(self, username: str, pages: list[Page]) -> None:
        """Add the readings of one address by one person."""
        ms = statistics.median(page.seconds * 1000 for page in pages)
        if ms >= self.ms:
            self.ms, self.slowest, self.at = ms, username, _anonymous(pages[0].path)
            self.processor = statistics.median(page.processor * 1000 for page in pages)


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

        with installed(folder, prepare, "bench.served") as site:
            story = telling.Story(
                site.url, books, passwords, seen=told.get("seen", {}), at=told.get("at", {}), done=told.get("done", [])
            )

            def keep() -> None:
                kept.touch(mode=0o600)
                about = {name: getattr(story, name) for name in ("passwords", "seen", "at", "done")}
                kept.write_text(json.dumps(about), encoding="utf-8")

            telling.tell(story, site.processes["worker"], keep, telling.steps() + further.steps())
            print(f"from workbooks to a longlist: {time.perf_counter() - started:.0f} s", flush=True)
            unseen = [name for name, seen in story.seen.items() if len(seen) >= LOOKS and len(set(seen)) < SEVERAL]
            site.processes["worker"].stop()  # nothing is left to do; looking for more would only disturb the readings
            os.environ.update(site.environment)
            missed = measured(story)
    for name in unseen:
        print(f"progress of “{name}” was not visible: {story.seen[name]}  MISSED")
    return 1 if missed or unseen else 0


def measured(story: telling.Story) -> int:
    """Walk, measure and print; how many lines missed."""
    import django

    django.setup()
    rows: dict[Key, Row] = {}
    files: set[str] = set()
    lists, unlinked = _lists_of_rows(), _filled(_things())
    for username in _named("ESTAFET_BENCH_ROLES") or MEASURED:
        started, visitor = time.perf_counter(), story[username] if username else Visitor(story.url)
        found = walk(visitor, files, unlinked)
        for (route, names), pages in found.items():
            row = rows.setdefault((route, names), Row(route, names))
            for page in pages:
                row.weigh(username, page)
            slowest = max(pages, key=lambda page: page.seconds)
            # An answer quicker at once than another role's median cannot be the slowest; the table says the slowest.
            if slowest.seconds * 1000 > row.ms:
                # Once it is worked out no other look shows it so.
                row.time(username, pages if names == WORKING else read(visitor, slowest.path))
        print(
            f"  {time.perf_counter() - started:7.1f} s  {len(found)} forms read as {username or 'nobody'}", flush=True
        )
        for row in rows.values():
            if row.slowest == username and not row.held(lists=lists):
                print(f"             {_line(row)}", flush=True)
    return report(list(rows.values()), files, lists)


def read(visitor: Visitor, path: str) -> list[Page]:
    """The readings of an address."""
    pages = [visitor.get(path) for _ in range(FEW)]
    if statistics.median(page.seconds * 1000 for page in pages) > GOAL_MS / 2:
        pages += [visitor.get(path) for _ in range(READINGS - FEW)]
    return pages


def report(rows: list[Row], files: set[str], lists: set[str]) -> int:
    """Print the table, the slowest first, and what is beyond a limit; how many lines missed."""
    from django.db import connection

    title = f"{'page':<62} {'slowest for':<12} {'ms':>6} {'proc.':>6} {'KB':>5} {'sent':>5} {'queries':>7}  roles"
    print(f"\n{title}")
    for row in sorted(rows, key=lambda row: -row.ms):
        print(_line(row))
    missed = [row for row in rows if not row.held(lists=lists)]
    reached = {row.route for row in rows} | files
    print(f"\nfiles and streams, not held to the limits: {', '.join(sorted(files)) or 'none'}")
    left = _readable() - reached
    print(f"not reached: {', '.join(sorted(left)) or 'none'}")
    print(f"\nbeyond {GOAL_MS:.0f} ms, {GOAL_KB:.0f} KB or, for lists, {GOAL_QUERIES} queries:")
    for row in sorted(missed, key=lambda row: -row.ms):
        print(f"{_line(row)}  MISSED  {row.at}")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"pages, {connection.vendor}: {len({row.route for row in rows})} routes in {len(rows)} forms, {len(missed)} "
        f"beyond a limit, {len(left)} routes not reached; load average {load}"
    )
    # A walk of some roles or some routes cannot reach all.
    part = _named("ESTAFET_BENCH_ONLY") or _named("ESTAFET_BENCH_ROLES")
    return len(missed) + (0 if part else len(left))


def _line(row: Row) -> str:
    title = f"{row.route}{'?' + '&'.join(row.names) if row.names else ''}"
    return (
        f"{title:<62} {row.slowest:<12} {row.ms:6.0f} {row.processor:6.0f} {row.size / 1024:5.0f} "
        f"{row.sent / 1024:5.0f} {row.queries:7}  {len(row.roles)}"
    )


def walk(visitor: Visitor, files: set[str], unlinked: Mapping[str, Sequence[str]]) -> dict[Key, list[Page]]:
    """What can be reached from the first page by links and filters, and the lists of the API: a few pages of each sort.

    `unlinked`: route → addresses to ask where no link led there. Routes that turn out to answer with a file are added
    to `files`, and not asked again.
    """
    from django.urls import Resolver404, resolve

    found: dict[Key, list[Page]] = defaultdict(list)
    tried: dict[Key, int] = defaultdict(int)
    asked: set[str] = set()
    waiting = deque(["/", *_lists()])
    further = deque((route, path) for route, paths in unlinked.items() for path in paths)
    while waiting or further:
        if not waiting:
            route, path = further.popleft()
            waiting += [] if route in files or any(route == one for one, _names in found) else [path]
            continue
        path = waiting.popleft()
        parts = urlsplit(path)
        names = tuple(sorted(name for name, values in parse_qs(parts.query).items() if any(values)))
        try:
            route = resolve(parts.path).view_name
        except Resolver404:
            continue
        if path in asked or route in LEFT_ALONE | files or tried.get((route, names), 0) >= SAMPLES * 2:
            continue
        if (route, names) not in tried and sum(one == route for one, _names in tried) >= FORMS:
            continue
        asked.add(path)
        tried[route, names] += 1
        if len(found[route, names]) >= SAMPLES:
            continue
        page, looks = visitor.worked_out(visitor.get(path))
        if looks:
            at = resolve(urlsplit(page.path).path).view_name
            found[at, WORKING] += looks if _measured(at) else []
            # A file that waits for its lines sends one to its page.
            page = page if urlsplit(page.path).path == parts.path else visitor.get(path)
        assert page.status < 500, (visitor.username, path, page.status)
        if page.status >= 400:
            continue
        if not page.kind.startswith(("text/html", "application/json")):
            files.add(route)
            continue
        waiting += onward(page)
        # A page that sends one on is the one that one lands on.
        if urlsplit(page.path).path == parts.path and _measured(route):
            found[route, names].append(page)
    return {key: pages for key, pages in found.items() if pages}


def _measured(route: str) -> bool:
    only = _named("ESTAFET_BENCH_ONLY")
    return not only or any(word in route for word in only)


def onward(page: Page) -> list[str]:
    """Where a page leads: its links, its filters with a choice made, and what the API has of each thing it lists."""
    if page.kind.startswith("application/json"):
        return [path for one in re.findall(r'"id": ?(\d+)', page.text)[:SAMPLES] for path in _details(page.path, one)]
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


def _filled(things: Mapping[str, int | str]) -> dict[str, list[str]]:
    """Route → its addresses in the reviewed table, as of today, with these things in their places."""
    from tests.access import table

    found: dict[str, list[str]] = defaultdict(list)
    for row in table.rows():
        if row.method == "GET" and "{" in row.at:
            at = re.sub(r"\bon=[0-9-]+", f"on={today()}", row.at)
            found[row.route].append("/" + at.format_map(things))
    return found


def _things() -> dict[str, int | str]:
    """What the table's addresses name, in this installation."""
    from jobs.models import Job
    from succession import models as succession
    from talent import models as talent

    def newest(model: Any, **lookups: Any) -> int:
        return int(model.objects.filter(**lookups).order_by("pk").values_list("pk", flat=True).last() or 0)

    # The three names still wait for a signature.
    seated = newest(succession.Vacancy, state=succession.Vacancy.State.NOMINATED)
    nominees = succession.Nominee.objects.filter(vacancy=seated).order_by("order").values_list("employee_id", flat=True)
    person, colleague, *_third = [*nominees, 0, 0]
    others = succession.LonglistEntry.objects.filter(longlist__vacancy=seated).exclude(employee__in=[*nominees])
    fourth = others.order_by("position").values_list("employee_id", flat=True).first()
    cycle = newest(talent.ReviewCycle)
    uploads = {kind: newest(talent.ImportBatch, kind=kind) for kind in ("training", "merit_levels", "employees")}
    return {
        "accepted": newest(succession.MeritObjection, accepted=True),
        "application": newest(succession.Application),
        "application_document": newest(succession.ApplicationDocument),
        "agency": newest(talent.Agency),
        "agency_record": newest(talent.AgencyRecord),
        "agency_code": telling.AGENCY,
        "asked": newest(succession.AgencyRequirementsRecord),
        "agreement": newest(succession.Agreement),
        "announcement": newest(succession.Announcement),
        "wider": newest(succession.WiderPoolRecord),
        "assessment": newest(succession.MeritAssessment),
        "award": newest(talent.AwardRecord),
        "clarified": newest(succession.MeritAssessment, pleno__isnull=False),
        "colleague": colleague,
        "copy": newest(succession.MeritPaper),
        "critical": newest(succession.CriticalPostRecord),
        "cycle": newest(talent.ReviewCycle, established_date__isnull=False),
        "draft": cycle,
        "deviation": newest(succession.Deviation),
        "decree": newest(succession.GateConditionRecord),
        "evidence": newest(talent.Evidence),
        "fourth": fourth or 0,
        "freeze": newest(succession.GateFreezeRecord),
        "group": newest(talent.TrainingGroup),
        "import_job": newest(Job, kind="import"),
        "levels": uploads["merit_levels"],
        "line": newest(talent.TalentAction),
        "mapping_job": newest(Job, kind="map"),
        "membership": newest(talent.PoolMembership),
        "merit_evidence": newest(succession.MeritEvidence),
        "paper": newest(succession.ApprovalRecord),
        "person": person,
        "policy": "kepka-411-2025",
        "policy_draft": newest(talent.PolicyDraft),
        "post": newest(talent.Position),
        "question": newest(succession.MeritQuestion, file__isnull=False),
        "records": uploads["training"],
        "agencies": uploads["employees"],
        "reply": newest(talent.Reply),
        "round": newest(succession.MeritRound),
        "seated": seated,
        "session": newest(talent.CalibrationSession),
        "simulation": newest(succession.Simulation),
        "sweep": newest(succession.EligibilitySweep),
        "swept": newest(succession.SweptPost),
        "superseding": newest(succession.MeritSuperseding),
        "unit": newest(talent.Unit),
        "unit_record": newest(talent.UnitRecord),
        "unseated": newest(succession.Vacancy, nominees__isnull=True),
        "user": 1,
        "waiver": newest(succession.RequirementWaiverRecord),
    }


def _readable() -> set[str]:
    """Routes that the reviewed table lets somebody read."""
    from tests.access import table

    return {row.route for row in table.rows() if row.method == "GET" and 200 in row.statuses}


def _lists_of_rows() -> set[str]:
    """Routes whose answers are lists: those of which the reviewed table counts rows."""
    from tests.access import table

    return {row.route for row in table.rows() if any(answer.rows is not None for answer in row.own.values())}


def _named(variable: str) -> list[str]:
    return [word for word in os.environ.get(variable, "").split(",") if word]


def _anonymous(path: str) -> str:
    """An address without the numbers of people."""
    return re.sub(r"/\d+/", "/…/", path)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000))
