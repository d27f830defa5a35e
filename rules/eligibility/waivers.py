"""Documents that free people from a requirement: the one place where they enter eligibility and readiness."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from rules.checks import Status
from rules.eligibility.case import Case, Requirement
from rules.eligibility.values import Masks, Waiver
from rules.eligibility.words import both
from rules.text import Text
from rules.wording import day

_WITHOUT = {
    Status.FAIL: Text("tanpa dokumen itu tidak memenuhi", "without it: not met"),
    Status.UNKNOWN: Text("tanpa dokumen itu belum diketahui", "without it: not known"),
}


def waived(case: Case, wanted: Sequence[Requirement]) -> Masks:
    """uint32[n]: from which requirements a waiver in force frees each."""
    masks = np.zeros(case.size, dtype=np.uint32)
    bits = {str(requirement["code"]): np.uint32(1 << bit) for bit, requirement in enumerate(wanted)}
    ids = case.people["employee_id"].to_numpy(dtype=np.int64) if case.post.waivers else None
    for waiver in case.post.waivers:
        if waiver.code in bits and waiver.holds(case.on):
            masks[ids == waiver.employee_id] |= bits[waiver.code]
    return masks


def of_person(waivers: Iterable[Waiver], person: int) -> dict[str, list[Waiver]]:
    """Requirement code → the waivers of one person."""
    found: dict[str, list[Waiver]] = {}
    for one in waivers:
        if one.employee_id == person:
            found.setdefault(one.code, []).append(one)
    return found


def holding(waivers: Iterable[Waiver], on: date) -> Waiver | None:
    """Which of these, of one person and requirement, frees on `on`; of several the one begun last."""
    return max((one for one in waivers if one.holds(on)), key=lambda one: (one.since, one.number), default=None)


def waived_by(waiver: Waiver, without: Status) -> Text:
    """Who freed somebody by which document, and what the requirement would be without it."""
    return both(
        "dikecualikan oleh {authority}, {number} tanggal {day}; {without}",
        "waived by {authority}, {number} of {day}; {without}",
        authority=Text(waiver.authority, waiver.authority),
        number=Text(waiver.number, waiver.number),
        day=day(waiver.granted),
        without=_WITHOUT[without],
    )
