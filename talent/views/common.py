"""What the pages share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed

UNREADABLE = 422


def signed_in(request: HttpRequest) -> User:
    """Who asks; the middleware lets nobody else in."""
    user = request.user
    assert isinstance(user, User)
    return user


def require_any(user: User, *permissions: Permission) -> None:
    """Raise NotAllowed unless the user holds one of these somewhere."""
    if not any(scope.scope(user, permission) for permission in permissions):
        scope.require(user, permissions[0])


def require_any_of(user: User, about: Any, *permissions: Permission) -> None:
    """Raise NotAllowed unless the user holds one of these over the agency of `about`."""
    if not any(scope.allows(user, permission, about.agency_id) for permission in permissions):
        scope.require(user, permissions[0], about.agency_id)


def worked_out_first(request: HttpRequest, page: str) -> HttpResponse:
    """In the place of a file whose lines are still being worked out: its page, which goes on with them."""
    messages.info(request, _("Daftarnya sedang dihitung; unduh sesudah selesai."))
    return redirect(f"{reverse(page)}?{request.GET.urlencode()}")


@contextmanager
def told(request: HttpRequest, done: Any = None) -> Iterator[list[str]]:
    """Say on the next page what went wrong, or that it is `done`; lacking a permission stays a page of its own.

    Gives a list that holds afterwards what went wrong.
    """
    wrong: list[str] = []
    try:
        yield wrong
    except NotAllowed:
        raise
    except DomainError as error:
        wrong.append(str(error))
        messages.error(request, wrong[0])
    else:
        if done:
            messages.success(request, done)


def refused(
    request: HttpRequest,
    form: Form,
    done: Any,
    act: Callable[[], object],
    *,
    let: tuple[type[DomainError], ...] = (),
) -> int | None:
    """Let `act` do what a valid form asks. None when it is done; otherwise the status of the page to show again.

    The domain's reason stands on the form, where the person is. Errors named in `let` are for the page that asks;
    lacking a permission stays a page of its own.
    """
    if not form.is_valid():
        return UNREADABLE
    try:
        act()
    except (NotAllowed, *let):
        raise
    except DomainError as error:
        form.add_error(None, str(error))
        return error.status
    messages.success(request, done)
    return None
