"""Examples of the nine boxes, of ratings, of merit scores and of the gate."""

from datetime import date
from typing import Any

from rules.checks import Status
from rules.gate import Approval, Assessment, GateFacts, route
from rules.gate_facts import Freeze, OwnConditions
from rules.gate_freezes import inauguration_checks
from rules.law import Law
from rules.merit import MeritScore, category, category_reason, missing_label, reasons, score
from rules.nine_box import box, recommendations
from rules.performance import rated
from tests.law.registry import Answer, Given, answers


@answers("nine_box.box")
def nine_box(given: Given, on: date, law: Law) -> Answer:
    number = box(given["performance"], given["potential"], on, law)
    assert number is not None
    return Answer(number, [text.id for text in recommendations(number, on, law)])


@answers("performance.rating")
def performance_rating(given: Given, on: date, law: Law) -> Answer:
    """`date` is the last day of the year that is rated."""
    assert (on.month, on.day) == (12, 31)
    found = rated(
        given.get("work_result"),
        given.get("behaviour"),
        given.get("rating"),
        given.get("score"),
        given.get("new_idea"),
        on.year,
        law,
    )
    return Answer(found.rating, [found.why.id], {found.citation})


@answers("merit.category")
def merit_category(given: Given, on: date, law: Law) -> Answer:
    return Answer(category(given["score"], on, law), [category_reason(given["score"], on, law).id])


@answers("merit.score")
def merit_score(given: Given, on: date, law: Law) -> Answer:
    verified, own = given.get("verified", {}), given.get("self", {})
    levels = {sub: (own.get(sub), verified.get(sub)) for sub in {**own, **verified}}
    result = score(levels, given["instrument"], on, law)
    lacking = [f"belum ada: {missing_label(given['instrument'], code, on, law).id}" for code in result.missing]
    return Answer(
        {"score": result.score, "category": result.category, "missing": list(result.missing)},
        [*(text.id for text in reasons(levels, result, on, law)), *lacking],
    )


@answers("gate.route")
def gate_route(given: Given, on: date, law: Law) -> Answer:
    decision = route(_facts(given, law), on, law)
    lines = [f"{check.code} {check.status.value}: {check.fact.id}" for check in decision.deciding]
    return Answer(decision.outcome, lines, {check.citation for check in decision.checks})


@answers("gate.inauguration")
def gate_inauguration(given: Given, on: date, law: Law) -> Answer:
    checks = inauguration_checks(_facts(given, law), on, law)
    lines = [f"{check.code} {check.status.value}: {check.fact.id}" for check in checks]
    forbidden = any(check.decides and check.status != Status.PASS for check in checks)
    assert not any(check.verified for check in checks)
    return Answer("forbidden" if forbidden else "allowed", lines, {check.citation for check in checks})


def _facts(given: Given, law: Law) -> GateFacts:
    return GateFacts(
        tier=given["tier"],
        assessments=tuple(_assessment(entry, law) for entry in given.get("assessments", ())),
        approvals=tuple(
            Approval(**{**entry, "posts": tuple(entry.get("posts", ()))}) for entry in given.get("approvals", ())
        ),
        succession_group=given.get("succession_group"),
        post_named="succession_group" in given,
        pool_holds=given.get("pool_holds", True),
        group_by_requirements="group_met" in given,
        group_met=given.get("group_met"),
        category_required=given.get("category_required", False),
        running_since=given.get("running_since"),
        post=given.get("post", ""),
        regional="freezes" in given,
        freezes=tuple(Freeze(**entry) for entry in given.get("freezes", ())),
        own=tuple(OwnConditions(**entry) for entry in given.get("own", ())),
    )


def _assessment(entry: dict[str, Any], law: Law) -> Assessment:
    fields = {"instrument": "KASN-2019", **entry}
    points = fields.pop("score", None)
    if points is None:
        return Assessment(**fields)
    found = category(points, fields["decided_on"], law)
    result = MeritScore(float(points), 400.0, round(points / 400, 6), found, {}, ())
    return Assessment(**fields, result=result)
