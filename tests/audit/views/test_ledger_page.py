"""The ledger as auditors meet it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.domain.queries import verification
from audit.interfaces import words
from audit.models import Event, Seal
from succession.domain import gate
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def noted(kind="talent.cycle.opened", agency="KALTIM", **options):
    factories.agency(agency) if agency == "KALTIM" else None
    return ledger.record(kind, by=system_operator(), agency=agency, **options)


def seen(client, **query):
    return [row["event"].pk for row in rows(client, **query)]


def rows(client, **query):
    """The rows shown, but for the event by which the reader was given the role."""
    shown = client.get("/audit/", query).context["rows"]
    return [row for row in shown if row["event"].kind != "accounts.role.granted"]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("AUDITOR", 200),
        ("BKD_HEAD", 200),
        ("BKD_STAFF", 403),
        ("PPK", 403),
        ("TALENT_COMMITTEE", 403),
        ("SELECTION_COMMITTEE", 403),
        ("MERIT_VERIFIER", 403),
        ("ADMINISTRATOR", 403),
    ],
)
def test_each_role_reads_the_ledger_or_not(sign_in, role, status):
    client = sign_in(role)
    assert client.get("/audit/").status_code == status
    expected = 302 if status == 200 else 403
    assert client.post("/audit/periksa/").status_code == expected
    assert client.post("/audit/kepala-segel/").status_code == status


def test_an_auditor_reads_the_events_of_the_own_agencies_newest_first(auditor):
    first, second = noted(), noted("talent.cycle.proposed")
    noted(agency="BONTANG")
    noted(agency="")
    assert seen(auditor) == [second.pk, first.pk]


def test_events_are_narrowed_by_kind_day_and_subject(auditor):
    one = noted(subject="talent.reviewcycle:3")
    other = noted("talent.cycle.proposed", subject="talent.reviewcycle:4")
    assert seen(auditor, kind="talent.cycle.proposed") == [other.pk]
    assert seen(auditor, since="2999-01-01") == []
    assert seen(auditor, until="2999-01-01") == [other.pk, one.pk]
    auditor.post("/audit/", {"q": "talent.reviewcycle:3"})
    assert seen(auditor) == [one.pk]


def test_a_row_names_who_acted_and_leads_to_the_subject(auditor):
    noted(subject="talent.reviewcycle:3", payload={"people": 12})
    noted("succession.longlist.built", subject="succession.longlist:7", payload={"vacancy": 5})
    built, opened = rows(auditor)
    assert (opened["kind"], opened["actor"].name) == ("Siklus dibuka", "Operator sistem")
    assert opened["subject"] == {"words": "siklus 3", "href": "/siklus/3/"}
    assert opened["details"] == [("people", "12")]
    assert built["subject"] == {"words": "daftar panjang 7", "href": "/lowongan/5/"}


def test_what_a_committee_and_a_decider_declare_is_about_something_that_has_a_name(auditor):
    noted("succession.panel.opened", subject="succession.panelround:2", payload={"vacancy": 5})
    noted("succession.deciding.declared", subject="succession.decidingdeclaration:3", payload={"vacancy": 5})
    assert [row["subject"] for row in rows(auditor)] == [
        {"words": "pernyataan hubungan 3", "href": "/lowongan/5/"},
        {"words": "putaran atau sidang panitia 2", "href": "/lowongan/5/"},
    ]


def test_no_event_of_a_whole_filling_names_its_subject_by_a_table():
    """What the programs that write the ledger call `subject`, and what has no name yet."""
    cast.ready(factories.agency())
    unnamed = {event.subject.partition(":")[0] for event in Event.objects.all()} - {*words.SUBJECTS, ""}
    assert unnamed == set()


def test_what_was_computed_leads_to_where_it_is_computed_again(auditor):
    cycle = factories.established_cycle()
    vacancy = cast.opened(cycle.agency, cast.post(cycle.agency))
    route = gate.decide_route(vacancy=vacancy, by=system_operator())
    expected = {
        "talent.pool.established": f"/siklus/{cycle.pk}/#putar-ulang",
        "succession.route.decided": f"/lowongan/{vacancy.pk}/?bagian=jejak&jalur={route.pk}",
        "talent.cycle.opened": "",
    }
    found = {row["event"].kind: row["replay"] for row in rows(auditor)}
    assert {kind: found[kind] for kind in expected} == expected
    assert 'id="putar-ulang"' in auditor.get(f"/siklus/{cycle.pk}/").content.decode()
    assert auditor.get(expected["succession.route.decided"]).context["part"] == "jejak"


def test_a_person_is_named_beside_the_number_where_the_reader_may_open_the_page(auditor):
    person, stranger = factories.employee(), factories.employee(factories.other_agency())
    for one in (person, stranger):
        noted("talent.employee.opened", subject=one, payload={"part": "records.awards"})
    before = Event.objects.count()
    content = auditor.get("/audit/")
    assert [row["person"] for row in content.context["rows"][:2]] == [None, person]
    assert content.context["rows"][1]["details"] == [("bagian data", "catatan pegawai: Penghargaan")]
    assert b"2 rincian" in content.content
    assert Event.objects.count() == before


@pytest.mark.parametrize("events", [1, 3])
def test_the_list_takes_ten_queries_whatever_its_length(auditor, events, django_assert_num_queries):
    for _number in range(events):
        noted("talent.employee.opened", subject=factories.employee())
    with django_assert_num_queries(10):
        assert len(rows(auditor)) == events


def test_checking_says_how_much_was_checked_and_leaves_an_event(auditor):
    noted()
    before = Event.objects.count()
    auditor.post("/audit/periksa/")
    event = Event.objects.get(kind="audit.ledger.verified")
    assert (event.actor, event.payload["events"], event.payload["fault"]) == (auditor.user.pk, before, None)
    assert auditor.get("/audit/").context["verified"] == event


def test_a_ledger_that_no_longer_meets_a_checkpoint_is_called_so(auditor):
    noted()
    ledger.seal()
    heads = verification.heads()
    heads[0]["head"] = "0" * 64
    file = SimpleUploadedFile("heads.json", json.dumps(heads).encode())
    auditor.post("/audit/periksa/", {"file": file})
    payload = auditor.get("/audit/").context["verified"].payload
    assert (payload["fault"], payload["checkpoint"]) == (f"seal:{Seal.objects.get().pk}", True)


@pytest.mark.parametrize("content", [b"x", b"{}", b'[{"head": 1}]', b"[1]", b"\xff\xfe"])
def test_a_checkpoint_that_cannot_be_read_comes_back_with_the_reason(auditor, content):
    page = auditor.post("/audit/periksa/", {"file": SimpleUploadedFile("heads.json", content)})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])
    assert Event.objects.filter(kind="audit.ledger.verified").count() == 0


def test_exported_heads_verify_and_cover_their_own_event(auditor):
    noted()
    response = auditor.post("/audit/kepala-segel/")
    heads = json.loads(response.content)
    assert response["Content-Type"] == "application/json"
    assert heads == verification.heads()
    assert heads[-1]["last"] == Event.objects.get(kind="audit.heads.exported").pk
    assert verification.verify(heads).fault is None


def test_checking_and_exporting_are_never_done_by_opening_an_address(auditor):
    assert [auditor.get(f"/audit/{page}/").status_code for page in ("periksa", "kepala-segel")] == [405, 405]


@pytest.mark.parametrize(
    "query", ["kind=x", "since=x", "agency=x", "q=%00", "sesudah=99999999999999999999", "until=2026-99-99"]
)
def test_garbage_in_the_address_never_breaks_the_page(auditor, query):
    noted()
    assert auditor.get(f"/audit/?{query}").status_code == 200
