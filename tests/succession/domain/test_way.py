"""The whole way from the gate to the inauguration."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event
from rules.checks import combine
from succession.domain import confirmation, decision, gate, inauguration, longlist, recommendation, replay
from succession.domain.queries import reasons
from succession.models import LonglistEntry, Vacancy
from talent.domain import known
from talent.domain.queries import facts, written
from talent.models import AppointmentRecord, Employee
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def decided(vacancy: Vacancy, person: Employee, **values: object) -> decision.AppointmentDecision:
    wanted = {
        "decided_on": date(2026, 7, 20),
        "number": "800/7/2026",
        "reason": "Paling berpengalaman di bidangnya.",
        "token": confirmation.confirmation_token(vacancy),
    } | values
    return decision.decide(vacancy=vacancy, employee=person, by=system_operator(), **wanted)  # type: ignore[arg-type]


def recommended(of: decision.AppointmentDecision, **values: object) -> None:
    wanted = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25)} | values
    recommendation.record(decision=of, by=system_operator(), **wanted)  # type: ignore[arg-type]


def test_from_the_route_to_the_post_every_step_is_recorded() -> None:
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    cast.signed(chosen)
    recommended(chosen)
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())

    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.route) == ("INAUGURATED", "talent_pool")
    assert chosen.ended_at is not None
    kinds = Event.objects.filter(kind__startswith="succession.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "succession.vacancy.opened",
        "succession.route.decided",
        "succession.longlist.built",
        "succession.panel.waived",
        *["succession.committee.appointed"] * 2,
        "succession.panel.opened",
        *["succession.panel.declared"] * 2,
        "succession.panel.minutes",
        *["succession.panel.signed"] * 2,
        "succession.panel.closed",
        "succession.nominees.named",
        "succession.appointment.decided",
        "succession.deviation.entered",
        "succession.deciding.declared",
        "succession.deviation.signed",
        "succession.recommendation.recorded",
        "succession.appointment.inaugurated",
    ]


def test_the_person_holds_the_new_post_from_the_day_and_the_old_one_until_the_day_before() -> None:
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    person = candidates[0]
    factories.write(
        "appointments",
        person,
        position=person.current.position,
        tier="ADMINISTRATOR",
        kind="DEFINITIVE",
        job_family="perhubungan",
        true_from=date(2010, 1, 2),
    )
    chosen = decided(vacancy, person)
    recommended(chosen)
    ledger.record("talent.records.written", agency=agency.code, by=system_operator())
    before = written.last(agency)
    assert before is not None
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    # What was worked out of the pool holds still, but for this person.
    after = written.last(agency)
    assert (after and after.people_since(before), before != after) == ({person.pk}, True)

    def held(on: date) -> tuple[str, str]:
        frames = facts.facts(agency.pk, on=on, known_at=timezone.now(), employees=[person.pk])
        row = frames["employees"].iloc[0]
        return row["position"], row["tier"]

    assert held(date(2026, 8, 2)) == (person.current.position, "ADMINISTRATOR")
    assert held(date(2026, 8, 3)) == ("Kepala Dinas JPT-01", "JPT_PRATAMA")
    old = AppointmentRecord.objects.filter(employee=person, true_from=date(2010, 1, 2)).order_by("id")
    assert [(row.true_to, row.known_to is None) for row in old] == [(None, False), (date(2026, 8, 2), True)]
    person.refresh_from_db()
    assert person.current.tier == "JPT_PRATAMA"


def test_the_senior_post_that_the_person_left_has_its_vacancy_from_that_day_on() -> None:
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    person = candidates[0]
    left = cast.post(agency, "JPT-09")
    chosen = decided(vacancy, person)
    recommended(chosen)
    held = {"name": person.name, "status": "PNS", "position": "Kepala Dinas JPT-09", "tier": "JPT_PRATAMA"}
    held |= {"standing": "ACTIVE", "standing_from": date(2010, 1, 2)}
    factories.write("employees", person, known_at=timezone.now(), post_from=date(2024, 1, 2), **held)
    chosen.employee = Employee.objects.get(pk=person.pk)
    made = inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    opened = made.opened
    assert opened is not None
    assert (opened.position, opened.code, opened.cause, opened.opened_on) == (
        left,
        "JPT-09",
        "TRANSFER",
        date(2026, 8, 3),
    )
    assert Event.objects.filter(kind="succession.vacancy.opened").latest("id").payload["left_by"] == vacancy.pk


@pytest.mark.parametrize(
    ("named", "told"), [([], "Kepala Dinas JPT-09"), (["A", "B"], "Kepala Dinas JPT-09"), (["A"], "")]
)
def test_where_it_is_not_clear_which_post_was_left_none_is_opened_and_the_page_says_what_to_do(
    sign_in: Any, named: list[str], told: str
) -> None:
    """No post of the list has that title, or two have and neither is in the person's unit."""
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    person = candidates[0]
    for code in named:
        cast.post(agency, code, name="Kepala Dinas JPT-09")
    chosen = decided(vacancy, person)
    recommended(chosen)
    held = {"name": person.name, "status": "PNS", "position": "Kepala Dinas JPT-09", "tier": "JPT_PRATAMA"}
    held |= {"standing": "ACTIVE", "standing_from": date(2010, 1, 2)}
    factories.write("employees", person, known_at=timezone.now(), post_from=date(2024, 1, 2), **held)
    chosen.employee = Employee.objects.get(pk=person.pk)
    made = inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    assert (made.unclear, made.opened is None) == (told, bool(told))
    page = sign_in("BKD_STAFF").get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert (f"jabatan yang ditinggalkan, {told}: dari daftar jabatan tidak jelas yang mana" in page) is bool(told)
    assert ('<a href="/jabatan/">Daftar jabatan</a>' in page) is bool(told)


def test_who_comes_from_below_or_leaves_a_post_that_is_being_filled_opens_no_vacancy() -> None:
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    chosen = decided(vacancy, candidates[0])
    recommended(chosen)
    made = inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    assert made.opened is None
    assert Vacancy.objects.count() == 1


def test_a_post_left_in_another_agency_has_its_vacancy_there_though_whoever_inaugurates_prepares_none_of_it() -> None:
    here, there = factories.agency(), factories.other_agency()
    guest = cast.candidate(there)
    vacancy, _applications = cast.selected(here, [guest, *cast.people(here, 2)])
    cast.nominated(vacancy, [application.employee for application in vacancy.applications.order_by("id")])
    chosen = decided(vacancy, guest, decided_on=date(2026, 7, 26))
    recommended(chosen, dated=date(2026, 7, 26))
    cast.post(there, "JPT-09")
    held = {"name": guest.name, "status": "PNS", "position": "Kepala Dinas JPT-09", "tier": "JPT_PRATAMA"}
    held |= {"standing": "ACTIVE", "standing_from": date(2010, 1, 2)}
    factories.write("employees", guest, known_at=timezone.now(), post_from=date(2024, 1, 2), **held)
    chosen.employee = Employee.objects.get(pk=guest.pk)
    staff = factories.user("BKD_STAFF", here)
    made = inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=staff)
    # It is that agency's to fill: the inauguration here does not name it.
    assert (made.opened, made.unclear) == (None, "")
    assert Vacancy.objects.get(agency=there).code == "JPT-09"


@pytest.mark.parametrize("namesake", [True, False])
def test_whoever_comes_from_another_agency_is_in_the_unit_of_this_one_by_the_code_of_the_new_post(
    namesake: bool,
) -> None:
    here, there = factories.agency(), factories.other_agency()
    factories.unit(here, "9001", "Dinas Perhubungan")
    if namesake:
        factories.unit(there, "9001", "RSUD")
    guest = cast.candidate(there)
    vacancy, _applications = cast.selected(here, [guest, *cast.people(here, 2)])
    cast.nominated(vacancy, [application.employee for application in vacancy.applications.order_by("id")])
    chosen = decided(vacancy, guest, decided_on=date(2026, 7, 26))
    recommended(chosen, dated=date(2026, 7, 26))
    cast.post(here, unit="9001", known_at=known.turn(here.pk))
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    joined = Employee.objects.get(agency=here, nip=guest.nip)
    assert (joined.current.position, joined.current.unit) == ("Kepala Dinas JPT-01", here.units.get())
    newest = AppointmentRecord.objects.filter(employee=joined, true_to=None, known_to=None).get()
    assert (newest.unit, newest.at_agency) == ("9001", "KALTIM")


def test_replays_are_identical_after_the_inauguration_changed_the_records() -> None:
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    chosen = decided(vacancy, candidates[0])
    recommended(chosen)
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    assert replay.route(vacancy.routes.get()) == replay.Replay(True, True, True)
    assert replay.longlist(vacancy.longlists.get()) == replay.Replay(True, True, True)


def test_every_entry_explains_itself_as_stored() -> None:
    agency = factories.agency()
    cast.people(agency, 2)
    cast.candidate(agency, healthy=None)
    cast.candidate(agency, healthy=False)
    factories.established_cycle(agency)
    cast.approved(agency)
    _vacancy, built = cast.longlisted(agency)
    entries = list(built.entries.order_by("position"))
    assert [entry.outcome for entry in entries] == ["pass", "pass", "unknown", "fail"]
    assert [entry.rank for entry in entries] == [1, 2, 3, None]
    by = system_operator()
    explained = [combine(check.status for check in reasons.borne_out(entry, reader=by).checks) for entry in entries]
    assert explained == ["pass", "pass", "unknown", "fail"]


def test_masks_that_the_facts_do_not_bear_out_are_not_explained_away() -> None:
    agency = factories.agency()
    cast.people(agency, 1)
    factories.established_cycle(agency)
    cast.approved(agency)
    _vacancy, built = cast.longlisted(agency)
    entry = LonglistEntry.objects.get(longlist=built)
    entry.passed -= 1
    with pytest.raises(reasons.ReplayDiffers):
        reasons.borne_out(entry, reader=system_operator())
    stored = LonglistEntry.objects.get(longlist=built)
    assert combine(check.status for check in reasons.borne_out(stored, reader=system_operator()).checks) == "pass"


def test_a_vacancy_whose_gate_fails_gets_no_longlist() -> None:
    agency = factories.agency()
    cast.people(agency, 1)
    factories.established_cycle(agency)
    vacancy = cast.opened(agency, cast.post(agency))
    stored = gate.decide_route(vacancy=vacancy, by=system_operator())
    assert stored.route == "open_selection"
    with pytest.raises(longlist.NotFromPool):
        longlist.build(vacancy=vacancy, by=system_operator())
