"""Agencies, units, posts and employees out of checked rows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.domain.users import system_operator
from talent.domain.importing import WRITERS, Context, Written
from talent.domain.queries.facts import facts, inputs_digest
from talent.models import Agency, Employee, EmployeeRecord, Position, PositionRecord, Unit, UnitRecord
from tests import factories

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 1, tzinfo=UTC)


def _rows(kind: str, of: Agency | None, *rows: dict[str, Any], dry_run: bool = False) -> Written:
    names = list(dict.fromkeys([*factories._EMPTY.get(kind, ()), *(name for row in rows for name in row)]))
    columns = {name: [row.get(name) for row in rows] for name in names}
    return WRITERS[kind](columns, len(rows), Context(of, system_operator(), LATER, dry_run=dry_run))


def _codes(written: Written) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in written.errors]


def _units(*rows: tuple[str, str | None], dry_run: bool = False) -> Written:
    named = [{"code": code, "name": f"Unit {code}", "parent": parent} for code, parent in rows]
    return _rows("units", factories.agency(), *named, dry_run=dry_run)


def _tree() -> dict[str, str | None]:
    return dict(Unit.objects.values_list("code", "parent__code"))


def test_a_unit_may_stand_under_one_further_down_in_the_file() -> None:
    written = _units(("A.1", "A"), ("A", None), ("A.1.1", "A.1"))
    assert (written.new, _codes(written)) == (3, [])
    assert _tree() == {"A": None, "A.1": "A", "A.1.1": "A.1"}


def test_units_under_a_refused_row_are_refused_with_it() -> None:
    written = _units(("A", "X"), ("B", "A"), ("C", "B"), ("D", None))
    assert _codes(written) == [
        (0, "parent", "unknown_unit"),
        (1, "parent", "unknown_unit"),
        (2, "parent", "unknown_unit"),
    ]
    assert _tree() == {"D": None}


@pytest.mark.parametrize("rows", [[("A", "A")], [("A", "B"), ("B", "A")], [("A", "C"), ("B", "A"), ("C", "B")]])
def test_a_unit_never_stands_below_itself(rows: list[tuple[str, str | None]]) -> None:
    written = _units(*rows, ("D", None), ("E", "D"))
    assert _codes(written) == [(place, "parent", "unit_circle") for place in range(len(rows))]
    assert _tree() == {"D": None, "E": "D"}


def test_a_move_that_would_close_a_circle_with_known_units_is_refused() -> None:
    _units(("A", None), ("B", "A"), ("C", "B"))
    written = _units(("A", "C"))
    assert _codes(written) == [(0, "parent", "unit_circle")]
    assert _tree() == {"A": None, "B": "A", "C": "B"}


def test_a_unit_moves_and_is_renamed() -> None:
    _units(("A", None), ("B", "A"))
    moved = _units(("B", None), ("A", "B"))
    assert (moved.changed, moved.same, moved.new) == (2, 0, 0)
    assert _tree() == {"A": "B", "B": None}
    assert _units(("B", None), ("A", "B")).same == 2


def test_what_a_unit_was_called_and_where_it_stood_is_kept() -> None:
    _units(("A", None), ("B", "A"))
    _units(("B", "A"))
    _rows("units", factories.agency(), {"code": "B", "name": "Bidang", "parent": None})
    records = UnitRecord.objects.filter(unit__code="B").order_by("pk")
    assert [(record.name, record.parent and record.parent.code, record.known_to) for record in records] == [
        ("Unit B", "A", LATER),
        ("Bidang", None, None),
    ]


def test_an_agencys_staff_touch_no_other_agency() -> None:
    own, other = factories.agency(), factories.other_agency()
    row = {"code": other.code, "name": "Milik kami", "kind": "CITY", "province": None}
    new = row | {"code": "BARU"}
    written = _rows(
        "agencies", own, row, new, {"code": own.code, "name": "Nama baru", "kind": own.kind, "province": None}
    )
    assert _codes(written) == [(0, "code", "foreign_agency"), (1, "code", "foreign_agency")]
    assert list(Agency.objects.order_by("code").values_list("code", "name")) == [
        (other.code, other.name),
        (own.code, "Nama baru"),
    ]


def test_a_nip_of_another_agency_is_refused_and_the_others_are_taken() -> None:
    taken = factories.employee(factories.other_agency())
    nip = factories.nip(700)
    written = _rows(
        "employees", factories.agency(), {"nip": taken.nip, "name": "Dipindah"}, {"nip": nip, "name": "Sari"}
    )
    assert (_codes(written), written.new) == ([(0, "nip", "nip_elsewhere")], 1)
    taken.refresh_from_db()
    assert (taken.agency.code, taken.name) == ("BONTANG", taken.name)
    assert Employee.objects.get(nip=nip).agency.code == "KALTIM"
    assert not EmployeeRecord.objects.filter(name="Dipindah").exists()


def test_an_unknown_unit_is_refused_and_a_known_one_is_found_by_code_or_name() -> None:
    agency = factories.agency()
    unit = factories.unit(agency, "DISHUB", "Dinas Perhubungan")
    factories.unit(factories.other_agency(), "DINKES", "Dinas Kesehatan")
    nips = [factories.nip(number) for number in (701, 702, 703)]
    units = ("dishub", "DINAS PERHUBUNGAN", "DINKES")
    rows = [{"nip": nip, "name": "Sari", "unit": name} for nip, name in zip(nips, units, strict=True)]
    written = _rows("employees", agency, *rows)
    assert _codes(written) == [(2, "unit", "unknown_unit")]
    assert list(EmployeeRecord.objects.order_by("employee__nip").values_list("employee__nip", "unit_id")) == [
        (nips[0], unit.pk),
        (nips[1], unit.pk),
    ]
    assert not Employee.objects.filter(nip=nips[2]).exists()


def test_birth_hiring_and_sex_come_out_of_the_nip() -> None:
    _rows("employees", factories.agency(), {"nip": "198402292009122003", "name": "Sari"})
    sari = Employee.objects.get()
    assert (sari.born, sari.hired_month, sari.sex) == (date(1984, 2, 29), date(2009, 12, 1), 2)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_current_record_is_the_one_with_the_latest_dates_whichever_file_came_last(order: tuple[int, ...]) -> None:
    nip = factories.nip(704)
    states = [
        {"nip": nip, "name": "Sari", "grade": "III/d", "grade_from": date(2018, 4, 1)},
        {"nip": nip, "name": "Sari W.", "grade": "IV/a", "grade_from": date(2022, 4, 1), "post_from": date(2021, 1, 4)},
        {
            "nip": nip,
            "name": "Sari Wulan",
            "grade": "IV/a",
            "grade_from": date(2022, 4, 1),
            "post_from": date(2025, 1, 6),
        },
    ]
    for place in order:
        _rows("employees", factories.agency(), states[place])
    sari = Employee.objects.select_related("current").get(nip=nip)
    assert (sari.name, sari.current and sari.current.true_from) == ("Sari Wulan", date(2025, 1, 6))
    assert EmployeeRecord.objects.filter(known_to=None).count() == 3


def test_who_retires_does_so_on_the_day_of_the_standing_and_stays_in_office_until_then() -> None:
    person = factories.employee()
    assert person.current is not None
    held = {name: getattr(person.current, name) for name in ("grade", "grade_from", "tier", "position", "post_from")}
    factories.write("employees", person, name=person.name, **held, standing="RETIRED", standing_from=date(2026, 7, 1))
    standings = {
        on: facts(person.agency_id, on=on, known_at=LATER)["employees"]["standing"].tolist()
        for on in (date(2026, 6, 30), date(2026, 7, 1))
    }
    assert standings == {date(2026, 6, 30): ["ACTIVE"], date(2026, 7, 1): ["RETIRED"]}
    told = facts(person.agency_id, on=date(2026, 7, 1), known_at=LATER)
    assert told["employees"]["standing_from"].tolist() == [datetime(2026, 7, 1)]
    # Digests of before that column was in the frame are found again.
    without = told | {"employees": told["employees"].drop(columns="standing_from")}
    assert inputs_digest(told) == inputs_digest(without)


def test_a_corrected_record_becomes_the_current_one() -> None:
    person = factories.employee(grade="III/d")
    factories.write(
        "employees", person, name=person.name, grade="IV/a", grade_from=date(2019, 4, 1), post_from=date(2018, 1, 2)
    )
    person.refresh_from_db()
    assert person.current is not None
    assert (person.current.grade, person.current.known_to) == ("IV/a", None)


def test_a_post_is_one_fact_and_its_correction_the_next() -> None:
    agency = factories.agency()
    post = {"code": "KD", "name": "Kepala Dinas", "tier": "JPT_PRATAMA"}
    assert _rows("positions", agency, post).new == 1
    assert _rows("positions", agency, post).same == 1
    assert _rows("positions", agency, post | {"integrity": 5}).changed == 1
    position = Position.objects.select_related("current").get()
    assert position.current is not None
    assert (position.current.integrity, PositionRecord.objects.count()) == (5, 2)


@pytest.mark.parametrize("kind", ["units", "positions", "employees", "agencies"])
def test_trying_writes_nothing_and_tells_the_same(kind: str) -> None:
    from tests.talent.domain.tables import state

    agency = factories.agency()
    factories.unit(agency)
    system_operator()
    rows: dict[str, list[dict[str, Any]]] = {
        "units": [{"code": "A", "name": "A", "parent": "B"}, {"code": "B", "name": "B", "parent": None}],
        "positions": [{"code": "KD", "name": "Kepala", "tier": "JPT_PRATAMA", "unit": "DISHUB"}],
        "employees": [
            {"nip": factories.nip(705), "name": "Sari", "unit": "XX"},
            {"nip": factories.nip(706), "name": "Tono"},
        ],
        "agencies": [{"code": "KALTIM", "name": "Lain", "kind": "PROVINCE", "province": None}],
    }
    before = state()
    tried = _rows(kind, agency, *rows[kind], dry_run=True)
    assert state() == before
    assert _rows(kind, agency, *rows[kind]) == tried
    assert state() != before
