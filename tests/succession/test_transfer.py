"""A vacancy that is filled by a transfer between senior posts: chosen in time, judged by Pasal 131, the same again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid
from rules.law import shipped
from succession.domain import (
    confirmation,
    countersigning,
    decision,
    deviations,
    gate,
    inauguration,
    longlist,
    recommendation,
    replay,
    states,
)
from succession.domain import vacancies as domain
from succession.domain.queries import lacking, names
from succession.domain.queries.candidates import CannotEvaluate, explained, required_post
from succession.interfaces import filling_papers
from succession.models import Vacancy
from talent.domain import known
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db

CODES = ["status", "classification", "time_in_post", "retirement", "competence", "standing", "sanction"]
ON = date(2026, 8, 3)
DAY = timedelta(days=1)
WHY = "Diisi dari pejabat yang setingkat."
ARTICLE = "PP 11/2017 Pasal 131"


def mover(agency, since, tier="JPT_PRATAMA", **values):
    return cast.candidate(agency, tier=tier, position="Kepala Biro", post_from=since, **values)


def vacancy(agency, transfer=True, **dates):
    """Opened, on a route through the pool of whoever is there."""
    factories.established_cycle(agency)
    cast.approved(agency)
    made = cast.opened(agency, cast.post(agency), transfer=transfer, **dates)
    gate.decide_route(vacancy=made, by=system_operator())
    return made


def listed(agency, transfer=True):
    made = vacancy(agency, transfer)
    return made, longlist.build(vacancy=made, by=system_operator())


def told_of(built, person):
    asked = required_post(built.vacancy, built.at)
    return explained(built.vacancy.agency_id, person.pk, asked, ON, built.at).checks


def outcomes(built):
    return dict(built.entries.values_list("employee_id", "outcome"))


def amend(made, transfer, **said):
    given = {"cause": made.cause, "target_date": made.target_date, "version": made.version, "reason": WHY}
    return domain.amend(vacancy=made, transfer=transfer, by=system_operator(), **given | said)


def test_a_longlist_of_a_transfer_asks_what_pasal_131_asks_with_both_borders_within():
    agency = factories.agency()
    # The route wants somebody who could be appointed: the gate is that of any other filling.
    below = cast.candidate(agency)
    expected = {below.pk: "fail"}
    for since, outcome in (
        (date(2024, 8, 3), "pass"),
        (date(2024, 8, 3) + DAY, "fail"),
        (date(2021, 8, 3), "pass"),
        (date(2021, 8, 3) - DAY, "fail"),
    ):
        expected[mover(agency, since).pk] = outcome
    expected[mover(agency, date(2023, 8, 3), tier="JPT_MADYA").pk] = "fail"
    unsaid = mover(agency, date(2023, 8, 3))
    made = vacancy(agency)
    # The post turns out to have ended, and of the present one nothing is recorded.
    row = {"position": "Kepala Biro", "tier": "JPT_PRATAMA", "kind": "DEFINITIVE", "job_family": "perhubungan"}
    row |= {"true_from": date(2023, 8, 3), "true_to": date(2026, 1, 31)}
    factories.write("appointments", unsaid, known_at=timezone.now(), **row)
    expected[unsaid.pk] = "unknown"
    built = longlist.build(vacancy=made, by=system_operator())
    assert (built.codes, outcomes(built)) == (CODES, expected)
    assert made.routes.get().by_requirements
    missing = lacking.of_vacancy(made, reader=system_operator())[:10]
    assert [(line.person.pk, line.lack.code, line.lack.kind, line.deciding) for line in missing] == [
        (unsaid.pk, "classification", "employees", True),
        (unsaid.pk, "time_in_post", "employees", True),
    ]
    assert replay.longlist(built).identical


def test_nobody_is_moved_into_a_post_from_the_day_on_which_they_retire():
    agency = factories.agency()
    cast.candidate(agency)
    born = [date(1966, 8, 4), date(1966, 8, 3), date(1975, 6, 15), date(1975, 6, 15), date(1975, 6, 15)]
    people = [
        mover(agency, date(2022, 1, 2 + place), born=day, grade_from=date(2019, 4, 1)) for place, day in enumerate(born)
    ]
    made, built = listed(agency)
    assert [outcomes(built)[one.pk] for one in people] == ["pass", "fail", "pass", "pass", "pass"]
    stopped = next(check for check in told_of(built, people[1]) if check.code == "retirement")
    assert (stopped.fact.id, stopped.verified) == ("mencapai 60 tahun pada 3 Agustus 2026", False)
    cast.nominated(made, [people[0], *people[2:4]])
    by = system_operator()
    said = {"number": "800/7/2026", "decided_on": date(2026, 7, 20), "reason": "Paling dekat rumpunnya."}
    token = confirmation.confirmation_token(made)
    chosen = decision.decide(vacancy=made, employee=people[0], token=token, by=by, **said)
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 7, 25), by=by)
    with pytest.raises(Invalid, match="Batas usia pensiun: mencapai 60 tahun pada 4 Agustus 2026") as refused:
        inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 4), number="BA-1", by=by)
    assert refused.value.code == "not_eligible"
    assert inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=by).dated == ON


def test_somebody_outside_the_three_is_moved_by_pasal_131_as_everybody_there():
    agency = factories.agency()
    cast.candidate(agency)
    people = [mover(agency, date(2022, 1, 2 + place), grade_from=date(2019, 4, 1)) for place in range(3)]
    # Past the age limit of an appointment, which a transfer does not know; and six years in the post.
    old = mover(agency, date(2022, 6, 1), born=date(1968, 1, 2), grade_from=date(2019, 4, 1))
    long = mover(agency, date(2020, 6, 1), grade_from=date(2019, 4, 1))
    made, _built = listed(agency)
    cast.nominated(made, people)
    by = system_operator()
    said = {"number": "800/7/2026", "decided_on": date(2026, 7, 20), "reason": "Paling dekat rumpunnya.", "by": by}

    def outside(person):
        token = confirmation.seen(made, known.now(agency.pk), person).token
        given = {"employee": person, "token": token, "outside": True, "basis": "transfer"}
        return decision.decide(vacancy=made, **said | given)

    with pytest.raises(Invalid) as refused:
        outside(long)
    assert refused.value.code == "not_eligible"
    assert cast.signed(outside(old)).basis == "transfer"


def test_the_same_people_for_an_appointment_are_asked_what_they_always_were():
    agency = factories.agency()
    below, beside = cast.candidate(agency), mover(agency, date(2023, 8, 3))
    made, built = listed(agency, transfer=False)
    assert (len(built.codes), outcomes(built)[below.pk]) == (11, "pass")
    assert "classification" not in built.codes
    # A list that was built before there was a choice is one of an appointment, and comes out the same.
    assert replay.longlist(built).identical
    Vacancy.objects.filter(pk=made.pk).update(transfer=True)
    built.refresh_from_db()
    assert (replay.longlist(built).identical, outcomes(built)[beside.pk]) == (False, "fail")


def test_the_gate_decides_as_of_any_other_filling_and_a_choice_made_after_it_changes_nothing_of_it():
    agency = factories.agency()
    cast.candidate(agency)
    made = vacancy(agency, transfer=False)
    before = made.routes.get()
    amend(made, True)
    assert replay.route(before).identical
    gate.decide_route(vacancy=made, by=system_operator())
    assert made.routes.first().results_digest == before.results_digest


def test_names_papers_decision_and_their_replay_follow(monkeypatch, sign_in):
    agency = factories.agency()
    cast.candidate(agency)
    people = [mover(agency, date(2022, 1, 2 + place), grade_from=date(2019, 4, 1)) for place in range(3)]
    made, built = listed(agency)
    cast.nominated(made, people)
    told, by = [], system_operator()
    assert {check.code: check.citation for check, _proofs in names.of(made, reader=by).rows}[
        "classification"
    ] == ARTICLE
    token = confirmation.confirmation_token(made)
    said = {"number": "800/7/2026", "decided_on": date(2026, 7, 20), "reason": "Paling dekat rumpunnya."}
    chosen = decision.decide(vacancy=made, employee=people[0], token=token, by=by, **said)
    assert [check["code"] for check in chosen.checks] == CODES
    assert (replay.decision(chosen, reader=system_operator()).identical, replay.longlist(built).identical) == (
        True,
        True,
    )
    monkeypatch.setattr(filling_papers.sheet, "pdf", lambda _name, data: told.append(data) or b"%PDF")
    for code in filling_papers.PAPERS:
        filling_papers.paper(code, made, by)
    how = ["Cara pengisian", f"Pengisian lewat perpindahan antar-JPT, {ARTICLE} [BELUM DIVERIFIKASI]"]
    assert [how in paper["about"] for paper in told] == [True] * 5
    draft = [part.get("items", []) for part in told[-1]["parts"]]
    assert any("sebagai perpindahan antar-JPT;" in line for lines in draft for line in lines)
    shown = sign_in("AUDITOR").get(f"/lowongan/{made.pk}/calon/{people[0].pk}/")
    assert [check.code for check in shown.context["found"].checks] == CODES
    assert "perpindahan antar-JPT" in shown.content.decode()


def test_the_choice_stands_in_the_ledger_the_trail_and_the_list_and_is_fixed_by_the_first_longlist(staff):
    agency = factories.agency()
    mover(agency, date(2023, 8, 3))
    cast.candidate(agency)
    factories.established_cycle(agency)
    cast.approved(agency)
    dates = {"opened_on": "2026-07-01", "decision_date": "2026-07-10", "reference_date": "2026-08-03"}
    given = {"position": cast.post(agency).pk, "code": "L-9", "cause": "TERM_END", "transfer": "on"} | dates
    assert staff.post("/lowongan/", given).status_code == 302
    made = Vacancy.objects.get()
    assert (made.transfer, Event.objects.get(kind="succession.vacancy.opened").payload) == (
        True,
        {"cause": "TERM_END", "transfer": True},
    )
    for asked, found in (("1", [made.pk]), ("0", []), ("", [made.pk])):
        rows = staff.get(f"/lowongan/?transfer={asked}").context["page"].rows
        assert [one.pk for one in rows] == found
    at, said = f"/lowongan/{made.pk}/", {"cause": "TERM_END", "target_date": "", "version": 1, "reason": WHY}
    assert staff.get(at).context["forms"]["amend"]["transfer"].value() is True
    assert staff.post(f"{at}sasaran/", said).status_code == 302
    assert staff.post(f"{at}sasaran/", said).status_code == 409
    made.refresh_from_db()
    assert (made.transfer, made.version) == (False, 2)
    event = Event.objects.get(kind="succession.vacancy.amended")
    assert (event.payload, event.reason) == ({"transfer": [True, False]}, WHY)
    told = staff.get(f"{at}?bagian=jejak").context["amendments"]
    assert [changed for _event, _by, changed in told] == [[("Cara pengisian", "perpindahan antar-JPT", "pengangkatan")]]
    staff.post(f"{at}sasaran/", said | {"version": 2, "transfer": "on"})
    staff.post(f"{at}jalur/")
    staff.post(f"{at}daftar-panjang/")
    shown = staff.get(at)
    assert shown.context["transfer_rule"] == shipped().at("selection.transfer", ON)
    assert "transfer" not in shown.context["forms"]["amend"].fields
    made.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        amend(made, False)
    assert refused.value.code == "longlist_there"
    # What else is said of it can still be changed; a page that was open before does not undo the choice.
    staff.post(f"{at}sasaran/", said | {"version": made.version, "cause": "TRANSFER"})
    made.refresh_from_db()
    assert (made.cause, made.transfer) == ("TRANSFER", True)


def test_a_longlist_made_while_the_choice_changes_is_refused():
    agency = factories.agency()
    cast.candidate(agency)
    made = vacancy(agency, transfer=False)
    read_before = Vacancy.objects.get(pk=made.pk)
    amend(made, True)
    with pytest.raises(states.ChangedMeanwhile):
        longlist.build(vacancy=read_before, by=system_operator())


def test_below_the_senior_posts_and_before_the_article_there_is_no_transfer():
    agency = factories.agency()
    position, low = cast.post(agency), cast.post(agency, "KB-1", "ADMINISTRATOR")
    refused = []
    with pytest.raises(Invalid) as refusal:
        cast.opened(agency, low, transfer=True)
    refused.append(refusal.value.code)
    early = {"opened_on": date(2017, 4, 1), "decision_date": date(2017, 4, 1), "reference_date": date(2017, 4, 6)}
    with pytest.raises(Invalid) as refusal:
        cast.opened(agency, position, transfer=True, **early)
    refused.append(refusal.value.code)
    made = cast.opened(agency, position, transfer=True, **early | {"reference_date": date(2017, 4, 7)})
    amend(made, False)
    # The post turns out to be none of them.
    cast.post(agency, tier="ADMINISTRATOR", known_at=timezone.now())
    with pytest.raises(Invalid) as refusal:
        amend(made, True)
    refused.append(refusal.value.code)
    assert refused == ["not_a_jpt_tier", "no_rule_in_force", "not_a_jpt_tier"]
    made.transfer = True
    with pytest.raises(CannotEvaluate):
        required_post(made, known.now(agency.pk))


def test_starting_again_stays_a_transfer():
    made, _candidates = cast.ready(factories.agency())
    Vacancy.objects.filter(pk=made.pk).update(transfer=True)
    made.refresh_from_db()
    said = {"dated": date(2026, 7, 20), "basis": "none_suitable", "number": "800/8/2026", "reason": WHY}
    token = confirmation.confirmation_token(made)
    entry = countersigning.start_again(vacancy=made, token=token, by=system_operator(), **said)
    token = deviations.shown(entry, known.now(made.agency_id))[1]
    head = factories.user("BKD_HEAD", made.agency)
    cast.declared(made, head)
    countersigning.sign(entry=entry, token=token, by=head)
    assert Vacancy.objects.get(again_of=entry).transfer
