"""The requirements once more, slow and obvious: one person, one requirement, `datetime.date`, exact fractions.

It knows nothing of `rules.eligibility`; it takes people as in `eligibility_people`.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.eligibility_people import COURSES, NINE, Person

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
LEVELS = {"SD": 0, "SLTP": 1, "SLTA": 2, "D1": 3, "D2": 4, "D3": 5, "D4": 6, "S1": 6, "S2": 7, "S3": 8}
STANDARD = {"JPT_UTAMA": 5, "JPT_MADYA": 5, "JPT_PRATAMA": 4, "ADMINISTRATOR": 3, "PENGAWAS": 2}
JF_SKILLED = ["JF_PENYELIA", "JF_MAHIR", "JF_TERAMPIL", "JF_PEMULA"]
POSTS = {
    "JPT_UTAMA": (["JPT_MADYA", "JF_AHLI_UTAMA"], 2),
    "JPT_MADYA": (["JPT_PRATAMA", "JF_AHLI_UTAMA"], 2),
    "JPT_PRATAMA": (["ADMINISTRATOR", "JF_AHLI_MADYA"], 2),
    "ADMINISTRATOR": (["PENGAWAS", "JF_AHLI_MUDA"], 3),
    "PENGAWAS": (["PELAKSANA", "JF_AHLI_PERTAMA", *JF_SKILLED], 4),
}
EXPERIENCE = {"JPT_UTAMA": 10, "JPT_MADYA": 7, "JPT_PRATAMA": 5}
RETIRES = dict.fromkeys(["JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "JF_AHLI_MADYA"], 60) | {"JF_AHLI_UTAMA": 65}
AGE = {"JPT_UTAMA": 58, "JPT_MADYA": 58, "JPT_PRATAMA": 56}


def anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def status(person: Person) -> str:
    if person["status"] is None:
        return UNKNOWN
    return PASS if person["status"] == "PNS" else FAIL


def education(person: Person, tier: str, on: date) -> str:
    wanted = LEVELS["D3" if tier == "PENGAWAS" else "S1"]
    held = [row for row in person["education"] if row["from"] is None or row["from"] <= on]
    if any(row["level"] is not None and LEVELS[row["level"]] >= wanted for row in held):
        return PASS
    if not held or any(row["level"] is None for row in held):
        return UNKNOWN
    return FAIL


def age_on(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age(born: date | None, limit: int, on: date, reading: str = "complete_years") -> str:
    if born is None:
        return UNKNOWN
    if reading == "strict":
        return PASS if on <= anniversary(born, limit) else FAIL
    return PASS if age_on(born, on) <= limit else FAIL


def retirement(person: Person, tier: str, on: date) -> str:
    """Below 58 nobody is retired; whoever's tier is not recorded may be of any."""
    if person["born"] is None:
        return UNKNOWN
    reached, present = age_on(person["born"], on), person.get("tier")
    if reached >= RETIRES.get(tier, 58):
        return FAIL
    if present is None:
        return UNKNOWN if reached >= 58 else PASS
    return FAIL if reached >= RETIRES.get(present, 58) else PASS


def long_enough(periods: list[tuple[date, date | None]], years: int, on: date) -> bool:
    """Every day served is one bit, set once; the days are laid end to end, back from the day after the last one."""
    served = 0
    ends = []
    for start, last in periods:
        if start > on or (last is not None and last < start):
            continue
        end = min(on, last + timedelta(days=1)) if last is not None else on
        ends.append(end)
        served |= (1 << max(end - start, timedelta(0)).days) - 1 << (start - date(1800, 1, 1)).days
    if not ends:
        return False
    end = max(ends)
    return anniversary(end - timedelta(days=served.bit_count()), years) <= end


def tenure(
    person: Person,
    rows: list[tuple[dict[str, Any], bool, bool]],
    years: int,
    on: date,
    kinds: tuple[str, ...] = ("DEFINITIVE",),
) -> str:
    """rows: each appointment, whether it is known to qualify, whether it may; `kinds`: those that count."""
    if not rows:
        return UNKNOWN
    sure, possible = [], []
    for row, qualifies, may in rows:
        if row["from"] is not None and row["from"] > on:
            continue
        if qualifies and row["kind"] in kinds and row["from"] is not None:
            sure.append((row["from"], row.get("to")))
        if may and row["kind"] in (*kinds, None):
            start = row["from"] or person["hired_month"] or date(1900, 1, 1)
            last = row.get("to")
            if row["from"] is None and last is not None:
                start = min(start, last)
            possible.append((start, last))
    if long_enough(sure, years, on):
        return PASS
    return UNKNOWN if long_enough(possible, years, on) else FAIL


def field_of(name: str | None) -> str | None:
    """The field that a name means, however it is written."""
    return None if name is None or not name.strip() else name.strip().casefold()


def experience(
    person: Person, years: int, family: str | None, on: date, kinds: tuple[str, ...] = ("DEFINITIVE",)
) -> str:
    target = field_of(family or person["job_family"])
    served = [(row, field_of(row["job_family"])) for row in person["appointments"]]
    rows = [
        (row, target is not None and field == target, target is None or field is None or field == target)
        for row, field in served
    ]
    return tenure(person, rows, years, on, kinds)


def post_held(person: Person, tier: str, on: date, kinds: tuple[str, ...] = ("DEFINITIVE",)) -> str:
    tiers, years = POSTS[tier]
    rows = [(row, row["tier"] in tiers, row["tier"] is None or row["tier"] in tiers) for row in person["appointments"]]
    return tenure(person, rows, years, on, kinds)


def competence(person: Person, tier: str, on: date) -> str:
    usable = [
        row
        for row in person["assessments"]
        if row["from"] <= on < anniversary(row["from"], 3) and any(row[name] is not None for name in NINE)
    ]
    if on < date(2019, 1, 1) or not usable:
        return UNKNOWN
    latest = max(row["from"] for row in usable)
    row = [row for row in usable if row["from"] == latest][-1]
    if any(row[name] is None for name in NINE):
        return UNKNOWN
    jpm = Fraction(sum(int(row[name]) for name in NINE), STANDARD[tier] * 9) * 100
    return PASS if jpm >= 68 else FAIL


def attestation(person: Person, kind: str, on: date) -> str:
    valid = [
        row
        for row in person["attestations"]
        if row["kind"] == kind and row["from"] <= on and (row.get("to") is None or on <= row["to"])
    ]
    if not valid:
        return UNKNOWN
    latest = max(row["from"] for row in valid)
    answers = {row["passed"] for row in valid if row["from"] == latest}
    if 0.0 in answers:
        return FAIL
    return UNKNOWN if None in answers else PASS


def standing(person: Person, on: date) -> str:
    if person["standing"] is None:
        return UNKNOWN
    if person["standing"] == "STUDY_LEAVE":
        since = person.get("standing_from")
        if since is None:
            return UNKNOWN
        # The day six months on: the first of the next month where that month has no such day.
        month, year = (since.month + 5) % 12 + 1, since.year + (since.month + 5) // 12
        try:
            half_year = date(year, month, since.day)
        except ValueError:
            half_year = date(year, month + 1, 1)
        return FAIL if on > half_year else UNKNOWN
    return PASS if person["standing"] == "ACTIVE" else FAIL


def sanction(person: Person, on: date) -> str:
    found = PASS
    for row in person["sanctions"]:
        start, end = row.get("from"), row.get("to")
        if (start is not None and start > on) or (end is not None and end < on):
            continue
        if start is not None and end is not None:
            return FAIL
        found = UNKNOWN
    return found


def performance(person: Person, on: date) -> str:
    ratings = {
        year: [row["rating"] for row in person["performance"] if row["year"] == year and row["rating"] is not None]
        for year in (on.year - 1, on.year - 2)
    }
    if any(rating not in ("BAIK", "SANGAT_BAIK") for found in ratings.values() for rating in found):
        return FAIL
    return PASS if all(ratings.values()) else UNKNOWN


def checks(
    person: Person,
    tier: str,
    family: str | None,
    on: date,
    reading: str = "complete_years",
    kinds: tuple[str, ...] = ("DEFINITIVE",),
) -> dict[str, str]:
    """Every requirement of the tier and its status; `reading` of the age limit, `kinds` of appointment that count."""
    found = {"status": status(person), "education": education(person, tier, on)}
    if tier.startswith("JPT"):
        found["experience"] = experience(person, EXPERIENCE[tier], family, on, kinds)
        found["post_held"] = post_held(person, tier, on, kinds)
        found["age"] = age(person["born"], AGE[tier], on, reading)
        found["competence"] = competence(person, tier, on)
        found["health"] = attestation(person, "HEALTH", on)
        found["integrity"] = attestation(person, "INTEGRITY", on)
    else:
        found["post_held"] = post_held(person, tier, on, kinds)
        found["performance"] = performance(person, on)
    found["retirement"] = retirement(person, tier, on)
    return found | {"standing": standing(person, on), "sanction": sanction(person, on)}


GRADES = [f"{row}/{step}" for row, steps in (("I", "abcd"), ("II", "abcd"), ("III", "abcd"), ("IV", "abcde"))
          for step in steps]  # fmt: skip


def grade(person: Person, least: str) -> str:
    if person.get("grade") is None:
        return UNKNOWN
    return PASS if person["grade"] in GRADES[GRADES.index(least) :] else FAIL


def sanction_within(person: Person, severities: list[str], years: int, on: date) -> str:
    """Every day of the window is looked at: was it a day of the sanction, surely or perhaps?"""
    first = anniversary(on, -years)
    found = PASS
    for row in person["sanctions"]:
        if row["severity"] is not None and row["severity"] not in severities:
            continue
        start, end = row.get("from"), row.get("to")
        if (start is not None and start > on) or (end is not None and end < first):
            continue
        # Some day of the window that the recorded ends alone prove to be one of the sanction.
        proven = (start is not None and start >= first) or (end is not None and end <= on)
        proven = proven or (start is not None and end is not None)
        if proven and row["severity"] is not None:
            return FAIL
        found = UNKNOWN
    return found


def same_tier(person: Person, tier: str) -> str:
    if person.get("tier") is None:
        return UNKNOWN
    return PASS if person["tier"] == tier else FAIL


def time_in_post(person: Person, on: date) -> str:
    since = person.get("post_from")
    if since is None:
        return UNKNOWN
    return PASS if anniversary(since, 2) <= on <= anniversary(since, 5) else FAIL


def transfer(person: Person, tier: str, on: date) -> dict[str, str]:
    """Every requirement of a transfer to a post of the tier and its status."""
    return {
        "status": status(person),
        "classification": same_tier(person, tier),
        "time_in_post": time_in_post(person, on),
        "retirement": retirement(person, tier, on),
        "competence": competence(person, tier, on),
        "standing": standing(person, on),
        "sanction": sanction(person, on),
    }


LADDER = ["PKP", "PKA", "PKN_II", "PKN_I"]


def training(person: Person, least: str, on: date) -> str:
    """Each training by the table of names; one whose name tells no level may be of any."""
    done = [COURSES[row["name"]] for row in person["leadership"] if row["from"] is None or row["from"] <= on]
    if any(level is not None and level >= LADDER.index(least) for level in done):
        return PASS
    return UNKNOWN if not done or None in done else FAIL


def pool_box(person: Person, least: int, member: bool) -> str:
    if not person["pool"]:
        return UNKNOWN
    (row,) = person["pool"]
    if member and row["member"] == 0:
        return FAIL
    if row["box"] is None:
        return UNKNOWN
    return PASS if row["box"] >= least else FAIL


def levels_of_post(standards: list[dict[str, Any]], on: date) -> dict[str, int]:
    """Competency, written one way → the level that the post asks on the day: the one begun last."""
    found: dict[str, tuple[date, int]] = {}
    for one in standards:
        since, until = one["since"] or date.min, one["until"] or date.max
        name = " ".join(one["competency"].lower().split())
        if since <= on <= until and (name not in found or since >= found[name][0]):
            found[name] = since, one["level"]
    return {name: level for name, (_since, level) in found.items()}


def technical(person: Person, asked: dict[str, Any], standards: list[dict[str, Any]], on: date) -> str:
    post = levels_of_post(standards, on)
    named = " ".join(asked["competency"].lower().split())
    names = list(post) if asked["competency"] == "ALL" else [named]
    wanted = {name: post.get(name) if asked["level"] == "STANDARD" else asked["level"] for name in names}
    if not wanted or None in wanted.values():
        return UNKNOWN
    found = []
    for name, least in wanted.items():
        valid = [
            row
            for row in person["technical"]
            if " ".join(row["competency"].lower().split()) == name
            and date(2019, 1, 1) <= on
            and row["from"] <= on < anniversary(row["from"], 3)
        ]
        newest = [row for row in valid if row["from"] == max(one["from"] for one in valid)]
        found.append(UNKNOWN if not newest else PASS if newest[-1]["level"] >= least else FAIL)
    return next((one for one in (FAIL, UNKNOWN) if one in found), PASS)


def own(
    person: Person,
    asked: list[dict[str, Any]],
    family: str | None,
    on: date,
    standards: list[dict[str, Any]] | None = None,
    reading: str = "complete_years",
    kinds: tuple[str, ...] = ("DEFINITIVE",),
) -> dict[str, str]:
    """Every addition of an agency and its status; `standards`: what the post asks of technical competencies."""
    found = {}
    for one in asked:
        match one["kind"]:
            case "grade_min":
                found[one["code"]] = grade(person, one["grade"])
            case "no_sanction_within":
                found[one["code"]] = sanction_within(person, one["severities"], one["years"], on)
            case "attestation":
                found[one["code"]] = attestation(person, one["attestation"], on)
            case "related_experience_min":
                found[one["code"]] = experience(person, one["years"], family, on, kinds)
            case "age_max":
                found[one["code"]] = age(person["born"], one["limit"], on, reading)
            case "training_min":
                found[one["code"]] = training(person, one["level"], on)
            case "pool_box":
                found[one["code"]] = pool_box(person, one["box"], one["member"])
            case "technical_level":
                found[one["code"]] = technical(person, one, standards or [], on)
    return found


def waived(statuses: dict[str, str], number: int, waivers: list[dict[str, Any]], on: date) -> dict[str, str]:
    """What a person (the `number`-th, from 101 on) is held to once the documents that free them are read."""
    free = {
        one["code"]
        for one in waivers
        if one["employee_id"] == number and one["since"] <= on and (one["until"] is None or on <= one["until"])
    }
    return {code: PASS if code in free else found for code, found in statuses.items()}


def outcome(statuses: dict[str, str]) -> str:
    for found in (FAIL, UNKNOWN):
        if found in statuses.values():
            return found
    return PASS
