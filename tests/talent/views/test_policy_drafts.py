"""A draft through its pages: what is typed stays, mistakes stand at their field, the head publishes."""

import re
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Event
from rules.policy import NATIONAL, Policy
from talent.interfaces import policy_form
from talent.models import PolicyDraft, ScoringPolicy
from tests import factories
from tests.conftest import SignIn
from tests.factories import ON

pytestmark = pytest.mark.django_db
KEPKA = (NATIONAL / "kepka-411-2025.yaml").read_text(encoding="utf-8")
POLICIES = sorted(NATIONAL.rglob("*.yaml"))
TOP = "isi:cutoffs/potential/top"
RATING = "isi:performance/components/0"


def started(client: Client, **given: Any) -> PolicyDraft:
    response = client.post("/kebijakan/", {"source": "national:kepka-411-2025"} | given)
    draft = PolicyDraft.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, f"/kebijakan/draf/{draft.pk}/")
    return draft


def fields(draft: PolicyDraft) -> dict[str, Any]:
    """Everything the form would send back untouched."""
    form = policy_form.form_of(draft.document)
    assert form is not None
    sent: dict[str, Any] = {"version": str(draft.version), "isi:kotak": "1"}
    for part in form.parts():
        for one in part.fields:
            sent[one.name] = one.chosen if one.kind == "boxes" else one.value
    return sent


def saved(client: Client, draft: PolicyDraft, **changed: Any) -> Any:
    response = client.post(f"/kebijakan/draf/{draft.pk}/", fields(draft) | changed)
    draft.refresh_from_db()
    return response


def simulated(client: Client, draft: PolicyDraft, callbacks: Any) -> None:
    with callbacks(execute=True):
        client.post(f"/kebijakan/draf/{draft.pk}/simulasikan/", {"on": ON.isoformat()})
    draft.refresh_from_db()
    assert draft.simulated_digest


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_a_form_sent_back_untouched_changes_no_letter(staff: Client, file: Any) -> None:
    text = file.read_text(encoding="utf-8")
    draft = started(staff, file=SimpleUploadedFile("x.yaml", text.encode()))
    assert draft.document == text
    assert saved(staff, draft).status_code == 302
    assert draft.document == text
    assert staff.get(f"/kebijakan/draf/{draft.pk}/?bentuk=yaml").content.decode() == text


def test_every_kind_of_field_changes_the_document_and_the_text_shows_it(staff: Client) -> None:
    draft = started(staff)
    changed = {
        f"{RATING}/weight": "55,5",
        "isi:performance/components/1/weight": "19,5",
        f"{RATING}/scale/BAIK": "85",
        f"{RATING}/scale/CUKUP": "",
        f"{RATING}/years": "60 + 40",
        f"{RATING}/grace": "03-31",
        "isi:performance/components/1/window_years": "7",
        "isi:cutoffs/performance/middle": "70",
        "isi:cutoffs/performance/top": "85",
        TOP: "77,25",
        "isi:pool/boxes": ["8", "9"],
        "isi:pool/valid_years": "2",
        "isi:effective_from": "2027-01-01",
        "isi:effective_to": "2027-12-31",
        "isi:potential/components/1/components/0/bands": "5 : 100\n0 : 12,5",
        "isi:title/id": "Kebijakan kami: yang baru",
    }
    assert saved(staff, draft, **changed).status_code == 302
    policy = Policy.parse(draft.document, "x")
    rating, awards = policy.performance.children[:2]
    assert [float(child.weight) for child in (rating, awards)] == [55.5, 19.5]
    assert (float(rating.settings.scale["BAIK"]), "CUKUP" in rating.settings.scale) == (85, False)
    assert ([float(year) for year in rating.settings.years], rating.settings.grace) == ([0.6, 0.4], (3, 31))
    assert awards.settings.window_years == 7
    assert [float(policy.cutoffs["performance"].middle), float(policy.cutoffs["potential"].top)] == [70, 77.25]
    assert (policy.pool_boxes, policy.pool_valid_years) == ((8, 9), 2)
    assert (str(policy.effective_from), str(policy.effective_to)) == ("2027-01-01", "2027-12-31")
    assert policy.potential.children[1].children[0].settings.bands == ((5, 100), (0, Fraction("12.5")))
    assert policy.title.id == "Kebijakan kami: yang baru"
    assert "# The composition of both axes" in draft.document
    page = staff.get(f"/kebijakan/draf/{draft.pk}/?bagian=yaml").content.decode()
    assert "top: 77.25" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "bobot berjumlah 101, seharusnya 100"), ("en", "weights add up to 101, not 100")],
)
def test_a_wrong_sum_stands_at_its_branch_and_what_was_typed_is_kept(staff: Client, language: str, words: str) -> None:
    staff.cookies["django_language"] = language
    draft = started(staff)
    response = saved(staff, draft, **{f"{RATING}/weight": "61"})
    root = response.context["form"].performance[0]
    assert (response.status_code, root.faults, root.right) == (422, [words], False)
    assert root.total == "101"
    assert Policy.parse(draft.document.replace("weight: 61", "weight: 60"), "x")


def test_what_is_no_number_stands_at_its_field_with_what_was_typed(staff: Client) -> None:
    draft = started(staff)
    response = saved(
        staff, draft, **{TOP: "delapan puluh", f"{RATING}/scale/BAIK": "-3", "isi:effective_from": "besok"}
    )
    wrong = {
        one.name: (one.value, one.faults)
        for part in response.context["form"].parts()
        for one in part.fields
        if one.faults
    }
    assert wrong == {
        "isi:effective_from": ("besok", ["“effective_from” harus tanggal YYYY-MM-DD"]),
        TOP: ("delapan puluh", ["“top” harus angka"]),
        f"{RATING}/scale/BAIK": ("-3", ["“BAIK” di luar batas: -3"]),
    }
    text = response.content.decode()
    assert 'value="delapan puluh"' in text
    assert text.count('aria-invalid="true"') == 3
    assert not re.search("<script|<style|style=", text.partition("<main")[2].partition("</main")[0])


def test_a_text_that_is_no_yaml_is_kept_and_its_line_is_named(staff: Client) -> None:
    draft = started(staff)
    response = staff.post(f"/kebijakan/draf/{draft.pk}/", {"version": "1", "document": "code: [\nx"})
    draft.refresh_from_db()
    assert (response.status_code, draft.document) == (422, "code: [\nx")
    assert "baris 2" in response.content.decode()
    assert "bukan YAML" in staff.get(f"/kebijakan/draf/{draft.pk}/").content.decode()


def test_the_direct_route_and_back_loses_nothing(staff: Client) -> None:
    draft = started(staff)
    before = Policy.parse(draft.document, "x")
    assert saved(staff, draft, **{"isi:performance/route": "direct"}).status_code == 302
    assert Policy.parse(draft.document, "x").direct
    assert saved(staff, draft, **{"isi:performance/route": "score"}).status_code == 302
    assert Policy.parse(draft.document, "x").digest == before.digest


def test_an_example_on_the_direct_route_gets_the_national_tree_for_a_score(staff: Client) -> None:
    draft = started(staff, source="example:balangan")
    assert saved(staff, draft, **{"isi:performance/route": "score"}).status_code == 302
    assert Policy.parse(draft.document, "x").performance.children[0].id == "rating"


def tops(draft: PolicyDraft) -> list[str]:
    return [top.id for top in Policy.parse(draft.document, "x").performance.children]


def test_a_component_is_taken_away_with_its_button_and_what_else_was_typed_is_kept(staff: Client) -> None:
    draft = started(staff)
    response = saved(staff, draft, tindakan="hapus:performance/components/3", **{f"{RATING}/weight": "70"})
    assert (response.status_code, tops(draft)) == (302, ["rating", "awards", "teamwork_assignments"])


def test_components_step_up_and_down_and_into_other_branches(staff: Client) -> None:
    draft = started(staff)
    assert saved(staff, draft, tindakan="turun:performance/components/0").status_code == 302
    assert tops(draft) == ["awards", "rating", "teamwork_assignments", "feedback"]
    assert saved(staff, draft, tindakan="naik:performance/components/2").status_code == 302
    assert tops(draft) == ["awards", "teamwork_assignments", "rating", "feedback"]
    place = "potential/components/1/components/0"
    moved = saved(staff, draft, tindakan=f"pindah:{place}", **{f"ke:{place}": "potential/components/2"})
    assert moved.status_code == 302
    axis = Policy.parse(draft.document, "x").potential
    assert [[node.id for node in branch.children] for branch in axis.children[1:3]] == [
        ["certificates"],
        ["tenure", "post_diversity", "acting_posts", "courses"],
    ]


def test_a_component_is_added_with_the_settings_that_the_national_policy_gives_its_source(staff: Client) -> None:
    draft = started(staff)
    new = {"baru:performance:source": "courses", "baru:performance:weight": "10", "baru:performance:id": "Kursus"}
    added = saved(staff, draft, tindakan="tambah:performance", **new, **{f"{RATING}/weight": "50"})
    assert added.status_code == 302
    leaf = Policy.parse(draft.document, "x").performance.children[-1]
    assert (leaf.id, leaf.label.id, leaf.label.en, leaf.source) == (
        "courses_2", "Kursus", "Courses and training taken", "courses"
    )  # fmt: skip
    assert (leaf.settings.window_years, leaf.settings.bands[0]) == (3, (8, 100))
    page = staff.get(f"/kebijakan/draf/{draft.pk}/").content.decode()
    assert 'id="bagian-performance-components-4"' in page


def test_a_group_is_added_filled_and_its_sum_shown(staff: Client) -> None:
    draft = started(staff)
    new = {"baru:potential:source": "group", "baru:potential:weight": "10"}
    empty = saved(staff, draft, tindakan="tambah:potential", **new)
    assert empty.status_code == 422
    filled = saved(
        staff,
        draft,
        tindakan="pindah:potential/components/1",
        **{"ke:potential/components/1": "potential/components/7", "isi:potential/components/7/ratio": "true"},
    )
    assert (filled.status_code, Policy.parse(draft.document, "x").potential.children[-1].children[0].id) == (
        302,
        "development",
    )


@pytest.mark.parametrize(
    ("act", "more", "words"),
    [
        ("tambah:performance", {}, "Pilih dahulu sumber nilai komponen yang baru."),
        (
            "pindah:potential/components/1",
            {"ke:potential/components/1": "potential/components/1"},
            "Komponen tidak dapat dipindahkan ke dalam dirinya sendiri.",
        ),
    ],
)
def test_what_cannot_be_done_to_the_tree_is_said_and_nothing_is_saved(
    staff: Client, act: str, more: dict[str, str], words: str
) -> None:
    draft = started(staff)
    response = saved(staff, draft, tindakan=act, **more, **{TOP: "91"})
    assert (response.status_code, response.context["problem"], draft.version) == (422, words, 1)
    values = {one.name: one.value for part in response.context["form"].parts() for one in part.fields}
    assert values[TOP] == "91"


@pytest.mark.parametrize(
    "act", ["naik:performance/components/9", "hapus:performance", "naik", "lompat:potential", "x:y:z"]
)
def test_a_button_that_there_is_not_changes_nothing(staff: Client, act: str) -> None:
    draft = started(staff)
    before = draft.document
    assert (saved(staff, draft, tindakan=act).status_code, draft.document == before) == (302, True)


def test_who_saves_second_keeps_what_they_typed_on_the_page_and_changes_nothing(staff: Client, head: Client) -> None:
    draft = started(staff)
    mine = fields(draft) | {TOP: "91"}
    saved(head, draft, **{TOP: "88"})
    response = staff.post(f"/kebijakan/draf/{draft.pk}/", mine)
    draft.refresh_from_db()
    assert (response.status_code, "top: 88" in draft.document) == (409, True)
    values = {one.name: one.value for part in response.context["form"].parts() for one in part.fields}
    assert values[TOP] == "91"
    text = staff.post(f"/kebijakan/draf/{draft.pk}/", {"version": "1", "document": "ketikan saya"})
    assert (text.status_code, text.context["document"]) == (409, "ketikan saya")


def test_the_whole_way_from_a_draft_to_a_map_that_names_the_new_version(
    staff: Client, head: Client, django_capture_on_commit_callbacks: Any
) -> None:
    people = [factories.assessed(factories.employee(), level=level) for level in (5, 2)]
    draft = started(staff)
    address = f"/kebijakan/draf/{draft.pk}/"
    saved(staff, draft, **{"isi:effective_from": "2026-01-01", "isi:cutoffs/potential/middle": "50", TOP: "60"})
    page = head.get(f"{address}?bagian=terbit")
    assert "Draf ini belum disimulasikan." in page.content.decode()
    simulated(staff, draft, django_capture_on_commit_callbacks)
    found = staff.get(f"{address}?bagian=simulasi")
    assert (found.context["outcome"].moved, [row.employee_id for row in found.context["page"].rows]) == (
        1,
        [people[1].pk],
    )
    assert "Dengan draf ini 1 dari 2 pegawai berpindah kotak; kotak 9 dari 1 menjadi 2." in found.content.decode()
    narrowed = staff.get(f"{address}?bagian=simulasi&dari=9&ke=7")
    assert narrowed.context["page"].rows == []
    refused = staff.post(f"{address}terbitkan/", {"token": page.context["token"]})
    assert refused.status_code == 403
    stale = head.post(f"{address}terbitkan/", {"token": page.context["token"]})
    assert (stale.status_code, ScoringPolicy.objects.exists()) == (409, False)
    token = head.get(f"{address}?bagian=terbit").context["token"]
    done = head.post(f"{address}terbitkan/", {"token": token})
    assert done["Location"] == "/kebijakan/kaltim/?versi=1"
    assert head.get(done["Location"]).context["policy"].version == 1
    cycle = factories.mapped_cycle(name="Sesudah")
    assert "kaltim v1" in staff.get(f"/siklus/{cycle.pk}/").content.decode()
    assert "kaltim v1" in staff.get(f"/pegawai/{people[0].pk}/").content.decode()


def test_the_export_names_both_policies_and_leaves_its_event(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = factories.assessed(factories.employee(), level=2)
    draft = started(staff)
    saved(staff, draft, **{"isi:cutoffs/potential/middle": "50", TOP: "60"})
    simulated(staff, draft, django_capture_on_commit_callbacks)
    response = staff.get(f"/kebijakan/draf/{draft.pk}/ekspor.csv")
    head, row = response.content.decode("utf-8-sig").splitlines()
    assert head == "NIP,Nama,Jabatan,Unit,kepka-411-2025 v1,draf kaltim"
    assert (row.split(",")[0], row.split(",")[-2:]) == (person.nip, ["7", "9"])
    event = Event.objects.get(kind="talent.policy.moves_exported")
    assert event.payload == {"form": "csv", "rows": 1}
    assert staff.get(f"/kebijakan/draf/{draft.pk}/ekspor.xlsx").content[:2] == b"PK"


def test_a_draft_is_deleted_by_its_page(staff: Client) -> None:
    draft = started(staff)
    assert staff.post(f"/kebijakan/draf/{draft.pk}/hapus/")["Location"] == "/kebijakan/"
    assert not PolicyDraft.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a" * 900_000])
def test_a_file_that_is_no_text_or_too_long_is_refused_with_the_reason(staff: Client, content: bytes) -> None:
    response = staff.post("/kebijakan/", {"file": SimpleUploadedFile("x.yaml", content)})
    assert (response.status_code, len(response.context["form"].non_field_errors())) == (422, 1)


def test_a_text_nested_too_deeply_is_not_kept_and_a_stored_one_can_be_opened_and_deleted(staff: Client) -> None:
    deep = "[" * 5_000
    words = "Dokumen tidak disimpan: baris 1, susunan terlalu dalam."
    response = staff.post("/kebijakan/", {"file": SimpleUploadedFile("x.yaml", deep.encode())})
    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [words])
    draft = started(staff)
    response = staff.post(f"/kebijakan/draf/{draft.pk}/", {"version": 1, "document": deep})
    assert (response.status_code, words in response.content.decode()) == (422, True)
    # As one of them was kept before such texts were refused.
    PolicyDraft.objects.filter(pk=draft.pk).update(document=deep)
    for part in ("susunan", "yaml", "simulasi", "terbit"):
        response = staff.get(f"/kebijakan/draf/{draft.pk}/?bagian={part}")
        assert (response.status_code, "usunan terlalu dalam" in response.content.decode()) == (200, True)
    assert staff.post(f"/kebijakan/draf/{draft.pk}/hapus/").status_code == 302
    assert not PolicyDraft.objects.exists()


def test_drafts_are_for_those_who_write_them(sign_in: SignIn, staff: Client) -> None:
    draft = started(staff)
    committee, stranger = sign_in("TALENT_COMMITTEE"), sign_in("BKD_HEAD", factories.other_agency())
    assert committee.get("/kebijakan/").context["form"] is None
    for client in (committee, stranger):
        assert client.get(f"/kebijakan/draf/{draft.pk}/").status_code == 404
    assert list(stranger.get("/kebijakan/").context["page"].rows) == []


def test_the_number_of_queries_does_not_grow_with_the_rows(
    staff: Client, django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    counts = []
    for _round in range(2):
        people = 1 if not counts else 2
        for _person in range(people):
            factories.assessed(factories.employee(), level=2)
        draft = started(staff)
        saved(staff, draft, **{"isi:cutoffs/potential/middle": "50", TOP: "60", "isi:effective_from": "2026-01-01"})
        simulated(staff, draft, django_capture_on_commit_callbacks)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        seen = []
        for address in ("/kebijakan/", f"/kebijakan/draf/{draft.pk}/", f"/kebijakan/draf/{draft.pk}/?bagian=simulasi"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert staff.get(address).status_code == 200
            seen.append(len(queries))
        counts.append(seen)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
