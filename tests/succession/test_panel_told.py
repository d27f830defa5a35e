"""What the committee and the BKD are told while a round runs: who declared, locked, withdrew, and whose turn it is."""

import re
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.domain.users import system_operator
from rules import panel as law_of_panel
from rules.errors import Invalid, Recused
from succession.domain import announcing, applying, committee, confirmation, panel, selection
from succession.domain.queries import ballots, nominable, panel_conflicts, quorum
from succession.interfaces import filling_parts as sheet
from succession.interfaces import filling_rounds
from talent import display
from talent.domain import calibration
from talent.models import DeclaredRelation
from tests import factories
from tests.rules.test_panel import LAW, ON
from tests.succession import cast
from tests.succession.test_panel import WHY, lock, of, opened, scored, seats, write
from tests.succession.test_panel_stages import closed, screened
from tests.succession.test_supplementary import SECOND
from tests.succession.views.test_vacancies import longlisted

pytestmark = pytest.mark.django_db

BY = system_operator


def read(client, held):
    return client.get(f"/lowongan/{held.vacancy_id}/penilaian/")


def tasks(client):
    return [(task["note"], task["href"]) for task in client.get("/").context["tasks"]]


def test_members_count_for_the_quorum_once_they_declared_and_names_are_revealed_once_all_locked(sign_in):
    held, people, members = opened()
    staff, own = sign_in("BKD_STAFF", held.vacancy.agency), sign_in(members[0])

    def told():
        check, page = quorum.quorum(held), read(staff, held)
        button = f'action="/lowongan/{held.vacancy_id}/penilaian/perlihatkan/"' in page.content.decode()
        far = page.context["far"]
        return str(check.status), check.fact.id, (far.declared, far.locked, far.members), button

    declared = "sudah menyatakan benturan kepentingannya"
    assert told() == ("unknown", f"0 dari 3 kursi {declared}", (0, 0, 3), False)
    scored(held, members[0], dict.fromkeys(people, 70))
    assert told() == ("unknown", f"1 dari 3 kursi {declared}", (1, 0, 3), False)
    scored(held, members[1], dict.fromkeys(people, 70))
    assert told() == ("pass", f"2 dari 3 kursi {declared}", (2, 0, 3), False)
    scored(held, members[2], dict.fromkeys(people, 70))
    for member in members[:2]:
        lock(held, member)
    assert told() == ("pass", f"3 dari 3 kursi {declared}", (3, 2, 3), False)
    assert "Semua anggota sudah mengunci nilainya" not in read(own, held).content.decode()
    lock(held, members[2])
    assert told() == ("pass", "3 dari 3 kursi menilai", (3, 3, 3), True)
    assert "Semua anggota sudah mengunci nilainya" in read(own, held).content.decode()


def test_whoever_leaves_every_candidate_to_others_does_not_count_for_the_quorum():
    held, people, members = opened()
    for member in members[:2]:
        panel.declare(held=held, relations={person.pk: "ipar" for person in people}, by=member)
        lock(held, member)
    scored(held, members[2], dict.fromkeys(people, 70))
    lock(held, members[2])
    check = quorum.quorum(held)
    assert (str(check.status), check.fact.id) == ("fail", "1 dari 3 kursi menilai")
    with pytest.raises(Invalid) as refused:
        panel.reveal(held=held, by=BY())
    assert refused.value.code == "no_quorum"


@pytest.mark.parametrize(
    ("taking", "undeclared", "status"), [(2, 0, "fail"), (2, 1, "unknown"), (1, 1, "fail"), (3, 2, "pass")]
)
def test_a_quorum_that_hangs_on_who_has_not_declared_is_not_known(taking, undeclared, status):
    assert law_of_panel.quorum(taking, 5, ON, LAW, undeclared=undeclared).status == status


def test_the_home_page_of_the_bkd_says_that_all_have_locked_and_of_nobody_else(sign_in):
    held, people, members = opened()
    staff, member = sign_in("BKD_STAFF", held.vacancy.agency), sign_in(members[0])
    elsewhere = sign_in("BKD_STAFF", factories.agency("A-2", "Kota Dua", "CITY"))
    for one in members:
        assert tasks(staff) == []
        scored(held, one, dict.fromkeys(people, 70))
        lock(held, one)
    due = ("semua nilai terkunci: perlihatkan nilai dan nama · L-01", f"/lowongan/{held.vacancy_id}/penilaian/")
    assert (tasks(staff), tasks(member), tasks(elsewhere)) == ([due], [], [])
    panel.reveal(held=held, by=BY())
    assert tasks(staff) == []


def test_whoever_withdrew_stays_on_the_sheet_as_a_code_struck_through(sign_in):
    vacancy, people, applications = screened()
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    tied, other = seats(vacancy, 2, outside=True)
    panel.declare(held=held, relations={people[3].pk: "ipar"}, by=tied)
    panel.declare(held=held, relations={}, by=other)
    gone = of(held, people[3])
    assert read(sign_in(other), held).context["gone"] == []
    applying.withdraw(application=applications[3], reason="Menarik diri dari seleksi.", by=BY())
    page = read(sign_in(other), held)
    sheet = re.search(r'id="nilai".*?</form>', page.content.decode(), re.S)[0]
    assert re.findall(r"<s>(.*?)</s></th>.*?menarik diri", sheet) == [gone]
    assert not [person for person in people if person.name in sheet]
    assert sorted(line.code for line, *_rest in page.context["lines"]) == sorted(of(held, one) for one in people[:3])
    # Of whom they leave to others a member reads no code.
    assert read(sign_in(tied), held).context["gone"] == []
    asked = sign_in(other).get(f"/api/v1/vacancies/{vacancy.pk}/panel/?stage=paper").json()
    assert asked["own_withdrawn"] == [gone]


def test_what_a_member_declared_stands_on_the_page_and_the_form_for_more_comes_second(sign_in):
    held, people, members = opened()
    client, at = sign_in(members[0]), f"/lowongan/{held.vacancy_id}/penilaian/nyatakan/"

    def card():
        return re.search(r'id="nyatakan".*?</section>', read(client, held).content.decode(), re.S)[0]

    assert "<details" not in card()
    assert client.post(at, {}).status_code == 302
    assert re.search(r'Anda menyatakannya .*Tidak ada benturan kepentingan\..*<details class="spaced">', card(), re.S)
    assert client.post(at, {f"relation_{people[0].pk}": "ipar"}).status_code == 302
    said, declared = card(), display.moment(DeclaredRelation.objects.get().declared_at)
    line = f"<li>{people[0].name}: hubungan yang dinyatakan: ipar, dinyatakan {declared}"
    assert line in said
    assert "Tidak ada benturan kepentingan." not in said
    scored(held, members[0], dict.fromkeys(people[1:], 70))
    lock(held, members[0])
    assert line in card()
    assert "<details" not in card()


def test_a_relation_declared_after_scoring_bears_its_own_instant_and_the_member_is_told_that_the_score_is_void(sign_in):
    held, people, members = opened()
    at, morning = f"/lowongan/{held.vacancy_id}/penilaian/", timezone.now() - timedelta(hours=3)
    scored(held, members[0], dict.fromkeys(people, 70))
    held.ballots.update(declared_at=morning)
    client, api = sign_in(members[0]), f"/api/v1/vacancies/{held.vacancy_id}/panel/"
    assert (client.get(at).context["void"], client.get(api).json()["own_void"]) == (0, 0)
    panel.declare(held=held, relations={people[1].pk: "ipar"}, by=members[0])
    later = DeclaredRelation.objects.get().declared_at
    assert later > morning
    page = client.get(at)
    assert page.context["void"] == 1
    assert "1 nilai yang sudah Anda simpan tidak dihitung lagi" in page.content.decode()
    assert client.get(api).json()["own_void"] == 1
    lock(held, members[0])
    for member in members[1:]:
        scored(held, member, dict.fromkeys(people, 70))
        lock(held, member)
    panel.reveal(held=held, by=BY())
    held.refresh_from_db()
    seat = ballots.ballot_of(held, members[0]).member_id
    why = "hubungan yang dinyatakan: ipar"
    assert panel_conflicts.conflicts(held)[seat] == [panel_conflicts.Conflict(people[1], why, later)]
    text = sign_in("BKD_STAFF", held.vacancy.agency).get(at).content.decode()
    assert f"{people[1].name}: {why}, dinyatakan {display.moment(later)}" in text
    told = client.get(api).json()["seats"]
    (own,) = [one for one in told if one["conflicts"]]
    assert datetime.fromisoformat(own["conflicts"][0]["declared_at"]) == later
    assert datetime.fromisoformat(own["declared_at"]) == morning
    paper = str(filling_rounds._declared(held, {}))
    assert f"{people[1].name}: {why}, dinyatakan pada {sheet.at(later)}" in paper


def related():
    """A closed round of a stage, whose first member leaves the first person to the others."""
    vacancy, people, _applications = screened(3)
    members = seats(vacancy, 5, outside=True)
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    panel.declare(held=held, relations={people[0].pk: "ipar"}, by=members[0])
    for member in members:
        scored(held, member, {one: 70 for one in people if (member, one) != (members[0], people[0])})
        lock(held, member)
    closed(held, members)
    held.refresh_from_db()
    return held, people, members


def anew(held, person, member, monkeypatch):
    """The relation is ended, and a week later declared again in the same words."""
    relation = DeclaredRelation.objects.get()
    calibration.end_relation(relation=relation, reason="Sudah lama bercerai.", by=member)
    later = timezone.now() + timedelta(days=7)
    monkeypatch.setattr(timezone, "now", lambda: later)
    calibration.declared(employee=person, relation="ipar", by=member)
    return relation.declared_at


def test_a_relation_declared_anew_changes_nothing_that_was_said_of_the_round(monkeypatch):
    held, people, members = related()
    paper, page = filling_rounds.round_of(held, None, held.closed_at), panel_conflicts.conflicts(held)
    own = panel_conflicts.own_conflicts(held, ballots.ballot_of(held, members[0]))
    first = anew(held, people[0], members[0], monkeypatch)
    said = [panel_conflicts.Conflict(people[0], "hubungan yang dinyatakan: ipar", first)]
    assert own == said == panel_conflicts.own_conflicts(held, ballots.ballot_of(held, members[0]))
    assert page == panel_conflicts.conflicts(held)
    assert paper == filling_rounds.round_of(held, None, held.closed_at)


def test_a_ballot_of_before_learns_when_its_relation_was_declared_of_the_declarations_until_then(monkeypatch):
    take_over = import_module("succession.migrations.0060_since_when_related")._as_declared
    held, people, members = related()
    code, kept = of(held, people[0]), held.ballots.get(member__user=members[0]).related_since
    first = anew(held, people[0], members[0], monkeypatch)
    assert kept == {code: first.isoformat()}
    held.ballots.update(related_since={})
    take_over(apps, None)
    assert held.ballots.get(member__user=members[0]).related_since == kept
    assert [one.related_since for one in held.ballots.exclude(member__user=members[0])] == [{}] * 4
    # Of a ballot begun after the round the declaration is later than all of it.
    (fresh,) = seats(held.vacancy, 1, outside=True)
    panel.declare(held=held, relations={people[1].pk: "sepupu"}, by=fresh)
    late = held.ballots.get(member__user=fresh).related_since
    assert list(late) == [of(held, people[1])]
    held.ballots.update(related_since={})
    take_over(apps, None)
    assert held.ballots.get(member__user=fresh).related_since == late


def test_who_is_seated_after_the_round_is_told_of_on_its_page_and_not_in_its_minutes(sign_in):
    held, people, _members = related()
    paper = filling_rounds.round_of(held, None, held.closed_at)
    (fresh,) = seats(held.vacancy, 1, outside=True)
    panel.declare(held=held, relations={people[1].pk: "sepupu"}, by=fresh)
    assert paper == filling_rounds.round_of(held, None, held.closed_at)
    page = read(sign_in("BKD_STAFF", held.vacancy.agency), held).content.decode()
    assert f"{people[1].name}: hubungan yang dinyatakan: sepupu" in page


def test_who_is_tied_to_one_of_three_reads_their_name_and_is_sent_to_nothing(sign_in):
    vacancy, people = longlisted(3)
    members = [factories.user("SELECTION_COMMITTEE", vacancy.agency) for _seat in range(2)]
    cast.sat(vacancy, *members, conflicts={people[0].pk: "ipar"})
    tied, other = (sign_in(member) for member in members)
    at = f"/lowongan/{vacancy.pk}/"
    assert (tasks(tied), tasks(other)) == ([], [("usulkan tiga nama · L-01", at)])
    page, free = tied.get(f"{at}usulan/"), other.get(f"{at}usulan/")
    assert (page.context["left_to_others"], free.context["left_to_others"]) == (True, False)
    text = page.content.decode()
    assert "anggota panitia lain yang mengusulkan semuanya, tidak ada yang perlu Anda kerjakan di sini." in text
    assert ('name="token"' in text, 'name="token"' in free.content.decode()) == (False, True)
    why = nominable.recused(vacancy, [person.pk for person in people], members[0])
    assert isinstance(why, Recused)
    assert f"{people[0].name}: hubungan yang dinyatakan: ipar" in str(why)


def test_a_tied_member_is_sent_to_name_three_unless_passing_over_one_of_the_first_three(sign_in):
    vacancy, people = longlisted(4)
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    cast.sat(vacancy, member, conflicts={people[3].pk: "ipar"})
    client, names = sign_in(member), [committee.Nomination(one.pk, WHY) for one in people[:3]]
    assert tasks(client) == [("usulkan tiga nama · L-01", f"/lowongan/{vacancy.pk}/")]
    assert client.get(f"/lowongan/{vacancy.pk}/usulan/").context["left_to_others"] is False
    token = confirmation.confirmation_token(vacancy)
    assert len(committee.nominate(vacancy=vacancy, nominations=names, token=token, by=member)) == 3


def test_who_is_tied_to_the_second_ranked_sends_no_names_that_pass_them_over(sign_in):
    vacancy, people = longlisted(4)
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    cast.sat(vacancy, member, conflicts={people[1].pk: "ipar"})
    client, at = sign_in(member), f"/lowongan/{vacancy.pk}/"
    assert tasks(client) == []
    page = client.get(f"{at}usulan/")
    assert (page.context["left_to_others"], page.context["nobody"]) == (True, False)
    assert "melewatinya pun memutuskan tentang dia: anggota panitia lain" in page.content.decode()
    names = [committee.Nomination(people[place].pk, WHY) for place in (0, 2, 3)]
    token = confirmation.confirmation_token(vacancy)
    with pytest.raises(Recused, match=f"{people[1].name}: hubungan yang dinyatakan: ipar"):
        committee.nominate(vacancy=vacancy, nominations=names, token=token, by=member)
    body = {"token": token, "names": [{"employee": one.employee_id, "reason": WHY} for one in names]}
    asked = client.post(f"/api/v1/vacancies/{vacancy.pk}/nominations/", body, content_type="application/json")
    assert (asked.status_code, vacancy.nominees.count()) == (403, 0)


def test_where_every_member_is_tied_the_bkd_is_told_and_gives_a_seat_to_who_then_sends_the_names(sign_in):
    vacancy, people = longlisted(4)
    held = panel.open_round(vacancy=vacancy, size=4, by=BY())
    members = seats(vacancy, 2)
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/"
    for member, tied in zip(members, people, strict=False):
        panel.declare(held=held, relations={tied.pk: "ipar"}, by=member)
        write(held, member, {of(held, one): (70, WHY) for one in people if one != tied})
        lock(held, member)
    assert staff.get(f"{at}?bagian=panitia").context["stuck"] is False
    closed(held, members)
    page = sign_in(members[0]).get(f"{at}usulan/")
    assert (page.context["nobody"], "BKD mengangkat atau mengganti seorang anggota" in page.content.decode()) == (
        True,
        True,
    )
    assert "Tidak ada anggota panitia yang dapat mengusulkan nama" in staff.get(f"{at}?bagian=panitia").content.decode()
    (fresh,) = seats(vacancy, 1)
    panel.declare(held=held, relations={}, by=fresh)
    assert tasks(sign_in(fresh)) == [("usulkan tiga nama · L-01", at)]
    assert (
        staff.get(f"{at}?bagian=panitia").context["stuck"],
        sign_in(members[0]).get(f"{at}usulan/").context["nobody"],
    ) == (False, False)
    names = [committee.Nomination(one.pk, WHY) for one in people[:3]]
    token = confirmation.confirmation_token(vacancy)
    assert len(committee.nominate(vacancy=vacancy, nominations=names, token=token, by=fresh)) == 3


def test_who_sits_is_not_offered_a_seat_and_is_said_to_be_from_outside_beside_their_name(sign_in):
    vacancy, _people = longlisted(3)
    staff, at = sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/"
    one, two = (factories.user("SELECTION_COMMITTEE", vacancy.agency) for _seat in range(2))
    committee.appoint_member(vacancy=vacancy, user=one, by=BY())

    def offered():
        page = staff.get(f"{at}?bagian=panitia")
        buttons = re.findall(r'name="user" value="(\d+)"', page.content.decode())
        return [key for key, _name in page.context["forms"]["appoint"].fields["user"].choices[1:]], buttons

    assert offered() == ([two.pk], [str(one.pk)])
    assert staff.post(f"{at}panitia/", {"user": one.pk, "outside": "on"}).status_code == 302
    assert vacancy.committee.get(user=one).internal is False
    committee.appoint_member(vacancy=vacancy, user=two, outside=True, by=BY())
    assert offered() == ([], [])
    assert "Tidak ada akun lain untuk diangkat" in staff.get(f"{at}?bagian=panitia").content.decode()


def test_a_ballot_overtaken_by_another_window_says_what_is_saved_and_leads_to_the_saved_sheet(sign_in):
    held, people, members = opened()
    scored(held, members[0], {people[0]: 80})
    client, at = sign_in(members[0]), f"/lowongan/{held.vacancy_id}/penilaian/"
    first, other = of(held, people[0]), of(held, people[1])
    typed = {f"score_{first}": "", f"reason_{first}": "", f"score_{other}": 71, f"reason_{other}": WHY, "version": 1}
    page = client.post(f"{at}nilai/", typed)
    text = page.content.decode()
    assert page.status_code == 409
    assert [(line.code, line.score) for line in page.context["overtaken"]] == [(first, 80)]
    assert f"Yang tersimpan di jendela lain dan berbeda dari isian ini: {first} (80)." in " ".join(text.split())
    assert f'<a href="{at}#nilai">Muat lembar yang tersimpan</a>' in text
    assert "overtaken" not in client.get(at).context
    assert (
        client.post(f"{at}nilai/", typed | {f"score_{first}": 80, f"reason_{first}": WHY, "version": 2}).status_code
        == 302
    )


def test_scores_are_whole_numbers_as_the_sheet_says_in_the_words_of_the_house(sign_in):
    held, people, members = opened()
    panel.declare(held=held, relations={}, by=members[0])
    client, at = sign_in(members[0]), f"/lowongan/{held.vacancy_id}/penilaian/"
    assert "Nilai (bilangan bulat 0–100) dan alasan" in client.get(at).content.decode()
    name = f"score_{of(held, people[0])}"
    for typed in ("82,5", "82.5", "101", "-1"):
        page = client.post(f"{at}nilai/", {name: typed, name.replace("score", "reason"): WHY, "version": 1})
        assert (page.status_code, page.context["scoring"].errors[name]) == (
            422,
            ["Isilah bilangan bulat 0–100, tanpa koma."],
        )


def test_locking_for_good_takes_a_second_step_that_says_so(sign_in):
    held, _people, members = opened()
    panel.declare(held=held, relations={}, by=members[0])
    client, at = sign_in(members[0]), f"/lowongan/{held.vacancy_id}/penilaian/"
    step = re.search(
        r"<details([^>]*)>\s*<summary>Mengunci nilai</summary>(.*?)</details>", client.get(at).content.decode(), re.S
    )
    assert (step[1], "tidak dapat dibuka kembali" in step[2], "Kunci nilai saya" in step[2]) == (
        ' class="spaced"',
        True,
        True,
    )
    again = client.post(f"{at}kunci/", {"version": 1})
    assert (again.status_code, again.context["locking"]) == (422, True)


def test_who_applied_again_after_a_member_locked_stands_on_that_sheet_without_a_score(sign_in):
    vacancy, people, applications = screened(3)
    held, members = panel.open_round(vacancy=vacancy, stage="paper", by=BY()), seats(vacancy, 5, outside=True)
    applying.withdraw(application=applications[2], reason="Menarik diri.", by=BY())
    vacancy.refresh_from_db()
    announcing.extend(vacancy=vacancy, **SECOND, number="P-2", place="Laman", reason="Tinggal dua.", by=BY())
    scored(held, members[0], dict.fromkeys(people[:2], 60))
    lock(held, members[0])
    cast.applied(vacancy, [people[2]], on=date(2026, 8, 10))
    page = sign_in(members[0]).get(f"/lowongan/{vacancy.pk}/penilaian/?tahapan=paper").content.decode()
    assert (page.count("melamar lagi sesudah Anda mengunci"), page.count("<strong>None</strong>")) == (1, 0)


def test_a_round_whose_applicants_all_withdrew_is_revealed_and_closed_so_that_the_filling_goes_on():
    vacancy, people, applications = screened(3)
    held, members = panel.open_round(vacancy=vacancy, stage="paper", by=BY()), seats(vacancy, 5, outside=True)
    for member in members:
        scored(held, member, dict.fromkeys(people, 70))
    for one in applications:
        applying.withdraw(application=one, reason="Menarik diri.", by=BY())
    for member in members:
        lock(held, member)
    assert str(quorum.quorum(held).status) == "pass"
    closed(held, members)
    vacancy.refresh_from_db()
    announcing.extend(vacancy=vacancy, **SECOND, number="P-2", place="Laman", reason="Tidak ada lagi.", by=BY())
    late = cast.applied(vacancy, [cast.candidate(vacancy.agency) for _one in range(3)], on=date(2026, 8, 10))
    selection.screen(vacancy=vacancy, by=BY())
    vacancy.refresh_from_db()
    again = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    assert (again.supplements, again.candidates.count()) == (held, len(late))
