"""An open selection from its announcement to the ranked names."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, NotAllowed
from succession.domain import (
    announcing,
    applying,
    committee,
    confirmation,
    decision,
    panel,
    replay,
    selection,
    states,
)
from succession.domain.queries import applicants, choosing, longlists, reasons
from succession.models import Vacancy
from talent.domain import known
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
BY = system_operator
newest = applicants.newest_score
EXTENSION = {"number": "P-2", "published_on": date(2026, 7, 26), "closes_on": date(2026, 8, 10), "place": "Laman"}


def test_the_best_three_by_the_weighted_stages_go_to_the_committee_and_the_list_replays():
    agency = factories.agency()
    people = [*cast.people(agency, 4), cast.candidate(agency, born=date(1969, 1, 1))]
    vacancy = cast.announced(agency)
    applications = cast.applied(vacancy, people)
    checked = selection.screen(vacancy=vacancy, by=BY())
    assert dict(checked.entries.values_list("employee_id", "outcome")) == dict(
        zip((one.pk for one in people), ["pass"] * 4 + ["fail"], strict=True)
    )
    # Whoever looks at the three names now sees that there is nobody yet.
    assert (confirmation.seen(vacancy, timezone.now()).outcomes, len(confirmation.confirmation_token(vacancy))) == (
        {},
        64,
    )
    cast.scored(applications[0], 80, 80, 80, 80)
    cast.scored(applications[1], 90, 70, 85, 82)
    cast.scored(applications[2], 70, 70, 70, 90)
    cast.scored(applications[3], 60, 60, 60, 60)
    built = selection.rank(vacancy=vacancy, by=BY())
    assert list(built.entries.values_list("employee_id", "rank", "combined", "decided_by")) == [
        (people[1].pk, 1, 81.2, ""),
        (people[0].pk, 2, 80.0, "combined"),
        (people[2].pk, 3, 77.0, "combined"),
        (people[3].pk, 4, 60.0, "combined"),
        (people[4].pk, None, None, ""),
    ]
    by_rule = choosing.choices(built, {})
    assert [str(by_rule[one.pk].status) for one in people[:4]] == ["pass", "pass", "pass", "fail"]
    cast.nominated(vacancy, [people[1], people[0], people[2]])
    token = confirmation.confirmation_token(vacancy)
    given = {"decided_on": date(2026, 9, 1), "number": "800/1", "reason": "Nilai tertinggi.", "token": token}
    decision.decide(vacancy=vacancy, employee=people[1], by=BY(), **given)
    # What is learnt afterwards changes nothing of what was decided from.
    factories.write("sanctions", people[1], severity="SEVERE", true_from=date(2026, 7, 1), known_at=timezone.now())
    assert [replay.longlist(one).identical for one in (checked, built)] == [True, True]
    assert [one.pk for one in vacancy.longlists.all()] == [built.pk, checked.pk]


def test_equal_scores_are_told_apart_by_the_heaviest_stage_and_the_page_says_so():
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy = cast.announced(agency)
    first, second, third = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=BY())
    cast.scored(first, 80, 80, 80, 80)
    cast.scored(second, Decimal("62.5"), 80, 80, 90)
    cast.scored(third, 80, 80, 80, 80)
    built = selection.rank(vacancy=vacancy, by=BY())
    rows = list(built.entries.all())
    assert [(one.employee_id, one.combined) for one in rows] == [(person.pk, 80.0) for person in
                                                                (people[1], people[0], people[2])]  # fmt: skip
    assert [one.decided_by for one in rows] == ["", "interview", "nip"]
    assert reasons.decider(rows[1]).id == "nilai wawancara"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"closes_on": date(2026, 7, 24)}, "announcement"),
        ({"weights": cast.WEIGHTS | {"paper": Decimal(19), "interview": Decimal(36)}}, "weight_interview"),
        ({"weights": cast.WEIGHTS | {"paper": Decimal(15)}}, "weights_sum"),
        ({"weights": {"interview": Decimal(35)}}, "weight_track_record"),
        ({"weights": cast.WEIGHTS | {"tes": Decimal(0)}}, "weights_sum"),
        ({"published_on": date(2026, 7, 9)}, "date_order"),
        ({"number": " "}, "no_number"),
        ({"place": " "}, "no_place"),
    ],
)
def test_an_announcement_is_as_the_law_asks(said, code):
    with pytest.raises(Invalid) as refused:
        cast.announced(factories.agency(), **said)
    assert refused.value.code == code
    assert Vacancy.objects.get().state == "ROUTED"


def test_with_fewer_than_three_the_announcement_is_extended_and_with_three_it_is_not():
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy = cast.announced(agency)
    cast.applied(vacancy, people[:2])
    with pytest.raises(selection.TooFew, match="2 pelamar; diminta paling sedikit 3 pelamar"):
        selection.screen(vacancy=vacancy, by=BY())
    given = {"vacancy": vacancy, "reason": "Baru dua pelamar.", "by": BY()}
    for said, code in [
        ({"published_on": date(2026, 7, 25)}, "date_order"),
        ({"closes_on": date(2026, 8, 9)}, "announcement"),
        ({"reason": "-"}, "no_reason"),
        ({"number": "P-1"}, "number_taken"),
    ]:
        with pytest.raises(Invalid) as refused:
            announcing.extend(**given | EXTENSION | said)
        assert refused.value.code == code
    announcing.extend(**given | EXTENSION)
    cast.applied(vacancy, people[2:], date(2026, 8, 1))
    with pytest.raises(Invalid, match="tidak perlu diperpanjang"):
        announcing.extend(**given | EXTENSION | {"number": "P-3"})
    selection.screen(vacancy=vacancy, by=BY())
    assert [str(one.status) for one in applicants.checks_of(list(vacancy.announcements.all()))] == ["pass"] * 7
    assert vacancy.state == "SCREENED"


def test_too_few_after_the_check_are_not_ranked_and_the_announcement_is_extended_again():
    agency = factories.agency()
    people = [*cast.people(agency, 2), cast.candidate(agency, born=date(1969, 1, 1)), cast.candidate(agency)]
    vacancy = cast.announced(agency)
    cast.applied(vacancy, people[:3])
    selection.screen(vacancy=vacancy, by=BY())
    with pytest.raises(selection.TooFew):
        selection.rank(vacancy=vacancy, by=BY())
    announcing.extend(vacancy=vacancy, reason="Seorang gugur administrasi.", by=BY(), **EXTENSION)
    cast.applied(vacancy, people[3:], date(2026, 8, 1))
    selection.screen(vacancy=vacancy, by=BY())
    assert [one.employee_id for one in applicants.remaining(vacancy)] == [people[0].pk, people[1].pk, people[3].pk]


def test_who_fails_between_the_check_and_the_ranking_leaves_too_few_and_no_list():
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(3)]
    vacancy = cast.announced(agency)
    applications = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=BY())
    screened = vacancy.longlists.count()
    for application in applications:
        cast.scored(application, 80, 80, 80, 80)
    sick = {"kind": "HEALTH", "passed": False, "true_from": date(2026, 2, 1)}
    factories.write("attestations", people[0], known_at=known.turn(agency.pk), **sick)
    with pytest.raises(selection.TooFew, match="2 pelamar; diminta paling sedikit 3 pelamar"):
        selection.rank(vacancy=vacancy, by=BY())
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.longlists.count()) == ("SCREENED", screened)


def test_who_fails_after_the_ranking_is_seen_by_the_check_done_anew_and_the_announcement_is_extended(sign_in):
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(3)]
    vacancy, _applications = cast.selected(agency, people)
    ranked = longlists.current(vacancy)
    sick = {"kind": "HEALTH", "passed": False, "true_from": date(2026, 2, 1)}
    factories.write("attestations", people[0], known_at=known.turn(agency.pk), **sick)
    with pytest.raises(selection.TooFew, match="Periksa ulang administrasinya, lalu perpanjang"):
        selection.rank(vacancy=vacancy, by=BY())
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    page = staff.get(address)
    assert ("screen" in page.context["steps"], "extend" in page.context["forms"]) == (True, False)
    assert staff.post(f"{address}administrasi/").status_code == 302
    vacancy.refresh_from_db()
    assert (vacancy.state, len(applicants.remaining(vacancy))) == ("SCREENED", 2)
    assert "extend" in staff.get(address).context["forms"]
    assert Event.objects.filter(kind="succession.applicants.screened").count() == 2
    announcing.extend(vacancy=vacancy, reason="Seorang tidak lagi memenuhi syarat.", by=BY(), **EXTENSION)
    assert (vacancy.state, replay.longlist(ranked).identical) == ("ANNOUNCED", True)


def test_the_first_check_ranks_nobody_and_one_done_anew_whoever_has_every_score():
    agency = factories.agency()
    vacancy, _applications = cast.selected(agency, cast.people(agency, 3))
    selection.screen(vacancy=vacancy, by=BY())
    checked, ranked, anew = vacancy.longlists.order_by("id")
    assert [[one.rank for one in kept.entries.all()] for kept in (checked, ranked, anew)] == [
        [None, None, None],
        [1, 2, 3],
        [1, 2, 3],
    ]
    # A list that ranks them is none from which names are sent up.
    assert vacancy.state == "SCREENED"


def test_nobody_is_checked_anew_while_the_committee_sits_nor_once_the_names_are_sent(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, _applications = cast.selected(agency, people)
    panel.waive(vacancy=vacancy, reason="Panitia hanya tiga orang.", by=BY())
    held = panel.open_round(vacancy=vacancy, scored=False, by=BY())
    staff, api = sign_in("BKD_STAFF"), f"/api/v1/vacancies/{vacancy.pk}/screening/"
    assert not {"screen", "rank"} & staff.get(f"/lowongan/{vacancy.pk}/").context["steps"]
    answer = staff.post(api, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Panitia menilai atas daftar ini; daftarnya tidak disusun lagi.",
    )
    type(held).objects.filter(pk=held.pk).update(closed_at=timezone.now())
    assert "screen" in staff.get(f"/lowongan/{vacancy.pk}/").context["steps"]
    Vacancy.objects.update(state="NOMINATED")
    assert "screen" not in staff.get(f"/lowongan/{vacancy.pk}/").context["steps"]
    answer = staff.post(api, content_type="application/json")
    assert (answer.json()["code"], vacancy.longlists.count()) == ("wrong_state", 2)


def test_a_committee_that_is_too_small_sends_nobody_up():
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(3)]
    vacancy, _applications = cast.selected(agency, people)
    cast.sat(vacancy, BY())
    seat = vacancy.committee.exclude(user=BY()).order_by("id")[0]
    letter = {"released_on": date(2026, 8, 1), "number": "800/9", "reason": "Pindah tugas ke daerah lain."}
    committee.release_member(seat=seat, by=BY(), **letter)
    names = [committee.Nomination(person.pk, "Pengalaman paling dekat.") for person in people]
    token = confirmation.confirmation_token(vacancy)
    with pytest.raises(Invalid) as refused:
        committee.nominate(vacancy=vacancy, nominations=names, token=token, by=BY())
    assert (refused.value.code, vacancy.nominees.count()) == ("composition", 0)


def test_nobody_is_checked_while_the_announcement_is_open():
    today = timezone.localdate()
    vacancy = cast.announced(factories.agency(), published_on=today, closes_on=today + timedelta(days=15))
    with pytest.raises(Invalid) as refused:
        selection.screen(vacancy=vacancy, by=BY())
    assert refused.value.code == "still_open"


def test_an_application_comes_in_its_days_and_once():
    agency = factories.agency()
    person = cast.candidate(agency)
    vacancy = cast.announced(agency)
    for day in (date(2026, 7, 9), date(2026, 7, 26)):
        with pytest.raises(Invalid) as refused:
            cast.applied(vacancy, [person], day)
        assert refused.value.code == "not_announced"
    (first,) = cast.applied(vacancy, [person], date(2026, 7, 10))
    with pytest.raises(applying.AlreadyApplied):
        cast.applied(vacancy, [person], date(2026, 7, 25))
    applying.withdraw(application=first, reason="Mengundurkan diri.", by=BY())
    cast.applied(vacancy, [person], date(2026, 7, 25))
    assert [one.withdrawn_at is None for one in vacancy.applications.all()] == [False, True]


def test_who_sees_nobody_of_another_agency_records_no_application_of_theirs():
    agency = factories.agency()
    vacancy, stranger = cast.announced(agency), cast.candidate(factories.other_agency())
    staff = factories.user("BKD_STAFF", agency)
    given = {"vacancy": vacancy, "received_on": date(2026, 7, 15), "by": staff}
    with pytest.raises(NotAllowed):
        applying.apply(employee=stranger, **given)
    assert applying.apply(employee=cast.candidate(agency), **given).home == agency


def test_a_score_that_was_given_changes_with_a_reason_and_the_order_is_made_anew():
    agency = factories.agency()
    vacancy, applications = cast.selected(agency, cast.people(agency, 4))
    with pytest.raises(Invalid) as refused:
        cast.scored(applications[3], 99)
    assert refused.value.code == "no_reason"
    cast.scored(applications[3], 99, 99, 99, 99, reason="Salah salin dari berita acara.")
    assert vacancy.state == "SCREENED"
    with pytest.raises(states.WrongState):
        cast.nominated(vacancy, [one.employee for one in applications[:3]])
    built = selection.rank(vacancy=vacancy, by=BY())
    assert built.entries.get(rank=1).employee_id == applications[3].employee_id
    # The same score again writes nothing, and asks for no reason.
    assert (
        selection.score(
            application=applications[3],
            scores={"paper": Decimal(99)},
            seen=newest(applications[3]),
            by=BY(),
            **cast.LETTER,
        )
        == []
    )
    assert vacancy.state == "LONGLISTED"


def test_whoever_withdraws_is_ranked_no_more():
    agency = factories.agency()
    vacancy, applications = cast.selected(agency, cast.people(agency, 4))
    applying.withdraw(application=applications[0], reason="Mengundurkan diri.", by=BY())
    assert vacancy.state == "SCREENED"
    built = selection.rank(vacancy=vacancy, by=BY())
    assert list(built.entries.values_list("employee_id", flat=True)) == [one.employee_id for one in applications[1:]]
    with pytest.raises(states.ChangedMeanwhile):
        applying.withdraw(application=applications[0], reason="Mengundurkan diri.", by=BY())
    with pytest.raises(Invalid) as refused:
        cast.scored(applications[0], 90)
    assert refused.value.code == "out"


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        ({"paper": Decimal("100.01")}, "out_of_range"),
        ({"paper": Decimal("-1")}, "out_of_range"),
        ({"paper": Decimal("80.005")}, "out_of_range"),
        ({"tes": Decimal(80)}, "unknown_stage"),
    ],
)
def test_a_score_is_of_a_stage_and_in_range(scores, code):
    agency = factories.agency()
    vacancy = cast.announced(agency)
    first, *_others = cast.applied(vacancy, cast.people(agency, 3))
    selection.screen(vacancy=vacancy, by=BY())
    with pytest.raises(Invalid) as refused:
        selection.score(application=first, scores=scores, seen=newest(first), by=BY(), **cast.LETTER)
    assert refused.value.code == code
    with pytest.raises(Invalid, match="Nilai 3 pelamar belum lengkap"):
        selection.rank(vacancy=vacancy, by=BY())


def test_an_applicant_of_another_agency_is_held_against_their_own_records():
    agency, elsewhere = factories.agency(), factories.agency("LAIN", "Kota Lain", "CITY")
    people = [*cast.people(agency, 2), cast.candidate(elsewhere), cast.candidate(elsewhere, healthy=None)]
    vacancy, applications = cast.selected(agency, people)
    assert [one.home.code for one in applications] == [agency.code, agency.code, "LAIN", "LAIN"]
    built = longlists.current(vacancy)
    assert list(built.entries.values_list("employee_id", "outcome")) == list(
        zip((one.pk for one in people), ["pass", "pass", "pass", "unknown"], strict=True)
    )
    assert replay.longlist(built).identical
    assert [reasons.reasons(one, reader=BY()).agrees for one in built.entries.all()] == [True] * 4
    cast.nominated(vacancy, people[2:] + people[:1])
    assert vacancy.state == "NOMINATED"


def test_documents_stay_and_whoever_opens_one_is_noted():
    agency = factories.agency()
    vacancy = cast.announced(agency)
    given = {"vacancy": vacancy, "employee": cast.candidate(agency), "received_on": date(2026, 7, 15), "by": BY()}
    application = applying.apply(documents=[("Surat lamaran", ("surat.pdf", documents.pdf()))], **given)
    held = application.documents.get()
    assert applying.opened(document=held, by=BY()) == documents.pdf()
    event = Event.objects.get(kind="succession.selection.document_opened")
    assert (event.payload["file"], event.subject) == (held.file.digest, f"succession.applicationdocument:{held.pk}")
    with pytest.raises(Invalid) as refused:
        applying.add_document(application=application, title=" ", document=("a.pdf", documents.pdf()), by=BY())
    assert refused.value.code == "no_title"


def test_a_vacancy_by_the_talent_pool_is_not_announced():
    agency = factories.agency()
    cast.people(agency)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    given = {"number": "P-1", "published_on": date(2026, 7, 10), "closes_on": date(2026, 7, 25), "place": "Laman"}
    with pytest.raises(selection.NotOpenSelection):
        announcing.announce(vacancy=vacancy, weights=cast.WEIGHTS, by=BY(), **given)


def test_deadlines_are_counted_back_from_the_target_by_the_route():
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency), cause="TERM_END", target_date=date(2026, 12, 31))
    assert (vacancy.get_cause_display(), applicants.deadlines(vacancy)) == ("akhir masa jabatan", None)
    vacancy.route = "open_selection"
    days, rule = applicants.deadlines(vacancy)
    assert (rule.tag, days) == (
        "W",
        {
            "ROUTED": date(2026, 9, 28),
            "ANNOUNCED": date(2026, 10, 5),
            "SCREENED": date(2026, 10, 27),
            "LONGLISTED": date(2026, 11, 26),
            "NOMINATED": date(2026, 12, 3),
            "DECIDED": date(2026, 12, 10),
            "RECOMMENDED": date(2026, 12, 24),
            "INAUGURATED": date(2026, 12, 31),
        },
    )
