"""When the records of an agency were written last: what was worked out from them holds as long as that is the same."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from audit.models import Event
from talent.models import Agency

T = TypeVar("T")
_KEPT: dict[tuple[Hashable, ...], Any] = {}
_KEPT_SIZE = 32
# Of so many people something is worked out while somebody waits for a page; of so few beside what the page does anyhow.
STRETCH, FEW = 350, 20
# What is done to records leaves one of these in the transaction that does it, and agencies take turns (`known.turn`).
_WRITING = (
    "talent.records.written",
    "talent.records.withdrawn",
    "talent.import.withdrawn",
    "talent.record.added",
    "talent.record.corrected",
    "talent.record.retired",
    "talent.evidence.attached",
    "talent.evidence.withdrawn",
)


# What is done to the record of one person names them; whatever else is written may bear on anybody.
_OF_ONE = tuple(kind for kind in _WRITING if kind.startswith(("talent.record.", "talent.evidence.")))


class Version(NamedTuple):
    """The newest events that wrote records, the last one first, each with the one person it is about (None: it may bear
    on anybody): who they were about tells what of an earlier version holds still."""

    events: tuple[tuple[UUID, int | None], ...]

    def people_since(self, earlier: "Version") -> set[int] | None:
        """Whose records were written since; None where that cannot be told of single people, or of more than FEW."""
        people: set[int] = set()
        for event, person in self.events:
            if event == earlier.events[0][0]:
                return people
            if person is None:
                return None
            people.add(person)
        return None


def last(*agencies: Agency) -> Version | None:
    """What wrote records of one of these agencies last (or of any: such events name none)."""
    codes = ("", *(agency.code for agency in agencies))
    newest = Event.objects.filter(agency__in=codes, kind__in=_WRITING).order_by("-id")
    events = newest.values_list("key", "kind", "payload")[: FEW + 1]
    told = tuple((key, payload.get("employee") if kind in _OF_ONE else None) for key, kind, payload in events)
    return Version(told) if told else None


def kept(version: Hashable | None, what: tuple[Hashable, ...], compute: Callable[[], T]) -> T:
    """What `compute` gives, once for all who ask for the same `what` of the same `version`; None: every time anew.

    The two together name everything that decides it: `version` never returns (the event that wrote last, the instant
    at which a run began).
    """
    if version is None:
        return compute()
    key = (version, *what)
    found: T | None = _KEPT.get(key)
    if found is None:
        found = compute()
        for old in list(_KEPT)[: len(_KEPT) - _KEPT_SIZE + 1]:
            _KEPT.pop(old, None)
        _KEPT[key] = found
    return found


def carried(version: Version | None, what: tuple[Hashable, ...], amend: Callable[[T, set[int]], T]) -> T | None:
    """What is kept of this version; else what was kept of an earlier one, as `amend` makes it anew of the people whose
    records were written since. None where there is no such, or more was written than of a few single people."""
    if version is None:
        return None
    for key, before in reversed(list(_KEPT.items())):
        if key[1:] == what and isinstance(key[0], Version):
            people = version.people_since(key[0])
            if people is None:
                return None
            found = kept(version, what, partial(amend, before, people))
            if key[0] != version:
                _KEPT.pop(key, None)
            return found
    return None


class Found(NamedTuple, Generic[T]):
    """What was worked out of each person (None: nothing can be said); `done` of `total` people, and while that is less
    than all, or was a moment ago, no `people` yet."""

    people: Mapping[int, T | None] | None
    done: int
    total: int


def in_stretches(
    version: Version | None,
    what: tuple[Hashable, ...],
    people: Sequence[int],
    compute: Callable[[Sequence[int]], Mapping[int, T]],
    *,
    whole: bool,
    stretches: int = 1,
    apart: bool = True,
) -> Found[T]:
    """What `compute` gives for these people, kept as by `kept`: with `whole` all at once, else a stretch more by each
    who asks (or several, where each is quick), so that nobody waits long for a page and each sees how far it is. What
    was found of each `apart`, else of a stretch as a whole under its first person, is found still after the record of
    somebody else, or in another stretch, was written. `compute` gets people in the order given."""
    found: dict[int, T | None] | None = carried(version, what, _but_for if apart else _but_for_stretches)
    if found is None:
        found = kept(version, what, dict)
    waiting = [person for person in people if person not in found]
    length = stretches * STRETCH
    at_once = whole or version is None or len(people) <= length or len(waiting) <= FEW
    if waiting:
        some = waiting if at_once else waiting[:length]
        found.update(dict.fromkeys(some) | dict(compute(some)))
    return Found(None if waiting and not at_once else found, len(found), len(people))


def found_so_far(version: Version | None, what: tuple[Hashable, ...]) -> int:
    """Of how many people `in_stretches` has found something in this process, without going on with it."""
    return len(_KEPT.get((version, *what), ()))


def _but_for(found: dict[int, Any], people: set[int]) -> dict[int, Any]:
    return {person: value for person, value in list(found.items()) if person not in people}


def _but_for_stretches(found: dict[int, Any], people: set[int]) -> dict[int, Any]:
    """Without the stretches in which one of these people is: what is then to be found again first is such a stretch,
    from its first person to its last."""
    items = list(found.items())
    begun = [place for place, (_person, value) in enumerate(items) if value is not None]
    stretches = [items[start:end] for start, end in pairwise([*begun, len(items)])]
    return {person: value for one in stretches if people.isdisjoint(dict(one)) for person, value in one}
