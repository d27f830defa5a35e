"""The facts as rules get them: true by a day, as known at an instant, posts united, standards from the post."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from talent.codes import COMPETENCIES
from talent.domain.queries import facts
from talent.models import Employee
from tests import factories
from tests.factories import KNOWN, ON

pytestmark = pytest.mark.django_db
CORRECTED = datetime(2026, 9, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def _frames(person: Employee, on: date = ON, known_at: datetime = NOW) -> facts.Frames:
    return facts.facts(person.agency_id, on=on, known_at=known_at)


def _rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows as plain tuples: days as dates, nothing as None."""

    def plain(value: Any) -> Any:
        if pd.isna(value):
            return None
        return value.date() if isinstance(value, pd.Timestamp) else value

    return [tuple(plain(value) for value in row) for row in frame[list(columns)].itertuples(index=False)]


def _posts(person: Employee, **at: Any) -> list[tuple[Any, ...]]:
    return _rows(_frames(person, **at)["appointments"], "position", "kind", "true_from", "true_to")


def test_a_correction_learnt_later_is_invisible_earlier() -> None:
    person = factories.employee()
    factories.write("performance", person, year=2025, rating="BAIK")
    before = facts.inputs_digest(_frames(person, known_at=KNOWN))
    factories.write("performance", person, known_at=CORRECTED, year=2025, rating="KURANG")
    factories.write(
        "employees",
        person,
        known_at=CORRECTED,
        name=person.name,
        standing="SUSPENDED",
        post_from=date(2018, 1, 2),
        grade_from=date(2019, 4, 1),
    )
    for instant, rating, standing in ((KNOWN, "BAIK", "ACTIVE"), (CORRECTED, "KURANG", "SUSPENDED")):
        frames = _frames(person, known_at=instant)
        assert _rows(frames["performance"], "year", "rating") == [(2025, rating)]
        assert _rows(frames["employees"], "standing") == [(standing,)]
    assert facts.inputs_digest(_frames(person, known_at=KNOWN)) == before
    assert facts.inputs_digest(_frames(person, known_at=CORRECTED)) != before


def test_somebody_learnt_of_later_is_not_there_earlier() -> None:
    early, late = factories.employee(), factories.employee(known_at=CORRECTED)
    assert facts.people_known(early.agency_id, KNOWN) == [early.pk]
    assert facts.people_known(early.agency_id, CORRECTED) == [early.pk, late.pk]
    assert _rows(_frames(early, known_at=KNOWN)["employees"], "employee_id") == [(early.pk,)]


def test_what_begins_after_the_day_is_left_out_and_what_begins_on_it_is_there() -> None:
    person = factories.employee()
    factories.write("awards", person, name="A", level="AGENCY", true_from=ON)
    factories.write("awards", person, name="B", level="NATIONAL", true_from=date(2026, 7, 1))
    factories.write("education", person, level="S1")
    frames = _frames(person)
    assert _rows(frames["awards"], "level", "true_from") == [("AGENCY", ON)]
    assert _rows(frames["education"], "level", "true_from") == [("S1", None)]


def test_frames_are_those_of_the_agency_of_some_or_of_a_range() -> None:
    one, two, three = (factories.employee() for _ in range(3))
    stranger = factories.employee(factories.other_agency())
    for person in (one, two, three, stranger):
        factories.write("performance", person, year=2025, rating="BAIK")

    def ids(**chosen: Any) -> list[list[int]]:
        frames = facts.facts(one.agency_id, on=ON, known_at=NOW, **chosen)
        return [frames[name]["employee_id"].tolist() for name in ("employees", "performance")]

    assert ids() == [[one.pk, two.pk, three.pk]] * 2
    assert ids(employees=[three.pk, one.pk, stranger.pk]) == [[one.pk, three.pk]] * 2
    assert ids(between=(two.pk, stranger.pk)) == [[two.pk, three.pk]] * 2


def test_the_state_is_that_of_the_day() -> None:
    person = factories.employee(grade="III/d", grade_from=date(2015, 4, 1), post_from=date(2015, 1, 5))
    factories.write("employees", person, name=person.name, status="PNS", grade="IV/a", grade_from=date(2020, 4, 1))
    for on, grade in ((date(2020, 3, 31), "III/d"), (date(2020, 4, 1), "IV/a")):
        assert _rows(_frames(person, on)["employees"], "grade") == [(grade,)]
    # Before the first state, only what does not change with time is known.
    assert _rows(_frames(person, date(2015, 3, 31))["employees"], "grade", "standing", "status") == [
        (None, None, "PNS")
    ]


def test_birth_hiring_and_sex_are_typed() -> None:
    person = factories.employee(nip="198402292009122003")
    frame = _frames(person)["employees"]
    assert _rows(frame, "nip", "born", "hired_month", "sex") == [
        ("198402292009122003", date(1984, 2, 29), date(2009, 12, 1), 2.0)
    ]
    assert str(frame["employee_id"].dtype) == "int64"
    assert str(frame["born"].dtype) == "datetime64[s]"


def test_a_post_of_the_employees_row_is_an_appointment_until_the_next_definitive_post() -> None:
    person = factories.employee(position="Camat", post_from=date(2018, 1, 2))
    assert _posts(person) == [("Camat", "DEFINITIVE", date(2018, 1, 2), None)]
    factories.write(
        "appointments", person, position="Plt. Sekretaris", tier="ADMINISTRATOR", kind="PLT", true_from=date(2020, 5, 4)
    )
    assert ("Camat", "DEFINITIVE", date(2018, 1, 2), None) in _posts(person)
    factories.write(
        "appointments",
        person,
        position="Sekretaris",
        tier="ADMINISTRATOR",
        kind="DEFINITIVE",
        true_from=date(2021, 3, 1),
    )
    assert ("Camat", "DEFINITIVE", date(2018, 1, 2), date(2021, 2, 28)) in _posts(person)
    assert len(_posts(person)) == 3


def test_an_explicit_appointment_wins_over_the_employees_own_row() -> None:
    person = factories.employee(position="Camat", post_from=date(2018, 1, 2))
    factories.write(
        "appointments",
        person,
        position="CAMAT",
        kind="DEFINITIVE",
        tier="ADMINISTRATOR",
        true_from=date(2018, 1, 2),
        true_to=date(2022, 5, 31),
    )
    assert _posts(person) == [("CAMAT", "DEFINITIVE", date(2018, 1, 2), date(2022, 5, 31))]
    assert _rows(_frames(person)["employees"], "position", "tier") == [(None, None)]
    assert _rows(_frames(person, date(2022, 5, 31))["employees"], "position") == [("CAMAT",)]


def test_an_appointment_of_unknown_kind_is_definitive_only_where_the_own_row_says_so() -> None:
    person = factories.employee(position="Camat", post_from=date(2018, 1, 2))
    factories.write("appointments", person, position="Camat", tier="ADMINISTRATOR", true_from=date(2018, 1, 2))
    factories.write("appointments", person, position="Lurah", tier="PENGAWAS", true_from=date(2014, 1, 2))
    kinds = _frames(person)["appointments"].set_index("position")["kind"]
    assert kinds["Camat"] == "DEFINITIVE"
    assert kinds.isna()["Lurah"]


def test_a_post_named_in_several_states_counts_once() -> None:
    person = factories.employee(position="Camat", post_from=date(2018, 1, 2), grade_from=date(2017, 4, 1))
    factories.write(
        "employees",
        person,
        name=person.name,
        position="Camat",
        tier="ADMINISTRATOR",
        grade_from=date(2021, 4, 1),
        post_from=date(2018, 1, 2),
    )
    assert _posts(person) == [("Camat", "DEFINITIVE", date(2018, 1, 2), None)]


def test_the_post_held_is_the_definitive_one_begun_last() -> None:
    person = factories.employee(position="Camat", post_from=date(2018, 1, 2))
    factories.write(
        "appointments",
        person,
        position="Kepala Dinas",
        tier="JPT_PRATAMA",
        kind="DEFINITIVE",
        true_from=ON,
        job_family="hukum",
    )
    factories.write("appointments", person, position="Plt. Sekda", tier="JPT_MADYA", kind="PLT", true_from=ON)
    assert _rows(_frames(person)["employees"], "position", "tier", "job_family", "post_from") == [
        ("Kepala Dinas", "JPT_PRATAMA", "hukum", ON)
    ]
    assert _rows(_frames(person, date(2026, 6, 29))["employees"], "position") == [("Camat",)]


def test_units_and_agencies_are_the_same_by_code_and_by_name() -> None:
    factories.unit(factories.agency(), "DISHUB", "Dinas Perhubungan")
    person = factories.employee(unit="DISHUB")
    for number, (unit, agency) in enumerate(
        [("dinas perhubungan", None), ("DISHUB", "provinsi kalimantan timur"), ("Luar", "Kota Bontang")]
    ):
        factories.write(
            "appointments",
            person,
            position=f"P{number}",
            tier="PENGAWAS",
            unit=unit,
            at_agency=agency,
            true_from=date(2010 + number, 1, 1),
            true_to=date(2010 + number, 12, 31),
        )
    rows = _rows(_frames(person)["appointments"], "unit", "agency")
    assert sorted(rows) == [("DISHUB", "KALTIM")] * 3 + [("Luar", "Kota Bontang")]


def test_the_posts_own_standards_come_with_it_and_the_rest_is_left_to_the_tier() -> None:
    agency = factories.agency()
    factories.write("positions", agency, code="KD", name="Kepala Dinas", tier="JPT_PRATAMA", integrity=5, teamwork=2)
    factories.write(
        "positions", agency, known_at=CORRECTED, code="KD", name="Kepala Dinas", tier="JPT_PRATAMA", integrity=4
    )
    by_name = factories.employee(position="KEPALA DINAS", tier="JPT_PRATAMA")
    other = factories.employee(position="Camat")
    by_code = factories.employee(position="kd", tier="JPT_PRATAMA")
    columns = [f"standard_{competency}" for competency in COMPETENCIES]
    assert columns[:2] == ["standard_integrity", "standard_teamwork"]
    nothing = [None] * 7
    assert _rows(_frames(by_name, known_at=KNOWN)["employees"], *columns) == [
        (5.0, 2.0, *nothing),
        (None, None, *nothing),
        (5.0, 2.0, *nothing),
    ]
    assert _rows(_frames(other, known_at=CORRECTED)["employees"], *columns[:2]) == [
        (4.0, None),
        (None, None),
        (4.0, None),
    ]
    assert by_code.pk > by_name.pk


def test_the_digest_changes_with_any_fact_and_with_nothing_else() -> None:
    person = factories.assessed(factories.employee())
    seen = {facts.inputs_digest(_frames(person))}
    assert facts.inputs_digest(_frames(person)) in seen
    for kind, row in (
        ("performance", {"year": 2024, "rating": "BAIK"}),
        ("training", {"name": "Kursus", "kind": "COURSE", "true_from": date(2025, 1, 1)}),
        ("sanctions", {"severity": "LIGHT", "true_from": date(2020, 1, 1)}),
        ("components", {"true_from": date(2026, 1, 1), **dict.fromkeys(facts.COMPONENTS), "education": 80.0}),
        ("attestations", {"kind": "HEALTH", "passed": True, "true_from": date(2026, 1, 1)}),
    ):
        factories.write(kind, person, **row)
        seen.add(facts.inputs_digest(_frames(person)))
    assert len(seen) == 6


def test_an_agency_without_anybody_has_empty_frames() -> None:
    frames = facts.facts(factories.agency().pk, on=ON, known_at=NOW)
    assert {name: len(frame) for name, frame in frames.items()} == dict.fromkeys(frames, 0)
    assert len(frames) == 12
