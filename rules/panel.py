"""A selection committee: whether it is composed as it has to be, and how far its members' scores lie apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from rules.checks import Check, Status
from rules.law import Law, Rule
from rules.ranking import DECIMALS
from rules.text import Text

COMPOSITION, QUORUM, OUTLYING = "selection.committee", "selection.quorum", "selection.outlying"
SUPPLEMENT = "selection.supplement"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What members make of one candidate: `mean` rounded once to 6 decimals, `spread` from the lowest to the highest,
    `outlying` the members whose score lies further from the median of all than the rule says."""

    mean: float
    spread: int
    outlying: tuple[int, ...]


def composition(internal: Sequence[bool | None], route: str, on: date, law: Law) -> tuple[Check, ...]:
    """A committee held against `selection.committee`: how many it has, and how many of them are from inside.

    `internal`: of each member whether they are an employee of the agency; None is not known. The checks decide on the
    routes that the rule names. Raises NoRuleInForce before its first day.
    """
    rule = law.at(COMPOSITION, on)
    fewest, most, percent = (int(rule.value[name]) for name in ("fewest", "most", "internal_percent"))
    size, inside = len(internal), sum(one is True for one in internal)
    unsure = sum(one is None for one in internal)
    fits = size % 2 == 1 and fewest <= size <= most
    share = (
        Status.FAIL
        if inside * 100 > percent * size
        else Status.UNKNOWN
        if not size or (inside + unsure) * 100 > percent * size
        else Status.PASS
    )
    told = (f"; {unsure} belum diketahui", f"; {unsure} not known") if unsure else ("", "")
    return (
        _check(
            rule, route, "committee_size", Status.PASS if fits else Status.FAIL,
            Text("Banyaknya anggota", "Number of members"),
            Text(f"{size} orang", f"{size} member" if size == 1 else f"{size} members"),
            Text(f"gasal, {fewest} sampai {most}", f"odd, {fewest} to {most}"),
        ),
        _check(
            rule, route, "committee_internal", share,
            Text("Anggota dari dalam instansi", "Members from inside the agency"),
            Text(f"{inside} dari {size}{told[0]}", f"{inside} of {size}{told[1]}"),
            Text(f"paling banyak {percent} %", f"at most {percent}%"),
        ),
    )  # fmt: skip


def quorum(
    taking: int,
    seats: int,
    on: date,
    law: Law,
    *,
    scored: bool = True,
    refused: bool = False,
    begun: bool = False,
    undeclared: int = 0,
) -> Check:
    """Whether more than the share of `seats` that `selection.quorum` says, and never fewer than it says, is `taking`
    part: scoring, or without a scoring declaring and signing; whoever took over a seat and whoever gave it up are one.
    `refused`: some who scored would not sign the minutes, and are not counted; `begun`: some of those taking part have
    declared their conflicts and are still to lock their scores; `undeclared`: so many may score still, but have not
    declared. While it hangs on those it is not known. Raises NoRuleInForce before its first day."""
    rule = law.at(QUORUM, on)
    percent, fewest = int(rule.value["percent"]), int(rule.value["fewest"])
    did = Text("menilai", "score") if scored else Text("menyatakan dan menandatangani", "declared and signed")
    if begun or undeclared:
        did = Text("sudah menyatakan benturan kepentingannya", "have declared their conflicts")
    if refused:
        did = Text("menilai dan tidak menolak risalahnya", "scored and did not refuse the minutes")

    def suffices(many: int) -> bool:
        return many * 100 > percent * seats and many >= fewest

    possible = Status.UNKNOWN if suffices(taking + undeclared) else Status.FAIL
    return Check(
        code="committee_quorum",
        status=Status.PASS if suffices(taking) else possible,
        label=Text("Kuorum", "Quorum"),
        fact=Text(f"{taking} dari {seats} kursi {did.id}", f"{taking} of {seats} seats {did.en}"),
        limit=Text(f"lebih dari {percent} %, paling sedikit {fewest}", f"more than {percent}%, {fewest} at least"),
        citation=rule.citation,
        verified=rule.verified,
        note=rule.note,
    )


def supplement(candidates: int, on: date, law: Law) -> Check:
    """Whether a supplementary round has enough candidates for codes to hide who they are (`selection.supplement`); only
    told, it bears on nothing. Raises NoRuleInForce before its first day."""
    rule = law.at(SUPPLEMENT, on)
    return Check(
        code="committee_supplement",
        status=Status.PASS if candidates >= rule.value else Status.FAIL,
        label=Text("Putaran susulan dapat buta", "Supplementary round could be blind"),
        fact=Text(f"{candidates} calon", "1 candidate" if candidates == 1 else f"{candidates} candidates"),
        limit=Text(f"paling sedikit {rule.value} calon", f"at least {rule.value} candidates"),
        citation=rule.citation,
        verified=rule.verified,
        decides=False,
        note=rule.note,
    )


def opinion(scores: Mapping[int, int], on: date, law: Law) -> Opinion | None:
    """Members' scores (member → 0-100) of one candidate; None without any. Of fewer than three nobody is outlying.
    Raises NoRuleInForce before the rule's first day."""
    if not scores:
        return None
    limit = Fraction(str(law.at(OUTLYING, on).value))
    middle = median(map(Fraction, scores.values()))
    outlying = [member for member, score in scores.items() if len(scores) > 2 and abs(score - middle) > limit]
    mean = Fraction(sum(scores.values()), len(scores))
    return Opinion(float(round(mean, DECIMALS)), max(scores.values()) - min(scores.values()), tuple(outlying))


def _check(rule: Rule, route: str, code: str, status: Status, label: Text, fact: Text, limit: Text) -> Check:
    return Check(
        code=code,
        status=status,
        label=label,
        fact=fact,
        limit=limit,
        citation=rule.citation,
        verified=rule.verified,
        decides=route in rule.value["decides"],
        note=rule.note,
    )
