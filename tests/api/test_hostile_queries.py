"""T-41: every parameter of every endpoint against values that no caller should send."""

import json
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import resolve

from tests.api.conftest import PREFIX, House, addresses

pytestmark = pytest.mark.django_db

HOSTILE = {
    "nul": "%00",
    "nul within": "a%00b",
    "10^20": "100000000000000000000",
    "-10^20": "-100000000000000000000",
    "2^63": "9223372036854775808",
    "5,000 items": ",".join(["1"] * 5_000),
    "100 kB": "x" * 100_000,
    "5,000 digits": "9" * 5_000,
    "bad UTF-8": "%FF%FE%C3%28",
    "surrogate": "%ED%A0%80",
    "empty": "",
    "spaces": "%20%20",
    "quote": "%27%22%3B--",
    "pattern": "%25_%5C",
    "exponent": "1e400",
    "not a number": "NaN",
    "year 10000": "10000-01-01",
    "year 1": "0001-01-01T00:00:00%2B14:00",
    "other digits": "%D9%A1%D9%A2",
    "object": "%7B%7D",
}


def parameters(path: str) -> list[str]:
    """The parameters that an endpoint declares."""
    view: Any = resolve(f"{PREFIX}{path}".partition("?")[0]).func
    return list(view.view_class.get.query().fields)


def test_no_value_of_any_parameter_makes_an_endpoint_fail(head: Client, house: House) -> None:
    asked: set[str] = set()
    for path in addresses(house).values():
        for parameter in parameters(path):
            asked.add(parameter)
            kept = "&".join(part for part in path.partition("?")[2].split("&") if not part.startswith(f"{parameter}="))
            for what, value in HOSTILE.items():
                response = head.get(f"{PREFIX}{path.partition('?')[0]}?{parameter}={value}&{kept}".rstrip("&"))
                assert response.status_code < 500, (path, parameter, what)
                assert response.status_code < 400 or response["Content-Type"] == "application/problem+json"
    assert asked == {
        *("limit", "cursor", "count", "agency", "unit", "tier", "grade", "standing", "box", "sort"),
        *("known_at", "on", "state", "cycle", "employee", "kind", "open", "target", "level", "start"),
        *(
            "title",
            "subject",
            "since",
            "transfer",
            "until",
            "post",
            "ranks",
            "seated",
            "province",
            "category",
            "round",
            "year",
            "instrument",
            "moves",
            "clock",
            "critical",
            "years",
            "risk",
            "decision",
            "requirement",
            "deciding",
        ),
    }


def test_no_search_makes_the_endpoint_fail(auditor: Client, house: House) -> None:
    for what, value in HOSTILE.items():
        for text in (unquote(value), unquote(value, errors="surrogateescape")):
            body = json.dumps({"q": text})
            response = auditor.post(f"{PREFIX}employees/search/", body, content_type="application/json")
            assert response.status_code in (200, 400), what


def test_five_thousand_parameters_are_refused(auditor: Client, house: House) -> None:
    for query in ("tier=PENGAWAS&" * 5_000, "&".join(f"p{number}=1" for number in range(5_000))):
        response = auditor.get(f"{PREFIX}employees/?{query}")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_parameter_that_does_not_exist_is_never_ignored(ask: Any, house: House) -> None:
    caller = ask("BKD_HEAD")
    for name, path in addresses(house).items():
        status, content = caller.get(f"{path}{'&' if '?' in path else '?'}nip=1")
        assert (name, status, content["errors"][0]["field"]) == (name, 400, "nip")
