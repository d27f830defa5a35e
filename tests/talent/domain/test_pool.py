"""Leaving the pool: who may, what is asked for, and that decisions taken before stand as they were."""

from datetime import UTC, date, datetime, timedelta

import pytest

from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import replay
from succession.domain.queries.successors import members_of
from talent.domain import pool as domain
from talent.domain import records
from talent.domain.queries import pool, pool_work
from talent.models import PoolExit, PoolMembership
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db

ON = factories.ON


def member(**values) -> PoolMembership:
    person = factories.assessed(factories.employee(**values))
    factories.established_cycle()
    return PoolMembership.objects.get(employee=person)


def leaves(of: PoolMembership, on: date = date(2026, 7, 10), **values):
    wanted = {"cause": "REQUEST", "reason": "Memilih jalur fungsional.", "by": factories.user("BKD_HEAD")} | values
    return domain.leave(membership=of, on=on, **wanted)


def test_who_left_is_no_member_from_that_day_on():
    one = member()
    leaves(one)
    days = [date(2026, 7, 9), date(2026, 7, 10), date(2026, 12, 31)]
    assert [pool.members(one.agency_id, day).count() for day in days] == [1, 0, 0]
    event = Event.objects.get(kind="talent.pool.left")
    assert (event.reason, event.payload) == ("Memilih jalur fungsional.", {"on": "2026-07-10", "cause": "REQUEST"})


def test_what_was_known_before_the_exit_was_recorded_still_counts_the_member():
    one = member()
    before = datetime.now(UTC)
    leaves(one)
    after = datetime.now(UTC)
    counted = [len(members_of(one.cycle_id, date(2026, 7, 10), known)) for known in (before, after)]
    assert counted == [1, 0]


def test_a_longlist_is_computed_again_to_the_same_result_whatever_exits_were_recorded_and_revoked_since():
    agency = factories.agency()
    vacancy, candidates = cast.ready(agency)
    gone = PoolMembership.objects.get(employee=candidates[0])
    wrong = leaves(gone, on=gone.valid_from)
    _vacancy, between = cast.longlisted(agency, "L-02", "JPT-02")
    domain.revoke(left=wrong, reason="Salah orang.", by=factories.user("BKD_HEAD"))
    built = [vacancy.longlists.get(), between]
    assert [one.entries.filter(employee=candidates[0]).exists() for one in built] == [True, False]
    assert [replay.longlist(one).identical for one in built] == [True, True]


def test_an_exit_that_was_revoked_counts_only_where_it_was_known():
    one, day = member(), date(2026, 7, 10)
    head = factories.user("BKD_HEAD")
    wrong = leaves(one)
    domain.revoke(left=wrong, reason="Salah orang.", by=head)
    again = leaves(one, on=date(2026, 7, 12))
    domain.correct(left=again, on=day, cause="OTHER", reason="Mundur.", because="Tanggal SK.", by=head)
    right = PoolExit.objects.get(revoked_at=None)
    step = timedelta(microseconds=1)
    instants = [
        wrong.at - step,
        wrong.at,
        wrong.revoked_at - step,
        wrong.revoked_at,
        again.at,
        right.at - step,
        right.at,
    ]
    assert again.revoked_at == right.at
    assert [pool.members(one.agency_id, day, known).count() for known in instants] == [1, 0, 0, 1, 1, 1, 0]
    assert [pool.established_members([one.agency_id], day, known).count() for known in instants[1:4]] == [0, 0, 1]
    assert [len(members_of(one.cycle_id, day, known)) for known in instants[1:4]] == [0, 0, 1]
    assert [pool.left_by(one.cycle, on).count() for on in (date(2026, 7, 9), day)] == [0, 1]
    assert [event.kind for event in Event.objects.filter(kind__startswith="talent.pool.").order_by("pk")][1:] == [
        "talent.pool.left", "talent.pool.exit_revoked", "talent.pool.left", "talent.pool.exit_revoked",
        "talent.pool.left",
    ]  # fmt: skip


def test_an_exit_is_revoked_once_with_a_reason_and_by_the_head():
    wrong, head = leaves(member()), factories.user("BKD_HEAD")
    same = {"on": wrong.on, "cause": wrong.cause, "reason": wrong.reason, "because": "Keliru."}
    for code, act in (
        ("not_allowed", lambda: domain.revoke(left=wrong, reason="Keliru.", by=factories.user("BKD_STAFF"))),
        ("reason_missing", lambda: domain.revoke(left=wrong, reason=" ", by=head)),
        ("same", lambda: domain.correct(left=wrong, **same, by=head)),
        ("date_order", lambda: domain.correct(left=wrong, **same | {"on": date(2027, 6, 30)}, by=head)),
        (None, lambda: domain.revoke(left=wrong, reason="Keliru.", by=head)),
        ("already_revoked", lambda: domain.revoke(left=wrong, reason="Keliru.", by=head)),
    ):
        assert refusal(act) == code
    assert PoolExit.objects.count() == 1


def refusal(act) -> str | None:
    try:
        act()
    except DomainError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("changed", "error", "code"),
    [
        ({"reason": "  "}, Invalid, "reason_missing"),
        ({"cause": "BORED"}, Invalid, "unknown_cause"),
        ({"on": date(2026, 6, 29)}, Invalid, "date_order"),
        ({"on": date(2027, 6, 30)}, Invalid, "date_order"),
    ],
)
def test_an_exit_without_reason_cause_or_a_day_within_is_refused(changed, error, code):
    one = member()
    with pytest.raises(error) as caught:
        leaves(one, **changed)
    assert (caught.value.code, PoolExit.objects.count()) == (code, 0)


def test_nobody_leaves_twice():
    one = member()
    leaves(one)
    with pytest.raises(DomainError, match="sudah keluar"):
        leaves(one)


@pytest.mark.parametrize("role", ["BKD_STAFF", "TALENT_COMMITTEE", "AUDITOR", "PPK"])
def test_only_the_head_records_an_exit(role):
    with pytest.raises(NotAllowed):
        leaves(member(), by=factories.user(role))


def causes(one: PoolMembership, on: date = date(2026, 8, 1)) -> list[tuple[str, date]]:
    proposals = pool_work.proposals([one.agency_id], on)
    assert pool_work.waiting([one.agency_id], on) == len(proposals)
    return [(found.cause.value, found.on) for found in proposals]


def test_nothing_is_proposed_about_who_stays_as_they_were():
    assert causes(member()) == []


@pytest.mark.parametrize(
    ("severity", "since", "expected"),
    [
        ("MODERATE", date(2026, 7, 20), [("SANCTION", date(2026, 7, 20))]),
        ("SEVERE", date(2026, 6, 30), [("SANCTION", date(2026, 6, 30))]),
        ("LIGHT", date(2026, 7, 20), []),
        ("SEVERE", date(2026, 6, 29), []),
        ("SEVERE", date(2026, 8, 2), []),
    ],
)
def test_a_sanction_begun_since_the_entry_is_proposed(severity, since, expected):
    one = member()
    factories.write("sanctions", one.employee, severity=severity, true_from=since)
    assert causes(one) == expected


def test_retirement_is_proposed_on_the_day_of_the_age():
    one = member(born=date(1968, 8, 1))
    assert [causes(one, day) for day in (date(2026, 7, 31), date(2026, 8, 1))] == [[], [("RETIRED", date(2026, 8, 1))]]


@pytest.mark.parametrize(
    ("standing", "words"),
    [("RETIRED", "kedudukannya pensiun"), ("DISMISSED", "kedudukannya diberhentikan"),
     ("DECEASED", "kedudukannya meninggal dunia"), ("SUSPENDED", None)],
)  # fmt: skip
def test_who_serves_no_longer_is_proposed_to_leave_in_the_words_of_the_standing(standing, words):
    one, day = member(), date(2026, 7, 20)
    held = {name: getattr(one.employee.current, name) for name in ("grade", "tier", "position", "post_from")}
    factories.write("employees", one.employee, name="Sari", **held, standing=standing, standing_from=day)
    found = [(told.cause, str(told.reason)) for told in pool_work.proposals([one.agency_id], date(2026, 8, 1))]
    assert found == ([("RETIRED", words)] if words else [])


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ({"tier": "JPT_PRATAMA"}, ["APPOINTED"]),
        ({"tier": "ADMINISTRATOR"}, []),
        ({"tier": "JPT_PRATAMA", "kind": "PLT"}, []),
        ({"tier": "ADMINISTRATOR", "at_agency": "BONTANG"}, ["MOVED"]),
    ],
)
def test_a_new_definitive_senior_post_or_one_elsewhere_is_proposed(post, expected):
    factories.other_agency()
    one = member()
    row = {"position": "Kepala Dinas", "kind": "DEFINITIVE", "true_from": date(2026, 7, 15)} | post
    factories.write("appointments", one.employee, **row)
    assert [cause for cause, _on in causes(one)] == expected


def test_a_proposal_goes_when_the_member_left():
    one = member()
    factories.write("sanctions", one.employee, severity="SEVERE", true_from=date(2026, 7, 1))
    leaves(one, cause="SANCTION")
    assert causes(one) == []


def test_proposals_are_counted_anew_only_when_something_was_written(django_assert_num_queries):
    one, staff = member(), factories.user("BKD_STAFF")
    sanction = {"severity": "SEVERE", "true_from": date(2026, 7, 1), "true_to": None, "decree": "SK-1"}
    for step, queries, expected in (
        (lambda: records.add(kind="sanctions", employee=one.employee, values=sanction, by=staff), 8, 1),
        (lambda: None, 4, 1),
        (lambda: leaves(one), 8, 0),
        (lambda: domain.revoke(left=one.exits.get(), reason="Salah orang.", by=factories.user("BKD_HEAD")), 8, 1),
    ):
        step()
        with django_assert_num_queries(queries):
            assert pool_work.waiting([one.agency_id], date(2026, 8, 1)) == expected


def test_memberships_that_run_out_within_ninety_days_are_named_first_to_go_first():
    one = member()
    ends = one.valid_to
    found = [pool_work.expiring([one.agency_id], ends - timedelta(days=days)).count() for days in (91, 90, 0, -1)]
    assert found == [0, 1, 1, 0]


def test_the_nations_box_nine_is_what_the_readers_agencies_hold():
    one = member()
    auditor, staff = factories.user("AUDITOR"), factories.user("BKD_STAFF")
    elsewhere = factories.user("MERIT_VERIFIER", factories.other_agency())
    assert [list(pool_work.box_nine(user, ON)) for user in (auditor, staff, elsewhere)] == [[one], [], []]
