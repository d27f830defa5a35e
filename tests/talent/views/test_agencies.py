"""The list of agencies, for who enters them."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("agencies", [1, 3])
def test_an_administrator_sees_every_agency_in_five_queries(administrator, agencies, django_assert_num_queries):
    made = [factories.agency(f"A{number}") for number in range(agencies)]
    with django_assert_num_queries(5):
        page = administrator.get("/impor/instansi/")
    assert [agency.code for agency in page.context["page"].rows] == [agency.code for agency in made]
    assert all(f"<code>{agency.code}</code>" in page.content.decode() for agency in made)


def test_the_way_to_the_list_stands_only_where_agencies_are_imported(administrator, staff):
    assert b"/impor/instansi/" in administrator.get("/impor/").content
    assert b"/impor/instansi/" not in staff.get("/impor/").content
