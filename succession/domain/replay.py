"""Computing a stored route, longlist or decision again from the facts as known then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from rules import gate
from rules.checks import Check
from rules.deviation import Kind
from rules.law import shipped
from rules.text import Text
from succession.domain import canonical, deviations
from succession.domain.confirmation import seen
from succession.domain.queries import applicants, untold
from succession.domain.queries.candidates import KEPT, compute
from succession.domain.queries.chosen import chosen
from succession.domain.queries.gate import gate_facts
from succession.models import AppointmentDecision, Deviation, Inauguration, Longlist, RouteDecision

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Replay:
    """`differences` says what came out otherwise (at most 100); `law_same`: the rules' files are as they were."""

    identical: bool
    inputs_same: bool
    law_same: bool
    differences: tuple[Text, ...] = ()


def route(stored: RouteDecision) -> Replay:
    """Decide the route again and hold it against what was stored."""
    about = stored.agency, stored.tier, stored.on, stored.known_at, stored.vacancy
    asked: dict[str, Any] = {"cycle_id": stored.cycle_id, "by_requirements": stored.by_requirements}
    facts = gate_facts(*about, **asked)
    decision = gate.route(facts, stored.on, shipped())
    inputs_same = canonical.digest(facts) == stored.inputs_digest
    if not inputs_same:
        # Earlier releases did not name the documents that a decision in the place of another rests on.
        inputs_same = canonical.digest(gate_facts(*about, **asked, inherited=False)) == stored.inputs_digest
    results_same = canonical.outcome_digest(decision) == stored.results_digest
    before = [canonical.from_json(check) for check in stored.checks]
    differences = list(_between(before, decision.checks))
    if decision.outcome != stored.route:
        differences.insert(
            0, Text(f"jalur: {stored.route} → {decision.outcome}", f"route: {stored.route} → {decision.outcome}")
        )
    return Replay(
        identical=inputs_same and results_same and decision.outcome == stored.route,
        inputs_same=inputs_same,
        law_same=shipped().digest == stored.law_digest,
        differences=tuple(differences[:AT_MOST]),
    )


def longlist(stored: Longlist) -> Replay:
    """Build the longlist again and hold it against what was stored, entry by entry."""
    if stored.cycle_id is None:
        computed = applicants.compute(stored.vacancy, stored.known_at)
    else:
        computed = compute(stored.vacancy, stored.cycle_id, stored.known_at)
    inputs_same = computed.inputs_digest == stored.inputs_digest
    kept = {row[0]: row for row in stored.entries.values_list(*KEPT)}
    fresh = {row[0]: row for row in computed.rows}
    differences = [
        Text(f"calon nomor {who}: {was} → {now}", f"candidate number {who}: {was} → {now}")
        for who, was, now in _changed(kept, fresh)
    ]
    if tuple(stored.codes) != computed.codes:
        differences.insert(0, Text("susunan persyaratan berubah", "the list of requirements changed"))
    same = computed.results_digest == stored.results_digest
    return Replay(
        identical=inputs_same and same and not differences,
        inputs_same=inputs_same,
        law_same=shipped().digest == stored.law_digest,
        differences=tuple(differences[:AT_MOST]),
    )


def decision(stored: AppointmentDecision, *, reader: User) -> Replay:
    """Weigh those whom the PPK chose from again, as known at the signature; of a decision that deviates also at the
    second, of one that led to an inauguration also at that. Decisions made before their checks were kept are held
    against their token alone. The differences say no more than `reader` may read."""
    entry = Deviation.objects.select_related("vacancy", "decision__employee").filter(decision=stored).first()
    outside = stored.employee if entry is not None and entry.kind == Kind.OUTSIDE else None
    again = seen(stored.vacancy, stored.at, outside)
    law_same = shipped().digest == stored.law_digest
    if stored.results_digest is None or stored.checks is None:
        same = stored.token in (again.token, again.earlier_token)
        return Replay(identical=same, inputs_same=same, law_same=same)
    before = [canonical.from_json(check) for check in stored.checks]

    def told(check: Check) -> Check:
        return untold.checks([check], stored.employee, reader)[0]

    differences = list(_between(before, again.unread(stored.employee_id), told))
    inputs_same = again.inputs_digest == stored.inputs_digest
    # Decisions of earlier releases did not keep what was met by a document only.
    same = stored.results_digest in (again.results_digest, again.earlier_results_digest)
    if entry is not None and entry.signed_at is not None and law_same:
        # The second signature keeps no more than what was seen, of which the law's digest is a part.
        same = same and deviations.same(entry)
    held = Inauguration.objects.filter(decision=stored).first()
    if held is not None and held.weighed is not None:
        on_the_day = chosen(stored, held.dated, held.at)
        differences += _between(map(canonical.from_json, held.weighed), on_the_day.checks, told)
        inputs_same = inputs_same and on_the_day.inputs_digest == held.inputs_digest
        same = same and on_the_day.results_digest == held.results_digest
        law_same = law_same and shipped().digest == held.law_digest
    return Replay(
        identical=inputs_same and same and not differences,
        inputs_same=inputs_same,
        law_same=law_same,
        differences=tuple(differences[:AT_MOST]),
    )


def _as_it_is(check: Check) -> Check:
    return check


def _between(
    before: Iterable[Check], after: Iterable[Check], told: Callable[[Check], Check] = _as_it_is
) -> Iterable[Text]:
    """Checks whose status, fact or waiver is another one, in the words in which they may be `told`."""
    was, now = ({check.code: check for check in canonical.weighed(checks)} for checks in (before, after))
    for code in dict.fromkeys([*was, *now]):
        one, other = was.get(code), now.get(code)
        if one is None or other is None or _weighed(one) != _weighed(other):
            one, other = (check and told(check) for check in (one, other))
            yield Text(
                f"{code}: {_said(one, 'id')} → {_said(other, 'id')}",
                f"{code}: {_said(one, 'en')} → {_said(other, 'en')}",
            )


def _weighed(check: Check) -> tuple[object, ...]:
    return check.status, check.fact, check.waived


def _said(check: Check | None, language: str) -> str:
    return (
        "–"
        if check is None
        else f"{check.status} ({'; '.join(filter(None, (check.fact.in_(language), check.waived.in_(language))))})"
    )


def _changed(kept: dict[Any, Any], fresh: dict[Any, Any]) -> Iterable[tuple[Any, Any, Any]]:
    for who in dict.fromkeys([*kept, *fresh]):
        if kept.get(who) != fresh.get(who):
            yield who, kept.get(who), fresh.get(who)
