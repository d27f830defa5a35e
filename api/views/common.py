"""What endpoints share."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.operation import BoundedJSONParser, Endpoint, Located, field_error, signed_in
from jobs.models import Job
from succession.domain.queries import longlists
from succession.models import Vacancy
from talent.domain.evidence import refuse_size
from talent.domain.file_types import EXTENSIONS
from talent.domain.queries import agencies, employees
from talent.models import Agency

# The kinds of document that are kept.
DOCUMENTS = tuple(sorted(set(EXTENSIONS.values())))
# Boundaries and field names around the file itself.
ENVELOPE = 1024 * 1024


class DocumentUpload(Endpoint):
    """An address that takes a document."""

    parser_classes = [MultiPartParser, BoundedJSONParser]
    longest_body = settings.EVIDENCE_LIMIT_BYTES + ENVELOPE


class DocumentField(serializers.FileField):
    """A file as (name, content); whether it is of a kind that is taken is judged by the domain."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, max_length=255, **options)

    def to_internal_value(self, data: Any) -> Any:
        """Raises Invalid for one that is too large, before it is read."""
        upload = super().to_internal_value(data)
        refuse_size(upload.size)
        return upload.name, upload.read()


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


def visible_vacancy(request: Request, pk: int) -> Vacancy:
    """A vacancy that the one who asks may see; raises Http404."""
    return get_object_or_404(longlists.visible_to(signed_in(request)), pk=pk)


def queued(job: Job) -> Located:
    """A job that was started."""
    return Located(job, address("job", job.pk))


def address(name: str, *args: Any) -> str:
    """The address of an endpoint."""
    return reverse(f"api:{name}", args=args)
