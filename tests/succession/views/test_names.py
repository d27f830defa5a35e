"""The three names: what each rests on, who stands nearest and why not, how much hangs on small differences."""

import re
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.domain.queries import scope
from accounts.domain.users import system_operator
from audit.models import Event
from rules.eligibility.evaluation import KINDS
from rules.ranking import DECIDERS
from succession.domain import panel, selection
from succession.domain.queries import names, panel_minutes, proof
from succession.interfaces import filling_papers
from succession.models import Nominee
from talent import display
from talent.domain import evidence
from talent.models import AssessmentRecord, AttestationRecord
from tests import factories
from tests.succession import cast
from tests.succession.test_panel import lock, scored, seats
from tests.succession.views.test_vacancies import longlisted
from tests.talent import documents

pytestmark = pytest.mark.django_db
OPERATOR = system_operator


def seven():
    """Seven candidates in their order, the first too old and the second not healthy, then five who are
    ranked; the third and fourth of these are sent up after the first of them: one ranked better is passed over."""
    agency = factories.agency()
    old = cast.candidate(agency, born=date(1969, 1, 1), grade_from=date(2019, 4, 1), post_from=date(2008, 1, 2))
    sick = cast.candidate(agency, healthy=False, grade_from=date(2019, 4, 1), post_from=date(2009, 1, 2))
    ranked = cast.people(agency, 5)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _list = cast.longlisted(agency)
    cast.nominated(vacancy, [ranked[0], ranked[3], ranked[2]])
    return vacancy, old, sick, ranked


def test_what_the_committee_scored_stands_beside_each_name(sign_in):
    vacancy, people = longlisted(5)
    members = seats(vacancy, 2)
    held = panel.open_round(vacancy=vacancy, size=4, by=OPERATOR())
    for member in members:
        scored(held, member, dict(zip(people, (70, 80, 90, 95), strict=False)))
        lock(held, member)
    page, ppk = f"/lowongan/{vacancy.pk}/tiga-nama/", sign_in("PPK")
    assert (ppk.get(page).context["found"].scored, "Nilai panitia" in ppk.get(page).content.decode()) == (False, False)
    panel.reveal(held=held, by=OPERATOR())
    shown = ppk.get(page)
    found = shown.context["found"]
    assert [one.mean for one in found.names] == [70, 80, 90]
    assert [one.mean for one in found.beside] == [95, None]
    assert shown.content.decode().count("Nilai panitia") == 2
    told = ppk.get(f"/api/v1/vacancies/{vacancy.pk}/names/").json()
    assert [[one["mean"] for one in told[part]] for part in ("names", "beside")] == [[70.0, 80.0, 90.0], [95.0, None]]


def scored_and_named():
    """Five on a list, the best four scored, in their order, by two members, and the first three sent up."""
    vacancy, people = longlisted(5)
    members = seats(vacancy, 2)
    held = panel.open_round(vacancy=vacancy, size=4, by=OPERATOR())
    for member in members:
        scored(held, member, dict(zip(people, (90, 80, 71, 70), strict=False)))
        lock(held, member)
    panel.reveal(held=held, by=OPERATOR())
    panel.write_minutes(held=held, minutes=cast.MINUTES, version=1, by=OPERATOR())
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=OPERATOR())
    cast.nominated(vacancy, people[:3])
    return vacancy, people


def test_the_ppk_decides_beside_what_the_committee_scored_and_the_matrix_says_it_too(sign_in, monkeypatch):
    vacancy, people = scored_and_named()
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/"
    cast.declared(vacancy, ppk.user)
    page = ppk.get(at).content.decode()
    assert re.findall(r"<dt>Nilai panitia</dt><dd>(.*?)</dd>", page) == ["90,00", "80,00", "71,00"]
    told = []
    monkeypatch.setattr(filling_papers.sheet, "pdf", lambda _name, data: told.append(data) or b"%PDF")
    filling_papers.paper("matriks-bukti", vacancy, ppk.user)
    heading, table, *_requirements = told[0]["parts"]
    assert (heading["text"], table["rows"]) == (
        "Nilai panitia",
        [[f"{place}. {people[place - 1].name}", mean] for place, mean in ((1, "90"), (2, "80"), (3, "71"))],
    )


def test_where_the_committee_scored_nobody_neither_says_so(sign_in, monkeypatch):
    vacancy, _people = cast.ready(factories.agency())
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/"
    cast.declared(vacancy, ppk.user)
    told = []
    monkeypatch.setattr(filling_papers.sheet, "pdf", lambda _name, data: told.append(data) or b"%PDF")
    filling_papers.paper("matriks-bukti", vacancy, ppk.user)
    assert ("Nilai panitia" in ppk.get(at).content.decode(), "Nilai panitia" in str(told)) == (False, False)


def test_the_nearest_beside_the_three_are_named_with_the_exact_reason(sign_in):
    vacancy, old, sick, ranked = seven()
    page = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/tiga-nama/")
    found = page.context["found"]
    assert [one.entry.employee for one in found.names] == [ranked[0], ranked[3], ranked[2]]
    told = [
        (one.entry.employee, [check.code for check in one.failing], one.decider, one.own, one.other)
        for one in found.beside
    ]
    later, earlier = date(2014, 1, 2), date(2013, 1, 2)
    assert [row[:3] for row in told] == [
        (old, ["age"], ""),
        (sick, ["health"], ""),
        (ranked[1], [], ""),
        (ranked[4], [], "post_from"),
    ]
    assert (told[3][3].date(), told[3][4].date(), found.more) == (later, earlier, 0)
    assert b"lama dalam jabatan sekarang: 2 Januari 2014 terhadap 2 Januari 2013" in page.content
    assert "57 tahun 7 bulan 2 hari" in page.content.decode()
    opened = Event.objects.filter(kind="talent.employee.opened", payload={"part": "names"})
    assert {event.subject for event in opened} == {
        f"talent.employee:{person.pk}" for person in (ranked[0], ranked[3], ranked[2], old, sick)
    }
    seen = sign_in("SELECTION_COMMITTEE")
    assert seen.get(f"/lowongan/{vacancy.pk}/tiga-nama/").status_code == 404


def test_boxes_beside_the_last_name_are_whole_numbers():
    beside = names.Beside(entry=None, among_three=None, decider="box", wording=DECIDERS["box"], own=8.0, other=9.0)
    with translation.override("id"):
        drawn = render_to_string("succession/names_decider.html", {"one": beside})
    assert drawn.strip() == "Sesudah nama terakhir menurut kotak: 8 terhadap 9"


def test_every_requirement_of_every_name_shows_its_record_document_and_last_day(staff):
    vacancy, candidates = longlisted()
    health = AttestationRecord.objects.get(employee=candidates[0], kind="HEALTH")
    evidence.attach(
        kind="attestations",
        row=health,
        source="RSUD Kanujoso",
        number="445/17",
        valid_until=date(2026, 12, 31),
        document=("sehat.pdf", documents.pdf()),
        by=OPERATOR(),
    )
    found = names.of(vacancy, reader=staff.user)
    assert (found.nominated, [one.entry.employee for one in found.names]) == (False, candidates[:3])
    assert all(one.agrees for one in found.names)
    first = {one.check.code: one for one in found.names[0].proofs}
    assert [(ground.kind, ground.record) for ground in first["health"].grounds] == [("attestations", health)]
    (document,) = first["health"].grounds[0].documents
    assert (document.number, document.valid_until, document.file.name) == ("445/17", date(2026, 12, 31), "sehat.pdf")
    second = {one.check.code: one for one in found.names[1].proofs}
    assert second["health"].grounds[0].documents == []
    assessed = AssessmentRecord.objects.get(employee=candidates[0])
    (ground,) = first["competence"].grounds
    assert (ground.record, ground.since) == (assessed, assessed.true_from)
    assert ground.until == date(assessed.true_from.year + 3, assessed.true_from.month, assessed.true_from.day - 1)
    assert [ground.kind for ground in first["post_held"].grounds] == ["employees"]
    assert first["sanction"].grounds == ()
    assert [check.code for check, _proofs in found.rows] == list(found.longlist.codes)
    page = staff.get(f"/lowongan/{vacancy.pk}/tiga-nama/")
    assert f'/bukti/{document.pk}/">RSUD Kanujoso 445/17</a>' in page.content.decode()
    told = re.sub(r"<[^>]+>", "", page.content.decode())
    assert "kesehatan, 5 Januari 2026: RSUD Kanujoso 445/17 (dokumen" in told
    since, until = (display.day(day) for day in (assessed.true_from, ground.until))
    assert f"{since} – {until}: tanpa dokumen" in told
    assert first["status"].grounds[0].name == "data pegawai"
    held = first["post_held"].grounds[0]
    assert (held.name, f"{held.name}, {display.day(held.since)}: tanpa dokumen" in told) == (held.record.position, True)
    assert "dokumen berlaku sampai 31 Desember 2026" in page.content.decode()


def test_a_reader_without_sanctions_is_not_told_what_they_rest_on(sign_in):
    vacancy, _candidates = longlisted()
    found = names.of(vacancy, reader=sign_in("MERIT_VERIFIER").user)
    told = {one.check.code: one.told for one in found.names[0].proofs}
    assert (told["sanction"], told["health"]) == (False, True)


def test_the_shares_come_from_the_kept_list_and_come_out_the_same_again(staff):
    vacancy, candidates = longlisted()
    first = names.of(vacancy, reader=staff.user)
    # All four have the same scores: none of them is sure of their place.
    assert first.draws == 2000
    assert sum(one.among_three for one in first.names) + first.beside[0].among_three == 6000
    assert all(0 < one.among_three < 2000 for one in first.names)
    assert {(one.upper, one.lower) for one in first.reversals} == {
        (candidates[upper], candidates[lower]) for upper in range(3) for lower in range(upper + 1, 4)
    }
    factories.write("attestations", candidates[0], kind="HEALTH", passed=False, true_from=date(2026, 1, 6),
                    known_at=factories.datetime.now(factories.UTC))  # fmt: skip
    again = names.of(vacancy, reader=staff.user)
    assert [one.among_three for one in again.names] == [one.among_three for one in first.names]
    assert [one.times for one in again.reversals] == [one.times for one in first.reversals]


def test_an_open_selection_says_who_stands_next_and_how_sure_its_three_are(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 5)
    vacancy = cast.announced(agency)
    applied = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=OPERATOR())
    for one, score in zip(applied, (90, 80, 79, 78, 50), strict=True):
        cast.scored(one, score, score, score, score)
    selection.rank(vacancy=vacancy, by=OPERATOR())
    page = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/tiga-nama/")
    found = page.context["found"]
    assert [one.entry.employee for one in found.names] == people[:3]
    assert [(one.entry.employee, one.decider, one.own, one.other) for one in found.beside] == [
        (people[3], "combined", 78.0, 79.0), (people[4], "combined", 50.0, 79.0),
    ]  # fmt: skip
    first, second, third = (one.among_three for one in found.names)
    fourth, fifth = (one.among_three for one in found.beside)
    assert (found.draws, first, fifth, first + second + third + fourth) == (2000, 2000, 0, 6000)
    assert second > third > fourth > 0
    assert {(one.upper, one.lower) for one in found.reversals} == {
        (people[1], people[2]), (people[1], people[3]), (people[2], people[3]),
    }  # fmt: skip
    said = page.content.decode()
    assert "bobot tiap tahapan bergeser paling jauh 5 poin" in said
    (table,) = re.findall(r"Yang menyusul.*?</table>", said, re.DOTALL)
    assert (table.count("<tr>"), f"{people[3].name}</th><td>{people[2].name}" in table) == (3, True)


def test_before_anybody_is_ranked_there_are_no_names(staff):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    assert staff.get(f"/lowongan/{vacancy.pk}/tiga-nama/").status_code == 404
    assert Nominee.objects.count() == 0


def test_every_kind_of_requirement_says_what_it_rests_on():
    assert set(proof.RESTS_ON) == set(KINDS)


def test_more_candidates_take_no_more_queries(staff):
    scope.assignments(staff.user)
    counts = []
    for agency, size in ((factories.agency(), 4), (factories.other_agency(), 7)):
        candidates = cast.people(agency, size)
        factories.established_cycle(agency)
        cast.approved(agency)
        vacancy, _list = cast.longlisted(agency)
        with CaptureQueriesContext(connection) as asked:
            assert len(names.of(vacancy, reader=staff.user).names) == 3
        counts.append((len(candidates), len(asked)))
    assert counts[0][1] == counts[1][1]


def test_the_second_look_asks_nothing_again_of_those_who_are_not_shown(staff):
    vacancy, *_people = seven()
    asked = []
    for _look in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = staff.get(f"/lowongan/{vacancy.pk}/tiga-nama/")
        asked.append((len(queries), repr(page.context["found"])))
    # The kept list, and its people's facts by two statements, are read once.
    assert asked[0][0] - asked[1][0] == 3
    assert asked[0][1] == asked[1][1]


def test_of_no_more_than_are_named_it_is_not_said_how_many_times_each_stays_among_them(sign_in):
    agency = factories.agency()
    vacancy = cast.announced(agency)
    applied = cast.applied(vacancy, cast.people(agency, 3))
    selection.screen(vacancy=vacancy, by=OPERATOR())
    for one, score in zip(applied, (80, 79, 78), strict=True):
        cast.scored(one, score, score, score, score)
    selection.rank(vacancy=vacancy, by=OPERATOR())
    page = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/tiga-nama/")
    found, said = page.context["found"], page.content.decode()
    assert ([one.among_three for one in found.names], found.draws, len(found.reversals)) == ([None] * 3, 2000, 3)
    assert ("besar</th>" in said, "Yang berperingkat tidak lebih banyak daripada tiga" in said) == (False, True)


def test_namesakes_are_told_apart_by_their_nips_wherever_names_are_chosen_between(sign_in):
    vacancy, people = cast.ready(factories.agency())
    ppk = sign_in("PPK", vacancy.agency)
    cast.declared(vacancy, ppk.user)
    decide = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/")
    labels = [label for _value, label in decide.context["form"].fields["employee"].choices]
    assert labels == [f"{place}. {one.name} · {one.nip}" for place, one in enumerate(people[:3], 1)]
    names = ppk.get(f"/lowongan/{vacancy.pk}/tiga-nama/").content.decode()
    assert [one.nip in decide.content.decode() and one.nip in names for one in people[:3]] == [True] * 3
