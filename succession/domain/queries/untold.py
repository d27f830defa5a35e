"""What checks say of a sanction to those who may not see sanctions, and of a box to those who may not see the mapping:
the outcome that decides, not what was found.

The name of the requirement, its article and its outcome stay, for without them nobody could answer for the whole; kind,
days and document do not. What is stored stays as it is: this is about reading. Whoever shows somebody's checks gets
them from here; tests/succession/test_untold.py holds who else may touch them.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import additions
from rules.checks import Check
from rules.readiness import Readiness
from rules.text import UNSAID
from succession.domain import canonical
from talent.domain.queries.person import UNTOLD, sees_sanctions
from talent.models import Employee

# What the law of every tier calls its requirement that looks at sanctions; tests/rules/test_eligibility.py holds it.
SANCTION = "sanction"
SANCTIONS = (SANCTION, additions.SANCTION)


def checks(found: Iterable[Check], person: Employee, reader: User) -> tuple[Check, ...]:
    """A person's checks, as far as this reader may read them."""
    hidden = () if sees_sanctions(reader, person) else SANCTIONS
    if not _sees_boxes(reader, person):
        hidden = (*hidden, additions.BOX)
    return tuple(
        replace(one, fact=UNTOLD, readings=UNSAID, waived=UNSAID, document="") if one.code in hidden else one
        for one in found
    )


def _sees_boxes(reader: User, person: Employee) -> bool:
    """Whether the box is shown to this reader; one's own stands on one's own page, once it is announced."""
    return scope.allows(reader, Permission.VIEW_MAPPING, person.agency_id)


def kept(stored: Iterable[dict[str, Any]] | None, person: Employee, reader: User) -> tuple[Check, ...]:
    """A person's checks as a decision or an inauguration keeps them, as far as this reader may read them."""
    return checks(map(canonical.from_json, stored or ()), person, reader)


def readiness(found: Readiness, person: Employee, reader: User) -> Readiness:
    """A person's readiness, as far as this reader may read it: the level stays, a day that only the end of a sanction
    explains does not."""
    if not _sees_boxes(reader, person):
        told = (replace(need, fact=UNTOLD) if need.code == additions.BOX else need for need in found.needs)
        found = replace(found, needs=tuple(told))
    if sees_sanctions(reader, person):
        return found
    others = [need.earliest for need in found.needs if need.code not in SANCTIONS]
    betrays = any(need.code in SANCTIONS and need.earliest == found.day for need in found.needs)
    untold = found.day is not None and betrays and found.day not in others
    needs = tuple(
        replace(need, fact=UNTOLD, earliest=None, reason=UNTOLD, who=UNTOLD, untold=True)
        if need.code in SANCTIONS
        else need
        for need in found.needs
    )
    waived = tuple(one for one in found.waived if one.code not in SANCTIONS)
    shown = replace(found, needs=needs, waived=waived, day=None if untold else found.day, untold=untold)
    return shown if waived else replace(shown, lapses=None, again=None)
