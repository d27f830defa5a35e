"""How an agency reads the age limit and the appointments that count, by its own dated decree."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.domain.users import system_operator
from rules.additions import faults
from rules.eligibility import OwnReading
from succession.domain import asking, replay, sweeping
from succession.domain.queries import readiness, sweeps
from succession.domain.queries.posts import known_post, tier_at
from talent.domain import known
from tests import factories
from tests.succession import cast
from tests.succession.domain.test_asking import GRADE, asked, verdict
from tests.talent import documents

pytestmark = pytest.mark.django_db
ON, DAY = date(2026, 8, 3), timedelta(days=1)
STRICT = {"code": "agency_reading", "kind": "age_reading", "reading": "strict"}
PLT = {"code": "agency_counted", "kind": "appointments_counted", "kinds": ["PLT", "DEFINITIVE"]}
# 56 and a day on ON, an administrator since long.
BORN = date(1970, 8, 2)


def test_the_age_is_read_by_the_decree_of_the_day_and_every_result_says_by_which() -> None:
    agency = factories.agency()
    post, person = cast.post(agency), cast.candidate(agency, born=BORN)
    before = known.now(agency.pk)
    held = asked(agency, STRICT, GRADE | {"grade": "III/a"}, since=ON, document=("sk.pdf", documents.pdf()))
    checks = verdict(person, post)
    said = checks["age"]
    assert (said.status, said.own, said.document) == ("fail", False, held.file.digest)
    assert said.readings.id == (
        "memenuhi menurut cara baca pertama saja (tahun penuh); "
        "pembacaan: ulang tahun belum lewat, menurut keputusan instansi nomor 800/5"
    )
    assert said.readings.en.endswith("reading: birthday not yet passed, by the agency's decree number 800/5")
    assert "800/5" in said.citation
    assert "agency_reading" not in checks
    assert [code for code, check in checks.items() if check.own] == ["agency_grade"]
    for other in (verdict(person, post, ON - DAY), verdict(person, post, ON, before)):
        assert (other["age"].status, other["age"].document) == ("pass", "")
        assert "pembacaan" not in other["age"].readings.id
    assert "pembacaan" not in checks["education"].readings.id


def test_acting_time_counts_where_the_agency_says_so() -> None:
    agency = factories.agency()
    post = cast.post(agency)
    person = cast.candidate(agency, post_from=date(2025, 1, 2))
    acting = {"position": "Kepala Bidang", "kind": "PLT", "tier": "ADMINISTRATOR", "true_to": date(2025, 1, 1)}
    factories.write("appointments", person, job_family="perhubungan", true_from=date(2018, 1, 2), **acting)
    assert verdict(person, post)["post_held"].status == "fail"
    asked(agency, PLT)
    said = verdict(person, post)["post_held"]
    assert (said.status, said.readings.id) == (
        "pass",
        "pembacaan: jabatan yang dihitung: definitif, Plt, menurut keputusan instansi nomor 800/5",
    )
    instant = known.now(agency.pk)
    (reading,) = tier_at(agency.pk, "JPT_PRATAMA", ON, instant).readings
    assert reading == OwnReading("requirements.appointments_counted", ("DEFINITIVE", "PLT"), "800/5")
    assert tier_at(agency.pk, "JPT_MADYA", ON, instant).readings == ()


def test_longlist_sweep_readiness_and_replay_follow_the_decree_of_their_day() -> None:
    agency = factories.agency()
    person, _younger = cast.candidate(agency, born=BORN), cast.candidate(agency)
    factories.established_cycle(agency)
    cast.approved(agency)
    held = asked(agency, STRICT)
    _vacancy, longlist = cast.longlisted(agency)
    assert longlist.entries.get(employee=person).outcome == "fail"
    sweep = sweeping.start(agency=agency, tiers=["JPT_PRATAMA"], on=ON, by=system_operator())
    sweeping.run(sweep, by=system_operator())
    (swept,) = sweep.swept.all()
    stored = sweeps.stored_statuses(swept, person.pk)
    assert stored is not None
    assert (stored["age"], "agency_reading" in stored) == ("fail", False)
    pair = sweeps.pair(swept, person, reader=system_operator())
    assert pair is not None
    assert pair.agrees
    aim = readiness.Target("JPT_PRATAMA")
    found, _lapses = readiness.of_person(person, aim, ON, known.now(agency.pk), reader=system_operator())
    assert (found.level, found.closes) == ("CLOSED", date(2026, 8, 3))
    correction = {"since": ON + DAY, "until": None, "requirements": [STRICT], "reason": "Berlaku sehari kemudian."}
    asking.correct(record=held, by=system_operator(), **correction)
    assert verdict(person, swept.position)["age"].status == "pass"
    assert replay.longlist(longlist).identical
    again = sweeps.pair(swept, person, reader=system_operator())
    assert again is not None
    assert again.agrees


def test_what_says_nothing_else_leaves_a_post_as_it_was() -> None:
    agency = factories.agency()
    post = cast.post(agency)
    asked(agency, GRADE)
    found = known_post(post, ON, known.now(agency.pk))
    assert found is not None
    assert found.readings == ()


MALFORMED: list[tuple[list[dict[str, Any]], str]] = [
    ([STRICT | {"reading": "longgar"}], "reading tidak dapat bernilai"),
    ([PLT | {"kinds": ["PLT"]}], "kinds tidak dapat bernilai"),
    ([PLT | {"kinds": ["DEFINITIVE", "MAGANG"]}], "kinds tidak dapat bernilai"),
    ([PLT | {"kinds": []}], "kinds tidak dapat bernilai"),
    ([STRICT, STRICT | {"code": "agency_other", "reading": "complete_years"}], "age_reading disebut lebih dari sekali"),
    ([STRICT | {"limit": 55}], "tidak mengenal limit"),
]


@pytest.mark.parametrize(("given", "said"), MALFORMED)
def test_a_reading_in_another_form_is_refused(given: list[dict[str, Any]], said: str) -> None:
    assert said in " ".join(one.id for one in faults(given))
    assert faults([STRICT, PLT]) == []


def test_the_page_tells_how_the_agency_reads_the_law(sign_in: Any) -> None:
    agency = factories.agency()
    asked(agency, STRICT, PLT)
    page = sign_in("BKD_HEAD").get("/jabatan/ketetapan/syarat/").content.decode()
    assert "pembacaan: ulang tahun belum lewat, menurut keputusan instansi nomor 800/5" in page
    assert "pembacaan: jabatan yang dihitung: definitif, Plt, menurut keputusan instansi nomor 800/5" in page
    assert "{code: agency_age_reading, kind: age_reading, reading: strict}" in page
