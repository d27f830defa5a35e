"""What a filling consists of: the rows of each of its steps, what decided it from outside, and their documents.

Of the committee's rounds only what is revealed: until then nobody sees a member's scores, nor whose a code is. Of
people whose sanctions the reader may not see, nothing that a sanction rests on; of people of other agencies, whose
documents the reader cannot open on any page, what these are called and not the documents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from rules.eligibility.waivers import holding
from succession.domain import canonical
from succession.domain.queries import asked, panels, untold
from succession.domain.queries.posts import record_of
from succession.models import (
    AgencyRequirementsRecord,
    Announcement,
    ApplicationDocument,
    AppointmentDecision,
    ApprovalRecord,
    GateConditionRecord,
    GateFreezeRecord,
    GoneOver,
    Inauguration,
    Longlist,
    LonglistEntry,
    MeritEvidence,
    MeritLevelRecord,
    MeritPaper,
    MeritRoundRecord,
    MeritWeights,
    Nominee,
    PanelBallot,
    PanelCandidate,
    PanelRefusal,
    PanelScore,
    PanelSignature,
    PanelWaiver,
    Recommendation,
    RequirementWaiverRecord,
    Sight,
    StageScore,
    Vacancy,
    WiderPoolRecord,
)
from talent.domain.known import known_at as known
from talent.domain.queries import records
from talent.domain.queries.person import sees_sanctions
from talent.models import Employee, Evidence, EvidenceFile

Rows = list[Any]


@dataclass(frozen=True)
class Parts:
    """`steps`: name → rows in the order in which they were written; `people`: whoever stood on a list, applied, was
    decided on or replaced, under the names of the newest step; `untold`: those of them whose sanctions are left out;
    `unopened`: the evidence whose documents are."""

    steps: dict[str, Rows]
    people: Sequence[Employee]
    untold: Sequence[Employee]
    unopened: Sequence[Evidence]

    @property
    def rows(self) -> list[Model]:
        """All of them."""
        return [row for rows in self.steps.values() for row in rows]

    @property
    def files(self) -> list[EvidenceFile]:
        """Their documents, each once, by digest. Those of a merit assessment go with its own extract."""
        files = [getattr(row, "file", None) for row in self.rows if not isinstance(row, MeritEvidence)]
        found = {file.digest: file for file in files if isinstance(file, EvidenceFile)}
        return [found[digest] for digest in sorted(found)]


def parts_of(vacancy: Vacancy, reader: User) -> Parts:
    """All of a vacancy, as far as `reader` may read it."""
    steps = _steps(vacancy)
    ids = {row.employee_id for name in ("lamaran", "kesediaan", "calon", "usulan", "keputusan") for row in steps[name]}
    replaced = {row.replaced_id for row in steps["pelantikan"] if row.replaced_id}
    replaced |= {row.holder_id for row in steps["keputusan"] if row.holder_id}
    people = list(Employee.objects.select_related("agency").filter(pk__in=ids | replaced).order_by("pk"))
    hidden = [person for person in people if not sees_sanctions(reader, person)]
    unseen = {person.pk for person in hidden}
    steps |= _asked(vacancy, steps, ids, unseen) | _gate(vacancy, steps) | {"bukti": _evidence(steps, unseen)}
    unopened = records.taken_off(steps["bukti"], vacancy.agency_id, reader)
    return Parts(steps, people, hidden, unopened)


def _steps(vacancy: Vacancy) -> dict[str, Rows]:
    decisions = list(vacancy.decisions.select_related("employee").order_by("id"))
    longlists, rounds = list(vacancy.longlists.order_by("id")), panels.rounds(vacancy)
    shown = [held for held in rounds if held.revealed_at is not None]
    ballots = PanelBallot.objects.filter(round__in=shown).order_by("id")
    applications = list(vacancy.applications.order_by("id"))
    handed_in = ApplicationDocument.objects.select_related("file").filter(application__in=applications)
    return {
        "lowongan": [vacancy],
        "jalur": list(vacancy.routes.order_by("id")),
        "beralih": list(GoneOver.objects.select_related("file").filter(vacancy=vacancy)),
        "pengumuman": list(Announcement.every.filter(vacancy=vacancy).order_by("id")),
        "lamaran": applications,
        "berkas-lamaran": list(handed_in.order_by("id")),
        "nilai-tahapan": list(StageScore.objects.filter(application__in=applications).order_by("id")),
        "kesediaan": list(vacancy.agreements.select_related("file").order_by("id")),
        "daftar-panjang": longlists,
        "kelompok-lain": _wider(longlists),
        "calon": [row for one in longlists for row in one.entries.select_related("employee").order_by("position")],
        "panitia": list(vacancy.committee.order_by("id")),
        "tanpa-putaran-buta": list(PanelWaiver.objects.filter(vacancy=vacancy)),
        "putaran": rounds,
        "kode-calon": list(PanelCandidate.objects.filter(round__in=shown).order_by("id")),
        "surat-suara": list(ballots),
        "nilai-panitia": list(PanelScore.objects.filter(ballot__in=ballots.exclude(locked_at=None)).order_by("id")),
        "penolakan-risalah": list(PanelRefusal.objects.filter(round__in=rounds).order_by("id")),
        "tanda-tangan-risalah": list(PanelSignature.objects.filter(round__in=rounds).order_by("id")),
        "usulan": list(Nominee.every.filter(vacancy=vacancy).order_by("at", "order")),
        "tanggal-usulan": list(vacancy.names_days.all()),
        "pernyataan-hubungan": list(vacancy.declarations.order_by("id")),
        "keputusan": decisions,
        "penyimpangan": list(vacancy.deviations.order_by("id")),
        "yang-dilihat": list(vacancy.sights.order_by("id")),
        "rekomendasi": list(Recommendation.objects.filter(decision__in=decisions).order_by("id")),
        "pelantikan": [one.inauguration for one in decisions if hasattr(one, "inauguration")],
    }


def _wider(longlists: Iterable[Longlist]) -> Rows:
    """The decrees by which members of other agencies' groups were taken into a list."""
    ids = {one.wider_id for one in longlists if one.wider_id}
    return list(WiderPoolRecord.objects.select_related("file").filter(pk__in=ids).order_by("pk"))


def _asked(vacancy: Vacancy, steps: dict[str, Rows], people: Iterable[int], unseen: set[int]) -> dict[str, Rows]:
    """The agency's own decree that counted whenever people were held against the post, by the requirements of its
    reference date, and what freed whom on the day that they were held on."""
    on = vacancy.reference_date
    decrees: dict[int, AgencyRequirementsRecord] = {}
    waivers: dict[int, RequirementWaiverRecord] = {}
    asked_at = {(row.known_at, on) for name in ("daftar-panjang", "keputusan", "yang-dilihat") for row in steps[name]}
    asked_at |= {(row.at, row.dated) for row in steps["pelantikan"]}
    for at, day in sorted(asked_at):
        post = record_of(vacancy.position, on, at)
        held = known(AgencyRequirementsRecord.objects.filter(agency=vacancy.agency_id), at).select_related("file")
        decree = asked.in_force(held.filter(tier=post.tier if post else "").order_by("id"), on)
        decrees |= {decree.pk: decree} if decree else {}
        freed = known(RequirementWaiverRecord.objects.filter(agency=vacancy.agency_id), at).select_related("file")
        of_post = freed.filter(Q(post=None) | Q(post=vacancy.position_id), person__in=people)
        for row in of_post.order_by("id"):
            waiver = asked.waiver_of(row)
            told = row.code not in untold.SANCTIONS or row.person_id not in unseen
            waivers |= {row.pk: row} if told and waiver and holding([waiver], day) else {}
    return {
        "syarat-instansi": [decrees[pk] for pk in sorted(decrees)],
        "pengecualian": [waivers[pk] for pk in sorted(waivers)],
    }


def _gate(vacancy: Vacancy, steps: dict[str, Rows]) -> dict[str, Rows]:
    """What the gate was told when it decided on the route, and when it let an inauguration pass: the certificate's
    basis."""
    asked_at = [one.known_at for one in steps["jalur"]]
    over = [*asked_at, *(one.at for one in steps["pelantikan"])]
    own = {"agency": vacancy.agency_id}
    papers = _as_known(ApprovalRecord.objects.filter(**own), over)
    named = {(row.kind, row.authority, row.number) for row in papers}
    copies = MeritPaper.objects.filter(at__lte=max(over), **own).select_related("file").order_by("id") if over else ()
    rounds = _as_known(MeritRoundRecord.objects.filter(round__agency=vacancy.agency_id), asked_at)
    of_rounds = {"assessment__round__in": [row.round_id for row in rounds]}
    proofs = MeritEvidence.objects.filter(withdrawn_at=None, **of_rounds).select_related("file").order_by("id")
    weights = MeritWeights.objects.filter(known_from__lte=max(asked_at), **own).order_by("id") if asked_at else ()
    return {
        "surat-merit": papers,
        "salinan-surat": [one for one in copies if (one.kind, one.authority, one.number) in named],
        "masa-tanpa-penggantian": _as_known(GateFreezeRecord.objects.filter(**own).select_related("file"), over),
        "syarat-jalur": _as_known(GateConditionRecord.objects.filter(**own).select_related("file"), asked_at),
        "putaran-merit": rounds,
        "tingkat-merit": _as_known(MeritLevelRecord.objects.filter(round__agency=vacancy.agency_id), asked_at),
        "bobot-merit": list(weights),
        "bukti-merit": list(proofs) if asked_at else [],
    }


def _as_known(rows: QuerySet[Any], instants: Iterable[datetime]) -> Rows:
    """The rows that were known at any of these instants."""
    found = {row.pk: row for at in instants for row in known(rows, at)}
    return [found[pk] for pk in sorted(found)]


def _evidence(steps: dict[str, Rows], unseen: set[int]) -> list[Evidence]:
    """What the records of the three names rested on when they were sent up, and of whom the PPK chose when that was."""
    asked_of = {(row.employee_id, row.at) for name in ("usulan", "keputusan") for row in steps[name]}
    found: dict[int, Evidence] = {}
    for instant in sorted({at for _who, at in asked_of}):
        people = [who for who, at in asked_of if at == instant]
        told = {kind: [who for who in people if kind != "sanctions" or who not in unseen] for kind in records.MODELS}
        rows = {kind: known(of.objects.filter(employee__in=told[kind]), instant) for kind, of in records.MODELS.items()}
        held = records.evidence_of(rows, at=instant)
        found |= {one.pk: one for every in held.values() for one in every}
    return [found[pk] for pk in sorted(found)]


def told(row: Model, reader: User) -> dict[str, Any]:
    """A row with every column, as far as `reader` may read it; of a document also its SHA-256, by which it is called in
    the dossier."""
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if isinstance(getattr(row, "file", None), EvidenceFile):
        found["file_sha256"] = row.file.digest  # type: ignore[attr-defined]
    if isinstance(row, AppointmentDecision) and row.checks is not None:
        found["checks"] = list(map(canonical.to_json, untold.kept(row.checks, row.employee, reader)))
    if isinstance(row, Inauguration) and row.weighed is not None:
        found["weighed"] = list(map(canonical.to_json, untold.kept(row.weighed, row.decision.employee, reader)))
    if isinstance(row, Sight):
        found["checks"] = _seen(row, reader)
    if isinstance(row, LonglistEntry) and row.waived and not sees_sanctions(reader, row.employee):
        bits = sum(1 << bit for bit, code in enumerate(row.longlist.codes) if code in untold.SANCTIONS)
        found["waived"] = row.waived & ~bits
    return found


def _seen(row: Sight, reader: User) -> dict[str, Any]:
    """What was seen of people at a signature, as far as `reader` may read it."""
    people = Employee.objects.select_related("agency").in_bulk([int(who) for who in row.checks])
    return {
        who: list(map(canonical.to_json, untold.kept(checks, people[int(who)], reader)))
        for who, checks in row.checks.items()
    }
