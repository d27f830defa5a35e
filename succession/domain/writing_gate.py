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
from succession.domain.writing import merged_columns, written_of_agency
from succession.models import GateConditionRecord, GateFreezeRecord
from succession.models.gate import FreezeKind
from talent.domain.importing import TABLES, Columns, Context, Table, Written, writes
from talent.domain.wording import both
from talent.models import Agency

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
    merged = merged_columns(
        GateFreezeRecord, columns, FREEZE_KEY, (FREEZE_FIELDS, _FREEZE_KEPT), agencies, sorting, count
    )
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
    return written_of_agency(GateFreezeRecord, columns, FREEZE_KEY, merged, agencies, context, sorting, count)


@writes("gate_conditions")
def gate_conditions(columns: Columns, count: int, context: Context) -> Written:
    """Decrees of agencies' heads, by their number; one that asks for no more than the law does is refused."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    merged = merged_columns(
        GateConditionRecord, columns, CONDITION_KEY, (CONDITION_FIELDS, _FILE), agencies, sorting, count
    )
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
    return written_of_agency(GateConditionRecord, columns, CONDITION_KEY, merged, agencies, context, sorting, count)


# An empty cell was filled with what was known: a later row holds what an earlier one said.
TABLES |= {
    "gate_freezes": Table(GateFreezeRecord, "agency", merged=True),
    "gate_conditions": Table(GateConditionRecord, "agency", merged=True),
}
