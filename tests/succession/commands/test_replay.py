"""`manage.py replay`: a run computed again, by its number or by its cycle; all of a filling, by its vacancy; and a
simulation by its number."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import confirmation, decision, simulating
from talent.models import Employee, MappingRun, ReviewCycle
from tests import factories
from tests.succession import cast
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Employee:
    return factories.assessed(factories.employee())


def _replay(*words: str) -> str:
    out = StringIO()
    call_command("replay", *words, stdout=out)
    return out.getvalue()


def test_an_untouched_run_is_identical_by_its_number_and_by_its_cycle(person: Employee) -> None:
    run = factories.mapped_cycle().run
    assert run is not None
    expected = f"pemetaan/mapping {run.pk}, 2026-06-30: identik/identical, 1 pegawai/employees\n"
    assert _replay(str(run.pk)) == _replay("--cycle", "KALTIM", "Siklus 2026") == expected
    events = Event.objects.filter(kind="talent.mapping.replayed")
    assert [(event.actor, event.payload["identical"]) for event in events] == [(system_operator().pk, True)] * 2


def test_a_tampered_run_is_different_names_whom_and_ends_with_1(
    person: Employee, capsys: pytest.CaptureFixture[str]
) -> None:
    run = factories.mapped_cycle().run
    assert run is not None
    with triggers_off():
        execute("UPDATE talent_placement SET box = 1 WHERE run_id = %s", run.pk)
    with pytest.raises(SystemExit) as ended:
        call_command("replay", str(run.pk))
    assert ended.value.code == 1
    assert capsys.readouterr().out == (
        f"pemetaan/mapping {run.pk}, 2026-06-30: BERBEDA/DIFFERENT, 1 pegawai/employees\n  {person.nip}\n"
    )
    assert Event.objects.get(kind="talent.mapping.replayed").payload["differences"] == [person.pk]


def test_changed_law_and_changed_facts_are_said(person: Employee, capsys: pytest.CaptureFixture[str]) -> None:
    run = factories.mapped_cycle().run
    assert run is not None
    with triggers_off():
        execute("UPDATE talent_mappingrun SET law_digest = 'x' WHERE id = %s", run.pk)
        execute("UPDATE talent_awardrecord SET level = 'AGENCY'")
    with pytest.raises(SystemExit):
        call_command("replay", str(run.pk))
    said = capsys.readouterr().out
    assert "the law has changed since" in said
    assert "the facts it rests on differ" in said


@pytest.mark.parametrize("words", [[], ["1", "--cycle", "KALTIM", "x"], ["1", "--simulation", "1"]])
def test_either_a_run_or_a_cycle_is_named(words: list[str]) -> None:
    with pytest.raises(CommandError, match="name one of"):
        _replay(*words)


def test_what_is_not_there_or_not_finished_is_said(person: Employee) -> None:
    run = factories.mapping_run(factories.cycle())
    MappingRun.objects.create(
        **{name: getattr(run, name) for name in ("agency", "on", "known_at", "policy_code", "policy_version")},
        policy_digest="",
        policy_document="",
        law_digest="",
        by=run.by,
    )
    unfinished = MappingRun.objects.get(finished_at=None)
    ReviewCycle.objects.update(run=None)
    for words in ([str(unfinished.pk)], ["999999"], ["--cycle", "KALTIM", "Siklus 2026"]):
        with pytest.raises(CommandError, match="no such run, or not finished"):
            _replay(*words)
    with pytest.raises(CommandError, match="no such cycle “Lain”"):
        _replay("--cycle", "KALTIM", "Lain")
    with pytest.raises(CommandError, match="no such agency"):
        _replay("--cycle", "LAIN", "Siklus 2026")


def test_all_of_a_filling_is_computed_again_and_what_was_tampered_with_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    token = confirmation.confirmation_token(vacancy)
    said: dict[str, Any] = {
        "decided_on": date(2026, 7, 20),
        "number": "800/7",
        "reason": "Peringkat pertama.",
    }
    made = decision.decide(vacancy=vacancy, employee=candidates[0], token=token, by=system_operator(), **said)
    route, listed = vacancy.routes.get(), vacancy.longlists.get()
    first = f"jalur/route {route.pk}, 2026-07-10: identik/identical\n"
    three = f"tiga nama/three names {vacancy.pk}, 2026-08-03: identik/identical\n"
    last = f"keputusan/decision {made.pk}, 2026-07-20: identik/identical\n"
    same = f"daftar panjang/longlist {listed.pk}, 2026-08-03: identik/identical\n"
    assert _replay("--vacancy", "KALTIM", "L-01") == first + same + three + last
    kinds = ("route", "longlist", "nominees", "appointment")
    assert [Event.objects.filter(kind=f"succession.{kind}.replayed").count() for kind in kinds] == [1, 1, 1, 1]
    # Names sent up by an earlier release, which kept nothing of what it saw: said, and no fault.
    with triggers_off():
        execute("DELETE FROM succession_sight")
    three = three.replace("identik/identical", "tidak disimpan waktu itu/not stored then")
    assert _replay("--vacancy", "KALTIM", "L-01") == first + same + three + last
    assert Event.objects.filter(kind="succession.nominees.replayed").latest("id").payload["kept"] is False
    with triggers_off():
        execute("UPDATE succession_longlistentry SET rank = 5 WHERE employee_id = %s", candidates[3].pk)
    with pytest.raises(SystemExit) as ended:
        call_command("replay", "--vacancy", "KALTIM", "L-01", "--language", "en")
    assert ended.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"daftar panjang/longlist {listed.pk}, 2026-08-03: BERBEDA/DIFFERENT"
    assert lines[2].startswith(f"  candidate number {candidates[3].pk}: ")
    assert (lines[0] + "\n", lines[3] + "\n", lines[4] + "\n", len(lines)) == (first, three, last, 5)


def test_a_simulation_is_computed_again_by_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    agency = factories.agency()
    post = cast.post(agency)
    person, other = cast.people(agency, 2)
    factories.established_cycle(agency)
    said: dict[str, Any] = {"agency": agency, "name": "Rotasi", "on": date(2026, 8, 3), "by": system_operator()}
    made = simulating.together(posts=[post], **said)
    told = f"simulasi/simulation {made.pk}, 2026-08-03: "
    assert _replay("--simulation", str(made.pk)) == f"{told}identik/identical\n"
    assert Event.objects.get(kind="succession.simulation.replayed").payload["identical"] is True
    rows = json.dumps(made.rows).replace(f'"person": {person.pk}', f'"person": {other.pk}')
    with triggers_off():
        execute("UPDATE succession_simulation SET rows = %s", rows)
    with pytest.raises(SystemExit):
        call_command("replay", "--simulation", str(made.pk), "--language", "en")
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[1].startswith(f"  post number {post.pk}: alone box 9, person {other.pk}, ")) == (
        f"{told}BERBEDA/DIFFERENT",
        True,
    )
    with pytest.raises(CommandError, match="no such simulation"):
        _replay("--simulation", "999999")


def test_a_vacancy_that_is_not_there_or_has_no_route_is_named() -> None:
    agency = factories.agency()
    with pytest.raises(CommandError, match="no such vacancy"):
        call_command("replay", "--vacancy", "KALTIM", "L-01")
    cast.opened(agency, cast.post(agency))
    with pytest.raises(CommandError, match="no route yet"):
        call_command("replay", "--vacancy", "KALTIM", "L-01")
