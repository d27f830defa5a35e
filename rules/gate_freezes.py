"""Times in which a region replaces no officials: around the election of its head, and after a new one took office.

They close the direct route, and forbid an inauguration by whatever route, unless the minister's approval is in force.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from rules.checks import Check, Status
from rules.dates import add_months
from rules.gate_facts import Approval, Freeze, GateFacts
from rules.law import Law, NoRuleInForce, Rule
from rules.text import UNSAID, Text
from rules.wording import day

# Kind of freeze → code of its check.
FREEZES: Final = {"PILKADA": "freeze_pilkada", "NEW_HEAD": "freeze_new_head"}
PERMIT: Final = "PERMIT"
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
        yield _check(kind, facts, on, rule)


def inauguration_checks(facts: GateFacts, on: date, law: Law) -> tuple[Check, ...]:
    """What could forbid an inauguration on `on` in the post of `facts`, whatever the route: the same checks, which rest
    on one more assumption. One that decides and is not met forbids it."""
    found = tuple(freeze_checks(replace(facts, post_named=True), on, law))
    if not found:
        return ()
    terms = law.at("gate.freezes", on).value["inauguration"]
    return tuple(
        replace(one, verified=one.verified and terms["tag"] == "V", note=_joined(one.note, Text(**terms["note"])))
        for one in found
    )


def span(freeze: Freeze, rule: Rule) -> tuple[date, date | None]:
    """First and last day (inclusive; None = not known) without replacements; of one revoked before it began, the last
    lies before the first.

    PILKADA: from six months before the candidates are fixed to the end of the term; NEW_HEAD: for six months from the
    inauguration.
    """
    terms = rule.value[freeze.kind]
    first, last = freeze.since, freeze.until
    if freeze.kind == "PILKADA":
        first = add_months(freeze.since, -terms["months_before"]).item()
    else:
        last = add_months(freeze.since, terms["months"]).item() - _DAY
    if freeze.revoked_on is not None and (last is None or freeze.revoked_on <= last):
        last = freeze.revoked_on - _DAY
    return first, last


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


def _check(kind: str, facts: GateFacts, on: date, rule: Rule) -> Check:
    terms, freezes = rule.value[kind], [one for one in facts.freezes if one.kind == kind]
    running = [one for one in freezes if _holds(one, on, rule)]
    permits = {one: _permits(one, facts, on, rule) for one in running}
    closed = [one for one in running if not _allowed(one, permits[one], facts, on)]
    told = max(closed or running or freezes, key=lambda one: (one.since, one.number), default=None)
    given = permits.get(told, []) if told else []
    letter = next((one for one in given if _for_post(one, facts)), None)
    # Asked by tier, a letter for certain posts answers nothing yet.
    narrow = bool(closed) and not facts.post_named and all(permits[one] for one in closed)
    note = _joined(rule.note, *(Text(**part["note"]) for part in (terms, *_rests(given, rule)) if "note" in part))
    return Check(
        code=FREEZES[kind],
        status=Status.UNKNOWN if told is None or narrow else Status.FAIL if closed else Status.PASS,
        label=_LABELS[kind],
        fact=_fact(told, letter, [] if letter else given, on, rule),
        limit=_limit(kind, rule),
        citation=terms["citation"],
        verified=rule.verified and all(part["tag"] == "V" for part in (terms, *_rests(given, rule))),
        decides=told is not None,
        note=note,
        document=(letter.document if letter else "") or (told.document if told else ""),
    )


def _rests(given: list[Approval], rule: Rule) -> list[dict[str, str]]:
    return [rule.value["permit"]] if given else []


def _joined(*notes: Text) -> Text:
    said = [note for note in notes if note]
    return Text(*map(" ".join, zip(*said, strict=True))) if said else UNSAID


def _holds(freeze: Freeze, on: date, rule: Rule) -> bool:
    first, last = span(freeze, rule)
    return first <= on and (last is None or on <= last)


def _permits(freeze: Freeze, facts: GateFacts, on: date, rule: Rule) -> list[Approval]:
    """The minister's letters in force on the day that may open this freeze, for this post or others; newest first."""
    first, _last = span(freeze, rule)
    found = [
        one
        for one in facts.approvals
        if one.kind == PERMIT
        and one.authority == rule.value["permit"]["authority"]
        and first <= one.dated
        and one.since <= on
        and (one.valid_to is None or on <= one.valid_to)
        and (one.revoked_on is None or on < one.revoked_on)
        and one.tier in ("", facts.tier)
    ]
    return sorted(found, key=lambda one: (one.since, one.number), reverse=True)


def _for_post(permit: Approval, facts: GateFacts) -> bool:
    return not permit.posts or facts.post in permit.posts


def _allowed(freeze: Freeze, permits: list[Approval], facts: GateFacts, on: date) -> bool:
    kept_with_it = freeze.allowed_on is not None and freeze.allowed_on <= on
    return kept_with_it or any(_for_post(one, facts) for one in permits)


def _fact(freeze: Freeze | None, letter: Approval | None, others: list[Approval], on: date, rule: Rule) -> Text:
    """`letter`: what opens the freeze; `others`: letters that do so only for other posts."""
    if freeze is None:
        return Text("tidak ada yang tercatat", "none is recorded")
    first, last = span(freeze, rule)
    begin = day(first)
    end = day(last) if last else Text("akhir masa jabatan (belum tercatat)", "the end of the term (not recorded)")
    said = Text(
        f"{freeze.number}: tanpa penggantian {begin.id} sampai {end.id}",
        f"{freeze.number}: no replacement from {begin.en} to {end.en}",
    )
    if freeze.revoked_on is not None and freeze.revoked_on <= on:
        revoked = day(freeze.revoked_on)
        return Text(f"{freeze.number}: dicabut {revoked.id}", f"{freeze.number}: revoked on {revoked.en}")
    if letter is not None:
        return _allowing(said, letter.number, letter.since)
    if freeze.allowed_on is not None and freeze.allowed_on <= on and _holds(freeze, on, rule):
        return _allowing(said, freeze.allowed_by, freeze.allowed_on)
    if others:
        names, posts = others[0].number, ", ".join(others[0].posts)
        return Text(
            f"{said.id}; izin menteri {names} hanya untuk jabatan {posts}",
            f"{said.en}; the minister's permit {names} is only for the posts {posts}",
        )
    return said


def _allowing(said: Text, number: str, on: date) -> Text:
    allowed = day(on)
    return Text(
        f"{said.id}; diizinkan menteri dengan {number}, {allowed.id}",
        f"{said.en}; allowed by the minister with {number}, {allowed.en}",
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
