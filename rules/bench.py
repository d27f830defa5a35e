"""How much is at risk when a critical post falls vacant. The risk sorts posts; it judges nobody."""

from enum import StrEnum

from rules.text import Text

ENOUGH = "selection.bench"


class Risk(StrEnum):
    """HIGH: nobody is ready in time. MEDIUM: too few are, there is no stand-in, or a review is due. LOW: else."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


RISKS = {
    Risk.HIGH: Text("tinggi", "high"),
    Risk.MEDIUM: Text("sedang", "medium"),
    Risk.LOW: Text("rendah", "low"),
}


def risk(ready: int, enough: int, *, stand_in: bool, review_due: bool) -> Risk:
    """`ready`: how many named successors can be ready on the day the post falls vacant, of whom `enough` would do."""
    if not ready:
        return Risk.HIGH
    return Risk.MEDIUM if ready < enough or not stand_in or review_due else Risk.LOW
