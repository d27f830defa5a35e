"""Everybody held against an agency's posts, by the API."""

from typing import Any

import pytest

from jobs.domain import running
from jobs.models import Job
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def test_a_sweep_is_started_followed_and_read_to_the_last_reason(ask: Any) -> None:
    agency, staff = factories.agency(), ask("BKD_STAFF")
    post = cast.post(agency, "A")
    alya, budi = cast.candidate(agency, name="Alya"), cast.candidate(agency, name="Budi", healthy=False)
    asked = {"agency": agency.pk, "tiers": ["JPT_PRATAMA"], "on": "2026-08-03"}
    status, sweep = staff.post("eligibility-sweeps/", asked)
    assert (status, sweep["posts"], sweep["people"], sweep["finished_at"]) == (202, 1, None, None)
    assert staff.get(f"eligibility-sweeps/{sweep['id']}/posts/")[1]["results"] == []
    assert staff.post("eligibility-sweeps/", asked)[1]["code"] == "already_running"
    running.run_job.func(Job.objects.get(kind="sweep").pk)
    assert staff.get(f"eligibility-sweeps/{sweep['id']}/")[1]["people"] == 2
    (told,) = staff.get(f"eligibility-sweeps/{sweep['id']}/posts/", {"title": "dinas"})[1]["results"]
    assert (told["position"], told["people"], told["eligible"], told["unsure"]) == (post.pk, 2, 1, 0)
    assert told["stops"] == [{"code": "health", "failed": 1, "unknown": 0, "alone": 1}]
    assert staff.get(f"eligibility-sweeps/{sweep['id']}/posts/", {"nobody": "true"})[1]["results"] == []
    people = f"swept-posts/{told['id']}/people/"
    lines = staff.get(people)[1]
    assert [(line["employee"]["id"], line["outcome"], line["failed"]) for line in lines["results"]] == [
        (alya.pk, "pass", []),
        (budi.pk, "fail", ["health"]),
    ]
    assert staff.get(people, {"requirement": "health"})[1]["count"] == 1
    one = staff.get(f"{people}{budi.pk}/")[1]
    assert (one["outcome"], one["agrees"]) == ("fail", True)
    assert [check["code"] for check in one["checks"]] == told["requirements"]
    assert [check["code"] for check in one["checks"] if check["status"] == "fail"] == ["health"]
    assert staff.get(f"{people}{factories.employee(agency).pk}/")[0] == 404
