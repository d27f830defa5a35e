"""The door: signing in, ten wrong passwords, and what an open session may do once a role is gone (T-07)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django.asserts import assertContains

from accounts.domain import users
from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "sandi-yang-cukup-panjang"


@pytest.fixture(autouse=True)
def _quick_and_fresh(settings: Any) -> None:
    """Cheap hashing; and nobody has knocked at the door in this minute."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def staff_user() -> User:
    user = factories.user("BKD_STAFF", username="sari")
    user.set_password(PASSWORD)
    user.save()
    return user


def _enter(client: Client, password: str, name: str = "sari") -> Any:
    return client.post("/masuk/", {"login": name, "password": password})


def test_the_right_password_opens_the_first_page(client: Client, staff_user: User) -> None:
    assert client.get("/masuk/").status_code == 200
    response = _enter(client, PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/pegawai/").status_code == 200
    assert client.session.get_expire_at_browser_close()


def test_a_wrong_password_says_the_same_for_a_name_that_nobody_has(client: Client, staff_user: User) -> None:
    known, unknown = _enter(client, "salah-sekali"), _enter(client, "salah-sekali", "bukan-siapa-siapa")
    assert known.status_code == unknown.status_code == 200
    errors = [list(response.context["form"].non_field_errors()) for response in (known, unknown)]
    assert errors[0] == errors[1] != []
    assert "_auth_user_id" not in client.session


def test_after_ten_wrong_passwords_the_right_one_does_not_open_either(client: Client, staff_user: User) -> None:
    statuses = [_enter(client, "salah-sekali").status_code for _ in range(10)]
    assert statuses == [200] * 9 + [429]
    locked = _enter(client, PASSWORD)
    assert locked.status_code == 429
    assertContains(locked, "Terkunci sementara", status_code=429)
    assert AccessAttempt.objects.get(username="sari").failures_since_start >= 10


def test_nine_wrong_passwords_do_not_lock(client: Client, staff_user: User) -> None:
    for _ in range(9):
        _enter(client, "salah-sekali")
    assert _enter(client, PASSWORD).status_code == 302


def test_a_lock_holds_for_its_name_alone(client: Client, staff_user: User) -> None:
    for _ in range(10):
        _enter(client, "salah-sekali")
    other = factories.user("AUDITOR", username="tono")
    other.set_password(PASSWORD)
    other.save()
    assert _enter(client, PASSWORD, "tono").status_code == 302


def test_more_than_thirty_attempts_a_minute_from_one_place_must_wait(client: Client, staff_user: User) -> None:
    statuses = [_enter(client, "salah-sekali", f"nama-{number}").status_code for number in range(30)]
    assert statuses == [200] * 30
    assertContains(_enter(client, PASSWORD), "Tunggu satu menit", status_code=429)


def test_nobody_registers_by_themselves(client: Client) -> None:
    assert client.get("/daftar/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_a_role_taken_away_is_felt_at_the_next_request(sign_in: Callable[..., Client]) -> None:
    person = factories.employee()
    client = sign_in("BKD_STAFF")
    assert client.get(f"/pegawai/{person.pk}/").status_code == 200
    held = client.user.assignments.get()  # type: ignore[attr-defined]
    users.revoke(assignment=held, by=users.system_operator(), reason="pindah tugas")
    assert [client.get(f"/pegawai/{person.pk}/").status_code for _ in range(3)] == [404] * 3
    assert client.get("/pegawai/ekspor.csv").status_code in {403, 404}


def test_a_user_who_was_switched_off_is_out_at_the_next_request(sign_in: Callable[..., Client]) -> None:
    client = sign_in("BKD_STAFF")
    assert client.get("/pegawai/").status_code == 200
    User.objects.filter(pk=client.user.pk).update(is_active=False)  # type: ignore[attr-defined]
    assert client.get("/pegawai/")["Location"].startswith("/masuk/")


OPEN = {"account_login", "set_language", "ui"}


def _addresses(patterns: list[Any], prefix: str = "") -> list[tuple[str, str]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            found.append((pattern.name or str(pattern.pattern), prefix + str(pattern.pattern)))
    return found


def test_every_address_but_the_door_itself_asks_who_is_there(client: Client) -> None:
    closed = [(name, _filled(route)) for name, route in _addresses(get_resolver().url_patterns) if name not in OPEN]
    assert len(closed) > 15
    assert [(name, path) for name, path in closed if name not in (resolve(path).url_name, resolve(path).route)] == []
    answers = {(name, path): client.get(path) for name, path in closed}
    let_in = {
        (*key, answer.status_code)
        for key, answer in answers.items()
        if answer.status_code not in {401, 403}
        and not (answer.status_code == 302 and answer["Location"].startswith("/masuk/"))
    }
    assert let_in == set()


_EXAMPLES = {"int": "1", "id": "1", "sub": "1.1"}  # of what a converter lets through


def _filled(route: str) -> str:
    """A path that the route matches."""
    route = route.replace("^", "").replace("$", "").replace("\\.", ".")
    route = re.sub(r"\[-a-z_\]\+", "units", route)
    route = re.sub(r"\[[A-Z-]*0-9-?\](\+|\{[0-9,]+\})", "1", route)
    route = re.sub(r"\(\?P<\w+>([^|)]*)[^)]*\)", lambda match: match[1], route)
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: _EXAMPLES.get(match[1], "x"), route)


def test_who_signs_in_without_a_password_is_told_that_there_is_none_to_change(client: Client) -> None:
    user = factories.user("BKD_STAFF")
    assert not user.has_usable_password()
    client.force_login(user, backend=factories.SIGNING_IN)
    for response in (client.get("/sandi/"), client.post("/sandi/", {"password1": PASSWORD, "password2": PASSWORD})):
        assertContains(response, "Akun ini masuk tanpa kata sandi", status_code=409)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_who_has_a_password_changes_it(client: Client, staff_user: User) -> None:
    client.force_login(staff_user, backend=factories.SIGNING_IN)
    new = "jembatan-mahakam-7"
    response = client.post("/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response.status_code == 302
    staff_user.refresh_from_db()
    assert staff_user.check_password(new)
