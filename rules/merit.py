"""Score and category of an agency's merit assessment.

KASN-2019: score = Σ level × weight over 36 sub-aspects, at most 400; the category comes from the score, never from the
index. PANRB-2025: levels are checked and kept; with its weights the maturity is computed, but never the index, while
satisfaction and corrections are not known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any, Final

from rules.errors import Invalid
from rules.law import Law, NoRuleInForce, Rule, shipped
from rules.merit_weights import Weights, weigh
from rules.text import Text
from rules.wording import CATEGORIES, day, number

INSTRUMENTS: Final = {
    "KASN-2019": "merit.instrument_kasn_2019",
    "PANRB-2025": "merit.instrument_panrb_2025",
}

# What each level of each sub-aspect means, in our own words.
LEVEL_WORDS: Final = {
    "KASN-2019": "merit.level_words_kasn_2019",
    "PANRB-2025": "merit.level_words_panrb_2025",
}

Levels = Mapping[str, tuple[int | None, int | None]]

# In the place of a level: the sub-aspect does not apply to the agency, and leaves the denominator.
LEFT_OUT: Final = -1
DOES_NOT_APPLY: Final = Text("tidak berlaku bagi instansi", "does not apply to the agency")


class MeritError(Invalid, ValueError):
    """Levels or an instrument that cannot be scored; `text` says why in both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class MeritScore:
    """The result of one round.

    `score`, `maximum` and the points of each aspect in `aspects` ("1" … "8") are points, exact in halves and quarters;
    `index` = score ÷ maximum, rounded to 6 decimals, for display only. `missing`: sub-aspects without a level that
    counts; for PANRB-2025 also `weight:2` … (aspect weights not known), `satisfaction`, `corrections`.
    score, index and category are None when the round cannot be scored. `maturity`: of PANRB-2025, once its weights are
    known, the share of the maximum that the levels reach (0–1, 6 decimals): a part of the index only. `left_out`:
    sub-aspects that do not apply to the agency: neither their points nor their maximum count.
    """

    score: float | None
    maximum: float | None
    index: float | None
    category: str | None
    aspects: Mapping[str, float]
    missing: tuple[str, ...]
    maturity: float | None = None
    left_out: tuple[str, ...] = field(default=(), metadata={"later": True})


def instrument(code: str, on: date, law: Law) -> Rule:
    """The instrument as in force on `on`: levels, aspects, sub-aspects with names, weights, evidence.

    Raises MeritError for an unknown code or a date on which the instrument was not in force.
    """
    if code not in INSTRUMENTS:
        raise MeritError(_unknown_instrument(code))
    try:
        return law.at(INSTRUMENTS[code], on)
    except NoRuleInForce as error:
        spelt = day(on)
        raise MeritError(
            Text(f"instrumen {code} tidak berlaku pada {spelt.id}", f"instrument {code} was not in force on {spelt.en}")
        ) from error


def score(
    levels: Levels, instrument_code: str, on: date, law: Law, weights: Weights | None = None, *, decided: bool = False
) -> MeritScore:
    """Score one round. `levels`: sub-aspect → (self-assessed, verified). `weights`: in the place of the instrument's.

    If any level is verified, the verified set counts, and sub-aspects without one score 0 and are named in `missing`;
    otherwise the self-assessed levels count. A round without any level has no score at all, nor one that was `decided`
    while only some of its verified levels are there (`unverified`). `on`: see `day_of_round`.
    Raises MeritError for a sub-aspect or a level that the instrument does not have.
    """
    return scorer(instrument_code, on, law, weights).score(levels, on, law, decided=decided)


def scorer(instrument_code: str, on: date, law: Law, weights: Weights | None = None) -> "Scorer":
    """What scores the rounds of an instrument by the law of a day, and these weights in the place of its own."""
    rule = weigh(instrument(instrument_code, on, law), weights)
    given = {sub["id"]: sub["weight"] for sub in rule.value["sub_aspects"]}
    exactly = None if None in given.values() else {sub: exact(weight) for sub, weight in given.items()}
    unit = lcm(*(weight.denominator for weight in exactly.values())) if exactly else 1
    return Scorer(
        rule=rule,
        lacking=_lacking(rule.value),
        aspect_of={sub["id"]: sub["aspect"] for sub in rule.value["sub_aspects"]},
        units={sub: int(weight * unit) for sub, weight in exactly.items()} if exactly else None,
        unit=unit,
    )


@dataclass(frozen=True, slots=True)
class Scorer:
    """An instrument with its weights as whole numbers, made ready once for any number of rounds: a level × `units` of
    its sub-aspect (None: some weights are not known), summed, ÷ `unit` are points. `lacking`: what keeps the instrument
    from giving an index at all."""

    rule: Rule
    lacking: tuple[str, ...]
    aspect_of: Mapping[str, str]
    units: Mapping[str, int] | None
    unit: int

    @property
    def maxima(self) -> dict[str, Fraction]:
        """The most points of each aspect; only where the weights are known."""
        highest = self.rule.value["levels"]["highest"]
        return self._points(dict.fromkeys(self.aspect_of, highest))

    def score(self, levels: Levels, on: date, law: Law, *, decided: bool = False) -> MeritScore:
        """What `merit.score` says of one round."""
        self._require(levels)
        given, held = standing(levels), counted(levels)
        unanswered = tuple(sub for sub in self.aspect_of if sub not in given)
        out = tuple(sub for sub in self.aspect_of if given.get(sub) == LEFT_OUT)
        missing = self.lacking + unanswered
        if decided and unverified(levels, self.rule):
            most = None if self.lacking else float(self._most(out))
            return MeritScore(None, most, None, None, {}, missing, left_out=out)
        if self.lacking and (not held or self.units is None):
            return MeritScore(None, None, None, None, {}, missing, left_out=out)
        if not held:
            return MeritScore(None, float(self._most(out)), None, None, {}, missing, left_out=out)
        points = self._points(held)
        total, maximum = sum(points.values(), Fraction(0)), self._most(out)
        aspects, share = {aspect: float(value) for aspect, value in points.items()}, round(float(total / maximum), 6)
        if self.lacking:
            return MeritScore(None, None, None, None, aspects, missing, share, out)
        code = category(total, on, law)
        return MeritScore(float(total), float(maximum), share, code, aspects, missing, left_out=out)

    def _require(self, levels: Levels) -> None:
        lowest, highest = self.rule.value["levels"]["lowest"], self.rule.value["levels"]["highest"]
        for sub, pair in levels.items():
            for level in pair:
                # Most often it is one of these, and nobody has to look closer.
                if sub not in self.aspect_of or not (
                    level is None or (type(level) is int and lowest <= level <= highest)
                ):
                    problem = _level_problem(self.rule, sub, level)
                    if problem is not None:
                        raise MeritError(problem)

    def _most(self, left_out: Sequence[str]) -> Fraction:
        assert self.units is not None
        units = sum(unit for sub, unit in self.units.items() if sub not in left_out)
        return Fraction(self.rule.value["levels"]["highest"] * units, self.unit)

    def _points(self, held: Mapping[str, int]) -> dict[str, Fraction]:
        assert self.units is not None
        sums = dict.fromkeys((aspect["id"] for aspect in self.rule.value["aspects"]), 0)
        for sub, level in held.items():
            sums[self.aspect_of[sub]] += level * self.units[sub]
        return {aspect: Fraction(units, self.unit) for aspect, units in sums.items()}


def course(on: date, law: Law) -> Rule:
    """What a round has to go through, and which days count after its decision; the oldest rule serves older rounds."""
    return law.at("merit.course", max(on, law.versions("merit.course")[0].effective_from))


def published_means(instrument_code: str, law: Law) -> Rule | None:
    """The last published national means of an instrument's aspects, in hundredths of their maximum; None: none."""
    found = [rule for rule in law.versions("merit.national_means") if rule.value["instrument"] == instrument_code]
    return found[-1] if found else None


def level_words(instrument_code: str, on: date, law: Law) -> Rule:
    """What each level of each sub-aspect means, in our own words; the oldest rule serves still older rounds."""
    name = LEVEL_WORDS[instrument_code]
    return law.at(name, max(on, law.versions(name)[0].effective_from))


def extracts(instrument_code: str, on: date, law: Law) -> tuple[Rule, Mapping[str, tuple[str, ...]]]:
    """Which extracts of the system may prove which sub-aspect (sub-aspect → kinds), by which rule; the oldest rule
    serves still older rounds."""
    rule = law.at("merit.extracts", max(on, law.versions("merit.extracts")[0].effective_from))
    return rule, rule.value[instrument_code]


def level_sign(level: int | None) -> str:
    """A level as tables show it: its number, TB (tidak berlaku) for what does not apply, – for none."""
    return "–" if level is None else "TB" if level == LEFT_OUT else str(level)


def level_meanings(rule: Rule, sub_aspect: str) -> dict[int, Text]:
    """Level → its words, by what `level_words` found; level 0 means that there is nothing to show."""
    said = (rule.value["nothing"], *rule.value["sub_aspects"][sub_aspect])
    return {level: Text(words["id"], words["en"]) for level, words in enumerate(said)}


def category(points: Fraction | float, on: date, law: Law) -> str:
    """SANGAT_BAIK, BAIK, KURANG or BURUK for a score (not an index). Raises NoRuleInForce outside the KASN era."""
    return _reached(points, on, law)[0]


def category_reason(points: Fraction | float, on: date, law: Law) -> Text:
    """Why a score has its category: where that begins, and where the next one would."""
    code, start, above = _reached(points, on, law)
    said, first, name = number(exact(points)), number(start), CATEGORIES[code]
    if above is None:
        return Text(f"nilai {said.id}: {name.id} mulai {first.id}", f"score {said.en}: {name.en} from {first.en}")
    limit, higher = number(above["at_least"]), CATEGORIES[above["code"]]
    return Text(
        f"nilai {said.id}: {name.id} mulai {first.id}, {higher.id} baru mulai {limit.id}",
        f"score {said.en}: {name.en} from {first.en}, {higher.en} only from {limit.en}",
    )


def reasons(levels: Levels, found: MeritScore, on: date, law: Law) -> tuple[Text, ...]:
    """Why a round came to what `score` found: whose levels count, and what the score means; without what is missing."""
    verified = sum(pair[1] is not None for pair in levels.values())
    said = [
        Text(
            f"yang dihitung: hasil verifikasi ({verified} sub-aspek)", f"what counts: the verified levels ({verified})"
        )
        if verified
        else Text(
            "yang dihitung: penilaian mandiri, belum ada verifikasi", "what counts: the self-assessment, unverified"
        )
    ]
    if found.left_out:
        named = ", ".join(found.left_out)
        said.append(
            Text(f"tidak berlaku, di luar penyebut: {named}", f"does not apply, outside the denominator: {named}")
        )
    if found.score is not None and found.index is not None:
        index = number(found.index)
        said.append(category_reason(found.score, on, law))
        said.append(
            Text(
                f"indeks {index.id} tidak menentukan kategori", f"the index of {index.en} does not decide the category"
            )
        )
    return tuple(said)


def _reached(points: Fraction | float, on: date, law: Law) -> tuple[str, float, Mapping[str, Any] | None]:
    """The category of a score, the points from which it is given, and the band above it."""
    above = None
    for band in categories(on, law):
        if exact(points) >= exact(band["at_least"]):
            return str(band["code"]), band["at_least"], above
        above = band
    raise ValueError(f"no category for {points} points")


def categories(on: date, law: Law) -> tuple[Mapping[str, Any], ...]:
    """The bands from the highest down: code, at_least (points), numeral (IV … I)."""
    return (*law.at("merit.categories", on).value, *law.at("merit.categories_low", on).value)


def valid_to(decided_on: date, stated: date | None, law: Law) -> tuple[date, bool]:
    """Last day (inclusive) on which a decision holds, and whether the decision itself says so.

    Where it names no end, the assumption of `merit.validity` counts from the day of the decision.
    """
    if stated is not None:
        return stated, True
    return last_day_of_term(decided_on, validity(decided_on, law).value), False


def validity(decided_on: date, law: Law) -> Rule:
    """The assumed term, in years, of a decision that names no end; the oldest rule serves still older decisions."""
    oldest = law.versions("merit.validity")[0]
    return law.at("merit.validity", max(decided_on, oldest.effective_from))


def day_of_round(instrument_code: str, day: date, law: Law) -> date:
    """The day whose law scores a round. `day`: of its decision, until then of its submission, until then today.

    A round belongs to its instrument for ever, so a day outside the instrument's time gives the nearest one inside
    (a round of KASN-2019 decided in January 2026: 30 December 2025). Raises MeritError for an unknown code.
    """
    if instrument_code not in INSTRUMENTS:
        raise MeritError(_unknown_instrument(instrument_code))
    first, last = time_of(instrument_code, law)
    return max(first, min(day, last or date.max))


def time_of(instrument_code: str, law: Law) -> tuple[date, date | None]:
    """First and last day (None: none named) on which an instrument was in force."""
    versions = [rule for rule in law.versions(INSTRUMENTS[instrument_code]) if rule.value is not None]
    return versions[0].effective_from, versions[-1].effective_to


def taken_to_begin(decided_on: date, law: Law) -> date:
    """When an assessment whose submission is not recorded is taken to have begun (`merit.assessment_days`)."""
    oldest = law.versions("merit.assessment_days")[0]
    days: int = law.at("merit.assessment_days", max(decided_on, oldest.effective_from)).value
    return date.fromordinal(max(decided_on.toordinal() - days, 1))


def last_day_of_term(start: date, years: int) -> date:
    """The last of `years` years counted from `start` (29 February runs to the last day of February)."""
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:
        anniversary = date(start.year + years, 3, 1)
    return date.fromordinal(anniversary.toordinal() - 1)


def level_error(instrument_code: str, sub_aspect: str, level: Any, law: Law | None = None) -> Text | None:
    """Why an importer must refuse this level; None if it may stand (None = not answered)."""
    law = law or shipped()
    if instrument_code not in INSTRUMENTS:
        return _unknown_instrument(instrument_code)
    return _level_problem(law.versions(INSTRUMENTS[instrument_code])[0], sub_aspect, level)


def missing_label(instrument_code: str, code: str, on: date, law: Law) -> Text:
    """What an entry of `MeritScore.missing` means, for a page."""
    value = instrument(instrument_code, on, law).value
    if code.startswith("weight:"):
        aspect = next(aspect for aspect in value["aspects"] if aspect["id"] == code.removeprefix("weight:"))
        return Text(f"bobot aspek {aspect['name']['id']}", f"weight of the aspect {aspect['name']['en']}")
    if code == "satisfaction":
        return Text("kepuasan dan keterikatan pegawai", "employee satisfaction and engagement")
    if code == "corrections":
        return Text("faktor koreksi", "correction factors")
    sub_aspect = next(sub for sub in value["sub_aspects"] if sub["id"] == code)
    return Text(f"{code} {sub_aspect['name']['id']}", f"{code} {sub_aspect['name']['en']}")


def _unknown_instrument(code: str) -> Text:
    known = ", ".join(INSTRUMENTS)
    return Text(f"instrumen tidak dikenal: {code} ({known})", f"unknown instrument: {code} ({known})")


def _level_problem(rule: Rule, sub_aspect: str, level: Any) -> Text | None:
    if all(sub["id"] != sub_aspect for sub in rule.value["sub_aspects"]):
        return Text(
            f"sub-aspek {sub_aspect} tidak ada dalam instrumen ini",
            f"this instrument has no sub-aspect {sub_aspect}",
        )
    lowest, highest = rule.value["levels"]["lowest"], rule.value["levels"]["highest"]
    out = type(level) is int and level == LEFT_OUT
    if out and not may_not_apply(rule, sub_aspect):
        return Text(
            f"sub-aspek {sub_aspect} instrumen ini berlaku bagi setiap instansi",
            f"sub-aspect {sub_aspect} of this instrument applies to every agency",
        )
    if level is None or out or (type(level) is int and lowest <= level <= highest):
        return None
    return Text(
        f"level harus bilangan bulat {lowest} sampai {highest}: {level}",
        f"a level is a whole number from {lowest} to {highest}: {level}",
    )


def may_not_apply(rule: Rule, sub_aspect: str) -> bool:
    """Whether the instrument lets an agency say that this sub-aspect does not apply to it."""
    return any(sub["id"] == sub_aspect and sub.get("may_not_apply", False) for sub in rule.value["sub_aspects"])


def standing(levels: Levels) -> dict[str, int]:
    """What stands for each sub-aspect, a level or LEFT_OUT: what was verified if anything was, otherwise what the
    agency says."""
    verified = {sub: pair[1] for sub, pair in levels.items() if pair[1] is not None}
    return verified or {sub: pair[0] for sub, pair in levels.items() if pair[0] is not None}


def counted(levels: Levels) -> dict[str, int]:
    """The level of each sub-aspect that scores: what stands, without those that are left out."""
    return {sub: level for sub, level in standing(levels).items() if level != LEFT_OUT}


def unverified(levels: Levels, rule: Rule) -> int:
    """How many verified levels are lacking while others are there; 0 also where there is none at all."""
    verified = sum(pair[1] is not None for pair in levels.values())
    return len(rule.value["sub_aspects"]) - verified if verified else 0


def not_verified(count: int) -> Text:
    """Why a decided round has neither score nor category yet."""
    return Text(f"{count} level verifikasi belum tercatat", f"{count} verified levels are not recorded")


def _lacking(value: Mapping[str, Any]) -> tuple[str, ...]:
    """What keeps an instrument from giving an index at all; empty for one whose weights are known."""
    lacking = [f"weight:{aspect['id']}" for aspect in value["aspects"] if aspect["weight"] is None]
    if "satisfaction_share" in value:
        lacking.append("satisfaction")
        if value["corrections"] is None:
            lacking.append("corrections")
    return tuple(lacking)


def exact(value: Fraction | float) -> Fraction:
    """The decimal as written (2.5, 249.5), not its neighbour in binary."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def shortfall(points: float, wanted: str, on: date, law: Law) -> Text | None:
    """How far a score is below a category (`52`); None when it is not below."""
    limit = next(band["at_least"] for band in categories(on, law) if band["code"] == wanted)
    gap = exact(limit) - exact(points)
    return number(gap) if gap > 0 else None
