"""Plans, training groups and readiness through the API: as the pages say, narrowed, and strict about what is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Event
from talent.models import TalentAction, TrainingGroup, TrainingSeat
from tests import factories

pytestmark = pytest.mark.django_db


def line(person: Any, **values: Any) -> TalentAction:
    given = {"kind": "DEVELOPMENT", "action": "Pelatihan", "owner": "BKD", "due": timezone.localdate()}
    by = factories.user("BKD_STAFF")
    return TalentAction.objects.create(agency=person.agency, employee=person, by=by, **given | values)


def group(cycle: Any, number: int, *people: Any, **values: Any) -> TrainingGroup:
    made = TrainingGroup.objects.create(
        agency=cycle.agency,
        cycle=cycle,
        number=number,
        name=f"Kelompok {number}",
        profile={"integrity": 1.5, "teamwork": 0.1},
        made_by=factories.user("BKD_STAFF"),
        **values,
    )
    for person in people:
        TrainingSeat.objects.create(group=made, employee=person)
    return made


def test_plans_are_narrowed_by_everything_the_page_narrows_by(ask: Any) -> None:
    alya, budi = factories.employee(name="Alya"), factories.employee(name="Budi")
    late = line(alya, due=timezone.localdate() - timedelta(days=3), cost=1_500_000)
    other = line(budi, kind="RETENTION", state="DONE", done_on=timezone.localdate())
    staff = ask("BKD_STAFF")

    def found(query: str = "") -> list[int]:
        status, content = staff.get(f"plans/{query}")
        assert status == 200
        return [row["id"] for row in content["results"]]

    assert found() == [late.pk, other.pk]
    assert found("?kind=RETENTION") == found("?state=DONE") == found(f"?employee={budi.pk}") == [other.pk]
    assert found("?state=LATE") == [late.pk]
    assert found(f"?agency={factories.other_agency().pk}") == found("?cycle=4711") == []
    status, content = staff.get(f"plans/{late.pk}/")
    assert (status, content["employee"]["name"], content["cost"], content["state"]) == (
        200,
        "Alya",
        1_500_000,
        "PROPOSED",
    )


@pytest.mark.parametrize(
    "path",
    ["plans/?status=DONE", "plans/?kind=FUN", "training-groups/?unit=1", "readiness/?tier=JPT_PRATAMA",
     "readiness/?target=RAJA", "readiness/?level=EVENTUALLY", "calibration-sessions/?open=perhaps",
     "replies/?state=NEW", "replies/?employee=1"],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(ask: Any, path: str) -> None:
    factories.agency()
    assert ask("BKD_STAFF").get(path)[0] == 400


def test_training_groups_say_what_their_people_lack_in_words_and_who_they_are(ask: Any) -> None:
    person, cycle = factories.employee(), factories.cycle()
    made = group(cycle, 1, person, seats=30)
    group(cycle, 2)
    staff = ask("BKD_STAFF")
    status, content = staff.get(f"training-groups/?cycle={cycle.pk}", language="id")
    assert (status, [row["people"] for row in content["results"]]) == (200, [1, 0])
    first = content["results"][0]
    assert (first["lacking"], first["seats"], first["profile"]["integrity"]) == (
        "Integritas (rata-rata kurang 1,5 tingkat)", 30, 1.5
    )  # fmt: skip
    people = staff.get(f"training-groups/{made.pk}/people/")[1]["results"]
    assert [seat["employee"]["id"] for seat in people] == [person.pk]


def test_readiness_is_a_day_with_its_reasons_the_readiest_first(ask: Any) -> None:
    for level in (5, 4):
        factories.assessed(factories.employee(), level=level)
    cycle = factories.established_cycle(on=timezone.localdate() - timedelta(days=30))
    staff = ask("BKD_STAFF")
    status, content = staff.get("readiness/?target=JPT_PRATAMA")
    assert (status, content["agency"], content["target"]) == (200, cycle.agency_id, "JPT_PRATAMA")
    assert content["count"] == sum(content["levels"].values()) == len(content["results"]) == 2
    for one in content["results"]:
        assert all(need["reason"] and need["who"] for need in one["needs"])
    level = content["results"][0]["level"]
    narrowed = staff.get(f"readiness/?level={level}&limit=1")[1]
    assert (narrowed["count"], len(narrowed["results"])) == (content["levels"][level], 1)
    assert staff.get("readiness/?start=2")[1]["results"] == []


def test_more_than_a_page_of_readiness_is_an_export(ask: Any) -> None:
    for _number in range(26):
        factories.assessed(factories.employee())
    factories.established_cycle(on=timezone.localdate() - timedelta(days=30))
    assert ask("TALENT_COMMITTEE").get("readiness/?limit=26")[0] == 403
    assert len(ask("BKD_STAFF").get("readiness/?limit=26")[1]["results"]) == 26
    payload = Event.objects.get(kind="talent.employees.exported").payload
    assert payload == {"form": "api.readiness", "rows": 26}


def test_a_line_is_revised_whole_and_the_slower_one_is_told_what_it_says_now(ask: Any) -> None:
    planned = line(factories.employee(name="Alya"), cost=5)
    staff = ask("BKD_STAFF")
    body = {"action": "Magang", "owner": "Dishub", "due": "2027-01-04", "version": 1}
    status, revised = staff.post(f"plans/{planned.pk}/revise/", body)
    assert (status, revised["action"], revised["cost"], revised["version"]) == (200, "Magang", None, 2)
    status, content = staff.post(f"plans/{planned.pk}/revise/", body)
    change = content["change"]
    assert (status, content["code"], change["kind"], change["now"]) == (409, "stale", "talent.plan.revised", revised)
    TalentAction.objects.filter(pk=planned.pk).update(
        state="APPROVED", approved_at=timezone.now(), approved_by=factories.user("BKD_HEAD")
    )
    status, content = staff.post(f"plans/{planned.pk}/revise/", body | {"version": 2})
    assert (status, content["code"], content["change"]["now"]["state"]) == (409, "transition", "APPROVED")


def test_a_line_goes_from_its_proposal_to_its_end(ask: Any) -> None:
    person, cycle = factories.employee(), factories.cycle()
    staff, head = ask("BKD_STAFF"), ask("BKD_HEAD")
    body = {"employee": person.pk, "kind": "DEVELOPMENT", "action": "Magang", "owner": "Dishub", "due": "2027-01-04"}
    status, made = staff.post("plans/", body | {"about": "gap:integrity", "cycle": cycle.pk, "cost": 5})
    assert (status, made["state"], made["about"], made["cycle"], made["cost"]) == (
        201, "PROPOSED", "gap:integrity", cycle.pk, 5
    )  # fmt: skip
    assert staff.post("plans/", body | {"employee": factories.employee(factories.other_agency()).pk})[0] == 404
    assert head.post("plans/", body | {"version": 1})[0] == 400
    at = f"plans/{made['id']}/"
    assert staff.post(f"{at}approve/", {"version": 1})[0] == 403
    assert (
        staff.post(f"{at}revise/", {name: body[name] for name in ("action", "owner", "due")} | {"version": 1})[0] == 200
    )
    # What was read is no longer what it says.
    assert head.post(f"{at}approve/", {"version": 1})[1]["code"] == "stale"
    assert head.post(f"{at}approve/", {"version": 2})[1]["state"] == "APPROVED"
    assert staff.post(f"{at}cancel/", {"version": 3, "reason": "Batal."})[0] == 403
    day = timezone.localdate()
    done = {"version": 3, "done_on": str(day + timedelta(days=1)), "result": "Lulus."}
    assert staff.post(f"{at}finish/", done)[1]["code"] == "date_order"
    assert staff.post(f"{at}finish/", done | {"done_on": str(day)})[1]["done_on"] == str(day)
    status, seen = staff.post(f"{at}monitor/", {"version": 4, "observation": "Dipakai."})
    assert (status, seen["state"], seen["result"], seen["observation"]) == (200, "MONITORED", "Lulus.", "Dipakai.")
    assert staff.post(f"{at}cancel/", {"version": 5, "reason": "Batal."})[1]["code"] == "transition"
    other = staff.post("plans/", body)[1]
    assert staff.post(f"plans/{other['id']}/cancel/", {"version": 1, "reason": "Batal."})[1]["state"] == "CANCELLED"
