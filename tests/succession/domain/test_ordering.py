"""For which of its three names a committee gives a reason: against the rule, the ranking, or its own scores."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.users import system_operator
from rules.choice import passed_over
from rules.errors import Invalid
from succession.domain import applying, committee, confirmation, panel, selection
from succession.domain.queries import panel_minutes
from succession.interfaces.filling_papers import paper
from succession.models import AppointmentDecision, Inauguration, Nominee, PanelRound, Vacancy
from talent.domain import pool as pools
from talent.models import Employee, PoolMembership
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.pdf_text import words
from tests.succession.test_panel import lock, scored, seats

WHY = "Paling dekat dengan bidang jabatan ini."
BY = system_operator


@given(st.dictionaries(st.integers(0, 6), st.integers(1, 4)), st.permutations(range(7)))
def test_a_name_passes_over_whoever_is_better_placed_and_not_named_before_it(
    places: dict[int, int], order: list[int]
) -> None:
    names = order[:3]
    found = passed_over(places, names)
    for at, who in enumerate(names):
        better = {one for one in places if who in places and places[one] < places[who]} - set(names[:at])
        assert set(found.get(who, ())) == better
        assert [places[one] for one in found.get(who, ())] == sorted(places[one] for one in better)


def missing(vacancy: Vacancy, three: Sequence[Employee], reasons: Sequence[str] = ("", "", "")) -> str:
    """What is said of names without the reason they need."""
    with pytest.raises(Invalid) as refused:
        sent(vacancy, three, reasons)
    assert refused.value.code == "no_reason"
    assert not Nominee.objects.exists()
    return str(refused.value).replace(", perlu alasan, paling sedikit 10 huruf", "")


def sent(vacancy: Vacancy, three: Sequence[Employee], reasons: Sequence[str] = ("", "", "")) -> None:
    names = [committee.Nomination(person.pk, reason) for person, reason in zip(three, reasons, strict=True)]
    by, token = vacancy.committee.order_by("id")[0].user, confirmation.confirmation_token(vacancy)
    committee.nominate(vacancy=vacancy, nominations=names, token=token, by=by)


def inaugurated(vacancy: Vacancy, person: Employee) -> None:
    """Another filling took the person, on 3 August."""
    said = {"decided_on": date(2026, 8, 1), "number": "800/1", "reason": WHY, "token": "", "by": BY()}
    made = AppointmentDecision.objects.create(
        vacancy=vacancy, employee=person, nip=person.nip, at=timezone.now(), **said
    )
    Inauguration.objects.create(decision=made, dated=date(2026, 8, 3), number="BA-1", by=BY(), at=timezone.now())


@pytest.mark.django_db
def test_of_an_open_selection_only_the_first_three_still_there_go_up_without_a_reason(sign_in: SignIn) -> None:
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(6)]
    vacancy, applications = cast.selected(agency, people)
    client = sign_in("SELECTION_COMMITTEE", agency)
    applying.withdraw(application=applications[1], reason="Mengundurkan diri.", by=BY())
    vacancy.refresh_from_db()
    selection.rank(vacancy=vacancy, by=BY())
    cast.sat(vacancy, client.user)  # type: ignore[attr-defined]
    vacancy.refresh_from_db()
    name = [person.name for person in people]
    rule = "bukan pilihan menurut aturan (3 nama berperingkat dari seleksi terbuka)"
    assert missing(vacancy, [people[0], people[4], people[5]], (WHY, "", "pendek")) == (
        f"Calon urutan 2, {name[4]}: {rule}; mendahului {name[2]}, {name[3]} yang peringkatnya lebih baik. "
        f"Calon urutan 3, {name[5]}: {rule}; mendahului {name[2]}, {name[3]} yang peringkatnya lebih baik."
    )
    at = f"/api/v1/vacancies/{vacancy.pk}/nominations/"
    told = {one["employee"]: one for one in client.get(at).json()["candidates"]}
    needed = [told[person.pk]["reason_needed"] for person in people if person.pk in told]
    assert (needed, {one["committee_place"] for one in told.values()}) == ([*[""] * 3, rule, rule], {None})
    # The second withdrew: passing them over needs no reason.
    sent(vacancy, [people[0], people[2], people[3]])
    assert list(Nominee.objects.values_list("employee", "reason")) == [(people[at].pk, "") for at in (0, 2, 3)]


@pytest.mark.django_db
def test_whoever_the_committee_put_lower_or_did_not_score_needs_a_reason(
    sign_in: SignIn, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    agency = factories.agency()
    people = cast.people(agency, 5)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    members = seats(vacancy)
    held = panel.open_round(vacancy=vacancy, size=4, by=BY())
    for member in members:
        panel.declare(held=held, relations={}, by=member)
        # The third and the fourth have the same mean, below the second and above the first.
        scored(held, member, dict(zip(people[:4], (60, 90, 70, 70), strict=True)))
        lock(held, member)
    panel.reveal(held=held, by=BY())
    PanelRound.objects.filter(pk=held.pk).update(closed_at=held.opened_at)
    assert [row.rank for row in panel_minutes.results(PanelRound.objects.get(pk=held.pk))] == [1, 2, 2, 4]
    name = [person.name for person in people]
    client = sign_in(members[0])
    with django_assert_max_num_queries(12):
        page = client.get(f"/lowongan/{vacancy.pk}/usulan/")
    assert [place for *_more, place in page.context["rows"]] == [4, 1, 2, 2, None]
    text = page.content.decode()
    assert (text.count("nilai panitia: urutan"), text.count("tidak dinilai panitia</span>")) == (4, 1)
    higher = "yang peringkatnya lebih baik"
    assert missing(vacancy, [people[1], people[2], people[4]]) == (
        f"Calon urutan 1, {name[1]}: mendahului {name[0]} {higher}. "
        f"Calon urutan 2, {name[2]}: mendahului {name[0]} {higher}. "
        f"Calon urutan 3, {name[4]}: tidak dinilai panitia; mendahului {name[0]}, {name[3]} {higher}."
    )
    # In the order of the ranking it is their own scores that the committee departs from.
    assert missing(vacancy, people[:3], ("", "", WHY)) == (
        f"Calon urutan 1, {name[0]}: mendahului {name[1]}, {name[2]}, {name[3]} yang nilai panitianya lebih baik."
    )
    sent(vacancy, people[:3], (WHY, "", ""))
    letter = paper("surat-usulan", vacancy, BY())
    assert letter is not None
    assert WHY in words(letter)


@pytest.mark.django_db
def test_who_is_gone_is_no_choice_on_the_page_nor_in_the_api_nor_in_the_act(
    sign_in: SignIn, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(5)]
    vacancy, _applications = cast.selected(agency, people)
    client = sign_in("SELECTION_COMMITTEE", agency)
    cast.sat(vacancy, client.user)  # type: ignore[attr-defined]
    inaugurated(cast.opened(agency, cast.post(agency, "JPT-02"), "L-02"), people[0])
    why, ids = "sudah dilantik pada 3 Agustus 2026 melalui lowongan L-02", [person.pk for person in people]
    why += ", sesudah daftar panjang lowongan ini disusun"
    with django_assert_max_num_queries(12):
        page = client.get(f"/lowongan/{vacancy.pk}/usulan/")
    assert [gone for *_more, gone, _place in page.context["rows"]] == [why, "", "", "", ""]
    assert page.content.decode().count("pilihan menurut aturan</span>") == 3
    order = page.context["order"]
    assert (order.taken_by_rule, list(order.entries)) == (set(ids[1:4]), ids[1:])
    offered = [value for value, _words in page.context["form"].fields["name_1"].choices]
    assert offered == ["", *map(str, ids[1:])]
    chosen = client.post(f"/lowongan/{vacancy.pk}/usulan/", {"name_1": ids[0]}).context["form"]
    assert chosen.errors["name_1"] == ["Orang ini tidak, atau tidak lagi, dapat diusulkan."]
    told = client.get(f"/api/v1/vacancies/{vacancy.pk}/nominations/").json()["candidates"]
    assert [(one["employee"], one["unavailable"]) for one in told] == list(zip(ids, [why, "", "", "", ""], strict=True))
    statuses = [one["by_rule"] and one["by_rule"]["status"] for one in told]
    assert statuses == [None, "pass", "pass", "pass", "fail"]
    with pytest.raises(Invalid) as refused:
        sent(vacancy, people[:3])
    assert (refused.value.code, str(refused.value)) == ("unavailable", f"{people[0].name} {why}.")
    # Whom the page calls the rule's choice go up without a reason.
    sent(vacancy, people[1:4])
    assert list(Nominee.objects.values_list("employee", "reason")) == [(who, "") for who in ids[1:4]]


@pytest.mark.django_db
def test_who_left_the_pool_is_offered_no_more_by_as_few_queries(
    sign_in: SignIn, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    client = sign_in("SELECTION_COMMITTEE", agency)
    cast.sat(vacancy, client.user)  # type: ignore[attr-defined]
    left = PoolMembership.objects.get(employee=people[0])
    pools.leave(membership=left, on=date(2026, 8, 1), cause="OTHER", reason="Permintaan sendiri.", by=BY())
    inaugurated(cast.opened(agency, cast.post(agency, "JPT-02"), "L-02"), people[1])
    with django_assert_max_num_queries(12):
        page = client.get(f"/lowongan/{vacancy.pk}/usulan/")
    assert {who: why.split(",")[0] for who, why in page.context["order"].gone.items()} == {
        people[0].pk: "keluar dari kelompok suksesi pada 1 Agustus 2026",
        people[1].pk: "sudah dilantik pada 3 Agustus 2026 melalui lowongan L-02",
    }
    assert list(page.context["order"].entries) == [person.pk for person in people[2:]]
