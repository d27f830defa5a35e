"""Which policy holds: the agency's own, then one published for all, then the shipped one; or the one named."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from accounts.domain.users import system_operator
from talent.domain import policies as publishing
from talent.domain.queries.policies import NoPolicyInForce, in_force, known_names
from talent.models import Agency
from tests import factories

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(settings.BASE_DIR) / "demo" / "policies" / "kaltim-2020.yaml").read_text(encoding="utf-8")


def _publish(
    agency: Agency | None,
    *,
    code: str = "lokal",
    version: int = 1,
    since: str = "2020-01-01",
    until: str = "2025-12-31",
) -> None:
    document = DOCUMENT.replace("code: kaltim-2020", f"code: {code}").replace("version: 1", f"version: {version}")
    document = document.replace("effective_from: 2020-01-01", f"effective_from: {since}")
    document = document.replace("effective_to: 2025-12-31", f"effective_to: {until}")
    publishing.publish(document=document, name="lokal.yaml", agency=agency, by=system_operator())


def _names(agency: Agency, on: date, code: str | None = None) -> tuple[str, int]:
    found = in_force(agency, on, code)
    return found.code, found.version


def test_before_any_policy_there_is_none_and_the_message_says_what_to_do() -> None:
    with pytest.raises(NoPolicyInForce, match="2021-06-30 untuk Provinsi Kalimantan Timur; terbitkan") as refused:
        in_force(factories.agency(), date(2021, 6, 30))
    assert (refused.value.code, refused.value.status) == ("no_policy", 422)


def test_the_national_one_holds_from_its_first_day() -> None:
    agency = factories.agency()
    national = in_force(agency, date(2026, 1, 1))
    assert national.code == "kepka-411-2025"
    with pytest.raises(NoPolicyInForce):
        in_force(agency, date(2025, 12, 31))


def test_the_agencys_own_goes_before_the_one_for_all_which_goes_before_the_shipped_one() -> None:
    agency, other = factories.agency(), factories.other_agency()
    day = date(2026, 6, 30)
    _publish(None, code="semua", until="2027-12-31")
    assert _names(agency, day) == _names(other, day) == ("semua", 1)
    _publish(agency, until="2026-12-31")
    assert _names(agency, day) == ("lokal", 1)
    assert _names(other, day) == ("semua", 1)
    assert _names(agency, date(2027, 1, 1)) == ("semua", 1)
    assert _names(agency, date(2028, 1, 1)) == ("kepka-411-2025", 1)


def test_of_two_that_hold_the_later_one_counts_and_then_the_higher_version() -> None:
    agency = factories.agency()
    _publish(agency, version=2)
    _publish(agency, version=1, since="2022-01-01")
    assert _names(agency, date(2021, 12, 31)) == ("lokal", 2)
    assert _names(agency, date(2022, 1, 1)) == ("lokal", 1)
    _publish(agency, version=3, since="2022-01-01")
    assert _names(agency, date(2022, 1, 1)) == ("lokal", 3)


def test_a_policy_named_applies_whatever_its_dates_in_its_newest_version_the_agencys_own_first() -> None:
    agency, other = factories.agency(), factories.other_agency()
    _publish(agency)
    _publish(agency, version=2, since="2021-01-01")
    _publish(None, version=9)
    assert _names(agency, date(2030, 1, 1), "LOKAL") == ("lokal", 2)
    assert _names(other, date(2030, 1, 1), "lokal") == ("lokal", 9)
    assert _names(agency, date(2019, 1, 1), "kepka-411-2025") == ("kepka-411-2025", 1)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    agency = factories.agency()
    _publish(agency)
    _publish(factories.other_agency(), code="bontang")
    assert known_names(agency) == ["kepka-411-2025", "lokal"]
    with pytest.raises(NoPolicyInForce, match="“bontang” tidak ditemukan; yang ada: kepka-411-2025, lokal"):
        in_force(agency, date(2026, 6, 30), "bontang")
