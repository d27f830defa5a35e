"""Examples of the requirements for a post and of the order of candidates.

An example tells only the facts that its requirement looks at; everything else about the person is not known.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from rules.additions import cited, readings
from rules.eligibility import Post, explain
from rules.law import Law, NoRuleInForce
from rules.ranking import rank, takes_agreed
from rules.technical import Asked
from tests.law.registry import Answer, Given, answers
from tests.oracle.eligibility_people import NINE, RECORDS, frames

PERSON = ("status", "born", "hired_month", "standing", "standing_from", "job_family", "post_from")


def _law(given: Given, law: Law) -> Law:
    """The shipped law, with the age limit read as the example says."""
    if "age_reading" not in given:
        return law
    rules = {rule_id: law.versions(rule_id) for rule_id in law.ids()}
    name = "requirements.age_reading"
    return Law(rules | {name: tuple(replace(rule, value=given["age_reading"]) for rule in rules[name])})


def _person(given: Given) -> dict[str, Any]:
    person: dict[str, Any] = {name: given.get(name) for name in PERSON}
    person["tier"] = given.get("present_tier")
    person |= {name: [dict(row) for row in given.get(name, [])] for name in RECORDS}
    for row in person["assessments"]:
        level = row.pop("every_level", None)
        row.update({name: float(row[name]) if name in row else level for name in NINE})
    for row in person["attestations"]:
        row["passed"] = None if row["passed"] is None else float(row["passed"])
    return person


def _post(given: Given) -> Post:
    standard = given.get("post_standard")
    levels = {name: float(level) for name, level in given.get("post_standards", {}).items()}
    standards = dict.fromkeys(NINE, float(standard)) | levels if standard else None
    own = given.get("own", [])
    technical = tuple(Asked(**one) for one in given.get("technical_standards", []))
    asks = {
        "own": cited(own, "Keputusan 800/1"),
        "technical": technical,
        "readings": readings(own, "Keputusan 800/1"),
        "transfer": given.get("transfer", False),
    }
    return Post(given["tier"], given.get("field"), standards, **asks)


@answers("requirements.check")
def requirement(given: Given, on: date, law: Law) -> Answer:
    """One requirement of a tier: `output` its status, `reasons` the fact and the limit as a person reads them."""
    try:
        decision = explain(frames([_person(given)]), _post(given), on, _law(given, law))
    except NoRuleInForce as error:
        bounds = (error.bound,) if error.bound else ()
        return Answer("no rule in force", [error.text.id], {bound.citation for bound in bounds})
    (check,) = [check for check in decision.checks if check.code == given["requirement"]]
    return Answer(check.status.value, [check.fact.id, check.limit.id], {check.citation})


@answers("requirements.outcome")
def outcome(given: Given, on: date, law: Law) -> Answer:
    """Every requirement of a tier: `output` the whole, `reasons` what stands in the way."""
    decision = explain(frames([_person(given)]), _post(given), on, _law(given, law))
    lines = [f"{check.code} {check.status.value}: {check.fact.id}" for check in decision.checks]
    return Answer(decision.outcome, lines, {check.citation for check in decision.checks})


@answers("ranking.order")
def order(given: Given, on: date, law: Law) -> Answer:
    """`output` the NIPs in their order, `reasons` the rank of each and what put it there."""
    frame = pd.DataFrame([{"employee_id": number, **one} for number, one in enumerate(given["candidates"])])
    frame["born"] = None
    for name in ("post_from", "born"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    for name in ("box", "talent_value", "technical"):
        frame[name] = frame[name].astype("float64")
    found = rank(frame, given["tier"], on, law)
    lines = [
        f"{row.nip}: {'tidak diperingkat' if pd.isna(row.rank) else row.rank}, {row.decided_by or '-'}"
        for row in found.itertuples()
    ]
    return Answer(found["nip"].tolist(), lines)


@answers("ranking.pool")
def pool(given: Given, on: date, law: Law) -> Answer:
    """`output` whether members of other agencies' succession groups who agreed fill a longlist by law."""
    return Answer(takes_agreed(on, law), [str(law.at("ranking.pool", on).value)])
