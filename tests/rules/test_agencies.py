"""What agencies alone ask: leadership training, the box in the talent pool, technical competencies."""

from datetime import date
from typing import Any

import pytest

from rules.additions import cited, faults
from rules.checks import Status
from rules.eligibility import Crowd, Post, beside, evaluate, explain, records_for
from rules.lacking import lacks
from rules.law import shipped
from rules.readiness import readiness
from rules.technical import Asked
from tests.oracle.eligibility_people import COURSES, candidate, frames

LAW, ON = shipped(), date(2022, 7, 1)
COURSE = {"code": "agency_course", "kind": "training_min", "level": "PKA"}
BOX = {"code": "agency_box", "kind": "pool_box", "box": 8, "member": True}
TECHNICAL = {"code": "agency_audit", "kind": "technical_level", "competency": "Audit", "level": "STANDARD"}


def post(*own: dict[str, Any], **about: Any) -> Post:
    return Post("JPT_PRATAMA", "KESEHATAN", own=cited(own, "800/1"), **about)


@pytest.mark.parametrize("name", COURSES)
def test_the_level_of_a_course_is_read_from_its_name(name: str) -> None:
    ladder = ["PKP", "PKA", "PKN_II", "PKN_I"]
    person = candidate(leadership=[{"from": date(2020, 1, 1), "name": name}])
    found = {}
    for level in ladder:
        check = explain(frames([person]), post(COURSE | {"level": level}), ON, LAW).checks[-1]
        found[level] = check.status
        assert not check.verified
    height = COURSES[name]
    expected = ["unknown"] * 4 if height is None else ["pass" if at <= height else "fail" for at in range(4)]
    assert found == dict(zip(ladder, expected, strict=True))


def test_a_level_that_is_not_recognised_does_not_undo_one_that_is_enough() -> None:
    rows = [{"from": date(2020, 1, 1), "name": name} for name in ("PKA", "Reform Leader Academy")]
    check = explain(frames([candidate(leadership=rows)]), post(COURSE), ON, LAW).checks[-1]
    assert (check.status, check.fact.id) == ("pass", "PKA (1 Januari 2020)")


MALFORMED = [
    COURSE | {"level": "PIM"},
    BOX | {"box": 0},
    BOX | {"box": 10},
    BOX | {"member": 1},
    BOX | {"code": "agency_else"},
    COURSE | {"code": "agency_box"},
    {name: value for name, value in BOX.items() if name != "member"},
    TECHNICAL | {"competency": "  "},
    TECHNICAL | {"competency": "a" * 121},
    TECHNICAL | {"level": 6},
    TECHNICAL | {"level": "standard"},
    TECHNICAL | {"kind": ["technical_level"]},
]


@pytest.mark.parametrize("asked", MALFORMED)
def test_what_is_not_in_the_form_is_refused(asked: dict[str, Any]) -> None:
    assert len(faults([asked])) == 1
    assert faults([COURSE, BOX, TECHNICAL]) == []


def test_only_the_frames_that_are_asked_for_are_read_and_none_is_taken_as_empty() -> None:
    assert beside(post()) == ()
    assert beside(post(BOX), post(COURSE)) == ("leadership", "pool")
    assert records_for(post(TECHNICAL))[-1] == "technical"
    people = frames([candidate()])
    del people["pool"]
    assert evaluate(people, post(COURSE), ON, LAW).codes[-1] == "agency_course"
    with pytest.raises(KeyError):
        evaluate(people, post(BOX), ON, LAW)


def test_two_posts_with_other_standards_are_not_taken_as_one() -> None:
    people = frames([candidate(technical=[{"from": ON, "competency": "Audit", "level": 3.0}])])
    crowd = Crowd(people, ON, LAW)
    found = [crowd.against(post(TECHNICAL, technical=(Asked("Audit", level),))) for level in (3, 4)]
    assert [one.statuses(0)["agency_audit"] for one in found] == ["pass", "fail"]


def test_what_is_missing_is_told_apart_from_what_is_not_met() -> None:
    standard = (Asked("Audit", 3),)
    people = frames([candidate(leadership=[{"from": ON, "name": "PKP"}]), candidate()])
    held = lacks(people, post(COURSE, BOX, TECHNICAL, technical=standard), ON, LAW)
    missing = [(row, held.worded(row, bit)) for row, bit, _deciding in held.places()]
    assert [(row, one.code, one.kind) for row, one in missing] == [
        (0, "agency_box", "mapping"),
        (0, "agency_audit", "technical_levels"),
        (1, "agency_course", "training"),
        (1, "agency_box", "mapping"),
        (1, "agency_audit", "technical_levels"),
    ]
    ((_row, without),) = [(row, held.worded(row, bit)) for held in (lacks(people, post(TECHNICAL), ON, LAW),)
                          for row, bit, _deciding in held.places() if row == 0]  # fmt: skip
    assert (without.kind, without.by.id, without.missing.id) == (
        "technical_standards",
        "bagian organisasi yang menyusun standar kompetensi jabatan",
        "standar kompetensi teknis jabatan ini belum tercatat",
    )
    (needs, _other) = (one.needs for one in readiness(people, post(COURSE), ON, LAW))
    assert [(need.status, need.earliest) for need in needs] == [(Status.FAIL, None)]
