"""The smallest change that a document can prove, against trying out every one with the slow scoring."""

import os
from collections.abc import Sequence
from datetime import date
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rules import changes
from rules.explain import explain
from rules.law import shipped
from rules.policy import NATIONAL, Policy
from rules.scoring import score
from tests.oracle import scoring as oracle
from tests.rules.frames import facts, levels
from tests.rules.people_of import people_of, plain
from tests.rules.population import population

PEOPLE = 400 if os.environ.get("ASSURE") == "long" else 4
ON = date(2026, 6, 30)
LAW = shipped()
POLICY = Policy.load(NATIONAL / "kepka-411-2025.yaml")
FILES = sorted([*NATIONAL.glob("*.yaml"), *(NATIONAL / "examples").glob("*.yaml")], key=lambda file: file.name)
FIRST = date(2025, 1, 1)


def box_by_hand(document: Any, frames: Any, on: date) -> int | None:
    (person,) = people_of(frames)
    return oracle.place(document, person, on)[3]


def every_set(found: Sequence[changes.Change], size: int) -> Any:
    """Sets as a person would try them: a certificate may come twice, anything else once."""
    for chosen in combinations_with_replacement(found, size):
        once = [change.target for change in chosen if change.code not in ("certificate", "course")]
        if len(set(once)) == len(once):
            yield chosen


def person(**changed: Any) -> Any:
    """Performance 85, potential 78.33: box 7, with nothing missing."""
    kinds: dict[str, Any] = {
        "performance": [{"year": 2025, "rating": "SANGAT_BAIK", "true_from": FIRST}],
        "feedback": [{"year": 2025, "rating": "SANGAT_BAIK", "true_from": FIRST}],
        "awards": [{"level": "INTERNATIONAL", "true_from": date(2024, 8, 17)}],
        "assessments": [{"true_from": date(2025, 3, 3), **levels(3, 4)}],
        "appointments": [
            {"true_from": date(2018, 1, 2), "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "unit": "a", "agency": "b"}
        ],
        "education": [{"level": "S2", "field_match": "FULL", "true_from": date(2008, 1, 1)}],
    }
    return facts({"tier": "ADMINISTRATOR", "standing": "ACTIVE", "post_from": date(2018, 1, 2)}, **(kinds | changed))


def codes(found: changes.Move | None) -> list[str]:
    return [change.code for change in found.changes] if found else []


def test_a_certificate_that_lifts_the_axis_over_the_border_is_named_with_its_document():
    frames = person()
    assert explain(frames, POLICY, ON, LAW).box == 7
    found = changes.smallest(frames, POLICY, ON, LAW)
    assert found is not None
    assert (codes(found), found.box) == (["certificate"], 9)
    assert found.changes[0].document.id == "sertifikat pelatihan"
    assert found.changes[0].text.en == "one certificate of leadership training or certification is recorded"


def test_two_changes_are_named_where_one_is_not_enough():
    weaker = person(education=[{"level": "S3", "field_match": "PARTIAL", "true_from": date(2008, 1, 1)}])
    weaker["employees"]["post_from"] = np.datetime64("2025-01-02", "s")
    found = changes.smallest(weaker, POLICY, ON, LAW)
    assert found is not None
    assert (codes(found), found.box) == (["certificate", "course"], 9)


def test_an_expired_assessment_is_renewed_at_the_same_levels():
    frames = person(assessments=[{"true_from": date(2023, 6, 30), **levels(3, 5)}])
    assert explain(frames, POLICY, ON, LAW).box is None
    found = changes.smallest(frames, POLICY, ON, LAW)
    assert (codes(found), found and found.box) == (["assessment_renewed"], 9)
    assert found is not None
    assert found.changes[0].text.id == "penilaian kompetensi tanggal 30 Juni 2023 diperbarui dengan level yang sama"


def test_a_sanction_without_an_end_is_ended_yesterday_at_the_latest():
    frames = person(sanctions=[{"severity": "LIGHT", "true_from": date(2022, 1, 3)}])
    found = changes.smallest(frames, POLICY, ON, LAW)
    assert (codes(found), found and found.box) == (["sanction_end"], 7)


def test_what_is_missing_is_taken_at_its_lowest():
    found = changes.smallest(person(feedback=[]), POLICY, ON, LAW)
    assert found is not None
    assert (codes(found), found.changes[0].edit.values["rating"]) == (["feedback"], "SANGAT_KURANG")
    assert found.changes[0].text.en == "the 360° feedback of 2025 is recorded, whatever it says"


def test_nothing_is_promised_where_two_changes_are_not_enough():
    assert changes.smallest(person(feedback=[], education=[], assessments=[]), POLICY, ON, LAW) is None


def test_who_stands_in_the_best_box_or_has_retired_is_promised_nothing():
    best = person(assessments=[{"true_from": date(2025, 3, 3), **levels(5, 5)}])
    assert explain(best, POLICY, ON, LAW).box == 9
    assert changes.smallest(best, POLICY, ON, LAW) is None
    gone = person(feedback=[])
    gone["employees"]["standing"] = "RETIRED"
    assert changes.smallest(gone, POLICY, ON, LAW) is None


def test_ratings_and_levels_on_record_are_never_raised():
    on_record = person()
    for change in changes.candidates(on_record, explain(on_record, POLICY, ON, LAW), LAW):
        assert change.code in {"certificate", "course", "team", "award", "diploma"}
        assert not {"rating", "work_result", "behaviour", "jpm"} & set(change.edit.values)


def test_each_missing_leaf_names_its_document_and_who_supplies_it():
    frames = person(feedback=[], assessments=[])
    mask = explain(frames, POLICY, ON, LAW).missing
    assert [(supply.kind, supply.by.en) for supply in changes.supplies(mask, POLICY, ON, LAW)] == [
        ("feedback_360", "the BKD's performance division"),
        ("assessments", "the assessment center"),
        ("assessments", "the assessment center"),
    ]


def test_every_source_has_a_kind_of_record_with_a_supplier():
    assert set(changes.KIND_OF_SOURCE.values()) <= set(LAW.at(changes.SUPPLIERS, ON).value)
    assert {entry["kind"] for entry in LAW.at(changes.RULE, ON).value} <= set(LAW.at(changes.SUPPLIERS, ON).value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_named_moves_the_box_and_nothing_smaller_does(file: Path) -> None:
    policy, document = Policy.load(file), oracle.document(Policy.load(file).text)
    frames = population(7, PEOPLE, ON, gaps=0.02)
    for row, who in enumerate(frames["employees"]["employee_id"]):
        one = {name: frame[frame["employee_id"] == who].reset_index(drop=True) for name, frame in frames.items()}
        now = box_by_hand(document, one, ON)
        found = changes.smallest(one, policy, ON, LAW)
        reached = changes.LARGEST if found is None else len(found.changes) - 1
        if found is not None:
            assert box_by_hand(document, changes.applied(one, found.changes), ON) == found.box > (now or 0), row
        explained = explain(one, policy, ON, LAW)
        if explained.missing >> 60:
            assert found is None
            continue
        possible = changes.candidates(one, explained, LAW)
        for size in range(1, reached + 1):
            for tried in every_set(possible, size):
                after = box_by_hand(document, changes.applied(one, tried), ON)
                assert after is None or after <= (now or 0), [change.code for change in tried]


def test_all_sets_at_once_come_out_as_one_by_one() -> None:
    frames = population(3, 6, ON)
    for who in frames["employees"]["employee_id"]:
        one = {name: frame[frame["employee_id"] == who].reset_index(drop=True) for name, frame in frames.items()}
        found = [(change,) for change in changes.candidates(one, explain(one, POLICY, ON, LAW), LAW)]
        alone = [score(changes.applied(one, tried), POLICY, ON, LAW).placements["box"].iloc[0] for tried in found]
        assert changes.boxes(one, found, POLICY, ON, LAW) == [plain(box) for box in alone]
