"""The certificate of a route: one page, the same bytes whenever it is made, and everything that was decided on it."""

import json
import re
from datetime import date

import pytest
import typst
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import approvals
from succession.interfaces import papers
from succession.models import RouteDecision
from talent.models import EvidenceFile
from tests import factories
from tests.succession import cast
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


def test_the_same_decision_gives_the_same_bytes_in_any_language_and_at_any_time(auditor):
    vacancy, _route = decided()
    address = f"/lowongan/{vacancy.pk}/sertifikat-jalur.pdf"
    first = auditor.get(address)
    renamed = {"code": vacancy.position.code, "name": "Nama baru", "tier": "JPT_PRATAMA"}
    factories.write("positions", vacancy.agency, known_at=timezone.now(), **renamed)
    again = auditor.get(address, headers={"accept-language": "en"})
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
    assert told["address"] == f"http://testserver/lowongan/{vacancy.pk}/?bagian=jejak"
    # As many conditions as there can be, each with its document, and an assumption behind every second one.
    many = [one | {"document": event.digest, "note": 1 + place // 2} for place, one in enumerate(told["checks"] * 2)]
    crowded = told | {"checks": many[:11], "notes": ["Dianggap demikian karena tidak tertulis. " * 6] * 5}
    for data in (told, crowded):
        pages = typst.compile(
            papers.FOLDER / "route.typ", root=papers.FOLDER, format="png", sys_inputs={"data": json.dumps(data)}
        )
        assert isinstance(pages, bytes), "one page"


def test_without_a_decision_there_is_no_certificate(auditor):
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency()))
    assert auditor.get(f"/lowongan/{vacancy.pk}/").status_code == 200
    assert auditor.get(f"/lowongan/{vacancy.pk}/sertifikat-jalur.pdf").status_code == 404
