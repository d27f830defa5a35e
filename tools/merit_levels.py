#!/usr/bin/env python3
"""`docs/level-merit.md`: what each level of each sub-aspect means and which evidence it asks, from the law's files.

tools/merit_levels.py            write it
tools/merit_levels.py --check    exit 1 when it is not current
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rules.law import Law, shipped  # noqa: E402
from rules.merit import INSTRUMENTS, LEVEL_WORDS, level_meanings  # noqa: E402

PATH = ROOT / "docs" / "level-merit.md"
_INTRODUCTION = """# Level dan bukti tiap sub-aspek merit

Berkas ini dibuat dari `rules/data/merit/` oleh `tools/merit_levels.py`; jangan disunting langsung. Untuk [panduan
putaran merit](panduan-merit.md): kata-kata yang sama tertulis pada pilihan level di halaman aspek.
"""


def document(law: Law) -> str:
    """The whole file: a chapter for each instrument, a table for each aspect."""
    return "\n".join([_INTRODUCTION, *(line for code in INSTRUMENTS for line in _instrument(code, law))])


def _instrument(code: str, law: Law) -> Iterator[str]:
    held, words = law.versions(INSTRUMENTS[code])[0], law.versions(LEVEL_WORDS[code])[-1]
    lowest, highest = held.value["levels"]["lowest"], held.value["levels"]["highest"]
    levels = range(lowest, highest + 1)
    yield from (f"## {held.title.id} ({code})", "", f"{words.citation}; tanda {words.tag}. {words.note.id}", "")
    for aspect in held.value["aspects"]:
        yield from (f"### {aspect['id']} {aspect['name']['id']}", "")
        yield "| sub-aspek | bukti | " + " | ".join(f"level {level}" for level in levels) + " |"
        yield "|---" * (2 + len(levels)) + "|"
        for sub in held.value["sub_aspects"]:
            if sub["aspect"] == aspect["id"]:
                meanings = level_meanings(words, sub["id"])
                cells = (f"{sub['id']} {sub['name']['id']}", sub["evidence"]["id"], *(meanings[n].id for n in levels))
                yield "| " + " | ".join(cells) + " |"
        yield ""


def main(arguments: list[str]) -> int:
    current = document(shipped())
    if arguments == ["--check"]:
        return 0 if PATH.exists() and PATH.read_text(encoding="utf-8") == current else 1
    PATH.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
