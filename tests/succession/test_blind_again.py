"""Blind again: after going over to open selection, and for whoever is scored later than the others."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import announcing, applying, committee, panel, selection, states
from succession.domain.queries import applicants, ballots, blind, panel_told, panels, quorum
from succession.interfaces.filling_papers import paper
from succession.interfaces.filling_rounds import round_of
from succession.models import Vacancy
from tests import factories
from tests.succession import cast
from tests.succession.pdf_text import words
from tests.succession.test_going_over import gone
from tests.succession.test_panel import lock, of, scored, seats
from tests.succession.test_panel_stages import GONE, closed
from tests.succession.test_supplementary import checked, extended, supplemented

__all__ = ["extended"]
pytestmark = pytest.mark.django_db
BY = system_operator


def fails(person):
    factories.write("attestations", person, kind="HEALTH", passed=False, true_from=date(2026, 7, 20))


@pytest.fixture
def pool():
    """A vacancy with three in its pool, of whom one fails by now."""
    people = cast.people(factories.agency(), 3)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy, _built = cast.longlisted(factories.agency())
    fails(people[0])
    return vacancy, people


def weighed(vacancy):
    """The pool's round, closed."""
    held = panel.open_round(vacancy=vacancy, size=3, by=BY())
    panel.PanelRound.objects.filter(pk=held.pk).update(revealed_at=held.opened_at, closed_at=held.opened_at)
    return panel.PanelRound.objects.get(pk=held.pk)


def test_who_failed_the_check_at_first_and_passes_later_is_scored_blind_too():
    agency = factories.agency()
    people, failing = cast.people(agency, 3), cast.candidate(agency, healthy=False)
    vacancy = cast.announced(agency)
    late = cast.applied(vacancy, [*people, failing])[3]
    checked(vacancy)
    first, members = panel.open_round(vacancy=vacancy, stage="paper", by=BY()), seats(vacancy, 5, outside=True)
    for member in members:
        scored(first, member, dict.fromkeys(people, 70))
        lock(first, member)
    closed(first, members)
    assert not blind.hidden(vacancy, members[0])
    factories.write("attestations", failing, kind="HEALTH", passed=True, true_from=date(2026, 7, 20))
    checked(vacancy)
    assert applicants.latecomers(vacancy) == {"paper": [late]}
    assert blind.hidden(vacancy, members[0])
    supplementary = supplemented(vacancy, members, late)
    assert {line.name for line in ballots.sheet(supplementary, ballots.ballot_of(supplementary, members[0]))} == {""}


def test_as_long_as_a_supplementary_round_is_not_revealed_no_names_are_shown(extended):
    vacancy, _people, members, _first, late = extended
    checked(vacancy)
    panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    applying.withdraw(application=late, reason="Menarik diri dari seleksi.", by=BY())
    assert blind.hidden(vacancy, members[0])


def test_codes_of_the_pool_are_given_to_nobody_after_going_over(pool):
    vacancy, people = pool
    before = weighed(vacancy)
    gone(vacancy)
    said = {"number": "P-1", "place": "Laman", "weights": cast.WEIGHTS, "closes_on": date(2026, 7, 28)}
    announcing.announce(vacancy=vacancy, by=BY(), published_on=date(2026, 7, 12), **said)
    applying = [people[1], people[2], cast.candidate(vacancy.agency)]
    cast.applied(vacancy, applying)
    checked(vacancy)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    assert {of(before, person) for person in people} == {"K-01", "K-02", "K-03"}
    assert {of(held, person) for person in applying} == {"K-04", "K-05", "K-06"}


def test_what_was_decided_about_the_pool_makes_no_open_selection_known(pool):
    vacancy, _people = pool
    (member,) = seats(vacancy, 1)
    cast.openly(vacancy)
    assert not blind.hidden(vacancy, member)
    gone(vacancy)
    assert (blind.hidden(vacancy, member), panels.waiver(vacancy)) == (True, None)
    cast.openly(vacancy)
    assert not blind.hidden(vacancy, member)
    with pytest.raises(DomainError) as refused:
        cast.openly(vacancy)
    assert refused.value.code == "already_waived"


def test_going_over_is_offered_where_the_list_says_three_and_may_not_be_made_anew(pool, sign_in):
    vacancy, _people = pool
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/"
    assert "over" not in staff.get(at).context["forms"]
    weighed(vacancy)
    page = staff.get(at)
    assert (page.context["few"], "over" in page.context["forms"], 'id="beralih"' in page.content.decode()) == (
        None,
        True,
        True,
    )


def test_no_round_begins_of_a_pool_that_somebody_else_just_left(pool):
    vacancy, _people = pool
    stale = Vacancy.objects.get(pk=vacancy.pk)
    gone(vacancy)
    with pytest.raises(states.ChangedMeanwhile):
        panel.open_round(vacancy=stale, size=3, by=BY())


def test_the_round_of_a_pool_that_was_left_is_read_by_its_address_and_begins_nothing(pool, sign_in):
    vacancy, people = pool
    (member,) = seats(vacancy, 1)
    held = weighed(vacancy)
    gone(vacancy)
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/penilaian/"
    page = staff.get(at)
    (tab,) = page.context["tabs"]
    assert (tab["label"], tab["href"], page.context["held"]) == ("talent pool", f"{at}?putaran={held.pk}", None)
    # Of the open selection nothing was opened: that there is no blind round may still be decided.
    assert "waiving" in page.context
    shown = staff.get(tab["href"])
    assert (shown.context["held"], people[1].name in shown.content.decode()) == (held, True)
    for wrong in ("x", held.pk + 1):
        assert staff.get(f"{at}?putaran={wrong}").status_code == 404
    reader = sign_in(member)
    assert (reader.get(at).context["tabs"], reader.get(tab["href"]).status_code) == ((), 403)


def test_whoever_took_over_a_seat_scores_those_who_came_later(extended):
    vacancy, _people, members, _first, late = extended
    checked(vacancy)
    new = [factories.user("SELECTION_COMMITTEE", vacancy.agency) for _seat in range(3)]
    for member, successor in zip(members[:3], new, strict=True):
        seat = vacancy.committee.get(user=member)
        committee.release_member(seat=seat, successor=successor, outside=True, by=BY(), **GONE)
    now = [*new, *members[3:]]
    held = supplemented(vacancy, now, late)
    assert quorum.quorum(held).fact.id == "5 dari 5 kursi menilai"
    closed(held, now)
    assert quorum.quorum(held).fact.id == "5 dari 5 kursi menilai"
    assert applicants.latecomers(vacancy) == {}


def test_seats_given_up_without_a_successor_are_filled_later_and_the_committee_is_blind_no_more(extended, sign_in):
    vacancy, _people, members, _first, late = extended
    checked(vacancy)
    for member in members[:3]:
        committee.release_member(seat=vacancy.committee.get(user=member), by=BY(), **GONE)
    held = supplemented(vacancy, members[3:], late)
    with pytest.raises(Invalid) as refused:
        panel.reveal(held=held, by=BY())
    assert (refused.value.code, "2 dari 5 kursi menilai" in str(refused.value)) == ("no_quorum", True)
    assert "angkat anggota yang mengisi kursi itu." in str(refused.value)
    # A seat of its own is none of those that scored the first round.
    (apart,) = seats(vacancy, 1, outside=True)
    with pytest.raises(NotAllowed, match="Putaran susulan"):
        panel.declare(held=held, relations={}, by=apart)
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/"
    new = [factories.user("SELECTION_COMMITTEE", vacancy.agency) for _seat in range(3)]
    empty = [vacancy.committee.get(user=member) for member in members[:3]]
    offered = staff.get(f"{at}?bagian=panitia").context["forms"]["appoint"].fields["replaces"].queryset
    assert sorted(seat.pk for seat in offered) == [seat.pk for seat in empty]
    given = {"user": new[0].pk, "outside": "on", "replaces": empty[0].pk}
    assert staff.post(f"{at}panitia/", given).status_code == 302
    api, body = f"/api/v1{at.replace('lowongan', 'vacancies')}committee/", {"outside": True, "replaces": empty[1].pk}
    answer = staff.post(api, body | {"user": new[1].pk}, content_type="application/json")
    (taken,) = [one for one in answer.json()["seats"] if one["user"] == new[1].pk]
    assert (answer.status_code, taken["replaces"]) == (201, empty[1].pk)
    # A seat is taken over once, and only one that is empty.
    for seat in (empty[0], vacancy.committee.get(user=members[3])):
        with pytest.raises(Invalid) as refused:
            committee.appoint_member(vacancy=vacancy, user=new[2], replaces=seat, by=BY())
        assert refused.value.code == "seat_taken"
    # Whose scores count in the open round is replaced once it is closed.
    fourth = vacancy.committee.get(user=members[3])
    committee.release_member(seat=fourth, by=BY(), **GONE)
    with pytest.raises(Invalid) as refused:
        committee.appoint_member(vacancy=vacancy, user=new[2], replaces=fourth, by=BY())
    assert refused.value.code == "has_locked"
    committee.appoint_member(vacancy=vacancy, user=new[2], outside=True, replaces=empty[2], by=BY())
    for member in new:
        scored(held, member, {late.employee: 60})
        lock(held, member)
    assert quorum.quorum(held).fact.id == "5 dari 5 kursi menilai"
    assert blind.hidden(vacancy, members[4])
    panel.reveal(held=held, by=BY())
    assert not blind.hidden(vacancy, members[4])


def test_one_newcomer_alone_is_said_not_to_be_hidden_by_a_code_and_the_assumption_is_named(extended, sign_in):
    vacancy, _people, members, first, late = extended
    checked(vacancy)
    held = supplemented(vacancy, members, late)
    page = sign_in("BKD_STAFF", vacancy.agency).get(f"/lowongan/{vacancy.pk}/penilaian/")
    (told,) = [one for one in page.context["composition"] if one.code == "committee_supplement"]
    assert (told.status, told.fact.id, told.verified, told.decides) == ("fail", "1 calon", False, False)
    assert "paling sedikit 3 calon" in page.content.decode()
    assert [one.code for one in panel_told.Told(held, BY()).composition][-1] == "committee_supplement"
    assert quorum.supplement(first) is None
    closed(held, members)
    held.refresh_from_db()
    parts = str(round_of(held, None, held.closed_at))
    mark = "[BELUM DIVERIFIKASI: anggapan kerja, belum ada ketentuan]"
    assert f"Putaran susulan dapat buta: tidak (1 calon; paling sedikit 3 calon). {mark}" in parts


def test_the_round_of_the_pool_that_was_left_is_read_by_the_api_too(pool, sign_in):
    vacancy, _people = pool
    held = weighed(vacancy)
    gone(vacancy)
    staff, at = sign_in("BKD_STAFF"), f"/api/v1/vacancies/{vacancy.pk}/panel/"
    assert staff.get(at).status_code == 404
    told = staff.get(at, {"left": held.pk}).json()
    assert (told["id"], told["stage"], told["scored"]) == (held.pk, "", True)
    assert [staff.get(at, {"left": left}).status_code for left in (held.pk + 1, "x")] == [404, 400]
    # Who is to score blind again reads its names no more.
    (member,) = seats(vacancy, 1)
    assert sign_in(member).get(at, {"left": held.pk}).status_code == 403


def test_the_minutes_say_of_a_round_of_the_pool_that_was_left_that_it_does_not_count():
    people = cast.people(factories.agency(), 3)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy = cast.longlisted(factories.agency())[0]
    members = seats(vacancy, 5, outside=True)
    held = panel.open_round(vacancy=vacancy, size=3, by=BY())
    for member in members:
        scored(held, member, dict(zip(people, (11, 22, 33), strict=True)))
        lock(held, member)
    closed(held, members)
    fails(people[0])
    gone(vacancy)
    said = {"number": "P-1", "place": "Laman", "weights": cast.WEIGHTS, "closes_on": date(2026, 7, 28)}
    announcing.announce(vacancy=vacancy, by=BY(), published_on=date(2026, 7, 12), **said)
    applying = [people[1], people[2], cast.candidate(vacancy.agency)]
    applications = cast.applied(vacancy, applying)
    selection.screen(vacancy=vacancy, by=BY())
    for place, one in enumerate(applications):
        cast.scored(one, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=BY())
    cast.openly(vacancy)
    cast.sat(vacancy)
    vacancy.refresh_from_db()
    cast.nominated(vacancy, applying)
    told = words(paper("berita-acara", vacancy, BY()))
    left = "Penilaian panitia, kelompok suksesi yang ditinggalkan Tidak dihitung: pengisian ini beralih ke seleksi "
    assert f"{left}terbuka dengan keputusan nomor 800/9 tanggal 12 Juli 2026." in told
    assert told.count("yang ditinggalkan") == 1
