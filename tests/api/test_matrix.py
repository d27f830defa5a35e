"""The matrix and the movements of a cycle, and what would move a person's box, through the API."""

from datetime import date
from typing import Any

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

EARLIER = date(2026, 5, 31)


def test_the_matrix_is_narrowed_and_says_who_stands_on_a_border(ask: Any) -> None:
    factories.assessed(factories.employee(), level=4)
    factories.assessed(factories.employee(tier="PENGAWAS"))
    cycle = factories.mapped_cycle()
    status, content = ask("BKD_STAFF").get(f"cycles/{cycle.pk}/matrix/?tier=ADMINISTRATOR")
    assert (status, content["boxes"]["7"], content["people"], content["on_border"]) == (200, 1, 1, 1)
    assert [border for border in content["borders"] if border["people"]] == [{"low": 7, "high": 9, "people": 1}]
    assert (content["error"]["potential"], content["error"]["verified"]) == (3, False)


@pytest.mark.parametrize("query", ["tier=RAJA", "unit=4711", "age=7", "assessor=Tiada"])
def test_a_filter_that_cannot_be_understood_is_refused(ask: Any, query: str) -> None:
    cycle = factories.mapped_cycle()
    assert ask("BKD_STAFF").get(f"cycles/{cycle.pk}/matrix/?{query}")[0] == 400


def test_movements_are_counted_since_the_last_established_cycle(ask: Any) -> None:
    factories.assessed(factories.employee())
    before = factories.established_cycle(name="Siklus lama", on=EARLIER)
    factories.employee()
    cycle = factories.mapped_cycle(name="Siklus baru")
    staff, policy = ask("BKD_STAFF"), cycle.run.policy_name
    assert staff.get(f"cycles/{cycle.pk}/movements/")[1] == {
        "cycle": cycle.pk,
        "policy": policy,
        "before": before.pk,
        "policy_before": policy,
        "movements": [{"start": None, "end": 0, "people": 1}, {"start": 9, "end": 9, "people": 1}],
    }
    first = {"cycle": before.pk, "policy": policy, "before": None, "policy_before": None, "movements": []}
    assert staff.get(f"cycles/{before.pk}/movements/")[1] == first


def test_an_explanation_says_what_would_move_the_box_and_hides_sanctions_from_the_committee(ask: Any) -> None:
    person = factories.assessed(factories.employee(), level=4)
    factories.write("sanctions", person, severity="LIGHT", true_from=date(2018, 1, 2), true_to=date(2018, 7, 1))
    factories.write("sanctions", person, severity="LIGHT", true_from=date(2019, 1, 2), true_to=date(2019, 7, 1))
    cycle = factories.mapped_cycle()
    address = f"cycles/{cycle.pk}/placements/{person.pk}/explanation/"
    content = ask("BKD_STAFF").get(address)[1]
    assert (content["lacking"], content["smallest_change"]["box"]) == ([], 9)
    assert [change["code"] for change in content["smallest_change"]["changes"]] == ["certificate"]
    assert content["smallest_change"]["changes"][0]["document"] == "training certificate"
    assert ask("BKD_STAFF").get(f"employees/{person.pk}/records/sanctions/")[1]["results"] != []
    assert ask("TALENT_COMMITTEE").get(f"employees/{person.pk}/records/sanctions/")[1]["results"] == []
    told = {
        role: next(
            node["inputs"] for node in ask(role).get(address)[1]["potential"]["children"] if node["id"] == "discipline"
        )
        for role in ("BKD_STAFF", "TALENT_COMMITTEE")
    }
    assert (set(told["BKD_STAFF"]), told["TALENT_COMMITTEE"]) == ({"sanctions", "ends"}, {})


def test_no_change_and_no_document_tells_the_committee_of_a_sanction(ask: Any) -> None:
    person = factories.assessed(factories.employee())
    factories.write("sanctions", person, severity="SEVERE", true_from=date(2025, 1, 3))
    cycle = factories.mapped_cycle()
    address = f"cycles/{cycle.pk}/placements/{person.pk}/explanation/"
    staff, committee = (ask(role).get(address)[1] for role in ("BKD_STAFF", "TALENT_COMMITTEE"))
    assert [change["code"] for change in staff["smallest_change"]["changes"]] == ["sanction_end"]
    assert committee["smallest_change"] is None
    documents = [[supply["document"] for supply in told["lacking"]] for told in (staff, committee)]
    assert documents == [["sanction decree with the day it ends"], ["not shown to your role"]]
