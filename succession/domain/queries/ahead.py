"""What somebody is a member of and could be ready for, on their page: by the functions of the pool and of readiness."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import readiness
from succession.domain.queries.candidates import CannotEvaluate
from talent.domain import known
from talent.domain.queries import pool
from talent.domain.queries.home import Panel
from talent.domain.queries.person import PERSON_PANELS
from talent.models import Employee


def ahead(person: Employee, user: User, on: date) -> list[Panel]:
    """Readiness for the tier above the person's own, and their place in the pool for those who see the mapping."""
    aim = readiness.next_aim(person, on)
    data: dict[str, Any] = {"person": person, "aim": aim}
    if scope.allows(user, Permission.VIEW_MAPPING, person.agency_id):
        data["member"] = pool.with_policy(pool.members(person.agency_id, on)).filter(employee=person).first()
    try:
        now = known.now(person.agency_id)
        data["ready"], _lapse = readiness.of_person(person, aim, on, now, reader=user)
    except CannotEvaluate as error:
        data["problem"] = str(error)
    return [Panel(_("Kesiapan"), "succession/ahead.html", data)]


PERSON_PANELS.append(ahead)
