"""What narrows an agency's gate, written down: times without replacements, and its own stricter conditions.

The number of its document names a record: entered again under the same number, it is corrected by a new row.
"""

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from rules.gate_facts import OwnConditions
from rules.gate_own import not_stricter
from rules.law import NoRuleInForce, shipped
from succession.domain.queries.gate import regional
from succession.domain.queries.words import said
from succession.domain.reasons import past_date, required_number
from succession.models import GateConditionRecord, GateFreezeRecord
from succession.models.gate import FreezeKind
from talent.domain import evidence as files
from talent.domain import known
from talent.domain.days import require_possible
from talent.models import Agency, EvidenceFile
from talent.models.base import Known

Document = tuple[str, bytes]
_Record = TypeVar("_Record", bound=Known)


@transaction.atomic
def freeze(
    *,
    agency: Agency,
    kind: str,
    number: str,
    since: date,
    until: date | None,
    allowed_on: date | None,
    allowed_by: str,
    document: Document | None = None,
    by: User,
) -> GateFreezeRecord:
    """Record what begins a time without replacements (UU 10/2016 Pasal 71), or correct it.

    PILKADA: `since` the candidates are fixed, `until` the term ends; NEW_HEAD: `since` the inauguration, no `until`.
    `allowed_on`, `allowed_by`: the minister's letter, if there is one.
    """
    scope.require(by, Permission.PREPARE_VACANCY, agency.pk)
    number, allowed_by = required_number(number), allowed_by.strip()
    if not regional(agency):
        raise Invalid(_("Hanya daerah yang kepalanya dipilih mempunyai masa ini."), code="not_a_region")
    require_possible(since, until)
    if kind == FreezeKind.NEW_HEAD and until is not None:
        raise Invalid(_("Akhir masa kepala daerah baru dihitung dari pelantikannya; kosongkan."), code="until_counted")
    if until is not None and until < since:
        raise Invalid(_("Akhir masa jabatan tidak boleh mendahului penetapan calon."), code="date_order")
    if (allowed_on is None) != (not allowed_by):
        raise Invalid(_("Izin menteri memerlukan nomor dan tanggal."), code="allowed_half")
    if allowed_on is not None:
        past_date(allowed_on)
    values = {"kind": kind, "number": number, "true_from": since, "true_to": until}
    values |= {"allowed_on": allowed_on, "allowed_by": allowed_by or None}
    stored = _written(GateFreezeRecord, agency, values, ("kind", "number"), document, Permission.PREPARE_VACANCY, by)
    payload = {"kind": kind, "since": since.isoformat()}
    ledger.record("succession.gate_freeze.recorded", by=by, agency=agency.code, subject=stored, payload=payload)
    return stored


@transaction.atomic
def conditions(
    *,
    agency: Agency,
    number: str,
    since: date,
    until: date | None,
    category: str | None,
    score: float | None,
    group: int | None,
    document: Document | None = None,
    by: User,
) -> GateConditionRecord:
    """Record what the agency's head asks beyond the law from `since` on, or correct it.

    Raises Invalid for a decree that asks for no more than the law does.
    """
    scope.require(by, Permission.PUBLISH_POLICY, agency.pk)
    number = required_number(number)
    require_possible(since, until)
    if until is not None and until < since:
        raise Invalid(_("Akhir masa berlaku tidak boleh mendahului awalnya."), code="date_order")
    asked = OwnConditions(number, since, until, category or None, score, group)
    try:
        problem = not_stricter(asked, shipped())
    except NoRuleInForce as error:
        raise Invalid(said(error.text), code="no_regime") from error
    if problem is not None:
        raise Invalid(said(problem), code="not_stricter")
    values = {"number": number, "true_from": since, "true_to": until}
    values |= {"category": category or None, "score": score, "group": group}
    stored = _written(GateConditionRecord, agency, values, ("number",), document, Permission.PUBLISH_POLICY, by)
    payload = {"category": category or None, "score": score, "group": group, "since": since.isoformat()}
    ledger.record("succession.gate_conditions.recorded", by=by, agency=agency.code, subject=stored, payload=payload)
    return stored


def _written(
    model: type[_Record],
    agency: Agency,
    values: dict[str, Any],
    key: tuple[str, ...],
    document: Document | None,
    permission: Permission,
    by: User,
) -> _Record:
    """The row as known from now on; without a new document it keeps the one there was."""
    known_at = known.turn(agency.pk)
    named = {name: values[name] for name in key}
    before: Any = model._default_manager.filter(agency=agency, known_to=None, **named).first()
    file: EvidenceFile | None = before.file if before else None
    if document is not None:
        name, content = document
        file = files.keep_file(agency=agency, name=name, content=content, by=by, permission=permission)
    columns = {name: [value] for name, value in (values | {"file_id": file.pk if file else None}).items()}
    known.write(
        model, owner="agency", owners=[agency.pk], agencies=[agency.pk], columns=columns, key=key, known_at=known_at
    )
    found: _Record = model._default_manager.get(agency=agency, known_to=None, **named)
    return found
