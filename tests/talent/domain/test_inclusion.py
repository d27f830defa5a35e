"""Whoever becomes eligible after the mapping is offered, joins by a run of their own, and enters with a reason."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event
from jobs.domain.running import run_job
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from rules.policy import Policy
from talent.codes import COMPETENCIES, POTENTIAL_ASPECTS
from talent.domain import cycles, inclusion, known, mapping, openings
from talent.domain import replies as writing
from talent.domain.queries import cycles as reading
from talent.domain.queries import inclusion as queries
from talent.domain.queries import placements, pool, replies, written
from talent.models import Employee, InclusionDecline, PoolMembership, Reply, ReviewCycle
from talent.views import inclusion as pages
from tests import factories
from tests.conftest import SignIn
from tests.factories import ON
from tests.talent import sittings

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def latecomer(name: str) -> Employee:
    """Somebody recorded now, with everything that a box needs."""
    person = factories.employee(name=name, known_at=now())
    factories.assessed(person)
    return person


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Today, to be set to another day; the day of an instant stays what it is."""
    day, of = [date(2026, 11, 3)], timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda instant=None: day[0] if instant is None else of(instant))
    return day


@pytest.fixture
def cycle() -> ReviewCycle:
    """Alya in box 9, Cahya without a box."""
    factories.assessed(factories.employee(name="Alya"))
    factories.employee(name="Cahya")
    return factories.mapped_cycle()


def test_nobody_is_offered_while_nothing_is_learnt(cycle: ReviewCycle) -> None:
    assert queries.newly_eligible(cycle) == {}
    with pytest.raises(DomainError, match="Tidak ada pegawai"):
        inclusion.start(cycle=cycle, by=system_operator())


def test_the_hired_and_those_who_would_have_a_box_now_are_offered(cycle: ReviewCycle, today: date) -> None:
    dewi = latecomer("Dewi")
    factories.assessed(factories.employee(name="Eko", standing="RETIRED", known_at=now()))
    cahya = Employee.objects.get(name="Cahya")
    factories.write("performance", cahya, year=2025, rating="BAIK", known_at=now())
    factories.write("performance", Employee.objects.get(name="Alya"), year=2024, rating="BAIK", known_at=now())
    # What was learnt of Cahya is no box yet.
    assert queries.newly_eligible(cycle) == {dewi.pk: "new"}
    factories.assessed(cahya, known_at=now())
    assert queries.newly_eligible(cycle) == {dewi.pk: "new", cahya.pk: "completed"}


def test_who_becomes_eligible_by_the_passing_of_time_alone_is_offered(
    today: date,
    staff: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    cahya, budi = factories.employee(name="Cahya"), factories.employee(name="Budi")
    levels = dict.fromkeys((*COMPETENCIES, *POTENTIAL_ASPECTS), 5)
    for person, assessed in ((cahya, today), (budi, today + timedelta(days=1))):
        for kind in ("performance", "feedback_360"):
            factories.write(kind, person, year=2025, rating="BAIK")
        factories.write("education", person, level="S2", field="x", field_match="FULL", graduated_year=2008)
        # Known when the cycle was mapped, dated after its day.
        factories.write("assessments", person, true_from=assessed, **levels)
    cycle = reading.visible_to(factories.user("BKD_STAFF")).get(pk=factories.mapped_cycle().pk)
    # Five more than these are asked for the page: the first look stays within a list's twelve.
    with django_assert_num_queries(7):
        assert queries.newly_eligible(cycle) == {cahya.pk: "completed"}
    # Of very many each look goes on where the last one stopped; the page and its piece on the cycle's show how far.
    monkeypatch.setattr(written, "STRETCH", 1)
    monkeypatch.setattr(written, "FEW", 0)
    ledger.record("talent.records.written", agency=cycle.agency.code, by=system_operator())
    address, headers = f"/siklus/{cycle.pk}/susulan/", {"HX-Request": "true"}
    looks = [staff.get(address), staff.get(address, headers=headers), staff.get(address, headers=headers)]
    told = [(look.context["working"].done, look.context["working"].total) for look in looks[:2]]
    assert (told, looks[2].context["people"]) == ([(1, 2), (2, 2)], 1)
    again = staff.get(address, headers=headers | {"HX-Target": "isi"})
    assert [person for person, _why in again.context["rows"]] == [cahya]
    assert factories.included(cycle).placements.get().box == 6
    assert queries.newly_eligible(cycle) == {}


def test_what_was_found_for_one_cycle_is_no_answer_for_another_of_the_same_people(today: date) -> None:
    cahya = factories.employee(name="Cahya")
    first, second = factories.mapped_cycle(), factories.cycle(name="Dua tahun")
    # Of the same day and people, by a policy that asks for a rating of 2024 too.
    policy = Policy.load(Path(settings.BASE_DIR) / "rules" / "data" / "policies" / "examples" / "two-years.yaml")
    about = {"agency": second.agency, "on": second.on, "known_at": now(), "policy": policy, "by": system_operator()}
    ReviewCycle.objects.filter(pk=second.pk).update(state="MAPPED", run=mapping.run(cycle=second, **about))
    second.refresh_from_db()
    factories.assessed(cahya, known_at=now())
    # What nobody knows to be written is worked out every time.
    ledger.record("talent.records.written", agency=second.agency.code, by=system_operator())
    assert [queries.newly_eligible(one) for one in (first, second, first)] == [
        {cahya.pk: "completed"},
        {},
        {cahya.pk: "completed"},
    ]


def test_they_join_by_a_run_of_only_those_people_before_the_penetapan(
    cycle: ReviewCycle,
) -> None:
    dewi = latecomer("Dewi")
    run = factories.included(cycle)
    assert (run.people, [place.employee_id for place in run.placements.all()]) == (1, [dewi.pk])
    assert cycle.run is not None
    assert (reading.counts(cycle.run).people, queries.newly_eligible(cycle)) == (3, {})
    cycles.propose(cycle=cycle, reason=factories.NO_FORUM, by=system_operator())
    token = cycles.confirmation_token(cycle)
    cycles.establish(cycle=cycle, decree="800/1", established_date=timezone.localdate(), token=token,
                     by=system_operator())  # fmt: skip
    names = PoolMembership.objects.order_by("rank").values_list("employee__name", "entry_reason")
    assert sorted(names) == [("Alya", None), ("Dewi", None)]
    result = openings.replay(run=cycle.run, by=system_operator())
    assert (result.identical, result.people) == (True, 3)


def test_an_accepted_reply_leads_to_another_box_by_a_supplementary_run_and_decree(sign_in: SignIn) -> None:
    members = [factories.assessed(factories.employee(name="Anggota"))]
    alya, budi = (factories.assessed(factories.employee(name=name), level=1) for name in ("Alya", "Budi"))
    cycle = factories.established_cycle()
    before = alya.placements.get().box
    assert cycle.memberships.count() == 1

    def answered(person: Employee, state: str) -> Reply:
        by = factories.user("EMPLOYEE", person=person)
        return Reply.objects.create(
            cycle=cycle, employee=person, kind="OBJECTION", text="Belum dihitung.", by=by, state=state,
            answer="Sudah diperiksa.", answered_by=factories.user("BKD_HEAD"), answered_at=timezone.now(),
        )  # fmt: skip

    reply = answered(alya, "ACCEPTED")
    answered(budi, "REJECTED")
    answered(members[0], "ACCEPTED")
    # Nothing is different yet.
    assert (queries.newly_eligible(cycle), queries.standing_otherwise(cycle)) == ({}, [])
    for person in (alya, budi):
        factories.assessed(person, known_at=now())
    factories.write("performance", members[0], year=2025, rating="KURANG", known_at=now())
    assert queries.newly_eligible(cycle) == {alya.pk: "corrected"}
    staff = sign_in("BKD_STAFF")
    shown = staff.get(f"/siklus/{cycle.pk}/susulan/")
    assert shown.content.decode().count("tanggapannya diterima; kotaknya kini lain") == 1
    # A member keeps the box that was established, and the page says until when.
    (member, box) = shown.context["otherwise"][0]
    assert (member.employee, member.box, box) == (members[0], 9, 8)
    assert shown.content.decode().count("tetap pada kotak yang ditetapkan PPK") == 1
    assert staff.get(f"/tanggapan/{reply.pk}/").content.decode().count("tidak mengubah kotak dengan sendirinya") == 1
    with transaction.atomic():
        ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until=ON)
        with pytest.raises(DomainError, match="1 orang yang tanggapannya diterima belum disertakan"):
            cycles.close(cycle=ReviewCycle.objects.get(pk=cycle.pk), by=system_operator())
        transaction.set_rollback(True)
    run = factories.included(cycle)
    placed = {place.run_id: place.box for place in alya.placements.all()}
    assert placed == {cycle.run_id: before, run.pk: 9}
    cycle = ReviewCycle.objects.get(pk=cycle.pk)
    waiting = queries.waiting_for_decree(cycle)
    assert (len(waiting), queries.awaited([cycle])) == (1, {cycle.pk: 1})
    inclusion.establish(
        cycle=cycle, decree="800/10", established_date=timezone.localdate(), reason="Tanggapannya diterima.",
        token=inclusion.token_of(cycle, waiting), by=system_operator(),
    )  # fmt: skip
    assert list(pool.members(cycle.agency_id, timezone.localdate()).values_list("employee", "box")) == [
        (members[0].pk, 9),
        (alya.pk, 9),
    ]
    assert (queries.newly_eligible(cycle), queries.awaited([cycle])) == ({}, {})


def test_who_joined_after_the_session_is_proposed_with_a_reason_only_and_named_to_the_ppk(
    cycle: ReviewCycle, sign_in: SignIn
) -> None:
    early = latecomer("Early")
    factories.included(cycle)
    session = sittings.sitting(cycle)
    sittings.close(session)
    cycle.refresh_from_db()
    assert list(reading.unheard(cycle)) == []
    late = latecomer("Late")
    factories.included(cycle)
    cycle = ReviewCycle.objects.get(pk=cycle.pk)
    assert list(reading.unheard(cycle)) == [late]
    address = f"/siklus/{cycle.pk}/"
    assert sign_in("BKD_HEAD").get(address).context["must_say_why"] is True
    with pytest.raises(Invalid, match="1 orang disertakan sesudah sidang ditutup") as refused:
        cycles.propose(cycle=cycle, by=system_operator())
    assert refused.value.code == "reason_missing"
    cycles.propose(cycle=cycle, reason="Diangkat sehari sesudah sidang.", by=system_operator())
    page = sign_in("PPK").get(address)
    told = page.content.decode()
    assert [person.name for person in page.context["unheard"]] == [late.name]
    assert (told.count(f">{late.name}</a>"), told.count(f">{early.name}</a>")) == (1, 0)
    assert told.count("Diangkat sehari sesudah sidang.") == 1


def test_after_the_penetapan_they_enter_by_a_supplementary_decree_with_the_reason() -> None:
    factories.assessed(factories.employee(name="Alya"))
    cycle = factories.established_cycle()
    latecomer("Dewi")
    factories.included(cycle)
    today = timezone.localdate()
    given: dict[str, Any] = {"cycle": cycle, "established_date": today, "by": system_operator()}
    seen = inclusion.token_of(cycle, queries.waiting_for_decree(cycle))
    with pytest.raises(Invalid):
        inclusion.establish(**given, decree="800/9", reason=" ", token=seen)
    with pytest.raises(Stale):
        inclusion.establish(**given, decree="800/9", reason="Diangkat sesudah pemetaan.", token="")
    assert inclusion.establish(**given, decree="800/9", reason="Diangkat sesudah pemetaan.", token=seen) == 1
    held = PoolMembership.objects.select_related("employee").get(employee__name="Dewi")
    assert (held.rank, held.entry_reason) == (2, "Diangkat sesudah pemetaan. (800/9)")
    assert (held.valid_from, held.valid_to) == (today, ON.replace(year=2027) - timedelta(days=1))
    assert pool.members(cycle.agency_id, today).count() == 2
    assert cycle.run is not None
    assert openings.replay(run=cycle.run, by=system_operator()).identical
    # The window of the others has run out; whoever came late has one of their own, and the cycle waits for it.
    cycle.reply_until = today - timedelta(days=1)
    last = {person.name: replies.last_day(cycle, person) for person in Employee.objects.all()}
    assert last == {"Alya": today - timedelta(days=1), "Dewi": today + timedelta(days=14)}
    open_for = [name for name in last if replies.window_open(cycle, Employee.objects.get(name=name), today)]
    assert open_for == ["Dewi"]
    with pytest.raises(DomainError, match="belum lewat"):
        cycles.close(cycle=cycle, by=system_operator())


@pytest.mark.parametrize(
    ("included", "signed", "refused", "code", "taken"),
    [
        (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4), "not_come", date(2026, 11, 3)),
        # Not before the day of the data that speak for who joins, and be they, where a clock was set back, of before
        # the penetapan itself: not before that.
        (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 1), "date_order", date(2026, 11, 2)),
        (date(2026, 7, 10), date(2026, 11, 3), date(2026, 7, 14), "date_order", date(2026, 7, 15)),
        (date(2026, 11, 2), date(2027, 8, 1), date(2027, 7, 15), "expired", date(2027, 7, 14)),
    ],
)
def test_a_supplementary_decree_bears_a_day_that_has_come_upon_its_data_and_within_the_pools_validity(
    cycle: ReviewCycle, clock: list[date], included: date, signed: date, refused: date, code: str, taken: date
) -> None:
    by = system_operator()
    cycles.propose(cycle=cycle, reason=factories.NO_FORUM, by=by)
    token = cycles.confirmation_token(cycle)
    cycles.establish(cycle=cycle, decree="800/1", established_date=date(2026, 7, 15), token=token, by=by)
    latecomer("Dewi")
    clock[0] = included
    factories.included(cycle)
    clock[0] = signed
    token = inclusion.token_of(cycle, queries.waiting_for_decree(ReviewCycle.objects.get(pk=cycle.pk)))
    given: dict[str, Any] = {"cycle": cycle, "decree": "800/9", "reason": "Diangkat.", "token": token, "by": by}
    with pytest.raises(DomainError) as error:
        inclusion.establish(**given, established_date=refused)
    assert (error.value.code, cycle.memberships.count()) == (code, 1)
    inclusion.establish(**given, established_date=taken)
    assert cycle.memberships.get(employee__name="Dewi").valid_from == taken


def test_a_cycle_is_not_closed_while_somebody_can_still_join_its_pool(clock: list[date], sign_in: SignIn) -> None:
    factories.assessed(factories.employee(name="Alya"))
    cycle = factories.established_cycle()
    late = latecomer("Dewi")
    # As if the window had run out.
    ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until=ON)
    job = inclusion.start(cycle=cycle, by=system_operator())
    cycle = ReviewCycle.objects.get(pk=cycle.pk)
    with pytest.raises(DomainError) as error:
        cycles.close(cycle=cycle, by=system_operator())
    assert error.value.code == "already_running"
    # And were it closed all the same, the worker adds nobody to what changes no more.
    with transaction.atomic():
        ReviewCycle.objects.filter(pk=cycle.pk).update(state="CLOSED")
        run_job.func(job.pk)
        job.refresh_from_db()
        assert (job.state, late.placements.exists()) == ("FAILED", False)
        transaction.set_rollback(True)
    run_job.func(job.pk)
    cycle = ReviewCycle.objects.get(pk=cycle.pk)
    # Under the decree stand those whom it names, and beside it who waits for one.
    page = sign_in("PPK").get(f"/siklus/{cycle.pk}/").content.decode()
    told = ("1 pegawai dalam Kelompok Rencana Suksesi", "30 Juni 2026 · 1 orang menunggu penetapan susulan")
    assert [page.count(one) for one in told] == [1, 1]
    clock[0] = max(clock[0], timezone.localdate(timezone.now())) + timedelta(days=60)
    with pytest.raises(DomainError, match="1 orang masih menunggu penetapan susulan") as error:
        cycles.close(cycle=cycle, by=system_operator())
    assert error.value.code == "decree_awaited"
    # A pool whose days were over before she joined waits for nobody.
    ReviewCycle.objects.filter(pk=cycle.pk).update(established_date=ON.replace(year=2025))
    cycles.close(cycle=ReviewCycle.objects.get(pk=cycle.pk), by=system_operator())


def test_who_joins_an_announced_pool_reads_their_box_and_replies_once_a_decree_names_them(
    clock: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {level: factories.assessed(factories.employee(), level=level) for level in (5, 1)}
    alya = people[1]
    cycle = factories.established_cycle()
    ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until=ON)
    low = alya.placements.get().box
    Reply.objects.create(
        cycle=cycle, employee=alya, kind="OBJECTION", text="Belum dihitung.", state="ACCEPTED",
        by=factories.user("EMPLOYEE", person=alya), answer="Benar.", answered_by=factories.user("BKD_HEAD"),
        answered_at=timezone.now(),
    )  # fmt: skip
    factories.assessed(alya, known_at=now())
    dewi, eko = latecomer("Dewi"), factories.employee(name="Eko", known_at=now())
    run = factories.included(cycle)
    cycle = ReviewCycle.objects.get(pk=cycle.pk)
    readers = {person.pk: factories.user("EMPLOYEE", person=person) for person in (alya, dewi, eko)}
    staff = factories.user("BKD_STAFF")

    def reads(person: Employee) -> list[list[int | None]]:
        return [[place.box for _cycle, place in placements.history(person, by)] for by in (readers[person.pk], staff)]

    assert [reads(person) for person in (alya, dewi, eko)] == [[[low], [9]], [[], [9]], [[None], [None]]]
    # Nobody replies to what they do not read yet, and their window has not begun.
    joined = timezone.localdate(run.finished_at) + timedelta(days=14)
    assert [replies.last_day(cycle, person) for person in (alya, dewi, eko)] == [ON, ON, joined]
    ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until=date(2062, 12, 31))
    cycle = ReviewCycle.objects.get(pk=cycle.pk)
    given: dict[str, Any] = {"kind": "OBJECTION", "text": "Belum dihitung.", "by": readers[dewi.pk]}
    with pytest.raises(Invalid) as error:
        writing.submit(cycle=cycle, employee=dewi, **given)
    assert error.value.code == "not_placed"
    cycle.reply_until = ON
    clock[0] = max(clock[0], run.on)
    later = timezone.now() + timedelta(days=30)
    with monkeypatch.context() as moved:
        moved.setattr(known, "turn", lambda _agency: later)
        waiting = queries.waiting_for_decree(cycle)
        inclusion.establish(cycle=cycle, decree="800/9", established_date=clock[0], reason="Menyusul.",
                            token=inclusion.token_of(cycle, waiting), by=system_operator())  # fmt: skip
    assert [reads(person)[0] for person in (alya, dewi)] == [[9], [9]]
    assert {replies.last_day(cycle, person) for person in (alya, dewi)} == {joined + timedelta(days=30)}
    assert replies.included_until(cycle) == joined + timedelta(days=30)


def test_who_joined_in_a_box_of_the_pool_and_was_put_out_of_it_waits_for_no_decree_to_read_it(
    cycle: ReviewCycle,
) -> None:
    dewi, by = latecomer("Dewi"), system_operator()
    factories.included(cycle)
    session = sittings.sitting(cycle)
    sittings.moved(session, dewi, 6)
    sittings.close(session)
    cycle.refresh_from_db()
    cycles.propose(cycle=cycle, by=by)
    token = cycles.confirmation_token(cycle)
    cycles.establish(cycle=cycle, decree="800/1", established_date=timezone.localdate(), token=token, by=by)
    cycle.refresh_from_db()
    writing.announce(cycle=cycle, announced_on=timezone.localdate(), reply_until=factories.REPLY_UNTIL, by=by)
    cycle.refresh_from_db()
    assert list(cycle.memberships.values_list("employee__name", flat=True)) == ["Alya"]
    place = placements.announced_place(cycle, dewi)
    assert (place and place.box, queries.waiting_for_decree(cycle), queries.awaited([cycle])) == (9, [], {})
    history = placements.history(dewi, factories.user("EMPLOYEE", person=dewi))
    assert [(one.pk, held.box) for one, held in history] == [(cycle.pk, 9)]


def test_the_ppk_can_page_through_everybody_whom_the_supplementary_decree_names(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.assessed(factories.employee(name="Alya"))
    cycle = factories.established_cycle()
    for name in ("Budi", "Cahya", "Dewi"):
        latecomer(name)
    factories.included(cycle)
    # As if the records of one of them had been withdrawn since: signed for, so shown.
    Employee.objects.filter(name="Dewi").update(current=None)
    monkeypatch.setattr(pages, "ROWS", 2)
    ppk, address = sign_in("PPK"), f"/siklus/{cycle.pk}/susulan/"
    first = ppk.get(address)
    second = ppk.get(address + first.context["joining"].next)
    shown = [person.name for page in (first, second) for person, _one in page.context["waiting"]]
    assert (len(shown), sorted(shown)) == (3, ["Budi", "Cahya", "Dewi"])
    for page in (first, second):
        told = page.content.decode()
        words = ("Menunggu penetapan susulan: 3 pegawai<", "Tetapkan 3 pegawai<", "Menetapkan 3 pegawai, semua yang")
        assert [told.count(one) for one in words] == [1, 1, 1]
    # On the page that a refusal shows the pager leads back to the list, not to where the form was sent.
    given = {"decree": "800/9", "established_date": timezone.localdate(), "reason": "Diangkat."}
    refused = ppk.post(f"{address}tetapkan/", given | {"token": "x"})
    assert (refused.status_code, refused.content.decode().count(f'href="{address}?menunggu=2#menunggu"')) == (409, 1)
    ppk.post(f"{address}tetapkan/", given | {"token": second.context["token"]})
    assert cycle.memberships.count() == 4


@pytest.fixture
def waiting() -> tuple[ReviewCycle, Employee]:
    """An established and announced cycle for whose supplementary decree Dewi waits."""
    factories.assessed(factories.employee(name="Alya"))
    cycle = factories.established_cycle()
    ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until=ON)
    dewi = latecomer("Dewi")
    factories.included(cycle)
    return ReviewCycle.objects.get(pk=cycle.pk), dewi


def decided(cycle: ReviewCycle, person: Employee, **given: Any) -> int:
    told = {"reason": "Jabatannya dihapus.", "by": system_operator(), "people": [person.pk]}
    token = inclusion.token_of(cycle, queries.waiting_for_decree(cycle))
    return inclusion.decline(cycle=cycle, **{"token": token} | told | given)


def test_the_ppk_declines_who_waits_with_a_reason_that_the_person_reads_and_the_cycle_waits_for_nobody(
    waiting: tuple[ReviewCycle, Employee], clock: list[date]
) -> None:
    cycle, dewi = waiting
    reader = factories.user("EMPLOYEE", person=dewi)
    for given, code in (
        ({"reason": " "}, "reason_missing"),
        ({"people": []}, "unknown_person"),
        ({"people": [dewi.pk, Employee.objects.get(name="Alya").pk]}, "unknown_person"),
        ({"token": "lama"}, "stale"),
    ):
        with pytest.raises(DomainError) as error:
            decided(cycle, dewi, **given)
        assert (error.value.code, InclusionDecline.objects.count()) == (code, 0)
    with pytest.raises(NotAllowed):
        decided(cycle, dewi, by=factories.user("BKD_HEAD"))
    assert placements.history(dewi, reader) == []
    assert decided(cycle, dewi) == 1
    event = Event.objects.get(kind="talent.inclusion.declined")
    assert (event.reason, event.payload) == ("Jabatannya dihapus.", {"people": [dewi.pk]})
    assert (queries.waiting_for_decree(cycle), queries.awaited([cycle]), queries.declined(cycle)) == ([], {}, 1)
    # The box stays theirs, and from now on they read it and may reply to it.
    assert [place.box for _cycle, place in placements.history(dewi, reader)] == [9]
    assert replies.last_day(cycle, dewi) == timezone.localdate(InclusionDecline.objects.get().at) + timedelta(days=14)
    assert queries.newly_eligible(cycle) == {}
    clock[0] = max(clock[0], timezone.localdate(timezone.now())) + timedelta(days=60)
    cycles.close(cycle=ReviewCycle.objects.get(pk=cycle.pk), by=system_operator())
    with pytest.raises(DomainError) as error:
        inclusion.offer_anew(declined=InclusionDecline.objects.get(), reason="Keliru.", by=system_operator())
    assert error.value.code == "transition"


def test_who_was_declined_waits_again_with_another_box_or_when_somebody_offers_them_anew(
    waiting: tuple[ReviewCycle, Employee],
) -> None:
    cycle, dewi = waiting
    decided(cycle, dewi)
    first = InclusionDecline.objects.get()
    head = factories.user("BKD_HEAD")
    for by, reason, refused in ((factories.user("PPK"), "Keliru.", NotAllowed), (head, " ", Invalid)):
        with pytest.raises(refused):
            inclusion.offer_anew(declined=first, reason=reason, by=by)
    version = ReviewCycle.objects.get(pk=cycle.pk).version
    inclusion.offer_anew(declined=first, reason="Jabatannya tetap ada.", by=head)
    # Whoever was about to close the cycle reads it again first.
    assert ReviewCycle.objects.get(pk=cycle.pk).version == version + 1
    assert [one.employee_id for one in queries.waiting_for_decree(cycle)] == [dewi.pk]
    with pytest.raises(DomainError, match="Terakhir: Pegawai susulan ditawarkan lagi") as error:
        inclusion.offer_anew(declined=first, reason="Sekali lagi.", by=head)
    assert error.value.code == "already_offered"
    decided(cycle, dewi, reason="Tetap tidak.")
    # The same box is no reason to ask again, another one is.
    factories.write("performance", dewi, year=2024, rating="BAIK", known_at=now())
    assert queries.newly_eligible(cycle) == {}
    factories.write("performance", dewi, year=2025, rating="KURANG", known_at=now())
    assert queries.newly_eligible(cycle) == {dewi.pk: "declined"}
    second = InclusionDecline.objects.get(offered_at=None)
    assert factories.included(cycle).placements.get().box == 8
    assert ([one.box for one in queries.waiting_for_decree(cycle)], queries.awaited([cycle])) == ([8], {cycle.pk: 1})
    assert queries.declined(cycle) == 0
    with pytest.raises(DomainError) as error:
        inclusion.offer_anew(declined=second, reason="Keliru.", by=head)
    assert error.value.code == "included_again"
    # Declined once more, in the box that they have now: nothing is new.
    decided(cycle, dewi)
    assert (queries.newly_eligible(cycle), queries.declined(cycle)) == ({}, 1)


def test_the_page_declines_those_who_are_chosen_and_says_so_where_it_is_read(
    waiting: tuple[ReviewCycle, Employee], sign_in: SignIn
) -> None:
    cycle, dewi = waiting
    ppk, staff = sign_in("PPK"), sign_in("BKD_STAFF")
    at, person = f"/siklus/{cycle.pk}/susulan/", sign_in("EMPLOYEE", person=dewi)
    assert staff.get(at).content.decode().count("Jangan tetapkan yang dipilih") == 0
    page = ppk.get(at)
    token = page.context["token"]
    # The choice says what it does, over the form that establishes everybody; a refusal is read where it was written.
    for words in ('<th scope="col">Jangan tetapkan</th>', f'action="{at}tolak/#tidak-menetapkan"'):
        assert page.content.decode().count(words) == 1
    given = {"people": [dewi.pk], "reason": "Jabatannya dihapus.", "token": token}
    refused = ppk.post(f"{at}tolak/", given | {"people": []})
    told = refused.content.decode()
    assert (refused.status_code, told.count("Pilih orang dari daftar"), told.count(">Jabatannya dihapus.<")) == (
        422,
        1,
        0,
    )
    assert ppk.post(f"{at}tolak/", given).status_code == 302
    # Whoever signs what they read before is told who was faster, and with what.
    decree = {"decree": "800/9", "established_date": timezone.localdate(), "reason": "Diangkat.", "token": token}
    slower = ppk.post(f"{at}tetapkan/", decree)
    assert (slower.status_code, slower.content.decode().count("Terakhir: Pegawai susulan tidak ditetapkan, oleh")) == (
        409,
        1,
    )
    assert cycle.memberships.count() == 1
    pages = [
        staff.get(at),
        staff.get(f"/siklus/{cycle.pk}/"),
        person.get("/data-saya/"),
        staff.get(f"/pegawai/{dewi.pk}/"),
    ]
    said = ("Jabatannya dihapus.", "1 orang susulan tidak ditetapkan PPK", "Jabatannya dihapus.", "Jabatannya dihapus.")
    assert [page.content.decode().count(words) for page, words in zip(pages, said, strict=True)] == [1, 1, 1, 1]
    one = InclusionDecline.objects.get()
    assert staff.post(f"/siklus/susulan/{one.pk}/tawarkan/", {"reason": "Masih ada."}).status_code == 302
    shown = staff.get(at)
    assert ([row.offered_because for row in shown.context["declines"].rows], shown.context["count"]) == (
        ["Masih ada."],
        1,
    )
    # Where they stand now is what the later decree made of it, not that they wait.
    again = decree | {"token": ppk.get(at).context["token"]}
    assert ppk.post(f"{at}tetapkan/", again).status_code == 302
    pages = [staff.get(at), person.get("/data-saya/")]
    assert [page.content.decode().count("ditetapkan kemudian") for page in pages] == [1, 1]
