"""Why one candidate is, or is not, eligible."""

from datetime import date

import pytest
from django.db import connection

from audit.models import Event
from rules.eligibility.words import CALLED
from rules.law import shipped
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed
from tests.succession.views.test_vacancies import longlisted, seated

pytestmark = pytest.mark.django_db


def unfit():
    """A vacancy, and somebody in its longlist who is too old and about whose health nothing is known."""
    agency = factories.agency()
    cast.people(agency, 1)
    person = cast.candidate(agency, healthy=None, born=date(1969, 1, 1))
    factories.established_cycle(agency)
    cast.approved(agency)
    return cast.longlisted(agency)[0], person


def test_every_requirement_of_the_law_has_a_short_name():
    sets = [
        name
        for name in shipped().ids()
        if name.startswith(("requirements.jpt_", "requirements.admin", "requirements.peng"))
    ]
    codes = {one["code"] for name in sets for rule in shipped().versions(name) for one in rule.value}
    assert (len(sets), codes - set(CALLED)) == (6, set())


def test_somebody_who_is_not_eligible_reads_which_requirement_and_why(staff):
    vacancy, person = unfit()
    page = staff.get(f"/lowongan/{vacancy.pk}/calon/{person.pk}/")
    groups = {status: [check.code for check in checks] for status, checks in page.context["groups"]}
    assert groups["fail"] == ["age"]
    assert groups["unknown"] == ["health"]
    check = dict(page.context["groups"])["fail"][0]
    assert (check.fact.id, check.limit.id) == (
        "57 tahun 7 bulan 2 hari (lahir 1 Januari 1969)",
        "paling tinggi 56 tahun",
    )
    assert check.citation == "PP 11/2017 Pasal 107 jo. PP 17/2020"
    assert page.context["found"].agrees is True
    assert b"Tidak memenuhi syarat" in page.content
    assert b"57 tahun 7 bulan 2 hari" in page.content


def test_the_periods_behind_experience_are_listed(staff):
    vacancy, candidates = longlisted(1)
    page = staff.get(f"/lowongan/{vacancy.pk}/calon/{candidates[0].pk}/")
    served = {check.code: periods for check, periods in page.context["served"]}
    assert list(served) == ["experience", "post_held"]
    assert [(period.since, period.until, period.sure) for period in served["experience"]] == [
        (date(2010, 1, 2), None, True)
    ]


def test_a_period_says_what_of_it_counts_and_the_gap_before_it_has_its_days(staff):
    agency = factories.agency()
    person, _other = cast.people(agency, 2)
    factories.established_cycle(agency)
    cast.approved(agency)
    said = {"position": "Kepala Bidang", "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "job_family": "perhubungan"}
    factories.write("appointments", person, **said, true_from=date(2009, 1, 1), true_to=date(2009, 11, 30))
    doubled = said | {"position": "Kepala Balai"}
    factories.write("appointments", person, **doubled, true_from=date(2009, 11, 1), true_to=date(2009, 12, 1))
    acting = said | {"position": "Plt Kepala Dinas", "kind": "PLT"}
    factories.write("appointments", person, **acting, true_from=date(2009, 12, 5), true_to=date(2009, 12, 20))
    vacancy = cast.longlisted(agency)[0]
    page = staff.get(f"/lowongan/{vacancy.pk}/calon/{person.pk}/").content.decode()
    assert "334 hari" in page
    left_out = (
        '<span class="mark plain">Plt: tidak dihitung</span> <span class="cite">PP 11/2017 Pasal 107 jo. PP 17/2020'
    )
    assert page.count(left_out) == 2
    assert "1 hari; 30 hari bersamaan dengan periode sebelumnya, dihitung sekali" in page
    assert "Jeda 2 Desember 2009 s.d. 1 Januari 2010 (31 hari): tidak ada yang pasti terhitung." in page
    three = staff.get(f"/lowongan/{vacancy.pk}/tiga-nama/").content.decode()
    assert "Terhitung 1 hari; 30 hari bersamaan dengan periode sebelumnya, dihitung sekali" in three
    assert "Jeda 2 Desember 2009 s.d. 1 Januari 2010 (31 hari)" in three
    assert three.count(left_out) == 2
    answer = staff.get(f"/api/v1/vacancies/{vacancy.pk}/candidates/{person.pk}/").json()["periods"]["experience"]
    rule = shipped().at("requirements.appointments_counted", vacancy.reference_date)
    assert [one["left_out"] for one in answer if one["left_out"]] == [
        {"kind": "PLT", "reason": rule.note.id, "citation": rule.citation, "verified": False}
    ]


def test_the_order_names_who_stands_above_and_what_decided(staff):
    vacancy, candidates = longlisted(2)
    first, second = (staff.get(f"/lowongan/{vacancy.pk}/calon/{one.pk}/").context for one in candidates)
    assert (first["above"], first["decider"]) == (None, None)
    assert (second["above"].employee_id, second["decider"].id) == (candidates[0].pk, "lama dalam jabatan sekarang")
    assert second["order"].blend == (70, 30)


def test_the_page_speaks_of_the_facts_as_known_then(staff):
    vacancy, person = unfit()
    factories.write(
        "attestations",
        person,
        kind="HEALTH",
        passed=True,
        true_from=date(2026, 1, 5),
        known_at=factories.datetime.now(factories.UTC),
    )
    page = staff.get(f"/lowongan/{vacancy.pk}/calon/{person.pk}/")
    assert [check.code for check in dict(page.context["groups"])["unknown"]] == ["health"]


def test_reasons_that_no_longer_meet_the_stored_result_are_called_so(staff):
    vacancy, person = unfit()
    factories.write("attestations", person, kind="HEALTH", passed=True, true_from=date(2026, 1, 5))
    page = staff.get(f"/lowongan/{vacancy.pk}/calon/{person.pk}/")
    assert page.context["found"].agrees is False
    assert b"Tidak cocok dengan hasil tersimpan" in page.content


def test_looking_at_a_candidate_is_an_event(staff):
    vacancy, candidates = longlisted(1)
    staff.get(f"/lowongan/{vacancy.pk}/calon/{candidates[0].pk}/")
    event = Event.objects.get(kind="talent.employee.opened")
    assert (event.actor, event.subject, event.payload) == (
        staff.user.pk,
        f"talent.employee:{candidates[0].pk}",
        {"part": "candidate"},
    )


def test_the_committee_reads_why_but_is_given_no_way_to_the_whole_record(sign_in):
    vacancy, candidates = longlisted(3)
    address = f"/lowongan/{vacancy.pk}/calon/{candidates[0].pk}/"
    assert sign_in("SELECTION_COMMITTEE").get(address).status_code == 404
    page = seated(sign_in, vacancy).get(address)
    assert (page.status_code, page.context["may_see_person"]) == (200, False)
    assert f"/pegawai/{candidates[0].pk}/".encode() not in page.content


def test_somebody_who_is_no_candidate_is_not_found(staff):
    vacancy, _candidates = longlisted(1)
    assert staff.get(f"/lowongan/{vacancy.pk}/calon/{factories.employee().pk}/").status_code == 404
    assert staff.get(f"/lowongan/{vacancy.pk}/calon/99999999999999999999/").status_code == 404


def test_before_there_is_a_longlist_nobody_is_a_candidate(staff):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    assert staff.get(f"/lowongan/{vacancy.pk}/calon/{factories.employee().pk}/").status_code == 404


@pytest.mark.parametrize("decrees", [1, 3])
def test_a_candidate_behind_another_takes_no_more_than_twelve_queries(staff, decrees, django_assert_num_queries):
    vacancy, candidates = longlisted(3)
    decreed(vacancy.agency, decrees)
    first, last = (f"/lowongan/{vacancy.pk}/calon/{candidates[place].pk}/" for place in (0, 2))
    assert staff.get(first).context["above"] is None
    assert staff.get(last).context["above"].employee == candidates[1]
    for address in (first, last):
        with django_assert_num_queries(12 if connection.vendor == "postgresql" else 11):  # the ledger's own lock
            staff.get(address)
