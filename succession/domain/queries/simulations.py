"""Simulations to read: who may, what one says in names, and two side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.models import Simulation
from talent.domain.queries import pool
from talent.models import Employee, Position

# Whoever may put them forward, decide by them, or hold them against what was known then.
READING = (Permission.PREPARE_VACANCY, Permission.DECIDE, Permission.REPLAY)


@dataclass(frozen=True)
class Seat:
    """Who is placed on a post, with box and combined score, and whether they meet something only by a document
    (`waived`; None: kept before that was asked); `leaves`: the title that person holds today."""

    person: Employee
    box: int
    score: float | None
    waived: bool | None = None

    @property
    def leaves(self) -> str:
        return str(self.person.current.position or "") if self.person.current else ""


@dataclass(frozen=True)
class Line:
    """A post of a simulation; `beside`: who is on it in the simulation it is held against; `covered`, `watched`,
    `lost`: of a chain, what is covered after this step, `waived`: how many of the eligible meet something only by a
    document (None: kept before that was asked)."""

    post: Position
    eligible: int
    unsure: int
    placed: Seat | None
    alone: Seat | None
    others: list[Employee]
    beside: Seat | None = None
    covered: int | None = None
    watched: int | None = None
    lost: list[Position] = field(default_factory=list)
    waived: int | None = None


@dataclass(frozen=True)
class Left:
    """A post that somebody leaves, and who of the pool could follow them; `waived` as of a Line."""

    post: Position
    person: Employee
    eligible: int
    unsure: int
    waived: int | None = None


@dataclass(frozen=True)
class Totals:
    """Posts filled, and the boxes and scores of those on them, summed."""

    filled: int
    boxes: int
    score: float


@dataclass(frozen=True)
class Pair:
    """A post that either of two simulations fills: who is on it here and there; `where`: BOTH, HERE or THERE."""

    post: Position
    where: str
    here: Seat | None
    there: Seat | None

    @property
    def same(self) -> bool:
        """Whether both fill it, or leave it empty, alike."""
        people = [seat.person.pk if seat else None for seat in (self.here, self.there)]
        return self.where == "BOTH" and people[0] == people[1]


@dataclass(frozen=True)
class Beside:
    """The simulation that one is held against: its totals, of how many `posts`, how many it leaves behind; the posts
    of either, those that differ first, and those left behind here alone and there alone."""

    totals: Totals
    posts: int
    left: int
    pairs: list[Pair]
    left_here: list[Position]
    left_there: list[Position]


@dataclass(frozen=True)
class Told:
    """A simulation in names, and `beside` it the one that it is held against."""

    lines: list[Line]
    emptied: list[Left]
    placed: Totals
    alone: Totals
    unfilled: list[Line]
    beside: Beside | None = None

    @property
    def without(self) -> int:
        """Of a chain, how many of the posts that are watched had nobody behind them before it began."""
        first = self.lines[0]
        return 0 if first.watched is None or first.covered is None else first.watched - first.covered - len(first.lost)

    def people(self) -> list[Employee]:
        """Everybody who is placed in it, each once."""
        seats = (seat for line in self.lines for seat in (line.placed, line.alone, line.beside) if seat)
        return list({seat.person.pk: seat.person for seat in seats}.values())


def visible_to(user: User) -> QuerySet[Simulation]:
    """Those of agencies whose vacancies the user prepares, decides or replays, the newest first."""
    found = Simulation.objects.select_related("agency", "by")
    held = [scope.scope(user, permission) for permission in READING]
    if any(one.everywhere for one in held):
        return found
    return found.filter(agency__in=frozenset().union(*(one.agencies for one in held)))


def told(one: Simulation, beside: Simulation | None = None) -> Told:
    """What it says, in the posts and people of today; `beside`: another one to hold it against. Two queries."""
    both = [*one.rows, *(beside.rows if beside else ())]
    people = _people(one, both)
    ids = {row["post"] for row in both} | {left["post"] for each in (one, beside) if each for left in each.emptied}
    ids |= {post for row in one.rows for post in row.get("lost", ())}
    posts = Position.objects.select_related("current").in_bulk(ids)
    other = {row["post"]: row["placed"] for row in beside.rows} if beside else {}
    lines = [
        Line(
            posts[row["post"]],
            row["eligible"],
            row["unsure"],
            _seat(row["placed"], people),
            _seat(row["alone"], people),
            [people[person] for person in row["others"]],
            _seat(other.get(row["post"]), people),
            row.get("covered"),
            row.get("watched"),
            [posts[post] for post in row.get("lost", ())],
            row.get("waived"),
        )
        for row in one.rows
    ]
    emptied = [
        Left(posts[left["post"]], people[left["person"]], left["eligible"], left["unsure"], left.get("waived"))
        for left in _left(one)
    ]
    placed, alone = ([getattr(line, name) for line in lines] for name in ("placed", "alone"))
    held = _beside(one, beside, posts, people) if beside else None
    empty = [line for line in lines if line.placed is None]
    return Told(lines, emptied, _totals(placed), _totals(alone), empty, held)


def _beside(
    one: Simulation, other: Simulation, posts: Mapping[int, Position], people: Mapping[int, Employee]
) -> Beside:
    here, there = ({row["post"]: _seat(row["placed"], people) for row in each.rows} for each in (one, other))
    pairs = [Pair(posts[pk], _where(pk in here, pk in there), here.get(pk), there.get(pk)) for pk in {**here, **there}]
    left, left_there = ({row["post"]: posts[row["post"]] for row in _left(each)} for each in (one, other))
    return Beside(
        _totals(there.values()),
        len(there),
        len(left_there),
        sorted(pairs, key=lambda pair: pair.same),
        [post for pk, post in left.items() if pk not in left_there],
        [post for pk, post in left_there.items() if pk not in left],
    )


def _left(one: Simulation) -> list[Mapping[str, Any]]:
    """The posts that somebody leaves and nobody is placed on: also the one at which a chain ends."""
    left: list[Mapping[str, Any]] = one.emptied
    if one.kind == Simulation.Kind.CASCADE and one.rows[-1]["placed"] is None:
        *_rest, before, last = one.rows
        return [last | {"person": before["placed"]["person"]}, *left]
    return left


def _where(here: bool, there: bool) -> str:
    return "BOTH" if here and there else "HERE" if here else "THERE"


def policy_name(one: Simulation) -> str:
    """The policy by which the boxes and talent values of its pool were computed: that of the pool it was taken from."""
    day = min(one.on, timezone.localdate(one.known_at))
    members = pool.with_policy(pool.members(one.agency_id, day, one.known_at))
    return members.values_list("policy_name", flat=True).first() or ""


def _people(one: Simulation, rows: Iterable[Mapping[str, Any]]) -> dict[int, Employee]:
    ids = {seat["person"] for row in rows for seat in (row["placed"], row["alone"]) if seat}
    ids |= {person for row in one.rows for person in row["others"]} | {left["person"] for left in one.emptied}
    return Employee.objects.select_related("current").in_bulk(ids)


def _seat(placed: Mapping[str, Any] | None, people: Mapping[int, Employee]) -> Seat | None:
    if placed is None:
        return None
    return Seat(people[placed["person"]], placed["box"], placed["score"], placed.get("waived"))


def _totals(seats: Iterable[Seat | None]) -> Totals:
    found = [seat for seat in seats if seat]
    return Totals(len(found), sum(seat.box for seat in found), sum(seat.score or 0 for seat in found))
