"""Pages by key, whatever is sorted and wherever values are not known."""

import pytest
from django.http import QueryDict

from talent.interfaces import tables
from talent.models import Placement
from tests import factories

pytestmark = pytest.mark.django_db

VALUES = [None, 90.5, 70.25, None, 90.5, 88.0, None]


@pytest.fixture
def run():
    run = factories.mapping_run(factories.cycle())
    for value in VALUES:
        Placement.objects.create(run=run, employee=factories.employee(), talent_value=value)
    return run


@pytest.mark.parametrize("order", [("-talent_value", "employee_id"), ("talent_value", "-employee_id")])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_walking_there_and_back_meets_every_row_once_with_the_unknown_last(run, order, size):
    rows = Placement.objects.filter(run=run)
    forth, back, query = [], [], ""
    while True:
        page = tables.keyset(rows, order, QueryDict(query), size=size)
        first = 1 + sum(map(len, forth))
        forth.append([row.pk for row in page.rows])
        assert page.count == (f"{first}–{first + len(page.rows) - 1} dari 7" if size < 7 else "7 dari 7")
        if not page.next:
            break
        query = page.next.lstrip("?")
    back.append(forth[-1])
    while page.previous:
        page = tables.keyset(rows, order, QueryDict(page.previous.lstrip("?")), size=size)
        back.append([row.pk for row in page.rows])
        first = 1 + sum(map(len, forth[: -len(back)]))
        assert page.count == f"{first}–{first + len(page.rows) - 1} dari 7"
    met = [row for page in forth for row in page]
    values = dict(rows.values_list("pk", "talent_value"))
    known = sorted((value for value in VALUES if value is not None), reverse=order[0].startswith("-"))
    assert [values[pk] for pk in met] == [*known, None, None, None]
    assert (len(set(met)), back[::-1]) == (7, forth)


def test_more_than_ten_thousand_are_not_counted_further(run, monkeypatch):
    monkeypatch.setattr(tables, "COUNTED", 5)
    page = tables.keyset(Placement.objects.filter(run=run), ("id",), QueryDict(), size=2)
    assert page.count == "2 dari lebih dari 5"
