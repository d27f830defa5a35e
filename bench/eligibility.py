"""Everybody of an agency held against its posts: 100,000 employees × 50 posts × 15 requirements, against the bare
writing of the same pairs in the same run.

Ours: the whole sweep as the product's job does it — read the dated facts, hold everybody against every requirement of
every post, keep the pairs, count what each post comes to. Bare: the same pairs with the same masks, at hand, a row for
each (post, employee, passed, unknown), by COPY (PostgreSQL) or executemany (SQLite) into a table without anything but
these columns, then its primary key. Goals: at most 1.5 × that; at most 80 bytes a pair in the database, indexes
counted; memory under 1 GB; and SAMPLE pairs rebuilt in words from the dated facts alone, each of whose verdicts is what
the stored masks say.

    python -m bench.eligibility [PEOPLE [POSTS]]      DATABASE_URL chooses the engine; the data are thrown away after
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

GOAL_RATIO, GOAL_BYTES, GOAL_MB, REQUIREMENTS, SAMPLE = 1.5, 80.0, 1_000.0, 15, 1_000
ON, LEARNT = date(2026, 8, 3), datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = ("perhubungan", "kesehatan", "keuangan", "pendidikan", "kominfo", "sosial", "pertanian", "umum")
TIERS = ("ADMINISTRATOR", "PENGAWAS", "PELAKSANA", "JF_AHLI_MUDA", "JF_AHLI_MADYA", "JPT_PRATAMA")
# Besides those that the law has, so that there are fifteen.
FURTHER: tuple[dict[str, Any], ...] = (
    {"code": "rated", "kind": "performance_min", "years": 2, "ratings": ["BAIK", "SANGAT_BAIK"]},
    {"code": "administrator", "kind": "post_held_min", "years": 2, "tiers": ["ADMINISTRATOR", "JF_AHLI_MADYA"]},
    {"code": "supervisor", "kind": "post_held_min", "years": 3, "tiers": ["PENGAWAS", "JF_AHLI_MUDA"]},
    {"code": "field", "kind": "related_experience_min", "years": 3},
    {"code": "degree", "kind": "education_min", "level": "D4"},
)


def main(people: int = 100_000, posts: int = 50) -> int:
    with tempfile.TemporaryDirectory(prefix="estafet-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        prepared = _part("prepare", people, posts)
        # Each in a process of its own, so that neither's memory is the other's.
        ours, bare, again = _part("sweep"), _part("bare"), _part("rebuilt")
    print(
        f"eligibility, {prepared['vendor']}: {people} employees × {posts} posts × {REQUIREMENTS} requirements; sweep "
        f"{ours['seconds']:.1f} s, bare writing {bare['seconds']:.1f} s in {bare['bytes']:.1f} bytes a pair; "
        f"{again['rebuilt']} pairs rebuilt in {again['seconds']:.1f} s; outcomes {ours['outcomes']}; "
        f"load {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
    )
    missed = 0
    for name, value, goal in judged(ours, bare, again, people * posts):
        missed += value > goal
        print(f"  {name}: {value:.2f} (goal <= {goal})  {'ok' if value <= goal else 'MISSED'}")
    return 1 if missed else 0


def judged(
    ours: dict[str, Any], bare: dict[str, Any], again: dict[str, Any], pairs: int
) -> list[tuple[str, float, float]]:
    """Each figure with its goal; AssertionError where a part did not do what it is measured for."""
    assert ours["pairs"] == bare["pairs"] == pairs, (ours, bare)
    assert sum(ours["outcomes"].values()) == pairs, ours
    assert again["rebuilt"] == min(SAMPLE, pairs), again
    return [
        ("sweep / bare writing", ours["seconds"] / bare["seconds"], GOAL_RATIO),
        ("bytes a pair, with indexes", ours["bytes"], GOAL_BYTES),
        ("memory of the sweep, MB", ours["peak"], GOAL_MB),
        ("rebuilt verdicts that differ from the stored ones", again["wrong"], 0),
    ]


def in_a_process(module: str, name: str, *words: Any) -> dict[str, Any]:
    """A part of a benchmark in a process of its own: what it answers."""
    done = subprocess.run(
        [sys.executable, "-m", module, f"_{name}", *map(str, words)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _part(name: str, *words: Any) -> dict[str, Any]:
    return in_a_process("bench.eligibility", name, *words)


def law_of_fifteen() -> Any:
    """The shipped law, in which each senior tier has fifteen requirements on the day."""
    from rules.law import Law, shipped

    rules = {rule_id: shipped().versions(rule_id) for rule_id in shipped().ids()}
    said = {"citation": "bench", "tag": "W"}
    for tier in ("jpt_pratama", "jpt_madya"):
        name = f"requirements.{tier}"
        own = shipped().at(name, ON)
        value = (*own.value, *({**one, **said} for one in FURTHER[: REQUIREMENTS - len(own.value)]))
        rules[name] = (replace(own, value=value),)
    return Law(rules)


def _prepare(people: str, posts: str) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    call_command("bootstrap", verbosity=0)
    fill(int(people), int(posts))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {"vendor": connection.vendor}


def fill(people: int, posts: int, holders: int = 0) -> None:
    """An agency with that many employees, nine records each, and posts of eight fields, every other one with levels of
    its own, every tenth a JPT Madya; and a sweep that waits. `holders`: so many of the posts are held by somebody."""
    from accounts.domain.users import system_operator
    from succession.models import EligibilitySweep
    from talent import models
    from talent.domain import known

    agency = models.Agency.objects.create(code="BENCH", name="Provinsi Ukur", kind="PROVINCE")
    ids = _people(agency.pk, people)
    _records(agency.pk, ids, holders)
    rows = range(posts)
    named = [models.Position(agency=agency, code=f"JPT-{n:03}") for n in rows]
    models.Position.objects.bulk_create(named)
    columns = {
        "name": [f"Kepala Dinas {n}" for n in rows],
        "tier": ["JPT_PRATAMA" if n % 10 else "JPT_MADYA" for n in rows],
        "unit": [None] * posts,
        "job_family": [FIELDS[n % len(FIELDS)] for n in rows],
        "critical": [None] * posts,
        "true_from": [date(2020, 1, 1)] * posts,
        "integrity": [3 + n % 3 if n % 2 else None for n in rows],
        "communication": [2 + n % 4 if n % 2 else None for n in rows],
    }
    owners = [post.pk for post in named]
    known.write(
        models.PositionRecord, owner="position", owners=owners, agencies=[agency.pk] * posts, columns=columns,
        key=(), known_at=LEARNT,
    )  # fmt: skip
    made = {"on": ON, "known_at": datetime.now(UTC), "posts": owners, "law_digest": law_of_fifteen().digest}
    EligibilitySweep.objects.create(agency=agency, by=system_operator(), at=LEARNT, **made)


def _people(agency_id: int, people: int) -> list[int]:
    from django.db import transaction

    from talent import models
    from talent.domain import bulk

    days = [date(1962 + n % 35, 1 + n % 12, 1 + n % 28) for n in range(people)]
    with transaction.atomic():
        bulk.insert(
            models.Employee,
            {
                "agency_id": [agency_id] * people,
                "nip": [f"{n:018d}" for n in range(people)],
                "name": [f"Pegawai {n}" for n in range(people)],
                "born": days,
                "hired_month": [date(day.year + 24, 3, 1) for day in days],
                "sex": [1 + n % 2 for n in range(people)],
                "current_id": [None] * people,
            },
        )
    return list(models.Employee.objects.order_by("id").values_list("id", flat=True))


def _records(agency_id: int, ids: list[int], holders: int) -> None:
    from django.db import transaction

    from talent import models
    from talent.codes import COMPETENCIES
    from talent.domain import bulk

    random = np.random.default_rng(80)
    known = {"agency_id": agency_id, "known_from": LEARNT, "known_to": None, "batch_id": None}

    def records(model: Any, owners: list[int], **columns: list[Any]) -> None:
        total = len(owners)
        keys = [f"{n:032x}" for n in range(total)]
        data: dict[str, Any] = {"employee_id": owners, "digest": keys, "key": keys, "true_to": [None] * total}
        data |= {name: [value] * total for name, value in known.items()} | columns
        with transaction.atomic():
            bulk.insert(model, data)

    def among(total: int, *values: Any) -> list[Any]:
        return [values[at] for at in random.integers(0, len(values), total)]

    posts = [f"Jabatan {number}" for number in range(300)]
    n, twice = len(ids), [one for one in ids for _time in range(2)]
    early, late = date(2008, 3, 1), date(2019, 1, 2)
    held = [f"Kepala Dinas {number}" for number in range(holders)]
    records(
        models.EmployeeRecord, ids, true_from=among(n, late, date(2023, 4, 1)), name=["Pegawai"] * n,
        status=among(n, "PNS", "PNS", "PNS", "PPPK", None), grade=among(n, "III/d", "IV/a", "IV/b"),
        tier=among(n, *TIERS), job_family=among(n, *FIELDS, None), position=[*held, *among(n, *posts)[holders:]],
        post_from=among(n, late, date(2023, 4, 1)), standing=among(n, "ACTIVE", "ACTIVE", "ACTIVE", "CLTN", None),
    )  # fmt: skip
    records(
        models.PerformanceRecord, twice, true_from=[date(2024 + at % 2, 1, 1) for at in range(2 * n)],
        year=[2024 + at % 2 for at in range(2 * n)], rating=among(2 * n, "BAIK", "SANGAT_BAIK", "BAIK", "KURANG"),
    )  # fmt: skip
    levels = {name: random.integers(2, 6, n).tolist() for name in COMPETENCIES}
    # Of draws of its own, so that everything else is what it was.
    levels["technical"] = np.random.default_rng(81).uniform(40, 100, n).round(2).tolist()
    records(models.AssessmentRecord, ids, true_from=among(n, date(2022, 5, 2), date(2025, 5, 2)), **levels)
    records(
        models.AppointmentRecord, twice, true_from=[early if at % 2 else late for at in range(2 * n)],
        position=among(2 * n, *posts), tier=among(2 * n, *TIERS),
        kind=among(2 * n, "DEFINITIVE", "DEFINITIVE", "PLT", None), job_family=among(2 * n, *FIELDS),
    )  # fmt: skip
    records(models.EducationRecord, ids, true_from=[date(2005, 1, 1)] * n, level=among(n, "S1", "S2", "D4", "SLTA"))
    records(
        models.AttestationRecord, twice, true_from=[date(2026, 1, 5)] * (2 * n),
        kind=["HEALTH", "INTEGRITY"] * n, passed=among(2 * n, True, True, True, False),
    )  # fmt: skip
    some = ids[::50]
    records(
        models.SanctionRecord,
        some,
        true_from=[date(2026, 2, 1)] * len(some),
        severity=among(len(some), "LIGHT", "SEVERE"),
    )


def _sweep() -> dict[str, Any]:
    """The product's own job, less its queue."""
    from accounts.domain.users import system_operator
    from succession.domain import sweeping
    from succession.models import EligibilitySweep, SweptPost

    law, by = law_of_fifteen(), system_operator()
    sweep = EligibilitySweep.objects.select_related("agency").get()
    started = time.perf_counter()
    sweeping.run(sweep, by=by, law=law)
    seconds = time.perf_counter() - started
    outcomes: Counter[str] = Counter()
    for swept in SweptPost.objects.filter(sweep=sweep):
        assert len(swept.codes) == REQUIREMENTS, swept.codes
        failed = swept.people - swept.eligible - swept.unsure
        outcomes.update({"pass": swept.eligible, "unknown": swept.unsure, "fail": failed})
    pairs = sum(outcomes.values())
    return {"seconds": seconds, "pairs": pairs, "outcomes": outcomes, "bytes": _bytes("succession_sweptpairs") / pairs}


def _bare() -> dict[str, Any]:
    """The pairs that the sweep has kept, at hand as columns before the clock starts."""
    from django.db import connection, transaction

    from succession.domain.queries import sweeps
    from succession.models import EligibilitySweep

    sweep = EligibilitySweep.objects.get()
    names, count, seconds = "position, employee, passed, unknown", 0, 0.0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (position bigint, employee bigint, passed bigint, unknown bigint)")
        with transaction.atomic():
            for position in sweep.posts:
                pairs, _waived = sweeps.pairs_of(sweep.pk, position)
                columns = [pairs[name].tolist() for name in ("employee", "passed", "unknown")]
                started = time.perf_counter()
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
                        post = str(position)
                        for who, met, open_ in zip(*columns, strict=True):
                            copy.write(f"{post}\t{who}\t{met}\t{open_}\n")
                else:
                    rows = ((position, *row) for row in zip(*columns, strict=True))
                    cursor.executemany(f"INSERT INTO bare ({names}) VALUES (%s, %s, %s, %s)", rows)
                seconds += time.perf_counter() - started
                count += len(pairs)
            started = time.perf_counter()
            cursor.execute("CREATE UNIQUE INDEX bare_once ON bare (position, employee)")
        seconds += time.perf_counter() - started
        size = _bytes("bare") / count
        cursor.execute("DROP TABLE bare")
    return {"seconds": seconds, "pairs": count, "bytes": size}


def _rebuilt() -> dict[str, Any]:
    """SAMPLE pairs in words, from the dated facts alone, held against their masks."""
    from succession.domain.queries import sweeps
    from succession.models import SweptPost
    from talent.models import Employee

    law, random = law_of_fifteen(), np.random.default_rng(24)
    posts = list(SweptPost.objects.select_related("sweep__agency", "position").order_by("id"))
    people = list(Employee.objects.order_by("id").values_list("id", flat=True))
    count = min(SAMPLE, len(posts) * len(people))
    drawn = random.choice(len(posts) * len(people), count, replace=False).tolist()
    started, wrong = time.perf_counter(), 0
    for at in drawn:
        post, person = posts[at % len(posts)], people[at // len(posts)]
        checks = sweeps.rebuilt(post, person, law).checks
        wrong += {check.code: check.status for check in checks} != sweeps.stored_statuses(post, person)
    return {"seconds": time.perf_counter() - started, "rebuilt": count, "wrong": wrong}


def _bytes(table: str) -> int:
    """What a table takes in the database: rows, what lies beside them, and its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
        else:
            names = "SELECT name FROM sqlite_master WHERE tbl_name = %s"
            cursor.execute(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({names})", [table])
        return int(cursor.fetchone()[0])


def timed(name: str, *words: str) -> dict[str, Any]:
    """One part, in this process: its answer with the peak memory (MB)."""
    answer: dict[str, Any] = globals()[f"_{name}"](*words)
    return answer | {"peak": peak()}


def peak() -> float:
    """The most memory that this process had so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def part(told: Callable[..., dict[str, Any]], name: str, words: list[str]) -> None:
    """One part, said as a line of JSON."""
    import django

    django.setup()
    print(json.dumps(told(name, *words)))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("_"):
        part(timed, sys.argv[1][1:], sys.argv[2:])
    else:
        sys.exit(main(*map(int, sys.argv[1:3])))
