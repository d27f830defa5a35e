"""The whole demonstration set: three agencies, their merit rounds and approvals, exercises, and the README."""

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from talent.population import days, merit, story
from talent.population.exercises import write_exercises
from talent.population.mistakes import MISTAKES, weave
from talent.population.population import RECORDS, Population, Spec, write
from talent.population.readme import readme
from talent.population.workbooks import write_file

SEED = 2026
_SNAPSHOTS = (dt.date(2021, 12, 31), dt.date(2026, 6, 30))
_XLSX = dict.fromkeys(("employees-2021", "employees-2026", "assessments", "awards"), "xlsx")
_BASE = Spec("", 0, SEED, _SNAPSHOTS[-1], province="Kalimantan Timur", snapshots=_SNAPSHOTS, forms=_XLSX,
             kinds=("units", "positions", "technical_standards", "employees", *RECORDS))  # fmt: skip
# Serials keep the NIPs of the three apart.
SPECS = (
    replace(_BASE, agency="KALTIM", name="Provinsi Kalimantan Timur", employees=2000, serials=(1, 333), story=True,
            other_agencies=("BALIKPAPAN", "BONTANG")),
    replace(_BASE, agency="BALIKPAPAN", name="Kota Balikpapan", employees=600, kind="CITY", serials=(334, 666),
            other_agencies=("KALTIM", "BONTANG")),
    replace(_BASE, agency="BONTANG", name="Kota Bontang", employees=400, kind="CITY", serials=(667, 989),
            other_agencies=("KALTIM", "BALIKPAPAN")),
)  # fmt: skip


def write_demonstration(out: Path) -> None:
    """Writes everything under `out`; the same bytes each time."""
    out.mkdir(parents=True, exist_ok=True)
    kinds = {"PROVINCE": "provinsi", "CITY": "kota"}
    write_file(out, "agencies", "agencies", "xlsx", [(s.agency, s.name, kinds[s.kind], s.province) for s in SPECS])
    write_file(out, "merit_rounds", "merit_rounds", "csv", merit.rounds())
    write_file(out, "merit_levels", "merit_levels", "csv", merit.levels())
    write_file(out, "approvals", "approvals", "csv", merit.APPROVALS)
    write_file(out, "gate_freezes", "gate_freezes", "csv", merit.FREEZES)
    populations = {}
    for spec in SPECS:
        folder = spec.agency.lower()
        populations[folder] = write(spec, out / folder, partial(weave, mistakes=MISTAKES[folder]))
    write_exercises(out / "latihan", _steady(populations["kaltim"]))
    people = populations["kaltim"]
    nips = people.nip[people.chosen].tolist()
    told = [(str(nip), one) for nip, one in zip(nips, story.STORIES, strict=True)]
    (out / "README.md").write_text(readme(told), encoding="utf-8")


def _steady(population: Population) -> list[str]:
    """NIPs of people in service on the last day who were hired before 2015."""
    old = (population.leave == days.NONE) & (population.people.hired < days.day("2015-01-01"))
    return [str(nip) for nip in population.nip[np.flatnonzero(old)].tolist()]
