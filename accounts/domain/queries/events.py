"""The part of the ledger that a user may read."""

from django.db.models import QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.models import Event


def visible_to(user: User) -> QuerySet[Event]:
    """The events of the agencies whose ledger the user reads; those of the installation only for who reads all."""
    if scope.scope(user, Permission.VIEW_LEDGER).everywhere:
        return Event.objects.all()
    held = [one for one in scope.assignments(user) if Permission.VIEW_LEDGER in one.kind.permissions]
    return Event.objects.filter(agency__in={one.agency.code for one in held if one.agency is not None})
