"""Fields that the forms of succession share."""

from typing import Any

from django import forms

from talent.codes import JPT_TIERS, Tier
from talent.interfaces.forms import DayField


def day(label: Any, **options: Any) -> DayField:
    """A day."""
    return DayField(label=label, **options)


def reason(label: Any, **options: Any) -> forms.CharField:
    """A reason in some sentences."""
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


def jpt() -> list[tuple[str, Any]]:
    """The tiers of senior posts as choices."""
    return [(code, label) for code, label in Tier.choices if code in JPT_TIERS]
