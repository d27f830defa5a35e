"""All agencies side by side: right to the half point, in one light page, and only those one may see."""

import random
from datetime import date

import pytest

from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules import merit
from rules.law import shipped
from succession.domain.queries.merit import visible_to
from succession.models import MeritLevelRecord, MeritObjection, MeritRound, MeritRoundRecord, MeritSuperseding
from talent.domain import bulk
from talent.models import Agency, EvidenceFile
from tests import factories

pytestmark = pytest.mark.django_db
SUBS = [sub["id"] for sub in shipped().versions("merit.instrument_kasn_2019")[0].value["sub_aspects"]]
KNOWN = factories.KNOWN


def assessed(agencies: int, rounds: int, seed: int = 1) -> list[MeritRound]:
    """So many agencies with decided rounds of random levels, some verified, some not, some not answered; of every
    seventh agency's rounds one verified level is not there."""
    chance = random.Random(seed)
    made = Agency.objects.bulk_create(
        Agency(
            code=f"A{n}", name=f"Kabupaten Contoh Bernama Panjang {n:03}", kind="REGENCY", province=f"Provinsi {n % 34}"
        )
        for n in range(agencies)
    )
    held = MeritRound.objects.bulk_create(
        MeritRound(agency=of, name=str(2020 + year), instrument="KASN-2019") for of in made for year in range(rounds)
    )
    empty = {"known_from": KNOWN, "known_to": None, "true_from": None, "true_to": None, "batch_id": None}
    decided = {
        "round_id": [one.pk for one in held],
        "agency_id": [one.agency_id for one in held],
        "decided_on": [date(int(one.name), 11, 30) for one in held],
        "key": [f"r{one.pk}" for one in held],
        "digest": ["0"] * len(held),
    }
    bulk.insert(MeritRoundRecord, decided | {name: [value] * len(held) for name, value in empty.items()})
    rows = [
        (one, sub, chance.choice([None, 1, 2, 3, 4]), None if bare or sub == lacks else chance.choice([1, 2, 3, 4]))
        for place, one in enumerate(held)
        for bare, lacks in [(place % 4 == 1, "1.1" if (place // rounds) % 7 == 6 else "")]
        for sub in SUBS
    ]
    levels = {
        "round_id": [one.pk for one, *_rest in rows],
        "agency_id": [one.agency_id for one, *_rest in rows],
        "sub_aspect": [sub for _one, sub, *_rest in rows],
        "level": [row[2] for row in rows],
        "verified_level": [row[3] for row in rows],
        "key": [f"{one.pk}{sub}" for one, sub, *_rest in rows],
        "digest": ["0"] * len(rows),
    }
    bulk.insert(MeritLevelRecord, levels | {name: [value] * len(rows) for name, value in empty.items()})
    return held


def overseer(sign_in):
    """A verifier over every agency that there is."""
    client = sign_in("MERIT_VERIFIER")
    for of in Agency.objects.exclude(pk=factories.agency().pk):
        factories.users.grant(user=client.user, role=Roles.MERIT_VERIFIER, by=system_operator(), agency_id=of.pk)
    return client


def expected(one: MeritRound):
    """The round scored alone."""
    rows = MeritLevelRecord.objects.filter(round=one).values_list("sub_aspect", "level", "verified_level")
    levels = {sub: (level, verified) for sub, level, verified in rows}
    return merit.score(levels, "KASN-2019", date(2021, 1, 1), shipped(), decided=True)


def test_every_agency_has_the_score_and_category_that_its_newest_round_has_alone(sign_in):
    held = assessed(12, 3)
    standings = overseer(sign_in).get("/merit/nasional/").context["standings"]
    assert len(standings) == 12
    for one in standings:
        newest = next(each for each in held if each.pk == one.newest.id)
        alone = expected(newest)
        assert newest.name == "2022"
        assert (one.score, one.newest.category) == (alone.score, alone.category)
        assert {name: float(points) for name, points in one.newest.aspects.items()} == dict(alone.aspects)
        before = next(each for each in held if (each.agency_id, each.name) == (one.agency.pk, "2021"))
        old = expected(before).score
        assert one.moved == (None if None in (alone.score, old) else alone.score - old)
    *scores, last = [one.score for one in standings]
    assert scores == sorted(scores, reverse=True)
    ranks = [1 + sum(other > score for other in scores) for score in scores]
    # The one of which a verified level is lacking has none.
    assert ([one.rank for one in standings], last) == ([*ranks, None], None)


def test_it_is_narrowed_by_province_category_and_year_and_taken_away(sign_in):
    held = assessed(40, 2)
    client = overseer(sign_in)
    everybody = client.get("/merit/nasional/").context
    honoured = client.get("/merit/nasional/?category=AWARDED").context["standings"]
    counts = dict(everybody["counts"])
    assert len(honoured) == counts.get("SANGAT_BAIK", 0) + counts.get("BAIK", 0)
    assert sum(counts.values()) == 40
    there = client.get("/merit/nasional/?province=Provinsi 3").context["standings"]
    assert {one.agency.code for one in there} == {"A3", "A37"}
    assert {one.newest.name for one in client.get("/merit/nasional/?year=2020").context["standings"]} == {"2020"}
    # Nothing had lapsed at the end of its year; today everything has.
    lapsed = [client.get(f"/merit/nasional/?{asked}").content.decode().count(" · habis") for asked in ("year=2020", "")]
    assert lapsed == [0, 40]
    # A round by its name, whatever came after it.
    named = client.get("/merit/nasional/?round=2020").context["standings"]
    assert {(one.newest.name, one.moved, len(one.rounds)) for one in named} == {("2020", None, 1)}
    assert len(named) == 40
    # Of a decision and the one in its place only the newer counts, under the name of the round that was assessed.
    old, new = held[:2]
    MeritRound.objects.filter(pk=old.pk).update(name="2020 tahap II")
    objection = MeritObjection.objects.create(round=old, text="Keliru.", by=client.user)
    file = EvidenceFile.objects.create(agency=old.agency, digest="0" * 64, name="a.pdf", size=1, by=client.user)
    MeritSuperseding.objects.create(
        objection=objection, replaced=old, round=new, reason="Keliru.", file=file, by=client.user
    )
    (only,) = client.get("/merit/nasional/?round=2020 tahap II").context["standings"]
    assert ([one.id for one in only.rounds], only.newest.name) == ([new.pk], "2021")
    assert client.get("/merit/nasional/?category=X&year=%00").context["standings"] == []
    lines = client.get("/merit/nasional/ekspor.csv?province=Provinsi 3").content.decode().splitlines()
    assert len(lines) == 3
    assert lines[1].split(",")[1] in {"A3", "A37"}
    assert Event.objects.get(kind="succession.merit.exported").payload == {"form": "csv", "rows": 2}


def test_aspects_are_the_mean_share_of_their_maximum(sign_in):
    held = assessed(5, 1)
    means = overseer(sign_in).get("/merit/nasional/").context["means"]
    alone = [expected(one) for one in held]
    assert [one.id for one in means] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert means[2].share == pytest.approx(sum(one.aspects["3"] for one in alone) / 5 / 120, abs=1e-12)


def test_seven_hundred_agencies_of_three_rounds_are_one_light_page(sign_in, django_assert_max_num_queries):
    assessed(700, 3)
    client = sign_in("MERIT_VERIFIER")
    everywhere = client.user.assignments.get()
    ids = Agency.objects.exclude(pk=factories.agency().pk).values_list("pk", flat=True)
    type(everywhere).objects.bulk_create(
        type(everywhere)(user=client.user, role="MERIT_VERIFIER", agency_id=pk) for pk in ids
    )
    with django_assert_max_num_queries(12):
        page = client.get("/merit/nasional/")
    assert len(page.context["rows"]) == 700
    assert len(page.content) < 300 * 1024
    assert len(visible_to(client.user)) == 2100
