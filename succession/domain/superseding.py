"""A decision in the place of another: what an accepted objection may lead to (docs/adr/0029)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import merit as law_of_merit
from rules.errors import DomainError, Invalid
from rules.merit import level_error
from succession.domain.entering import enter
from succession.domain.queries import afterwards, merit, rounds
from succession.domain.reasons import past_date, required_number, required_reason
from succession.models import MeritObjection, MeritRound, MeritSuperseding
from talent.domain import evidence as files
from talent.domain import known
from talent.domain.days import require_possible
from talent.domain.queries import meanwhile


@transaction.atomic
def supersede(
    *,
    objection: MeritObjection,
    number: str,
    decided_on: date,
    levels: Mapping[str, int],
    reason: str,
    valid_to: date | None,
    document: tuple[str, bytes],
    by: User,
) -> MeritRound:
    """The decision that follows an accepted objection, as a round of its own with the `levels` that change.

    It takes the place of the newest decision after the one that was objected to, from its own date on; the other stays
    as it was decided. `valid_to` None: until the day that the replaced one would have ended. `document`: its signed
    copy. Raises Invalid for an objection that was not accepted, levels that change nothing, are outside the instrument
    or outside what was objected to, and a date that does not follow the replaced decision and the objection.
    """
    agency = objection.round.agency
    scope.require(by, Permission.VERIFY_MERIT, agency.pk)
    known_at = known.turn(agency.pk)
    objection.refresh_from_db()
    if MeritSuperseding.objects.filter(objection=objection).exists():
        message = _("Atas keberatan ini putusan pengganti sudah tercatat.")
        raise meanwhile.overtaken(DomainError, message, objection, code="superseded")
    if not objection.accepted:
        raise Invalid(_("Putusan pengganti hanya atas keberatan yang diterima."), code="not_accepted")
    replaced = afterwards.chain(objection.round)[-1]
    result = rounds.result(merit.known_rounds([replaced], known_at)[0])
    _require_later(decided_on, result, objection)
    require_possible(valid_to)
    standing = law_of_merit.standing(result.known.levels)
    changed = _changed(levels, standing, result, objection)
    name = _name(afterwards.chain(objection.round))
    if MeritRound.objects.filter(agency=agency, name=name).exists():
        message = _("Putaran “%(name)s” sudah ada pada instansi ini.")
        raise Invalid(message % {"name": name}, code="round_exists")
    course = {
        "round": name,
        "instrument": replaced.instrument,
        # Nothing was submitted anew: the replaced decision keeps the day.
        "submitted_on": None,
        "decided_on": decided_on,
        "replaces": replaced.name,
        "decision_number": required_number(number),
        "valid_to": valid_to or result.holds_to,
    }
    said = required_reason(reason)
    rows = [
        {
            "round": name,
            "sub_aspect": sub,
            "level": result.known.levels.get(sub, (None, None))[0],
            # Where nobody verified, the agency's own level was the one decided.
            "verified_level": changed.get(sub, standing.get(sub)),
            "note": said if sub in changed else result.known.notes.get(sub),
        }
        for sub in sorted({*result.known.levels, *changed})
    ]
    enter("merit_rounds", [course], agency=agency, known_at=known_at, by=by)
    enter("merit_levels", rows, agency=agency, known_at=known_at, by=by)
    made = MeritRound.objects.get(agency=agency, name=name)
    titled, content = document
    file = files.keep_file(agency=agency, name=titled, content=content, by=by, permission=Permission.VERIFY_MERIT)
    MeritSuperseding.objects.create(objection=objection, replaced=replaced, round=made, reason=said, file=file, by=by)
    payload = {
        "round": made.pk,
        "replaced": replaced.pk,
        "decided_on": decided_on.isoformat(),
        "number": course["decision_number"],
        "levels": changed,
        "file": file.digest,
    }
    kind, code = "succession.merit_objection.superseded", agency.code
    ledger.record(kind, by=by, agency=code, subject=objection, reason=said, payload=payload)
    return made


@transaction.atomic
def opened(*, superseding: MeritSuperseding, by: User) -> bytes:
    """The signed copy of such a decision, after noting who opened it."""
    code, payload = superseding.round.agency.code, {"file": superseding.file.digest}
    kind = "succession.merit_objection.decision_opened"
    ledger.record(kind, by=by, agency=code, subject=superseding.objection, payload=payload)
    return files.content_of(superseding.file)


def _require_later(decided_on: date, result: rounds.Result, objection: MeritObjection) -> None:
    past_date(decided_on)
    before = result.known.decided_on
    if before is None or decided_on <= before:
        message = _("Putusan pengganti harus bertanggal sesudah putusan yang digantikannya (%(day)s).")
        raise Invalid(message % {"day": before.isoformat() if before else "–"}, code="date_order")
    # One made while the clock was ahead is answered today all the same.
    made = min(timezone.localdate(objection.at), timezone.localdate())
    if decided_on < made:
        message = _("Putusan pengganti tidak boleh mendahului keberatannya (%(day)s).")
        raise Invalid(message % {"day": made.isoformat()}, code="date_order")


def _changed(
    levels: Mapping[str, int], standing: Mapping[str, int], result: rounds.Result, objection: MeritObjection
) -> dict[str, int]:
    for sub, level in levels.items():
        problem = level_error(result.round.instrument, sub, level)
        if problem is not None:
            raise Invalid(problem, code="level_range")
        if objection.sub_aspect not in ("", sub):
            message = _("Keberatan ini tentang sub-aspek %(id)s; level yang lain tidak berubah.")
            raise Invalid(message % {"id": objection.sub_aspect}, code="not_objected")
    changed = {sub: level for sub, level in levels.items() if standing.get(sub) != level}
    if not changed:
        raise Invalid(_("Sebutkan sub-aspek yang levelnya berubah."), code="no_change")
    return changed


def _name(chain: list[MeritRound]) -> str:
    """The first round's name and which decision after it this is; its name is kept short enough to be one."""
    mark = f" (pengganti {len(chain)})"
    longest = MeritRound._meta.get_field("name").max_length or 0
    return chain[0].name[: longest - len(mark)] + mark
