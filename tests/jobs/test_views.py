"""A job's progress: for its agency's people, as a page and as a piece of one."""

import pytest

from jobs.models import Job
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def job(of=None, kind="map", **values):
    of = of or factories.agency()
    return Job.objects.create(
        kind=kind, by=factories.users.system_operator(), agency=of, target="cycle:7", total=200, **values
    )


@pytest.mark.parametrize(
    ("kind", "role", "status"),
    [
        ("map", "BKD_STAFF", 200),
        ("map", "PPK", 200),
        ("map", "MERIT_VERIFIER", 404),
        ("map", "ADMINISTRATOR", 404),
        ("import", "BKD_HEAD", 200),
        ("import", "PPK", 404),
    ],
)
def test_a_job_is_watched_by_those_who_may_see_what_it_makes(sign_in: SignIn, kind, role, status):
    assert sign_in(role).get(f"/pekerjaan/{job(kind=kind).pk}/").status_code == status


def test_a_job_of_another_agency_is_not_found(staff):
    assert staff.get(f"/pekerjaan/{job(factories.other_agency()).pk}/").status_code == 404


def test_a_running_job_shows_how_far_it_is_and_survives_a_reload(staff):
    running = job(state="RUNNING", done=50)
    for _ in range(2):
        text = staff.get(f"/pekerjaan/{running.pk}/").content.decode()
        assert '<progress max="100" value="25"' in text
        assert f'hx-get="/pekerjaan/{running.pk}/"' in text


def test_a_piece_asks_for_the_whole_page_when_the_job_has_ended(staff):
    watched = job(state="RUNNING", done=50)
    response = staff.get(f"/pekerjaan/{watched.pk}/", headers={"HX-Request": "true"})
    assert ("HX-Refresh" in response, "<html" in response.content.decode()) == (False, False)
    Job.objects.filter(pk=watched.pk).update(state="DONE")
    assert staff.get(f"/pekerjaan/{watched.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_finished_job_leads_to_what_it_made(staff):
    assert 'href="/siklus/7/"' in staff.get(f"/pekerjaan/{job(state='DONE').pk}/").content.decode()


def test_a_job_whose_target_has_no_page_leads_nowhere(staff):
    finished = job(state="DONE")
    Job.objects.filter(pk=finished.pk).update(target="nowhere:1")
    assert "Lihat hasil" not in staff.get(f"/pekerjaan/{finished.pk}/").content.decode()
