"""Advice about raters: from dated facts as they were known, kept with its inputs, the same when computed again."""

from datetime import date, timedelta

import pytest

from accounts.domain import users
from advice.verdicts import NOTHING, SEVERE, TOO_FEW, UNCLEAR
from audit.models import Event
from jobs.domain.running import run_job
from jobs.models import Job
from rules.errors import DomainError, NotAllowed
from talent.domain import advice, mapping
from talent.domain.queries import advice as queries
from talent.domain.queries import facts
from talent.models import Advice, PerformanceRecord, Placement
from tests import factories
from tests.talent import raters

pytestmark = pytest.mark.django_db


def test_the_severe_rater_is_named_and_the_others_are_not() -> None:
    found = raters.computed(raters.rated())
    verdicts = {row["name"]: row["verdict"] for row in found.document["raters"]}
    assert verdicts.pop(raters.nip_of(raters.SEVERE_ONE)) == SEVERE
    assert set(verdicts.values()) == {NOTHING}
    assert [(row["name"], row["n"], row["others"]) for row in found.document["units"]] == [
        ("DISHUB", 40, 6),
        ("SETDA", 80, 6),
    ]
    assert (found.document["year"], found.document["used"], found.document["left_out"]) == (2025, 120, 0)


def test_where_each_rates_the_own_team_alone_nobody_is_called_severe() -> None:
    """One of the sections is weak, or its head severe: it is said that nobody can tell."""
    found = raters.computed(raters.rated(own_team=True)).document
    assert [(row["verdict"], row["others"], row["compared"], row["effect"]) for row in found["raters"]] == [
        (UNCLEAR, 1, 0.0, None)
    ] * raters.RATERS
    together = {row["name"]: row["together"] for row in found["raters"]}
    assert together.pop(raters.nip_of(raters.SEVERE_ONE)) < -15.0
    assert all(abs(points) < 10.0 for points in together.values())


def test_beside_each_stands_the_mean_on_record_of_every_rating_with_or_without_a_rater() -> None:
    cycle = raters.rated()
    first, second = PerformanceRecord.objects.select_related("employee").order_by("pk")[:2]
    factories.write("performance", first.employee, year=2025, rating="SANGAT_KURANG", rater=None)
    PerformanceRecord.objects.filter(pk=second.pk).update(known_to=factories.KNOWN)
    found = raters.computed(cycle).document
    by_rater = {row["name"]: row["official"] for row in found["raters"]}
    # Of five times the list of RATINGS or HARSH, at 100, 80, 60 and 40 points; the first rater lost two of theirs.
    means = {raters.nip_of(rater): {"mean": 80.0, "of": 20} for rater in range(raters.RATERS)}
    means[raters.nip_of(raters.SEVERE_ONE)] = {"mean": 56.0, "of": 20}
    means[raters.nip_of(0)] = {"mean": 80.0, "of": 18}
    assert by_rater == means
    assert (found["official"]["of"], found["used"]) == (119, 118)
    assert sum(row["official"]["of"] for row in found["units"]) == 119


def test_it_is_noted_in_the_ledger_without_anybody_s_name() -> None:
    cycle = raters.rated()
    found = raters.computed(cycle)
    event = Event.objects.get(kind="talent.advice.computed")
    assert event.payload == {
        "kind": "severity",
        "advice": found.pk,
        "known_at": found.known_at.isoformat(),
        "inputs": found.inputs_digest,
        "ratings": 120,
    }
    assert (event.agency, event.subject) == ("KALTIM", f"talent.reviewcycle:{cycle.pk}")


def test_computed_again_it_says_the_same_whatever_was_learnt_since() -> None:
    found = raters.computed(raters.rated())
    person = PerformanceRecord.objects.select_related("employee").order_by("pk")[0].employee
    later = found.known_at + timedelta(seconds=1)
    factories.write("performance", person, year=2025, rating="SANGAT_KURANG", rater=raters.nip_of(0), known_at=later)
    assert advice.computed(found) == (found.document, found.inputs_digest)


def test_what_is_learnt_later_counts_in_the_next_advice() -> None:
    cycle = raters.rated()
    first = raters.computed(cycle)
    person = PerformanceRecord.objects.select_related("employee").order_by("pk")[0].employee
    factories.write("performance", person, year=2025, rating="SANGAT_KURANG", rater=None, known_at=first.known_at)
    job = advice.start(cycle=cycle, by=users.system_operator())
    run_job.func(job.pk)
    second = queries.latest(cycle)
    assert second is not None
    assert (second.document["used"], second.document["no_rater"]) == (119, 1)
    assert second.inputs_digest != first.inputs_digest


def test_only_the_year_before_counts_and_nobody_rates_themself() -> None:
    cycle = raters.rated()
    person = PerformanceRecord.objects.select_related("employee").order_by("pk")[0].employee
    factories.write("performance", person, year=2025, rating="BAIK", rater=person.nip)
    factories.write("performance", person, year=2024, rating="SANGAT_KURANG", rater=raters.nip_of(1))
    assert raters.computed(cycle).document["used"] == 119


def test_where_no_rater_is_recorded_nobody_is_judged() -> None:
    found = raters.computed(raters.rated(with_raters=False))
    assert (found.document["used"], found.document["no_rater"], found.document["raters"]) == (0, 120, [])


def test_few_raters_are_not_judged() -> None:
    cycle = raters.rated()
    PerformanceRecord.objects.exclude(rater__in=[raters.nip_of(0), raters.nip_of(1)]).update(known_to=factories.KNOWN)
    found = raters.computed(cycle)
    assert {row["verdict"] for row in found.document["raters"]} == {TOO_FEW}


def test_the_assessment_of_the_rated_person_is_taken_into_account() -> None:
    """Those whom the severe one rated are weak by their assessments too, so that little is left to say."""
    cycle = raters.rated()
    for record in PerformanceRecord.objects.select_related("employee"):
        weak = record.rater == raters.nip_of(raters.SEVERE_ONE)
        factories.write("assessments", record.employee, true_from=date(2025, 5, 1), jpm=60.0 if weak else 95.0)
    plain = 13.0
    found = {row["name"]: row for row in raters.computed(cycle).document["raters"]}
    assert abs(found[raters.nip_of(raters.SEVERE_ONE)]["effect"] or 0.0) < plain / 2


def test_no_figure_changes_and_the_mapping_does_not_know_of_it() -> None:
    cycle = raters.rated()
    run = factories.mapping_run(cycle)
    before = list(Placement.objects.filter(run=run).order_by("pk").values())
    raters.computed(cycle)
    assert list(Placement.objects.filter(run=run).order_by("pk").values()) == before
    assert mapping.replay(run).identical


def test_a_second_computation_waits_for_the_first() -> None:
    cycle = raters.rated()
    advice.start(cycle=cycle, by=users.system_operator())
    with pytest.raises(DomainError) as caught:
        advice.start(cycle=cycle, by=users.system_operator())
    assert caught.value.code == "already_running"


def test_a_job_taken_up_again_after_its_end_writes_nothing_twice() -> None:
    cycle = raters.rated()
    raters.computed(cycle)
    Job.objects.filter(kind="severity").update(state=Job.State.WAITING)
    run_job.func(Job.objects.get(kind="severity").pk)
    assert Advice.objects.count() == 1


@pytest.mark.parametrize("role", ["TALENT_COMMITTEE", "PPK", "AUDITOR"])
def test_who_does_not_map_does_not_compute(role: str) -> None:
    cycle = factories.cycle()
    with pytest.raises(NotAllowed):
        advice.start(cycle=cycle, by=factories.user(role))


def test_the_head_of_another_agency_does_not_compute() -> None:
    cycle = factories.cycle()
    with pytest.raises(NotAllowed):
        advice.start(cycle=cycle, by=factories.user("BKD_HEAD", factories.other_agency()))


def test_raters_are_numbered_to_those_who_may_not_see_employees() -> None:
    found = raters.computed(raters.rated())
    named = queries.judged(found, "raters", "", factories.user("BKD_STAFF"))[:]
    assert (named[0].label, named[0].code, named[0].verdict) == ("Pegawai 2", raters.nip_of(2), SEVERE)
    plain = queries.judged(found, "raters", "", factories.user("MERIT_VERIFIER"))[:]
    assert [(row.label, row.code, row.person) for row in plain if row.verdict == SEVERE] == [("#3", "", None)]
    assert [row.effect for row in plain] == [row.effect for row in named]


def test_the_rater_is_among_the_facts() -> None:
    cycle = raters.rated()
    frames = facts.facts(cycle.agency_id, on=cycle.on, known_at=factories.KNOWN)
    assert set(frames["performance"]["rater"]) == {raters.nip_of(rater) for rater in range(raters.RATERS)}
