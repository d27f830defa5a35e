"""What a merit row must hold against what is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from rules.gate import regime_for
from rules.law import NoRuleInForce, shipped
from rules.merit import LEFT_OUT, level_error, taken_to_begin, time_of
from rules.text import Text
from succession.domain.queries.assessments import sub_aspects
from succession.models import MeritAssessment, MeritLevelRecord, MeritRound, MeritRoundRecord
from succession.models.merit import ApprovalKind, Issuer
from talent.domain.importing import Columns, Context, RowError
from talent.domain.wording import both
from talent.models import Agency

# Papers of the overseer of their day, which follow the decision of an assessment.
FOLLOWING = (ApprovalKind.APPROVAL, ApprovalKind.COMMITMENT)
# So many rounds are named one by one.
NOTICES = 20
# First and last day of an assessment: submitted, decided.
Period = tuple[date | None, date | None]


@dataclass
class Sorting:
    """Rows of a chunk that may stand, and what is wrong with the others (the first thing found, one a row)."""

    errors: list[RowError] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    def refuse(self, row: int, column: str, code: str, message: Text) -> None:
        """Refuse a row unless it is refused already."""
        if row not in self.refused:
            self.refused.add(row)
            self.errors.append(RowError(row, column, code, message))

    def taken(self, count: int) -> list[int]:
        """The rows that stand."""
        return [row for row in range(count) if row not in self.refused]


def known_agencies(codes: Sequence[str], context: Context, sorting: Sorting) -> dict[str, int]:
    """Agency ids by code; rows of an agency that nobody knows, or that is not the context's, are refused."""
    found = dict(Agency.objects.filter(code__in=set(codes)).values_list("code", "id"))
    own = context.agency.code if context.agency else None
    for row, code in enumerate(codes):
        if code not in found:
            message = both(_("Instansi “%(code)s” belum tercatat; impor instansinya dahulu."), code=code)
            sorting.refuse(row, "agency", "unknown_agency", message)
        elif own is not None and code != own:
            message = both(_("Berkas ini untuk instansi %(own)s, bukan %(code)s."), own=own, code=code)
            sorting.refuse(row, "agency", "foreign_agency", message)
    return found


def round_key(columns: Columns, row: int, agencies: dict[str, int]) -> tuple[int, str]:
    """What names a round: its agency and its name."""
    return agencies[columns["agency"][row]], columns["round"][row]


def check_instruments(
    columns: Columns,
    agencies: dict[str, int],
    rounds: dict[tuple[int, str], MeritRound],
    sorting: Sorting,
    count: int,
) -> None:
    """A round that is known keeps the instrument it was begun with."""
    for row in sorting.taken(count):
        held = rounds.get(round_key(columns, row, agencies))
        if held is not None and held.instrument != columns["instrument"][row]:
            message = _("Putaran %(round)s dinilai dengan instrumen %(instrument)s; instrumennya tidak dapat diganti.")
            said = both(message, round=held.name, instrument=held.instrument)
            sorting.refuse(row, "instrument", "instrument_changed", said)


def replaced(columns: Columns, row: int) -> str | None:
    """The round in whose place a row's decision is; only a page says so."""
    name: str | None = columns["replaces"][row] if "replaces" in columns else None
    return name


def check_times(
    columns: Columns,
    merged: Columns,
    agencies: dict[str, int],
    records: Mapping[tuple[int, str], MeritRoundRecord],
    sorting: Sorting,
    count: int,
) -> None:
    """No round is of a day before its instrument was there, nor begun by one that was repealed: it was submitted while
    the instrument was in force, or its submission is not known and its decision lies in that time.

    What is known already is not asked again; a round that is assessed here chose its instrument when it was begun, a
    decision in the place of another has the other's.
    """
    ids = set(agencies.values())
    here = set(MeritAssessment.objects.filter(agency__in=ids).values_list("agency_id", "name"))
    for row in sorting.taken(count):
        key = round_key(columns, row, agencies)
        days = submitted, decided = merged["submitted_on"][row], merged["decided_on"][row]
        held = records.get(key)
        if key in here or replaced(columns, row) or (held is not None and days == (held.submitted_on, held.decided_on)):
            continue
        code = columns["instrument"][row]
        first, last = time_of(code, shipped())
        early = next((day for day in days if day is not None and day < first), None)
        if early is not None:
            message = _("Instrumen %(code)s baru berlaku %(first)s, sesudah %(day)s.")
            said = both(message, code=code, first=first.isoformat(), day=early.isoformat())
            sorting.refuse(row, "submitted_on" if early == submitted else "decided_on", "instrument_time", said)
        elif last is not None and submitted is not None and submitted > last:
            message = _("Instrumen %(code)s dicabut sesudah %(last)s; pengajuan %(day)s tidak dapat memakainya.")
            said = both(message, code=code, last=last.isoformat(), day=submitted.isoformat())
            sorting.refuse(row, "submitted_on", "instrument_time", said)
        elif last is not None and submitted is None and decided is not None and decided > last:
            message = _("Instrumen %(code)s dicabut sesudah %(last)s; sebutkan tanggal pengajuan putaran ini.")
            sorting.refuse(row, "submitted_on", "instrument_time", both(message, code=code, last=last.isoformat()))


def check_level(columns: Columns, row: int, instrument: str, sorting: Sorting) -> None:
    """The sub-aspect is of the round's instrument, and both levels lie in its range."""
    sub_aspect = columns["sub_aspect"][row]
    problem = level_error(instrument, sub_aspect, None, shipped())
    if problem is not None:
        sorting.refuse(row, "sub_aspect", "unknown_sub_aspect", problem)
    for name in ("level", "verified_level"):
        problem = level_error(instrument, sub_aspect, columns[name][row], shipped())
        if problem is not None:
            sorting.refuse(row, name, "level_range", problem)


def check_left_out(merged: Columns, row: int, sorting: Sorting) -> None:
    """What does not apply comes with the reason."""
    column = next((name for name in ("level", "verified_level") if merged[name][row] == LEFT_OUT), None)
    if column is not None and not merged["note"][row]:
        message = _("Sub-aspek yang tidak berlaku memerlukan alasannya, pada catatan.")
        sorting.refuse(row, column, "no_reason", both(message))


def check_authority(columns: Columns, row: int, dated: date | None, sorting: Sorting) -> None:
    """A paper of that date comes from an authority that existed then (`gate.authorities`); an approval or a commitment
    from the one that oversaw then (`gate.regime`); a permit, and nothing else, from the minister (`gate.freezes`)."""
    authority = columns["authority"][row]
    if dated is None:
        return
    if columns["kind"][row] == ApprovalKind.PERMIT or authority == Issuer.MINISTER:
        _check_permit(columns, row, dated, sorting)
        return
    try:
        existing, regime = shipped().at("gate.authorities", dated), regime_for(dated, shipped())
    except NoRuleInForce as error:
        sorting.refuse(row, "true_from", "no_regime", error.text)
        return
    words = {"authority": authority, "dated": dated.isoformat()}
    if authority not in existing.value:
        message = _("%(authority)s tidak ada pada %(dated)s (%(citation)s); yang ada %(others)s.")
        said = both(message, **words, citation=existing.citation, others=", ".join(existing.value))
        sorting.refuse(row, "authority", "no_such_authority", said)
    elif columns["kind"][row] in FOLLOWING and authority not in regime.value["authorities"]:
        message = _("%(authority)s bukan pengawas pada %(dated)s (%(citation)s); pengawasnya %(others)s.")
        said = both(message, **words, citation=regime.citation, others=", ".join(regime.value["authorities"]))
        sorting.refuse(row, "authority", "not_the_overseer", said)


def _check_permit(columns: Columns, row: int, dated: date, sorting: Sorting) -> None:
    try:
        rule = shipped().at("gate.freezes", dated)
    except NoRuleInForce as error:
        sorting.refuse(row, "true_from", "no_regime", error.text)
        return
    if (columns["kind"][row], columns["authority"][row]) != (ApprovalKind.PERMIT, rule.value["permit"]["authority"]):
        message = _("Izin penggantian pejabat, dan tidak ada surat lain, diberikan oleh menteri (%(citation)s).")
        sorting.refuse(row, "authority", "no_such_authority", both(message, citation=rule.citation))


def check_assessed(columns: Columns, row: int, dated: date | None, decided: date | None, sorting: Sorting) -> None:
    """Where the regime of its day makes the assessment a condition, nobody approves, and nobody commits to, what was
    not decided by then. `decided`: the day of the agency's first decision that is known."""
    if columns["kind"][row] not in FOLLOWING or dated is None or row in sorting.refused:
        return
    if decided is not None and decided <= dated:
        return
    regime = regime_for(dated, shipped()).value
    if any(one["code"] == "merit_assessment" and one["decides"] for one in regime["conditions"]):
        message = _(
            "Belum ada penilaian instansi ini yang diputuskan pada %(dated)s; surat ini mengikuti keputusannya."
        )
        sorting.refuse(row, "kind", "never_assessed", both(message, dated=dated.isoformat()))


def partly_verified(rounds: Iterable[MeritRound], given: Mapping[int, set[str]]) -> list[Text]:
    """What to say of decided rounds of whose verified levels only some are known: no category comes of them.

    `given`: round id → sub-aspects that get theirs beside those that are in the records.
    """
    held = {one.pk: one for one in rounds}
    verified = {pk: set(given.get(pk, ())) for pk in held}
    known_now = MeritLevelRecord.objects.filter(round__in=list(held), known_to=None).exclude(verified_level=None)
    for pk, sub_aspect in known_now.values_list("round_id", "sub_aspect"):
        verified[pk].add(sub_aspect)
    wanted = {code: len(sub_aspects(code)) for code in {one.instrument for one in held.values()}}
    partly = [one for pk, one in held.items() if 0 < len(verified[pk]) < wanted[one.instrument]]
    message = _(
        "Putaran “%(round)s” %(agency)s sudah diputuskan, tetapi baru %(given)s dari %(all)s level verifikasinya "
        "tercatat; sampai lengkap, kategorinya tidak diketahui dan gerbang tidak memutuskan menurutnya."
    )
    said = [
        both(message, round=one.name, agency=one.agency, given=len(verified[one.pk]), all=wanted[one.instrument])
        for one in partly[:NOTICES]
    ]
    rest = len(partly) - NOTICES
    return said + ([both(_("Demikian pula %(count)s putaran lain."), count=rest)] if rest > 0 else [])


def check_order(merged: Columns, sorting: Sorting, count: int) -> None:
    """Dates in order also against what an earlier file said."""
    for row in sorting.taken(count):
        submitted, decided, valid_to = (merged[name][row] for name in ("submitted_on", "decided_on", "valid_to"))
        if submitted and decided and decided < submitted:
            message = _("Keputusan %(decided)s mendahului pengajuan %(submitted)s.")
            said = both(message, decided=decided.isoformat(), submitted=submitted.isoformat())
            sorting.refuse(row, "decided_on", "end_before_start", said)
        if decided and valid_to and valid_to < decided:
            message = _("Akhir masa berlaku %(valid_to)s mendahului keputusan %(decided)s.")
            said = both(message, valid_to=valid_to.isoformat(), decided=decided.isoformat())
            sorting.refuse(row, "valid_to", "end_before_start", said)


def check_periods(
    columns: Columns,
    merged: Columns,
    agencies: dict[str, int],
    rounds: dict[tuple[int, str], MeritRound],
    sorting: Sorting,
    count: int,
) -> None:
    """No two decided rounds of one agency over the same period, in the file or with what is known."""
    seen: dict[int, dict[str, Period]] = {}
    # A decision in the place of another is about that one's period, which stands here already.
    known_now = MeritRoundRecord.objects.filter(
        round__in=list(rounds.values()), round__replacing=None, known_to=None
    ).select_related("round")
    for record in known_now:
        seen.setdefault(record.agency_id, {})[record.round.name] = (record.submitted_on, record.decided_on)
    for row in sorting.taken(count):
        name = columns["round"][row]
        others = seen.setdefault(agencies[columns["agency"][row]], {})
        period = merged["submitted_on"][row], merged["decided_on"][row]
        own = {name, replaced(columns, row)}
        clash = next(
            (other for other, held in others.items() if other not in own and shared_period(period, held)), None
        )
        if clash is None:
            others[name] = period
            continue
        message = both(_("Putaran “%(other)s” sudah diputuskan untuk masa yang sama."), other=clash)
        sorting.refuse(row, "decided_on", "same_period", message)


def shared_period(one: Period, other: Period) -> bool:
    """Whether two decided rounds are about the same time.

    They are when they were decided on the same day, or when one was submitted before the other was decided and the
    other way round; of one without its submission, `merit.assessment_days` says when it began. That a newer decision
    comes while an older one is still valid is the ordinary course.
    """
    (submitted, decided), (other_submitted, other_decided) = one, other
    if decided is None or other_decided is None:
        return False
    if decided == other_decided:
        return True
    submitted = submitted or taken_to_begin(decided, shipped())
    other_submitted = other_submitted or taken_to_begin(other_decided, shipped())
    return submitted < other_decided and other_submitted < decided
