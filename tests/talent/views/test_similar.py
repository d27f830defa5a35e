"""Similar profiles: by name, with what is shared and what differs in words, for those who may search."""

from datetime import date

import pytest
from django.utils import timezone

from audit.models import Event
from talent.domain.queries import similar
from talent.models import Employee
from tests import factories

pytestmark = pytest.mark.django_db


def person(name: str, level: int = 4, **values):
    return factories.assessed(factories.employee(name=name, **values), level=level)


def test_the_alike_stand_by_name_with_what_they_share_and_where_they_differ(staff):
    alya = person("Alya", job_family="perhubungan", post_from=date(2020, 1, 2))
    cut = person("Cut", 3, job_family="kesehatan", post_from=date(2022, 1, 2))
    budi = person("Budi", job_family="perhubungan", post_from=date(2019, 1, 2))
    person("Dewi", tier="PENGAWAS")
    factories.employee(name="Eka")
    page = staff.get(f"/pegawai/{alya.pk}/serupa/")
    found = page.context["search"].found
    assert [one.person for one in found] == [budi, cut]
    same, other = found
    assert (len(same.same), same.other, [one.family for one in same.shared]) == (9, [], ["perhubungan"])
    assert {(one.level, one.own) for one in other.other} == {(3, 4)}
    assert [one.family for one in other.apart] == ["kesehatan", "perhubungan"]
    assert "bukan peringkat" in page.content.decode()
    assert Event.objects.filter(kind="talent.employee.opened", payload={"part": "similar"}).count() == 1


def test_technical_levels_that_both_have_are_told_and_draw_the_alike_nearer(staff):
    alya, budi, cut, dewi = (person(name, job_family="perhubungan") for name in ("Alya", "Budi", "Cut", "Dewi"))
    held = [(alya, "Audit", 4), (alya, "Pengadaan", 3), (budi, " Audit ", 4), (budi, "Hukum", 5), (cut, "Audit", 1)]
    for who, name, level in held:
        factories.write("technical_levels", who, competency=name, level=level, true_from=date(2026, 3, 1))
    factories.write("technical_levels", dewi, competency="Audit", level=4, true_from=date(2023, 3, 1))
    factories.write("technical_levels", budi, competency="Pengadaan", level=2, true_from=date(2026, 3, 1))
    found = similar.search(Employee.objects.get(pk=alya.pk), date(2026, 8, 3), 1).found
    assert [one.person for one in found] == [budi]
    page = staff.get(f"/pegawai/{alya.pk}/serupa/")
    told = {one.person.name: (shared, differing) for one, shared, differing in page.context["rows"]}
    assert told == {
        "Budi": (["kompetensi teknis: Audit 4"], ["kompetensi teknis: Pengadaan 2, Alya 3"]),
        "Cut": ([], ["kompetensi teknis: Audit 1, Alya 4"]),
        "Dewi": ([], []),
    }
    # What is so of everybody found stands once, above them.
    levels, served = page.context["shared"]
    assert (levels[:12], served[:20]) == ("Integritas 4", "rumpun perhubungan: ")
    assert page.context["differing"] == ["semua kompetensi setingkat"]
    assert page.content.decode().count("semua kompetensi setingkat") == 1


def test_who_is_not_assessed_is_told_so(staff):
    someone = factories.employee(name="Eka")
    assert staff.get(f"/pegawai/{someone.pk}/serupa/").context["search"].found is None


def test_nobody_searches_from_themself_alone_or_in_another_agency(sign_in, staff):
    alya = person("Alya")
    foreign = factories.assessed(factories.employee(factories.other_agency(), name="Xena"))
    assert sign_in("EMPLOYEE", person=alya).get(f"/pegawai/{alya.pk}/serupa/").status_code == 404
    assert staff.get(f"/pegawai/{foreign.pk}/serupa/").status_code == 404
    assert "/serupa/" in staff.get(f"/pegawai/{alya.pk}/").content.decode()
    assert "Xena" not in staff.get(f"/pegawai/{alya.pk}/serupa/").content.decode()


def test_the_search_takes_as_many_queries_among_one_as_among_three(django_assert_num_queries):
    alya = person("Alya")
    for more in (1, 2):
        for number in range(more):
            person(f"Orang {number}")
        searched = Employee.objects.select_related("agency", "current").get(pk=alya.pk)
        with django_assert_num_queries(5):
            similar.search(searched, timezone.localdate())
