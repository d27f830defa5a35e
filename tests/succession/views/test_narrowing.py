"""The pages on which a gate is narrowed: freezes, the agency's own conditions, the correction of a paper."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from succession.models import ApprovalRecord, GateConditionRecord, GateFreezeRecord, MeritPaper
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db


def pdf():
    return SimpleUploadedFile("surat.pdf", documents.pdf(), "application/pdf")


def test_the_bkd_records_a_freeze_and_its_head_what_the_agency_asks_beyond_the_law(staff, head):
    factories.agency()
    begun = {"beku-kind": "PILKADA", "beku-number": "KPU/7", "beku-since": "2024-09-22", "beku-until": "2025-02-19"}
    assert staff.post("/merit/gerbang/pembekuan/", begun | {"beku-document": pdf()}).status_code == 302
    held = GateFreezeRecord.objects.get()
    assert (held.true_from, held.true_to, held.file.name) == (date(2024, 9, 22), date(2025, 2, 19), "surat.pdf")
    decree = {"syarat-number": "800/12", "syarat-since": "2026-03-01"}
    weaker = head.post("/merit/gerbang/syarat/", decree | {"syarat-score": "249,5"})
    assert (weaker.status_code, weaker.context["own"].non_field_errors()) == (
        422,
        ["Syarat instansi hanya boleh lebih ketat dari hukum: hukum meminta 250, keputusan ini 249,5."],
    )
    assert weaker.context["own"].data["syarat-number"] == "800/12"
    assert head.post("/merit/gerbang/syarat/", decree | {"syarat-score": "300,5"}).status_code == 302
    assert GateConditionRecord.objects.get().score == 300.5
    assert staff.post("/merit/gerbang/syarat/", decree | {"syarat-score": "350"}).status_code == 403
    page = head.get("/merit/gerbang/")
    (frozen,) = page.context["freezes"]
    assert (frozen.first, frozen.last) == (date(2024, 3, 22), date(2025, 2, 19))
    assert "300,5" in page.content.decode()


def test_a_verifier_corrects_what_a_paper_is_about_and_its_copy_is_there_to_open(sign_in):
    agency = factories.agency()
    cast.post(agency)
    cast.approved(agency)
    verifier, paper = sign_in("MERIT_VERIFIER"), ApprovalRecord.objects.get()
    address = f"/merit/surat/{paper.pk}/koreksi/"
    assert verifier.get(address).context["form"].initial["dated"] == date(2026, 1, 5)
    given = {"dated": "2026-01-05", "valid_to": "2026-12-31", "posts": "JPT-01\n", "reason": "Lingkup salah dicatat."}
    unknown = verifier.post(address, given | {"posts": "JPT-99"})
    assert unknown.context["form"].non_field_errors() == ["Jabatan JPT-99 tidak tercatat pada instansi ini."]
    assert verifier.post(address, given | {"document": pdf()}).status_code == 302
    now = ApprovalRecord.objects.get(known_to=None)
    assert (now.true_to, now.posts, now.tier) == (date(2026, 12, 31), "JPT-01", None)
    ((_paper, state, copies),) = verifier.get("/merit/surat/").context["rows"]
    assert (state, copies) == ("in_force", [MeritPaper.objects.get()])
    # Somebody else's page, opened before the correction, no longer writes, and says whose correction it was.
    late = verifier.post(address, given)
    assert late.status_code == 409
    (told,) = late.context["form"].non_field_errors()
    assert "Terakhir: Catatan surat pengawas dikoreksi, oleh " in told
