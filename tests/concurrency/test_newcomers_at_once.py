"""Two agencies, or two people of one, enter the same newcomers at the same moment: one of them does, the other is told
so, and nothing of theirs is half written. Real processes, on a database of their own, on the engine of the test run.
"""

import json

from tests.scratch import Scratch

ROUNDS = 12
SETUP = """
from tests import factories
factories.agency(), factories.other_agency()
for role, agency in (("BKD_STAFF", factories.agency()), ("BKD_HEAD", factories.agency()),
                     ("BKD_STAFF", factories.other_agency())):
    factories.user(role, agency, username=f"{role}-{agency.code}")
"""
# One enters a single person by the page's way; or 50 of them as a chunk of a file, in the order that is given.
WORKER = """
import json, sys
from accounts.models import User
from rules.errors import DomainError
from talent.domain import records
from talent.domain.importing import WRITERS, Context
from talent.domain import known
from django.db import transaction
from talent.models import Agency
from tests import factories
by, agency = User.objects.get(username={user!r}), Agency.objects.get(code={agency!r})
fields = [*factories._EMPTY["employees"], "name"]
print("ready", flush=True)
for line in sys.stdin:
    nips = json.loads(line)
    try:
        if len(nips) == 1:
            records.enter(agency=agency, nip=nips[0], values=dict.fromkeys(fields) | {{"name": "Alya"}}, by=by)
            said = "won"
        else:
            columns = {{name: [None] * len(nips) for name in fields}} | {{"nip": nips, "name": ["Alya"] * len(nips)}}
            with transaction.atomic():
                written = WRITERS["employees"](columns, len(nips), Context(agency, by, known.turn(agency.pk)))
            said = [written.new, sorted({{error.code for error in written.errors}})]
    except DomainError as error:
        said = error.code
    print(json.dumps(said), flush=True)
"""
TOLD = """
import json
from django.db import models
from audit.models import Event
from talent.models import Employee, EmployeeRecord
whole = Employee.objects.filter(current__isnull=False, records__known_to=None, records__agency=models.F("agency"))
print(json.dumps([Employee.objects.count(), whole.distinct().count(), EmployeeRecord.objects.count(),
                  Event.objects.filter(kind="talent.record.added").count()]))
"""


def nip(number: int) -> str:
    return f"19800305201001{1}{number:03d}"


def test_of_two_who_enter_the_same_newcomers_at_once_one_does(scratch: Scratch) -> None:
    scratch.python(SETUP)
    seats = (("BKD_STAFF-KALTIM", "KALTIM"), ("BKD_HEAD-KALTIM", "KALTIM"), ("BKD_STAFF-BONTANG", "BONTANG"))
    scripts = [WORKER.format(user=user, agency=agency) for user, agency in seats]
    with scratch.parties(scripts) as workers:
        assert [worker.hear() for worker in workers] == ["ready"] * 3

        def contest(*orders: list[str]) -> list[object]:
            for worker, order in zip(workers, orders, strict=True):
                worker.say(json.dumps(order))
            return [json.loads(worker.hear()) for worker in workers]

        for number in range(ROUNDS):
            codes = contest(*[[nip(number)]] * 3)
            assert codes.count("won") == 1
            winner = seats[codes.index("won")][1]
            told = ["nip_known" if agency == winner else "nip_elsewhere" for _user, agency in seats]
            assert [code for code in codes if code != "won"] == [
                said for said, code in zip(told, codes, strict=True) if code != "won"
            ]
        # As chunks of files, in another order each: whoever waits for the other is not left hanging.
        many = [nip(100 + number) for number in range(50)]
        found = contest(many, [nip(900)], list(reversed(many)))
        assert found[1] == "won"
        assert sorted([found[0], found[2]]) == [[0, ["nip_elsewhere"]], [50, []]]
    people = ROUNDS + 51
    assert json.loads(scratch.python(TOLD)) == [people, people, people, ROUNDS + 1]
