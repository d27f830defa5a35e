"""Who still holds the post of a filling, in words, for those who read people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from rules.checks import Check
from succession.domain.queries import vacating
from succession.domain.queries.vacating import READING, Falling
from succession.interfaces.vacating_forms import CLOCKS, basis
from succession.models import Vacancy
from talent.models import Employee


@dataclass(frozen=True)
class Holding:
    """`falling`: None where nobody holds the post; `check`: what is warned about replacing them to-day."""

    falling: Falling | None
    check: Check | None = None

    @classmethod
    def of(cls, vacancy: Vacancy, reader: User) -> "Holding":
        """As `reader` may read it, to-day."""
        if not all(scope.allows(reader, one, vacancy.agency_id) for one in READING):
            return cls(None)
        on = timezone.localdate()
        held = vacating.of_vacancy(vacancy, on)
        return cls(held, held and held.replaced(vacating.taken_on(vacancy, on), on))

    @property
    def warned(self) -> bool:
        return self.check is not None

    @property
    def checks(self) -> Sequence[Check]:
        """The same for the eye."""
        return [self.check] if self.check else []

    @property
    def person(self) -> Employee | None:
        """Who; None where the records do not tell which of several holds it."""
        return self.falling.seat.holder if self.falling else None

    @property
    def since(self) -> date | None:
        return self.person.current.post_from if self.person and self.person.current else None

    @property
    def overdue(self) -> bool:
        """Whether it should be empty by now."""
        return self.falling is not None and self.falling.day is not None and self.falling.day < timezone.localdate()

    @property
    def endings(self) -> Sequence[tuple[Any, date, str]]:
        """By which clock or plan the post falls vacant, when, and on what that rests; the first to come first."""
        return [(CLOCKS[one.clock], one.day, basis(one)) for one in (self.falling.endings if self.falling else ())]
