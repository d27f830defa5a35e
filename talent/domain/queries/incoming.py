"""Rows that are not written yet, in the place of those they would take the place of."""

import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import pandas as pd
from django.conf import settings

from talent.models.base import Known

Post = tuple[str, tuple[int | None, ...]]  # its name, and the level that it asks for of each of COMPETENCIES
POSTS = 50_000  # of a file are weighed; longer ones would not fit beside the rest
PARTS = 64  # of a file's people, each weighed by itself: of a million rows some 16,000 are in memory at once
HELD = 1 << 14  # bytes of a part that stay in memory before they go to the disk
TOGETHER = 1 << 20  # bytes up to which parts are read back together: of a small file everybody is weighed at once


@dataclass
class Incoming:
    """By table: the ids of the rows that would end, and the new ones as columns (`employee_id`, `key` and the rest);
    and by code the posts as they would be. `losing`: the employees of the former."""

    replaced: dict[type[Known], set[int]] = field(default_factory=lambda: defaultdict(set))
    losing: set[int] = field(default_factory=set)
    columns: dict[type[Known], dict[str, list[Any]]] = field(default_factory=lambda: defaultdict(dict))
    posts: dict[str, Post] = field(default_factory=dict)

    def add(self, model: type[Known], columns: dict[str, list[Any]], replaced: Sequence[tuple[int, int]]) -> None:
        """Take rows of one table; `replaced`: (employee, id) of those that would end."""
        self.replaced[model].update(pk for _who, pk in replaced)
        self.losing.update(who for who, _pk in replaced)
        held = self.columns[model]
        for name, values in columns.items():
            held.setdefault(name, []).extend(values)

    def people(self) -> list[int]:
        """The employees of whom something would be new, changed or known no more, ascending."""
        return sorted(self.losing.union(*(columns["employee_id"] for columns in self.columns.values())))

    def of(self, model: type[Known], people: Sequence[int], on: date | None = None) -> pd.DataFrame:
        """The rows of these people, as objects; with `on` only what began by then."""
        frame = pd.DataFrame(self.columns.get(model, {"employee_id": []}), dtype=object)
        frame = frame[frame["employee_id"].isin(set(people))]
        if on is not None and len(frame):
            frame = frame[[begun is None or begun <= on for begun in frame["true_from"]]]
        return frame


class Spool:
    """What a file of any length would bring, set aside by people while it is checked and read back part by part.

    Longer parts lie beside the uploads in files without a name, which are gone with the process. To be closed.
    """

    def __init__(self) -> None:
        self._files: dict[int, SpooledTemporaryFile[bytes]] = {}
        self.posts: dict[str, Post] = {}
        self.whole = True

    def add(self, model: type[Known], columns: dict[str, list[Any]], replaced: Sequence[tuple[int, int]]) -> None:
        """Take rows of employees who are known; those of people still to come move nobody.

        `replaced`: (employee, id) of the rows that would end.
        """
        rows: dict[int, list[int]] = defaultdict(list)
        for row, who in enumerate(columns["employee_id"]):
            if who > 0:
                rows[who % PARTS].append(row)
        ended: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for who, pk in replaced:
            ended[who % PARTS].append((who, pk))
        for part in sorted(rows.keys() | ended.keys()):
            told = {name: [values[row] for row in rows[part]] for name, values in columns.items()}
            pickle.dump((model, told, ended[part]), self._file(part))

    def add_posts(self, posts: dict[str, Post]) -> None:
        """Take posts that are new or changed; beyond POSTS, none (`whole` is False)."""
        self.posts |= posts
        if len(self.posts) > POSTS:
            self.posts, self.whole = {}, False

    def parts(self) -> Iterator[Incoming]:
        """The rows again, everything of a person at once; small parts come together."""
        incoming, size = Incoming(), 0
        for _part, file in sorted(self._files.items()):
            end = file.tell()
            if size and size + end > TOGETHER:
                yield incoming
                incoming, size = Incoming(), 0
            file.seek(0)
            while file.tell() < end:
                incoming.add(*pickle.load(file))  # noqa: S301 - a file of this very process
            size += end
        if size:
            yield incoming

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files.values():
            file.close()

    def _file(self, part: int) -> "SpooledTemporaryFile[bytes]":
        if part not in self._files:
            # Where the upload itself found room.
            folder = Path(settings.MEDIA_ROOT) / "imports"
            folder.mkdir(parents=True, exist_ok=True)
            self._files[part] = SpooledTemporaryFile(HELD, dir=str(folder))  # noqa: SIM115 - closed by `close`
        return self._files[part]
