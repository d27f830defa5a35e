"""Several posts filled on paper: together, one by one, and along the chain of posts that a choice empties."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from django.utils import timezone
from django.utils.translation import gettext as _

from rules import joint
from rules.eligibility import Crowd, Post, beside
from rules.eligibility.values import PASS, UNKNOWN
from rules.law import NoRuleInForce, shipped
from rules.ranking import combined
from succession.domain import canonical
from succession.domain.queries.candidates import CannotEvaluate, held_against, technical
from succession.domain.queries.posts import known_posts, newest, records_of
from succession.domain.queries.readiness import TARGETS
from succession.domain.queries.successors import members_of, pool_cycle
from succession.domain.queries.words import said
from talent.codes import JPT_TIERS
from talent.domain.queries import facts
from talent.models import Agency

# A chain longer than this says nothing that anybody could plan by.
DEEPEST = 8
# So many of the rest are named at each post.
OTHERS = 12


@dataclass(frozen=True)
class Placed:
    """Somebody on a post: their box, their combined score for it (None: not known), and whether they meet something
    only by a document (`waived`)."""

    person: int
    box: int
    score: float | None
    waived: bool = False


@dataclass(frozen=True)
class Row:
    """A post: how many of the pool meet every requirement (`eligible`), of how many that is not known (`unsure`), who
    is placed, and who would be were the posts filled one by one; `others`: the best of the rest; `waived`: how many of
    the eligible meet something only by a document.

    Of a chain: how many of the agency's `watched` senior posts are `covered` after this step, that is have somebody
    eligible in the pool who is not placed yet, and which of them are so no more (`lost`); None where nobody asked."""

    post: int
    eligible: int
    unsure: int
    placed: Placed | None
    alone: Placed | None = None
    others: tuple[int, ...] = ()
    covered: int | None = None
    watched: int | None = None
    lost: tuple[int, ...] = ()
    waived: int = 0


@dataclass(frozen=True)
class Emptied:
    """A post that somebody leaves for another, and how many of the pool that are not placed could follow them;
    `waived`: how many of the eligible meet something only by a document."""

    post: int
    person: int
    eligible: int
    unsure: int
    waived: int = 0


@dataclass(frozen=True)
class Simulated:
    """What comes out, and digests of what went in and came out."""

    rows: tuple[Row, ...]
    emptied: tuple[Emptied, ...]
    inputs_digest: str

    @property
    def results_digest(self) -> str:
        return canonical.digest({"rows": self.rows, "emptied": self.emptied})


class Pool:
    """The members of the agency's pool as known at `known_at`, and what will be true of them on `on` if nothing else
    becomes known. The pool is that of the day it is asked, or of `on` where that is past.

    Raises CannotEvaluate without a pool, or where something is not known of a member.
    """

    def __init__(self, agency: Agency, on: date, known_at: datetime) -> None:
        day = min(on, timezone.localdate(known_at))
        self.members = members_of(pool_cycle(agency.pk, day, known_at), day, known_at)
        if not self.members:
            raise CannotEvaluate(_("Belum ada kelompok suksesi yang berlaku; tetapkan pemetaannya dahulu."))
        self.agency, self.on, self.known_at = agency, on, known_at
        self.people, self.box, talent = (list(column) for column in zip(*self.members, strict=True))
        self.frames = facts.facts(agency, on=on, known_at=known_at, employees=self.people)
        if self.frames["employees"]["employee_id"].tolist() != self.people:
            raise CannotEvaluate(_("Ada anggota kelompok suksesi yang data pegawainya tidak diketahui pada saat itu."))
        self.talent = pd.Series(talent, dtype="float64")
        self.technical = pd.Series(technical(self.frames, on, shipped()))
        self.posts = newest(agency.pk, known_at)
        self._crowd = Crowd(self.frames, on, shipped())
        self._held = self._posts_held()
        self._serves = np.array([self._held.get(person, 0) for person in self.people], dtype=np.int64)
        self._score: dict[str, joint.Floats] = {}

    def _posts_held(self) -> dict[int, int]:
        """Person → the post of the agency that they serve in: of several posts of one title the one in their unit,
        none where that does not tell."""
        titles, units = (self.frames["employees"][name].tolist() for name in ("position", "unit"))
        of_title: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
        for pk, post in sorted(self.posts.items()):
            of_title[post.name].append((post.unit.code if post.unit else None, pk))
        held = {}
        for person, title, unit in zip(self.people, titles, units, strict=True):
            found = of_title.get(title, [])
            if len(found) > 1:
                found = [one for one in found if one[0] is not None and one[0] == unit]
            if len(found) == 1:
                held[person] = found[0][1]
        return held

    def left_by(self, person: int) -> int | None:
        """The post that somebody leaves when they are placed elsewhere."""
        return self._held.get(person)

    def against(self, posts: Sequence[int]) -> "Against":
        """Everybody held against these posts; who serves in one already is not placed there."""
        asked = known_posts(self.agency.pk, posts, self.on, self.known_at)
        if any(post not in asked for post in posts):
            raise CannotEvaluate(_("Ada jabatan yang belum punya data; impor data jabatannya dahulu."))
        wanted = [asked[post] for post in posts]
        self._read(beside(*wanted))
        shape = len(posts), len(self.people)
        eligible, unsure, waived = (np.zeros(shape, dtype=bool) for _what in range(3))
        score = np.zeros(shape)
        for at, (post, asks) in enumerate(zip(posts, wanted, strict=True)):
            found = held_against(self._crowd, asks)
            elsewhere = self._serves != post
            eligible[at] = (found.outcome == PASS) & elsewhere
            unsure[at] = (found.outcome == UNKNOWN) & elsewhere
            waived[at] = eligible[at] & (found.waived != 0)
            score[at] = self._scores(asks.tier)
        return Against(self, list(posts), wanted, eligible, unsure, waived, score)

    def _read(self, records: Sequence[str]) -> None:
        """Read the frames that a post asks for and none did before."""
        more = [name for name in records if name not in self.frames]
        if more:
            read = facts.facts(self.agency, on=self.on, known_at=self.known_at, employees=self.people, records=more)
            self.frames.update({name: read[name] for name in more})

    def _scores(self, tier: str) -> joint.Floats:
        if tier not in self._score:
            try:
                self._score[tier] = combined(self.talent, self.technical, tier, self.on, shipped())
            except NoRuleInForce as error:
                raise CannotEvaluate(said(error.text)) from error
        return self._score[tier]


class Against:
    """A pool held against posts: bool and float64 matrices [posts, people]; `waived`: who is eligible only by a
    document."""

    def __init__(
        self,
        pool: Pool,
        posts: list[int],
        wanted: list[Post],
        eligible: joint.Bools,
        unsure: joint.Bools,
        waived: joint.Bools,
        score: joint.Floats,
    ) -> None:
        self.pool, self.posts, self.wanted = pool, posts, wanted
        self.eligible, self.unsure, self.waived, self.score = eligible, unsure, waived, score
        self.gain = joint.gains(eligible, np.array(pool.box, dtype=np.int64), score)

    def row(self, at: int, person: int, alone: int = joint.NOBODY) -> Row:
        """What is said of the post in that line when the person in that column is placed."""
        free = int(self.eligible[at].sum()), int(self.unsure[at].sum())
        order = joint.best(self.gain[at], OTHERS + 1)
        others = tuple(self.pool.people[one] for one in order if self.gain[at, one] > 0 and one != person)
        both = self._placed(at, person), self._placed(at, alone)
        return Row(self.posts[at], *free, *both, others[:OTHERS], waived=int(self.waived[at].sum()))

    def _placed(self, at: int, person: int) -> Placed | None:
        if person == joint.NOBODY:
            return None
        score = float(self.score[at, person])
        known = None if np.isnan(score) else score
        return Placed(self.pool.people[person], self.pool.box[person], known, bool(self.waived[at, person]))

    def without(self, people: Iterable[int]) -> "Against":
        """The same with these people out of reach, for they are placed already."""
        stay = ~np.isin(self.pool.people, list(people))
        eligible, unsure, waived = (held & stay for held in (self.eligible, self.unsure, self.waived))
        return Against(self.pool, self.posts, self.wanted, eligible, unsure, waived, self.score)


def together(agency: Agency, posts: Sequence[int], on: date, known_at: datetime) -> Simulated:
    """The best assignment of the pool to these posts, beside filling them one by one in their order.

    Raises CannotEvaluate where nothing can be said.
    """
    pool = Pool(agency, on, known_at)
    held = pool.against(posts)
    best = joint.together(held.gain)
    alone = joint.one_by_one(held.gain, np.arange(len(posts)))
    rows = tuple(held.row(at, int(best[at]), int(alone[at])) for at in range(len(posts)))
    placed = {row.placed.person for row in rows if row.placed}
    return Simulated(rows, _emptied(pool, placed, set(posts)), _inputs(pool, held.wanted, list(posts)))


def cascade(
    agency: Agency, post: int, person: int, picks: Mapping[int, int], depth: int, on: date, known_at: datetime
) -> Simulated:
    """Somebody placed on a post, and so on with each post that this empties, at most `depth` of them.

    `picks`: post → whom to place there; else the first in the order of boxes and scores follows. The chain ends where
    nobody can follow, or where the last one leaves no post of this agency that has requirements. Raises
    CannotEvaluate, also for somebody who is not eligible.
    """
    pool = Pool(agency, on, known_at)
    picked, rows, wanted = dict(picks) | {post: person}, list[Row](), list[Post]()
    empty: int | None = post
    moved: set[int] = set()
    seen: list[int] = []
    coverage = Coverage(pool)
    while empty is not None and len(rows) <= min(depth, DEEPEST):
        held = pool.against([empty]).without(moved)
        chosen = picked.get(empty)
        column = _best(held) if chosen is None else _column(held, chosen)
        if column != joint.NOBODY:
            moved.add(pool.people[column])
        rows.append(coverage.after(held.row(0, column), moved))
        wanted += held.wanted
        seen.append(empty)
        if column == joint.NOBODY:
            break
        empty = pool.left_by(pool.people[column])
        if empty is None or empty in seen or not _asks(pool, empty):
            break
    left = _emptied(pool, moved, set(seen))
    wanted += coverage.wanted
    return Simulated(tuple(rows), left, _inputs(pool, wanted, [post, person, sorted(picks.items()), depth]))


class Coverage:
    """Which senior posts of the agency have somebody behind them, as people are placed one after the other."""

    def __init__(self, pool: Pool) -> None:
        senior = [post for post, record in sorted(pool.posts.items()) if record.tier in JPT_TIERS]
        known = records_of(senior, pool.on, pool.known_at)
        self._held = pool.against([post for post, record in sorted(known.items()) if record.tier in JPT_TIERS])
        self.wanted = self._held.wanted
        self._covered = _any(self._held)

    def after(self, row: Row, placed: Iterable[int]) -> Row:
        """The row, with what is covered once these people are placed."""
        now = _any(self._held.without(placed))
        lost = [
            post for post, was, still in zip(self._held.posts, self._covered, now, strict=True) if was and not still
        ]
        self._covered = now
        return replace(row, covered=sum(now), watched=len(now), lost=tuple(lost))


def _asks(pool: Pool, post: int) -> bool:
    """Whether a post is of a tier that has requirements, as far as it is known; of one without data `against` tells."""
    record = records_of([post], pool.on, pool.known_at).get(post)
    return record is None or record.tier in TARGETS


def _any(held: Against) -> list[bool]:
    """Whether somebody is eligible, post by post."""
    return [bool(row.any()) for row in held.eligible]


def _best(held: Against) -> int:
    found = joint.one_by_one(held.gain, np.arange(1))
    return int(found[0])


def _column(held: Against, person: int) -> int:
    at = held.pool.people.index(person) if person in held.pool.people else joint.NOBODY
    if at == joint.NOBODY or not held.eligible[0, at]:
        raise CannotEvaluate(_("Orang ini bukan anggota kelompok suksesi yang memenuhi semua persyaratan jabatan itu."))
    return at


def _emptied(pool: Pool, placed: set[int], filled: set[int]) -> tuple[Emptied, ...]:
    """The posts that those placed leave behind and that nobody is placed on, with who could still follow."""
    left = {post: person for person in sorted(placed) if (post := pool.left_by(person)) and post not in filled}
    known = records_of(list(left), pool.on, pool.known_at)
    posts = [post for post in left if post in known and known[post].tier in TARGETS]
    if not posts:
        return ()
    held = pool.against(posts).without(placed)
    counts = zip(*(found.sum(axis=1).tolist() for found in (held.eligible, held.unsure, held.waived)), strict=True)
    return tuple(Emptied(post, left[post], *those) for post, those in zip(posts, counts, strict=True))


def _inputs(pool: Pool, wanted: list[Post], asked: list[Any]) -> str:
    inputs = {"facts": facts.inputs_digest(pool.frames), "members": pool.members, "posts": wanted, "asked": asked}
    return canonical.digest(inputs)
