"""What one stage gave all applicants is typed on one sheet, from one document."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import applying, panel, selection
from succession.domain.queries import applicants
from succession.models import StageScore
from talent.domain import calibration
from tests import factories
from tests.succession import cast
from tests.succession.test_panel_stages import screened

pytestmark = pytest.mark.django_db

BY = system_operator
LETTER = {"number": "800/12/PUSPENKOM", "dated": "2026-07-28"}


@pytest.fixture
def sheet(sign_in):
    """Three who were checked, none scored; the BKD's window and the sheet of the interview."""
    vacancy, people, applications = screened(3, typed={})
    return sign_in("BKD_STAFF", vacancy.agency), f"/lowongan/{vacancy.pk}/nilai/interview/", people, applications


def filled(applications, *scores, seen=None):
    newest = applicants.newest_scores(applications) if seen is None else dict.fromkeys(seen, 0)
    given = {f"score_{one.pk}": score for one, score in zip(applications, scores, strict=True)}
    return LETTER | given | {f"seen_{one.pk}": newest[one.pk] for one in applications}


def kept():
    return list(StageScore.objects.order_by("id").values_list("application", "stage", "score", "number", "reason"))


def test_all_scores_of_a_stage_are_kept_with_one_document_and_whoever_is_left_out_stays_unscored(sheet):
    staff, address, people, applications = sheet
    page = staff.get(address)
    assert [one.employee for one, *_fields in page.context["form"].rows] == sorted(people, key=lambda one: one.name)
    answer = staff.post(address, filled(applications, "82,5", "70", ""))
    assert (answer.status_code, answer.url) == (302, f"/lowongan/{applications[0].vacancy_id}/")
    number = LETTER["number"]
    assert kept() == [
        (applications[0].pk, "interview", 82.5, number, ""),
        (applications[1].pk, "interview", 70, number, ""),
    ]
    assert {one.dated for one in StageScore.objects.all()} == {date(2026, 7, 28)}
    assert Event.objects.filter(kind="succession.selection.scored").count() == 2
    values = [score.value() for _one, score, *_more in staff.get(address).context["form"].rows]
    assert sorted(map(str, values)) == ["70.00", "82.50", "None"]


def test_one_refused_score_keeps_all_of_them_back_and_what_was_typed(sheet):
    staff, address, _people, applications = sheet
    answer = staff.post(address, filled(applications, "80", "70", "101"))
    assert (answer.status_code, kept()) == (422, [])
    assert 'value="80"' in answer.content.decode()
    staff.post(address, filled(applications, "80", "70", "60"))
    answer = staff.post(address, filled(applications, "80", "71", "60"))
    assert (answer.status_code, len(kept())) == (422, 3)
    assert f"{applications[1].employee.name}: " in answer.content.decode()
    answer = staff.post(address, filled(applications, "80", "71", "60") | {"reason": "Salah salin dari surat."})
    assert (answer.status_code, kept()[3:]) == (
        302,
        [(applications[1].pk, "interview", 71, LETTER["number"], "Salah salin dari surat.")],
    )


def test_who_types_after_somebody_else_is_told_and_can_send_the_same_page_again(sheet):
    staff, address, _people, applications = sheet
    cast.scored(applications[1], 66)
    answer = staff.post(address, filled(applications, "80", "70", "60", seen=[one.pk for one in applications]))
    told = answer.content.decode()
    assert (answer.status_code, len(kept())) == (409, 1)
    assert f"{applications[1].employee.name}: Nilai pelamar ini baru saja dicatat orang lain" in told
    form = answer.context["form"]
    again = {bound.html_name: bound.value() for _one, *both, _recorded in form.rows for bound in both} | LETTER
    assert staff.post(address, again).status_code == 302
    assert {(who, stage): score for who, stage, score, *_rest in kept() if stage == "interview"} == {
        (one.pk, "interview"): score for one, score in zip(applications, (80, 70, 60), strict=True)
    }


def test_whoever_was_ranked_is_ranked_anew_once_two_of_the_scores_change(sheet):
    staff, address, _people, applications = sheet
    for one in applications:
        cast.scored(one, 80, 80, 80, 80)
    vacancy = applications[0].vacancy
    vacancy.refresh_from_db()
    selection.rank(vacancy=vacancy, by=BY())
    answer = staff.post(address, filled(applications, "80", "71", "60") | {"reason": "Salah salin dari surat."})
    vacancy.refresh_from_db()
    assert (answer.status_code, vacancy.state, [row[2] for row in kept()[12:]]) == (302, "SCREENED", [71, 60])


def test_what_somebody_else_corrected_meanwhile_is_shown_and_never_written_back(sheet):
    staff, address, _people, applications = sheet
    first, second, third = applications
    assert staff.post(address, filled(applications, "80", "70", "60")).status_code == 302
    form = staff.get(address).context["form"]
    typed = LETTER | {"reason": "Salah salin dari surat."}
    for _one, score, seen, _recorded in form.rows:
        shown = f"{score.value()}".replace(".", ",")
        typed |= {score.html_name: shown, score.html_initial_name: shown, seen.html_name: seen.value()}
    given = {"reason": "Dikoreksi pusat asesmen.", "by": BY(), **cast.LETTER}
    for one, value in ((first, 85), (third, 90)):
        seen = applicants.newest_score(one)
        selection.score(application=one, scores={"interview": Decimal(value)}, seen=seen, **given)
    typed |= {f"score_{third.pk}": "65"}
    answer = staff.post(address, typed)
    told = answer.content.decode()
    assert (answer.status_code, told.count("tercatat 85,00"), told.count("tercatat 90,00")) == (409, 1, 1)
    assert f"{third.employee.name}: Nilai pelamar ini baru saja dicatat orang lain" in told
    typed |= {seen.html_name: seen.value() for _one, _score, seen, _recorded in answer.context["form"].rows}
    assert staff.post(address, typed).status_code == 302
    now = applicants.scores_of([one.pk for one in applications])
    assert [now[one.pk]["interview"] for one in (first, second, third)] == [85, 70, 65]


def test_a_sheet_without_anything_new_says_so(sheet):
    staff, address, _people, applications = sheet
    answer = staff.post(address, filled(applications, "", "", ""))
    assert (answer.status_code, kept()) == (422, [])
    assert "Tidak ada nilai yang diisi atau diubah." in answer.content.decode()


def test_a_fault_of_the_document_is_nobodys(sheet):
    staff, address, _people, applications = sheet
    later = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = staff.post(address, filled(applications, "80", "70", "60") | {"dated": later})
    assert (answer.status_code, f"{applications[0].employee.name}: " in answer.content.decode()) == (422, False)


def test_a_score_of_whoever_withdrew_meanwhile_is_not_dropped_without_a_word(sheet):
    staff, address, _people, applications = sheet
    typed = filled(applications, "80", "70", "60")
    applying.withdraw(application=applications[2], reason="Menarik diri dari seleksi.", by=BY())
    answer = staff.post(address, typed)
    assert (answer.status_code, kept()) == (422, [])
    assert "tidak lagi dalam seleksi" in answer.content.decode()


def test_a_stage_that_the_committee_scores_and_one_that_is_none_have_no_sheet(sheet):
    staff, address, _people, applications = sheet
    vacancy = applications[0].vacancy
    first = f"/lowongan/{vacancy.pk}/nilai/"
    assert f'href="{first}"' in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()

    def stages():
        return [tab["href"].split("/")[-2] for tab in staff.get(first).context["tabs"]]

    assert stages() == list(cast.WEIGHTS)
    panel.open_round(vacancy=vacancy, stage="interview", by=BY())
    assert stages() == [one for one in cast.WEIGHTS if one != "interview"]
    for of in (address, address.replace("interview", "dance")):
        answer = staff.post(of, filled(applications, "80", "70", "60"))
        assert (answer.status_code, answer.url) == (302, f"/lowongan/{vacancy.pk}/")
    assert kept() == []


def test_who_is_related_to_an_applicant_or_only_reads_types_nothing(sheet, sign_in):
    staff, address, people, applications = sheet
    calibration.declared(employee=people[0], relation="Ipar", by=staff.user)
    assert staff.get(address).status_code == 403
    assert staff.post(address, filled(applications, "80", "70", "60")).status_code == 403
    assert sign_in("AUDITOR").get(address).status_code == 403
    assert kept() == []


def test_the_sheet_asks_as_much_for_six_as_for_one(sign_in):
    agency = factories.agency()
    asked = []
    for count, mark in ((1, "A"), (6, "B")):
        vacancy = cast.announced(agency, cast.post(agency, f"JPT-{mark}"), f"L-{mark}")
        cast.applied(vacancy, [cast.candidate(agency) for _one in range(count)])
        vacancy.__class__.objects.filter(pk=vacancy.pk).update(state="SCREENED")
        staff = sign_in("BKD_STAFF", agency)
        staff.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert len(staff.get(f"/lowongan/{vacancy.pk}/nilai/paper/").context["form"].rows) == count
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20
