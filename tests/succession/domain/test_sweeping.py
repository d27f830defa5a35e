"""Everybody held against the posts: what is kept, how it goes on, and that every explanation says the same."""

from datetime import date

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.domain import running
from jobs.models import Job
from rules.checks import Status
from rules.eligibility import Eligibility, stored
from rules.eligibility.values import outcomes
from rules.errors import DomainError, Invalid, NotAllowed
from rules.law import shipped
from succession.domain import asking, sweeping
from succession.domain.queries import sweeps
from succession.domain.queries.candidates import CannotEvaluate
from succession.models import EligibilitySweep, SweptPairs, SweptPost
from tests import factories
from tests.succession import cast

ON = date(2026, 8, 3)
JPT = ("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA")


@pytest.fixture
def agency(db):
    """Two posts of different fields; Alya meets all of the first, of Budi's health nothing is known, Cita is ill."""
    agency = factories.agency()
    cast.post(agency, "A"), cast.post(agency, "B", job_family="kesehatan")
    cast.candidate(agency, name="Alya")
    cast.candidate(agency, name="Budi", healthy=None)
    cast.candidate(agency, name="Cita", healthy=False)
    return agency


def swept(agency, *, tiers=JPT, on=ON, by=None):
    sweep = sweeping.start(agency=agency, tiers=tiers, on=on, by=by or system_operator())
    running.run_job.func(Job.objects.get(kind="sweep", target=f"sweep:{sweep.pk}").pk)
    sweep.refresh_from_db()
    return sweep


def kept(sweep):
    return [(row.position.code, row.people, row.eligible, row.unsure) for row in sweeps.posts_of(sweep).order_by("id")]


def listed(post, *args, **narrowed):
    return [
        (one.person.name, one.outcome, one.failed, one.unknown) for one in sweeps.People(post, *args, **narrowed)[:]
    ]


def test_each_post_says_who_is_eligible_who_misses_what_and_what_stops_most(agency):
    sweep = swept(agency)
    assert kept(sweep) == [("A", 3, 1, 1), ("B", 3, 0, 0)]
    first, second = sweeps.posts_of(sweep).order_by("id")
    assert listed(first) == [
        ("Alya", Status.PASS, (), ()),
        ("Budi", Status.UNKNOWN, (), ("health",)),
        ("Cita", Status.FAIL, ("health",), ()),
    ]
    assert sweeps.stopping(first) == [sweeps.Stopping("health", 1, 1, 1)]
    # For the second nobody has served in its field: that is all that Alya lacks.
    assert sweeps.stopping(second) == [
        sweeps.Stopping("experience", 3, 0, 1),
        sweeps.Stopping("health", 1, 1, 0),
    ]
    assert [name for name, *_rest in listed(second)] == ["Alya", "Budi", "Cita"]


def test_what_the_agency_asks_besides_has_a_bit_of_its_own(agency):
    grade = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/d"}
    said = {"tier": "JPT_PRATAMA", "number": "800/5", "since": date(2026, 1, 1), "until": None}
    asking.ask(agency=agency, requirements=[grade], by=system_operator(), **said)
    first, _second = sweeps.posts_of(swept(agency)).order_by("id")
    assert first.codes[-1] == "agency_grade"
    assert [(name, failed) for name, _outcome, failed, _unknown in listed(first)] == [
        ("Alya", ("agency_grade",)),
        ("Budi", ("agency_grade",)),
        ("Cita", ("health", "agency_grade")),
    ]
    (alya, *_others) = sweeps.People(first)[:]
    assert {check.code: check.own for check in sweeps.rebuilt(first, alya.person.pk, shipped()).checks}["agency_grade"]


def test_the_people_of_a_post_narrow_by_outcome_by_what_they_miss_and_by_who_they_are(agency):
    first = sweeps.posts_of(swept(agency)).get(position__code="A")
    assert [name for name, *_rest in listed(first, "unknown")] == ["Budi"]
    assert [name for name, *_rest in listed(first, "", "health")] == ["Budi", "Cita"]
    alya = sweeps.People(first)[:1][0].person
    assert [name for name, *_rest in listed(first, among=[alya.pk])] == ["Alya"]
    assert listed(first, "pass", "health") == []


def test_every_stored_pair_is_what_the_dated_facts_say_in_words_even_after_they_change(agency, monkeypatch):
    monkeypatch.setattr(sweeping, "CHUNK", 2)
    sweep = swept(agency)
    assert SweptPairs.objects.filter(sweep=sweep).count() == 4
    alya = sweeps.People(sweeps.posts_of(sweep).get(position__code="A"))[:1][0].person
    factories.write(
        "attestations", alya, kind="HEALTH", passed=False, true_from=date(2026, 2, 5), known_at=timezone.now()
    )
    for post in sweeps.posts_visible_to(system_operator()):
        for line in sweeps.People(post)[:]:
            pair = sweeps.pair(post, line.person, reader=system_operator())
            assert pair.agrees
            assert pair.outcome == line.outcome
            assert tuple(one.code for one in pair.checks if one.status == Status.FAIL) == line.failed
    assert sweeps.pair(post, factories.employee(agency), reader=system_operator()) is None


def test_a_pair_that_is_not_what_the_facts_say_is_not_passed_over(agency):
    sweep = swept(agency)
    post = sweeps.posts_of(sweep).get(position__code="A")
    alya = sweeps.People(post)[:1][0].person
    post.codes = ["other", *post.codes[1:]]
    assert not sweeps.pair(post, alya, reader=system_operator()).agrees


def test_a_killed_sweep_goes_on_where_it_stood_and_comes_to_the_same(agency, monkeypatch):
    monkeypatch.setattr(sweeping, "CHUNK", 1)
    whole = swept(agency)
    sweep = sweeping.start(agency=agency, tiers=JPT, on=ON, by=system_operator())
    job = Job.objects.filter(kind="sweep").latest("id")
    advance, done = running.advance, []

    def killed_at_the_second(job, **told):
        if done:
            raise KeyboardInterrupt
        done.append(told)
        advance(job, **told)

    monkeypatch.setattr(running, "advance", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        running.run_job.func(job.pk)
    # What was computed for the second stretch went with the transaction that its cursor was in.
    assert SweptPairs.objects.filter(sweep=sweep).count() == 2
    monkeypatch.setattr(running, "advance", advance)
    job.refresh_from_db()
    assert (job.done, job.total, job.state) == (1, 3, "RUNNING")
    running.queue_again(job)
    running.run_job.func(job.pk)
    sweep.refresh_from_db()
    assert (sweep.people, sweep.results_digest) == (3, whole.results_digest)
    assert SweptPairs.objects.filter(sweep=sweep).count() == 6
    running.queue_again(Job.objects.get(pk=job.pk))
    sweeping.run(sweep, by=system_operator())
    assert SweptPost.objects.filter(sweep=sweep).count() == 2
    assert list(Event.objects.filter(kind="succession.sweep.finished").values_list("payload__people", flat=True)) == [
        3,
        3,
    ]


def test_half_of_one_law_and_half_of_another_is_not_computed(agency):
    made = {"agency": agency, "on": ON, "known_at": factories.KNOWN, "posts": [], "law_digest": "0" * 64}
    sweep = EligibilitySweep.objects.create(by=system_operator(), at=factories.KNOWN, **made)
    with pytest.raises(DomainError) as refused:
        sweeping.run(sweep, by=system_operator())
    assert refused.value.code == "law_changed"
    assert shipped().digest != sweep.law_digest


def test_what_cannot_be_asked_is_refused_with_its_reason(agency, monkeypatch):
    with pytest.raises(Invalid) as refused:
        swept(agency, tiers=("JPT_UTAMA",))
    assert refused.value.code == "no_posts"
    with pytest.raises(CannotEvaluate):
        swept(agency, on=date(2016, 1, 4))
    with pytest.raises(NotAllowed):
        swept(agency, by=factories.user("PPK", agency))
    monkeypatch.setattr(sweeping, "MOST", 1)
    with pytest.raises(Invalid) as refused:
        swept(agency)
    assert refused.value.code == "too_many_posts"
    monkeypatch.setattr(sweeping, "MOST", 2)
    sweeping.start(agency=agency, tiers=JPT, on=ON, by=system_operator())
    with pytest.raises(DomainError) as running_already:
        swept(agency)
    assert running_already.value.code == "already_running"


_masks = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=20)


@given(st.integers(1, 32), _masks)
def test_what_only_documents_set_reads_back_as_it_was_and_is_counted_right(size, masks):
    """Of each what the other mask says of what is met."""
    every, blocks, told = (1 << size) - 1, [], []
    codes = tuple(f"c{bit}" for bit in range(size))
    for number, (one, other) in enumerate(masks):
        passed, waived = (np.array([mask], dtype=np.uint32) for mask in (one & every, one & other & every))
        nobody = np.zeros_like(passed)
        outcome = outcomes(passed, nobody, size)
        found = Eligibility(np.array([number], dtype=np.int64), codes, passed, nobody, outcome, waived)
        blocks.append((stored.packed(found), stored.waived_packed(found) or b""))
        told.append((one & every == every, one & other & every))
    waived = stored.waived_unpacked(blocks)
    assert waived.tolist() == [mask for _eligible, mask in told]
    freed = [mask for eligible, mask in told if eligible and mask]
    pairs = stored.unpacked([pairs for pairs, _waived in blocks])
    assert stored.by_document(pairs, waived, size) == len(freed)


@given(st.integers(1, 32), _masks)
def test_what_is_stored_reads_back_as_it_was_and_is_counted_right(size, masks):
    """Whatever the number of requirements, the thirty-second bit too."""
    every = (1 << size) - 1
    passed = np.array([one & every for one, _other in masks], dtype=np.uint32)
    unknown = np.array([other & every & ~one for one, other in masks], dtype=np.uint32)
    codes = tuple(f"c{bit}" for bit in range(size))
    people = np.arange(len(masks), dtype=np.int64) + 2**40
    found = Eligibility(people, codes, passed, unknown, outcomes(passed, unknown, size), np.zeros_like(passed))
    assert stored.waived_packed(found) is None
    blocks = stored.packed(found)
    assert len(blocks) == 16 * len(masks)
    pairs = stored.unpacked([blocks[:16], blocks[16:]])
    assert pairs["employee"].tolist() == people.tolist()
    assert stored.outcomes_of(pairs, size).tolist() == found.outcome.tolist()
    tally = stored.tally(pairs, codes)
    statuses = [found.statuses(row) for row in range(len(masks))]
    assert tally.people == len(masks)
    assert tally.eligible == sum(set(one.values()) == {Status.PASS} for one in statuses)
    assert tally.unsure == sum(Status.FAIL not in one.values() and Status.UNKNOWN in one.values() for one in statuses)
    for code in codes:
        others = [[status for name, status in one.items() if name != code] for one in statuses]
        alone = [
            one[code] == Status.FAIL and set(rest) <= {Status.PASS} for one, rest in zip(statuses, others, strict=True)
        ]
        counted = [sum(one[code] == status for one in statuses) for status in (Status.FAIL, Status.UNKNOWN)]
        assert tally.stops[code] == (*counted, sum(alone))
