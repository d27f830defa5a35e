"""What the writers of merit and gate workbooks share: what is known of a row, filled in, and written beside it."""

from collections.abc import Sequence
from typing import Any

from succession.domain.merit_checks import Sorting
from talent.domain import known
from talent.domain.importing import Columns, Context, Written
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
