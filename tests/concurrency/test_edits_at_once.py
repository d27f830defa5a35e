"""T-31: four editors change the same thing at once, by form and by API: one change holds, none is lost, and whoever was
slower reads who was faster and what they did.

Records, policy drafts, plans, tasks of merit teams, both levels, documents and minutes of a merit round, its questions,
its decision and the objections to it, the overseer's papers, an agency's own conditions, cycles and calibration, on a
database of their own, by real requests of four processes.
ASSURE=long: 170 contests of four editors of each sort.
"""

import hashlib
import json
import os
from datetime import date
from typing import Any

from rules.wording import day
from tests.concurrency import fillings
from tests.concurrency.test_committee_at_once import contest
from tests.promises import counted
from tests.scratch import Scratch
from tests.talent import documents

ROUNDS = 170 if os.environ.get("ASSURE") == "long" else 3
EDITORS = 4
# Of those who meet over a plan, this one approves what the others revise; of a paper, revokes what they correct.
APPROVER, APPROVED = 2, "Kursus"
EDITED = (
    "record", "draft", "plan", "task", "level", "evidence", "freeze", "conditions", "cycle", "stage", "panel", "aim",
    "succession", "critical",
)  # fmt: skip
# By others: nobody prepares and verifies, and only members of the committee move people.
JUDGED = ("verified", "minutes", "question", "decide", "objection", "paper", "move")
SORTS = (*EDITED, *JUDGED)
# Score of a stage; minutes of a committee's round; cause of a vacancy; plan of a post; since when it is critical.
FILLING = ("stage", "panel", "aim", "succession", "critical")
CAUSES = ("RETIREMENT", "TERM_END", "TRANSFER", "DEATH")
# Whoever was slower reads in these what the other wrote, too.
TOLD = tuple(sort for sort in SORTS if sort not in ("draft", "decide", "cycle", *FILLING[:3]))
# Of these it is a day that is written.
DAYS = ("freeze", "conditions", "paper", "critical")
# Pages that tell on the page they lead to, and what they say there of what was done.
DONE = {"cycle": "Pengumpulan data dibuka.", "evidence": "Bukti diganti; yang lama tersimpan."}

SETUP = """
import json
from datetime import date, timedelta
from accounts.models import User
from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from succession.domain import approvals, clarifying, merit_evidence, narrowing
from succession.models import MeritAssessment, MeritObjection, MeritRound, MeritTask
from talent.domain import plans, policy_drafts
from talent.models import TrainingRecord
from tests import factories
from tests.succession import assessed
from tests.concurrency import fillings
from tests.talent import documents, sittings
by, agency = system_operator(), factories.agency()
people = [factories.assessed(factories.employee()) for _person in range({rounds})]
editors = [factories.user("BKD_HEAD") for _editor in range(4)]
session = sittings.open_session(factories.mapped_cycle())
more = factories.user("TALENT_COMMITTEE")
session.members.create(user=more)
session.members.update(present=True)
members = sittings.members(session)
for number, (editor, member) in enumerate(zip(editors, members, strict=True)):
    User.objects.filter(pk=editor.pk).update(name=f"Penyunting {{number}}")
    User.objects.filter(pk=member.pk).update(name=f"Penyunting {{number}}")
for member in members:
    users.grant(user=member, role=Roles.ALL["MERIT_VERIFIER"], agency_id=agency.pk, by=by)
merit = MeritRound.objects.create(agency=agency, name="2025", instrument="KASN-2019")
# As many sub-aspects of drafts, and of rounds that lie with the verifiers, as there are contests.
levels = {{"level": [], "verified": []}}
for sort, state in (("level", "DRAFT"), ("verified", "CLARIFICATION")):
    while len(levels[sort]) < {rounds}:
        name = f"{{sort}} {{len(levels[sort])}}"
        held = assessed.begun(agency, by, name)
        MeritAssessment.objects.filter(pk=held.pk).update(state=state, submitted_on=date(2026, 1, 5))
        levels[sort] += [(held.pk, sub) for sub in held.answers.order_by("id").values_list("sub_aspect", flat=True)]
# And as many rounds whose plenary has no minutes yet.
sessions = []
for number in range({rounds}):
    held = assessed.begun(agency, by, f"Pleno {{number}}")
    held.answers.update(level=3, verified_level=3)
    MeritAssessment.objects.filter(pk=held.pk).update(state="VERIFIED", submitted_on=date(2026, 1, 5))
    sessions.append(held.pk)
filled = fillings.prepared(agency, {rounds})
# And as many whose minutes are signed, each of days of its own.
verifier, decided, begins = User.objects.get(pk=members[0].pk), [], date(2024, 1, 1)
for number in range({rounds}):
    held, on = assessed.begun(agency, by, f"Putusan {{number}}"), begins + timedelta(days=2 * number)
    held.answers.update(level=3, verified_level=3)
    MeritAssessment.objects.filter(pk=held.pk).update(state="VERIFIED", submitted_on=on)
    held.refresh_from_db()
    assessed.minuted(held, verifier, on=on)
    decided.append((held.pk, (on + timedelta(days=1)).isoformat()))
paper = {{"agency": agency, "kind": "APPROVAL", "authority": "BKN", "dated": date(2026, 1, 5), "valid_to": None}}
things = []
for number, person in enumerate(people):
    factories.write("training", person, name="Kursus", kind="COURSE", hours=10.0, true_from=date(2024, 3, 4))
    record = TrainingRecord.objects.get(employee=person)
    draft = policy_drafts.start(agency=agency, source="national:kepka-411-2025", by=by)
    told = {{"kind": "NEW_HEAD", "number": f"BA/{{number:04d}}", "since": date(2024, 1, 4), "until": None}}
    planned = {{"kind": "DEVELOPMENT", "action": "{approved}", "owner": "BKD", "due": date(2027, 1, 4)}}
    line = plans.propose(employee=person, by=by, **planned)
    drafted, sub = levels["level"][number]
    proof = {{"assessment": MeritAssessment.objects.get(pk=drafted), "sub_aspects": [sub], "title": "Peta jabatan"}}
    (shown,) = merit_evidence.attach(document=("peta.pdf", documents.pdf(f"Peta {{number}}")), by=by, **proof)
    asked = {{"number": f"SK/{{number:04d}}", "since": date(2024, 1, 4), "until": None}}
    asked |= {{"category": None, "score": None, "group": 2}}
    of, about = levels["verified"][number]
    wanted = {{"assessment": MeritAssessment.objects.get(pk=of), "sub_aspect": about, "text": "Mana SK penetapannya?"}}
    things.append({{
        "person": person.pk, "record": record.pk, "seen": record.digest, "draft": draft.pk, "document": draft.document,
        "task": MeritTask.objects.create(round=merit, sub_aspect=str(number), start=1, end=2, text="Peta jabatan").pk,
        "level": levels["level"][number], "verified": levels["verified"][number],
        "freeze": narrowing.freeze(agency=agency, by=by, **told).pk,
        "conditions": narrowing.conditions(agency=agency, by=by, **asked).pk,
        "question": clarifying.ask(due=date(2099, 1, 1), by=verifier, **wanted).pk,
        "objection": MeritObjection.objects.create(round=merit, text=f"Keliru {{number}}.", by=by).pk,
        "decide": decided[number],
        "evidence": shown.pk, "minutes": sessions[number],
        "paper": approvals.record(number=f"MT/{{number:04d}}", by=by, **paper).pk,
        **filled[number], "plan": line.pk, "cycle": factories.draft_cycle(agency, f"Siklus nomor {{number}}").pk,
    }})
print(json.dumps({{
    "editors": [user.pk for user in editors], "members": [user.pk for user in members], "session": session.pk,
    "things": things,
}}))
"""
RESULT = """
import json
from audit.domain.queries.verification import verify
from audit.models import Event
from succession.models import (
    ApprovalRecord, GateConditionRecord, GateFreezeRecord, MeritAnswer, MeritEvidence, MeritObjection, MeritPleno,
    MeritQuestion, MeritRoundRecord, MeritTask
)
from tests.concurrency import fillings
from talent.models import CalibrationMove, PolicyDraft, ReviewCycle, TalentAction, TrainingRecord
named = ReviewCycle.objects.filter(name__startswith="Siklus nomor").order_by("id")
papers = ApprovalRecord.objects.filter(known_to=None).order_by("number")
replaced = MeritEvidence.objects.filter(withdrawn_at=None, number=2).order_by("id")
known = TrainingRecord.objects.filter(known_to=None).order_by("employee_id")
print(json.dumps({{
    "record": [f"{{hours:g}}" for hours in known.values_list("hours", flat=True)],
    "draft": [text.splitlines()[-1] for text in PolicyDraft.objects.order_by("id").values_list("document", flat=True)],
    **{{
        sort: [
            day.isoformat()
            for day in model.objects.filter(known_to=None).order_by("number").values_list("true_from", flat=True)
        ]
        for sort, model in (("freeze", GateFreezeRecord), ("conditions", GateConditionRecord))
    }},
    "question": list(MeritQuestion.objects.order_by("id").values_list("outcome", flat=True)),
    "objection": list(MeritObjection.objects.order_by("id").values_list("answer", flat=True)),
    "decide": list(
        MeritRoundRecord.objects.filter(round__assessment__isnull=False).order_by("id").values_list(
            "decision_number", flat=True
        )
    ),
    "paper": [(one.revoked_on or one.true_to).isoformat() for one in papers],
    "minutes": list(
        MeritPleno.objects.filter(assessment__name__startswith="Pleno").order_by("assessment_id").values_list(
            "minutes", flat=True
        )
    ),
    "evidence": [digest[:12] for digest in replaced.values_list("file__digest", flat=True)],
    "plan": list(TalentAction.objects.order_by("id").values_list("action", flat=True)),
    "task": list(MeritTask.objects.order_by("id").values_list("text", flat=True)),
    "level": list(MeritAnswer.objects.exclude(justification="").order_by("id").values_list("justification", flat=True)),
    "verified": list(MeritAnswer.objects.exclude(note="").order_by("id").values_list("note", flat=True)),
    "cycle": list(named.values_list("state", flat=True)),
    **fillings.result(),
    "move": list(CalibrationMove.objects.order_by("employee_id").values_list("reason", flat=True)),
    "events": {{kind: Event.objects.filter(kind=kind).count() for kind in {kinds}}},
    "holds": verify().holds,
}}))
"""
# Of these the approver's edit is another event than the others'.
ALIKE = {
    "plan": ("talent.plan.revised", "talent.plan.approved"),
    "paper": ("succession.approval.corrected", "succession.approval.revoked"),
}
EVENTS = {
    "record": "talent.record.corrected",
    "draft": "talent.policy.draft_saved",
    "task": "succession.merit_task.revised",
    "level": "succession.merit.answered",
    "freeze": "succession.gate_freeze.corrected",
    "conditions": "succession.gate_conditions.corrected",
    "question": "succession.merit_question.closed",
    "decide": "succession.merit.decided",
    "objection": "succession.merit_objection.answered",
    "verified": "succession.merit.level_verified",
    "evidence": "succession.merit_evidence.replaced",
    "minutes": "succession.merit_pleno.written",
    "move": "talent.calibration.moved",
    "stage": "succession.selection.scored",
    "panel": "succession.panel.minutes",
    "aim": "succession.vacancy.amended",
    "succession": "succession.plan.written",
    "critical": "succession.critical_post.corrected",
}


def mark(sort: str, number: int, editor: int) -> str:
    """What one editor writes in one round, and nobody else; of a plan that is approved, what was approved."""
    if sort == "record":
        return str(1_000 + number * EDITORS + editor)
    if (sort, editor) == ("plan", APPROVER):
        return APPROVED
    if sort == "stage":
        return str(60 + editor)
    if sort == "aim":
        return CAUSES[editor]
    if sort in DAYS:
        return f"2026-{number % 6 + 1:02d}-{10 + editor}"
    if sort == "evidence":
        return hashlib.sha256(documents.pdf(hand(number, editor))).hexdigest()[:12]
    return f"# tangan {editor} putaran {number}" if sort == "draft" else hand(number, editor)


def hand(number: int, editor: int) -> str:
    """Words of one editor in one round."""
    return f"Tangan {editor} putaran {number}"


def shown(sort: str, number: int, editor: int) -> str:
    """The mark as people read it."""
    said = mark(sort, number, editor)
    return day(date.fromisoformat(said)).id if sort in DAYS else said


def order(sort: str, thing: dict[str, Any], session: int, number: int, editor: int, by: int) -> dict[str, Any]:
    """One editor's request, `by` a user; `look_for` is what the answer to whoever was slower may name."""
    said = mark(sort, number, editor)
    (draft, drafted), (held, judged) = thing["level"], thing["verified"]
    at, body = fillings.order(sort, thing, said, by_api=by_api(editor)) if sort in FILLING else {
        "record": (
            f"/catatan/training/{thing['record']}/koreksi/",
            {"name": "Kursus", "kind": "bangkom", "true_from": "2024-03-04", "hours": said, "seen": thing["seen"],
             "reason": "Salah catat."},
        ),
        "draft": (f"/kebijakan/draf/{thing['draft']}/", {"document": f"{thing['document']}\n{said}", "version": 1}),
        "plan": (
            f"/rencana/{thing['plan']}/ubah/",
            {"action": said, "owner": "BKD", "due": "2027-01-04", "cost": "", "version": 1},
        ),
        "task": (
            f"/merit/tugas/{thing['task']}/",
            {f"tugas-{thing['task']}-text": said, f"tugas-{thing['task']}-version": 1},
        ),
        "level": (
            f"/merit/penilaian/{draft}/jawaban/{drafted}/",
            {f"jawab-{drafted}-level": 3, f"jawab-{drafted}-justification": said, f"jawab-{drafted}-version": 1},
        ),
        "verified": (
            f"/merit/penilaian/{held}/verifikasi/{judged}/",
            {f"verifikasi-{judged}-level": 2, f"verifikasi-{judged}-remark": said, f"verifikasi-{judged}-version": 1},
        ),
        "freeze": (
            f"/merit/gerbang/pembekuan/{thing['freeze']}/koreksi/",
            {"since": said, "reason": "Salah catat harinya."},
        ),
        "conditions": (
            f"/merit/gerbang/syarat/{thing['conditions']}/koreksi/",
            {"since": said, "group": 2, "reason": "Salah catat harinya."},
        ),
        "question": (
            f"/merit/tanya/{thing['question']}/tutup/",
            {f"tutup-{thing['question']}-outcome": said, f"tutup-{thing['question']}-read": 0},
        ),
        "objection": (
            f"/merit/keberatan/{thing['objection']}/jawab/",
            {f"jawab-{thing['objection']}-accepted": "0", f"jawab-{thing['objection']}-text": said},
        ),
        "decide": (
            f"/merit/penilaian/{thing['decide'][0]}/keputusan/",
            {"number": said, "decided_on": thing["decide"][1], "version": 1},
        ),
        "evidence": (f"/merit/bukti/{thing['evidence']}/ganti/", {}),
        "minutes": (
            f"/merit/penilaian/{thing['minutes']}/pleno/",
            {"held_on": "2026-01-12", "present": [by], "minutes": said, "version": 0},
        ),
        "paper": (
            f"/merit/surat/{thing['paper']}/koreksi/",
            {"dated": "2026-01-05", "valid_to": said, "reason": "Salah catat akhirnya."},
        ),
        "cycle": (f"/siklus/{thing['cycle']}/kumpulkan/", {}),
        "move": (
            f"/kalibrasi/{session}/pindahkan/",
            {"employee": thing["person"], "box": 8 - editor, "seen": 0, "reason": said},
        ),
    }[sort]  # fmt: skip
    look_for = [*DONE.values(), *(f"Penyunting {other}" for other in range(EDITORS))]
    if sort in TOLD:
        look_for += [shown(sort, number, other) for other in range(EDITORS)]
    file = ["document" if by_api(editor) else f"ganti-{thing['evidence']}-document", hand(number, editor)]
    asked = {"by": by, "look_for": look_for} | ({"file": file} if sort == "evidence" else {})
    if by_api(editor):
        look_for += [f'"by":"Penyunting {other}"' for other in range(EDITORS)]
        if sort not in FILLING:
            at, body = api_order(sort, thing, session, at, body)
        options = {} if sort == "evidence" else {"content_type": "application/json"}
        return asked | {"at": at, "body": body, "options": options}
    if (sort, editor) == ("plan", APPROVER):
        at, body = f"/rencana/{thing['plan']}/approved/", {"version": 1}
    if (sort, editor) == ("paper", APPROVER):
        at, body = f"/merit/surat/{thing['paper']}/cabut/", {"revoked_on": said, "reason": "Dicabut pemberinya."}
    return asked | {"at": at, "body": body, "options": {"follow": True} if sort in DONE else {}}


def by_api(editor: int) -> bool:
    """Two editors work by the pages and two by the API."""
    return editor % 2 == 1


def api_order(sort: str, thing: dict[str, Any], session: int, at: str, body: dict[str, Any]) -> tuple[str, Any]:
    """The same edit, as the API takes it."""
    if sort == "record":
        told = {"values": {"hours": body["hours"]}, "seen": body["seen"], "reason": body["reason"]}
        return f"/api/v1/records/training/{thing['record']}/correct/", told
    if sort == "plan":
        return f"/api/v1/plans/{thing['plan']}/revise/", body | {"cost": None}
    if sort == "task":
        said = next(iter(body.values()))
        told = {"text": said, "owner": "", "due": None, "done_on": None, "result": "", "version": 1}
        return f"/api/v1/merit-tasks/{thing['task']}/revise/", told
    if sort == "level":
        (held, sub), said = thing["level"], list(body.values())[1]
        told = {"level": 3, "justification": said, "owner": None, "version": 1}
        return f"/api/v1/merit-assessments/{held}/answers/{sub}/", told
    if sort == "verified":
        (held, sub), said = thing["verified"], list(body.values())[1]
        return f"/api/v1/merit-assessments/{held}/verified/{sub}/", {"level": 2, "remark": said, "version": 1}
    if sort == "question":
        return f"/api/v1/merit-questions/{thing['question']}/close/", {"outcome": next(iter(body.values())), "read": 0}
    if sort == "objection":
        at, said = f"/api/v1/merit-objections/{thing['objection']}/answer/", list(body.values())[1]
        return at, {"accepted": False, "text": said}
    if sort == "decide":
        return f"/api/v1/merit-assessments/{thing['decide'][0]}/decide/", body | {"valid_to": None}
    if sort == "minutes":
        at = f"/api/v1/merit-assessments/{thing['minutes']}/minutes/"
        return at, body | {"levels": {}}
    places = {
        "evidence": f"merit-evidence/{thing['evidence']}/replace/",
        "paper": f"approvals/{thing['paper']}/correct/",
        "draft": f"policy-drafts/{thing['draft']}/save/",
        "cycle": f"cycles/{thing['cycle']}/gather/",
        "freeze": f"gate-freezes/{thing['freeze']}/correct/",
        "conditions": f"gate-conditions/{thing['conditions']}/correct/",
        "move": f"calibration-sessions/{session}/move/",
    }
    return f"/api/v1/{places[sort]}", body


def won(sort: str, editor: int, status: int, found: list[str]) -> bool:
    if sort in DONE and not by_api(editor):
        return DONE[sort] in found
    return status in (200, 201, 302)


def test_of_four_at_once_one_wins_and_the_others_read_who_and_what(scratch: Scratch) -> None:
    house = json.loads(scratch.python(SETUP.format(rounds=ROUNDS, approved=APPROVED)).splitlines()[-1])

    def orders(sort: str, number: int) -> list[dict[str, Any]]:
        users = house["members" if sort in JUDGED else "editors"]
        return [
            order(sort, house["things"][number], house["session"], number, editor, user)
            for editor, user in enumerate(users)
        ]

    asked = [(sort, number) for sort in SORTS for number in range(ROUNDS)]
    users = [list(both) for both in zip(house["editors"], house["members"], strict=True)]
    told = dict(zip(asked, contest(scratch, users, [orders(*one) for one in asked]), strict=True))
    winners: dict[str, list[int]] = {sort: [] for sort in SORTS}
    for sort in SORTS:
        wrong = 0
        for number in range(ROUNDS):
            first = [who for who, (status, found) in enumerate(told[sort, number]) if won(sort, who, status, found)]
            assert len(first) == 1, (sort, number, told[sort, number])
            winners[sort].append(first[0])
            wrong += misled(sort, number, first[0], told[sort, number])
        counted("T-31", ROUNDS, f"contests of {EDITORS} editors ({sort})", wrong)
        assert wrong == 0, sort
    kinds = sorted([*EVENTS.values(), *(kind for both in ALIKE.values() for kind in both)])
    result = json.loads(scratch.python(RESULT.format(kinds=kinds)).splitlines()[-1])
    for sort in SORTS:
        held = ["OPEN"] * ROUNDS if sort == "cycle" else [mark(sort, n, who) for n, who in enumerate(winners[sort])]
        assert result[sort] == held, sort
    expected = dict.fromkeys(EVENTS.values(), ROUNDS)
    for sort, (usual, apart) in ALIKE.items():
        expected[apart] = winners[sort].count(APPROVER)
        expected[usual] = ROUNDS - expected[apart]
    # Those of the rounds that were to be decided were written before.
    expected[EVENTS["minutes"]] += ROUNDS
    assert result["events"] == expected
    assert result["holds"] is True


def misled(sort: str, number: int, first: int, answers: list[Any]) -> int:
    """How many of those who were slower did not read who was faster and what they did."""
    words = {f"Penyunting {first}"} | ({shown(sort, number, first)} if sort in TOLD else set())
    wrong = 0
    for editor, (status, found) in enumerate(answers):
        if editor != first:
            told = words | ({f'"by":"Penyunting {first}"'} if by_api(editor) else set())
            wrong += not (told <= set(found) and status == (200 if sort in DONE and not by_api(editor) else 409))
    return wrong
