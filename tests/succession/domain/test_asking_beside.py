"""What an agency asks of leadership training, boxes and technical levels, from the records to the verdict."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain import second_lock
from accounts.domain.users import system_operator
from rules.additions import FORMS, READINGS, faults
from succession.domain import asking, replay, sweeping
from succession.domain.queries import bench, joint, readiness, sweeps, untold, vacating
from succession.domain.queries.parts import parts_of
from succession.domain.queries.posts import known_post
from succession.interfaces import requirement_files
from succession.models import EligibilitySweep
from talent.domain import known, pool
from talent.domain.queries import calibrated, facts, in_pool, written
from talent.models import Agency, Employee, MappingRun, PoolMembership, Position
from tests import factories
from tests.succession import cast, guests
from tests.succession.domain.test_asking import asked, verdict

pytestmark = pytest.mark.django_db
ON, DAY = date(2026, 8, 3), timedelta(days=1)
COURSE = {"code": "agency_course", "kind": "training_min", "level": "PKN_II"}
BOX = {"code": "agency_box", "kind": "pool_box", "box": 9, "member": True}
TECHNICAL = {"code": "agency_technical", "kind": "technical_level", "competency": "ALL", "level": "STANDARD"}


def told(person: Employee, post: Any, **when: Any) -> dict[str, str]:
    return {code: str(check.status) for code, check in verdict(person, post, **when).items() if check.own}


def established(agency: Agency) -> tuple[Employee, Employee]:
    """Two members in box 9, the first with the course and the level that are asked."""
    person, other = cast.candidate(agency), cast.candidate(agency)
    factories.write("training", person, name="PKN II", kind="LEADERSHIP", hours=None, true_from=date(2026, 3, 1))
    factories.write("training", other, name="PKN II", kind="COURSE", hours=None, true_from=date(2026, 3, 1))
    factories.write("technical_levels", person, competency="Audit", level=3, true_from=date(2026, 3, 1))
    factories.established_cycle(agency)
    return person, other


def standard(agency: Agency, post: Any, level: int, **when: Any) -> None:
    factories.write("technical_standards", agency, code=post.code, competency="audit", level=level, **when)


def test_each_is_found_from_the_records_as_they_were_known_then() -> None:
    agency = factories.agency()
    post = cast.post(agency)
    asked(agency, COURSE, BOX, TECHNICAL)
    person, _other = established(agency)
    standard(agency, post, 3)
    assert told(person, post) == {
        "agency_course": "pass", "agency_box": "pass", "agency_technical": "pass",
    }  # fmt: skip
    assert verdict(person, post)["agency_box"].fact.id.startswith("kotak 9 (penetapan ")
    unmapped = cast.candidate(agency)
    assert set(told(unmapped, post).values()) == {"unknown"}
    assert "agency_course" in told(unmapped, post)


def test_leaving_the_pool_keeps_the_box_and_loses_the_membership_from_that_day() -> None:
    agency = factories.agency()
    post = cast.post(agency)
    asked(agency, BOX)
    person, _other = established(agency)
    then = known.now(agency.pk)
    member = PoolMembership.objects.get(employee=person)
    pool.leave(membership=member, on=ON, cause="MOVED", reason="Pindah instansi.", by=system_operator())
    assert told(person, post) == {"agency_box": "fail"}
    assert told(person, post, on=ON - DAY)["agency_box"] == "pass"
    assert told(person, post, known_at=then)["agency_box"] == "pass"
    asked(agency, BOX | {"member": False}, number="800/9", since=ON)
    assert told(person, post) == {"agency_box": "pass"}


def test_the_box_is_told_to_those_who_see_the_mapping_and_its_outcome_to_all() -> None:
    agency = factories.agency()
    post = cast.post(agency)
    asked(agency, BOX | {"box": 9}, COURSE | {"level": "PKN_I"})
    person, other = established(agency)
    checks = verdict(person, post).values()
    seen = {role: {one.code: one for one in untold.checks(checks, person, factories.user(role, agency))}
            for role in ("BKD_STAFF", "TALENT_COMMITTEE", "MERIT_VERIFIER", "SELECTION_COMMITTEE")}  # fmt: skip
    assert {role: one["agency_box"].fact == untold.UNTOLD for role, one in seen.items()} == {
        "BKD_STAFF": False, "TALENT_COMMITTEE": False, "MERIT_VERIFIER": True, "SELECTION_COMMITTEE": True,
    }  # fmt: skip
    assert {one["agency_box"].status for one in seen.values()} == {"pass"}
    assert seen["MERIT_VERIFIER"]["agency_course"].fact.id == "PKN II (1 Maret 2026)"
    pool.leave(membership=PoolMembership.objects.get(employee=other), on=ON, cause="MOVED", reason="Pindah instansi.",
               by=system_operator())  # fmt: skip
    own = factories.user("EMPLOYEE", agency, person=other)
    found, _lapses = readiness.of_person(other, readiness.Target("JPT_PRATAMA"), ON, known.now(agency.pk), reader=own)
    (need,) = (one for one in found.needs if one.code == "agency_box")
    assert (need.status, need.fact, need.untold) == ("fail", untold.UNTOLD, False)


def test_frames_of_whoever_asks_for_nothing_more_are_what_they_were() -> None:
    agency = factories.agency()
    established(agency)
    people = list(agency.employees.values_list("pk", flat=True))
    plain = facts.facts(agency, on=ON, known_at=known.now(agency.pk), employees=people)
    assert set(plain) == {"employees", *facts.EVERY}
    assert not {"leadership", "technical", "pool"} & set(plain)
    asked(agency, COURSE)
    post = known_post(cast.post(agency), ON, known.now(agency.pk))
    assert post is not None
    assert post.technical == ()


@pytest.mark.parametrize("homes", [1, 2])
def test_the_statements_of_one_or_several_agencies_and_of_a_stretch_say_the_same(homes: int) -> None:
    at = [factories.agency(f"KOTA-{number}", f"Kota {number}", "CITY") for number in range(homes)]
    for agency in at:
        established(agency)
    named = {agency: sorted(agency.employees.values_list("pk", flat=True)) for agency in at}
    wanted = ("leadership", "technical", "pool")
    instant = known.now(at[0].pk)
    several = facts.facts_of_several(named, on=ON, known_at=instant, records=wanted)
    for agency, people in named.items():
        alone = facts.facts(agency, on=ON, known_at=instant, employees=people, records=wanted)
        apart = facts.facts(agency, on=ON, known_at=instant, between=(people[0], people[-1]), records=wanted)
        for name in wanted:
            of_agency = several[name][several[name]["employee_id"].isin(people)].reset_index(drop=True)
            assert of_agency.equals(alone[name])
            assert alone[name].equals(apart[name])
        assert alone["pool"][["box", "member"]].to_numpy().tolist() == [[9.0, 1.0]] * 2
    assert several["leadership"]["name"].tolist() == ["PKN II"] * homes


def test_a_longlist_a_sweep_and_a_placement_hold_them_and_are_found_again() -> None:
    agency = factories.agency()
    asked(agency, COURSE, BOX, TECHNICAL)
    person, other = established(agency)
    cast.approved(agency)
    standard(agency, cast.post(agency), 3, true_from=ON)
    vacancy, longlist = cast.longlisted(agency)
    assert longlist.codes[-3:] == ["agency_course", "agency_box", "agency_technical"]
    assert replay.longlist(longlist).identical
    sweep = _swept(agency)
    (swept,) = sweep.swept.all()
    for one in (person, other):
        stored = sweeps.stored_statuses(swept, one.pk)
        found = {check.code: check.status for check in sweeps.rebuilt(swept, one.pk, sweeping.shipped()).checks}
        assert stored == found
    assert stored is not None
    assert [stored[code] for code in longlist.codes[-3:]] == ["unknown", "pass", "unknown"]
    held = joint.Pool(agency, ON, known.now(agency.pk)).against([vacancy.position_id])
    assert held.eligible.tolist() == [[True, False]]


def _swept(agency: Agency) -> EligibilitySweep:
    made = sweeping.start(agency=agency, tiers=["JPT_PRATAMA"], on=ON, by=system_operator())
    sweeping.run(made, by=system_operator())
    return made


@pytest.mark.parametrize("count", [1, 3])
def test_asking_for_them_takes_no_more_queries_however_many_people(count: int, django_assert_num_queries: Any) -> None:
    agency = factories.agency()
    people = [cast.candidate(agency).pk for _number in range(count)]
    factories.established_cycle(agency)
    asked(agency, COURSE, BOX, TECHNICAL)
    instant = known.now(agency.pk)
    with django_assert_num_queries(3):
        facts.facts(agency, on=ON, known_at=instant, employees=people, records=("leadership", "technical", "pool"))


def test_a_correction_counts_as_any_other_of_a_decree() -> None:
    agency = factories.agency()
    post = cast.post(agency)
    held = asked(agency, COURSE | {"level": "PKN_I"})
    person, _other = established(agency)
    assert told(person, post) == {"agency_course": "fail"}
    said = {"since": date(2026, 1, 1), "until": None, "requirements": [COURSE], "reason": "Salah jenjang."}
    asking.correct(record=held, by=system_operator(), **said)
    assert told(person, post) == {"agency_course": "pass"}


def test_the_page_shows_one_of_each_kind_that_can_be_asked_as_it_is_written() -> None:
    lines = [f"- {text}\n" for _said, text in requirement_files.examples()]
    asked = [requirement_files.requirements_read(line)[0] for line in lines]
    assert {one["kind"] for one in asked} == {*FORMS, *READINGS}
    assert [faults([one]) for one in asked] == [[]] * len(lines)


def test_who_left_the_pool_is_no_longer_ready_for_a_post_that_asks_for_its_members() -> None:
    agency = factories.agency()
    cast.post(agency)
    asked(agency, BOX)
    person, _other = established(agency)

    def ready() -> int:
        falling = vacating.of_posts(list(Position.objects.select_related("agency", "current")), ON)
        last, instant = written.last(agency), known.now(agency.pk)
        seats = [one.seat for one in falling]
        (mine,) = bench.of_people(agency, seats, [person.pk], ON, last, instant).of.values()
        return mine.ready_by(ON)

    assert ready() == 1
    member = PoolMembership.objects.get(employee=person)
    pool.leave(membership=member, on=ON, cause="MOVED", reason="Pindah instansi.", by=system_operator())
    assert ready() == 0


def test_the_box_of_a_guest_is_told_to_the_agency_that_considers_them() -> None:
    guests.own_pool()
    guest, vacancy = guests.of_another_pool(), guests.routed()
    guests.widened(vacancy)
    guests.agreeing_to(vacancy, guest)
    own = Employee.objects.filter(agency=vacancy.agency).order_by("pk").first()
    assert own is not None
    homes = {vacancy.agency: [own.pk], guest.agency: [guest.pk]}
    instant = known.now(None)
    with second_lock.rows_of_agency(vacancy.agency_id):
        several = facts.facts_of_several(homes, on=ON, known_at=instant, records=("pool",))
        alone = facts.facts(guest.agency, on=ON, known_at=instant, employees=[guest.pk], records=("pool",))
    told = [frame["pool"][["employee_id", "box", "member"]].to_numpy().tolist() for frame in (several, alone)]
    assert told == [[[own.pk, 9, 1], [guest.pk, 9, 1]], [[guest.pk, 9, 1]]]


def test_a_newer_mapping_that_fills_no_pool_is_the_one_that_counts_from_its_establishment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agency = factories.agency()
    person, _other = established(agency)
    between, before = known.now(agency.pk), in_pool.version(agency.pk)
    monkeypatch.setattr(calibrated, "ranking", lambda *_asked: [])
    newer = factories.established_cycle(agency, "Siklus 2026 kedua")

    def box(at: Any) -> list[list[float]]:
        read = facts.facts(agency, on=ON, known_at=at, employees=[person.pk], records=("pool",))
        return read["pool"][["box", "member"]].to_numpy().tolist()

    assert (newer.memberships.count(), box(known.now(None)), box(between)) == (0, [[9, 0]], [[9, 1]])
    now = in_pool.version(agency.pk)
    assert now != before
    # An addition to it that enters no pool changes what was worked out of boxes.
    later = MappingRun.objects.values().get(pk=newer.run_id)
    MappingRun.objects.create(**later | {"id": None, "extends_id": newer.run_id, "finished_at": timezone.now()})
    assert in_pool.version(agency.pk) != now


def test_the_decree_by_which_names_were_read_is_in_the_dossier_before_any_decision() -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _longlist = cast.longlisted(agency)
    decree = asked(agency, {"code": "agency_grade", "kind": "grade_min", "grade": "III/d"})
    assert parts_of(vacancy, system_operator()).steps["syarat-instansi"] == []
    cast.nominated(vacancy, people)
    assert parts_of(vacancy, system_operator()).steps["syarat-instansi"] == [decree]
