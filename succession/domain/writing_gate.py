"""Checked rows into what narrows a gate: times without replacements, and what agencies ask of themselves.

An empty cell of a workbook says nothing: what was known of the row stays; a page says all there is. Documents only come
by page, and stay whatever a workbook says.
"""

from django.utils.translation import gettext_lazy as _

from rules.gate_facts import OwnConditions
from rules.gate_own import not_stricter
from rules.law import NoRuleInForce, shipped
from succession.domain.merit_checks import Sorting, known_agencies
from succession.domain.queries.gate import regional
from succession.domain.writing import fill_empty, known_now, write
from succession.models import GateConditionRecord, GateFreezeRecord
from succession.models.gate import FreezeKind
from talent.domain.importing import TABLES, Columns, Context, Table, Written, pick, writes
from talent.domain.wording import both
from talent.models import Agency
from talent.models.base import Known

FREEZE_KEY, CONDITION_KEY = ("kind", "number"), ("number",)
_SAID = ("true_from", "true_to", "revoked_on", "revoke_reason")
FREEZE_FIELDS = _SAID
CONDITION_FIELDS = (*_SAID, "category", "score", "group")
# What no workbook has; a page gives the document.
_FILE, _FREEZE_KEPT = ("file_id",), ("file_id", "allowed_on", "allowed_by")


@writes("gate_freezes")
def gate_freezes(columns: Columns, count: int, context: Context) -> Written:
    """Elections and new heads of regions, by kind and number of the document."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    regions = {held.code for held in Agency.objects.filter(pk__in=agencies.values()) if regional(held)}
    merged = _merged(GateFreezeRecord, columns, FREEZE_KEY, (FREEZE_FIELDS, _FREEZE_KEPT), agencies, sorting, count)
    for row in sorting.taken(count):
        since, until = merged["true_from"][row], merged["true_to"][row]
        if columns["agency"][row] not in regions:
            message = _("Hanya daerah yang kepalanya dipilih mempunyai masa ini.")
            sorting.refuse(row, "agency", "not_a_region", both(message))
        elif columns["kind"][row] == FreezeKind.NEW_HEAD and until is not None:
            message = _("Akhir masa kepala daerah baru dihitung dari pelantikannya; kosongkan.")
            sorting.refuse(row, "true_to", "until_counted", both(message))
        elif until is not None and until < since:
            message = _("Akhir masa jabatan tidak boleh mendahului penetapan calon.")
            sorting.refuse(row, "true_to", "date_order", both(message))
    return _written(GateFreezeRecord, columns, FREEZE_KEY, merged, agencies, context, sorting, count)


@writes("gate_conditions")
def gate_conditions(columns: Columns, count: int, context: Context) -> Written:
    """Decrees of agencies' heads, by their number; one that asks for no more than the law does is refused."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    merged = _merged(GateConditionRecord, columns, CONDITION_KEY, (CONDITION_FIELDS, _FILE), agencies, sorting, count)
    for row in sorting.taken(count):
        since, until = merged["true_from"][row], merged["true_to"][row]
        if until is not None and until < since:
            message = _("Akhir masa berlaku tidak boleh mendahului awalnya.")
            sorting.refuse(row, "true_to", "date_order", both(message))
            continue
        category, score, group = (merged[name][row] for name in ("category", "score", "group"))
        try:
            problem = not_stricter(
                OwnConditions(columns["number"][row], since, until, category, score, group), shipped()
            )
        except NoRuleInForce as error:
            sorting.refuse(row, "true_from", "no_regime", error.text)
            continue
        if problem is not None:
            sorting.refuse(row, "number", "not_stricter", problem)
    return _written(GateConditionRecord, columns, CONDITION_KEY, merged, agencies, context, sorting, count)


def _merged(
    model: type[Known],
    columns: Columns,
    key: tuple[str, ...],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    agencies: dict[str, int],
    sorting: Sorting,
    count: int,
) -> Columns:
    """The columns said and those kept, filled with what is known where a workbook is silent."""
    said, kept = ({name: list(columns.get(name, [None] * count)) for name in part} for part in names)
    from_page = "file_id" in columns
    records = known_now(model, "agency", list(agencies.values()), *key)
    for row in sorting.taken(count):
        record = records.get((agencies[columns["agency"][row]], *(columns[name][row] for name in key)))
        fill_empty(kept, row, record)
        if not from_page:
            fill_empty(said, row, record)
    return said | kept


def _written(
    model: type[Known],
    columns: Columns,
    key: tuple[str, ...],
    merged: Columns,
    agencies: dict[str, int],
    context: Context,
    sorting: Sorting,
    count: int,
) -> Written:
    rows = sorting.taken(count)
    ids = [agencies[columns["agency"][row]] for row in rows]
    taken = pick({name: columns[name] for name in key} | merged, rows)
    return write(model, "agency", ids, ids, taken, key, context, sorting)


# An empty cell was filled with what was known: a later row holds what an earlier one said.
TABLES |= {
    "gate_freezes": Table(GateFreezeRecord, "agency", merged=True),
    "gate_conditions": Table(GateConditionRecord, "agency", merged=True),
}
