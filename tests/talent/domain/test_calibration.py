"""A session: who sits, who decides about whom, what is told when, who wins a contest, what a signature is given for."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from talent.domain import calibration, cycles
from talent.domain.queries import calibrated, pool, sittings
from talent.models import BlindPlacement, CalibrationMove, CalibrationSession, Employee, ReviewCycle
from tests import factories
from tests.factories import ON
from tests.talent.sittings import REASON, close, members, moved, open_session, sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def best() -> Employee:
    """Somebody in box 9."""
    return factories.assessed(factories.employee(name="Alya"))


@pytest.fixture
def cycle(best: Employee) -> ReviewCycle:
    """A mapped cycle: Alya in box 9, Budi in box 8, Cahya without a box."""
    factories.assessed(factories.employee(name="Budi"), award=False)
    factories.employee(name="Cahya")
    return factories.mapped_cycle()


def person(name: str) -> Employee:
    return Employee.objects.select_related("agency", "current").get(name=name)


def computed(cycle: ReviewCycle, who: Employee) -> int | None:
    return who.placements.get(run=cycle.run_id).box


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"quorum": 1}, "quorum"),
        ({"quorum": 4}, "quorum"),
        ({"members": 1}, "too_few"),
        ({"held_on": ON.replace(day=29)}, "date_order"),
        # On the day of the mapping, which is today's, a session may be held: all other tests do.
        ({"held_on": timezone.localdate() - timedelta(days=1)}, "before_mapping"),
        ({"held_on": date.max}, "out_of_range"),
        ({"held_on": date(2062, 7, 6)}, "too_far"),
        # It would not be closed before its day: two months are mistyped. (The day may change after the collecting.)
        ({"held_on": timezone.localdate() + timedelta(days=33)}, "too_far"),
    ],
)
def test_what_a_session_lacks_is_named(cycle: ReviewCycle, options: dict[str, Any], code: str) -> None:
    if "members" in options:
        options = {"members": [factories.user("TALENT_COMMITTEE")], "quorum": 1}
    with pytest.raises(Invalid) as refused:
        open_session(cycle, **options)
    assert (refused.value.code, ReviewCycle.objects.get().state) == (code, "MAPPED")


def test_the_chair_neither_votes_nor_comes_from_the_bkd(cycle: ReviewCycle) -> None:
    seats = [factories.user("TALENT_COMMITTEE") for _seat in range(3)]
    with pytest.raises(Invalid) as voting:
        open_session(cycle, chair=seats[0], members=seats)
    staff = factories.user("TALENT_COMMITTEE")
    from accounts.domain import users
    from accounts.roles import Roles

    users.grant(user=staff, role=Roles.BKD_STAFF, agency_id=cycle.agency_id, by=system_operator())
    staff = type(staff).objects.get(pk=staff.pk)
    with pytest.raises(Invalid) as preparing:
        open_session(cycle, chair=staff, members=seats)
    with pytest.raises(Invalid) as stranger:
        open_session(cycle, chair=factories.user("TALENT_COMMITTEE", factories.other_agency()), members=seats)
    assert [voting.value.code, preparing.value.code, stranger.value.code] == ["chair_votes", "chair_of_bkd", "no_role"]


def test_a_member_is_known_as_an_employee_or_stated_to_be_none(cycle: ReviewCycle, best: Employee) -> None:
    one, two, chair = (factories.user("TALENT_COMMITTEE") for _seat in range(3))
    from accounts.domain import users
    from accounts.roles import Roles

    users.grant(user=one, role=Roles.EMPLOYEE, employee_id=best.pk, by=system_operator())
    one, staff = type(one).objects.get(pk=one.pk), factories.user("BKD_STAFF")
    assert list(sittings.unrecognised(cycle.agency)) == [two, chair]
    given: dict[str, Any] = {"cycle": cycle, "chair": chair, "members": [one, two], "quorum": 2}
    given |= {"held_on": timezone.localdate()}
    codes = []
    for outside in ([], [one, two]):
        with pytest.raises(Invalid) as refused:
            calibration.open_session(**given, outside=outside, by=staff)
        codes.append(refused.value.code)
    assert codes == ["unknown_person", "employee"]
    session = calibration.open_session(**given, outside=[two], by=staff)
    assert [seat.user for seat in sittings.seats(session) if seat.outside] == [two]
    assert sittings.minutes_of(session)["outside"] == str(two.pk)
    assert Event.objects.get(kind="talent.calibration.opened").payload["outside"] == [two.pk]


def test_whoever_decided_is_present_and_signs(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle, blind=True)
    one, two, three = members(session)
    calibration.place_blind(session=session, employee=best, box=7, by=two)
    calibration.reveal(session=session, version=session.version, by=session.chair)
    moved(session, best, 8)
    for gone in (one, two):
        present = [user.pk for user in (one, two, three) if user != gone]
        with pytest.raises(Invalid, match=f"dengan alasan: {gone}"):
            calibration.record_presence(session=session, present=present, version=session.version, by=session.chair)
    calibration.record_presence(session=session, present=[one.pk, two.pk], version=session.version, by=session.chair)
    close(session)


def test_a_member_and_a_chair_who_left_hold_no_session_up(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle)
    one, two, _three = members(session)
    moved(session, best, 8)
    with pytest.raises(Invalid, match="alasannya"):
        calibration.excuse(session=session, member=one, reason="pergi", version=session.version, by=session.chair)
    why = "Pindah instansi sejak pekan lalu."
    calibration.excuse(session=session, member=one, reason=why, version=session.version, by=session.chair)
    with pytest.raises(NotAllowed):
        moved(session, best, 7, reason="Sesudah ia dilepas.", seen=1)
    bkd, heir = factories.user("BKD_STAFF"), factories.user("TALENT_COMMITTEE")
    session.refresh_from_db()
    given: dict[str, Any] = {"session": session, "reason": "Ketua pensiun bulan ini.", "version": session.version}
    for chair, code in ((two, "chair_votes"), (one, "chair_votes"), (factories.user("BKD_HEAD"), "no_role")):
        with pytest.raises(Invalid) as unfit:
            calibration.replace_chair(chair=chair, by=bkd, **given)
        assert unfit.value.code == code
    with pytest.raises(NotAllowed):
        calibration.replace_chair(chair=heir, by=session.chair, **given)
    former = session.chair
    calibration.replace_chair(chair=heir, by=bkd, **given)
    session.refresh_from_db()
    assert [(words, event.reason) for words, event in sittings.amendments(session)] == [
        (f"{one} dilepas; yang diputuskannya tetap, dan ia tidak menandatangani", why),
        (f"{heir} menggantikan {former} sebagai ketua", "Ketua pensiun bulan ini."),
    ]
    assert sittings.minutes_of(session)["excused"] == str(one.pk)
    close(session)
    assert (session.chair, session.signatures.count()) == (heir, 3)
    assert calibrated.in_force(cycle)[best.pk].by == one


def test_a_session_broken_off_moves_nobody_and_all_of_it_stays_readable(cycle: ReviewCycle, best: Employee) -> None:
    session, why = sitting(cycle), "Anggota berselisih, kuorum bubar."
    moved(session, best, 8)
    given: dict[str, Any] = {"session": session, "reason": why, "version": session.version}
    for by in (members(session)[1], factories.user("BKD_STAFF"), factories.user("PPK")):
        with pytest.raises(NotAllowed):
            calibration.break_off(by=by, **given)
    calibration.break_off(by=factories.user("BKD_HEAD"), **given)
    session.refresh_from_db()
    cycle.refresh_from_db()
    assert (session.broken_off, session.closed_at is None, calibrated.in_force(cycle)) == (True, False, {})
    assert [move.box for move in sittings.moves(session)] == [8, 9]
    assert Event.objects.get(kind="talent.calibration.broken_off").reason == why
    with pytest.raises(Invalid, match="belum ada sidang yang ditutup"):
        cycles.propose(cycle=cycle, by=system_operator())
    again = sitting(cycle)
    moved(again, best, 7, seen=2)
    assert calibrated.differences(cycle, [7, 8, 9]) == []
    close(again)
    cycles.propose(cycle=cycle, by=system_operator())


def test_what_a_member_decided_before_declaring_a_relation_counts_only_confirmed(
    cycle: ReviewCycle, best: Employee
) -> None:
    session = sitting(cycle, blind=True)
    one, two, _three = members(session)
    for by in (one, two):
        calibration.place_blind(session=session, employee=best, box=7, by=by)
    calibration.reveal(session=session, version=session.version, by=session.chair)
    moved(session, best, 8)
    calibration.declare(employee=best, relation="adik ipar", by=one)
    session.refresh_from_db()
    assert sittings.spread(session, [best.pk]) == {best.pk: [(7, 1)]}
    assert [(told.placed, told.moved) for told in sittings.relations_in(session)] == [(True, True)]
    with pytest.raises(DomainError) as waiting:
        close(session)
    assert (waiting.value.code, "Alya" in str(waiting.value)) == ("unconfirmed", True)
    kept = "Diteguhkan: alasannya tetap benar."
    calibration.move(session=session, employee=best, box=8, reason=kept, seen=1, by=two)
    with pytest.raises(Invalid, match="sudah berada"):
        calibration.move(session=session, employee=best, box=8, reason="Sekali lagi saja.", seen=2, by=two)
    close(session)
    assert (calibrated.in_force(cycle)[best.pk].by, calibrated.differences(cycle, [9])) == (two, [])


def test_what_a_member_decided_who_turned_out_to_lead_the_person_counts_only_confirmed(cycle: ReviewCycle) -> None:
    from accounts.domain import users
    from accounts.roles import Roles

    factories.unit(cycle.agency)
    head = factories.employee(unit="DISHUB", tier="JPT_PRATAMA")
    led = factories.assessed(factories.employee(name="Dewi", unit="DISHUB"))
    factories.included(cycle)
    session = sitting(cycle, held_on=timezone.localdate() + timedelta(days=2))
    one, two, _three = members(session)
    moved(session, led, 8)
    with pytest.raises(Invalid, match="belum tiba"):
        close(session)
    CalibrationSession.objects.filter(pk=session.pk).update(held_on=timezone.localdate())
    assert sittings.unconfirmed(session) == set()
    users.grant(user=one, role=Roles.EMPLOYEE, employee_id=head.pk, by=system_operator())
    with pytest.raises(DomainError, match=r"ternyata berhubungan, .*: Dewi") as waiting:
        close(session)
    assert waiting.value.code == "unconfirmed"
    kept = "Diteguhkan: alasannya tetap benar."
    calibration.move(session=session, employee=led, box=8, reason=kept, seen=1, by=two)
    close(session)


def test_what_a_member_decided_who_turned_out_to_have_rated_the_person_counts_only_confirmed(
    cycle: ReviewCycle, best: Employee
) -> None:
    from accounts.domain import users
    from accounts.roles import Roles

    rater = factories.employee(name="Dewi")
    seats = [factories.user("TALENT_COMMITTEE") for _seat in range(3)]
    users.grant(user=seats[0], role=Roles.EMPLOYEE, employee_id=rater.pk, by=system_operator())
    one = type(seats[0]).objects.get(pk=seats[0].pk)
    session = sitting(cycle, members=[one, *seats[1:]], outside=seats[1:])
    calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=one)
    factories.write("performance", best, year=2024, rating="BAIK", rater=rater.nip)
    assert sittings.unconfirmed(session) == set()
    factories.write("performance", best, year=2025, rating="SANGAT_BAIK", rater=rater.nip, known_at=timezone.now())
    assert sittings.unconfirmed(session) == {best.pk}
    kept = "Diteguhkan: alasannya tetap benar."
    calibration.move(session=session, employee=best, box=8, reason=kept, seen=1, by=seats[1])
    assert sittings.unconfirmed(session) == set()


def test_nobody_decides_before_a_quorum_is_there(cycle: ReviewCycle, best: Employee) -> None:
    session = open_session(cycle)
    first = members(session)[0]
    with pytest.raises(DomainError) as absent:
        calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=first)
    calibration.record_presence(session=session, present=[first.pk], version=1, by=session.chair)
    with pytest.raises(DomainError, match="1 dari 2") as alone:
        calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=first)
    assert (absent.value.code, alone.value.code) == ("absent", "no_quorum")
    with pytest.raises(DomainError, match="1 dari 2") as ended:
        close(session)
    session.refresh_from_db()
    assert (ended.value.code, session.closed_at) == ("no_quorum", None)


def test_the_chair_and_strangers_move_nobody(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle)
    for by in (session.chair, factories.user("TALENT_COMMITTEE"), factories.user("BKD_HEAD")):
        with pytest.raises(NotAllowed):
            calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=by)
    assert CalibrationMove.objects.count() == 0


def test_members_place_blind_and_nobody_sees_it_before_the_chair_shows_it(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle, blind=True)
    one, two, _three = members(session)
    calibration.place_blind(session=session, employee=best, box=7, by=one)
    calibration.place_blind(session=session, employee=best, box=8, by=one)
    calibration.place_blind(session=session, employee=best, box=9, by=two)
    with pytest.raises(DomainError, match="belum diperlihatkan"):
        calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=one)
    assert sittings.spread(session, [best.pk]) == {}
    placed = Event.objects.filter(kind="talent.calibration.placed")
    assert [event.payload for event in placed] == [{"employee": best.pk}] * 3
    calibration.reveal(session=session, version=session.version, by=session.chair)
    assert sittings.spread(session, [best.pk]) == {best.pk: [(8, 1), (9, 1)]}
    with pytest.raises(DomainError, match="sudah selesai"):
        calibration.place_blind(session=session, employee=best, box=7, by=one)
    assert BlindPlacement.objects.count() == 2


@pytest.mark.parametrize(
    ("box", "reason", "code"),
    [
        (9, REASON, "same_box"),
        (10, REASON, "box"),
        (0, REASON, "box"),
        (8, "singkat", "no_reason"),
        (8, "." * 10, "no_reason"),
    ],
)
def test_a_move_goes_elsewhere_and_has_a_reason(
    cycle: ReviewCycle, best: Employee, box: int, reason: str, code: str
) -> None:
    session = sitting(cycle)
    with pytest.raises(Invalid) as refused:
        moved(session, best, box, reason=reason)
    assert refused.value.code == code


def test_each_move_has_a_reason_of_its_own(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle)
    moved(session, best, 7)
    for same in (REASON, f"{REASON.upper()} ..."):
        with pytest.raises(Invalid, match="sudah dipakai"):
            moved(session, person("Budi"), 7, reason=same)


def test_somebody_without_a_box_is_not_moved(cycle: ReviewCycle) -> None:
    with pytest.raises(Invalid, match="belum dapat dinilai"):
        moved(sitting(cycle), person("Cahya"), 5)


def test_of_two_who_move_the_same_person_one_wins_and_the_other_reads_who_and_why(
    cycle: ReviewCycle, best: Employee
) -> None:
    session = sitting(cycle)
    one, two, _three = members(session)
    calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=one)
    with pytest.raises(calibration.Contested) as lost:
        calibration.move(session=session, employee=best, box=7, reason="Alasan yang lain sama sekali.", seen=0, by=two)
    for part in ("Alya", "dari kotak 9 ke kotak 8", str(one), REASON):
        assert part in str(lost.value)
    calibration.move(session=session, employee=best, box=7, reason="Alasan yang lain sama sekali.", seen=1, by=two)
    assert list(CalibrationMove.objects.order_by("id").values_list("number", "from_box", "box")) == [
        (1, 9, 8),
        (2, 8, 7),
    ]


def test_nobody_decides_about_themselves_or_a_declared_relative(cycle: ReviewCycle, best: Employee) -> None:
    one, two, three = (factories.user("TALENT_COMMITTEE") for _seat in range(3))
    from accounts.domain import users
    from accounts.roles import Roles

    link = users.grant(user=one, role=Roles.EMPLOYEE, employee_id=best.pk, by=system_operator())
    one = type(one).objects.get(pk=one.pk)
    session = sitting(cycle, members=[one, two, three], outside=[two, three])
    # Nobody loses the link to their own record in order to decide.
    users.revoke(assignment=link, reason="pindah", by=system_operator())
    one = type(one).objects.get(pk=one.pk)
    declared = calibration.declare(employee=best, relation="saudara kandung", by=two)
    for by, why in ((one, "diri sendiri"), (two, "saudara kandung")):
        with pytest.raises(NotAllowed, match=why):
            calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=by)
    # Taking it back needs a reason, and lets nobody decide in a session that was open meanwhile.
    with pytest.raises(Invalid, match="alasannya"):
        calibration.end_relation(relation=declared, reason=" ", by=two)
    calibration.end_relation(relation=declared, reason="Keliru menulis nama.", by=two)
    declared.refresh_from_db()
    with pytest.raises(NotAllowed, match="saudara kandung"):
        calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=two)
    assert sittings.why_ended(sittings.relations_in(session)) == {declared.pk: "Keliru menulis nama."}
    assert "relations" in sittings.minutes_of(session)
    calibration.move(session=session, employee=best, box=8, reason=REASON, seen=0, by=three)
    calibration.move(session=session, employee=best, box=9, reason="Dikembalikan ke tempatnya.", seen=1, by=three)
    assert calibrated.in_force(cycle) == {}
    close(session)
    cycle.refresh_from_db()
    again = sitting(cycle, chair=session.chair, members=[two, three], quorum=2)
    calibration.move(session=again, employee=best, box=8, reason=REASON, seen=2, by=two)
    assert "relations" not in sittings.minutes_of(again)


def test_whoever_rated_somebody_for_the_year_that_counts_decides_nothing_about_them(cycle: ReviewCycle) -> None:
    from accounts.domain import users
    from accounts.roles import Roles

    rater, cahya = factories.employee(name="Dewi"), person("Cahya")
    seats = [factories.user("TALENT_COMMITTEE") for _seat in range(3)]
    users.grant(user=seats[0], role=Roles.EMPLOYEE, employee_id=rater.pk, by=system_operator())
    one = type(seats[0]).objects.get(pk=seats[0].pk)
    session = sitting(cycle, members=[one, *seats[1:]], outside=seats[1:])
    factories.write("performance", cahya, year=2024, rating="BAIK", rater=rater.nip)
    with pytest.raises(Invalid, match="belum dapat dinilai"):
        moved(session, cahya, 5)
    factories.write("performance", cahya, year=2025, rating="BAIK", rater=rater.nip)
    with pytest.raises(NotAllowed, match="Anda menilai kinerjanya"):
        moved(session, cahya, 5)
    (row,) = sittings.told(cycle.run.placements.filter(employee=cahya), session, session.members.get(user=one))
    assert row.rated


def test_the_boxes_after_calibration_make_the_pool_and_both_stay_readable(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle)
    budi = person("Budi")
    before = computed(cycle, budi)
    moved(session, best, 6)
    moved(session, budi, 9, reason="Hasil kerjanya melampaui yang tercatat.")
    assert (
        calibrated.counts(dict.fromkeys(range(1, 10), 0) | {9: 1, before: 1}, calibrated.in_force(cycle).values())[9]
        == 1
    )
    close(session)
    cycle.refresh_from_db()
    cycles.propose(cycle=cycle, by=system_operator())
    token = cycles.confirmation_token(cycle)
    cycles.establish(cycle=cycle, decree="800/1", established_date=ON, token=token, by=system_operator())
    held = pool.members(cycle.agency_id, ON)
    assert [(one.employee.name, one.box, one.computed_box, one.rank) for one in held] == [("Budi", 9, before, 1)]
    assert computed(cycle, best) == 9


def test_a_move_lapses_when_a_later_mapping_comes_to_another_box(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle)
    moved(session, best, 6)
    close(session)
    assert set(calibrated.in_force(cycle)) == {best.pk}
    factories.write("performance", best, year=2025, rating="KURANG", known_at=factories.datetime.now(factories.UTC))
    ReviewCycle.objects.filter(pk=cycle.pk).update(run=factories.mapping_run(cycle))
    cycle.refresh_from_db()
    assert (calibrated.in_force(cycle), calibrated.latest(cycle)[best.pk].box) == ({}, 6)


def test_a_session_closes_with_the_signatures_of_all_under_what_they_saw(cycle: ReviewCycle, best: Employee) -> None:
    session = sitting(cycle)
    calibration.write_minutes(session=session, text="Semua tetap.", version=session.version, by=session.chair)
    seen = sittings.minutes_of(session)
    one, two, three = members(session)
    calibration.sign(session=session, token=sittings.token_of(seen), seen=seen, by=one)
    moved(session, best, 8)
    with pytest.raises(calibration.Stale) as stale:
        calibration.sign(session=session, token=sittings.token_of(seen), seen=seen, by=two)
    assert [REASON in difference for difference in stale.value.differences] == [True]
    for by in (session.chair, two, three):
        calibration.sign(session=session, token=sittings.minutes_token(session), by=by)
    with pytest.raises(DomainError, match=str(one)):
        calibration.close(session=session, version=session.version, by=session.chair)
    calibration.sign(session=session, token=sittings.minutes_token(session), by=one)
    calibration.close(session=session, version=session.version, by=session.chair)
    with pytest.raises(DomainError, match="sudah ditutup"):
        moved(session, best, 7, reason="Terlambat sesudah ditutup.", seen=1)
    last = Event.objects.get(kind="talent.calibration.closed")
    assert last.payload == {"cycle": cycle.pk, "moves": 1, "token": sittings.minutes_token(session)}


def test_of_two_pages_of_the_chair_the_older_one_learns_who_changed_the_session(cycle: ReviewCycle) -> None:
    session = sitting(cycle)
    version = session.version
    calibration.write_minutes(session=session, text="Pertama.", version=version, by=session.chair)
    with pytest.raises(calibration.Contested, match=str(session.chair)):
        calibration.write_minutes(session=session, text="Kedua.", version=version, by=session.chair)
    session.refresh_from_db()
    assert session.minutes == "Pertama."


def test_an_open_session_holds_its_cycle(cycle: ReviewCycle) -> None:
    sitting(cycle)
    cycle.refresh_from_db()
    with pytest.raises(DomainError, match="masih terbuka"):
        cycles.propose(cycle=cycle, by=system_operator())
    with pytest.raises(DomainError, match="masih terbuka"):
        open_session(cycle)
