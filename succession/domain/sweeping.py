"""Holding everybody of an agency against its posts, in the background: chunk by chunk, each chunk with the cursor in
one transaction. It decides nothing."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.eligibility import Crowd, Post, asked, records_for, requirements
from rules.eligibility.stored import by_document, packed, tally, waived_packed
from rules.errors import DomainError, Invalid
from rules.law import Law, NoRuleInForce, shipped
from succession.domain.queries import sweeps
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.posts import known_posts
from succession.domain.queries.words import said
from succession.models import EligibilitySweep, SweptPairs, SweptPost
from talent.domain import bulk, known
from talent.domain.calm import calm
from talent.domain.days import require_possible
from talent.domain.queries import facts
from talent.models import Agency

# As many posts are held against everybody at once, and no more.
MOST = 500
CHUNK = 10_000
# Codes of an appointment.
_COMPARED = ("tier", "kind", "job_family")


@transaction.atomic
def start(*, agency: Agency, tiers: Sequence[str], on: date, by: User) -> EligibilitySweep:
    """Queue everybody of the agency against its posts of these tiers; facts count as known at this moment.

    Raises Invalid for what cannot be asked, CannotEvaluate where the law has no requirements on that day.
    """
    scope.require(by, Permission.PREPARE_VACANCY, agency.pk)
    require_possible(on)
    if sweeps.under_way(agency.pk):
        raise DomainError(_("Pemeriksaan persyaratan instansi ini sedang berjalan."), code="already_running")
    known_at = known.turn(agency.pk)
    posts = sweeps.posts_to_sweep(agency.pk, tiers, on, known_at)
    if not posts:
        raise Invalid(_("Instansi ini belum punya data jabatan pada jenjang itu; impor dahulu."), code="no_posts")
    if len(posts) > MOST:
        message = _("Paling banyak %(most)s jabatan sekaligus; pada jenjang itu ada %(count)s.")
        raise Invalid(message % {"most": MOST, "count": len(posts)}, code="too_many_posts")
    try:
        for tier in tiers:
            requirements(tier, on, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    made = {"agency": agency, "on": on, "known_at": known_at, "posts": posts, "law_digest": shipped().digest}
    sweep = EligibilitySweep.objects.create(**made, by=by, at=known_at)
    job = running.start(
        kind=sweeps.KIND,
        by=by,
        agency_id=agency.pk,
        params={"sweep": sweep.pk},
        total=len(facts.people_known(agency.pk, known_at)),
        target=sweeps.target(sweep),
    )
    payload = {"job": job.pk, "on": on.isoformat(), "posts": len(posts)}
    ledger.record("succession.sweep.started", by=by, agency=agency.code, subject=sweep, payload=payload)
    return sweep


@running.handles(sweeps.KIND)
def _sweep(job: Job) -> None:
    run(EligibilitySweep.objects.select_related("agency").get(pk=job.params["sweep"]), by=job.by, job=job)


def run(sweep: EligibilitySweep, *, by: User, job: Job | None = None, law: Law | None = None) -> None:
    """Compute and keep it, going on from `job.cursor` if a worker was killed.

    `law`: by which it was begun; the shipped one unless somebody tries another. Raises DomainError where that is not
    the law any more: half of it would be by the one, half by the other.
    """
    if sweep.finished_at is not None:
        return
    law = law or shipped()
    if law.digest != sweep.law_digest:
        message = _("Aturannya berubah selagi ini dihitung; mulailah pemeriksaan yang baru.")
        raise DomainError(message, code="law_changed")
    wanted = _wanted(sweep)
    stretches = facts.stretches(sweep.agency_id, sweep.known_at, CHUNK)
    cursor = dict(job.cursor) if job and job.cursor else {"chunks": 0, "people": 0}
    for first, last in calm(stretch for stretch in stretches[cursor["chunks"] :]):
        with transaction.atomic():
            cursor["people"] += _hold(sweep, wanted, first, last, law)
            cursor["chunks"] += 1
            if job:
                running.advance(job, done=cursor["people"], cursor=cursor)
    _finish(sweep, wanted, cursor["people"], law, by)


@transaction.atomic
def exported(*, sweep: EligibilitySweep, form: str, by: User) -> None:
    """Note that what a sweep says of the posts, numbers without names, was taken away."""
    scope.require(by, Permission.EXPORT_DATA, sweep.agency_id)
    agency, payload = sweep.agency.code, {"form": form, "posts": len(sweep.posts)}
    ledger.record("succession.sweep.exported", by=by, agency=agency, subject=sweep, payload=payload)


def _wanted(sweep: EligibilitySweep) -> dict[int, Post]:
    held = known_posts(sweep.agency_id, sweep.posts, sweep.on, sweep.known_at)
    return {post: held[post] for post in sweep.posts}


def _hold(sweep: EligibilitySweep, wanted: dict[int, Post], first: int, last: int, law: Law) -> int:
    """Keep the pairs of one stretch of people with every post; how many people there are."""
    between, records = (first, last), records_for(*wanted.values())
    frames = facts.facts(sweep.agency, on=sweep.on, known_at=sweep.known_at, between=between, records=records)
    # Compared again for every post: as numbers, not letter by letter.
    frames["appointments"] = frames["appointments"].astype(dict.fromkeys(_COMPARED, "category"))
    crowd = Crowd(frames, sweep.on, law)
    kept = [(packed(one), waived_packed(one)) for one in map(crowd.against, wanted.values())]
    count = len(wanted)
    columns: dict[str, Sequence[Any]] = {
        "sweep_id": [sweep.pk] * count,
        "position_id": list(wanted),
        "first": [first] * count,
        "last": [last] * count,
        "pairs": [pairs for pairs, _waived in kept],
        "waived": [waived for _pairs, waived in kept],
    }
    bulk.insert(SweptPairs, columns)
    return len(frames["employees"])


@transaction.atomic
def _finish(sweep: EligibilitySweep, wanted: dict[int, Post], people: int, law: Law, by: User) -> None:
    """What every post comes to, from the pairs as they are kept."""
    digest, swept = hashlib.sha256(), []
    for position, post in wanted.items():
        codes = [str(requirement["code"]) for requirement in asked(post, sweep.on, law)]
        pairs, waived = sweeps.pairs_of(sweep.pk, position)
        digest.update(f"|{position}|{','.join(codes)}|{len(pairs)}|".encode() + pairs.tobytes())
        counts = _counts(pairs, waived, codes)
        swept.append(SweptPost(sweep=sweep, position_id=position, tier=post.tier, codes=codes, **counts))
    SweptPost.objects.bulk_create(swept)
    sweep.people, sweep.results_digest, sweep.finished_at = people, digest.hexdigest(), timezone.now()
    sweep.save(update_fields=["people", "results_digest", "finished_at"])
    payload = {"people": people, "posts": len(swept), "law": sweep.law_digest, "results": sweep.results_digest}
    ledger.record("succession.sweep.finished", by=by, agency=sweep.agency.code, subject=sweep, payload=payload)


def _counts(pairs: Any, waived: Any, codes: Sequence[str]) -> dict[str, Any]:
    found = tally(pairs, codes)
    stops = {code: list(stop) for code, stop in found.stops.items()}
    return found._asdict() | {"waived": by_document(pairs, waived, len(codes)), "stops": stops}
