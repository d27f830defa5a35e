"""A vacancy from its opening to the inauguration, as the roles meet it."""

import re
from datetime import date

import pytest

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from succession.domain import committee, confirmation, decision, gate, recommendation, states
from succession.interfaces.forms import RecommendForm
from succession.models import CommitteeMember, Vacancy
from succession.views import vacancy_lists
from talent.models import Employee
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed, freed
from tests.succession.domain.test_deviations import decided
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db

DATES = {
    "cause": "RETIREMENT",
    "opened_on": "2026-07-01",
    "decision_date": "2026-07-10",
    "reference_date": "2026-08-03",
}


def seated(sign_in, vacancy):
    """A client with the role and a seat on the vacancy's committee, which sat without a blind round."""
    client = sign_in("SELECTION_COMMITTEE")
    cast.sat(vacancy, client.user)
    return client


def ready(count=4):
    vacancy, candidates = cast.ready(factories.agency(), count)
    return Vacancy.objects.get(pk=vacancy.pk), candidates


def longlisted(count=4):
    agency = factories.agency()
    candidates = cast.people(agency, count)
    factories.established_cycle(agency)
    cast.approved(agency)
    return Vacancy.objects.get(pk=cast.longlisted(agency)[0].pk), candidates


def names(candidates, **changed):
    given = {"token": "", "named_on": "2026-07-15"}
    for order, person in enumerate(candidates[:3], start=1):
        given |= {f"name_{order}": person.pk, f"reason_{order}": "Pengalaman paling dekat."}
    return given | changed


def signature(person, **changed):
    return {
        "employee": person.pk,
        "number": "800/7/2026",
        "decided_on": "2026-07-20",
        "reason": "Paling berpengalaman di bidangnya.",
    } | changed


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("BKD_STAFF", 200),
        ("BKD_HEAD", 200),
        ("PPK", 200),
        ("MERIT_VERIFIER", 200),
        ("AUDITOR", 200),
        ("SELECTION_COMMITTEE", 404),
        ("TALENT_COMMITTEE", 404),
        ("ADMINISTRATOR", 404),
    ],
)
def test_each_role_sees_a_vacancy_or_not(sign_in, role, status):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    assert sign_in(role).get(f"/lowongan/{vacancy.pk}/").status_code == status


def test_a_committee_sees_only_the_vacancies_it_has_a_seat_on(sign_in):
    agency = factories.agency()
    mine = cast.opened(agency, cast.post(agency))
    cast.opened(agency, cast.post(agency, "JPT-02"), "L-02")
    client = sign_in("SELECTION_COMMITTEE")
    committee.appoint_member(vacancy=mine, user=client.user, by=system_operator())
    assert [row.pk for row in client.get("/lowongan/").context["page"].rows] == [mine.pk]
    assert client.get(f"/lowongan/{mine.pk}/").status_code == 200


def test_a_vacancy_of_another_agency_is_not_found_whatever_is_asked(staff, ppk):
    other = factories.other_agency()
    vacancy = cast.opened(other, cast.post(other))
    pages = ["", "jalur/", "daftar-panjang/", "panitia/", "tutup/", "pelantikan/", "putar-ulang/jalur/"]
    assert [staff.post(f"/lowongan/{vacancy.pk}/{page}").status_code for page in pages[1:]] == [404] * 6
    assert staff.get(f"/lowongan/{vacancy.pk}/").status_code == 404
    assert [ppk.post(f"/lowongan/{vacancy.pk}/{page}").status_code for page in ("keputusan/", "tarik/")] == [404] * 2
    assert staff.get("/lowongan/").context["page"].rows == []


@pytest.mark.parametrize("vacancies", [1, 3])
def test_the_list_takes_six_queries_for_readers_whatever_its_length(auditor, vacancies, django_assert_num_queries):
    agency = factories.agency()
    for number in range(vacancies):
        cast.opened(agency, cast.post(agency, f"JPT-{number}"), f"L-{number}")
    with django_assert_num_queries(6):
        assert len(auditor.get("/lowongan/").context["page"].rows) == vacancies


@pytest.mark.parametrize("vacancies", [1, 3])
def test_the_list_with_its_form_takes_ten_queries_whatever_its_length(staff, vacancies, django_assert_num_queries):
    agency = factories.agency()
    for number in range(vacancies):
        cast.opened(agency, cast.post(agency, f"JPT-{number}"), f"L-{number}")
    with django_assert_num_queries(10):
        assert len(staff.get("/lowongan/").context["page"].rows) == vacancies


@pytest.mark.parametrize("candidates", [1, 3])
def test_the_longlist_takes_eight_queries_whatever_its_length(auditor, candidates, django_assert_num_queries):
    vacancy, _people = longlisted(candidates)
    with django_assert_num_queries(8):
        assert len(auditor.get(f"/lowongan/{vacancy.pk}/").context["rows"]) == candidates


def test_no_page_of_a_longlist_takes_more_than_twelve_queries_whatever_became_of_the_vacancy(
    auditor, staff, ppk, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(vacancy_lists, "CANDIDATES", 1)
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    address = f"/lowongan/{vacancy.pk}/"

    def looked_at(state):
        entry = vacancy.longlists.first().entries.get(position=2)
        for place in ("", f"?sesudah={entry.pk}", f"?sebelum={entry.pk}"):
            with django_assert_max_num_queries(12):
                page = auditor.get(address + place)
            assert (page.context["vacancy"].state, len(page.context["rows"])) == (state, 1)

    looked_at("NOMINATED")
    ppk.post(f"{address}keputusan/", signature(candidates[0], token=confirmation.confirmation_token(vacancy)))
    ppk.post(f"{address}tarik/", {"reason": "Yang bersangkutan mengundurkan diri."})
    vacancy.refresh_from_db()
    ppk.post(f"{address}keputusan/", signature(candidates[0], token=confirmation.confirmation_token(vacancy)))
    decreed(vacancy.agency, 3)
    freed(vacancy.longlists.get())
    looked_at("DECIDED")
    Vacancy.objects.filter(pk=vacancy.pk).update(state="INAUGURATED")
    looked_at("INAUGURATED")
    Vacancy.objects.filter(pk=vacancy.pk).update(state="LONGLISTED")
    staff.post(f"{address}tutup/", {"reason": "Jabatannya dihapus dari struktur."})
    looked_at("CLOSED")


@pytest.mark.parametrize("route", ["talent_pool", "open_selection"])
def test_while_an_inauguration_is_awaited_no_role_needs_more_than_twelve_for_three_as_for_five(
    sign_in, route, django_assert_max_num_queries
):
    """Whoever may inaugurate is told what could forbid it, of a region with freezes and permits."""
    agencies = [factories.agency(), factories.agency("KOTA", "Kota Lain", "CITY")]
    took = {}
    for agency, count in zip(agencies, (3, 5), strict=True):
        if route == "talent_pool":
            vacancy, people = cast.ready(agency, count)
        else:
            people = cast.people(agency, count)
            vacancy, _applications = cast.selected(agency, people)
            cast.nominated(vacancy, people[:3])
        for number in range(count):
            cast.approved(agency, "MIN", date(2026, 6, 1), "PERMIT", number=f"I/{number}")
            about = {"agency": agency.code, "kind": "NEW_HEAD", "number": f"BA/{number}"}
            assert cast.merit("gate_freezes", about | {"true_from": date(2026, 5, 1 + number)}).errors == []
        decided(vacancy, people[0])
        decreed(agency, count)
        freed(vacancy.longlists.first())
        Vacancy.objects.filter(pk=vacancy.pk).update(state="RECOMMENDED")
        for role in ("BKD_STAFF", "BKD_HEAD", "PPK", "MERIT_VERIFIER", "AUDITOR"):
            client = sign_in(role, agency)
            with django_assert_max_num_queries(12) as asked:
                page = client.get(f"/lowongan/{vacancy.pk}/")
            assert len(page.context["rows"]) == count
            assert [check.code for check in page.context["frozen"]] == (
                ["freeze_pilkada", "freeze_new_head"] if role in ("BKD_STAFF", "BKD_HEAD") else []
            )
            took.setdefault(role, set()).add(len(asked))
    assert {role: len(counts) for role, counts in took.items()} == dict.fromkeys(took, 1)


def test_staff_open_a_vacancy(staff):
    post = cast.post(factories.agency())
    response = staff.post("/lowongan/", {"position": post.pk, "code": "L-9"} | DATES)
    vacancy = Vacancy.objects.get()
    assert (response.status_code, response.url) == (302, f"/lowongan/{vacancy.pk}/")
    assert (vacancy.code, vacancy.state, vacancy.reference_date) == ("L-9", "OPENED", date(2026, 8, 3))


def test_a_vacancy_that_cannot_be_comes_back_with_the_reason(staff):
    post = cast.post(factories.agency())
    page = staff.post("/lowongan/", {"position": post.pk, "code": "L-9"} | DATES | {"decision_date": "2026-06-30"})
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["Tanggal penetapan jalur tidak boleh sebelum lowongan dibuka."]
    assert Vacancy.objects.count() == 0


def test_a_post_of_another_agency_or_below_jpt_is_not_on_offer(staff):
    foreign = cast.post(factories.other_agency())
    low = cast.post(factories.agency(), "KB-1", "ADMINISTRATOR")
    for post in (foreign, low):
        page = staff.post("/lowongan/", {"position": post.pk, "code": "L-9"} | DATES)
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["position"])


def test_the_route_is_decided_by_a_press_and_shown_with_its_reasons(staff):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    staff.post(f"/lowongan/{vacancy.pk}/jalur/")
    context = staff.get(f"/lowongan/{vacancy.pk}/").context
    assert (context["vacancy"].state, context["vacancy"].route) == ("ROUTED", "open_selection")
    assert [(check.code, str(check.status)) for check in context["checks"] if check.decides] == [
        ("overseer_approval", "fail"),
        ("succession_group", "fail"),
    ]
    assert context["steps"] == {"route", "close", "appoint", "amend", "announce"}


def test_the_longlist_is_built_by_a_press_and_shown_in_its_order(staff):
    agency = factories.agency()
    first, second = cast.people(agency, 2)
    unfit = cast.candidate(agency, born=date(1969, 1, 1))
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    staff.post(f"/lowongan/{vacancy.pk}/daftar-panjang/")
    rows = staff.get(f"/lowongan/{vacancy.pk}/").context["rows"]
    assert [(entry.employee_id, entry.rank) for entry, *_ in rows] == [(first.pk, 1), (second.pk, 2), (unfit.pk, None)]
    assert rows[2][2] == {"passed": 10, "all": 11, "failed": "usia", "unknown": "", "waived": ""}
    only = staff.get(f"/lowongan/{vacancy.pk}/?outcome=fail").context["rows"]
    assert [entry.employee_id for entry, *_ in only] == [unfit.pk]


def test_somebody_on_the_longlist_is_found_by_name_in_any_order_or_nip_with_filters_and_pages_kept(staff):
    vacancy, people = longlisted(3)
    address = f"/lowongan/{vacancy.pk}/"
    sought = people[1]
    Employee.objects.filter(pk=sought.pk).update(name="Budi Uji Setiawan")

    def found(text, query=""):
        response = staff.post(address + query, {"q": text})
        assert (response.status_code, response.url) == (302, f"{address}{query}#daftar-panjang")
        context = staff.get(response.url).context
        return [entry.employee_id for entry, *_ in context["rows"]], context["search"].text

    assert found("setiawan, budi") == ([sought.pk], "setiawan, budi")
    assert found(sought.nip) == ([sought.pk], sought.nip)
    assert found("setiawan", "?outcome=pass&sort=-nama") == ([sought.pk], "setiawan")
    assert found("setiawan", "?outcome=fail") == ([], "setiawan")
    assert found("zaza") == ([], "zaza")
    page = staff.get(address).content.decode()
    assert "Tidak ada calon yang cocok" in page
    assert [line for line in page.split('"') if line.startswith(("/", "?")) and "zaza" in line] == []
    staff.post(address, {"q": ""})
    assert len(staff.get(address).context["rows"]) == 3


def test_a_step_out_of_turn_says_why_on_the_page(staff):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    page = staff.post(f"/lowongan/{vacancy.pk}/daftar-panjang/", follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Lowongan L-01 berstatus “dibuka”; langkah ini tidak dapat dilakukan dari situ."
    ]


def test_staff_appoint_the_committee_from_those_with_the_role(staff, sign_in):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    member, outsider = sign_in("SELECTION_COMMITTEE").user, sign_in("PPK").user
    page = staff.get(f"/lowongan/{vacancy.pk}/?bagian=panitia")
    assert [user.pk for user in page.context["forms"]["appoint"].fields["user"].queryset] == [member.pk]
    refused = staff.post(f"/lowongan/{vacancy.pk}/panitia/", {"user": outsider.pk})
    assert (refused.status_code, refused.context["part"]) == (422, "panitia")
    staff.post(f"/lowongan/{vacancy.pk}/panitia/", {"user": member.pk})
    assert [seat.user_id for seat in CommitteeMember.objects.all()] == [member.pk]


NOBODY_ELSE = "Tidak ada akun lain untuk diangkat"


def test_where_nobody_is_left_to_appoint_the_page_says_who_makes_accounts_and_leads_whoever_may_there(staff, sign_in):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    address = f"/lowongan/{vacancy.pk}/?bagian=panitia"
    page = staff.get(address).content.decode()
    assert (NOBODY_ELSE in page, 'id="appoint_user"' in page, 'href="/pengguna/"' in page) == (True, False, False)
    member = sign_in("SELECTION_COMMITTEE").user
    page = staff.get(address).content.decode()
    assert (NOBODY_ELSE in page, 'id="appoint_user"' in page) == (False, True)
    # Of somebody seated it may still be said, beside their name, that they come from outside; that is nobody new.
    committee.appoint_member(vacancy=vacancy, user=member, by=system_operator())
    users.grant(user=staff.user, role=Roles.ADMINISTRATOR, by=system_operator())
    page = staff.get(address).content.decode()
    assert (NOBODY_ELSE in page, 'id="appoint_user"' in page, '<a class="btn primary" href="/pengguna/">' in page) == (
        True,
        False,
        True,
    )
    assert f'<input type="hidden" name="user" value="{member.pk}">' in page


def test_a_member_signs_three_names(sign_in):
    vacancy, candidates = longlisted()
    client = seated(sign_in, vacancy)
    page = client.get(f"/lowongan/{vacancy.pk}/usulan/")
    assert [entry.employee_id for entry, *_ in page.context["rows"]] == [person.pk for person in candidates]
    response = client.post(f"/lowongan/{vacancy.pk}/usulan/", names(candidates, token=page.context["token"]))
    assert response.status_code == 302
    vacancy.refresh_from_db()
    assert vacancy.state == "NOMINATED"
    assert [row.employee_id for row in vacancy.nominees.all()] == [person.pk for person in candidates[:3]]


def offered(page):
    """Whom the first select offers, in its order."""
    return [int(who) for who, _words in page.context["form"].fields["name_1"].choices if who]


def test_a_member_reads_whom_they_leave_to_others_and_why_before_they_name_anybody(sign_in):
    vacancy, candidates = longlisted()
    client = sign_in("SELECTION_COMMITTEE")
    cast.sat(vacancy, client.user, conflicts={candidates[1].pk: "ipar"})
    other = sign_in(vacancy.committee.exclude(user=client.user).get().user)
    at = f"/lowongan/{vacancy.pk}/usulan/"
    page = client.get(at)
    assert page.context["recused"] == [(candidates[1], "hubungan yang dinyatakan: ipar")]
    assert f"<li>{candidates[1].name}: hubungan yang dinyatakan: ipar</li>" in page.content.decode()
    assert offered(page) == [candidates[0].pk, *(person.pk for person in candidates[2:])]
    given = names(candidates) | {"token": page.context["token"]}
    # Of a form that comes back nothing is lost.
    assert offered(client.post(at, given | {"named_on": "x"})) == [person.pk for person in candidates]
    refused = client.post(at, given)
    assert (refused.status_code, "tetapi dalam hal ini orang lain" in refused.content.decode()) == (403, True)
    page = other.get(at)
    assert (page.context["recused"], "Anda tidak mengusulkan mereka ini" in page.content.decode()) == ([], False)
    assert offered(page) == [person.pk for person in candidates]
    assert other.post(at, given | {"token": page.context["token"]}).status_code == 302


def test_the_same_name_twice_is_refused_where_it_was_entered(sign_in):
    vacancy, candidates = longlisted()
    client = seated(sign_in, vacancy)
    token = confirmation.confirmation_token(vacancy)
    page = client.post(f"/lowongan/{vacancy.pk}/usulan/", names(candidates, token=token, name_2=candidates[0].pk))
    assert (page.status_code, page.context["form"].non_field_errors()) == (
        422,
        ["Usulkan tepat tiga nama yang berbeda."],
    )
    assert vacancy.nominees.count() == 0


def test_a_stale_signature_shows_the_page_again_with_what_changed(sign_in):
    vacancy, candidates = longlisted()
    client = seated(sign_in, vacancy)
    token = client.get(f"/lowongan/{vacancy.pk}/usulan/").context["token"]
    factories.write(
        "sanctions",
        candidates[0],
        severity="SEVERE",
        true_from=date(2026, 7, 1),
        known_at=factories.datetime.now(factories.UTC),
    )
    page = client.post(f"/lowongan/{vacancy.pk}/usulan/", names(candidates, token=token))
    assert page.status_code == 409
    assert [text.split(":")[0] for text in page.context["differences"]] == [f"{candidates[0].name}, Hukuman disiplin"]
    assert page.context["token"] != token
    assert vacancy.nominees.count() == 0


@pytest.mark.parametrize("role", ["BKD_STAFF", "PPK", "AUDITOR", "MERIT_VERIFIER"])
def test_nobody_but_the_committee_names_candidates(sign_in, role):
    vacancy, candidates = longlisted()
    assert sign_in(role).post(f"/lowongan/{vacancy.pk}/usulan/", names(candidates)).status_code == 403


def test_the_ppk_decides_after_seeing_every_check_of_the_three(ppk):
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    page = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/")
    assert [nominee.employee_id for nominee, *_ in page.context["people"]] == [one.pk for one in candidates[:3]]
    assert [len(checks) for *_, checks, _gone, _stages in page.context["people"]] == [11, 11, 11]
    given = signature(candidates[1], token=page.context["token"], basis="ranked_list")
    assert ppk.post(f"/lowongan/{vacancy.pk}/keputusan/", given).status_code == 302
    decision = vacancy.decisions.get()
    assert (decision.employee_id, decision.token) == (candidates[1].pk, page.context["token"])


def test_a_decision_on_what_is_no_longer_so_is_not_taken(ppk):
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    token = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").context["token"]
    factories.write(
        "attestations",
        candidates[0],
        kind="HEALTH",
        passed=False,
        true_from=date(2026, 7, 2),
        known_at=factories.datetime.now(factories.UTC),
    )
    page = ppk.post(f"/lowongan/{vacancy.pk}/keputusan/", signature(candidates[0], token=token))
    assert page.status_code == 409
    assert [text.split(":")[0] for text in page.context["differences"]] == [
        f"{candidates[0].name}, Sehat jasmani dan rohani"
    ]
    assert vacancy.decisions.count() == 0


def test_a_decision_without_a_reason_comes_back(ppk):
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    token = confirmation.confirmation_token(vacancy)
    page = ppk.post(f"/lowongan/{vacancy.pk}/keputusan/", signature(candidates[0], token=token, reason="ya"))
    assert (page.status_code, page.context["form"].non_field_errors()) == (
        422,
        ["Tuliskan alasannya, paling sedikit 10 huruf."],
    )


def test_somebody_who_was_not_nominated_is_no_choice(ppk):
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    page = ppk.post(f"/lowongan/{vacancy.pk}/keputusan/", signature(candidates[3], token="x"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["employee"])


def test_recommendation_and_inauguration_end_the_filling(ppk, staff, sign_in):
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    address = f"/lowongan/{vacancy.pk}"
    ppk.post(f"{address}/keputusan/", signature(candidates[0], token=confirmation.confirmation_token(vacancy)))
    early = staff.post(f"{address}/pelantikan/", {"number": "BA-1", "dated": "2026-08-03"})
    assert (early.status_code, early.context["forms"]["inaugurate"].non_field_errors()) == (
        409,
        ["Pelantikan memerlukan rekomendasi yang tercatat lebih dahulu."],
    )
    verifier = sign_in("MERIT_VERIFIER")
    form = verifier.get(f"{address}/").context["forms"]["recommend"]
    # Of a decision of 2026 nobody else recommends any more.
    assert [value for value, _words in form.fields["authority"].choices] == ["BKN"]
    letter = {"authority": "KASN", "number": "R-1", "dated": "2026-07-25"}
    wrong = verifier.post(f"{address}/rekomendasi/", letter)
    assert (wrong.status_code, list(wrong.context["forms"]["recommend"].errors)) == (422, ["authority"])
    told = verifier.post(f"/api/v1/vacancies/{vacancy.pk}/recommendation/", letter, content_type="application/json")
    assert told.json()["detail"] == "Pada tanggal itu rekomendasi diberikan oleh BKN, bukan KASN."
    verifier.post(f"{address}/rekomendasi/", {"authority": "BKN", "number": "R-1", "dated": "2026-07-25"})
    late = staff.post(f"{address}/pelantikan/", {"number": "BA-1", "dated": "2099-08-03"})
    assert late.context["forms"]["inaugurate"].non_field_errors() == ["Tanggal ini tidak boleh di masa depan."]
    staff.post(f"{address}/pelantikan/", {"number": "BA-1", "dated": "2026-08-03"})
    vacancy.refresh_from_db()
    assert vacancy.state == "INAUGURATED"
    assert Employee.objects.get(pk=candidates[0].pk).current.position == "Kepala Dinas JPT-01"
    page = staff.get(f"{address}/")
    assert [step["state"] for step in page.context["course"]] == ["done"] * 6
    # It can be annulled, and that is all.
    assert page.context["steps"] == frozenset({"annul"})


def test_the_ppk_takes_a_decision_back_with_a_reason(ppk):
    vacancy, candidates = ready()
    cast.declared(vacancy, ppk.user)
    address = f"/lowongan/{vacancy.pk}"
    ppk.post(f"{address}/keputusan/", signature(candidates[0], token=confirmation.confirmation_token(vacancy)))
    assert ppk.post(f"{address}/tarik/", {"reason": "x"}).status_code == 422
    ppk.post(f"{address}/tarik/", {"reason": "Yang bersangkutan mengundurkan diri."})
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.decisions.get().end_reason) == ("NOMINATED", "Yang bersangkutan mengundurkan diri.")


def test_staff_close_a_vacancy_with_a_reason(staff):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    staff.post(f"/lowongan/{vacancy.pk}/tutup/", {"reason": "Jabatannya dihapus dari struktur."})
    page = staff.get(f"/lowongan/{vacancy.pk}/")
    assert page.context["vacancy"].state == "CLOSED"
    assert [step["state"] for step in page.context["course"]][:2] == ["stopped", ""]
    assert page.context["vacancy"].closed_why == "Jabatannya dihapus dari struktur."


def test_a_vacancy_closed_half_way_shows_how_far_it_came(staff):
    vacancy, _candidates = longlisted(1)
    staff.post(f"/lowongan/{vacancy.pk}/tutup/", {"reason": "Jabatannya dihapus dari struktur."})
    course = staff.get(f"/lowongan/{vacancy.pk}/").context["course"]
    assert [step["state"] for step in course] == ["done", "done", "stopped", "", "", ""]


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("AUDITOR", "jalur/"),
        ("AUDITOR", "daftar-panjang/"),
        ("AUDITOR", "tutup/"),
        ("AUDITOR", "panitia/"),
        ("AUDITOR", "keputusan/"),
        ("AUDITOR", "tarik/"),
        ("AUDITOR", "rekomendasi/"),
        ("AUDITOR", "pelantikan/"),
        ("BKD_STAFF", "keputusan/"),
        ("BKD_STAFF", "rekomendasi/"),
        ("PPK", "jalur/"),
        ("PPK", "pelantikan/"),
        ("PPK", "putar-ulang/jalur/"),
        ("MERIT_VERIFIER", "keputusan/"),
    ],
)
def test_what_a_role_may_not_do_is_refused_before_anything_else(sign_in, role, page):
    vacancy, _candidates = longlisted(1)
    events = Event.objects.count()
    assert sign_in(role).post(f"/lowongan/{vacancy.pk}/{page}").status_code == 403
    assert Event.objects.filter(kind__startswith="succession").count() <= events
    vacancy.refresh_from_db()
    assert vacancy.state == "LONGLISTED"


def test_changes_are_never_made_by_opening_an_address(staff):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    pages = ["jalur/", "daftar-panjang/", "tutup/", "panitia/", "tarik/", "putar-ulang/jalur/"]
    assert [staff.get(f"/lowongan/{vacancy.pk}/{page}").status_code for page in pages] == [405] * 6


def test_route_and_longlist_are_computed_again_and_the_ledger_says_so(auditor):
    vacancy, _candidates = longlisted()
    for what in ("jalur", "daftar-panjang"):
        page = auditor.post(f"/lowongan/{vacancy.pk}/putar-ulang/{what}/")
        assert (page.status_code, page.context["part"]) == (200, "jejak")
    events = auditor.get(f"/lowongan/{vacancy.pk}/?bagian=jejak").context["events"]
    assert {name: event.payload["identical"] for name, event in events.items()} == {"route": True, "longlist": True}
    assert events["longlist"].payload["differences"] == 0


def test_a_replay_that_comes_out_otherwise_lists_the_differences(auditor):
    vacancy, candidates = longlisted()
    entry = vacancy.longlists.get().entries.get(rank=1)
    # A fact slipped in behind the product's back, as if it had always been known.
    factories.write("sanctions", candidates[0], severity="SEVERE", true_from=date(2026, 7, 1))
    page = auditor.post(f"/lowongan/{vacancy.pk}/putar-ulang/daftar-panjang/")
    event = Event.objects.get(kind="succession.longlist.replayed")
    assert (event.payload["identical"], event.payload["inputs_same"]) == (False, False)
    told = page.context["replayed"]["longlist"].differences
    assert event.payload["differences"] == len(told) > 0
    assert told[0].id.startswith(f"calon nomor {entry.employee_id}:")


@pytest.mark.parametrize(
    "query", ["outcome=x", "sesudah=abc", "sebelum=99999999999999999999", "bagian=%00", "state=x&agency=y"]
)
def test_garbage_in_the_address_never_breaks_a_page(auditor, query):
    vacancy, _candidates = longlisted(1)
    assert auditor.get(f"/lowongan/?{query}").status_code == 200
    assert auditor.get(f"/lowongan/{vacancy.pk}/?{query}").status_code == 200


def test_either_overseer_is_offered_for_a_decision_from_before_the_one_took_over(db):
    vacancy, candidates = ready()
    token = confirmation.confirmation_token(vacancy)
    said = {"decided_on": date(2026, 7, 20), "number": "K-1", "reason": "Paling berpengalaman.", "token": token}
    made = decision.decide(vacancy=vacancy, employee=candidates[0], by=system_operator(), **said)
    with triggers_off():
        execute("UPDATE succession_appointmentdecision SET decided_on = %s", date(2023, 10, 1))
    assert recommendation.overseers(made.vacancy) == ["KASN", "BKN"]
    offered = RecommendForm(vacancy=made.vacancy).fields["authority"].choices
    assert [value for value, _words in offered] == ["", "KASN", "BKN"]


def test_open_selection_is_a_route_on_the_list_and_no_failure(staff):
    agency = factories.agency()
    vacancy, _applications = cast.selected(agency, cast.people(agency, 3))
    page = staff.get("/lowongan/").content.decode()
    row = page.partition(f'<a href="/lowongan/{vacancy.pk}/">')[2].partition("</tr>")[0]
    cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
    assert cells[-2:] == ["Seleksi terbuka", "peringkat"]


def test_what_waits_for_its_second_signature_is_found_by_that_state_and_no_other(staff):
    vacancy, candidates = ready()
    decided(vacancy, candidates[1], basis="ranked_list")

    def found(state):
        return [one.pk for one in staff.get(f"/lowongan/?state={state}").context["page"].rows]

    assert (found("UNSIGNED"), found("DECIDED")) == ([vacancy.pk], [])
    vacancy.refresh_from_db()
    assert str(states.wrong(vacancy)) == (
        "Lowongan L-01 berstatus “menunggu tanda tangan kedua”; langkah ini tidak dapat dilakukan dari situ."
    )
    cast.signed(vacancy.decisions.get())
    assert (found("UNSIGNED"), found("DECIDED")) == ([], [vacancy.pk])
    assert "“diputuskan PPK”" in str(states.wrong(vacancy))


def test_once_names_are_sent_up_papers_and_corrections_stand_before_the_long_list(sign_in):
    vacancy, candidates = longlisted()
    staff = sign_in("BKD_STAFF", vacancy.agency)

    def order(page):
        text = page.content.decode()
        return sorted((one for one in ("naskah", "tutup", "tarik", "daftar-panjang") if f'id="{one}"' in text),
                      key=lambda one: text.index(f'id="{one}"'))  # fmt: skip

    assert order(staff.get(f"/lowongan/{vacancy.pk}/")) == ["daftar-panjang", "naskah", "tutup"]
    cast.nominated(vacancy, candidates[:3])
    assert order(staff.get(f"/lowongan/{vacancy.pk}/")) == ["naskah", "daftar-panjang"]
