"""Times in which a region replaces no officials: around the election of its head, and after a new one took office."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from rules.checks import Check, Status
from rules.dates import add_months
from rules.gate_facts import Freeze, GateFacts
from rules.law import Law, NoRuleInForce, Rule
from rules.text import UNSAID, Text
from rules.wording import day

# Kind of freeze → code of its check.
FREEZES: Final = {"PILKADA": "freeze_pilkada", "NEW_HEAD": "freeze_new_head"}
_LABELS: Final = {
    "PILKADA": Text("Di luar masa pilkada", "Outside the time of a regional election"),
    "NEW_HEAD": Text("Di luar enam bulan pertama kepala daerah", "Outside the first six months of a head of region"),
}
_DAY: Final = timedelta(days=1)


def freeze_checks(facts: GateFacts, on: date, law: Law) -> Iterator[Check]:
    """For a region, one check for each kind of freeze; none for others, nor on days before there was such a rule.

    A kind of which nothing is recorded is unknown and decides nothing: what nobody wrote down closes no route, and is
    not passed off as met either.
    """
    if not facts.regional:
        return
    try:
        rule = law.at("gate.freezes", on)
    except NoRuleInForce:
        return
    for kind in FREEZES:
        yield _check(kind, [one for one in facts.freezes if one.kind == kind], on, rule)


def span(freeze: Freeze, rule: Rule) -> tuple[date, date | None]:
    """First and last day (inclusive; None = not known) without replacements.

    PILKADA: from six months before the candidates are fixed to the end of the term; NEW_HEAD: for six months from the
    inauguration.
    """
    terms = rule.value[freeze.kind]
    if freeze.kind == "PILKADA":
        return add_months(freeze.since, -terms["months_before"]).item(), freeze.until
    return freeze.since, add_months(freeze.since, terms["months"]).item() - _DAY


def turning_days(freezes: Iterable[Freeze], law: Law) -> Iterator[date]:
    """The days on which a freeze begins, is lifted, or is over."""
    for rule in law.versions("gate.freezes"):
        for freeze in freezes:
            first, last = span(freeze, rule)
            yield first
            if last is not None:
                yield last + _DAY
            if freeze.allowed_on is not None:
                yield freeze.allowed_on


def _check(kind: str, freezes: list[Freeze], on: date, rule: Rule) -> Check:
    terms = rule.value[kind]
    running = [one for one in freezes if _holds(one, on, rule)]
    closed = [one for one in running if one.allowed_on is None or on < one.allowed_on]
    told = max(closed or running or freezes, key=lambda one: (one.since, one.number), default=None)
    note = Text(*map(" ".join, zip(rule.note, Text(**terms["note"]), strict=True))) if "note" in terms else rule.note
    return Check(
        code=FREEZES[kind],
        status=Status.UNKNOWN if told is None else Status.FAIL if closed else Status.PASS,
        label=_LABELS[kind],
        fact=_fact(told, told in closed, on, rule),
        limit=_limit(kind, rule),
        citation=terms["citation"],
        verified=terms["tag"] == "V" and rule.verified,
        decides=told is not None,
        note=note or UNSAID,
        document=told.document if told else "",
    )


def _holds(freeze: Freeze, on: date, rule: Rule) -> bool:
    first, last = span(freeze, rule)
    return first <= on and (last is None or on <= last)


def _fact(freeze: Freeze | None, closed: bool, on: date, rule: Rule) -> Text:
    if freeze is None:
        return Text("tidak ada yang tercatat", "none is recorded")
    first, last = span(freeze, rule)
    begin = day(first)
    end = day(last) if last else Text("akhir masa jabatan (belum tercatat)", "the end of the term (not recorded)")
    said = Text(
        f"{freeze.number}: tanpa penggantian {begin.id} sampai {end.id}",
        f"{freeze.number}: no replacement from {begin.en} to {end.en}",
    )
    if closed or freeze.allowed_on is None or on < freeze.allowed_on or not _holds(freeze, on, rule):
        return said
    allowed = day(freeze.allowed_on)
    return Text(
        f"{said.id}; diizinkan menteri dengan {freeze.allowed_by}, {allowed.id}",
        f"{said.en}; allowed by the minister with {freeze.allowed_by}, {allowed.en}",
    )


def _limit(kind: str, rule: Rule) -> Text:
    terms = rule.value[kind]
    if kind == "PILKADA":
        months = terms["months_before"]
        return Text(
            f"tanpa penggantian sejak {months} bulan sebelum penetapan calon sampai akhir masa jabatan, kecuali "
            "diizinkan menteri",
            f"no replacement from {months} months before the candidates are fixed to the end of the term, unless the "
            "minister allows it",
        )
    months = terms["months"]
    return Text(
        f"tanpa penggantian dalam {months} bulan sejak pelantikan kepala daerah, kecuali diizinkan menteri",
        f"no replacement within {months} months of the inauguration of the head, unless the minister allows it",
    )
