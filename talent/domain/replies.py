"""The right of reply: from the announced day on the employee sees the result, and may answer it within the window."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import DomainError, Invalid, NotAllowed, Recused, Stale
from talent.codes import ReplyKind, ReplyState
from talent.domain.days import require_near, require_possible
from talent.domain.queries import meanwhile
from talent.domain.queries import replies as queries
from talent.models import Employee, Reply, ReviewCycle

SHORTEST = 10  # characters: enough for a sentence, too many for a dot


class Answered(DomainError):
    """Somebody else answered, or it was taken back, meanwhile."""

    code = "contested"


@transaction.atomic
def announce(*, cycle: ReviewCycle, announced_on: date, reply_until: date, by: User, reason: str = "") -> None:
    """Fix the day from which employees see their result and the last day on which they may reply.

    Until that day has come both may be set anew, with the reason. Both lie at most a year ahead. The window is never
    shorter than the law's shortest. The system operator alone, who also records what lies in the past, may enter one
    that ended already; the event says so.
    """
    scope.require(by, Permission.ANSWER_REPLIES, cycle.agency_id)
    if cycle.state != ReviewCycle.State.ESTABLISHED or cycle.established_date is None:
        raise DomainError(_("Yang diumumkan adalah hasil yang sudah ditetapkan."), code="transition")
    require_possible(announced_on, reply_until)
    require_near(announced_on)
    require_near(reply_until, announced_on)
    if announced_on < cycle.established_date:
        raise Invalid(_("Pengumuman tidak mendahului penetapan."), code="date_order")
    if reply_until < announced_on:
        raise Invalid(_("Masa tanggapan berakhir sebelum pengumuman."), code="date_order")
    least = queries.shortest(max(announced_on, timezone.localdate()))
    history = reply_until < least
    if history and not scope.scope(by, Permission.ANSWER_REPLIES).everywhere:
        said = {"day": date_format(least, "DATE_FORMAT")}
        message = _("Masa tanggapan terlalu singkat: pegawai diberi waktu sedikitnya sampai %(day)s.") % said
        raise Invalid(message, code="window_too_short")
    former, anew = cycle.announced_on, queries.announced_ahead(cycle)
    if former is not None and not anew:
        raise DomainError(_("Hasil siklus ini sudah diumumkan."), code="stale")
    if anew and not reason.strip():
        raise Invalid(_("Alasan wajib diisi: pengumuman ini sudah pernah ditetapkan."), code="reason_missing")
    fresh = ReviewCycle.objects.filter(pk=cycle.pk, version=cycle.version)
    if not fresh.update(announced_on=announced_on, reply_until=reply_until, version=F("version") + 1):
        message = _("Siklus ini baru saja diubah orang lain; muat ulang halaman.")
        raise meanwhile.overtaken(Stale, message, cycle)
    cycle.refresh_from_db()
    payload = {"on": announced_on.isoformat(), "until": reply_until.isoformat()}
    payload |= {"recorded": "afterwards"} if history else {}
    payload |= {"former": former.isoformat()} if former else {}
    ledger.record("talent.cycle.announced", by=by, agency=cycle.agency.code, subject=cycle, reason=reason.strip(),
                  payload=payload)  # fmt: skip


@transaction.atomic
def submit(*, cycle: ReviewCycle, employee: Employee, kind: str, text: str, by: User, about: str = "") -> Reply:
    """Ask for the correction of what `about` names (a component, or a kind of record), or object to the box."""
    if employee.pk not in scope.scope(by, Permission.VIEW_OWN).employees:
        raise NotAllowed(_("Tanggapan disampaikan oleh pegawai yang bersangkutan."))
    if not queries.window_open(cycle, employee, timezone.localdate()):
        raise DomainError(_("Masa tanggapan atas siklus ini tidak sedang terbuka."), code="reply_window")
    if queries.mark_of(cycle, employee) is None:
        raise Invalid(_("Siklus ini tidak memuat Anda."), code="not_placed")
    if kind not in ReplyKind.values:
        raise Invalid(_("Jenis tanggapan tidak dikenal."), code="kind")
    if kind == ReplyKind.CORRECTION and about not in queries.subjects(cycle):
        raise Invalid(_("Sebutkan komponen atau catatan yang perlu dikoreksi."), code="about")
    if len(text.strip()) < SHORTEST:
        message = _("Tuliskan uraiannya, paling sedikit %(count)s huruf.") % {"count": SHORTEST}
        raise Invalid(message, code="no_text")
    about = about if kind == ReplyKind.CORRECTION else ""
    try:
        with transaction.atomic():
            made = Reply.objects.create(
                cycle=cycle, employee=employee, kind=kind, about=about, text=text.strip(), by=by
            )
    except IntegrityError as error:
        raise DomainError(_("Tanggapan tentang hal ini masih menunggu jawaban."), code="open_already") from error
    _note(made, "submitted", by, {"kind": kind, "about": about, "employee": employee.pk})
    return made


@transaction.atomic
def withdraw(*, reply: Reply, by: User) -> None:
    """Take a reply back before it is answered."""
    if reply.employee_id not in scope.scope(by, Permission.VIEW_OWN).employees:
        raise NotAllowed(_("Tanggapan ini milik orang lain."))
    _change(reply, reply.version, state=ReplyState.WITHDRAWN)
    _note(reply, "withdrawn", by, {})


@transaction.atomic
def answer(*, reply: Reply, accepted: bool, text: str, version: int, by: User) -> None:
    """Answer with a reason; nobody answers their own."""
    scope.require(by, Permission.ANSWER_REPLIES, reply.cycle.agency_id)
    if reply.employee_id in scope.scope(by, Permission.VIEW_OWN).employees:
        raise Recused(_("Tanggapan sendiri dijawab oleh orang lain."))
    if len(text.strip()) < SHORTEST:
        message = _("Tuliskan alasannya, paling sedikit %(count)s huruf.") % {"count": SHORTEST}
        raise Invalid(message, code="no_reason")
    state = ReplyState.ACCEPTED if accepted else ReplyState.REJECTED
    _change(reply, version, state=state, answer=text.strip(), answered_by=by, answered_at=timezone.now())
    _note(reply, "answered", by, {"state": str(state)})


def _change(reply: Reply, version: int, **values: object) -> None:
    """Change an open reply only if nobody did meanwhile; otherwise say who did what."""
    open_still = Reply.objects.filter(pk=reply.pk, version=version, state=ReplyState.OPEN)
    if open_still.update(version=F("version") + 1, **values):
        reply.refresh_from_db()
        return
    now = Reply.objects.select_related("answered_by", "by").get(pk=reply.pk)
    if now.answered_by is not None and now.answered_at is not None:
        at = date_format(timezone.localtime(now.answered_at), "DATETIME_FORMAT")
        words = {"who": now.answered_by, "at": at, "state": now.get_state_display(), "answer": now.answer}
        raise Answered(_("Sudah dijawab oleh %(who)s (%(at)s), %(state)s: %(answer)s") % words)
    if now.state == ReplyState.WITHDRAWN:
        raise Answered(_("Tanggapan ini sudah dicabut oleh %(who)s.") % {"who": now.by})
    raise Answered(_("Tanggapan ini baru saja diubah; muat ulang halaman."))


def _note(reply: Reply, what: str, by: User, payload: dict[str, object]) -> None:
    ledger.record(f"talent.reply.{what}", by=by, agency=reply.cycle.agency.code, subject=reply, payload=payload)
