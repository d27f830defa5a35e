"""Starting jobs, and running them in the worker."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User
from jobs.models import Job
from rules.errors import DomainError

log = logging.getLogger(__name__)

Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}

MOST_ATTEMPTS = 3
SILENT_AFTER = timedelta(minutes=2)


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
        HANDLERS[job.kind](job)
    except DomainError as error:
        _finish(job, Job.State.FAILED, str(error))
    except Exception:
        log.exception("job %s failed", job.pk)
        _finish(
            job, Job.State.FAILED, _("Kesalahan tak terduga; tercatat sebagai pekerjaan nomor %(id)s.") % {"id": job.pk}
        )
    else:
        _finish(job, Job.State.DONE, "")


def advance(job: Job, *, done: int, cursor: dict[str, Any]) -> None:
    """Note progress; call it inside the chunk's transaction."""
    job.done, job.cursor, job.heartbeat_at = done, cursor, timezone.now()
    job.save(update_fields=["done", "cursor", "heartbeat_at"])


def requeue_silent() -> int:
    """Give back to the queue what a killed worker left; the number of jobs given back or given up."""
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=timezone.now() - SILENT_AFTER)
    for job in silent:
        if job.attempts >= MOST_ATTEMPTS:
            _finish(job, Job.State.FAILED, _("Terputus %(n)s kali; hubungi administrator.") % {"n": job.attempts})
        else:
            with transaction.atomic():
                Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
                transaction.on_commit(lambda pk=job.pk: run_job.enqueue(pk))
    return len(silent)


def _finish(job: Job, state: Job.State, message: str) -> None:
    job.state, job.message, job.finished_at = state, message, timezone.now()
    job.save(update_fields=["state", "message", "finished_at"])
