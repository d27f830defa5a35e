"""Whom a document frees from a requirement is ready by it, and marked so, wherever readiness is shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.dates import add_years
from rules.readiness import Level
from succession.domain import asking, replay
from succession.domain.queries import readiness, succession_plans
from succession.interfaces import filling_papers
from succession.models import SuccessionPlan
from talent.domain import known
from talent.models import Employee, Position
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GRADE = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"}


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def budi() -> Employee:
    """Somebody whom only two years in the post keep from JPT Pratama."""
    person = cast.candidate(factories.agency(), name="Budi", post_from=today() - timedelta(days=300))
    for kind in ("HEALTH", "INTEGRITY"):
        factories.write("attestations", person, kind=kind, passed=True, true_from=today() - DAY)
    factories.established_cycle(on=today())
    factories.write("appointments", person, position="Kabid lama", kind="DEFINITIVE", tier="PENGAWAS",
                    job_family="perhubungan", true_from=date(2012, 1, 2), true_to=date(2024, 1, 1))  # fmt: skip
    return person


def waived(person: Employee, **changes: Any) -> Any:
    said = {"code": "post_held", "authority": "Kepala BKN", "number": "B-7", "granted": today(), "since": today(),
            "until": today() + timedelta(days=60), "grounds": "Dibutuhkan sampai akhir tahun.",
            "document": ("izin.pdf", documents.pdf()), "by": system_operator()}  # fmt: skip
    return asking.waive(agency=person.agency, person=person, **said | changes)


def level(person: Employee, aim: readiness.Target, on: date, known_at: Any = None) -> Level:
    reader = factories.user("BKD_HEAD", person.agency)
    found, _lapse = readiness.of_person(person, aim, on, known_at or known.now(person.agency_id), reader=reader)
    return found.level


TIER = readiness.Target("JPT_PRATAMA")


def test_a_waiver_counts_on_its_days_and_as_known_at_the_instant_looked_at(budi: Employee) -> None:
    own, other = (cast.post(budi.agency, code) for code in ("JPT-01", "JPT-02"))
    aims = [readiness.Target("JPT_PRATAMA", post) for post in (own, other)]
    before = known.now(budi.agency_id)
    assert {level(budi, aim, today()) for aim in (TIER, *aims)} == {Level.SOON}
    first = waived(budi, position="JPT-01")
    assert [level(budi, aim, today()) for aim in (TIER, *aims)] == [Level.SOON, Level.NOW, Level.SOON]
    assert level(budi, aims[0], today(), before) == Level.SOON
    until = today() + timedelta(days=60)
    assert [level(budi, aims[0], day) for day in (until, until + DAY)] == [Level.NOW, Level.SOON]
    asking.revoke(record=first, revoked_on=today(), reason="Izinnya ditarik.", by=system_operator())
    assert level(budi, aims[0], today()) == Level.SOON
    # A document that names no post is about all of them, and so about any of the tier.
    waived(budi, number="B-8")
    assert {level(budi, aim, today()) for aim in (TIER, *aims)} == {Level.NOW}


def test_for_a_tier_the_agency_is_asked_what_it_asks_of_all_its_posts(budi: Employee) -> None:
    said = {"tier": "JPT_PRATAMA", "number": "800/5", "since": today(), "until": None, "by": system_operator()}
    asking.ask(agency=budi.agency, requirements=[GRADE], **said)
    found, _lapse = readiness.of_person(
        budi, TIER, today(), known.now(budi.agency_id), reader=factories.user("BKD_HEAD", budi.agency)
    )
    assert "agency_grade" in [need.code for need in found.needs]


MARK = '<span class="mark accent">dikecualikan</span>'


def test_the_list_its_file_its_api_and_the_person_page_mark_it(staff, budi: Employee) -> None:
    assert [one.readiness.level for one in staff.get("/kesiapan/").context["page"].rows] == [Level.SOON]
    held = waived(budi)
    page = staff.get("/kesiapan/")
    assert [(one.readiness.level, one.readiness.numbers) for one in page.context["page"].rows] == [(Level.NOW, "B-7")]
    counted = {level: (count, waived) for level, _words, count, waived in page.context["counts"]}
    assert counted == dict.fromkeys(Level, (0, 0)) | {Level.NOW: (1, 1)}
    assert page.content.decode().count("1 di antaranya dengan pengecualian") == 1
    assert page.content.decode().count(MARK) == 1
    assert "Jabatan yang sedang atau pernah diduduki: B-7, sampai" in page.content.decode()
    head, line = (row.split(",") for row in staff.get("/kesiapan/ekspor.csv").content.decode("utf-8-sig").splitlines())
    assert dict(zip(head, line, strict=True))["Dikecualikan"] == "B-7"
    answer = staff.get("/api/v1/readiness/").json()
    nobody = {"NOW": 0, "SOON": 0, "MID": 0, "LATER": 0, "CLOSED": 0}
    assert answer["levels"] == answer["waived"] == nobody | {"NOW": 1}
    (told,) = answer["results"]
    until = today() + timedelta(days=60)
    assert (told["level"], told["needs"], told["lapses"]) == ("NOW", [], (until + DAY).isoformat())
    assert told["waived"] == [
        {
            "code": "post_held",
            "label": "Jabatan yang sedang atau pernah diduduki",
            "said": told["waived"][0]["said"],
            "number": "B-7",
            "until": until.isoformat(),
            "document": held.file.digest,
        }
    ]
    assert told["waived"][0]["said"].startswith("dikecualikan oleh Kepala BKN, B-7 tanggal ")
    person = staff.get(f"/pegawai/{budi.pk}/kesiapan/?target=JPT_PRATAMA").content.decode()
    assert (MARK in person, "sebagian hanya karena pengecualian" in person, held.file.digest in person) == (
        True,
        True,
        True,
    )
    line = staff.get(f"/pegawai/{budi.pk}/kesiapan/?target=JPT_PRATAMA", headers={"HX-Request": "true"})
    assert MARK in line.content.decode()


@pytest.fixture
def critical() -> Position:
    """A critical post whose holder's term ends in a year."""
    post = cast.post(factories.agency(), "A", critical=True)
    began = add_years(today(), -4).item()
    said = {"position": "Kepala Dinas A", "tier": "JPT_PRATAMA", "post_from": began, "born": date(1985, 3, 5)}
    factories.employee(name="Hasan", **said)
    return post


def test_a_plan_counts_the_successor_by_the_document_until_it_ends(staff, critical: Position, budi: Employee) -> None:
    given = {"outcome": "NAMED", "successors": [budi.pk], "version": 0, "reason": "Dibahas dalam rapat talenta."}
    offered = staff.get(f"/rencana-suksesi/{critical.pk}/").context["form"].fields["successors"].choices
    assert offered == [(budi.pk, f"Budi · {budi.nip} · siap dalam 1–2 tahun")]
    assert staff.post(f"/rencana-suksesi/{critical.pk}/", given).status_code == 302
    held = waived(budi)
    page = staff.get(f"/rencana-suksesi/{critical.pk}/")
    (one,) = page.context["successors"]
    # Ready now; but when the post falls vacant the document has ended, and the two years are not over.
    assert (one.readiness.level, one.readiness.numbers, one.in_time) == (Level.NOW, "B-7", False)
    pool = page.context["pool"]
    assert (pool.now, pool.now_waived, pool.in_time, pool.in_time_waived) == (1, 1, 0, 0)
    assert page.content.decode().count(MARK) == 1
    assert [count for _level, *count in page.context["strength"]] == [[1, 1], [0, 0], [0, 0]]
    said = page.content.decode()
    assert "penerus dalam rencana, 1 di antaranya dengan pengecualian" in said
    assert "1 di antaranya dengan pengecualian; 0 anggota dapat siap saat lowong" in said
    assert page.context["form"].fields["successors"].choices == [
        (budi.pk, f"Budi · {budi.nip} · siap sekarang · dikecualikan: B-7")
    ]
    (row,) = (row["one"] for row in staff.get("/rencana-suksesi/").context["page"].rows)
    assert (row.strength, row.strength_waived, row.ready, row.ready_waived) == ([1, 0, 0], [1, 0, 0], 0, 0)
    assert staff.get("/rencana-suksesi/").content.decode().count("1 di antaranya dengan pengecualian") == 1
    assert staff.get("/kalender-lowongan/").context["uncovered"].position == critical
    asking.correct(record=held, since=today(), until=None, reason="Diperpanjang.", by=system_operator(),
                   authority="Kepala BKN", granted=today(), grounds="Dibutuhkan.")  # fmt: skip
    told = staff.get(f"/api/v1/succession-plans/{critical.pk}/").json()["successors"]
    assert [(each["level"], each["in_time"], each["waived"][0]["number"]) for each in told] == [("NOW", True, "B-7")]
    assert staff.get("/kalender-lowongan/").context["uncovered"] is None
    (line,) = staff.get("/api/v1/succession-plans/").json()["results"]
    assert (line["strength_waived"], line["ready"], line["ready_waived"]) == ({"NOW": 1, "SOON": 0, "MID": 0}, 1, 1)
    head, line = (
        row.split(",") for row in staff.get("/rencana-suksesi/ekspor.csv").content.decode("utf-8-sig").splitlines()
    )
    # No level's name but the second has a comma.
    told = [name for name in head if "dengan pengecualian" in name]
    assert told == [' dengan pengecualian"'] * 4
    page = staff.get(f"/rencana-suksesi/{critical.pk}/")
    assert "1 anggota dapat siap saat lowong, 1 di antaranya dengan pengecualian" in page.content.decode()
    assert SuccessionPlan.objects.count() == 1


def test_an_end_after_which_they_are_ready_by_themselves_is_a_gap_and_no_more(
    staff, critical: Position, budi: Employee
) -> None:
    waived(budi, until=today() + DAY)
    falling, every = succession_plans.falling(critical, today())
    own = add_years(today() - timedelta(days=300), 2).item()
    (mine,) = succession_plans.bench.of_pool(critical.agency, [one.seat for one in every], today()).of.values()
    days = [today(), today() + DAY, today() + 2 * DAY, own - DAY, own]
    assert [mine.ready_by(day) for day in days] == [1, 1, 0, 0, 1]
    assert falling.critical


def test_a_waiver_of_what_is_asked_of_sanctions_is_not_told_to_who_may_not_see_them(budi: Employee) -> None:
    clean = {"code": "agency_sanction", "kind": "no_sanction_within", "severities": ["MODERATE"], "years": 3}
    said = {"tier": "JPT_PRATAMA", "number": "800/5", "since": today(), "until": None, "by": system_operator()}
    asking.ask(agency=budi.agency, requirements=[clean], **said)
    row = {"severity": "MODERATE", "true_from": today() - timedelta(days=400), "true_to": today() - timedelta(days=9)}
    factories.write("sanctions", budi, **row)
    waived(budi)
    waived(budi, number="B-9", code="agency_sanction")
    told = []
    for role in ("BKD_HEAD", "TALENT_COMMITTEE"):
        reader = factories.user(role, budi.agency)
        found, _lapse = readiness.of_person(budi, TIER, today(), known.now(budi.agency_id), reader=reader)
        told.append((found.level, found.numbers))
    assert told == [(Level.NOW, "B-7, B-9"), (Level.NOW, "B-7")]


def test_nor_is_it_counted_to_them_how_many_are_ready_only_by_such_a_waiver() -> None:
    person = cast.candidate(factories.agency(), name="Cici")
    for kind in ("HEALTH", "INTEGRITY"):
        factories.write("attestations", person, kind=kind, passed=True, true_from=today() - DAY)
    row = {"severity": "MODERATE", "true_from": today() - timedelta(days=400), "true_to": today() - timedelta(days=9)}
    factories.write("sanctions", person, **row)
    factories.established_cycle(on=today())
    clean = {"code": "agency_sanction", "kind": "no_sanction_within", "severities": ["MODERATE"], "years": 3}
    said = {"tier": "JPT_PRATAMA", "number": "800/5", "since": today(), "until": None, "by": system_operator()}
    asking.ask(agency=person.agency, requirements=[clean], **said)
    waived(person, code="agency_sanction")
    readers = [factories.user(role, person.agency) for role in ("BKD_HEAD", "TALENT_COMMITTEE")]
    pools = [readiness.of_pool(person.agency, TIER, today(), reader=reader) for reader in readers]
    assert [(one.counts()[0], one.counts_waived()[0]) for one in pools] == [
        ((Level.NOW, 1), (Level.NOW, 1)),
        ((Level.NOW, 1), (Level.NOW, 0)),
    ]


@pytest.mark.parametrize("others", [0, 2])
def test_a_row_of_a_longlist_says_what_is_passed_only_by_a_document(
    staff, django_assert_num_queries, monkeypatch, others
) -> None:
    agency = factories.agency()
    old = cast.candidate(agency, name="Tua", born=date(1969, 1, 2))
    young = [cast.candidate(agency, name=f"Muda {number}") for number in range(1 + others)]
    factories.established_cycle(agency)
    cast.approved(agency)
    freed = {"code": "age", "granted": date(2026, 7, 1), "since": date(2026, 1, 1), "until": None}
    held, *_others = [waived(person, **freed) for person in (old, *young)]
    vacancy, longlist = cast.longlisted(agency)
    assert replay.longlist(longlist).identical
    page = staff.get(f"/lowongan/{vacancy.pk}/")
    told = {entry.employee.name: (entry.outcome, summary["waived"]) for entry, _s, summary, _d in page.context["rows"]}
    # Who is young enough passes by themself, whatever document they have.
    assert told == {"Tua": ("pass", "usia (B-7)")} | {person.name: ("pass", "") for person in young}
    assert page.content.decode().count(MARK) == 1
    rows = staff.get(f"/api/v1/vacancies/{vacancy.pk}/longlist/").json()["results"]
    assert {row["employee"]["name"]: row["waived"] for row in rows} == {
        "Tua": [{"code": "age", "number": "B-7", "document": held.file.digest}]
    } | {person.name: [] for person in young}
    one = staff.get(f"/api/v1/vacancies/{vacancy.pk}/candidates/{old.pk}/").json()
    assert [each["code"] for each in one["waived"]] == ["age"]
    monkeypatch.setattr(filling_papers.sheet, "set_out", lambda *parts, **_options: repr(parts).encode())
    paper = filling_papers.PAPERS["daftar-panjang"].make(vacancy, system_operator())
    assert paper.decode().count("; dikecualikan: usia (B-7)") == 1
    asking.revoke(record=held, revoked_on=date(2026, 1, 2), reason="Izinnya ditarik.", by=system_operator())
    # Where enough could be named it is asked besides whether anybody sits on the committee, and a round holds the list.
    with django_assert_num_queries(9 if others == 0 else 11):
        again = staff.get(f"/lowongan/{vacancy.pk}/")
    # As known when the list was built.
    assert again.content.decode().count(MARK) == 1


@pytest.mark.parametrize("others", [0, 2])
def test_a_row_of_a_sweep_says_what_is_passed_only_by_a_document_and_its_counts_how_many(
    staff, django_assert_num_queries, others
) -> None:
    agency = factories.agency()
    old = cast.candidate(agency, name="Tua", born=date(1969, 1, 2))
    young = [cast.candidate(agency, name=f"Muda {number}") for number in range(1 + others)]
    for code in "ABCDE":
        cast.post(agency, code)
    freed = {"code": "age", "granted": date(2026, 7, 1), "since": date(2026, 1, 1), "until": None, "position": "A"}
    held, *_others = [waived(person, **freed) for person in (old, *young)]
    post = cast.swept(agency)
    with django_assert_num_queries(7):
        page = staff.get(f"/syarat/jabatan/{post.pk}/")
    told = {line.person.name: names for line, _failed, _unknown, names in page.context["rows"]}
    # Who is young enough passes by themself, whatever document they have.
    assert told == {"Tua": "usia (B-7)"} | {person.name: "" for person in young}
    assert page.content.decode().count(MARK) == page.content.decode().count("1 di antaranya dengan pengecualian") == 1
    with django_assert_num_queries(6):
        whole = staff.get(f"/syarat/{post.sweep_id}/")
    counted = {row.position.code: (row.eligible, row.waived) for row, _stops in whole.context["rows"]}
    assert counted == {"A": (2 + others, 1)} | dict.fromkeys("BCDE", (1 + others, 0))
    assert "1 di antaranya dengan pengecualian" in whole.content.decode()
    file = staff.get(f"/syarat/{post.sweep_id}/ekspor.csv").content.decode("utf-8-sig")
    head, *_others, last = (row.split(",") for row in file.splitlines())
    assert dict(zip(head, last, strict=True))["Di antaranya dengan pengecualian"] == "1"
    lines = staff.get(f"/syarat/jabatan/{post.pk}/ekspor.csv").content.decode("utf-8-sig").splitlines()
    assert sorted(row.split(",")[-1] for row in lines) == sorted(["Dikecualikan", "usia (B-7)", *[""] * (1 + others)])
    *_others, told_post = staff.get(f"/api/v1/eligibility-sweeps/{post.sweep_id}/posts/").json()["results"]
    people = staff.get(f"/api/v1/swept-posts/{post.pk}/people/").json()
    assert (told_post["waived"], people["post"]["waived"]) == (1, 1)
    assert {row["employee"]["name"]: row["waived"] for row in people["results"]} == {
        "Tua": [{"code": "age", "number": "B-7", "document": held.file.digest}]
    } | {person.name: [] for person in young}
