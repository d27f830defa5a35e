"""Sessions in the database, as Django keeps them, looked up at less cost: every request begins with it."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from accounts.domain.queries.prepared import Later, Prepared

_LIVE = Prepared(
    lambda: Session.objects.filter(session_key=Later("key", CharField()), expire_date__gt=Later("now", DateTimeField()))
)


class SessionStore(db.SessionStore):
    """Named by SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = next(iter(_LIVE.rows(key=self.session_key, now=now)), None)
        if found is None:
            self._session_key = None
        return found
