"""The bench behind posts: how far each member of the pool is for each of several posts at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rules.eligibility import RECORDS, Post
from rules.law import NoRuleInForce, shipped
from rules.readiness import Horizon, Level, horizons
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.posts import post_of, posts_at
from succession.domain.queries.readiness import TARGETS
from succession.domain.queries.seats import Seat
from succession.domain.queries.words import said
from talent.domain import known
from talent.domain.queries import facts, pool, written
from talent.models import Agency

# Reads nothing but records, so that what was worked out holds until one is written.
Told = tuple[Horizon, ...]


@dataclass(frozen=True)
class Bench:
    """Who of the pool stands behind a post, without who serves in it: person → how far they are."""

    people: Mapping[int, Horizon]

    def counts(self) -> Mapping[Level, int]:
        """How many stand at each level."""
        return Counter(one.level for one in self.people.values())

    @property
    def now(self) -> int:
        """How many are ready today."""
        return sum(one.level == Level.NOW for one in self.people.values())

    def ready_by(self, day: date) -> int:
        """How many can be ready on that day, if all goes as on record."""
        return sum(one.ready_by(day) for one in self.people.values())


@dataclass(frozen=True)
class Benches:
    """The bench of each post that has requirements and data; `working`: it is worked out for `done` of `total` people,
    and nothing is told yet."""

    of: Mapping[int, Bench]
    working: written.Found[Told] | None = None


def of_pool(agency: Agency, seats: Sequence[Seat], on: date) -> Benches:
    """The benches of posts, from the pool valid on `on`, as known now. A large pool is worked out a stretch at a time.
    Raises CannotEvaluate."""
    # What was written until `last` is known at the instant that is read after it, here with the members.
    last = written.last(agency)
    members = dict(pool.members(agency.pk, on).annotate(last=known.LAST).values_list("employee_id", "last"))
    known_at = known.now_after(max((instant or 0 for instant in members.values()), default=None))
    return of_people(agency, seats, sorted(members), on, last, known_at)


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
    records = {seat.position.pk: seat.position.current for seat in seats}
    aimed = {pk: row for pk, row in records.items() if row is not None and row.tier in TARGETS}
    if any(getattr(seat.position, "decreed", True) for seat in seats):
        wanted = posts_at(aimed, on, known_at)
    else:
        wanted = {pk: post_of(row) for pk, row in aimed.items()}
    # Posts that ask for the same are one.
    asked = list({repr(post): post for post in wanted.values()}.items())
    place = {name: at for at, (name, _post) in enumerate(asked)}

    def worked_out(some: Sequence[int]) -> Mapping[int, Told]:
        return _told(agency, some, [post for _name, post in asked], on, known_at)

    what = ("bench", agency.pk, on, tuple(place), tuple(people))
    found = written.in_stretches(last, what, people, worked_out, whole=False)
    if (held := found.people) is None:
        return Benches({}, found)
    benches = {
        pk: Bench(
            {
                person: told[place[repr(post)]]
                for person in people
                if (told := held[person]) is not None and person != seated[pk]
            }
        )
        for pk, post in wanted.items()
    }
    return Benches(benches)


def _told(
    agency: Agency, people: Sequence[int], posts: Sequence[Post], on: date, known_at: datetime
) -> Mapping[int, Told]:
    frames = facts.facts(agency, on=on, known_at=known_at, employees=list(people), records=RECORDS)
    try:
        found = [horizons(frames, post, on, shipped()) for post in posts]
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    return {person: tuple(one[person] for one in found) for person in frames["employees"]["employee_id"].tolist()}
