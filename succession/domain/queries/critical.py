"""Which posts of an agency are critical on a day, and who said so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from succession.domain.queries.posts import records_of
from succession.models import CriticalPostRecord
from talent.domain.known import known_at as known
from talent.models import Position, PositionRecord


@dataclass(frozen=True)
class Criticality:
    """Whether a post is critical on a day. `decree`: the record that says so (None: only the workbook of posts does,
    which gives no criteria); `contradicted`: the workbook says otherwise."""

    critical: bool
    decree: CriticalPostRecord | None
    contradicted: bool = False

    @property
    def criteria(self) -> str:
        """In the decree's words; empty where there is none."""
        return self.decree.criteria if self.decree else ""


@dataclass(frozen=True)
class CriticalPost:
    """A critical post with what was known of it on the day, and who said that it is."""

    position: Position
    record: PositionRecord
    criticality: Criticality


def in_force(decrees: Iterable[CriticalPostRecord], on: date) -> CriticalPostRecord | None:
    """The decree about one post that holds on `on`; of several the one begun last."""
    held = [one for one in decrees if _holds(one, on)]
    return max(held, key=lambda one: (one.true_from, one.number), default=None)


def criticality(decrees: Sequence[CriticalPostRecord], record: PositionRecord | None, on: date) -> Criticality | None:
    """A post by all decrees about it and by its own record; None where neither says anything.

    Once a decree has been about a post decrees alone decide, also that it is critical no more; the workbook's flag
    counts for posts that none was about.
    """
    flag = record.critical if record else None
    if any(one.true_from is not None and one.true_from <= on for one in decrees):
        held = in_force(decrees, on)
        return Criticality(held is not None, held, flag is not None and flag != (held is not None))
    return None if flag is None else Criticality(flag, None)


def of_posts(positions: Sequence[int], on: date, known_at: datetime) -> dict[int, Criticality]:
    """Position id → whether it is critical on `on`, as known at `known_at`; posts of which nobody said are left out.
    Two queries."""
    return {post: said for post, (_record, said) in _told(positions, on, known_at).items()}


def critical_posts(agency_id: int, on: date, known_at: datetime) -> list[CriticalPost]:
    """The critical posts of an agency on `on`, as known at `known_at`, by code. Three queries."""
    every = {post.pk: post for post in Position.objects.filter(agency=agency_id).select_related("current")}
    told = _told(list(every), on, known_at)
    found = [
        CriticalPost(every[post], record, said)
        for post, (record, said) in told.items()
        if said.critical and record is not None
    ]
    return sorted(found, key=lambda one: one.position.code)


def _told(
    positions: Sequence[int], on: date, known_at: datetime
) -> dict[int, tuple[PositionRecord | None, Criticality]]:
    records = records_of(positions, on, known_at)
    decrees: dict[int, list[CriticalPostRecord]] = {}
    rows = known(CriticalPostRecord.objects.filter(post__in=positions), known_at).select_related("file")
    for row in rows.order_by("id"):
        decrees.setdefault(row.post_id, []).append(row)
    found = {}
    for post in positions:
        said = criticality(decrees.get(post, []), records.get(post), on)
        if said is not None:
            found[post] = (records.get(post), said)
    return found


def _holds(decree: CriticalPostRecord, on: date) -> bool:
    begun = decree.true_from is not None and decree.true_from <= on
    return begun and (decree.true_to is None or on <= decree.true_to) and not _revoked(decree, on)


def _revoked(decree: CriticalPostRecord, on: date) -> bool:
    return decree.revoked_on is not None and decree.revoked_on <= on
