"""What endpoints share."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import Located, field_error
from jobs.models import Job
from talent.domain.queries import agencies, employees
from talent.models import Agency


def agency_named(pk: int, user: User) -> Agency:
    """An agency that the user has to do with; raises Http404."""
    return get_object_or_404(agencies.visible_to(user), pk=pk)


def agency_or_only(pk: int | None, user: User, permission: Permission) -> Agency:
    """The agency asked for, or the only one over which the user holds `permission`."""
    if pk is not None:
        found = agency_named(pk, user)
        scope.require(user, permission, found.pk)
        return found
    held = list(employees.agencies_of(user, permission)[:2])
    if len(held) != 1:
        raise field_error("agency", _("Sebutkan instansinya."), "required")
    return held[0]


def queued(job: Job) -> Located:
    """A job that was started."""
    return Located(job, address("job", job.pk))


def address(name: str, *args: Any) -> str:
    """The address of an endpoint."""
    return reverse(f"api:{name}", args=args)
