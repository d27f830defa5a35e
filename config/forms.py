"""How form fields become HTML."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from talent.display import NOTHING


class Renderer(DjangoTemplates):
    """As Django does, but for lists of choices: a template for each of a thousand units takes a quarter of a second."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The HTML of one widget."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), SafeString(groups))


def _group(name: str | None, options: list[Mapping[str, Any]]) -> str:
    rows = "".join(
        f'\n<option value="{_escaped(one["value"])}"{flatatt(one["attrs"]) if one["attrs"] else ""}>'
        f"{_escaped(one['label'])}</option>"
        for one in options
    )
    return f'\n<optgroup label="{_escaped(name)}">{rows}\n</optgroup>' if name else rows


def _escaped(text: Any) -> str:
    """As templates escape it, and nothing chosen as it is written elsewhere. Plain text, which nearly all labels are,
    goes the short way."""
    if text == BLANK_CHOICE_DASH[0][1]:
        return NOTHING
    return escape(text) if text.__class__ is str else conditional_escape(text)
