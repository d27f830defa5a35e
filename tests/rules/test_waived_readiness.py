"""Readiness of those whom documents free: held against the days one by one, and the borders of a waiver's days."""

import random
from datetime import date, timedelta

import pytest

from rules.checks import Status
from rules.dates import add_years
from rules.eligibility import Post, Waiver, evaluate
from rules.horizons import horizons, ready_by
from rules.law import shipped
from rules.readiness import Level, lapsing, levels, readiness
from tests.oracle.eligibility_people import candidate, frames, somebody

ON, DAY = date(2024, 3, 1), timedelta(days=1)
CODES = ("education", "experience", "post_held", "age", "competence", "health", "integrity")
LAST = ON + timedelta(days=900)


def waiver(code: str, since: date = ON, until: date | None = None, person: int = 101, number: str = "B-7") -> Waiver:
    return Waiver(person, code, number, "Kepala BKN", date(2024, 2, 1), since, until, "d" * 64)


def post(*waivers: Waiver) -> Post:
    return Post("JPT_PRATAMA", "KESEHATAN", named=True, waivers=waivers)


def only(*waivers: Waiver, on: date = ON, tier: str = "ADMINISTRATOR", **changes):
    held = frames([candidate(assessments=[candidate()["assessments"][0] | {"from": date(2023, 1, 1)}], **changes)])
    held["employees"]["tier"] = tier
    return readiness(held, post(*waivers), on, shipped())[0]


def serving(since: date):
    return {"appointments": [
        {"from": date(2012, 3, 1), "to": since - DAY, "tier": "PENGAWAS", "kind": "DEFINITIVE",
         "job_family": "KESEHATAN"},
        {"from": since, "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "job_family": "KESEHATAN"},
    ]}  # fmt: skip


def told(found):
    return found.level, found.day, found.lapses, found.again, [one.code for one in found.needs], found.numbers


LATE = serving(date(2023, 3, 1))
OWN = date(2025, 3, 1)  # on which LATE has two years in the post
WAITS = (Level.SOON, OWN, None, None, ["post_held"], "")
CASES = [
    ((), WAITS),
    ((waiver("post_held"),), (Level.NOW, ON, None, None, [], "B-7")),
    ((waiver("post_held", ON, ON),), (Level.NOW, ON, ON + DAY, OWN, [], "B-7")),
    ((waiver("post_held", ON - DAY, ON - DAY),), WAITS),
    ((waiver("post_held", ON + DAY),), (Level.SOON, ON + DAY, None, None, ["post_held"], "B-7")),
    ((waiver("post_held", OWN, None),), WAITS),
    # A second document takes over without a gap, or a day late.
    (
        (waiver("post_held", ON, ON), waiver("post_held", ON + DAY, ON + 5 * DAY, number="B-8")),
        (Level.NOW, ON, ON + 6 * DAY, OWN, [], "B-7"),
    ),
    (
        (waiver("post_held", ON, ON), waiver("post_held", ON + 2 * DAY, number="B-8")),
        (Level.NOW, ON, ON + DAY, ON + 2 * DAY, [], "B-7"),
    ),
    ((waiver("post_held", person=102),), WAITS),
    ((waiver("experience"),), WAITS),
]


@pytest.mark.parametrize(("waivers", "expected"), CASES)
def test_a_waiver_counts_from_its_day_until_its_end(waivers: tuple[Waiver, ...], expected: tuple) -> None:
    assert told(only(*waivers, **LATE)) == expected


def test_who_is_ready_by_a_document_alone_is_marked_with_what_it_says() -> None:
    (mark,) = only(waiver("post_held", until=date(2024, 12, 31)), **LATE).waived
    assert (mark.code, mark.number, mark.until, mark.document) == ("post_held", "B-7", date(2024, 12, 31), "d" * 64)
    assert mark.said.id == (
        "dikecualikan oleh Kepala BKN, B-7 tanggal 1 Februari 2024; tanpa dokumen itu tidak memenuhi"
    )
    # A document that frees from what is met anyway is no mark.
    assert only(waiver("education"), **LATE).waived == ()


def test_a_document_that_ends_before_the_rest_is_met_frees_nobody() -> None:
    experience = serving(date(2023, 3, 1))
    experience["appointments"][0]["job_family"] = "KEUANGAN"
    short, long = (only(waiver("experience", until=until), **experience) for until in (OWN - DAY, None))
    assert (short.level, short.day, [one.code for one in short.needs]) == (
        Level.MID,
        date(2028, 3, 1),
        ["experience", "post_held"],
    )
    assert short.needs[0].reason.id.startswith("pengecualian B-7 berakhir sebelum hari itu; masa jabatan mencukupi")
    assert told(long) == (Level.SOON, OWN, None, None, ["post_held"], "B-7")


def test_what_is_not_on_record_needs_no_supplying_while_it_is_waived() -> None:
    healthy = {"attestations": [candidate()["attestations"][1]]}
    assert (only(**healthy).level, only(waiver("health"), **healthy).level) == (Level.SOON, Level.NOW)


def test_the_age_limit_closes_the_door_on_the_day_its_waiver_ends() -> None:
    old = {"born": date(1966, 5, 10), "tier": "JPT_PRATAMA"}
    said = [only(*held, **old) for held in ((), (waiver("age", until=date(2024, 12, 31)),), (waiver("age"),))]
    assert [(one.level, one.closes, one.closed_by.en, one.lapses) for one in said] == [
        (Level.CLOSED, date(2023, 5, 10), "the age limit", None),
        (Level.NOW, date(2025, 1, 1), "the age limit", None),
        (Level.NOW, date(2026, 5, 10), "retirement", None),
    ]
    # Still young enough: the document is what counts after the birthday.
    young = only(waiver("age", date(2024, 6, 1), date(2025, 6, 1)), born=date(1967, 7, 1), tier="JPT_PRATAMA")
    assert (young.level, young.closes, young.waived) == (Level.NOW, date(2025, 6, 2), ())


@pytest.mark.parametrize(("born", "again"), [(date(1967, 3, 1), None), (date(1967, 3, 2), date(2025, 3, 1))])
def test_nobody_is_ready_again_from_the_day_on_which_they_retire(born: date, again: date | None) -> None:
    """A supervisor, three years in the post on 1 March 2025, on which the one born a day earlier is 58."""
    served = [{"from": date(2022, 3, 1), "tier": "PENGAWAS", "kind": "DEFINITIVE", "job_family": "KESEHATAN"}]
    held = frames([candidate(born=born, tier="PENGAWAS", appointments=served)])
    asked = Post("ADMINISTRATOR", "KESEHATAN", named=True, waivers=(waiver("post_held", ON, ON),))
    found = readiness(held, asked, ON, shipped())[0]
    assert (found.level, found.day, found.lapses, found.again) == (Level.NOW, ON, ON + DAY, again)


def test_the_waiver_that_ends_before_the_day_is_named_among_what_lapses() -> None:
    held = frames([candidate(attestations=[candidate()["attestations"][1]], **LATE)])
    at = post(waiver("health", until=OWN - DAY))
    assert "health" in [check.code for check in lapsing(held, at, ON, OWN, shipped())]


def nearly(chance: random.Random):
    """Somebody who lacks little, so that a document decides."""
    drawn = somebody(chance, ON)
    other = chance.sample(["appointments", "education", "attestations", "assessments", "born"], chance.choice([1, 2]))
    whole = candidate(assessments=[candidate()["assessments"][0] | {"from": date(2023, 1, 1)}], tier="JPT_PRATAMA")
    late = chance.choice([{}, LATE, serving(date(2022, 6, 1))])
    return whole | {name: drawn[name] for name in other} | late


def drawn_for(person: int, chance: random.Random) -> list[Waiver]:
    found = []
    for _document in range(chance.choice([1, 2, 4])):
        since = ON + timedelta(days=chance.choice([-30, -1, 0, 1, 40, 365]))
        until = chance.choice([None, since, since + timedelta(days=200), ON + 364 * DAY])
        found.append(
            waiver(chance.choice([*CODES, "post_held", "post_held"]), since, until and max(since, until), person)
        )
    return found


def test_each_border_is_as_the_days_around_it_say() -> None:
    chance, law = random.Random("waived"), shipped()
    people = [nearly(chance) for _number in range(250)]
    waivers = [drawn_for(person, chance) for person in range(101, 351)]
    held, at = frames(people), post(*(one for mine in waivers for one in mine))
    found, bare = (readiness(held, one, ON, law) for one in (at, post()))
    reached = levels(held, at, ON, law)
    horizon, now = horizons(held, [post(), at], ON, law), evaluate(held, at, ON, law)
    seen = dict.fromkeys(["now", "later", "lapses", "again", "aged"], 0)
    for row, (one, alone, mine, person) in enumerate(zip(found, bare, waivers, people, strict=True)):
        assert horizon.found["waived"][row].tolist() == [False, one.waived != ()]
        assert reached[101 + row] == (one.level, tuple(each.code for each in one.waived))
        if any(each.until is None or each.until >= ON for each in mine):
            assert horizon.alone[row].tolist() == [horizon.found[row, 0].item()] * 2
        own = {need.code: need.earliest for need in alone.needs}
        ends = {"age": add_years(person["born"], 57).item(), "retirement": add_years(person["born"], 60).item()}

        def met(code: str, day: date, own=own, mine=mine, ends=ends) -> bool:
            begun = code not in own or (own[code] is not None and own[code] <= day)
            return any(each.code == code and each.holds(day) for each in mine) or (
                begun and day < ends.get(code, date.max)
            )

        # Between its borders every day is as the one before.
        borders = [ON, *ends.values(), *filter(None, own.values())]
        borders += [day for each in mine for day in (each.since, (each.until or LAST) + DAY)]
        days = sorted({day + shift for day in borders for shift in (-DAY, 0 * DAY, DAY) if ON <= day + shift <= LAST})
        ready = [all(met(code, day) for code in now.codes) for day in days]
        passes = now.statuses(row) == dict.fromkeys(now.codes, Status.PASS)
        assert (one.level == Level.NOW) == (passes and (one.closes is None or one.closes > ON))
        if True not in ready:
            assert one.day is None or one.day > days[-1] or one.level == Level.CLOSED
            continue
        first, size = ready.index(True), len(days)
        end = next((place for place in range(first, size) if not ready[place]), size)
        again = next((place for place in range(end, size) if ready[place]), size)
        over = next((place for place in range(again, size) if not ready[place]), size)
        assert one.day == days[first]
        if one.closed_by.en == "the age limit" and one.closes <= days[-1]:
            assert one.closes == next(day for day in days[first:] if not met("age", day))
            seen["aged"] += 1
        for place in {0, first, end - 1, end, again - 1, again, over - 1} - {size}:
            inside = ready[place] and (one.closes is None or days[place] < one.closes) and one.level != Level.CLOSED
            assert (row, place, one.ready_by(days[place])) == (row, place, inside)
            told_ = ready_by(horizon.found[row : row + 1, 1], days[place])[0]
            more = row in horizon.again and ready_by(horizon.again[row][1:], days[place])[0]
            assert (told_ or more) == inside
        seen["now"] += one.level == Level.NOW and alone.level != Level.NOW
        seen["later"] += first > 0 and one.waived != ()
        seen["lapses"] += one.lapses is not None
        seen["again"] += one.again is not None
    assert min(seen.values()) >= 5, seen
