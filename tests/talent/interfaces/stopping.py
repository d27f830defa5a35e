"""A workbook whose parser hands over one row a chunk, and may die before the end."""

from pathlib import Path

import pytest

from talent.interfaces.sheets import workbook
from tests.talent.interfaces.workbooks import table

PROGRAM = """
import marshal, os, struct, sys
def send(*frame):
    body = marshal.dumps(frame, 2)
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
    sys.stdout.flush()
send("header", "Sheet1", 1, ["nip", "nama"], [])
for number, nip in enumerate({nips!r}, start=2):
    send("chunk", [number], [[nip], ["Pegawai"]], [])
{last}
"""


def people(folder: Path, nips: list[str]) -> Path:
    """The workbook itself."""
    return table(folder / "pegawai.xlsx", ["nip", "nama"], *([nip, "Pegawai"] for nip in nips))


def parser(monkeypatch: pytest.MonkeyPatch, folder: Path, nips: list[str], *, dies: bool) -> None:
    """Let such a parser read from now on."""
    child = folder / "child.py"
    child.write_text(PROGRAM.format(nips=nips, last="os._exit(9)" if dies else 'send("end", 0, 0)'), encoding="utf-8")
    monkeypatch.setattr(workbook, "CHILD", child)
