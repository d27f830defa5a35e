"""Posts filled on paper: together, one by one, and along the chain that a choice empties."""

from datetime import date, timedelta

import pytest

from accounts.domain.users import system_operator
from rules.errors import Invalid, NotAllowed
from succession.domain import simulating
from succession.domain.queries import joint
from succession.domain.queries.candidates import CannotEvaluate
from succession.models import Simulation
from talent.models import Employee
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
ON = date(2026, 8, 3)


def placed(rows):
    """Names by post code: placed together, and one by one."""
    names = dict(Employee.objects.values_list("pk", "name"))
    return [tuple(names.get(one["person"]) if one else None for one in (row["placed"], row["alone"])) for row in rows]


def served(person, field):
    """Eight years in another field, before."""
    said = {"position": "Kepala Bidang dahulu", "tier": "ADMINISTRATOR", "kind": "DEFINITIVE", "job_family": field}
    factories.write("appointments", person, **said, true_from=date(2008, 1, 2), true_to=date(2016, 1, 2))


def pool_of(agency, *names, **values):
    people = [cast.candidate(agency, name=name, **values) for name in names]
    factories.established_cycle(agency)
    return people


def simulated(agency, *posts, **other):
    asked = {"agency": agency, "name": "Rencana A", "posts": posts, "on": ON, "by": system_operator()} | other
    return simulating.together(**asked)


def test_two_posts_are_filled_where_one_by_one_would_leave_one_empty():
    """The second post is of a field in which only Alya has served; one by one, the first post takes her."""
    agency = factories.agency()
    plain, demanding = cast.post(agency, "A"), cast.post(agency, "B", job_family="kesehatan")
    alya, _budi = pool_of(agency, "Alya", "Budi")
    served(alya, "kesehatan")
    kept = simulated(agency, plain, demanding)
    assert [row["post"] for row in kept.rows] == [plain.pk, demanding.pk]
    assert [(row["eligible"], row["unsure"]) for row in kept.rows] == [(2, 0), (1, 0)]
    assert placed(kept.rows) == [("Budi", "Alya"), ("Alya", None)]


def test_a_post_that_nobody_can_fill_stays_empty_and_who_may_not_be_known_is_counted():
    agency = factories.agency()
    post, other = cast.post(agency, "A", job_family="kesehatan"), cast.post(agency, "B")
    cast.candidate(agency, name="Alya", healthy=None)
    factories.established_cycle(agency)
    kept = simulated(agency, post, other)
    assert [(row["eligible"], row["unsure"], row["placed"]) for row in kept.rows] == [(0, 0, None), (0, 1, None)]


def test_a_choice_empties_a_post_and_the_chain_says_who_could_follow():
    agency = factories.agency()
    vacant, held = cast.post(agency, "A"), cast.post(agency, "B")
    first = cast.candidate(agency, name="Alya", position="Kepala Dinas B")
    cast.candidate(agency, name="Budi")
    factories.established_cycle(agency)
    asked = {"agency": agency, "name": "Bila Alya", "post": vacant, "person": first.pk, "on": ON}
    kept = simulating.cascade(**asked, picks={}, depth=3, by=system_operator())
    assert [row["post"] for row in kept.rows] == [vacant.pk, held.pk]
    assert [name for name, _alone in placed(kept.rows)] == ["Alya", "Budi"]
    short = simulating.cascade(**asked, picks={}, depth=1, by=system_operator())
    assert [row["post"] for row in short.rows] == [vacant.pk, held.pk]
    joined = simulated(agency, vacant)
    assert [(one["post"], one["person"], one["eligible"]) for one in joined.emptied] == [(held.pk, first.pk, 1)]


def test_a_chain_goes_to_the_depth_that_was_asked_for():
    agency = factories.agency()
    posts = [cast.post(agency, code) for code in "ABC"]
    first = cast.candidate(agency, name="Alya", position="Kepala Dinas B")
    cast.candidate(agency, name="Budi", position="Kepala Dinas C")
    cast.candidate(agency, name="Cahya")
    factories.established_cycle(agency)
    asked = {"agency": agency, "name": "Bila Alya", "post": posts[0], "person": first.pk, "on": ON}
    for depth, reached in ((1, 2), (2, 3)):
        kept = simulating.cascade(**asked, picks={}, depth=depth, by=system_operator())
        assert [row["post"] for row in kept.rows] == [post.pk for post in posts[:reached]]


def test_a_post_that_loses_its_last_successor_is_lost_at_that_step_only():
    """Only Alya has served in the field of the last post; who follows her takes nothing from it."""
    agency = factories.agency()
    vacant, held = cast.post(agency, "A"), cast.post(agency, "B")
    rare = cast.post(agency, "C", job_family="kesehatan")
    first = cast.candidate(agency, name="Alya", position="Kepala Dinas B")
    pool_of(agency, "Budi", "Cahya")
    served(first, "kesehatan")
    asked = {"agency": agency, "name": "Bila Alya", "post": vacant, "person": first.pk, "on": ON}
    kept = simulating.cascade(**asked, picks={}, depth=3, by=system_operator())
    assert [(row["post"], list(row["lost"])) for row in kept.rows] == [(vacant.pk, [rare.pk]), (held.pk, [])]


def test_a_chain_ends_at_a_post_that_nothing_is_required_for():
    agency = factories.agency()
    vacant, expert = cast.post(agency, "A"), cast.post(agency, "F", "JF_AHLI_MADYA")
    first = cast.candidate(agency, name="Alya", position="Kepala Dinas F", tier="JF_AHLI_MADYA")
    factories.established_cycle(agency)
    asked = {"agency": agency, "name": "Bila Alya", "post": vacant, "person": first.pk, "on": ON}
    kept = simulating.cascade(**asked, picks={}, depth=3, by=system_operator())
    assert [row["post"] for row in kept.rows] == [vacant.pk]
    assert expert.pk not in [one["post"] for one in kept.emptied]


def test_the_same_question_as_known_then_has_the_same_answer_after_more_was_recorded():
    agency = factories.agency()
    post = cast.post(agency, "A")
    people = pool_of(agency, "Alya", "Budi")
    kept = simulated(agency, post)
    later = kept.known_at + timedelta(hours=1)
    factories.write("attestations", people[0], kind="HEALTH", passed=False, true_from=date(2026, 6, 1), known_at=later)
    now = joint.together(agency, kept.asked["posts"], kept.on, later)
    assert now.results_digest != kept.results_digest
    again = joint.together(agency, kept.asked["posts"], kept.on, kept.known_at)
    assert (again.inputs_digest, again.results_digest) == (kept.inputs_digest, kept.results_digest)


def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(sign_in):
    agency, elsewhere = factories.agency(), factories.other_agency()
    post, foreign = cast.post(agency, "A"), cast.post(elsewhere, "X")
    with pytest.raises(CannotEvaluate, match="kelompok suksesi"):
        simulated(agency, post)
    pool_of(agency, "Alya")
    for wrong, code in (
        ({"posts": []}, "no_posts"),
        ({"posts": [foreign]}, "foreign_post"),
        ({"name": "  "}, "no_name"),
        ({"on": date(1800, 1, 1)}, "out_of_range"),
    ):
        with pytest.raises(Invalid) as refused:
            simulated(agency, post, **wrong)
        assert refused.value.code == code
    outsider = cast.candidate(agency, name="Cut")
    asked = {"agency": agency, "name": "A", "post": post, "picks": {}, "on": ON, "by": system_operator()}
    with pytest.raises(CannotEvaluate, match="bukan anggota"):
        simulating.cascade(**asked, person=outsider.pk, depth=2)
    with pytest.raises(Invalid):
        simulating.cascade(**asked, person=outsider.pk, depth=0)
    with pytest.raises(NotAllowed):
        simulated(elsewhere, foreign, by=sign_in("BKD_STAFF").user)
    assert not Simulation.objects.exists()
