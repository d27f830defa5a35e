"""T-13: killed with SIGKILL at each named step and at any moment, work goes on to the result of undisturbed work.

ASSURE=long: 500 kills of each sort of work.
"""

import json
import os

import pytest

from tests.promises import counted
from tests.scratch import Scratch

KILLS = 500 if os.environ.get("ASSURE") == "long" else 12


WORKS = ["killed_imports", "killed_mappings", "killed_signatures", "killed_decisions", "killed_merit"]


@pytest.mark.parametrize("work", WORKS)
def test_killed_work_goes_on_and_ends_as_if_nothing_had_happened(scratch: Scratch, work: str) -> None:
    given = f"folder={str(scratch.folder)!r}, kills={KILLS}"
    module = "merit_kills" if work == "killed_merit" else "kills"
    told = scratch.python(f"from tests.assurance import {module}\n{module}.{work}({given})")
    _rounds, killed, wrong, count = json.loads(told.splitlines()[-1])
    counted("T-13", sum(killed.values()), f"kills ({work.replace('_', ' ')})", count)
    assert wrong == []
    assert killed["at any moment"] > 0
    assert sum(killed.values()) >= KILLS
