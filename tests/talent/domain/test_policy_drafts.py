"""A draft is written, tried on the agency's people and published by its head; nothing of it is lost on the way."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from jobs.domain import running
from jobs.models import Job
from rules import policy_edit
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from rules.policy import NATIONAL, Policy
from talent.domain import policies, policy_drafts
from talent.domain.queries import drafts, simulation
from talent.domain.queries.policies import in_force
from talent.models import Employee, PolicyDraft, ScoringPolicy, SimulatedMove
from tests import factories
from tests.factories import ON

pytestmark = pytest.mark.django_db
MANADO = (NATIONAL / "examples" / "manado.yaml").read_text(encoding="utf-8")
HOLDS = {"effective_from": "2026-01-01"}
EXAMPLES = sorted(path.stem for path in (NATIONAL / "examples").glob("*.yaml"))


@pytest.fixture
def by() -> User:
    return factories.user("BKD_HEAD")


def started(by: User, source: str = "national:kepka-411-2025") -> PolicyDraft:
    return policy_drafts.start(agency=factories.agency(), source=source, by=by)


def edited(draft: PolicyDraft, by: User, **values: str) -> PolicyDraft:
    """The draft saved with values at dotted paths (`cutoffs__potential__top="90"`)."""
    changes: Any = {tuple(name.split("__")): value for name, value in values.items()}
    document = policy_edit.changed(draft.document, changes)
    return policy_drafts.save(draft=draft, document=document, version=draft.version, by=by)


def simulated(draft: PolicyDraft, by: User, on: date = ON) -> PolicyDraft:
    """The draft after its simulation: jobs run once the transaction is committed, which no test does."""
    job = policy_drafts.start_simulation(draft=draft, on=on, by=by)
    running.run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("DONE", "")
    draft.refresh_from_db()
    return draft


def published(draft: PolicyDraft, by: User) -> ScoringPolicy:
    return policy_drafts.publish(draft=draft, token=policy_drafts.confirmation_token(draft), by=by)


def people() -> list[Employee]:
    """Boxes 9, 9 and 7, and somebody without one."""
    made = [factories.assessed(factories.employee()) for _ in range(2)]
    return [*made, factories.assessed(factories.employee(), level=2), factories.employee()]


@pytest.mark.parametrize("source", ["in_force", "national:kepka-411-2025", *(f"example:{name}" for name in EXAMPLES)])
def test_whatever_it_starts_from_a_draft_has_no_mistake_and_is_the_agencys_own(by: User, source: str) -> None:
    draft = started(by, source)
    policy = drafts.policy_of(draft)
    assert drafts.mistakes(draft) == []
    assert (policy.code, policy.version, policy.effective_to) == ("kaltim", 1, None)
    event = Event.objects.get(kind="talent.policy.drafted")
    assert (event.agency, event.payload["source"]) == ("KALTIM", source)


def test_an_uploaded_text_is_kept_to_the_letter_with_its_mistakes(by: User) -> None:
    text = "# catatan kami\n" + MANADO.replace("weight: 60", "weight: 61", 1)
    draft = policy_drafts.start(agency=factories.agency(), source="upload", text=text, by=by)
    assert (draft.document, draft.code) == (text, "manado")
    (mistake,) = drafts.mistakes(draft)
    assert text.splitlines()[mistake.line - 1] == "  components:"
    assert (mistake.text.id, mistake.text.en) == (
        "bobot berjumlah 101, seharusnya 100",
        "weights add up to 101, not 100",
    )


@pytest.mark.parametrize("source", ["", "example:none", "version:1", "version:x", "national:x"])
def test_what_is_not_there_starts_no_draft(by: User, source: str) -> None:
    with pytest.raises(Invalid) as refused:
        started(by, source)
    assert refused.value.code == "source_unknown"


def test_another_agencys_version_starts_no_draft(by: User) -> None:
    other = policies.publish(
        document=MANADO,
        name="x",
        agency=factories.other_agency(),
        by=factories.user("BKD_HEAD", factories.other_agency()),
    )
    with pytest.raises(Invalid):
        started(by, f"version:{other.pk}")


def test_two_who_edit_at_once_lose_nothing_and_the_second_is_told(by: User) -> None:
    draft = started(by)
    edited(draft, by, cutoffs__potential__top="90")
    first = PolicyDraft.objects.get().document
    with pytest.raises(Stale):
        policy_drafts.save(draft=draft, document="lain", version=1, by=by)
    assert PolicyDraft.objects.get().document == first


def test_a_text_with_mistakes_is_kept_but_neither_simulated_nor_published(by: User) -> None:
    draft = edited(started(by), by, cutoffs__potential__top="tinggi")
    assert "top: tinggi" in PolicyDraft.objects.get().document
    for act in (
        lambda: policy_drafts.start_simulation(draft=draft, on=ON, by=by),
        lambda: policy_drafts.publish(draft=draft, token="", by=by),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.code == "policy_unusable"


def test_a_simulation_says_who_moves_where_and_from_where(by: User) -> None:
    first, second, third, _nobody = people()
    draft = edited(started(by), by, cutoffs__potential__middle="50", cutoffs__potential__top="60", **HOLDS)
    draft = simulated(draft, by)
    found = drafts.outcome(draft)
    assert found is not None
    boxes = {row.employee_id: (row.before, row.after) for row in drafts.moves(draft)}
    assert (first.pk in boxes, second.pk in boxes) == (False, False)
    assert set(boxes) == {third.pk}
    assert (found.people, found.moved, found.before[0]) == (4, 1, 1)
    assert boxes[third.pk] == (7, 9)
    assert (found.before[9], found.after[9]) == (2, 3)
    event = Event.objects.get(kind="talent.policy.simulated")
    assert (event.payload["people"], event.payload["moved"]) == (4, 1)
    assert drafts.why_not_simulated(draft) == ""


def test_a_simulation_is_the_same_in_chunks_and_after_a_worker_was_killed(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    people()
    draft = edited(started(by), by, cutoffs__potential__middle="70", cutoffs__potential__top="99")
    whole = simulated(draft, by)
    rows = list(drafts.moves(whole).order_by("employee_id").values_list("employee_id", "before", "after"))
    assert len(rows) == 3
    monkeypatch.setattr(simulation, "CHUNK", 1)
    with pytest.raises(Invalid, match="terlalu jauh"):
        policy_drafts.start_simulation(draft=draft, on=date(2062, 6, 30), by=by)
    job = policy_drafts.start_simulation(draft=draft, on=ON, by=by)
    advance, calls = running.advance, []

    def killed(*args: Any, **options: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        advance(*args, **options)

    monkeypatch.setattr(running, "advance", killed)
    with pytest.raises(KeyboardInterrupt):
        running.run_job.func(job.pk)
    Job.objects.filter(pk=job.pk).update(state="WAITING")
    running.run_job.func(job.pk)
    draft.refresh_from_db()
    assert list(drafts.moves(draft).order_by("employee_id").values_list("employee_id", "before", "after")) == rows
    assert draft.simulation["moves"] == whole.simulation["moves"]
    assert Job.objects.get(pk=job.pk).done == 4

    # Another policy is in force when it goes on: nothing stays of what was held against the former one.
    job = policy_drafts.start_simulation(draft=draft, on=ON, by=by)
    calls.clear()
    with pytest.raises(KeyboardInterrupt):
        running.run_job.func(job.pk)
    same = policy_edit.changed(draft.document, {("effective_from",): "2026-01-01"})
    policies.publish(document=same, name="lain", agency=draft.agency, by=by)
    Job.objects.filter(pk=job.pk).update(state="WAITING")
    running.run_job.func(job.pk)
    draft.refresh_from_db()
    outcome = drafts.outcome(draft)
    assert outcome is not None
    assert (outcome.moved, drafts.moves(draft).count(), draft.simulation["people"]) == (0, 0, 4)


def test_a_simulation_overtaken_by_another_writes_nothing(by: User) -> None:
    people()
    draft = started(by)
    job = policy_drafts.start_simulation(draft=draft, on=ON, by=by)
    Job.objects.filter(pk=job.pk).update(state="FAILED")
    simulated(edited(draft, by, cutoffs__potential__top="99"), by)
    rows = list(drafts.moves(draft).values_list("employee_id", "before", "after"))
    Job.objects.filter(pk=job.pk).update(state="WAITING")
    running.run_job.func(job.pk)
    assert list(drafts.moves(draft).values_list("employee_id", "before", "after")) == rows


def test_the_moved_who_are_in_the_pool_are_counted(by: User) -> None:
    people()
    factories.established_cycle(on=ON)
    draft = simulated(edited(started(by), by, cutoffs__potential__middle="98", cutoffs__potential__top="99"), by)
    stakes = {str(title): who for title, who in drafts.at_stake(draft, ON)}
    expected = drafts.moves(draft).filter(before__in=[7, 8, 9]).values_list("employee_id", flat=True)
    assert stakes == {"kelompok suksesi": sorted(expected)}
    assert len(expected) == 3
    found = drafts.outcome(draft)
    assert found is not None
    assert (found.entering, found.leaving > 0) == (0, True)


def test_publishing_without_a_simulation_of_this_very_text_is_refused(by: User) -> None:
    people()
    draft = started(by)

    def refusal() -> str:
        with pytest.raises(DomainError) as refused:
            published(draft, by)
        assert refused.value.code == "simulation_outdated"
        return str(refused.value)

    assert refusal() == "Draf ini belum disimulasikan."
    draft = edited(simulated(draft, by), by, cutoffs__potential__top="90")
    assert refusal() == "Draf berubah sesudah disimulasikan: simulasinya sudah usang."
    assert not ScoringPolicy.objects.exists()


def test_a_change_of_layout_only_leaves_the_simulation_as_it_is(by: User) -> None:
    people()
    draft = simulated(edited(started(by), by, **HOLDS), by)
    saved = policy_drafts.save(draft=draft, document="# catatan\n" + draft.document, version=draft.version, by=by)
    assert drafts.why_not_simulated(saved) == ""


def test_a_simulation_against_a_policy_that_is_no_longer_in_force_is_out_of_date(by: User) -> None:
    people()
    draft = simulated(edited(started(by), by, **HOLDS), by)
    policies.publish(document=MANADO, name="x", agency=factories.agency(), by=by)
    with pytest.raises(DomainError, match="sudah berganti"):
        published(draft, by)


def test_a_simulation_speaks_for_a_draft_on_a_day_of_its_own_or_of_the_newest_data_and_places_somebody(
    by: User,
) -> None:
    agency = factories.agency()
    factories.employee(agency)
    draft = edited(started(by), by, effective_from="2020-01-01", effective_to="2026-09-30")

    def refusal(on: date) -> str:
        with pytest.raises(DomainError) as refused:
            published(simulated(draft, by, on), by)
        assert refused.value.code == "simulation_outdated"
        return str(refused.value)

    # Nobody can be placed before there are ratings and assessments: then nobody has to be.
    assert drafts.why_not_simulated(simulated(draft, by, date(2021, 1, 1))) == ""
    people()
    assert "tidak menempatkan seorang pun" in refusal(date(2021, 1, 1))
    assert "sudah berakhir" in refusal(date(2026, 10, 1))
    assert drafts.why_not_simulated(simulated(draft, by, ON)) == ""
    draft = edited(draft, by, effective_from="2027-01-01", effective_to="null")
    assert "berlaku sejak 1 Januari 2027" in refusal(ON)
    factories.mapped_cycle(agency)
    draft.refresh_from_db()
    assert "data terbaru (30 Juni 2026)" in refusal(ON - timedelta(days=1))
    draft = simulated(draft, by, ON)
    assert published(draft, by).effective_from == date(2027, 1, 1)


def test_an_agency_without_employees_publishes_without_a_simulation(by: User) -> None:
    assert published(started(by), by).version == 1


def test_the_head_publishes_and_the_next_mapping_follows(by: User) -> None:
    people()
    draft = edited(started(by), by, effective_from="2026-01-01", cutoffs__potential__top="95.5")
    draft = simulated(draft, by)
    stored = published(draft, by)
    assert (stored.agency, stored.code, stored.version, stored.document) == (draft.agency, "kaltim", 1, draft.document)
    assert in_force(draft.agency, ON).digest == stored.digest
    assert in_force(draft.agency, date(2026, 1, 1)).code == "kaltim"
    assert in_force(factories.other_agency(), ON).code == "kepka-411-2025"
    draft.refresh_from_db()
    assert draft.published == stored
    for act in (
        lambda: policy_drafts.save(draft=draft, document="x", version=draft.version, by=by),
        lambda: policy_drafts.delete(draft=draft, by=by),
        lambda: policy_drafts.start_simulation(draft=draft, on=ON, by=by),
        lambda: policy_drafts.publish(draft=draft, token="", by=by),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "policy_published"
    again = started(by, f"version:{stored.pk}")
    assert drafts.policy_of(again).version == 2


def test_a_version_that_is_not_the_next_one_is_refused(by: User) -> None:
    draft = edited(started(by), by, version="3")
    with pytest.raises(Invalid, match="berikutnya adalah 1, bukan 3") as refused:
        published(draft, by)
    assert refused.value.code == "policy_version"


def test_what_the_head_did_not_see_is_not_published(by: User) -> None:
    draft = started(by)
    token = policy_drafts.confirmation_token(draft)
    policies.publish(document=MANADO, name="x", agency=factories.agency(), by=by)
    with pytest.raises(Stale):
        policy_drafts.publish(draft=draft, token=token, by=by)


def test_staff_write_and_simulate_but_only_the_head_publishes_and_nobody_elses(by: User) -> None:
    staff = factories.user("BKD_STAFF")
    draft = started(staff)
    with pytest.raises(NotAllowed):
        published(draft, staff)
    for stranger in (factories.user("BKD_HEAD", factories.other_agency()), factories.user("TALENT_COMMITTEE")):
        assert not drafts.visible_to(stranger).exists()
        for act in (
            lambda: started(stranger),  # noqa: B023
            lambda: edited(draft, stranger, version="1"),  # noqa: B023
            lambda: policy_drafts.start_simulation(draft=draft, on=ON, by=stranger),  # noqa: B023
            lambda: policy_drafts.delete(draft=draft, by=stranger),  # noqa: B023
            lambda: published(draft, stranger),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_draft_goes_with_its_simulation_and_leaves_its_event(by: User) -> None:
    people()
    draft = simulated(edited(started(by), by, cutoffs__potential__top="99"), by)
    assert SimulatedMove.objects.exists()
    policy_drafts.delete(draft=draft, by=by)
    assert not PolicyDraft.objects.exists()
    assert not SimulatedMove.objects.exists()
    assert Event.objects.filter(kind="talent.policy.draft_deleted").count() == 1


def test_a_simulation_of_a_draft_deleted_meanwhile_ends_with_the_reason(by: User) -> None:
    people()
    draft = started(by)
    job = policy_drafts.start_simulation(draft=draft, on=ON, by=by)
    policy_drafts.delete(draft=draft, by=by)
    running.run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("FAILED", "Draf ini sudah dihapus.")


def test_the_timeline_says_on_every_day_what_in_force_says(by: User) -> None:
    agency = factories.agency()
    dates = [("2024-03-01", "2024-12-31"), ("2024-06-01", "null"), ("2026-02-01", "2026-02-28")]
    for number, (first, last) in enumerate(dates, 1):
        values = {("version",): str(number), ("effective_from",): first, ("effective_to",): last}
        policies.publish(document=policy_edit.changed(MANADO, values), name="x", agency=agency, by=by)
    spans = drafts.timeline(agency)
    assert [(str(span.first), str(span.last), span.version) for span in spans] == [
        ("2024-03-01", "2024-05-31", 1),
        ("2024-06-01", "2026-01-31", 2),
        ("2026-02-01", "2026-02-28", 3),
        ("2026-03-01", "None", 2),
    ]
    for span in spans:
        for day in {span.first, (span.last or ON)}:
            holding = in_force(agency, day)
            assert (holding.code, holding.version) == (span.code, span.version)


def test_the_timeline_shows_where_a_draft_would_stand_and_what_follows_it(by: User) -> None:
    draft = edited(started(by), by, effective_from="2026-03-01", effective_to="2026-08-31")
    spans = drafts.timeline(draft.agency, drafts.policy_of(draft))
    assert [(span.kind, span.first, span.last) for span in spans] == [
        ("national", date(2026, 1, 1), date(2026, 2, 28)),
        ("draft", date(2026, 3, 1), date(2026, 8, 31)),
        ("national", date(2026, 9, 1), None),
    ]


def test_a_gap_between_policies_is_named(by: User) -> None:
    early = policy_edit.changed(MANADO, {("effective_to",): "2024-12-31"})
    policies.publish(document=early, name="x", agency=factories.agency(), by=by)
    spans = drafts.timeline(factories.agency())
    assert [(span.kind, span.first) for span in spans] == [
        ("own", date(2023, 1, 1)),
        ("", date(2025, 1, 1)),
        ("national", date(2026, 1, 1)),
    ]


def test_other_facts_can_be_simulated_without_being_learnt(by: User) -> None:
    person = factories.assessed(factories.employee())
    agency, at = person.agency, Event.objects.latest("at").at + timedelta(minutes=1)
    policy = in_force(agency, ON)

    def without_assessments(stretch: tuple[int, int]) -> Any:
        from talent.domain.queries import facts

        frames = facts.facts(agency.pk, on=ON, known_at=at, between=stretch)
        return frames | {"assessments": frames["assessments"].iloc[:0]}

    (known,) = simulation.simulate(policy, agency, ON, at)
    (other,) = simulation.simulate(policy, agency, ON, at, frames_of=without_assessments)
    assert (known["box"].tolist(), other["box"].isna().tolist()) == ([9], [True])


def test_a_policy_parsed_from_what_was_published_is_the_draft(by: User) -> None:
    text = policy_edit.changed(MANADO, {("code",): "kaltim", ("version",): "1"})
    draft = policy_drafts.start(agency=factories.agency(), source="upload", text=text, by=by)
    assert published(draft, by).document == text
    assert Policy.parse(ScoringPolicy.objects.get().document, "x").text == text
