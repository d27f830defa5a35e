"""Readiness for a tier or a post: the pool's members, and one person with every date and reason."""

from typing import Any

from django import forms
from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.readiness import LEVELS, Level
from succession.domain.queries import readiness
from succession.domain.queries.candidates import CannotEvaluate
from talent.codes import Tier
from talent.domain import known, openings
from talent.domain.queries import employees
from talent.domain.queries.person import UNTOLD
from talent.interfaces import exports, tables
from talent.models import Employee, Position
from talent.views.common import signed_in, worked_out_first

POSTS_OFFERED = 300


class ReadinessFilter(forms.Form):
    """Whose pool, ready for what, and how far."""

    agency = forms.ChoiceField(label=gettext_lazy("Instansi"), required=False)
    target = forms.ChoiceField(label=gettext_lazy("Untuk"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Kesiapan"), required=False)
    seated = forms.ChoiceField(
        label=gettext_lazy("Jabatan sekarang"),
        required=False,
        choices=[
            ("", gettext_lazy("semua")),
            ("0", gettext_lazy("belum pada jenjang itu")),
            ("1", gettext_lazy("sudah pada jenjang itu")),
        ],
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.agencies = list(employees.agencies_of(user, Permission.VIEW_MAPPING))
        self.fields["agency"].choices = [(agency.pk, agency.name) for agency in self.agencies]  # type: ignore[attr-defined]
        if len(self.agencies) < 2:
            del self.fields["agency"]
        asked = next((one for one in self.agencies if str(one.pk) == self.data.get("agency")), None)
        self.agency = asked or next(iter(self.agencies), None)
        posts = readiness.posts(self.agency.pk) if self.agency else Position.objects.none()
        # How many there are is asked with them.
        self.posts = list(posts.annotate(whole=Window(Count("pk")))[: POSTS_OFFERED + 1])
        offered = [(f"post-{post.pk}", str(post)) for post in self.posts]
        if len(offered) > POSTS_OFFERED:
            # Like no choice at all it asks for the tier that is asked for first.
            said = _("hanya %(shown)s dari %(whole)s jabatan") % {"shown": POSTS_OFFERED, "whole": self.posts[0].whole}
            offered[POSTS_OFFERED:] = [("", said)]
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            *((code, Tier(code).label) for code in reversed(readiness.TARGETS)),
            *offered,
        ]
        levels = [(level.value, str(LEVELS[level])) for level in Level]
        self.fields["level"].choices = [("", _("semua")), *levels]  # type: ignore[attr-defined]


@require_safe
def readiness_page(request: HttpRequest) -> HttpResponse:
    """The pool's members by how soon each can meet the requirements."""
    user = signed_in(request)
    found = _asked(request, user)
    found["page"] = None if "working" in found else tables.sliced(found["standings"], request.GET)
    found["may_export"] = bool(scope.scope(user, Permission.EXPORT_DATA))
    return render(request, "succession/readiness.html", found)


@require_safe
def readiness_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    found = _asked(request, user)
    if "working" in found:
        return worked_out_first(request, "readiness")
    standings: list[readiness.Standing] = found["standings"][: openings.EXPORT_ROWS + 1]
    openings.employees_exported(rows=[one.member.employee for one in standings], form=form, by=user)
    rows: list[list[Any]] = [
        [_("NIP"), _("Nama"), _("Kotak"), _("Peringkat"), _("Kesiapan"), _("Paling awal"), _("Yang masih kurang"),
         _("Kebijakan pemetaan"), _("Tanggapan belum dijawab"), _("Dikecualikan"), _("Sudah pada jenjang itu")]
    ]  # fmt: skip
    for one in standings:
        missing = "; ".join(f"{need.label}: {need.reason}" for need in one.readiness.needs)
        person = one.member.employee
        rows.append(
            [person.nip, person.name, one.member.box, one.member.rank, str(LEVELS[one.readiness.level]),
             str(UNTOLD) if one.readiness.untold else one.readiness.day or "", missing, found["policy"],
             one.member.contested, one.readiness.numbers, _("ya") if one.seated else ""]
        )  # fmt: skip
    return exports.download(rows, form, _("Kesiapan"), f"kesiapan-{timezone.localdate():%Y-%m-%d}")


@require_safe
def readiness_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: each requirement that is missing, the earliest day, the reason, and who has to do what; in one line
    for the person page, which asks for it by itself."""
    user = signed_in(request)
    people = employees.visible_to(user).select_related("agency", "current__unit")
    person: Employee = get_object_or_404(people, pk=pk)
    today, now = timezone.localdate(), known.now(person.agency_id)
    asked = readiness.target(request.GET.get("target", ""), person.agency_id)
    aim = asked or readiness.next_aim(person, today)
    openings.employee_opened(employee=person, part="readiness", by=user)
    context: dict[str, Any] = {
        "person": person,
        "aim": aim,
        "targets": [(tier, Tier(tier).label) for tier in readiness.TARGETS],
        "nav": "own" if employees.is_own(user, person) else "readiness",
        "own": employees.is_own(user, person),
        "today": today,
    }
    try:
        found, lapse = readiness.of_person(person, aim, today, now, reader=user)
        context |= {"found": found, "lapse": lapse, "level": LEVELS[found.level]}
    except CannotEvaluate as error:
        context["problem"] = str(error)
    piece = "HX-Request" in request.headers
    return render(request, "succession/ahead_line.html" if piece else "succession/readiness_person.html", context)


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    scope.require(user, Permission.VIEW_EMPLOYEES)
    scope.require(user, Permission.VIEW_MAPPING)
    data = request.GET.copy()
    data.setdefault("target", readiness.DEFAULT)
    form = ReadinessFilter(data, user=user)
    nobody: dict[str, Any] = {"standings": [], "counts": [], "policy": ""}
    context: dict[str, Any] = nobody | {"filters": form, "today": timezone.localdate()}
    if not form.is_valid() or form.agency is None or not readiness.may_see(user, form.agency.pk):
        return context
    aim = readiness.target(form.cleaned_data["target"], form.agency.pk, form.posts) or readiness.Target(
        readiness.DEFAULT
    )
    context |= {"aim": aim, "agency": form.agency}
    try:
        everybody = readiness.of_pool(form.agency, aim, timezone.localdate(), reader=user)
    except CannotEvaluate as error:
        return context | {"problem": str(error)}
    if everybody.working:
        return context | {"working": everybody.working}
    seated, waived = form.cleaned_data["seated"], dict(everybody.counts_waived())
    return context | {
        "standings": everybody.narrowed(form.cleaned_data["level"], seated == "1" if seated else None),
        "policy": everybody.policy,
        "counts": [(level, LEVELS[level], count, waived[level]) for level, count in everybody.counts()],
    }
