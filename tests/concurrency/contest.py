"""One signer of a contest, in a process of its own: orders and answers are lines of JSON."""

import json
import os
import sys
from datetime import date
from typing import Any

from accounts.domain.users import system_operator
from rules.errors import DomainError
from succession.domain import countersigning, deviations, inauguration, recommendation
from succession.domain.confirmation import confirmation_token
from succession.domain.decision import decide, withdraw
from succession.models import AppointmentDecision, Deviation, Vacancy
from talent.domain import known
from talent.models import Employee
from tests import factories
from tests.succession import cast


def take_orders() -> None:
    """Answer each order with one line until there are no more."""
    for line in sys.stdin:
        order = json.loads(line)
        answer = ORDERS[order.pop("do")](**order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def prepare() -> dict[str, Any]:
    """Four vacancies, each with the same three nominees, and what there is to confirm on each."""
    agency = factories.agency()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancies = {}
    for number in range(1, 5):
        vacancy, _built = cast.longlisted(agency, f"L-{number}", f"JPT-{number}")
        cast.nominated(vacancy, people)
        vacancies[vacancy.pk] = confirmation_token(vacancy)
    return {"vacancies": list(vacancies.items()), "people": [person.pk for person in people]}


READY: dict[str, Any] = {}


def aim(vacancy: int, token: str, person: int) -> str:
    """Open the page: read the vacancy as it is before anybody has signed."""
    READY["vacancy"] = Vacancy.objects.select_related("agency").get(pk=vacancy)
    READY["employee"] = Employee.objects.get(pk=person)
    READY["token"] = token
    return "ready"


def sign() -> dict[str, str]:
    """Decide, and tell what came of it: `won`, or the code of the refusal."""
    words = {"decided_on": date(2026, 7, 20), "number": "800/7/2026", "reason": "Paling berpengalaman."}
    words |= {"basis": "ranked_list"}
    try:
        decide(**READY, **words, by=system_operator())
    except DomainError as error:
        return {"result": error.code, "message": str(error)}
    return {"result": "won", "message": ""}


def deviate(vacancy: int, person: int) -> str:
    """The PPK takes the second name, which waits for its second signature; everybody then reads the entry."""
    held = Vacancy.objects.select_related("agency").get(pk=vacancy)
    words = {"decided_on": date(2026, 7, 20), "number": "800/7/2026", "reason": "Paling berpengalaman."}
    token, chosen = confirmation_token(held), Employee.objects.get(pk=person)
    decide(vacancy=held, employee=chosen, basis="ranked_list", token=token, by=system_operator(), **words)
    return "waiting"


def read(vacancy: int, role: str) -> str:
    """Somebody opens the entry: a head of the BKD of their own, or the PPK who could take the decision back."""
    entries = Deviation.objects.select_related("vacancy__agency", "decision__employee", "decision__vacancy__agency")
    entry = entries.get(vacancy=vacancy, ended_at=None)
    token = deviations.shown(entry, known.now(entry.vacancy.agency_id))[1]
    if role == "PPK":
        by = system_operator()
    else:
        name = f"kepala-{os.getpid()}"
        by = READY["head"] = READY.get("head") or factories.user(role, entry.vacancy.agency, username=name)
        cast.declared(entry.vacancy, by)
    READY.update(entry=entry, second=token, role=role, by=by)
    return "ready"


def countersign() -> dict[str, str]:
    """Sign it a second time, or take it back, and tell what came of it."""
    try:
        if READY["role"] == "PPK":
            withdraw(decision=READY["entry"].decision, reason="Berubah pikiran sesudahnya.", by=READY["by"])
            return {"result": "withdrawn", "message": ""}
        countersigning.sign(entry=READY["entry"], token=READY["second"], by=READY["by"])
    except DomainError as error:
        return {"result": error.code, "message": str(error)}
    return {"result": "signed", "message": ""}


def settle(vacancy: int) -> list[Any]:
    """How the newest entry of the vacancy stands, and the vacancy; then the decision is taken back."""
    entry = Deviation.objects.filter(vacancy=vacancy).latest("id")
    found = [entry.signed_by_id, entry.ended_at is not None, Vacancy.objects.get(pk=vacancy).state]
    for held in AppointmentDecision.objects.filter(ended_at=None).select_related("vacancy__agency"):
        withdraw(decision=held, reason="Kontes berikutnya dimulai.", by=system_operator())
    return found


def almost(vacancy: int, person: int) -> int:
    """The person is decided for, and the overseer recommends it: only the inauguration is missing. The decision."""
    held, chosen = Vacancy.objects.select_related("agency").get(pk=vacancy), Employee.objects.get(pk=person)
    words = {"decided_on": date(2026, 7, 20), "number": "800/7/2026", "reason": "Paling berpengalaman."}
    made = decide(vacancy=held, employee=chosen, token=confirmation_token(held), by=system_operator(), **words)
    letter = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25)}
    recommendation.record(decision=made, by=system_operator(), **letter)
    return made.pk


def inaugurate(decision: int) -> dict[str, str]:
    """Inaugurate, and tell what came of it."""
    related = ("vacancy__agency", "vacancy__position", "employee__agency")
    held = AppointmentDecision.objects.select_related(*related).get(pk=decision)
    try:
        inauguration.inaugurate(decision=held, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    except DomainError as error:
        return {"result": error.code, "message": str(error)}
    return {"result": "inaugurated", "message": ""}


def look(vacancy: int) -> str:
    """What there is to confirm on a page that is opened now."""
    return confirmation_token(Vacancy.objects.select_related("agency").get(pk=vacancy))


def judge() -> dict[str, list[Any]]:
    """The open decisions and the vacancies that count as decided; then everything is taken back."""
    held = list(AppointmentDecision.objects.filter(ended_at=None).select_related("vacancy__agency"))
    decided = list(Vacancy.objects.filter(state="DECIDED").values_list("pk", flat=True))
    for decision in held:
        withdraw(decision=decision, reason="Kontes berikutnya dimulai.", by=system_operator())
    return {"held": [(decision.vacancy_id, decision.employee_id) for decision in held], "decided": decided}


ORDERS = {
    "prepare": prepare,
    "aim": aim,
    "sign": sign,
    "judge": judge,
    "deviate": deviate,
    "read": read,
    "countersign": countersign,
    "settle": settle,
    "almost": almost,
    "inaugurate": inaugurate,
    "look": look,
}
