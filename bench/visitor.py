"""Somebody who uses the site over plain HTTP: reads its pages, fills in the forms they have, follows their links.

Nothing is posted that a page did not offer: a form that is not there, or a field it does not have, is an error.
"""

import gzip
import http.client
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

HEADER = "X-Cost"
PATIENCE = 3_600.0  # the work of a province on a busy machine
REDIRECTS = {301, 302, 303, 307, 308}


def today() -> date:
    """The day where the site is (its default TIME_ZONE), wherever the machine thinks it stands."""
    return datetime.now(ZoneInfo("Asia/Makassar")).date()


@dataclass
class Form:
    """A form of a page: where it goes, what stands in it, and what each of its choices offers (label → value)."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects forms, links and the progress bar of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.percent: int | None = None
        self.job = ""
        self.goes_on = False
        self._inside: Form | None = None
        self._select: tuple[str, bool] | None = None
        self._option: tuple[str, bool] | None = None
        self._area = ""
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        name = about.get("name", "")
        if tag == "a" and about.get("href"):
            self.links.append(about["href"])
        elif tag == "progress":
            self.percent = int(about["value"])
        elif tag == "form":
            self._inside = Form(about.get("action", ""), about.get("method", "get").lower())
            self.forms.append(self._inside)
        elif tag == "div" and "job" in about.get("class", "").split() and "hx-get" in about:
            self.job, self.goes_on = about["hx-get"], about.get("hx-trigger") == "load"
        if self._inside is None or "disabled" in about:
            return
        if tag in {"input", "button"} and name:
            self._input(name, about)
        elif tag == "select":
            self._select = name, "multiple" in about
            self._inside.choices.setdefault(name, {})
            self._inside.fields.setdefault(name, [])
        elif tag == "option" and self._select:
            self._option, self._words = (about.get("value", ""), "selected" in about), ""
        elif tag == "textarea":
            self._area, self._words = name, ""

    def _input(self, name: str, about: dict[str, str]) -> None:
        assert self._inside is not None
        kind, value = about.get("type", "text"), about.get("value", "")
        if kind in {"checkbox", "radio"}:
            self._inside.choices.setdefault(name, {})[value] = value
            self._inside.fields.setdefault(name, []).extend([value] if "checked" in about else [])
        elif kind not in {"submit", "button", "file"}:
            self._inside.fields.setdefault(name, []).append(value)
        elif kind == "file":
            self._inside.fields.setdefault(name, [])

    def handle_data(self, data: str) -> None:
        if self._option is not None or self._area:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        form = self._inside
        if tag == "form":
            self._inside = None
        elif tag == "option" and self._option and self._select and form:
            (name, _multiple), (value, chosen) = self._select, self._option
            form.choices[name][" ".join(self._words.split())] = value
            if chosen:
                form.fields[name].append(value)
            self._option = None
        elif tag == "select" and self._select and form:
            name, multiple = self._select
            # What a browser sends when nobody touches a list of single choices.
            if not form.fields[name] and not multiple:
                form.fields[name] = list(form.choices[name].values())[:1]
            self._select = None
        elif tag == "textarea" and self._area and form:
            form.fields[self._area], self._area = [self._words.strip()], ""


@dataclass
class Page:
    """An answer: its address, status, type, text, bytes as sent and unpacked, and seconds until its last byte.

    `queries` and `processor` (seconds) as the server tells them (`bench.served`), 0 where it does not.
    """

    path: str
    status: int
    kind: str
    text: str
    sent: int
    size: int
    seconds: float
    refreshed: bool
    queries: int = 0
    processor: float = 0.0
    _read: _Reader | None = None

    @property
    def read(self) -> _Reader:
        """Its forms, links and progress."""
        if self._read is None:
            self._read = _Reader()
            self._read.feed(self.text)
        return self._read

    @property
    def working(self) -> bool:
        """Whether what it lists is worked out a stretch at a time, and not there yet."""
        return self.status == 202 or self.read.goes_on

    def form(self, action: str, *names: str) -> Form:
        """The form that goes to an address ending in `action` and has these fields. Raises LookupError."""
        for one in self.read.forms:
            goes = urlsplit(urljoin(self.path, one.action)).path
            if one.method == "post" and goes.endswith(action) and set(names) <= set(one.fields):
                return one
        raise LookupError(f"{self.path}: no form for {action} with {names}; the page says: {self.words}")

    @property
    def words(self) -> str:
        """What stands in its main part, shortened."""
        main = self.text.partition("<main")[2] or self.text
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:1_500]


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, url: str, username: str = "") -> None:
        self.username = username
        self._place = urlsplit(url).netloc
        self._cookies: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str, *, htmx: bool = False) -> Page:
        """A page, redirects followed."""
        return self._follow(self._ask("GET", path, headers={"HX-Request": "true"} if htmx else {}))

    def submit(
        self, page: Page | str, to: str = "", /, *, files: dict[str, Path] | None = None, **said: object
    ) -> Page:
        """Fill in the form of a page that goes to an address ending in `to` (its own unless said); where one lands.

        Raises LookupError for a form or field that the page does not have, and for an answer that refuses it.
        """
        at = self.get(page) if isinstance(page, str) else page
        form = at.form(to or urlsplit(at.path).path, *said, *(files or {}))
        fields = dict(form.fields)
        for name, value in said.items():
            fields[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        pairs = [(name, value) for name, values in fields.items() if name not in (files or {}) for value in values]
        kind, body = _multipart(pairs, files) if files else _urlencoded(pairs)
        answer = self._ask("POST", urljoin(at.path, form.action), body=body, headers={"Content-Type": kind})
        landed = self._follow(answer)
        if landed.status >= 400:
            raise LookupError(f"{answer.path} answered {landed.status}: {landed.words}")
        return landed

    def sign_in(self, password: str) -> Page:
        """Through the page for it."""
        return self.submit("/masuk/", login=self.username, password=password)

    def watch(self, page: Page, every: float = 0.2) -> tuple[Page, list[int]]:
        """Look at a page's progress bar until its work has ended; the page afterwards, and the percentages seen."""
        seen, until = [], time.monotonic() + PATIENCE
        while page.read.job:
            job, shown = page.read.job, page.read.percent
            if shown is not None:
                seen.append(shown)
            time.sleep(every)
            piece = self.get(job, htmx=True)
            if piece.refreshed or not piece.read.job:
                page = self.get(page.path)
            else:
                page = Page(**{**vars(page), "_read": piece.read})
            if time.monotonic() > until:
                raise TimeoutError(f"{page.path} still works on it")
        return page, seen

    def worked_out(self, page: Page) -> tuple[Page, list[Page]]:
        """Look at a page whose list is worked out a stretch at a time until it is there; the page then, and each look
        on the way."""
        looks, until = [], time.monotonic() + PATIENCE
        while page.working:
            looks.append(page)
            if time.monotonic() > until:
                raise TimeoutError(f"{page.path} is still being worked out")
            page = self.get(page.path)
        return page, looks

    def _follow(self, page: Page) -> Page:
        while page.status in REDIRECTS:
            page = self._ask("GET", urljoin(page.path, page.text))
        return page

    def _ask(self, method: str, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> Page:
        path = path.partition("#")[0]
        sent = {"Accept-Encoding": "gzip", "Accept-Language": "id", "Host": self._place} | (headers or {})
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if self._line is None:
            self._line = http.client.HTTPConnection(self._place, timeout=PATIENCE)
        started = time.perf_counter()
        try:
            self._line.request(method, path, body, sent)
            answer = self._line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A server may end an idle line at any moment; what was asked was then not heard.
            self._line.close()
            started = time.perf_counter()
            self._line.request(method, path, body, sent)
            answer = self._line.getresponse()
        raw = answer.read()
        seconds = time.perf_counter() - started
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self._cookies[cookie] = content
        content = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        kind = answer.headers.get("Content-Type", "")
        text = content.decode("utf-8") if kind.startswith(("text/html", "application/json")) else ""
        if answer.status in REDIRECTS:
            text = answer.headers["Location"]
        refreshed = answer.headers.get("HX-Refresh") == "true"
        queries, processor = (answer.headers.get(HEADER) or "0 0").split()
        return Page(
            path, answer.status, kind, text, len(raw), len(content), seconds, refreshed, int(queries), float(processor)
        )


def _urlencoded(pairs: list[tuple[str, str]]) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(pairs).encode()


def _multipart(pairs: list[tuple[str, str]], files: dict[str, Path]) -> tuple[str, bytes]:
    mark = uuid.uuid4().hex

    def parts() -> Iterator[bytes]:
        for name, value in pairs:
            yield f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, path in files.items():
            about = f'Content-Disposition: form-data; name="{name}"; filename="{path.name}"'
            yield f"--{mark}\r\n{about}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
            yield path.read_bytes() + b"\r\n"
        yield f"--{mark}--\r\n".encode()

    return f"multipart/form-data; boundary={mark}", b"".join(parts())
