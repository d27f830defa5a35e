"""A cycle from its opening to the penetapan, as the roles meet it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from jobs.models import Job
from talent.domain import cycles as domain
from talent.models import PoolMembership, ReviewCycle
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

ROLES_THAT_SEE = {"BKD_STAFF": 200, "BKD_HEAD": 200, "TALENT_COMMITTEE": 200, "PPK": 200, "AUDITOR": 200}
ROLES_THAT_DO_NOT = {"SELECTION_COMMITTEE": 404, "MERIT_VERIFIER": 404, "ADMINISTRATOR": 404}


def proposed():
    factories.assessed(factories.employee(name="Alya"))
    factories.assessed(factories.employee(name="Budi"), award=False)
    factories.employee(name="Cahya")
    cycle = factories.mapped_cycle()
    domain.propose(cycle=cycle, reason=factories.NO_FORUM, by=factories.users.system_operator())
    return cycle


def signature(cycle, **changed):
    return {
        "token": domain.confirmation_token(cycle),
        "decree": "800/7/2026",
        "established_date": "2026-07-01",
    } | changed


@pytest.mark.parametrize(("role", "status"), [*ROLES_THAT_SEE.items(), *ROLES_THAT_DO_NOT.items()])
def test_each_role_sees_a_cycle_or_not(sign_in: SignIn, role, status):
    assert sign_in(role).get(f"/siklus/{factories.cycle().pk}/").status_code == status


def test_a_cycle_of_another_agency_is_not_found(staff):
    cycle = factories.cycle(factories.other_agency())
    assert staff.get(f"/siklus/{cycle.pk}/").status_code == 404
    assert staff.post(f"/siklus/{cycle.pk}/petakan/").status_code == 404
    assert [row.pk for row in staff.get("/siklus/").context["page"].rows] == []


@pytest.mark.parametrize("cycles", [1, 3])
def test_the_list_takes_six_queries_whatever_its_length(staff, cycles, django_assert_num_queries):
    for number in range(cycles):
        factories.cycle(name=f"Siklus {number}")
    with django_assert_num_queries(6):
        assert len(staff.get("/siklus/").context["page"].rows) == cycles


def test_staff_open_a_cycle(staff):
    factories.agency()
    response = staff.post("/siklus/", {"name": "Siklus 2026", "on": "2026-06-30"})
    cycle = ReviewCycle.objects.get()
    assert (response.status_code, response.url) == (302, f"/siklus/{cycle.pk}/")
    assert (cycle.name, cycle.on, cycle.agency.code) == ("Siklus 2026", date(2026, 6, 30), "KALTIM")


def test_the_same_name_twice_is_said_in_the_form(staff):
    factories.cycle(name="Siklus 2026")
    response = staff.post("/siklus/", {"name": "Siklus 2026", "on": "2026-06-30"})
    assert response.status_code == 422
    assert response.context["form"].errors["name"] == ["Siklus “Siklus 2026” sudah ada pada instansi ini."]


def test_a_mistyped_year_is_said_beside_the_day_and_a_cycle_opened_by_mistake_is_given_up(staff, auditor):
    factories.agency()
    far = staff.post("/siklus/", {"name": "Siklus 2026", "on": "2062-06-30"})
    assert (far.status_code, list(far.context["form"].errors)) == (422, ["on"])
    cycle = factories.draft_cycle()
    page = f"/siklus/{cycle.pk}/"
    assert [one.get(page).content.decode().count(f"{page}batalkan/") for one in (staff, auditor)] == [1, 0]
    silent = staff.post(f"{page}batalkan/", {"reason": " "})
    assert (silent.status_code, silent.context["cancel"].has_error("reason")) == (422, True)
    assert staff.post(f"{page}batalkan/", {"reason": "Salah tahun."}).status_code == 302
    told = staff.get(page).content.decode()
    assert (told.count("Salah tahun."), told.count(f"{page}kumpulkan/"), told.count(f"{page}batalkan/")) == (1, 0, 0)
    late = staff.post(f"{page}batalkan/", {"reason": "Sekali lagi."})
    assert (late.status_code, len(late.context["problems"])) == (409, 1)


def test_an_announcement_that_has_not_begun_is_changed_by_the_same_form_with_a_reason(staff):
    cycle, today = factories.established_cycle(), timezone.localdate()
    page, window = f"/siklus/{cycle.pk}/", {"announced_on": today, "reply_until": today + timedelta(days=20)}
    assert "announce" not in staff.get(page).context
    ReviewCycle.objects.update(announced_on=today + timedelta(days=5), reply_until=today + timedelta(days=25))
    assert staff.get(page).context["announce"].initial["announced_on"] == today + timedelta(days=5)
    assert staff.post(f"{page}umumkan/", window).status_code == 422
    assert staff.post(f"{page}umumkan/", window | {"reason": "Salah hari."}).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.announced_on, cycle.reply_until) == tuple(window.values())


def test_the_ppk_reads_why_no_forum_was_held_and_the_bkd_why_it_came_back(ppk, staff):
    cycle = proposed()
    assert factories.NO_FORUM in ppk.get(f"/siklus/{cycle.pk}/").content.decode()
    ppk.post(f"/siklus/{cycle.pk}/kembalikan/", {"to": "MAPPED", "reason": "Adakan sidang lebih dahulu."})
    assert "Adakan sidang lebih dahulu." in staff.get(f"/siklus/{cycle.pk}/").content.decode()


def test_the_ppk_opens_no_cycle(ppk):
    assert ppk.post("/siklus/", {"name": "x", "on": "2026-06-30"}).status_code == 403


def test_mapping_runs_as_a_job_and_fills_the_matrix(staff, django_capture_on_commit_callbacks):
    factories.assessed(factories.employee())
    factories.employee()
    cycle = factories.cycle()
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"/siklus/{cycle.pk}/petakan/").status_code == 302
    context = staff.get(f"/siklus/{cycle.pk}/").context
    assert Job.objects.get().state == "DONE"
    assert (context["counts"].boxes[9], context["counts"].unassessed) == (1, 1)
    assert (context["cycle"].state, context["members"]) == ("MAPPED", 1)


def test_without_a_policy_the_page_says_so_and_nothing_is_queued(staff):
    cycle = factories.cycle(on=date(2019, 6, 30))
    response = staff.post(f"/siklus/{cycle.pk}/petakan/", follow=True)
    assert [str(message) for message in response.context["messages"]] == [response.context["no_policy"]]
    assert Job.objects.count() == 0


def test_the_page_names_what_is_missing_and_how_often(staff):
    person = factories.employee()
    factories.write("performance", person, year=2025, rating="BAIK")
    factories.employee()
    cycle = factories.mapped_cycle()
    lacking = staff.get(f"/siklus/{cycle.pk}/").context["lacking"]
    assert [(lack.label.id, lack.people) for lack in lacking] == [
        ("Umpan balik 360°", 2),
        ("Penilaian kompetensi manajerial dan sosial kultural", 2),
        ("Penilaian potensi", 2),
        ("Tingkat pendidikan formal", 2),
        ("Kesesuaian bidang ilmu", 2),
        ("Predikat kinerja", 1),
    ]


def test_the_head_proposes_and_the_ppk_establishes(staff, head, ppk):
    factories.assessed(factories.employee())
    cycle = factories.mapped_cycle()
    page = f"/siklus/{cycle.pk}/"
    assert [one.get(page).content.decode().count(f"{page}usulkan/") for one in (staff, head)] == [0, 1]
    head.post(f"{page}usulkan/", {"reason": factories.NO_FORUM})
    cycle.refresh_from_db()
    assert cycle.state == "PROPOSED"
    token = ppk.get(f"/siklus/{cycle.pk}/").context["token"]
    response = ppk.post(f"/siklus/{cycle.pk}/tetapkan/", signature(cycle, token=token))
    cycle.refresh_from_db()
    assert (response.status_code, cycle.state, cycle.decree) == (302, "ESTABLISHED", "800/7/2026")
    assert PoolMembership.objects.count() == 1


def test_a_stale_signature_is_shown_again_and_signs_nothing(ppk):
    cycle = proposed()
    response = ppk.post(f"/siklus/{cycle.pk}/tetapkan/", signature(cycle, token="0" * 64))
    cycle.refresh_from_db()
    assert (response.status_code, cycle.state) == (409, "PROPOSED")
    assert response.context["differences"] == [
        "Hasil pemetaan berubah sejak halaman ini dibuka; periksa kembali sebelum menetapkan."
    ]
    assert response.context["token"] == domain.confirmation_token(cycle)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"decree": ""}, 422), ({"established_date": "31-02-2026"}, 422), ({"established_date": "2026-01-01"}, 422)],
)
def test_a_wrong_signature_is_said_in_the_form(ppk, changed, status):
    cycle = proposed()
    response = ppk.post(f"/siklus/{cycle.pk}/tetapkan/", signature(cycle, **changed))
    cycle.refresh_from_db()
    assert (response.status_code, cycle.state, bool(response.context["sign"].errors)) == (status, "PROPOSED", True)


@pytest.mark.parametrize("role", ["BKD_STAFF", "BKD_HEAD", "TALENT_COMMITTEE", "AUDITOR"])
def test_only_the_ppk_establishes_and_sends_back(sign_in: SignIn, role):
    cycle, client = proposed(), sign_in(role)
    assert client.post(f"/siklus/{cycle.pk}/tetapkan/", signature(cycle)).status_code == 403
    assert client.post(f"/siklus/{cycle.pk}/kembalikan/", {"to": "MAPPED", "reason": "Data kurang"}).status_code == 403
    cycle.refresh_from_db()
    assert cycle.state == "PROPOSED"


@pytest.mark.parametrize("reason", [" ", "", "a\0b", "x" * 1_001])
def test_sending_back_wants_a_reason_that_can_be_kept(ppk, reason):
    cycle = proposed()
    response = ppk.post(f"/siklus/{cycle.pk}/kembalikan/", {"to": "MAPPED", "reason": reason})
    cycle.refresh_from_db()
    assert (response.status_code, list(response.context["back"].errors), cycle.state) == (422, ["reason"], "PROPOSED")


def test_sending_back_notes_the_reason(ppk):
    cycle = proposed()
    ppk.post(f"/siklus/{cycle.pk}/kembalikan/", {"to": "MAPPED", "reason": "Penilaian belum lengkap"})
    cycle.refresh_from_db()
    event = Event.objects.get(kind="talent.cycle.sent_back")
    assert (cycle.state, event.reason) == ("MAPPED", "Penilaian belum lengkap")


def test_a_signature_on_a_cycle_that_is_not_proposed_is_said_on_the_page(ppk):
    cycle = factories.mapped_cycle()
    response = ppk.post(f"/siklus/{cycle.pk}/tetapkan/", signature(cycle))
    (problem,) = response.context["problems"]
    first, last = "Siklus yang terpetakan tidak dapat menjadi ditetapkan.", "Terakhir: Pengumpulan data dibuka, oleh "
    assert (response.status_code, problem.startswith(f"{first} {last}")) == (409, True)


def test_a_replay_is_identical_although_facts_were_corrected_since(auditor):
    person = factories.assessed(factories.employee())
    cycle = factories.mapped_cycle()
    factories.write("performance", person, known_at=datetime.now(UTC), year=2025, rating="KURANG")
    auditor.post(f"/siklus/{cycle.pk}/putar-ulang/")
    event = Event.objects.get(kind="talent.mapping.replayed")
    assert (event.actor, event.subject) == (auditor.user.pk, f"talent.mappingrun:{cycle.run_id}")
    assert event.payload == {
        "identical": True,
        "people": 1,
        "inputs_same": True,
        "law_same": True,
        "rules_changed": [],
        "differences": [],
    }
    assert auditor.get(f"/siklus/{cycle.pk}/").context["replayed"] == event


@pytest.mark.parametrize("role", ["PPK", "TALENT_COMMITTEE"])
def test_those_without_the_permission_do_not_replay(sign_in: SignIn, role):
    cycle = factories.mapped_cycle()
    assert sign_in(role).post(f"/siklus/{cycle.pk}/putar-ulang/").status_code == 403


@pytest.mark.parametrize("action", ["petakan", "usulkan", "kembalikan", "tetapkan", "putar-ulang"])
def test_changes_are_made_by_post_only(staff, action):
    assert staff.get(f"/siklus/{factories.cycle().pk}/{action}/").status_code == 405


def test_a_closed_cycle_says_how_many_it_left_out(staff) -> None:
    cycle = factories.established_cycle()
    factories.employee(name="Menyusul")
    past = timezone.localdate() - timedelta(days=40)
    ReviewCycle.objects.update(announced_on=past, reply_until=past + timedelta(days=20))
    domain.close(cycle=ReviewCycle.objects.get(pk=cycle.pk), by=factories.users.system_operator())
    told = staff.get(f"/siklus/{cycle.pk}/").content.decode()
    assert told.count("1 pegawai yang baru memenuhi syarat tidak disertakan sebelum siklus ini ditutup") == 1
