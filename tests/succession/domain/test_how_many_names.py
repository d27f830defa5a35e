"""How many names go up to the PPK is one dated rule (`selection.names`), wherever the number is asked for or told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.domain.users import system_operator
from rules import selection
from rules.errors import Invalid
from rules.gate import regime_for
from rules.law import Law, shipped
from succession.domain import committee, confirmation, replay
from succession.domain.queries import few, names
from succession.interfaces.filling_papers import paper
from succession.models import Nominee, Vacancy
from talent.models import Employee
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.pdf_text import words

pytestmark = pytest.mark.django_db
BY = system_operator
WHY = "Paling dekat dengan bidang jabatan ini."


def four_since(day: date) -> Law:
    """The shipped law, with four names from a day on."""
    rules = {rule_id: shipped().versions(rule_id) for rule_id in shipped().ids()}
    (three,) = rules[selection.NAMES]
    until = replace(three, effective_to=day - timedelta(days=1))
    return Law(rules | {selection.NAMES: (until, replace(three, value=4, effective_from=day))})


@pytest.fixture
def sat(sign_in: SignIn) -> tuple[Vacancy, list[Employee]]:
    """A committee that sat over five of a pool; the route was decided on 10 July."""
    people = cast.people(factories.agency(), 5)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy, _built = cast.longlisted(factories.agency())
    cast.sat(vacancy)
    return vacancy, people


def sent(vacancy: Vacancy, people: list[Employee]) -> list[Nominee]:
    chosen = [committee.Nomination(person.pk, WHY) for person in people]
    by, token = vacancy.committee.order_by("id")[0].user, confirmation.confirmation_token(vacancy)
    return committee.nominate(vacancy=vacancy, nominations=chosen, token=token, by=by)


def refusal(act: Callable[[], object]) -> tuple[str | None, str]:
    with pytest.raises(Invalid) as refused:
        act()
    return refused.value.code, str(refused.value)


def test_four_are_asked_for_named_and_told_where_the_law_of_that_day_says_four(
    sat: tuple[Vacancy, list[Employee]], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    vacancy, people = sat
    law = four_since(vacancy.decision_date)
    monkeypatch.setattr(few, "shipped", lambda: law)
    client, at = sign_in(vacancy.committee.order_by("id")[0].user), f"/lowongan/{vacancy.pk}/"
    page = client.get(f"{at}usulan/")
    shown = page.content.decode()
    assert [name for name in page.context["form"].fields if name.startswith("name_")] == [
        f"name_{place}" for place in (1, 2, 3, 4)
    ]
    expected = ("Empat nama untuk", "Mengusulkan empat nama berikut", "Nama ke-4", "paling sedikit 4 nama")
    assert [one for one in expected if one not in shown] == []
    found = names.of(vacancy, reader=BY())
    assert found is not None
    assert [one.entry.employee for one in found.names] == people[:4]
    assert sum(one.among_three or 0 for one in (*found.names, *found.beside)) == 4 * found.draws
    assert "Tetap di empat besar" in client.get(f"{at}tiga-nama/").content.decode()
    assert refusal(lambda: sent(vacancy, people[:3])) == ("three_names", "Usulkan tepat empat nama yang berbeda.")
    body = {"names": [{"employee": person.pk, "reason": WHY} for person in people[:4]], "named_on": "2026-07-15"}
    body["token"] = page.context["token"]
    answer = client.post(f"/api/v1/vacancies/{vacancy.pk}/nominations/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["nominees"]) == (201, [person.pk for person in people[:4]])
    assert list(vacancy.nominees.values_list("order", flat=True)) == [1, 2, 3, 4]
    letter = paper("surat-usulan", Vacancy.objects.get(), BY())
    assert letter is not None
    assert "mengusulkan empat nama berikut" in words(letter)
    # What was sent up is weighed again as it was, whatever the law asks for by now.
    monkeypatch.undo()
    assert replay.nomination(Vacancy.objects.get(), reader=BY()) == replay.Replay(True, True, True)


def test_a_route_decided_before_the_rule_changed_keeps_to_three(
    sat: tuple[Vacancy, list[Employee]], monkeypatch: pytest.MonkeyPatch
) -> None:
    vacancy, people = sat
    law = four_since(vacancy.decision_date + timedelta(days=1))
    monkeypatch.setattr(few, "shipped", lambda: law)
    assert refusal(lambda: sent(vacancy, people[:4])) == ("three_names", "Usulkan tepat tiga nama yang berbeda.")
    assert [one.employee for one in sent(vacancy, people[:3])] == people[:3]


def test_the_regimes_ways_of_choosing_speak_of_as_many_names() -> None:
    """They are data of their own: a rule that changes one number has to change the other."""
    days = [rule.effective_from for rule in (*shipped().versions("gate.regime"), *shipped().versions(selection.NAMES))]
    for day in (day for day in days if day >= date(2014, 1, 15)):
        ways = regime_for(day, shipped()).value["choice"].values()
        told = {way["nominees"] for way in ways if "nominees" in way}
        assert told <= {selection.names_asked(day, shipped())}, day
