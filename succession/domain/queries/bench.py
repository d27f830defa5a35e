"""The bench behind posts: how far each member of the pool is for each of several posts at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

import numpy as np
import numpy.typing as npt

from rules.eligibility import Post, beside, records_for
from rules.eligibility.values import Bools
from rules.horizons import HORIZON, Horizons, horizons, ready_by
from rules.law import NoRuleInForce, shipped
from rules.readiness import IN_ORDER, Level
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.readiness import TARGETS
from succession.domain.queries.seats import Seat
from succession.domain.queries.words import said
from talent.domain import known
from talent.domain.queries import facts, in_pool, pool, written
from talent.models import Agency

# How far one person is for each of the posts: a row of HORIZON as it lies in memory, 18 bytes a post, for it is kept of
# every member of a large pool; of whom a waiver frees a second row, from when they can be ready once more after it was
# lost, and a third, how far they are without any. Reads nothing but records, so that what was worked out holds until
# one is written.
Told = bytes


@dataclass(frozen=True)
class Bench:
    """Who of the pool stands behind a post, without who serves in it: their ids, and HORIZON[n], how far they are, and
    the same from when they can be ready once more after a waiver has ended, and without any waiver (equal where there
    is none)."""

    people: npt.NDArray[np.int64]
    told: Horizons
    again: Horizons
    alone: Horizons
    post: Post | None = None

    def counts(self) -> Mapping[Level, int]:
        """How many stand at each level."""
        return Counter(IN_ORDER[level] for level in self.told["level"].tolist())

    def waived(self) -> Mapping[Level, int]:
        """How many of these rest on a waiver."""
        return Counter(IN_ORDER[level] for level in self.told["level"][self.told["waived"]].tolist())

    def ready_by(self, day: date) -> int:
        """How many can be ready on that day, if all goes as on record."""
        return int(self._ready(day).sum())

    def waived_by(self, day: date) -> int:
        """How many of these only by a waiver."""
        return int((self._ready(day) & ~ready_by(self.alone, day)).sum())

    def _ready(self, day: date) -> Bools:
        return ready_by(self.told, day) | ready_by(self.again, day)

    def nearest(self, order: Iterable[int]) -> list[tuple[int, Level]]:
        """Those of `order` with their levels, the nearest first and those at one level in this order."""
        levels = dict(zip(self.people.tolist(), self.told["level"].tolist(), strict=True))
        found = sorted((one for one in order if one in levels), key=lambda one: levels[one])
        return [(one, IN_ORDER[levels[one]]) for one in found]

    def of(self, people: Iterable[int]) -> Self:
        """These of them alone."""
        mine = np.isin(self.people, list(people))
        return type(self)(self.people[mine], self.told[mine], self.again[mine], self.alone[mine], self.post)


_NONE = np.empty(0, dtype=HORIZON)
NOBODY = Bench(np.empty(0, dtype=np.int64), _NONE, _NONE, _NONE)


@dataclass(frozen=True)
class Benches:
    """The bench of each post that has requirements and data, and the `members` of the pool in its order; `working`: it
    is worked out for `done` of `total` people, and nothing is told yet."""

    of: Mapping[int, Bench]
    working: written.Found[Told] | None = None
    members: Sequence[int] = ()


def of_pool(agency: Agency, seats: Sequence[Seat], on: date) -> Benches:
    """The benches of posts, from the pool valid on `on`, as known now. A large pool is worked out a stretch at a time.
    Raises CannotEvaluate."""
    # What was written until `last` is known at the instant that is read after it, here with the members.
    last = written.last(agency)
    members = dict(pool.members(agency.pk, on).annotate(last=known.LAST).values_list("employee_id", "last"))
    known_at = known.now_after(max((instant or 0 for instant in members.values()), default=None))
    return replace(of_people(agency, seats, sorted(members), on, last, known_at), members=tuple(members))


def of_people(
    agency: Agency,
    seats: Sequence[Seat],
    people: Sequence[int],
    on: date,
    last: written.Version | None,
    known_at: datetime,
) -> Benches:
    """The same from these people, who may be in the pool or not. `known_at` was read after `last`."""
    seated = {seat.position.pk: seat.holder.pk if seat.holder else None for seat in seats}
    wanted = {seat.position.pk: seat.asks for seat in seats if seat.asks is not None and seat.asks.tier in TARGETS}
    # Posts that ask for the same are one.
    asked = {pk: repr(post) for pk, post in wanted.items()}
    different = {asked[pk]: post for pk, post in wanted.items()}
    if not different:
        return Benches({})

    def worked_out(some: Sequence[int]) -> Mapping[int, Told]:
        return _told(agency, some, list(different.values()), on, known_at)

    # What the pool says of people changes without a record of theirs.
    standing = in_pool.version(agency.pk) if "pool" in beside(*different.values()) else ()
    what = ("bench", agency.pk, on, tuple(different), tuple(people), standing)
    found = written.in_stretches(last, what, people, worked_out, whole=False)
    if (held := found.people) is None:
        return Benches({}, found)
    told = {person: one for person in people if (one := held[person]) is not None}
    ids = np.fromiter(told, dtype=np.int64)
    size = HORIZON.itemsize * len(different)
    first, again, alone = (
        np.frombuffer(b"".join(one[at : at + size] or one for one in told.values()), dtype=HORIZON).reshape(
            len(told), len(different)
        )
        for at in (0, size, 2 * size)
    )
    places = {post: place for place, post in enumerate(different)}
    benches = {}
    for pk, post in asked.items():
        others, place = ids != (seated[pk] or 0), places[post]
        benches[pk] = Bench(
            ids[others], first[others, place], again[others, place], alone[others, place], different[post]
        )
    return Benches(benches)


def _told(
    agency: Agency, people: Sequence[int], posts: Sequence[Post], on: date, known_at: datetime
) -> Mapping[int, Told]:
    frames = facts.facts(agency, on=on, known_at=known_at, employees=list(people), records=records_for(*posts))
    try:
        found, again, alone = horizons(frames, posts, on, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    return {
        person: found[row].tobytes()
        + (again.get(row, found[row]).tobytes() + alone[row].tobytes() if row in alone else b"")
        for row, person in enumerate(frames["employees"]["employee_id"].tolist())
    }
