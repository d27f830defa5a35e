"""The committee's first round: blind, recused, locked, revealed, signed; and what its members see meanwhile."""

import re

import pytest
from django.utils import timezone, translation

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import committee, confirmation, longlist, panel, states, vacancies
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import ballots, panel_conflicts, panel_minutes, panels
from succession.models import PanelCandidate, PanelRound, PanelScore
from talent.models import DeclaredRelation
from tests import factories
from tests.succession import cast
from tests.succession.views.test_vacancies import longlisted

pytestmark = pytest.mark.django_db

WHY = "Rekam jejaknya paling sesuai."
MINUTES = "Panitia menilai semua calon secara buta."


def seats(vacancy, count=3, **options):
    made = [factories.user("SELECTION_COMMITTEE", vacancy.agency) for _seat in range(count)]
    for user in made:
        committee.appoint_member(vacancy=vacancy, user=user, by=system_operator(), **options)
    return made


def opened(size=4, count=4):
    """A round over the best of a longlist, and its three members."""
    vacancy, candidates = longlisted(count)
    held = panel.open_round(vacancy=vacancy, size=size, by=system_operator())
    return held, candidates, seats(vacancy)


def of(held, person):
    return PanelCandidate.objects.get(round=held, employee=person).code


def scored(held, member, scores):
    """The member declares that there is no conflict, and scores these people."""
    panel.declare(held=held, relations={}, by=member)
    given = {of(held, person): (score, WHY) for person, score in scores.items()}
    write(held, member, given)


def write(held, member, scores):
    ballot = ballots.ballot_of(held, member)
    panel.score(held=held, scores=scores, version=ballot.version if ballot else 1, by=member)


def lock(held, member):
    ballot = ballots.ballot_of(held, member)
    panel.lock(held=held, version=ballot.version if ballot else 1, by=member)


def revealed():
    held, candidates, members = opened()
    for member, shift in zip(members, (0, 2, 40), strict=True):
        scored(held, member, {person: 50 + shift + 2 * at for at, person in enumerate(candidates)})
        lock(held, member)
    panel.reveal(held=held, by=system_operator())
    held.refresh_from_db()
    return held, candidates, members


def code(refused):
    return refused.value.code


def test_a_round_goes_from_codes_by_lot_to_signed_minutes_and_then_names_are_sent_up():
    held, candidates, members = revealed()
    assert sorted(held.candidates.values_list("code", flat=True)) == ["K-01", "K-02", "K-03", "K-04"]
    best, *_others = found = panel_minutes.results(held)
    assert [row.candidate.employee for row in found] == candidates[::-1]
    assert (best.rank, best.opinion.mean, best.opinion.spread) == (1, 70.0, 40)
    assert [(one.seat.user, one.given.score) for one in best.scores if one.outlying] == [(members[2], 96)]
    vacancy, names = held.vacancy, [committee.Nomination(person.pk, WHY) for person in candidates[:3]]

    def nominate():
        token = confirmation.confirmation_token(vacancy)
        return committee.nominate(vacancy=vacancy, nominations=names, token=token, by=members[0])

    with pytest.raises(Invalid) as refused:
        nominate()
    assert code(refused) == "round_open"
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=system_operator())
    held.refresh_from_db()
    seen = panel_minutes.minutes_of(held)
    for member in members:
        with pytest.raises(DomainError, match="belum ditandatangani"):
            panel.close(held=held, by=system_operator())
        panel.sign(held=held, seen=seen, by=member)
    panel.close(held=held, by=system_operator())
    assert [one.employee for one in nominate()] == candidates[:3]
    told = Event.objects.filter(kind__startswith="succession.panel.").order_by("id").values_list("kind", flat=True)
    acts = [kind.removeprefix("succession.panel.") for kind in told]
    assert acts == ["opened", *["declared", "scored", "locked"] * 3, "revealed", "minutes", *["signed"] * 3, "closed"]
    unmasked = Event.objects.get(kind="succession.panel.revealed").payload["unmasked"]
    assert unmasked == {of(held, person): person.pk for person in candidates}
    assert "score" not in str(Event.objects.get(kind="succession.panel.scored", actor=members[0].pk).payload.values())


def test_nobody_sees_a_name_or_another_members_score_before_all_have_locked(sign_in, client):
    held, candidates, members = opened()
    at = f"/lowongan/{held.vacancy_id}/"
    scored(held, members[0], dict.fromkeys(candidates, 71))
    lock(held, members[0])
    scored(held, members[1], dict.fromkeys(candidates, 55))
    for member in members[:2]:
        reader = sign_in(member)
        sheet = reader.get(f"{at}penilaian/")
        assert {line.score for line, *_rest in sheet.context["lines"]} == {71 if member == members[0] else 55}
        assert "results" not in sheet.context
        # Names stand once, by the alphabet, for whoever still declares conflicts; never beside a code.
        table = re.search(r'id="nilai".*?</form>', sheet.content.decode(), re.S)[0]
        assert not [person for person in candidates if person.name in table or person.nip in table]
        page = reader.get(at)
        assert (page.context["blind"], "rows" in page.context) == (True, False)
        assert not [person for person in candidates if person.name in page.content.decode()]
        assert reader.get(f"{at}calon/{candidates[0].pk}/").status_code == 404
        assert reader.get(f"{at}tiga-nama/").status_code == 403
        assert reader.get(f"{at}usulan/").url == f"{at}penilaian/"
        for path in ("longlist/", "names/"):
            assert reader.get(f"/api/v1/vacancies/{held.vacancy_id}/{path}").status_code == 403
        assert reader.get(f"/api/v1/vacancies/{held.vacancy_id}/candidates/{candidates[0].pk}/").status_code == 404
    staff = sign_in("BKD_STAFF")
    assert "results" not in staff.get(f"{at}penilaian/").context
    assert staff.get(at).context["blind"] is False
    with pytest.raises(DomainError, match="Belum mengunci") as refused:
        panel.reveal(held=held, by=system_operator())
    assert code(refused) == "unlocked"


def test_a_member_reads_what_they_declared_themselves_and_nothing_of_the_others_before_the_reveal(sign_in):
    held, candidates, members = opened()
    at = f"/lowongan/{held.vacancy_id}/penilaian/"
    own, others, staff = (sign_in(who) for who in (members[0], members[1], "BKD_STAFF"))

    def told(reader):
        return {one.seat.user: one.conflicts for one in reader.get(at).context["seats"]}

    assert told(own) == dict.fromkeys(members)
    panel.declare(held=held, relations={candidates[2].pk: "ipar"}, by=members[0])
    panel.declare(held=held, relations={}, by=members[1])
    declared = DeclaredRelation.objects.get().declared_at
    said = [panel_conflicts.Conflict(candidates[2], "hubungan yang dinyatakan: ipar", declared)]
    assert told(own) == {members[0]: said, members[1]: None, members[2]: None}
    assert f"{candidates[2].name}: hubungan yang dinyatakan: ipar" in own.get(at).content.decode()
    assert told(others) == {members[0]: None, members[1]: [], members[2]: None}
    assert told(staff) == dict.fromkeys(members)
    assert "ipar" not in others.get(at).content.decode() + staff.get(at).content.decode()
    write(held, members[0], {of(held, person): (70, WHY) for person in candidates if person != candidates[2]})
    lock(held, members[0])
    assert told(own)[members[0]] == said


def test_before_a_round_is_opened_the_page_says_that_nobody_can_score_yet(sign_in):
    vacancy, _candidates = longlisted(3)
    staff, at = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/penilaian/"

    def told():
        page = staff.get(at)
        leads = f'href="/lowongan/{vacancy.pk}/?bagian=panitia#angkat"' in page.content.decode()
        return "opening" in page.context, page.context["unseated"], leads

    assert told() == (True, True, True)
    assert staff.post(f"{at}buka/", {"size": "3"}).status_code == 302
    assert told() == (False, True, True)
    (member,) = seats(vacancy, 1)
    assert told() == (False, False, False)
    assert sign_in(member).get(at).context["unseated"] is False


def test_a_blind_ballot_says_no_value_that_stands_beside_a_name_elsewhere(sign_in):
    held, candidates, members = opened()
    scored(held, members[0], {candidates[0]: 71})
    at = f"vacancies/{held.vacancy_id}/panel/"

    def lines(reader):
        told = reader.get(f"/api/v1/{at}").json()["own"]
        return {(one["code"], one["box"], one["talent_value"], one["technical"], one["outcome"]) for one in told}

    reader, codes = sign_in(members[0]), [of(held, person) for person in candidates]
    assert lines(reader) == {(code, 9, None, None, "pass") for code in codes}
    page = reader.get(f"/lowongan/{held.vacancy_id}/penilaian/").content.decode()
    table = re.search(r'id="nilai".*?</form>', page, re.S)[0]
    shown = [name for name in ("Kotak", "Talenta", "Teknis", "selama putaran buta") if name in table]
    assert shown == ["Kotak", "selama putaran buta"]
    # Without a blind round the names stand there, and so do the values.
    panel.PanelWaiver.objects.create(vacancy=held.vacancy, reason=WHY, by=system_operator(), at=timezone.now())
    entries = {of(held, one.employee): one for one in held.longlist.entries.select_related("employee")}
    assert lines(reader) == {(code, 9, entries[code].talent_value, entries[code].technical, "pass") for code in codes}
    assert "Talenta" in reader.get(f"/lowongan/{held.vacancy_id}/penilaian/").content.decode()


def test_a_locked_ballot_and_a_revealed_round_take_no_more_changes():
    held, candidates, members = opened()
    member = members[0]
    with pytest.raises(Invalid) as refused:
        write(held, member, {})
    assert code(refused) == "not_declared"
    scored(held, member, dict.fromkeys(candidates[:3], 60))
    with pytest.raises(Invalid) as refused:
        lock(held, member)
    assert (code(refused), of(held, candidates[3]) in str(refused.value)) == ("missing", True)
    for scores, expected in (
        ({"K-01": (101, WHY)}, "score_range"),
        ({"K-01": (60, "baik")}, "no_reason"),
        ({"K-99": (60, WHY)}, "not_a_candidate"),
    ):
        with pytest.raises(Invalid) as refused:
            write(held, member, scores)
        assert code(refused) == expected
    write(held, member, {of(held, candidates[3]): (61, WHY)})
    lock(held, member)
    for act in (lambda: lock(held, member), lambda: write(held, member, {}),
                lambda: panel.declare(held=held, relations={}, by=member)):  # fmt: skip
        with pytest.raises(panel.Locked):
            act()
    with pytest.raises(NotAllowed):
        write(held, factories.user("SELECTION_COMMITTEE", held.vacancy.agency), {})
    with pytest.raises(states.WrongState):
        longlist.build(vacancy=held.vacancy, by=system_operator())


def test_in_a_closed_vacancy_nobody_scores_and_nobody_is_unmasked():
    held, candidates, members = opened()
    scored(held, members[0], dict.fromkeys(candidates, 60))
    vacancies.close(vacancy=held.vacancy, reason="Jabatannya dihapus dari struktur.", by=system_operator())
    for act in (
        lambda: panel.declare(held=held, relations={}, by=members[1]),
        lambda: write(held, members[0], {of(held, candidates[0]): (61, WHY)}),
        lambda: lock(held, members[0]),
        lambda: panel.reveal(held=held, by=system_operator()),
    ):
        with pytest.raises(states.WrongState):
            act()
    held.refresh_from_db()
    assert held.revealed_at is None


def test_a_member_decides_nothing_about_themselves_or_whom_they_declare():
    held, candidates, members = opened()
    own = members[0]
    users.grant(user=own, role=Roles.EMPLOYEE, by=system_operator(), employee_id=candidates[0].pk)
    own = type(own).objects.get(pk=own.pk)
    panel.declare(held=held, relations={candidates[1].pk: "ipar", candidates[2].pk: " "}, by=own)
    barred = {of(held, candidates[0]): "diri sendiri", of(held, candidates[1]): "hubungan yang dinyatakan: ipar"}
    assert panel_conflicts.recused(held, own) == barred
    assert [line.code for line in ballots.sheet(held, ballots.ballot_of(held, own))] == sorted(
        of(held, person) for person in candidates[2:]
    )
    with pytest.raises(NotAllowed):
        write(held, own, {of(held, candidates[1]): (90, WHY)})
    write(held, own, {of(held, person): (60, WHY) for person in candidates[2:]})
    # What turns out to be barred after it was scored does not count.
    panel.declare(held=held, relations={candidates[2].pk: "sepupu"}, by=own)
    lock(held, own)
    ballot = ballots.ballot_of(held, own)
    assert list(ballot.scores.values_list("candidate__employee", flat=True)) == [candidates[3].pk]
    assert ballot.recused == barred | {of(held, candidates[2]): "hubungan yang dinyatakan: sepupu"}
    for member in members[1:]:
        scored(held, member, dict.fromkeys(candidates, 70))
        lock(held, member)
    panel.reveal(held=held, by=system_operator())
    held.refresh_from_db()
    rows = {row.candidate.employee: row for row in panel_minutes.results(held)}
    assert [len([one for one in rows[person].scores if one.given]) for person in candidates] == [2, 2, 2, 3]
    PanelRound.objects.filter(pk=held.pk).update(closed_at=held.revealed_at)
    names = [committee.Nomination(person.pk, WHY) for person in candidates[1:]]
    token = confirmation.confirmation_token(held.vacancy)
    with pytest.raises(NotAllowed, match="hubungan yang dinyatakan"):
        committee.nominate(vacancy=held.vacancy, nominations=names, token=token, by=own)


def test_minutes_that_changed_are_signed_anew(sign_in):
    held, _candidates, members = revealed()
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=system_operator())
    held.refresh_from_db()
    seen, page = panel_minutes.minutes_of(held), sign_in(members[1]).get(f"/lowongan/{held.vacancy_id}/penilaian/")
    panel.sign(held=held, seen=seen, by=members[0])
    panel.write_minutes(held=held, minutes=f"{MINUTES} Dua kali.", version=2, by=system_operator())
    with pytest.raises(DomainError, match="diubah orang lain"):
        panel.write_minutes(held=held, minutes=MINUTES, version=2, by=system_operator())
    held.refresh_from_db()
    assert panel_minutes.signed(held) == set()
    with pytest.raises(StaleConfirmation) as stale:
        panel.sign(held=held, seen=seen, by=members[0])
    assert stale.value.differences == ("naskah risalah berubah",)
    client = sign_in(members[1])
    again = client.post(f"/lowongan/{held.vacancy_id}/penilaian/tanda-tangan/", {"token": page.context["token"]})
    assert (again.status_code, again.context["differences"]) == (409, ("naskah risalah berubah",))
    token = client.get(f"/lowongan/{held.vacancy_id}/penilaian/").context["token"]
    client.post(f"/lowongan/{held.vacancy_id}/penilaian/tanda-tangan/", {"token": token})
    assert panel_minutes.signed(held) == {members[1].pk}


def test_who_comes_late_sees_what_they_typed_though_the_page_takes_it_no_more(sign_in, staff):
    vacancy, _candidates = longlisted(3)
    at = f"/lowongan/{vacancy.pk}/penilaian/"
    panel.waive(vacancy=vacancy, reason=WHY, by=system_operator())
    late = staff.post(f"{at}tanpa-buta/", {"reason": "Panitianya hanya sebentar."})
    assert (late.status_code, late.context["unsaved"]) == (
        409,
        [("Alasan tanpa putaran buta", "Panitianya hanya sebentar.")],
    )
    assert "Panitianya hanya sebentar." in late.content.decode()
    panel.open_round(vacancy=vacancy, size=3, by=system_operator())
    late = staff.post(f"{at}buka/", {"size": 3})
    assert (late.status_code, late.context["unsaved"]) == (409, [("Banyaknya calon teratas yang dinilai", "3")])
    held, (member, other) = panels.of(vacancy), seats(vacancy, 2)
    reader, people = sign_in(member), panels.people(held)
    scored(held, other, dict.fromkeys(people, 60))
    lock(held, other)
    scored(held, member, dict.fromkeys(people, 60))
    first = of(held, people[0])
    typed = {f"score_{first}": 70, f"reason_{first}": "Wawancaranya lebih meyakinkan.", "version": 1}
    again = reader.post(f"{at}nilai/", typed)
    # The form stands there still, with what was typed in it.
    assert (again.status_code, again.context["unsaved"]) == (409, [])
    assert "Wawancaranya lebih meyakinkan." in again.content.decode()
    lock(held, member)
    others = [of(held, person) for person in people[1:]]
    typed |= {f"score_{code}": 60 for code in others} | {f"reason_{code}": WHY for code in others}
    lost = reader.post(f"{at}nilai/", typed)
    assert (lost.status_code, lost.context["unsaved"]) == (
        409,
        [(f"Nilai {first}", "70"), (f"Alasan {first}", "Wawancaranya lebih meyakinkan.")],
    )
    said = reader.post(f"{at}nyatakan/", {f"relation_{people[0].pk}": "saudara kandung"})
    assert (said.status_code, said.context["unsaved"]) == (409, [(people[0].name, "saudara kandung")])
    panel.reveal(held=held, by=system_operator())
    given = {"minutes": MINUTES, "version": 1}
    panel.write_minutes(held=held, by=system_operator(), **given)
    held.refresh_from_db()
    for one in (member, other):
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=one)
    panel.close(held=held, by=system_operator())
    late = staff.post(f"{at}risalah/", given | {"minutes": "Naskah yang lain."})
    assert (late.status_code, late.context["unsaved"]) == (409, [("Risalah", "Naskah yang lain.")])


def test_the_pages_carry_a_round_from_opening_to_reveal(sign_in, staff):
    vacancy, candidates = longlisted(3)
    at = f"/lowongan/{vacancy.pk}/penilaian/"
    assert staff.get(at).context["opening"] is not None
    assert staff.post(f"{at}buka/", {"size": 2}).status_code == 422
    assert staff.post(f"{at}buka/", {"size": 3}).url == at
    assert staff.post(f"{at}buka/", {"size": 3}).status_code == 409
    member, other = seats(vacancy, 2)
    scored(panels.of(vacancy), other, dict.fromkeys(candidates, 60))
    lock(panels.of(vacancy), other)
    reader = sign_in(member)
    assert reader.post(f"{at}buka/", {"size": 3}).status_code == 403
    reader.post(f"{at}nyatakan/", {f"relation_{candidates[0].pk}": ""})
    shown = reader.get(at)
    lines = [line.code for line, *_rest in shown.context["lines"]]
    policy = vacancy.longlists.get().policy_name
    assert f"Kotak dan nilai talenta menurut kebijakan {policy}." in shown.content.decode()
    assert reader.post(f"{at}nilai/", {"score_K-01": 101}).status_code == 422
    # What is typed is kept where locking is refused, and nothing of it is written.
    half = reader.post(f"{at}kunci/", {f"score_{lines[0]}": 61, f"reason_{lines[0]}": WHY, "version": 1})
    assert (half.status_code, half.context["scoring"][f"score_{lines[0]}"].value()) == (422, "61")
    ballot = half.content.decode().partition('id="nilai"')[2]
    assert (half.content.decode().count("Belum dinilai: "), ballot.count("Belum dinilai: ")) == (1, 1)
    short = reader.post(f"{at}kunci/", {f"score_{lines[0]}": 61, f"reason_{lines[0]}": "", "version": 1})
    assert f"{lines[0]}: Tuliskan alasannya, paling sedikit 10 huruf." in short.content.decode()
    assert not PanelScore.objects.filter(ballot__member__user=member).exists()
    given = {f"score_{one}": 60 for one in lines} | {f"reason_{one}": WHY for one in lines} | {"version": 1}
    reader.post(f"{at}nilai/", given)
    # Written in another window since: what was not seen is neither written over nor locked.
    assert reader.post(f"{at}nilai/", given).status_code == 409
    assert reader.post(f"{at}kunci/", {"version": 1}).status_code == 409
    # Nor is it said to have been emptied by who never saw it; what they typed stays to be copied.
    other_line = {f"score_{lines[0]}": "", f"score_{lines[1]}": 71, f"reason_{lines[1]}": "Dari jendela kedua."}
    stale = reader.post(f"{at}nilai/", other_line | {"version": 1})
    assert (stale.status_code, dict(stale.context["scoring"].errors)) == (
        409,
        {"__all__": ["Lembar nilai Anda sudah berubah sejak laman ini dibuka; isian ini belum tersimpan."]},
    )
    assert "Dari jendela kedua." in stale.content.decode()
    # A score that is taken out, or a reason without one, would leave what was saved before: nothing is locked.
    for typed in ("", WHY):
        gone = reader.post(f"{at}kunci/", {f"score_{lines[0]}": "", f"reason_{lines[0]}": typed, "version": 2})
        assert (gone.status_code, list(gone.context["scoring"].errors)) == (422, [f"score_{lines[0]}"])
    # Locking keeps what was typed since.
    assert reader.post(f"{at}kunci/", {f"score_{lines[0]}": 64, f"reason_{lines[0]}": WHY, "version": 2}).url == at
    assert PanelScore.objects.get(ballot__member__user=member, candidate__code=lines[0]).score == 64
    assert reader.post(f"{at}perlihatkan/").status_code == 403
    assert staff.post(f"{at}perlihatkan/").url == at
    shown = sign_in("PPK").get(at)
    assert [row.rank for row in shown.context["results"]] == [1, 2, 2]
    assert all(person.name in shown.content.decode() for person in candidates)
    assert staff.post(f"{at}lain/").status_code == 404


def test_the_api_carries_a_members_ballot_and_shows_the_results_after_the_reveal(sign_in):
    vacancy, candidates = longlisted(3)
    held = panel.open_round(vacancy=vacancy, size=3, by=system_operator())
    member, other = seats(vacancy, 2)
    reader, at = sign_in(member), f"/api/v1/vacancies/{vacancy.pk}/panel/"
    # Names alone, by the alphabet: whose a code is they do not say. Nothing to whoever has no seat.
    by_name = sorted(candidates, key=lambda one: (one.name, one.pk))
    assert reader.get(at).json()["declarable"] == [{"id": one.pk, "name": one.name} for one in by_name]
    assert sign_in("BKD_STAFF").get(at).json()["declarable"] == []

    def post(act, body):
        return reader.post(f"{at}{act}/", body, content_type="application/json")

    assert post("scores", {"scores": [], "version": 1}).json()["code"] == "not_declared"
    begun = post("declare", {"relations": [{"employee": candidates[0].pk, "relation": "ipar"}]}).json()
    assert [line["code"] for line in begun["own"]] == sorted(of(held, person) for person in candidates[1:])
    assert [line["score"] for line in begun["own"]] == [None, None]
    assert begun["policy"] == held.longlist.policy_name != ""
    given = [{"code": line["code"], "score": 64, "reason": WHY} for line in begun["own"]]
    assert [line["score"] for line in post("scores", {"scores": given, "version": 1}).json()["own"]] == [64, 64]
    assert post("lock", {"version": 1}).json()["code"] == "stale"
    locked = post("lock", {"version": 2}).json()
    assert (locked["candidates"], locked["seats"][0]["locked_at"] is None) == ([], False)
    # Locked, nothing is declared any more; with whom a member has a conflict would tell whose a code is.
    assert (locked["declarable"], [one["conflicts"] for one in locked["seats"]]) == ([], [None, None])
    scored(held, other, dict.fromkeys(candidates, 64))
    lock(held, other)
    panel.reveal(held=held, by=system_operator())
    shown = reader.get(at).json()
    assert (shown["own"], len(shown["candidates"])) == ([], 3)
    recused = next(row for row in shown["candidates"] if row["employee"]["id"] == candidates[0].pk)
    assert [one["score"] for one in recused["scores"]] == [None, 64]
    said = [(one["employee"]["id"], one["reason"]) for one in shown["seats"][0]["conflicts"]]
    assert said == [(candidates[0].pk, "hubungan yang dinyatakan: ipar")]
    assert shown["seats"][1]["conflicts"] == []
    assert [check["status"] for check in shown["composition"]] == ["fail", "unknown"]


def test_codes_are_drawn_by_lot_and_do_not_follow_the_ranking():
    """In the order of the ranking once in 30! draws."""
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency()))
    codes = [one.code for one in panel._coded(PanelRound(vacancy=vacancy), list(range(1, 31)))]
    assert sorted(codes) == [f"K-{number:02}" for number in range(1, 31)] != codes


def test_why_somebody_is_left_out_is_kept_in_the_words_of_the_minutes():
    vacancy, candidates = longlisted(3)
    held = panel.open_round(vacancy=vacancy, size=3, by=system_operator())
    member, _other = seats(vacancy, 2)
    with translation.override("en"):
        panel.declare(held=held, relations={candidates[0].pk: "ipar"}, by=member)
        scored(held, member, dict.fromkeys(candidates[1:], 70))
        lock(held, member)
    assert [*held.ballots.get(member__user=member).recused.values()] == ["hubungan yang dinyatakan: ipar"]
