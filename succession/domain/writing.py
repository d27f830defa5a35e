"""What the writers of merit and gate workbooks share: what is known of a row, filled in, and written beside it."""

from collections.abc import Sequence
from typing import Any

from succession.domain.merit_checks import Sorting
from talent.domain import known
from talent.domain.importing import Columns, Context, Written, pick
from talent.models.base import Known


def known_now(model: type[Known], owner: str, ids: Sequence[int], *names: str) -> dict[tuple[Any, ...], Any]:
    """Owner id and `names` → the row of `model` that is known now."""
    rows = model._default_manager.filter(known_to=None, **{f"{owner}__in": set(ids)})
    return {(getattr(row, f"{owner}_id"), *(getattr(row, name) for name in names)): row for row in rows}


def fill_empty(columns: Columns, row: int, record: Any) -> None:
    """Fill the row's empty cells with what is known."""
    if record is not None:
        for name, values in columns.items():
            if values[row] is None:
                values[row] = getattr(record, name)


def write(
    model: type[Known],
    owner: str,
    owners: list[int],
    agencies: list[int],
    taken: Columns,
    key: tuple[str, ...],
    context: Context,
    sorting: Sorting,
) -> Written:
    """Write the rows that were taken; `sorting` says what became of the others."""
    difference = known.write(
        model,
        owner=owner,
        owners=owners,
        agencies=agencies,
        columns=dict(taken),
        key=key,
        known_at=context.known_at,
        batch_id=context.batch_id,
        dry_run=context.dry_run,
        observe=context.observe,
    )
    return Written(len(difference.new), len(difference.changed), len(difference.same), sorting.errors)


def merged_columns(
    model: type[Known],
    columns: Columns,
    key: tuple[str, ...],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    agencies: dict[str, int],
    sorting: Sorting,
    count: int,
) -> Columns:
    """The columns said and those kept (`names`), filled with what is known where a workbook is silent; a page, which
    brings `file_id`, says all there is."""
    said, kept = ({name: list(columns.get(name, [None] * count)) for name in part} for part in names)
    from_page = "file_id" in columns
    records = known_now(model, "agency", list(agencies.values()), *key)
    for row in sorting.taken(count):
        record = records.get((agencies[columns["agency"][row]], *(columns[name][row] for name in key)))
        fill_empty(kept, row, record)
        if not from_page:
            fill_empty(said, row, record)
    return said | kept


def written_of_agency(
    model: type[Known],
    columns: Columns,
    key: tuple[str, ...],
    merged: Columns,
    agencies: dict[str, int],
    context: Context,
    sorting: Sorting,
    count: int,
) -> Written:
    """Write the rows that were taken as records of their agencies."""
    rows = sorting.taken(count)
    ids = [agencies[columns["agency"][row]] for row in rows]
    taken = pick({name: columns[name] for name in key} | merged, rows)
    return write(model, "agency", ids, ids, taken, key, context, sorting)
