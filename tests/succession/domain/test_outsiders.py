"""Applicants whose own agency is not here: held against everything as others are, and nobody's employees until they are
inaugurated."""

from datetime import date

import pytest

from accounts.domain import second_lock
from accounts.domain.users import system_operator
from accounts.models import User
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from succession.domain import (
    applying,
    confirmation,
    decision,
    inauguration,
    outsiders,
    recommendation,
    replay,
    selection,
)
from succession.domain.queries import applicants
from succession.models import AppointmentDecision, Longlist, Vacancy
from talent.domain import outside, records
from talent.domain.queries import employees
from talent.models import Agency, AppointmentRecord, Employee, EmployeeRecord
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
BY = system_operator


def decided(vacancy: Vacancy, person: Employee) -> AppointmentDecision:
    """The PPK chooses the first of the names."""
    token = confirmation.confirmation_token(vacancy)
    given = {"decided_on": date(2026, 8, 1), "number": "800/1", "reason": "Nilai tertinggi.", "token": token}
    return decision.decide(vacancy=vacancy, employee=person, by=BY(), **given)


def inaugurated(chosen: AppointmentDecision) -> None:
    """After the recommendation."""
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 8, 2), by=BY())
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=BY())


def filled() -> tuple[Vacancy, Employee, AppointmentDecision]:
    """A vacancy whose best applicant comes from a regency that is not here, up to the decision."""
    agency = factories.agency()
    colleagues = cast.people(agency, 2)
    vacancy = cast.announced(agency)
    person = cast.outsider(vacancy).employee
    applications = [*vacancy.applications.all(), *cast.applied(vacancy, colleagues)]
    selection.screen(vacancy=vacancy, by=BY())
    for place, application in enumerate(applications):
        cast.scored(application, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=BY())
    cast.nominated(vacancy, [person, *colleagues])
    return vacancy, person, decided(vacancy, person)


def test_the_engine_judges_an_applicant_from_elsewhere_as_an_employee_with_the_same_facts():
    agency = factories.agency()
    same = {name: value for name, value in cast.STATE.items() if name not in ("unit", "standing_from")}
    own = cast.candidate(agency, **same)
    vacancy = cast.announced(agency)
    cast.applied(vacancy, [own])
    person, bare = cast.outsider(vacancy).employee, cast.outsider(vacancy, 902, known=False).employee
    found = selection.screen(vacancy=vacancy, by=BY())
    rows = {one.employee_id: one for one in found.entries.all()}
    told = [(str(one.outcome), one.passed, one.unknown) for one in (rows[own.pk], rows[person.pk])]
    assert told[0] == told[1] == ("pass", rows[own.pk].passed, 0)
    # What was not entered is not known: never a silent pass.
    assert (rows[bare.pk].outcome, rows[bare.pk].unknown > 0) == ("unknown", True)
    assert replay.longlist(found).identical


def test_whoever_is_inaugurated_becomes_an_employee_with_what_was_known_and_stays_readable_as_an_applicant():
    vacancy, person, chosen = filled()
    agency = vacancy.agency
    assert (list(employees.serving(agency.pk).filter(nip=person.nip)), person.outside) == ([], True)
    inaugurated(chosen)
    joined = Employee.objects.get(agency=agency, nip=person.nip)
    assert (joined.current.position, joined.current.tier) == ("Kepala Dinas JPT-01", "JPT_PRATAMA")
    assert (joined.outside, person.outside) == (False, True)
    held = AppointmentRecord.objects.filter(employee=joined, known_to=None).order_by("true_from")
    assert list(held.values_list("position", "true_from", "true_to", "at_agency")) == [
        ("Kepala Bidang Angkutan", date(2018, 1, 2), date(2026, 8, 2), "Kabupaten Sigi"),
        ("Kepala Dinas JPT-01", date(2026, 8, 3), None, agency.code),
    ]
    for kind, model in employees.RECORDS.items():
        if kind not in ("employees", "appointments"):
            told = [
                list(model.objects.filter(employee=one, known_to=None).order_by("key").values_list("key", "digest"))
                for one in (person, joined)
            ]
            assert told[0] == told[1], kind
    # The applicant stays as they were, and everything decided about them computes the same.
    assert Employee.objects.get(pk=person.pk).comes_from == "Kabupaten Sigi"
    assert all(replay.longlist(one).identical for one in Longlist.objects.all())
    assert replay.decision(chosen, reader=system_operator()).identical
    # No post of the agency was left, though a regency's may be called like one of its own.
    assert Vacancy.objects.count() == 1
    events = Event.objects.filter(kind="talent.record.added", agency=agency.code, reason="Pelantikan")
    assert {event.payload["employee"] for event in events} == {joined.pk}
    # Once an employee, they apply as one.
    assert employees.named(BY(), person.nip) == joined


def test_whom_the_agency_registered_meanwhile_is_that_employee_and_nothing_is_written_twice():
    vacancy, person, chosen = filled()
    own = factories.employee(vacancy.agency, nip=person.nip, name="Rahmi", grade="IV/c")
    inaugurated(chosen)
    assert Employee.objects.filter(nip=person.nip).count() == 2
    states = EmployeeRecord.objects.filter(employee=own, known_to=None).order_by("true_from")
    assert list(states.values_list("position", "grade")) == [
        (own.current.position, "IV/c"),
        ("Kepala Dinas JPT-01", "IV/c"),
    ]


def test_whom_another_agency_here_employs_is_not_decided_on_nor_inaugurated_as_an_applicant_from_elsewhere():
    vacancy, person, chosen = filled()
    there = factories.employee(factories.other_agency(), nip=person.nip)
    with pytest.raises(Invalid) as refused:
        inaugurated(chosen)
    assert refused.value.code == "served_here"
    assert str(refused.value).startswith(f"{person.name} tercatat sebagai pelamar luar, padahal NIP-nya pegawai ")
    there.refresh_from_db()
    assert (there.current.standing, there.moved_on) == ("ACTIVE", None)
    assert not Employee.objects.filter(agency=vacancy.agency, nip=person.nip).exists()
    decision.withdraw(decision=chosen, reason="Pegawai instansi lain di sini.", by=BY())
    vacancy.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        decided(vacancy, person)
    assert (refused.value.code, AppointmentDecision.objects.filter(ended_at=None).count()) == ("served_here", 0)


def test_two_agencies_keep_the_same_applicant_apart_and_cannot_both_appoint_them():
    _vacancy, person, chosen = filled()
    other = factories.other_agency()
    elsewhere = cast.announced(other)
    twin = cast.outsider(elsewhere).employee
    assert (twin.nip, twin.pk != person.pk, twin.agency != person.agency) == (person.nip, True, True)
    others = cast.people(other, 2)
    cast.applied(elsewhere, others)
    selection.screen(vacancy=elsewhere, by=BY())
    for application in elsewhere.applications.all():
        cast.scored(application, 80, 80, 80, 80)
    selection.rank(vacancy=elsewhere, by=BY())
    cast.nominated(elsewhere, [twin, *others])
    with pytest.raises(decision.Contested) as refused:
        decided(elsewhere, twin)
    assert str(refused.value) == "Orang ini sudah diputuskan untuk lowongan L-01."
    # Of a decision made before NIPs were compared, the same.
    AppointmentDecision.objects.filter(pk=chosen.pk).update(ended_at=chosen.at, end_reason="Dicabut.")
    old = AppointmentDecision.objects.values().get(pk=chosen.pk) | {"id": None, "nip": None, "ended_at": None}
    AppointmentDecision.objects.create(**old | {"end_reason": None})
    with pytest.raises(decision.Contested):
        decided(elsewhere, twin)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"origin": " "}, "no_origin"),
        ({"nip": "own"}, "own_employee"),
        ({"nip": "kept"}, "kept_already"),
        ({"received_on": date(2026, 7, 26)}, "not_announced"),
    ],
)
def test_what_cannot_be_registered_leaves_nothing(said, code):
    agency = factories.agency()
    vacancy = cast.announced(agency)
    known = {"own": factories.employee(agency).nip, "kept": cast.outsider(vacancy, 905).employee.nip}
    before = Employee.objects.count(), vacancy.applications.count()
    said = said | ({"nip": known[said["nip"]]} if "nip" in said else {})
    with pytest.raises(Invalid) as refused:
        cast.outsider(vacancy, **said)
    assert refused.value.code == code
    assert (Employee.objects.count(), vacancy.applications.count()) == before


def test_an_applicant_from_elsewhere_applies_again_by_nip_and_only_where_they_are_kept():
    vacancy, by = cast.announced(factories.agency()), BY()
    made = cast.outsider(vacancy)
    document = ("Surat lamaran", ("surat.pdf", documents.pdf()))
    applying.add_document(application=made, title=document[0], document=document[1], by=by)
    applying.withdraw(application=made, reason="Mengundurkan diri dahulu.", by=by)
    again = applying.apply(vacancy=vacancy, employee=made.employee, received_on=date(2026, 7, 20), by=by)
    assert [one.pk for one in applicants.remaining(vacancy)] == [again.pk]
    elsewhere = cast.announced(factories.other_agency())
    with pytest.raises(Invalid) as refused:
        applying.apply(vacancy=elsewhere, employee=made.employee, received_on=date(2026, 7, 20), by=by)
    assert refused.value.code == "kept_elsewhere"
    own = factories.employee(vacancy.agency, nip=made.employee.nip)
    with pytest.raises(applying.AlreadyApplied):
        applying.apply(vacancy=vacancy, employee=own, received_on=date(2026, 7, 20), by=by)
    with pytest.raises(Invalid) as refused:
        applying.apply(vacancy=vacancy, employee=made.employee, received_on=date(2026, 7, 20), by=by)
    assert refused.value.code == "own_employee"


def test_an_origin_that_is_here_is_known_by_one_name_whatever_was_said():
    vacancy, here = cast.announced(factories.agency()), factories.other_agency()
    for number, origin in enumerate((here.code.lower(), here.name, "Kabupaten Sigi", "KABUPATEN SIGI "), 910):
        cast.outsider(vacancy, number, origin=origin, known=False)
    people = outside.kept_by(vacancy.agency).select_related("current__unit").order_by("nip")
    assert [one.comes_from for one in people] == ["Kota Bontang"] * 2 + ["Kabupaten Sigi"] * 2


def test_only_the_agency_that_keeps_them_writes_about_them_from_the_first_registration_on():
    agency = factories.agency()
    vacancy, staff = cast.announced(agency), factories.user("BKD_STAFF", agency)
    strange, without = factories.user("BKD_STAFF", factories.other_agency()), factories.user("PPK", agency)
    for by in (strange, without):
        with pytest.raises(NotAllowed):
            cast.outsider(vacancy, by=by, known=False)
    assert not Agency.every.filter(outside_of=agency).exists()
    with second_lock.rows_of(staff):
        # In one request: the place is made in it, and the next fact is entered by the same person.
        made = outsiders.register(
            vacancy=vacancy,
            nip=factories.nip(901),
            origin="Kabupaten Sigi",
            values=cast.STATE,
            received_on=date(2026, 7, 15),
            by=staff,
        )
        values = {"kind": "HEALTH", "passed": True, "true_from": date(2026, 1, 5), "true_to": None, "number": None}
        row = records.add(kind="attestations", employee=made.employee, values=values, by=staff)
    assert Event.objects.filter(agency=agency.code, subject=f"talent.attestationrecord:{row.pk}").count() == 1
    later = User.objects.get(pk=staff.pk)
    for user, seen in ((later, [made.employee_id]), (strange, [])):
        with second_lock.rows_of(user):
            assert list(employees.reachable_by(user).filter(outside=True).values_list("pk", flat=True)) == seen
    with pytest.raises(NotAllowed):
        records.add(kind="attestations", employee=made.employee, values=values | {"kind": "INTEGRITY"}, by=strange)
