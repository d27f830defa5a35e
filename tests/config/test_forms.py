"""Lists of choices become the same HTML as Django's own templates make of them; a day that no record can have is
refused wherever one is entered."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from config.forms import Renderer
from talent.interfaces.forms import DayField


class Choosing(forms.Form):
    """Every sort of list of choices."""

    plain = forms.ChoiceField(choices=[("", "semua"), ("a", "A & B"), ("<b>", "“C”")], required=False)
    grouped = forms.ChoiceField(choices=[("Lowong <1>", [(1, "satu")]), ("Terisi", [(2, "dua"), (3, "tiga")])])
    many = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y")])


def drawn(renderer: DjangoTemplates) -> list[Any]:
    form = Choosing({"plain": "a", "grouped": "3", "many": ["x", "y"]}, renderer=renderer)
    return [parse_html(str(form[name])) for name in form.fields]


def test_lists_of_choices_are_as_django_draws_them() -> None:
    assert drawn(Renderer()) == drawn(DjangoTemplates())
    assert isinstance(Choosing().renderer, Renderer)


def _days(kind: type[forms.Form] = forms.Form) -> Iterator[tuple[str, forms.DateField]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith(("talent.", "succession.")):
            for name, field in form.base_fields.items():
                if isinstance(field, forms.DateField):
                    yield f"{form.__name__}.{name}", field
        yield from _days(form)


def test_a_day_that_no_record_can_have_is_refused_by_every_form() -> None:
    import_module("config.urls")
    found = dict(_days())
    assert [name for name, field in found.items() if not isinstance(field, DayField)] == []
    assert len(found) > 20
    for day in ("9999-12-31", "0001-01-01"):
        with pytest.raises(forms.ValidationError, match="Tanggal harus antara 1900-01-01 dan 2199-12-31"):
            found["EstablishForm.established_date"].clean(day)
