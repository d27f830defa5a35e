"""A domain error reaches a person as its message, in their language, under its own status: never as a trace."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from accounts.domain.users import system_operator
from config.problems import DomainErrorMiddleware
from rules.errors import DomainError, Invalid, NotAllowed, Recused, Referred
from rules.law import NoRuleInForce
from rules.merit import MeritError
from rules.text import Text
from succession.domain.queries.blind import StillBlind
from talent.domain import cycles, policies
from tests import factories

POLICY = Path(settings.BASE_DIR) / "demo" / "policies" / "kaltim-2020.yaml"


def _request() -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoRuleInForce("nine_box", date(2019, 1, 1)), 422),
        (MeritError(Text("Level di luar 1–4.", "Level outside 1–4.")), 422),
        (Invalid("Alasan wajib diisi."), 422),
        (NotAllowed("Peran Anda tidak memuat wewenang ini."), 403),
        (DomainError("Siklus belum dipetakan."), 409),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_page_shows_the_message(error: DomainError, status: int, language: str) -> None:
    middleware = DomainErrorMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    with translation.override(language):
        response = middleware.process_exception(_request(), error)
        assert response is not None
        assert (response.status_code, str(error) in response.content.decode()) == (status, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NotAllowed("…"), "Tanyakan kepada administrator siapa yang memegang wewenang ini."),
        (Recused("…"), "Peran Anda memuat wewenang ini, tetapi dalam hal ini orang lain yang melakukannya."),
    ],
    ids=["not allowed", "recused"],
)
def test_only_who_lacks_the_permission_is_sent_to_the_administrator(error: DomainError, advice: str) -> None:
    middleware = DomainErrorMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    response = middleware.process_exception(_request(), error)
    assert response is not None
    assert f"Tidak ada yang berubah. {advice}</p>" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("error", [Referred("…"), StillBlind()], ids=["referred", "still blind"])
def test_no_advice_stands_beside_a_message_that_says_itself_who_may_or_when(error: DomainError) -> None:
    middleware = DomainErrorMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    response = middleware.process_exception(_request(), error)
    assert response is not None
    assert (response.status_code, response.content.decode().count("Tidak ada yang berubah.")) == (403, 0)


def test_the_laws_errors_speak_both_languages() -> None:
    error = NoRuleInForce("nine_box", date(2019, 1, 1))
    with translation.override("id"):
        assert str(error) == "Tidak ada aturan nine_box yang berlaku pada 2019-01-01."
    with translation.override("en"):
        assert str(error) == "No rule nine_box is in force on 2019-01-01."


@pytest.mark.django_db
def test_an_address_that_only_takes_a_form_says_so_and_the_language_leads_back_to_the_form(sign_in: Any) -> None:
    head, form = sign_in("BKD_HEAD"), "http://testserver/merit/gerbang/"
    alone = head.get("/merit/gerbang/syarat/", HTTP_REFERER="http://testserver/merit/gerbang/syarat/")
    page = alone.content.decode()
    assert (alone.status_code, alone["Allow"], page.count("hanya menerima kiriman sebuah isian")) == (405, "POST", 1)
    assert page.count(">Kembali<") == 0
    refused = head.post("/merit/gerbang/syarat/", {}, HTTP_REFERER=form)
    assert (refused.status_code, refused.content.decode().count(f'name="next" value="{form}"')) == (422, 1)


@pytest.mark.django_db
def test_what_is_no_domain_error_is_left_to_the_page_for_faults() -> None:
    middleware = DomainErrorMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    assert middleware.process_exception(_request(), RuntimeError("x")) is None


@pytest.mark.django_db
def test_a_date_before_the_law_fails_the_job_with_the_laws_message(django_capture_on_commit_callbacks: Any) -> None:
    agency, by = factories.agency(), system_operator()
    document = POLICY.read_text(encoding="utf-8").replace("effective_from: 2020-01-01", "effective_from: 2018-01-01")
    policies.publish(document=document, name="a.yaml", agency=agency, by=by)
    factories.assessed(factories.employee())
    cycle = factories.cycle(on=date(2019, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        job = cycles.start_mapping(cycle=cycle, by=by)
    job.refresh_from_db()
    cycle.refresh_from_db()
    assert (job.state, cycle.state) == ("FAILED", "OPEN")
    assert job.message.startswith("Tidak ada aturan ")
    assert "2019-01-01" in job.message
