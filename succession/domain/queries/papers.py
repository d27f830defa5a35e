"""The overseer's papers by what they themselves say; whether the gate accepts one is the gate's to tell."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from succession.models import ApprovalRecord, MeritPaper

# A paper, its state on a day, its copies.
Stated = tuple[ApprovalRecord, str, list[MeritPaper]]


class State(StrEnum):
    """Where a paper stands on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


def state_on(paper: ApprovalRecord, on: date) -> State:
    """A paper holds from its first day to its last, both inclusive, but no longer on the day it was revoked."""
    if paper.revoked_on is not None and paper.revoked_on <= on:
        return State.REVOKED
    if paper.true_from is not None and on < paper.true_from:
        return State.COMING
    if paper.true_to is not None and paper.true_to < on:
        return State.ENDED
    return State.IN_FORCE


def stated(papers: Iterable[ApprovalRecord], on: date) -> list[tuple[ApprovalRecord, str]]:
    """Each paper with its state on `on`."""
    return [(paper, str(state_on(paper, on))) for paper in papers]


def with_copies(papers: Iterable[ApprovalRecord], on: date) -> list[Stated]:
    """Each paper with its state on `on` and with its signed copies and those of its revocation, oldest first."""
    rows = list(papers)
    by_name: dict[tuple[int, str, str, str], list[MeritPaper]] = defaultdict(list)
    numbers = {paper.number for paper in rows}
    held = MeritPaper.objects.filter(agency__in={paper.agency_id for paper in rows}, number__in=numbers)
    for copy in held.select_related("file").order_by("id"):
        by_name[copy.agency_id, copy.kind, copy.authority, copy.number].append(copy)
    return [
        (paper, state, by_name[paper.agency_id, paper.kind, paper.authority, paper.number])
        for paper, state in stated(rows, on)
    ]
