"""Records of one kind as tables: with the person, with what they rest on, or version by version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from talent.domain.queries import employees, organisation, records
from talent.domain.queries.records import Version
from talent.interfaces.columns import KINDS
from talent.interfaces.tables import Names, RecordTable, Row, headers_of, record_tables
from talent.models import Evidence


@dataclass(frozen=True)
class Line:
    """One record of a list: the row itself, its cells, and the evidence it rests on."""

    record: Any
    row: Row
    evidence: Sequence[Evidence]


def headers(kind: str) -> list[str]:
    """What the cells of a kind's rows are called."""
    model = records.MODELS.get(kind) or organisation.MODELS[kind]
    return headers_of(kind, model)


def names(kind: str, rows: Sequence[Any]) -> Names:
    """What the codes in these appointments stand for; where they are of several agencies, codes stay codes."""
    if kind != "appointments" or len({row.agency_id for row in rows}) != 1:
        return {}
    return employees.names_of_codes(rows[0].employee, rows)


def with_evidence(kind: str, rows: Sequence[Any], named: Names) -> list[Line]:
    """Rows of one kind with what they rest on. One query."""
    held = records.evidence_of({kind: rows}) if rows else {}
    return [Line(row, line, held[kind, row.pk]) for row, line in zip(rows, plain(kind, rows, named), strict=True)]


def of_person(
    found: dict[str, list[Any]], titles: dict[str, Any], named: Names
) -> list[tuple[RecordTable, list[Line]]]:
    """Every kind of somebody's records that has any, with what they rest on. One query."""
    held = records.evidence_of(found) if any(found.values()) else {}
    return [
        (
            table,
            [
                Line(row, line, held[table.kind, row.pk])
                for row, line in zip(found[table.kind], table.rows, strict=True)
            ],
        )
        for table in record_tables(found, titles, named)
    ]


def versions(kind: str, history: Sequence[Version]) -> list[tuple[Version, Row]]:
    """Each version with its cells, newest first."""
    rows = [version.row for version in history]
    return list(zip(history, _table(kind, rows, names(kind, rows)).rows, strict=True))


def plain(kind: str, rows: Sequence[Any], named: Names | None = None) -> list[Row]:
    """The cells of each row."""
    return _table(kind, rows, named or {}).rows if rows else []


def _table(kind: str, rows: Sequence[Any], named: Names) -> RecordTable:
    return record_tables({kind: list(rows)}, {kind: KINDS[kind].title}, named)[0]
