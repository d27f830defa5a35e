"""Stage scores that a BKD types in stand on a document, which is read wherever they are."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.errors import Invalid
from succession.domain import selection
from succession.interfaces.filling_papers import paper
from succession.models import StageScore, Vacancy
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.pdf_text import words

pytestmark = pytest.mark.django_db

BY = system_operator
LETTER, DAY = cast.LETTER["number"], "28 Juli 2026"
LISTED = "Dokumen dasar nilai yang tidak diberikan panitia:"


def screened() -> Vacancy:
    """Three applicants who were checked."""
    agency = factories.agency()
    vacancy = cast.announced(agency)
    cast.applied(vacancy, [cast.candidate(agency) for _place in range(3)])
    selection.screen(vacancy=vacancy, by=BY())
    return vacancy


@pytest.mark.parametrize(
    ("said", "code"),
    [({"number": "  "}, "no_number"), ({"dated": timezone.localdate() + timedelta(days=2)}, "future_date")],
)
def test_without_its_number_or_of_a_day_to_come_nothing_is_written(said: dict[str, Any], code: str) -> None:
    one = screened().applications.first()
    assert one is not None
    with pytest.raises(Invalid) as refused:
        cast.scored(one, 80, **said)
    assert (refused.value.code, StageScore.objects.count()) == (code, 0)


def test_the_document_is_read_on_the_page_in_the_api_and_in_the_papers(sign_in: SignIn) -> None:
    vacancy = screened()
    for place, one in enumerate(vacancy.applications.order_by("id")):
        cast.scored(one, *[90 - place] * 4)
    last = one
    corrected = {"number": "800/13", "dated": date(2026, 7, 29), "reason": "Salah salin dari surat."}
    cast.scored(last, 91, **corrected)
    staff = sign_in("BKD_STAFF", vacancy.agency)
    page = staff.get(f"/lamaran/{last.pk}/").content.decode()
    assert (page.count(f"menurut {LETTER}, {DAY}"), page.count("menurut 800/13, 29 Juli 2026")) == (4, 1)
    told = staff.get(f"/api/v1/applications/{last.pk}/").json()["scores"]
    assert [(row["number"], row["dated"]) for row in told] == [
        ("800/13", "2026-07-29"),
        *[(LETTER, "2026-07-28")] * 4,
    ]
    selection.rank(vacancy=vacancy, by=BY())
    written = paper("daftar-panjang", vacancy, BY())
    assert written is not None
    # Of the first stage two documents count: one applicant's score was corrected by another.
    said = words(written).split(LISTED)[1]
    assert (said.count(LETTER), said.count("800/13")) == (4, 1)


def test_scores_from_before_documents_were_asked_for_name_none(sign_in: SignIn) -> None:
    vacancy = screened()
    given = {"score": Decimal(80), "by": BY(), "at": timezone.now()}
    StageScore.objects.bulk_create(
        StageScore(application=one, stage=stage, **given)
        for one in vacancy.applications.all()
        for stage in cast.WEIGHTS
    )
    selection.rank(vacancy=vacancy, by=BY())
    written = paper("daftar-panjang", vacancy, BY())
    assert written is not None
    assert LISTED not in words(written)
    one = vacancy.applications.first()
    assert one is not None
    page = sign_in("BKD_STAFF", vacancy.agency).get(f"/lamaran/{one.pk}/").content.decode()
    assert page.count("menurut ") == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        StageScore.objects.create(application=one, stage="paper", number="800/1", **given)
