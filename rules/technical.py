"""Technical competencies: what a post asks of them, held against the levels that somebody was found to have.

Which there are, the posts say (PermenPANRB 38/2017: technical ones per post, levels 1-5): no list of them is shipped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.dates import add_years
from rules.law import Law, NoRuleInForce

VALIDITY = "talent.assessment_validity"


def spelling(name: str) -> str:
    """One spelling of a competency's name: how it is written does not tell two apart."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Asked:
    """A level (1-5) that a post asks from `since` to `until`, both inclusive; None: open."""

    competency: str
    level: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    """A level (1-5) that somebody was found to have on a day."""

    competency: str
    level: int
    on: date


@dataclass(frozen=True)
class Technical:
    """One technical competency: what is asked, and the level held by the assessment of `assessed_on`; None where the
    post does not ask it, or where no level is known: that is no level 0."""

    competency: str
    standard: int | None
    level: int | None
    assessed_on: date | None

    @property
    def gap(self) -> int | None:
        """Levels below what is asked, 0 where it is reached; None where either is not known."""
        return None if self.standard is None or self.level is None else max(self.standard - self.level, 0)


def asked_on(asked: Iterable[Asked], on: date) -> dict[str, Asked]:
    """Spelling → what is asked on the day: of several in force the one that began last."""
    begun = [one for one in asked if (one.since or date.min) <= on <= (one.until or date.max)]
    return {spelling(one.competency): one for one in sorted(begun, key=lambda one: one.since or date.min)}


def found_on(found: Iterable[Found], on: date, law: Law) -> dict[str, Found]:
    """Spelling → the newest level that is valid on the day. Validity: Peraturan BKN 26/2019 Pasal 29, as of any
    assessment; before that rule none is known to hold."""
    try:
        years = int(law.at(VALIDITY, on).value)
    except NoRuleInForce:
        return {}
    valid = [one for one in found if one.on <= on and add_years(one.on, years) > on]
    return {spelling(one.competency): one for one in sorted(valid, key=lambda one: one.on)}


def fit(asked: Iterable[Asked], found: Iterable[Found], on: date, law: Law) -> tuple[Technical, ...]:
    """What the post asks on the day against what is known of one person, by name; then what they have besides."""
    wanted, held = asked_on(asked, on), found_on(found, on, law)
    told = [
        Technical(
            (wanted.get(name) or held[name]).competency,
            wanted[name].level if name in wanted else None,
            held[name].level if name in held else None,
            held[name].on if name in held else None,
        )
        for name in sorted({*wanted, *held})
    ]
    return tuple(sorted(told, key=lambda one: one.standard is None))


def missing(technical: Iterable[Technical]) -> int | None:
    """Levels below what the post asks, all together; None where a level is not known, or nothing is asked."""
    gaps = [one.gap for one in technical if one.standard is not None]
    known = [gap for gap in gaps if gap is not None]
    return sum(known) if gaps and len(known) == len(gaps) else None
