"""Users and roles as the administrator manages them."""

import pytest

from accounts.models import RoleAssignment, User
from audit.models import Event
from talent.domain.queries import home
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def alya(db):
    """Somebody without any role yet."""
    return User.objects.create_user("alya", name="Alya")


@pytest.mark.parametrize(
    "role",
    ["AUDITOR", "BKD_HEAD", "BKD_STAFF", "PPK", "TALENT_COMMITTEE", "SELECTION_COMMITTEE", "MERIT_VERIFIER"],
)
def test_nobody_else_manages_users(sign_in, role, alya):
    client = sign_in(role)
    assert client.get("/pengguna/").status_code == 403
    assert client.get(f"/pengguna/{alya.pk}/").status_code == 403
    assert client.post(f"/pengguna/{alya.pk}/peran/", {"role": "ADMINISTRATOR"}).status_code == 403
    assert client.post("/pengguna/", {"username": "x", "name": "x", "password": "panjang-sekali-1"}).status_code == 403
    assert alya.assignments.count() == 0


def test_the_list_shows_roles_and_nothing_of_employees(administrator):
    person = factories.employee(name="Zainal")
    factories.user("EMPLOYEE", person=person, username="zai")
    page = administrator.get("/pengguna/")
    assert b"Zainal" not in page.content
    assert person.nip.encode() not in page.content
    assert [user.username for user in page.context["page"].rows if user.username == "zai"] == ["zai"]
    own = administrator.get(f"/pengguna/{User.objects.get(username='zai').pk}/")
    assert b"Zainal" not in own.content
    assert person.nip.encode() not in own.content


def test_the_system_operator_is_not_on_the_list(administrator):
    system = factories.users.system_operator()
    listed = administrator.get("/pengguna/").context["page"].rows
    assert system.pk not in [user.pk for user in listed]
    (panel,) = [panel for panel in home.panels(listed[0]) if panel.template == "talent/home/users.html"]
    assert panel.data == {"active": len(listed), "closed": 0}
    assert administrator.get(f"/pengguna/{system.pk}/").status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_six_queries_whatever_its_length(administrator, people, django_assert_num_queries):
    for number in range(people):
        factories.user("PPK", username=f"ppk-{number}")
    with django_assert_num_queries(6):
        assert len(administrator.get("/pengguna/").context["page"].rows) == people + 1


def test_a_role_over_an_agency_is_given_and_taken(administrator, alya):
    agency = factories.agency()
    administrator.post(f"/pengguna/{alya.pk}/peran/", {"role": "PPK", "agency": agency.pk})
    held = alya.assignments.get()
    assert (held.role, held.agency_id, held.ended_at) == ("PPK", agency.pk, None)
    administrator.post(f"/pengguna/{alya.pk}/peran/{held.pk}/cabut/", {"reason": "Pindah tugas."})
    held.refresh_from_db()
    assert held.ended_at is not None
    assert Event.objects.get(kind="accounts.role.revoked").reason == "Pindah tugas."


def test_a_role_over_oneself_is_given_by_nip(administrator, alya):
    person = factories.employee()
    administrator.post(f"/pengguna/{alya.pk}/peran/", {"role": "EMPLOYEE", "nip": person.nip})
    assert alya.assignments.get().employee_id == person.pk


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "PPK"}, "agency"),
        ({"role": "EMPLOYEE", "nip": "123"}, "nip"),
        ({"role": "SYSTEM"}, "role"),
        ({"role": "KING"}, "role"),
        ({"role": "PPK", "agency": "x"}, "agency"),
    ],
)
def test_a_role_that_cannot_be_given_comes_back_with_the_reason(administrator, alya, given, field):
    page = administrator.post(f"/pengguna/{alya.pk}/peran/", given)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert RoleAssignment.objects.filter(user=alya).count() == 0


def test_a_role_held_already_is_not_given_twice(administrator, alya):
    given = {"role": "PPK", "agency": factories.agency().pk}
    administrator.post(f"/pengguna/{alya.pk}/peran/", given)
    page = administrator.post(f"/pengguna/{alya.pk}/peran/", given)
    assert (page.status_code, page.context["form"].non_field_errors()) == (
        409,
        ["Pengguna ini sudah memegang peran itu."],
    )


def test_a_role_is_not_taken_without_a_reason(administrator):
    user = factories.user("PPK")
    held = user.assignments.get()
    page = administrator.post(f"/pengguna/{user.pk}/peran/{held.pk}/cabut/", {"reason": ""})
    assert page.status_code == 422
    held.refresh_from_db()
    assert held.ended_at is None


def test_a_role_of_somebody_else_is_not_found_under_this_user(administrator, alya):
    held = factories.user("PPK").assignments.get()
    assert administrator.post(f"/pengguna/{alya.pk}/peran/{held.pk}/cabut/", {"reason": "x"}).status_code == 404


def test_somebody_new_can_sign_in(administrator, client):
    administrator.post("/pengguna/", {"username": "budi", "name": "Budi", "password": "jembatan-mahakam-7"})
    user = User.objects.get(username="budi")
    assert user.check_password("jembatan-mahakam-7")
    assert user.assignments.count() == 0
    assert Event.objects.filter(kind="accounts.user.added", subject=f"accounts.user:{user.pk}").count() == 1


def test_a_weak_password_or_a_taken_name_comes_back(administrator, alya):
    weak = administrator.post("/pengguna/", {"username": "budi", "name": "Budi", "password": "123"})
    taken = administrator.post("/pengguna/", {"username": "alya", "name": "Alya", "password": "jembatan-mahakam-7"})
    assert list(weak.context["form"].errors) == ["password"]
    assert taken.context["form"].non_field_errors() == ["Nama masuk “alya” sudah dipakai."]


@pytest.mark.parametrize("query", ["role=x", "q=%00", "sesudah=99999999999999999999"])
def test_garbage_in_the_address_never_breaks_the_page(administrator, query):
    assert administrator.get(f"/pengguna/?{query}").status_code == 200


def test_a_role_that_excludes_one_held_comes_back_with_both_names_and_the_reason(administrator):
    user, agency = factories.user("BKD_STAFF"), factories.agency()
    page = administrator.post(f"/pengguna/{user.pk}/peran/", {"role": "PPK", "agency": agency.pk})
    assert (page.status_code, page.context["form"].non_field_errors()) == (
        409,
        [
            "Satu orang tidak dapat memegang Pejabat Pembina Kepegawaian dan Staf BKD pada instansi yang sama: "
            "yang satu menyiapkan, yang lain memutuskan."
        ],
    )
    assert user.assignments.count() == 1


def test_the_last_administrator_is_told_to_appoint_another_first(administrator):
    held = administrator.user.assignments.get()
    page = administrator.post(f"/pengguna/{administrator.user.pk}/peran/{held.pk}/cabut/", {"reason": "Selesai."})
    assert page.status_code == 409
    assert "Ini administrator terakhir yang aktif; angkatlah administrator lain lebih dahulu." in page.content.decode()
    held.refresh_from_db()
    assert held.ended_at is None
