"""The last complete list of each sort that was worked out from an agency's records, kept in the database for all
processes: to be shown while the next one is worked out, and to be taken as it is while nothing was written since.

No state of anything, so it leaves no event: whoever loses it works it out again. Nothing is decided by it.
"""

import zlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from talent.domain.queries import written
from talent.models import Agency, WorkedOut

Ints = NDArray[np.int64]
# Up to where the list that is kept goes, as this process knows it: agency and sort → version.
_HELD: dict[tuple[int, str], written.Version] = {}
# The quickest: what is read back often is written once.
_LEVEL = 1


class Last(NamedTuple):
    """A complete list: what had been written by then, its day, when it was complete."""

    pk: int
    version: written.Version
    on: date
    at: datetime
    forms: Sequence[tuple[str, int]]
    content: bytes

    def columns(self) -> tuple[Ints, ...]:
        """Its columns, as they were given to `keep`; unpacked once for all who look."""
        return written.kept(self.at, ("worked out", self.pk), lambda: unpacked(self.forms, self.content))


def last(agency: Agency, sort: str, layout: str) -> Last | None:
    """The last complete list of this sort, if its numbers mean what they mean now. One query."""
    found = WorkedOut.objects.filter(agency=agency, sort=sort, layout=layout)
    row = found.values_list("pk", "version", "on", "at", "forms", "columns").first()
    if row is None:
        return None
    pk, events, *rest = row
    version = written.Version(tuple((UUID(key), person) for key, person in events))
    _HELD[agency.pk, sort] = version
    return Last(pk, version, *rest)


def keep(
    agency: Agency, sort: str, layout: str, *, version: written.Version, on: date, columns: Sequence[Ints]
) -> None:
    """Put a complete list in the place of the one before; `columns`: whole numbers from 0 up. One statement."""
    row = WorkedOut(agency=agency, sort=sort, **_as_kept(layout, version, on, columns))
    names = [field.name for field in WorkedOut._meta.fields if field.name not in ("id", "agency", "sort")]
    WorkedOut.objects.bulk_create([row], update_conflicts=True, unique_fields=["agency", "sort"], update_fields=names)
    _HELD[agency.pk, sort] = version


def amend(
    agency: Agency, sort: str, layout: str, *, version: written.Version, on: date, columns: Sequence[Ints]
) -> None:
    """The same, after single records, once the list that is kept is nearly so old that other processes could not tell
    whose they were; nothing before that, nor where none is kept."""
    held = _HELD.get((agency.pk, sort))
    if held is None:
        return
    since = [event for event, _person in version.events]
    behind = since.index(held.events[0][0]) if held.events[0][0] in since else len(since)
    if 2 * behind > written.FEW + 1:
        keep(agency, sort, layout, version=version, on=on, columns=columns)


def _as_kept(layout: str, version: written.Version, on: date, columns: Sequence[Ints]) -> dict[str, Any]:
    forms, content = packed(columns)
    return {
        "layout": layout,
        "on": on,
        "at": timezone.now(),
        "version": [(str(key), person) for key, person in version.events],
        "forms": forms,
        "columns": content,
    }


def packed(columns: Sequence[Ints]) -> tuple[list[tuple[str, int]], bytes]:
    """Whole numbers from 0 up as bytes, each column in its narrowest form: form and length of each, and the bytes."""
    if any(column.min(initial=0) < 0 for column in columns):
        raise ValueError("only whole numbers from 0 up are kept")
    narrow = [column.astype(np.min_scalar_type(int(column.max(initial=0)))) for column in columns]
    parts = [zlib.compress(column.tobytes(), _LEVEL) for column in narrow]
    return [(column.dtype.str, len(one)) for column, one in zip(narrow, parts, strict=True)], b"".join(parts)


def unpacked(forms: Sequence[tuple[str, int]], content: bytes) -> tuple[Ints, ...]:
    """What `packed` was given."""
    view, start, found = memoryview(content), 0, []
    for form, length in forms:
        plain = zlib.decompress(view[start : start + length])
        found.append(np.frombuffer(plain, dtype=form).astype(np.int64))
        start += length
    return tuple(found)
