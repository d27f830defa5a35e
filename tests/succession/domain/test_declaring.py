"""Before a signature: who decides, or signs besides, says how they are related to the names, and is barred by it."""

from datetime import date
from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from succession.domain import confirmation, conflicts, countersigning, decision, declaring, states
from succession.models import DecidingDeclaration, Nominee
from talent.models import DeclaredRelation
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db

SAID = {"number": "800/7/2026", "reason": "Paling berpengalaman di bidangnya."}


def test_nobody_decides_or_starts_again_before_they_declared_about_the_names_as_they_stand() -> None:
    vacancy, people = cast.ready(factories.agency(), 5)
    ppk, names = factories.user("PPK", vacancy.agency), sorted(people[:3], key=str)
    token = confirmation.confirmation_token(vacancy)
    given: dict[str, Any] = SAID | {"vacancy": vacancy, "token": token, "by": ppk}
    again = given | {"dated": date(2026, 7, 20), "basis": "none_suitable"}
    first = given | {"employee": people[0], "decided_on": date(2026, 7, 20)}
    for act in (lambda: countersigning.start_again(**again), lambda: decision.decide(**first)):
        with pytest.raises(Invalid) as refused:
            act()
        message = f"Nyatakan dahulu ada atau tidaknya hubungan Anda dengan: {', '.join(map(str, names))}."
        assert (refused.value.code, str(refused.value)) == ("not_declared", message)
    made = declaring.declare(vacancy=vacancy, relations={}, by=ppk)
    event = Event.objects.latest("id")
    ids = sorted(one.pk for one in names)
    assert (event.kind, event.actor, event.payload) == (
        "succession.deciding.declared",
        ppk.pk,
        {"vacancy": vacancy.pk, "people": ids, "related": []},
    )
    assert (made.people, made.relations, conflicts.undeclared(vacancy, ppk)) == (ids, {}, [])
    # Of whom is thought outside the three, and of whom came to stand there since, they are asked anew.
    assert conflicts.undeclared(vacancy, ppk, people[3]) == [people[3]]
    with triggers_off():
        execute("UPDATE succession_nominee SET employee_id = %s WHERE employee_id = %s", people[4].pk, people[2].pk)
    assert conflicts.undeclared(vacancy, ppk) == [people[4]]
    declaring.declare(vacancy=vacancy, relations={}, by=ppk)
    assert decision.decide(**first | {"token": confirmation.confirmation_token(vacancy)}).by == ppk


def test_a_declared_relation_bars_and_stays() -> None:
    vacancy, people = cast.ready(factories.agency())
    ppk = factories.user("PPK", vacancy.agency)
    made = declaring.declare(vacancy=vacancy, relations={people[1].pk: " ipar ", people[2].pk: " "}, by=ppk)
    held = DeclaredRelation.objects.get()
    assert (made.relations, held.employee, held.relation, held.user) == (
        {str(people[1].pk): "ipar"},
        people[1],
        "ipar",
        ppk,
    )
    kinds = list(Event.objects.order_by("-id").values_list("kind", flat=True)[:2])
    assert kinds == ["succession.deciding.declared", "talent.relation.declared"]
    declaring.declare(vacancy=vacancy, relations={}, by=ppk)
    with pytest.raises(NotAllowed, match=f"hubungan dengan {people[1].name}: ipar"):
        decision.decide(
            vacancy=vacancy,
            employee=people[0],
            decided_on=date(2026, 7, 20),
            token=confirmation.confirmation_token(vacancy),
            by=ppk,
            **SAID,
        )


def test_only_who_decides_or_signs_declares_about_the_names_while_there_are_some() -> None:
    agency = factories.agency()
    vacancy, people = cast.ready(agency)
    with pytest.raises(NotAllowed):
        declaring.declare(vacancy=vacancy, relations={}, by=factories.user("BKD_STAFF", agency))
    head = factories.user("BKD_HEAD", agency)
    with pytest.raises(Invalid) as refused:
        declaring.declare(vacancy=vacancy, relations={people[3].pk: "ipar"}, by=head)
    assert refused.value.code == "not_a_candidate"
    other, _built = cast.longlisted(agency, "L-02", "JPT-02")
    with pytest.raises(states.WrongState):
        declaring.declare(vacancy=other, relations={}, by=head)
    assert not DecidingDeclaration.objects.exists()


def test_the_page_of_a_signature_asks_first_and_bars_whoever_is_related(sign_in: SignIn) -> None:
    vacancy, people = cast.ready(factories.agency())
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/"
    asked = ppk.get(at)
    assert (asked.templates[0].name, b'name="token"' in asked.content) == ("succession/declare.html", False)
    assert [asked.context["declaring"][name].label for name in asked.context["declaring"].fields][1:4] == [
        one.name for one in sorted(people[:3], key=str)
    ]
    assert not Event.objects.filter(kind="talent.employee.opened").exists()
    field = f"relation_{people[1].pk}"
    for wrong in ({}, {"none": "1", field: "ipar"}):
        refused = ppk.post(at, {"declare": "1"} | wrong)
        assert (refused.status_code, len(refused.context["declaring"].non_field_errors())) == (422, 1)
    assert ppk.post(at, SAID | {"employee": str(people[0].pk)}).status_code == 422
    assert ppk.post(at, {"declare": "1", "none": "1"})["Location"] == at
    shown = ppk.get(at)
    assert (shown.templates[0].name, "tidak mempunyai hubungan" in shown.content.decode()) == (
        "succession/decide.html",
        True,
    )
    # What comes to mind later is added.
    assert ppk.get(f"{at}?nyatakan=1").templates[0].name == "succession/declare.html"
    assert ppk.post(f"{at}?nyatakan=1", {"declare": "1", field: "ipar"})["Location"] == at
    barred = ppk.get(at)
    assert (barred.context["recused"] != "", b'name="token"' in barred.content) == (True, False)
    assert ppk.get(f"/lowongan/{vacancy.pk}/ulang/")["Location"] == f"/lowongan/{vacancy.pk}/"


def test_the_second_signer_is_asked_on_the_entry(sign_in: SignIn) -> None:
    vacancy, _people = cast.ready(factories.agency())
    again: dict[str, Any] = SAID | {"dated": date(2026, 7, 20), "basis": "none_suitable", "by": system_operator()}
    entry = countersigning.start_again(vacancy=vacancy, token=confirmation.confirmation_token(vacancy), **again)
    head, at = sign_in("BKD_HEAD"), f"/penyimpangan/{entry.pk}/"
    asked = head.get(at)
    assert ("declaring" in asked.context, "token" in asked.context) == (True, False)
    assert head.post(f"{at}tanda-tangan/", {"token": "x"}).status_code == 422
    assert head.post(f"{at}pernyataan/", {"declare": "1"}).status_code == 422
    first = Nominee.objects.get(order=1).employee
    assert head.post(f"{at}pernyataan/", {"declare": "1", f"relation_{first.pk}": "adik"}).status_code == 302
    barred = head.get(at)
    assert (barred.context["why_not"], "token" in barred.context) == (
        conflicts.why_not(vacancy, head.user, may=conflicts.Permission.COUNTERSIGN),
        False,
    )
    other = sign_in(factories.user("BKD_HEAD", vacancy.agency))
    other.post(f"{at}pernyataan/", {"declare": "1", "none": "1"})
    signed = {"token": other.get(at).context["token"]}
    assert other.post(f"{at}tanda-tangan/", signed)["Location"] == at
    entry.refresh_from_db()
    assert entry.signed_by == other.user
