"""What was found out about the raters of a cycle, for those who may see its mapping."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from advice.verdicts import MIN_COMPARED, UNCLEAR, VERDICTS
from talent.domain.known import known_at as known
from talent.domain.queries import employees
from talent.models import Advice, ReviewCycle, UnitRecord

SIDES = ("raters", "units")


@dataclass(frozen=True)
class Judged:
    """One rater or unit: `label` for people, `code` NIP or unit code ("" where not to be shown), `person` the id of an
    employee whom the reader may open; `official`: the mean of the points on record, of `official_of` ratings, None in
    advice of before it was kept; effect and interval in points, None where not judged; `together`: of a rater with
    the teams rated, of a unit with its raters; `alone`: hardly any rating stands beside another's in the same team."""

    label: str
    code: str
    person: int | None
    n: int
    others: int
    official: float | None
    official_of: int | None
    effect: float | None
    low: float | None
    high: float | None
    verdict: str
    together: float | None
    alone: bool


@dataclass(frozen=True)
class Judgements:
    """Raters or units, what stands out first. `lines`: the number and the row of each in the document; who they are is
    looked up for a stretch when it is read, as far as `user` may read it."""

    advice: Advice
    side: str
    user: User
    lines: tuple[tuple[int, dict[str, Any]], ...]

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, shown: slice) -> list[Judged]:
        lines = self.lines[shown]
        raters = self.side == "raters"
        codes = [row["name"] for _number, row in lines]
        named = _raters(self.advice, codes, self.user) if raters else _units(self.advice)
        return [_judged(number, row, named.get(row["name"])) for number, row in lines]


def latest(cycle: ReviewCycle) -> Advice | None:
    """The newest advice about a cycle's raters. The caller has checked that the cycle may be seen."""
    return Advice.objects.filter(cycle=cycle, kind="severity").select_related("by").first()


def counts(advice: Advice, side: str) -> dict[str, int]:
    """Verdict → how many of `side` (raters, units)."""
    verdicts = [row["verdict"] for row in advice.document[side]]
    return {verdict: verdicts.count(verdict) for verdict in VERDICTS}


def judged(advice: Advice, side: str, verdict: str | None, user: User) -> Judgements:
    """The raters or units, those with `verdict` only ("" for all, None for none): what stands out first, the farthest
    first.

    Raters are named to those who may see employees; to others they are numbered.
    """
    rows = [(number, row) for number, row in enumerate(advice.document[side], 1) if verdict in ("", row["verdict"])]
    rows.sort(key=lambda pair: (VERDICTS.index(pair[1]["verdict"]), -_size(pair[1]), pair[0]))
    return Judgements(advice, side, user, tuple(rows))


def alone(advice: Advice) -> int:
    """How many raters cannot be told from their teams because each rates a team of their own."""
    return sum(_is_alone(row) for row in advice.document["raters"])


def reach(advice: Advice, side: str) -> float:
    """How far from zero the farthest interval of a side goes, in points; at least one."""
    ends = [abs(row[end]) for row in advice.document[side] for end in ("low", "high") if row[end] is not None]
    return max(ends, default=1.0) or 1.0


def _size(row: dict[str, Any]) -> float:
    return abs(float(row["effect"] or row.get("together") or 0.0))


def _judged(number: int, row: dict[str, Any], named: tuple[str, str, int | None] | None) -> Judged:
    label, code, person = named or ("", "", None)
    values = {name: row[name] for name in ("n", "others", "effect", "low", "high", "verdict")}
    # Advice that was computed before teams counted, or before official figures were kept, has none of these.
    official = row.get("official", {})
    values |= {"official": official.get("mean"), "official_of": official.get("of")}
    values |= {"together": row.get("together"), "alone": _is_alone(row)}
    return Judged(label=label or f"#{number}", code=code, person=person, **values)


def _is_alone(row: dict[str, Any]) -> bool:
    return row["verdict"] == UNCLEAR and float(row.get("compared", MIN_COMPARED)) < MIN_COMPARED


def _raters(advice: Advice, nips: Sequence[str], user: User) -> dict[str, tuple[str, str, int | None]]:
    if not scope.allows(user, Permission.VIEW_EMPLOYEES, advice.cycle.agency_id):
        return {}
    found: dict[str, tuple[str, str, int | None]] = {nip: (nip, "", None) for nip in nips}
    for start in range(0, len(nips), 900):
        people = employees.visible_to(user).filter(nip__in=nips[start : start + 900])
        found |= {nip: (name, nip, pk) for nip, name, pk in people.values_list("nip", "name", "id")}
    return found


def _units(advice: Advice) -> dict[str, tuple[str, str, int | None]]:
    records = known(UnitRecord.objects.filter(agency_id=advice.cycle.agency_id), advice.known_at)
    return {code: (name, code, None) for code, name in records.values_list("unit__code", "name")}
