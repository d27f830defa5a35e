"""The browsable page, under the site's content security policy."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from tools.test import chromium

CHROMIUM = chromium() or ""
SITE = "http://localhost"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    # Playwright's loop runs in this thread, beside the test's own queries.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()
        # The loop has opened a connection of its own, which nobody would close after it.
        connections[DEFAULT_DB_ALIAS].close()


def answered_by(client: Client, held: BaseDatabaseWrapper, route: Route) -> None:
    """Let the site answer what the browser asks for, inside the test's own transaction."""
    # Called from Playwright's loop, where Django would open another connection.
    connections[DEFAULT_DB_ALIAS] = held
    asked = urlsplit(route.request.url)
    response = client.get(f"{asked.path}?{asked.query}", headers={"accept": route.request.headers.get("accept", "*/*")})
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    route.fulfill(status=response.status_code, headers=headers, body=response.getvalue())


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
@pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
def test_the_page_works_under_the_content_security_policy(page: Page, staff: Client) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    held = connections[DEFAULT_DB_ALIAS]
    paths = staff.get("/api/v1/schema/", headers={"accept": "application/json"}).json()["paths"]
    page.route("**/*", lambda route: answered_by(staff, held, route))
    response = page.goto(f"{SITE}/api/v1/")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.locator("script:not([src]), style").count() == 0
    page.locator("#operations-tag-me").click()
    assert page.locator(".opblock-tag").count() == len({path.split("/")[3] for path in paths})
    page.locator("#operations-me-me .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answered = page.locator(".live-responses-table tbody .response-col_status").first
    assert answered.inner_text().split() == ["200"]
    assert complaints == []
