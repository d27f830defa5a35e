"""A caller of the API, and a house with something in every room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.domain.users import system_operator
from rules.law import shipped
from succession.domain import agreeing, asking, critical, narrowing
from succession.models import (
    AgencyRequirementsRecord,
    ApprovalRecord,
    CriticalPostRecord,
    GateConditionRecord,
    GateFreezeRecord,
    Longlist,
    MeritRound,
    RequirementWaiverRecord,
    Vacancy,
    WiderPoolRecord,
)
from talent.models import Agency, Employee, Position, ReviewCycle
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.talent import documents

PREFIX = "/api/v1/"
GRADE = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"}
_OF_2018 = {"since": date(2018, 2, 12), "until": date(2018, 9, 30)}


@dataclass
class Caller:
    """Asks as one signed-in user; answers are (status, JSON)."""

    client: Client

    def get(self, path: str, query: dict[str, Any] | None = None, language: str = "en") -> tuple[int, Any]:
        return self._told(self.client.get(PREFIX + path, query or {}, headers={"accept-language": language}))

    def post(self, path: str, body: Any = None, language: str = "en") -> tuple[int, Any]:
        headers = {"accept-language": language}
        response = self.client.post(PREFIX + path, body or {}, content_type="application/json", headers=headers)
        return self._told(response)

    @staticmethod
    def _told(response: Any) -> tuple[int, Any]:
        expected = "application/json" if response.status_code < 400 else "application/problem+json"
        assert response["Content-Type"] == expected, response["Content-Type"]
        return response.status_code, response.json()


@dataclass
class House:
    """Everything of one agency that has an address."""

    agency: Agency
    people: list[Employee]
    cycle: ReviewCycle
    vacancy: Vacancy
    longlist: Longlist
    merit_round: MeritRound
    paper: ApprovalRecord
    freeze: GateFreezeRecord
    decree: GateConditionRecord
    critical: CriticalPostRecord
    asked: AgencyRequirementsRecord
    waiver: RequirementWaiverRecord
    wider: WiderPoolRecord


@pytest.fixture
def ask(sign_in: SignIn) -> Callable[..., Caller]:
    """`ask("BKD_STAFF")`: a caller with that role; arguments as for `sign_in`."""
    return lambda *role, **options: Caller(sign_in(*role, **options))


def a_merit_round(of: Agency, name: str = "2022") -> MeritRound:
    """A decided round of 2022 whose verified levels are all 3, but for 1.1 (4) and 8.3 (1)."""
    subs = [sub["id"] for sub in shipped().versions("merit.instrument_kasn_2019")[-1].value["sub_aspects"]]
    decided = {"submitted_on": date(2022, 5, 2), "decided_on": date(2022, 9, 1), "decision_number": f"M/{name}"}
    known = {"agency": of.code, "round": name}
    assert cast.merit("merit_rounds", known | {"instrument": "KASN-2019"} | decided).errors == []
    verified = dict.fromkeys(subs, 3) | {"1.1": 4, "8.3": 1}
    rows = [known | {"sub_aspect": sub, "level": 4, "verified_level": level} for sub, level in verified.items()]
    assert cast.merit("merit_levels", *rows).errors == []
    return MeritRound.objects.get(agency=of, name=name)


def a_house(of: Agency | None = None) -> House:
    """Two candidates in box 9, a third without records, a pool, a longlisted vacancy, a merit round."""
    agency = of or factories.agency()
    people = cast.people(agency, 2)
    people.append(factories.employee(agency))
    cycle = factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, longlist = cast.longlisted(agency)
    paper = ApprovalRecord.objects.get(agency=agency)
    decrees = (a_freeze(agency), a_decree(agency), a_critical_post(vacancy.position), an_addition(agency))
    own = (*decrees, a_waiver(people[0]), a_wider_pool(agency))
    return House(agency, people, cycle, vacancy, longlist, a_merit_round(agency), paper, *own)


def a_freeze(of: Agency, number: str = "KPU/1") -> GateFreezeRecord:
    """An election of 2018, long over."""
    told = {"kind": "PILKADA", "since": date(2018, 2, 12), "until": date(2018, 9, 30), "number": number}
    return narrowing.freeze(agency=of, by=system_operator(), **told)


def a_decree(of: Agency, number: str = "800/1") -> GateConditionRecord:
    """Conditions of 2018, long over."""
    told = {"since": date(2018, 2, 12), "until": date(2018, 9, 30), "number": number}
    return narrowing.conditions(agency=of, category=None, score=None, group=2, by=system_operator(), **told)


def a_critical_post(post: Position) -> CriticalPostRecord:
    """A post that was critical in 2018."""
    told = {"position": post.code, "number": "800/2", "criteria": "Kewenangan strategis"} | _OF_2018
    return critical.decree(agency=post.agency, by=system_operator(), **told)


def an_addition(of: Agency, number: str = "800/3") -> AgencyRequirementsRecord:
    """What the agency asked beyond the law in 2018."""
    told = {"tier": "JPT_PRATAMA", "number": number, "requirements": [GRADE]} | _OF_2018
    return asking.ask(agency=of, by=system_operator(), **told)


def a_waiver(person: Employee, number: str = "B-4") -> RequirementWaiverRecord:
    """A document that freed somebody from the limit of age in 2018."""
    told = {"code": "age", "authority": "Kepala BKN", "number": number, "granted": date(2018, 2, 1)} | _OF_2018
    given = {"grounds": "Dibutuhkan sampai pemilihan.", "document": ("izin.pdf", documents.pdf())}
    return asking.waive(agency=person.agency, person=person, by=system_operator(), **told, **given)


def a_wider_pool(of: Agency, number: str = "800/4") -> WiderPoolRecord:
    """That longlists of 2018 took in members of other agencies' groups who agreed."""
    document = ("keputusan.pdf", documents.pdf())
    return agreeing.widen(agency=of, number=number, document=document, by=system_operator(), **_OF_2018)


@pytest.fixture
def house(db: None) -> House:
    return a_house()


def addresses(of: House) -> dict[str, str]:
    """Name → path of every GET endpoint, with what the house has."""
    person = of.people[0].pk
    return {
        "me": "me/",
        "agencies": "agencies/",
        "agency": f"agencies/{of.agency.pk}/",
        "units": "units/",
        "employees": "employees/",
        "employee": f"employees/{person}/",
        "employee_placements": f"employees/{person}/placements/",
        "employee_records": f"employees/{person}/records/assessments/",
        "employee_similar": f"employees/{person}/similar/",
        "imports": "imports/",
        "cycles": "cycles/",
        "cycle": f"cycles/{of.cycle.pk}/",
        "cycle_placements": f"cycles/{of.cycle.pk}/placements/",
        "placement_explanation": f"cycles/{of.cycle.pk}/placements/{person}/explanation/",
        "calibration_sessions": "calibration-sessions/",
        "replies": "replies/",
        "plans": "plans/",
        "training_groups": "training-groups/",
        "readiness": f"readiness/?agency={of.agency.pk}",
        "pool": f"pool/?on=2026-07-10&agency={of.agency.pk}",
        "merit_rounds": "merit-rounds/",
        "merit_round": f"merit-rounds/{of.merit_round.pk}/",
        "merit_way": f"merit-rounds/{of.merit_round.pk}/way/",
        "merit_standings": "merit-standings/",
        "gate_calendar": f"gate-calendar/?agency={of.agency.pk}&tier=JPT_PRATAMA",
        "merit_follow_up": f"merit-rounds/{of.merit_round.pk}/follow-up/",
        "merit_assessments": "merit-assessments/",
        "merit_weights": "merit-weights/",
        "merit_weights_present": f"merit-weights/present/?instrument=KASN-2019&agency={of.agency.pk}",
        "approvals": "approvals/",
        "approval": f"approvals/{of.paper.pk}/",
        "gate_freezes": "gate-freezes/",
        "gate_freeze": f"gate-freezes/{of.freeze.pk}/",
        "gate_conditions": "gate-conditions/",
        "gate_condition": f"gate-conditions/{of.decree.pk}/",
        "critical_posts": "critical-posts/",
        "critical_post": f"critical-posts/{of.critical.pk}/",
        "agency_requirements": "agency-requirements/",
        "agency_requirement": f"agency-requirements/{of.asked.pk}/",
        "requirement_waivers": "requirement-waivers/",
        "requirement_waiver": f"requirement-waivers/{of.waiver.pk}/",
        "wider_pools": "wider-pools/",
        "wider_pool": f"wider-pools/{of.wider.pk}/",
        "posts": "posts/",
        "vacancy_calendar": f"vacancy-calendar/?agency={of.agency.pk}",
        "succession_plans": f"succession-plans/?agency={of.agency.pk}",
        "simulations": "simulations/",
        "route": f"route/?agency={of.agency.pk}&tier=JPT_PRATAMA&on=2026-07-10",
        "vacancies": "vacancies/",
        "vacancy": f"vacancies/{of.vacancy.pk}/",
        "vacancy_route": f"vacancies/{of.vacancy.pk}/route/",
        "vacancy_longlist": f"vacancies/{of.vacancy.pk}/longlist/",
        "vacancy_lacking": f"vacancies/{of.vacancy.pk}/lacking/",
        "vacancy_compare": f"vacancies/{of.vacancy.pk}/comparison/",
        "vacancy_names": f"vacancies/{of.vacancy.pk}/names/",
        "candidate": f"vacancies/{of.vacancy.pk}/candidates/{person}/",
        "events": "events/",
    }
