"""Deviating from the committee's nomination: its legal bases and its second signature (`selection.deviation`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.law import Law
from rules.text import UNSAID, Text

RULE = "selection.deviation"


class Kind(StrEnum):
    """What is done otherwise than the committee proposed."""

    NOT_FIRST = "NOT_FIRST"
    OUTSIDE = "OUTSIDE"
    AGAIN = "AGAIN"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis that may be given for one kind; `verified`: whether it was read at its source."""

    code: str
    name: Text
    citation: str
    verified: bool
    note: Text = UNSAID


@dataclass(frozen=True, slots=True)
class Signers:
    """The roles that may give the second signature."""

    roles: tuple[str, ...]
    citation: str
    verified: bool
    note: Text


def bases(kind: str, on: date, law: Law, *, moved: bool = True) -> tuple[Basis, ...]:
    """The bases for deviating so on `on`, in the order of the rule; some are only for a vacancy that is filled by a
    transfer (`moved`). Raises NoRuleInForce before its first day."""
    return tuple(
        Basis(
            code=str(one["code"]),
            name=Text(**one["name"]),
            citation=str(one["citation"]),
            verified=one["tag"] == "V",
            note=Text(**one["note"]) if "note" in one else UNSAID,
        )
        for one in law.at(RULE, on).value["kinds"][kind]
        if moved or not one.get("only_transfers")
    )


def signers(on: date, law: Law) -> Signers:
    """Who may sign a deviation of `on` besides. Raises NoRuleInForce before the rule's first day."""
    said = law.at(RULE, on).value["second_signature"]
    return Signers(tuple(said["roles"]), str(said["citation"]), said["tag"] == "V", Text(**said["note"]))
