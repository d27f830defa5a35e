"""Before a signature: whoever decides on a filling, or signs besides, says how they are related to its names."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid, NotAllowed
from succession.domain import conflicts, states
from succession.models import DecidingDeclaration, Vacancy
from talent.domain import calibration
from talent.models import Employee


@transaction.atomic
def declare(
    *, vacancy: Vacancy, relations: Mapping[int, str], by: User, also: Employee | None = None
) -> DecidingDeclaration:
    """Declare to whom of the names as they now stand one is related (employee → the relation, in words), or that to
    nobody; `also`: besides them, of whom is thought outside the three.

    A relation bars from then on (`conflicts.why_not`); nothing is taken back. Raises NotAllowed for who neither
    decides nor signs besides, WrongState before there are names and once nothing can be decided any more, Invalid for
    somebody who is none of them.
    """
    if not any(scope.allows(by, may, vacancy.agency_id) for may in (Permission.DECIDE, Permission.COUNTERSIGN)):
        raise NotAllowed(_("Peran Anda tidak memuat wewenang ini."))
    states.require_at(vacancy, states.State.NOMINATED, states.State.DECIDED)
    people = {one.pk: one for one in conflicts.named(vacancy, *([also] if also else []))}
    said = {who: relation.strip() for who, relation in relations.items() if relation.strip()}
    if not set(said) <= set(people):
        raise Invalid(_("Ada nama yang bukan calon pada pengisian ini."), code="not_a_candidate")
    made = DecidingDeclaration.objects.create(
        vacancy=vacancy,
        user=by,
        people=sorted(people),
        relations={str(who): relation for who, relation in said.items()},
        at=timezone.now(),
    )
    for who, relation in said.items():
        calibration.declared(employee=people[who], relation=relation, by=by)
    payload = {"vacancy": vacancy.pk, "people": sorted(people), "related": sorted(said)}
    ledger.record("succession.deciding.declared", by=by, agency=vacancy.agency.code, subject=made, payload=payload)
    return made
