"""One agency's workbooks, written in stretches of people so that a million fit into little memory."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from talent.population import days, histories, ratings, state, story, technical
from talent.population.careers import Simulation, Spells, sort_spells
from talent.population.chunk import Chunk, Table
from talent.population.names import names
from talent.population.people import People, draw, nips
from talent.population.structure import FAMILY_NAMES, TIERS, Structure, build
from talent.population.workbooks import COLUMNS, Edit, Row, Shelf, unchanged

RECORDS: dict[str, Callable[[Chunk], Table]] = {
    "performance": ratings.performance,
    "assessments": ratings.assessments,
    "appointments": histories.appointments,
    "education": histories.education,
    "training": histories.training,
    "awards": histories.awards,
    "team_assignments": histories.team_assignments,
    "sanctions": histories.sanctions,
    "feedback_360": ratings.feedback,
    "components": histories.components,
    "attestations": histories.attestations,
    "technical_levels": technical.levels,
}
KINDS = ("agencies", "units", "positions", "technical_standards", "employees", *RECORDS)
CHUNK = 20_000
# Teachers and health workers are the most, as everywhere.
_WEIGHTS = {"pendidikan": 4.0, "kesehatan": 3.0, "pemerintahan": 2.0, "keuangan": 1.5, "pekerjaan umum": 1.5}


@dataclass(frozen=True)
class Spec:
    """What to make. `snapshots`: days of the employees' states (the last is usually `on`); `kind` PROVINCE or CITY;
    `serials`: first and last NIP serial, to keep agencies apart; `forms`: csv or xlsx by file stem, else `form`;
    `story`: with the forced candidates of the demonstration's vacancy.
    """

    agency: str
    employees: int
    seed: int
    on: dt.date
    name: str = ""
    kind: str = "PROVINCE"
    province: str = ""
    history_from: int = 2019
    snapshots: tuple[dt.date, ...] = ()
    serials: tuple[int, int] = (1, 999)
    other_agencies: tuple[str, ...] = ("Pemerintah Daerah Lain",)
    form: str = "csv"
    forms: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = KINDS
    story: bool = False


@dataclass
class Population:
    """Everybody of one agency, as columns; `chosen` are the people of the story."""

    spec: Spec
    structure: Structure
    people: People
    spells: Spells
    nip: np.ndarray
    leave: np.ndarray
    chosen: np.ndarray


def _weights() -> np.ndarray:
    weights = np.array([_WEIGHTS.get(name, 1.0) for name in FAMILY_NAMES])
    return np.asarray(weights / weights.sum())


def populate(spec: Spec) -> Population:
    """Draws the people and runs their careers.

    Raises ValueError when the NIP serials do not suffice or a story does not fit the structure.
    """
    on = days.day(spec.on)
    first = days.day(min(spec.snapshots, default=spec.on))
    seeds = np.random.SeedSequence([spec.seed, *spec.agency.encode()])
    rng = np.random.default_rng(seeds)
    structure = build(spec.kind, spec.employees)
    people = draw(rng, spec.employees, first=first, on=on, family_weights=_weights())
    chosen = story.choose(rng, people) if spec.story else np.zeros(0, int)
    reserved = story.reserved_posts(structure) if spec.story else set()
    spells = Simulation(rng, people, structure, on, reserved).run()
    if spec.story:
        own = story.spells(chosen, structure, on)
        joined = (np.concatenate(pair) for pair in zip(vars(spells).values(), vars(own).values(), strict=True))
        spells = sort_spells(Spells(*joined))
    return Population(spec, structure, people, spells, nips(people, *spec.serials), _leave(people, spells, chosen,
                      structure, on), chosen)  # fmt: skip


def _leave(people: People, spells: Spells, chosen: np.ndarray, structure: Structure, on: int) -> np.ndarray:
    """The day from which each is gone, days.NONE while in service."""
    last = np.searchsorted(spells.person, np.arange(len(people)), side="right") - 1
    end = spells.end[last]
    leave = np.where(end == days.NONE, days.NONE, end + 1)
    for person, one in zip(chosen.tolist(), story.STORIES[: len(chosen)], strict=True):
        leave[person] = story.leaving_day(one, structure, on)
    return leave.astype("int32")


def chunks(population: Population, size: int = CHUNK) -> Iterator[Chunk]:
    """The people in stretches; each has its own random stream, so kinds left out do not move the others' people."""
    spec = population.spec
    by_person = dict(zip(population.chosen.tolist(), story.STORIES, strict=False))
    for number, low in enumerate(range(0, len(population.people), size)):
        high = min(low + size, len(population.people))
        rng = np.random.default_rng(np.random.SeedSequence([spec.seed, *spec.agency.encode(), 1, number]))
        people = People(**{name: column[low:high] for name, column in vars(population.people).items()})
        yield Chunk(
            rng=rng,
            people=people,
            spells=population.spells.of(low, high),
            structure=population.structure,
            nip=population.nip[low:high].astype("U18").astype(object),
            name=names(rng, people.sex),
            leave=population.leave[low:high],
            agency=spec.agency,
            other_agencies=spec.other_agencies,
            history_from=spec.history_from,
            on=days.day(spec.on),
            stories={p - low: s for p, s in by_person.items() if low <= p < high},
        )


def rows(table: Table, kind: str, nip: np.ndarray) -> Iterable[Row]:
    """A table as rows of text in the order of the workbook's columns; `p` becomes the NIP."""
    if not len(table["p"]):
        return []
    key = "NIP" if kind == "components" else "nip"
    full = table if key in table else table | {key: nip[table["p"]]}
    return zip(*(full[name].tolist() for name in COLUMNS[kind]), strict=True)


def write(spec: Spec, out: Path, edit: Edit = unchanged) -> Population:
    """Writes the chosen kinds of one agency into a folder and returns the people."""
    population = populate(spec)
    with Shelf(out, spec.forms, spec.form, edit) as shelf:
        for kind, make in (
            ("agencies", _agency), ("units", _units), ("positions", _positions), ("technical_standards", _standards),
        ):  # fmt: skip
            if kind in spec.kinds:
                shelf.write(kind, kind, make(population))
        for number, chunk in enumerate(chunks(population)):
            _write_states(shelf, spec, chunk)
            for place, (kind, make_records) in enumerate(RECORDS.items()):
                if kind in spec.kinds:
                    seed = [spec.seed, *spec.agency.encode(), 2, number, place]
                    chunk.rng = np.random.default_rng(np.random.SeedSequence(seed))
                    shelf.write(kind, kind, rows(make_records(chunk), kind, chunk.nip))
    return population


def _write_states(shelf: Shelf, spec: Spec, chunk: Chunk) -> None:
    if "employees" not in spec.kinds:
        return
    before = days.NONE
    for snapshot in spec.snapshots or (spec.on,):
        day = days.day(snapshot)
        stem = f"employees-{snapshot.year}" if len(spec.snapshots) > 1 else "employees"
        shelf.write(stem, "employees", rows(state.employees(chunk, day, since=before), "employees", chunk.nip))
        before = day


def _agency(population: Population) -> list[Row]:
    spec = population.spec
    return [(spec.agency, spec.name or spec.agency, {"PROVINCE": "provinsi", "CITY": "kota"}[spec.kind], spec.province)]


def _units(population: Population) -> list[Row]:
    structure = population.structure
    return list(zip(structure.unit_code, structure.unit_name, structure.unit_parent, strict=True))


def _positions(population: Population) -> list[Row]:
    structure, result = population.structure, list[Row]()
    for code, name, tier, unit, family in zip(structure.job_code, structure.job_name, structure.job_tier,
                                              structure.job_unit, structure.job_family, strict=True):  # fmt: skip
        senior = TIERS[tier].startswith("JPT")
        standard = str(ratings.STANDARD[tier]) if senior else ""
        critical = "ya" if senior and code.startswith("KD-") else "tidak"
        vacant = story.VACANT_SINCE if population.spec.story and code == story.POST else ""
        place = structure.unit_code[unit] if unit >= 0 else ""
        result.append((code, name, TIERS[tier], place, FAMILY_NAMES[family], critical, *[standard] * 9, vacant))
    return result


def _standards(population: Population) -> list[Row]:
    return list(technical.standards(population.structure))
