"""The right of reply: nothing before the announcement, replies within the window, one answer with a reason."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from audit.models import Event
from rules.dates import add_years
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from talent.codes import ReplyKind
from talent.domain import cycles, replies
from talent.domain.queries import home, placements
from talent.domain.queries import replies as queries
from talent.models import Employee, Reply, ReviewCycle
from tests import factories
from tests.factories import ON

pytestmark = pytest.mark.django_db
TEXT = "Sertifikat pelatihan tahun 2025 belum tercatat."


@pytest.fixture
def person() -> Employee:
    return factories.assessed(factories.employee(name="Alya"))


@pytest.fixture
def cycle(person: Employee) -> ReviewCycle:
    """Established, not announced."""
    mapped = factories.mapped_cycle()
    cycles.propose(cycle=mapped, reason=factories.NO_FORUM, by=system_operator())
    token = cycles.confirmation_token(mapped)
    cycles.establish(cycle=mapped, decree="800/1", established_date=ON, token=token, by=system_operator())
    mapped.refresh_from_db()
    return mapped


@pytest.fixture
def her(person: Employee) -> User:
    return factories.user("EMPLOYEE", person=person)


def announced(cycle: ReviewCycle, on: date, until: date) -> None:
    replies.announce(cycle=cycle, announced_on=on, reply_until=until, by=system_operator())


def objected(cycle: ReviewCycle, person: Employee, her: User) -> Reply:
    return replies.submit(cycle=cycle, employee=person, kind=ReplyKind.OBJECTION, text=TEXT, by=her)


@pytest.mark.parametrize(("days", "seen"), [(None, 0), (1, 0), (0, 1), (-1, 1)])
def test_one_sees_ones_own_box_from_the_announced_day_on(
    cycle: ReviewCycle, person: Employee, her: User, days: int | None, seen: int
) -> None:
    if days is not None:
        on = timezone.localdate() + timedelta(days=days)
        ReviewCycle.objects.filter(pk=cycle.pk).update(announced_on=on, reply_until=on)
    assert len(placements.history(person, her)) == seen
    assert len(placements.history(person, factories.user("BKD_STAFF"))) == 1


@pytest.mark.parametrize(("first", "last", "taken"), [(1, 2, False), (0, 0, True), (-3, 0, True), (-3, -1, False)])
def test_a_reply_is_taken_within_the_window(
    cycle: ReviewCycle, person: Employee, her: User, first: int, last: int, taken: bool
) -> None:
    today = timezone.localdate()
    window = {"announced_on": today + timedelta(days=first), "reply_until": today + timedelta(days=last)}
    ReviewCycle.objects.filter(pk=cycle.pk).update(**window)
    cycle.refresh_from_db()
    if taken:
        assert objected(cycle, person, her).state == "OPEN"
    else:
        with pytest.raises(DomainError, match="tidak sedang terbuka"):
            objected(cycle, person, her)


def test_nobody_replies_for_somebody_else(cycle: ReviewCycle, person: Employee) -> None:
    announced(cycle, ON, factories.REPLY_UNTIL)
    other = factories.user("EMPLOYEE", person=factories.employee())
    for by in (other, factories.user("BKD_HEAD")):
        with pytest.raises(NotAllowed):
            objected(cycle, person, by)


def test_a_correction_names_what_is_wrong(cycle: ReviewCycle, person: Employee, her: User) -> None:
    announced(cycle, ON, factories.REPLY_UNTIL)
    about = {"cycle": cycle, "employee": person, "kind": ReplyKind.CORRECTION, "text": TEXT, "by": her}
    with pytest.raises(Invalid, match="komponen atau catatan"):
        replies.submit(**about, about="nama ibu")
    assert "records:training" in queries.subjects(cycle)
    made = replies.submit(**about, about="records:training")
    with pytest.raises(DomainError, match="masih menunggu"):
        replies.submit(**about, about="records:training")
    assert Event.objects.get(kind="talent.reply.submitted").payload == {
        "kind": "CORRECTION",
        "about": "records:training",
        "employee": person.pk,
    }
    assert made.about == "records:training"


def test_a_contested_mark_shows_until_it_is_answered(cycle: ReviewCycle, person: Employee, her: User) -> None:
    announced(cycle, ON, factories.REPLY_UNTIL)
    head = factories.user("BKD_HEAD")
    reply = objected(cycle, person, her)
    assert queries.contested(cycle, [person.pk]) == {person.pk: 1}
    assert [task.args for task in home.tasks(head) if task.route == "reply"] == [(reply.pk,)]
    with pytest.raises(DomainError, match="belum dijawab"):
        cycles.close(cycle=cycle, by=head)
    replies.answer(
        reply=reply, accepted=False, text="Sertifikatnya diterbitkan sesudah tanggal data.", version=1, by=head
    )
    assert (queries.contested(cycle, [person.pk]), reply.state) == ({}, "REJECTED")
    assert [task for task in home.tasks(head) if task.route == "reply"] == []


def test_the_second_who_answers_reads_who_answered_what(cycle: ReviewCycle, person: Employee, her: User) -> None:
    announced(cycle, ON, factories.REPLY_UNTIL)
    reply = objected(cycle, person, her)
    late = Reply.objects.select_related("cycle__agency").get(pk=reply.pk)
    first, second = factories.user("BKD_HEAD"), factories.user("BKD_STAFF")
    replies.answer(reply=reply, accepted=True, text="Benar, catatannya dilengkapi.", version=1, by=first)
    with pytest.raises(replies.Answered) as lost:
        replies.answer(reply=late, accepted=False, text="Tidak ada bukti yang cukup.", version=1, by=second)
    for part in (str(first), "diterima", "Benar, catatannya dilengkapi."):
        assert part in str(lost.value)


def test_nobody_answers_their_own_and_what_is_taken_back_is_not_answered(
    cycle: ReviewCycle, person: Employee, her: User
) -> None:
    announced(cycle, ON, factories.REPLY_UNTIL)
    reply = objected(cycle, person, her)
    from accounts.domain import users
    from accounts.roles import Roles

    users.grant(user=her, role=Roles.BKD_STAFF, agency_id=cycle.agency_id, by=system_operator())
    both = User.objects.get(pk=her.pk)
    with pytest.raises(NotAllowed, match="orang lain"):
        replies.answer(reply=reply, accepted=True, text="Saya setuju dengan saya.", version=1, by=both)
    replies.withdraw(reply=reply, by=both)
    with pytest.raises(replies.Answered, match="dicabut"):
        replies.answer(reply=reply, accepted=True, text="Terlambat dijawab.", version=2, by=factories.user("BKD_HEAD"))


@pytest.mark.parametrize(
    ("on", "until"),
    [(ON - timedelta(days=1), ON + timedelta(days=9)), (ON + timedelta(days=3), ON + timedelta(days=2))],
)
def test_an_announcement_follows_the_penetapan_and_leaves_a_window(cycle: ReviewCycle, on: date, until: date) -> None:
    with pytest.raises(Invalid):
        announced(cycle, on, until)
    today, year = timezone.localdate(), add_years(timezone.localdate(), 1).item()
    for far, end in ((year + timedelta(days=1), year + timedelta(days=30)), (today, year + timedelta(days=1))):
        with pytest.raises(Invalid) as refused:
            announced(cycle, far, end)
        assert refused.value.code == "too_far"
    announced(cycle, ON, ON)
    assert Event.objects.get(kind="talent.cycle.announced").payload["recorded"] == "afterwards"
    with pytest.raises(DomainError, match="sudah diumumkan"):
        announced(cycle, ON, ON)


def test_an_announcement_that_has_not_begun_is_set_anew_with_the_reason(
    cycle: ReviewCycle, person: Employee, her: User
) -> None:
    by, today, year = factories.user("BKD_HEAD"), timezone.localdate(), add_years(timezone.localdate(), 1).item()
    announced(cycle, year, year + timedelta(days=30))
    window = {"announced_on": today, "reply_until": today + timedelta(days=14)}
    with pytest.raises(Invalid) as silent:
        replies.announce(cycle=cycle, by=by, **window)
    assert (silent.value.code, placements.history(person, her)) == ("reason_missing", [])
    seen = ReviewCycle.objects.get()
    replies.announce(cycle=cycle, reason="Salah tahun.", by=by, **window)
    with pytest.raises(Stale, match=str(by)):
        replies.announce(cycle=seen, reason="Salah tahun.", by=by, **window)
    told = Event.objects.filter(kind="talent.cycle.announced").latest("id")
    assert (told.reason, told.payload["former"]) == ("Salah tahun.", year.isoformat())
    assert len(placements.history(person, her)) == 1


def test_nobody_closes_a_cycle_over_the_right_of_reply(cycle: ReviewCycle) -> None:
    head, today = factories.user("BKD_HEAD"), timezone.localdate()
    with pytest.raises(DomainError, match="belum diumumkan"):
        cycles.close(cycle=cycle, by=head)
    for on, until in (
        (ON, ON),
        (ON, today + timedelta(days=13)),
        (today + timedelta(days=9), today + timedelta(days=14)),
    ):
        with pytest.raises(Invalid, match="terlalu singkat"):
            replies.announce(cycle=cycle, announced_on=on, reply_until=until, by=head)
    replies.announce(cycle=cycle, announced_on=ON, reply_until=today + timedelta(days=14), by=head)
    assert "recorded" not in Event.objects.get(kind="talent.cycle.announced").payload
    with pytest.raises(DomainError, match="belum lewat"):
        cycles.close(cycle=cycle, by=head)
