"""Computing what a filling decided, or a simulation, again from the facts as known then."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import Any

from accounts.models import User
from rules import gate
from rules.checks import Check
from rules.deviation import Kind
from rules.law import shipped
from rules.text import UNSAID, Text
from succession.domain import canonical, deviations, sights
from succession.domain.confirmation import Seen, seen
from succession.domain.queries import applicants, joint, untold
from succession.domain.queries.candidates import KEPT, CannotEvaluate, compute
from succession.domain.queries.chosen import chosen
from succession.domain.queries.gate import frozen, gate_facts
from succession.domain.queries.ordering import Order
from succession.models import (
    AppointmentDecision,
    Deviation,
    Inauguration,
    Longlist,
    RouteDecision,
    Sight,
    SightStep,
    Simulation,
    Vacancy,
)
from talent.models import Employee

AT_MOST = 100
_SECOND = Text("tanda tangan kedua, ", "second signature, ")


@dataclass(frozen=True, slots=True)
class Replay:
    """`differences` says what came out otherwise (at most 100); `law_same`: the rules' files are as they were. `kept`:
    False of what earlier releases did not keep, so that there is nothing to hold it against."""

    identical: bool
    inputs_same: bool
    law_same: bool
    differences: tuple[Text, ...] = ()
    kept: bool = True


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


def nomination(vacancy: Vacancy, *, reader: User) -> Replay:
    """Weigh the three names again, as known when they were sent up: their requirements, the rule of the route, the
    ranking and the committee's own means. Of names sent up before that was kept there is nothing to hold it against.
    The differences say no more than `reader` may read."""
    stored = sights.of_names(vacancy)
    if stored is None:
        return Replay(identical=False, inputs_same=True, law_same=True, kept=False)
    then = seen(vacancy, stored.at, named=False)
    order = sights.order_of(then, reader, stored.at)
    stood_then: list[dict[str, Any]] = stored.names or []
    names = [one["employee"] for one in stood_then]
    sent = [{"order": one.order, "employee": one.employee_id} for one in vacancy.nominees.all()]
    kept = [{"order": place, "employee": who} for place, who in enumerate(names, start=1)]
    differences = (*_names_between(kept, sent), *_names_between(stood_then, sights.names_of(order, names)))
    stood = Replay(not differences, inputs_same=True, law_same=True, differences=differences)
    return _together([stood, _sight(stored, then, reader, names=order)])


def _names_between(kept: list[dict[str, Any]], found: list[dict[str, Any]]) -> Iterable[Text]:
    """What is otherwise of each of the three names."""
    nothing: dict[str, Any] = {}
    for place, (one, other) in enumerate(zip_longest(kept, found, fillvalue=nothing), start=1):
        for name in sorted(one or other):
            if one.get(name) != other.get(name):
                said = f"{name} {_short(one.get(name))} → {_short(other.get(name))}"
                yield Text(f"nama {place}: {said}", f"name {place}: {said}")


def again(entry: Deviation, *, reader: User) -> Replay:
    """Weigh the three names whom the PPK passed over by starting again, as known at that signature, and at the second.
    What earlier releases did not keep is held against its token alone. The differences say no more than `reader` may
    read."""
    stored, then = sights.of(entry, SightStep.AGAIN), seen(entry.vacancy, entry.at, stood_at=entry.at)
    if stored is not None:
        return _together([_sight(stored, then, reader), *_second(entry, reader)])
    same = entry.token in (then.token, then.earlier_token)
    first = Replay(identical=same, inputs_same=same, law_same=True)
    return _together([first, *_second(entry, reader)])


def decision(stored: AppointmentDecision, *, reader: User) -> Replay:
    """Weigh those whom the PPK chose from again, as known at the signature; of a decision that deviates also at the
    second, of one that led to an inauguration also at that, with what could have forbidden it. Decisions made before
    their checks were kept are held against their token alone. The differences say no more than `reader` may read."""
    entry = Deviation.objects.select_related("vacancy", "decision__employee").filter(decision=stored).first()
    outside = stored.employee if entry is not None and entry.kind == Kind.OUTSIDE else None
    then = seen(stored.vacancy, stored.at, outside)
    if stored.results_digest is None or stored.checks is None:
        same = stored.token in (then.token, then.earlier_token)
        found = [Replay(same, inputs_same=same, law_same=shipped().digest == stored.law_digest)]
    else:
        before = map(canonical.from_json, stored.checks)
        differences = _between(before, then.unread(stored.employee_id), _told(stored.employee, reader))
        # Decisions of earlier releases did not keep what was met by a document only.
        results = then.results_digest, then.earlier_results_digest
        found = [_compared(stored, then.inputs_digest, results, differences)]
    if entry is not None:
        found += _second(entry, reader)
    held = Inauguration.objects.filter(decision=stored).first()
    if held is not None:
        found += _inaugurated(held, stored, reader)
    return _together(found)


def simulation(stored: Simulation) -> Replay:
    """Fill the posts on paper again, or follow the chain, and hold it against what was stored, post by post."""
    asked, about = stored.asked, (stored.on, stored.known_at)
    try:
        if stored.kind == Simulation.Kind.TOGETHER:
            found = joint.together(stored.agency, asked["posts"], *about)
        else:
            chain = asked["post"], asked["person"], dict(asked["picks"]), asked["depth"]
            found = joint.cascade(stored.agency, *chain, *about)
    except CannotEvaluate as error:
        # In the reader's language alone.
        said = Text(str(error), str(error))
        return Replay(False, inputs_same=False, law_same=stored.law_digest == shipped().digest, differences=(said,))
    differences = [*_rows_between(stored.rows, found.rows), *_rows_between(stored.emptied, found.emptied)]
    # The digest is over what was stored: earlier releases asked for less.
    results = canonical.digest({"rows": stored.rows, "emptied": stored.emptied})
    return _compared(stored, found.inputs_digest, (results,), differences)


def _rows_between(kept: list[dict[str, Any]], found: Iterable[Any]) -> Iterable[Text]:
    """Posts of a simulation of which something that was kept comes out otherwise."""
    rows = kept, [asdict(one) for one in found]
    was, now = ({row["post"]: row for row in json.loads(json.dumps(one))} for one in rows)
    for post in dict.fromkeys([*was, *now]):
        one, other = was.get(post, {"post": None}), now.get(post, {"post": None})
        for name, held in sorted(one.items()):
            if not _holds(held, other.get(name)):
                said = f"{name} {_short(held)} → {_short(other.get(name))}"
                yield Text(f"jabatan nomor {post}: {said}", f"post number {post}: {said}")


def _holds(kept: Any, found: Any) -> bool:
    """Whether what was kept is still found, however much more is."""
    if isinstance(kept, dict) and isinstance(found, dict):
        return all(name in found and found[name] == value for name, value in kept.items())
    return bool(kept == found)


def _short(value: Any) -> str:
    """A value of a row; of somebody placed all that was kept of them, by name: engines order keys as they please."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {value[name]}" for name in sorted(value))
    return "–" if value is None else str(value)


def _inaugurated(held: Inauguration, of: AppointmentDecision, reader: User) -> Iterable[Replay]:
    """What was weighed at an inauguration, where anything was."""
    if held.weighed is not None:
        on_the_day = chosen(of, held.dated, held.at)
        weighed = map(canonical.from_json, held.weighed)
        differences = _between(weighed, on_the_day.checks, _told(of.employee, reader))
        yield _compared(held, on_the_day.inputs_digest, (on_the_day.results_digest,), differences)
    if held.weighed is not None or held.checks:
        found = {one.code: one for one in frozen(of.vacancy, held.dated, held.at)}
        kept = {check.code: check for check in map(canonical.from_json, held.checks)}
        # A warning forbade nothing, and is about who holds which post now: it is kept, not computed again.
        before = {code: one for code, one in kept.items() if one.decides or code in found}
        # Earlier releases looked at fewer of them; what they did not show forbade nothing.
        now = {code: one for code, one in found.items() if one.decides or code in before}
        differences = tuple(_unlike(before, now))
        yield Replay(not differences, inputs_same=True, law_same=True, differences=differences)


def _second(entry: Deviation, reader: User) -> Iterable[Replay]:
    """What the second signer saw, where somebody signed."""
    if entry.signed_at is None:
        return
    stored = sights.of(entry, SightStep.SECOND)
    if stored is not None:
        then, _token = deviations.shown(entry, entry.signed_at)
        result = _sight(stored, then, reader, _SECOND)
        yield replace(result, identical=result.identical and entry.signed_token == stored.token)
    elif entry.decision is None or entry.decision.law_digest == shipped().digest:
        # Earlier releases kept no more than the token, of which the law's digest is a part.
        yield Replay(deviations.same(entry), inputs_same=True, law_same=True)


def _sight(stored: Sight, then: Seen, reader: User, at: Text = UNSAID, names: Order | None = None) -> Replay:
    """What was seen at a signature, held against what is seen `then` by now."""
    people = Employee.objects.select_related("agency").in_bulk([int(who) for who in stored.checks])
    differences: list[Text] = []
    for who, checks in stored.checks.items():
        person = people[int(who)]
        now = sights.checks_of(then, person.pk, names)
        about = Text(f"{at.id}calon nomor {who}, ", f"{at.en}candidate number {who}, ")
        differences += _between(map(canonical.from_json, checks), now, _told(person, reader), about)
    return _compared(stored, then.inputs_digest, (then.results_digest,), differences)


def _compared(stored: Any, inputs: str, results: Collection[str], differences: Iterable[Text]) -> Replay:
    """Digests of what went in and came out, held against those stored; nothing else may differ either."""
    said = tuple(differences)
    inputs_same = stored.inputs_digest == inputs
    return Replay(
        identical=inputs_same and stored.results_digest in results and not said,
        inputs_same=inputs_same,
        law_same=stored.law_digest == shipped().digest,
        differences=said,
    )


def _together(found: Sequence[Replay]) -> Replay:
    """One answer for several."""
    return Replay(
        identical=all(one.identical for one in found),
        inputs_same=all(one.inputs_same for one in found),
        law_same=all(one.law_same for one in found),
        differences=tuple(said for one in found for said in one.differences)[:AT_MOST],
    )


def _told(person: Employee, reader: User) -> Callable[[Check], Check]:
    """How a check of `person` reads to `reader`."""
    return lambda check: untold.checks([check], person, reader)[0]


def _as_it_is(check: Check) -> Check:
    return check


def _between(
    before: Iterable[Check],
    after: Iterable[Check],
    told: Callable[[Check], Check] = _as_it_is,
    about: Text = UNSAID,
) -> Iterable[Text]:
    """Checks whose status, fact or waiver is another one, in the words in which they may be `told`."""
    was, now = ({check.code: check for check in canonical.weighed(checks)} for checks in (before, after))
    return _unlike(was, now, told, about)


def _unlike(
    was: Mapping[str, Check],
    now: Mapping[str, Check],
    told: Callable[[Check], Check] = _as_it_is,
    about: Text = UNSAID,
) -> Iterable[Text]:
    for code in dict.fromkeys([*was, *now]):
        one, other = was.get(code), now.get(code)
        if one is None or other is None or _weighed(one) != _weighed(other):
            one, other = (check and told(check) for check in (one, other))
            yield Text(
                f"{about.id}{code}: {_said(one, 'id')} → {_said(other, 'id')}",
                f"{about.en}{code}: {_said(one, 'en')} → {_said(other, 'en')}",
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
