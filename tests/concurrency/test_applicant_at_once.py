"""Somebody applies while a member locks their ballot: who applies first is scored in that round, or the ballot was
locked first and they come after it. Real processes, on a database of their own, on the engine of the test run.
"""

import json
from typing import Any

from tests.scratch import Scratch

SETUP = """
import json
from accounts.domain.users import system_operator
from succession.domain import announcing, applying, panel
from tests.succession import cast
from tests.succession.test_panel import scored, seats
from tests.succession.test_panel_stages import screened
from tests.succession.test_supplementary import SECOND
vacancy, people, applications = screened(3)
held = panel.open_round(vacancy=vacancy, stage="paper", by=system_operator())
members = seats(vacancy, 5, outside=True)
applying.withdraw(application=applications[2], reason="Menarik diri.", by=system_operator())
vacancy.refresh_from_db()
given = {"number": "P-2", "place": "Laman", "reason": "Tinggal dua."}
announcing.extend(vacancy=vacancy, **SECOND, **given, by=system_operator())
scored(held, members[0], dict.fromkeys(people[:2], 60))
print(json.dumps({"vacancy": vacancy.pk, "round": held.pk, "member": members[0].pk, "person": people[2].pk}))
"""
# It stops where it has read who withdrew: until then nobody else may have been let in.
LOCKS = """
import json, sys
from accounts.models import User
from succession.domain import panel
from succession.domain.queries import panels
from succession.models import PanelRound
from tests.succession.test_panel import lock
real = panels.withdrawn
def stopping(held):
    found = real(held)
    print("read", flush=True)
    sys.stdin.readline()
    return found
panels.withdrawn = stopping
print("ready", flush=True)
of = json.loads(sys.stdin.readline())
lock(PanelRound.objects.get(pk=of["round"]), User.objects.get(pk=of["member"]))
print("locked", flush=True)
"""
APPLIES = """
import json, sys
from datetime import date
from succession.models import Vacancy
from talent.models import Employee
from tests.succession import cast
print("ready", flush=True)
of = json.loads(sys.stdin.readline())
person = Employee.objects.get(pk=of["person"])
cast.applied(Vacancy.objects.get(pk=of["vacancy"]), [person], on=date(2026, 8, 10))
print("applied", flush=True)
"""
RESULT = """
import json
from succession.models import Application, PanelBallot
applied = Application.objects.get(withdrawn_at=None, received_on="2026-08-10").at
print(json.dumps(PanelBallot.objects.exclude(locked_at=None).get().locked_at < applied))
"""


def test_nobody_applies_between_what_a_ballot_reads_and_its_lock(scratch: Scratch) -> None:
    of: dict[str, Any] = json.loads(scratch.python(SETUP))
    with scratch.parties([LOCKS, APPLIES]) as (locks, applies):
        assert [locks.hear(), applies.hear()] == ["ready", "ready"]
        locks.say(json.dumps(of))
        assert locks.hear() == "read"
        applies.say(json.dumps(of))
        assert applies.silent(3)
        locks.say()
        assert (locks.hear(), applies.hear()) == ("locked", "applied")
    assert json.loads(scratch.python(RESULT)) is True
