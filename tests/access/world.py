"""Two agencies with everything in them, and somebody of every role in each.

What belongs to the second agency bears MARK in its names; its own name and its users' names bear FLOCK, which those
who manage users may read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.domain import users
from accounts.models import RoleAssignment, User
from accounts.roles import Role, Roles
from audit.models import Event
from jobs.models import Job
from succession.domain import agreeing, asking, clarifying, committee, critical, merit_evidence, narrowing, simulating
from succession.models import (
    AgencyRequirementsRecord,
    Agreement,
    Announcement,
    Application,
    ApplicationDocument,
    ApprovalRecord,
    CriticalPostRecord,
    Deviation,
    GateConditionRecord,
    GateFreezeRecord,
    GoneOver,
    MeritAssessment,
    MeritEvidence,
    MeritExtract,
    MeritObjection,
    MeritPaper,
    MeritPleno,
    MeritQuestion,
    MeritRound,
    MeritSuperseding,
    MeritTask,
    RequirementWaiverRecord,
    Simulation,
    SweptPost,
    Vacancy,
    WiderPoolRecord,
)
from talent.domain import evidence, policies, policy_drafts
from talent.models import (
    Advice,
    Agency,
    AgencyRecord,
    AwardRecord,
    CalibrationSession,
    DeclaredRelation,
    Employee,
    Evidence,
    ImportBatch,
    InclusionDecline,
    MappingRun,
    Placement,
    PolicyDraft,
    PoolExit,
    PoolMembership,
    Position,
    Reply,
    ReviewCycle,
    TalentAction,
    TrainingGroup,
    TrainingSeat,
    Unit,
    UnitRecord,
)
from tests import factories
from tests.api.conftest import a_decree, a_freeze, a_merit_round
from tests.succession import assessed, cast
from tests.talent import documents

MARK, FLOCK = "Kenari", "Cendrawasih"
NOBODY = "NOBODY"
ROLES = (*(code for code in Roles.ALL if code != "SYSTEM"), NOBODY)
# What is proposed for somebody here, which they do not read before it is approved.
PLANNED = "Rajawali"
# No id that a sequence would give: a number that stands for the second agency and nothing else.
FAR = 770_077_007


@dataclass
class House:
    """An agency's objects. `seated`: the vacancy on whose committee its SELECTION_COMMITTEE has the only seat."""

    agency: Agency
    agency_record: AgencyRecord
    unit: Unit
    unit_record: UnitRecord
    people: list[Employee]
    unmapped: Employee
    cycle: ReviewCycle
    draft: ReviewCycle
    seated: Vacancy
    unseated: Vacancy
    application: Application
    agreement: Agreement
    deviation: Deviation
    post: Position
    simulation: Simulation
    swept: SweptPost
    round: MeritRound
    assessment: MeritAssessment
    merit_evidence: MeritEvidence
    clarified: MeritAssessment
    question: MeritQuestion
    task: MeritTask
    objection: MeritObjection
    superseding: MeritSuperseding
    copy: MeritPaper
    paper: ApprovalRecord
    freeze: GateFreezeRecord
    decree: GateConditionRecord
    critical: CriticalPostRecord
    asked: AgencyRequirementsRecord
    waiver: RequirementWaiverRecord
    wider: WiderPoolRecord
    award: AwardRecord
    evidence: Evidence
    membership: PoolMembership
    left: PoolExit
    declined: InclusionDecline
    line: TalentAction
    group: TrainingGroup
    records: ImportBatch
    levels: ImportBatch
    agencies: ImportBatch
    session: CalibrationSession
    relation: DeclaredRelation
    reply: Reply
    mapping_job: Job
    import_job: Job
    policy: str
    policy_draft: PolicyDraft
    role: int
    users: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, Any]:
        """What an address of the table may name; asked for with every request of the sweep."""
        return {
            "agency": self.agency.pk,
            "agency_code": self.agency.code,
            "unit": self.unit.pk,
            "agency_record": self.agency_record.pk,
            "unit_record": self.unit_record.pk,
            "person": self.people[0].pk,
            "colleague": self.people[1].pk,
            "fourth": self.people[3].pk,
            "cycle": self.cycle.pk,
            "draft": self.draft.pk,
            "seated": self.seated.pk,
            "unseated": self.unseated.pk,
            "application": self.application.pk,
            "application_document": self.application.documents.get().pk,
            "agreement": self.agreement.pk,
            "announcement": self.seated.announcements.get().pk,
            "deviation": self.deviation.pk,
            "post": self.post.pk,
            "simulation": self.simulation.pk,
            "soon": (timezone.localdate() + timedelta(days=90)).isoformat(),
            "sweep": self.swept.sweep_id,
            "swept": self.swept.pk,
            "round": self.round.pk,
            "assessment": self.assessment.pk,
            "merit_evidence": self.merit_evidence.pk,
            "clarified": self.clarified.pk,
            "question": self.question.pk,
            "task": self.task.pk,
            "objection": self.objection.pk,
            "accepted": self.superseding.objection_id,
            "superseding": self.superseding.pk,
            "copy": self.copy.pk,
            "paper": self.paper.pk,
            "freeze": self.freeze.pk,
            "decree": self.decree.pk,
            "critical": self.critical.pk,
            "asked": self.asked.pk,
            "waiver": self.waiver.pk,
            "wider": self.wider.pk,
            "award": self.award.pk,
            "evidence": self.evidence.pk,
            "membership": self.membership.pk,
            "left": self.left.pk,
            "declined": self.declined.pk,
            "line": self.line.pk,
            "group": self.group.pk,
            "records": self.records.pk,
            "levels": self.levels.pk,
            "agencies": self.agencies.pk,
            "session": self.session.pk,
            "relation": self.relation.pk,
            "reply": self.reply.pk,
            "mapping_job": self.mapping_job.pk,
            "import_job": self.import_job.pk,
            "policy": self.policy,
            "policy_draft": self.policy_draft.pk,
            "user": self.users["PPK"].pk,
            "role": self.role,
        }


@dataclass
class World:
    """`here` is the agency of those who ask, `there` the other one; `policies`: by which they were ever mapped."""

    here: House
    there: House
    outside: Client
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)
    files: Path | None = None
    policies: frozenset[str] = frozenset()

    def client(self, role: str) -> Client:
        """Somebody of `here`, signed in."""
        return self.here.clients[role]

    def counts(self) -> dict[str, int]:
        """What the table may say instead of a number: events of `here`; and those of `there`, which nobody adds to."""
        return {"events": events_of(self.here), "foreign events": events_of(self.there)}


def events_of(house: House) -> int:
    """How many events of the agency stand in the ledger."""
    # Asked after each of thousands of requests: written out, it costs a tenth.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {Event._meta.db_table} WHERE agency = %s", [house.agency.code])
        return int(cursor.fetchone()[0])


def build() -> World:
    """Both agencies; the second is larger, so that no count of rows fits both."""
    here = _house(factories.agency(), people=4, more=1, mark="")
    far = Agency.objects.create(pk=FAR, code="JAUH", name=f"Kota {FLOCK}", kind="CITY", province="Kalimantan Timur")
    there = _house(far, people=5, more=3, mark=MARK)
    names = frozenset(run.policy_name for run in MappingRun.objects.all())
    return World(here, there, Client(), policies=names)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves nothing behind."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def sign_in(user: User) -> Client:
    """A browser in which this user is signed in."""
    client = Client()
    client.force_login(user, backend=factories.SIGNING_IN)
    return client


def holder(role: str, of: Agency, person: Employee, name: str = "") -> User:
    """A user of one role over `of`, or over what that role is for; NOBODY holds none (any more)."""
    made = User.objects.create_user(f"{role.lower()}-{of.code.lower()}{name}", name=f"{role.title()} {name}".strip())
    # A password nobody types here, hashed in one round instead of a million.
    made.password = PBKDF2PasswordHasher().encode(made.username, "salt", iterations=1)
    made.save()
    if role != NOBODY:
        give(made, role, of, person)
    return made


def give(user: User, role: str, of: Agency, person: Employee) -> RoleAssignment:
    """Let `user` hold `role` over `of`, `person`, or the installation, as the role asks for."""
    kind: Role = Roles.ALL[role]
    return users.grant(
        user=user,
        role=kind,
        by=users.system_operator(),
        agency_id=of.pk if kind.scope == "agency" else None,
        employee_id=person.pk if kind.scope == "self" else None,
    )


def end(held: RoleAssignment) -> None:
    """Take a role away."""
    users.revoke(assignment=held, by=users.system_operator(), reason="Pindah tugas.")


def _house(of: Agency, *, people: int, more: int, mark: str) -> House:
    by = users.system_operator()
    unit = factories.unit(of, "DISHUB", f"Dinas {mark or 'Perhubungan'}")
    told = {"name": of.name, "kind": of.kind, "province": of.province}
    agency_record = AgencyRecord.objects.create(agency=of, **told, known_from=factories.KNOWN, key="", digest="0" * 32)
    named: dict[str, Any] = {"unit": unit.code} | (
        {"name": f"{mark} Rahasia", "position": f"Kepala Bidang {mark}"} if mark else {}
    )
    candidates = [
        cast.candidate(of, grade_from=date(2019, 4, 1), post_from=date(2010 + place, 1, 2), **named)
        for place in range(people)
    ]
    others = [factories.employee(of, **named) for _number in range(more)]
    document = (settings.BASE_DIR / "demo" / "policies" / "bontang-2020.yaml").read_text(encoding="utf-8")
    code = f"{of.code.lower()}-2020"
    policies.publish(document=document.replace("code: bontang-2020", f"code: {code}"), name=code, agency=of, by=by)
    # Whoever stood in a box last year stands somewhere this year: the moves between two cycles have people in them.
    factories.established_cycle(of, f"Siklus {mark} 2025", date(2025, 6, 30))
    cycle = factories.established_cycle(of, f"Siklus {mark or '2026'}")
    _judge(cycle, candidates[0], unit)
    draft = factories.cycle(of, f"Rancangan {mark or '2026'}")
    for number in range(more):
        factories.cycle(of, f"Rancangan {mark} {number}", date(2025, 6, 30))
    merit_round = a_merit_round(of, f"{mark or 'Putaran'} 2022")
    for version in (1, 2) if mark else (1,):
        cast.weighed(of, version)
    cast.approved(of)
    if mark:
        cast.approved(of, kind="RECOMMENDATION")
        cast.merit("merit_rounds", {"agency": of.code, "round": f"{mark} 2024", "instrument": "KASN-2019"})
    seated, _longlist = cast.longlisted(of, f"LOWONGAN-{mark}-1", f"{mark}-01")
    unseated, _longlist = cast.longlisted(of, f"LOWONGAN-{mark}-2", f"{mark}-02")
    made = {role: holder(role, of, candidates[0], f"{FLOCK if mark else ''}") for role in ROLES}
    end(give(made[NOBODY], "BKD_STAFF", of, candidates[0]))
    committee.appoint_member(vacancy=seated, user=made["SELECTION_COMMITTEE"], by=by)
    cast.nominated(seated, candidates[:3])
    cast.declared(seated, made["PPK"], candidates[3])
    for _number in range(more):
        _upload(of, made["BKD_STAFF"], "awards", mark)
    award = AwardRecord.objects.get(employee=candidates[0])
    proof = evidence.attach(
        kind="awards", row=award, source=f"Piagam {mark}", document=(f"{mark or 'piagam'}.pdf", documents.pdf()), by=by
    )
    assessment, merit_proof = _assessed(of, more, mark, made["BKD_STAFF"])
    question = _asked(of, mark, made["BKD_STAFF"], made["MERIT_VERIFIER"])
    line, group = _planned(cycle, candidates, more, mark, made["BKD_STAFF"])
    post = cast.post(of, f"{mark}-03", critical=True)
    given = {"posts": [post], "on": date(2026, 8, 3), "by": made["BKD_STAFF"]}
    simulated = [simulating.together(agency=of, name=f"Rotasi {mark} {number}", **given) for number in range(more)]
    # Nothing of the sort happens to who is named already: here so that its document is asked for.
    GoneOver.objects.create(
        vacancy=seated,
        route=seated.routes.get(),
        eligible=2,
        number=f"{mark} 800/9",
        dated=date(2026, 7, 12),
        reason=f"{mark} Hanya dua yang memenuhi syarat.",
        file=proof.file,
        by=by,
        at=factories.KNOWN,
    )
    house = House(
        agency=of,
        agency_record=agency_record,
        unit=unit,
        unit_record=unit.records.latest("pk"),
        people=candidates,
        unmapped=others[0],
        cycle=cycle,
        draft=draft,
        seated=seated,
        unseated=unseated,
        application=_applied(seated, candidates[0], proof.file, mark, by),
        agreement=Agreement.objects.create(
            vacancy=seated,
            employee=candidates[1],
            home=of,
            number=f"{mark} SK-1",
            dated=date(2026, 7, 12),
            file=proof.file,
            by=by,
            at=factories.KNOWN,
        ),
        deviation=_deviated(seated, mark, made["PPK"]),
        post=post,
        simulation=simulated[0],
        swept=cast.swept(of, more),
        round=merit_round,
        assessment=assessment,
        merit_evidence=merit_proof,
        clarified=question.assessment,
        question=question,
        task=MeritTask.objects.create(round=merit_round, sub_aspect="1.1", start=3, end=4, text=f"{mark} Peta jabatan"),
        objection=MeritObjection.objects.create(round=merit_round, text=f"{mark} Keberatan", by=made["BKD_HEAD"]),
        superseding=_superseded(merit_round, merit_proof, mark, made["BKD_HEAD"], made["MERIT_VERIFIER"]),
        copy=MeritPaper.objects.create(
            agency=of, kind="COMMITMENT", authority="KASN", number="K-1", file=merit_proof.file, by=by
        ),
        paper=ApprovalRecord.objects.filter(agency=of).order_by("id")[0],
        freeze=_documented(a_freeze(of, f"{mark} KPU/1"), mark, made["BKD_STAFF"]),
        decree=_documented(a_decree(of, f"{mark} 800/1"), mark, made["BKD_HEAD"]),
        critical=critical.decree(
            position=seated.position.code,
            number=f"{mark} 800/2",
            criteria=f"{mark} strategis",
            **_long_over(of, mark, made),
        ),
        asked=asking.ask(
            tier="JPT_PRATAMA", number=f"{mark} 800/3", requirements=[GRADE], **_long_over(of, mark, made)
        ),
        waiver=asking.waive(
            person=candidates[0],
            code="age",
            authority=f"{mark} BKN",
            number=f"{mark} B-4",
            granted=date(2018, 2, 1),
            grounds=f"{mark} dibutuhkan",
            **_long_over(of, mark, made),
        ),
        wider=agreeing.widen(number=f"{mark} 800/4", **_long_over(of, mark, made)),
        award=award,
        evidence=proof,
        membership=PoolMembership.objects.get(cycle=cycle, employee=candidates[0]),
        left=_leaving(cycle, candidates[2], f"{mark} pindah jalur", by),
        declined=_declined(cycle, candidates[0], f"{mark} tidak dibutuhkan", by),
        line=line,
        group=group,
        records=_upload(of, made["BKD_STAFF"], "awards", mark),
        levels=_upload(of, made["MERIT_VERIFIER"], "merit_levels", mark),
        agencies=_upload(None, made["ADMINISTRATOR"], "agencies", ""),
        session=CalibrationSession.objects.create(
            cycle=cycle, chair=made["TALENT_COMMITTEE"], quorum=1, held_on=cycle.on, opened_by=made["BKD_STAFF"]
        ),
        relation=DeclaredRelation.objects.create(
            user=made["TALENT_COMMITTEE"], employee=candidates[0], relation=f"{mark} ipar"
        ),
        reply=Reply.objects.create(
            cycle=cycle, employee=candidates[0], kind="OBJECTION", text=f"{mark} Keberatan", by=made["EMPLOYEE"]
        ),
        mapping_job=Job.objects.create(kind="map", agency=of, by=made["BKD_STAFF"], target=f"cycle:{cycle.pk}"),
        import_job=Job.objects.create(kind="import", agency=of, by=made["BKD_STAFF"], state=Job.State.DONE),
        policy=code,
        policy_draft=policy_drafts.start(agency=of, source="in_force", by=made["BKD_STAFF"]),
        role=made["PPK"].assignments.get().pk,
        users=made,
    )
    house.clients = {role: sign_in(user) for role, user in made.items()}
    return house


def _applied(vacancy: Vacancy, person: Employee, file: Any, mark: str, by: User) -> Application:
    """An application with a document, and the announcement before it."""
    made = {"by": by, "at": factories.KNOWN}
    days = {"published_on": date(2026, 7, 10), "closes_on": date(2026, 7, 25)}
    weights = {stage: str(weight) for stage, weight in cast.WEIGHTS.items()}
    Announcement.objects.create(vacancy=vacancy, number=f"{mark} P-1", place=mark, weights=weights, **days, **made)
    given = {"employee": person, "home": vacancy.agency, "received_on": date(2026, 7, 15)}
    application = Application.objects.create(vacancy=vacancy, **given, **made)
    ApplicationDocument.objects.create(application=application, title=f"{mark} Surat lamaran", file=file, **made)
    return application


def _deviated(vacancy: Vacancy, mark: str, by: User) -> Deviation:
    """The PPK wanted to start again, and thought better of it."""
    said = {"number": f"{mark} 800/9", "reason": f"{mark} Tidak ada yang sesuai", "token": "0" * 64, "by": by}
    ended = {"ended_by": by, "ended_at": factories.KNOWN, "end_reason": f"{mark} Ditarik"}
    about = {"kind": "AGAIN", "basis": "none_suitable", "dated": date(2026, 7, 20), "at": factories.KNOWN}
    return Deviation.objects.create(vacancy=vacancy, **about, **said, **ended)


def _assessed(of: Agency, count: int, mark: str, by: User) -> tuple[MeritAssessment, MeritEvidence]:
    """So many merit rounds on their way, drafts, and a document of the first."""
    made = [assessed.begun(of, by, f"{mark or 'Draf'} {2026 + number}") for number in range(count)]
    document = (f"{mark or 'anjab'}-merit.pdf", documents.pdf())
    given = {"sub_aspects": ["1.1"], "title": f"Anjab {mark}", "document": document}
    proof = merit_evidence.attach(assessment=made[0], by=by, **given)[0]
    about = {"kind": "retirement_projection", "on": factories.ON, "known_at": factories.KNOWN, "facts": "0" * 64}
    MeritExtract.objects.create(file=proof.file, agency=of, by=by, **about)
    return made[0], proof


def _judge(cycle: ReviewCycle, rater: Employee, unit: Unit) -> None:
    """What was found out about the raters of a cycle: one rater and one unit."""
    said = {"n": 12, "others": 1, "effect": 3.5, "low": 1.0, "high": 6.0, "verdict": "LENIENT"}
    document = {"year": 2025, "used": 12, "left_out": 0, "no_rater": 0, "spread": [4.0, 1.0, 9.0]}
    document |= {"raters": [{"name": rater.nip} | said], "units": [{"name": unit.code} | said]}
    Advice.objects.create(
        cycle=cycle,
        kind="severity",
        known_at=timezone.now(),
        inputs_digest="0" * 64,
        document=document,
        by=users.system_operator(),
    )


def _leaving(cycle: ReviewCycle, person: Employee, reason: str, by: User) -> PoolExit:
    """An exit on the last day of a membership: until then the pool is what it was."""
    member = PoolMembership.objects.get(cycle=cycle, employee=person)
    wanted = {"membership": member, "on": member.valid_to, "cause": "OTHER", "reason": reason}
    return PoolExit.objects.create(**wanted, by=by, at=factories.KNOWN)


def _declined(cycle: ReviewCycle, person: Employee, reason: str, by: User) -> InclusionDecline:
    """A decline of the PPK, though nobody waits."""
    placement = Placement.objects.get(run=cycle.run, employee=person)
    return InclusionDecline.objects.create(cycle=cycle, placement=placement, reason=reason, by=by, at=factories.KNOWN)


def _planned(
    cycle: ReviewCycle, people: list[Employee], lines: int, mark: str, by: User
) -> tuple[TalentAction, TrainingGroup]:
    """So many lines of plans, proposed, and two training groups with somebody in the first."""
    made = [
        TalentAction.objects.create(
            agency=cycle.agency,
            cycle=cycle,
            employee=people[0],
            kind="DEVELOPMENT",
            action=f"Pelatihan {mark or PLANNED}",
            owner=f"BPSDM {mark}".strip(),
            due=date(2099, 1, 1),
            by=by,
        )
        for _number in range(lines)
    ]
    groups = [
        TrainingGroup.objects.create(
            agency=cycle.agency,
            cycle=cycle,
            number=number,
            name=f"Kelompok {mark} {number}",
            profile={"integrity": 1.0},
            made_by=by,
        )
        for number in (1, 2)
    ]
    TrainingSeat.objects.create(group=groups[0], employee=people[0])
    return made[0], groups[0]


def _superseded(held: MeritRound, proof: MeritEvidence, mark: str, head: User, verifier: User) -> MeritSuperseding:
    objection = MeritObjection.objects.create(
        round=held, text=f"{mark} Keberatan lain", by=head, answered_at=timezone.now(), answered_by=verifier,
        accepted=True, answer=f"{mark} Diterima",
    )  # fmt: skip
    made = MeritRound.objects.create(agency=held.agency, name=f"{mark} pengganti", instrument=held.instrument)
    reason = f"{mark} Dinilai ulang"
    return MeritSuperseding.objects.create(
        objection=objection, replaced=held, round=made, reason=reason, file=proof.file, by=verifier
    )


GRADE = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"}


def _long_over(of: Agency, mark: str, made: dict[str, User]) -> dict[str, Any]:
    """What the agency's head decreed for some months of 2018."""
    said = {"since": date(2018, 2, 12), "until": date(2018, 9, 30), "by": made["BKD_HEAD"], "agency": of}
    return said | {"document": (f"{mark or 'ketetapan'}.pdf", documents.pdf(mark))}


def _documented(record: narrowing.Narrowing, mark: str, by: User) -> Any:
    """The record with a document."""
    given = (f"{mark or 'gerbang'}.pdf", documents.pdf(mark))
    since, until, why = record.true_from, record.true_to, "Dokumennya menyusul."
    asked = {"group": 2, "category": None, "score": None} if isinstance(record, GateConditionRecord) else {}
    return narrowing.correct(record=record, since=since, until=until, document=given, reason=why, by=by, **asked)


def _upload(of: Agency | None, by: User, kind: str, mark: str) -> ImportBatch:
    """A workbook that was written, with an error whose cell holds a name."""
    wrong = f"{mark or 'Sesuatu'} Rahasia"
    error = {"sheet": "Data", "row": 3, "column": "nip", "value": wrong, "code": "nip_length", "message": wrong}
    return ImportBatch.objects.create(
        agency=of,
        kind=kind,
        file_name=f"{mark or 'berkas'}-{kind}.csv",
        file_digest="0" * 64,
        state=ImportBatch.State.COMMITTED,
        by=by,
        report={"rows": 2, "accepted": 1, "rejected": 1, "errors": [error], "errors_total": 1},
    )


def _asked(of: Agency, mark: str, staff: User, verifier: User) -> MeritQuestion:
    """A merit round in clarification, and a question about it with a document of the verifier's own."""
    held = assessed.begun(of, staff, f"{mark or 'Klarifikasi'} 2025")
    MeritAssessment.objects.filter(pk=held.pk).update(state="CLARIFICATION", submitted_on=timezone.localdate())
    MeritPleno.objects.create(assessment=held, held_on=timezone.localdate(), minutes=f"{mark} Pleno.")
    document = (f"{mark or 'contoh'}-tanya.pdf", documents.pdf("Contoh"))
    given = {"text": f"{mark} Mana SK peta jabatannya?", "due": timezone.localdate(), "document": document}
    return clarifying.ask(assessment=held, sub_aspect="1.1", by=verifier, **given)
