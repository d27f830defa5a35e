"""Careers hold together in time, whatever the seed."""

import datetime as dt

import numpy as np
import pytest

from talent.population import days
from talent.population.careers import RETIREMENT_AGE
from talent.population.people import nips
from talent.population.population import Population, Spec, populate
from talent.population.structure import TIER, build

ON = dt.date(2026, 6, 30)


@pytest.fixture(params=[1, 2, 3])
def population(request: pytest.FixtureRequest) -> Population:
    kind = "CITY" if request.param == 3 else "PROVINCE"
    return populate(Spec("UJI", 1500, request.param, ON, kind=kind, snapshots=(dt.date(2021, 12, 31), ON)))


def test_each_post_of_a_person_begins_the_day_after_the_one_before(population: Population) -> None:
    spells = population.spells
    same = spells.person[1:] == spells.person[:-1]
    assert set((spells.start[1:] - spells.end[:-1])[same].tolist()) == {1}
    assert set(np.unique(spells.person).tolist()) == set(range(1500))


def test_everybody_starts_on_the_day_of_hiring(population: Population) -> None:
    spells = population.spells
    first = np.append(True, spells.person[1:] != spells.person[:-1])
    assert spells.start[first].tolist() == population.people.hired.tolist()


def test_no_post_has_two_holders_on_one_day(population: Population) -> None:
    unique = population.spells.where(population.spells.job < population.structure.post_count)
    unique = unique.where(np.lexsort((unique.start, unique.job)))
    same = unique.job[1:] == unique.job[:-1]
    end = np.where(unique.end == days.NONE, days.day(ON), unique.end)
    assert int((same & (end[:-1] >= unique.start[1:])).sum()) == 0
    assert int(same.sum()) > 100


def test_nobody_serves_past_the_retirement_age_of_the_tier_held(population: Population) -> None:
    last = np.searchsorted(population.spells.person, np.arange(1500), side="right") - 1
    tier = np.array(population.structure.job_tier)[population.spells.job[last]]
    limit = days.retirement(population.people.born, RETIREMENT_AGE[tier])
    serving = population.leave == days.NONE
    assert int((limit[serving] <= days.day(ON)).sum()) == 0


def test_nobody_enters_a_senior_post_before_its_age(population: Population) -> None:
    spells, people = population.spells, population.people
    tier = np.array(population.structure.job_tier)[spells.job]
    age = (spells.start - people.born[spells.person]) / 365.25
    assert float(age[tier == TIER["JPT_PRATAMA"]].min()) > 43
    assert float(age[tier == TIER["ADMINISTRATOR"]].min()) > 36


def test_nips_are_valid_unique_and_counted_within_birth_month_and_sex(population: Population) -> None:
    made = nips(population.people, 1, 999)
    assert len(set(made.tolist())) == 1500
    for nip, born, hired, sex in zip(made.tolist(), population.people.born, population.people.hired,
                                     population.people.sex, strict=True):  # fmt: skip
        text = str(nip)
        assert text[:8] == str(np.datetime64(int(born), "D")).replace("-", "")
        assert text[8:14] == str(np.datetime64(int(hired), "D")).replace("-", "")[:6]
        assert text[14] == str(sex)
        assert text[15:] != "000"


def test_too_few_serials_are_refused_by_name(population: Population) -> None:
    people = population.people
    people.born[:3], people.hired[:3], people.sex[:3] = people.born[0], people.hired[0], 1
    with pytest.raises(ValueError) as caught:
        nips(people, 5, 6)
    assert str(caught.value) == "serials 5–6 do not suffice: 7 would be needed"


def test_codes_and_names_of_units_and_posts_are_unique_at_every_size() -> None:
    for kind in ("PROVINCE", "CITY"):
        for employees in (200, 2_000, 100_000):
            structure = build(kind, employees)
            assert len(set(structure.job_code)) == len(structure.job_code)
            assert len(set(structure.job_name)) == len(structure.job_name)
            assert len(set(structure.unit_code)) == len(structure.unit_code)
            assert len(set(structure.unit_name)) == len(structure.unit_name)


def test_only_a_province_has_a_jpt_madya_post() -> None:
    assert build("PROVINCE", 2000).job_tier.count(TIER["JPT_MADYA"]) == 1
    assert build("CITY", 600).job_tier.count(TIER["JPT_MADYA"]) == 0
