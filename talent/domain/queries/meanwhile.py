"""Who was faster: what somebody is told who was overtaken."""

from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.domain.ledger import subject_name
from audit.interfaces.words import KINDS
from audit.models import Event
from rules.errors import Change, DomainError


def overtaken(error: type[DomainError], message: str, subject: Model, *, code: str | None = None) -> DomainError:
    """An error of this kind, which says after its message what was done to the subject last, by whom and when."""
    change = last_change(subject)
    return error(told(message, change) if change else message, code=code, change=change)


def last_change(subject: Model) -> Change | None:
    """The newest event about something, and the thing as it is now."""
    event = Event.objects.filter(subject=subject_name(subject)).order_by("-id").first()
    if event is None:
        return None
    actor = User.objects.filter(pk=event.actor).first()
    now = type(subject)._default_manager.filter(pk=subject.pk).first()
    return change(event.kind, by=str(actor or _("seseorang")), at=event.at, now=now)


def change(kind: str, **about: Any) -> Change:
    """A change with its words, by the kind of its event."""
    return Change(kind=kind, what=str(KINDS.get(kind, kind)), **about)


def told(message: str, change: Change) -> str:
    """The message, and after it the change."""
    at = date_format(timezone.localtime(change.at), "DATETIME_FORMAT")
    words = {"what": change.what, "who": change.by, "at": at}
    return message + " " + _("Terakhir: %(what)s, oleh %(who)s, %(at)s.") % words
