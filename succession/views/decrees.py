"""What an agency decrees about its posts: which are critical, what it asks beyond the law, what frees somebody."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.eligibility.words import decreed
from rules.errors import Invalid
from succession.domain import agreeing, asking, critical, decrees
from succession.domain.queries import agreed
from succession.domain.queries.asked import of_decree
from succession.domain.queries.decrees import seen_by
from succession.domain.queries.words import said
from succession.interfaces import decree_forms as forms
from succession.interfaces.gate_forms import RevokeForm
from succession.interfaces.requirement_files import examples, file_written, requirements_read
from succession.models import AgencyRequirementsRecord, CriticalPostRecord, RequirementWaiverRecord, WiderPoolRecord
from succession.views.papers import uploaded
from talent.domain.queries import employees
from talent.interfaces import tables
from talent.interfaces.documents import document
from talent.views.common import refused, signed_in


class Sort(NamedTuple):
    """What the address calls a sort of decree, and what its page says."""

    model: type[Any]
    title: Any
    lead: Any
    empty: Any
    form: type[Any]
    correction: type[Any]
    record: Callable[[Any, User], object]


def _critical(form: Any, by: User) -> object:
    return critical.decree(agency=form.chosen(), by=by, **_given(form, "position", "number", "criteria"))


def _asked(form: Any, by: User) -> object:
    given = _given(form, "tier", "number", "requirements")
    given["requirements"] = requirements_read(given["requirements"])
    return asking.ask(agency=form.chosen(), by=by, **given)


def _waived(form: Any, by: User) -> object:
    person = employees.named(by, form.cleaned_data["nip"].strip())
    if person is None:
        raise Invalid(_("NIP ini tidak tercatat pada instansi Anda."), code="unknown_person")
    given = _given(form, "code", "position", "number", "authority", "granted", "grounds")
    return asking.waive(agency=form.chosen(), person=person, by=by, **given)


def _widened(form: Any, by: User) -> object:
    return agreeing.widen(agency=form.chosen(), by=by, **_given(form, "number"))


ASKED, WIDER = "syarat", "kelompok"
SORTS = {
    "kritikal": Sort(
        CriticalPostRecord,
        gettext_lazy("Jabatan kritikal"),
        gettext_lazy("Jabatan yang menurut keputusan instansi kritikal, dengan kriterianya dan masa berlakunya."),
        gettext_lazy("Belum ada keputusan tentang jabatan kritikal."),
        forms.CriticalForm,
        forms.CriticalCorrection,
        _critical,
    ),
    ASKED: Sort(
        AgencyRequirementsRecord,
        gettext_lazy("Persyaratan instansi"),
        gettext_lazy(
            "Yang diminta instansi dari calon di luar syarat hukum, tidak pernah melonggarkannya; dan cara instansi "
            "membaca hukum bila lebih dari satu cara dipakai."
        ),
        gettext_lazy("Tidak ada; yang berlaku syarat hukum saja."),
        forms.AskedForm,
        forms.AskedCorrection,
        _asked,
    ),
    "pengecualian": Sort(
        RequirementWaiverRecord,
        gettext_lazy("Pengecualian persyaratan"),
        gettext_lazy("Dokumen yang membebaskan seseorang dari satu persyaratan; selalu disebut pada hasilnya."),
        gettext_lazy("Belum ada dokumen pengecualian."),
        forms.WaiverForm,
        forms.WaiverCorrection,
        _waived,
    ),
    WIDER: Sort(
        WiderPoolRecord,
        gettext_lazy("Kelompok suksesi lain"),
        gettext_lazy(
            "Keputusan bahwa daftar panjang instansi memuat juga anggota kelompok suksesi instansi lain yang bersedia."
        ),
        gettext_lazy("Tidak ada; daftar panjang hanya memuat anggota kelompok suksesi instansi ini."),
        forms.WiderForm,
        forms.WiderCorrection,
        _widened,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def decree_list(request: HttpRequest, sort: str) -> HttpResponse:
    """What is known now of a sort, newest first, and the form for a new one."""
    user, about = signed_in(request), _sort(sort)
    scope.require(user, Permission.VIEW_EMPLOYEES)
    may_write = bool(scope.scope(user, Permission.PUBLISH_POLICY))
    form, status = (about.form(user=user) if may_write else None), 200
    if request.method == "POST":
        scope.require(user, Permission.PUBLISH_POLICY)
        given = about.form(request.POST, request.FILES, user=user)
        again = refused(request, given, _("Tercatat."), lambda: about.record(given, user))
        if again is None:
            return redirect("decrees", sort=sort)
        form, status = given, again
    filters = forms.DecreeFilter(request.GET, user=user)
    rows = seen_by(user, about.model).filter(known_to=None)
    if filters.is_valid() and (agency := filters.cleaned_data.get("agency")):
        rows = rows.filter(agency=agency)
    page = tables.keyset(rows, ("-true_from", "-id"), request.GET)
    tabs = [
        {"label": one.title, "href": reverse("decrees", args=[name]), "current": name == sort}
        for name, one in SORTS.items()
    ]
    context = {"sort": sort, "about": about, "tabs": tabs, "filters": filters, "page": page, "form": form}
    context |= {"several_agencies": "agency" in filters.fields, "rule": agreed.rule_now() if sort == WIDER else None}
    if sort == ASKED:
        for one in page.rows:
            one.readings = [said(decreed(each)) for each in of_decree(one).readings]
        context["examples"] = examples()
    return render(request, "succession/decrees.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def decree_correct(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """The form that says otherwise of a record."""
    record, about = _written(request, sort, pk), _sort(sort)

    def act(given: Form) -> None:
        said = forms.corrected(given.cleaned_data) | uploaded(given)
        decrees.correct(record=record, by=signed_in(request), **said)

    return _ended(request, sort, record, _("Koreksi"), lambda *data: about.correction(*data, record=record), act)


@require_http_methods(["GET", "HEAD", "POST"])
def decree_revoke(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """The form that ends a record before its time."""
    record = _written(request, sort, pk)

    def act(given: Form) -> None:
        decrees.revoke(record=record, by=signed_in(request), **given.cleaned_data | uploaded(given))

    return _ended(request, sort, record, _("Cabut"), RevokeForm, act)


@require_safe
def decree_file(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """The document of a record; the event is written before the first byte leaves."""
    record = _seen(request, sort, pk)
    if record.file is None:
        raise Http404
    return document(record.file, decrees.opened(record=record, by=signed_in(request)))


@require_safe
def decree_yaml(request: HttpRequest, pk: int) -> HttpResponse:
    """One decree of requirements in the form of the law's files."""
    record = _seen(request, "syarat", pk)
    answer = HttpResponse(file_written(record.tier, [record]), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="requirements.{record.tier.lower()}.yaml"'
    return answer


def _sort(sort: str) -> Sort:
    if sort not in SORTS:
        raise Http404
    return SORTS[sort]


def _seen(request: HttpRequest, sort: str, pk: int) -> Any:
    return get_object_or_404(seen_by(signed_in(request), _sort(sort).model), pk=pk)


def _written(request: HttpRequest, sort: str, pk: int) -> Any:
    record = _seen(request, sort, pk)
    scope.require(signed_in(request), Permission.PUBLISH_POLICY, record.agency_id)
    return record


def _given(form: Any, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in (*names, "since", "until")} | uploaded(form)


def _ended(
    request: HttpRequest, sort: str, record: Any, verb: str, made: Callable[..., Form], act: Callable[[Form], None]
) -> HttpResponse:
    form, status = made(), 200
    if request.method == "POST":
        form = made(request.POST, request.FILES)
        again = refused(request, form, _("Tercatat."), lambda: act(form))
        if again is None:
            return redirect("decrees", sort=sort)
        status = again
    context = {"record": record, "form": form, "verb": verb, "sort": sort, "about": _sort(sort)}
    return render(request, "succession/decree_record.html", context, status=status)
