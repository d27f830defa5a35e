"""Checked rows into merit rounds, levels and approvals.

An empty cell says nothing: what was known of a round, a level or a paper before stays. So the self-assessment and the
verification of a round, or a paper and its revocation, may come in files of their own and in any order.
"""

from datetime import date

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from succession.domain.merit_checks import (
    Sorting,
    check_assessed,
    check_authority,
    check_instruments,
    check_left_out,
    check_level,
    check_order,
    check_periods,
    check_times,
    known_agencies,
    partly_verified,
    round_key,
)
from succession.domain.writing import fill_empty, known_now, write
from succession.models import ApprovalRecord, MeritLevelRecord, MeritRound, MeritRoundRecord
from talent.domain.importing import TABLES, Columns, Context, Table, Written, pick, writes
from talent.domain.wording import both

ROUND_FIELDS = ("submitted_on", "decided_on", "decision_number", "valid_to")
LEVEL_FIELDS = ("level", "verified_level", "note")
APPROVAL_FIELDS = ("true_from", "true_to", "revoked_on")
# What only a page asks for: of a workbook's row, which has no such columns, what was known of it stays; a page's row
# says all there is, and what is empty there is empty.
PAGE_FIELDS = ("tier", "posts", "revoke_reason", "round_id")


@writes("merit_rounds")
def merit_rounds(columns: Columns, count: int, context: Context) -> Written:
    """Rounds by agency and name. A round's instrument never changes; two decided rounds never share a period."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    rounds = _rounds(agencies)
    check_instruments(columns, agencies, rounds, sorting, count)
    merged = {name: list(columns[name]) for name in ROUND_FIELDS}
    records = known_now(MeritRoundRecord, "round", [held.pk for held in rounds.values()])
    for row in sorting.taken(count):
        held = rounds.get(round_key(columns, row, agencies))
        fill_empty(merged, row, records.get((held.pk,)) if held else None)
    check_order(merged, sorting, count)
    held_now = {key: records[held.pk,] for key, held in rounds.items() if (held.pk,) in records}
    check_times(columns, merged, agencies, held_now, sorting, count)
    check_periods(columns, merged, agencies, rounds, sorting, count)
    rows = sorting.taken(count)
    keys = [round_key(columns, row, agencies) for row in rows]
    if not context.dry_run:
        instruments = {key: columns["instrument"][row] for key, row in zip(keys, rows, strict=True)}
        _add_rounds({key: code for key, code in instruments.items() if key not in rounds})
        rounds = _rounds(agencies)
    # While nothing is written, a round to come stands under a number that no round has.
    ids = [rounds[key].pk if key in rounds else -1 - place for place, key in enumerate(keys)]
    taken = pick(merged, rows)
    taken["true_from"] = list(taken["decided_on"])
    written = write(MeritRoundRecord, "round", ids, [key[0] for key in keys], taken, (), context, sorting)
    decided = [rounds[key] for key, row in zip(keys, rows, strict=True) if key in rounds and merged["decided_on"][row]]
    written.notices = partly_verified(decided, {})
    return written


@writes("merit_levels")
def merit_levels(columns: Columns, count: int, context: Context) -> Written:
    """Levels by round and sub-aspect, self-assessed and verified; both must be of the round's instrument."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    rounds = _rounds(agencies)
    found: dict[int, MeritRound] = {}
    for row in sorting.taken(count):
        held = rounds.get(round_key(columns, row, agencies))
        if held is None:
            message = _("Putaran “%(round)s” belum tercatat pada instansi ini; impor putarannya dahulu.")
            sorting.refuse(row, "round", "unknown_round", both(message, round=columns["round"][row]))
            continue
        found[row] = held
        check_level(columns, row, held.instrument, sorting)
    rows = sorting.taken(count)
    merged = {name: list(columns[name]) for name in LEVEL_FIELDS}
    records = known_now(MeritLevelRecord, "round", [held.pk for held in found.values()], "sub_aspect")
    for row in rows:
        fill_empty(merged, row, records.get((found[row].pk, columns["sub_aspect"][row])))
        check_left_out(merged, row, sorting)
    rows = sorting.taken(count)
    taken = pick({"sub_aspect": columns["sub_aspect"]} | merged, rows)
    owners = [found[row] for row in rows]
    written = write(
        MeritLevelRecord,
        "round",
        [held.pk for held in owners],
        [held.agency_id for held in owners],
        taken,
        ("sub_aspect",),
        context,
        sorting,
    )
    # A round's levels come row by row: only at the end of the file is it known which are lacking.
    for row, owner in zip(rows, owners, strict=True):
        given = context.gathered.setdefault(owner.pk, set())
        if merged["verified_level"][row] is not None:
            given.add(columns["sub_aspect"][row])
    if context.last:
        told = MeritRoundRecord.objects.filter(round__in=list(context.gathered), known_to=None)
        decided = told.exclude(decided_on=None).select_related("round__agency").order_by("round")
        written.notices = partly_verified([record.round for record in decided], context.gathered)
    return written


@writes("approvals")
def approvals(columns: Columns, count: int, context: Context) -> Written:
    """Approvals, commitments and recommendations, by their number. What is known already of a paper's day is not asked
    again: a paper that should not be there can still be revoked."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    names = ("kind", "authority", "number")
    records = known_now(ApprovalRecord, "agency", list(agencies.values()), *names)
    decided = _first_decisions(agencies)
    whole = all(name in columns for name in PAGE_FIELDS)
    columns = {name: columns.get(name, [None] * count) for name in (*columns, *PAGE_FIELDS, "dated")}
    dates = [dated or first for dated, first in zip(columns["dated"], columns["true_from"], strict=True)]
    for row in sorting.taken(count):
        agency_id = agencies[columns["agency"][row]]
        held = records.get((agency_id, *(columns[name][row] for name in names)))
        if held is None or dates[row] != held.letter_date:
            check_authority(columns, row, dates[row], sorting)
            check_assessed(columns, row, dates[row], decided.get(agency_id), sorting)
    rows = sorting.taken(count)
    ids = [agencies[columns["agency"][row]] for row in rows]
    merged = {name: list(columns[name]) for name in (*APPROVAL_FIELDS, *PAGE_FIELDS)}
    dated = list(columns["dated"])
    for row, agency_id in zip(rows, ids, strict=True) if not whole else ():
        held = records.get((agency_id, *(columns[name][row] for name in names)))
        fill_empty(merged, row, held)
        # A workbook says the letter's date alone: while that stays, so does the first day on which it holds.
        if held is not None and held.dated is not None and dates[row] == held.dated:
            dated[row], merged["true_from"][row] = held.dated, held.true_from
    merged["dated"] = dated
    taken = pick({name: columns[name] for name in names} | merged, rows)
    return write(ApprovalRecord, "agency", ids, ids, taken, names, context, sorting)


def _first_decisions(agencies: dict[str, int]) -> dict[int, date]:
    """Agency → the day of its first decided assessment, as known now."""
    held = MeritRoundRecord.objects.filter(agency__in=agencies.values(), known_to=None).exclude(decided_on=None)
    return dict(held.order_by().values_list("agency_id").annotate(first=Min("decided_on")))


def _rounds(agencies: dict[str, int]) -> dict[tuple[int, str], MeritRound]:
    held = MeritRound.objects.filter(agency__in=agencies.values()).select_related("agency")
    return {(one.agency_id, one.name): one for one in held}


def _add_rounds(instruments: dict[tuple[int, str], str]) -> None:
    MeritRound.objects.bulk_create(
        [MeritRound(agency_id=agency, name=name, instrument=code) for (agency, name), code in instruments.items()],
        batch_size=500,
    )


# An empty cell was filled with what was known: a later row holds what an earlier one said.
TABLES |= {
    "merit_rounds": Table(MeritRoundRecord, "round", MeritRound, merged=True),
    "merit_levels": Table(MeritLevelRecord, "round", merged=True),
    "approvals": Table(ApprovalRecord, "agency", merged=True),
}
