"""What an agency asks of itself beyond the law, by a dated decree of its head: it can only narrow the gate."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from rules.checks import Check, Status
from rules.gate_conditions import Case
from rules.gate_facts import OwnConditions
from rules.law import Law
from rules.merit import categories
from rules.text import Text
from rules.wording import CATEGORIES, number

_ORDER: Final = tuple(CATEGORIES)
_MOST: Final = 400
_DAY: Final = timedelta(days=1)


def in_force(own: Iterable[OwnConditions], on: date) -> OwnConditions | None:
    """The decree that counts on `on`: the one begun last, while it runs. It took the place of those before it for good:
    what was replaced does not hold again when the newer one ends or is revoked."""
    begun = (one for one in own if one.since <= on)
    last = max(begun, key=lambda one: (one.since, one.number), default=None)
    return None if last is None or (last.until is not None and last.until < on) else last


def turning_days(own: Iterable[OwnConditions]) -> Iterator[date]:
    """The days on which a decree begins or has ended."""
    for one in own:
        yield one.since
        if one.until is not None:
            yield one.until + _DAY


def asks_for_category(own: OwnConditions | None) -> bool:
    """Whether the decree is about the merit score, so that an assessment that holds is needed whatever the regime."""
    return own is not None and (own.category is not None or own.score is not None)


def own_checks(case: Case, own: OwnConditions | None) -> Iterator[Check]:
    """A check for each thing the decree asks for; of the size of a succession group only where a post is named."""
    if own is None:
        return
    latest = case.latest
    score = latest.result if latest and not latest.unverified else None
    points, reached = (score.score, score.category) if score else (None, None)
    if own.category is not None:
        wanted = CATEGORIES[own.category]
        yield _check(
            own,
            "agency_category",
            Text("Syarat instansi: kategori", "The agency's own: category"),
            None if reached is None else _ORDER.index(reached) <= _ORDER.index(own.category),
            None if reached is None else CATEGORIES[reached],
            Text(f"sekurang-kurangnya {wanted.id}", f"at least {wanted.en}"),
        )
    if own.score is not None:
        limit = number(own.score)
        yield _check(
            own,
            "agency_score",
            Text("Syarat instansi: nilai", "The agency's own: score"),
            None if points is None else points >= own.score,
            None if points is None else number(points),
            Text(f"sekurang-kurangnya {limit.id}", f"at least {limit.en}"),
        )
    if own.group is not None and case.facts.post_named:
        size = case.facts.succession_group
        yield _check(
            own,
            "agency_group",
            Text("Syarat instansi: kelompok suksesi", "The agency's own: succession group"),
            None if size is None else size >= own.group,
            None if size is None else Text(f"{size} calon", f"{size} candidates"),
            Text(f"sekurang-kurangnya {own.group} calon", f"at least {own.group} candidates"),
        )


def not_stricter(own: OwnConditions, law: Law) -> Text | None:
    """Why a decree may not stand: what it asks is no more than the law asks on its first day. None if it may.

    Raises NoRuleInForce for a day without any regime.
    """
    regime = law.at("gate.regime", own.since).value
    decides = any(one["code"] == "merit_category" and one["decides"] for one in regime["conditions"])
    lowest = regime["categories"][-1]
    if own.category is None and own.score is None and own.group is None:
        return Text("Keputusan ini tidak meminta apa pun.", "This decree asks for nothing.")
    if own.category is not None and _ORDER.index(own.category) > _ORDER.index(lowest) - decides:
        return _refusal(CATEGORIES[own.category], CATEGORIES[lowest])
    if own.score is not None:
        # The bands are those of the KASN era: the only instrument with points.
        bands = _bands(own.since, law)
        least = float(next(band["at_least"] for band in bands if band["code"] == lowest))
        if own.score < least or (decides and own.score == least):
            return _refusal(number(own.score), number(least))
        if own.score > _MOST:
            most = number(_MOST)
            return Text(f"Nilai paling tinggi {most.id}.", f"The highest score is {most.en}.")
    if own.group is not None and own.group < 2:
        one = Text("satu calon", "one candidate")
        return _refusal(Text(f"{own.group} calon", f"{own.group} candidates"), one)
    return None


def _bands(on: date, law: Law) -> tuple[Any, ...]:
    held = [rule for rule in law.versions("merit.categories") if rule.value]
    last = held[-1].effective_to
    return categories(max(held[0].effective_from, min(on, last) if last else on), law)


def _refusal(asked: Text, law: Text) -> Text:
    return Text(
        f"Syarat instansi hanya boleh lebih ketat dari hukum: hukum meminta {law.id}, keputusan ini {asked.id}.",
        f"An agency may only ask for more than the law: the law asks for {law.en}, this decree for {asked.en}.",
    )


def _check(own: OwnConditions, code: str, label: Text, met: bool | None, fact: Text | None, limit: Text) -> Check:
    return Check(
        code=code,
        status=Status.UNKNOWN if met is None else Status.PASS if met else Status.FAIL,
        label=label,
        fact=fact or Text("belum diketahui", "not known"),
        limit=limit,
        citation=own.number,
        verified=True,
        document=own.document,
    )
