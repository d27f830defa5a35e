"""Requirements that agencies ask beyond the law: leadership training, the box in the talent pool, technical levels."""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from rules.eligibility.case import NOWHERE, Case, Finding, Positions, Records, Requirement, last_of
from rules.eligibility.competence import usable_by
from rules.eligibility.values import Bools
from rules.eligibility.words import NOT_RECORDED, both, day_of, joined
from rules.law import Rule
from rules.technical import asked_on, spelling
from rules.text import Text

Numbers = npt.NDArray[np.float64]

LADDER = "requirements.leadership_training"
# How courses number their level, as the law's names do; the word before it says nothing.
_NUMBERED = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "tk": "", "tingkat": ""}
# A technical competency that is not named: every one that the post asks; and a level that is not: the post's own.
EVERY, STANDARD = "ALL", "STANDARD"


def training_min(case: Case, requirement: Requirement) -> Finding:
    """Leadership training of at least `level` completed by the day, the level read from the training's name; no record
    of any is not known, nor is one whose name tells no level."""
    rule = case.law.at(LADDER, case.on)
    codes = [str(one["code"]) for one in rule.value]
    wanted = codes.index(requirement["level"])
    rows = case.records("leadership")
    rows = rows.where(~(rows.start > case.day))
    name = rows.column("name")
    at, names = pd.factorize(name)
    height = np.array([*(_level(one, rule) for one in names), np.nan])[at]
    passed = case.anybody(rows.owner[height >= wanted])
    nameless = case.anybody(rows.owner[np.isnan(height)])
    best = last_of(rows.owner, case.size, np.nan_to_num(height, nan=NOWHERE), rows.start)

    def fact(row: int) -> Text:
        if best[row] == NOWHERE:
            return NOT_RECORDED
        told = []
        if not np.isnan(height[best[row]]):
            level = _named(codes[int(height[best[row]])])
            told = [both("{level} ({day})", "{level} ({day})", level=level, day=day_of(rows.start[best[row]]))]
        if not passed[row] and nameless[row]:
            own = [Text(str(name.iloc[one]), str(name.iloc[one])) for one in np.flatnonzero(rows.owner == row)
                   if np.isnan(height[one])]  # fmt: skip
            told.append(both("jenjang belum dikenali: {names}", "level not recognised: {names}",
                             names=joined(own, ", ")))  # fmt: skip
        return joined(told)

    return Finding(
        passed=passed,
        unknown=~passed & (nameless | ~case.anybody(rows.owner)),
        label=Text("Pelatihan kepemimpinan", "Leadership training"),
        limit=both("paling rendah {level}", "at least {level}", level=_named(codes[wanted])),
        fact=fact,
        leans_on=(rule,),
    )


def _level(name: object, rule: Rule) -> float:
    """The height in the ladder of the level that a training's name tells; NaN where it tells none, or two."""
    told = _worded(name)
    found = [height for height, one in enumerate(rule.value) if any(_worded(each) in told for each in one["names"])]
    return float(found[0]) if len(found) == 1 else np.nan


def _worded(name: object) -> str:
    """The words of a name, each between blanks, so that one name is looked for in another word by word."""
    words = re.findall(r"[^\W_]+", str(name).casefold())
    return f" {' '.join(filter(None, (_NUMBERED.get(word, word) for word in words)))} "


def _named(code: str) -> Text:
    """`PKN II`, as the levels are called in both languages."""
    return Text(code.replace("_", " "), code.replace("_", " "))


def pool_box(case: Case, requirement: Requirement) -> Finding:
    """Box `box` or higher in the mapping that the PPK established last by the day; with `member` only while standing in
    that talent pool. Without such a mapping, or a box in it, that is not known."""
    least, member = int(requirement["box"]), bool(requirement["member"])
    rows = case.records("pool")
    at = last_of(rows.owner, case.size, rows.start)
    box, inside = (
        np.append(rows.column(name).to_numpy(np.float64, na_value=np.nan), np.nan)[at] for name in ("box", "member")
    )
    mapped = at != NOWHERE
    outside = mapped & (inside != 1) if member else np.zeros(case.size, dtype=np.bool_)

    def fact(row: int) -> Text:
        if not mapped[row]:
            return Text("belum ada pemetaan yang ditetapkan tentang pegawai ini",
                        "no established mapping of this employee")  # fmt: skip
        day = day_of(rows.start[at[row]])
        said = Text("kotak belum ada", "no box yet")
        if not np.isnan(box[row]):
            said = both("kotak {box}", "box {box}", box=int(box[row]))
        told = both("{said} (penetapan {day})", "{said} (established {day})", said=said, day=day)
        if not member:
            return told
        if inside[row] == 1:
            return joined([told, Text("anggota kelompok suksesi", "member of the talent pool")])
        return joined([told, Text("bukan anggota kelompok suksesi", "no member of the talent pool")])

    limit = both("kotak {box} atau lebih tinggi", "box {box} or higher", box=least)
    return Finding(
        passed=(box >= least) & ~outside,
        unknown=~outside & np.isnan(box),
        label=Text("Kotak talenta", "Talent box"),
        limit=both("{limit}, anggota kelompok suksesi", "{limit}, member of the talent pool", limit=limit)
        if member
        else limit,
        fact=fact,
    )


def technical_level(case: Case, requirement: Requirement) -> Finding:
    """The technical competency `competency` (EVERY: each that the post asks on the day) at `level` (STANDARD: at the
    post's own) by the newest level in force; none in force, or nothing that the post asks, is not known."""
    wanted = list(levels_asked(case, requirement))
    rows = case.records("technical")
    usable, validity = usable_by(case, rows.start)
    competency = rows.column("competency")
    at, names = pd.factorize(competency)
    spelled = np.array([*map(spelling, names), ""], dtype=object)[at]
    level = rows.column("level").to_numpy(np.float64, na_value=np.nan)
    met, failed, held = np.full(case.size, bool(wanted)), np.zeros(case.size, dtype=np.bool_), []
    for name, least in wanted:
        found, chosen = _held(rows, level, usable & (spelled == spelling(name)), case.size)
        met &= found >= least
        failed |= found < least
        held.append((name, found, chosen))

    def fact(row: int) -> Text:
        if not held:
            return _NO_STANDARD
        return joined([_told(name, found[row], rows, chosen[row]) for name, found, chosen in held])

    return Finding(
        passed=met,
        unknown=~met & ~failed,
        label=Text("Kompetensi teknis", "Technical competency"),
        limit=_least(wanted, of_post=requirement["level"] == STANDARD),
        fact=fact,
        leans_on=(validity,) if validity else (),
    )


_NO_STANDARD = Text("standar kompetensi teknis jabatan ini tidak tercatat",
                    "the post's technical standard is not on record")  # fmt: skip


def levels_asked(case: Case, requirement: Requirement) -> Iterator[tuple[str, int]]:
    """Each technical competency that the requirement asks of the post on the day, with its level; a level of the post's
    own only where the post says one."""
    name, level = str(requirement["competency"]), requirement["level"]
    standards = asked_on(case.post.technical, case.on)
    every = {one.competency: one.level for _name, one in sorted(standards.items())}
    own = standards.get(spelling(name))
    if name == EVERY:
        yield from ((each, least if level == STANDARD else int(level)) for each, least in every.items())
    elif level != STANDARD:
        yield name, int(level)
    elif own is not None:
        yield own.competency, own.level


def _held(rows: Records, level: Numbers, which: Bools, size: int) -> tuple[Numbers, Positions]:
    """Each person's newest level among `which` rows (NaN: none), and its row."""
    places = np.append(np.flatnonzero(which), NOWHERE)
    chosen = places[last_of(rows.owner[places[:-1]], size, rows.start[places[:-1]])]
    return np.append(level, np.nan)[chosen], chosen


def _told(name: str, level: float, rows: Records, at: int) -> Text:
    if at == NOWHERE:
        return both("{name}: belum ada penilaian yang berlaku", "{name}: no assessment in force", name=Text(name, name))
    day = day_of(rows.start[at])
    return both("{name}: level {level} ({day})", "{name}: level {level} ({day})",
                name=Text(name, name), level=int(level), day=day)  # fmt: skip


def _least(wanted: list[tuple[str, int]], *, of_post: bool) -> Text:
    if not wanted:
        return Text("sesuai standar kompetensi teknis jabatan yang diisi", "by the technical standard of the post")
    said = joined(
        [
            both("{name} paling rendah level {level}", "{name} of level {level} at least",
                 name=Text(name, name), level=level)
            for name, level in wanted
        ]
    )  # fmt: skip
    return both("{said} (standar jabatan yang diisi)", "{said} (standard of the post)", said=said) if of_post else said
