"""One thing that happened."""

import hashlib
import json
import uuid
from typing import Any

from django.db import models


class Event(models.Model):
    """Who did what to which object, when and why; never changed, never removed.

    Holds internal ids and digests only: no names, no NIPs. `digest` covers every other field but the sequence number,
    which the seals bind to it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.BigIntegerField()
    agency = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["agency", "-id"]),
            models.Index(fields=["subject", "-id"]),
            models.Index(fields=["kind", "-id"]),
        ]

    def content(self) -> dict[str, Any]:
        """What the digest covers."""
        return {
            "key": str(self.key),
            "at": self.at.isoformat(),
            "kind": self.kind,
            "actor": self.actor,
            "agency": self.agency,
            "subject": self.subject,
            "reason": self.reason,
            "payload": self.payload,
        }

    def computed_digest(self) -> str:
        """SHA-256 over the canonical JSON of `content`."""
        text = json.dumps(self.content(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
