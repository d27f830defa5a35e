"""Two administrators whose roles end at the same moment: one of them stays."""

from tests.scratch import Scratch

WAITING_SECONDS = 1.5

_PREPARE = """
from accounts.domain import users
from accounts.roles import Roles
by = users.system_operator()
for name in ("alya", "budi"):
    users.grant(user=users.add(username=name, name=name, password=None, by=by), role=Roles.ADMINISTRATOR, by=by)
"""
_REVOKE = """
import sys
from django.db import transaction
from accounts.domain import users
from accounts.models import RoleAssignment
from rules.errors import DomainError
held = RoleAssignment.objects.get(user__username="{name}")
by = users.system_operator()
print("ready", flush=True)
sys.stdin.readline()
try:
    with transaction.atomic():
        users.revoke(assignment=held, by=by, reason="pindah tugas")
        print("revoked", flush=True)
        sys.stdin.readline()
except DomainError as refused:
    print(refused.code, flush=True)
"""
_LEFT = """
from accounts.models import RoleAssignment
left = RoleAssignment.objects.filter(role="ADMINISTRATOR", ended_at=None).values_list("user__username", flat=True)
print(",".join(left))
"""


def test_of_the_last_two_who_leave_at_once_one_stays(scratch: Scratch) -> None:
    scratch.python(_PREPARE)
    with scratch.parties([_REVOKE.format(name=name) for name in ("alya", "budi")]) as (first, second):
        assert [first.hear(), second.hear()] == ["ready", "ready"]
        first.say()
        assert first.hear() == "revoked"
        # The first holds its transaction open while the second begins, which has to wait for it.
        second.say()
        assert second.silent(WAITING_SECONDS)
        first.say()
        assert second.hear() == "last_administrator"
    assert scratch.python(_LEFT) == "budi\n"
