"""Merit rounds for the eye: what a round came to, how long it holds, and every sub-aspect behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone

from rules import merit as law_of_merit
from rules.law import NoRuleInForce, Rule, shipped
from rules.merit import MeritScore
from rules.merit_weights import weigh
from rules.text import Text
from rules.wording import CATEGORIES
from succession.domain.queries.merit import KnownRound, known_rounds
from succession.models import MeritRound

Bands = list[tuple[float, Text]]


@dataclass(frozen=True)
class Result:
    """A round with its score and the day until which its decision holds; `stated`: the decision itself says so."""

    known: KnownRound
    score: MeritScore
    holds_to: date | None
    stated: bool
    validity: Rule | None
    bands: Bands

    @property
    def lapsed(self) -> bool:
        """Whether the decision holds no longer today."""
        return self.holds_to is not None and self.holds_to < timezone.localdate()

    @property
    def round(self) -> MeritRound:
        return self.known.round

    @property
    def category_rule(self) -> Rule | None:
        """The rule that sets the threshold of the round's category; None without a category."""
        found = (one.rule for one in thresholds(self.known.scored_as_of) if one.code == self.score.category)
        return next(found, None)


@dataclass(frozen=True)
class Line:
    """One sub-aspect; `counted` is the level that scores (None: not answered, or `left_out`: it does not apply),
    weights and points None if unknown; of what is left out points and maximum are None too."""

    id: str
    name: Text
    evidence: Text | None
    level: int | None
    verified_level: int | None
    counted: int | None
    weight: float | None
    points: float | None
    maximum: float | None
    note: str
    left_out: bool = False


@dataclass(frozen=True)
class Aspect:
    """One aspect with its lines; points and maximum None where weights are not known."""

    id: str
    name: Text
    weight: float | None
    points: float | None
    maximum: float | None
    lines: list[Line]


@dataclass(frozen=True)
class Threshold:
    """A category and the points from which it is reached."""

    code: str
    numeral: str
    at_least: float
    rule: Rule


def results(rounds: Iterable[MeritRound], known_at: datetime) -> list[Result]:
    """Each round with what it came to; two queries in all."""
    return [result(one) for one in known_rounds(rounds, known_at)]


def bands(on: date) -> Bands:
    """(lower edge, name) of the categories in force on `on`, ascending; empty where there are none."""
    try:
        found = law_of_merit.categories(on, shipped())
    except NoRuleInForce:
        return []
    return [(float(band["at_least"]), CATEGORIES[band["code"]]) for band in reversed(found)]


def thresholds(on: date) -> list[Threshold]:
    """The categories from the highest down, each with the rule that sets it; empty where there are none."""
    try:
        rules = [shipped().at(name, on) for name in ("merit.categories", "merit.categories_low")]
    except NoRuleInForce:
        return []
    return [
        Threshold(band["code"], band["numeral"], float(band["at_least"]), rule) for rule in rules for band in rule.value
    ]


def instrument(known: KnownRound) -> Rule:
    """The instrument that the round is scored by, with the weights that were accepted for it."""
    return weigh(law_of_merit.instrument(known.round.instrument, known.scored_as_of, shipped()), known.weights)


def aspects(known: KnownRound, score: MeritScore) -> list[Aspect]:
    """Every aspect of the round's instrument with its sub-aspects, answered or not."""
    value = instrument(known).value
    standing = law_of_merit.standing(known.levels)
    highest = float(value["levels"]["highest"])
    found = []
    for aspect in value["aspects"]:
        lines = [
            _line(sub, known, standing.get(sub["id"]), highest)
            for sub in value["sub_aspects"]
            if sub["aspect"] == aspect["id"]
        ]
        weight = None if aspect["weight"] is None else float(aspect["weight"])
        scored = bool(score.aspects) and weight is not None
        found.append(
            Aspect(
                id=aspect["id"],
                name=_text(aspect["name"]),
                weight=weight,
                points=score.aspects.get(aspect["id"]) if scored else None,
                maximum=_maximum(lines, highest * weight) if scored and weight is not None else None,
                lines=lines,
            )
        )
    return found


def meanings(known: KnownRound) -> dict[str, dict[int, Text]]:
    """Sub-aspect → level of the instrument, and LEFT_OUT where it may not apply → what it means."""
    value, law = instrument(known).value, shipped()
    words = law_of_merit.level_words(known.round.instrument, known.scored_as_of, law)
    levels = range(value["levels"]["lowest"], value["levels"]["highest"] + 1)
    found = {sub["id"]: law_of_merit.level_meanings(words, sub["id"]) for sub in value["sub_aspects"]}
    beyond = {
        sub["id"]: {law_of_merit.LEFT_OUT: law_of_merit.DOES_NOT_APPLY}
        for sub in value["sub_aspects"]
        if sub.get("may_not_apply", False)
    }
    return {sub: {level: said[level] for level in levels} | beyond.get(sub, {}) for sub, said in found.items()}


def missing(known: KnownRound, score: MeritScore) -> list[Text]:
    """What keeps the round from a full score, in words."""
    instrument_code, on = known.round.instrument, known.scored_as_of
    return [law_of_merit.missing_label(instrument_code, code, on, shipped()) for code in score.missing]


def reasons(known: KnownRound, score: MeritScore) -> tuple[Text, ...]:
    """Why the round came to its score, in words."""
    said = law_of_merit.reasons(known.levels, score, known.scored_as_of, shipped())
    return (*said, law_of_merit.not_verified(known.unverified)) if known.unverified else said


def result(known: KnownRound) -> Result:
    """What one round came to."""
    record, law = known.record, shipped()
    decided = known.decided_on
    holds_to, stated, validity = None, False, None
    if record is not None and decided is not None:
        holds_to, stated = law_of_merit.valid_to(decided, record.valid_to, law)
        validity = None if stated else law_of_merit.validity(decided, law)
    return Result(known, known.score(), holds_to, stated, validity, bands(known.scored_as_of))


def _maximum(lines: list[Line], whole: float) -> float | None:
    """The most that an aspect's points can be; None where none of its sub-aspects applies."""
    if not any(line.left_out for line in lines):
        return whole
    inside = sum((Fraction(str(line.maximum)) for line in lines if line.maximum is not None), Fraction(0))
    return float(inside) or None


def _line(sub: dict[str, object], known: KnownRound, standing: int | None, highest: float) -> Line:
    code = str(sub["id"])
    level, verified = known.levels.get(code, (None, None))
    weight = None if sub["weight"] is None else float(str(sub["weight"]))
    out = standing == law_of_merit.LEFT_OUT
    return Line(
        id=code,
        name=_text(sub["name"]),
        evidence=_text(sub["evidence"]) if "evidence" in sub else None,
        level=level,
        verified_level=verified,
        counted=None if out else standing,
        weight=weight,
        points=None if weight is None or out else weight * (standing or 0),
        maximum=None if weight is None or out else weight * highest,
        note=known.notes.get(code, ""),
        left_out=out,
    )


def _text(value: object) -> Text:
    names: dict[str, str] = dict(value)  # type: ignore[call-overload]
    return Text(names["id"], names["en"])
