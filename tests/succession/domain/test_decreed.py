"""What an agency decreed about its posts, read by one statement: as known at an instant, and of nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.domain.users import system_operator
from succession.domain import asking, critical
from succession.domain.queries.decreed import NOW, by_record, of_agency
from succession.domain.queries.posts import records_of, tier_at
from succession.models import CriticalPostRecord
from talent.domain import known
from talent.models import Agency, Position
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed
from tests.talent import documents

pytestmark = pytest.mark.django_db
ON, DAY = date(2026, 8, 3), timedelta(days=1)


def told(agency: Agency, known_at: Any = NOW) -> tuple[list[str], list[str], list[str]]:
    found = of_agency(agency.pk, known_at)
    return (
        sorted(one.number for of in found.critical.values() for one in of),
        sorted(one.number for of in found.asked.values() for one in of),
        [waiver.number for _post, waiver in found.free],
    )


@pytest.mark.parametrize("count", [1, 3])
def test_every_sort_comes_in_one_query_as_known_then_and_of_no_other_agency(
    count: int, django_assert_num_queries: Any
) -> None:
    agency, other = factories.agency(), factories.other_agency()
    for of in (agency, other):
        cast.post(of), factories.employee(of)
    before = known.now(agency.pk)
    decreed(agency, count)
    numbers = [f"800/{number}" for number in range(count)]
    with django_assert_num_queries(1):
        assert told(agency) == (numbers, numbers, numbers)
    assert told(agency, before) == told(other) == ([], [], [])


def test_what_was_corrected_is_known_as_it_was_and_as_it_is() -> None:
    agency = factories.agency()
    post, _person = cast.post(agency), factories.employee(agency)
    decreed(agency, 1)
    instant = known.now(agency.pk)
    held = CriticalPostRecord.objects.get()
    critical.correct(
        record=held, since=ON, until=ON + DAY, criteria="Layanan dasar", reason="Salah tanggal.", by=system_operator()
    )
    said = [of_agency(agency.pk, known_at).critical[post.pk] for known_at in (instant, NOW)]
    assert [[(one.true_from, one.true_to, one.criteria) for one in of] for of in said] == [
        [(date(2018, 1, 2), None, "Kewenangan strategis")],
        [(ON, ON + DAY, "Layanan dasar")],
    ]


def test_posts_are_read_along_as_by_their_own_rows_on_the_day() -> None:
    agency = factories.agency()
    own = {"job_family": "keuangan", "integrity": 4, "teamwork": 3, "true_from": ON}
    later, bare = cast.post(agency, "J-1"), cast.post(agency, "J-2", job_family=None)
    cast.post(factories.other_agency(), "J-1")
    factories.write("positions", agency, code="J-1", name="Kepala Badan", tier="JPT_MADYA", **own)
    every = list(Position.objects.values_list("pk", flat=True))
    instant = known.now(agency.pk)
    for day in (ON - DAY, ON):
        records = records_of([later.pk, bare.pk], day, instant)
        found = of_agency(agency.pk, instant, day, every).posts
        assert found == {pk: by_record(record) for pk, record in records.items()}
    assert (found[later.pk].tier, found[later.pk].standards) == ("JPT_MADYA", {"integrity": 4.0, "teamwork": 3.0})
    assert (found[bare.pk].job_family, found[bare.pk].standards) == (None, None)


def test_a_tier_is_freed_by_documents_that_name_no_post_and_a_post_by_its_own_too() -> None:
    agency = factories.agency()
    cast.post(agency, "J-1"), cast.post(agency, "J-2")
    person = factories.employee(agency)
    decreed(agency, 1)
    given = {"code": "age", "authority": "Kepala BKN", "granted": ON, "grounds": "Dibutuhkan.", "since": ON}
    given |= {"until": ON, "document": ("izin.pdf", documents.pdf()), "by": system_operator()}
    asking.waive(agency=agency, person=person, number="B-1", position="J-1", **given)
    posts = {post.code: post.pk for post in Position.objects.filter(agency=agency)}
    found = of_agency(agency.pk, NOW)
    numbers = [[waiver.number for waiver in found.waivers(post)] for post in (posts["J-1"], posts["J-2"], None)]
    assert numbers == [["800/0", "B-1"], ["800/0"], ["800/0"]]
    aim = tier_at(agency.pk, "JPT_PRATAMA", ON, NOW)
    assert ([one["code"] for one in aim.own], [one.number for one in aim.waivers]) == (["agency_grade"], ["800/0"])
    assert tier_at(agency.pk, "JPT_PRATAMA", date(2017, 1, 1), NOW).own == ()
