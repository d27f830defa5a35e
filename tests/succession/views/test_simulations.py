"""The pages of simulations: asked, kept, read, held side by side, followed down the chain, taken away."""

import json
from datetime import date

import pytest

from accounts.domain.users import system_operator
from succession.domain import asking, simulating
from succession.models import Simulation
from talent.models import Employee, ReviewCycle
from tests import factories
from tests.succession import cast
from tests.talent import documents
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db
ON = "2026-08-03"


@pytest.fixture
def posts():
    """Two posts, the second held by Alya, and Budi beside her in the pool."""
    agency = factories.agency()
    found = [cast.post(agency, "A", vacant_from=date(2026, 5, 1)), cast.post(agency, "B")]
    cast.candidate(agency, name="Alya", position="Kepala Dinas B")
    cast.candidate(agency, name="Budi")
    factories.established_cycle(agency)
    return found


def asked(client, *posts, name="Rencana A", **other):
    given = {"name": name, "on": ON, "posts": [post.pk for post in posts]} | other
    return client.post("/simulasi/", given)


def test_a_simulation_is_asked_read_and_found_again(staff, posts):
    answer = asked(staff, *posts)
    kept = Simulation.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/simulasi/{kept.pk}/")
    told = staff.get(answer.url).context["told"]
    # Alya serves in the second post already: she is not placed there again.
    assert [(line.post.code, line.placed.person.name) for line in told.lines] == [("A", "Alya"), ("B", "Budi")]
    assert [one.name for one in staff.get("/simulasi/").context["page"].rows] == ["Rencana A"]


def test_the_chain_of_a_choice_is_followed_and_chosen_anew(staff, posts):
    vacant, held = posts
    first = staff.get(asked(staff, vacant).url).context["told"].lines[0]
    alya = next(one for one in (first.placed.person, *first.others) if one.name == "Alya")
    one = Simulation.objects.get()
    answer = staff.post(f"/simulasi/{one.pk}/rantai/", {"post": vacant.pk, "person": alya.pk, "depth": 2})
    told = staff.get(answer.url).context["told"]
    assert [(line.post.pk, line.placed and line.placed.person.name) for line in told.lines] == [
        (vacant.pk, "Alya"),
        (held.pk, "Budi"),
    ]


def test_somebody_is_chosen_for_a_post_and_each_step_says_what_stays_covered(staff, posts):
    vacant, held = posts
    alya = Employee.objects.get(name="Alya")
    given = {"name": "Alya ke A", "on": ON, "post": vacant.pk, "nip": alya.nip, "depth": 2}
    answer = staff.post("/simulasi/rantai/", given)
    told = staff.get(answer.url).context["told"]
    assert [(line.post.code, line.placed.person.name) for line in told.lines] == [("A", "Alya"), ("B", "Budi")]
    # With Alya gone Budi could still take either post; with Budi gone nobody could.
    assert [(line.covered, line.watched, [post.code for post in line.lost]) for line in told.lines] == [
        (2, 2, []),
        (0, 2, ["A", "B"]),
    ]
    line = staff.get(f"{answer.url}ekspor.csv").content.decode("utf-8-sig").splitlines()[2]
    assert line.endswith(",0,2,Kepala Dinas A; Kepala Dinas B,0,tidak,,kepka-411-2025 v1")
    assert held.pk == told.lines[1].post.pk
    refused = staff.post("/simulasi/rantai/", given | {"nip": "1" * 18})
    assert (refused.status_code, list(refused.context["chain"].errors)) == (422, ["nip"])
    assert Simulation.objects.count() == 1


def test_the_api_simulates_reads_compares_and_lists(staff, posts, sign_in):
    vacant, held = posts
    alya = Employee.objects.get(name="Alya")
    body = {"agency": vacant.agency_id, "name": "Bersama", "on": ON, "posts": [vacant.pk, held.pk]}
    both = staff.post("/api/v1/simulations/", body, content_type="application/json")
    assert both.status_code == 201
    assert [post["placed"]["employee"]["name"] for post in both.json()["posts"]] == ["Alya", "Budi"]
    body = {"agency": vacant.agency_id, "name": "Rantai", "on": ON, "post": vacant.pk, "employee": alya.pk}
    chain = staff.post("/api/v1/simulations/cascades/", body, content_type="application/json").json()
    assert [(post["covered"], post["watched"]) for post in chain["posts"]] == [(2, 2), (0, 2)]
    again = staff.post("/api/v1/simulations/cascades/", body, content_type="application/json").json()
    address = f"/api/v1/simulations/{chain['id']}/?beside={again['id']}"
    told = staff.get(address).json()
    assert [post["beside"]["employee"]["name"] for post in told["posts"]] == ["Alya", "Budi"]
    assert staff.get(f"/api/v1/simulations/{chain['id']}/?beside={both.json()['id']}").status_code == 404
    assert [one["id"] for one in staff.get("/api/v1/simulations/?kind=CASCADE").json()["results"]] == [
        again["id"],
        chain["id"],
    ]
    foreign = cast.post(factories.other_agency(), "X")
    wrong = staff.post("/api/v1/simulations/cascades/", body | {"post": foreign.pk}, content_type="application/json")
    assert (wrong.status_code, Simulation.objects.count()) == (400, 3)
    assert sign_in("BKD_STAFF", factories.other_agency()).get(address).status_code == 404


def test_two_are_held_side_by_side(staff, posts):
    asked(staff, *posts)
    asked(staff, posts[0], name="Rencana B")
    second, first = Simulation.objects.all()
    told = staff.get(f"/simulasi/{second.pk}/?banding={first.pk}").context["told"]
    assert [line.beside.person.pk for line in told.lines] == [first.rows[0]["placed"]["person"]]
    page = staff.get(f"/simulasi/{first.pk}/?banding={second.pk}")
    assert "Hapus saringan" not in page.content.decode()


def test_the_comparison_says_what_either_fills_or_leaves_alone_and_the_totals_of_both(staff, posts):
    asked(staff, *posts)
    alya, budi = Employee.objects.get(name="Alya"), Employee.objects.get(name="Budi")
    first = Simulation.objects.get()
    extra = cast.post(factories.agency(), "C")
    seat = first.rows[0]["placed"] | {"person": budi.pk, "box": 5, "score": 70.5}
    other = Simulation.objects.get()
    other.pk, other.name = None, "Rencana B"
    other.rows = [first.rows[0] | {"placed": seat}, first.rows[0] | {"post": extra.pk, "placed": None, "others": []}]
    other.emptied = [{"post": posts[1].pk, "person": alya.pk, "eligible": 0, "unsure": 0}]
    other.save(force_insert=True)

    def beside(one, held):
        page = staff.get(f"/simulasi/{one.pk}/?banding={held.pk}")
        return page.context["told"].beside, page.content.decode()

    there, body = beside(first, other)
    found = [(pair.post.code, pair.where, pair.same, pair.here and pair.here.person.name) for pair in there.pairs]
    assert found == [("A", "BOTH", False, "Alya"), ("B", "HERE", False, "Budi"), ("C", "THERE", False, None)]
    assert (there.posts, there.left, there.totals.filled, there.totals.boxes, there.totals.score) == (2, 1, 1, 5, 70.5)
    assert (there.left_here, there.left_there) == ([], [posts[1]])
    words = ("berbeda</span>", "<td>hanya di Rencana A</td>", "<td>hanya di Rencana B</td>", ">kosong<", ">70,50<")
    assert [body.count(word) for word in words] == [1, 1, 1, 1, 1]
    assert "Ditinggalkan hanya di Rencana B: Kepala Dinas B" in body
    here, body = beside(other, first)
    found = [(pair.post.code, pair.where, pair.there and pair.there.person.name) for pair in here.pairs]
    assert found == [("A", "BOTH", "Alya"), ("C", "HERE", None), ("B", "THERE", "Budi")]
    assert (here.posts, here.totals.filled, here.left_here, here.left_there) == (2, 2, [posts[1]], [])
    same, _body = beside(first, _copy(first))
    assert [(pair.where, pair.same) for pair in same.pairs] == [("BOTH", True), ("BOTH", True)]


def test_how_many_posts_had_nobody_before_the_chain_is_said_apart_from_those_it_takes_from(staff):
    """Nobody has served in health: its post has no successor whatever the chain does."""
    agency = factories.agency()
    vacant, _held = cast.post(agency, "A"), cast.post(agency, "B")
    cast.post(agency, "C", job_family="kesehatan")
    alya = cast.candidate(agency, name="Alya", position="Kepala Dinas B")
    cast.candidate(agency, name="Budi")
    factories.established_cycle(agency)
    asked = {"agency": agency, "name": "Bila Alya", "post": vacant, "person": alya.pk, "on": date(2026, 8, 3)}
    kept = simulating.cascade(**asked, picks={}, depth=3, by=system_operator())
    page = staff.get(f"/simulasi/{kept.pk}/")
    told = page.context["told"]
    assert [(line.covered, line.watched, len(line.lost)) for line in told.lines] == [(2, 3, 0), (0, 3, 2)]
    assert (told.without, "1 JPT sudah tanpa calon sebelum rantai ini" in page.content.decode()) == (1, True)


def test_the_post_at_which_a_chain_ends_is_counted_among_those_left(staff):
    """Nobody but Alya is in the pool: nobody follows her."""
    agency = factories.agency()
    vacant, held = cast.post(agency, "A"), cast.post(agency, "B")
    alya = cast.candidate(agency, name="Alya", position="Kepala Dinas B")
    factories.established_cycle(agency)
    asked = {"agency": agency, "name": "Bila Alya", "post": vacant, "person": alya.pk, "on": date(2026, 8, 3)}
    kept = simulating.cascade(**asked, picks={}, depth=3, by=system_operator())
    page = staff.get(f"/simulasi/{kept.pk}/")
    told = page.context["told"]
    assert [line.post for line in told.unfilled] == [held]
    assert [(left.post, left.person, left.eligible) for left in told.emptied] == [(held, alya, 0)]
    assert "Tidak ada jabatan berpersyaratan" not in page.content.decode()


def _copy(one):
    found = Simulation.objects.get(pk=one.pk)
    found.pk = None
    found.save(force_insert=True)
    return found


def test_what_is_missing_is_said_on_the_form_and_nothing_is_kept(staff, posts):
    answer = asked(staff)
    assert answer.status_code == 422
    assert "posts" in answer.context["form"].errors
    assert not Simulation.objects.exists()


def test_one_is_taken_away_as_a_file(staff, posts):
    asked(staff, *posts)
    answer = staff.get(f"/simulasi/{Simulation.objects.get().pk}/ekspor.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("A,Kepala Dinas A,")
    policy = ReviewCycle.objects.get().run.policy_name
    assert [line.rpartition(",")[2] for line in lines] == ["Kebijakan", policy, policy]
    shown = staff.get(f"/simulasi/{Simulation.objects.get().pk}/").content.decode()
    assert f"Kotak dan nilai talenta menurut kebijakan {policy}." in shown


def test_other_agencies_and_other_roles_see_none(staff, posts, sign_in):
    asked(staff, *posts)
    one = Simulation.objects.get()
    other = sign_in("BKD_STAFF", factories.other_agency())
    assert other.get(f"/simulasi/{one.pk}/").status_code == 404
    assert list(other.get("/simulasi/").context["page"].rows) == []
    assert sign_in("PPK").get(f"/simulasi/{one.pk}/").status_code == 200
    assert list(sign_in("AUDITOR").get("/simulasi/").context["page"].rows) == [one]
    assert sign_in("SELECTION_COMMITTEE").get("/simulasi/").status_code == 403


def test_who_is_eligible_only_by_a_document_is_counted_and_marked(staff, posts):
    """Alya is freed of the limit of age; what was kept before that was asked says nothing of it."""
    alya = Employee.objects.get(name="Alya")
    factories.write("attestations", alya, kind="HEALTH", passed=False, true_from=date(2026, 2, 5))
    given = {"number": "B-7", "granted": date(2026, 7, 1), "since": date(2026, 1, 1), "until": None}
    given |= {"authority": "Kepala BKN", "grounds": "Dibutuhkan.", "document": ("izin.pdf", documents.pdf())}
    asking.waive(agency=alya.agency, person=alya, code="health", by=factories.user("BKD_HEAD", alya.agency), **given)
    address = asked(staff, *posts).url
    page = staff.get(address)
    told = page.context["told"]
    assert [(line.eligible, line.waived, line.placed.waived) for line in told.lines] == [(2, 1, True), (1, 0, False)]
    assert [(left.post.code, left.eligible, left.waived) for left in told.emptied] == []
    text = page.content.decode()
    assert (text.count("1 di antaranya dengan pengecualian"), text.count(">dengan pengecualian<")) == (1, 2)
    lines = staff.get(f"{address}ekspor.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[-4:-1] for line in lines[1:]] == [["1", "ya", "ya"], ["0", "tidak", "tidak"]]
    kept = Simulation.objects.get()
    answer = staff.get(f"/api/v1/simulations/{kept.pk}/").json()
    assert [(one["waived"], one["placed"]["waived"]) for one in answer["posts"]] == [(1, True), (0, False)]
    rows = [dict(row, placed={**row["placed"]}) for row in kept.rows]
    for row in rows:
        del row["waived"], row["placed"]["waived"], row["alone"]["waived"]
    kept.pk, kept.rows = None, rows
    kept.save(force_insert=True)
    old = staff.get(f"/simulasi/{kept.pk}/")
    assert [(line.waived, line.placed.waived) for line in old.context["told"].lines] == [(None, None)] * 2
    assert "dengan pengecualian" not in old.content.decode()


def test_one_is_computed_again_on_its_page_and_by_the_api_and_what_was_changed_is_said(staff, posts, auditor, ppk):
    asked(staff, *posts)
    one = Simulation.objects.get()
    at = f"/simulasi/{one.pk}/putar-ulang/"
    for reader in (staff, auditor):
        page = reader.post(at)
        assert (page.context["result"].identical, page.context["event"].payload["differences"]) == (True, 0)
    assert ppk.post(at).status_code == 403
    with triggers_off():
        execute("UPDATE succession_simulation SET rows = %s", json.dumps([one.rows[0] | {"eligible": 9}, one.rows[1]]))
    said = f"jabatan nomor {posts[0].pk}: eligible 9 → 2"
    assert f"<li>{said}</li>" in auditor.post(at).content.decode()
    answer = auditor.post(f"/api/v1/simulations/{one.pk}/replay/", content_type="application/json").json()
    assert (answer["identical"], answer["kept"], answer["differences"]) == (False, True, [said])


def test_many_posts_are_paged(staff, posts):
    asked(staff, *posts)
    one = Simulation.objects.get()
    left = {"post": posts[1].pk, "person": Employee.objects.get(name="Alya").pk, "eligible": 0, "unsure": 0}
    with triggers_off():
        rows, emptied = json.dumps(one.rows * 30), json.dumps([left] * 51)
        execute("UPDATE succession_simulation SET rows = %s, emptied = %s", rows, emptied)
    first = staff.get(f"/simulasi/{one.pk}/").context
    assert (len(first["page"].rows), len(first["emptied"].rows), len(first["told"].lines)) == (50, 50, 60)
    rest = staff.get(f"/simulasi/{one.pk}/?mulai=50&kosong=50").context
    assert (len(rest["page"].rows), len(rest["emptied"].rows)) == (10, 1)
