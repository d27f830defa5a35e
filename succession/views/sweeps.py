"""Everybody held against the posts: the sweeps, the posts of one, the people of a post, and one person in words."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.checks import Status
from succession.domain import sweeping
from succession.domain.queries import sweeps
from succession.domain.queries.asked import Freed
from succession.domain.queries.sweeps import READING
from succession.interfaces import sweep_forms, words
from succession.interfaces.sweep_forms import SweepForm, SweptPeopleFilter, SweptPostFilter
from succession.models import EligibilitySweep, SweptPost
from talent.domain import openings
from talent.domain.queries import employees
from talent.interfaces import exports, tables
from talent.models import Employee
from talent.views.common import refused, require_any, signed_in
from talent.views.searching import Search, keep, search_of

SORTS = {
    "jabatan": ("position__current__name", "id"),
    "memenuhi": ("eligible", "id"),
    "belum": ("unsure", "id"),
}
PEOPLE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def sweep_list(request: HttpRequest) -> HttpResponse:
    """The sweeps, and the form for a new one."""
    user = signed_in(request)
    require_any(user, *READING)
    may = bool(scope.scope(user, Permission.PREPARE_VACANCY))
    form, status = SweepForm(user=user, initial={"on": timezone.localdate()}) if may else None, 200
    if request.method == "POST":
        scope.require(user, Permission.PREPARE_VACANCY)
        given, made = SweepForm(request.POST, user=user), list[EligibilitySweep]()
        again = refused(request, given, _("Pemeriksaan dimulai."), lambda: made.append(_started(given, user)))
        if again is None:
            return redirect("sweep", pk=made[0].pk)
        form, status = given, again
    page = tables.keyset(sweeps.visible_to(user), ("-id",), request.GET)
    return render(request, "succession/sweeps.html", {"page": page, "form": form}, status=status)


@require_safe
def sweep_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Each post of one: how many are eligible, of how many that is not known, what stops most; its progress before."""
    user = signed_in(request)
    one = get_object_or_404(sweeps.visible_to(user), pk=pk)
    filters, found = _posts(request, one)
    sorting = tables.sorting(request.GET, SORTS, "memenuhi")
    page = tables.keyset(found, sorting.order, request.GET)
    context = {
        "one": one,
        "job": sweeps.job_of(one),
        "filters": filters if one.finished_at else None,
        "sorting": sorting,
        "page": page,
        "rows": [(post, _stops(post)) for post in page.rows],
        "may_export": scope.allows(user, Permission.EXPORT_DATA, one.agency_id),
    }
    return render(request, "succession/sweep.html", context)


@require_safe
def sweep_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The posts as a file, numbers without names; the event is written before the first byte leaves."""
    user = signed_in(request)
    one = get_object_or_404(sweeps.visible_to(user), pk=pk)
    sweeping.exported(sweep=one, form=form, by=user)
    rows: list[list[Any]] = [
        [_("Kode jabatan"), _("Jabatan"), _("Jenjang"), _("Pegawai diperiksa"), _("Memenuhi syarat"),
         _("Di antaranya dengan pengecualian"), _("Belum diketahui"), _("Tidak memenuhi"),
         _("Persyaratan yang paling menahan"), _("Tidak memenuhinya"),
         _("Belum ada datanya"), _("Hanya itu yang kurang")]
    ]  # fmt: skip
    for post in _posts(request, one)[1].order_by(*SORTS["memenuhi"]):
        most = next(iter(sweeps.stopping(post)), None)
        rows.append(
            [post.position.code, str(post.position), post.get_tier_display(), post.people, post.eligible,
             "" if post.waived is None else post.waived, post.unsure,
             post.people - post.eligible - post.unsure,
             words.named([most.code], sweeps.own_names(post)) if most else "",
             most.failed if most else "", most.unknown if most else "", most.alone if most else ""]
        )  # fmt: skip
    return exports.download(rows, form, _("Persyaratan"), f"persyaratan-{one.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def swept_post(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a post: who is eligible, who misses what. A POST says whom to look for."""
    user = signed_in(request)
    post = get_object_or_404(sweeps.posts_visible_to(user), pk=pk)
    if request.method == "POST":
        return keep(request, "swept_post", SweptPeopleFilter, post.pk)
    search = search_of(request, "swept_post", post.pk)
    filters, people = _people(search, post)
    page = tables.sliced(people, search.address, size=PEOPLE)
    freed = sweeps.freed(post, page.rows, reader=user)
    context = {
        "post": post,
        "one": post.sweep,
        "search": search,
        "filters": filters,
        "page": page,
        "rows": [(line, *_names(post, line, freed)) for line in page.rows],
        "failed": post.people - post.eligible - post.unsure,
        "stops": _stops(post, most=6),
        "may_export": scope.allows(user, Permission.EXPORT_DATA, post.sweep.agency_id),
    }
    return render(request, "succession/swept_post.html", context)


@require_safe
def swept_post_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The narrowed people as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    post = get_object_or_404(sweeps.posts_visible_to(user), pk=pk)
    scope.require(user, Permission.EXPORT_DATA, post.sweep.agency_id)
    _filters, people = _people(search_of(request, "swept_post", post.pk), post)
    openings.at_most(len(people))
    lines = people[:]
    openings.employees_exported(rows=[line.person for line in lines], form=form, by=user)
    rows: list[list[Any]] = [
        [_("NIP"), _("Nama"), _("Jabatan"), _("Hasil"), _("Tidak memenuhi"), _("Belum ada datanya"), _("Dikecualikan")]
    ]
    freed = sweeps.freed(post, lines, reader=user)
    for line in lines:
        now = line.person.current
        rows.append(
            [line.person.nip, line.person.name, (now and now.position) or "", _outcome(line.outcome),
             *_names(post, line, freed)]
        )  # fmt: skip
    return exports.download(rows, form, post.position.code, f"persyaratan-{post.position.code}-{post.pk}")


@require_safe
def swept_person(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    """One person against the post, every requirement in words, from the facts as known when the sweep was begun."""
    user = signed_in(request)
    post = get_object_or_404(sweeps.posts_visible_to(user), pk=pk)
    people = Employee.objects.select_related("agency", "current")
    person = get_object_or_404(people, pk=employee, agency=post.sweep.agency_id)
    found = sweeps.pair(post, person, reader=user)
    if found is None:
        raise Http404
    openings.employee_opened(employee=person, part="sweep", by=user)
    order = (Status.FAIL, Status.UNKNOWN, Status.PASS)
    grouped = [(str(status), [check for check in found.checks if check.status == status]) for status in order]
    context = {
        "post": post,
        "one": post.sweep,
        "person": person,
        "found": found,
        "groups": [(status, checks) for status, checks in grouped if checks],
        "passed": sum(check.status == Status.PASS for check in found.checks),
        "may_see_person": scope.allows(user, Permission.VIEW_EMPLOYEES, person.agency_id),
    }
    return render(request, "succession/swept_person.html", context)


def _started(form: SweepForm, user: User) -> EligibilitySweep:
    given = form.cleaned_data
    return sweeping.start(agency=form.chosen(), tiers=sweep_forms.tiers(given["tier"]), on=given["on"], by=user)


def _posts(request: HttpRequest, one: EligibilitySweep) -> tuple[SweptPostFilter, Any]:
    form = SweptPostFilter(request.GET)
    if not form.is_valid():
        return form, SweptPost.objects.none()
    asked = form.cleaned_data
    return form, sweeps.posts_of(one, title=asked["title"], nobody=asked["eligible"] == "0")


def _people(search: Search, post: SweptPost) -> tuple[SweptPeopleFilter, sweeps.People]:
    form, among = SweptPeopleFilter(search.asked, swept=post), None
    if not form.is_valid():
        return form, sweeps.People(post, among=[])
    if search.text:
        own = Employee.objects.filter(agency=post.sweep.agency_id)
        among = list(employees.matching(own, search.text).values_list("pk", flat=True))
    asked = form.cleaned_data
    return form, sweeps.People(post, asked["outcome"], asked["requirement"], among)


def _stops(post: SweptPost, most: int = 2) -> list[tuple[str, sweeps.Stopping]]:
    return [(words.named([stop.code], sweeps.own_names(post)), stop) for stop in sweeps.stopping(post)[:most]]


def _names(post: SweptPost, line: sweeps.Line, freed: Mapping[int, list[Freed]]) -> tuple[str, str, str]:
    """What somebody does not meet, of what that is not known, and what they meet only by a document."""
    own, by = sweeps.own_names(post), freed.get(line.person.pk, ())
    return words.named(line.failed, own), words.named(line.unknown, own), words.by_documents(by, own)


def _outcome(status: Status) -> str:
    return {Status.PASS: _("memenuhi"), Status.UNKNOWN: _("belum ada data"), Status.FAIL: _("tidak memenuhi")}[status]
