"""Workbooks on their way in: upload, preview, write, and what was wrong."""

import io
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, NotAllowed
from talent.domain import evidence, openings, weighing, withdrawing
from talent.domain import imports as domain
from talent.domain.queries import imports, records
from talent.interfaces import differences, exports, faults, import_jobs, previews, tables
from talent.interfaces.columns import KINDS, group_errors
from talent.interfaces.forms import UploadForm, WithdrawForm, kinds_for
from talent.interfaces.record_forms import EvidenceForm, WhyForm
from talent.interfaces.templates_xlsx import write_template
from talent.models import Employee, ImportBatch
from talent.views.common import refused, require_any, signed_in, told
from talent.views.records import with_withdrawals

# Errors on the page when they stand row by row; all of them are in the file to take away.
LISTED = 200
CHANGES = 25  # on a page


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Past uploads, and the form for a new one."""
    user = signed_in(request)
    require_any(user, *domain.IMPORTING, Permission.VIEW_IMPORTS)
    kinds = kinds_for(user)
    form, status = UploadForm(user=user) if kinds else None, 200
    if request.method == "POST":
        require_any(user, *domain.IMPORTING)
        form, status = UploadForm(request.POST, request.FILES, user=user), 422
        batch = _uploaded(request, form)
        if batch is not None:
            return redirect("import", pk=batch.pk)
    bare = request.GET.get("bukti") == "tanpa"
    found = imports.with_proof(imports.visible_to(user), timezone.localdate(), lacking=bare)
    page = tables.keyset(found, ("-id",), request.GET, at="berkas")
    remembered = [(match, KINDS[match.kind].title) for match in imports.matches_of(user)] if kinds else []
    context = {
        "form": form,
        "page": page,
        "bare": bare,
        "tabs": [
            {"label": _("Semua"), "href": "?#berkas", "current": not bare},
            {"label": _("Tanpa bukti yang berlaku"), "href": "?bukti=tanpa#berkas", "current": bare},
        ],
        "rows": [
            (batch, KINDS[batch.kind].title if batch.kind in KINDS else batch.kind, previews.counted(batch))
            for batch in page.rows
        ],
        "kinds": [(code, KINDS[code].title) for code in kinds],
        "in_order": "units" in kinds,
        "enters_agencies": "agencies" in kinds,
        "remembered": tables.sliced(remembered, request.GET, at="kolom"),
        "limit": settings.UPLOAD_LIMIT_BYTES // 2**20,
    }
    return render(request, "talent/imports.html", context, status=status)


@require_safe
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the check said, and what came of it."""
    user = signed_in(request)
    return import_shown(request, user, get_object_or_404(imports.visible_to(user), pk=pk))


def import_shown(
    request: HttpRequest,
    user: User,
    batch: ImportBatch,
    *,
    why: WithdrawForm | None = None,
    attach: EvidenceForm | None = None,
    withdrawal: tuple[int, WhyForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one upload, with forms as somebody left them."""
    own = imports.importable_by(user).filter(pk=batch.pk).exists()
    report: dict[str, Any] = batch.report
    errors = previews.errors(batch)
    by_row = request.GET.get("urut") == "baris"
    halt = previews.halt(batch)
    # Nothing of it can ever be written, so nothing will rest on what is given for it.
    hopeless = batch.state == ImportBatch.State.PREVIEWED and not report.get("accepted", 0)
    context = {
        "batch": batch,
        "title": KINDS[batch.kind].title if batch.kind in KINDS else batch.kind,
        "report": report,
        "refused": previews.refusal(batch),
        "written": report.get("written"),
        "halt": halt,
        "safe": halt and sum(halt["written"][name] for name in ("new", "changed", "same")),
        "notices": previews.notices(batch),
        "groups": [] if by_row else group_errors(errors),
        "errors": errors,
        "listed": errors[:LISTED] if by_row else [],
        "beyond": len(errors) - LISTED,
        "orders": _orders(by_row),
        "unlisted": report.get("errors_total", len(errors)) - len(errors),
        "steps": _steps(batch),
        "may_write": (batch.state == ImportBatch.State.PREVIEWED or batch.halted)
        and report.get("accepted", 0) > 0
        and own,
        "withdrawal": report.get("withdrawal"),
        "faults": bool(report.get("faults")),
        "faults_csv": bool(report.get("faults_csv")),
        "faults_rows": report.get("faults_rows", report.get("rejected", 0)),
        "own": own,
        **_changes(request, batch),
        "weighed": _weighed(request, report.get("impact"), "pindah", "dampak"),
        "unweighed": report.get("unweighed", False),
        **_withdrawal(request, batch, why, own),
        "evidence": with_withdrawals(records.evidence_of_import(batch, user), withdrawal),
        "attach": (attach or EvidenceForm()) if own and evidence.may_rest(batch) and not hopeless else None,
        "today": timezone.localdate(),
        "stays": withdrawing.never_withdrawn() if withdrawing.stays(batch) else "",
    }
    return render(request, "talent/import.html", context, status=status)


@require_POST
def import_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the withdrawal of a written file, or say on its page why it cannot be."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    form = WithdrawForm(request.POST)
    done = _("Penarikan dimulai; catatan lama berlaku kembali.")

    def act() -> None:
        withdrawing.start(batch=batch, reason=form.cleaned_data["reason"], by=user)

    status = refused(request, form, done, act)
    return import_shown(request, user, batch, why=form, status=status) if status else redirect("import", pk=batch.pk)


@require_POST
def import_weigh(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the weighing of what a withdrawal would do to boxes."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    with told(request):
        weighing.start(batch=batch, by=user)
    return redirect(f"{reverse('import', args=(batch.pk,))}?tarik=ya#tarik")


@require_POST
def import_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the writing of the good rows."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    with told(request):
        domain.start_commit(batch=batch, by=user)
    return redirect("import", pk=batch.pk)


@require_safe
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """Every error that was kept, as CSV; the event is written before the first byte leaves."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    openings.import_errors_exported(batch=batch, by=user, form="csv", rows=len(batch.report.get("errors", [])))
    rows = [[_("lembar"), _("baris"), _("kolom"), _("isi"), _("kode"), _("keterangan")]]
    rows += [
        [error.sheet, str(error.row), error.column, error.value, error.code, str(error.message)]
        for error in previews.errors(batch)
    ]
    if (unlisted := batch.report.get("errors_total", 0) - (len(rows) - 1)) > 0:
        rows.append(["", "", "", "", "", _("%(n)s kesalahan lagi tidak dirinci.") % {"n": unlisted}])
    headers = {
        "Content-Disposition": f'attachment; filename="{_("kesalahan")}-{batch.pk}.csv"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(exports.as_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def import_faults(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The rows that were not taken, to mend; the event is written before the first byte leaves."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    return faults.download(batch=batch, form=form, by=user)


@require_POST
def import_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column is which, and have the file checked by it."""
    user = signed_in(request)
    batch = get_object_or_404(imports.visible_to(user), pk=pk)
    offers = batch.report.get("offers", [])
    said = {header: request.POST.get(f"kolom-{place}", "") for place, (header, _guess) in enumerate(offers)}
    with told(request):
        import_jobs.match(batch=batch, matches=said, by=user)
    return redirect("import", pk=batch.pk)


@require_POST
def import_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a remembered column."""
    user = signed_in(request)
    held = get_object_or_404(imports.matches_of(user), pk=pk)
    with told(request, _("Pencocokan kolom dilupakan; berkas berikutnya ditanyakan lagi.")):
        domain.forget(match=held, by=user)
    return redirect("imports")


@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """The workbook to fill in."""
    if kind not in kinds_for(signed_in(request)):
        raise Http404
    stream = io.BytesIO()
    write_template(KINDS[kind], stream)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(stream.getvalue(), content_type=content_type, headers=headers)


def _uploaded(request: HttpRequest, form: UploadForm) -> ImportBatch | None:
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return import_jobs.upload(
            agency=form.owner(),
            kind=form.cleaned_data["kind"],
            file_name=file.name,
            parts=file.chunks(),
            by=signed_in(request),
            ask=True,
        )
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error("file", str(error))
        return None


def _changes(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """A page of what would change, as long as nothing is written."""
    held = batch.report.get("differences")
    if not held or batch.state != ImportBatch.State.PREVIEWED:
        return {"changes": []}
    number = request.GET.get("ubah", "")
    start = (int(number) if number.isdecimal() and len(number) < 6 else 0) * CHANGES
    last = min(held["kept"], start + CHANGES)
    return {
        "changes": differences.page(batch.kind, held["file"], start, CHANGES),
        "changes_count": _("%(first)s–%(last)s dari %(total)s")
        % {"first": min(start + 1, last), "last": last, "total": held["total"]},
        "changes_unlisted": held["total"] - held["kept"],
        "changes_previous": f"?ubah={start // CHANGES - 1}#ubah" if start else "",
        "changes_next": f"?ubah={start // CHANGES + 1}#ubah" if last < held["kept"] else "",
    }


def _weighed(request: HttpRequest, weighed: dict[str, Any] | None, name: str, at: str) -> dict[str, Any] | None:
    """Whom something would move, a page of them with their names: (person, box now, its computed one, box then, whether
    they stand on a list). `name`: what the address calls the page; `at`: where the list stands."""
    if not weighed:
        return None
    page = tables.sliced(weighed["who"], request.GET, size=CHANGES, name=name, at=at)
    people = Employee.objects.in_bulk([who for who, _now, _then in page.rows])
    # What was kept by an earlier version says nothing of calibration and of the lists.
    listed, after = set(weighed["listed_who"]), dict(weighed.get("calibrated", ()))
    return weighed | {
        "on": date.fromisoformat(weighed["on"]),
        "rows": [(people.get(pk), after.get(pk, now), now, then, pk in listed) for pk, now, then in page.rows],
        "lists": weighed.get("lists", ()),
        "page": page,
        "unnamed": weighed["moved"] - len(weighed["who"]),
    }


def _withdrawal(request: HttpRequest, batch: ImportBatch, why: WithdrawForm | None, own: bool) -> dict[str, Any]:
    """The form by which the file is taken back, and what that would do to boxes: now where little was written, as it
    was weighed last where more was."""
    if not own or not withdrawing.can_withdraw(batch):
        return {"why": None}
    found: dict[str, Any] = {"why": why or WithdrawForm(), "weighs": weighing.weighs(batch)}
    asked = {"tarik", "kembali"} & request.GET.keys()
    found["opened"] = bool(asked) or why is not None
    if not found["weighs"]:
        return found
    foreseen = weighing.told(batch)
    if not weighing.at_once(batch):
        found |= {"weigh_job": foreseen.job, "asks": True, "weighed_at": foreseen.at}
    return found | {"back": _weighed(request, foreseen.impact, "kembali", "tarik")}


def _orders(by_row: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Menurut kolom"), "href": "?", "current": not by_row},
        {"label": _("Menurut baris"), "href": "?urut=baris", "current": by_row},
    ]


def _steps(batch: ImportBatch) -> list[dict[str, str]]:
    state = ImportBatch.State(batch.state)
    if state == ImportBatch.State.REFUSED:
        return [{"label": _("Diunggah"), "state": "done"}, {"label": _("Ditolak"), "state": "stopped"}]
    if batch.halted:
        done = [{"label": label, "state": "done"} for label in (_("Diunggah"), _("Diperiksa"))]
        return [*done, {"label": _("Terhenti"), "state": "stopped"}]
    if state in (ImportBatch.State.WITHDRAWING, ImportBatch.State.WITHDRAWN):
        done = [{"label": label, "state": "done"} for label in (_("Diunggah"), _("Diperiksa"), _("Ditulis"))]
        return [*done, {"label": _("Ditarik"), "state": "done" if state == ImportBatch.State.WITHDRAWN else "now"}]
    if state in (ImportBatch.State.WAITING, ImportBatch.State.CHECKING):
        label = _("Cocokkan kolom") if state == ImportBatch.State.WAITING else _("Sedang diperiksa")
        return [{"label": _("Diunggah"), "state": "done"}, {"label": label, "state": "now"}]
    # Nothing is written, and nothing is being written, before somebody says so.
    last = {ImportBatch.State.COMMITTED: "done", ImportBatch.State.COMMITTING: "now"}.get(state, "")
    done = [{"label": label, "state": "done"} for label in (_("Diunggah"), _("Diperiksa"))]
    return [*done, {"label": _("Sedang ditulis") if last == "now" else _("Ditulis"), "state": last}]
