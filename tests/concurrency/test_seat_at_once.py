"""Somebody reads whose a blind round's codes are while they are given a seat in it: whoever reads them first takes no
seat. Real processes, on a database of their own, on the engine of the test run.
"""

import json
from typing import Any

from tests.scratch import Scratch

SETUP = """
import json
from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from tests import factories
from tests.succession.test_panel import opened
held, people, members = opened()
user = factories.user("BKD_STAFF", held.vacancy.agency)
users.grant(user=user, role=Roles.SELECTION_COMMITTEE, agency_id=held.vacancy.agency_id, by=system_operator())
print(json.dumps({"round": held.pk, "user": user.pk, "vacancy": held.vacancy_id}))
"""
# It stops where it has seen that they have no seat: until it wrote down that they read the codes nobody gives them one.
READS = """
import json, sys
from accounts.models import User
from succession.domain import conflicts, panel
from succession.models import PanelRound
real = conflicts.require_unrelated
def stopping(*people, **about):
    print("no seat", flush=True)
    sys.stdin.readline()
    return real(*people, **about)
conflicts.require_unrelated = stopping
print("ready", flush=True)
of = json.loads(sys.stdin.readline())
by = User.objects.get(pk=of["user"])
print(len(panel.unmask(held=PanelRound.objects.get(pk=of["round"]), form="page", by=by)), flush=True)
"""
SEATS = """
import json, sys
from accounts.domain.users import system_operator
from accounts.models import User
from rules.errors import DomainError
from succession.domain import committee
from succession.models import Vacancy
print("ready", flush=True)
of = json.loads(sys.stdin.readline())
about = {"vacancy": Vacancy.objects.get(pk=of["vacancy"]), "user": User.objects.get(pk=of["user"])}
try:
    committee.appoint_member(by=system_operator(), **about)
    print("seated", flush=True)
except DomainError as error:
    print(error.code, flush=True)
"""


def test_nobody_is_given_a_seat_between_what_is_asked_of_a_reader_of_codes_and_the_codes(scratch: Scratch) -> None:
    of: dict[str, Any] = json.loads(scratch.python(SETUP))
    with scratch.parties([READS, SEATS]) as (reads, gives):
        assert [reads.hear(), gives.hear()] == ["ready", "ready"]
        reads.say(json.dumps(of))
        assert reads.hear() == "no seat"
        gives.say(json.dumps(of))
        assert gives.silent(3)
        reads.say()
        assert (reads.hear(), gives.hear()) == ("4", "read_codes")
