"""Checked rows into decrees about whose succession groups longlists take in; they come by page and API alone."""

from django.utils.translation import gettext_lazy as _

from succession.domain.merit_checks import Sorting, known_agencies
from succession.domain.writing import merged_columns, written_of_agency
from succession.models import WiderPoolRecord
from talent.domain.importing import Columns, Context, Written, writes
from talent.domain.wording import both

WIDER_KEY = ("number",)
WIDER_FIELDS = ("true_from", "true_to", "revoked_on", "revoke_reason")


@writes("wider_pools")
def wider_pools(columns: Columns, count: int, context: Context) -> Written:
    """Decrees of agencies' heads, by their number."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    said = (WIDER_FIELDS, ("file_id",))
    merged = merged_columns(WiderPoolRecord, columns, WIDER_KEY, said, agencies, sorting, count)
    for row in sorting.taken(count):
        since, until = merged["true_from"][row], merged["true_to"][row]
        if until is not None and until < since:
            message = _("Akhir masa berlaku tidak boleh mendahului awalnya.")
            sorting.refuse(row, "true_to", "date_order", both(message))
    return written_of_agency(WiderPoolRecord, columns, WIDER_KEY, merged, agencies, context, sorting, count)
