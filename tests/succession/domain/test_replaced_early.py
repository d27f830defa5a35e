"""Whoever holds the post that is filled is named; replaced within two years only for a cause, which is kept."""

import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.dates import add_years
from rules.errors import Invalid
from succession.domain import inauguration, recommendation, replay
from succession.domain.queries import choosing, vacating
from succession.models import AppointmentDecision, Inauguration, Vacancy
from talent import display
from talent.models import Employee
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.domain.test_deviations import decided, refusal
from tests.succession.domain.test_replaced import DAY, TITLE, holder
from tests.succession.pdf_text import words as text_of

pytestmark = pytest.mark.django_db

LATELY = date(2025, 3, 3)
CAUSE = "Tidak lagi memenuhi syarat jabatan sejak Juni 2026."


def held_by(since: date, **values: Any) -> tuple[Vacancy, list[Employee], Employee]:
    agency = factories.agency()
    old = holder(agency, post_from=since, **values)
    vacancy, people = cast.ready(agency)
    return vacancy, people, old


def recommended(vacancy: Vacancy, chosen: AppointmentDecision) -> None:
    letter: dict[str, Any] = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25)}
    recommendation.record(decision=chosen, by=system_operator(), **letter)
    vacancy.refresh_from_db()


@pytest.mark.parametrize(("since", "early"), [(date(2024, 7, 21), True), (date(2024, 7, 20), False)])
def test_a_holder_of_less_than_two_years_is_replaced_for_a_cause_that_is_kept(since: date, early: bool) -> None:
    vacancy, people, old = held_by(since)
    if early:
        for cause in ("", "singkat"):
            with pytest.raises(Invalid) as refused:
                decided(vacancy, people[0], replacing=cause)
            assert refused.value.code == "no_cause"
            assert f"{old.name} masih memegang jabatan ini sejak 21 Juli 2024" in str(refused.value)
        vacancy.refresh_from_db()
    made = decided(vacancy, people[0], replacing=CAUSE if early else "")
    (warned,) = made.warned
    assert (made.holder, warned["code"], warned["status"], made.replacing) == (
        old,
        "holder_early_replacement",
        "fail" if early else "pass",
        CAUSE if early else "",
    )


def test_whom_a_clock_takes_out_by_the_day_is_not_replaced() -> None:
    # 60 on 1 August 2026, before the day on which somebody else is to have the post.
    vacancy, people, old = held_by(LATELY, born=date(1966, 8, 1))
    made = decided(vacancy, people[0])
    assert (made.holder, made.warned, made.replacing) == (old, [], "")
    falling = vacating.of_vacancy(vacancy, date(2026, 7, 20))
    assert falling is not None
    assert (falling.endings[0].clock, falling.day) == ("RETIREMENT", date(2026, 8, 1))


def test_an_empty_post_has_nobody_to_replace() -> None:
    vacancy, people = cast.ready(factories.agency())
    assert vacating.of_vacancy(vacancy, DAY) is None
    assert decided(vacancy, people[0], replacing=CAUSE).replacing == ""


def test_the_pages_name_the_holder_and_ask_for_the_cause(sign_in: SignIn) -> None:
    vacancy, people, old = held_by(LATELY)
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/"
    cast.declared(vacancy, ppk.user)
    told = f"Masih dijabat {old.name} sejak 3 Maret 2025."
    assert told in ppk.get(at).content.decode()
    page = ppk.get(f"{at}keputusan/")
    assert (told in page.content.decode(), page.context["holding"].check.status) == (True, "fail")
    given = {
        "employee": str(people[0].pk),
        "number": "1",
        "decided_on": "2026-07-20",
        "reason": "Paling cocok di sini.",
    }
    given |= {"token": page.context["token"]}
    refused = ppk.post(f"{at}keputusan/", given)
    assert (refused.status_code, "Tuliskan sebab menggantinya" in refused.content.decode()) == (422, True)
    assert ppk.post(f"{at}keputusan/", given | {"replacing": CAUSE}).status_code == 302
    assert f"Sebab mengganti pejabat lama: {CAUSE}" in ppk.get(at).content.decode()
    draft = ppk.get(f"{at}naskah/konsep-keputusan.pdf").content
    words = text_of(draft)
    assert (f"Menggantikan {old.name}" in words, CAUSE in words) == (True, True)


@pytest.mark.parametrize(("since", "told"), [(-6, "Seharusnya lowong"), (-4, "Lowong")])
def test_a_post_that_should_be_empty_by_now_is_said_to_be_overdue(sign_in: SignIn, since: int, told: str) -> None:
    today = timezone.localdate()
    began = add_years(today, since).item()
    vacancy, _people, _old = held_by(began)
    page = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/").content.decode()
    over = display.day(add_years(began, 5).item())
    assert re.findall(r"((?:Seharusnya l|L)owong) (\d+ \w+ \d{4}): akhir masa jabatan", page) == [(told, over)]


def test_the_page_of_a_name_outside_the_three_takes_the_cause_too(sign_in: SignIn) -> None:
    vacancy, people, _old = held_by(LATELY)
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/luar/?calon={people[3].pk}"
    cast.declared(vacancy, ppk.user, people[3])
    given = {"number": "1", "dated": "2026-07-20", "basis": "agency_rule", "reason": "Paling cocok di sini."}
    given |= {"token": ppk.get(at).context["token"]}
    assert "Tuliskan sebab menggantinya" in ppk.post(at, given).content.decode()
    assert ppk.post(at, given | {"replacing": CAUSE}).status_code == 302
    assert AppointmentDecision.objects.get().replacing == CAUSE


def test_the_cause_of_the_decision_serves_the_inauguration_and_without_one_it_takes_its_own() -> None:
    vacancy, people, _old = held_by(date(2024, 8, 3))
    chosen = decided(vacancy, people[0], decided_on=date(2026, 7, 20), replacing=CAUSE)
    recommended(vacancy, chosen)
    made = inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 2), number="BA-1", by=system_operator())
    codes = [one["code"] for one in made.checks if one["status"] == "fail"]
    assert codes == ["holder_early_replacement"]


def moved_lately(people: list[Employee]) -> Employee:
    """The first was inaugurated in another senior post some days ago."""
    person = people[0]
    factories.write(
        "employees",
        person,
        name=person.name,
        status="PNS",
        grade="IV/b",
        grade_from=date(2019, 4, 1),
        unit=None,
        position="Kepala Dinas Lain",
        tier="JPT_PRATAMA",
        job_family="perhubungan",
        post_from=date(2026, 7, 27),
        standing="ACTIVE",
        known_at=factories.datetime.now(factories.UTC),
    )
    return Employee.objects.get(pk=person.pk)


def test_whoever_came_to_their_post_days_ago_is_inaugurated_again_for_a_cause_only(sign_in: SignIn) -> None:
    vacancy, people = cast.ready(factories.agency())
    chosen = decided(vacancy, people[0])
    recommended(vacancy, chosen)
    moved_lately(people)
    chosen = AppointmentDecision.objects.get(pk=chosen.pk)
    given: dict[str, Any] = {"decision": chosen, "dated": DAY, "number": "BA-1", "by": system_operator()}
    assert refusal(lambda: inauguration.inaugurate(**given)) == "no_reason"
    assert refusal(lambda: inauguration.inaugurate(**given, reason="singkat")) == "no_reason"
    assert not Inauguration.objects.exists()
    made = inauguration.inaugurate(**given, reason=CAUSE)
    warned = next(one for one in made.checks if one["code"] == "early_replacement")
    assert (warned["status"], made.reason) == ("fail", CAUSE)
    auditor = sign_in("AUDITOR")
    page = auditor.get(f"/lowongan/{vacancy.pk}/")
    codes = [one.code for one in page.context["checks_at"]]
    assert codes == ["freeze_pilkada", "freeze_new_head", "early_replacement"]
    assert replay.decision(chosen, reader=system_operator()) == replay.Replay(True, True, True)
    assert CAUSE in page.content.decode()
    (told,) = auditor.get(f"/api/v1/vacancies/{vacancy.pk}/").json()["decisions"]
    assert told["inauguration"]["reason"] == CAUSE
    assert CAUSE in text_of(auditor.get(f"/lowongan/{vacancy.pk}/naskah/konsep-keputusan.pdf").content)


def test_whom_an_inauguration_replaced_leaves_nothing_though_their_record_names_the_post(sign_in: SignIn) -> None:
    vacancy, people, old = held_by(LATELY)
    assert [one.status for one in choosing.leaving(old, DAY)] == ["fail"]
    chosen = decided(vacancy, people[0], replacing=CAUSE)
    recommended(vacancy, chosen)
    inauguration.inaugurate(decision=chosen, dated=DAY, number="BA-1", by=system_operator())
    old = Employee.objects.get(pk=old.pk)
    assert (old.current.position, choosing.leaving(old, DAY)) == (TITLE, ())
    assert choosing.leaving(old, date(2026, 8, 2)) != ()
    # Their data is a link only for who may open it.
    link = f'href="/pegawai/{old.pk}/"'
    page = f"/lowongan/{vacancy.pk}/"
    seen = {role: link in sign_in(role).get(page).content.decode() for role in ("BKD_STAFF", "MERIT_VERIFIER")}
    assert seen == {"BKD_STAFF": True, "MERIT_VERIFIER": False}
