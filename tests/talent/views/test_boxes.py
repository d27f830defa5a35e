"""The people of a box, and the pool on a day."""

import pytest

from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def names(response):
    return [placement.employee.name for placement, _lacks, _near in response.context["rows"]]


def test_a_box_lists_its_people_by_talent_value(staff):
    factories.assessed(factories.employee(name="Alya"), rating="BAIK")
    factories.assessed(factories.employee(name="Budi"))
    cycle = factories.mapped_cycle()
    response = staff.get(f"/siklus/{cycle.pk}/kotak/9/")
    assert names(response) == ["Budi", "Alya"]
    assert next(text.id for text in response.context["recommendations"]) == "dipromosikan dan dipertahankan"


def test_box_zero_lists_those_not_assessed_and_narrows_by_what_is_missing(staff):
    factories.employee(name="Alya")
    factories.write("performance", factories.employee(name="Budi"), year=2025, rating="BAIK")
    cycle = factories.mapped_cycle()
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/0/")) == ["Alya", "Budi"]
    assert names(staff.get(f"/siklus/{cycle.pk}/kotak/0/?kurang=0")) == ["Alya"]


@pytest.mark.parametrize("number", [10, 99999999999999999999])
def test_there_is_no_tenth_box(staff, number):
    assert staff.get(f"/siklus/{factories.mapped_cycle().pk}/kotak/{number}/").status_code == 404


def test_a_box_of_another_agency_is_not_found(staff):
    cycle = factories.mapped_cycle(factories.other_agency())
    assert staff.get(f"/siklus/{cycle.pk}/kotak/9/").status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_a_box_takes_eleven_queries_whatever_its_length(staff, people, django_assert_num_queries):
    for _ in range(people):
        factories.assessed(factories.employee())
    cycle = factories.mapped_cycle()
    with django_assert_num_queries(11):
        assert len(staff.get(f"/siklus/{cycle.pk}/kotak/9/").context["rows"]) == people


def test_the_box_walks_back_over_equal_values(staff):
    for _ in range(30):
        factories.assessed(factories.employee())
    cycle = factories.mapped_cycle()
    address = f"/siklus/{cycle.pk}/kotak/9/"
    first = staff.get(address).context["page"]
    second = staff.get(address + first.next).context["page"]
    again = staff.get(address + second.previous).context["page"]
    assert (len(first.rows), len(second.rows), second.next) == (25, 5, "")
    assert [row.pk for row in again.rows] == [row.pk for row in first.rows]


def test_the_pool_holds_on_the_days_of_its_validity_only(staff):
    factories.assessed(factories.employee(name="Alya"))
    cycle = factories.established_cycle()

    def members(on):
        return [member.employee.name for member in staff.get(f"/kelompok-suksesi/?on={on}").context["page"].rows]

    assert members("2026-06-29") == []
    assert members("2026-06-30") == ["Alya"]
    assert members("2027-06-29") == ["Alya"]
    assert members("2027-06-30") == []
    assert staff.get("/kelompok-suksesi/?on=2026-06-30").context["cycle"] == cycle


def test_the_pool_of_another_agency_stays_hidden(staff):
    other = factories.other_agency()
    factories.assessed(factories.employee(other))
    factories.established_cycle(other)
    factories.agency()
    assert staff.get(f"/kelompok-suksesi/?on=2026-06-30&agency={other.pk}").context["page"].rows == []


@pytest.mark.parametrize("role", ["SELECTION_COMMITTEE", "MERIT_VERIFIER", "ADMINISTRATOR"])
def test_those_who_may_not_see_the_mapping_see_no_pool(sign_in: SignIn, role):
    assert sign_in(role).get("/kelompok-suksesi/").status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_pool_takes_ten_queries_whatever_its_length(staff, people, django_assert_num_queries):
    for _ in range(people):
        factories.assessed(factories.employee())
    factories.established_cycle()
    with django_assert_num_queries(10):
        assert len(staff.get("/kelompok-suksesi/?on=2026-06-30").context["page"].rows) == people
