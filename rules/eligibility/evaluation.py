"""The requirements of a tier applied: masks for many people, words for one, from the same findings."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import astuple, replace
from datetime import date
from typing import Any

import numpy as np

from rules.checks import Check, Decision, Status, combine
from rules.eligibility.agencies import pool_box, technical_level, training_min
from rules.eligibility.case import Case, Finding, Frames, Requirement
from rules.eligibility.competence import competence
from rules.eligibility.person import (
    age_max,
    before_retirement,
    employment_status,
    grade_min,
    present_post_between,
    present_tier_same,
    standing,
)
from rules.eligibility.records import (
    attestation,
    education_min,
    no_current_sanction,
    no_sanction_within,
    performance_min,
)
from rules.eligibility.tenure import Served, by_field, by_tier, post_held_min, related_experience_min
from rules.eligibility.values import MAX_REQUIREMENTS, Bools, Eligibility, Masks, Post, outcomes
from rules.eligibility.waivers import holding, of_person, waived, waived_by
from rules.eligibility.words import AGE_READING, COUNTED, both, by_readings, decreed, joined
from rules.law import Law
from rules.text import UNSAID, Text

KINDS: dict[str, Callable[[Case, Requirement], Finding]] = {
    "employment_status": employment_status,
    "education_min": education_min,
    "related_experience_min": related_experience_min,
    "post_held_min": post_held_min,
    "age_max": age_max,
    "before_retirement": before_retirement,
    "competence": competence,
    "attestation": attestation,
    "standing": standing,
    "no_current_sanction": no_current_sanction,
    "performance_min": performance_min,
    "grade_min": grade_min,
    "no_sanction_within": no_sanction_within,
    "present_tier_same": present_tier_same,
    "present_post_between": present_post_between,
    "training_min": training_min,
    "pool_box": pool_box,
    "technical_level": technical_level,
}
TRANSFER = "requirements.jpt_transfer"

# What a requirement says besides what it asks for.
_SAID = {"code", "citation", "tag", "note", "document", "known_from"}


def _read(post: Post, rule_id: str) -> list[Any]:
    return [one.value for one in post.readings if one.rule == rule_id]


# What of the post a requirement looks at; most ask the same whatever the post.
_OF_POST: dict[str, Callable[[Post], Any]] = {
    "related_experience_min": lambda post: (post.job_family, post.named, *_read(post, COUNTED)),
    "post_held_min": lambda post: _read(post, COUNTED),
    "age_max": lambda post: _read(post, AGE_READING),
    "before_retirement": lambda post: post.tier,
    "competence": lambda post: (post.tier, post.standards and dict(post.standards)),
    "present_tier_same": lambda post: post.tier,
    "technical_level": lambda post: [list(map(str, astuple(one))) for one in post.technical],
}


def requirements(tier: str, on: date, law: Law) -> tuple[Requirement, ...]:
    """The requirements of `tier` in force on `on`, in the order of their bits.

    Each has `code`, `kind`, `citation`, `tag`, perhaps `note`, the parameters of its kind, and `known_from` where it
    was law before these files said so.
    Raises KeyError for a tier without requirements, NoRuleInForce before their first day.
    """
    found = tuple(law.at(f"requirements.{tier.lower()}", on).value)
    if len(found) > MAX_REQUIREMENTS:
        raise ValueError(f"{tier} has {len(found)} requirements; a mask holds {MAX_REQUIREMENTS}")
    return found


def asked(post: Post, on: date, law: Law) -> tuple[Requirement, ...]:
    """Everything a post asks on `on`, in the order of its bits: the law of its tier, or of transfers, then what the
    agency asks besides. Raises as `requirements`, and KeyError for a transfer to a tier below JPT."""
    if post.transfer and not post.tier.startswith("JPT_"):
        raise KeyError(post.tier)
    legal = tuple(law.at(TRANSFER, on).value) if post.transfer else requirements(post.tier, on, law)
    if post.known is not None:
        legal = tuple(one for one in legal if one.get("known_from", post.known) <= post.known)
    if len(legal) + len(post.own) > MAX_REQUIREMENTS:
        raise ValueError(f"{len(legal)} and {len(post.own)} requirements; a mask holds {MAX_REQUIREMENTS}")
    return (*legal, *post.own)


def alike(requirement: Requirement, post: Post) -> str:
    """What a requirement of a post looks at: those with the same find the same of everybody, whatever they say of
    themselves."""
    kind = str(requirement["kind"])
    wanted = {name: value for name, value in requirement.items() if name not in _SAID}
    return json.dumps([wanted, _OF_POST[kind](post) if kind in _OF_POST else None], sort_keys=True)


class Crowd:
    """Many people on one day, held against one post after another: what posts share is found once.

    `frames` as `talent` hands them out; a record frame that is not there is taken as empty.
    """

    def __init__(self, frames: Frames, on: date, law: Law) -> None:
        self.frames, self.on, self.law = frames, on, law
        self._shared: dict[str, Any] = {}
        self._found: dict[str, tuple[Bools, Bools]] = {}

    def against(self, post: Post) -> Eligibility:
        """Everybody against every requirement of the post's tier.

        Raises KeyError for a tier without requirements, NoRuleInForce where the law has nothing on that day.
        """
        case = Case(self.frames, post, self.on, self.law, self._shared)
        wanted = asked(post, self.on, self.law)
        passed = np.zeros(case.size, dtype=np.uint32)
        unknown = np.zeros(case.size, dtype=np.uint32)
        for bit, requirement in enumerate(wanted):
            met, open_ = self._finding(case, requirement)
            passed |= _bits(met, bit)
            unknown |= _bits(open_, bit)
        freed = waived(case, wanted) & ~passed
        passed, unknown = passed | freed, unknown & ~freed
        return Eligibility(
            employee_id=case.people["employee_id"].to_numpy(dtype=np.int64),
            codes=tuple(str(requirement["code"]) for requirement in wanted),
            passed=passed,
            unknown=unknown,
            outcome=outcomes(passed, unknown, len(wanted)),
            waived=freed,
        )

    def _finding(self, case: Case, requirement: Requirement) -> tuple[Bools, Bools]:
        """Who meets it, and of whom that is not known."""
        key = alike(requirement, case.post)
        if key not in self._found:
            finding = KINDS[requirement["kind"]](case, requirement)
            self._found[key] = finding.passed, finding.unknown
        return self._found[key]


def evaluate(frames: Frames, post: Post, on: date, law: Law) -> Eligibility:
    """Every person of `frames["employees"]` against every requirement of one post; raises as `Crowd.against`."""
    return Crowd(frames, on, law).against(post)


def explain(frames: Frames, post: Post, on: date, law: Law) -> Decision:
    """The same for the one person in `frames["employees"]`, each requirement a Check in words.

    Raises ValueError unless there is exactly one person; otherwise as `evaluate`.
    """
    case = Case(frames, post, on, law)
    if case.size != 1:
        raise ValueError(f"an explanation is for one person, not {case.size}")
    checks = tuple(_check(case, requirement) for requirement in asked(post, on, law))
    return Decision(combine(check.status for check in checks), checks)


def periods(frames: Frames, post: Post, on: date, law: Law) -> dict[str, tuple[Served, ...]]:
    """The appointments behind each requirement about time served, by its code, for the one person in `frames`, with
    those that are left out for their kind."""
    case = Case(frames, post, on, law)
    found: dict[str, tuple[Served, ...]] = {}
    for requirement in asked(post, on, law):
        if requirement["kind"] == "related_experience_min":
            found[requirement["code"]] = by_field(case).served(0, every=True)
        elif requirement["kind"] == "post_held_min":
            found[requirement["code"]] = by_tier(case, list(requirement["tiers"])).served(0, every=True)
    return found


def _bits(flags: np.typing.NDArray[np.bool_], bit: int) -> Masks:
    return flags.astype(np.uint32) << np.uint32(bit)


def _check(case: Case, requirement: Requirement) -> Check:
    """One requirement in words; where a waiver frees from it, that is said with what it would be without."""
    found = _plain_check(case, requirement)
    if found.status == Status.PASS or not case.post.waivers:
        return found
    person = int(case.people["employee_id"].iloc[0])
    waiver = holding(of_person(case.post.waivers, person).get(found.code, ()), case.on)
    if waiver is None:
        return found
    said = waived_by(waiver, found.status)
    return replace(found, status=Status.PASS, waived=said, document=waiver.document or found.document)


def _plain_check(case: Case, requirement: Requirement) -> Check:
    finding = KINDS[requirement["kind"]](case, requirement)
    status = Status.PASS if finding.passed[0] else Status.UNKNOWN if finding.unknown[0] else Status.FAIL
    said = Text(**requirement["note"]) if "note" in requirement else UNSAID
    own = any(requirement is one for one in case.post.own)
    notes = [note for note in (said, *(rule.note for rule in finding.leans_on)) if note]
    return Check(
        code=requirement["code"],
        status=status,
        label=both("Syarat instansi: {label}", "The agency's own: {label}", label=finding.label)
        if own
        else finding.label,
        fact=finding.fact(0),
        limit=finding.limit,
        citation=finding.citation(requirement),
        verified=requirement["tag"] == "V" and all(rule.verified for rule in finding.leans_on),
        note=Text(_once(note.id for note in notes), _once(note.en for note in notes)),
        readings=_readings(finding, status),
        document=requirement.get("document") or (finding.decreed.document if finding.decreed else ""),
        own=own,
    )


def _readings(finding: Finding, status: Status) -> Text:
    """What each reading in use says of the one person, and by which the agency decreed to read it."""
    told = [decreed(finding.decreed)] if finding.decreed else []
    read = [(reading.name, bool(reading.passed[0])) for reading in finding.readings or ()]
    if read and status != Status.UNKNOWN:
        told.insert(0, by_readings(*read))
    return joined(told)


def _once(notes: Iterable[str]) -> str:
    """The notes one after another; a sentence that several rules share is said once."""
    return " ".join(dict.fromkeys(sentence for note in notes for sentence in re.split(r"(?<=[.)]) ", note)))
