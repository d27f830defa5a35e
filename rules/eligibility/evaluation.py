"""The requirements of a tier applied: masks for many people, words for one, from the same findings."""

import re
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from rules.checks import Check, Decision, Status, combine
from rules.eligibility.case import Case, Finding, Frames, Requirement
from rules.eligibility.competence import competence
from rules.eligibility.person import age_max, employment_status, standing
from rules.eligibility.records import attestation, education_min, no_current_sanction, performance_min
from rules.eligibility.tenure import Served, by_field, by_tier, post_held_min, related_experience_min
from rules.eligibility.values import MAX_REQUIREMENTS, Eligibility, Masks, Post, outcomes
from rules.eligibility.words import by_readings
from rules.law import Law
from rules.text import UNSAID, Text

KINDS: dict[str, Callable[[Case, Requirement], Finding]] = {
    "employment_status": employment_status,
    "education_min": education_min,
    "related_experience_min": related_experience_min,
    "post_held_min": post_held_min,
    "age_max": age_max,
    "competence": competence,
    "attestation": attestation,
    "standing": standing,
    "no_current_sanction": no_current_sanction,
    "performance_min": performance_min,
}


def requirements(tier: str, on: date, law: Law) -> tuple[Requirement, ...]:
    """The requirements of `tier` in force on `on`, in the order of their bits.

    Each has `code`, `kind`, `citation`, `tag`, perhaps `note`, and the parameters of its kind.
    Raises KeyError for a tier without requirements, NoRuleInForce before their first day.
    """
    found = tuple(law.at(f"requirements.{tier.lower()}", on).value)
    if len(found) > MAX_REQUIREMENTS:
        raise ValueError(f"{tier} has {len(found)} requirements; a mask holds {MAX_REQUIREMENTS}")
    return found


def evaluate(frames: Frames, post: Post, on: date, law: Law) -> Eligibility:
    """Every person of `frames["employees"]` against every requirement of the post's tier on `on`.

    Frames as `talent` hands them out; a record frame that is not there is taken as empty.
    Raises KeyError for a tier without requirements, NoRuleInForce where the law has nothing on that day.
    """
    case = Case(frames, post, on, law)
    wanted = requirements(post.tier, on, law)
    passed = np.zeros(case.size, dtype=np.uint32)
    unknown = np.zeros(case.size, dtype=np.uint32)
    for bit, requirement in enumerate(wanted):
        finding = KINDS[requirement["kind"]](case, requirement)
        passed |= _bits(finding.passed, bit)
        unknown |= _bits(finding.unknown, bit)
    return Eligibility(
        employee_id=case.people["employee_id"].to_numpy(dtype=np.int64),
        codes=tuple(str(requirement["code"]) for requirement in wanted),
        passed=passed,
        unknown=unknown,
        outcome=outcomes(passed, unknown, len(wanted)),
    )


def explain(frames: Frames, post: Post, on: date, law: Law) -> Decision:
    """The same for the one person in `frames["employees"]`, each requirement a Check in words.

    Raises ValueError unless there is exactly one person; otherwise as `evaluate`.
    """
    case = Case(frames, post, on, law)
    if case.size != 1:
        raise ValueError(f"an explanation is for one person, not {case.size}")
    checks = tuple(_check(case, requirement) for requirement in requirements(post.tier, on, law))
    return Decision(combine(check.status for check in checks), checks)


def periods(frames: Frames, post: Post, on: date, law: Law) -> dict[str, tuple[Served, ...]]:
    """The appointments behind each requirement about time served, by its code, for the one person in `frames`."""
    case = Case(frames, post, on, law)
    found: dict[str, tuple[Served, ...]] = {}
    for requirement in requirements(post.tier, on, law):
        if requirement["kind"] == "related_experience_min":
            found[requirement["code"]] = by_field(case).served(0)
        elif requirement["kind"] == "post_held_min":
            found[requirement["code"]] = by_tier(case, list(requirement["tiers"])).served(0)
    return found


def _bits(flags: np.typing.NDArray[np.bool_], bit: int) -> Masks:
    return flags.astype(np.uint32) << np.uint32(bit)


def _check(case: Case, requirement: Requirement) -> Check:
    finding = KINDS[requirement["kind"]](case, requirement)
    status = Status.PASS if finding.passed[0] else Status.UNKNOWN if finding.unknown[0] else Status.FAIL
    read = [(reading.name, bool(reading.passed[0])) for reading in finding.readings or ()]
    own = Text(**requirement["note"]) if "note" in requirement else UNSAID
    notes = [note for note in (own, *(rule.note for rule in finding.leans_on)) if note]
    return Check(
        code=requirement["code"],
        status=status,
        label=finding.label,
        fact=finding.fact(0),
        limit=finding.limit,
        citation=finding.citation(requirement),
        verified=requirement["tag"] == "V" and all(rule.verified for rule in finding.leans_on),
        note=Text(_once(note.id for note in notes), _once(note.en for note in notes)),
        readings=by_readings(*read) if read and status != Status.UNKNOWN else UNSAID,
    )


def _once(notes: Iterable[str]) -> str:
    """The notes one after another; a sentence that several rules share is said once."""
    return " ".join(dict.fromkeys(sentence for note in notes for sentence in re.split(r"(?<=[.)]) ", note)))
