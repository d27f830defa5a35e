"""Senior posts with who sits on them: what a BKD looks through before it opens a vacancy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from rules.dates import add_years
from rules.eligibility import Post
from rules.law import shipped
from succession.domain.queries import critical, vacancies
from succession.domain.queries.critical import Criticality
from succession.models import Vacancy
from talent.codes import Standing
from talent.domain import known
from talent.models import Employee, Position

RETIREMENT = "reference.retirement_age"
State = Vacancy.State


@dataclass(frozen=True)
class Seat:
    """A senior post. `vacant_from`: since when it is known to be empty; `ends`: the day its holder reaches the
    retirement age of its tier; `filling`: the vacancy by which it is being filled; `critical`: who said that it is a
    critical post (None: it is not); `asks`: what it asks of candidates, where that was looked for."""

    position: Position
    holder: Employee | None
    vacant_from: date | None
    ends: date | None
    filling: Vacancy | None
    critical: Criticality | None = None
    asks: Post | None = None

    @property
    def vacant(self) -> bool:
        return self.holder is None


def of_user(user: User, on: date, *, title: str = "", agency_id: int | None = None) -> list[Seat]:
    """The senior posts for which the user may open a vacancy: the vacant first, then by the end of their holder's
    term, without who said which are critical. `title`: a part of the post's name. Three queries."""
    posts = vacancies.fillable(user).filter(current__name__icontains=title)
    if agency_id is not None:
        posts = posts.filter(agency=agency_id)
    return sorted(of_posts(posts, on), key=_urgency)


def marked(user: User, on: date, *, title: str = "", agency_id: int | None = None) -> list[Seat]:
    """The same with that. Six queries."""
    found = of_user(user, on, title=title, agency_id=agency_id)
    told = critical.of_posts([seat.position.pk for seat in found], on, known.now(agency_id))
    decreed = {post: one for post, one in told.items() if one.critical}
    return [replace(seat, critical=decreed.get(seat.position.pk)) for seat in found]


def of_posts(posts: Iterable[Position], on: date, filling: Mapping[int, Vacancy] | None = None) -> list[Seat]:
    """The same of these posts, in their order; `filling`: post → the vacancy by which it is being filled, where that
    is at hand. Three queries, two with it."""
    listed = list(posts)
    holders = _holders(listed)
    filling = _filling(listed) if filling is None else filling
    ages = shipped().at(RETIREMENT, on).value
    return [_seat(post, holders.get(_name(post)), filling.get(post.pk), ages, on) for post in listed]


def _seat(post: Position, holder: Employee | None, live: Vacancy | None, ages: dict[str, int], on: date) -> Seat:
    assert post.current is not None
    left = post.current.vacant_from
    if left is not None and left > on:
        left = None
    if holder is not None and left is not None and _since(holder) < left:
        holder = None
    ends = add_years(holder.born, ages[post.current.tier]).item() if holder else None
    return Seat(post, holder, left if holder is None else None, ends, live)


def _urgency(seat: Seat) -> tuple[bool, date, str, int]:
    day = seat.vacant_from if seat.vacant else seat.ends
    return (not seat.vacant, day or date.max, str(seat.position), seat.position.pk)


def _since(holder: Employee) -> date:
    return (holder.current.post_from if holder.current else None) or date.min


def _name(post: Position) -> tuple[int, str]:
    assert post.current is not None
    return post.agency_id, post.current.name


def _holders(posts: Sequence[Position]) -> dict[tuple[int, str], Employee]:
    """(agency, title) → who serves there by their own current record; of several the one who came last."""
    people = Employee.objects.filter(
        agency__in={post.agency_id for post in posts},
        current__position__in={_name(post)[1] for post in posts},
        current__standing=Standing.ACTIVE,
    )
    # Ordered by name, SQLite would read everybody in the order of an index that scatters them.
    people = people.order_by().select_related("current")
    found: dict[tuple[int, str], Employee] = {}
    for person in sorted(people, key=lambda one: (_since(one), one.pk)):
        assert person.current is not None
        found[person.agency_id, str(person.current.position)] = person
    return found


def _filling(posts: Sequence[Position]) -> dict[int, Vacancy]:
    live = Vacancy.objects.filter(position__in=posts).exclude(state__in=[State.INAUGURATED, State.CLOSED])
    return {vacancy.position_id: vacancy for vacancy in live}
