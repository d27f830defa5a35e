"""Keeping a simulation: what was asked, what came out, and from what. It moves nobody and opens nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from rules.law import shipped
from succession.domain.queries import joint
from succession.models import Simulation
from talent.domain import known
from talent.domain.days import require_possible
from talent.models import Agency, Position

# As many posts are filled at once, and no more.
MOST = 500


def together(*, agency: Agency, name: str, posts: Sequence[Position], on: date, by: User) -> Simulation:
    """Fill several posts at once on paper, and one by one in the order given.

    Raises Invalid for what cannot be asked, CannotEvaluate where nothing can be said.
    """
    ids = _checked(agency, posts, on, by)
    known_at = _instant(agency)
    found = joint.together(agency, ids, on, known_at)
    return _kept(Simulation.Kind.TOGETHER, {"posts": ids}, found, agency=agency, name=name, on=on, at=known_at, by=by)


def cascade(
    *,
    agency: Agency,
    name: str,
    post: Position,
    person: int,
    picks: Mapping[int, int],
    depth: int,
    on: date,
    by: User,
) -> Simulation:
    """Follow the chain of posts that a choice empties. `picks`: post → employee, where somebody else than the first in
    the order is to follow.

    Raises Invalid for what cannot be asked, CannotEvaluate where nothing can be said.
    """
    _checked(agency, [post], on, by)
    if not 1 <= depth <= joint.DEEPEST:
        raise Invalid(_("Kedalaman rantai antara 1 dan %(most)s.") % {"most": joint.DEEPEST}, code="depth")
    known_at = _instant(agency)
    found = joint.cascade(agency, post.pk, person, picks, depth, on, known_at)
    asked = {"post": post.pk, "person": person, "picks": sorted(picks.items()), "depth": depth}
    return _kept(Simulation.Kind.CASCADE, asked, found, agency=agency, name=name, on=on, at=known_at, by=by)


def _checked(agency: Agency, posts: Sequence[Position], on: date, by: User) -> list[int]:
    scope.require(by, Permission.PREPARE_VACANCY, agency.pk)
    require_possible(on)
    ids = list(dict.fromkeys(post.pk for post in posts))
    if not ids:
        raise Invalid(_("Pilih sedikitnya satu jabatan."), code="no_posts")
    if len(ids) > MOST:
        raise Invalid(_("Paling banyak %(most)s jabatan sekaligus.") % {"most": MOST}, code="too_many_posts")
    if any(post.agency_id != agency.pk for post in posts):
        raise Invalid(_("Jabatan ini bukan milik instansi tersebut."), code="foreign_post")
    return ids


@transaction.atomic
def _instant(agency: Agency) -> datetime:
    """An instant that nothing will be known before any more. What follows takes long, and locks nobody out."""
    return known.turn(agency.pk)


@transaction.atomic
def _kept(
    kind: str,
    asked: dict[str, Any],
    found: joint.Simulated,
    *,
    agency: Agency,
    name: str,
    on: date,
    at: datetime,
    by: User,
) -> Simulation:
    if not name.strip():
        raise Invalid(_("Beri simulasi ini nama."), code="no_name")
    kept = Simulation.objects.create(
        agency=agency,
        kind=kind,
        name=name.strip(),
        on=on,
        known_at=at,
        asked=asked,
        rows=[asdict(row) for row in found.rows],
        emptied=[asdict(one) for one in found.emptied],
        law_digest=shipped().digest,
        inputs_digest=found.inputs_digest,
        results_digest=found.results_digest,
        by=by,
        at=at,
    )
    payload = {"kind": kind, "posts": len(found.rows), "results": found.results_digest}
    ledger.record("succession.simulation.kept", by=by, agency=agency.code, subject=kept, payload=payload)
    return kept
