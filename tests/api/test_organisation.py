"""Agencies, units, the ledger, and who asks."""

from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.domain.queries import verification
from audit.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


def test_agencies_are_those_one_has_to_do_with(ask: Any) -> None:
    own, other = factories.agency(), factories.other_agency()
    staff = ask("BKD_STAFF")
    assert staff.get("agencies/")[1]["results"] == [
        {
            "id": own.pk,
            "code": "KALTIM",
            "name": "Provinsi Kalimantan Timur",
            "kind": "PROVINCE",
            "province": "Kalimantan Timur",
        }
    ]
    assert staff.get(f"agencies/{own.pk}/")[1]["code"] == "KALTIM"
    assert staff.get(f"agencies/{other.pk}/")[0] == 404
    person = factories.employee(other)
    assert [row["code"] for row in ask("EMPLOYEE", person=person).get("agencies/")[1]["results"]] == ["BONTANG"]
    assert ask("ADMINISTRATOR").get("agencies/")[0] == 403


def test_units_come_with_their_parents(ask: Any) -> None:
    agency = factories.agency()
    root = factories.unit(agency)
    child = factories.unit(agency, "DISHUB-1", "Bidang Darat", root)
    foreign = factories.unit(factories.other_agency())
    staff = ask("BKD_STAFF")
    found = staff.get("units/")[1]["results"]
    assert [(unit["code"], unit["parent"]) for unit in found] == [("DISHUB", None), ("DISHUB-1", root.pk)]
    assert staff.get(f"units/{child.pk}/")[1]["agency"]["code"] == "KALTIM"
    assert staff.get(f"units/{foreign.pk}/")[0] == 404
    assert staff.get("units/", {"agency": factories.other_agency().pk})[1]["results"] == []


def test_me_names_roles_and_permissions(ask: Any) -> None:
    caller = ask("TALENT_COMMITTEE")
    user = caller.client.user
    assert caller.get("me/", language="id") == (
        200,
        {
            "id": user.pk,
            "username": user.username,
            "name": user.name,
            "roles": [
                {
                    "role": "TALENT_COMMITTEE",
                    "name": "Komite talenta",
                    "agency": {
                        "id": factories.agency().pk,
                        "code": "KALTIM",
                        "name": "Provinsi Kalimantan Timur",
                    },
                    "employee": None,
                }
            ],
            "permissions": ["calibrate", "view_employees", "view_mapping"],
        },
    )


def test_the_ledger_is_for_auditors_and_only_of_their_agencies(ask: Any) -> None:
    cycle = factories.cycle()
    factories.cycle(factories.other_agency())
    events = ask("AUDITOR").get("events/")[1]["results"]
    opened = [event for event in events if event["kind"] == "talent.cycle.opened"]
    assert {event["agency"] for event in events} == {"KALTIM"}
    assert [(event["subject"], event["payload"]) for event in opened] == [
        (f"talent.reviewcycle:{cycle.pk}", {"on": "2026-06-30"})
    ]
    assert ask("BKD_STAFF").get("events/")[0] == 403


def test_the_ledger_is_verified_and_its_heads_are_taken_out(ask: Any) -> None:
    factories.agency()
    auditor = ask("AUDITOR")
    told = auditor.post("ledger/heads/")[1]["heads"]
    assert told == verification.heads()
    count = Event.objects.count()
    holds = {"holds": True, "fault": None, "events": count, "sealed": count, "seals": 1}
    assert auditor.post("ledger/verify/", {"checkpoint": told}) == (200, holds | {"checkpoint": True, "clock_back": []})
    noted = Event.objects.order_by("-id")[0]
    assert (noted.kind, noted.actor, noted.payload["events"]) == (
        "audit.ledger.verified",
        auditor.client.user.pk,
        count,
    )
    assert auditor.post("ledger/verify/")[1]["checkpoint"] is False
    forged = [told[0] | {"head": "0" * 64}]
    assert auditor.post("ledger/verify/", {"checkpoint": forged})[1]["fault"] == f"seal:{told[0]['seal']}"


@pytest.mark.parametrize(
    ("checkpoint", "status"),
    [("{}", 400), ("[1]", 400), ('[{"head": "x"}]', 422), ('[{"seal": "x"}]', 422), ('[{"seal": 1e999}]', 422)],
)
def test_a_checkpoint_that_is_none_is_refused(ask: Any, checkpoint: str, status: int) -> None:
    text = f'{{"checkpoint": {checkpoint}}}'
    response = ask("AUDITOR").client.post("/api/v1/ledger/verify/", text, content_type="application/json")
    assert response.status_code == status
    assert Event.objects.filter(kind="audit.ledger.verified").count() == 0


def test_events_are_narrowed_by_kind_subject_and_day(ask: Any) -> None:
    agency = factories.agency()
    auditor = ask("AUDITOR")
    for number, kind in enumerate(("talent.cycle.opened", "talent.cycle.proposed"), start=3):
        ledger.record(kind, by=system_operator(), agency=agency.code, subject=f"talent.reviewcycle:{number}")

    def kinds(**query: Any) -> list[str]:
        return [row["kind"] for row in auditor.get("events/", query)[1]["results"]][:2]

    assert kinds(kind="talent.cycle.opened", agency=agency.code) == ["talent.cycle.opened"]
    assert kinds(subject="talent.reviewcycle:4") == ["talent.cycle.proposed"]
    assert kinds(since="2199-01-01") == kinds(until="2000-01-01") == kinds(agency="BONTANG") == []
    assert auditor.get("events/", {"subject": factories.nip(1)})[0] == 400
