"""The pages of everybody held against the posts: asked, watched, narrowed, read in words, taken away."""

from datetime import date

import pytest

from jobs.domain import running
from jobs.models import Job
from succession.models import EligibilitySweep
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
ON = "2026-08-03"


@pytest.fixture
def post():
    """Two posts swept; Alya is eligible for the first, of Budi that is not known, Cita is ill."""
    agency = factories.agency()
    cast.post(agency, "A"), cast.post(agency, "B", job_family="kesehatan")
    for name, healthy in (("Alya", True), ("Budi", None), ("Cita", False)):
        cast.candidate(agency, name=name, healthy=healthy, position="Kepala Bidang Angkutan")
    return cast.swept(agency)


def names(answer):
    return [line.person.name for line in answer.context["page"].rows]


def test_a_sweep_is_asked_for_watched_and_read(staff, post):
    answer = staff.post("/syarat/", {"tier": "JPT", "on": ON})
    sweep = EligibilitySweep.objects.latest("id")
    assert (answer.status_code, answer.url) == (302, f"/syarat/{sweep.pk}/")
    waiting = staff.get(answer.url)
    job = Job.objects.get(target=f"sweep:{sweep.pk}")
    assert (waiting.context["job"], waiting.context["page"].rows, job.total) == (job, [], 3)
    again = staff.post("/syarat/", {"tier": "JPT", "on": ON})
    assert (again.status_code, "sedang berjalan" in again.content.decode()) == (409, True)
    running.run_job.func(job.pk)
    done = staff.get(answer.url)
    assert done.context["job"] is None
    told = [(row.position.code, row.eligible, [name for name, _stop in stops]) for row, stops in done.context["rows"]]
    assert told == [("B", 0, ["pengalaman", "kesehatan"]), ("A", 1, ["kesehatan"])]


def test_the_posts_narrow_and_sort_and_go_away_as_a_file(staff, post):
    page = f"/syarat/{post.sweep_id}/"
    codes = lambda query: [row.position.code for row in staff.get(page + query).context["page"].rows]  # noqa: E731
    assert codes("?sort=jabatan") == ["A", "B"]
    assert codes("?sort=-belum") == ["A", "B"]
    assert codes("?eligible=0") == ["B"]
    assert codes("?title=dinas a") == ["A"]
    assert codes("?title=camat") == []
    file = staff.get(f"/syarat/{post.sweep_id}/ekspor.csv?eligible=0").content.decode("utf-8-sig").splitlines()
    assert file[1:] == ["B,Kepala Dinas B,JPT Pratama,3,0,0,0,3,pengalaman,3,0,1"]


def test_the_people_of_a_post_narrow_are_searched_and_go_away_as_a_file(staff, post):
    page = f"/syarat/jabatan/{post.pk}/"
    assert names(staff.get(page)) == ["Alya", "Budi", "Cita"]
    assert names(staff.get(page + "?outcome=unknown")) == ["Budi"]
    assert names(staff.get(page + "?requirement=health")) == ["Budi", "Cita"]
    assert names(staff.get(page + "?outcome=who")) == []
    file = staff.get(f"{page}ekspor.csv?requirement=health").content.decode("utf-8-sig").splitlines()
    assert [line.split(",", 1)[1] for line in file[1:]] == [
        "Budi,Kepala Bidang Angkutan,belum ada data,,kesehatan,",
        "Cita,Kepala Bidang Angkutan,tidak memenuhi,kesehatan,,",
    ]
    assert staff.post(page, {"q": "cit"}).url == page
    assert names(staff.get(page)) == ["Cita"]


def test_one_person_is_told_every_requirement_in_words(staff, post):
    budi = next(line.person for line in staff.get(f"/syarat/jabatan/{post.pk}/").context["page"].rows[1:2])
    answer = staff.get(f"/syarat/jabatan/{post.pk}/{budi.pk}/")
    assert answer.context["found"].agrees
    assert [status for status, _checks in answer.context["groups"]] == ["unknown", "pass"]
    assert "belum ada keterangan yang berlaku" in answer.content.decode()
    stranger = factories.employee(post.sweep.agency)
    assert staff.get(f"/syarat/jabatan/{post.pk}/{stranger.pk}/").status_code == 404


def test_what_does_not_agree_with_what_is_stored_is_said(staff, post, monkeypatch):
    from succession.domain.queries import sweeps

    stored = sweeps.stored_statuses
    monkeypatch.setattr(sweeps, "stored_statuses", lambda *given: stored(*given) | {"age": "fail"})
    person = staff.get(f"/syarat/jabatan/{post.pk}/").context["page"].rows[0].person
    assert "Tidak cocok dengan hasil tersimpan" in staff.get(f"/syarat/jabatan/{post.pk}/{person.pk}/").content.decode()


def test_a_day_before_the_law_and_an_agency_without_posts_are_refused_in_words(staff, post):
    before = staff.post("/syarat/", {"tier": "JPT_PRATAMA", "on": "2016-01-04"})
    assert (before.status_code, "requirements.jpt_pratama" in before.content.decode()) == (422, True)
    nothing = staff.post("/syarat/", {"tier": "PENGAWAS", "on": ON})
    assert (nothing.status_code, "belum punya data jabatan" in nothing.content.decode()) == (422, True)


def test_a_page_of_many_people_stays_small(staff):
    """Whoever is listed: 25 at a time, under 300 KB, twelve queries at most (tests/config/test_lists.py)."""
    agency = factories.agency()
    cast.post(agency)
    for number in range(40):
        factories.employee(
            agency, name=f"Pegawai dengan nama yang panjang nomor {number}", position="Kepala Bidang " * 5
        )
    post = cast.swept(agency, on=date(2026, 8, 3))
    answer = staff.get(f"/syarat/jabatan/{post.pk}/")
    assert len(answer.context["page"].rows) == 25
    assert len(answer.content) < 300_000
    assert len(staff.get(f"/syarat/jabatan/{post.pk}/?mulai=25").context["page"].rows) == 15
