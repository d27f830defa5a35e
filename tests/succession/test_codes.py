"""Whose a committee's codes are: read by the BKD, which hands the papers out under them, and written down each time."""

import pytest

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from succession.domain import applying, committee, panel, vacancies
from succession.domain.queries import blind
from talent.domain import calibration
from tests import factories
from tests.succession import cast
from tests.succession.test_panel import lock, of, opened, scored, seats
from tests.succession.test_panel_stages import closed, screened
from tests.succession.views.test_vacancies import longlisted

pytestmark = pytest.mark.django_db

BY = system_operator


def unmaskings():
    return [
        (event.actor, event.payload["form"], event.payload["codes"])
        for event in Event.objects.filter(kind="succession.panel.unmasked").order_by("id")
    ]


def test_the_bkd_reads_prints_and_takes_away_whose_each_code_is_and_every_time_is_written_down(sign_in):
    vacancy, people, applications = screened()
    held = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    applying.withdraw(application=applications[3], reason="Menarik diri dari seleksi.", by=BY())
    staff = factories.user("BKD_STAFF", vacancy.agency)
    reader, at = sign_in(staff), f"/lowongan/{vacancy.pk}/penilaian/"
    link = reader.get(f"{at}?tahapan=paper").context["codes_url"]
    assert (link, unmaskings()) == (f"{at}kode/?tahapan=paper", [])
    page = reader.get(link)
    told = {one.code: (one.employee, one.withdrawn) for one in page.context["rows"]}
    assert told == {of(held, person): (person, place == 3) for place, person in enumerate(people)}
    (_xlsx, _at), (_csv, taken) = page.context["files"]
    first = of(held, people[0])
    assert f"{first},{people[0].nip},{people[0].name}," in reader.get(taken).content.decode().replace('"', "")
    asked = reader.get(f"/api/v1/vacancies/{vacancy.pk}/panel/codes/?stage=paper").json()["codes"]
    assert {one["code"]: one["employee"]["nip"] for one in asked} == {of(held, one): one.nip for one in people}
    codes = sorted(told)
    assert unmaskings() == [(staff.pk, form, codes) for form in ("page", "csv", "api")]


def test_no_member_of_the_committee_reads_whose_the_codes_are_though_they_work_for_the_bkd(sign_in):
    held, _people, members = opened()
    both = factories.user("BKD_STAFF", held.vacancy.agency)
    users.grant(user=both, role=Roles.SELECTION_COMMITTEE, agency_id=held.vacancy.agency_id, by=BY())
    committee.appoint_member(vacancy=held.vacancy, user=both, by=BY())
    at = f"/lowongan/{held.vacancy_id}/penilaian/kode/"
    for member in (members[0], both):
        reader = sign_in(member)
        answers = [reader.get(f"{at}{file}").status_code for file in ("", "ekspor.csv", "ekspor.xlsx")]
        assert answers == [403, 403, 403]
        assert "codes_url" not in reader.get(f"/lowongan/{held.vacancy_id}/penilaian/").context
    with pytest.raises(blind.StillBlind):
        panel.unmask(held=held, form="page", by=both)
    assert unmaskings() == []


def test_whoever_is_related_to_a_candidate_reads_no_codes_and_after_the_reveal_nobody_needs_them():
    held, people, members = opened()
    staff = factories.user("BKD_STAFF", held.vacancy.agency)
    users.grant(user=staff, role=Roles.EMPLOYEE, employee_id=people[0].pk, by=BY())
    with pytest.raises(NotAllowed, match="Anda tidak ikut dalam pengisian ini"):
        panel.unmask(held=held, form="page", by=staff)
    for member in members:
        scored(held, member, dict.fromkeys(people, 70))
        lock(held, member)
    panel.reveal(held=held, by=BY())
    with pytest.raises(panel.Locked, match="Nilai sudah diperlihatkan"):
        panel.unmask(held=held, form="page", by=BY())
    assert unmaskings() == []


def both_roles(vacancy):
    user = factories.user("BKD_STAFF", vacancy.agency)
    users.grant(user=user, role=Roles.SELECTION_COMMITTEE, agency_id=vacancy.agency_id, by=BY())
    return user


def test_whoever_read_whose_the_codes_are_takes_no_seat_while_the_round_is_blind():
    held, people, members = opened()
    reader = both_roles(held.vacancy)
    panel.unmask(held=held, form="page", by=reader)
    with pytest.raises(Invalid) as refused:
        committee.appoint_member(vacancy=held.vacancy, user=reader, by=BY())
    assert refused.value.code == "read_codes"
    for member in members:
        scored(held, member, dict.fromkeys(people, 70))
        lock(held, member)
    assert blind.read_codes(held.vacancy, reader)
    panel.reveal(held=held, by=BY())
    assert not blind.read_codes(held.vacancy, reader)


def test_a_seat_keeps_the_codes_from_somebody_whose_role_on_the_committee_was_taken_away():
    held, _people, _members = opened()
    seated = both_roles(held.vacancy)
    committee.appoint_member(vacancy=held.vacancy, user=seated, by=BY())
    (role,) = seated.assignments.filter(role=Roles.SELECTION_COMMITTEE.code)
    users.revoke(assignment=role, by=BY(), reason="Dicabut sementara.")
    with pytest.raises(blind.StillBlind):
        panel.unmask(held=held, form="page", by=type(seated).objects.get(pk=seated.pk))


def test_of_a_closed_vacancy_no_codes_are_offered(sign_in):
    held, _people, _members = opened()
    staff = sign_in("BKD_STAFF", held.vacancy.agency)
    at = f"/lowongan/{held.vacancy_id}/penilaian/"
    assert staff.get(at).context["codes_url"] == f"{at}kode/"
    vacancies.close(vacancy=held.vacancy, reason="Jabatannya dihapus dari struktur.", by=BY())
    assert "codes_url" not in staff.get(at).context


def test_a_member_is_told_that_the_seat_bars_them_and_after_the_reveal_the_bkd_is_led_to_the_names(sign_in):
    held, people, members = opened()
    at, staff = f"/lowongan/{held.vacancy_id}/penilaian/", sign_in("BKD_STAFF", held.vacancy.agency)
    member = sign_in(members[0])
    barred = "Anda duduk dalam panitia lowongan ini: daftar kode dan nama hanya bagi BKD"

    def told():
        page = member.get(f"{at}kode/")
        text = page.content.decode()
        return page.status_code, barred in text, "Tanyakan kepada administrator" in text

    assert told() == (403, True, False)
    for one in members:
        scored(held, one, dict.fromkeys(people, 70))
        lock(held, one)
    panel.reveal(held=held, by=BY())
    assert told() == (403, True, False)
    for file in ("", "ekspor.csv"):
        page = staff.get(f"{at}kode/{file}", follow=True)
        assert page.redirect_chain == [(at, 302)]
        assert "Nilai sudah diperlihatkan: milik siapa tiap kode kini tampak di laman ini." in page.content.decode()
    assert unmaskings() == []


def test_of_a_round_that_is_not_blind_no_codes_are_handed_out_and_whoever_read_some_before_may_sit(sign_in):
    """A second stage after the reveal of the first, whose members read the names; and one after a waiver."""
    vacancy, people, _applications = screened(typed={"track_record": 80, "assessment": 75})
    members = seats(vacancy, 5, outside=True)
    first = panel.open_round(vacancy=vacancy, stage="paper", by=BY())
    reader, staff = both_roles(vacancy), sign_in("BKD_STAFF", vacancy.agency)
    panel.unmask(held=first, form="page", by=reader)
    for member in members:
        scored(first, member, dict.fromkeys(people, 70))
        lock(first, member)
    closed(first, members)
    second = panel.open_round(vacancy=vacancy, stage="interview", by=BY())
    at = f"/lowongan/{vacancy.pk}/penilaian/"
    assert "codes_url" not in staff.get(f"{at}?tahapan=interview").context
    page = staff.get(f"{at}kode/?tahapan=interview", follow=True)
    assert page.redirect_chain == [(f"{at}?tahapan=interview", 302)]
    assert "Putaran ini tidak buta: anggota membaca nama calonnya." in page.content.decode()
    with pytest.raises(panel.Locked, match="Putaran ini tidak buta"):
        panel.unmask(held=second, form="page", by=BY())
    assert committee.appoint_member(vacancy=vacancy, user=reader, by=BY()).user == reader


def test_after_a_waiver_the_page_says_nothing_of_codes(sign_in):
    vacancy, _candidates = longlisted(4)
    cast.openly(vacancy)
    panel.open_round(vacancy=vacancy, size=4, by=BY())
    page = sign_in("BKD_STAFF", vacancy.agency).get(f"/lowongan/{vacancy.pk}/penilaian/").content.decode()
    assert ("Penilaian panitia" in page, "Anggota hanya membaca kode" in page) == (True, False)


def test_whoever_declared_a_relation_to_somebody_ranked_in_the_round_reads_no_codes():
    held, people, _members = opened()
    staff = factories.user("BKD_STAFF", held.vacancy.agency)
    calibration.declared(employee=people[0], relation="saudara kandung", by=staff)
    with pytest.raises(NotAllowed, match="saudara kandung"):
        panel.unmask(held=held, form="page", by=staff)
    assert unmaskings() == []
