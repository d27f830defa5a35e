"""A policy and the reasons behind a box, in words: rows for the table of reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from rules.explain import ExplainedNode, Explanation
from rules.policy import Node, Policy
from rules.wording import number
from talent import codes
from talent.domain.queries.behind import Record
from talent.domain.queries.records import MODELS

# Codes of scales that no list of records has.
_SCALE_WORDS: dict[str, Any] = {
    "NONE": gettext_lazy("tidak ada"),
    "SERVING": gettext_lazy("sedang dijalani"),
    "LEADER_CROSS_AGENCY": gettext_lazy("ketua lintas instansi"),
    "LEADER_INTERNAL": gettext_lazy("ketua internal"),
    "MEMBER_CROSS_AGENCY": gettext_lazy("anggota lintas instansi"),
    "MEMBER_INTERNAL": gettext_lazy("anggota internal"),
    "CROSS_UNIT": gettext_lazy("lintas unit"),
    "ONE_UNIT": gettext_lazy("satu unit"),
    "PLT_HIGHER": gettext_lazy("Plt lebih tinggi"),
    "PLT_EQUAL": gettext_lazy("Plt setara"),
    "PLH_HIGHER": gettext_lazy("Plh lebih tinggi"),
    "PLH_EQUAL": gettext_lazy("Plh setara"),
}
_LISTS: dict[str, Any] = {
    "rating": codes.Rating,
    "feedback": codes.Rating,
    "work_result": codes.Expectation,
    "behaviour": codes.Expectation,
    "awards": codes.AwardLevel,
    "education": codes.EducationLevel,
    "discipline": codes.Severity,
    "post_diversity": codes.TeamScope,
    "acting_posts": codes.AppointmentKind,
}


def reasons(
    found: Explanation,
    looked_at: Mapping[str, list[Record]] | None = None,
    *,
    sanctions: bool = True,
) -> dict[str, list[dict[str, Any]]]:
    """Axis → tree of rows (one root) as the table of reasons takes them.

    `looked_at`: node → records, to be linked; without `sanctions` what discipline looked at is not told.
    """
    told = _Told(looked_at or {}, sanctions)
    nodes = {node.id: node for axis in ("performance", "potential") for node in found.policy.axis(axis).walk()}
    trees = {}
    for axis, root, score in (
        ("performance", found.performance, found.performance_score),
        ("potential", found.potential, found.potential_score),
    ):
        row = _row(root, nodes, found.policy, told, top=True)
        trees[axis] = [row | {"value": score}]
    return trees


def tree(policy: Policy) -> dict[str, list[dict[str, Any]]]:
    """Axis → rows of the policy's own tree: label, source, scale, weight, tag, note, with their level."""
    return {axis: _policy_rows(policy.axis(axis), policy, 0) for axis in ("performance", "potential")}


def cutoff_words(policy: Policy, axis: str) -> str:
    """From which values the middle and the top band begin; both ends half-open."""
    limits = policy.cutoffs[axis]
    return _("tengah mulai %(middle)s, atas mulai %(top)s") % {"middle": _said(limits.middle), "top": _said(limits.top)}


def source_words(node: Node) -> str:
    """What a leaf looks at: its window, validity and years."""
    settings, parts = node.settings, []
    if settings.window_years:
        parts.append(_("%(n)s tahun terakhir") % {"n": settings.window_years})
    if settings.validity_years:
        parts.append(_("berlaku %(n)s tahun") % {"n": settings.validity_years})
    if len(settings.years) > 1:
        shares = " + ".join(_percent(weight) for weight in settings.years)
        parts.append(_("tahun-tahun terakhir %(shares)s") % {"shares": shares})
    if settings.cap is not None:
        parts.append(_("paling tinggi %(n)s") % {"n": _said(settings.cap)})
    return " · ".join(parts)


def scale_words(node: Node) -> str:
    """The scale of a leaf, best first."""
    settings = node.settings
    if settings.scale:
        pairs = sorted(settings.scale.items(), key=lambda item: -item[1])
        return " · ".join(f"{code_words(code, node.source)} {_said(points)}" for code, points in pairs)
    if settings.bands:
        return " · ".join(f"≥ {start}: {_said(points)}" for start, points in settings.bands)
    return ""


def input_words(node: ExplainedNode) -> str:
    """The facts that a leaf looked at."""
    if node.replaced:
        return _("nilai komponen yang diimpor")
    words = _FACTS.get(node.source)
    return words(node.inputs) if words else ""


@dataclass(frozen=True)
class _Told:
    """What a reader is told of the facts."""

    looked_at: Mapping[str, list[Record]]
    sanctions: bool

    def input(self, node: ExplainedNode) -> str:
        """The facts in words."""
        if node.source == "discipline" and not self.sanctions:
            return _("tidak ditampilkan bagi peran Anda")
        return input_words(node)

    def links(self, node: ExplainedNode) -> list[dict[str, str]]:
        """Day and address of each record behind a component."""
        rows = self.looked_at.get(node.id, [])
        if node.source == "discipline" and not self.sanctions:
            rows = []
        return [
            {"label": _day(row.true_from), "href": reverse("record", args=(row.kind, row.pk))}
            for row in rows
            if row.kind in MODELS
        ]


def _row(
    node: ExplainedNode, nodes: Mapping[str, Node], policy: Policy, told: _Told, *, top: bool = False
) -> dict[str, Any]:
    leaf = nodes[node.id]
    missing = node.exact is None and not node.children
    row: dict[str, Any] = {
        "label": node.label,
        "input": told.input(node) or (_("belum ada data") if missing else ""),
        "records": told.links(node),
        "missing": missing,
        "scale": " · ".join(filter(None, (scale_words(leaf), source_words(leaf)))) if leaf.source else "",
        "value": node.value,
        "children": [_row(child, nodes, policy, told) for child in node.children],
    }
    if not top:
        row |= {"weight": Fraction(leaf.share) * 100, "contribution": node.contribution}
        row["weight"] = float(row["weight"])
    if leaf.note or node.tag != policy.tag or top:
        row |= {"citation": policy.citation, "note": leaf.note or policy.note, "verified": node.tag == "V"}
    return row


def _policy_rows(node: Node, policy: Policy, level: int) -> list[dict[str, Any]]:
    row = {
        "label": node.label,
        "level": level,
        "column": node.column,
        "weight": float(node.share * 100) if level else None,
        "source": source_words(node),
        "scale": scale_words(node),
        "tag": node.tag or policy.tag,
        "note": node.note,
        "verified": (node.tag or policy.tag) == "V",
    }
    return [row, *(found for child in node.children for found in _policy_rows(child, policy, level + 1))]


def _said(value: Fraction | float) -> str:
    return number(value).in_(get_language() or "id")


def _percent(share: Fraction) -> str:
    return f"{_said(share * 100)}%"


def _day(value: date | None) -> str:
    return formats.date_format(value, "DATE_FORMAT") if value else _("tanggal tidak tercatat")


def code_words(code: str, source: str) -> str:
    """A code of a source's scale in words."""
    choices = _LISTS.get(source)
    if code in _SCALE_WORDS:
        return (
            str(_SCALE_WORDS[code]) if (source, code) != ("field_match", "NONE") else str(codes.FieldMatch.NONE.label)
        )
    if source == "field_match":
        return str(codes.FieldMatch(code).label)
    if choices is not None and code in choices.values:
        return str(choices(code).label)
    return code


def _years(source: str) -> Any:
    def words(facts: Mapping[str, Any]) -> str:
        held = facts.get("years", {})
        return ", ".join(
            f"{code_words(code, source) if code else _('belum ada data')} ({year})" for year, code in held.items()
        )

    return words


def _records(source: str) -> Any:
    def words(facts: Mapping[str, Any]) -> str:
        found = [code_words(code, source) if code else _("tidak dikenal") for code in facts.get("records", [])]
        return ", ".join(found) or _("tidak ada")

    return words


def _assessment(facts: Mapping[str, Any]) -> str:
    if not facts:
        return ""
    day = _day(facts.get("date"))
    if "jpm" in facts:
        return _("JPM %(jpm)s, %(day)s") % {"jpm": _said(facts["jpm"]), "day": day}
    if "technical" in facts:
        return _("teknis %(value)s, %(day)s") % {"value": _said(facts["technical"]), "day": day}
    levels = "-".join("?" if level is None else _said(level) for level in facts.get("levels", {}).values())
    if "standards" in facts:
        asked = "-".join("?" if level is None else _said(level) for level in facts["standards"].values())
        return _("level %(levels)s, standar %(asked)s, %(day)s") % {"levels": levels, "asked": asked, "day": day}
    return _("level %(levels)s, %(day)s") % {"levels": levels, "day": day}


def _tenure(facts: Mapping[str, Any]) -> str:
    years = facts.get("years")
    if years is None:
        return ""
    words = ngettext("%(n)s tahun", "%(n)s tahun", years) % {"n": years}
    return _("%(years)s sejak %(day)s") % {"years": words, "day": _day(facts["from"])} if facts.get("from") else words


def _count(facts: Mapping[str, Any]) -> str:
    return ngettext("%(n)s kali", "%(n)s kali", facts["count"]) % {"n": facts["count"]} if "count" in facts else ""


def _diversity(facts: Mapping[str, Any]) -> str:
    agencies, units = len(facts.get("agencies", ())), len(facts.get("units", ()))
    if not agencies:
        return ""
    return _("%(agencies)s instansi, %(units)s unit") % {"agencies": agencies, "units": units}


def _acting(facts: Mapping[str, Any]) -> str:
    kinds = [str(codes.AppointmentKind(kind).label) for kind in facts.get("kinds", []) if kind and kind != "DEFINITIVE"]
    return ", ".join(sorted(kinds)) or _("tidak ada")


def _discipline(facts: Mapping[str, Any]) -> str:
    pairs = zip(facts.get("sanctions", []), facts.get("ends", []), strict=True)
    found = [
        _("%(severity)s sampai %(day)s") % {"severity": code_words(severity, "discipline"), "day": _day(end)}
        if end
        else _("%(severity)s, akhirnya tidak tercatat") % {"severity": code_words(severity, "discipline")}
        for severity, end in pairs
    ]
    return ", ".join(found) or _("tidak ada")


def _education(facts: Mapping[str, Any]) -> str:
    return code_words(facts["level"], "education") if facts.get("level") else ""


def _match(facts: Mapping[str, Any]) -> str:
    return code_words(facts["match"], "field_match") if facts.get("match") else ""


_FACTS: dict[str, Any] = {
    **{source: _years(source) for source in ("rating", "feedback", "work_result", "behaviour")},
    **{source: _records(source) for source in ("awards", "team_role")},
    **dict.fromkeys(
        (
            "competency_match",
            "jpm",
            "managerial_jpm",
            "sociocultural_jpm",
            "potential_levels",
            "potential_jpm",
            "technical",
        ),
        _assessment,
    ),
    "tenure": _tenure,
    "courses": _count,
    "certificates": _count,
    "post_diversity": _diversity,
    "acting_posts": _acting,
    "discipline": _discipline,
    "education": _education,
    "field_match": _match,
}
