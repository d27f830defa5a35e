"""What the system can prove about a sub-aspect: extracts of an agency's records on a day, as known at an instant.

An extract counts: it names posts' tiers, years and boxes, never a person, since whoever reads a round's evidence may
not read who the people are. The same agency, day and instant give the same extract whatever is learnt afterwards.
It is a paper, so that its words are Indonesian whoever asks.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules import merit as law_of_merit
from rules.law import Rule, shipped
from succession.domain import canonical
from succession.domain.queries import extract_counts as counts
from succession.domain.queries.extract_counts import Counted
from talent.domain.known import known_at as known
from talent.models import (
    Agency,
    AgencyRecord,
)


@dataclass(frozen=True)
class Kind:
    """A sort of extract. `lacking` says what is missing where there is nothing to prove; `route`: where to get it."""

    code: str
    title: Promise
    lacking: Promise
    route: str
    count: Callable[[Agency, date, datetime], Counted | None]
    # Without a row of these it is not worth offering.
    needs: Callable[[Agency, date, datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Extract:
    """An extract of one agency: what was counted, on which day, as known at which instant."""

    kind: Kind
    code: str
    name: str
    on: date
    known_at: datetime
    counted: Counted

    @property
    def facts(self) -> str:
        """SHA-256 over what it says and every fact behind it, however it is set in type."""
        return canonical.digest([self.kind.code, self.code, self.on, self.counted])


@dataclass(frozen=True)
class Offer:
    """A sort of extract that may prove a sub-aspect, and whether there is anything to show; `rule` says that it may."""

    kind: Kind
    there: bool
    rule: Rule


def offered(
    agency: Agency, instrument: str, scored_as_of: date, subs: Collection[str], on: date, known_at: datetime
) -> dict[str, list[Offer]]:
    """Of these sub-aspects, each with the extracts that may prove it; one query."""
    rule, serving = law_of_merit.extracts(instrument, scored_as_of, shipped())
    serving = {sub: codes for sub, codes in serving.items() if sub in subs}
    seen = {code: Exists(kind.needs(agency, on, known_at).order_by()) for code, kind in KINDS.items()}
    there: dict[str, bool] = Agency.objects.filter(pk=agency.pk).annotate(**seen).values(*seen).get()
    return {sub: [Offer(KINDS[code], there[code], rule) for code in codes] for sub, codes in serving.items()}


def extract(kind: str, agency: Agency, on: date, known_at: datetime) -> Extract | None:
    """The extract; None where the records of that day prove nothing of the kind."""
    with translation.override("id"):
        counted = KINDS[kind].count(agency, on, known_at)
        if counted is None:
            return None
        return Extract(KINDS[kind], agency.code, name_of(agency, known_at), on, known_at, counted)


def name_of(agency: Agency, known_at: datetime) -> str:
    """What the agency was called as known at `known_at`, which may not be what it is called today."""
    record = known(AgencyRecord.objects.filter(agency=agency), known_at).order_by("-known_from", "-id").first()
    return record.name if record else agency.code


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "competency_standards",
            _("Standar kompetensi jabatan"),
            _("Belum ada jabatan yang tingkat kompetensinya tercatat; impor dengan berkas jabatan."),
            "imports",
            counts.competency_standards,
            counts.with_levels,
        ),
        Kind(
            "assessments",
            _("Penilaian kompetensi pegawai"),
            _("Belum ada hasil asesmen yang tercatat; impor berkas asesmennya."),
            "imports",
            counts.assessments,
            counts.dated_assessments,
        ),
        Kind(
            "nine_box",
            _("Hasil kotak talenta"),
            _("Belum ada siklus pemetaan yang ditetapkan; petakan dan tetapkan dahulu siklusnya."),
            "cycles",
            counts.nine_box,
            counts.holding,
        ),
        Kind(
            "succession_group",
            _("Kelompok rencana suksesi"),
            _("Belum ada kelompok rencana suksesi yang berlaku; tetapkan dahulu siklusnya."),
            "cycles",
            counts.succession_group,
            counts.members,
        ),
        Kind(
            "development_plans",
            _("Rencana pengembangan individu"),
            _("Belum ada rencana pengembangan yang berjalan; susun pada halaman rencana."),
            "plans",
            counts.development_plans,
            counts.development,
        ),
        Kind(
            "retirement_projection",
            _("Proyeksi pensiun lima tahun"),
            _("Belum ada pegawai yang jenjangnya tercatat; impor dahulu pegawainya."),
            "imports",
            counts.retirement_projection,
            counts.with_tier,
        ),
    )
}
