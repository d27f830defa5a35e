"""Agencies, units, the ledger, and who asks."""

from typing import Any

import pytest

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
