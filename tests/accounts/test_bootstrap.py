"""`bootstrap --admin`: the first administrator of an installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


def bootstrap(monkeypatch: pytest.MonkeyPatch, name: str, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("bootstrap", admin=name, stdout=io.StringIO())


@pytest.mark.django_db
def test_the_first_administrator_manages_users_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap(monkeypatch, "joko", "kuda-besi-tua-77")
    user = User.objects.get(username="joko")
    assert user.check_password("kuda-besi-tua-77")
    assert [assignment.role for assignment in user.assignments.all()] == ["ADMINISTRATOR"]


@pytest.mark.django_db
def test_a_weak_password_makes_no_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError):
        bootstrap(monkeypatch, "joko", "pendek")
    assert not User.objects.filter(username="joko").exists()


@pytest.mark.django_db
def test_a_name_that_is_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap(monkeypatch, "joko", "kuda-besi-tua-77")
    with pytest.raises(CommandError, match="joko"):
        bootstrap(monkeypatch, "joko", "kuda-besi-tua-78")
    assert User.objects.get(username="joko").check_password("kuda-besi-tua-77")
