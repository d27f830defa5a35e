"""Policies over the API: a draft is started, simulated and published, and every score names its policy."""

import re
from typing import Any

import pytest

from tests import factories
from tests.conftest import SignIn
from tests.factories import ON

pytestmark = pytest.mark.django_db
API = "/api/v1"


def post(client: Any, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"{API}/{address}", body, content_type="application/json")


def test_a_draft_goes_its_whole_way(sign_in: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    agency = factories.agency()
    factories.assessed(factories.employee())
    head, staff = sign_in("BKD_HEAD"), sign_in("BKD_STAFF")
    started = post(staff, "policy-drafts/", {"agency": agency.pk, "source": "example:manado"})
    assert (started.status_code, started.json()["code"]) == (201, "kaltim")
    address = f"policy-drafts/{started.json()['id']}/"
    draft = staff.get(f"{API}/{address}").json()
    assert (draft["mistakes"], draft["outdated"], draft["moves"]) == ([], "Draf ini belum disimulasikan.", [])
    dated = re.sub("(effective_from: ).*", rf"\g<1>{ON}", draft["document"])
    draft = post(staff, f"{address}save/", {"document": dated, "version": draft["version"]}).json()
    assert post(head, f"{address}publish/", {"token": draft["token"]}).status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        assert post(staff, f"{address}simulate/", {"on": ON.isoformat()}).status_code == 202
    draft = staff.get(f"{API}/{address}").json()
    assert (draft["outdated"], sum(move["people"] for move in draft["moves"])) == ("", 1)
    assert post(staff, f"{address}publish/", {"token": draft["token"]}).status_code == 403
    published = post(head, f"{address}publish/", {"token": draft["token"]})
    assert (published.status_code, published.json()["document"]) == (201, draft["document"])
    (listed,) = staff.get(f"{API}/policies/").json()["results"]
    assert (listed["code"], listed["version"], listed["agency"]["id"]) == ("kaltim", 1, agency.pk)
    assert [one["published"] for one in staff.get(f"{API}/policy-drafts/").json()["results"]] == [listed["id"]]


def test_a_text_with_mistakes_is_kept_and_names_their_lines(staff: Any) -> None:
    body = {"agency": factories.agency().pk, "source": "upload", "document": "code: x\n"}
    started = post(staff, "policy-drafts/", body).json()
    found = staff.get(f"{API}/policy-drafts/{started['id']}/").json()
    assert (found["document"], found["token"]) == ("code: x\n", "")
    assert found["mistakes"][0]["line"] == 1
    assert found["mistakes"][0]["en"] == "“citation” is missing"
    body = {"document": "code: y\n", "version": 1}
    saved = post(staff, f"policy-drafts/{started['id']}/save/", body)
    assert (saved.status_code, saved.json()["document"], saved.json()["version"]) == (200, "code: y\n", 2)
    late = post(staff, f"policy-drafts/{started['id']}/save/", body | {"document": "code: z\n"})
    change = late.json()["change"]
    assert (late.status_code, change["by"], change["now"]["document"]) == (409, staff.user.name, "code: y\n")
    assert change["now"]["version"] == 2


def test_a_text_nested_too_deeply_is_not_kept(staff: Any) -> None:
    body = {"agency": factories.agency().pk, "source": "upload", "document": "[" * 5_000}
    refused = post(staff, "policy-drafts/", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "policy_unusable")
    started = post(staff, "policy-drafts/", body | {"document": "code: x\n"}).json()
    saved = post(staff, f"policy-drafts/{started['id']}/save/", {"document": "- " * 5_000, "version": 1})
    assert (saved.status_code, saved.json()["code"]) == (422, "policy_unusable")


def test_every_placement_and_member_names_the_policy_it_rests_on(staff: Any) -> None:
    factories.assessed(factories.employee())
    cycle = factories.established_cycle()
    for address in (f"cycles/{cycle.pk}/placements/", f"pool/?on={ON.isoformat()}"):
        (row,) = staff.get(f"{API}/{address}").json()["results"]
        assert row["policy"] == "kepka-411-2025 v1"
