"""When the records of an agency were written last: what was worked out from them holds as long as that is the same."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from audit.models import Event
from talent.models import Agency

T = TypeVar("T")
_KEPT: dict[tuple[Hashable, ...], Any] = {}
_KEPT_SIZE = 32
# Of so many people something is worked out while somebody waits for a page.
STRETCH = 350
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


def last(*agencies: Agency) -> UUID | None:
    """The newest event that wrote records of one of these agencies (or of any: those name none)."""
    codes = ["", *(agency.code for agency in agencies)]
    events = Event.objects.filter(agency__in=codes, kind__in=_WRITING).order_by("-id")
    return events.values_list("key", flat=True).first()


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


class Found(NamedTuple, Generic[T]):
    """What was worked out of each person (None: nothing can be said); `done` of `total` people, and while that is less
    than all, or was a moment ago, no `people` yet."""

    people: Mapping[int, T | None] | None
    done: int
    total: int


def in_stretches(
    version: Hashable | None,
    what: tuple[Hashable, ...],
    people: Sequence[int],
    compute: Callable[[Sequence[int]], Mapping[int, T]],
    *,
    whole: bool,
    stretches: int = 1,
) -> Found[T]:
    """What `compute` gives for these people, kept as by `kept`: with `whole` all at once, else a stretch more by each
    who asks (or several, where each is quick), so that nobody waits long for a page and each sees how far it is.
    `compute` gets people in the order given."""
    found: dict[int, T | None] = kept(version, what, dict)
    waiting = [person for person in people if person not in found]
    length = stretches * STRETCH
    at_once = whole or version is None or len(people) <= length
    if waiting:
        some = waiting if at_once else waiting[:length]
        found.update(dict.fromkeys(some) | dict(compute(some)))
    return Found(None if waiting and not at_once else found, len(found), len(people))
