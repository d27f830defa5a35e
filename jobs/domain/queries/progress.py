"""Jobs whose progress a user may watch."""

from django.db.models import Q, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from jobs.models import Job

# Who may watch a job of each kind, besides whoever started it: those of its agency who may see what it makes.
WATCHED_WITH = (
    ("import", Permission.IMPORT_RECORDS),
    ("import", Permission.VIEW_IMPORTS),
    ("map", Permission.VIEW_MAPPING),
    ("severity", Permission.VIEW_MAPPING),
    ("simulate", Permission.DRAFT_POLICY),
    ("sweep", Permission.PREPARE_VACANCY),
    ("sweep", Permission.DECIDE),
)


def visible_to(user: User) -> QuerySet[Job]:
    """The user's own jobs, as long as they still hold a role over the agency, and those of their agencies.

    Jobs of no agency are for those who hold a role over the installation.
    """
    agencies = {assignment.agency_id for assignment in scope.assignments(user) if assignment.agency_id}
    seen = Q(by=user, agency_id__in=agencies)
    if any(assignment.kind.scope == "installation" for assignment in scope.assignments(user)):
        seen |= Q(agency=None)
    for kind, permission in WATCHED_WITH:
        held = scope.scope(user, permission)
        seen |= Q(kind=kind) if held.everywhere else Q(kind=kind, agency_id__in=held.agencies)
    return Job.objects.filter(seen)
