"""A file's chunks come from another process, and that process goes when the reading ends, however it ends."""

import os
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from talent.interfaces.ahead import read_ahead
from talent.interfaces.columns.check import CheckedChunk
from talent.interfaces.sheets.errors import FileRefused


def _chunks(count: int, failure: BaseException | None = None) -> Generator[CheckedChunk, None, None]:
    """Chunks that say which process read them."""
    for number in range(1, count + 1):
        last = number == count and failure is None
        yield CheckedChunk("CSV", [number], {"reader": [os.getpid()]}, ("reader",), 1, [], last=last)
    if failure:
        raise failure


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the worker: the threads of those who run tests in parallel are not counted."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def _readers(chunks: list[CheckedChunk]) -> list[int]:
    return [chunk.columns["reader"][0] for chunk in chunks]


@pytest.mark.usefixtures("alone")
def test_all_but_the_first_chunk_are_read_by_one_other_process_which_is_gone_at_the_end() -> None:
    chunks = list(read_ahead(_chunks(4)))
    assert [(chunk.rows, chunk.last) for chunk in chunks] == [([1], False), ([2], False), ([3], False), ([4], True)]
    first, *others = _readers(chunks)
    assert first == os.getpid()
    assert len(set(others)) == 1
    assert others[0] != first
    assert not Path(f"/proc/{others[0]}").exists()


@pytest.mark.usefixtures("alone")
def test_a_file_of_one_chunk_is_read_here() -> None:
    assert _readers(list(read_ahead(_chunks(1)))) == [os.getpid()]


def test_a_process_with_threads_reads_for_itself() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert _readers(list(read_ahead(_chunks(3)))) == [os.getpid()] * 3
    finally:
        done.set()
        other.join()


@pytest.mark.usefixtures("alone")
def test_who_stops_early_leaves_no_process_behind() -> None:
    reading = read_ahead(_chunks(1_000))
    next(reading)
    (reader,) = _readers([next(reading)])
    assert Path(f"/proc/{reader}").exists()
    reading.close()
    assert not Path(f"/proc/{reader}").exists()


@pytest.mark.usefixtures("alone")
def test_a_refusal_that_comes_late_comes_over_whole() -> None:
    reading = read_ahead(_chunks(3, FileRefused("false_size", member="xl/sheet1.xml")))
    taken = [next(reading) for _ in range(3)]
    with pytest.raises(FileRefused) as refused:
        next(reading)
    assert len(taken) == 3
    assert (refused.value.code, refused.value.details) == ("false_size", {"member": "xl/sheet1.xml"})


@pytest.mark.usefixtures("alone")
def test_a_reader_that_dies_is_not_taken_for_the_end_of_the_file() -> None:
    reading = read_ahead(_chunks(3, ZeroDivisionError()))
    assert [next(reading).rows for _ in range(3)] == [[1], [2], [3]]
    with pytest.raises(RuntimeError, match="before the file did"):
        next(reading)
