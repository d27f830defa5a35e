"""What waits for whom on the home page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.roles import Roles
from succession.domain import committee, confirmation, countersigning, decision, panel
from succession.domain.queries import panel_minutes
from talent.domain import calibration, known
from tests import factories
from tests.succession import cast
from tests.succession.domain.test_deviations import decided
from tests.succession.test_panel import lock, scored
from tests.succession.test_panel import seats as seats_of
from tests.succession.test_panel_stages import screened
from tests.succession.views.test_merit import a_round
from tests.succession.views.test_vacancies import longlisted, ready, seated

pytestmark = pytest.mark.django_db


def waiting(client):
    return [(task["text"], task["href"]) for task in client.get("/").context["tasks"]]


def test_a_new_vacancy_waits_for_the_bkd_only(staff, ppk, auditor):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    assert waiting(staff) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert [waiting(client) for client in (ppk, auditor)] == [[], []]


def test_a_longlist_waits_for_the_members_of_its_committee(sign_in):
    vacancy, _candidates = longlisted(3)
    member, other = seated(sign_in, vacancy), sign_in("SELECTION_COMMITTEE")
    assert waiting(member) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert waiting(other) == []


def told(client):
    return [(task["text"], task["note"], task["href"]) for task in client.get("/").context["tasks"]]


def test_until_the_committee_has_sat_a_longlist_waits_for_the_bkd_alone(sign_in, staff):
    vacancy, _candidates = longlisted(3)
    member = sign_in("SELECTION_COMMITTEE")
    committee.appoint_member(vacancy=vacancy, user=member.user, by=system_operator())
    page = f"/lowongan/{vacancy.pk}/"
    assert told(member) == []
    assert told(staff) == [
        ("Kepala Dinas JPT-01", "angkat panitianya bila belum, lalu buka penilaian atau sidangnya · L-01", page)
    ]
    cast.sat(vacancy)
    assert told(member) == [("Kepala Dinas JPT-01", "usulkan tiga nama · L-01", page)]
    assert told(staff) == []


def notices(client, vacancy):
    page = client.get(f"/lowongan/{vacancy.pk}/").content.decode()
    return [name for name in NEXT if name in page]


NEXT = (
    "Langkah berikutnya: angkat panitia seleksi",
    "Langkah berikutnya: buka penilaian atau sidang panitia",
    "Menunggu rekomendasi (pertek)",
)


def test_the_page_says_what_the_bkd_does_next_where_no_button_does_it(sign_in, staff):
    vacancy, candidates = longlisted(3)
    assert notices(staff, vacancy) == [NEXT[0]]
    assert "?bagian=panitia#angkat" in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    member = sign_in("SELECTION_COMMITTEE")
    committee.appoint_member(vacancy=vacancy, user=member.user, by=system_operator())
    assert (notices(staff, vacancy), notices(member, vacancy)) == ([NEXT[1]], [])
    cast.nominated(vacancy, candidates[:3])
    assert notices(staff, vacancy) == []
    verifier = sign_in("MERIT_VERIFIER")
    decided(vacancy, candidates[0])
    assert (notices(staff, vacancy), notices(verifier, vacancy)) == ([NEXT[2]], [])
    told = staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert "Yang mencatat rekomendasi: Verifikator merit." in told


def test_before_any_round_a_member_is_told_that_the_committee_has_not_begun(sign_in):
    vacancy, _candidates = longlisted(3)
    member = sign_in("SELECTION_COMMITTEE")
    committee.appoint_member(vacancy=vacancy, user=member.user, by=system_operator())
    told = ("Panitia belum mulai", "Penilaian masih buta")

    def said():
        pages = [member.get(f"/lowongan/{vacancy.pk}/{part}").content.decode() for part in ("", "penilaian/")]
        return [[words for words in told if words in page] for page in pages]

    assert said() == [[told[0]], []]
    panel.open_round(vacancy=vacancy, size=3, by=system_operator())
    assert said() == [[told[1]], [told[1]]]


def test_an_open_round_waits_for_the_member_until_they_did_their_part(sign_in):
    agency, (vacancy, candidates) = factories.agency(), longlisted(3)
    held = panel.open_round(vacancy=vacancy, size=3, by=system_operator())
    member, other = seats_of(vacancy, 2)
    client, page = sign_in(member), f"/lowongan/{vacancy.pk}/penilaian/"

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = told(client)
        assert all((text, href) == ("Kepala Dinas JPT-01", page) for text, _note, href in found[:1])
        return [note for _text, note, _href in found], len(queries)

    client.get("/")
    notes, before = asked()
    assert notes == ["nyatakan benturan kepentingan, lalu nilai calon · L-01"]
    scored(held, member, {candidates[0]: 70})
    assert asked()[0] == ["nilai calon, lalu kunci nilai Anda · L-01"]
    second, _built = cast.longlisted(agency, "L-02", "JPT-02")
    panel.open_round(vacancy=second, size=3, by=system_operator())
    committee.appoint_member(vacancy=second, user=member, by=system_operator())
    notes, after = asked()
    assert (notes[1], after) == ("nyatakan benturan kepentingan, lalu nilai calon · L-02", before)
    second.committee.all().delete()
    for one in (member, other):
        scored(held, one, dict.fromkeys(candidates, 70))
        lock(held, one)
    assert asked()[0] == []
    panel.reveal(held=held, by=system_operator())
    assert asked()[0] == []
    panel.write_minutes(held=held, minutes="Panitia menilai semua calon.", version=1, by=system_operator())
    assert asked()[0] == ["tanda tangani risalahnya · L-01"]
    held.refresh_from_db()
    panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    assert asked()[0] == []


@pytest.mark.parametrize("again", [False, True])
def test_what_deviates_waits_for_the_second_signature_and_for_nothing_else(sign_in, again):
    vacancy, people = ready()
    decider, token = factories.user("PPK", vacancy.agency), confirmation.confirmation_token(vacancy)
    cast.declared(vacancy, decider)
    said = {"number": "800/7", "reason": "Paling berpengalaman di bidangnya.", "token": token, "by": decider}
    if again:
        said |= {"dated": date(2026, 7, 20), "basis": "none_suitable"}
        entry = countersigning.start_again(vacancy=vacancy, **said)
    else:
        said |= {"decided_on": date(2026, 7, 20), "basis": "ranked_list"}
        entry = decision.decide(vacancy=vacancy, employee=people[1], **said).deviation
    waits = [("Kepala Dinas JPT-01", "menunggu tanda tangan kedua · L-01", f"/penyimpangan/{entry.pk}/")]
    readers = {role: sign_in(role) for role in ("BKD_HEAD", "PPK", "BKD_STAFF", "MERIT_VERIFIER")}
    found = {role: told(client) for role, client in readers.items()} | {"decider": told(sign_in(decider))}
    assert found == {"BKD_HEAD": waits, "PPK": waits, "BKD_STAFF": [], "MERIT_VERIFIER": [], "decider": []}
    if not again:
        cast.signed(entry.decision)
        page = f"/lowongan/{vacancy.pk}/"
        assert told(readers["MERIT_VERIFIER"]) == [("Kepala Dinas JPT-01", "menunggu rekomendasi · L-01", page)]
        assert told(readers["BKD_HEAD"]) == []


def test_a_second_signature_does_not_wait_for_who_declared_a_relation_to_the_one_chosen(sign_in):
    vacancy, people = ready()
    head, other = (sign_in("BKD_HEAD") for _one in range(2))
    calibration.declared(employee=people[1], relation="Ipar", by=head.user)
    entry = decided(vacancy, people[1], basis="ranked_list").deviation
    waits = ("Kepala Dinas JPT-01", "menunggu tanda tangan kedua · L-01", f"/penyimpangan/{entry.pk}/")
    assert (told(head), told(other)) == ([], [waits])


def seats(client):
    panels = [panel for panel in client.get("/").context["panels"] if panel.template == "succession/home/seats.html"]
    return [[vacancy.pk for vacancy in panel.data["seats"]] for panel in panels]


def test_a_member_finds_the_vacancies_of_their_seats_whatever_became_of_them(sign_in, ppk):
    vacancy, _candidates = longlisted(3)
    member, other = seated(sign_in, vacancy), sign_in("SELECTION_COMMITTEE")
    vacancy.__class__.objects.filter(pk=vacancy.pk).update(state="CLOSED")
    assert (seats(member), seats(other), seats(ppk)) == ([[vacancy.pk]], [[]], [])
    assert "Belum ada lowongan untuk Anda" in other.get("/").content.decode()


def test_three_names_wait_for_the_ppk_of_the_agency(ppk, sign_in):
    vacancy, _candidates = ready()
    assert waiting(ppk) == [("Kepala Dinas JPT-01", f"/lowongan/{vacancy.pk}/")]
    assert waiting(sign_in("PPK", factories.other_agency())) == []


def test_the_category_of_the_agency_stands_on_the_home_page(auditor):
    a_round("2021", level=2)
    a_round("2022", level=3)
    panels = [panel for panel in auditor.get("/").context["panels"] if panel.template == "succession/home/merit.html"]
    (standing,) = panels[0].data["standings"]
    assert (standing.agency.code, standing.result.round.name, standing.result.score.category) == (
        "KALTIM",
        "2022",
        "BAIK",
    )


def test_an_index_that_cannot_be_computed_is_told_so_and_not_as_a_missing_number(auditor):
    a_round("2026", instrument="PANRB-2025", answered=["1.1"])
    page = auditor.get("/").content.decode()
    assert (page.count("belum dapat dihitung"), page.count("– dari –"), page.count("Belum ada data")) == (1, 0, 0)


def test_those_who_can_act_are_warned_before_the_direct_route_closes(sign_in):
    agency = factories.agency()
    cast.pooled(agency, "KRS", date(2026, 1, 5), timezone.localdate() + timedelta(days=400))
    row = {"agency": agency.code, "kind": "APPROVAL", "authority": "BKN", "number": "B-1"}
    readers = {role: sign_in(role) for role in ("BKD_HEAD", "BKD_STAFF", "PPK", "AUDITOR")}
    tiers = ["JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA"]

    def warnings(role):
        (panel,) = [one for one in readers[role].get("/").context["panels"] if one.order == 40]
        (standing,) = panel.data["standings"]
        return [(one.closing.last, one.closing.days, one.closing.warning, one.tiers) for one in standing.closing]

    told = {}
    for left in (91, 90, 30, 7):
        last = timezone.localdate() + timedelta(days=left)
        given = row | {"true_from": date(2026, 1, 5), "true_to": last}
        assert cast.merit("approvals", given, known_at=known.turn(agency.pk)).errors == []
        told[left] = warnings("BKD_HEAD")
        assert all(end == (last, left, end[2], tiers) for end in told[left])
    assert {left: [end[2] for end in ends] for left, ends in told.items()} == {91: [], 90: [90], 30: [30], 7: [7]}
    assert [warnings(role) for role in ("BKD_STAFF", "PPK", "AUDITOR")] == [told[7], told[7], []]


# What each role's first page gathers (docs/adr/0027).
QUERIES = {
    "ADMINISTRATOR": 5,
    "AUDITOR": 13,
    "BKD_HEAD": 33,
    "BKD_STAFF": 32,
    "EMPLOYEE": 5,
    "MERIT_VERIFIER": 11,
    "PPK": 20,
    "SELECTION_COMMITTEE": 6,
    "TALENT_COMMITTEE": 11,
}


@pytest.mark.parametrize("role", QUERIES)
def test_the_first_page_asks_no_more_at_three_of_everything_than_at_one(sign_in, role):
    agency = factories.agency()
    person = factories.assessed(factories.employee())
    client = sign_in(role, person=person) if role == "EMPLOYEE" else sign_in(role)
    client.get("/")
    asked = []
    for number in range(3):
        factories.assessed(factories.employee())
        factories.mapped_cycle(name=f"Siklus {number}")
        cast.opened(agency, cast.post(agency, f"JPT-{number}"), f"L-{number}")
        a_round(str(2020 + number), level=3)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        asked.append(len(queries))
    assert asked == [QUERIES[role]] * 3
    assert QUERIES.keys() == Roles.ALL.keys() - {"SYSTEM"}


@pytest.mark.parametrize("again", [False, True])
def test_entries_that_wait_for_a_second_signature_cost_the_first_page_as_much_at_three_as_at_one(sign_in, again):
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    head, decider, asked, told_of = sign_in("BKD_HEAD"), factories.user("PPK", agency), [], []
    head.get("/")
    for number in range(3):
        vacancy, _built = cast.longlisted(agency, f"L-{number}", f"JPT-{number}")
        cast.nominated(vacancy, [people[3], people[number], people[(number + 1) % 3]])
        cast.declared(vacancy, decider)
        said = {"number": "800/7", "reason": "Paling berpengalaman.", "by": decider}
        said["token"] = confirmation.confirmation_token(vacancy)
        if again:
            countersigning.start_again(vacancy=vacancy, dated=date(2026, 7, 20), basis="none_suitable", **said)
        else:
            said |= {"decided_on": date(2026, 7, 20), "basis": "ranked_list"}
            decision.decide(vacancy=vacancy, employee=people[number], **said)
        with CaptureQueriesContext(connection) as queries:
            told_of.append(len(told(head)))
        asked.append(len(queries))
    assert (told_of, asked) == ([1, 2, 3], [asked[0]] * 3)


def test_vacancies_whose_names_a_member_sends_up_cost_the_first_page_as_much_at_three_as_at_one(sign_in):
    agency = factories.agency()
    cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    member, asked, told_of = sign_in("SELECTION_COMMITTEE"), [], []
    member.get("/")
    for number in range(3):
        vacancy, _built = cast.longlisted(agency, f"L-{number}", f"JPT-{number}")
        committee.appoint_member(vacancy=vacancy, user=member.user, by=system_operator())
        cast.sat(vacancy)
        with CaptureQueriesContext(connection) as queries:
            told_of.append(len(told(member)))
        asked.append(len(queries))
    assert (told_of, asked) == ([1, 2, 3], [asked[0]] * 3)


def test_while_the_committee_scores_the_bkd_is_sent_to_the_other_stages(staff):
    vacancy, _people, _applications = screened()
    page = f"/lowongan/{vacancy.pk}/"
    assert told(staff) == [("Kepala Dinas JPT-01", "catat nilai tahapan, lalu susun peringkat · L-01", page)]
    panel.open_round(vacancy=vacancy, stage="paper", by=system_operator())
    note = "panitia sedang menilai; catat nilai tahapan lain yang belum ada · L-01"
    assert told(staff) == [("Kepala Dinas JPT-01", note, page)]
