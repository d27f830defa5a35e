"""The order of candidates for a post: by box, then by combined score, then by named tie-breaks.

A higher score never overtakes a better box (PMK 38/2025; PermenPANRB 3/2020). Weights and tie-breaks are data
(`ranking.blend`, `ranking.tie_breaks`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.checks import Status
from rules.law import Law
from rules.text import Text

DECIMALS = 6
BY_BOX, BY_SCORE = "box", "combined"
# Whose succession group fills a longlist (`ranking.pool`): the agency's own, or with it members of others who agreed.
OWN, OWN_AND_AGREED = "OWN", "OWN_AND_AGREED"
POOLS = (OWN, OWN_AND_AGREED)

DECIDERS: Mapping[str, Text] = {
    BY_BOX: Text("kotak", "box"),
    BY_SCORE: Text("nilai gabungan", "combined score"),
    "talent_value": Text("nilai talenta", "talent value"),
    "grade": Text("golongan", "grade"),
    "post_from": Text("lama dalam jabatan sekarang", "time in the present post"),
    "born": Text("usia", "age"),
    "nip": Text("NIP (hanya agar urutan tunggal)", "NIP (only to keep the order single)"),
}

Floats = npt.NDArray[np.float64]


def rank(candidates: pd.DataFrame, tier: str, on: date, law: Law) -> pd.DataFrame:
    """The candidates in their order for a post of `tier` on `on`.

    candidates: `employee_id` int64, `nip` text (unique), `box` 1-9, `talent_value` and `technical` float64 0-100 and
    more, `grade` (`III/d`), `post_from` and `born` dates, `outcome` (pass, fail, unknown); anything but id, NIP and
    outcome may be missing (NaN).

    Returns the same rows sorted, with `combined` float64 (the tier's blend, rounded once to 6 decimals; NaN where a
    part is not known), `combined_known` bool, `rank` Int64 (1, 2, …; missing for those who fail, listed last) and
    `decided_by` (what put a row after the one before it: `box`, `combined` or a tie-break; missing for the first and
    the unranked). Within a box those without a combined score come after those with one.
    Raises NoRuleInForce before the rules' first day; ValueError if a NIP occurs twice or an outcome is none of three.
    """
    refuse_ambiguous(candidates)
    frame = candidates.reset_index(drop=True)
    frame["combined"] = combined(frame["talent_value"], frame["technical"], tier, on, law)
    frame["combined_known"] = frame["combined"].notna()
    return ordered(frame, sort_keys(frame, on, law), (frame["outcome"] == Status.FAIL).to_numpy(dtype=np.bool_))


def ordered(frame: pd.DataFrame, keys: Mapping[str, Floats], out: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """The rows sorted by `keys` (all ascending, the first counts most), with `rank` and `decided_by` as `rank` gives
    them; those who are `out` come last and have neither."""
    # NaN sorts last in numpy, but never equals itself; infinity does both.
    keys = {name: np.where(np.isnan(key), np.inf, key) for name, key in keys.items()}
    order = np.lexsort((*reversed(list(keys.values())), out))
    ranked = int((~out).sum())
    frame = frame.iloc[order].reset_index(drop=True)
    frame["rank"] = pd.array([*range(1, ranked + 1), *[pd.NA] * (len(frame) - ranked)], dtype="Int64")
    frame["decided_by"] = _deciders({name: key[order] for name, key in keys.items()}, ranked, len(frame))
    return frame


def combined(talent: "pd.Series[Any]", technical: "pd.Series[Any]", tier: str, on: date, law: Law) -> Floats:
    """Talent value and technical competency blended as the tier's post asks; NaN where either is not known.

    A tier for which no blend is laid down (JPT Utama) has no combined score: all NaN.
    """
    blend = law.at("ranking.blend", on).value.get(tier)
    if blend is None:
        return np.full(len(talent), np.nan)
    weights = float(blend["talent"]), float(blend["technical"])
    parts = (series.to_numpy(dtype=np.float64, na_value=np.nan) for series in (talent, technical))
    total = sum((part * weight for part, weight in zip(parts, weights, strict=True)), np.zeros(len(talent)))
    return np.round(total / sum(weights), DECIMALS)


def takes_agreed(on: date, law: Law) -> bool:
    """Whether by law a longlist of `on` takes in members of other agencies' succession groups who agreed.

    Raises NoRuleInForce before the rule's first day; ValueError for a value that is none of POOLS.
    """
    value = law.at("ranking.pool", on).value
    if value not in POOLS:
        raise ValueError(f"ranking.pool knows no {value!r}")
    return bool(value == OWN_AND_AGREED)


def tie_breaks(on: date, law: Law) -> tuple[str, ...]:
    """The names of what decides between equals, in order; each has its wording in `DECIDERS`."""
    return tuple(entry["by"] for entry in law.at("ranking.tie_breaks", on).value)


def refuse_ambiguous(candidates: pd.DataFrame) -> None:
    """Raise ValueError if a NIP is missing or occurs twice, or an outcome is none of three."""
    if candidates["nip"].isna().any() or candidates["nip"].duplicated().any():
        raise ValueError("every candidate needs a NIP of their own, or the order is not single")
    strange = set(candidates["outcome"]) - {str(status) for status in Status}
    if strange:
        raise ValueError(f"no outcome: {sorted(map(str, strange))}")


def sort_keys(frame: pd.DataFrame, on: date, law: Law) -> dict[str, Floats]:
    """Sort keys by name, the first counts most; every key ascends, NaN where not known. `frame` as for `rank`, with
    `combined`."""
    keys = {BY_BOX: -_numbers(frame["box"]), BY_SCORE: -_numbers(frame["combined"])}
    for entry in law.at("ranking.tie_breaks", on).value:
        name = entry["by"]
        if name == "grade":
            values = _heights(frame[name], on, law)
        elif name == "nip":
            values = nip_order(frame[name])
        elif name in ("post_from", "born"):
            values = _days(frame[name])
        else:
            values = _numbers(frame[name])
        keys[name] = -values if entry["order"] == "descending" else values
    return keys


def nip_order(nips: "pd.Series[Any]") -> Floats:
    """Sort key of NIPs: only to keep an order single."""
    return np.asarray(nips.astype(str).rank(), dtype=np.float64)


def _numbers(series: "pd.Series[Any]") -> Floats:
    return series.to_numpy(dtype=np.float64, na_value=np.nan)


def _days(series: "pd.Series[Any]") -> Floats:
    days = series.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))


def _heights(grades: "pd.Series[Any]", on: date, law: Law) -> Floats:
    """Place of each grade in the order of the law; PPPK and unknown grades NaN."""
    order = {entry["code"]: place for place, entry in enumerate(law.at("reference.grades", on).value)}
    return grades.astype(object).map(order).to_numpy(dtype=np.float64, na_value=np.nan)


def _deciders(keys: dict[str, Floats], ranked: int, size: int) -> "pd.Series[Any]":
    """For each ranked row but the first, the first key in which it differs from the row before it."""
    decided = np.full(size, None, dtype=object)
    for name, key in reversed(list(keys.items())):
        differs = np.zeros(size, dtype=np.bool_)
        differs[1:ranked] = key[1:ranked] != key[: max(ranked - 1, 0)]
        decided[differs] = name
    return pd.Series(decided, dtype=object)
