"""Mapping 60,000 employees with ten records each, against its floor in the same run.

Floor: read the same record columns into pandas and write the same placement rows back, computing nothing in between.
Goal: at most 3 × the floor, peak memory under 1.5 GB.

    python -m bench.mapping [PEOPLE]         DATABASE_URL chooses the engine; the data are thrown away afterwards
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

GOAL_RATIO, GOAL_MB, PAIRS = 3.0, 1500, 3
ON, KNOWN_AT = date(2026, 6, 30), datetime(2026, 7, 1, tzinfo=UTC)


def main(people: int) -> int:
    with tempfile.TemporaryDirectory(prefix="estafet-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        return measure(people)


def measure(people: int) -> int:
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("bootstrap", verbosity=0)
    agency, by = fill(people)
    from rules.policy import national
    from talent.domain import mapping
    from talent.models import Placement

    policy = national(ON)
    assert policy is not None
    ratios, run = [], None
    for number in range(PAIRS):
        started = time.perf_counter()
        run = mapping.run(agency=agency, on=ON, known_at=KNOWN_AT, policy=policy, by=by)
        ours = time.perf_counter() - started
        with transaction.atomic():
            back = placed_again(run)
            started = time.perf_counter()
            floor(agency.pk, back)
            bare = time.perf_counter() - started
            transaction.set_rollback(True)
        ratios.append(ours / bare)
        print(f"  pair {number + 1}: mapping {ours:.2f} s, floor {bare:.2f} s, ratio {ours / bare:.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    placed = Placement.objects.filter(run=run, box__isnull=False).count()
    ratio = statistics.median(ratios)
    print(
        f"mapping, {connection.vendor}: {people} people, {placed} placed; median ratio to the floor {ratio:.2f} "
        f"(goal {GOAL_RATIO}), peak memory {peak:.0f} MB (goal {GOAL_MB})"
    )
    return 0 if ratio <= GOAL_RATIO and peak <= GOAL_MB else 1


def placed_again(run):  # type: ignore[no-untyped-def]
    """The placements of a run as columns, for another run that is made here: at hand before the clock starts."""
    from talent.models import MappingRun, Placement

    names = [
        "employee_id", "performance", "potential", "talent_value", "performance_band", "potential_band", "box",
        "missing",
    ]  # fmt: skip
    placements = list(Placement.objects.filter(run=run).values_list(*names))
    copy = MappingRun.objects.get(pk=run.pk)
    copy.pk = None
    copy.save()
    return {"run_id": [copy.pk] * len(placements)} | dict(zip(names, zip(*placements, strict=True), strict=True))


def floor(agency_id: int, back) -> None:  # type: ignore[no-untyped-def]
    """The same columns into pandas, the same rows (`back`, by column) written."""
    import warnings

    import pandas as pd
    from django.db import connection

    from talent.domain import bulk
    from talent.domain.known import known_at
    from talent.domain.queries.facts import _FRAMES
    from talent.models import EmployeeRecord, Placement

    warnings.filterwarnings("ignore", message="pandas only supports SQLAlchemy")
    columns_of = {model: ("employee_id", "true_from", "true_to", *names) for model, names in _FRAMES.values()}
    columns_of[EmployeeRecord] = (
        "employee_id", "true_from", "status", "grade", "grade_from", "standing", "position", "tier", "job_family",
        "unit", "post_from",
    )  # fmt: skip
    for model, columns in columns_of.items():
        rows = known_at(model.objects.filter(agency_id=agency_id), KNOWN_AT).values_list(*columns)
        sql, params = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            pd.DataFrame(cursor.fetchall(), columns=list(columns))
    bulk.insert(Placement, back)


def fill(people: int):  # type: ignore[no-untyped-def]
    """An agency with `people` employees and ten records each."""
    from django.db import transaction

    from accounts.domain.users import system_operator
    from talent import models
    from talent.codes import COMPETENCIES, POTENTIAL_ASPECTS
    from talent.domain import bulk

    random = np.random.default_rng(411)
    agency = models.Agency.objects.create(code="BENCH", name="Provinsi Ukur", kind="PROVINCE")
    units = [models.Unit.objects.create(agency=agency, code=code, name=f"Dinas {code}").pk for code in "AB"]
    learnt = datetime(2026, 1, 1, tzinfo=UTC)
    days = [date(1965 + n % 30, 1 + n % 12, 1 + n % 28) for n in range(people)]
    bulk.insert(
        models.Employee,
        {
            "agency_id": [agency.pk] * people,
            "nip": [f"{n:018d}" for n in range(people)],
            "name": [f"Pegawai {n}" for n in range(people)],
            "born": days,
            "hired_month": [date(day.year + 24, 3, 1) for day in days],
            "sex": [1 + n % 2 for n in range(people)],
            "current_id": [None] * people,
        },
    )
    ids = list(models.Employee.objects.filter(agency=agency).order_by("id").values_list("id", flat=True))

    def records(model, count: int, **columns) -> None:  # type: ignore[no-untyped-def]
        owners = np.repeat(np.array(ids), count).tolist()
        total = len(owners)
        constant = {
            "agency_id": agency.pk,
            "true_to": None,
            "known_from": learnt,
            "known_to": None,
            "batch_id": None,
        }
        data = {"employee_id": owners, "digest": [f"{n:032x}" for n in range(total)]}
        data["key"] = data["digest"]
        data |= {name: [value] * total for name, value in constant.items()}
        data |= {name: make(total) for name, make in columns.items()}
        bulk.insert(model, data)

    def among(*values):  # type: ignore[no-untyped-def]
        return lambda total: [values[i] for i in random.integers(0, len(values), total)]

    def level(total: int) -> list[int]:
        return random.integers(1, 6, total).tolist()

    day = among(*(date(2024 + n % 3, 1 + n % 6, 1 + n % 28) for n in range(200)))
    posts = among(*(f"Jabatan {n}" for n in range(300)))
    tiers = among("ADMINISTRATOR", "PENGAWAS", "PELAKSANA", "JF_AHLI_MUDA", "JF_AHLI_MADYA")
    with transaction.atomic():
        records(
            models.EmployeeRecord, 1, true_from=among(date(2020, 1, 1), date(2023, 4, 1)),
            name=among("Pegawai"), status=among("PNS"), grade=among("III/c", "III/d", "IV/a"),
            grade_from=among(date(2020, 4, 1)), unit_id=among(*units), position=posts, tier=tiers,
            job_family=among("keuangan", "kesehatan"), post_from=among(date(2020, 1, 1), date(2023, 4, 1)),
            standing=among("ACTIVE"),
        )  # fmt: skip
        records(
            models.PerformanceRecord, 1, true_from=among(date(2025, 1, 1)), year=among(2025),
            work_result=among("ABOVE", "AS", "BELOW"), behaviour=among("ABOVE", "AS"), rating=among(None),
            score=among(None), new_idea=among(None),
        )  # fmt: skip
        records(
            models.AssessmentRecord, 1, true_from=day, institution=among("Pusat"), jpm=among(None),
            technical=among(80.0), **dict.fromkeys(COMPETENCIES + POTENTIAL_ASPECTS, level),
        )  # fmt: skip
        records(
            models.AppointmentRecord, 1, true_from=among(date(2015, 1, 1), date(2018, 3, 1)), position=posts,
            tier=tiers, kind=among("DEFINITIVE"), higher=among(None), job_family=among("keuangan", "kesehatan"),
            unit=among("A", "B"), at_agency=among(None),
        )  # fmt: skip
        records(
            models.EducationRecord, 1, true_from=among(date(2005, 1, 1)), level=among("S1", "S2", "D3"),
            field=among("Manajemen"), field_match=among("FULL", "NONE"), graduated_year=among(2005),
        )  # fmt: skip
        records(
            models.TrainingRecord, 2, true_from=day, name=posts, kind=among("COURSE", "LEADERSHIP"), hours=among(20.0)
        )
        records(models.AwardRecord, 1, true_from=day, name=posts, level=among("AGENCY", "NATIONAL"))
        records(
            models.TeamAssignmentRecord,
            1,
            true_from=day,
            team=posts,
            role=among("LEADER", "MEMBER"),
            scope=among("INTERNAL"),
        )
        records(
            models.FeedbackRecord,
            1,
            true_from=among(date(2025, 1, 1)),
            year=among(2025),
            rating=among("BAIK", "SANGAT_BAIK"),
        )
    return agency, system_operator()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000))
