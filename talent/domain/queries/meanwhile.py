"""Who was faster: what somebody reads whose page was overtaken."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.domain.ledger import subject_name
from audit.interfaces.words import KINDS
from audit.models import Event


def last_change(subject: object) -> tuple[Event, str] | None:
    """The newest event about something, and the name of who caused it."""
    event = Event.objects.filter(subject=subject_name(subject)).order_by("-id").first()
    if event is None:
        return None
    actor = User.objects.filter(pk=event.actor).first()
    return event, str(actor or _("seseorang"))


def told(message: str, subject: object) -> str:
    """The message, and after it what was done to the subject last, by whom and when."""
    last = last_change(subject)
    if last is None:
        return message
    event, who = last
    at = date_format(timezone.localtime(event.at), "DATETIME_FORMAT")
    what = KINDS.get(event.kind, event.kind)
    return message + " " + _("Terakhir: %(what)s, oleh %(who)s, %(at)s.") % {"what": what, "who": who, "at": at}
