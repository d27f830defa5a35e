"""A batch of events, chained to the batch before it."""

import hashlib
from collections.abc import Iterable

from django.db import models

GENESIS = "0" * 64


class Seal(models.Model):
    """Closes the events `first`…`last`; `head` covers their order and digests and the previous head."""

    at = models.DateTimeField()
    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    count = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64, unique=True)
    head = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="seal_in_order")]


def seal_head(previous: str, at: str, events: Iterable[tuple[int, str]]) -> str:
    """The head over `previous`, the instant of sealing and each event's sequence number and digest, in order."""
    digest = hashlib.sha256(f"{previous}|{at}".encode())
    for number, event_digest in events:
        digest.update(f"|{number}:{event_digest}".encode())
    return digest.hexdigest()
