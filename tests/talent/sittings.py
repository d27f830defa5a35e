"""Calibration sessions for tests: a chair, three members, a quorum of two."""

from typing import Any

from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from talent.domain import calibration
from talent.domain.queries import sittings
from talent.models import CalibrationSession, Employee, ReviewCycle
from tests import factories

REASON = "Memimpin proyek strategis yang belum terekam pada data 360."


def open_session(cycle: ReviewCycle, *, by: User | None = None, **options: Any) -> CalibrationSession:
    """A session of new people over `cycle`; nobody is present yet."""
    seats = [factories.user("TALENT_COMMITTEE", cycle.agency) for _seat in range(4)]
    given: dict[str, Any] = {"chair": seats[0], "members": seats[1:], "quorum": 2, "blind": False}
    given |= {"outside": (given | options)["members"], "held_on": timezone.localdate()}
    return calibration.open_session(cycle=cycle, by=by or system_operator(), **given | options)


def sitting(cycle: ReviewCycle, **options: Any) -> CalibrationSession:
    """A session with everybody present."""
    session = open_session(cycle, **options)
    present = list(session.members.values_list("user_id", flat=True))
    calibration.record_presence(session=session, present=present, version=session.version, by=session.chair)
    session.refresh_from_db()
    return session


def members(session: CalibrationSession) -> list[User]:
    """Those who decide, in the order of their seats."""
    return [one.user for one in session.members.select_related("user").order_by("id")]


def moved(session: CalibrationSession, person: Employee, box: int, *, reason: str = REASON, seen: int = 0) -> None:
    """The first member moves somebody."""
    by = members(session)[0]
    calibration.move(session=session, employee=person, box=box, reason=reason, seen=seen, by=by)


def close(session: CalibrationSession) -> None:
    """Write the minutes, have everybody sign them, and close."""
    session.refresh_from_db()
    text = "Sidang membahas kotak 6 sampai 9."
    calibration.write_minutes(session=session, text=text, version=session.version, by=session.chair)
    for user in [session.chair, *(one.user for one in session.members.filter(present=True).order_by("id"))]:
        calibration.sign(session=session, token=sittings.minutes_token(session), by=user)
    session.refresh_from_db()
    calibration.close(session=session, version=session.version, by=session.chair)
    session.refresh_from_db()


def calibrated(cycle: ReviewCycle) -> CalibrationSession:
    """A session over `cycle`, held and closed, that moved nobody."""
    session = sitting(cycle)
    close(session)
    cycle.refresh_from_db()
    return session
