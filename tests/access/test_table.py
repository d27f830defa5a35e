"""Every address × method × role, in the own agency and in the other one, against the reviewed table."""

import os
from collections import defaultdict

import pytest
from django.db import connection
from django.urls import resolve

from accounts.roles import Roles
from tests.access import sweep, table
from tests.access.table import METHODS, Case, Row
from tests.access.world import World
from tests.browser import places

ROWS = table.rows()
LONG = os.environ.get("ASSURE") == "long"


def test_every_address_stands_in_the_table_and_every_row_has_its_address() -> None:
    assert {row.route for row in ROWS} == set(table.routes())


def test_every_row_leads_to_the_address_that_it_names(world: World) -> None:
    wrong = {
        str(row): found
        for row in ROWS
        if (found := resolve("/" + row.at.format(**world.here.names).partition("?")[0]).view_name) != row.route
    }
    assert wrong == {}


def test_the_walks_look_at_every_page_that_answers_nobody_here_too_and_know_no_other() -> None:
    pages = [row for row in ROWS if not row.writes]
    # Whether the others are pages, their answers say: `sweep.wrong`.
    answering = {row.place for row in pages if 200 in row.statuses}
    known = places.looked_at() | places.NOT_LOOKED_AT.keys()
    assert {row.place for row in pages} - answering - known == set()
    assert places.looked_at() & places.NOT_LOOKED_AT.keys() == set()
    assert {place.partition("?")[0] for place in known} - set(table.routes()) == set()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_answers_each_role_as_the_table_says(world: World, row: Row) -> None:
    counts = world.counts()
    assert [found for case in asked(row) if (found := sweep.wrong(world, case, counts))] == []


def asked(row: Row) -> list[Case]:
    """The cases that the quick form asks on this engine.

    PostgreSQL's second lock only takes rows away, so there it is asked whether everybody still gets what they may; the
    same code has refused them everything else on SQLite. It goes by agencies and knows no roles: of those for whom it
    shows the same, and who are to be answered the same, one asks. Whoever sits on committees asks for themselves, and
    on the home page everybody does: there the questions to the database are others.
    """
    cases = list(table.cases([row]))
    if LONG or connection.vendor == "sqlite":
        return cases
    granted = [case for case in cases if case.expected.status not in sweep.REFUSED]
    return granted if row.route == "home" else list({_behind_the_lock(case): case for case in granted}.values())


def _behind_the_lock(case: Case) -> tuple[object, ...]:
    role = Roles.ALL.get(case.role)
    return (role.scope, role.seated) if role else case.role, case.foreign, case.expected


def test_a_method_without_a_row_is_not_allowed(world: World) -> None:
    declared: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Row] = {}
    for row in ROWS:
        declared[row.route].add(row.method)
        first.setdefault(row.route, row)
    allowed = {
        (route, method): sweep.ask(world.client("BKD_HEAD"), row, world.here, method=method).status_code
        for route, row in first.items()
        for method in METHODS
        if method not in declared[route] and route not in FORMS_OF_ALLAUTH
    }
    assert {key: status for key, status in allowed.items() if status != 405} == {}


# Their PUT is their POST.
FORMS_OF_ALLAUTH = {"account_login", "account_logout", "account_change_password", "set_language"}


@pytest.mark.parametrize(("here", "there"), sweep.PAIRS)
def test_a_role_in_one_agency_lends_nothing_to_a_role_in_another(world: World, here: str, there: str) -> None:
    assert [found for _row, ask in sweep.loans(world, here, there) if (found := ask())] == []


def test_seeing_a_vacancy_by_one_role_gives_no_seat_by_another(world: World) -> None:
    assert sweep.without_a_seat(world)() == ""
