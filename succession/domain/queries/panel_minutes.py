"""What came out of a round, and the minutes of it that its members sign."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rules import panel as law_of_panel
from rules.law import shipped
from rules.panel import Opinion
from succession.domain import canonical
from succession.models import CommitteeMember, PanelBallot, PanelCandidate, PanelRefusal, PanelRound, PanelScore

Said = dict[str, str]


@dataclass(frozen=True)
class Given:
    """What a member gave a candidate (None: `recused`, or the application was withdrawn as they locked), and whether it
    is outlying."""

    seat: CommitteeMember
    given: PanelScore | None
    outlying: bool
    recused: bool


@dataclass(frozen=True)
class Result:
    """A candidate with every member's score, and what these make together (None: every member was recused); `whole`:
    everybody scored them who locked a ballot and may, otherwise nothing of it counts and there is no `opinion`."""

    candidate: PanelCandidate
    scores: list[Given]
    whole: bool
    opinion: Opinion | None
    rank: int | None


def results(held: PanelRound) -> list[Result]:
    """What came out, the best first; nothing before the reveal, nor where nothing is scored. Ballots that were never
    locked count for nothing."""
    if held.revealed_at is None or not held.scored:
        return []
    counted = PanelBallot.objects.filter(round=held, locked_at__isnull=False)
    barred = dict(counted.values_list("member", "recused"))
    seats = list(
        CommitteeMember.objects.filter(ballots__in=counted).select_related("user").order_by("user__name", "id")
    )
    given: dict[int, dict[int, PanelScore]] = {}
    for score in PanelScore.objects.filter(ballot__in=counted).select_related("ballot"):
        given.setdefault(score.candidate_id, {})[score.ballot.member_id] = score
    found = []
    for one in held.candidates.select_related("employee"):
        own = given.get(one.pk, {})
        whole = all(seat.pk in own or one.code in barred[seat.pk] for seat in seats)
        scores = {seat: score.score for seat, score in own.items()} if whole else {}
        opinion = law_of_panel.opinion(scores, held.longlist.on, shipped())
        alone = opinion.outlying if opinion else ()
        lines = [Given(seat, own.get(seat.pk), seat.pk in alone, one.code in barred[seat.pk]) for seat in seats]
        found.append(Result(one, lines, whole, opinion, None))
    found.sort(key=lambda row: (-row.opinion.mean if row.opinion else 1.0, row.candidate.code))
    means = [row.opinion.mean for row in found if row.opinion]
    # Who has the same mean has the same place.
    return [replace(row, rank=means.index(row.opinion.mean) + 1) if row.opinion else row for row in found]


def minutes_of(held: PanelRound) -> Said:
    """What a signature under the minutes is given for, each part by its name."""
    ballots = held.ballots.filter(locked_at__isnull=False).order_by("member")
    # Whoever is released once it is closed had signed.
    left = Q(member__released_at__lt=held.closed_at) if held.closed_at else Q(member__released_at__isnull=False)
    released = held.ballots.filter(left).order_by("member").values_list("member_id", flat=True)
    said = {
        "minutes": held.minutes,
        "members": ",".join(str(ballot.member_id) for ballot in ballots),
        "released": ",".join(map(str, released)),
    }
    for ballot in ballots:
        said[f"recused {ballot.member_id}"] = canonical.digest(ballot.recused)
    for row in results(held):
        given = [(one.seat.pk, one.given.score, one.given.reason) for one in row.scores if one.given]
        said[row.candidate.code] = canonical.digest([row.candidate.employee_id, sorted(given)])
    return said


def signed(held: PanelRound) -> set[int]:
    """Users who signed what the minutes say now."""
    token = canonical.digest(minutes_of(held))
    return set(held.signatures.filter(token=token).values_list("user_id", flat=True))


def signers(held: PanelRound) -> QuerySet[CommitteeMember]:
    """The members whose signature the minutes want: who scored (without scores: declared) and was not released."""
    return CommitteeMember.objects.held().filter(ballots__round=held, ballots__locked_at__isnull=False)


def refusals(held: PanelRound) -> list[PanelRefusal]:
    """Who refused to sign what the minutes say now, by name, and did not sign it since."""
    if not held.refusals.exists():
        return []
    token = canonical.digest(minutes_of(held))
    against = held.refusals.filter(token=token).exclude(member__user__in=signed(held))
    return list(against.select_related("member__user").order_by("member__user__name", "id"))


def differences(seen: Mapping[str, Any], now: Said) -> list[str]:
    """What the minutes say otherwise than somebody saw, in words."""
    members = _("susunan penilai berubah")
    words = {"minutes": _("naskah risalah berubah"), "members": members, "released": members}
    parts = [name for name in now if seen.get(name) != now[name]]
    return [words.get(name) or _("penilaian %(name)s berubah") % {"name": name} for name in parts]
