"""What a file would change, gathered while it is checked: the old and the new value of every field, and the rows by
which the impact on boxes is weighed. The differences lie in a file beside the upload, so that a page reads only its
own part of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.utils import timezone

from talent.codes import COMPETENCIES
from talent.domain.known import Seen
from talent.domain.queries.incoming import Spool
from talent.interfaces.columns.kinds import KINDS
from talent.interfaces.columns.parsers import Words
from talent.interfaces.record_forms import label_of
from talent.models import Employee, Position, PositionRecord, Unit
from talent.models.employee import EmployeeFact

KEPT = 50_000  # changed rows whose fields are kept; all of them are counted
_AT_ONCE = 900
_OWNERS = {"employee": Employee, "position": Position}


@dataclass
class Gathering:
    """Give `observe` to the check; `lines()` are then what `write` keeps, the `kept` first ones of `total`."""

    kind: str
    spool: Spool = field(default_factory=Spool)
    total: int = 0
    kept: int = 0
    # On the disk: as many lines as are kept are 20 MB.
    _file: Any = field(default_factory=lambda: TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115 - closed by `close`

    def observe(self, seen: Seen) -> None:
        """Take what one chunk would do."""
        self.total += len(seen.difference.changed)
        self._fields(seen)
        if issubclass(seen.model, EmployeeFact):
            rows = sorted(seen.difference.new + seen.difference.changed)
            columns = {name: [values[row] for row in rows] for name, values in seen.columns.items()}
            for name in ("true_from", "true_to"):
                columns.setdefault(name, [None] * len(rows))
            columns["employee_id"] = [seen.owners[row] for row in rows]
            columns["key"] = [seen.keys[row] for row in rows]
            owners = [seen.owners[row] for row in seen.difference.changed]
            ended = list(zip(owners, seen.difference.replaced, strict=True))
            self.spool.add(seen.model, columns, ended)
        elif seen.model is PositionRecord:
            rows = seen.difference.new + seen.difference.changed
            levels = [seen.columns[name] for name in COMPETENCIES]
            names = seen.columns["name"]
            self.spool.add_posts({seen.codes[row]: (names[row], tuple(told[row] for told in levels)) for row in rows})

    def close(self) -> None:
        """Let go of what was set aside."""
        self.spool.close()
        self._file.close()

    def lines(self) -> Iterator[str]:
        """What is kept, from the beginning."""
        self._file.seek(0)
        yield from self._file

    def _fields(self, seen: Seen) -> None:
        pairs = list(zip(seen.difference.changed, seen.difference.replaced, strict=True))
        pairs = pairs[: max(0, KEPT - self.kept)]
        for start in range(0, len(pairs), _AT_ONCE):
            part = pairs[start : start + _AT_ONCE]
            old = seen.model._default_manager.in_bulk([pk for _row, pk in part])
            for row, pk in part:
                fields = [
                    (name, _plain(getattr(old[pk], name)), _plain(values[row]))
                    for name, values in seen.columns.items()
                    if getattr(old[pk], name) != values[row] and name != "true_from"
                ]
                line = {"of": seen.owner, "id": seen.owners[row], "fields": fields}
                self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.kept += len(pairs)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def write(gathered: Gathering, name: str) -> None:
    """Keep the differences under this name, in the folder of uploads."""
    with _path(name).open("w", encoding="utf-8") as target:
        target.writelines(gathered.lines())


def raw(line: str) -> dict[str, Any]:
    """A kept row by ids and names of fields: `of` (employee or position) and its `id`; field, old and new value."""
    said: dict[str, Any] = json.loads(line)
    return said | {"fields": [dict(zip(("field", "old", "new"), one, strict=True)) for one in said["fields"]]}


def stretch(name: str, start: int, size: int) -> list[dict[str, Any]]:
    """Some of the differences as they are kept."""
    return [raw(line) for line in _lines(name, start, size)]


@dataclass(frozen=True)
class Change:
    """One row that would change: whose it is, and (label, old, new) for each field in words."""

    who: Any
    employee: int | None
    fields: list[tuple[str, str, str]]


def page(kind: str, name: str, start: int, size: int) -> list[Change]:
    """Some of the differences, in words."""
    lines = [json.loads(line) for line in _lines(name, start, size)]
    people = {of: _OWNERS[of].objects.in_bulk([line["id"] for line in lines if line["of"] == of]) for of in _OWNERS}  # type: ignore[attr-defined]
    columns = {column.field: column for column in KINDS[kind].columns}
    units = _units(lines)
    found = []
    for line in lines:
        fields = []
        for field_name, old, new in line["fields"]:
            column = columns.get(field_name.removesuffix("_id"))
            label = label_of(column) if column else field_name
            fields.append((label, _word(column, old, units), _word(column, new, units)))
        who = people.get(line["of"], {}).get(line["id"])
        found.append(Change(who or "", line["id"] if line["of"] == "employee" else None, fields))
    return found


def _lines(name: str, start: int, size: int) -> Iterator[str]:
    path = _path(name)
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as source:
        yield from islice((line for line in source if line.strip()), start, start + size)


def _units(lines: list[dict[str, Any]]) -> dict[int, str]:
    ids = {value for line in lines for name, *pair in line["fields"] if name == "unit_id" for value in pair if value}
    return {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=ids)} if ids else {}


def _word(column: Any, value: Any, units: dict[int, str]) -> str:
    if value is None:
        return ""
    if column is not None and column.field == "unit" and isinstance(value, int):
        return units.get(value, "")
    if column is not None and isinstance(column.parser, Words):
        today = timezone.localdate()
        return next((word for word in column.parser.words if column.parser(word, today) == value), str(value))
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / Path(name).name
