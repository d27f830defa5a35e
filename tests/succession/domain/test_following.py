"""What follows a decided merit round: the plan, objections and their answers, the signed commitment, the next round."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from accounts.permissions import Permission
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from succession.domain import canonical, following, gate, replay, superseding, verifying
from succession.domain.queries import afterwards, home, merit, rounds, way
from succession.domain.queries.gate import gate_facts
from succession.domain.queries.merit import known_rounds
from succession.models import (
    ApprovalRecord,
    MeritAssessment,
    MeritObjection,
    MeritPaper,
    MeritRound,
    MeritSuperseding,
    MeritTask,
)
from talent.domain import evidence, known
from talent.models import Agency
from tests import factories
from tests.api.conftest import a_merit_round
from tests.succession import assessed, cast
from tests.succession.views.test_merit import a_round
from tests.talent import documents

pytestmark = pytest.mark.django_db
PDF = ("komitmen.pdf", documents.pdf("Komitmen"))


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def staff(agency: Agency) -> User:
    return factories.user("BKD_STAFF", agency)


def _decided(agency: Agency, days_ago: int = 0) -> tuple[MeritRound, User]:
    held, verifier = assessed.finished(agency, minutes=False)
    day = timezone.localdate() - timedelta(days=days_ago)
    MeritAssessment.objects.filter(pk=held.pk).update(submitted_on=day)
    assessed.minuted(held, verifier, on=day)
    given: dict[str, Any] = {"number": "1/KEP", "decided_on": day, "valid_to": None, "by": verifier}
    return verifying.decide(assessment=held, version=held.version, **given), verifier


def test_one_click_makes_the_way_a_plan_that_is_edited_by_versions(agency: Agency, staff: User, sign_in: Any) -> None:
    held = a_merit_round(agency)
    client = sign_in("BKD_STAFF")
    page = client.get(f"/merit/{held.pk}/jalan/?target=325")
    steps = page.context["plans"][0].steps
    assert f'action="/merit/{held.pk}/jalan/rencana/?target=325"' in page.content.decode()
    shown = client.post(f"/merit/{held.pk}/jalan/rencana/?target=325", follow=True)
    tasks = list(MeritTask.objects.filter(round=held))
    assert [(one.sub_aspect, one.start, one.end) for one in tasks] == [(s.line.id, s.start, s.end) for s in steps]
    assert f"{len(steps)} tugas dibuat." in shown.content.decode()
    assert following.plan(merit_round=held, target=Fraction(325), efforts={}, by=staff)[:2] == (0, 0)
    with pytest.raises(Invalid, match="Tidak ada jalan"):
        following.plan(merit_round=held, target=Fraction(401), efforts={}, by=staff)
    task, today = tasks[0], timezone.localdate()
    good: dict[str, Any] = {"text": "Tetapkan SK", "owner": "Bidang Mutasi", "due": today, "done_on": None}
    good |= {"task": task, "version": 1, "result": "", "by": staff}
    for wrong, error in (
        ({"by": factories.user("MERIT_VERIFIER", agency)}, NotAllowed),
        ({"text": " "}, Invalid),
        ({"done_on": today}, Invalid),
        ({"done_on": today + timedelta(days=1), "result": "SK"}, Invalid),
    ):
        with pytest.raises(error):
            following.revise(**good | wrong)
    following.revise(**good | {"done_on": today, "result": "SK 12/2026"})
    with pytest.raises(Stale, match=f"Tugas tindak lanjut merit diubah, oleh {staff.name}"):
        following.revise(**good | {"text": "Yang lain"})
    late = {f"tugas-{task.pk}-text": "Kata-kata yang tidak boleh hilang.", f"tugas-{task.pk}-version": 1}
    answer = client.post(f"/merit/tugas/{task.pk}/", late)
    assert (answer.status_code, "Kata-kata yang tidak boleh hilang." in answer.content.decode()) == (409, True)
    task.refresh_from_db()
    assert (task.text, task.owner, task.result, task.version) == ("Tetapkan SK", "Bidang Mutasi", "SK 12/2026", 2)


def test_a_plan_to_a_higher_score_raises_what_is_there_and_reaches_it(agency: Agency, staff: User) -> None:
    held = a_round(of=agency, level=2)
    at = known_rounds([held], timezone.now())[0]

    def plan(target: int, **more: Any) -> following.Planned:
        return following.plan(merit_round=held, target=Fraction(target), efforts={}, by=staff, **more)

    low = plan(250)
    assert (low.raised, low.points) == (0, 250)
    first = MeritTask.objects.filter(end=3).first()
    assert first is not None
    done = MeritTask.objects.exclude(pk=first.pk).filter(end=4).first()
    assert done is not None
    given: dict[str, Any] = {"owner": "", "due": None, "done_on": timezone.localdate(), "result": "SK"}
    following.revise(task=done, version=1, text="SK", by=staff, **given)
    high = plan(400)
    first.refresh_from_db()
    # Everything rises to 4: what ended at 3 is raised, what is done and ends at 4 has no second task.
    assert (high.points, high.raised, first.end, first.version) == (400, 1, 4, 2)
    assert (low.made + high.made, MeritTask.objects.filter(sub_aspect=done.sub_aspect).count()) == (36, 1)
    assert (plan(400)[:2], afterwards.reached(at)) == ((0, 0), 400)


def test_another_way_may_be_the_plan_and_an_old_or_unweighed_round_has_none(agency: Agency, staff: User) -> None:
    held = a_round(of=agency, level=2)
    ways = way.plans(known_rounds([held], timezone.now())[0], Fraction(250), {})
    given: dict[str, Any] = {"merit_round": held, "target": Fraction(250), "efforts": {}, "by": staff}
    with pytest.raises(Invalid, match="Tidak ada jalan"):
        following.plan(**given, number=4)
    following.plan(**given, number=2)
    planned = set(MeritTask.objects.values_list("sub_aspect", "end"))
    assert planned == {(step.line.id, step.end) for step in ways[1].steps}
    a_round("2023", agency)
    with pytest.raises(Invalid, match="Putaran “2023” sudah diputuskan sesudah putaran ini"):
        following.plan(**given)
    # One by another instrument overtakes it as well, though nothing of it can be planned yet.
    a_round("2026", agency, instrument="PANRB-2025", answered=["1.1"])
    with pytest.raises(Invalid, match="Putaran “2026” sudah diputuskan sesudah putaran ini"):
        following.plan(**given)
    unweighed = a_round("2026", factories.agency("LAIN"), instrument="PANRB-2025", answered=["1.1"])
    by = factories.user("BKD_STAFF", unweighed.agency)
    with pytest.raises(Invalid, match="Bobot instrumen ini belum lengkap"):
        following.plan(merit_round=unweighed, target=Fraction(250), efforts={}, by=by)


def test_a_decision_recorded_late_may_be_objected_to_from_then_on(agency: Agency) -> None:
    held, _verifier = _decided(agency, days_ago=20)
    (at,) = known_rounds([held], timezone.now())
    assert afterwards.objections_until(at) == timezone.localdate() + timedelta(days=14)
    old = known_rounds([a_merit_round(agency)], timezone.now())[0]
    assert afterwards.objections_until(old) == date(2022, 9, 15)


def test_an_objection_is_made_within_its_window_and_answered_once(agency: Agency, staff: User) -> None:
    old, head = a_merit_round(agency), factories.user("BKD_HEAD", agency)
    held, verifier = _decided(agency)
    words = "Bukti 1.2 sudah lengkap sejak awal."
    with pytest.raises(Invalid, match="tidak sedang berjalan"):
        following.oppose(merit_round=old, sub_aspect="", text=words, by=head)
    with pytest.raises(NotAllowed):
        following.oppose(merit_round=held, sub_aspect="1.2", text=words, by=staff)
    with pytest.raises(Invalid, match="tidak ada dalam putaran"):
        following.oppose(merit_round=held, sub_aspect="9.9", text=words, by=head)
    made = following.oppose(merit_round=held, sub_aspect="1.2", text=words, by=head)
    with pytest.raises(DomainError, match=f"masih menunggu jawaban atau putusannya. Terakhir: .*, oleh {head.name}"):
        following.oppose(merit_round=held, sub_aspect="1.2", text="Sekali lagi, dengan kata lain.", by=head)
    whole = following.oppose(merit_round=held, sub_aspect="", text=words, by=head)
    with pytest.raises(NotAllowed):
        following.answer(objection=made, accepted=True, text="Diterima oleh instansi.", by=head)
    following.answer(objection=made, accepted=False, text="Ekspornya tidak memuat seluruh pegawai.", by=verifier)
    with pytest.raises(DomainError, match=f"sudah dijawab. Terakhir: .*, oleh {verifier.name}"):
        following.answer(objection=made, accepted=True, text="Diterima sekali lagi.", by=verifier)
    assert (made.accepted, made.answered_by) == (False, verifier)
    # What was refused may be said better; what was accepted waits for its decision.
    again = following.oppose(merit_round=held, sub_aspect="1.2", text=words, by=head)
    following.answer(objection=whole, accepted=True, text="Diterima seluruhnya.", by=verifier)
    with pytest.raises(DomainError, match="masih menunggu"):
        following.oppose(merit_round=held, sub_aspect="", text=words, by=head)
    assert set(MeritObjection.objects.values_list("pk", flat=True)) == {made.pk, whole.pk, again.pk}


def test_a_task_by_hand_is_added_and_closed_with_a_reason_and_one_that_is_late_stands_on_the_home_page(
    agency: Agency, staff: User, sign_in: Any
) -> None:
    held, today = a_merit_round(agency), timezone.localdate()
    client, yesterday = sign_in("BKD_STAFF"), timezone.localdate() - timedelta(days=1)
    given = {"tugas-baru-sub_aspect": "1.1", "tugas-baru-text": "Susun SOP", "tugas-baru-due": yesterday.isoformat()}
    client.post(f"/merit/{held.pk}/tugas/", given)
    task = MeritTask.objects.get()
    assert (task.sub_aspect, task.start, task.end, task.text, task.due) == ("1.1", None, None, "Susun SOP", yesterday)
    # One by hand keeps none of the way to a category away.
    assert following.plan(merit_round=held, target=Fraction(400), efforts={}, by=staff).made == 35
    for wrong, error in (
        ({"sub_aspect": "9.9"}, Invalid), ({"text": " "}, Invalid),
        ({"by": factories.user("MERIT_VERIFIER", agency)}, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(error):
            following.add(
                **{"merit_round": held, "sub_aspect": "", "text": "A", "owner": "", "due": None, "by": staff} | wrong
            )
    page = client.get(f"/merit/{held.pk}/tindak-lanjut/").content.decode()
    assert ("terlambat" in page, f"Simpan tugas {MeritTask.objects.count()}" in page) == (True, True)
    (late,) = home.merit_tasks(client.user)
    assert (late.text, late.args) == ("Susun SOP", (held.pk,))
    closing = {f"tutup-{task.pk}-reason": "Tidak", f"tutup-{task.pk}-version": 1}
    assert client.post(f"/merit/tugas/{task.pk}/tutup/", closing).status_code == 422
    closing[f"tutup-{task.pk}-reason"] = "SOP sudah dicakup SK penetapan."
    assert client.post(f"/merit/tugas/{task.pk}/tutup/", closing).status_code == 302
    task.refresh_from_db()
    assert (task.closed_on, task.close_reason, task.version) == (today, "SOP sudah dicakup SK penetapan.", 2)
    assert (afterwards.state_of(task, today), home.merit_tasks(client.user)) == (afterwards.TaskState.CLOSED, [])
    again: dict[str, Any] = {"task": task, "version": 2, "by": staff}
    with pytest.raises(DomainError, match=r"sudah ditutup\. Terakhir: Tugas tindak lanjut merit ditutup"):
        following.close(**again, reason="Sekali lagi ditutup.")
    with pytest.raises(DomainError, match="sudah ditutup"):
        following.revise(**again, text="A", owner="", due=None, done_on=None, result="")
    planned = MeritTask.objects.filter(sub_aspect="1.2").get()
    following.close(task=planned, version=1, reason="Dijadwalkan tahun depan.", by=staff)
    # What was closed may be planned anew.
    assert following.plan(merit_round=held, target=Fraction(400), efforts={}, by=staff).made == 1
    last = MeritTask.objects.latest("id")
    following.revise(task=last, version=1, text="A", owner="", due=None, done_on=today, result="SK", by=staff)
    with pytest.raises(Invalid, match="sudah selesai"):
        following.close(task=last, version=2, reason="Tidak jadi dikerjakan.", by=staff)


def test_an_accepted_objection_leads_to_a_decision_that_counts_from_its_date_on_and_the_old_one_stays(
    agency: Agency, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, verifier = _decided(agency, days_ago=5)
    today, old = timezone.localdate(), known.now(agency.pk)
    yesterday = today - timedelta(days=1)
    head = factories.user("BKD_HEAD", agency)
    made = following.oppose(merit_round=held, sub_aspect="1.2", text="Bukti 1.2 sudah lengkap.", by=head)
    document = ("putusan.pdf", documents.pdf("Putusan"))
    given: dict[str, Any] = {"objection": made, "number": "2/KEP", "decided_on": today, "levels": {"1.2": 4}}
    given |= {"reason": "Ekspornya memuat seluruh pegawai.", "valid_to": None, "document": document, "by": verifier}
    with pytest.raises(Invalid, match="hanya atas keberatan yang diterima"):
        superseding.supersede(**given)
    following.answer(objection=made, accepted=True, text="Diterima seluruhnya.", by=verifier)
    assert [task.args for task in home.merit_tasks(verifier)] == [(held.pk,)]
    for wrong, error, words in (
        ({"by": head}, NotAllowed, "."),
        ({"levels": {"1.2": 3}}, Invalid, "Sebutkan sub-aspek yang levelnya berubah"),
        ({"levels": {"1.2": 5}}, Invalid, "bilangan bulat 1 sampai 4"),
        ({"levels": {"1.3": 4}}, Invalid, "tentang sub-aspek 1.2"),
        ({"decided_on": held.records.get().decided_on}, Invalid, "sesudah putusan yang digantikannya"),
        ({"decided_on": yesterday}, Invalid, "tidak boleh mendahului keberatannya"),
        ({"number": " "}, Invalid, "Nomor"),
        ({"reason": "Ya"}, Invalid, "alasannya"),
        ({"document": ("putusan.pdf", b"<html>")}, Invalid, "bukan"),
    ):
        with pytest.raises(error, match=words):
            superseding.supersede(**given | wrong)
    assert (MeritRound.objects.count(), MeritSuperseding.objects.count()) == (1, 0)
    # Were it the clock that ran ahead when the objection was made, the decision would wait for no day to come.
    with transaction.atomic(), monkeypatch.context() as patched:
        back = timezone.now() - timedelta(days=2)
        patched.setattr(timezone, "now", lambda: back)
        assert superseding.supersede(**given | {"decided_on": timezone.localdate()}).name == "2025 (pengganti 1)"
        transaction.set_rollback(True)

    client = sign_in("MERIT_VERIFIER")
    name = f"ganti-putusan-{made.pk}"
    assert name in client.get(f"/merit/{held.pk}/tindak-lanjut/").content.decode()
    fields = {f"{name}-number": "2/KEP", f"{name}-decided_on": today.isoformat(), f"{name}-level-1.2": "4"}
    fields |= {f"{name}-reason": given["reason"], f"{name}-document": SimpleUploadedFile(*document)}
    page = client.post(f"/merit/keberatan/{made.pk}/putusan/", fields, follow=True)
    new = MeritRound.objects.exclude(pk=held.pk).get()
    assert (page.redirect_chain[-1][0], new.name) == (f"/merit/{new.pk}/", "2025 (pengganti 1)")
    with pytest.raises(DomainError, match=r"sudah tercatat\. Terakhir: Putusan pengganti"):
        superseding.supersede(**given)

    # It is about the period of the decision it replaces, and stands in the way of no later round.
    later = {"agency": agency.code, "round": "2026", "instrument": "PANRB-2025", "decision_number": "3/KEP"}
    row = later | {"submitted_on": yesterday, "decided_on": today}
    assert cast.merit("merit_rounds", row, known_at=timezone.now(), dry=True).errors == []

    def score(on: date, known_at: Any) -> float | None:
        return merit.latest_by_agency([agency.pk], on, known_at)[agency.pk].score().score

    now = known.now(agency.pk)
    assert [score(yesterday, now), score(today, now), score(today, old)] == [332.5, 335.0, 332.5]
    # The end of the replaced decision stays its end, and what the gate said then it says again.
    before, after = rounds.results([held, new], now)
    assert (before.holds_to, after.known.decided_on) == (after.holds_to, today)
    asked = [
        gate.ask(agency, "JPT_PRATAMA", day, at).checks for day, at in ((yesterday, now), (today, old), (today, now))
    ]
    facts = [next(check.fact.id for check in checks if check.code == "merit_assessment") for checks in asked]
    assert [fact.split(",")[0] for fact in facts] == ["2025", "2025", "2025 (pengganti 1)"]
    shown = {one: client.get(f"/merit/{one.pk}/").content.decode() for one in (held, new)}
    assert ("332,50 / 400" in shown[held], f'href="/merit/{new.pk}/"' in shown[held]) == (True, True)
    assert ("335,00 / 400" in shown[new], f'href="/merit/{held.pk}/"' in shown[new]) == (True, True)
    copy = client.get(f"/merit/putusan-pengganti/{new.replacing.pk}/")
    assert (copy.content, home.merit_tasks(verifier)) == (documents.pdf("Putusan"), [])
    assert afterwards.proofs(new) == afterwards.proofs(held)
    # The gate, and with it a certificate, names the documents that both rest on; a route that was decided before it did
    # comes out the same.
    rests_on = [next(check.document for check in checks if check.code == "merit_assessment") for checks in asked]
    assert rests_on == [afterwards.proofs(held)[1]] * 3
    days = dict.fromkeys(("opened_on", "decision_date", "reference_date"), today)
    route = gate.decide_route(vacancy=cast.opened(agency, cast.post(agency), **days), by=system_operator())
    about = (agency, route.tier, route.on, route.known_at, route.vacancy)
    earlier, kept = canonical.digest(gate_facts(*about, inherited=False)), route.inputs_digest
    for digest, same in ((kept, True), (earlier, True), ("0" * 64, False)):
        route.inputs_digest = digest
        assert replay.route(route).inputs_same is same
    assert earlier != kept
    # Its own objection takes the place of the newest decision.
    staff = factories.user("BKD_STAFF", agency)
    task = following.add(merit_round=held, sub_aspect="", text="Susun SOP", owner="", due=None, by=staff)
    assert list(afterwards.plan_of(new, staff)) == [task]
    assert [one.pk for one in afterwards.chain(held)] == [held.pk, new.pk]


def test_the_signed_commitment_is_the_paper_that_the_gate_asks_for_with_its_copy(agency: Agency, sign_in: Any) -> None:
    held = a_merit_round(agency)
    following.plan(merit_round=held, target=Fraction(325), efforts={}, by=factories.user("BKD_STAFF", agency))
    head, verifier = sign_in("BKD_HEAD"), sign_in("MERIT_VERIFIER")
    made = head.get(f"/merit/{held.pk}/komitmen.pdf")
    again = verifier.get(f"/merit/{held.pk}/komitmen.pdf", headers={"accept-language": "en"})
    assert made.content == again.content
    assert made.content.startswith(b"%PDF-1.")
    assert Event.objects.filter(kind="succession.merit.commitment_printed").count() == 2

    def commitment() -> str:
        checks = gate.ask(agency, "JPT_PRATAMA", date(2022, 12, 31), timezone.now()).checks
        return next(str(check.status) for check in checks if check.code == "commitment")

    before = commitment()
    given = {"komitmen-authority": "KASN", "komitmen-number": "K/1", "komitmen-dated": "2022-09-15"}
    wrong = given | {"komitmen-document": SimpleUploadedFile("komitmen.png", documents.pdf())}
    refused = verifier.post(f"/merit/{held.pk}/komitmen/", wrong)
    assert (refused.status_code, ApprovalRecord.objects.count()) == (422, 0)
    document = SimpleUploadedFile("komitmen.pdf", documents.pdf("Komitmen"))
    early = verifier.post(
        f"/merit/{held.pk}/komitmen/", given | {"komitmen-dated": "2022-08-31", "komitmen-document": document}
    )
    assert (early.status_code, "mendahului keputusan putarannya" in early.content.decode()) == (422, True)
    signed = given | {"komitmen-document": SimpleUploadedFile("komitmen.pdf", documents.pdf("Komitmen"))}
    page = verifier.post(f"/merit/{held.pk}/komitmen/", signed, follow=True).content.decode()
    paper = MeritPaper.objects.get()
    assert (paper.file.digest in page, before, commitment()) == (True, "fail", "pass")
    assert [(one.round, one.true_from) for one in ApprovalRecord.objects.all()] == [(held, date(2022, 9, 15))]
    assert head.get(f"/merit/salinan/{paper.pk}/").content == documents.pdf("Komitmen")


def test_a_commitment_is_listed_with_its_round_and_serves_no_later_decision_but_one_in_its_place(
    agency: Agency,
) -> None:
    """By what it names, or by its date where it names none, as papers of earlier releases and workbooks do."""
    by = system_operator()
    held = a_merit_round(agency)
    signed = {"authority": "KASN", "dated": date(2022, 10, 3), "valid_to": None, "document": PDF, "by": by}
    following.commit(merit_round=held, number="K/1", **signed)
    cast.approved(agency, "KASN", date(2022, 9, 15), "COMMITMENT")
    course = {"agency": agency.code, "round": "2023", "instrument": "KASN-2019", "decided_on": date(2023, 9, 1)}
    assert cast.merit("merit_rounds", course).errors == []
    later = MeritRound.objects.get(name="2023")
    # Signed after the later decision, but said to be of the earlier one.
    following.commit(merit_round=held, number="K/2", **signed | {"dated": date(2023, 9, 2)})

    def listed(of: MeritRound) -> list[str]:
        return [paper.number for paper, _state, _copies in afterwards.commitments(of)]

    def commitment(on: date) -> tuple[str, str]:
        checks = gate.ask(agency, "JPT_PRATAMA", on, known.now(agency.pk)).checks
        return next((str(one.status), one.fact.en) for one in checks if one.code == "commitment")

    assert (listed(held), listed(later)) == (["K/2", "K/1", "COMMITMENT/1"], [])
    assert commitment(date(2022, 12, 31)) == ("pass", "KASN K/1 of 3 October 2022, round 2022, no end named")
    assert commitment(date(2023, 10, 3)) == (
        "fail",
        "KASN K/2 of 2 September 2023, round 2022, no end named; "
        "older than the decision that counts (2023), so it is left out",
    )
    objection = MeritObjection.objects.create(round=held, text="Keliru.", by=by)
    file = evidence.keep_file(agency=agency, name="a.pdf", content=PDF[1], by=by, permission=Permission.VERIFY_MERIT)
    MeritSuperseding.objects.create(objection=objection, replaced=held, round=later, reason="-", file=file, by=by)
    assert commitment(date(2023, 10, 3)) == ("pass", "KASN K/2 of 2 September 2023, round 2023, no end named")
    assert listed(later) == ["K/2", "K/1", "COMMITMENT/1"]


def test_a_decision_lists_the_evidence_it_rests_on_under_the_digest_that_the_ledger_has(
    agency: Agency, sign_in: Any
) -> None:
    held, _verifier = _decided(agency)
    page = sign_in("AUDITOR").get(f"/merit/{held.pk}/tindak-lanjut/")
    (proof,) = page.context["proofs"]
    assert (proof.sub_aspects, proof.evidence.title) == (assessed.KASN, "Himpunan bukti")
    assert page.context["digest"] == Event.objects.get(kind="succession.merit.decided").payload["evidence"]
    assert proof.evidence.file.digest in page.content.decode()
    assert afterwards.proofs(a_merit_round(agency)) == ([], "")


def test_the_merit_team_is_reminded_of_the_next_assessment_until_it_begins(agency: Agency, sign_in: Any) -> None:
    other = factories.agency("LAIN")
    longer = {"agency": other.code, "round": "2022", "instrument": "KASN-2019", "decided_on": date(2022, 9, 1)}
    assert cast.merit("merit_rounds", longer | {"valid_to": date(2024, 8, 31)}).errors == []
    held = [a_merit_round(agency), MeritRound.objects.get(agency=other)]
    results = rounds.results(held, timezone.now())
    # Decided on 1 September 2022, it holds for a year; one that holds for two is a year old all the same.
    assert [one.holds_to for one in results] == [date(2023, 8, 31), date(2024, 8, 31)]
    reminded = [afterwards.due_again(results, date(2023, 6, day)) for day in (1, 2, 3)]
    assert reminded == [set(), {agency.pk}, {agency.pk, other.pk}]
    staff, verifier = sign_in("BKD_STAFF"), sign_in("MERIT_VERIFIER")
    reminder = "Mulai penilaian ulang"
    assert [reminder in one.get("/").content.decode() for one in (staff, verifier)] == [True, False]
    submitted, _verifier = assessed.submitted(agency)
    assert reminder not in staff.get("/").content.decode()
    assert [task.args for task in home.merit_tasks(verifier.user)] == [(submitted.pk,)]
    assert home.merit_tasks(staff.user) == []
