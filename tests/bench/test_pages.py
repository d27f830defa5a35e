"""The benchmark of the pages: what it walks to, what it holds against the limits, and that it says so."""

from dataclasses import dataclass, field

import pytest

from bench import further, selected, story
from bench.pages import GOAL_KB, WORKING, Row, _filled, _readable, _things, read, report, walk
from bench.visitor import Page, Visitor
from tests.access import table

LISTS = {"employees", "records"}


@dataclass
class Scripted(Visitor):
    """A site of three pages, one of them not for this visitor."""

    pages: dict[str, str]
    seconds: float = 0.01
    asked: list[str] = field(default_factory=list)
    username: str = "bkd"

    def get(self, path: str, *, htmx: bool = False) -> Page:
        self.asked.append(path)
        text = self.pages.get(path, "")
        kind = "text/csv" if path.endswith(".csv") else "text/html"
        status = 200 if path in self.pages else 404
        return Page(path, status, kind, text, len(text), len(text), self.seconds, False, queries=9, processor=0.005)


def test_it_follows_links_and_filters_and_leaves_files_and_closed_doors() -> None:
    choices = '<option value="">semua</option><option value="JPT">JPT</option>'
    form = f'<form method="get"><select name="tier">{choices}</select></form>'
    site = Scripted(
        {
            "/": '<a href="/pegawai/">Pegawai</a><a href="/bahasa/">EN</a><a href="/audit/">Audit</a>',
            "/pegawai/": form + '<a href="/pegawai/ekspor.csv">CSV</a><a href="#isi">isi</a>',
            "/pegawai/?tier=JPT": "",
            "/pegawai/ekspor.csv": "NIP",
            "/pekerjaan/7/": "",
        }
    )
    files: set[str] = set()
    unlinked = {"employees": ["/pegawai/?agency=1"], "job": ["/pekerjaan/7/"], "employees_export": ["/x/"]}
    found = walk(site, files, unlinked)
    assert {key: [page.path for page in pages] for key, pages in found.items()} == {
        ("home", ()): ["/"],
        ("employees", ()): ["/pegawai/"],
        ("employees", ("tier",)): ["/pegawai/?tier=JPT"],
        ("job", ()): ["/pekerjaan/7/"],  # no link leads there
    }
    assert files == {"employees_export"}
    assert not {"/bahasa/", "/pegawai/?agency=1", "/x/"} & set(site.asked)


class Unfinished(Scripted):
    """Of it some pages are there only after a few looks; a file sends one to its page until then."""

    left = 3

    def get(self, path: str, *, htmx: bool = False) -> Page:
        page = super().get(path)
        if self.left and "/kesiapan/" in path:
            self.left -= 1
            page.path = page.path.replace("ekspor.csv", "")
            page.text = f'<div class="job card" hx-get="{page.path}" hx-trigger="load"></div>'
            page.kind, page.seconds = "text/html", 0.4
        return page


def test_what_is_worked_out_a_stretch_at_a_time_is_looked_at_until_it_is_there_and_its_file_then_asked_for() -> None:
    pages = {"/": '<a href="/kesiapan/">Kesiapan</a>', "/kesiapan/": "", "/kesiapan/ekspor.csv": "NIP"}
    site, files = Unfinished(pages), set[str]()
    found = walk(site, files, {})
    looks = [(page.path, page.working) for page in found["readiness", WORKING]]
    assert looks == [("/kesiapan/", True)] * 3
    assert [page.working for page in found["readiness", ()]] == [False]
    assert files == {"readiness_export"}
    row = Row("readiness", WORKING)
    row.time("bkd", found["readiness", WORKING])
    assert (row.ms, row.held(lists=LISTS)) == (400.0, False)


@pytest.mark.parametrize(("seconds", "readings"), [(0.1, 3), (0.2, 7)])
def test_a_slow_page_is_read_more_often(seconds: float, readings: int) -> None:
    assert len(read(Scripted({"/": ""}, seconds), "/")) == readings


@pytest.mark.parametrize(
    ("seconds", "size", "route", "queries", "held"),
    [
        (0.3, 0, "home", 30, True),
        (0.301, 0, "home", 1, False),
        (0.1, 1024 * int(GOAL_KB), "home", 1, True),
        (0.1, 1024 * int(GOAL_KB) + 1, "home", 1, False),
        (0.1, 0, "employees", 12, True),
        (0.1, 0, "employees", 13, False),
    ],
)
def test_each_limit_is_held_on_its_edge(seconds: float, size: int, route: str, queries: int, held: bool) -> None:
    row = Row(route, ())
    page = Page("/pegawai/7/", 200, "text/html", "", size, size, seconds, False, queries=queries)
    row.weigh("bkd", page)
    row.time("bkd", [page] * 3)
    assert row.held(lists=LISTS) == held


@pytest.mark.django_db
def test_every_address_of_the_reviewed_table_that_names_a_thing_is_filled_in() -> None:
    rows = [row for row in table.rows() if row.method == "GET" and "{" in row.at]
    assert sum(map(len, _filled(_things()).values())) == len(rows)


def test_the_report_counts_what_is_beyond_a_limit_and_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    slow, quick = Row("employee", (), ms=900.0, slowest="bkd"), Row("home", (), ms=20.0)
    slow.time("bkd", [Page("/pegawai/12345/", 200, "text/html", "", 10, 10, 1.0, False)])
    left = len(_readable()) - 3
    assert report([quick, slow], {"records_export"}, LISTS) == 1 + left
    said = capsys.readouterr().out
    assert f"{left} routes not reached" in said
    assert "MISSED  /pegawai/…/" in said
    assert "12345" not in said
    assert "1 beyond a limit" in said


def test_each_step_has_a_title_of_its_own_by_which_a_kept_installation_knows_that_it_is_done() -> None:
    titles = [title for title, _deed in story.steps() + further.steps()]
    assert len(set(titles)) == len(titles)
    assert titles[-len(selected.steps()) :] == [title for title, _deed in selected.steps()]
