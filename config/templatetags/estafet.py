"""Tags and filters that every template may use; docs/komponen.md shows each with an example."""

import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from textwrap import wrap
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from config import charts
from rules.merit import level_sign
from talent import display, labels

register = template.Library()

register.filter("number", display.number)
register.filter("score", display.score)
register.filter("share", display.share)
register.filter("day", display.day)
register.filter("moment", display.moment)
register.filter("wording", display.wording)
register.filter("cited", display.cited)
register.filter("known", display.known)
register.filter("level", level_sign)
register.filter("lines", wrap)


@register.filter
def label(code: Any, of: str) -> str:
    """`{{ code|label:"tier" }}`: the words for a code; "–" when there is none."""
    return labels.label(code, of) if display.known(code) else display.NOTHING


@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a file of static/, looked up once: a page names two dozen."""
    return static(path)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative icon of static/estafet/icons.svg."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        asset("estafet/icons.svg"),
        name,
    )


@register.simple_tag
def mark(status: Any, text: Any = "", muted: bool = False) -> SafeString:
    """pass, fail or unknown as sign and words, never as colour alone. `muted`: what decides nothing has no colour."""
    code = str(status)
    return format_html(
        '<span class="mark {}"><span aria-hidden="true">{}</span> <span>{}</span></span>',
        "plain" if muted else code,
        charts.SIGNS[code],
        display.wording(text) or labels.label(code, "status"),
    )


@register.inclusion_tag("components/unverified.html")
def unverified(citation: str = "", note: Any = "", verified: bool = False) -> dict[str, Any]:
    """The mark of an unverified rule, which opens its citation; nothing for a verified one."""
    told = {"citation": display.cited(citation), "note": display.wording(note), "verified": verified}
    return told | {"id": f"u{secrets.token_hex(4)}"}


@register.simple_block_tag
def card(content: str, title: Any = "", id: str = "", edge: str = "", level: int = 2) -> SafeString:
    """A framed part of a page. `edge` (pass, fail, unknown) colours its left border."""
    heading = format_html("<h{0}>{1}</h{0}>", level, title) if title else ""
    identity = format_html(' id="{}"', id) if id else ""
    kind = format_html(" edge {}", edge) if edge else ""
    return format_html('<section class="card{}"{}>{}{}</section>', kind, identity, heading, content)


@register.simple_block_tag
def table(content: str, name: str, cards: bool = True, kind: str = "") -> SafeString:
    """A table in a frame of its own that scrolls; on a phone its rows become cards unless `cards=False`."""
    return format_html(
        '<div class="frame" role="region" tabindex="0" aria-label="{}"><table class="table {}"{}>{}</table></div>',
        name,
        kind,
        SafeString(" data-cards" if cards else ""),
        content,
    )


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: Any = "") -> SafeString:
    """A notice of kind info, pass, fail or unknown around its content."""
    rendered: SafeString = template.loader.render_to_string(
        "components/notice.html", {"kind": kind, "title": title, "content": content}
    )
    return rendered


@register.simple_tag
def crumb(text: Any, href: str = "") -> SafeString:
    """One step of the breadcrumbs; the last one has no address."""
    if href:
        return format_html('<li><a href="{}">{}</a></li>', href, text)
    return format_html('<li aria-current="page">{}</li>', text)


@register.simple_tag(takes_context=True)
def nav_item(context: Context, name: str, text: Any, sign: str, badge: Any = "") -> SafeString:
    """A link of the side navigation; nothing while no address goes by this name.

    No template of its own: every page has twenty, and rendering them took longer than all else of its frame.
    """
    try:
        href = reverse(name)
    except NoReverseMatch:
        return SafeString("")
    request = context.get("request")
    path = request.path if request else ""
    # A page that belongs to another entry than its address says tells so as `nav`.
    here = context["nav"] == name if "nav" in context else path == href or (href != "/" and path.startswith(href))
    return format_html(
        '<li><a class="nav-link" href="{}"{}>{}<span>{}</span>{}</a></li>',
        href,
        SafeString(' aria-current="page"' if here else ""),
        icon(sign),
        text,
        format_html('<span class="badge">{}</span>', badge) if badge else "",
    )


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with label, help and errors tied to the input."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {"field": bound, "tick": isinstance(widget, CheckboxInput), "group": group}


@register.filter
def unseen_faults(form: BaseForm) -> list[str]:
    """What is wrong with fields that nobody sees, and so has to be said above the form."""
    return [fault for bound in form.hidden_fields() for fault in bound.errors]


@register.simple_tag(takes_context=True)
def set_filters(context: Context, form: BaseForm) -> int:
    """How many filters the address sets; a search and an order are none."""
    query = context["request"].GET if "request" in context else {}
    return sum(1 for name in form.fields if name not in ("q", "sort") and query.get(name))


@register.simple_tag(takes_context=True)
def column(context: Context, name: str, text: Any, kind: str = "") -> SafeString:
    """The head of a column by which a list can be sorted: once up, once down. Needs `sorting` (tables.Sorting)."""
    sorting = context["sorting"]
    turned = {name: "ascending", f"-{name}": "descending"}.get(sorting.by, "none")
    return format_html(
        '<th scope="col" class="sortable {}" aria-sort="{}"><a href="{}">{}</a></th>',
        kind,
        turned,
        sorting.links[name],
        text,
    )


@register.inclusion_tag("components/matrix.html")
def nine_box(
    counts: Mapping[int, int],
    links: Mapping[int, str] | None = None,
    krs: Sequence[int] = (),
    before: Mapping[int, int] | None = None,
    before_name: Any = "",
    here: int | None = None,
    caption: Any = "",
    borders: Mapping[tuple[int, int], int] | None = None,
    border_links: Mapping[tuple[int, int], str] | None = None,
) -> dict[str, Any]:
    """The nine boxes: number, words, how many, which share, the change since `before`, and who is on a border."""
    rows = charts.nine_box(counts, links or {}, krs, before, here, borders, border_links)
    return {"rows": rows, "before_name": before_name, "caption": caption}


@register.simple_tag
def box(number: int | None, href: str = "") -> SafeString:
    """A box's number on its shade, for tables and heads."""
    if not display.known(number):
        return format_html('<span class="boxchip none">{}</span>', display.NOTHING)
    name = "a" if href else "span"
    where = format_html(' href="{}"', href) if href else ""
    return format_html('<{0}{1} class="boxchip box-{2}">{2}</{0}>', name, where, int(number or 0))


@register.inclusion_tag("components/scalebar.html")
def scale_bar(value: Any, bands: Sequence[tuple[float, Any]], maximum: float, title: Any) -> dict[str, Any]:
    """A value on a banded scale, as SVG; `bands` are (lower edge, label), ascending."""
    return {**charts.scale(value, bands, maximum), "title": title, "lang": get_language()}


@register.inclusion_tag("components/sharebars.html")
def share_bars(rows: Sequence[tuple[str, float | None, float | None, float | None]], title: Any) -> dict[str, Any]:
    """Shares of a maximum as bars: `rows` are (label, share, share before, mean), 0–1 or None."""
    return charts.shares(rows) | {"title": title}


@register.inclusion_tag("components/stackbars.html")
def stack_bars(rows: Sequence[tuple[str, Sequence[int]]], kinds: Sequence[Any], title: Any) -> dict[str, Any]:
    """Counts of several kinds as bars: `rows` are (label, count of each kind)."""
    return charts.stacks(rows, list(kinds)) | {"title": title}


@register.inclusion_tag("components/movement.html")
def movement(
    points: Sequence[tuple[str, float]], bands: Sequence[tuple[float, Any]], maximum: float, title: Any
) -> dict[str, Any]:
    """Values one after the other over bands: `points` are (name, value), the oldest first."""
    return charts.movement(points, bands, maximum) | {"title": title}


@register.inclusion_tag("components/reasons.html")
def reasons(nodes: Sequence[Mapping[str, Any]], name: Any) -> dict[str, Any]:
    """A tree of components with input, scale, value, weight and contribution."""
    return {"rows": charts.flatten(nodes), "name": name}
