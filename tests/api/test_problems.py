"""Whatever goes wrong is a problem (RFC 9457) and never a fault."""

import json
from typing import Any

import pytest
from django.test import Client

from talent.models import ReviewCycle
from tests import factories

pytestmark = pytest.mark.django_db

ID = 10**20


def told(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    content = response.json()
    assert content["status"] == response.status_code
    return response.status_code, content["code"]


def sent(client: Client, data: bytes, media_type: str = "application/json") -> tuple[int, str]:
    return told(client.generic("POST", "/api/v1/cycles/", data, content_type=media_type))


def test_bodies_that_cannot_be_read_are_refused(staff: Client) -> None:
    assert sent(staff, b'{"agency": 1,') == (400, "parse_error")
    assert sent(staff, b'{"name": "\xff\xfe"}') == (400, "parse_error")
    assert sent(staff, b"[" * 100_000) == (400, "parse_error")
    assert sent(staff, b'{"agency": NaN}') == (400, "parse_error")
    assert sent(staff, b'{"agency": ' + b"9" * 5_000 + b"}") == (400, "parse_error")
    assert sent(staff, b"[1, 2]") == (400, "invalid")
    assert sent(staff, b"null") == (400, "invalid")
    assert sent(staff, b"agency=1", "text/plain") == (415, "unsupported_media_type")
    assert sent(staff, b"agency=1", "application/x-www-form-urlencoded") == (415, "unsupported_media_type")
    assert sent(staff, b"x" * (5 * 1024 * 1024 + 1)) == (413, "too_large")
    assert ReviewCycle.objects.count() == 0


def test_values_that_no_database_takes_are_refused(staff: Client) -> None:
    good = {"agency": factories.agency().pk, "name": "Siklus", "on": "2026-06-30"}
    for wrong in ({"agency": ID}, {"agency": "1\x00"}, {"name": "a\x00b"}, {"name": "\ud800"}, {"name": ["a"]}):
        assert sent(staff, json.dumps(good | wrong).encode()) == (400, "invalid")
    for wrong in ({"on": "0001-01-01"}, {"on": "9999-12-31"}, {"on": 20260630}, {"on": None}, {"agency": True}):
        assert sent(staff, json.dumps(good | wrong).encode()) == (400, "invalid")
    assert ReviewCycle.objects.count() == 0


@pytest.mark.parametrize(("language", "title"), [("id", "Tidak ditemukan"), ("en", "Not Found")])
def test_the_title_is_in_the_language_of_the_request(staff: Client, language: str, title: str) -> None:
    assert staff.get("/api/v1/nowhere/", headers={"accept-language": language}).json()["title"] == title


def test_ids_beyond_any_database_are_not_found(staff: Client) -> None:
    for path in (f"employees/{ID}/", f"cycles/{2**63}/", "employees/0/", "employees/-1/", "employees/1%00/", "%FF/"):
        assert told(staff.get(f"/api/v1/{path}")) == (404, "not_found")


def test_methods_and_forms_that_do_not_exist_are_named(staff: Client) -> None:
    response = staff.delete("/api/v1/cycles/")
    assert (told(response), response["Allow"]) == ((405, "method_not_allowed"), "GET, HEAD, POST")
    assert told(staff.options("/api/v1/cycles/")) == (405, "method_not_allowed")
    assert told(staff.get("/api/v1/cycles/", headers={"accept": "text/csv"})) == (406, "not_acceptable")
    assert staff.head("/api/v1/cycles/").status_code == 200
    for method in (staff.get, staff.post, staff.put, staff.patch, staff.delete, staff.options):
        assert told(method("/api/v1/nowhere/at/all")) == (404, "not_found")


def test_a_broken_multipart_body_is_refused(staff: Client) -> None:
    for media_type in ("multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\xff"):
        response = staff.generic("POST", "/api/v1/imports/", b"--y\r\nrubbish", content_type=media_type)
        assert told(response)[0] == 400


def test_writes_want_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user("BKD_STAFF"), backend=factories.SIGNING_IN)
    body = {"agency": factories.agency().pk, "name": "Siklus", "on": "2026-06-30"}
    assert told(client.post("/api/v1/cycles/", body, content_type="application/json")) == (403, "permission_denied")
    upload = client.post("/api/v1/imports/", {"kind": "awards", "agency": factories.agency().pk})
    assert told(upload) == (403, "permission_denied")
    assert ReviewCycle.objects.count() == 0


def test_a_role_that_ended_is_felt_at_the_next_request(staff: Client) -> None:
    assert staff.get("/api/v1/cycles/").status_code == 200
    staff.user.assignments.update(ended_at=factories.KNOWN)  # type: ignore[attr-defined]
    assert told(staff.get("/api/v1/cycles/")) == (403, "not_allowed")


def test_messages_follow_accept_language(staff: Client) -> None:
    cycle = factories.cycle()
    said = {}
    for language in ("id", "en"):
        response = staff.get(f"/api/v1/cycles/{cycle.pk}/placements/?box=x", headers={"accept-language": language})
        said[language] = (response["Content-Language"], response.json()["errors"][0]["message"])
    assert said == {
        "id": ("id", "Nilai bidang ini harus berupa bilangan bulat."),
        "en": ("en", "A valid integer is required."),
    }


def test_a_fault_is_a_problem_with_a_reference_and_nothing_else(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    staff.raise_request_exception = False
    monkeypatch.setattr("api.views.organisation.scope.permissions", None)
    response = staff.get("/api/v1/me/")
    assert told(response) == (500, "fault")
    assert "TypeError" not in response.content.decode()
