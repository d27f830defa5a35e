"""What a leader reads about one person in a minute: posts, competencies against a post, plans, sanctions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Case, Q, When

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import changes
from rules.explain import ExplainedNode
from rules.gaps import gaps
from rules.law import Law, shipped
from rules.measures_assessed import COMPETENCIES
from rules.people import Frames
from rules.policy import Policy
from rules.text import Text
from talent.codes import Tier
from talent.domain.queries import employees
from talent.domain.queries.home import Panel
from talent.domain.queries.placements import Why
from talent.models import Employee, Placement, PositionRecord

POSTS_OFFERED = 400
# Said in place of what a reader may not see.
UNTOLD = Text("tidak ditampilkan bagi peran Anda", "not shown to your role")
# Cards that other apps tell of somebody on a day to one who reads; they append to it, as to those of the home page.
PERSON_PANELS: list[Callable[[Employee, User, date], list[Panel]]] = []


@dataclass(frozen=True)
class Post:
    """A post held: `end` None while it runs. `acting`: not definitive."""

    position: str
    kind: str | None
    start: date
    end: date | None

    @property
    def acting(self) -> bool:
        """Whether it was held without a definitive appointment."""
        return self.kind not in (None, "DEFINITIVE")


@dataclass(frozen=True)
class Competency:
    """One competency: the level held and the one asked for, None where not known."""

    code: str
    level: float | None
    standard: float | None

    @property
    def gap(self) -> float:
        """Levels below the standard; 0 where it is reached or cannot be said."""
        return max((self.standard or 0) - (self.level if self.level is not None else self.standard or 0), 0)


@dataclass(frozen=True)
class Profile:
    """Nine competencies against the standard of a post; `assessed_on`: None without a valid assessment."""

    competencies: list[Competency]
    assessed_on: date | None


def sees_sanctions(user: User, person: Employee) -> bool:
    """Whether sanctions are shown to this reader: by the permission over the agency, and everybody's own."""
    return employees.is_own(user, person) or scope.allows(user, Permission.VIEW_SANCTIONS, person.agency_id)


def told(node: ExplainedNode, *, sanctions: bool) -> ExplainedNode:
    """The tree of an axis; without `sanctions` what discipline looked at is left out, its value stays."""
    if sanctions:
        return node
    children = tuple(told(child, sanctions=False) for child in node.children)
    return replace(node, children=children, inputs={} if node.source == "discipline" else node.inputs)


def lacking(placement: Placement, policy: Policy, *, sanctions: bool) -> list[changes.Supply]:
    """What a placement lacks and who can supply it; without `sanctions` not by which document discipline is told."""
    found = changes.supplies(placement.missing, policy, placement.run.on, shipped())
    return [one if sanctions or one.kind != "sanctions" else replace(one, document=UNTOLD) for one in found]


def moving(found: Why, *, sanctions: bool) -> changes.Move | None:
    """The smallest change that would move the box; without `sanctions` none that would tell of one."""
    unsaid = frozenset() if sanctions else frozenset({"sanctions"})
    explanation = found.explanation
    return changes.smallest(found.frames, explanation.policy, explanation.on, shipped(), now=explanation, unsaid=unsaid)


def posts(frames: Frames) -> list[Post]:
    """The posts begun by the day of the frames, newest first; those without a first day are left out."""
    frame = frames["appointments"]
    frame = frame[frame["true_from"].notna()].sort_values("true_from", ascending=False, kind="stable")
    return [
        Post(str(row["position"]), row["kind"], row["true_from"].date(), row["true_to"] and row["true_to"].date())
        for row in _rows(frame)
    ]


def sanctions(frames: Frames) -> list[dict[str, Any]]:
    """Every sanction begun by the day of the frames, newest first: severity, first and last day."""
    frame = frames["sanctions"].sort_values("true_from", ascending=False, kind="stable")
    return [
        {
            "severity": row["severity"],
            "start": row["true_from"] and row["true_from"].date(),
            "end": row["true_to"] and row["true_to"].date(),
        }
        for row in _rows(frame)
    ]


def profile(frames: Frames, on: date, law: Law, post: PositionRecord | None) -> Profile:
    """The competencies from the newest valid assessment, against `post` (None: the post held)."""
    own = {name: getattr(post, name) for name in COMPETENCIES if getattr(post, name) is not None} if post else None
    found = gaps(frames, on, law, tier=post.tier if post else None, own=own)
    return Profile(
        [
            Competency(code, _known(level), _known(standard))
            for code, level, standard in zip(COMPETENCIES, found.levels[0], found.standards[0], strict=True)
        ],
        None if np.isnat(found.assessed_on[0]) else found.assessed_on[0].item(),
    )


@dataclass(frozen=True)
class Offer:
    """Posts to be held against, (id, name), the highest tiers first: as many as fit, of `total` that were found."""

    posts: list[tuple[int, str]]
    total: int


def posts_offered(agency_id: int, sought: str = "") -> Offer:
    """The agency's posts whose name holds what is sought, or whose code begins with it."""
    rows = PositionRecord.objects.filter(agency_id=agency_id, known_to=None)
    if sought:
        rows = rows.filter(Q(name__icontains=sought) | Q(position__code__istartswith=sought))
    tiers = [When(tier=tier, then=place) for place, tier in enumerate(Tier.values)]
    found = list(rows.order_by(Case(*tiers), "name", "id").values_list("pk", "name")[: POSTS_OFFERED + 1])
    return Offer(found[:POSTS_OFFERED], len(found) if len(found) <= POSTS_OFFERED else rows.count())


def post_named(agency_id: int, text: str) -> PositionRecord | None:
    """The post with this id; None for what is none of the agency's."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return PositionRecord.objects.filter(agency_id=agency_id, known_to=None, pk=int(text)).first()


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(column): None if pd.isna(value) else value for column, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
