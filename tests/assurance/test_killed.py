"""T-13: killed with SIGKILL at each named step and at any moment, work goes on to the result of undisturbed work.

ASSURE=long: ten times as many kills.
"""

import json
import os

import pytest

from tests.promises import counted
from tests.scratch import Scratch

# Kills inside each sort of work, by how long it goes: 220 together, ten times as many in the long form.
WORKS = {
    "kills.killed_imports": 38,
    "kills.killed_mappings": 16,
    "kills.killed_signatures": 52,
    "kills.killed_sweeps": 20,
    "kills.killed_longlists": 30,
    "kills.killed_decisions": 32,
    "merit_kills.killed_merit": 20,
    "merit_step_kills.killed_merit_steps": 12,
}


@pytest.mark.parametrize("place", WORKS)
def test_killed_work_goes_on_and_ends_as_if_nothing_had_happened(scratch: Scratch, place: str) -> None:
    kills = WORKS[place] * (10 if os.environ.get("ASSURE") == "long" else 1)
    module, work = place.split(".")
    given = f"folder={str(scratch.folder)!r}, kills={kills}"
    told = scratch.python(f"from tests.assurance import {module}\n{module}.{work}({given})")
    inside, by_chance, places, steps, wrong, count = json.loads(told.splitlines()[-1])
    counted("T-13", inside, f"kills inside {work.removeprefix('killed_')}", count)
    print(by_chance, "of them at any moment;", places, steps)  # noqa: T201
    assert wrong == []
    assert inside >= kills
    assert by_chance > 0
