"""Does the ledger still hold?"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from audit.models import Event, Seal
from audit.models.seal import GENESIS, seal_head
from rules.errors import Invalid

# Transactions that append at once may be numbered in another order than their clocks were read.
_AT_ONCE = timedelta(seconds=60)
_NAMED = 100


@dataclass(frozen=True)
class Head:
    """A seal's head as it leaves the house: printed, exported, kept elsewhere."""

    seal: int
    last: int
    count: int
    at: str
    head: str


@dataclass(frozen=True)
class Verdict:
    """`fault` names the first event or seal that does not hold; None when all do.

    `clock_back` names events before which the clock of the server was set back (at most 100): their order is that of
    their numbers, and their times are what the clock said.
    """

    events: int
    sealed: int
    seals: int
    fault: str | None
    checkpoint: bool
    clock_back: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        return self.fault is None


def heads() -> list[dict[str, Any]]:
    """Every seal's head, oldest first, for a checkpoint file."""
    return [asdict(_head(seal)) for seal in Seal.objects.order_by("id")]


def verify(checkpoint: list[dict[str, Any]] | None = None) -> Verdict:
    """Recompute every digest and head.

    Without a checkpoint kept outside, a cut tail or a complete rewrite cannot be seen; `Verdict.checkpoint` says
    whether one was given that names at least one seal. Raises Invalid for a checkpoint that is none.
    """
    known = _checkpoint(checkpoint)
    seals = list(Seal.objects.order_by("id"))
    unchained = _unchained(seals, known)
    fault: str | None = None
    events = sealed = 0
    waiting = iter(seals)
    seal = next(waiting, None)
    batch: list[tuple[int, str]] = []
    clock_back: list[int] = []
    latest = None
    for event in Event.objects.order_by("id").iterator(chunk_size=5000):
        events += 1
        if latest is not None and event.at < latest - _AT_ONCE and len(clock_back) < _NAMED:
            clock_back.append(event.pk)
        latest = event.at
        if event.digest != event.computed_digest():
            fault = fault or f"event:{event.pk}"
        while seal is not None and event.pk > seal.last:
            fault = fault or _seal_fault(seal, batch, unchained)
            seal, batch = next(waiting, None), []
        if seal is not None:
            sealed += 1
            batch.append((event.pk, event.digest))
    while seal is not None:
        fault = fault or _seal_fault(seal, batch, unchained)
        seal, batch = next(waiting, None), []
    present = {seal.pk for seal in seals}
    fault = fault or next((f"seal:{number}" for number in sorted(known) if number not in present), None)
    return Verdict(
        events=events,
        sealed=sealed,
        seals=len(seals),
        fault=fault,
        checkpoint=bool(known),
        clock_back=tuple(clock_back),
    )


def _head(seal: Seal) -> Head:
    return Head(seal=seal.pk, last=seal.last, count=seal.count, at=seal.at.isoformat(), head=seal.head)


def _checkpoint(rows: list[dict[str, Any]] | None) -> dict[int, str]:
    try:
        return {int(row["seal"]): str(row["head"]) for row in rows or []}
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Invalid(_("Berkas titik periksa tidak terbaca: setiap baris butuh `seal` dan `head`.")) from error


def _unchained(seals: list[Seal], known: dict[int, str]) -> int | None:
    """The first seal that does not follow the one before it, or is not what the checkpoint knows."""
    previous, last = GENESIS, 0
    for seal in seals:
        if seal.previous != previous or seal.first <= last or known.get(seal.pk, seal.head) != seal.head:
            return seal.pk
        previous, last = seal.head, seal.last
    return None


def _seal_fault(seal: Seal, batch: list[tuple[int, str]], unchained: int | None) -> str | None:
    whole = seal.head == seal_head(seal.previous, seal.at.isoformat(), batch) and seal.count == len(batch)
    return None if whole and seal.pk != unchained else f"seal:{seal.pk}"
