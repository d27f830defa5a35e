"""Lists of choices become the same HTML as Django's own templates make of them."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from config.forms import Renderer


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
