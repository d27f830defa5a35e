"""On which day three names were settled, corrections counted."""

from datetime import date
from typing import Any

from django.db.models import DateField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from succession.models import NamesDay, Nominee, Vacancy


def with_day(names: QuerySet[Nominee]) -> QuerySet[Nominee]:
    """Each with the day that counts (`day`; None: none was kept), and that it was corrected (`day_corrected`)."""
    corrected = NamesDay.objects.filter(vacancy=OuterRef("vacancy"), names_at=OuterRef("at")).order_by("-id")
    newest = Subquery(corrected.values("named_on")[:1], output_field=DateField())
    return names.annotate(day_corrected=newest).annotate(day=Coalesce("day_corrected", F("named_on")))


def day_of(vacancy: Vacancy) -> date | None:
    """The day of the names that stand; None without any, and where none was kept. One query."""
    named: Any = with_day(vacancy.nominees.order_by("order")).first()
    return named.day if named else None


def corrections(vacancy: Vacancy) -> list[NamesDay]:
    """What was recorded of it and was wrong, oldest first, of names that were taken back too."""
    return list(vacancy.names_days.select_related("by"))
