"""What the gate is told about an agency."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.errors import Invalid
from rules.merit import MeritScore
from rules.text import Text

JPT_TIERS = ("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA")


def _later(default: Any) -> Any:
    """A field that facts learnt to hold after decisions had been kept: saying nothing, it leaves their digest alone."""
    return field(default=default, metadata={"later": True})


class NotAJptTier(Invalid, ValueError):
    """The gate is asked about a post that is no senior leadership post; `text` says so in both languages."""

    def __init__(self, tier: str) -> None:
        self.tier = tier
        self.text = Text(
            f"jalur pengisian hanya ditentukan untuk JPT ({', '.join(JPT_TIERS)}), bukan {tier}",
            f"a route is decided only for senior posts ({', '.join(JPT_TIERS)}), not for {tier}",
        )
        super().__init__(self.text)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One merit round. Undecided while `decided_on` is None; `valid_to` (inclusive) None = the decision names no end;
    `result` None = its levels are not recorded; `document`: digest over the evidence it rests on; `unverified`: how
    many verified levels a decided round lacks while others are recorded: what it comes to is not known then."""

    name: str
    instrument: str
    submitted_on: date | None = None
    decided_on: date | None = None
    decision_no: str = ""
    valid_to: date | None = None
    result: MeritScore | None = None
    document: str = _later("")
    unverified: int = _later(0)


@dataclass(frozen=True, slots=True)
class Approval:
    """One paper: `kind` APPROVAL, COMMITMENT or RECOMMENDATION, `authority` KASN or BKN; or PERMIT, of the minister
    (MIN).

    In force from `valid_from` (None = from its date) to `valid_to` (inclusive; None = no end named), but no longer on
    `revoked_on`. It is about one `tier` ("" = every tier), about certain `posts` by their code (none = all of them).
    `round`: of a commitment, the assessment whose decision it follows ("" = not said). `document`: digest of its copy.
    """

    kind: str
    authority: str
    number: str
    dated: date
    valid_to: date | None = None
    revoked_on: date | None = None
    tier: str = _later("")
    posts: tuple[str, ...] = _later(())
    document: str = _later("")
    valid_from: date | None = field(default=None, metadata={"later": True})
    round: str = _later("")

    @property
    def since(self) -> date:
        """The first day on which it holds."""
        return self.valid_from or self.dated


@dataclass(frozen=True, slots=True)
class Freeze:
    """What begins a time without replacements: `kind` PILKADA (`since`: the candidates are fixed; `until`: the last day
    of the term, None = not known) or NEW_HEAD (`since`: the inauguration of the head of the region).

    `number` names its paper; on `revoked_on` it counts no more. The minister's approval is an `Approval` of its own;
    `allowed_on`, `allowed_by`: it, where an earlier release kept it with the freeze.
    """

    kind: str
    number: str
    since: date
    until: date | None = None
    allowed_on: date | None = None
    allowed_by: str = ""
    document: str = ""
    revoked_on: date | None = field(default=None, metadata={"later": True})


@dataclass(frozen=True, slots=True)
class OwnConditions:
    """What an agency asks beyond the law by the decree `number` of its head, from `since` to `until` (inclusive; None =
    until the next one): the category and the points that its merit score must reach, the size of the succession group.
    """

    number: str
    since: date
    until: date | None = None
    category: str | None = None
    score: float | None = None
    group: int | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class GateFacts:
    """The facts of one agency and one post as known at one moment.

    `succession_group`: how many people the succession group of the post holds (None = not known), asked only when
    `post_named`; with a tier alone there is no post to have a group. `pool_holds`: False where it is nobody because no
    pool holds on that day (only said; it decides nothing beyond the 0). `category_required`: the agency or its overseer
    asks for the merit category even where the law only shows it. `running_since`: the day a filling already under way
    began. `group_by_requirements`: the group is of those who may succeed by the post's requirements, `group_met` of
    whom meet every one; without it, as earlier releases counted, of those who hold a tier from which it is fed. `post`:
    the code of the post. `regional`: a province, regency or city, whose head is elected.
    """

    tier: str
    assessments: Sequence[Assessment] = ()
    approvals: Sequence[Approval] = field(default=())
    succession_group: int | None = None
    post_named: bool = False
    category_required: bool = False
    running_since: date | None = None
    pool_holds: bool = field(default=True, compare=False)
    post: str = _later("")
    regional: bool = _later(False)
    freezes: Sequence[Freeze] = _later(())
    own: Sequence[OwnConditions] = _later(())
    group_by_requirements: bool = _later(False)
    group_met: int | None = field(default=None, metadata={"later": True})
