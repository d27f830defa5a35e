"""What may be asked: strict query parameters and bodies."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers

from rules.dates import FIRST_DAY, LAST_DAY
from rules.merit import LEFT_OUT
from talent.domain import days

PAGE, LONGEST_PAGE = 25, 200
# A list that is sorted by what was computed has no key to page by, so its pages begin at a number.
FURTHEST = 1_000_000_000


class Strict(serializers.Serializer[Any]):
    """Refuses every name that it does not declare, and says which there are."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; raises ValidationError."""
        if isinstance(data, Mapping):
            refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


class IdentifierField(serializers.IntegerField):
    """The id of a row: 1 … 2^63 − 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


class CountField(serializers.IntegerField):
    """A whole number from 0 up."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1, **options)


class LevelField(serializers.IntegerField):
    """A merit level; −1: the sub-aspect does not apply to the agency."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=LEFT_OUT, max_value=2**31 - 1, **options)


class VersionField(serializers.IntegerField):
    """The version of a thing as it was read; when it is another one by now, the edit is refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **options)


class DayField(serializers.DateField):
    """A day as YYYY-MM-DD."""

    def to_internal_value(self, value: Any) -> date:
        """The day; raises ValidationError."""
        day: date = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise serializers.ValidationError(days.out_of_range(), code="out_of_range")
        return day


class InstantField(serializers.DateTimeField):
    """An instant in ISO 8601; without an offset it is local time, and a day alone means its end."""

    def to_internal_value(self, value: Any) -> datetime:
        """The instant; raises ValidationError."""
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            value = f"{value}T23:59:59.999999"
        instant: datetime = super().to_internal_value(value)
        if not FIRST_DAY.year <= instant.year <= LAST_DAY.year:
            raise serializers.ValidationError(_("Waktu di luar jangkauan."), code="out_of_range")
        return instant.astimezone(UTC)


class NoQuery(Strict):
    """An endpoint without parameters."""


class PageQuery(Strict):
    """Where a page of a list begins and how long it is."""

    limit = serializers.IntegerField(
        min_value=1,
        max_value=LONGEST_PAGE,
        default=PAGE,
        help_text=f"Rows on a page. Of people's data more than {PAGE} at once count as an export.",
    )
    cursor = IdentifierField(required=False, help_text="From `next` of the page before.")
    count = serializers.BooleanField(
        default=False, help_text="Count the list too; beyond 10,000 only that it is longer (`count_capped`)."
    )


def refuse_unknown(given: Mapping[str, Any], allowed: Any) -> None:
    """Raise ValidationError for every name that is not among `allowed`."""
    names = ", ".join(sorted(allowed)) or "–"
    unknown = sorted(set(map(str, given)) - set(allowed))
    if unknown:
        raise serializers.ValidationError(
            {
                name[:100]: serializers.ErrorDetail(
                    _("Tidak dikenal; yang ada: %(names)s.") % {"names": names}, code="unknown"
                )
                for name in unknown[:20]
            }
        )


def single(query: QueryDict) -> dict[str, str]:
    """Each parameter's value; raises ValidationError for one that is given twice."""
    repeated = [name for name in query if len(query.getlist(name)) > 1]
    if repeated:
        raise serializers.ValidationError(
            {
                name[:100]: serializers.ErrorDetail(_("Hanya boleh diberikan satu kali."), code="repeated")
                for name in repeated[:20]
            }
        )
    return {name: value for name, value in query.items() if isinstance(value, str)}
