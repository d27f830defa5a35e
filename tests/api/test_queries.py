"""No list asks the database more when it is longer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from accounts.roles import Roles
from audit.domain import ledger
from succession.domain import gate, longlist, merit_evidence
from succession.models import Agreement, Announcement, Deviation, PlannedSuccessor, Simulation, SuccessionPlan, Vacancy
from talent.domain import evidence, inclusion, policies, policy_drafts
from talent.domain.queries import inclusion as latecomers
from talent.domain.queries import pool
from talent.models import (
    Advice,
    Agency,
    AwardRecord,
    EvidenceFile,
    ImportBatch,
    Position,
    Reply,
    ReviewCycle,
    TalentAction,
    TrainingGroup,
    TrainingSeat,
    UnitRecord,
)
from tests import factories
from tests.access import table
from tests.api.conftest import (
    PREFIX,
    a_critical_post,
    a_decree,
    a_freeze,
    a_merit_round,
    a_waiver,
    a_wider_pool,
    an_addition,
)
from tests.succession import assessed, cast
from tests.succession.decreed import decreed
from tests.talent import documents, sittings

pytestmark = pytest.mark.django_db


def people(count: int) -> str:
    for _number in range(count):
        factories.assessed(factories.employee(unit=factories.unit(factories.agency()).code))
    factories.mapped_cycle()
    return "employees/"


def search(count: int) -> str:
    people(count)
    return "employees/search/"


def units(count: int) -> str:
    for number in range(count):
        factories.unit(factories.agency(), f"U-{number}")
    return "units/"


def house_records(count: int) -> str:
    units(count)
    return "records/units/"


def house_proofs(count: int) -> str:
    units(1)
    row = UnitRecord.objects.get()
    for number in range(count):
        evidence.attach(kind="units", row=row, source=f"Perda {number}", by=system_operator())
    return f"records/units/{row.pk}/evidence/"


def import_proofs(count: int) -> str:
    batch = factories.an_import("awards")
    for number in range(count):
        evidence.attach(kind="awards", row=batch, source=f"Surat {number}", by=system_operator())
    return f"imports/{batch.pk}/evidence/"


def records(count: int) -> str:
    person = factories.employee()
    for number in range(count):
        factories.write("awards", person, name=f"P{number}", level="AGENCY", true_from=date(2024, 1, 2))
    return f"employees/{person.pk}/records/awards/"


def states(count: int) -> str:
    person = factories.employee(unit=factories.unit(factories.agency()).code)
    for number in range(1, count):
        values = {"status": "PNS", "standing": "ACTIVE", "grade": "IV/a", "position": "Camat", "tier": "ADMINISTRATOR"}
        days = {"grade_from": date(2019, 4, 1), "post_from": date(2020 + number, 1, 2)}
        factories.write("employees", person, name=person.name, unit="DISHUB", job_family=None, **values, **days)
    return f"employees/{person.pk}/records/employees/"


def uploads(count: int) -> str:
    for number in range(count):
        ImportBatch.objects.create(
            agency=factories.agency(),
            kind="awards",
            file_name=f"{number}.csv",
            file_digest="0" * 64,
            by=system_operator(),
            report={"rows": number},
        )
    return "imports/"


def review_cycles(count: int) -> str:
    for number in range(count):
        factories.mapped_cycle(name=f"Siklus {number}")
    return "cycles/"


def placements(count: int) -> str:
    people(count)
    return f"cycles/{factories.mapped_cycle(name='Kedua').pk}/placements/"


def members(count: int) -> str:
    for _number in range(count):
        factories.assessed(factories.employee())
    factories.established_cycle()
    assert pool.members(factories.agency().pk, factories.ON).count() == count
    return f"pool/?on={factories.ON.isoformat()}"


def rounds(count: int) -> str:
    for number in range(count):
        cast.merit("merit_rounds", {"agency": factories.agency().code, "round": str(number), "instrument": "KASN-2019"})
    a_merit_round(factories.agency(), "2022")
    return "merit-rounds/"


def assessments(count: int) -> str:
    for number in range(count):
        assessed.begun(factories.agency(), system_operator(), f"Draf {number}")
    return "merit-assessments/"


def merit_proofs(count: int) -> str:
    by, name = system_operator(), "Himpunan bukti"
    held = assessed.begun(factories.agency(), by)
    for number in range(count):
        document = ("bukti.pdf", documents.pdf(f"Bukti {number}"))
        merit_evidence.attach(assessment=held, sub_aspects=["1.1"], title=name, document=document, by=by)
    return f"merit-assessments/{held.pk}/evidence/"


def weights_of(count: int) -> str:
    for number in range(count):
        cast.weighed(factories.agency(), number + 1)
    return "merit-weights/"


def posts(count: int) -> str:
    for number in range(count):
        cast.opened(factories.agency(), cast.post(factories.agency(), f"J-{number}"), f"L-{number}")
    return "vacancies/"


def candidates(count: int) -> str:
    agency = factories.agency()
    cast.people(agency, count)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    longlist.build(vacancy=vacancy, by=system_operator())
    return f"vacancies/{vacancy.pk}/longlist/"


def extended(count: int) -> str:
    """Announcements of a selection: the first, and extensions of it."""
    vacancy = cast.announced(factories.agency())
    for number in range(1, count):
        closes = factories.ON + timedelta(days=100 * number)
        days = {"published_on": closes, "closes_on": closes}
        made = {"by": system_operator(), "at": factories.KNOWN}
        Announcement.objects.create(vacancy=vacancy, number=f"P-{number + 1}", place="Laman", **days, **made)
    return f"vacancies/{vacancy.pk}/announcements/"


def applicants(count: int) -> str:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    cast.applied(vacancy, [factories.employee(agency) for _number in range(count)])
    return f"vacancies/{vacancy.pk}/applications/"


def outsiders_kept(count: int) -> str:
    vacancy = cast.announced(factories.agency())
    for number in range(count):
        cast.outsider(vacancy, 901 + number, known=False)
    return f"vacancies/{vacancy.pk}/outsiders/"


def outsiders_applied(count: int) -> str:
    return outsiders_kept(count).replace("outsiders", "applications")


def ledger_events(count: int) -> str:
    for _number in range(count):
        ledger.record("test", by=system_operator(), agency=factories.agency().code)
    return "events/"


def plan_lines(count: int) -> str:
    by = system_operator()
    for number in range(count):
        person = factories.employee()
        given = {"kind": "DEVELOPMENT", "action": f"Kursus {number}", "owner": "BKD", "due": factories.ON, "by": by}
        TalentAction.objects.create(agency=person.agency, employee=person, **given)
    return "plans/"


def training_groups(count: int) -> str:
    cycle = factories.cycle()
    for number in range(count):
        given = {"name": "Kelompok", "profile": {"integrity": 1.0}, "made_by": system_operator()}
        TrainingGroup.objects.create(agency=cycle.agency, cycle=cycle, number=number, **given)
    return "training-groups/"


def training_seats(count: int) -> str:
    training_groups(1)
    group = TrainingGroup.objects.get()
    for _number in range(count):
        TrainingSeat.objects.create(group=group, employee=factories.employee())
    return f"training-groups/{group.pk}/people/"


def sessions(count: int) -> str:
    for number in range(count):
        factories.assessed(factories.employee())
        sittings.open_session(factories.mapped_cycle(name=f"Siklus {number}"))
    return "calibration-sessions/"


def answers(count: int) -> str:
    cycle = factories.mapped_cycle()
    for _number in range(count):
        given = {"kind": "OBJECTION", "text": "Nilainya keliru.", "by": system_operator()}
        Reply.objects.create(cycle=cycle, employee=factories.employee(), **given)
    return "replies/"


def standings(count: int) -> str:
    for _number in range(count):
        factories.assessed(factories.employee())
    factories.established_cycle(on=timezone.localdate() - timedelta(days=30))
    decreed(factories.agency(), count)
    return "readiness/"


def falling(count: int) -> str:
    for number in range(count):
        cast.post(factories.agency(), f"P{number}", critical=True)
        factories.employee(position=f"Kepala Dinas P{number}", tier="JPT_PRATAMA")
        factories.assessed(factories.employee())
    factories.established_cycle(on=timezone.localdate() - timedelta(days=30))
    decreed(factories.agency(), count)
    return "vacancy-calendar/"


def planned(count: int) -> str:
    falling(count)
    for position in Position.objects.all():
        about = {"agency": factories.agency(), "version": 1, "outcome": "NAMED", "reason": "Dibahas."}
        about |= {"by": system_operator(), "at": factories.KNOWN}
        plan = SuccessionPlan.objects.create(position=position, **about)
        PlannedSuccessor.objects.create(plan=plan, employee=factories.assessed(factories.employee()), order=1)
    return "succession-plans/"


def simulated(count: int) -> str:
    for number in range(count):
        about = {"agency": factories.agency(), "kind": "TOGETHER", "name": f"Rotasi {number}", "on": factories.ON}
        about |= {"known_at": factories.KNOWN, "at": factories.KNOWN, "asked": {}, "rows": [], "emptied": []}
        about |= dict.fromkeys(("law_digest", "inputs_digest", "results_digest"), "0" * 64)
        Simulation.objects.create(by=system_operator(), **about)
    return "simulations/"


def agency_list(count: int) -> str:
    asking = User.objects.exclude(pk=system_operator().pk).latest("pk")
    for number in range(count - 1):
        more = factories.agency(f"A-{number}", f"Kota {number}", "CITY")
        factories.users.grant(user=asking, role=Roles.BKD_STAFF, agency_id=more.pk, by=system_operator())
    return "agencies/"


def proofs(count: int) -> str:
    person = factories.employee()
    for number in range(count):
        factories.write("awards", person, name=f"P{number}", level="AGENCY", true_from=date(2024, 1, 2))
    for row in AwardRecord.objects.filter(employee=person):
        evidence.attach(kind="awards", row=row, source="Piagam", by=system_operator())
    return f"employees/{person.pk}/evidence/"


def alike(count: int) -> str:
    first, *_others = [factories.assessed(factories.employee()) for _number in range(1 + count)]
    return f"employees/{first.pk}/similar/"


def boxes(count: int) -> str:
    person = factories.assessed(factories.employee())
    for number in range(count):
        factories.mapped_cycle(name=f"Siklus {number}")
    return f"employees/{person.pk}/placements/"


def faults(count: int) -> str:
    for _number in range(count):
        factories.employee(unit=factories.unit(factories.agency()).code)
    return f"quality/?agency={factories.agency().pk}&kind=performance"


def published(count: int) -> str:
    text = (settings.BASE_DIR / "demo" / "policies" / "bontang-2020.yaml").read_text(encoding="utf-8")
    for number in range(count):
        document = text.replace("code: bontang-2020", f"code: contoh-{number}")
        policies.publish(document=document, name="contoh", agency=factories.agency(), by=system_operator())
    return "policies/"


def drafts(count: int) -> str:
    for _number in range(count):
        policy_drafts.start(agency=factories.agency(), source="in_force", by=system_operator())
    return "policy-drafts/"


def moves(count: int) -> str:
    persons = [factories.assessed(factories.employee()) for _number in range(count)]
    cycle = factories.mapped_cycle()
    session = sittings.sitting(cycle)
    for person in persons:
        sittings.moved(session, person, 8, reason=f"{sittings.REASON} ({person.pk})")
    return f"cycles/{cycle.pk}/moves/"


def waiting(count: int) -> str:
    factories.employee()
    cycle = factories.established_cycle()
    for _number in range(count):
        factories.assessed(factories.employee(known_at=timezone.now()))
    factories.included(cycle)
    return f"cycles/{cycle.pk}/latecomers/"


def declined(count: int) -> str:
    cycle = ReviewCycle.objects.get(pk=int(waiting(count).split("/")[1]))
    late = latecomers.waiting_for_decree(cycle)
    told = {"reason": "Jabatannya dihapus.", "token": inclusion.token_of(cycle, late), "by": system_operator()}
    inclusion.decline(cycle=cycle, people=[one.employee_id for one in late], **told)
    return f"cycles/{cycle.pk}/declines/"


def raters(count: int) -> str:
    cycle = factories.mapped_cycle()
    said = {"n": 12, "others": 1, "effect": 3.5, "low": 1.0, "high": 6.0, "verdict": "LENIENT"}
    document = {"year": 2025, "used": 12, "left_out": 0, "no_rater": 0, "spread": [4.0, 1.0, 9.0], "units": []}
    document |= {"raters": [{"name": factories.employee().nip} | said for _number in range(count)]}
    given = {"kind": "severity", "known_at": timezone.now(), "inputs_digest": "0" * 64, "by": system_operator()}
    Advice.objects.create(cycle=cycle, document=document, **given)
    return f"cycles/{cycle.pk}/raters/"


def papers(count: int) -> str:
    for number in range(count):
        paper = {"agency": factories.agency().code, "kind": "APPROVAL", "authority": "BKN", "number": f"P-{number}"}
        assert cast.merit("approvals", paper | {"true_from": date(2026, 1, 5)}).errors == []
    return "approvals/"


def freezes(count: int) -> str:
    for number in range(count):
        a_freeze(factories.agency(), f"KPU/{number}")
    return "gate-freezes/"


def decrees(count: int) -> str:
    for number in range(count):
        a_decree(factories.agency(), f"800/{number}")
    return "gate-conditions/"


def critical_posts(count: int) -> str:
    for number in range(count):
        a_critical_post(cast.post(factories.agency(), f"J-{number}"))
    return "critical-posts/"


def additions(count: int) -> str:
    for number in range(count):
        an_addition(factories.agency(), f"800/{number}")
    return "agency-requirements/"


def waivers(count: int) -> str:
    for number in range(count):
        a_waiver(factories.employee(), f"B-{number}")
    return "requirement-waivers/"


def wider_pools(count: int) -> str:
    for number in range(count):
        a_wider_pool(factories.agency(), f"800/{number}")
    return "wider-pools/"


def agreements(count: int) -> str:
    path, vacancy, by = candidates(1), Vacancy.objects.get(), system_operator()
    file = EvidenceFile.objects.create(agency=vacancy.agency, digest="0" * 64, name="surat.pdf", size=1, by=by)
    made = {"number": "SK-1", "dated": factories.ON, "file": file, "by": by, "at": factories.KNOWN}
    for _number in range(count):
        guest = factories.employee(factories.other_agency())
        Agreement.objects.create(vacancy=vacancy, employee=guest, home=guest.agency, **made)
    return path.replace("longlist", "agreements")


def compared(count: int) -> str:
    agency_list(count)
    for of in Agency.objects.all():
        a_merit_round(of)
    return "merit-standings/"


def seats(count: int) -> str:
    for number in range(count):
        cast.post(factories.agency(), f"J-{number}")
        factories.employee(position=f"Kepala Dinas J-{number}", tier="JPT_PRATAMA")
    return "posts/"


def swept(count: int) -> str:
    cast.post(factories.agency())
    cast.swept(factories.agency(), count)
    return "eligibility-sweeps/"


def swept_posts(count: int) -> str:
    for number in range(count):
        cast.post(factories.agency(), f"J-{number}")
    return f"eligibility-sweeps/{cast.swept(factories.agency()).sweep_id}/posts/"


def swept_people(count: int) -> str:
    for _number in range(count):
        factories.employee()
    cast.post(factories.agency())
    return f"swept-posts/{cast.swept(factories.agency()).pk}/people/"


def lacking(count: int) -> str:
    agency = factories.agency()
    for _number in range(count):
        cast.candidate(agency, healthy=None)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _longlist = cast.longlisted(agency)
    decreed(agency, count)
    return f"vacancies/{vacancy.pk}/lacking/"


def lacking_of_applicants(count: int) -> str:
    agency = factories.agency()
    vacancy = cast.announced(agency)
    cast.applied(vacancy, [cast.candidate(agency, healthy=None) for _number in range(count)])
    decreed(agency, count)
    return f"vacancies/{vacancy.pk}/lacking/?kind=attestations"


def deviated(count: int) -> str:
    vacancy, by = cast.opened(factories.agency(), cast.post(factories.agency())), system_operator()
    said = {"kind": "AGAIN", "basis": "none_suitable", "dated": date(2026, 7, 20), "number": "800/9", "by": by}
    ended = {"ended_by": by, "ended_at": timezone.now(), "end_reason": "Ditarik."}
    for _number in range(count):
        Deviation.objects.create(vacancy=vacancy, reason="Ulang.", token="0" * 64, at=timezone.now(), **said, **ended)
    return "deviations/"


# Lists that leave an event.
LOOKING = (records, states, proofs, boxes, alike)
LISTS = [
    ("agencies", "BKD_STAFF", agency_list, 4),
    ("units", "BKD_STAFF", units, 4),
    ("employees", "BKD_STAFF", people, 10),
    ("employee_search", "BKD_STAFF", search, 10),
    ("employee_records", "BKD_STAFF", records, 9),
    ("employee_records", "BKD_STAFF", states, 9),
    ("employee_evidence", "BKD_STAFF", proofs, 8),
    ("employee_placements", "BKD_STAFF", boxes, 10),
    ("employee_similar", "BKD_STAFF", alike, 12),
    ("records", "BKD_STAFF", house_records, 4),
    ("record_evidence", "BKD_STAFF", house_proofs, 6),
    ("worklist", "BKD_STAFF", faults, 11),
    ("imports", "BKD_STAFF", uploads, 4),
    ("import_evidence", "BKD_STAFF", import_proofs, 5),
    ("cycles", "BKD_STAFF", review_cycles, 4),
    ("cycle_placements", "BKD_STAFF", placements, 8),
    ("cycle_moves", "BKD_STAFF", moves, 6),
    ("cycle_latecomers", "BKD_STAFF", waiting, 8),
    ("cycle_declines", "BKD_STAFF", declined, 5),
    ("cycle_raters", "BKD_STAFF", raters, 7),
    ("pool", "BKD_STAFF", members, 6),
    ("plans", "BKD_STAFF", plan_lines, 4),
    ("training_groups", "BKD_STAFF", training_groups, 4),
    ("training_group_people", "BKD_STAFF", training_seats, 5),
    ("calibration_sessions", "BKD_STAFF", sessions, 4),
    ("replies", "BKD_STAFF", answers, 4),
    ("readiness", "BKD_STAFF", standings, 10),
    ("policies", "BKD_STAFF", published, 4),
    ("policy_drafts", "BKD_STAFF", drafts, 4),
    ("merit_rounds", "BKD_STAFF", rounds, 7),
    ("merit_assessments", "BKD_STAFF", assessments, 4),
    ("merit_evidence_list", "BKD_STAFF", merit_proofs, 5),
    ("merit_weights", "BKD_STAFF", weights_of, 4),
    ("approvals", "BKD_STAFF", papers, 5),
    ("gate_freezes", "BKD_STAFF", freezes, 5),
    ("gate_conditions", "BKD_STAFF", decrees, 5),
    ("critical_posts", "BKD_STAFF", critical_posts, 5),
    ("agency_requirements", "BKD_STAFF", additions, 5),
    ("requirement_waivers", "BKD_STAFF", waivers, 5),
    ("wider_pools", "BKD_STAFF", wider_pools, 5),
    ("vacancy_agreements", "BKD_STAFF", agreements, 5),
    ("merit_standings", "BKD_STAFF", compared, 9),
    ("posts", "BKD_STAFF", seats, 10),
    ("vacancy_calendar", "BKD_STAFF", falling, 12),
    ("succession_plans", "BKD_STAFF", planned, 12),
    ("simulations", "BKD_STAFF", simulated, 4),
    ("vacancies", "BKD_STAFF", posts, 4),
    ("vacancy_longlist", "BKD_STAFF", candidates, 6),
    ("vacancy_announcements", "BKD_STAFF", extended, 5),
    ("vacancy_applications", "BKD_STAFF", applicants, 5),
    ("vacancy_applications", "BKD_STAFF", outsiders_applied, 5),
    ("vacancy_outsiders", "BKD_STAFF", outsiders_kept, 5),
    ("eligibility_sweeps", "BKD_STAFF", swept, 4),
    ("eligibility_sweep_posts", "BKD_STAFF", swept_posts, 5),
    ("swept_post_people", "BKD_STAFF", swept_people, 6),
    ("vacancy_lacking", "BKD_STAFF", lacking, 10),
    ("vacancy_lacking", "BKD_STAFF", lacking_of_applicants, 11),
    ("deviations", "BKD_STAFF", deviated, 4),
    ("events", "AUDITOR", ledger_events, 4),
]


def test_every_list_of_the_reviewed_table_is_counted() -> None:
    """A new list endpoint stands in the table of access with its rows; without a line here this fails."""
    shown = {row.route for row in table.rows() if any(answer.rows is not None for answer in row.own.values())}
    assert {f"api:{name}" for name, *_rest in LISTS} == {name for name in shown if name.startswith("api:")}
    assert max(queries for *_rest, queries in LISTS) <= 12


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "role", "make", "queries"),
    LISTS,
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_list_asks_the_same_number_of_queries_at_one_and_three_rows(
    ask: Any,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
    name: str,
    role: str,
    make: Any,
    queries: int,
    rows: int,
) -> None:
    caller = ask(role)
    path = make(rows)
    assert resolve(f"{PREFIX}{path.partition('?')[0]}").view_name == f"api:{name}"
    if make in LOOKING and connection.vendor == "postgresql":
        queries += 1  # the ledger's own lock
    with django_assert_num_queries(queries):
        status, content = caller.post(path, {"q": "pegawai"}) if make is search else caller.get(path)
    assert status == 200
    # The asker's role is an event too, and the round that is decided comes on top.
    assert len(content["results"]) == rows + (make in (ledger_events, rounds))
