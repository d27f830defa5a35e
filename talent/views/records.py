"""Records of one kind across the agency, and one record: its versions, its evidence, its correction."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain import openings
from talent.domain import records as domain
from talent.domain.queries import employees, records
from talent.interfaces import exports, record_files, record_tables, tables
from talent.interfaces.columns import KINDS
from talent.interfaces.record_filters import RECENT, SORTS, RecordFilter
from talent.interfaces.record_forms import EntryForm, EvidenceForm, RecordForm, WhyForm, raw_values
from talent.models import Evidence
from talent.views.common import UNREADABLE, refused, require_any, signed_in, told
from talent.views.searching import keep, search_of


@require_http_methods(["GET", "HEAD", "POST"])
def record_list(request: HttpRequest) -> HttpResponse:
    """The narrowed list, what was learnt last first unless asked otherwise; a POST says whose records to look for."""
    user = signed_in(request)
    require_any(user, Permission.VIEW_EMPLOYEES)
    if request.method == "POST":
        return keep(request, "records", RecordFilter)
    search = search_of(request, "records")
    found = RecordFilter(search.asked, user=user)
    sorting = tables.sorting(search.address, SORTS, RECENT)
    page = tables.keyset(found.rows, sorting.order, search.address)
    context = {
        "filters": found.form,
        "page": page,
        "sorting": sorting,
        "kind": found.kind,
        "title": KINDS[found.kind].title,
        "headers": record_tables.headers(found.kind),
        "rows": record_tables.with_evidence(found.kind, page.rows, record_tables.names(found.kind, page.rows)),
        "several_agencies": len({row.agency_id for row in page.rows}) > 1,
        "may_export": bool(scope.scope(user, Permission.EXPORT_DATA)),
        "may_import": bool(scope.scope(user, Permission.IMPORT_RECORDS)),
        "search": search,
    }
    return render(request, "talent/records.html", context)


@require_safe
def record_export(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as a file; the event is written before the first byte leaves."""
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA)
    search = search_of(request, "records")
    found = RecordFilter(search.asked, user=user, permission=Permission.EXPORT_DATA)
    allowed = scope.within(found.rows, user, Permission.EXPORT_DATA)
    order = tables.sorting(search.address, SORTS, RECENT).order
    rows = list(tables.in_order(allowed, order)[: openings.EXPORT_ROWS + 1])
    openings.employees_exported(rows=[row.employee for row in rows], form=f"{found.kind}.{form}", by=user)
    cells = list(record_files.lines(found.kind, rows))
    return exports.download(cells, form, str(KINDS[found.kind].title), f"{found.kind}-{timezone.localdate():%Y-%m-%d}")


@require_safe
def record_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every version of one fact, and what it rests on."""
    user = signed_in(request)
    row = record_row(user, kind, pk)
    openings.employee_opened(employee=row.employee, part=f"records.{kind}", by=user)
    return record_shown(request, user, kind, row)


@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    """Somebody new, without a file."""
    user = signed_in(request)
    require_any(user, Permission.IMPORT_RECORDS)
    form, status = EntryForm(kind="employees", user=user), 200
    if request.method == "POST":
        form = EntryForm(request.POST, kind="employees", user=user)
        made: list[Any] = []
        done = _("Pegawai tercatat; lengkapi catatannya di sini.")
        status = refused(request, form, done, lambda: made.append(_entered(form, user)))
        if status is None:
            return redirect("employee", pk=made[0].employee_id)
    return render(request, "talent/person_add.html", {"form": form, "nav": "employees"}, status=status)


def _entered(form: EntryForm, user: User) -> Any:
    return domain.enter(agency=form.chosen(), nip=form.identity["nip"], values=form.values, by=user)


@require_http_methods(["GET", "HEAD", "POST"])
def record_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new record about somebody."""
    user = signed_in(request)
    person = get_object_or_404(employees.reachable_by(user).select_related("agency", "current__unit"), pk=pk)
    if kind not in records.MODELS:
        raise Http404
    scope.require(user, Permission.IMPORT_RECORDS, person.agency_id)
    # What changes in somebody's state is little; of other kinds one row says nothing of the next.
    form, status = RecordForm(kind=kind, employee=person, start=person.current if kind == "employees" else None), 200
    if request.method != "POST":
        openings.employee_opened(employee=person, part=f"records.{kind}", by=user)
    else:
        form = RecordForm(request.POST, kind=kind, employee=person)
        made: list[Any] = []
        status = refused(
            request,
            form,
            _("Catatan tersimpan."),
            lambda: made.append(domain.add(kind=kind, employee=person, values=form.values, by=user)),
        )
        if status is None:
            return redirect("record", kind=kind, pk=made[0].pk)
    context = {"form": form, "person": person, "title": KINDS[kind].title, "kind": kind}
    return render(request, "talent/record_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def record_correct(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What is known instead; who was slower sees what the faster one wrote, and keeps their own words."""
    user = signed_in(request)
    row = record_row(user, kind, pk)
    scope.require(user, Permission.IMPORT_RECORDS, row.agency_id)
    now = records.current(kind, row)
    context: dict[str, Any] = {"row": row, "person": row.employee, "title": KINDS[kind].title, "kind": kind}
    if request.method != "POST":
        if now is None:
            messages.error(request, _("Catatan ini tidak berlaku lagi; yang dapat dikoreksi hanya yang berlaku."))
            return redirect("record", kind=kind, pk=pk)
        openings.employee_opened(employee=row.employee, part=f"records.{kind}", by=user)
        form = RecordForm(kind=kind, employee=row.employee, row=now)
        return render(request, "talent/record_correct.html", context | {"form": form})
    form = RecordForm(request.POST, kind=kind, employee=row.employee, row=now or row)
    made: list[Any] = []

    def act() -> None:
        given = form.cleaned_data
        made.append(
            domain.correct(kind=kind, row=row, seen=given["seen"], values=form.values, reason=given["reason"], by=user)
        )

    try:
        status = refused(request, form, _("Koreksi tersimpan; catatan lama tetap terbaca."), act, let=(domain.Changed,))
    except domain.Changed as changed:
        context |= {"clash": _clash(kind, row, form, changed)}
        form.add_error(None, str(changed))
        status = changed.status
    if status is None:
        return redirect("record", kind=kind, pk=made[0].pk)
    return render(request, "talent/record_correct.html", context | {"form": form}, status=status)


@require_POST
def record_retire(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say that a record was made in error."""
    user = signed_in(request)
    row = record_row(user, kind, pk)
    scope.require(user, Permission.IMPORT_RECORDS, row.agency_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return record_shown(request, user, kind, row, why=form, status=UNREADABLE)
    with told(request, _("Catatan dibatalkan; riwayatnya tetap terbaca.")):
        domain.retire(
            kind=kind, row=row, seen=request.POST.get("seen", ""), reason=form.cleaned_data["reason"], by=user
        )
    # Of whom nothing is known any more has no page left.
    if not employees.reachable_by(user).filter(pk=row.employee_id).exists():
        return redirect("employees")
    return redirect("record", kind=kind, pk=pk)


def record_row(user: User, kind: str, pk: int) -> Any:
    """The row of a kind that the user may see; raises Http404."""
    if kind not in records.MODELS:
        raise Http404
    return get_object_or_404(records.visible_to(user, kind), pk=pk)


def record_shown(
    request: HttpRequest,
    user: User,
    kind: str,
    row: Any,
    *,
    why: WhyForm | None = None,
    attach: EvidenceForm | None = None,
    withdrawal: tuple[int, WhyForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one fact, with forms as somebody left them."""
    history = records.versions(kind, row)
    now = next((version.row for version in history if version.row.known_to is None), None)
    shown = now or row
    may_write = scope.allows(user, Permission.IMPORT_RECORDS, row.agency_id) and row.employee.moved_on is None
    own = employees.is_own(user, row.employee)
    context = {
        "row": shown,
        "now": now,
        "person": row.employee,
        "own": own,
        "nav": "own" if own else "records",
        "title": KINDS[kind].title,
        "kind": kind,
        "headers": record_tables.headers(kind),
        "versions": record_tables.versions(kind, history),
        "evidence": with_withdrawals(records.evidence_of_fact(kind, shown, user), withdrawal),
        "today": timezone.localdate(),
        "may_write": may_write,
        "why": (why or WhyForm()) if may_write and now else None,
        "attach": (attach or EvidenceForm()) if may_write and now else None,
    }
    return render(request, "talent/record.html", context, status=status)


def with_withdrawals(
    found: Iterable[Evidence], left: tuple[int, WhyForm] | None
) -> list[tuple[Evidence, WhyForm | None]]:
    """Evidence with the form by which it is withdrawn, if it is in use."""
    forms = dict([left]) if left else {}
    return [
        (held, None if held.withdrawn_at else forms.get(held.pk) or WhyForm(prefix=f"cabut-{held.pk}"))
        for held in found
    ]


def _clash(kind: str, row: Any, form: RecordForm, changed: domain.Changed) -> dict[str, Any]:
    """Who was faster, and where the three differ; the form is then about what is known now."""
    assert changed.change is not None
    now = changed.change.now
    theirs = raw_values(kind, now) if now else {}
    fields = [
        (form.fields[name].label, seen, theirs.get(name, ""), form.data.get(name, ""))
        for name, seen in raw_values(kind, row).items()
        if not seen == theirs.get(name, "") == form.data.get(name, "")
    ]
    if now:
        form.data = form.data.copy()
        form.data["seen"] = now.digest
    return {"who": changed.change.by, "now": now, "fields": fields}
