"""Two who sign for the PPK at the same moment, one establishes who waits for a supplementary decree, the other declines
them: one of them does, the other is told who was faster. Real processes, on a database of their own, on the engine of
the test run.
"""

import json

from tests.scratch import Scratch

ROUNDS = 4
SETUP = """
import json
from datetime import UTC, datetime
from talent.domain import inclusion
from talent.domain.queries import inclusion as queries
from talent.models import ReviewCycle
from tests import factories
factories.assessed(factories.employee(name="Alya"))
cycles = [factories.established_cycle(name=f"Siklus ke-{{number}}") for number in range({rounds})]
person = factories.assessed(factories.employee(name="Dewi", known_at=datetime.now(UTC)))
for cycle in cycles:
    factories.included(cycle)
cycles = ReviewCycle.objects.filter(state="ESTABLISHED").order_by("pk")
tokens = [(cycle.pk, inclusion.token_of(cycle, queries.waiting_for_decree(cycle))) for cycle in cycles]
print(json.dumps([person.pk, tokens]))
"""
WORKER = """
import json, sys
from accounts.domain.users import system_operator
from django.utils import timezone
from rules.errors import DomainError
from talent.domain import inclusion
from talent.models import ReviewCycle
print("ready", flush=True)
for line in sys.stdin:
    pk, token = json.loads(line)
    given = {{"cycle": ReviewCycle.objects.get(pk=pk), "reason": "Uji.", "token": token, "by": system_operator()}}
    try:
        {act}
        said = "won"
    except DomainError as error:
        said = [error.code, error.change.kind]
    print(json.dumps(said), flush=True)
"""
ACTS = {
    "established": 'inclusion.establish(decree="800/9", established_date=timezone.localdate(), **given)',
    "declined": "inclusion.decline(people=[{person}], **given)",
}
RESULT = """
import json
from talent.models import InclusionDecline, PoolMembership
joined = PoolMembership.objects.exclude(entry_reason=None)
print(json.dumps([joined.count(), InclusionDecline.objects.count()]))
"""


def test_of_two_who_decide_over_who_waits_one_does(scratch: Scratch) -> None:
    person, tokens = json.loads(scratch.python(SETUP.format(rounds=ROUNDS)))
    won = dict.fromkeys(ACTS, 0)
    with scratch.parties([WORKER.format(act=act.format(person=person)) for act in ACTS.values()]) as workers:
        assert [worker.hear() for worker in workers] == ["ready", "ready"]
        for seen in tokens:
            for worker in workers:
                worker.say(json.dumps(seen))
            said = dict(zip(ACTS, [json.loads(worker.hear()) for worker in workers], strict=True))
            (winner,) = (name for name, result in said.items() if result == "won")
            won[winner] += 1
            assert [result for result in said.values() if result != "won"] == [["stale", f"talent.inclusion.{winner}"]]
    assert json.loads(scratch.python(RESULT)) == list(won.values())
