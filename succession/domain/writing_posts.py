"""Checked rows into what an agency decrees about its posts."""

from django.utils.translation import gettext_lazy as _

from succession.domain.merit_checks import Sorting, known_agencies
from succession.domain.writing import merged_columns, written_of_agency
from succession.models import CriticalPostRecord
from talent.domain.importing import TABLES, Columns, Context, Table, Written, writes
from talent.domain.wording import both
from talent.models import Position

CRITICAL_KEY = ("number", "position")
CRITICAL_FIELDS = ("true_from", "true_to", "criteria", "revoked_on", "revoke_reason")


@writes("critical_posts")
def critical_posts(columns: Columns, count: int, context: Context) -> Written:
    """Decrees that a post is critical, by their number and the post's code; one without criteria is refused."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    columns, key = columns | {"post_id": known_posts(columns, agencies, sorting, count)}, ("number", "post_id")
    said = (CRITICAL_FIELDS, ("file_id",))
    merged = merged_columns(CriticalPostRecord, columns, key, said, agencies, sorting, count)
    for row in sorting.taken(count):
        since, until = merged["true_from"][row], merged["true_to"][row]
        if not (merged["criteria"][row] or "").strip():
            message = _("Sebutkan kriteria jabatan kritikal yang dipenuhi jabatan ini.")
            sorting.refuse(row, "criteria", "no_criteria", both(message))
        elif until is not None and until < since:
            message = _("Akhir masa berlaku tidak boleh mendahului awalnya.")
            sorting.refuse(row, "true_to", "date_order", both(message))
    return written_of_agency(CriticalPostRecord, columns, key, merged, agencies, context, sorting, count)


def known_posts(columns: Columns, agencies: dict[str, int], sorting: Sorting, count: int) -> list[int | None]:
    """The post of each row by its code (None: the row names none); rows of a post that nobody knows are refused."""
    codes = {code for code in columns["position"] if code}
    rows = Position.objects.filter(agency__in=agencies.values(), code__in=codes).values_list("agency", "code", "id")
    found = {(agency, code): post for agency, code, post in rows}
    ids: list[int | None] = [None] * count
    for row in sorting.taken(count):
        agency, code = columns["agency"][row], columns["position"][row]
        if code and (agencies[agency], code) not in found:
            message = _("Jabatan “%(code)s” tidak tercatat pada instansi ini; impor jabatannya dahulu.")
            sorting.refuse(row, "position", "unknown_post", both(message, code=code))
        elif code:
            ids[row] = found[agencies[agency], code]
    return ids


TABLES |= {"critical_posts": Table(CriticalPostRecord, "agency", merged=True)}
