"""What the checks find, each with the person it must find and the one it must not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import add_years
from talent.domain import evidence
from talent.domain.queries import records
from talent.domain.queries.faults import CHECKS, Dimension, Ground, found, years_before
from talent.models.evidence import owner_of
from tests import factories

TODAY = date(2026, 7, 10)
GIVEN = {"source": "BKN", "by": None}


def codes(person, today=TODAY):
    """Check → how many records of the person it found."""
    return faults_of("employee", person.pk, person.agency_id, today)


def faults_of(owner, pk, agency_id, today=TODAY):
    """The same of an employee, a unit or a post."""
    rows = [(about, CHECKS[number], count) for about, number, _unit, count in found(Ground(agency_id, today))]
    return {check.code: count for about, check, count in rows if (about, owner_of(check.kind)) == (pk, owner)}


def sound(**values):
    """Somebody of whom nothing lacks but evidence (of a state, a rating and feedback of one year, an assessment, an
    education)."""
    factories.unit(factories.agency())
    return factories.assessed(factories.employee(unit="DISHUB", **values), award=False)


BARE = dict.fromkeys([f"{kind}.bare" for kind in ("employees", "performance", "assessments", "education")], 1)
BARE |= {"feedback_360.bare": 1}


def without(found, *names):
    """These faults but for some."""
    return {name: count for name, count in found.items() if name not in names}


@pytest.mark.django_db
def test_of_somebody_sound_only_evidence_lacks():
    assert codes(sound()) == BARE


@pytest.mark.django_db
def test_what_lacks_is_found():
    assert codes(factories.employee(position=None)) == {
        "employees.bare": 1,
        "rating_missing": 1,
        "assessment_missing": 1,
        "education_missing": 1,
        "post_missing": 1,
        "unit_missing": 1,
    }


@pytest.mark.django_db
def test_who_has_retired_is_on_no_list():
    person = factories.employee(standing="RETIRED")
    factories.write("awards", person, name="Bintang", level="AGENCY", true_from=date(2024, 1, 1))
    assert codes(person) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2027, 12, 3), None),
        (date(2027, 12, 4), "assessment_ends"),
        (date(2028, 3, 2), "assessment_ends"),
        (date(2028, 3, 3), "assessment_over"),
    ],
)
def test_an_assessment_ends_when_the_law_says(today, code):
    person = sound()
    ended = {name: count for name, count in codes(person, today).items() if name.startswith("assessment_")}
    assert ended == ({code: 1} if code else {})


@given(st.dates(date(2020, 1, 1), date(2080, 12, 31)), st.integers(1, 5), st.integers(-2, 2))
def test_years_before_is_the_last_day_that_has_completed_them(day, years, near):
    last = years_before(day, years)
    began = date.fromordinal(last.toordinal() + near)
    assert (add_years([began], years)[0].astype("datetime64[D]").item() <= day) is (began <= last)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("education", {"level": "S3", "field": "hukum", "graduated_year": 2000}, "graduated_young"),
        ("attestations", {"kind": "HEALTH", "passed": True, "true_from": date(2025, 1, 1), "true_to": date(2026, 7, 9)},
         "attestation_over"),
        ("performance", {"year": 2018, "score": 91.0}, "rated_by_nothing"),
        ("performance", {"year": 2020, "work_result": "AS", "behaviour": "AS"}, "rated_by_nothing"),
    ],
)  # fmt: skip
def test_a_wrong_record_is_found(kind, values, code):
    person = sound(born=date(1980, 3, 7))
    factories.write(kind, person, **values)
    assert code in codes(person)


@pytest.mark.django_db
def test_a_renewed_attestation_replaces_the_one_that_ended():
    person = sound()
    for day, end in ((date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 12, 31))):
        factories.write("attestations", person, kind="HEALTH", passed=True, true_from=day, true_to=end)
    assert "attestation_over" not in codes(person)


@pytest.mark.django_db
def test_a_grade_or_post_before_the_appointment_is_found():
    nip = factories.nip(1, hired="201001")
    person = sound(nip=nip, grade_from=date(2009, 12, 31), post_from=date(2010, 1, 1))
    assert codes(person) == BARE | {"grade_before_hire": 1}


@pytest.mark.django_db
def test_grade_four_with_no_more_than_primary_school_is_found():
    person = factories.employee(grade="IV/a")
    factories.write("education", person, level="SD", field="umum")
    assert codes(person)["grade_above_education"] == 1
    factories.write("education", person, level="S1", field="hukum")
    assert "grade_above_education" not in codes(person)


def appointed(person, position, true_from, true_to=None, kind="DEFINITIVE"):
    factories.write(
        "appointments", person, position=position, tier="ADMINISTRATOR", kind=kind, true_from=true_from, true_to=true_to
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "kind", "expected"), [
    (date(2020, 6, 30), "DEFINITIVE", 1),
    (date(2020, 7, 1), "DEFINITIVE", None),
    (date(2020, 6, 30), "PLT", None),
])  # fmt: skip
def test_two_definitive_posts_at_a_time_contradict_each_other(start, kind, expected):
    person = sound(position="Camat")
    appointed(person, "Lurah", date(2015, 1, 1), date(2020, 6, 30))
    appointed(person, "Camat", start, kind=kind)
    assert codes(person).get("posts_overlap") == expected


@pytest.mark.django_db
def test_a_running_post_under_another_name_differs_unless_the_name_is_its_code():
    person = sound(position="Camat Kota")
    appointed(person, "Lurah", date(2020, 1, 1))
    assert codes(person)["post_differs"] == 1
    other = sound(position="Camat Kota")
    appointed(other, "camat kota", date(2020, 1, 1))
    assert "post_differs" not in codes(other)
    named = sound(position="Camat Kota")
    factories.write("positions", factories.agency(), code="JAB-1", name="Camat Kota", tier="ADMINISTRATOR")
    appointed(named, "JAB-1", date(2020, 1, 1))
    assert "post_differs" not in codes(named)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([date(2026, 7, 9)], "education.over"),
        ([date(2026, 7, 10)], "education.ends"),
        ([date(2026, 10, 8)], "education.ends"),
        ([date(2026, 10, 9)], None),
        ([None], None),
        ([date(2026, 7, 9), date(2026, 8, 1)], "education.ends"),
        ([date(2026, 7, 9), None], None),
    ],
)
def test_the_evidence_that_lasts_longest_counts(ends, expected):
    person = sound()
    (row,) = records.MODELS["education"].objects.all()
    by = factories.user("BKD_STAFF")
    for end in ends:
        evidence.attach(kind="education", row=row, source="Universitas", valid_until=end, by=by)
    assert codes(person) == without(BARE, "education.bare") | ({expected: 1} if expected else {})


@pytest.mark.django_db
def test_evidence_of_a_retired_fact_runs_out_unnoticed(staff):
    person = sound()
    (row,) = records.MODELS["education"].objects.all()
    evidence.attach(kind="education", row=row, source="x", valid_until=date(2026, 1, 1), by=staff.user)
    staff.post(f"/catatan/education/{row.pk}/batalkan/", {"seen": row.digest, "reason": "Keliru."})
    assert codes(person) == without(BARE, "education.bare") | {"education_missing": 1}


OVER, ENDS, LASTS = date(2026, 7, 9), date(2026, 10, 8), date(2026, 10, 9)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("own", "whole", "expected"),
    [
        (None, OVER, "over"),
        (None, ENDS, "ends"),
        (None, LASTS, None),
        (OVER, OVER, "over"),
        (OVER, ENDS, "ends"),
        (ENDS, OVER, "ends"),
        (OVER, LASTS, None),
        (LASTS, OVER, None),
    ],
)
def test_what_an_import_rests_on_counts_for_each_of_its_records_beside_their_own(own, whole, expected):
    person, batch, by = sound(), factories.an_import("awards"), factories.user("BKD_STAFF")
    for name in ("Satyalancana", "Bintang"):
        factories.write("awards", person, name=name, level="AGENCY", true_from=date(2024, 8, 17), batch=batch)
    assert codes(person) == BARE | {"awards.bare": 2}
    for row in records.MODELS["awards"].objects.all() if own else ():
        evidence.attach(kind="awards", row=row, source="Setneg", valid_until=own, by=by)
    evidence.attach(kind="awards", row=batch, source="SIASN", valid_until=whole, by=by)
    assert codes(person) == BARE | ({f"awards.{expected}": 2} if expected else {})
    # Nobody else's records, and none of another import.
    other = sound()
    factories.write("awards", other, name="Lain", level="AGENCY", true_from=date(2024, 1, 1))
    assert codes(other) == BARE | {"awards.bare": 1}
    # Somebody's own list does not lose what whole imports rest on.
    alone = found(Ground(person.agency_id, TODAY, frozenset([person.pk]), house=False))
    assert {CHECKS[number].code for _about, number, _unit, _count in alone} == set(codes(person))


@pytest.mark.django_db
def test_what_an_import_of_units_rests_on_counts_for_them():
    agency, by, batch = factories.agency(), factories.user("BKD_STAFF"), factories.an_import("units")
    factories.write("units", agency, code="DISHUB", name="Dinas", parent=None, batch=batch)
    (unit,) = agency.units.all()
    assert faults_of("unit", unit.pk, agency.pk) == {"units.bare": 1}
    evidence.attach(kind="units", row=batch, source="Perda", valid_until=OVER, by=by)
    assert faults_of("unit", unit.pk, agency.pk) == {"units.over": 1}
    evidence.attach(kind="units", row=batch, source="Perda", by=by)
    assert faults_of("unit", unit.pk, agency.pk) == {}


@pytest.mark.django_db
def test_units_and_posts_rest_on_evidence_too():
    agency, by = factories.agency(), factories.user("BKD_STAFF")
    unit = factories.unit(agency)
    factories.write("positions", agency, code="JAB-1", name="Camat", tier="ADMINISTRATOR", unit=unit.code)
    post = agency.positions.get()
    for owner, kind, one in (("unit", "units", unit), ("position", "positions", post)):
        assert faults_of(owner, one.pk, agency.pk) == {f"{kind}.bare": 1}
        (row,) = one.records.all()
        evidence.attach(kind=kind, row=row, source="Perda", valid_until=date(2026, 7, 9), by=by)
        assert faults_of(owner, one.pk, agency.pk) == {f"{kind}.over": 1}
        assert [line[2] for line in found(Ground(agency.pk, TODAY)) if CHECKS[line[1]].kind == kind] == [unit.pk]


def test_every_dimension_has_checks_and_every_code_is_one_checks():
    assert {check.dimension for check in CHECKS} == set(Dimension)
    assert len({check.code for check in CHECKS}) == len(CHECKS)
