"""A policy page: the tree with weights and scales, whom it concerns, and the document itself."""

import pytest

from rules.policy import Policy, shipped_policies
from talent.domain import policies as domain
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

NATIONAL = "kepka-411-2025"


def own_policy(of):
    document = shipped_policies()[-1].text.replace(f"code: {NATIONAL}", "code: kebijakan-sendiri")
    domain.publish(document=document, name="x.yaml", agency=of, by=factories.users.system_operator())


def test_the_tree_shows_weights_scales_and_where_they_come_from(staff):
    response = staff.get(f"/kebijakan/{NATIONAL}/")
    performance = response.context["axes"][0][1]
    assert [(row["label"].id, row["weight"], row["verified"]) for row in performance] == [
        ("Kinerja", None, False),
        ("Predikat kinerja", 60.0, False),
        ("Penghargaan", 15.0, False),
        ("Penugasan dalam tim kerja", 15.0, False),
        ("Umpan balik 360°", 10.0, False),
    ]
    assert (performance[2]["scale"], performance[2]["source"]) == (
        "internasional 100 · nasional 75 · lintas instansi 50 · instansi 25 · tidak ada 0",
        "5 tahun terakhir",
    )


@pytest.mark.parametrize(
    ("language", "note", "of_a_component"),
    [
        ("id", "Susunan komponen, bobot, dan skala dibaca dari tiga", "padanan resminya belum ditemukan"),
        ("en", "The components, weights and scales were read in three", "its official equivalent has not been found"),
    ],
)
def test_the_notes_are_in_the_readers_language(staff, language, note, of_a_component):
    staff.cookies["django_language"] = language
    page = staff.get(f"/kebijakan/{NATIONAL}/").content.decode()
    assert note in page
    assert of_a_component in page


def test_the_document_leaves_as_it_was_published(staff):
    response = staff.get(f"/kebijakan/{NATIONAL}/?bentuk=yaml")
    assert response["Content-Disposition"] == 'attachment; filename="kepka-411-2025-v1.yaml"'
    assert Policy.parse(response.content.decode(), "x").digest == shipped_policies()[-1].digest


def test_an_agencys_policy_is_read_by_those_it_concerns(staff, sign_in: SignIn):
    own_policy(factories.agency())
    person = factories.employee()
    assert staff.get("/kebijakan/kebijakan-sendiri/").status_code == 200
    assert sign_in("EMPLOYEE", person=person).get("/kebijakan/kebijakan-sendiri/").status_code == 200
    assert sign_in("BKD_STAFF", factories.other_agency()).get("/kebijakan/kebijakan-sendiri/").status_code == 404
    assert sign_in("ADMINISTRATOR").get("/kebijakan/kebijakan-sendiri/").status_code == 404


def test_a_cycle_shows_the_policy_of_its_run(staff):
    cycle = factories.mapped_cycle()
    own_policy(factories.agency())
    assert staff.get(f"/kebijakan/{cycle.pk}/").context["policy"].code == NATIONAL
    later = factories.cycle(name="Siklus berikut")
    assert staff.get(f"/kebijakan/{later.pk}/").context["policy"].code == "kebijakan-sendiri"


def test_what_nobody_knows_is_not_found(staff):
    assert staff.get("/kebijakan/tidak-ada/").status_code == 404
    assert staff.get("/kebijakan/999999/").status_code == 404
