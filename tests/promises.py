"""What the promises of this house come to: each of their tests says what it tried, and the run ends with the table."""

import json
import os


def counted(promise: str, size: int, of: str, wrong: int) -> None:
    """Note that `size` of something were tried for a promise (`T-20`) and how many came out wrong; the test asserts it.

    `tools/test.py` names the file (PROMISES) that the processes of a run share; a line is one write, so none is torn.
    """
    print(f"{promise}: {size:,} {of}, {wrong} wrong")  # noqa: T201
    if place := os.environ.get("PROMISES"):
        with open(place, "ab", buffering=0) as notes:  # noqa: PTH123 - unbuffered: one line, one write
            notes.write(json.dumps([promise, size, of, wrong]).encode() + b"\n")
