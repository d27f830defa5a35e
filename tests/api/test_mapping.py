"""Review cycles, placements and the pool through the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain import users
from accounts.roles import Roles
from audit.models import Event
from jobs.models import Job
from talent.models import MappingRun, PoolMembership, ReviewCycle
from tests import factories
from tests.api.conftest import House
from tests.talent import sittings

pytestmark = pytest.mark.django_db

LACKING = [
    "Performance rating",
    "360° feedback",
    "Managerial and socio-cultural competency",
    "Potential assessment",
    "Level of formal education",
    "Fit of the field of study",
]


def test_a_cycle_is_opened_mapped_and_read(ask: Any, django_capture_on_commit_callbacks: Any) -> None:
    agency = factories.agency()
    person = factories.assessed(factories.employee())
    staff = ask("BKD_STAFF")
    status, content = staff.post("cycles/", {"agency": agency.pk, "name": "Siklus 2026", "on": "2026-06-30"})
    cycle = ReviewCycle.objects.get()
    assert (status, content) == (
        201,
        {
            "id": cycle.pk,
            "agency": {"id": agency.pk, "code": "KALTIM", "name": "Provinsi Kalimantan Timur"},
            "name": "Siklus 2026",
            "on": "2026-06-30",
            "state": "DRAFT",
            "run": None,
            "job": None,
            "established_date": None,
            "decree": "",
            "announced_on": None,
            "reply_until": None,
            "version": 1,
        },
    )
    assert staff.get(f"cycles/{cycle.pk}/")[1] == {
        "cycle": content,
        "run": None,
        "matrix": None,
        "token": None,
    }
    assert staff.get(f"cycles/{cycle.pk}/placements/")[1]["code"] == "transition"
    assert staff.post(f"cycles/{cycle.pk}/map/")[1]["code"] == "transition"
    assert staff.post(f"cycles/{cycle.pk}/gather/")[1]["state"] == "OPEN"
    with django_capture_on_commit_callbacks(execute=True):
        status, job = staff.post(f"cycles/{cycle.pk}/map/")
    assert (status, job["kind"], job["state"], job["total"]) == (202, "map", "WAITING", 1)
    done = staff.get(f"jobs/{job['id']}/")[1]
    assert (done["state"], done["done"], done["percent"], done["target"]) == ("DONE", 1, 100, f"cycle:{cycle.pk}")
    matrix = staff.get(f"cycles/{cycle.pk}/")[1]["matrix"]
    assert (matrix["boxes"]["9"], matrix["people"], matrix["unassessed"]) == (1, 1, 0)
    assert staff.get(f"cycles/{cycle.pk}/placements/")[1]["results"][0]["employee"]["nip"] == person.nip


def test_the_answer_to_a_start_names_the_address_of_its_job(staff: Any) -> None:
    cycle = factories.cycle()
    response = staff.post(f"/api/v1/cycles/{cycle.pk}/map/", {}, content_type="application/json")
    assert (response.status_code, response["Location"]) == (202, f"/api/v1/jobs/{Job.objects.get().pk}/")


def test_a_second_cycle_of_the_same_name_is_refused(ask: Any) -> None:
    cycle = factories.cycle()
    body = {"agency": cycle.agency_id, "name": cycle.name, "on": "2026-06-30"}
    status, content = ask("BKD_STAFF").post("cycles/", body)
    assert (status, content["code"], content["title"]) == (422, "cycle_exists", "Unprocessable Entity")
    assert ReviewCycle.objects.count() == 1


def test_the_matrix_counts_people_and_what_they_lack(ask: Any, house: House) -> None:
    content = ask("BKD_STAFF").get(f"cycles/{house.cycle.pk}/")[1]
    assert content["matrix"]["boxes"] == {str(box): 2 if box == 9 else 0 for box in range(1, 10)}
    assert (content["matrix"]["unassessed"], content["matrix"]["people"]) == (1, 3)
    assert content["matrix"]["pool_boxes"] == [7, 8, 9]
    assert [(lack["label"], lack["people"]) for lack in content["matrix"]["lacking"]] == [(name, 1) for name in LACKING]
    run = MappingRun.objects.get()
    assert (content["run"]["id"], content["run"]["people"], content["run"]["on"]) == (run.pk, 3, "2026-06-30")
    assert content["run"]["results_digest"] == run.results_digest


def test_placements_are_listed_by_box(ask: Any, house: House) -> None:
    staff, path = ask("BKD_STAFF"), f"cycles/{house.cycle.pk}/placements/"
    first = house.people[0]
    assert staff.get(path, {"box": 9, "limit": 1})[1]["results"] == [
        {
            "employee": {"id": first.pk, "nip": first.nip, "name": first.name},
            "contested": 0,
            "policy": "kepka-411-2025 v1",
            "performance": 100.0,
            "potential": 84.8,
            "talent_value": 92.4,
            "performance_band": "ABOVE",
            "potential_band": "HIGH",
            "box": 9,
            "computed_box": 9,
            "missing": [],
        }
    ]
    unassessed = staff.get(path, {"box": 0})[1]["results"]
    assert [(row["employee"]["id"], row["box"], row["missing"]) for row in unassessed] == [
        (house.people[2].pk, None, LACKING)
    ]
    assert [row["box"] for row in staff.get(path)[1]["results"]] == [9, 9, None]
    assert staff.get(path, {"box": 10})[0] == 400


def test_an_explanation_agrees_with_what_was_stored_and_leaves_an_event(ask: Any, house: House) -> None:
    person = house.people[0]
    status, content = ask("BKD_STAFF").get(f"cycles/{house.cycle.pk}/placements/{person.pk}/explanation/")
    assert (status, content["agrees"], content["policy"]["code"]) == (200, True, "kepka-411-2025")
    assert (content["performance"]["value"], content["potential"]["value"]) == (100.0, 84.8)
    rating = content["performance"]["children"][0]
    assert (rating["id"], rating["weight"], rating["value"], rating["contribution"]) == ("rating", 60.0, 100.0, 60.0)
    assert rating["inputs"] == {"years": {"2025": "SANGAT_BAIK"}}
    event = Event.objects.get(kind="talent.employee.opened")
    assert (event.subject, event.payload) == (f"talent.employee:{person.pk}", {"part": "box"})


def test_who_joined_the_cycle_later_is_listed_and_explained_by_their_own_run(
    ask: Any, house: House, today: Any
) -> None:
    dewi = factories.assessed(factories.employee(known_at=datetime.now(UTC)))
    # The third of the house had no box.
    factories.assessed(house.people[2], known_at=datetime.now(UTC))
    run = factories.included(house.cycle)
    staff, path = ask("BKD_STAFF"), f"cycles/{house.cycle.pk}/placements/"
    for person in (dewi, house.people[2]):
        status, content = staff.get(f"{path}{person.pk}/explanation/")
        assert (status, content["agrees"], content["run"], content["on"]) == (200, True, run.pk, today.isoformat())
        assert content["placement"]["box"] == 9
    assert [row["box"] for row in staff.get(path)[1]["results"]] == [9, 9, 9, 9]
    assert [row["box"] for row in staff.get("employees/")[1]["results"]] == [9, 9, 9, 9]


def test_an_employee_reads_their_own_explanation_only(ask: Any, house: House) -> None:
    own = ask("EMPLOYEE", person=house.people[0])
    path = f"cycles/{house.cycle.pk}/placements/%s/explanation/"
    assert own.get(path % house.people[0].pk)[1]["placement"]["box"] == 9
    assert own.get(path % house.people[1].pk)[0] == 404
    assert own.get(f"cycles/{house.cycle.pk}/")[0] == 403


def test_a_replay_is_identical_and_leaves_an_event(ask: Any, house: House) -> None:
    auditor = ask("AUDITOR")
    assert auditor.post(f"cycles/{house.cycle.pk}/replay/") == (
        200,
        {"identical": True, "people": 3, "inputs_same": True, "law_same": True, "rules_changed": [], "differences": []},
    )
    assert Event.objects.get(kind="talent.mapping.replayed").actor == auditor.client.user.pk
    assert ask("PPK").post(f"cycles/{house.cycle.pk}/replay/")[0] == 403


def test_the_pool_holds_on_a_day(ask: Any, house: House) -> None:
    staff = ask("BKD_STAFF")
    members = staff.get("pool/", {"on": "2026-07-10"})[1]["results"]
    assert [(member["rank"], member["employee"]["id"]) for member in members] == [
        (1, house.people[0].pk),
        (2, house.people[1].pk),
    ]
    assert members[0] | {"employee": None} == {
        "id": PoolMembership.objects.get(cycle=house.cycle, rank=1).pk,
        "rank": 1,
        "employee": None,
        "contested": 0,
        "cycle": house.cycle.pk,
        "policy": "kepka-411-2025 v1",
        "box": 9,
        "computed_box": 9,
        "talent_value": 92.4,
        "valid_from": "2026-06-30",
        "valid_to": "2027-06-29",
    }
    assert staff.get("pool/", {"on": "2026-06-29"})[1]["results"] == []
    assert staff.get("pool/", {"on": "2027-06-30"})[1]["results"] == []


def test_leaving_the_pool_is_recorded_corrected_and_revoked_by_the_head(ask: Any, house: House) -> None:
    head, staff = ask("BKD_HEAD"), ask("BKD_STAFF")
    pk = staff.get("pool/", {"on": "2026-07-10"})[1]["results"][0]["id"]
    body = {"cause": "OTHER", "on": "2026-07-08", "reason": "Mundur."}
    assert staff.post(f"pool-memberships/{pk}/leave/", body)[0] == 403
    status, content = head.post(f"pool-memberships/{pk}/leave/", body)
    assert (status, [(one["cause"], one["on"]) for one in content["exits"]]) == (200, [("OTHER", "2026-07-08")])
    first = content["exits"][0]["id"]
    fixed = body | {"on": "2026-07-09", "because": "Tanggal keputusannya."}
    status, content = head.post(f"pool-exits/{first}/correct/", fixed)
    assert (status, [(one["on"], one["revoked_because"]) for one in content["exits"]]) == (
        200, [("2026-07-08", "Tanggal keputusannya."), ("2026-07-09", None)],
    )  # fmt: skip
    assert head.post(f"pool-exits/{first}/revoke/", {"reason": "Salah orang."})[1]["code"] == "already_revoked"
    assert head.post(f"pool-exits/{content['exits'][1]['id']}/revoke/", {"reason": "Salah orang."})[0] == 200
    # The committee does not learn whether it was a sanction; nor why the record of it was wrong.
    for role, told in (("BKD_STAFF", "Salah orang."), ("TALENT_COMMITTEE", None)):
        exits = ask(role).get(f"pool-memberships/{pk}/")[1]["exits"]
        assert (exits[1]["revoked_because"], exits[1]["cause"]) == (told, told and "OTHER")
    assert pk in [one["id"] for one in staff.get("pool/", {"on": "2026-07-10"})[1]["results"]]


def test_a_user_of_several_agencies_names_the_one_whose_pool_they_want(ask: Any) -> None:

    auditor = ask("AUDITOR")
    users.grant(
        user=auditor.client.user, role=Roles.AUDITOR, by=users.system_operator(), agency_id=factories.other_agency().pk
    )
    status, content = auditor.get("pool/")
    assert (status, content["errors"][0]["field"], content["errors"][0]["code"]) == (400, "agency", "required")
    assert auditor.get("pool/", {"agency": factories.other_agency().pk})[0] == 200


def test_the_moves_of_a_cycle_say_which_of_them_count(ask: Any) -> None:
    person = factories.assessed(factories.employee())
    session = sittings.sitting(factories.mapped_cycle())
    sittings.moved(session, person, 8)
    sittings.moved(session, person, 7, reason="Dibahas sekali lagi oleh sidang.", seen=1)
    staff, at = ask("BKD_STAFF"), f"cycles/{session.cycle_id}/"
    results = staff.get(f"{at}moves/")[1]["results"]
    assert [(one["number"], one["computed_box"], one["from_box"], one["box"], one["counts"]) for one in results] == [
        (1, 9, 9, 8, False),
        (2, 9, 8, 7, True),
    ]
    assert results[0]["employee"]["id"] == person.pk
    # Everywhere the box is the one after calibration, and the computed one stands beside it.
    for path in (f"{at}placements/", f"{at}placements/?box=7", "employees/", "employees/?box=7",
                 f"employees/{person.pk}/placements/"):  # fmt: skip
        (row,) = staff.get(path)[1]["results"]
        assert (path, row["box"], row["computed_box"]) == (path, 7, 9)
    assert [staff.get(path)[1]["results"] for path in (f"{at}placements/?box=9", "employees/?box=9")] == [[], []]
    placed = staff.get(f"{at}placements/{person.pk}/explanation/")[1]["placement"]
    assert (placed["box"], placed["computed_box"]) == (7, 9)
    counts = staff.get(at)[1]["matrix"]
    one_in = {number: {str(box): int(box == number) for box in range(1, 10)} for number in (7, 9)}
    assert (counts["boxes"], counts["computed_boxes"]) == (one_in[7], one_in[9])
    assert staff.get(f"{at}matrix/")[1]["boxes"] == one_in[7]


def test_a_cycle_goes_from_its_proposal_to_its_end(ask: Any) -> None:
    person = factories.assessed(factories.employee())
    cycle = factories.mapped_cycle()
    staff, head, signer = ask("BKD_STAFF"), ask("BKD_HEAD"), ask("PPK")
    at, why = f"cycles/{cycle.pk}/", {"reason": "Forum sebelumnya cukup."}
    assert head.post(f"{at}propose/")[1]["code"] == "reason_missing"
    assert staff.post(f"{at}propose/", why)[0] == 403
    status, content = head.post(f"{at}propose/", why)
    assert (status, content["state"], content["version"]) == (200, "PROPOSED", cycle.version + 1)
    # Only who signs reads what the signature is given for.
    assert head.get(at)[1]["token"] is None
    old = signer.get(at)[1]["token"]
    back = {"to": "MAPPED", "reason": "Periksa dahulu."}
    assert head.post(f"{at}send-back/", back)[0] == 403
    assert signer.post(f"{at}send-back/", back)[1]["state"] == "MAPPED"
    assert staff.post(f"{at}send-back/", {"to": "DRAFT", "reason": "x"})[0] == 400
    # Another run in the place of the one that was read.
    ReviewCycle.objects.filter(pk=cycle.pk).update(run=factories.mapping_run(cycle))
    head.post(f"{at}propose/", why)
    decree = {"decree": "800/7", "established_date": "2026-07-10"}
    status, content = signer.post(f"{at}establish/", decree | {"token": old})
    assert (status, content["code"]) == (409, "stale")
    status, content = signer.post(f"{at}establish/", decree | {"token": signer.get(at)[1]["token"]})
    assert (status, content["state"], content["decree"]) == (200, "ESTABLISHED", "800/7")
    member = staff.get("pool/?on=2026-07-10")[1]["results"][0]
    assert member["employee"]["id"] == person.pk
    assert staff.post(f"{at}close/")[1]["code"] == "not_announced"
    today = timezone.localdate()
    window = {"announced_on": str(today), "reply_until": str(today)}
    assert head.post(f"{at}announce/", window)[1]["code"] == "window_too_short"
    until = str(today + timedelta(days=90))
    status, content = head.post(f"{at}announce/", window | {"reply_until": until})
    assert (status, content["announced_on"], content["reply_until"]) == (200, str(today), until)
    assert staff.post(f"{at}close/")[1]["code"] == "reply_window"
    ReviewCycle.objects.filter(pk=cycle.pk).update(announced_on="2026-07-11", reply_until="2026-08-01")
    assert staff.post(f"{at}close/")[1]["state"] == "CLOSED"
    kinds = Event.objects.filter(subject=f"talent.reviewcycle:{cycle.pk}").order_by("id").values_list("kind", flat=True)
    assert [kind for kind in kinds if "cycle" in kind or "pool" in kind][2:] == [
        "talent.cycle.proposed", "talent.cycle.sent_back", "talent.cycle.proposed", "talent.pool.established",
        "talent.cycle.announced", "talent.cycle.closed",
    ]  # fmt: skip


def test_who_waits_for_a_supplementary_decree_is_declined_offered_anew_and_established(ask: Any) -> None:
    factories.assessed(factories.employee())
    cycle = factories.established_cycle()
    late = factories.assessed(factories.employee(known_at=datetime.now(UTC)))
    factories.included(cycle)
    at, staff, signer = f"cycles/{cycle.pk}/", ask("BKD_STAFF"), ask("PPK")
    content = signer.get(f"{at}latecomers/")[1]
    assert content["results"] == [{"employee": late.pk, "box": 9, "computed_box": 9, "talent_value": 92.4}]
    assert (content["count"], staff.get(f"{at}latecomers/")[1]["token"]) == (1, None)
    given = {"people": [late.pk], "reason": "Post abolished.", "token": content["token"]}
    assert signer.post(f"{at}latecomers/decline/", given) == (200, {"people": 1})
    decree = {"decree": "800/9", "established_date": str(timezone.localdate()), "reason": "x", "token": given["token"]}
    status, refused = signer.post(f"{at}latecomers/establish/", decree)
    assert (status, refused["code"], refused["change"]["what"]) == (409, "stale", "Latecomers not established")
    (one,) = staff.get(f"{at}declines/")[1]["results"]
    assert (one["employee"]["id"], one["reason"], one["offered_at"]) == (late.pk, "Post abolished.", None)
    status, offered = staff.post(f"latecomer-declines/{one['id']}/offer/", {"reason": "It stays."})
    assert (status, offered["offered_because"], offered["again"]) == (200, "It stays.", False)
    again = {"token": signer.get(f"{at}latecomers/")[1]["token"]}
    assert signer.post(f"{at}latecomers/establish/", decree | again) == (200, {"people": 1})
    assert signer.post(f"{at}latecomers/decline/", given | again)[1]["code"] == "stale"
