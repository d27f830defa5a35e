"""A longlist of 500 candidates: every page of it small, and asked for in few queries."""

from itertools import islice

import pytest

from accounts.domain.users import system_operator
from succession.models import LonglistEntry
from talent.domain import bulk
from talent.domain.importing import WRITERS, Context
from talent.models import Employee
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed

pytestmark = pytest.mark.django_db
CANDIDATES, MOST_BYTES, MOST_QUERIES = 500, 300 * 1024, 12


@pytest.fixture
def vacancy(request):
    """One candidate of the pool, and 499 beside them in the list, with names and titles as long as the longest; some
    pass only by a document of an agency that has decrees of every sort. Asked for with True, all have a rank."""
    ranked = getattr(request, "param", False)
    agency = factories.agency()
    cast.people(agency, 1)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, longlist = cast.longlisted(agency)
    more = range(CANDIDATES - 1)
    about = {"status": "PNS", "grade": "IV/b", "unit": None, "tier": "ADMINISTRATOR", "standing": "ACTIVE"}
    about |= {
        "position": "Kepala Bidang Keselamatan Lalu Lintas dan Angkutan Jalan Provinsi",
        "job_family": "perhubungan",
    }
    about |= dict.fromkeys(("grade_from", "post_from", "standing_from"))
    columns = {name: [value] * len(more) for name, value in about.items()}
    columns["nip"] = [f"19800101200503{1 + at % 2}{at + 100:03d}" for at in more]
    columns["name"] = [f"Pegawai Bernama Amat Panjang Sekali Nomor {at}, S.T., M.Sc." for at in more]
    assert WRITERS["employees"](columns, len(more), Context(agency, system_operator(), factories.KNOWN)).errors == []
    ids = list(Employee.objects.filter(nip__in=columns["nip"]).order_by("id").values_list("id", flat=True))
    bits = (1 << len(longlist.codes)) - 1
    rows = {"employee_id": ids, "passed": [bits & ~(at % 8) for at in more], "unknown": [at % 2 for at in more]}
    rows |= {"outcome": ["unknown" if at % 8 == 1 else "fail" if at % 8 else "pass" for at in more]}
    rows |= {"longlist_id": [longlist.pk] * len(more), "position": [at + 2 for at in more], "box": [9] * len(more)}
    rows |= {"rank": [at + 2 if ranked or at % 8 < 2 else None for at in more], "decided_by": ["grade"] * len(more)}
    rows["waived"] = [0 if at % 8 else 1 for at in more]
    decreed(agency, 3)
    bulk.insert(LonglistEntry, rows | dict.fromkeys(("talent_value", "technical", "combined"), [81.234567] * len(more)))
    return vacancy


def pages(client, address, queries):
    """Each page of the list from the first to the last: how many candidates it shows."""
    query = ""
    while query is not None:
        with queries(MOST_QUERIES):
            answer = client.get(address + query)
        assert len(answer.content) < MOST_BYTES
        yield len(answer.context["rows"])
        query = answer.context["page"].next.partition("#")[0] or None


@pytest.mark.parametrize("role", ["BKD_STAFF", "PPK", "AUDITOR"])
def test_every_page_of_500_candidates_is_under_300_kb_and_takes_twelve_queries_at_most(
    sign_in, vacancy, role, django_assert_max_num_queries
):
    shown = list(islice(pages(sign_in(role), f"/lowongan/{vacancy.pk}/", django_assert_max_num_queries), 20))
    assert shown == [50] * 10


@pytest.mark.parametrize("vacancy", [True], indirect=True)
def test_naming_three_of_500_is_no_more(sign_in, vacancy, django_assert_max_num_queries):
    """The selects offer the best 50 and whom one asks for by rank; the table is paged."""
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    cast.sat(vacancy, member)
    client, address = sign_in(member), f"/lowongan/{vacancy.pk}/usulan/"
    last = LonglistEntry.objects.filter(rank__isnull=False).order_by("-rank")[0]
    for query, shown, offered in (("", 50, False), ("?mulai=450", 50, False), (f"?ranks=499,{last.rank}", 50, True)):
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = client.get(address + query)
        assert len(answer.content) < MOST_BYTES
        assert len(answer.context["rows"]) == shown
        names = [name for name, _words in answer.context["form"].fields["name_1"].choices]
        assert (str(last.employee_id) in names) is offered
    assert client.get(address + "?ranks=x").content.decode().count("Tulis nomor peringkat saja") == 1
    # Whoever is chosen is offered, wherever they stand: of a refused form nothing is lost.
    given = {"name_1": last.employee_id, "token": client.get(address).context["token"]}
    refused = client.post(address, given)
    assert refused.context["form"]["name_1"].errors == []
    assert f'<option value="{last.employee_id}" selected>' in refused.content.decode()


def test_sorted_by_name_and_narrowed_it_is_no_more(sign_in, vacancy, django_assert_max_num_queries):
    client, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    for query, most in (("?sort=nama", 50), ("?outcome=fail", 50), ("?outcome=unknown&sort=-gabungan", 50)):
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = client.get(address + query)
        assert len(answer.content) < MOST_BYTES
        assert len(answer.context["rows"]) == most
