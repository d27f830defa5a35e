"""Of a vacancy that went over to open selection, nothing of the pool counts any more, though all of it is kept."""

from django.db.models import Q

from succession.models.vacancy import Route


def of_route(longlist: str = "") -> Q:
    """The longlists of the route that their vacancy is on; or what is about one, by its field `longlist`."""
    by = f"{longlist}__" if longlist else ""
    return Q(**{f"{by}cycle": None}) | ~Q(**{f"{by}vacancy__route": Route.OPEN_SELECTION})
