"""Merit rounds on their way, for the eye: what is answered or lacking, what it comes to, where two levels differ."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Roles
from rules import merit as law_of_merit
from rules.law import Rule, shipped
from rules.merit import INSTRUMENTS, MeritScore
from rules.text import Text
from succession.domain import canonical
from succession.domain.queries import plenos, rounds, weights
from succession.domain.queries.merit import KnownRound, Levels
from succession.domain.queries.rounds import Line
from succession.models import MeritAnswer, MeritAssessment, MeritEvidence, MeritRound, MeritRoundRecord
from talent.domain import known as learning

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Lacking:
    """A sub-aspect that keeps a round from being submitted, and what it lacks."""

    id: str
    name: Text
    what: str


@dataclass(frozen=True)
class Row:
    """A sub-aspect of a round: its line as the instrument has it, the answer, and the documents in use; `settled`: the
    level that the plenary session decided instead of the verifier's."""

    line: Line
    answer: MeritAnswer
    evidence: list[MeritEvidence]
    earlier: list[MeritEvidence] = field(default_factory=list)
    meanings: dict[int, Text] = field(default_factory=dict)
    settled: int | None = None

    @property
    def meaning(self) -> Text | None:
        """What the agency's level means."""
        return None if self.answer.level is None else self.meanings[self.answer.level]

    @property
    def changed(self) -> bool:
        """Whether the documents are others than when the verifier gave the level."""
        return self.answer.verified_level is not None and proof(self.evidence) != self.answer.evidence_seen


@dataclass(frozen=True)
class Progress:
    """One aspect on the board: its weight (None: not known), and how many of its sub-aspects have what."""

    id: str
    name: Text
    weight: float | None
    total: int
    answered: int
    evidenced: int
    verified: int
    owners: list[str]


@dataclass(frozen=True)
class Difference:
    """A sub-aspect whose verified level is not the agency's, or not the one `settled` by the plenary session; `points`,
    from the agency's level to the one that counts, None where its weight is not known or one of them leaves it out."""

    line: Line
    points: float | None
    settled: int | None


@dataclass(frozen=True)
class Board:
    """A round as it stands. `own` and `verified`: what it comes to by the agency's levels, and by the verifier's (None
    while some are still open); `settled`: by those of the plenary session, None where it changed none. `overseen`:
    whether it holds the verifier's levels at all; else it looks as if there were none."""

    assessment: MeritAssessment
    known: KnownRound
    rows: list[Row]
    own: MeritScore
    verified: MeritScore | None
    settled: MeritScore | None = None
    overseen: bool = True

    @property
    def instrument(self) -> Rule:
        """The instrument with the weights that the round is scored by, and where they come from."""
        return rounds.instrument(self.known)

    @property
    def words(self) -> Rule:
        """The rule that says what each level means."""
        return law_of_merit.level_words(self.assessment.instrument, self.known.scored_as_of, shipped())

    @property
    def aspects(self) -> list[Progress]:
        """Every aspect in the instrument's order."""
        by_aspect: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            by_aspect[aspect_of(self.assessment.instrument)[row.line.id]].append(row)
        return [
            Progress(
                id=aspect.id,
                name=aspect.name,
                weight=aspect.weight,
                total=len(found),
                answered=sum(row.answer.level is not None for row in found),
                evidenced=sum(bool(row.evidence) for row in found),
                verified=sum(row.answer.verified_level is not None for row in found),
                owners=list(dict.fromkeys(row.answer.owner.name for row in found if row.answer.owner)),
            )
            for aspect in rounds.aspects(self.known, self.own)
            for found in [by_aspect[aspect.id]]
        ]

    @property
    def shares(self) -> list[tuple[str, int, int]]:
        """(name, answered, in all) of everybody with a share."""
        whole, done = Counter[str](), Counter[str]()
        for row in self.rows:
            if row.answer.owner is not None:
                whole[row.answer.owner.name] += 1
                done[row.answer.owner.name] += row.answer.level is not None
        return [(name, done[name], count) for name, count in sorted(whole.items())]

    @property
    def lacking(self) -> list[Lacking]:
        """What keeps the round from being submitted, in the instrument's order."""
        lowest = rounds.instrument(self.known).value["levels"]["lowest"]
        unexplained = {one.id for one in self._unexplained} if self._explained else set()
        found = []
        for row in self.rows:
            what = []
            if row.answer.level is None:
                what.append(_("belum berlevel"))
            elif row.answer.level > lowest and not row.evidence:
                # The lowest level claims nothing that a document could prove.
                what.append(_("tanpa bukti"))
            if row.line.id in unexplained:
                what.append(_("tanpa penjelasan"))
            if what:
                found.append(Lacking(row.line.id, row.line.name, ", ".join(what)))
        return found

    @property
    def unexplained(self) -> list[Lacking]:
        """What the round can be submitted without, but should not be: levels without a justification."""
        return [] if self._explained else self._unexplained

    @property
    def _unexplained(self) -> list[Lacking]:
        return [
            Lacking(row.line.id, row.line.name, _("tanpa penjelasan"))
            for row in self.rows
            if row.answer.level is not None and not row.answer.justification.strip()
        ]

    @property
    def _explained(self) -> bool:
        """Whether every level must be justified (`merit.course`)."""
        return bool(plenos.rule().value["justification_required"][self.assessment.instrument])

    @property
    def unverified(self) -> list[str]:
        """Sub-aspects without the verifier's level."""
        return [row.line.id for row in self.rows if row.answer.verified_level is None]

    @property
    def changed(self) -> list[str]:
        """Sub-aspects whose documents changed since the verifier gave the level."""
        return [row.line.id for row in self.rows if row.changed]

    @property
    def differences(self) -> list[Difference]:
        """Where the verifier gave another level than the agency, or the plenary session than the verifier."""
        return [
            Difference(
                row.line,
                None
                if row.line.weight is None or law_of_merit.LEFT_OUT in (own, last)
                else row.line.weight * (last - (own or 0)),
                row.settled,
            )
            for row in self.rows
            for own, verified in [(row.answer.level, row.answer.verified_level)]
            for last in [verified if row.settled is None else row.settled]
            if last is not None and not own == verified == last
        ]

    def fillable_by(self, user: User) -> list[Row]:
        """The sub-aspects that this member of the team may fill in and prove."""
        return [row for row in self.rows if may_fill(user, row.answer)]

    @property
    def missing(self) -> list[Text]:
        """What keeps the index from being computed at all (weights, satisfaction, corrections), in words."""
        rest = tuple(code for code in self.own.missing if not code[0].isdigit())
        return rounds.missing(self.known, replace(self.own, missing=rest)) if rest else []


def visible_to(user: User) -> QuerySet[MeritAssessment]:
    """The rounds on their way in the agencies whose merit system the user may see; no verifier sees a draft."""
    held = MeritAssessment.objects.select_related("agency")
    return readable(scope.within(held, user, Permission.VIEW_MERIT), user, "")


def evidence_seen_by(user: User) -> QuerySet[MeritEvidence]:
    """Documents of those rounds, those replaced too."""
    held = MeritEvidence.objects.select_related("file__merit_extract", "by", "assessment__agency")
    return readable(scope.within(held, user, Permission.VIEW_MERIT, "assessment__agency_id"), user)


def readable(rows: QuerySet[M], user: User, path: str = "assessment__") -> QuerySet[M]:
    """Without drafts, cancelled ones too, of agencies that the user oversees: they are the agency's until submitted."""
    overseen, own = (scope.scope(user, one) for one in (Permission.VERIFY_MERIT, Permission.ASSESS_MERIT))
    hidden = frozenset() if own.everywhere else overseen.agencies - own.agencies
    unsent = (MeritAssessment.State.DRAFT, MeritAssessment.State.CANCELLED)
    draft = {f"{path}state__in": unsent, f"{path}agency_id__in": hidden}
    return rows.exclude(**draft) if hidden else rows


def oversees(user: User, assessment: MeritAssessment) -> bool:
    """Whether the user reads the verifier's levels: once they are given everybody does, before only the overseer."""
    given = assessment.state in (MeritAssessment.State.VERIFIED, MeritAssessment.State.DECIDED)
    return given or scope.allows(user, Permission.VERIFY_MERIT, assessment.agency_id)


def documents(assessment: MeritAssessment, sub_aspect: str) -> list[dict[str, Any]]:
    """The documents in use for a sub-aspect: title, version and SHA-256 of each, as they are pinned beside words."""
    held = assessment.evidence.filter(sub_aspect=sub_aspect, withdrawn_at=None).select_related("file")
    return [{"title": one.title, "number": one.number, "digest": one.file.digest} for one in held.order_by("id")]


def proof(evidence: Iterable[MeritEvidence]) -> str:
    """The digest over a sub-aspect's documents in use, whatever their order."""
    return canonical.digest(sorted(one.file.digest for one in evidence))


def team(assessment: MeritAssessment) -> QuerySet[User]:
    """Who may answer for the agency, and so have a share."""
    roles = [role.code for role in Roles.ALL.values() if Permission.ASSESS_MERIT in role.permissions]
    holders = User.objects.filter(
        is_active=True,
        assignments__role__in=roles,
        assignments__agency=assessment.agency_id,
        assignments__ended_at=None,
    )
    return holders.order_by("name", "id").distinct()


def may_fill(user: User, answer: MeritAnswer) -> bool:
    """Whether the shares let this member of the team fill in a sub-aspect and keep its documents: one that is nobody's,
    their own, or any for the head, who hands shares out anew."""
    head = scope.allows(user, Permission.SUBMIT_MERIT, answer.assessment.agency_id)
    return head or answer.owner_id in (None, user.pk)


def shares_of_others(user: User, assessment: MeritAssessment) -> dict[str, User]:
    """The sub-aspects that this member of the team may not fill in (`may_fill`), each with whose share it is."""
    held = list(assessment.answers.exclude(owner=None).select_related("owner"))
    for answer in held:
        answer.assessment = assessment
    return {answer.sub_aspect: answer.owner for answer in held if answer.owner and not may_fill(user, answer)}


def instruments_in_force(on: date) -> list[str]:
    """The instruments by which a round that begins on a day may be assessed."""
    times = {code: law_of_merit.time_of(code, shipped()) for code in INSTRUMENTS}
    return [code for code, (first, last) in times.items() if first <= on and (last is None or on <= last)]


def sub_aspects(instrument: str) -> list[str]:
    """The ids of an instrument's sub-aspects, in its order."""
    return list(aspect_of(instrument))


def aspect_of(instrument: str) -> dict[str, str]:
    """Sub-aspect → its aspect, in the instrument's order."""
    value = next(rule.value for rule in shipped().versions(INSTRUMENTS[instrument]) if rule.value)
    return {sub["id"]: sub["aspect"] for sub in value["sub_aspects"]}


def board_for(user: User, assessment: MeritAssessment) -> Board:
    """The round as this reader may see it."""
    return board(assessment, overseen=oversees(user, assessment))


def board(assessment: MeritAssessment, *, aspect: str = "", overseen: bool = True) -> Board:
    """The round with every sub-aspect, or those of one aspect; two queries in all, four of one that is decided. Not
    `overseen`: without what the verifier drafted."""
    asked = assessment.answers.select_related("owner").annotate(weighed=weights.ACCEPTED)
    answers = {one.sub_aspect: one for one in asked}
    for answer in answers.values():
        answer.assessment = assessment
        if not overseen:
            answer.verified_level, answer.note = None, ""
    documents: dict[str, list[MeritEvidence]] = defaultdict(list)
    earlier: dict[str, list[MeritEvidence]] = defaultdict(list)
    for held in assessment.evidence.select_related("file__merit_extract", "by").order_by("title", "id"):
        (documents if held.withdrawn_at is None else earlier)[held.sub_aspect].append(held)
    known = _known(assessment, answers.values())
    if any(one.weighed for one in answers.values()):
        given = weights.of_rounds([(known.round, known.scored_as_of)], learning.now(assessment.agency_id))
        known = replace(known, weights=given.get(known.round.pk))
    own_levels: Levels = {code: (own, None) for code, (own, _verified) in known.levels.items() if own is not None}
    own = replace(known, levels=own_levels).score()
    complete = all(answer.verified_level is not None for answer in answers.values())
    settled = plenos.settled(assessment) if assessment.state == MeritAssessment.State.DECIDED else {}
    last: Levels = known.levels | {sub: (known.levels[sub][0], level) for sub, (level, _reason) in settled.items()}
    words = law_of_merit.level_words(assessment.instrument, known.scored_as_of, shipped())
    meanings = rounds.meanings(known)
    rows = [
        Row(
            line,
            answers[line.id],
            documents[line.id],
            earlier[line.id],
            law_of_merit.level_meanings(words, line.id) | meanings[line.id],
            settled[line.id][0] if line.id in settled else None,
        )
        for part in rounds.aspects(known, own)
        for line in part.lines
        if aspect in ("", part.id)
    ]
    verified = known.score() if complete else None
    return Board(
        assessment, known, rows, own, verified, replace(known, levels=last).score() if settled else None, overseen
    )


def scored_as_of(assessment: MeritAssessment) -> date:
    """The day whose rules the round is scored by as it stands."""
    return _known(assessment, ()).scored_as_of


def lacking(assessment: MeritAssessment) -> list[Lacking]:
    """What keeps a round from being submitted."""
    return board(assessment).lacking


def _known(assessment: MeritAssessment, answers: Iterable[MeritAnswer]) -> KnownRound:
    """The round as if it were recorded already, so that it is scored as every other one."""
    held = assessment.round or MeritRound(
        agency=assessment.agency, name=assessment.name, instrument=assessment.instrument
    )
    record = MeritRoundRecord(submitted_on=assessment.submitted_on)
    levels: Levels = {
        one.sub_aspect: (one.level, one.verified_level)
        for one in answers
        if (one.level, one.verified_level) != (None, None)
    }
    notes = {one.sub_aspect: one.note for one in answers if one.note}
    return KnownRound(held, record, levels, notes)
