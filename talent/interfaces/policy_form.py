"""A policy document as fields, and what was typed in them back into the document, each value at its own place.

Nothing typed is lost: what cannot be right is written into the document all the same, and its mistake stands at the
field it was typed in.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from rules import policy_edit as edit
from rules import policy_parts
from rules.errors import Invalid
from rules.policy import NATIONAL, PolicyError
from rules.yaml_lines import KeyPath, YamlError, parse_with_lines
from talent.interfaces.policy_fields import GROUP, PREFIX, SOURCE_NAMES, Field, Form, Part, axis, general, limits

# The button that does something to the tree: `naik:PATH`, `turun:PATH`, `hapus:PATH`, `pindah:PATH`, `tambah:PATH`.
ACT = "tindakan"
_KINDS = {"number": edit.number, "day": edit.day, "words": edit.words, "choice": edit.words, "flag": edit.words}
# What stands in the document while the direct route is chosen, to come back when the score is.
_KEPT = "# Susunan nilai kinerja, disimpan selama jalur langsung / score kept while the direct route is chosen:"


def form_of(text: str, mistakes: Iterable[PolicyError] = (), typed: Mapping[str, str] | None = None) -> Form | None:
    """The fields of a document with its mistakes at their places; None when it is not readable as YAML.

    `typed`: values to show in place of the document's, by field name.
    """
    try:
        data = parse_with_lines(text, "")[0]
    except YamlError:
        return None
    if not isinstance(data, dict):
        return None
    form = Form(
        Part(_("Pokok"), (), fields=general(data)),
        Part(_("Batas dan kelompok suksesi"), (), fields=limits(data)),
        axis(data, "performance"),
        axis(data, "potential"),
        [],
    )
    branches = form.branches
    for part in form.parts():
        part.elsewhere = [
            (branch.place, branch.title)
            for branch in branches
            if part.level and branch.path != part.path[:-2] and branch.path[: len(part.path)] != part.path
        ]
    for one in (found for part in form.parts() for found in part.fields):
        one.value = (typed or {}).get(one.name, one.value)
    for mistake in mistakes:
        _placed(form, mistake)
    return form


def written(text: str, typed: Any) -> str:
    """The document with what was typed (a QueryDict) in the fields that differ from it; other fields stay."""
    form = form_of(text)
    if form is None:
        return text
    changes: dict[KeyPath, str | None] = {}
    route = ""
    for part in form.parts():
        for one in part.fields:
            if one.kind == "boxes":
                given = " ".join(typed.getlist(one.name)) if f"{PREFIX}kotak" in typed else one.value
            else:
                given = typed.get(one.name, one.value)
            given = given.replace("\r\n", "\n")
            if given.strip() == one.value.strip():
                continue
            if one.path == ("performance", "route"):
                route = given
            else:
                changes[one.path] = _as_yaml(one, given)
    text = _acted(edit.changed(text, changes), form, typed)
    return _rerouted(text, route) if route in ("score", "direct") else text


def _acted(text: str, form: Form, typed: Any) -> str:
    """The document after what the pressed button does to the tree. Raises Invalid."""
    act, _colon, place = typed.get(ACT, "").partition(":")
    part = next((part for part in form.parts() if part.path and part.place == place), None)
    if not act or part is None:
        return text
    if act == "tambah" and part.branch:
        return _added(text, part, typed)
    if not part.level:
        return text
    if act in ("naik", "turun"):
        return policy_parts.stepped(text, part.path, -1 if act == "naik" else 1)
    if act == "hapus":
        return policy_parts.removed(text, part.path)
    if act == "pindah":
        wanted = typed.get(f"ke:{place}", "")
        branch = next((one for one in form.branches if one.place == wanted), None)
        try:
            return policy_parts.moved(text, part.path, branch.path) if branch else text
        except ValueError:
            raise Invalid(_("Komponen tidak dapat dipindahkan ke dalam dirinya sendiri.")) from None
    return text


def _added(text: str, branch: Part, typed: Any) -> str:
    """The document with the component that the fields under a branch describe; unnamed, it is called by its source."""
    source = typed.get(f"baru:{branch.place}:source", "")
    if source not in SOURCE_NAMES and source != GROUP:
        raise Invalid(_("Pilih dahulu sumber nilai komponen yang baru."))
    words = {code: typed.get(f"baru:{branch.place}:{code}", "").strip() for code in ("id", "en", "weight")}
    for language in ("id", "en"):
        with override(language):
            words[language] = words[language] or str(SOURCE_NAMES.get(source, _("Kelompok baru")))
    label = (words["id"], words["en"])
    return policy_parts.added(text, branch.path, "" if source == GROUP else source, label, words["weight"])


def _as_yaml(one: Field, given: str) -> str | None:
    if one.kind == "boxes":
        return f"[{', '.join(given.split())}]"
    if not given.strip() and (one.optional or one.kind == "flag"):
        return None
    if one.kind == "years":
        return edit.numbers(re.split(r"[+;\s]+", given.strip()))
    if one.kind == "bands":
        pairs = [line.partition(":") for line in given.splitlines() if line.strip()]
        return edit.bands([(start.strip(" ≥"), value.strip()) for start, _colon, value in pairs])
    if one.kind == "flag" and given in dict(one.choices):
        return given
    return _KINDS[one.kind](given)


def _rerouted(text: str, route: str) -> str:
    """The other route for Y; the score's tree is kept as a comment and comes back from there."""
    if route == "direct":
        kept = edit.block(text, ("performance",))
        text = edit.changed(text, {("performance",): "{route: direct, source: work_result}"})
        return f"{text.rstrip()}\n{_KEPT}\n{textwrap.indent(kept, '#| ', lambda line: True)}\n"
    body, _kept, comment = text.partition(_KEPT)
    lines = [line[3:] for line in comment.splitlines() if line.startswith("#| ")]
    tree = "\n".join(lines) or edit.block(_national(), ("performance",))
    return edit.changed(body if lines else text, {("performance",): tree})


def _national() -> str:
    return (NATIONAL / "kepka-411-2025.yaml").read_text(encoding="utf-8")


def _placed(form: Form, mistake: PolicyError) -> None:
    """A mistake at the field it names; otherwise at the part it lies in; otherwise at the top."""
    words = mistake.text.in_(get_language() or "id")
    near = [one for part in form.parts() for one in part.fields if mistake.path[: len(one.path)] == one.path]
    if near:
        near[0].faults.append(words)
        return
    inside = [part for part in form.parts() if part.path and mistake.path[: len(part.path)] == part.path]
    if inside:
        max(inside, key=lambda part: len(part.path)).faults.append(words)
        return
    group = [part for part in form.parts() if any(one.path[: len(mistake.path)] == mistake.path for one in part.fields)]
    (group[0].faults if mistake.path and group else form.faults).append(words)
