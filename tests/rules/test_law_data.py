"""What the shipped tables must contain, counted against the law they restate."""

from datetime import date

import pytest

from rules.law import shipped
from rules.policy import AXES, shipped_policies
from rules.text import Text
from rules.wording import TIERS

ON = date(2022, 6, 30)
INDONESIAN = {"yang", "dan", "dari", "belum", "tidak", "dengan", "untuk", "adalah", "dibaca", "sampai"}


def test_the_retirement_age_and_the_competency_standard_name_every_tier() -> None:
    assert tuple(shipped().at("reference.retirement_age", ON).value) == tuple(TIERS)
    assert tuple(shipped().at("talent.competency_standard", ON).value) == tuple(TIERS)


@pytest.mark.parametrize(
    ("tier", "level", "exceptions"),
    [
        ("JPT_UTAMA", 5, {}),
        ("JPT_MADYA", 5, {}),
        ("JPT_PRATAMA", 4, {}),
        ("ADMINISTRATOR", 3, {}),
        ("PENGAWAS", 2, {}),
        ("PELAKSANA", 1, {}),
        ("JF_AHLI_UTAMA", 4, {"integrity": 5, "national_unity": 5}),
        ("JF_AHLI_MADYA", 4, {}),
        ("JF_AHLI_MUDA", 3, {}),
        ("JF_AHLI_PERTAMA", 2, {}),
        ("JF_PENYELIA", 3, {}),
        ("JF_MAHIR", 2, {}),
        ("JF_TERAMPIL", 1, {"integrity": 2, "teamwork": 2, "national_unity": 2}),
        ("JF_PEMULA", 1, {}),
    ],
)
def test_each_tier_asks_its_levels(tier: str, level: int, exceptions: dict[str, int]) -> None:
    assert shipped().at("talent.competency_standard", ON).value[tier] == {"level": level, "except": exceptions}


def test_there_are_nine_competencies_and_eight_aspects_of_potential_in_the_order_of_the_workbook() -> None:
    competencies = shipped().at("talent.competencies", ON).value["competencies"]
    assert [entry["code"] for entry in competencies] == [
        "integrity",
        "teamwork",
        "communication",
        "results_orientation",
        "public_service",
        "development",
        "change_management",
        "decision_making",
        "national_unity",
    ]
    aspects = shipped().at("talent.potential_aspects", ON).value["aspects"]
    assert [entry["code"] for entry in aspects] == [
        "intellectual",
        "interpersonal",
        "self_awareness",
        "critical_thinking",
        "problem_solving",
        "emotional_intelligence",
        "learning_agility",
        "motivation",
    ]


def test_grades_ascend_from_one_a_to_four_e() -> None:
    codes = [entry["code"] for entry in shipped().at("reference.grades", ON).value]
    assert codes == [f"{number}/{letter}" for number in ("I", "II", "III") for letter in "abcd"] + [
        f"IV/{letter}" for letter in "abcde"
    ]
    assert len(shipped().at("reference.pppk_grades", ON).value) == 17


def test_the_instrument_in_force_changes_on_the_last_day_of_2025() -> None:
    def instrument(on: date) -> str | None:
        found: str | None = shipped().at("reference.merit_regime", on).value["instrument"]
        return found

    assert instrument(date(2017, 12, 31)) is None
    assert instrument(date(2018, 1, 1)) == "KASN-2019"
    assert instrument(date(2025, 12, 30)) == "KASN-2019"
    assert instrument(date(2025, 12, 31)) == "PANRB-2025"


def test_the_bands_of_the_job_person_match() -> None:
    def bands(rule_id: str) -> list[tuple[str, int]]:
        return [(band["code"], band["at_least"]) for band in shipped().at(rule_id, ON).value]

    assert bands("talent.jpm_filling") == [("MS", 80), ("MMS", 68), ("KMS", 0)]
    assert bands("talent.jpm_mapping") == [("OPTIMAL", 90), ("FAIRLY_OPTIMAL", 78), ("LESS_OPTIMAL", 0)]


def test_assessments_hold_three_years_and_the_pool_one() -> None:
    assert shipped().at("talent.assessment_validity", ON).value == 3
    assert shipped().at("talent.pool_validity", ON).value == 1


def test_every_retirement_age_is_the_one_of_its_group() -> None:
    ages = shipped().at("reference.retirement_age", ON).value
    by_age = {age: {tier for tier in ages if ages[tier] == age} for age in set(ages.values())}
    assert by_age[65] == {"JF_AHLI_UTAMA"}
    assert by_age[60] == {"JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "JF_AHLI_MADYA"}
    assert by_age.keys() == {58, 60, 65}


def test_the_blend_of_before_the_decree_is_an_assumption() -> None:
    before, since = shipped().versions("ranking.blend")
    assert [(rule.effective_from, rule.effective_to, rule.tag, rule.citation) for rule in (before, since)] == [
        (date(2017, 4, 7), date(2025, 12, 31), "W", "PermenPANRB 3/2020"),
        (date(2026, 1, 1), None, "S", "Kepka BKN 411/2025"),
    ]
    assert before.value == since.value


def test_every_note_of_the_law_and_of_the_policies_is_english_in_english() -> None:
    rules = [rule for rule_id in shipped().ids() for rule in shipped().versions(rule_id)]
    notes = [rule.note for rule in rules if rule.note]
    required = [entry for rule in rules if rule.id.startswith("requirements.jpt") for entry in rule.value]
    notes += [Text(**entry["note"]) for entry in required if "note" in entry]
    for policy in shipped_policies():
        nodes = [node for axis in AXES for node in policy.axis(axis).walk()]
        notes += [note for note in (policy.note, *(node.note for node in nodes)) if note]
    assert len(notes) > 50
    for note in notes:
        assert note.id != note.en
        assert not INDONESIAN & set(note.en.lower().split())
