"""What an agency asks beyond the law, a transfer between JPT, and documents that free somebody from a requirement."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import additions
from rules.additions import cited, faults, not_stricter, waivable
from rules.checks import Check, Status
from rules.eligibility import Post, Waiver, evaluate, explain
from rules.eligibility.words import CALLED
from rules.law import shipped
from rules.text import Text
from tests.oracle.eligibility_people import candidate, frames, somebody

LAW, ON = shipped(), date(2022, 7, 1)
GRADE = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"}
CLEAN = {"code": "agency_sanction", "kind": "no_sanction_within", "severities": ["MODERATE", "SEVERE"], "years": 3}
DIGEST = "d" * 64


def post(*own: dict[str, Any], waivers: tuple[Waiver, ...] = (), **about: Any) -> Post:
    return Post("JPT_PRATAMA", "KESEHATAN", own=cited(own, "800/1", DIGEST), waivers=waivers, **about)


def of_one(person: dict[str, Any], at: Post, on: date = ON) -> dict[str, Check]:
    return {check.code: check for check in explain(frames([person]), at, on, LAW).checks}


def test_an_addition_stands_apart_cited_by_the_agencys_own_decree() -> None:
    checks = of_one(candidate(grade="IV/a"), post(GRADE))
    assert [code for code, check in checks.items() if check.own] == ["agency_grade"]
    said = checks["agency_grade"]
    assert (said.status, said.citation, said.verified, said.document) == (
        Status.FAIL,
        "800/1",
        True,
        DIGEST,
    )
    assert (said.label.id, said.fact.id, said.limit.id) == (
        "Syarat instansi: Golongan ruang",
        "IV/a",
        "paling rendah IV/b",
    )


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_no_addition_lets_in_whom_the_law_bars_or_changes_what_the_law_says(chance: Any) -> None:
    people = frames([somebody(chance, ON) for _ in range(8)])
    law, more = evaluate(people, post(), ON, LAW), evaluate(people, post(GRADE, CLEAN), ON, LAW)
    bits = (1 << len(law.codes)) - 1
    assert more.codes == (*law.codes, "agency_grade", "agency_sanction")
    assert [int(one) & bits for one in more.passed] == law.passed.tolist()
    assert all(by_law == 0 for by_law, both in zip(law.outcome, more.outcome, strict=True) if both == 0)


GRADES = [("IV/b", "pass"), ("IV/a", "fail"), ("IV/c", "pass"), ("XVII", "fail"), (None, "unknown")]


@pytest.mark.parametrize(("grade", "status"), GRADES)
def test_a_grade_is_held_against_the_order_of_grades(grade: str | None, status: str) -> None:
    assert of_one(candidate(grade=grade), post(GRADE))["agency_grade"].status == status


DAY = timedelta(days=1)
FIRST = date(2019, 7, 1)  # of the three years before ON
SANCTIONS = [
    ({"from": date(2018, 7, 1), "to": FIRST - DAY}, "pass"),
    ({"from": date(2018, 7, 1), "to": FIRST}, "fail"),
    ({"from": ON, "to": None}, "fail"),
    ({"from": ON + DAY, "to": None}, "pass"),
    ({"from": date(2018, 7, 1), "to": None}, "unknown"),
    ({"from": None, "to": ON}, "fail"),
    ({"from": None, "to": ON + DAY}, "unknown"),
    ({"from": FIRST, "to": ON, "severity": "LIGHT"}, "pass"),
    ({"from": FIRST, "to": ON, "severity": None}, "unknown"),
]


@pytest.mark.parametrize(("row", "status"), SANCTIONS)
def test_a_sanction_of_the_last_three_years_bars_on_the_first_of_its_days(row: dict[str, Any], status: str) -> None:
    person = candidate(sanctions=[{"severity": "MODERATE"} | row])
    assert of_one(person, post(CLEAN))["agency_sanction"].status == status


REFUSED = [
    ([], "Sebutkan paling sedikit satu syarat."),
    ([GRADE | {"code": "grade"}], "Syarat ke-1: code wajib berawal agency_, huruf kecil."),
    ([GRADE | {"grade": "IV/f"}], "Syarat ke-1: grade tidak dapat bernilai “IV/f”."),
    ([GRADE | {"tag": "V"}], "Syarat ke-1: tidak mengenal tag."),
    ([CLEAN | {"code": "agency_discipline"}], "Syarat ke-1: agency_sanction adalah kode syarat hukuman."),
    ([CLEAN | {"years": True}], "Syarat ke-1: years tidak dapat bernilai “True”."),
    ([GRADE, GRADE], "Kode agency_grade disebut lebih dari sekali."),
    (["IV/b"], "Syarat ke-1: bukan pasangan nama dan nilai."),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED)
def test_what_is_not_in_the_laws_form_is_refused_by_name(asked: list[Any], said: str) -> None:
    assert [fault.id for fault in faults(asked)] == [said]


WEAKER = [
    ({"kind": "age_max", "limit": 56}, {"kind": "age_max", "limit": 55}),
    ({"kind": "education_min", "level": "D4"}, {"kind": "education_min", "level": "S2"}),
    ({"kind": "related_experience_min", "years": 5}, {"kind": "related_experience_min", "years": 6}),
    ({"kind": "competence", "category": "MMS"}, {"kind": "competence", "category": "MS"}),
    ({"kind": "attestation", "attestation": "HEALTH"}, {"kind": "attestation", "attestation": "LHKPN"}),
    (
        {"kind": "post_held_min", "tiers": ["ADMINISTRATOR", "JF_AHLI_MADYA", "PENGAWAS"], "years": 2},
        {"kind": "post_held_min", "tiers": ["ADMINISTRATOR"], "years": 2},
    ),
]


@pytest.mark.parametrize(("weak", "strict"), WEAKER)
def test_what_asks_for_no_more_than_the_law_is_named(weak: dict[str, Any], strict: dict[str, Any]) -> None:
    def told(one: dict[str, Any]) -> list[str]:
        return [said.id for said in not_stricter("JPT_PRATAMA", [{"code": "agency_x"} | one], ON, LAW)]

    assert told(weak) == ["agency_x: tidak lebih ketat dari hukum (PP 11/2017 Pasal 107 jo. PP 17/2020)."]
    assert told(strict) == []


def waiver(**changes: Any) -> Waiver:
    said = {"employee_id": 101, "code": "age", "number": "B-7", "authority": "BKN", "granted": date(2022, 6, 1)}
    return Waiver(**said | {"since": ON, "until": ON, "document": DIGEST} | changes)


def test_a_waiver_counts_on_its_days_for_its_person_and_its_requirement_and_is_always_told() -> None:
    old = candidate(born=date(1960, 1, 1))
    checks = of_one(old, post(waivers=(waiver(),)))
    said = checks["age"]
    assert (said.status, said.document) == (Status.PASS, DIGEST)
    assert said.waived == Text(
        "dikecualikan oleh BKN, B-7 tanggal 1 Juni 2022; tanpa dokumen itu tidak memenuhi",
        "waived by BKN, B-7 of 1 June 2022; without it: not met",
    )
    assert said.fact.id == "62 tahun 6 bulan 0 hari (lahir 1 Januari 1960)"
    assert [code for code, check in checks.items() if check.waived] == ["age"]
    for other in ({"employee_id": 102}, {"code": "experience"}, {"since": ON + DAY}, {"since": FIRST, "until": FIRST}):
        assert of_one(old, post(waivers=(waiver(**other),)))["age"].status == Status.FAIL


def test_a_waiver_of_what_is_met_anyway_is_not_said_to_decide() -> None:
    found = evaluate(frames([candidate()]), post(waivers=(waiver(),)), ON, LAW)
    assert (found.waived.tolist(), found.outcome_names().tolist()) == ([0], ["pass"])
    assert of_one(candidate(), post(waivers=(waiver(),)))["age"].waived == Text("", "")


def test_what_removes_an_official_cannot_be_waived() -> None:
    codes = ["status", "education", "age", "standing", "sanction", "agency_sanction", "agency_grade"]
    assert [waivable(code, ON, LAW) for code in codes] == [False, True, True, False, False, True, True]
    assert [waivable(code, date(2017, 4, 6), LAW) for code in ("age", "agency_grade")] == [False, True]


TWO_YEARS, FIVE_YEARS = date(2020, 7, 1), date(2017, 7, 1)
SERVED = [
    (TWO_YEARS + DAY, "fail"),
    (TWO_YEARS, "pass"),
    (TWO_YEARS - DAY, "pass"),
    (FIVE_YEARS + DAY, "pass"),
    (FIVE_YEARS, "pass"),
    (FIVE_YEARS - DAY, "fail"),
    (None, "unknown"),
]


@pytest.mark.parametrize(("since", "status"), SERVED)
def test_a_transfer_asks_for_two_to_five_years_in_the_post(since: date | None, status: str) -> None:
    checks = of_one(candidate(tier="JPT_PRATAMA", post_from=since), post(transfer=True))
    assert list(checks) == [
        "status",
        "classification",
        "time_in_post",
        "retirement",
        "competence",
        "standing",
        "sanction",
    ]
    assert (checks["time_in_post"].status, checks["time_in_post"].citation) == (status, "PP 11/2017 Pasal 131")


CLASSES = [("JPT_PRATAMA", "pass"), ("JPT_MADYA", "fail"), ("ADMINISTRATOR", "fail"), (None, "unknown")]


@pytest.mark.parametrize(("tier", "status"), CLASSES)
def test_a_transfer_stays_in_its_classification(tier: str | None, status: str) -> None:
    checks = of_one(candidate(tier=tier, post_from=TWO_YEARS), post(GRADE, transfer=True))
    assert checks["classification"].status == status
    assert checks["agency_grade"].own


def test_there_is_no_transfer_below_the_senior_posts() -> None:
    with pytest.raises(KeyError):
        evaluate(frames([candidate()]), Post("ADMINISTRATOR", transfer=True), ON, LAW)


LIKE_THE_LAW = {
    "education_min": "education",
    "related_experience_min": "experience",
    "post_held_min": "post_held",
    "age_max": "age",
    "competence": "competence",
    "performance_min": "performance",
    "no_sanction_within": "sanction",
}


@pytest.mark.parametrize(("kind", "code"), LIKE_THE_LAW.items())
def test_an_agencys_own_requirement_is_called_as_the_laws_is(kind: str, code: str) -> None:
    name, own = CALLED[code], additions.called({"kind": kind})
    assert (own.id, own.en) == (f"{name.id} (syarat instansi)", f"{name.en} (asked by the agency)")


def test_every_kind_is_called_by_words():
    other = {"attestation": {"attestation": "LHKPN"}, "technical_level": {"competency": "ALL"}}
    found = {kind: additions.called({"kind": kind} | other.get(kind, {})) for kind in additions.FORMS}
    assert len({one.id for one in found.values()}) == len({one.en for one in found.values()}) == len(found)
    assert found["attestation"].id == "LHKPN/LHKASN dilaporkan (syarat instansi)"
    assert found["technical_level"].en == "technical competency (asked by the agency)"
    named = additions.called({"kind": "technical_level", "competency": "Audit Kinerja"})
    assert (named.id, named.en) == (
        "kompetensi teknis Audit Kinerja (syarat instansi)",
        "technical competency Audit Kinerja (asked by the agency)",
    )
