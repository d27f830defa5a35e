"""Training groups of a cycle: made from gaps in the background, then changed by people."""

from datetime import date

import pytest
from django.utils import timezone

from audit.models import Event
from jobs.models import Job
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from talent.codes import COMPETENCIES
from talent.domain import training as domain
from talent.domain.queries import training
from talent.models import Advice, TrainingGroup, TrainingSeat
from tests import factories

pytestmark = pytest.mark.django_db


def somebody(standing: str = "ACTIVE", **short: int):
    person = factories.employee(standing=standing)
    levels = dict.fromkeys(COMPETENCIES, 3) | short
    factories.write("assessments", person, true_from=date(2025, 3, 3), **levels)
    return person


@pytest.fixture
def cycle():
    for _number in range(5):
        somebody(teamwork=1, communication=1)
        somebody(decision_making=1, integrity=1)
    somebody()
    factories.employee()
    # Whoever has retired is neither seated nor counted.
    somebody("RETIRED", teamwork=1, communication=1)
    factories.employee(standing="RETIRED")
    return factories.mapped_cycle()


@pytest.fixture
def made(cycle, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        domain.start(cycle=cycle, by=factories.user("BKD_STAFF"))
    return cycle


def test_two_planted_profiles_become_two_groups_named_by_what_they_lack(made):
    assert Job.objects.get(kind="groups").state == "DONE"
    shown = training.shown(training.counted(TrainingGroup.objects.filter(cycle=made)))
    assert [one.people for one in shown] == [5, 5]
    assert {one.profile for one in shown} == {
        "Kerja Sama (rata-rata kurang 2,0 tingkat); Komunikasi (rata-rata kurang 2,0 tingkat)",
        "Integritas (rata-rata kurang 2,0 tingkat); Pengambilan Keputusan (rata-rata kurang 2,0 tingkat)",
    }


def test_who_lacks_nothing_and_who_is_not_assessed_stand_apart(made):
    document = Advice.objects.get().document
    assert (len(document["without_gaps"]), len(document["unassessed"]), document["people"]) == (1, 1, 10)
    assert "mantap" in training.steadiness(document)


def test_the_same_proposal_again_takes_the_place_of_the_first(made, django_capture_on_commit_callbacks):
    before = list(TrainingGroup.objects.values_list("number", "profile"))
    with django_capture_on_commit_callbacks(execute=True):
        domain.start(cycle=made, by=factories.user("BKD_STAFF"))
    assert list(TrainingGroup.objects.values_list("number", "profile")) == before


def test_no_group_has_more_people_than_the_seats_that_were_asked_for(cycle, django_capture_on_commit_callbacks):
    for _number in range(4):
        somebody(teamwork=1, communication=1)
    with django_capture_on_commit_callbacks(execute=True):
        domain.start(cycle=cycle, seats=5, by=factories.user("BKD_STAFF"))
    found = training.shown(training.counted(TrainingGroup.objects.filter(cycle=cycle)))
    assert [(one.people, one.group.seats, one.short_of_seats) for one in found] == [
        (4, 5, False),
        (5, 5, False),
        (5, 5, False),
    ]
    document = Advice.objects.get().document
    assert training.sizes(document) == ("2 tema dibagi menjadi 3 kelompok berisi paling banyak 5 orang, yang serupa.")
    assert [group.number for group in training.nearest(found[0].group)] == [2, 3]


def test_too_few_seats_are_refused(cycle):
    with pytest.raises(Invalid, match="Kursi sedikitnya 5"):
        domain.start(cycle=cycle, seats=4, by=factories.user("BKD_STAFF"))


def test_a_group_with_a_date_is_not_thrown_away(made):
    group, staff = TrainingGroup.objects.first(), factories.user("BKD_STAFF")
    for starts, code in ((date(2062, 9, 1), "too_far"), (date(2026, 6, 29), "date_order")):
        with pytest.raises(Invalid) as mistyped:
            domain.revise(group=group, version=1, name="Kepemimpinan", starts=starts, by=staff)
        assert mistyped.value.code == code
    domain.revise(group=group, version=1, name="Kepemimpinan", starts=date(2026, 9, 1), seats=4, by=staff)
    group.refresh_from_db()
    assert (group.name, group.starts, group.seats, group.version) == ("Kepemimpinan", date(2026, 9, 1), 4, 2)
    assert training.shown(training.counted(TrainingGroup.objects.filter(pk=group.pk)))[0].short_of_seats
    with pytest.raises(DomainError, match="bertanggal"):
        domain.start(cycle=made, by=staff)
    with pytest.raises(Stale):
        domain.revise(group=group, version=1, name="Lain", by=staff)


def test_people_move_between_the_groups_of_a_cycle(made):
    first, second = TrainingGroup.objects.filter(cycle=made)
    person = first.places.first().employee
    domain.move(group=first, employee=person, to=second, by=factories.user("BKD_STAFF"))
    assert TrainingSeat.objects.get(employee=person).group == second
    assert Event.objects.get(kind="talent.training.moved").payload == {"employee": person.pk, "to": second.pk}


def test_who_does_not_plan_makes_no_groups(cycle):
    with pytest.raises(NotAllowed):
        domain.start(cycle=cycle, by=factories.user("TALENT_COMMITTEE"))


def test_a_cycle_that_is_not_mapped_has_no_groups():
    with pytest.raises(DomainError, match="belum dipetakan"):
        domain.start(cycle=factories.cycle(), by=factories.user("BKD_STAFF"))


def test_a_job_that_is_run_again_leaves_one_set_of_groups(made):
    job = Job.objects.get(kind="groups")
    Job.objects.filter(pk=job.pk).update(state="RUNNING", heartbeat_at=timezone.now())
    job.refresh_from_db()
    domain._propose(job)
    assert TrainingSeat.objects.count() == 10
