#!/usr/bin/env python3
"""`docs/asumsi.md`: what was not read at its source, written from the law's files so that it cannot go stale.

tools/assumptions.py            write it
tools/assumptions.py --check    exit 1 when it is not current
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rules.law import Law, Rule, shipped  # noqa: E402
from rules.policy import Policy, shipped_policies  # noqa: E402

PATH = ROOT / "docs" / "asumsi.md"
MEANING = {"W": "anggapan kerja: sumbernya dicari dan tidak ditemukan", "S": "dibaca dari sumber kedua"}

_INTRODUCTION = """# Anggapan dan aturan yang belum diverifikasi

Berkas ini dibuat dari `rules/data/` oleh `tools/assumptions.py`; jangan disunting langsung.

| tanda | arti | di layar |
|---|---|---|
| V | dibaca di peraturannya atau di laman resmi | tanpa tanda |
| S | dibaca dari sumber kedua: berita, paparan, sistem suatu instansi | “belum diverifikasi” |
| W | anggapan kerja: sumbernya dicari dan tidak ditemukan | “belum diverifikasi” |

Yang bertanda V tidak ada di sini. Sebuah aturan S atau W diganti dengan menyunting berkasnya (nilai, kutipan, tanda)
sesudah pasalnya dibaca. Bagian kosong berarti seluruh aturan; bagian yang tidak disebut sendiri sama tandanya dengan
keseluruhannya. Nilai yang berakhir tanpa pengganti ditulis “Dicabut”.

Yang menyangkut pemetaan dapat diganti instansi sendiri dengan kebijakan bertanggal (`manage.py publish_policy`). Contoh
kebijakan instansi lain di `rules/data/policies/examples/` semuanya dari sumber kedua; contoh itu tidak berlaku bagi
siapa pun, maka tidak didaftar.
"""

_HEAD = """| aturan | bagian | berlaku | kutipan | catatan |
|---|---|---|---|---|"""


@dataclass(frozen=True)
class Assumption:
    """One tagged statement: `of` names the rule or policy, `part` the piece of it ("" = the whole)."""

    tag: str
    of: str
    part: str
    title: str
    since: date
    until: date | None
    citation: str
    note: str


def assumptions(law: Law, policies: tuple[Policy, ...]) -> list[Assumption]:
    """All S and W statements of the law and the national policies, W first, each in the order of its file."""
    found = [one for rule_id in law.ids() for rule in law.versions(rule_id) for one in _of_rule(rule)]
    found += [one for policy in policies for one in _of_policy(policy)]
    return sorted((one for one in found if one.tag != "V"), key=lambda one: one.tag != "W")


def document(law: Law, policies: tuple[Policy, ...]) -> str:
    """The whole file."""
    found = assumptions(law, policies)
    lines = [_INTRODUCTION]
    for tag, meaning in MEANING.items():
        lines += [f"## {tag}: {meaning}", "", _HEAD]
        lines += [_line(one) for one in found if one.tag == tag]
        lines.append("")
    return "\n".join(lines)


def _of_rule(rule: Rule) -> Iterator[Assumption]:
    title, note = rule.title.id, rule.note.id
    if rule.value is None:
        note = f"Dicabut. {note}".strip()
    yield Assumption(rule.tag, rule.id, "", title, rule.effective_from, rule.effective_to, rule.citation, note)
    for name, part in _tagged(rule.value):
        citation, own_note = part.get("citation", rule.citation), part.get("note", {}).get("id", "")
        # A piece that says no more than the whole would only repeat its line.
        if (part["tag"], citation) != (rule.tag, rule.citation) or own_note not in ("", note):
            since, until = rule.effective_from, rule.effective_to
            yield Assumption(part["tag"], rule.id, name, title, since, until, citation, own_note)


def _of_policy(policy: Policy) -> Iterator[Assumption]:
    name, title = f"{policy.code} v{policy.version}", policy.title.id
    since, until = policy.effective_from, policy.effective_to
    yield Assumption(policy.tag, name, "", title, since, until, policy.citation, policy.note.id)
    for axis in ("performance", "potential"):
        for node in policy.axis(axis).walk():
            if node.tag and (node.tag != policy.tag or node.note):
                yield Assumption(node.tag, name, node.label.id, title, since, until, policy.citation, node.note.id)


def _tagged(value: Any, key: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every piece with a tag of its own, named by its code, else by the key it stands under."""
    if isinstance(value, Mapping):
        if "tag" in value:
            yield value.get("code", key), value
        for name, inner in value.items():
            yield from _tagged(inner, str(name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _tagged(inner)


def _line(one: Assumption) -> str:
    cells = (f"{one.title} (`{one.of}`)", one.part, _period(one.since, one.until), one.citation, one.note or "–")
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "/") for cell in cells) + " |"


def _period(since: date, until: date | None) -> str:
    return f"sejak {since.isoformat()}" if until is None else f"{since.isoformat()} s.d. {until.isoformat()}"


def main(arguments: list[str]) -> int:
    current = document(shipped(), shipped_policies())
    if arguments == ["--check"]:
        return 0 if PATH.exists() and PATH.read_text(encoding="utf-8") == current else 1
    PATH.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
