"""Decisions in the form they are stored in, and digests over what went in and came out."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any

from rules.checks import Check, Decision, Status
from rules.gate_freezes import FREEZES
from rules.text import UNSAID, Text

SHOWN_LATER = frozenset(FREEZES.values())


def digest(value: object) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of `value`; dataclasses and dates are understood."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def outcome_digest(decision: Decision) -> str:
    """What was decided, check by check. The wording is left out: a better sentence is not another decision."""
    checks = [(check.code, str(check.status), check.decides) for check in weighed(decision.checks)]
    return digest({"outcome": decision.outcome, "checks": checks})


def weighed(checks: Iterable[Check]) -> list[Check]:
    """The checks without those that the gate learnt to show later, while nothing recorded makes them decide: what was
    decided before comes out the same."""
    return [check for check in checks if check.decides or check.code not in SHOWN_LATER]


def to_json(check: Check) -> dict[str, Any]:
    """A check for a JSON column, in both languages; what few checks say is left out of the others."""
    later: dict[str, Any] = {"own": check.own} if check.own else {}
    later |= {"waived": check.waived._asdict()} if check.waived else {}
    plain = {name: value for name, value in asdict(check).items() if name not in ("own", "waived")}
    return (
        plain
        | later
        | {
            "status": str(check.status),
            "label": check.label._asdict(),
            "fact": check.fact._asdict(),
            "limit": check.limit._asdict(),
            "note": check.note._asdict(),
            "readings": check.readings._asdict(),
        }
    )


def from_json(stored: dict[str, Any]) -> Check:
    """The check that `to_json` stored."""
    texts = {name: Text(**stored[name]) for name in ("label", "fact", "limit")}
    note = stored["note"]
    # Decisions kept before notes had two languages hold a plain one.
    texts["note"] = Text(note, note) if isinstance(note, str) else Text(**note)
    # Nor did they say by which readings.
    texts["readings"] = Text(**stored.get("readings", UNSAID._asdict()))
    texts["waived"] = Text(**stored.get("waived", UNSAID._asdict()))
    return Check(**stored | texts | {"status": Status(stored["status"])})


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        # What a dataclass leaves out of its comparison is only said: it does not make other facts.
        said = {one.name: getattr(value, one.name) for one in fields(value) if one.compare}
        later = {one.name: one.default for one in fields(value) if "later" in one.metadata}
        return {name: held for name, held in said.items() if name not in later or held != later[name]}
    raise TypeError(f"no canonical form for {type(value).__name__}")
