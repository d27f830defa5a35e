"""The instant at which a step of a vacancy looks at the facts."""

from datetime import datetime

from succession.models import Vacancy
from talent.domain import known


def turn(vacancy: Vacancy, *homes: int) -> datetime:
    """The instant of a write: later than everything learnt of every agency that the people weighed here come from.

    `homes`: agencies of people who are not yet among the applicants, or among those who agreed. Nobody learns facts of
    them until the transaction ends, so what is computed at this instant comes out the same whenever it is computed
    again.
    """
    applied, agreed = (rows.order_by().values_list("home_id") for rows in (vacancy.applications, vacancy.agreements))
    agencies = {vacancy.agency_id, *homes, *(home for (home,) in applied.union(agreed))}
    return max(known.turn(agency) for agency in sorted(agencies))
