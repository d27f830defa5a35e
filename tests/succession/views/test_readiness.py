"""Readiness on pages: who is listed where, for which target, with which dates; constant queries; the file."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.domain import ledger
from audit.models import Event
from succession.views import readiness as pages
from talent.domain.queries import written
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def member(**values):
    """Somebody whom nothing but the post held can keep from JPT Pratama."""
    person = cast.candidate(factories.agency(), **values)
    for kind in ("HEALTH", "INTEGRITY"):
        factories.write("attestations", person, kind=kind, passed=True, true_from=today() - timedelta(days=1))
    return person


@pytest.fixture
def pool():
    ready = member(name="Alya Siap")
    later = member(name="Budi Nanti", post_from=today() - timedelta(days=300))
    factories.established_cycle(on=today())
    return ready, later


def shown(response) -> list[tuple[str, str]]:
    return [(one.member.employee.name, one.readiness.level.value) for one in response.context["page"].rows]


def test_members_stand_by_how_soon_they_are_ready(staff, pool):
    assert shown(staff.get("/kesiapan/")) == [("Alya Siap", "NOW"), ("Budi Nanti", "MID")]
    assert shown(staff.get("/kesiapan/?level=NOW")) == [("Alya Siap", "NOW")]


def test_who_sits_on_a_post_of_the_tier_or_above_is_marked_and_may_be_left_out(staff):
    for name, tier in (("Alya Kabid", "ADMINISTRATOR"), ("Budi Kadis", "JPT_PRATAMA"), ("Citra Sesjen", "JPT_MADYA")):
        factories.assessed(factories.employee(name=name, tier=tier))
    factories.established_cycle(on=today())

    def found(query: str) -> list[str]:
        page = staff.get(f"/kesiapan/?{query}")
        seated = [one.member.employee.name for one in page.context["page"].rows if one.seated]
        assert page.content.decode().count(">sudah pada jenjang itu</span>") == len(seated)
        return [one.member.employee.name.split()[0] + "*" * one.seated for one in page.context["page"].rows]

    assert sorted(found("target=JPT_PRATAMA")) == ["Alya", "Budi*", "Citra*"]
    assert found("target=JPT_PRATAMA&seated=0") == ["Alya"]
    assert sorted(found("target=JPT_PRATAMA&seated=1")) == ["Budi*", "Citra*"]
    assert sorted(found("target=JPT_MADYA&seated=0")) == ["Alya", "Budi"]
    lines = staff.get("/kesiapan/ekspor.csv?seated=1").content.decode("utf-8-sig").splitlines()
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["ya", "ya"]
    told = staff.get("/api/v1/readiness/?seated=true").json()
    assert (told["count"], [one["seated"] for one in told["results"]]) == (2, [True, True])


def test_a_person_reads_the_day_the_reason_and_who_has_to_act(staff, sign_in, pool):
    response = staff.get(f"/pegawai/{pool[1].pk}/kesiapan/?target=JPT_PRATAMA")
    found = response.context["found"]
    assert [need.code for need in found.needs] == ["experience", "post_held"]
    assert found.day == found.needs[0].earliest
    assert Event.objects.filter(kind="talent.employee.opened", payload={"part": "readiness"}).count() == 1
    assert "bila tetap pada jabatan sekarang" in response.content.decode()
    own = sign_in("EMPLOYEE", person=pool[1])
    for client, page, rank in ((staff, f"/pegawai/{pool[1].pk}/", 2), (own, "/data-saya/", None)):
        shown = client.get(page)
        (panel,) = shown.context["panels"]
        assert (panel.data["member"].rank if "member" in panel.data else None) == rank
        # The page asks for the line by itself once it is read; without scripts the link leads to all of it.
        (asked,) = re.findall(r'hx-get="([^"]*/kesiapan/[^"]*)" hx-trigger="load"', shown.content.decode())
        line = client.get(asked, headers={"HX-Request": "true"})
        assert (line.context["found"], "<html" in line.content.decode()) == (found, False)
        assert "Yang masih kurang: " in line.content.decode()


def test_a_post_of_the_agency_is_a_target_and_one_of_another_is_not(staff, pool):
    own, foreign = cast.post(factories.agency()), cast.post(factories.other_agency())
    assert staff.get(f"/kesiapan/?target=post-{own.pk}").context["aim"].position == own
    assert "aim" not in staff.get(f"/kesiapan/?target=post-{foreign.pk}").context


def test_the_file_names_what_is_missing_and_leaves_an_event(staff, pool):
    lines = staff.get("/kesiapan/ekspor.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Nama", "Alya Siap", "Budi Nanti"]
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "csv", "rows": 2}


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_takes_as_many_queries_for_one_as_for_three(sign_in, more, django_assert_num_queries, monkeypatch):
    """And for its first view after records were written, when everybody's facts are read, as for a later one, when
    they are read for the people of the page: there is no other form for a large pool, nor for more posts than fit."""
    monkeypatch.setattr(pages, "POSTS_OFFERED", 1)
    for _number in range(1 + more):
        member()
    factories.established_cycle(on=today())
    (post, _more), elsewhere = (
        (cast.post(factories.agency(), f"JPT-0{one}") for one in (1, 2)),
        factories.other_agency(),
    )
    decreed(factories.agency(), 1 + more)
    asked = {"": 11, "?target=JPT_MADYA": 11, f"?target=post-{post.pk}": 11, f"?target=post-{post.pk}&seated=0": 12}
    auditor = sign_in("AUDITOR")
    factories.users.grant(user=auditor.user, role=Roles.AUDITOR, agency_id=elsewhere.pk, by=system_operator())
    of_several = f"?agency={factories.agency().pk}&target=post-{post.pk}"
    for client, addresses in ((sign_in("BKD_STAFF"), asked), (auditor, {of_several: 11})):
        for address, queries in addresses.items():
            ledger.record("talent.records.written", agency=factories.agency().code, by=system_operator())
            for _view in ("first", "later"):
                with django_assert_num_queries(queries):
                    page = client.get(f"/kesiapan/{address}")
                assert len(page.context["page"].rows) == 1 + more
                assert b"hanya 1 dari 2 jabatan" in page.content


def test_the_first_view_of_a_large_pool_shows_how_far_it_is_worked_out(
    staff, pool, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(written, "STRETCH", 1)
    monkeypatch.setattr(written, "FEW", 0)
    ledger.record("talent.records.written", agency=factories.agency().code, by=system_operator())
    seen = []
    for _view in range(4):
        with django_assert_max_num_queries(12):
            page = staff.get("/kesiapan/")
        working = page.context.get("working")
        seen.append((working.done, working.total) if working else len(page.context["page"].rows))
        assert (working is not None) == (b"Sedang dihitung" in page.content)
    assert seen == [(1, 2), (2, 2), 2, 2]
    assert len(staff.get("/kesiapan/ekspor.csv").content.splitlines()) == 3
    # After the record of one member the others are not looked at again.
    monkeypatch.setattr(written, "FEW", 1)
    assert shown(page) == [("Alya Siap", "NOW"), ("Budi Nanti", "MID")]
    sanction = {"severity": "sedang", "true_from": today() - timedelta(days=9), "true_to": today() + timedelta(days=9)}
    staff.post(f"/pegawai/{pool[0].pk}/catatan/sanctions/tambah/", sanction)
    assert shown(staff.get("/kesiapan/")) == [("Alya Siap", "SOON"), ("Budi Nanti", "MID")]
    monkeypatch.setattr(written, "FEW", 0)
    # Neither a file nor a program waits: the one's page and the other's next request go on with it.
    address = "/kesiapan/ekspor.csv?target=JPT_MADYA"
    assert staff.get(address).headers["Location"] == "/kesiapan/?target=JPT_MADYA"
    asked = [staff.get("/api/v1/readiness/?target=JPT_MADYA") for _more in range(2)]
    assert [(one.status_code, one.headers.get("Retry-After")) for one in asked] == [(202, "1"), (200, None)]
    assert (asked[0].json(), asked[1].json()["count"]) == ({"done": 2, "total": 2}, 2)
    assert len(staff.get(address).content.splitlines()) == 3


def test_without_a_mapping_to_read_there_is_no_list(sign_in):
    assert sign_in("MERIT_VERIFIER").get("/kesiapan/").status_code == 403
