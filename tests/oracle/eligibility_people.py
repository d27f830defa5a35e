"""People as a lawyer would describe them, and the frames that say the same."""

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

NINE = [
    "integrity",
    "teamwork",
    "communication",
    "results_orientation",
    "public_service",
    "development",
    "change_management",
    "decision_making",
    "national_unity",
]
HEALTH = ["KESEHATAN", "kesehatan", " Kesehatan "]  # one field, as lists write it
TIERS = ["ADMINISTRATOR", "JPT_PRATAMA", "PENGAWAS", "PELAKSANA", "JF_AHLI_UTAMA"]
LEVELS = ["S2", "S1", "D4", "D3", "D2"]

Person = dict[str, Any]

RECORDS = {
    "appointments": ["position", "tier", "kind", "job_family"],
    "education": ["level"],
    "attestations": ["kind", "passed"],
    "sanctions": ["severity"],
    "assessments": NINE,
    "performance": ["year", "rating"],
    "leadership": ["name"],
    "technical": ["competency", "level"],
    "pool": ["box", "member"],
}
NUMBERS = {"passed", "year", "box", "member", *NINE}
# Names of leadership training and their level, from the lowest; None: the name tells none.
COURSES = {
    "PKP": 0,
    "Diklatpim Tk. IV": 0,
    "PKA Angkatan 3": 1,
    "Diklat PIM Tingkat III": 1,
    "PKN Tingkat II": 2,
    "Pelatihan Kepemimpinan Nasional Tingkat I": 3,
    "Reform Leader Academy": None,
    "PKA dan PKP": None,
}


def candidate(**changes: Any) -> Person:
    """Somebody who meets every requirement of every tier's kind around 2022, with `changes`."""
    person: Person = {
        "status": "PNS",
        "born": date(1975, 6, 15),
        "hired_month": date(2000, 3, 1),
        "standing": "ACTIVE",
        "job_family": "KESEHATAN",
        "appointments": [
            {"from": date(2010, 1, 1), "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "job_family": "KESEHATAN"}
        ],
        "education": [{"from": date(1999, 1, 1), "level": "S1"}],
        "attestations": [
            {"from": date(2021, 1, 1), "kind": "HEALTH", "passed": 1.0},
            {"from": date(2021, 1, 1), "kind": "INTEGRITY", "passed": 1.0},
        ],
        "sanctions": [],
        "assessments": [{"from": date(2021, 1, 1), **dict.fromkeys(NINE, 4.0)}],
        "performance": [{"year": year, "rating": "BAIK"} for year in range(2015, 2026)],
    }
    return person | changes


def frames(people: list[Person]) -> dict[str, pd.DataFrame]:
    """The people as the frames that `rules` takes; ids count from 101 so that an id is never a position."""
    texts = ("status", "standing", "job_family", "tier", "grade")
    own = {name: [person.get(name) for person in people] for name in texts}
    employees: dict[str, Any] = {"employee_id": np.arange(101, 101 + len(people), dtype=np.int64)}
    employees |= {name: pd.Series(values, dtype="str") for name, values in own.items()}
    employees |= {
        name: _days([person.get(name) for person in people])
        for name in ("born", "hired_month", "post_from", "standing_from")
    }
    records = {name: _records(people, name, columns) for name, columns in RECORDS.items()}
    return {"employees": pd.DataFrame(employees)} | records


def _records(people: list[Person], name: str, columns: list[str]) -> pd.DataFrame:
    rows = [(number, row) for number, person in enumerate(people, start=101) for row in person.get(name, [])]
    made: dict[str, Any] = {"employee_id": np.array([number for number, _row in rows], np.int64)}
    made |= {f"true_{end}": _days([row.get(end) for _number, row in rows]) for end in ("from", "to")}
    for column in columns:
        values = [row.get(column) for _number, row in rows]
        if column in NUMBERS or (name, column) == ("technical", "level"):
            made[column] = np.array([np.nan if value is None else value for value in values], np.float64)
        else:
            made[column] = pd.Series(values, dtype="str")
    return pd.DataFrame(made)


def _days(days: list[date | None]) -> npt.NDArray[np.datetime64]:
    return np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in days], "M8[s]")


def somebody(chance: random.Random, on: date) -> Person:
    """A person drawn so that limits are hit exactly and facts are missing, seen from `on`."""

    def around(years: int) -> date:
        return date(on.year - years, on.month, min(on.day, 28)) + timedelta(days=chance.randint(-2, 4))

    def maybe(value: Any) -> Any:
        return None if chance.random() < 0.12 else value

    def period(longest: int) -> dict[str, Any]:
        start = around(chance.randint(0, longest))
        end = chance.choice([None, None, start + timedelta(days=chance.randint(0, 1500)), on, on - timedelta(days=1)])
        return {"from": maybe(start), "to": end}

    person: Person = {
        "status": maybe(chance.choice(["PNS", "PNS", "PNS", "PPPK"])),
        "born": around(chance.choice([40, 56, 57, 58, 59, 60])),
        "hired_month": maybe(date(on.year - 20, 1, 1)),
        "standing": maybe(chance.choice(["ACTIVE"] * 6 + ["CLTN", "STUDY_LEAVE", "SUSPENDED", "RELEASED", "RETIRED"])),
        "job_family": maybe(chance.choice([HEALTH[on.day % 3], "KEUANGAN"])),
        "tier": maybe(chance.choice(["ADMINISTRATOR", "JPT_PRATAMA", "JPT_PRATAMA", "JPT_MADYA", "JF_AHLI_UTAMA"])),
        "grade": maybe(chance.choice(["IV/a", "IV/b", "IV/c", "III/d"])),
        "post_from": maybe(around(chance.choice([1, 2, 3, 5, 6]))),
        "appointments": [
            {
                **period(12),
                "position": "P",
                "tier": maybe(chance.choice(TIERS)),
                "kind": maybe(chance.choice(["DEFINITIVE", "DEFINITIVE", "DEFINITIVE", "PLT"])),
                "job_family": maybe(chance.choice([HEALTH[place % 3], HEALTH[place % 3], "KEUANGAN"])),
            }
            for place in range(chance.randint(0, 4))
        ],
        "education": [
            {
                "from": maybe(around(chance.choice([0, 1, 9]))),
                "level": maybe(chance.choice(LEVELS)),
            }
            for _ in range(chance.randint(0, 2))
        ],
        "attestations": [
            {
                **period(2),
                "from": around(chance.choice([0, 1])),
                "kind": chance.choice(["HEALTH", "INTEGRITY"]),
                "passed": maybe(chance.choice([1.0, 1.0, 0.0])),
            }
            for _ in range(chance.randint(0, 4))
        ],
        "sanctions": [
            period(4) | {"severity": maybe(chance.choice(["LIGHT", "MODERATE"]))}
            for _ in range(chance.choice([0, 0, 1, 2]))
        ],
        "assessments": [
            {"from": around(chance.choice([0, 2, 3])), **{name: float(chance.randint(2, 5)) for name in NINE}}
            | ({"teamwork": None} if chance.random() < 0.1 else {})
            for _ in range(chance.randint(0, 2))
        ],
        "performance": [
            {"year": on.year - back, "rating": maybe(chance.choice(["SANGAT_BAIK", "BAIK", "BAIK", "CUKUP"]))}
            for back in range(chance.randint(0, 4))
        ],
    }
    # By the day of birth, so that everything else is drawn as ever.
    drawn = person["born"].toordinal()
    if person["standing"] == "RETIRED":
        person["standing"] = ["RETIRED", "DISMISSED", "DECEASED"][drawn % 3]
    months = on.year * 12 + on.month - 1 - 6
    half_a_year_ago = date(months // 12, months % 12 + 1, min(on.day, 28))
    since = [*(half_a_year_ago + timedelta(days=days) for days in (-300, -1, 0, 1, 2, 90)), None]
    return person | {"standing_from": since[drawn % 7]} | _asked_by_agencies(random.Random(repr(person)), on)


def _asked_by_agencies(chance: random.Random, on: date) -> Person:
    """What only agencies ask about, drawn of its own: everything else stays as it was drawn."""

    def around(years: int) -> date:
        return date(on.year - years, on.month, min(on.day, 28)) + timedelta(days=chance.randint(-2, 4))

    days = [*(on + timedelta(days=days) for days in (-400, -1, 0, 1)), None]
    competencies = ["Audit Kinerja", " audit  kinerja", "Pengadaan"]
    return {
        "leadership": [
            {"from": chance.choice(days), "name": chance.choice([*COURSES])}
            for _ in range(chance.choice([0, 1, 1, 2]))
        ],
        "technical": [
            {"from": around(chance.choice([0, 2, 3])), "competency": chance.choice(competencies),
             "level": float(chance.randint(1, 5))}
            for _ in range(chance.randint(0, 3))
        ],
        "pool": [
            {"from": on - timedelta(days=90), "box": chance.choice([6.0, 7.0, 7.0, 8.0, 9.0, None]),
             "member": float(chance.random() < 0.7)}
            for _ in range(chance.choice([0, 1, 1, 1]))
        ],
    }  # fmt: skip
