"""Fields that the forms of succession share."""

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from talent.codes import JPT_TIERS, Tier
from talent.interfaces.forms import DayField

Field = TypeVar("Field", bound=forms.Field)


def day(label: Any, **options: Any) -> DayField:
    """A day."""
    return DayField(label=label, **options)


def reason(label: Any, **options: Any) -> forms.CharField:
    """A reason in some sentences."""
    return forms.CharField(label=label, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **options)


def due(when: Any, field: Field) -> Field:
    """A field that may stay empty unless what `when` says is so: its label says that instead of "may be empty"."""
    field.due = when  # type: ignore[attr-defined]
    return field


def replacing() -> forms.CharField:
    """For which cause whoever still holds the post is replaced."""
    help_text = _("Wajib bila pejabat yang masih memegang jabatan ini diganti sebelum dua tahun sejak pelantikannya.")
    return due(
        _("wajib dalam keadaan di bawah ini"),
        reason(_("Sebab mengganti pejabat lama"), required=False, help_text=help_text),
    )


def jpt() -> list[tuple[str, Any]]:
    """The tiers of senior posts as choices."""
    return [(code, label) for code, label in Tier.choices if code in JPT_TIERS]
