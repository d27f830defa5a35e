"""`manage.py work`: the worker on the database queue, as a process of its own."""

import json
import os
import subprocess
import sys

from tests.scratch import Scratch

AT_WORK = """
import json
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from accounts.domain.users import system_operator
from audit.models import Seal
from jobs.domain import running
from jobs.models import Job
from talent.models import ReviewCycle
from tests import factories

by, cycle = system_operator(), factories.cycle()
factories.employee()
known_at = timezone.now()
params = {"cycle": cycle.pk, "known_at": known_at.isoformat()}
running.start(kind="map", by=by, agency_id=cycle.agency_id, params=params, total=1)
other = factories.cycle(name="Lain")
params = params | {"cycle": other.pk}
Job.objects.create(
    kind="map", by=by, agency=cycle.agency, params=params, total=1,
    state="RUNNING", attempts=1, heartbeat_at=timezone.now() - timedelta(hours=1),
)

call_command("work", "--once")
jobs = list(Job.objects.order_by("pk").values_list("state", "attempts", "done", "message"))
states = list(ReviewCycle.objects.order_by("pk").values_list("state", flat=True))
print(json.dumps([jobs, states, Seal.objects.count()]))
"""


def test_once_does_what_waits_and_what_a_killed_worker_left_and_seals_the_ledger(scratch: Scratch) -> None:
    assert json.loads(scratch.python(AT_WORK)) == [
        [["DONE", 1, 1, ""], ["DONE", 2, 1, ""]],
        ["MAPPED", "MAPPED"],
        1,
    ]


STARTED = """
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "work", "--once"])
print(*sorted({"sklearn", "scipy"} & set(sys.modules)), "pandas" in sys.modules)
"""


def test_what_imports_never_need_is_not_in_the_worker_that_does_them(scratch: Scratch) -> None:
    own = {"DATABASE_URL": scratch.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    words = [sys.executable, "-c", STARTED]
    done = subprocess.run(words, env=dict(os.environ) | own, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"]
