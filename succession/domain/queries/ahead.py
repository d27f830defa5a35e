"""What somebody is a member of and could be ready for, on their page: by the functions of the pool and of readiness."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import readiness
from talent.domain.queries import pool
from talent.domain.queries.home import Panel
from talent.domain.queries.person import PERSON_PANELS
from talent.models import Employee


def ahead(person: Employee, user: User, on: date) -> list[Panel]:
    """For which tier they could be ready, which the page asks for once it is read, and their place in the pool for
    those who see the mapping."""
    data: dict[str, Any] = {"person": person, "aim": readiness.next_aim(person, on)}
    if scope.allows(user, Permission.VIEW_MAPPING, person.agency_id):
        data["member"] = pool.with_policy(pool.members(person.agency_id, on)).filter(employee=person).first()
    return [Panel(_("Kesiapan"), "succession/ahead.html", data)]


PERSON_PANELS.append(ahead)
