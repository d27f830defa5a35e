"""Senior posts with who sits on them: what a BKD looks through before it opens a vacancy."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from rules.dates import add_years
from rules.eligibility import Post
from rules.law import shipped
from rules.vacating import RETIREMENT
from succession.domain.queries import critical, deviations, vacancies
from succession.domain.queries.critical import Criticality
from succession.models import Vacancy
from talent.codes import GONE, JPT_TIERS, Standing
from talent.domain import known
from talent.models import Employee, Position

State = Vacancy.State
Title = tuple[int, str]
UNSURE, NOBODY = True, False
Held = Sequence[Employee] | bool


@dataclass(frozen=True)
class Seat:
    """A senior post. `vacant_from`: since when it is known to be empty; `ends`: the day its holder reaches the
    retirement age of its tier; `term_ends`: the day after their term, where that was looked for; `filling`: the vacancy
    by which it is being filled, and whether it is `unsigned` (`deviations`); `critical`: who said that it is a critical
    post (None: it is not); `asks`: what it asks of candidates, where that was looked for; `unsure`: somebody holds it
    or another post of the same title, and units do not tell which: nobody knows whether it is vacant."""

    position: Position
    holder: Employee | None
    vacant_from: date | None
    ends: date | None
    filling: Vacancy | None
    critical: Criticality | None = None
    asks: Post | None = None
    unsure: bool = False
    term_ends: date | None = None

    @property
    def vacant(self) -> bool:
        return self.holder is None and not self.unsure

    @property
    def standing(self) -> str:
        """The holder's in the reader's language, where it is another than in active service; else empty."""
        record = self.holder.current if self.holder else None
        if record is None or record.standing == Standing.ACTIVE:
            return ""
        return str(record.get_standing_display() or _("kedudukan tidak tercatat"))


def of_user(user: User, on: date, *, title: str = "", agency_id: int | None = None) -> list[Seat]:
    """The senior posts for which the user may open a vacancy: the vacant first, then by the day their holder
    retires, without who said which are critical. `title`: a part of the post's name. Three queries."""
    posts = vacancies.fillable(user).filter(current__name__icontains=title)
    if agency_id is not None:
        posts = posts.filter(agency=agency_id)
    # Posts of one title are found together.
    return sorted(of_posts(posts, on, whole=True), key=_urgency)


def marked(user: User, on: date, *, title: str = "", agency_id: int | None = None) -> list[Seat]:
    """The same with that. Six queries."""
    found = of_user(user, on, title=title, agency_id=agency_id)
    told = critical.of_posts([seat.position.pk for seat in found], on, known.now(agency_id))
    decreed = {post: one for post, one in told.items() if one.critical}
    return [replace(seat, critical=decreed.get(seat.position.pk)) for seat in found]


def of_posts(
    posts: Iterable[Position], on: date, filling: Mapping[int, Vacancy] | None = None, *, whole: bool = False
) -> list[Seat]:
    """The same of these posts, in their order; `filling`: post → the vacancy by which it is being filled, where that
    is at hand; `whole`: no senior post that has the title of one of them is left out. Four queries, three with
    `filling` or `whole`, two with both."""
    listed = list(posts)
    held = _holders(listed, on, _places(listed if whole else _of_titles(listed)))
    filling = _filling(listed) if filling is None else filling
    ages = shipped().at(RETIREMENT, on).value
    return [_seat(post, held.get(post.pk, ()), filling.get(post.pk), ages, on) for post in listed]


def sole_holder(post: Position, on: date, *, but: Employee) -> Employee | None:
    """Who holds the post by the same rules, provided that the records name one person alone beside `but`, who takes
    it. Two queries."""
    held = _holders([post], on, _places(_of_titles([post]))).get(post.pk, ())
    if isinstance(held, bool):
        return None
    others = [one for one in held if one.nip != but.nip]
    return others[0] if len(others) == 1 else None


def _seat(post: Position, held: Held, live: Vacancy | None, ages: dict[str, int], on: date) -> Seat:
    assert post.current is not None
    if held is UNSURE:
        return Seat(post, None, None, None, live, unsure=True)
    assert not isinstance(held, bool)
    # Of several the one who came last.
    holder = held[-1] if held else None
    ends = add_years(holder.born, ages[post.current.tier]).item() if holder else None
    return Seat(post, holder, _left(post, on) if holder is None else None, ends, live)


def _left(post: Position, on: date) -> date | None:
    """Since when the post is on record as vacant, where that has begun."""
    day = post.current.vacant_from if post.current else None
    return None if day is None or day > on else day


def _urgency(seat: Seat) -> tuple[bool, date, str, int]:
    day = seat.vacant_from if seat.vacant else seat.ends
    return (not seat.vacant, day or date.max, str(seat.position), seat.position.pk)


def _since(holder: Employee) -> date:
    return (holder.current.post_from if holder.current else None) or date.min


def _name(post: Position) -> tuple[int, str]:
    assert post.current is not None
    return post.agency_id, post.current.name


def _of_titles(posts: Sequence[Position]) -> list[Position]:
    """Every senior post that has the title of one of these, in the same agencies."""
    of = {_name(post) for post in posts}
    found = Position.objects.filter(
        agency__in={agency for agency, _title in of},
        current__name__in={title for _agency, title in of},
        current__tier__in=JPT_TIERS,
    )
    return list(found.select_related("current").order_by())


def _places(posts: Iterable[Position]) -> dict[Title, Counter[int | None]]:
    """Title → its posts counted by unit."""
    found: dict[Title, Counter[int | None]] = defaultdict(Counter)
    for post in posts:
        assert post.current is not None
        found[_name(post)][post.current.unit_id] += 1
    return found


def _holders(posts: Sequence[Position], on: date, places: Mapping[Title, Counter[int | None]]) -> dict[int, Held]:
    """Post → who holds it by their own current record, of several the one who came last is the last; UNSURE where
    it cannot be said. All but those who serve no longer: who is suspended or on leave keeps it until another has it."""
    people = Employee.objects.filter(
        agency__in={post.agency_id for post in posts}, current__position__in={_name(post)[1] for post in posts}
    ).exclude(current__standing__in=GONE)
    # Ordered by name, SQLite would read everybody in the order of an index that scatters them.
    of_title: dict[Title, list[Employee]] = defaultdict(list)
    for person in sorted(people.order_by().select_related("current"), key=lambda one: (_since(one), one.pk)):
        assert person.current is not None
        of_title[person.agency_id, str(person.current.position)].append(person)
    found: dict[int, Held] = {}
    for post in posts:
        left = _left(post, on)
        there = [one for one in of_title.get(_name(post), ()) if left is None or _since(one) >= left]
        if there:
            found[post.pk] = _who(post, there, places.get(_name(post), Counter()))
    return {post: one for post, one in found.items() if one is not NOBODY}


def _who(post: Position, there: Sequence[Employee], places: Counter[int | None]) -> Held:
    """Who of those with the post's title holds it: with several such posts who is in its unit."""
    if places.total() <= 1:
        return there
    unit = post.current.unit_id if post.current else None
    units = [one.current.unit_id if one.current else None for one in there]
    if unit is not None and places[unit] == 1 and unit in units:
        return [one for one, of in zip(there, units, strict=True) if of == unit]
    # Who sits in the unit of exactly one other of these posts holds that one.
    elsewhere = {one for one, count in places.items() if one is not None and one != unit and count == 1}
    return NOBODY if set(units) <= elsewhere else UNSURE


def _filling(posts: Sequence[Position]) -> dict[int, Vacancy]:
    live = Vacancy.objects.filter(position__in=posts).exclude(state__in=[State.INAUGURATED, State.CLOSED])
    live = live.annotate(unsigned=deviations.unsigned(vacancy=OuterRef("pk")))
    return {vacancy.position_id: vacancy for vacancy in live}
