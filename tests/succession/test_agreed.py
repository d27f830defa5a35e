"""Members of another agency's succession group who agreed: on the longlist where the law or a decree takes them in."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from rules.law import Law, shipped
from succession.domain import (
    agreeing,
    confirmation,
    decision,
    decrees,
    gate,
    inauguration,
    longlist,
    recommendation,
    replay,
)
from succession.domain.queries import agreed, candidates, names, reasons
from succession.models import Longlist, Vacancy
from talent.domain import pool as pools
from talent.domain import records
from talent.models import AppointmentRecord, Employee, PoolMembership
from tests import factories
from tests.succession import cast
from tests.succession.guests import LETTER, SINCE, agreeing_to, of_another_pool, own_pool, routed, widened

pytestmark = pytest.mark.django_db
BY = system_operator


def listed(vacancy: Vacancy) -> list[tuple[int | None, int, str]]:
    """Rank, person and what put them there, of the list built now."""
    built = longlist.build(vacancy=vacancy, by=BY())
    return list(built.entries.order_by("position").values_list("rank", "employee_id", "decided_by"))


@pytest.fixture
def guest():
    return of_another_pool()


@pytest.fixture
def pool():
    return own_pool()


@pytest.fixture
def vacancy(pool, guest):
    return routed()


def by_law(value: str) -> Law:
    """The shipped law with another value of whose group fills a longlist."""
    rules = {rule_id: shipped().versions(rule_id) for rule_id in shipped().ids()}
    return Law(rules | {"ranking.pool": tuple(replace(rule, value=value) for rule in rules["ranking.pool"])})


def test_by_the_shipped_law_nobody_of_another_agency_is_recorded_or_listed(vacancy, pool, guest):
    with pytest.raises(agreeing.NotTakenIn) as refused:
        agreeing_to(vacancy, guest)
    assert "Pada tanggal acuan lowongan ini" in str(refused.value)
    assert [who for _rank, who, _by in listed(vacancy)] == pool
    assert Longlist.objects.get().wider is None


def test_a_decree_takes_in_who_agreed_ranked_among_the_others(vacancy, pool, guest):
    first, second, third = pool
    decree = widened(vacancy)
    assert [who for _rank, who, _by in listed(vacancy)] == pool
    agreement = agreeing_to(vacancy, guest)
    assert (agreement.home, agreement.file.agency) == (factories.other_agency(), factories.agency())
    expected = [(1, first, ""), (2, guest.pk, "post_from"), (3, second, "post_from"), (4, third, "post_from")]
    assert listed(vacancy) == expected
    assert list(Longlist.objects.values_list("wider", flat=True)) == [decree.pk, decree.pk]
    # What decides who is read is told to the person's own agency too, by numbers alone.
    told = Event.objects.filter(kind="succession.agreement.recorded").order_by("id")
    assert [event.agency for event in told] == ["KALTIM", "BONTANG"]
    assert told[0].payload == {"vacancy": vacancy.pk, "employee": guest.pk, "file": agreement.file.digest}


def test_with_the_decree_over_nobody_else_enters_though_they_agreed(vacancy, pool, guest):
    decree = widened(vacancy)
    agreeing_to(vacancy, guest)
    with_guest = listed(vacancy)
    decrees.revoke(record=decree, revoked_on=date(2026, 8, 3), reason="Tidak diteruskan lagi.", by=BY())
    assert [who for _rank, who, _by in listed(vacancy)] == pool
    kept = Longlist.objects.order_by("id")[0]
    assert list(kept.entries.values_list("rank", "employee_id", "decided_by")) == with_guest
    assert [replay.longlist(one).identical for one in Longlist.objects.all()] == [True, True]


@pytest.mark.parametrize("value", ["OWN", "OWN_AND_AGREED"])
def test_what_the_law_says_decides_without_any_decree(vacancy, pool, guest, value, monkeypatch):
    decree = widened(vacancy)
    agreeing_to(vacancy, guest)
    decrees.revoke(record=decree, revoked_on=SINCE["since"], reason="Tidak pernah berlaku.", by=BY())
    law = by_law(value)
    monkeypatch.setattr(agreed, "shipped", lambda: law)
    expected = [pool[0], guest.pk, *pool[1:]] if value == "OWN_AND_AGREED" else pool
    assert [who for _rank, who, _by in listed(vacancy)] == expected
    assert Longlist.objects.get().wider is None
    assert replay.longlist(Longlist.objects.get()).identical


def test_whoever_withdraws_is_out_of_later_lists_and_earlier_ones_stay(vacancy, pool, guest):
    widened(vacancy)
    agreement = agreeing_to(vacancy, guest)
    before = listed(vacancy)
    agreeing.withdraw(agreement=agreement, reason="Ditarik dengan surat.", by=BY())
    with pytest.raises(agreeing.states.ChangedMeanwhile):
        agreeing.withdraw(agreement=agreement, reason="Ditarik dengan surat.", by=BY())
    kept = Longlist.objects.get()
    three = [guest, *Employee.objects.filter(pk__in=pool[:2])]
    vacancy.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        cast.nominated(vacancy, three)
    assert refused.value.code == "unavailable"
    assert f"{guest.name} menarik kesediaannya, dicatat " in str(refused.value)
    assert [who for _rank, who, _by in listed(vacancy)] == pool
    assert list(kept.entries.values_list("rank", "employee_id", "decided_by")) == before
    again = agreeing_to(vacancy, guest)
    assert (again.pk != agreement.pk, len(listed(vacancy))) == (True, 4)
    # What is learnt a week later changes no list that was made.
    records.add(
        employee=guest,
        kind="sanctions",
        values={"severity": "SEVERE", "decree": "HD-1", "true_from": date(2026, 7, 20), "true_to": date(2027, 7, 19)},
        by=BY(),
    )
    assert [replay.longlist(one).identical for one in Longlist.objects.all()] == [True, True, True]
    assert listed(vacancy)[-1][:2] == (None, guest.pk)


def test_who_left_their_own_group_before_the_route_was_decided_is_not_listed(vacancy, pool, guest):
    widened(vacancy)
    agreeing_to(vacancy, guest)
    member = PoolMembership.objects.get(employee=guest)
    pools.leave(membership=member, on=date(2026, 7, 9), cause="OTHER", reason="Permintaan sendiri.", by=BY())
    assert [who for _rank, who, _by in listed(vacancy)] == pool


def refusals(vacancy, pool, guest):
    """NIPs of nobody, of a colleague, of the pool itself, and of another agency's employee who is in no pool."""
    outside_any = factories.employee(factories.other_agency())
    own = Employee.objects.get(pk=pool[0])
    return ["198003052010011999", factories.employee().nip, own.nip, outside_any.nip, "x"]


def test_the_same_words_refuse_whoever_is_no_member_of_another_group(vacancy, pool, guest):
    widened(vacancy)
    said = set()
    for nip in refusals(vacancy, pool, guest):
        with pytest.raises(Invalid) as refused:
            agreeing.agree(vacancy=vacancy, nip=nip, number="SK-1", dated=date(2026, 7, 12), document=LETTER, by=BY())
        said.add((refused.value.code, str(refused.value)))
    words = "NIP ini bukan anggota kelompok suksesi instansi lain pada tanggal penetapan jalur lowongan ini."
    assert said == {("no_member", words)}
    agreeing_to(vacancy, guest)
    with pytest.raises(agreeing.AlreadyAgreed):
        agreeing_to(vacancy, guest)
    with pytest.raises(Invalid):
        agreeing.agree(vacancy=vacancy, nip=guest.nip, number="2", dated=date(2026, 7, 12), document=None, by=BY())


@pytest.mark.parametrize("role", ["BKD_STAFF", "PPK"])
def test_staff_of_the_persons_own_agency_and_whoever_prepares_nothing_may_not(vacancy, guest, role):
    widened(vacancy)
    by = factories.user(role, factories.other_agency() if role == "BKD_STAFF" else factories.agency())
    with pytest.raises(NotAllowed):
        agreeing.agree(vacancy=vacancy, nip=guest.nip, number="SK-1", dated=date(2026, 7, 12), document=LETTER, by=by)


def test_a_guest_is_explained_named_decided_and_inaugurated(vacancy, pool, guest):
    widened(vacancy)
    agreeing_to(vacancy, guest)
    listed(vacancy)
    vacancy.refresh_from_db()
    entry = Longlist.objects.get().entries.get(employee=guest)
    assert reasons.borne_out(entry, reader=BY()).agrees
    colleagues = [Employee.objects.get(pk=who) for who in pool]
    cast.nominated(vacancy, [guest, *colleagues[1:]])
    found = names.of(vacancy, reader=BY())
    assert found is not None
    assert [one.entry.employee_id for one in found.names] == [guest.pk, *pool[1:]]
    assert all(one.agrees for one in found.names)
    token = confirmation.confirmation_token(vacancy)
    given = {"decided_on": date(2026, 8, 1), "number": "800/1", "reason": "Nilai tertinggi.", "token": token}
    chosen = decision.decide(vacancy=vacancy, employee=guest, by=BY(), **given)
    # One person in two fillings: the pool of their own agency has them no more.
    other = cast.opened(guest.agency, cast.post(guest.agency, "JPT-09"), "L-09")
    cast.approved(guest.agency)
    gate.decide_route(vacancy=other, by=BY())
    longlist.build(vacancy=other, by=BY())
    second = Employee.objects.filter(agency=guest.agency).exclude(pk=guest.pk).get()
    third = cast.candidate(guest.agency)
    assert second.pk != third.pk
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 8, 2), by=BY())
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=BY())
    assert replay.decision(chosen, reader=BY()).identical
    assert replay.longlist(Longlist.objects.get(vacancy=vacancy)).identical
    begun = AppointmentRecord.objects.get(employee__nip=guest.nip, true_from=date(2026, 8, 3), known_to=None)
    assert (begun.agency.code, begun.position) == ("KALTIM", vacancy.position.current.name)


def test_the_register_says_that_a_guest_who_was_named_first_agrees_no_more(vacancy, pool, guest):
    widened(vacancy)
    agreement = agreeing_to(vacancy, guest)
    listed(vacancy)
    vacancy.refresh_from_db()
    second, third = Employee.objects.filter(pk__in=pool[1:])
    cast.nominated(vacancy, [guest, second, third])
    agreeing.withdraw(agreement=agreement, reason="Ditarik dengan surat.", by=BY())
    given = {"decided_on": date(2026, 8, 1), "number": "800/1", "reason": "Nilai tertinggi.", "basis": "ranked_list"}
    token = confirmation.confirmation_token(vacancy)
    chosen = decision.decide(vacancy=vacancy, employee=second, token=token, by=BY(), **given)
    assert chosen.deviation.cause == "WITHDREW"


def test_lists_without_guests_ask_no_more_and_guests_are_read_by_home(vacancy, guest, django_assert_num_queries):
    widened(vacancy)
    agreeing_to(vacancy, guest)
    listed(vacancy)
    built = Longlist.objects.get()
    frames = candidates.facts_of(
        vacancy, sorted(built.entries.values_list("employee_id", flat=True)), built.on, built.known_at, ()
    )
    assert frames["employees"]["employee_id"].tolist()[-1] == guest.pk
