"""What closes direct routes soon, of every agency that somebody sees: one line for each end, whatever its cause."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.models import User
from accounts.roles import Roles
from rules.dates import add_months
from succession.domain import narrowing
from talent.models import Agency
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.views.test_merit import SUB_ASPECTS

pytestmark = pytest.mark.django_db
DECREE = {"until": None, "category": None, "score": None, "group": None}


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def approved(code: str, to: date | None = None, *, pool_to: date | None = None) -> Agency:
    """An agency whose direct route is open; its pool holds to a day, or for long."""
    agency = factories.agency(code, f"Kota {code}", "CITY")
    cast.pooled(agency, "Lama", ahead(-300), pool_to or ahead(900))
    row = {"agency": code, "kind": "APPROVAL", "authority": "BKN", "number": "B-1", "true_from": date(2026, 1, 5)}
    assert cast.merit("approvals", row | {"true_to": to}).errors == []
    return agency


def reviewed(agency: Agency, to: date) -> None:
    """A round of 2025, Baik, that holds to a day."""
    row = {"agency": agency.code, "round": "2025", "instrument": "KASN-2019", "decided_on": date(2025, 1, 6)}
    assert cast.merit("merit_rounds", row | {"valid_to": to}).errors == []
    levels = [{"agency": agency.code, "round": "2025", "sub_aspect": sub, "level": 3} for sub in SUB_ASPECTS]
    assert cast.merit("merit_levels", *levels).errors == []


def verifying(client: Client) -> Client:
    """The client, over every agency there is."""
    user: User = client.user  # type: ignore[attr-defined]
    for agency in Agency.objects.exclude(pk__in=user.assignments.values("agency")):
        users.grant(user=user, role=Roles.ALL["MERIT_VERIFIER"], agency_id=agency.pk, by=system_operator())
    return client


def test_every_cause_of_a_route_that_closes_soon_has_its_line(sign_in: SignIn) -> None:
    by = system_operator()
    approved("SURAT", to=ahead(6))
    # Officials stay from six months before the candidates are fixed.
    fixed, until = add_months(ahead(20), 6).item(), ahead(600)
    narrowing.freeze(agency=approved("PILKADA"), kind="PILKADA", number="KPU/1", since=fixed, until=until, by=by)
    narrowing.conditions(agency=approved("SYARAT"), number="800/1", since=ahead(41), by=by, **DECREE | {"score": 390.0})
    krs, assessed = approved("KRS", pool_to=ahead(10)), approved("PENILAIAN")
    cast.pooled(krs, "Baru", ahead(5), ahead(50))
    # Where no pool holds today the direct route is shut, as the calendar says: there is no end to warn of.
    cast.pooled(approved("BELUM", to=ahead(40), pool_to=ahead(-1)), "Baru", ahead(3), ahead(30))
    reviewed(assessed, ahead(60))
    asked = DECREE | {"category": "BAIK"}
    narrowing.conditions(agency=assessed, number="800/2", since=date(2026, 3, 1), by=by, **asked)
    approved("LAMA", to=ahead(91))
    # A paper about one post warns of that post alone.
    of_post = factories.agency("POS", "Kota POS", "CITY")
    cast.pooled(of_post, "Lama", ahead(-300), ahead(900))
    code = cast.post(of_post, "JPT-01").code
    row = {"agency": "POS", "kind": "APPROVAL", "authority": "BKN", "number": "B-1", "true_from": date(2026, 1, 5)}
    assert cast.merit("approvals", row | {"true_to": ahead(20), "posts": code}).errors == []
    page = verifying(sign_in("MERIT_VERIFIER", Agency.objects.get(code="SURAT"))).get("/merit/penutupan/")
    told = {
        line.agency.code: (line.warned.closing.days, [check.code for check in line.warned.closing.against])
        for line in page.context["page"].rows
    }
    freezing = (add_months(fixed, -6).item() - timezone.localdate()).days - 1
    assert told == {
        "SURAT": (6, ["overseer_approval"]),
        "PILKADA": (freezing, ["freeze_pilkada"]),
        "SYARAT": (40, ["merit_assessment", "merit_category", "agency_score"]),
        "POS": (20, ["overseer_approval"]),
        "KRS": (50, ["succession_group"]),
        "PENILAIAN": (60, ["merit_assessment"]),
    }
    assert page.context["limits"] == [(7, 1), (30, 2), (90, 3)]
    assert page.context["agencies"] == 6
    assert [line.warned.post for line in page.context["page"].rows if line.agency.code == "POS"] == ["JPT-01"]
    for code, pool_to, shuts in (("KRS", ahead(50), ahead(50)), ("BELUM", None, None)):
        calendar = sign_in("MERIT_VERIFIER", Agency.objects.get(code=code)).get("/merit/kalender/")
        shown = calendar.context["calendar"]
        assert (shown.pool_to, shown.closing and shown.closing.last) == (pool_to, shuts)


@pytest.mark.parametrize("count", [1, 60])
def test_an_overseer_of_many_agencies_has_a_list_that_asks_no_more(
    sign_in: SignIn, django_assert_num_queries: Callable[[int], CaptureQueriesContext], count: int
) -> None:
    for number in range(count):
        approved(f"K{number:03d}", to=ahead(30 - number % 25))
    verifier = verifying(sign_in("MERIT_VERIFIER", Agency.objects.get(code="K000")))
    home = verifier.get("/").content.decode()
    assert ("/merit/penutupan/" in home) == (count > 3)
    with django_assert_num_queries(10):
        page = verifier.get("/merit/penutupan/")
    assert page.context["agencies"] == count
    days = [line.warned.closing.days for line in page.context["page"].rows]
    assert (len(days), days) == (min(count, 50), sorted(days))
