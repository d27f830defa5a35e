"""Starting jobs, and running them in the worker."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.domain import second_lock
from accounts.models import User
from jobs.models import Job
from rules.errors import DomainError

log = logging.getLogger(__name__)

Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}

MOST_ATTEMPTS = 3
SILENT_AFTER = timedelta(minutes=2)


class Superseded(Exception):
    """The job was given to another worker meanwhile, or given up: this chunk must not be written."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`; it must go on from `job.cursor`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


@transaction.atomic
def start(
    *, kind: str, by: User, agency_id: int | None, params: dict[str, Any], total: int = 0, target: str = ""
) -> Job:
    """Put a job in the queue once the surrounding transaction is committed."""
    job = Job.objects.create(kind=kind, by=by, agency_id=agency_id, params=params, total=total, target=target)
    transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


def claim(*, kind: str, by: User, agency_id: int | None, params: dict[str, Any], target: str = "") -> Job:
    """A job that the caller does itself, at once; if the caller is killed, the worker finds it silent and goes on."""
    return Job.objects.create(
        kind=kind,
        by=by,
        agency_id=agency_id,
        params=params,
        target=target,
        state=Job.State.RUNNING,
        attempts=1,
        heartbeat_at=timezone.now(),
    )


def ended(job: Job, *, message: str = "") -> None:
    """Note that a job the caller claimed is done, or (with a message) given up."""
    _finish(job, Job.State.FAILED if message else Job.State.DONE, message)


@task()
def run_job(job_id: int) -> None:
    """Run one job to its end, or note why it could not be."""
    claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=timezone.now()
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    try:
        with second_lock.rows_of_agency(job.agency_id):
            HANDLERS[job.kind](job)
    except Superseded:
        log.warning("job %s was taken over", job.pk)
    except DomainError as error:
        _finish(job, Job.State.FAILED, str(error))
    except Exception:
        log.exception("job %s failed", job.pk)
        _finish(
            job, Job.State.FAILED, _("Kesalahan tak terduga; tercatat sebagai pekerjaan nomor %(id)s.") % {"id": job.pk}
        )
    else:
        _finish(job, Job.State.DONE, "")


def advance(job: Job, *, done: int, cursor: dict[str, Any], total: int | None = None) -> None:
    """Note progress; call it inside the chunk's transaction. `total`: where only the work shows how much there is.

    Raises Superseded when the job is no longer ours.
    """
    now, total = timezone.now(), job.total if total is None else total
    if not _held(job).update(done=done, total=total, cursor=cursor, heartbeat_at=now):
        raise Superseded(job.pk)
    job.done, job.total, job.cursor, job.heartbeat_at = done, total, cursor, now


def requeue_silent() -> int:
    """Give back to the queue what a killed worker left, running or just fetched; how many were given back or up.

    Queueing a job twice does no harm: whoever claims it first runs it.
    """
    now = timezone.now()
    # What a clock noted that was set back since says nothing of how long ago that was: counted from here on.
    to_come = Q(heartbeat_at__gt=now) | Q(heartbeat_at=None, created_at__gt=now)
    ahead = Job.objects.filter(to_come, state__in=[Job.State.RUNNING, Job.State.WAITING])
    if ahead.exists():  # looking takes no lock from whoever writes
        ahead.update(heartbeat_at=now)
    before = now - SILENT_AFTER
    silent = list(Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=before))
    never_queued = Q(heartbeat_at=None, created_at__lt=before)
    lost = list(Job.objects.filter(never_queued | Q(heartbeat_at__lt=before), state=Job.State.WAITING))
    handled = 0
    for job in silent + lost:
        if job.state == Job.State.RUNNING and job.attempts >= MOST_ATTEMPTS:
            message = _("Terputus %(n)s kali; hubungi administrator.") % {"n": job.attempts}
            handled += _finish(job, Job.State.FAILED, message)
        else:
            handled += queue_again(job)
    return handled


@transaction.atomic
def queue_again(job: Job) -> int:
    """Give a job back to the queue whose worker is gone; 0 when it went on since `job` was read."""
    # Only as it was seen: its worker may have been slow rather than dead, and have gone on since.
    seen = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts, heartbeat_at=job.heartbeat_at)
    given = seen.update(state=Job.State.WAITING, heartbeat_at=timezone.now())
    if given:
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return given


def _held(job: Job) -> QuerySet[Job]:
    """The job, as long as this attempt at it is the one that counts."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _finish(job: Job, state: Job.State, message: str) -> int:
    job.state, job.message, job.finished_at = state, message, timezone.now()
    return _held(job).update(state=state, message=message, finished_at=job.finished_at)
