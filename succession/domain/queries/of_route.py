"""Of a vacancy that went over to open selection, nothing of the pool counts any more, though all of it is kept."""

from django.db.models import F, Q

from succession.models import Longlist, Vacancy
from succession.models.vacancy import Route


def of_route(longlist: str = "") -> Q:
    """The longlists of the route that their vacancy is on; or what is about one, by its field `longlist`."""
    by = f"{longlist}__" if longlist else ""
    return Q(**{f"{by}cycle": None}) | ~Q(**{f"{by}vacancy__route": Route.OPEN_SELECTION})


def since_route() -> Q:
    """What was decided `at` an instant since its vacancy went over; all of it where it did not."""
    return Q(vacancy__gone_over=None) | Q(at__gte=F("vacancy__gone_over__at"))


def is_left(longlist: Longlist, vacancy: Vacancy) -> bool:
    """Whether this longlist of the vacancy is of the pool that it left."""
    return longlist.cycle_id is not None and vacancy.route == Route.OPEN_SELECTION
