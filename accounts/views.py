"""User administration: who may sign in, and as what. Nothing about employees is shown here."""

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import users as domain
from accounts.domain.queries import scope, users
from accounts.interfaces.filters import UserFilter
from accounts.interfaces.forms import GrantForm, RevokeForm, UserForm
from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Roles
from rules.errors import DomainError
from talent.interfaces import tables
from talent.views.common import refused, signed_in
from talent.views.searching import keep, search_of


@require_http_methods(["GET", "HEAD", "POST"])
def user_list(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, and the form for somebody new; a POST of `q` says whom to look for."""
    by = signed_in(request)
    scope.require(by, Permission.MANAGE_USERS)
    if "q" in request.POST:
        return keep(request, "users", UserFilter)
    form, status = UserForm(), 200
    if request.method == "POST":
        form, made = UserForm(request.POST), list[User]()
        again = refused(request, form, _("Pengguna ditambahkan; beri perannya."), lambda: made.append(_added(form, by)))
        if again is None:
            return redirect("user", pk=made[0].pk)
        status = again
    search = search_of(request, "users")
    found = UserFilter(search.asked, users.manageable_by(by))
    page = tables.keyset(found.rows, ("name", "id"), search.address)
    context = {"filters": found.form, "search": search, "page": page, "form": form}
    return render(request, "accounts/users.html", context, status=status)


def password_change(request: HttpRequest) -> HttpResponse:
    """A new password for who has one; who signs in without (by single sign-on) is told so, and is not given one."""
    if not signed_in(request).has_usable_password():
        raise DomainError(
            _("Akun ini masuk tanpa kata sandi, jadi tidak ada sandi yang dapat diganti."), code="no_password"
        )
    response: HttpResponse = account.password_change(request)
    return response


@require_safe
def user_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One user's roles, held and ended."""
    return _page(request, _managed(request, pk))


@require_POST
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    by, user = signed_in(request), _managed(request, pk)
    form = GrantForm(request.POST)
    again = refused(request, form, _("Peran diberikan."), lambda: _granted(form, user, by))
    if again is None:
        return redirect("user", pk=pk)
    return _page(request, user, grant=form, status=again)


@require_POST
def role_revoke(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """End a role, with the reason."""
    by, user = signed_in(request), _managed(request, pk)
    held = get_object_or_404(users.history(user).filter(ended_at=None), pk=assignment)
    form = RevokeForm(request.POST)
    again = refused(
        request,
        form,
        _("Peran dicabut."),
        lambda: domain.revoke(assignment=held, by=by, reason=form.cleaned_data["reason"]),
    )
    if again is None:
        return redirect("user", pk=pk)
    return _page(request, user, revoke=(assignment, form), status=again)


def _managed(request: HttpRequest, pk: int) -> User:
    by = signed_in(request)
    scope.require(by, Permission.MANAGE_USERS)
    user: User = get_object_or_404(users.manageable_by(by), pk=pk)
    return user


def _page(
    request: HttpRequest,
    user: User,
    *,
    grant: GrantForm | None = None,
    revoke: tuple[int, RevokeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    refused = dict([revoke] if revoke else [])
    rows = [
        (held, refused.get(held.pk) or (None if held.ended_at else RevokeForm(auto_id=f"revoke{held.pk}_%s")))
        for held in users.history(user)
    ]
    context = {"person": user, "rows": rows, "form": grant or GrantForm(), "roles": Roles.ALL.values()}
    return render(request, "accounts/user.html", context, status=status)


def _added(form: UserForm, by: User) -> User:
    return domain.add(by=by, **form.cleaned_data)


def _granted(form: GrantForm, user: User, by: User) -> None:
    data = form.cleaned_data
    domain.grant(
        user=user,
        role=Roles.ALL[data["role"]],
        by=by,
        agency_id=data["agency_id"],
        employee_id=data["employee_id"],
    )
