"""Two administrators whose roles end at the same moment: one of them stays."""

import subprocess
from select import select

from tests.scratch import Scratch, ended

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
    first, second = (scratch.begin(_REVOKE.format(name=name)) for name in ("alya", "budi"))
    assert [_said(first), _said(second)] == ["ready", "ready"]
    _go(first)
    assert _said(first) == "revoked"
    # The first holds its transaction open while the second begins, which has to wait for it.
    _go(second)
    assert select([second.stdout], [], [], WAITING_SECONDS)[0] == []
    _go(first)
    assert _said(second) == "last_administrator"
    assert [ended(one).returncode for one in (first, second)] == [0, 0]
    assert scratch.python(_LEFT) == "budi\n"


def _go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def _said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
