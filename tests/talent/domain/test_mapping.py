"""Mapping runs: computed in chunks, resumed after a kill without a trace of it, and replayed to the same digests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.models import Job
from rules.errors import NotAllowed
from rules.law import Law, shipped
from rules.policy import Policy
from talent.domain import mapping
from talent.domain.importing import WRITERS, Context
from talent.domain.queries import policies
from talent.models import AgencyRecord, AppointmentRecord, Employee, MappingRun, Placement
from tests import factories
from tests.factories import ON
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Employee]:
    """Seven people of all sorts: three boxes, and somebody of whom hardly anything is known."""
    made = [factories.assessed(factories.employee(), level=level) for level in (5, 4, 2)]
    made += [factories.assessed(factories.employee(), award=False) for _ in range(2)]
    made += [factories.assessed(factories.employee(), rating="BAIK", award=False)]
    return [*made, factories.employee()]


@pytest.fixture
def _two_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "CHUNK", 2)


def _run(**options: Any) -> MappingRun:
    agency = factories.agency()
    given = {
        "agency": agency,
        "on": ON,
        "known_at": timezone.now(),
        "policy": policies.in_force(agency, ON),
        "by": system_operator(),
    }
    return mapping.run(**given | options)


def _placed(run: MappingRun) -> list[tuple[Any, ...]]:
    names = ("performance", "potential", "talent_value", "performance_band", "potential_band", "box", "missing")
    return list(run.placements.order_by("employee_id").values_list("employee_id", *names))


def _job() -> Job:
    return Job.objects.create(kind="map", by=system_operator(), state="RUNNING", attempts=1)


def test_everybody_gets_a_place_or_the_reason_why_not(people: list[Employee]) -> None:
    run = _run()
    assert [row[0] for row in _placed(run)] == [person.pk for person in people]
    boxes = list(run.placements.order_by("employee_id").values_list("box", flat=True))
    assert boxes[0] == 9
    assert boxes[-1] is None
    assert run.placements.get(employee=people[-1]).missing > 0
    assert (run.people, run.finished_at is not None) == (7, True)


def test_a_run_keeps_what_it_rests_on_and_the_ledger_has_its_digests(people: list[Employee]) -> None:
    agency, by = factories.agency(), factories.user("BKD_STAFF")
    policy = policies.in_force(agency, ON)
    run = _run(by=by)
    assert (run.policy_code, run.policy_version, run.policy_digest) == (policy.code, policy.version, policy.digest)
    assert Policy.parse(run.policy_document, "x").digest == policy.digest
    event = Event.objects.get(kind="talent.mapping.finished")
    assert (event.actor, event.agency, event.subject) == (by.pk, "KALTIM", f"talent.mappingrun:{run.pk}")
    assert (event.payload["inputs"], event.payload["results"]) == (run.inputs_digest, run.results_digest)
    assert event.payload["people"] == 7


@pytest.mark.parametrize("role", ["PPK", "AUDITOR", "ADMINISTRATOR"])
def test_only_those_who_map_may_run_it(people: list[Employee], role: str) -> None:
    with pytest.raises(NotAllowed):
        _run(by=factories.user(role))
    with pytest.raises(NotAllowed):
        _run(by=factories.user("BKD_STAFF", factories.other_agency()))
    assert not MappingRun.objects.exists()


def test_an_agency_without_anybody_has_an_empty_run() -> None:
    run = _run()
    assert (run.people, run.placements.count(), mapping.replay(run).identical) == (0, 0, True)


def test_the_placements_are_the_same_in_one_chunk_or_in_many(
    people: list[Employee], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _run()
    for size in (1, 2, 3):
        monkeypatch.setattr(mapping, "CHUNK", size)
        assert _placed(_run(known_at=whole.known_at)) == _placed(whole)


@pytest.mark.parametrize("killed_in", [1, 3])
@pytest.mark.usefixtures("_two_a_chunk")
def test_a_run_killed_in_a_chunk_goes_on_and_nobody_can_tell(
    people: list[Employee], killed_in: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = _run()
    job = _job()
    _kill_in_chunk(killed_in, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        _run(job=job, known_at=undisturbed.known_at)
    job.refresh_from_db()
    assert (job.done, job.cursor.get("chunks", 0)) == (2 * (killed_in - 1), killed_in - 1)
    monkeypatch.undo()
    monkeypatch.setattr(mapping, "CHUNK", 2)
    resumed = _run(job=job, known_at=timezone.now(), policy=_other_policy())
    if killed_in > 1:
        assert (resumed.inputs_digest, resumed.results_digest) == (
            undisturbed.inputs_digest,
            undisturbed.results_digest,
        )
        assert _placed(resumed) == _placed(undisturbed)
        assert resumed.known_at == undisturbed.known_at
        assert mapping.replay(resumed).identical


def _kill_in_chunk(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die after a chunk's rows were written, before its transaction is committed."""
    insert: Callable[..., None] = mapping._insert
    seen: list[int] = []

    def dying(*arguments: Any) -> None:
        insert(*arguments)
        seen.append(1)
        if len(seen) == number:
            raise KeyboardInterrupt

    monkeypatch.setattr(mapping, "_insert", dying)


def _other_policy() -> Policy:
    path = Path(settings.BASE_DIR) / "rules" / "data" / "policies" / "examples" / "manado.yaml"
    return Policy.load(path)


@pytest.mark.usefixtures("_two_a_chunk")
def test_a_run_that_ended_is_not_ended_again(people: list[Employee]) -> None:
    job = _job()
    run = _run(job=job)
    job.refresh_from_db()
    again = _run(job=job)
    assert (again.pk, again.finished_at) == (run.pk, run.finished_at)
    assert Event.objects.filter(kind="talent.mapping.finished").count() == 1


@pytest.mark.usefixtures("_two_a_chunk")
def test_a_run_begun_under_another_law_is_begun_anew(people: list[Employee], monkeypatch: pytest.MonkeyPatch) -> None:
    job = _job()
    _kill_in_chunk(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        _run(job=job)
    monkeypatch.undo()
    job.refresh_from_db()
    begun = job.cursor["run"]
    with triggers_off():
        execute("UPDATE talent_mappingrun SET law_digest = 'other' WHERE id = %s", begun)
    run = _run(job=job)
    assert run.pk != begun
    assert run.placements.count() == 7


@pytest.mark.usefixtures("_two_a_chunk")
def test_a_replay_tells_a_changed_rule_that_the_run_used_from_one_that_it_did_not(
    people: list[Employee], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _job()
    with monkeypatch.context() as killing:
        _kill_in_chunk(2, killing)
        with pytest.raises(KeyboardInterrupt):
            _run(job=job)
    job.refresh_from_db()
    run = _run(job=job)
    assert "talent.nine_box" in (run.rules_used or {})

    def changed(rule_id: str) -> Law:
        rules = {name: shipped().versions(name) for name in shipped().ids()}
        rules[rule_id] = tuple(replace(rule, citation="Dasar lain") for rule in rules[rule_id])
        return Law(rules)

    assert "reference.retirement_age" not in (run.rules_used or {})
    for rule_id, told in (("reference.retirement_age", []), ("talent.nine_box", ["talent.nine_box"])):
        law = changed(rule_id)
        monkeypatch.setattr(mapping, "shipped", lambda law=law: law)
        found = mapping.replay(run)
        assert (found.identical, found.law_same, found.rules_changed) == (True, False, told)
    with triggers_off():
        execute("UPDATE talent_mappingrun SET rules_used = NULL WHERE id = %s", run.pk)
    run.refresh_from_db()
    assert mapping.replay(run).rules_changed is None


def test_nobody_knows_what_is_learnt_later(people: list[Employee]) -> None:
    before = timezone.now()
    run = _run(known_at=before + timedelta(days=400))
    assert before <= run.known_at <= timezone.now()


@pytest.mark.usefixtures("_two_a_chunk")
def test_a_run_is_replayed_to_the_same_result_also_after_later_corrections(people: list[Employee]) -> None:
    run = _run()
    assert mapping.replay(run) == mapping.Replay(True, 7, True, True, [], [])
    later = timezone.now()
    factories.write("performance", people[0], known_at=later, year=2025, rating="KURANG")
    factories.write("sanctions", people[1], known_at=later, severity="SEVERE", true_from=date(2026, 1, 1))
    factories.assessed(factories.employee(known_at=later))
    assert mapping.replay(run) == mapping.Replay(True, 7, True, True, [], [])
    newer = _run()
    assert (newer.people, newer.results_digest != run.results_digest) == (8, True)


def test_a_unit_renamed_later_changes_no_past_run(people: list[Employee]) -> None:
    """Appointments name their unit in words: two names of one unit are one unit, as was known then."""
    agency = factories.agency()
    factories.unit(agency, "DISHUB", "Dinas Perhubungan")
    for number, unit in enumerate(("DISHUB", "Dinas Perhubungan")):
        since = date(2012 + number, 1, 2)
        post = {"position": f"Kasi {number}", "tier": "PENGAWAS", "unit": unit, "true_from": since, "true_to": since}
        factories.write("appointments", people[0], **post)
    run = _run()
    factories.write("units", agency, known_at=timezone.now(), code="DISHUB", name="Dinas Transportasi", parent=None)
    factories.write("units", agency, known_at=timezone.now(), code="BARU", name="Dinas Perhubungan", parent=None)
    assert mapping.replay(run) == mapping.Replay(True, 7, True, True, [], [])
    assert _run().inputs_digest != run.inputs_digest


@pytest.mark.usefixtures("_two_a_chunk")
def test_tampered_placements_are_named(people: list[Employee]) -> None:
    run = _run()
    with triggers_off():
        execute("UPDATE talent_placement SET box = 8 WHERE run_id = %s AND employee_id = %s", run.pk, people[0].pk)
        execute("DELETE FROM talent_placement WHERE run_id = %s AND employee_id = %s", run.pk, people[3].pk)
    replayed = mapping.replay(run)
    assert (replayed.identical, replayed.inputs_same) == (False, True)
    assert replayed.differences == [people[0].pk, people[3].pk]


def test_a_placement_slipped_into_a_run_is_named(people: list[Employee]) -> None:
    run = _run()
    stranger = factories.employee(factories.other_agency())
    Placement.objects.create(run=run, employee=stranger, box=9)
    replayed = mapping.replay(run)
    assert (replayed.identical, replayed.differences) == (False, [stranger.pk])


@pytest.mark.parametrize("column", ["inputs_digest", "results_digest"])
def test_tampered_digests_of_a_run_are_seen(people: list[Employee], column: str) -> None:
    run = _run()
    with triggers_off():
        execute(f"UPDATE talent_mappingrun SET {column} = 'x' WHERE id = %s", run.pk)
    run.refresh_from_db()
    assert not mapping.replay(run).identical


def test_tampered_facts_are_seen(people: list[Employee]) -> None:
    run = _run()
    with triggers_off():
        execute("UPDATE talent_performancerecord SET rating = 'BAIK' WHERE employee_id = %s", people[0].pk)
    replayed = mapping.replay(run)
    assert (replayed.identical, replayed.inputs_same, replayed.differences) == (False, False, [people[0].pk])


def test_a_run_is_ended_once(people: list[Employee]) -> None:
    run = _run()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MappingRun.objects.filter(pk=run.pk).update(finished_at=datetime(2027, 1, 1, tzinfo=UTC))


def test_an_agency_that_changes_its_name_changes_nothing_that_was_known(people: list[Employee]) -> None:
    agency, other = factories.agency(), factories.other_agency()
    for place, named in enumerate((agency.name, other.name.upper(), agency.code.lower(), None)):
        since = {"true_from": date(2012 + place, 1, 2), "true_to": date(2012 + place, 12, 31)}
        factories.write(
            "appointments",
            people[place % 2],
            position=f"Kepala Seksi {place}",
            tier="PENGAWAS",
            kind="DEFINITIVE",
            unit=None,
            at_agency=named,
            **since,
        )
    stored = AppointmentRecord.objects.filter(position__startswith="Kepala Seksi").order_by("true_from")
    assert list(stored.values_list("at_agency", flat=True)) == [agency.code, other.code, agency.code, None]
    run = _run()
    renamed = {"code": agency.code, "name": "Pemerintah Daerah Baru", "kind": "PROVINCE", "province": ""}
    written = WRITERS["agencies"](
        {name: [value] for name, value in renamed.items()}, 1, Context(None, system_operator(), timezone.now())
    )
    assert written.changed == 1
    assert mapping.replay(run).identical


def test_an_agency_is_known_by_every_name_it_ever_had_and_todays_name_comes_first() -> None:
    def named(code: str, name: str) -> None:
        row = {"code": code, "name": name, "kind": "PROVINCE", "province": ""}
        context = Context(None, system_operator(), timezone.now())
        assert not WRITERS["agencies"]({key: [value] for key, value in row.items()}, 1, context).errors

    for code, name in (("A", "Dinas Lama"), ("A", "Dinas Tengah"), ("A", "Dinas Baru"), ("B", "Dinas Lama")):
        named(code, name)
    records = AgencyRecord.objects.filter(agency__code="A").order_by("pk")
    assert [(record.name, record.known_to is None) for record in records] == [
        ("Dinas Lama", False),
        ("Dinas Tengah", False),
        ("Dinas Baru", True),
    ]
    person = factories.employee()
    for year, given in enumerate(("DINAS TENGAH", "Dinas Baru", "Dinas Lama", "Dinas Lain"), start=2012):
        post = {"position": f"Kepala Seksi {year}", "tier": "PENGAWAS", "kind": "DEFINITIVE", "unit": None}
        factories.write("appointments", person, true_from=date(year, 1, 2), at_agency=given, **post)
    stored = AppointmentRecord.objects.filter(employee=person, at_agency__isnull=False).order_by("true_from")
    assert list(stored.values_list("at_agency", flat=True)) == ["A", "A", "B", "Dinas Lain"]
