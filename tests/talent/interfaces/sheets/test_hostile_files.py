"""T-12, quick form: hostile files are refused with a reason, quickly, in little memory, and nothing dies of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from talent.interfaces.sheets import FileRefused, read_rows, workbook
from talent.interfaces.sheets.workbook import CHILD
from tests.promises import counted
from tests.talent.interfaces.sheets.hostile import HOSTILE, SOUND

LONG = os.environ.get("ASSURE") == "long"  # every file, not only the heaviest
SECONDS = 5.0  # generous: the machine may be busy with other tests; alone each takes well under 1 s
MEGABYTES = 200


@pytest.mark.parametrize(
    ("maker", "filename", "code"), [made[1:] for made in HOSTILE], ids=[made[0] for made in HOSTILE]
)
@pytest.mark.parametrize("large", [workbook.LARGE, 0], ids=["as a whole", "as it goes by"])
def test_a_hostile_file_is_refused_with_its_reason(
    tmp_path: Path, maker: Callable[[], bytes], filename: str, code: str, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LARGE", large)
    path = tmp_path / "file"
    path.write_bytes(maker())
    started = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        list(read_rows(path, filename))
    assert refused.value.code == code
    said = refused.value.message
    assert "" != said.id != said.en != ""
    assert "%(" not in said.id + said.en
    assert time.monotonic() - started < SECONDS


def test_there_are_many_kinds_of_hostile_files() -> None:
    counted("T-12", len(HOSTILE), "kinds of hostile files", 0)
    assert len(HOSTILE) >= 40
    assert len({made[0] for made in HOSTILE}) == len(HOSTILE)


def test_after_all_of_them_the_next_file_is_read_and_no_child_is_left(tmp_path: Path) -> None:
    before = _children()
    path = tmp_path / "file"
    for _title, maker, filename, _code in HOSTILE[-30:]:
        path.write_bytes(maker())
        with pytest.raises(FileRefused):
            list(read_rows(path, filename))
    path.write_bytes(SOUND)
    assert [chunk.columns for chunk in read_rows(path, "x.xlsx")] == [[], [["U1"], ["Bidang"]]]
    assert _children() == before


def _children() -> set[str]:
    """The processes this one has started and not yet buried."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for listed in found for child in listed.read_text(encoding="utf-8").split()}


# A child's peak counts from the memory of the process that forked it, so a small process asks, not this one.
ASK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


HEAVY = ("false_size", "too_many_flaws", "far_cell")  # those that give the parser most to do


@pytest.mark.parametrize("large", [str(workbook.LARGE), "0"], ids=["as a whole", "as it goes by"])
def test_the_parser_stays_small_on_the_heaviest_workbooks(tmp_path: Path, large: str) -> None:
    path = tmp_path / "file"
    peaks = {}
    for title, maker, _filename, code in HOSTILE:
        if code not in HEAVY and not LONG:
            continue
        path.write_bytes(maker())
        asked = subprocess.run(
            [sys.executable, "-I", "-c", ASK, str(CHILD), str(path), large], capture_output=True, check=True
        )
        peaks[title] = int(asked.stdout) // 1024
    counted("T-12", len(peaks), f"heaviest files, the largest parser {max(peaks.values())} MB", 0)
    assert len(peaks) >= 9
    assert [title for title, peak in peaks.items() if peak >= MEGABYTES] == []
