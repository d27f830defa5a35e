"""T-25: a post filled by either way is computed again after a week in which nothing stayed as it was: route, longlists,
three names with their proofs and their stability, decision, and every paper of it come out as they did; so do somebody
taken from outside the three names, a start anew, what forbids an inauguration, and simulations."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.law import Law, shipped
from succession.domain import (
    announcing,
    applying,
    approvals,
    asking,
    committee,
    confirmation,
    countersigning,
    decision,
    deviations,
    inauguration,
    narrowing,
    openings,
    panel,
    recommendation,
    replay,
    selection,
    simulating,
)
from succession.domain.queries import applicants, names, panel_minutes
from succession.interfaces import filling_papers
from succession.models import AppointmentDecision, ApprovalRecord, Inauguration, Simulation, Vacancy
from talent.domain import calibration, known, pool, records
from talent.interfaces import importers
from talent.models import Agency, AssessmentRecord, DeclaredRelation, Employee, PoolMembership
from tests import factories
from tests.promises import counted
from tests.succession import cast
from tests.succession.test_panel import lock, scored, seats
from tests.talent import documents
from tests.talent.interfaces.files import csv_file, performance
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db
PAPERS = ("daftar-panjang", "matriks-bukti", "berita-acara", "surat-usulan", "konsep-keputusan")
BY = system_operator


class Clock:
    """The server's clock, which a day can be added to."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 2, 4, tzinfo=UTC)

    def to_morrow(self) -> None:
        self.instant += timedelta(days=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.instant)
    return made


@pytest.fixture
def law(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put another law in the place of the shipped one, until the test ends."""

    def changed(other: Law) -> None:
        monkeypatch.setattr(Law, "load", classmethod(lambda _cls: other))
        shipped.cache_clear()

    yield changed
    monkeypatch.undo()
    shipped.cache_clear()


def from_the_pool(agency: Agency) -> tuple[Vacancy, list[Employee]]:
    """Scored by a committee, which is about to name three."""
    people = cast.people(agency)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    round_of(vacancy, people, seats(vacancy), size=4)
    return vacancy, people


def by_selection(agency: Agency) -> tuple[Vacancy, list[Employee]]:
    """Announced, applied for, checked, and scored: one stage by a committee."""
    people = cast.people(agency)
    vacancy = cast.announced(agency)
    applications = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=BY())
    for place, one in enumerate(applications):
        given = {stage: Decimal(90 - 5 * place) for stage in cast.WEIGHTS if stage != "paper"}
        selection.score(application=one, scores=given, seen=0, by=BY(), **cast.LETTER)
    round_of(vacancy, people, seats(vacancy, 5, outside=True), stage="paper")
    selection.rank(vacancy=vacancy, by=BY())
    return vacancy, people


def by_a_supplementary_round(agency: Agency) -> tuple[Vacancy, list[Employee]]:
    """The same, extended because one withdrew: a newcomer, to whom a member is related, was scored in a round of their
    own, and whoever withdrew applied again."""
    people = cast.people(agency, 3)
    vacancy = cast.announced(agency)
    applications = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=BY())
    members = seats(vacancy, 5, outside=True)
    round_of(vacancy, people, members, stage="paper")
    applying.withdraw(application=applications[2], reason="Menarik diri dari seleksi.", by=BY())
    vacancy.refresh_from_db()
    days: dict[str, Any] = {"published_on": date(2026, 8, 3), "closes_on": date(2026, 8, 25)}
    announcing.extend(vacancy=vacancy, number="P-2", place="Laman", reason="Tinggal dua pelamar.", by=BY(), **days)
    newcomer = cast.candidate(agency)
    late = cast.applied(vacancy, [newcomer, people[2]], on=date(2026, 8, 10))
    selection.screen(vacancy=vacancy, by=BY())
    for place, one in enumerate((applications[0], late[0], late[1], applications[1])):
        given = {stage: Decimal(90 - 5 * place) for stage in cast.WEIGHTS if stage != "paper"}
        selection.score(application=one, scores=given, seen=applicants.newest_score(one), by=BY(), **cast.LETTER)
    round_of(vacancy, [newcomer], members, {members[4].pk: newcomer}, stage="paper")
    selection.rank(vacancy=vacancy, by=BY())
    return vacancy, [people[0], newcomer, people[2], people[1]]


def round_of(
    vacancy: Vacancy, people: list[Employee], members: list[Any], related: Mapping[int, Employee] = {}, **about: Any
) -> None:
    """A round closed with signed minutes; `related`: member → whom they leave to the others."""
    held = panel.open_round(vacancy=vacancy, by=BY(), **about)
    for shift, member in enumerate(members):
        if member.pk in related:
            panel.declare(held=held, relations={related[member.pk].pk: "ipar"}, by=member)
            lock(held, member)
            continue
        scored(held, member, {person: 80 + shift - 3 * place for place, person in enumerate(people)})
        lock(held, member)
    panel.reveal(held=held, by=BY())
    panel.write_minutes(held=held, minutes="Panitia menilai semua calon.", version=1, by=BY())
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=BY())


def filled(vacancy: Vacancy, people: list[Employee], basis: str) -> AppointmentDecision:
    """Three names, the second decided on and signed twice, recommended and inaugurated."""
    member = vacancy.committee.order_by("id")[0].user
    three = [committee.Nomination(person.pk, "Pengalaman paling dekat.") for person in people[:3]]
    token = confirmation.confirmation_token(vacancy)
    day = cast.settled(vacancy)
    committee.nominate(vacancy=vacancy, nominations=three, token=token, named_on=day, by=member)
    said: dict[str, Any] = {
        "decided_on": date(2026, 9, 1),
        "number": "800/7/2026",
        "reason": "Paling berpengalaman.",
        "basis": basis,
    }
    token = confirmation.confirmation_token(vacancy)
    chosen = decision.decide(vacancy=vacancy, employee=people[1], token=token, by=BY(), **said)
    cast.signed(chosen)
    letter: dict[str, Any] = {"authority": "BKN", "number": "R-1", "dated": date(2026, 9, 5)}
    recommendation.record(decision=chosen, by=BY(), **letter)
    inauguration.inaugurate(decision=chosen, dated=date(2026, 9, 7), number="BA-1", by=BY())
    return AppointmentDecision.objects.select_related("vacancy__agency", "employee").get(pk=chosen.pk)


def a_week(vacancy: Vacancy, people: list[Employee], clock: Clock, folder: Path) -> None:
    """A change a day: an import, corrections, relations declared anew in the same words, sanctions, a decree of the
    agency with a waiver, another post, what the gate rests on taken back; on the seventh comes the law."""
    agency, by = vacancy.agency, BY()
    clock.to_morrow()
    file = csv_file(folder, "performance", [performance(one.nip, predikat="Sangat Kurang") for one in people])
    given: dict[str, Any] = {"agency": agency, "by": by, "dry_run": False}
    assert importers.read(kind="performance", path=file, filename=file.name, **given).accepted == len(people)
    relations = list(DeclaredRelation.objects.filter(ended_at=None))
    for one in relations:
        calibration.end_relation(relation=one, reason="Ternyata bukan keluarga.", by=one.user)
    clock.to_morrow()
    for one in relations:
        calibration.declared(employee=one.employee, relation=one.relation, by=one.user)
    for person in people:
        factories.write("attestations", person, known_at=known.turn(agency.pk), kind="HEALTH", passed=False,
                        true_from=date(2026, 1, 5))  # fmt: skip
        row: dict[str, Any] = {
            "name": f"{person.name}, S.T.",
            "status": "PNS",
            "grade": "III/a",
            "grade_from": date(2025, 4, 1),
        }
        factories.write("employees", person, known_at=known.turn(agency.pk), tier="PELAKSANA", **row)
    held = AssessmentRecord.objects.get(employee=people[0], known_to=None)
    records.retire(kind="assessments", row=held, seen=held.digest, reason="Salah orang.", by=by)
    clock.to_morrow()
    for person in people:
        said: dict[str, Any] = {"severity": "SEVERE", "true_from": date(2026, 6, 1), "true_to": None, "decree": "HD-1"}
        records.add(kind="sanctions", employee=person, values=said, by=by)
    clock.to_morrow()
    grade = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/e"}
    asked: dict[str, Any] = {"tier": "JPT_PRATAMA", "number": "800/5", "since": date(2026, 1, 1), "until": None}
    asking.ask(agency=agency, requirements=[grade], by=by, **asked)
    freed: dict[str, Any] = {
        "code": "competence",
        "authority": "Kepala BKN",
        "number": "B-7",
        "granted": date(2026, 7, 1),
    }
    freed |= {
        "since": date(2026, 7, 1),
        "until": None,
        "grounds": "Dibutuhkan.",
        "document": ("i.pdf", documents.pdf()),
    }
    asking.waive(agency=agency, person=people[0], by=by, **freed)
    clock.to_morrow()
    about: dict[str, Any] = {"name": "Kepala Dinas Lain", "tier": "JPT_MADYA", "job_family": "hukum"}
    factories.write("positions", agency, known_at=known.turn(agency.pk), code=vacancy.position.code, **about)
    clock.to_morrow()
    for paper in ApprovalRecord.objects.filter(agency=agency, known_to=None):
        approvals.revoke(approval=paper, revoked_on=date(2026, 7, 1), reason="Dicabut pengawas.", by=by)
    narrowing.freeze(agency=agency, kind="NEW_HEAD", number="BA/3", since=date(2026, 7, 1), until=None, by=by)
    for membership in PoolMembership.objects.filter(agency=agency):
        pool.leave(membership=membership, on=date(2026, 7, 5), cause="OTHER", reason="Mengundurkan diri.", by=by)
    clock.to_morrow()


def _from_now_on(day: date) -> Law:
    """The shipped law, with every rule of a number doubled from `day` on."""
    rules = {one: shipped().versions(one) for one in shipped().ids()}
    for one, versions in rules.items():
        last = versions[-1]
        if isinstance(last.value, int) and last.effective_from < day and last.effective_to is None:
            ended = replace(last, effective_to=day - timedelta(days=1))
            rules[one] = (*versions[:-1], ended, replace(last, value=2 * last.value, effective_from=day))
    return Law(rules)


def told(vacancy: Vacancy, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the page of the three names and every paper say."""
    said: list[Any] = []

    def kept(_name: str, data: Any) -> bytes:
        said.append(data)
        return b"%PDF"

    monkeypatch.setattr(filling_papers.sheet, "pdf", kept)
    held = Vacancy.objects.select_related("agency", "position__current").get(pk=vacancy.pk)
    for code in PAPERS:
        assert filling_papers.paper(code, held, BY()) == b"%PDF", code
    shown = names.of(held, reader=BY())
    assert shown is not None
    return dict(zip(PAPERS, said, strict=True)) | {"names": shown}


@pytest.mark.parametrize(
    ("way", "basis", "made"),
    [(from_the_pool, "ranked_list", 4), (by_selection, "three_names", 5), (by_a_supplementary_round, "three_names", 6)],
)
def test_a_filling_comes_out_as_it_did_after_a_week_of_changes(
    way: Any, basis: str, made: int, clock: Clock, law: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    vacancy, people = way(factories.agency())
    chosen = filled(vacancy, people, basis)
    before = told(vacancy, monkeypatch)
    a_week(vacancy, people, clock, tmp_path)
    assert again(vacancy) == [replay.Replay(True, True, True)] * made
    law(_from_now_on(clock.instant.date()))
    after, found = told(vacancy, monkeypatch), again(vacancy)
    wrong = [what for what, said in before.items() if after[what] != said]
    wrong += [f"step {at}" for at, one in enumerate(found) if one != replay.Replay(True, True, law_same=False)]
    counted("T-25", made + len(before), f"of a filling again after a week of changes ({basis})", len(wrong))
    assert (wrong, len(found)) == ([], made)
    # And it would tell: none of them comes out so from what is known to-day.
    now = known.now(vacancy.agency_id)
    with triggers_off():
        execute("UPDATE succession_sight SET at = %s WHERE step = 'NAMES'", str(now))
    assert not replay.nomination(vacancy, reader=BY()).identical
    route, lists, chosen.at = vacancy.routes.get(), list(vacancy.longlists.all()), now
    for stored in (route, *lists):
        stored.known_at = now
    blind = [replay.route(route), *map(replay.longlist, lists), replay.decision(chosen, reader=system_operator())]
    assert [one.identical for one in blind] == [False] * (made - 1)


def again(vacancy: Vacancy) -> list[replay.Replay]:
    """How the route, the longlists, the three names and what the PPK signed come out now."""
    return [result for _stored, result in openings.replay_filling(vacancy=vacancy, by=BY())]


def test_a_start_anew_somebody_from_outside_and_simulations_come_out_as_they_did(
    clock: Clock, law: Any, tmp_path: Path
) -> None:
    agency = factories.agency()
    people = cast.people(agency)
    people.append(cast.candidate(agency, position="Kepala Dinas JPT-03"))
    posts = [cast.post(agency, "JPT-03"), cast.post(agency, "JPT-04")]
    factories.established_cycle(agency)
    cast.approved(agency)
    anew, outside = (cast.longlisted(agency, code, post)[0] for code, post in (("L-01", "JPT-01"), ("L-02", "JPT-02")))
    asked: dict[str, Any] = {"agency": agency, "name": "Rotasi", "on": date(2026, 8, 3), "by": BY()}
    drawn = [
        simulating.together(posts=posts, **asked),
        simulating.cascade(post=posts[1], person=people[4].pk, picks={}, depth=2, **asked),
    ]
    assert [len(one.rows) for one in drawn] == [2, 2]
    _started_again(anew, people)
    _from_outside(outside, people)
    a_week(outside, people, clock, tmp_path)
    # The post that somebody left on paper is called otherwise by now, and is no senior post any more.
    other = {"name": "Kepala Biro", "tier": "ADMINISTRATOR", "job_family": "perhubungan"}
    factories.write("positions", agency, known_at=known.turn(agency.pk), code="JPT-03", **other)
    same = replay.Replay(True, True, True)
    simulated = [openings.replay_simulation(stored=one, by=BY()) for one in drawn]
    # Route, longlist and three names of each; the start anew, the decision.
    assert [*again(anew), *again(outside), *simulated] == [same] * 10
    law(_from_now_on(clock.instant.date()))
    found = [*again(anew), *again(outside), *(openings.replay_simulation(stored=one, by=BY()) for one in drawn)]
    wrong = [at for at, one in enumerate(found) if one != replay.Replay(True, True, law_same=False)]
    counted("T-25", len(found), "of deviations and simulations again after a week of changes", len(wrong))
    assert wrong == []
    for starts, change, values in tampered(anew, outside, drawn):
        with transaction.atomic():
            with triggers_off():
                execute(change, *values)
            every = [*again(anew), *again(outside)]
            every += [openings.replay_simulation(stored=one, by=BY()) for one in Simulation.objects.order_by("id")]
            otherwise = [one for one in every if not one.identical]
            told = [text.id for one in otherwise for text in one.differences]
            assert (len(otherwise), [text[: len(starts)] for text in told]) == (1, [starts]), change
            transaction.set_rollback(True)


def tampered(anew: Vacancy, outside: Vacancy, drawn: list[Simulation]) -> list[tuple[str, str, list[Any]]]:
    """How a replay says what comes out otherwise, and the statement by which somebody changed what was stored."""
    three, start, second = (anew.sights.get(step=step) for step in ("NAMES", "AGAIN", "SECOND"))
    held = Inauguration.objects.get()
    who = three.names[1]["employee"]
    placed = drawn[0].rows[0]["placed"]
    worse = [three.names[0], three.names[1] | {"rank": 9}, three.names[2]]
    unscored = {**three.checks, str(who): three.checks[str(who)][:-1]}
    doubted = {**start.checks, str(who): [_unknown(start.checks[str(who)][0]), *start.checks[str(who)][1:]]}
    frozen = [held.checks[0] | {"status": "fail", "decides": True}, *held.checks[1:]]
    sight, of = "UPDATE succession_sight SET", "WHERE id = %s"
    return [
        ("nama 2: rank 9 → 2", f"{sight} names = %s {of}", [json.dumps(worse), three.pk]),
        (f"calon nomor {who}, choice: – → ", f"{sight} checks = %s {of}", [json.dumps(unscored), three.pk]),
        (f"calon nomor {who}, status: unknown", f"{sight} checks = %s {of}", [json.dumps(doubted), start.pk]),
        (f"tanda tangan kedua, calon nomor {who}, ", f"{sight} checks = %s {of}", [json.dumps(doubted), second.pk]),
        (
            f"{frozen[0]['code']}: fail",
            "UPDATE succession_inauguration SET checks = %s",
            [json.dumps(frozen)],
        ),
        (
            f"jabatan nomor {drawn[0].rows[0]['post']}: placed box 1, person {placed['person']}, ",
            "UPDATE succession_simulation SET rows = %s WHERE id = %s",
            [json.dumps([drawn[0].rows[0] | {"placed": placed | {"box": 1}}, *drawn[0].rows[1:]]), drawn[0].pk],
        ),
    ]


def _unknown(check: dict[str, Any]) -> dict[str, Any]:
    return check | {"status": "unknown"}


def _started_again(vacancy: Vacancy, people: list[Employee]) -> None:
    """None of the three is taken, and that is signed a second time."""
    cast.nominated(vacancy, people[:3])
    said: dict[str, Any] = {"dated": date(2026, 9, 1), "number": "800/8", "basis": "none_suitable"}
    token = confirmation.confirmation_token(vacancy)
    entry = countersigning.start_again(vacancy=vacancy, token=token, reason="Tidak ada yang memadai.", by=BY(), **said)
    head = factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, head)
    token = deviations.shown(entry, known.now(vacancy.agency_id))[1]
    countersigning.sign(entry=entry, token=token, by=head)


def _from_outside(vacancy: Vacancy, people: list[Employee]) -> None:
    """Somebody whom the committee did not name is decided on, signed for twice, and inaugurated."""
    cast.nominated(vacancy, people[:3])
    person = people[3]
    seen = confirmation.seen(vacancy, known.now(vacancy.agency_id), person)
    said: dict[str, Any] = {"decided_on": date(2026, 9, 1), "number": "800/9", "reason": "Paling berpengalaman."}
    given = {"employee": person, "token": seen.token, "outside": True, "basis": "agency_rule", "by": BY()}
    chosen = decision.decide(vacancy=vacancy, **said | given)
    cast.signed(chosen)
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 9, 5), by=BY())
    inauguration.inaugurate(decision=chosen, dated=date(2026, 9, 7), number="BA-1", by=BY())
