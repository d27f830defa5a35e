"""The certificate of a route: one page, the same bytes whenever it is made, and everything that was decided on it."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
import typst
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from audit.models import Event
from rules.text import Text
from succession.domain import approvals, canonical, gate
from succession.domain.queries import vacancies
from succession.interfaces import papers
from succession.models import RouteDecision
from talent.models import EvidenceFile
from tests import factories
from tests.succession import cast
from tests.succession.reading import decoded, drawn, inflated
from tests.talent import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def set_data(monkeypatch):
    """What the paper was set from, page by page of it."""
    told = []
    compiled = typst.compile

    def compile(source, **options):
        told.append(json.loads(options["sys_inputs"]["data"]))
        return compiled(source, **options)

    monkeypatch.setattr(papers.typst, "compile", compile)
    return told


def decided():
    agency = factories.agency()
    cast.people(agency, 1)
    factories.established_cycle(agency)
    approvals.record(
        agency=agency,
        kind="APPROVAL",
        authority="BKN",
        number="MT-7",
        dated=date(2026, 1, 5),
        valid_to=None,
        document=("surat.pdf", documents.pdf()),
        by=system_operator(),
    )
    vacancy, _longlist = cast.longlisted(agency)
    return vacancy, RouteDecision.objects.get(vacancy=vacancy)


def test_the_same_decision_gives_the_same_bytes_in_any_language_and_at_any_time(auditor, settings):
    vacancy, route = decided()
    address = f"/lowongan/{vacancy.pk}/sertifikat-jalur.pdf"
    first = auditor.get(address)
    renamed = {"code": vacancy.position.code, "name": "Nama baru", "tier": "JPT_PRATAMA"}
    factories.write("positions", vacancy.agency, known_at=timezone.now(), **renamed)
    agency = {"code": vacancy.agency.code, "name": "Provinsi Baru", "kind": "PROVINCE", "province": "Kalimantan Timur"}
    factories.write("agencies", vacancy.agency, known_at=timezone.now(), **agency)
    User.objects.filter(pk=route.by_id).update(name="Nama Lain")
    settings.ALLOWED_HOSTS = ["testserver", "lain.example"]
    with timezone.override("Asia/Jayapura"):
        again = auditor.get(address, headers={"accept-language": "en", "host": "lain.example"})
    assert first["Content-Type"] == "application/pdf"
    assert first.content == again.content
    assert first.content.startswith(b"%PDF-1.")
    assert re.search(rb"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", first.content)
    assert Event.objects.filter(kind="succession.route.certified").count() == 2


def test_it_holds_every_check_with_its_mark_the_digests_and_the_place_in_the_ledger(auditor, set_data):
    vacancy, route = decided()
    auditor.get(f"/lowongan/{vacancy.pk}/sertifikat-jalur.pdf")
    (told,) = set_data
    assert [(check["label"], check["fact"], check["verified"]) for check in told["checks"]] == [
        (check["label"]["id"], check["fact"]["id"], check["verified"]) for check in route.checks
    ]
    assert not all(check["verified"] for check in told["checks"])
    proven = {check["label"]: check["document"] for check in told["checks"] if check["document"]}
    assert proven == {"Persetujuan pengawas": EvidenceFile.objects.get().digest}
    event = Event.objects.get(kind="succession.route.decided")
    assert [value for _label, value in told["digests"]] == [
        route.inputs_digest,
        route.law_digest,
        route.results_digest,
        event.digest,
    ]
    assert told["address"] == f"http://127.0.0.1:8000/lowongan/{vacancy.pk}/?bagian=jejak&jalur={route.pk}"
    # Read without what drew it: the modules of the code, its mask and blocks, and the text in them.
    assert decoded(drawn(told["qr"])) == told["address"]


def test_it_is_a_pdf_a_of_one_page_whatever_there_is_to_say():
    """What can be held against PDF/A-2b without its validator; typst itself refuses to set what breaks it."""
    vacancy, route = decided()
    checks = [canonical.from_json(check) for check in route.checks]
    given = {"vacancy": vacancy, "tier": "JPT Pratama", "route": route, "event": vacancies.decided_in(route)}
    plain = papers.route_certificate(
        agency="Kota",
        post="Kepala Dinas",
        checks=checks,
        address="https://estafet.example/lowongan/1/?bagian=jejak&jalur=1",
        **given,
    )
    # Twelve conditions, each with the longer of its two languages and longer still, a document and an assumption of
    # its own; an agency, a post and a person with the longest names that fit their columns.
    route.by.username, digest = "panjang-nama-" * 11, "a" * 64
    crowd = [
        replace(
            check,
            fact=longest(check.fact, f"; dan {place} lagi" * 40),
            limit=longest(check.limit, ", kecuali diizinkan"),
            label=longest(check.label, ""),
            note=longest(check.note, f"Anggapan ke-{place}. " * 12),
            document=digest,
        )
        for place, check in enumerate((checks * 3)[:12])
    ]
    address = f"https://estafet.{'kementerian' * 3}.go.id/lowongan/999999999999/?bagian=jejak&jalur=999999999999"
    given |= {"agency": "Pemerintah Kabupaten " * 9, "post": "Kepala Dinas Perhubungan " * 8}
    full = papers.route_certificate(checks=crowd, address=address, **given)
    for made in (plain, full):
        whole = inflated(made)
        assert len(re.findall(rb"/Type\s*/Page\b", whole)) == 1
        assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in made
        # Every font lies in it, colours are told by a profile of its own, nothing is locked, runs or lies elsewhere.
        fonts = len(re.findall(rb"/Type\s*/FontDescriptor\b", whole))
        assert fonts == len(re.findall(rb"/FontFile[23]?\s*\d+ 0 R", whole)) > 0
        assert re.search(rb"/OutputIntents\b", whole)
        assert re.search(rb"/ID\b", whole)
        assert re.findall(rb"/(?:Encrypt|JavaScript|JS|AA|OpenAction|Launch|EmbeddedFiles|URI)\b", whole) == []


def longest(text: Text, more: str) -> Text:
    said = max(text, key=len) + more
    return Text(said, said)


def test_a_certificate_leads_to_its_own_decision_where_a_later_one_is_told_of(auditor):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    first = gate.decide_route(vacancy=vacancy, by=system_operator())
    cast.approved(agency)
    vacancy.refresh_from_db()
    second = gate.decide_route(vacancy=vacancy, by=system_operator())
    later = "Sesudahnya jalur ditetapkan ulang"
    for decision, told in ((first, second), (second, None)):
        page = auditor.get(f"/lowongan/{vacancy.pk}/?bagian=jejak&jalur={decision.pk}")
        assert (page.context["traced"], page.context["later"]) == (decision, told)
        assert (later in page.content.decode()) == (told is not None)
        again = f"/lowongan/{vacancy.pk}/putar-ulang/jalur/?jalur={decision.pk}"
        assert again in page.content.decode()
        assert auditor.post(again).context["events"]["route"].subject == f"succession.routedecision:{decision.pk}"
    strangers = ("0", str(second.pk + 1), "9" * 40, "x")
    assert {auditor.get(f"/lowongan/{vacancy.pk}/?bagian=jejak&jalur={pk}").status_code for pk in strangers} == {404}


def test_without_a_decision_there_is_no_certificate(auditor):
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency()))
    assert auditor.get(f"/lowongan/{vacancy.pk}/").status_code == 200
    assert auditor.get(f"/lowongan/{vacancy.pk}/sertifikat-jalur.pdf").status_code == 404
