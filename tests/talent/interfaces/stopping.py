"""Files that break off late: a workbook whose parser hands over one row a chunk and may die before the end, and real
files of more than one chunk whose last row cannot be read."""

from pathlib import Path

import pytest

from talent.interfaces.sheets import workbook
from tests import factories
from tests.talent.interfaces.workbooks import HEADER, pack, parts, sheet_xml, table, text_cell

PROGRAM = """
import marshal, os, struct, sys
def send(*frame):
    body = marshal.dumps(frame, 2)
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
    sys.stdout.flush()
send("header", "Sheet1", 1, ["nip", "nama"], [], {count})
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
    last = "os._exit(9)" if dies else 'send("end", 0, 0)'
    child.write_text(PROGRAM.format(nips=nips, count=len(nips), last=last), encoding="utf-8")
    monkeypatch.setattr(workbook, "CHILD", child)


def broken_csv(folder: Path) -> Path:
    """The quote of its last row is never closed."""
    path = folder / "pegawai.csv"
    lines = (f"{factories.nip(number)},Pegawai" for number in range(1, 8))
    path.write_text("\n".join(["nip,nama", *lines, '"terpotong']), encoding="utf-8")
    return path


def broken_workbook(folder: Path, rows: int = 10_001) -> Path:
    """Sound but for its last row, which stands where the first one does; read as it goes by (`LARGE` 0)."""
    path = folder / "pegawai.xlsx"
    header = HEADER.replace("kode", "nip")
    row = '<row r="{0}">' + text_cell("A{0}", "{1}") + text_cell("B{0}", "Pegawai") + "</row>"
    cells = "".join(row.format(number + 1, factories.nip(number)) for number in range(1, rows + 1))
    path.write_bytes(pack(parts(sheet_xml(header + cells + row.format(2, factories.nip(rows + 1))))))
    return path
