"""Somebody of one agency here is inaugurated in another: from that day they serve there alone, and the agency that they
left keeps what it knew."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.db import IntegrityError, transaction

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid
from succession.domain import applying, moving, recommendation, selection
from succession.domain.inauguration import inaugurate
from succession.domain.queries import seats
from succession.interfaces.plan_forms import PlanForm
from succession.interfaces.simulation_forms import CascadeForm
from succession.models import Inauguration
from talent.domain import known, outside, records
from talent.domain import pool as leaving_pools
from talent.domain.importing import WRITERS, Context
from talent.domain.queries import employees, facts, pool
from talent.models import (
    AppointmentRecord,
    Employee,
    EmployeeRecord,
    PerformanceRecord,
    PoolExit,
    PoolMembership,
    Position,
)
from tests import factories
from tests.succession import cast
from tests.succession.domain.test_outsiders import decided

pytestmark = pytest.mark.django_db
BY = system_operator
DAY, EVE, SINCE = date(2026, 8, 3), date(2026, 8, 2), date(2021, 1, 4)
LEFT = "Kepala Dinas JPT-09"


def moved(**values: object) -> tuple[Inauguration, Employee, Employee]:
    """The head of a service in Bontang, of its pool, becomes head of one in Kaltim: with their rows there and here."""
    here, there = factories.agency(), factories.other_agency()
    factories.unit(there, "U-9", "Dinas Kelautan")
    cast.post(there, "JPT-09", unit="U-9")
    said = {"position": LEFT, "tier": "JPT_PRATAMA", "unit": "U-9", "post_from": SINCE} | values
    guest, colleagues = cast.candidate(there, **said), cast.people(here, 2)
    held = {"position": "Kepala Bidang Kelautan", "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "unit": "U-9"}
    factories.write("appointments", guest, true_from=date(2015, 1, 5), true_to=date(2021, 1, 3), **held)
    factories.established_cycle(there)
    vacancy = cast.announced(here)
    applications = cast.applied(vacancy, [guest, *colleagues])
    selection.screen(vacancy=vacancy, by=BY())
    for place, application in enumerate(applications):
        cast.scored(application, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=BY())
    cast.nominated(vacancy, [guest, *colleagues])
    chosen = decided(vacancy, guest)
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=DAY, by=BY())
    made = inaugurate(decision=chosen, dated=DAY, number="BA-1", by=BY())
    guest.refresh_from_db()
    return made, guest, employees.of_nip(guest.nip, DAY)


def told(person: Employee) -> list[tuple[str, date | None, date | None, str | None, str | None]]:
    rows = AppointmentRecord.objects.filter(employee=person, known_to=None).order_by("true_from")
    return list(rows.values_list("position", "true_from", "true_to", "unit", "at_agency"))


def test_from_the_day_on_they_serve_where_they_were_inaugurated_and_until_the_eve_where_they_came_from():
    made, left, joined = moved()
    here, there = factories.agency(), factories.other_agency()
    assert (left.agency, joined.agency) == (there, here)
    assert employees.of_nip(left.nip, EVE) == left
    assert (left.current.standing, left.current.standing_from, left.current.position) == ("MOVED", DAY, LEFT)
    assert (joined.current.standing, joined.current.position) == ("ACTIVE", "Kepala Dinas JPT-01")
    # There in the words of that agency's codes, here in its names.
    assert told(left) == [
        ("Kepala Bidang Kelautan", date(2015, 1, 5), date(2021, 1, 3), "U-9", None),
        (LEFT, SINCE, EVE, "U-9", "BONTANG"),
    ]
    assert told(joined) == [
        ("Kepala Bidang Kelautan", date(2015, 1, 5), date(2021, 1, 3), "Dinas Kelautan", "BONTANG"),
        (LEFT, SINCE, EVE, "Dinas Kelautan", "BONTANG"),
        ("Kepala Dinas JPT-01", DAY, None, None, "KALTIM"),
    ]
    # What was known of them there is known here from now on; there it stays as it was.
    for person, known_from in ((left, factories.KNOWN), (joined, moving.of(made)[0].known_at)):
        assert PerformanceRecord.objects.get(employee=person).known_from == known_from
    # By the day, and by what was known: before it they were active there, and nobody here.
    at = {one: facts.facts(there, on=one, known_at=known.now(None), employees=[left.pk]) for one in (EVE, DAY)}
    assert [at[one]["employees"]["standing"].tolist() for one in (EVE, DAY)] == [["ACTIVE"], ["MOVED"]]
    before = facts.facts(there, on=DAY, known_at=made.at, employees=[left.pk])
    assert before["employees"]["standing"].tolist() == ["ACTIVE"]
    assert facts.facts(here, on=DAY, known_at=made.at, employees=[joined.pk])["employees"].empty


def test_the_post_filled_shows_its_holder_and_the_one_left_is_vacant_and_opened_there():
    made, left, joined = moved()
    filled, vacant = (Position.objects.select_related("agency", "current").get(code=f"JPT-0{n}") for n in (1, 9))
    assert seats.of_posts([filled], DAY)[0].holder == joined
    (seat,) = seats.of_posts([vacant], DAY)
    assert (seat.holder, seat.vacant_from, seat.filling.opened_on) == (None, DAY, DAY)
    # The other agency's vacancy is no part of what is told of this one's filling.
    assert (made.opened, made.unclear, seat.filling.agency) == (None, "", left.agency)


def test_pools_and_lists_of_the_agency_that_was_left_hold_them_until_the_day():
    _made, left, _joined = moved()
    agency = left.agency_id
    assert [pool.members(agency, on).filter(employee=left).count() for on in (EVE, DAY)] == [1, 0]
    assert list(employees.serving(agency).filter(nip=left.nip)) == []


def test_both_ledgers_hold_the_move_and_what_it_wrote_can_be_named():
    made, left, joined = moved()
    move, there = moving.of(made)
    assert (move.left, there, move.opened.agency, len(move.exits)) == (left, joined, left.agency, 1)
    event = Event.objects.get(kind="talent.employee.moved")
    assert (event.agency, event.payload["to"], event.payload["number"]) == ("BONTANG", "KALTIM", "BA-1")
    done = Event.objects.get(kind="succession.appointment.inaugurated")
    assert (done.agency, done.payload["moved_from"], done.payload["joined"]) == ("KALTIM", "BONTANG", joined.pk)
    written, closed = move.records(left)["employees"]
    assert written == [left.current_id]
    assert list(move.records(left)) == ["employees", "appointments"]
    assert (closed, len(move.records(joined)["employees"][0])) == ([], 2)
    # Whoever was inaugurated from the agency itself moved nowhere.
    assert moving.served_elsewhere(joined, joined.agency) is None


def test_a_nip_is_active_once_here_and_stands_once_in_an_agency():
    _made, left, joined = moved()
    for wrong in ({"agency": left.agency}, {"agency": factories.agency("PASER", "Kabupaten Paser", "REGENCY")}):
        twin = Employee(nip=left.nip, name="x", born=left.born, hired_month=left.hired_month, sex=1, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Employee.objects.filter(pk=left.pk).update(moved_on=None, moved_to=None, moved_by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employee.objects.filter(pk=joined.pk).update(moved_on=DAY)


def test_nothing_more_is_written_of_them_where_they_were():
    _made, left, joined = moved()
    row = EmployeeRecord.objects.filter(employee=left, true_from=SINCE).get()
    before = employees.records_of(left, superseded=True)
    said = {"year": 2024, "rating": "BAIK", "rater": None}
    columns = {"nip": [left.nip], "name": ["Nama Lain"]} | {name: [None] for name in factories._EMPTY["employees"]}
    for kind, given in (("employees", columns), ("performance", {"nip": [left.nip]} | _empty("performance", **said))):
        written = WRITERS[kind](given, 1, Context(left.agency, BY(), known.turn(left.agency_id)))
        assert [(one.code, one.column) for one in written.errors] == [("nip_moved", "nip")]
        assert (written.new, written.changed) == (0, 0)
        message = f"NIP {left.nip} pindah ke instansi lain sejak 3 Agustus 2026 (BA-1); "
        assert str(written.errors[0].message.id).startswith(message)
    with pytest.raises(Invalid) as refused:
        records.retire(kind="employees", row=row, seen=row.digest, reason="Keliru.", by=BY())
    assert refused.value.code == "nip_moved"
    assert employees.records_of(left, superseded=True) == before
    # Where they serve now they are written as anybody.
    factories.write("performance", joined, known_at=known.turn(joined.agency_id), **said)
    # A file of all agencies is about the row where they serve.
    files = Context(None, BY(), known.turn(None))
    assert WRITERS["performance"]({"nip": [left.nip]} | _empty("performance", **said), 1, files).same == 1


def _empty(kind: str, **values: object) -> dict[str, list[object]]:
    return {name: [None] for name in factories._EMPTY[kind]} | {name: [value] for name, value in values.items()}


def test_whoever_asks_by_nip_gets_the_row_where_they_serve_and_the_other_one_applies_nowhere():
    _made, left, joined = moved()
    assert employees.named(BY(), left.nip) == joined
    with pytest.raises(Invalid) as refused:
        applying.apply(vacancy=cast.announced(left.agency), employee=left, received_on=date(2026, 7, 15), by=BY())
    assert refused.value.code == "moved"


def test_a_state_that_was_to_begin_later_where_they_were_never_does_and_whoever_comes_back_takes_up_their_row():
    here, there = factories.agency(), factories.other_agency()
    person, back = factories.assessed(factories.employee(there, grade_from=date(2019, 4, 1))), date(2026, 9, 1)
    later = {"name": person.name, "grade": "IV/b", "grade_from": date(2027, 4, 1), "standing": "ACTIVE"}
    factories.write("employees", person, **later)
    person.refresh_from_db()
    for to, day, number in ((here, DAY, "BA-1"), (there, back, "BA-2")):
        vacancy = cast.opened(to, cast.post(to))
        context = Context(to, BY(), max(known.turn(one.pk) for one in (here, there)))
        left = employees.of_nip(person.nip, EVE if to == here else DAY)
        moving.leave(left, vacancy, day, number, context)
        said = {"on": day, "known_at": context.known_at, "by": BY(), "reason": "Pelantikan"}
        joined = outside.join(person=left, agency=to, **said)
        left.refresh_from_db()
        joined.refresh_from_db()
        assert (left.current.standing, left.current.grade, left.moved_by) == ("MOVED", "IV/a", number)
        assert (joined.current.standing, joined.current.grade, joined.moved_on) == ("ACTIVE", "IV/a", None)
        if to == here:
            corrected = {"year": 2025, "rating": "BAIK", "rater": None}
            factories.write("performance", joined, known_at=known.turn(here.pk), **corrected)
    assert (joined, Employee.objects.filter(nip=person.nip).count()) == (person, 2)
    told_back = PerformanceRecord.objects.filter(employee=person).order_by("id").values_list("rating", "known_to")
    assert [(rating, until is None) for rating, until in told_back] == [("SANGAT_BAIK", False), ("BAIK", True)]
    at = [facts.facts(there, on=day, known_at=known.now(None), employees=[person.pk]) for day in (EVE, DAY, back)]
    assert [one["employees"]["standing"].tolist() for one in at] == [["ACTIVE"], ["MOVED"], ["ACTIVE"]]


def test_acting_posts_end_with_the_others_and_those_to_come_never_begin_in_either_row():
    here, there = factories.agency(), factories.other_agency()
    person = factories.assessed(factories.employee(there))
    acting = {"tier": "JPT_PRATAMA", "kind": "PLT", "true_to": None}
    factories.write("appointments", person, position="Plt. Sekretaris", true_from=date(2026, 2, 2), **acting)
    factories.write("appointments", person, position="Plt. Inspektur", true_from=DAY, **acting)
    vacancy = cast.opened(here, cast.post(here))
    context = Context(here, BY(), max(known.turn(one.pk) for one in (here, there)))
    moving.leave(person, vacancy, DAY, "BA-1", context)
    said = {"on": DAY, "known_at": context.known_at, "by": BY(), "reason": "Pelantikan"}
    joined = outside.join(person=employees.of_nip(person.nip, EVE), agency=here, **said)
    for row in (person, joined):
        plts = [(position, since, until) for position, since, until, *_rest in told(row) if "Plt." in position]
        assert plts == [("Plt. Sekretaris", date(2026, 2, 2), EVE)]


@pytest.mark.parametrize("on", [DAY.replace(day=20), EVE])
def test_an_exit_for_a_later_day_is_corrected_to_that_of_the_move_and_an_earlier_one_stays(on):
    there = factories.other_agency()
    person = cast.candidate(there)
    factories.established_cycle(there)
    left = {"on": on, "cause": "OTHER", "reason": "Permintaan sendiri.", "by": BY()}
    before = leaving_pools.leave(membership=PoolMembership.objects.get(employee=person), **left)
    leaving_pools.moved(person=person, on=DAY, reason="Pelantikan", by=BY(), at=known.turn(there.pk))
    standing = PoolExit.objects.get(revoked_at=None)
    assert (standing.on, standing.pk == before.pk) == (min(on, DAY), on == EVE)


def test_who_moved_away_is_no_stand_in_there_and_starts_no_chain():
    agency = factories.agency()
    person, post = cast.candidate(agency), cast.post(agency)
    of = SimpleNamespace(fields={"posts": forms.ModelMultipleChoiceField(Position.objects.all())})
    given = {"name": "x", "on": "2026-08-03", "post": post.pk, "nip": person.nip, "depth": 3, "stand_in": person.nip}

    def found():
        chain = CascadeForm(given, of=of)
        plan = PlanForm(given, plan=None, offered=[], agency_id=agency.pk)
        plan.is_valid()
        return chain.is_valid(), plan.person

    assert (found()[0], found()[1]()) == (True, person)
    gone = {"moved_on": DAY, "moved_to": factories.other_agency(), "moved_by": "BA-1"}
    Employee.objects.filter(pk=person.pk).update(**gone)
    valid, named = found()
    with pytest.raises(Invalid) as refused:
        named()
    assert (valid, refused.value.code) == (False, "unknown_person")
