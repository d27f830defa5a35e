"""The work-list of a vacancy: what the data cannot say, who can supply it, and how it empties."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules.eligibility import requirements
from rules.eligibility.evaluation import KINDS
from rules.lacking import KIND_OF_REQUIREMENT, MAPPING, POSTS, STANDARDS
from rules.law import shipped
from succession.domain import asking, gate
from succession.models import Vacancy
from succession.models.vacancy import Route
from talent.interfaces.columns import KINDS as RECORDS
from talent.models import Employee
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed
from tests.talent import documents

pytestmark = pytest.mark.django_db
HEALTH = {"kind": "HEALTH", "passed": True, "true_from": date(2026, 1, 5)}


def open_(others: int = 0) -> tuple[Vacancy, list[Employee]]:
    """A longlist of somebody of whom health is not known, as it is of `others`, and of one who lacks nothing."""
    agency = factories.agency()
    lacking = [cast.candidate(agency, healthy=None, name=f"Ani {number}") for number in range(1 + others)]
    whole = cast.candidate(agency, name="Budi")
    factories.established_cycle(agency)
    cast.approved(agency)
    return cast.longlisted(agency)[0], [*lacking, whole]


def shown(response: Any) -> list[tuple[str, str, bool]]:
    return [(line.person.name, line.lack.code, line.deciding) for line, _kind, _address in response.context["rows"]]


def test_each_missing_fact_names_who_supplies_it_and_where_and_goes_once_it_is_recorded(staff) -> None:
    vacancy, (ani, _budi) = open_()
    address = f"/lowongan/{vacancy.pk}/data-kurang/"
    assert f'href="{address}"' in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    page = staff.get(address)
    assert shown(page) == [("Ani 0", "health", True)]
    ((line, kind, where),) = page.context["rows"]
    assert (str(kind), line.lack.by.id, line.lack.document.id) == (
        str(RECORDS["attestations"].title),
        "pegawai sendiri, diverifikasi bidang mutasi BKD",
        "surat keterangan dari pihak yang berwenang",
    )
    assert where == reverse("record_add", args=[ani.pk, "attestations"])
    assert staff.get(where).status_code == 200
    factories.write("attestations", ani, **HEALTH)
    again = staff.get(address)
    assert (shown(again), again.context["every"]) == ([], 0)
    assert "Tidak ada data yang kurang" in again.content.decode()


def test_who_is_ruled_out_already_stands_last_and_a_waiver_leaves_nothing_to_supply(staff) -> None:
    vacancy, (ani, other, _budi) = open_(1)
    factories.write("attestations", ani, kind="INTEGRITY", passed=False, true_from=date(2026, 1, 5))
    address = f"/lowongan/{vacancy.pk}/data-kurang/"
    assert shown(staff.get(address)) == [("Ani 1", "health", True), ("Ani 0", "health", False)]
    assert shown(staff.get(f"{address}?deciding=0")) == [("Ani 0", "health", False)]
    assert shown(staff.get(f"{address}?sort=name")) == [("Ani 0", "health", False), ("Ani 1", "health", True)]
    assert shown(staff.get(f"{address}?requirement=age")) == []
    said = {"code": "health", "authority": "Kepala BKN", "number": "B-7", "granted": date(2026, 7, 1), "until": None}
    said |= {"since": date(2026, 1, 1), "grounds": "Sedang diperiksa.", "document": ("izin.pdf", documents.pdf())}
    asking.waive(agency=vacancy.agency, person=other, by=factories.user("BKD_HEAD", vacancy.agency), **said)
    assert shown(staff.get(address)) == [("Ani 0", "health", False)]


def test_it_is_searched_taken_away_and_asked_for_by_programs(staff, sign_in) -> None:
    vacancy, (ani, other, _budi) = open_(1)
    address = f"/lowongan/{vacancy.pk}/data-kurang/"
    staff.post(address, {"q": "Ani 1"})
    assert shown(staff.get(address)) == [("Ani 1", "health", True)]
    lines = staff.get(f"{address}ekspor.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Nama", "Ani 1"]
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "lacking.csv", "rows": 1}
    told = staff.get(f"/api/v1/vacancies/{vacancy.pk}/lacking/?sort=name").json()
    assert (told["count"], [one["employee"]["id"] for one in told["results"]]) == (2, [ani.pk, other.pk])
    one = told["results"][0]
    assert (one["code"], one["kind"], one["deciding"], one["page"]) == (
        "health",
        "attestations",
        True,
        reverse("record_add", args=[ani.pk, "attestations"]),
    )
    assert staff.get(f"/api/v1/vacancies/{vacancy.pk}/lacking/?kind=sanctions").json()["count"] == 0
    auditor = sign_in("AUDITOR").get(address)
    assert [where for _line, _kind, where in auditor.context["rows"]] == ["", ""]
    assert sign_in("BKD_STAFF", factories.other_agency()).get(address).status_code == 404


def test_nothing_is_asked_of_whom_the_longlist_ruled_out_nor_of_anybody_before_it_or_after_the_end(staff) -> None:
    agency = factories.agency()
    cast.candidate(agency, healthy=None, name="Ani")
    cast.candidate(agency, healthy=None, name="Cici", born=date(1969, 3, 5))
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, listed = cast.longlisted(agency)
    told = listed.entries.order_by("employee_id").values_list("outcome", "unknown")
    assert [(outcome, unknown != 0) for outcome, unknown in told] == [("unknown", True), ("fail", True)]
    address = f"/lowongan/{vacancy.pk}/data-kurang/"
    page = staff.get(address)
    assert shown(page) == [("Ani", "health", True)]
    assert "sudah tidak memenuhi syarat lain tidak ditanyakan." in page.content.decode()
    bare = cast.opened(agency, cast.post(agency, "JPT-02"), "L-02")
    gate.decide_route(vacancy=bare, by=system_operator())
    empty = staff.get(f"/lowongan/{bare.pk}/data-kurang/")
    assert (shown(empty), "Setiap persyaratan calon yang belum gugur" in empty.content.decode()) == ([], True)
    Vacancy.objects.filter(pk=bare.pk).update(route=Route.OPEN_SELECTION)
    # Of whoever applies everything is asked.
    selected = staff.get(f"/lowongan/{bare.pk}/data-kurang/").content.decode()
    assert ("tidak ditanyakan" in selected, "atau pelamarnya belum ada" in selected) == (False, True)
    Vacancy.objects.filter(pk=vacancy.pk).update(state=Vacancy.State.CLOSED)
    assert shown(staff.get(address)) == []


@pytest.mark.parametrize("others", [0, 2])
def test_it_takes_as_many_queries_for_one_as_for_three(auditor, others, django_assert_num_queries) -> None:
    vacancy, _people = open_(others)
    decreed(vacancy.agency, 1 + others)
    with django_assert_num_queries(10):
        page = auditor.get(f"/lowongan/{vacancy.pk}/data-kurang/")
    assert len(page.context["rows"]) == 1 + others


@pytest.mark.parametrize("count", [1, 3])
def test_of_applicants_it_takes_as_many_queries_for_one_as_for_three(auditor, count, django_assert_num_queries) -> None:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    cast.applied(vacancy, [cast.candidate(agency, healthy=None) for _number in range(count)])
    decreed(agency, count)
    with django_assert_num_queries(11):
        page = auditor.get(f"/lowongan/{vacancy.pk}/data-kurang/?requirement=health")
    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("homes", [1, 3])
def test_of_applicants_of_other_agencies_it_takes_as_many_for_one_agency_as_for_three(
    auditor, homes, django_assert_num_queries
) -> None:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    at = [agency, *(factories.agency(f"KOTA-{number}", f"Kota {number}", "CITY") for number in range(homes))]
    cast.applied(vacancy, [cast.candidate(home, healthy=None, name=home.code) for home in at])
    for home in at[1:]:
        users.grant(user=auditor.user, role=Roles.ALL["AUDITOR"], agency_id=home.pk, by=system_operator())
    with django_assert_num_queries(11):
        page = auditor.get(f"/lowongan/{vacancy.pk}/data-kurang/?requirement=health")
    assert [line.person.name for line, _kind, _address in page.context["rows"]] == sorted(home.code for home in at)


def test_what_agencies_ask_of_boxes_and_technical_standards_leads_to_where_it_is_supplied(staff) -> None:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    cast.applied(vacancy, [cast.candidate(agency, name="Ani")])
    wanted: list[dict[str, Any]] = [
        {"code": "agency_box", "kind": "pool_box", "box": 7, "member": False},
        {"code": "agency_course", "kind": "training_min", "level": "PKA"},
        {"code": "agency_technical", "kind": "technical_level", "competency": "ALL", "level": "STANDARD"},
    ]
    said = {"tier": "JPT_PRATAMA", "number": "800/9", "requirements": wanted, "since": date(2026, 1, 1), "until": None}
    asking.ask(agency=agency, by=factories.user("BKD_HEAD", agency), **said)
    with CaptureQueriesContext(connection) as asked:
        page = staff.get(f"/lowongan/{vacancy.pk}/data-kurang/?sort=requirement")
    assert len(asked) <= 12
    told = {line.lack.code: (str(kind), where) for line, kind, where in page.context["rows"]}
    address = f"/organisasi/technical_standards/tambah/?code={vacancy.position.code}&agency={agency.pk}"
    assert told["agency_box"] == ("Pemetaan talenta", reverse("cycles"))
    assert told["agency_technical"] == (str(RECORDS["technical_standards"].title), address)
    assert told["agency_course"][1].endswith("/training/tambah/")
    assert staff.get(address).status_code == 200
    assert "Pemetaan talenta" in staff.get(f"/lowongan/{vacancy.pk}/data-kurang/ekspor.csv").content.decode("utf-8-sig")


def test_every_requirement_has_a_kind_of_record_and_that_a_supplier() -> None:
    on, law = date(2026, 8, 3), shipped()
    assert set(KIND_OF_REQUIREMENT) == set(KINDS)
    duties = law.at("talent.record_suppliers", on).value
    assert {*KIND_OF_REQUIREMENT.values(), POSTS, STANDARDS} <= set(duties)
    assert {*KIND_OF_REQUIREMENT.values(), POSTS, STANDARDS} - {MAPPING} <= set(RECORDS)
    assert {one["kind"] for one in requirements("JPT_PRATAMA", on, law)} <= set(KIND_OF_REQUIREMENT)
