"""Two members move the same person at once, two officers answer the same reply at once: nothing is lost, nothing is
done twice, and the one who comes second reads who did what. Real processes, real requests, a database of their own.
"""

import json
import os
from typing import Any

from tests.scratch import Scratch

ROUNDS = 200 if os.environ.get("ASSURE") == "long" else 4

SETUP = """
import json
from accounts.domain.users import system_operator
from talent.domain import replies
from talent.models import Employee
from tests import factories
from tests.talent import sittings
people = [factories.assessed(factories.employee()) for _person in range({rounds})]
session = sittings.sitting(factories.mapped_cycle())
done = factories.established_cycle(name="Sebelumnya")
answers = []
for person in people:
    by = factories.user("EMPLOYEE", person=person)
    text = "Penghargaan saya belum tercatat."
    answers.append(replies.submit(cycle=done, employee=person, kind="OBJECTION", text=text, by=by).pk)
print(json.dumps({{
    "session": session.pk,
    "members": [(user.pk, str(user)) for user in sittings.members(session)[:2]],
    "officers": [(user.pk, str(user)) for user in (factories.user("BKD_STAFF"), factories.user("BKD_HEAD"))],
    "people": [person.pk for person in people],
    "replies": answers,
}}))
"""
WORKER = """
import json, sys
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import setup_test_environment
from accounts.models import User
from tests import factories
from tests.talent import documents
setup_test_environment()
def signed_in(user):
    client = Client()
    client.force_login(User.objects.get(pk=user), backend=factories.SIGNING_IN)
    return client
clients = {{user: signed_in(user) for user in {users}}}
next(iter(clients.values())).get("/")
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if "file" in asked:
        name, words = asked["file"]
        asked["body"][name] = SimpleUploadedFile("bukti.pdf", documents.pdf(words))
    answer = clients[asked["by"]].post(asked["at"], asked["body"], **asked.get("options", {{}}))
    shown = answer.content.decode()
    print(json.dumps([answer.status_code, [name for name in asked["look_for"] if name in shown]]), flush=True)
"""
TOLD = """
import json
from talent.models import CalibrationMove, Reply
print(json.dumps([
    list(CalibrationMove.objects.order_by("employee_id").values_list("employee_id", "number", "reason")),
    list(Reply.objects.order_by("id").values_list("id", "state", "answer", "version")),
]))
"""


def contest(scratch: Scratch, users: list[list[int]], rounds: list[list[dict[str, Any]]]) -> list[list[Any]]:
    """Each round's answers: all orders are given before any answer is read. `users`: whose orders each process does."""
    with scratch.parties([WORKER.format(users=whose) for whose in users]) as workers:
        assert [worker.hear() for worker in workers] == ["ready"] * len(users)
        found = []
        for orders in rounds:
            for worker, order in zip(workers, orders, strict=True):
                worker.say(json.dumps(order))
            found.append([json.loads(worker.hear()) for worker in workers])
        return found


def test_of_two_at_once_one_wins_and_the_other_reads_who(scratch: Scratch) -> None:
    house = json.loads(scratch.python(SETUP.format(rounds=ROUNDS)))
    names = [name for _pk, name in house["members"]]
    moves = [
        [
            {
                "by": house["members"][mine][0],
                "at": f"/kalibrasi/{house['session']}/pindahkan/",
                "body": {"employee": who, "box": 8 - mine, "seen": 0, "reason": f"Alasan {mine} tentang {who}."},
                "look_for": [f"Alasan {1 - mine} tentang {who}.", names[1 - mine]],
            }
            for mine in (0, 1)
        ]
        for who in house["people"]
    ]
    answers = [
        [
            {
                "by": house["officers"][mine][0],
                "at": f"/tanggapan/{reply}/jawab/",
                "body": {"accepted": mine, "text": f"Jawaban {mine} atas {reply}.", "version": 1},
                "look_for": [f"Jawaban {1 - mine} atas {reply}.", house["officers"][1 - mine][1]],
            }
            for mine in (0, 1)
        ]
        for reply in house["replies"]
    ]
    orders = moves + answers
    users = [[house[sort][mine][0] for sort in ("members", "officers")] for mine in (0, 1)]
    for order, pair in zip(orders, contest(scratch, users, orders), strict=True):
        winner = [status for status, _found in pair].index(302)
        status, found = pair[1 - winner]
        assert (status, found) == (409, order[1 - winner]["look_for"])
    moved, answered = json.loads(scratch.python(TOLD))
    assert [(who, number) for who, number, _reason in moved] == [(who, 1) for who in sorted(house["people"])]
    assert [(pk, version) for pk, _state, _answer, version in answered] == [(pk, 2) for pk in house["replies"]]
    assert all(answer.endswith(f"atas {pk}.") for pk, _state, answer, _version in answered)
