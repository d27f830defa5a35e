"""Plans on their one way: the table of steps, what each asks for, who may, and two people at once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from talent.codes import ActionState
from talent.domain import plans as domain
from talent.domain.queries import plans
from talent.models import TalentAction
from tests import factories

pytestmark = pytest.mark.django_db

STATES = list(ActionState)


def proposed(**values) -> TalentAction:
    wanted = {
        "employee": values.pop("employee", None) or factories.employee(),
        "kind": "DEVELOPMENT",
        "action": "Pelatihan kepemimpinan",
        "owner": "BPSDM",
        "due": timezone.localdate() + timedelta(days=90),
        "by": factories.user("BKD_STAFF"),
    } | values
    return domain.propose(**wanted)


def at(state: str) -> TalentAction:
    line = proposed()
    values = {"state": state}
    if state not in ("PROPOSED", "CANCELLED"):
        values |= {"approved_by": factories.user("BKD_HEAD"), "approved_at": timezone.now()}
    TalentAction.objects.filter(pk=line.pk).update(**values)
    line.refresh_from_db()
    return line


def go(line: TalentAction, to: str, by, version: int | None = None) -> None:
    version = line.version if version is None else version
    {
        "PROPOSED": lambda: domain.find(line, to),
        "APPROVED": lambda: domain.approve(lines=[(line, version)], by=by),
        "DONE": lambda: domain.finish(line=line, version=version, done_on=timezone.localdate(), result="Lulus.", by=by),
        "MONITORED": lambda: domain.monitor(line=line, version=version, observation="Dipakai.", by=by),
        "CANCELLED": lambda: domain.cancel(line=line, version=version, reason="Mutasi.", by=by),
    }[to]()


@pytest.mark.parametrize("source", STATES)
@pytest.mark.parametrize("to", STATES)
def test_the_table_of_steps_is_all_there_is(source: ActionState, to: ActionState) -> None:
    line, head = at(source), factories.user("BKD_HEAD")
    if any((step.source, step.to) == (source, to) for step in domain.STEPS):
        go(line, to, head)
        assert TalentAction.objects.get().state == to
    else:
        with pytest.raises(DomainError) as caught:
            go(line, to, head)
        assert (caught.value.code, TalentAction.objects.get().state) == ("transition", source)


def test_the_whole_way_leaves_its_events_and_its_words() -> None:
    line, head = proposed(), factories.user("BKD_HEAD")
    for to in ("APPROVED", "DONE", "MONITORED"):
        go(line, to, head)
    line.refresh_from_db()
    assert (line.state, line.result, line.observation, line.version) == ("MONITORED", "Lulus.", "Dipakai.", 4)
    assert (line.done_on, line.approved_by) == (timezone.localdate(), head)
    kinds = Event.objects.filter(kind__startswith="talent.plan").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [f"talent.plan.{name}" for name in ("proposed", "approved", "done", "monitored")]


@pytest.mark.parametrize("role", ["BKD_STAFF", "TALENT_COMMITTEE", "PPK", "AUDITOR"])
def test_only_the_head_approves(role: str) -> None:
    with pytest.raises(NotAllowed):
        go(proposed(), "APPROVED", factories.user(role))


def test_staff_give_up_what_is_proposed_but_not_what_was_approved() -> None:
    staff = factories.user("BKD_STAFF")
    go(proposed(), "CANCELLED", staff)
    with pytest.raises(NotAllowed):
        go(at("APPROVED"), "CANCELLED", staff)


def test_the_reason_of_giving_up_stands_in_the_ledger_and_on_the_line() -> None:
    line = proposed()
    go(line, "CANCELLED", factories.user("BKD_STAFF"))
    event = Event.objects.get(kind="talent.plan.cancelled")
    assert (event.reason, TalentAction.objects.get().result) == ("Mutasi.", "Mutasi.")


def test_of_two_who_act_on_the_same_line_one_is_told() -> None:
    line, head = at("APPROVED"), factories.user("BKD_HEAD")
    seen = line.version
    same = TalentAction.objects.get()
    go(line, "DONE", head, seen)
    with pytest.raises(Stale):
        go(same, "DONE", head, seen)


def test_all_or_nothing_is_approved() -> None:
    lines = [(proposed(), 1), (at("DONE"), 1)]
    with pytest.raises(DomainError):
        domain.approve(lines=lines, by=factories.user("BKD_HEAD"))


def test_what_was_changed_since_it_was_seen_is_not_approved_nor_changed_again_and_both_read_by_whom() -> None:
    line, staff = proposed(), factories.user("BKD_STAFF")
    change = {"owner": "Sekda", "due": line.due, "by": staff}
    domain.revise(line=line, version=1, action="S3 di luar negeri", **change)
    told = []
    for act in (
        lambda: domain.approve(lines=[(proposed(), 1), (line, 1)], by=factories.user("BKD_HEAD")),
        lambda: domain.revise(line=line, version=1, action="Magang", **change),
    ):
        with pytest.raises(Stale, match=f"S3 di luar negeri.*Terakhir:.*{staff}") as stale:
            act()
        assert stale.value.change is not None
        told.append((stale.value.change.by, stale.value.change.kind, stale.value.change.now.action))
    assert told == [(str(staff), "talent.plan.revised", "S3 di luar negeri")] * 2
    assert not TalentAction.objects.filter(state="APPROVED").exists()


@pytest.mark.parametrize("empty", ["action", "owner"])
def test_a_line_without_words_is_refused(empty: str) -> None:
    with pytest.raises(Invalid):
        proposed(**{empty: "  "})


def test_a_line_done_tomorrow_or_before_it_was_proposed_is_refused() -> None:
    line, today, staff = at("APPROVED"), timezone.localdate(), factories.user("BKD_STAFF")
    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            domain.finish(line=line, version=1, done_on=day, result="x", by=staff)
        assert refused.value.code == "date_order"
    # The clock was set back since: its day of proposal has not come yet.
    TalentAction.objects.update(at=timezone.now() + timedelta(days=3))
    line.refresh_from_db()
    domain.finish(line=line, version=1, done_on=today, result="x", by=staff)


@pytest.mark.parametrize(("standing", "words"), [("RETIRED", "sudah pensiun"), ("DISMISSED", "sudah diberhentikan")])
def test_nothing_is_planned_for_who_serves_no_longer(standing: str, words: str) -> None:
    person = factories.assessed(factories.employee(standing=standing), level=1)
    found = plans.basis(person, factories.user("BKD_STAFF"), on=factories.ON, known_at=timezone.now())
    assert (bool(found.gaps), found.proposals) == (True, ())
    with pytest.raises(DomainError, match=words):
        proposed(employee=person)


def test_a_mistyped_year_is_refused_and_a_line_of_long_ago_may_be_put_into_other_words() -> None:
    for due in (date(1990, 1, 1), date(2062, 1, 1)):
        with pytest.raises(Invalid) as error:
            proposed(due=due)
        assert error.value.code == "too_far"
    line = proposed()
    TalentAction.objects.filter(pk=line.pk).update(due=date(1990, 1, 1))
    line.refresh_from_db()
    change = {"line": line, "version": 1, "action": "Magang", "owner": "BKD", "by": factories.user("BKD_STAFF")}
    with pytest.raises(Invalid, match="2 Januari 1990 sudah lama lewat"):
        domain.revise(**change, due=date(1990, 1, 2))
    domain.revise(**change, due=date(1990, 1, 1))
    assert line.action == "Magang"


def test_what_was_approved_is_not_rewritten() -> None:
    line = at("APPROVED")
    with pytest.raises(DomainError, match="masih diusulkan"):
        domain.revise(
            line=line, version=line.version, action="Lain", owner="x", due=line.due, by=factories.user("BKD_STAFF")
        )


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [("PROPOSED", -1, 1), ("APPROVED", -1, 1), ("APPROVED", 0, 0), ("DONE", -1, 0), ("CANCELLED", -1, 0)],
)
def test_open_lines_are_overdue_from_the_day_after(state: str, days: int, late: int) -> None:
    line, today = at(state), timezone.localdate()
    TalentAction.objects.filter(pk=line.pk).update(due=today + timedelta(days=days))
    assert TalentAction.objects.filter(plans.overdue(today)).count() == late


def test_proposals_come_from_the_gaps_and_from_the_box_and_go_when_taken_up() -> None:
    person = factories.assessed(factories.employee())
    factories.write(
        "assessments", person, true_from=date(2025, 4, 1), **dict.fromkeys(plans.COMPETENCIES, 5) | {"teamwork": 1}
    )
    cycle = factories.mapped_cycle()
    user = factories.user("BKD_STAFF")

    def found():
        return plans.basis(person, user, on=factories.ON, known_at=timezone.now())

    assert found().gaps == (plans.Gap("teamwork", 1.0, 3.0),)
    offered = [(one.kind.value, one.about) for one in found().proposals]
    assert offered[0] == ("DEVELOPMENT", "gap:teamwork")
    assert {kind for kind, _about in offered[1:]} <= {"DEVELOPMENT", "RETENTION", "PLACEMENT"}
    assert len(offered) > 1
    proposed(employee=person, about="gap:teamwork", cycle=cycle)
    assert [(one.kind.value, one.about) for one in found().proposals] == offered[1:]


def test_an_employee_sees_of_their_own_plan_what_was_decided() -> None:
    line = proposed()
    own = factories.user("EMPLOYEE", person=line.employee)
    assert plans.visible_to(own).count() == 0
    go(line, "APPROVED", factories.user("BKD_HEAD"))
    go(proposed(employee=line.employee), "CANCELLED", factories.user("BKD_STAFF"))
    assert list(plans.visible_to(own)) == [line]
    assert plans.visible_to(factories.user("BKD_STAFF", factories.other_agency())).count() == 0
