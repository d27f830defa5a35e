"""What the data cannot say of people held against a post: each fact that is missing, in which kind of record it would
stand, and who can supply it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.changes import SUPPLIERS
from rules.eligibility.agencies import levels_asked
from rules.eligibility.case import Case, Frames, Requirement
from rules.eligibility.evaluation import Crowd, asked
from rules.eligibility.values import FAIL, Eligibility, Post
from rules.law import Law
from rules.outlook import Outlook, outlook
from rules.text import Text

# What is no record, but what the PPK establishes.
MAPPING = "mapping"
# Where the fact that a kind of requirement looks at is recorded.
KIND_OF_REQUIREMENT: Mapping[str, str] = {
    "employment_status": "employees",
    "education_min": "education",
    "related_experience_min": "appointments",
    "post_held_min": "appointments",
    "age_max": "employees",
    "before_retirement": "employees",
    "competence": "assessments",
    "attestation": "attestations",
    "standing": "employees",
    "no_current_sanction": "sanctions",
    "performance_min": "performance",
    "grade_min": "employees",
    "no_sanction_within": "sanctions",
    "present_tier_same": "employees",
    "present_post_between": "employees",
    "training_min": "training",
    "pool_box": MAPPING,
    "technical_level": "technical_levels",
}
# What is missing of the post itself, and not of who is held against it.
POSTS, STANDARDS = "positions", "technical_standards"


@dataclass(frozen=True, slots=True)
class Lack:
    """A requirement of which the data cannot say whether somebody meets it: what is found, what is `missing`, in which
    `kind` of record it would stand, by which `document` and who can supply it."""

    code: str
    label: Text
    limit: Text
    fact: Text
    missing: Text
    kind: str
    document: Text
    by: Text


@dataclass(frozen=True)
class Lacks:
    """Everybody of the frame at once: `found` as eligibility says it; `unknown(row)`: the bits that are not known."""

    found: Eligibility
    seen: tuple[Outlook, ...]
    kinds: tuple[str, ...]
    duties: Mapping[str, Any]

    def places(self) -> list[tuple[int, int, bool]]:
        """(row, bit, whether nothing else rules the person out already) of every fact that is missing."""
        bits = range(len(self.found.codes))
        return [
            (row, bit, int(self.found.outcome[row]) != FAIL)
            for row, mask in enumerate(self.found.unknown.tolist())
            if mask
            for bit in bits
            if mask >> bit & 1
        ]

    def worded(self, row: int, bit: int) -> Lack:
        """One of them in words."""
        each, kind = self.seen[bit], self.kinds[bit]
        duty = self.duties[kind]
        missing = each.reason(row)
        if kind == POSTS:
            missing = Text("rumpun jabatan yang diisi belum tercatat", "the job family of the post is not on record")
        return Lack(
            code=self.found.codes[bit],
            label=each.finding.label,
            limit=each.finding.limit,
            fact=each.finding.fact(row),
            missing=missing,
            kind=kind,
            document=Text(**duty["document"]),
            by=Text(**duty["by"]),
        )


def lacks(frames: Frames, post: Post, on: date, law: Law) -> Lacks:
    """What is not known of each person of `frames` for the post, beside what a waiver frees them from. Raises as
    `rules.eligibility.evaluate`."""
    wanted, case = asked(post, on, law), Case(frames, post, on, law)
    kinds = [_kind(case, one) for one in wanted]
    seen = tuple(outlook(case, one) for one in wanted)
    return Lacks(Crowd(frames, on, law).against(post), seen, tuple(kinds), law.at(SUPPLIERS, on).value)


def _kind(case: Case, requirement: Requirement) -> str:
    """The kind of record in which the fact that a requirement looks at would stand."""
    kind = str(requirement["kind"])
    if kind == "related_experience_min" and case.post.named and case.post.job_family is None:
        return POSTS
    if kind == "technical_level" and not any(levels_asked(case, requirement)):
        return STANDARDS
    return KIND_OF_REQUIREMENT[kind]
