"""Requirements about time served: experience in the related field, years in a post of given tiers.

Both are bounded: the lower bound counts what certainly qualifies, the upper also what might. Enough by the lower bound
passes; too little even by the upper fails; between the two nothing is known. Somebody without a single appointment on
record has a history that is not known, not one of zero years.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from rules.dates import ONE_DAY, Days, merge, reached, spans, ymd_between
from rules.eligibility.case import NOWHERE, Case, Finding, Positions, Records, Requirement, among, code_at, known
from rules.eligibility.values import Bools
from rules.eligibility.words import COUNTED, NOT_RECORDED, as_date, both, day_of, years
from rules.law import Rule
from rules.text import Text
from rules.wording import TIERS, listed, period

# The number of a field in which nobody on record has served.
UNHEARD_OF = NOWHERE - 1
# Where a post's first day is not known the upper bound takes the earliest day it can have been.
LONG_AGO = np.datetime64("1900-01-01", "D")


class Gap(NamedTuple):
    """The first and last day of a time of which nothing is certain to count."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days, both ends with it."""
        return (self.last - self.first).days + 1


class LeftOut(NamedTuple):
    """The kind of an appointment that does not count, and the rule by which it does not."""

    kind: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Served:
    """One appointment that counts, or may count, towards a requirement; `until` is its last day (None = running).

    `counted`: days of it that count, `overlap`: those that an earlier one has been counted for already (both None: not
    certain to count); `gap`: between what counted before and this one (None: none, or it is the first). `left_out`: it
    would count but for its kind, and so does not (None: it is not left out).
    """

    position: str | None
    tier: str | None
    job_family: str | None
    since: date | None
    until: date | None
    sure: bool
    counted: int | None = None
    overlap: int | None = None
    gap: Gap | None = None
    left_out: LeftOut | None = None


class Tally(NamedTuple):
    """Time served per person: bool `enough`, and the chained span that shows it."""

    enough: Bools
    start: Days
    end: Days


@dataclass(frozen=True, slots=True)
class Counted:
    """The appointments begun by the day, each marked as qualifying `sure` or only `maybe` (never both). `possibly`: of
    any kind and day."""

    rows: Records
    sure: Bools
    maybe: Bools
    possibly: Bools
    rule: Rule
    day: np.datetime64

    def served(self, row: int, *, every: bool = False) -> tuple[Served, ...]:
        """The periods of one person, in order of their beginning: what is certain to count adds up to the tally.
        `every`: those that are left out for their kind, too."""
        frame = self.rows
        first, end, _begun = spans(frame.start, frame.end, self.day)
        counting = self.sure | self.maybe
        wanted = counting | self._left_out() if every else counting
        own = np.flatnonzero((frame.owner == row) & wanted)
        found, reach = [], None  # the day after the last one that counted
        for at in own[np.argsort(frame.start[own], kind="stable")].tolist():
            sure, counts = bool(self.sure[at]), {}
            if sure:
                counts = _counts(first[at], end[at], reach)
                reach = end[at] if reach is None else max(reach, end[at])
            found.append(
                Served(
                    position=code_at(frame.column("position"), at),
                    tier=code_at(frame.column("tier"), at),
                    job_family=code_at(frame.column("job_family"), at),
                    since=None if np.isnat(frame.start[at]) else as_date(frame.start[at]),
                    until=None if np.isnat(frame.end[at]) else as_date(frame.end[at]),
                    sure=sure,
                    left_out=None if counting[at] else LeftOut(str(frame.column("kind").iloc[at]), self.rule),
                    **counts,
                )
            )
        return tuple(found)

    def _left_out(self) -> Bools:
        """Those that would count but for their kind: looked for only when somebody reads them."""
        kind = self.rows.column("kind")
        begun = ~(self.rows.start > self.day) & ~(self.rows.end < self.rows.start)
        return begun & self.possibly & known(kind) & ~among(kind, list(self.rule.value))


def _counts(first: np.datetime64, end: np.datetime64, reach: np.datetime64 | None) -> dict[str, Any]:
    """What of the half-open span counts after what has counted as far as `reach`."""
    whole = int((end - first).astype(int))
    if reach is None:
        return {"counted": whole, "overlap": 0}
    gap = Gap(as_date(reach), as_date(first - ONE_DAY)) if first > reach else None
    overlap = min(whole, max(0, int((reach - first).astype(int))))
    return {"counted": whole - overlap, "overlap": overlap, "gap": gap}


def counted(case: Case, surely: Bools, possibly: Bools) -> Counted:
    """Which appointments count, given where each `surely` and `possibly` qualifies: only the kinds the law counts."""
    rule = case.reading(COUNTED)
    rows = case.records("appointments")
    begun = ~(rows.start > case.day) & ~(rows.end < rows.start)
    kind = rows.column("kind")
    right_kind = among(kind, list(rule.value))
    sure = begun & right_kind & surely & ~np.isnat(rows.start)
    maybe = begun & (right_kind | ~known(kind)) & possibly & ~sure
    return Counted(rows, sure, maybe, possibly, rule, case.day)


def by_field(case: Case) -> Counted:
    """Appointments in the related field: the post's job family, or that of the person's present post."""
    about = case.post.job_family, case.post.named, case.own_reading(COUNTED)
    return case.once(f"field {about}", lambda: _by_field(case))


def _by_field(case: Case) -> Counted:
    family = case.records("appointments").column("job_family")
    numbers, field = case.once("fields", lambda: _fields(family))
    recorded = field != NOWHERE
    if _aimed(case):
        # One field for everybody, so nobody's own has to be looked up: of thirty posts this is what takes longest.
        target = _folded(case.post.job_family or "")
        same = field == numbers.get(target, UNHEARD_OF)
        return counted(case, same, same | ~recorded) if target else counted(case, recorded & False, recorded | True)
    wanted = _numbered(case.people["job_family"], numbers)[case.records("appointments").owner]
    aimed = wanted != NOWHERE
    same = recorded & aimed & (field == wanted)
    return counted(case, same, ~recorded | ~aimed | same)


def _fields(family: pd.Series) -> tuple[dict[str, int], Positions]:
    """The fields' numbers by their names, and each row's number: posts are compared by it, not letter by letter."""
    numbers: dict[str, int] = {}
    return numbers, _numbered(family, numbers)


def _numbered(family: pd.Series, numbers: dict[str, int]) -> Positions:
    """Each row's number in `numbers`, which grows by the names that are new to it; NOWHERE where none is recorded."""
    at, names = pd.factorize(family)
    found = [numbers.setdefault(name, len(numbers)) if name else NOWHERE for name in map(_folded, names)]
    return np.array([*found, NOWHERE], dtype=np.int64)[at]


def _folded(name: object) -> str:
    """A field's name as it is compared: agencies write the same one in capitals in one list and small in another."""
    return str(name).strip().casefold()


def by_tier(case: Case, tiers: list[str]) -> Counted:
    """Appointments to a post of one of `tiers`."""
    tier = case.records("appointments").column("tier")
    matching = among(tier, tiers)
    return counted(case, matching, matching | ~known(tier))


_CUMULATIVE = Text("secara kumulatif", "cumulative")
_CUMULATIVE_AT_HOME = Text(
    "secara kumulatif; jabatan tujuan tidak disebut, maka bidangnya rumpun jabatan sekarang",
    "cumulative; no post is named, so the field is the job family of the present post",
)


def related_experience_min(case: Case, requirement: Requirement) -> Finding:
    """At least `years` years, cumulative, in the field related to the post."""

    def aim(row: int) -> Text:
        code = code_at(_target_family(case), row)
        if code is None:
            return Text("di bidang terkait, yang belum diketahui", "in the related field, which is not known")
        return both("di bidang terkait {name}", "in the related field {name}", name=Text(code, code))

    return _finding(
        case,
        by_field(case),
        int(requirement["years"]),
        Text("Pengalaman di bidang terkait", "Experience in the related field"),
        _CUMULATIVE if _aimed(case) else _CUMULATIVE_AT_HOME,
        aim,
    )


def post_held_min(case: Case, requirement: Requirement) -> Finding:
    """At least `years` years in a present or former post of one of `tiers`."""
    tiers = list(requirement["tiers"])
    names = listed(tuple(TIERS[tier] for tier in tiers))
    inside = both("sebagai {names}", "as {names}", names=names)
    return _finding(
        case,
        by_tier(case, tiers),
        int(requirement["years"]),
        Text("Jabatan yang sedang atau pernah diduduki", "Present or former post"),
        inside,
        lambda _row: inside,
    )


def _aimed(case: Case) -> bool:
    """Whether a post is named, and with it the field that experience must be in."""
    return case.post.job_family is not None or case.post.named


def _target_family(case: Case) -> pd.Series:
    """Per person, the job family aimed at (object dtype, None = not known)."""
    if _aimed(case):
        return pd.Series([case.post.job_family] * case.size, dtype=object)
    return case.people["job_family"].astype(object)


def _tally(case: Case, rows: Records, needed: int) -> Tally:
    start, end, begun = spans(rows.start, rows.end, case.day)
    days, last = merge(rows.owner[begun], start[begun], end[begun], case.size)
    virtual = last - days.astype("timedelta64[D]")
    return Tally(np.asarray(reached(virtual, last, needed), dtype=np.bool_), virtual, last)


def _upper(case: Case, rows: Records) -> Records:
    """The same rows, those without a first day begun as early as can be: at hiring, else long ago."""
    hired = case.people["hired_month"].to_numpy().astype("datetime64[D]")
    earliest = np.where(np.isnat(hired), LONG_AGO, hired)[rows.owner]
    earliest = np.minimum(earliest, np.where(np.isnat(rows.end), earliest, rows.end))
    return rows._replace(start=np.where(np.isnat(rows.start), earliest, rows.start))


def _finding(
    case: Case, found: Counted, needed: int, label: Text, limit: Text, where: Callable[[int], Text]
) -> Finding:
    lower = _tally(case, found.rows.where(found.sure), needed)
    upper = _tally(case, _upper(case, found.rows.where(found.sure | found.maybe)), needed)
    recorded = case.anybody(found.rows.owner)

    def span(tally: Tally, row: int) -> Text:
        return period(*((0, 0, 0) if np.isnat(tally.end[row]) else ymd_between(tally.start[row], tally.end[row])))

    def fact(row: int) -> Text:
        if not recorded[row]:
            return Text("riwayat jabatan tidak tercatat", "no appointment on record")
        served = found.served(row)
        sure = sum(each.sure for each in served)
        said = both(
            "{span} {where} ({count} periode)",
            "{span} {where} ({count} {periods})",
            span=span(lower, row),
            where=where(row),
            count=sure,
            periods=Text("periode", "period" if sure == 1 else "periods"),
        )
        if sure == len(served):
            return said
        said = _with_doubt(said, served)
        # With enough for certain it no longer matters what the doubtful ones would add.
        return (
            said
            if lower.enough[row]
            else both("{said}; dengan itu {span}", "{said}; with these {span}", said=said, span=span(upper, row))
        )

    return Finding(
        passed=lower.enough,
        unknown=~lower.enough & (upper.enough | ~recorded),
        label=label,
        limit=both("paling singkat {years} {limit}", "at least {years} {limit}", years=years(needed), limit=limit),
        fact=fact,
        leans_on=(found.rule,),
        decreed=case.own_reading(COUNTED),
    )


def _with_doubt(said: Text, served: tuple[Served, ...]) -> Text:
    """Names the periods that may count besides, because something about them is not recorded."""
    doubtful = [each for each in served if not each.sure]
    listed_posts = [
        both(
            "{position} sejak {since}",
            "{position} since {since}",
            position=Text(each.position, each.position) if each.position else NOT_RECORDED,
            since=NOT_RECORDED if each.since is None else day_of(np.datetime64(each.since, "D")),
        )
        for each in doubtful
    ]
    return both(
        "{said}; belum pasti terhitung: {posts}",
        "{said}; not certain to count: {posts}",
        said=said,
        posts=Text(*(", ".join(post[language] for post in listed_posts) for language in (0, 1))),
    )
