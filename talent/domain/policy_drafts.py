"""Drafts of an agency's own scoring policy: written, tried on its people, published by the head, then immutable."""

import hashlib
from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError, Invalid, Stale
from rules.policy import Policy
from rules.yaml_lines import MAX_CHARS, TooDeep, YamlError, composed
from talent.domain import bulk, known, policies
from talent.domain.days import require_near, require_possible
from talent.domain.queries import drafts, facts, meanwhile, simulation
from talent.domain.queries import policies as in_force
from talent.models import Agency, PolicyDraft, ScoringPolicy, SimulatedMove


def start(*, agency: Agency, source: str, text: str = "", by: User) -> PolicyDraft:
    """A new draft from one of `drafts.sources` (`in_force`, `example:…`, `national:…`, `version:…`), or from `text`.

    What is taken over gets the agency's code, the next version and today as its first day; an uploaded text stays
    as it is, to the letter.
    """
    scope.require(by, Permission.DRAFT_POLICY, agency.pk)
    today = timezone.localdate()
    document = _readable(text) if source == "upload" else drafts.taken_over(agency, source, today)
    code = drafts.code_of(document)
    # Read before: nobody waits for a writer that is still reading.
    with transaction.atomic():
        draft = PolicyDraft.objects.create(agency=agency, code=code, document=document, by=by)
        payload = {"source": source, **_digest(draft)}
        ledger.record("talent.policy.drafted", by=by, agency=agency.code, subject=draft, payload=payload)
    return draft


def save(*, draft: PolicyDraft, document: str, version: int, by: User) -> PolicyDraft:
    """Keep the text, mistakes and all: they keep it from being simulated, not from being kept.

    `version` is the one that was edited; when somebody else saved meanwhile, nothing is changed and Stale is raised.
    """
    scope.require(by, Permission.DRAFT_POLICY, draft.agency_id)
    document = _readable(document)
    return _saved(draft, document, drafts.code_of(document) or draft.code, version, by)


@transaction.atomic
def _saved(draft: PolicyDraft, document: str, code: str, version: int, by: User) -> PolicyDraft:
    unchanged = PolicyDraft.objects.filter(pk=draft.pk, version=version, published=None)
    saved = unchanged.update(
        document=document,
        code=code,
        by=by,
        version=F("version") + 1,
        changed_at=timezone.now(),
    )
    if not saved:
        _may_change(PolicyDraft.objects.get(pk=draft.pk))
        message = _("Draf ini baru saja disimpan orang lain; isian Anda di bawah belum disimpan.")
        raise meanwhile.overtaken(Stale, message, draft)
    draft.refresh_from_db()
    ledger.record(
        "talent.policy.draft_saved",
        by=by,
        agency=draft.agency.code,
        subject=draft,
        payload={"version": draft.version, **_digest(draft)},
    )
    return draft


@transaction.atomic
def delete(*, draft: PolicyDraft, by: User) -> None:
    """A draft goes with its simulation; what was published stays for ever."""
    scope.require(by, Permission.DRAFT_POLICY, draft.agency_id)
    draft = _locked(draft)
    _may_change(draft)
    ledger.record("talent.policy.draft_deleted", by=by, agency=draft.agency.code, subject=draft, payload=_digest(draft))
    draft.delete()


@transaction.atomic
def start_simulation(*, draft: PolicyDraft, on: date, by: User) -> Job:
    """Queue the comparison of the draft with the policy in force on `on`, over the facts known at this moment."""
    scope.require(by, Permission.DRAFT_POLICY, draft.agency_id)
    require_possible(on)
    draft = _locked(draft)
    _may_change(draft)
    policy = drafts.policy_of(draft)
    require_near(on, policy.effective_from)
    if draft.job and draft.job.live:
        raise DomainError(_("Simulasi draf ini sedang berjalan."), code="already_running")
    known_at = known.turn(draft.agency_id)
    job = running.start(
        kind="simulate",
        by=by,
        agency_id=draft.agency_id,
        params={
            "draft": draft.pk,
            "document": draft.document,
            "on": on.isoformat(),
            "known_at": known_at.isoformat(),
        },
        total=len(facts.people_known(draft.agency_id, known_at)),
        target=f"policy_draft:{draft.pk}",
    )
    PolicyDraft.objects.filter(pk=draft.pk).update(job=job)
    ledger.record(
        "talent.policy.simulation_started",
        by=by,
        agency=draft.agency.code,
        subject=draft,
        payload={"job": job.pk, "on": on.isoformat(), "digest": policy.digest},
    )
    return job


@running.handles("simulate")
def run_simulation(job: Job) -> None:
    """Compare chunk by chunk; moves, tallies and the cursor are one transaction, so a killed worker leaves no half."""
    draft = PolicyDraft.objects.select_related("agency").filter(pk=job.params["draft"]).first()
    if draft is None:
        raise DomainError(_("Draf ini sudah dihapus."), code="draft_deleted")
    agency, on = draft.agency, date.fromisoformat(job.params["on"])
    known_at = datetime.fromisoformat(job.params["known_at"])
    after = Policy.parse(job.params["document"], draft.code)
    before = in_force.in_force_or_none(agency, on)
    cursor: dict[str, Any] = {"chunks": 0, "people": 0, "moves": {}, "before": before.digest if before else ""}
    # Half of it was held against another policy: all of it is computed anew.
    if job.cursor.get("before") == cursor["before"]:
        cursor = dict(job.cursor)
    for chunk in simulation.compare(before, after, agency, on, known_at, skip=cursor["chunks"]):
        with transaction.atomic():
            _still_ours(job, draft)
            if not cursor["chunks"]:
                SimulatedMove.objects.filter(draft=draft).delete()
            pairs = zip(chunk["before"].fillna(0).astype(int), chunk["after"].fillna(0).astype(int), strict=True)
            tally = Counter(cursor["moves"])
            tally.update(f"{old}-{new}" for old, new in pairs)
            cursor["moves"] = dict(tally)
            _note_moves(draft, simulation.moved(chunk))
            cursor["chunks"] += 1
            cursor["people"] += len(chunk)
            running.advance(job, done=cursor["people"], cursor=cursor)
    _finish(job, draft, before, after, cursor)


@transaction.atomic
def publish(*, draft: PolicyDraft, token: str, by: User) -> ScoringPolicy:
    """Make the draft the agency's policy, immutable from then on.

    Refused without a simulation of this very text against the policy now in force, unless the agency has nobody; and
    when what will be in force when is no longer what the head was shown (`token`).
    """
    scope.require(by, Permission.PUBLISH_POLICY, draft.agency_id)
    draft = _locked(draft)
    _may_change(draft)
    policy = drafts.policy_of(draft)
    wanted = drafts.next_version(draft.agency, policy.code)
    if policy.version != wanted:
        raise Invalid(
            _("Versi kebijakan “%(code)s” yang berikutnya adalah %(wanted)s, bukan %(given)s.")
            % {"code": policy.code, "wanted": wanted, "given": policy.version},
            code="policy_version",
        )
    outdated = drafts.why_not_simulated(draft)
    if outdated:
        raise DomainError(outdated, code="simulation_outdated")
    if token != confirmation_token(draft):
        raise Stale(
            _("Draf atau kebijakan lain berubah sejak halaman ini dibuka; periksa kembali sebelum menerbitkan.")
        )
    published = policies.publish(document=draft.document, name=draft.code, agency=draft.agency, by=by)
    PolicyDraft.objects.filter(pk=draft.pk).update(published=published, version=F("version") + 1)
    draft.refresh_from_db()
    return published


def confirmation_token(draft: PolicyDraft) -> str:
    """A digest of what the head sees before publishing: the text, its simulation, and what will be in force when."""
    spans = drafts.timeline(draft.agency, drafts.policy_of(draft))
    seen = f"{draft.pk}|{draft.document}|{draft.simulated_digest}|{draft.simulation}|{spans}"
    return hashlib.sha256(seen.encode()).hexdigest()


def _locked(draft: PolicyDraft) -> PolicyDraft:
    found = PolicyDraft.objects.select_for_update(of=("self",)).select_related("agency", "job").filter(pk=draft.pk)
    locked = found.first()
    if locked is None:
        raise Stale(_("Draf ini sudah dihapus."))
    return locked


def _may_change(draft: PolicyDraft) -> None:
    if draft.published_id is not None:
        raise DomainError(_("Draf ini sudah terbit; perubahan adalah versi baru."), code="policy_published")


def _readable(text: str) -> str:
    """A text that can be kept: neither too long nor too deep, and nothing that a database cannot hold."""
    if len(text) > MAX_CHARS:
        raise Invalid(_("Dokumen terlalu besar."), code="policy_unusable")
    if "\0" in text:
        raise Invalid(_("Dokumen berisi karakter yang tidak boleh ada."), code="policy_unusable")
    text = text.replace("\r\n", "\n")
    try:
        composed(text)
    except TooDeep as error:
        words = _("Dokumen tidak disimpan: baris %(line)s, %(reason)s.")
        reason = error.text.in_(get_language() or "id")
        raise Invalid(words % {"line": error.line, "reason": reason}, code="policy_unusable") from error
    except YamlError:
        # Kept with its mistakes.
        pass
    return text


def _digest(draft: PolicyDraft) -> dict[str, str]:
    return {"document": hashlib.sha256(draft.document.encode()).hexdigest()}


def _still_ours(job: Job, draft: PolicyDraft) -> None:
    """Another simulation, or none any more, must not be mixed with this one."""
    current = (
        PolicyDraft.objects.select_for_update().filter(pk=draft.pk, published=None).values_list("job_id", flat=True)
    )
    if list(current) != [job.pk]:
        raise running.Superseded(job.pk)


def _note_moves(draft: PolicyDraft, rows: Any) -> None:
    boxes = {name: [int(box) or None for box in rows[name].fillna(0)] for name in ("before", "after")}
    bulk.insert(
        SimulatedMove, {"draft_id": [draft.pk] * len(rows), "employee_id": rows["employee_id"].tolist(), **boxes}
    )


@transaction.atomic
def _finish(job: Job, draft: PolicyDraft, before: Policy | None, after: Policy, cursor: dict[str, Any]) -> None:
    _still_ours(job, draft)
    if not cursor["chunks"]:
        SimulatedMove.objects.filter(draft=draft).delete()
    result = {
        "on": job.params["on"],
        "known_at": job.params["known_at"],
        "before": f"{before.code} v{before.version}" if before else "",
        "before_digest": before.digest if before else "",
        "pools": [list(before.pool_boxes) if before else [], list(after.pool_boxes)],
        "people": cursor["people"],
        "moves": cursor["moves"],
    }
    PolicyDraft.objects.filter(pk=draft.pk).update(simulation=result, simulated_digest=after.digest)
    ledger.record(
        "talent.policy.simulated",
        by=job.by,
        agency=draft.agency.code,
        subject=draft,
        payload={
            "on": result["on"],
            "known_at": result["known_at"],
            "digest": after.digest,
            "before": before.digest if before else "",
            "people": cursor["people"],
            "moved": SimulatedMove.objects.filter(draft=draft).count(),
        },
    )
