"""The oracle of requirements: random (person, post, date), with limits hit exactly and facts missing.

Every post is drawn with the tier's law or that of a transfer, the agency's additions, and documents that free people.
Of some the verdict is derived again from its stored words alone. ASSURE=long: 1,000,000 triples, 100,000 verdicts.
"""

import json
import os
import random
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from rules.additions import cited, faults, readings
from rules.eligibility import OwnReading, Post, Waiver, evaluate, explain
from rules.eligibility.evaluation import asked
from rules.law import shipped
from rules.technical import Asked
from succession.domain.canonical import to_json
from tests.oracle import eligibility as oracle
from tests.oracle.eligibility_people import frames, somebody
from tests.oracle.eligibility_words import status_of
from tests.promises import counted

LONG = os.environ.get("ASSURE") == "long"
CROWD, EXPLAINED = 250, 25 if LONG else 4
CROWDS = 4_000 if LONG else 16
TIERS = ("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS")
ADDITIONS: list[dict[str, Any]] = [
    {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"},
    {"code": "agency_sanction", "kind": "no_sanction_within", "severities": ["MODERATE", "SEVERE"], "years": 3},
    {"code": "agency_wealth", "kind": "attestation", "attestation": "INTEGRITY"},
    {"code": "agency_experience", "kind": "related_experience_min", "years": 8},
    {"code": "agency_age", "kind": "age_max", "limit": 55},
    {"code": "agency_course", "kind": "training_min", "level": "PKA"},
    {"code": "agency_box", "kind": "pool_box", "box": 7, "member": True},
    {"code": "agency_audit", "kind": "technical_level", "competency": "Audit Kinerja", "level": 3},
    {"code": "agency_procurement", "kind": "technical_level", "competency": "pengadaan", "level": "STANDARD"},
    {"code": "agency_technical", "kind": "technical_level", "competency": "ALL", "level": "STANDARD"},
]
DAY = timedelta(days=1)
DEFINITIVE = ("DEFINITIVE",)


def day_of(chance: random.Random) -> date:
    some = date(chance.choice([2018, 2020, 2022, 2024, 2026]), chance.choice([1, 2, 3, 12]), chance.randint(1, 28))
    return chance.choice([some, some, date(2024, 2, 29), date(2025, 3, 1)])


def waivers_of(chance: random.Random, codes: list[str], on: date) -> list[Waiver]:
    """Documents for a tenth of the crowd, begun and ended around the day."""
    held = []
    for number in chance.sample(range(101, 101 + CROWD), CROWD // 10):
        since = on + timedelta(days=chance.choice([-400, -1, 0, 1]))
        until = chance.choice([None, max(since, on - timedelta(days=1)), max(since, on), max(since, on) + timedelta(1)])
        held.append(Waiver(number, chance.choice(codes), "B/1", "BKN", since, since, until))
    return held


def standards_of(chance: random.Random, on: date) -> list[dict[str, Any]]:
    """What a post asks of technical competencies, begun and ended around the day."""
    spans = [(None, None), (on, None), (None, on), (on + DAY, None), (None, on - DAY), (on - 9 * DAY, on)]
    asked = []
    for name in chance.choices(["Audit Kinerja", "Pengadaan", "pengadaan "], k=chance.randint(0, 3)):
        since, until = chance.choice(spans)
        asked.append({"competency": name, "level": chance.randint(1, 5), "since": since, "until": until})
    return asked


def reading_of(chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """How the agency reads the age limit, and which appointments it counts."""
    return chance.choice(
        [("complete_years", DEFINITIVE)] * 3 + [("strict", (*DEFINITIVE, "PLT")), ("strict", DEFINITIVE)]
    )


def decreed(reading: str, kinds: tuple[str, ...]) -> tuple[OwnReading, ...]:
    """The same as an agency decrees it, nothing where it is as the law says."""
    asked: list[dict[str, Any]] = []
    if reading == "strict":
        asked.append({"code": "agency_reading", "kind": "age_reading", "reading": reading})
    if kinds != DEFINITIVE:
        asked.append({"code": "agency_counted", "kind": "appointments_counted", "kinds": [*kinds]})
    return readings(asked, "800/1")


def test_a_million_people_posts_and_days_are_judged_as_a_lawyer_would_one_by_one() -> None:
    assert faults(ADDITIONS) == []
    judged = wrong = derived = misread = 0
    seen: set[str] = set()
    for number in range(CROWDS):
        chance = random.Random(number)
        on, tier, family = day_of(chance), chance.choice(TIERS), chance.choice(["Kesehatan", None])
        transfer = tier.startswith("JPT") and chance.random() < 0.25
        own = chance.sample(ADDITIONS, chance.choice([0, 0, 2, 5, len(ADDITIONS)]))
        own = [one | {"member": chance.random() < 0.5} if one["kind"] == "pool_box" else one for one in own]
        asks, read = standards_of(chance, on), reading_of(chance)
        crowd = [somebody(chance, on) for _ in range(CROWD)]
        codes = [*oracle.transfer(crowd[0], tier, on)] if transfer else [*oracle.checks(crowd[0], tier, family, on)]
        waivers = waivers_of(chance, codes + [one["code"] for one in own], on)
        post = Post(tier, family, own=cited(own, "800/1"), waivers=tuple(waivers), transfer=transfer,
                    technical=tuple(Asked(**one) for one in asks), readings=decreed(*read))  # fmt: skip
        people, kinds = frames(crowd), {one["code"]: one["kind"] for one in asked(post, on, shipped())}
        found = evaluate(people, post, on, shipped())
        told = [asdict(one) for one in waivers]
        for row, person in enumerate(crowd):
            law = oracle.transfer(person, tier, on) if transfer else oracle.checks(person, tier, family, on, *read)
            plain = law | oracle.own(person, own, family, on, asks, *read)
            expected = oracle.waived(plain, 101 + row, told, on)
            freed = {code for code in plain if plain[code] != expected[code]}
            said = {code for bit, code in enumerate(found.codes) if int(found.waived[row]) >> bit & 1}
            agree = found.statuses(row) == expected and said == freed
            wrong += not (agree and found.outcome_names()[row] == oracle.outcome(expected))
            judged += 1
            seen.add(oracle.outcome(expected))
        for row in chance.sample(range(CROWD), EXPLAINED):
            one = {name: frame[frame["employee_id"] == 101 + row] for name, frame in people.items()}
            kept = json.loads(json.dumps([to_json(check) for check in explain(one, post, on, shipped()).checks]))
            again = {check["code"]: status_of(check, kinds[check["code"]], on) for check in kept}
            free = {check["code"] for check in kept if "waived" in check}
            apart = [check["code"] for check in kept if check.get("own")]
            bits = {code for bit, code in enumerate(found.codes) if int(found.waived[row]) >> bit & 1}
            verdict = oracle.outcome(again) == found.outcome_names()[row]
            misread += not (verdict and again == found.statuses(row) and free == bits)
            misread += apart != [each["code"] for each in own]
            derived += 1
    counted("T-22", judged, "people, posts and days against the oracle of requirements", wrong)
    counted("T-24", derived, "verdicts derived again from the words of their checks", misread)
    assert (judged, wrong, misread) == (CROWDS * CROWD, 0, 0)
    assert seen == {"pass", "fail", "unknown"}
