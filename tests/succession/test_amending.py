"""Why a post is empty and by when it should be filled can be said otherwise, with a reason, until it is filled."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid, Stale
from succession.domain import states, vacancies
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db

WHY = "Pejabatnya wafat sebelum pensiun."


def opened():
    agency = factories.agency()
    return cast.opened(agency, cast.post(agency), cause="RETIREMENT", target_date=date(2026, 10, 1))


def amend(vacancy, **said):
    given = {"cause": "DEATH", "target_date": date(2026, 9, 1), "version": 1, "reason": WHY}
    return vacancies.amend(vacancy=vacancy, by=system_operator(), **given | said)


def test_cause_and_target_are_said_otherwise_and_the_ledger_keeps_what_was(staff):
    vacancy = opened()
    at = f"/lowongan/{vacancy.pk}/"
    form = staff.get(at).context["forms"]["amend"]
    assert [form[name].value() for name in ("cause", "target_date", "version")] == ["RETIREMENT", date(2026, 10, 1), 1]
    given = {"cause": "DEATH", "target_date": "2026-09-01", "version": 1, "reason": WHY}
    assert staff.post(f"{at}sasaran/", given).status_code == 302
    assert staff.post(f"{at}sasaran/", given).status_code == 409
    vacancy.refresh_from_db()
    assert (vacancy.cause, vacancy.target_date, vacancy.version) == ("DEATH", date(2026, 9, 1), 2)
    event = Event.objects.get(kind="succession.vacancy.amended")
    assert event.payload == {"cause": ["RETIREMENT", "DEATH"], "target_date": ["2026-10-01", "2026-09-01"]}
    assert event.reason == WHY
    told = staff.get(f"{at}?bagian=jejak").context["amendments"]
    assert [changed for _event, _by, changed in told] == [
        [("Sebab lowong", "pensiun", "meninggal dunia"),
         ("Tanggal sasaran pelantikan", "1 Oktober 2026", "1 September 2026")]
    ]  # fmt: skip
    body = {"cause": "DEATH", "target_date": None, "version": 2, "reason": "Sasarannya belum dapat ditetapkan."}
    answer = staff.post(f"/api/v1/vacancies/{vacancy.pk}/amend/", body, content_type="application/json").json()
    assert (answer["cause"], answer["target_date"], answer["version"]) == ("DEATH", None, 3)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": "-"}, "no_reason"),
        ({"cause": "FIRE"}, "unknown_cause"),
        ({"target_date": date(2026, 7, 9)}, "date_order"),
        ({"cause": "RETIREMENT", "target_date": date(2026, 10, 1)}, "record_same"),
    ],
)
def test_what_cannot_be_right_is_refused(said, code):
    with pytest.raises(Invalid) as refused:
        amend(opened(), **said)
    assert refused.value.code == code


def test_who_was_faster_is_named_and_a_closed_vacancy_stays_as_it_was():
    vacancy = opened()
    amend(vacancy)
    with pytest.raises(Stale) as refused:
        amend(vacancy, target_date=None)
    assert refused.value.change.kind == "succession.vacancy.amended"
    vacancies.close(vacancy=vacancy, reason="Jabatannya dihapus dari peta.", by=system_operator())
    with pytest.raises(states.WrongState):
        amend(vacancy, version=vacancy.version)
