"""Background work: claimed once, noted chunk by chunk, given back when its worker was killed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.users import system_operator
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from tests import factories

pytestmark = pytest.mark.django_db
State = Job.State
Committing = Callable[..., Any]


@pytest.fixture
def kind() -> Iterator[Callable[[running.Handler], None]]:
    """Say what jobs of the kind “test” do."""

    def does(handler: running.Handler) -> None:
        running.HANDLERS["test"] = handler

    yield does
    running.HANDLERS.pop("test", None)


def _job(state: str = State.WAITING, **values: Any) -> Job:
    return Job.objects.create(kind="test", by=system_operator(), state=state, **values)


def _silent(state: str = State.RUNNING, attempts: int = 1, **values: Any) -> Job:
    job = _job(state, attempts=attempts, **values)
    long_ago = timezone.now() - running.SILENT_AFTER - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago if state == State.RUNNING else None, created_at=long_ago)
    job.refresh_from_db()
    return job


def _counting(done: list[int]) -> running.Handler:
    return lambda job: done.append(job.pk)


def test_a_started_job_runs_once_the_transaction_is_committed(
    kind: Callable[[running.Handler], None], django_capture_on_commit_callbacks: Committing
) -> None:
    done: list[int] = []
    kind(_counting(done))
    with django_capture_on_commit_callbacks(execute=True):
        job = running.start(
            kind="test", by=system_operator(), agency_id=factories.agency().pk, params={"a": 1}, total=3
        )
        assert done == []
    job.refresh_from_db()
    assert done == [job.pk]
    assert (job.state, job.attempts, job.message, job.params) == (State.DONE, 1, "", {"a": 1})
    assert job.finished_at is not None


@pytest.mark.parametrize("state", [State.RUNNING, State.DONE, State.FAILED])
def test_only_a_waiting_job_is_claimed(kind: Callable[[running.Handler], None], state: str) -> None:
    done: list[int] = []
    kind(_counting(done))
    job = _job(state, attempts=1)
    running.run_job.call(job.pk)
    job.refresh_from_db()
    assert (done, job.state, job.attempts) == ([], state, 1)


def test_a_job_called_twice_runs_once(kind: Callable[[running.Handler], None]) -> None:
    done: list[int] = []
    kind(_counting(done))
    job = _job()
    running.run_job.call(job.pk)
    running.run_job.call(job.pk)
    assert done == [job.pk]


def test_a_domain_error_becomes_the_jobs_message(kind: Callable[[running.Handler], None]) -> None:
    def refuse(job: Job) -> None:
        raise DomainError("Siklus belum dipetakan.")

    kind(refuse)
    job = _job()
    running.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, "Siklus belum dipetakan.")


def test_an_unexpected_fault_is_told_by_the_jobs_number_without_its_words(
    kind: Callable[[running.Handler], None], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(job: Job) -> None:
        raise RuntimeError("Pegawai 007")

    kind(fail)
    job = _job()
    running.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.message == _("Kesalahan tak terduga; tercatat sebagai pekerjaan nomor %(id)s.") % {"id": job.pk}
    assert f"job {job.pk} failed" in caplog.text


def test_progress_is_what_the_last_chunk_noted_and_only_an_ended_job_is_whole(
    kind: Callable[[running.Handler], None],
) -> None:
    seen: list[tuple[int, int, dict[str, Any]]] = []

    def three_chunks(job: Job) -> None:
        for number in (1, 2, 3):
            running.advance(job, done=number, cursor={"chunk": number})
            stored = Job.objects.get(pk=job.pk)
            seen.append((stored.percent, stored.done, stored.cursor))

    kind(three_chunks)
    job = _job(total=3)
    running.run_job.call(job.pk)
    job.refresh_from_db()
    assert seen == [(33, 1, {"chunk": 1}), (66, 2, {"chunk": 2}), (99, 3, {"chunk": 3})]
    assert (job.percent, job.cursor) == (100, {"chunk": 3})


def test_a_silent_job_is_given_back_and_goes_on_from_its_cursor(
    kind: Callable[[running.Handler], None], django_capture_on_commit_callbacks: Committing
) -> None:
    went_on: list[dict[str, Any]] = []
    kind(lambda job: went_on.append(job.cursor))
    job = _silent(cursor={"chunk": 2})
    with django_capture_on_commit_callbacks(execute=True):
        assert running.requeue_silent() == 1
    job.refresh_from_db()
    assert (went_on, job.state, job.attempts) == ([{"chunk": 2}], State.DONE, 2)


def test_a_job_whose_place_in_the_queue_was_lost_is_queued_again_but_not_every_time(
    kind: Callable[[running.Handler], None], django_capture_on_commit_callbacks: Committing
) -> None:
    done: list[int] = []
    kind(_counting(done))
    job = _silent(State.WAITING, attempts=0)
    with django_capture_on_commit_callbacks() as queued:
        assert [running.requeue_silent(), running.requeue_silent()] == [1, 0]
    assert len(queued) == 1
    queued[0]()
    assert done == [job.pk]


@pytest.mark.parametrize("state", [State.RUNNING, State.WAITING])
def test_a_clock_that_was_set_back_keeps_no_lost_job_waiting_for_it(
    monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    """The worker was killed while the clock was a day ahead: its job is silent as soon as any other."""
    now = timezone.now()
    job = _job(state, attempts=1, heartbeat_at=now + timedelta(days=1))
    assert running.requeue_silent() == 0
    monkeypatch.setattr(timezone, "now", lambda: now + running.SILENT_AFTER + timedelta(minutes=1))
    assert running.requeue_silent() == 1
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_a_job_that_shows_life_or_has_ended_is_left_alone() -> None:
    _job(State.RUNNING, attempts=1, heartbeat_at=timezone.now())
    _job(State.WAITING)
    _silent(State.DONE)
    _silent(State.FAILED)
    assert running.requeue_silent() == 0


def test_after_three_broken_attempts_a_job_is_given_up() -> None:
    job = _silent(attempts=running.MOST_ATTEMPTS)
    assert running.requeue_silent() == 1
    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, "Terputus 3 kali; hubungi administrator.")


def test_a_worker_that_was_slow_rather_than_dead_cannot_write_over_its_successor(
    kind: Callable[[running.Handler], None], django_capture_on_commit_callbacks: Committing
) -> None:
    slow = _silent(total=4)
    kind(lambda job: running.advance(job, done=4, cursor={"chunk": 4}))
    with django_capture_on_commit_callbacks(execute=True):
        running.requeue_silent()
    with pytest.raises(running.Superseded):
        running.advance(slow, done=1, cursor={"chunk": 1})
    slow.refresh_from_db()
    assert (slow.state, slow.cursor, slow.done) == (State.DONE, {"chunk": 4}, 4)


def test_a_superseded_worker_leaves_the_jobs_state_to_the_other_one(kind: Callable[[running.Handler], None]) -> None:
    def given_to_another(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)
        running.advance(job, done=1, cursor={})

    kind(given_to_another)
    job = _job()
    running.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == (State.RUNNING, 2, None)


def test_a_job_that_ended_while_it_was_looked_at_is_not_run_again(
    kind: Callable[[running.Handler], None], django_capture_on_commit_callbacks: Committing
) -> None:
    job = _silent()
    Job.objects.filter(pk=job.pk).update(state=State.DONE)
    with django_capture_on_commit_callbacks() as queued:
        assert running.queue_again(job) == 0
    assert queued == []
    job.refresh_from_db()
    assert job.state == State.DONE
