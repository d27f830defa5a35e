"""T-13: killed with SIGKILL at each named step and at any moment, work goes on to the result of undisturbed work.

ASSURE=long: 500 kills of each sort of work.
"""

import json
import os

import pytest

from tests.promises import counted
from tests.scratch import Scratch

LONG = os.environ.get("ASSURE") == "long"
# A merit round goes a long way: fewer of them make the quick form as short as the others.
WORKS = {
    "kills.killed_imports": 12,
    "kills.killed_mappings": 12,
    "kills.killed_signatures": 12,
    "kills.killed_decisions": 12,
    "merit_kills.killed_merit": 6,
}


@pytest.mark.parametrize("place", WORKS)
def test_killed_work_goes_on_and_ends_as_if_nothing_had_happened(scratch: Scratch, place: str) -> None:
    kills = 500 if LONG else WORKS[place]
    module, work = place.split(".")
    given = f"folder={str(scratch.folder)!r}, kills={kills}"
    told = scratch.python(f"from tests.assurance import {module}\n{module}.{work}({given})")
    _rounds, killed, wrong, count = json.loads(told.splitlines()[-1])
    counted("T-13", sum(killed.values()), f"kills ({work.replace('_', ' ')})", count)
    assert wrong == []
    assert killed["at any moment"] > 0
    assert sum(killed.values()) >= kills
