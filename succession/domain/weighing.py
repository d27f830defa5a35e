"""Weights of an instrument from a workbook: accepted whole, or refused with everything that is wrong."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import merit_weights
from rules.errors import Invalid
from rules.law import shipped
from rules.merit import INSTRUMENTS, day_of_round, instrument
from rules.merit_weights import Fault, Given
from succession.domain import canonical
from succession.domain.queries.merit import known_rounds
from succession.models import MeritRound, MeritWeights
from talent.domain import known
from talent.domain.days import require_possible
from talent.models import Agency


class WeightsRefused(Invalid):
    """Rows that are no weights of the instrument; `faults` says all that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__(_("Bobot tidak diterima; tidak ada yang tersimpan."), code="weights_refused")


@transaction.atomic
def accept_for(*, agencies: Iterable[Agency], **given: Any) -> int:
    """Take the same weights for several agencies, as `accept` does, all or none; how many took them. One that has the
    very same already keeps its version; raises Invalid where that is so of all, and for several with a letter's round.
    """
    agencies = list(agencies)
    if given.get("of_round") and len(agencies) > 1:
        raise Invalid(_("Surat hasil sebuah putaran hanya untuk satu instansi."), code="several_agencies")
    made, same = 0, None
    for agency in sorted(agencies, key=lambda one: one.pk):
        try:
            accept(agency=agency, **given)
            made += 1
        except Invalid as error:
            if error.code != "same_weights":
                raise
            same = error
    if same is not None and not made:
        raise same
    return made


@transaction.atomic
def accept(
    *,
    agency: Agency,
    code: str,
    rows: Sequence[Given],
    effective_from: date,
    source: str,
    verified: bool,
    file: str,
    of_round: str = "",
    by: User,
) -> MeritWeights:
    """Take the weights of an instrument for an agency's rounds from a day on, as the next version.

    `source`: the letter or regulation; `verified`: whether `by` held them against it; `file`: SHA-256 of the workbook.
    Rounds decided before stay as they are, but for the one named `of_round`, whose result letter brings the weights: it
    is scored with them as known from now on. Raises WeightsRefused, and Invalid for the same weights again.
    """
    scope.require(by, Permission.IMPORT_MERIT, agency.pk)
    if code not in INSTRUMENTS:
        raise Invalid(_("Instrumen tidak dikenal."), code="unknown_instrument")
    if not source.strip():
        raise Invalid(_("Sebutkan sumbernya."), code="source_missing")
    require_possible(effective_from)
    rule = instrument(code, day_of_round(code, effective_from, shipped()), shipped())
    faults = merit_weights.faults(rule, rows)
    if faults:
        raise WeightsRefused(faults)
    held = _decided(agency, code, of_round.strip()) if of_round.strip() else None
    known_at = known.turn(agency.pk)
    aspects, subs = merit_weights.of(rule, rows)
    document = {
        "aspects": {name: _decimal(value) for name, value in aspects.items()},
        "sub_aspects": {name: _decimal(value) for name, value in subs.items()},
    }
    digest = canonical.digest([code, effective_from, document])
    last = MeritWeights.objects.filter(agency=agency, instrument=code).order_by("version").last()
    if last is not None and (last.digest, last.source, last.verified, last.round) == (
        digest,
        source.strip(),
        verified,
        held,
    ):
        raise Invalid(_("Bobot ini sama dengan versi %(n)s.") % {"n": last.version}, code="same_weights")
    made = MeritWeights.objects.create(
        agency=agency,
        instrument=code,
        version=last.version + 1 if last else 1,
        effective_from=effective_from,
        round=held,
        source=source.strip(),
        verified=verified,
        document=document,
        digest=digest,
        file=file,
        known_from=known_at,
        accepted_by=by,
    )
    payload = {"instrument": code, "version": made.version, "effective_from": effective_from.isoformat()}
    payload |= {"verified": verified, "digest": digest, "file": file, "round": held and held.pk}
    ledger.record("succession.merit_weights.accepted", by=by, agency=agency.code, subject=made, payload=payload)
    return made


def _decided(agency: Agency, code: str, name: str) -> MeritRound:
    """The decided round of that name and instrument; raises Invalid where there is none."""
    held = MeritRound.objects.filter(agency=agency, instrument=code, name=name).first()
    if held is None or known_rounds([held], known.now(agency.pk))[0].decided_on is None:
        message = _("Putaran “%(name)s” instansi ini dengan instrumen itu belum ada atau belum diputuskan.")
        raise Invalid(message % {"name": name}, code="unknown_round")
    return held


def _decimal(value: Fraction) -> str:
    """The decimal as it was written: weights come with 6 decimals at most."""
    return str(int(value)) if value.denominator == 1 else repr(float(value))
