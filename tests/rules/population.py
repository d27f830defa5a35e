"""Random frames of facts, with unknowns everywhere and dates on and beside every limit."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from rules.measures_assessed import COMPETENCIES, POTENTIAL
from rules.policy_schema import COLUMNS

TIERS = [
    "JPT_UTAMA",
    "JPT_MADYA",
    "JPT_PRATAMA",
    "ADMINISTRATOR",
    "PENGAWAS",
    "PELAKSANA",
    "JF_AHLI_UTAMA",
    "JF_AHLI_MADYA",
    "JF_AHLI_MUDA",
    "JF_AHLI_PERTAMA",
    "JF_PENYELIA",
    "JF_MAHIR",
    "JF_TERAMPIL",
    "JF_PEMULA",
]
RATINGS = ["SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN", "KURANG", "SANGAT_KURANG", "CUKUP"]
EDUCATION = ["S3", "S2", "S1", "D4", "D3", "D2", "D1", "SLTA", "SLTP", "SD"]


class Draw:
    """A seeded source of columns; `gaps` is the chance that a value is not known."""

    def __init__(self, seed: int, on: date, gaps: float) -> None:
        self.random, self.on, self.gaps = np.random.default_rng(seed), np.datetime64(on, "D"), gaps

    def codes(self, choices: list[str], size: int, gaps: float | None = None) -> Any:
        values = self.random.choice(np.array(choices, dtype=object), size)
        values[self.random.random(size) < (self.gaps if gaps is None else gaps)] = None
        return pd.Series(values, dtype="str") if self.random.random() < 0.5 else pd.Categorical(values)

    def numbers(self, choices: list[float], size: int, gaps: float | None = None) -> Any:
        values = self.random.choice(np.array(choices, dtype=np.float64), size)
        values[self.random.random(size) < (self.gaps if gaps is None else gaps)] = np.nan
        return values

    def days(self, years: int, size: int, gaps: float = 0.0, ahead: int = 40) -> Any:
        """Days up to `years` back and `ahead` days on; a third of them within a day of an anniversary."""
        days = self.on + self.random.integers(-366 * years, ahead, size).astype("timedelta64[D]")
        close = self.random.random(size) < 0.33
        months = np.datetime64(self.on, "M") - 12 * self.random.integers(0, years + 1, size)
        anniversary = months.astype("datetime64[D]") + (self.on - np.datetime64(self.on, "M").astype("datetime64[D]"))
        days = np.where(close, anniversary + self.random.integers(-1, 2, size), days)
        days[self.random.random(size) < gaps] = np.datetime64("NaT")
        return days.astype("datetime64[s]")

    def owners(self, ids: Any, mean: float) -> Any:
        return np.repeat(ids, self.random.poisson(mean, len(ids)))[: int(mean * len(ids)) + 10]


def year_start(years: Any) -> Any:
    known = np.nan_to_num(years, nan=2000).astype(np.int64)
    days = (known - 1970).astype("datetime64[Y]").astype("datetime64[s]")
    return np.where(np.isnan(years), np.datetime64("NaT"), days)


def population(seed: int, size: int, on: date, gaps: float = 0.04) -> dict[str, pd.DataFrame]:
    """Frames for `size` people; ids are neither dense nor ordered."""
    draw = Draw(seed, on, gaps)
    ids = draw.random.choice(np.arange(100, 100 + size * 5), size, replace=False).astype(np.int64)
    frames = {"employees": _employees(draw, ids)}
    frames.update(_yearly(draw, ids, on), **_posts(draw, ids), **_events(draw, ids), **_assessed(draw, ids))
    for name, frame in frames.items():
        if name != "employees":
            order = draw.random.permutation(len(frame))
            frames[name] = frame.iloc[order].reset_index(drop=True)
    return frames


def _employees(draw: Draw, ids: Any) -> pd.DataFrame:
    n = len(ids)
    return pd.DataFrame(
        {
            "employee_id": ids,
            "tier": draw.codes(TIERS, n),
            "standing": draw.codes(["ACTIVE"] * 12 + ["RETIRED", "CLTN"], n),
            "hired_month": draw.days(30, n, draw.gaps),
            "post_from": draw.days(9, n, draw.gaps, ahead=1),
            **{f"standard_{c}": draw.numbers([1, 2, 3, 4, 5], n, 0.6) for c in COMPETENCIES},
        }
    )


def _yearly(draw: Draw, ids: Any, on: date) -> dict[str, pd.DataFrame]:
    years = [(i, on.year - back) for i in ids for back in range(4) if draw.random.random() > 0.06]
    owners, year = np.array([y[0] for y in years]), np.array([y[1] for y in years], dtype=np.float64)
    n = len(owners)
    common = {"employee_id": owners, "year": year, "true_from": year_start(year), "true_to": year_start(year + 1)}
    expectation = ["ABOVE", "AS", "BELOW"]
    performance = pd.DataFrame(
        {
            **common,
            "work_result": draw.codes(expectation, n),
            "behaviour": draw.codes(expectation, n),
            "rating": draw.codes(RATINGS, n, 0.5),
            "score": draw.numbers([49, 50, 69.99, 70, 89.99, 90, 109.99, 110, 120], n, 0.5),
            "new_idea": draw.numbers([0, 1], n, 0.3),
        }
    )
    feedback = pd.DataFrame({**common, "rating": draw.codes(RATINGS, n)})
    return {"performance": performance, "feedback": feedback.iloc[::2].reset_index(drop=True)}


def _posts(draw: Draw, ids: Any) -> dict[str, pd.DataFrame]:
    owners = draw.owners(ids, 2.5)
    n = len(owners)
    start = draw.days(12, n, 0.01)
    end = start + (draw.random.integers(0, 2500, n) * 86_400).astype("timedelta64[s]")
    end = np.where(draw.random.random(n) < 0.4, np.datetime64("NaT"), end)
    frame = pd.DataFrame(
        {
            "employee_id": owners,
            "true_from": start,
            "true_to": end,
            "tier": draw.codes(TIERS, n),
            "kind": draw.codes(["DEFINITIVE"] * 6 + ["PLT", "PLH", "PJ"], n, draw.gaps / 4),
            "higher": draw.numbers([0, 1], n, 0.2),
            "unit": draw.codes(["dinas", "badan", "biro"], n),
            "agency": draw.codes(["provinsi"] * 6 + ["kota"], n, draw.gaps / 2),
        }
    )
    return {"appointments": frame}


def _events(draw: Draw, ids: Any) -> dict[str, pd.DataFrame]:
    def events(mean: float, years: int, **columns: Any) -> pd.DataFrame:
        owners = draw.owners(ids, mean)
        size = len(owners)
        made = {name: make(size) for name, make in columns.items()}
        start = draw.days(years, size)
        return pd.DataFrame({"employee_id": owners, "true_from": start, "true_to": np.datetime64("NaT", "s"), **made})

    frames = {
        "awards": events(
            0.7, 7, level=lambda n: draw.codes(["INTERNATIONAL", "NATIONAL", "CROSS_AGENCY", "AGENCY"], n, 0.01)
        ),
        "training": events(5, 5, kind=lambda n: draw.codes(["COURSE"] * 5 + ["LEADERSHIP", "CERTIFICATION"], n, 0)),
        "team_assignments": events(
            1,
            4,
            role=lambda n: draw.codes(["LEADER", "MEMBER"], n, 0.01),
            scope=lambda n: draw.codes(["CROSS_AGENCY", "INTERNAL"], n, 0.01),
        ),
        "sanctions": events(0.3, 7, severity=lambda n: draw.codes(["LIGHT", "MODERATE", "SEVERE"], n, 0.01)),
        "education": events(
            1.3,
            30,
            level=lambda n: draw.codes(EDUCATION, n, 0),
            field_match=lambda n: draw.codes(["FULL", "PARTIAL", "NONE"], n),
        ),
    }
    for name, longest in (("team_assignments", 800), ("sanctions", 900)):
        frame = frames[name]
        end = frame["true_from"].to_numpy() + (draw.random.integers(0, longest, len(frame)) * 86_400).astype("m8[s]")
        close = draw.days(6, len(frame))
        pick = (draw.random.random(len(frame)) < 0.3) & (close >= frame["true_from"].to_numpy())
        end = np.where(pick, close, end)
        frame["true_to"] = np.where(draw.random.random(len(frame)) < 0.1, np.datetime64("NaT"), end)
    education = frames["education"]
    education["true_from"] = np.where(
        draw.random.random(len(education)) < 0.1, np.datetime64("NaT"), education["true_from"].to_numpy()
    )
    return frames


def _assessed(draw: Draw, ids: Any) -> dict[str, pd.DataFrame]:
    owners = draw.owners(ids, 1.8)
    n = len(owners)
    levels = [1.0, 2.0, 3.0, 4.0, 5.0]
    silent = draw.random.random((3, n)) < 0.15
    blank = lambda values, row: np.where(silent[row], np.nan, values)  # noqa: E731
    assessments = pd.DataFrame(
        {
            "employee_id": owners,
            "true_from": draw.days(5, n),
            "true_to": np.datetime64("NaT", "s"),
            "jpm": draw.numbers([67.99, 68, 78, 80, 90, 100, 115, 138], n, 0.5),
            "technical": draw.numbers([60, 77.5, 100], n),
            **{c: blank(draw.numbers(levels, n, 0.005), 0) for c in COMPETENCIES},
            **{c: blank(draw.numbers(levels, n, 0.005), 1) for c in POTENTIAL},
        }
    )
    owners = draw.owners(ids, 0.3)
    n = len(owners)
    components = pd.DataFrame(
        {"employee_id": owners, "true_from": draw.days(3, n), "true_to": np.datetime64("NaT", "s")}
    )
    for code in COLUMNS:
        components[code] = draw.numbers([0, 59.999999, 60, 66.666667, 79.999995, 80, 100, 115], n, 0.6)
    return {"assessments": assessments, "components": components}
