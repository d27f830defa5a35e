"""The senior post that somebody leaves by an inauguration, and the vacancy that this opens."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain import vacancies
from succession.domain.queries import seats
from succession.domain.states import State
from succession.models import Vacancy
from succession.models.vacancy import Cause
from talent.codes import JPT_TIERS
from talent.domain import organisation
from talent.models import Employee, EmployeeRecord, Position

OVER = (State.INAUGURATED, State.CLOSED)


def left_by(employee: Employee, on: date) -> list[Position] | None:
    """The posts in their agency's list that may be the senior post that the person holds by their own record: of
    several of one title those in their unit. One where that tells, several or none where it does not; None where they
    hold no senior post, or somebody else has it since by the records of `on`."""
    found = posts_of(employee.current, employee.agency_id)
    if found is not None and len(found) == 1:
        (seat,) = seats.of_posts(found, on)
        if seat.holder is not None and seat.holder.pk != employee.pk:
            return None
    return found


def posts_of(held: EmployeeRecord | None, agency_id: int) -> list[Position] | None:
    """The posts in the agency's list that may be the senior post of that row, whoever has it; None where it names
    none."""
    if held is None or held.position is None or held.tier not in JPT_TIERS:
        return None
    posts = Position.objects.filter(agency=agency_id, current__name=held.position, current__tier=held.tier)
    found = list(posts.select_related("agency", "current").order_by("id"))
    here = [post for post in found if post.current and held.unit_id and post.current.unit_id == held.unit_id]
    return here if len(found) > 1 and here else found


def opened(posts: list[Position] | None, dated: date, after: Vacancy, known_at: datetime, by: User) -> Vacancy | None:
    """The vacancy of the post that was left for the one of `after`, which is on record as vacant from `dated` on; none
    where it is not clear which, where it is being filled already, or in an agency whose vacancies `by` does not
    prepare, unless the person left it for the one of `after`."""
    if posts is None or len(posts) != 1:
        return None
    (left,) = posts
    moved = left.agency_id != after.agency_id
    if left.pk == after.position_id or not (moved or scope.allows(by, Permission.PREPARE_VACANCY, left.agency_id)):
        return None
    organisation.vacant(position=left, since=dated, known_at=known_at, by=by, reason=_("Pelantikan"))
    if left.vacancies.exclude(state__in=OVER).exists():
        return None
    taken = left.agency.vacancies.filter(code=left.code).exists()
    made = Vacancy(
        agency=left.agency,
        position=left,
        code=vacancies.next_code(left.agency, left.code) if taken else left.code,
        opened_on=dated,
        decision_date=dated,
        reference_date=dated,
        cause=Cause.TRANSFER,
    )
    return vacancies.write(made, {"left_by": after.pk, "cause": str(Cause.TRANSFER)}, by)


def unclear(employee: Employee, posts: list[Position] | None, after: Vacancy) -> str:
    """The title of a senior post that was left though it is not clear which post of the list it is, so that no vacancy
    could be opened; "" where none was left, or it is clear which. Of agencies that are not here nothing is opened."""
    if posts is None or len(posts) == 1 or employee.outside or after.position_id in {post.pk for post in posts}:
        return ""
    return str(employee.current.position) if employee.current else ""
