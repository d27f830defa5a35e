"""An auditor follows one filling through the ledger."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.users import system_operator
from audit.domain.queries.events import subjects_of
from audit.models import Event
from succession.domain import agreeing, announcing, applying, longlist, selection
from succession.domain.queries import applicants
from succession.models import Vacancy
from tests import factories
from tests.assurance.test_a_week_later import filled, round_of
from tests.succession import cast
from tests.succession.guests import agreeing_to, of_another_pool, routed, widened
from tests.succession.test_going_over import gone
from tests.succession.test_panel import seats
from tests.talent import documents

pytestmark = pytest.mark.django_db
BY = system_operator


def kinds(client):
    return {row["event"].kind for row in client.get("/audit/").context["rows"]}


def test_the_code_of_a_vacancy_finds_every_event_of_its_filling_and_of_no_other(sign_in):
    vacancy, _people = cast.ready(factories.agency())
    other = cast.opened(vacancy.agency, cast.post(vacancy.agency, "JPT-09"), "L-09")
    auditor = sign_in("AUDITOR", vacancy.agency)
    page = auditor.get(f"/lowongan/{vacancy.pk}/?bagian=jejak").content.decode()
    assert f'<input type="hidden" name="q" value="{vacancy.code}">' in page
    auditor.post("/audit/", {"q": vacancy.code.lower()})
    assert kinds(auditor) >= {
        "succession.vacancy.opened",
        "succession.route.decided",
        "succession.longlist.built",
        "succession.nominees.named",
        "succession.committee.appointed",
    }
    subjects = {row["event"].subject for row in auditor.get("/audit/").context["rows"]}
    assert f"succession.vacancy:{other.pk}" not in subjects
    auditor.post("/audit/", {"q": "L-99"})
    assert kinds(auditor) == set()


def through_both_ways() -> Vacancy:
    """A pool that was widened and is left all the same, then everything of an open selection up to the inauguration."""
    guest, people = of_another_pool(), cast.people(factories.agency(), 2)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy = routed()
    widened(vacancy)
    agreeing.withdraw(agreement=agreeing_to(vacancy, guest), reason="Tidak jadi bersedia.", by=BY())
    longlist.build(vacancy=vacancy, by=BY())
    gone(vacancy)
    given: dict[str, Any] = {"number": "P-1", "place": "Laman instansi", "weights": cast.WEIGHTS, "by": BY()}
    given |= {"published_on": date(2026, 7, 12), "closes_on": date(2026, 7, 28)}
    vacancy = Vacancy.objects.get(pk=vacancy.pk)
    announcing.announce(vacancy=vacancy, **given)
    people.append(cast.candidate(vacancy.agency))
    applications = cast.applied(vacancy, people)
    proof = {"title": "Ijazah", "document": ("ijazah.pdf", documents.pdf("Ijazah"))}
    applying.add_document(application=applications[0], by=BY(), **proof)
    selection.screen(vacancy=vacancy, by=BY())
    round_of(vacancy, people, seats(vacancy, 5, outside=True), stage="paper")
    for place, one in enumerate(applications):
        given = {stage: 90 - place for stage in cast.WEIGHTS if stage != "paper"}
        selection.score(application=one, scores=given, seen=applicants.newest_score(one), by=BY(), **cast.LETTER)
    selection.rank(vacancy=vacancy, by=BY())
    filled(vacancy, people, "three_names")
    return vacancy


def test_the_code_finds_all_that_was_ever_noted_of_a_filling():
    vacancy = through_both_ways()
    found = subjects_of(vacancy.code, [vacancy.agency.code])
    events = Event.objects.filter(kind__startswith="succession.")
    assert [event.kind for event in events.exclude(subject__in=found)] == []
    assert {event.kind.removeprefix("succession.") for event in events.filter(subject__in=found)} == {
        "agreement.recorded",
        "agreement.withdrawn",
        "applicants.ranked",
        "applicants.screened",
        "appointment.decided",
        "appointment.inaugurated",
        "committee.appointed",
        "deciding.declared",
        "deviation.entered",
        "deviation.signed",
        "gone_over.recorded",
        "longlist.built",
        "nominees.named",
        "panel.closed",
        "panel.declared",
        "panel.locked",
        "panel.minutes",
        "panel.opened",
        "panel.revealed",
        "panel.scored",
        "panel.signed",
        "recommendation.recorded",
        "route.decided",
        "selection.announced",
        "selection.applied",
        "selection.document_added",
        "selection.scored",
        "vacancy.opened",
        "wider_pool.recorded",
    }


def test_the_code_takes_one_query_more_and_asks_nothing_of_agencies_that_the_reader_does_not_read(sign_in):
    vacancy, _people = cast.ready(factories.agency())
    auditor = sign_in("AUDITOR", vacancy.agency)

    def taken(called):
        auditor.post("/audit/", {"q": called})
        auditor.get("/audit/")
        with CaptureQueriesContext(connection) as asked:
            auditor.get("/audit/")
        return len(asked)

    plain, own = taken(""), subjects_of(vacancy.code, [vacancy.agency.code])
    assert taken(vacancy.code) == plain + 1
    others = [factories.agency(f"A-{number}", f"Kota {number}", "CITY") for number in range(2)]
    for other in others:
        cast.opened(other, cast.post(other), vacancy.code)
    assert taken(vacancy.code) == plain + 1
    assert subjects_of(vacancy.code, [vacancy.agency.code]) == own
    every = subjects_of(vacancy.code, [vacancy.agency.code, *(other.code for other in others)])
    theirs = Vacancy.objects.filter(agency__in=others)
    assert every - own == {f"succession.vacancy:{one.pk}" for one in theirs}
    assert not any(subject.startswith("succession.longlistentry") for subject in own)
