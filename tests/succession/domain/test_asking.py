"""What an agency asks of candidates beyond the law, and what frees somebody, from the record to the verdict."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.roles import Roles
from audit.models import Event
from rules.checks import Check
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import asking, replay
from succession.domain.queries import untold
from succession.domain.queries.candidates import explained
from succession.domain.queries.posts import known_post, known_posts
from succession.interfaces import filling_papers
from succession.models import AgencyRequirementsRecord, RequirementWaiverRecord, Vacancy
from talent.domain import known
from talent.models import Agency, Employee, Position
from tests import factories
from tests.succession import cast
from tests.succession.pdf_text import words as pdf_words
from tests.talent import documents

pytestmark = pytest.mark.django_db
ON, DAY = date(2026, 8, 3), timedelta(days=1)
GRADE = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"}
CLEAN = {"code": "agency_sanction", "kind": "no_sanction_within", "severities": ["MODERATE"], "years": 3}


def asked(agency: Agency, *requirements: dict[str, Any], **changes: Any) -> AgencyRequirementsRecord:
    said = {"tier": "JPT_PRATAMA", "number": "800/5", "since": date(2026, 1, 1), "until": None}
    return asking.ask(agency=agency, requirements=list(requirements), **{"by": system_operator()} | said | changes)


def waived(agency: Agency, person: Employee, **changes: Any) -> RequirementWaiverRecord:
    said = {"code": "age", "authority": "Kepala BKN", "number": "B-7", "granted": date(2026, 7, 1), "since": ON,
            "until": ON, "grounds": "Dibutuhkan sampai akhir tahun.", "document": ("izin.pdf", documents.pdf()),
            "by": system_operator()}  # fmt: skip
    return asking.waive(agency=agency, person=person, **said | changes)


def verdict(person: Employee, position: Position, on: date = ON, known_at: Any = None) -> dict[str, Check]:
    instant = known_at or known.now(person.agency_id)
    post = known_post(position, on, instant)
    assert post is not None
    decision = explained(person.agency_id, person.pk, post, on, instant)
    return {check.code: check for check in decision.checks}


def test_what_the_agency_asks_is_held_from_its_first_day_and_stands_apart() -> None:
    agency = factories.agency()
    post, person = cast.post(agency), cast.candidate(agency, grade="IV/a")
    before = known.now(agency.pk)
    held = asked(agency, GRADE, since=ON, document=("sk.pdf", documents.pdf()))
    said = verdict(person, post)["agency_grade"]
    assert (said.status, said.own, said.citation, said.document) == ("fail", True, "800/5", held.file.digest)
    assert "agency_grade" not in verdict(person, post, ON - DAY)
    assert "agency_grade" not in verdict(person, post, ON, before)
    assert list(verdict(person, post))[:-1] == list(verdict(person, post, ON, before))


def test_the_newest_decree_takes_the_place_of_those_before_it_for_good() -> None:
    agency = factories.agency()
    post, person = cast.post(agency), cast.candidate(agency, grade="IV/a")
    asked(agency, GRADE)
    newer = asked(agency, CLEAN, number="800/9", since=ON)
    told = [[code for code, check in verdict(person, post, on).items() if check.own] for on in (ON - DAY, ON)]
    assert told == [["agency_grade"], ["agency_sanction"]]
    asking.revoke(record=newer, revoked_on=timezone.localdate(), reason="Ditinjau ulang.", by=system_operator())
    day = timezone.localdate()
    assert [code for code, check in verdict(person, post, day).items() if check.own] == []
    corrected = AgencyRequirementsRecord.objects.get(number="800/5", known_to=None)
    asking.correct(
        record=corrected,
        since=date(2026, 1, 1),
        until=None,
        requirements=[GRADE | {"grade": "IV/a"}],
        reason="Golongan salah dicatat.",
        by=system_operator(),
    )
    assert verdict(person, post, ON - DAY)["agency_grade"].status == "pass"


REFUSED = [
    ({"requirements": []}, "requirement_form"),
    ({"requirements": [GRADE | {"grade": "X"}]}, "requirement_form"),
    ({"requirements": [{"code": "agency_age", "kind": "age_max", "limit": 56}]}, "not_stricter"),
    ({"tier": "PELAKSANA"}, "no_requirements"),
    ({"since": date(2017, 4, 6)}, "no_rule"),
    ({"until": date(2025, 12, 31)}, "date_order"),
    ({"number": ""}, "no_number"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_cannot_stand_beside_the_law_is_refused(changes: dict[str, Any], code: str) -> None:
    given = {"requirements": [GRADE]} | changes
    with pytest.raises(Invalid) as refused:
        asked(factories.agency(), *given.pop("requirements"), **given)
    assert (refused.value.code, AgencyRequirementsRecord.objects.count()) == (code, 0)


def test_its_head_asks_and_nobody_below() -> None:
    agency = factories.agency()
    for act in (lambda by: asked(agency, GRADE, by=by), lambda by: waived(agency, cast.candidate(agency), by=by)):
        with pytest.raises(NotAllowed):
            act(factories.user("BKD_STAFF", agency))
        act(factories.user("BKD_HEAD", agency))
    assert sorted(Event.objects.filter(kind__endswith=".recorded", kind__contains="requirement").values_list("kind")) \
        == [("succession.agency_requirements.recorded",), ("succession.requirement_waiver.recorded",)]  # fmt: skip


def test_a_waiver_frees_one_person_from_one_requirement_and_is_said() -> None:
    agency = factories.agency()
    post, other = cast.post(agency), cast.post(agency, "JPT-02")
    old, peer = (cast.candidate(agency, born=date(1969, 1, 2)) for _ in range(2))
    assert verdict(old, post)["age"].status == "fail"
    held = waived(agency, old, position="JPT-01", until=None)
    said = verdict(old, post)["age"]
    assert (said.status, said.waived.id, said.document) == (
        "pass",
        "dikecualikan oleh Kepala BKN, B-7 tanggal 1 Juli 2026; tanpa dokumen itu tidak memenuhi",
        held.file.digest,
    )
    told = [verdict(old, post, ON - DAY), verdict(old, other), verdict(peer, post)]
    assert [found["age"].status for found in told] == ["fail", "fail", "fail"]
    event = Event.objects.get(kind="succession.requirement_waiver.recorded")
    assert "grounds" not in event.payload
    before = known.now(agency.pk)
    asking.revoke(record=held, revoked_on=ON, reason="Izinnya ditarik.", by=system_operator())
    assert verdict(old, post)["age"].status == "fail"
    assert verdict(old, post, ON, before)["age"].status == "pass"


NOT_WAIVED = [
    ({"code": "standing"}, "not_waivable"),
    ({"code": "retirement"}, "not_waivable"),
    ({"code": "sanction"}, "not_waivable"),
    ({"code": "whatever"}, "not_waivable"),
    ({"position": "JPT-99"}, "unknown_post"),
    ({"authority": " "}, "no_authority"),
    ({"grounds": "."}, "no_reason"),
    ({"document": None}, "no_document"),
    ({"granted": date(2200, 1, 1)}, "future_date"),
    ({"until": ON - DAY}, "date_order"),
]


@pytest.mark.parametrize(("changes", "code"), NOT_WAIVED)
def test_a_waiver_without_what_it_rests_on_is_refused(changes: dict[str, Any], code: str) -> None:
    agency = factories.agency()
    person = cast.candidate(agency)
    with pytest.raises(DomainError) as refused:
        waived(agency, person, **changes)
    assert (refused.value.code, RequirementWaiverRecord.objects.count()) == (code, 0)


def test_a_longlist_replays_as_it_was_whatever_was_decreed_since() -> None:
    agency = factories.agency()
    cast.people(agency, 2)
    factories.established_cycle(agency)
    cast.approved(agency)
    asked(agency, GRADE | {"grade": "III/a"})
    _vacancy, longlist = cast.longlisted(agency)
    assert longlist.codes[-1] == "agency_grade"
    asked(agency, CLEAN, number="800/9", since=date(2026, 2, 1))
    waived(agency, Employee.objects.first(), since=date(2026, 1, 1), until=None)
    assert replay.longlist(longlist).identical


def test_what_an_agency_asks_of_sanctions_is_kept_from_those_who_may_not_see_them() -> None:
    agency = factories.agency()
    post, person = cast.post(agency), cast.candidate(agency)
    row = {"severity": "MODERATE", "true_from": date(2025, 1, 2), "true_to": date(2025, 7, 1)}
    factories.write("sanctions", person, **row)
    asked(agency, CLEAN)
    found = verdict(person, post)
    reader = factories.user("TALENT_COMMITTEE", agency)
    (hidden,) = (one for one in untold.checks(found.values(), person, reader) if one.code == "agency_sanction")
    assert (found["agency_sanction"].status, "2025" in found["agency_sanction"].fact.id) == ("fail", True)
    assert (hidden.status, hidden.fact) == ("fail", untold.UNTOLD)


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_however_many_posts(count: int, django_assert_num_queries: Any) -> None:
    agency = factories.agency()
    posts = [cast.post(agency, f"J-{number}").pk for number in range(count)]
    asked(agency, GRADE)
    instant = known.now(agency.pk)
    with django_assert_num_queries(1):
        found = known_posts(agency.pk, posts, ON, instant)
    assert {len(one.own) for one in found.values()} == {1}
    assert replace(found[posts[0]], own=()).waivers == ()


def test_nobody_writes_revokes_or_corrects_what_frees_themself(sign_in: Any) -> None:
    agency, head = factories.agency(), factories.user("BKD_HEAD", factories.agency())
    person, colleague = cast.candidate(agency), cast.candidate(agency)
    users.grant(user=head, role=Roles.EMPLOYEE, by=system_operator(), employee_id=person.pk)
    head = type(head).objects.get(pk=head.pk)
    waived(agency, colleague, by=head)
    held = waived(agency, person, number="B-8")
    more = {"authority": "Kepala BKN", "granted": date(2026, 7, 1), "grounds": "Dibutuhkan lebih lama lagi."}
    for act in (
        lambda: waived(agency, person, number="B-9", by=head),
        lambda: asking.correct(record=held, since=ON, until=None, reason="Diperpanjang suratnya.", by=head, **more),
        lambda: asking.revoke(record=held, revoked_on=date(2026, 8, 1), reason="Tidak diperlukan lagi.", by=head),
    ):
        with pytest.raises(Invalid, match="dicatat orang lain"):
            act()
    client = sign_in(head)
    given = {"nip": person.nip, "code": "age", "authority": "Kepala BKN", "number": "B-9", "granted": "2026-07-01",
             "since": "2026-08-03", "grounds": "Dibutuhkan sampai akhir tahun.",
             "document": SimpleUploadedFile("izin.pdf", documents.pdf(), "application/pdf")}  # fmt: skip
    page = client.post("/jabatan/ketetapan/pengecualian/", {f"baru-{name}": value for name, value in given.items()})
    assert (page.status_code, "dicatat orang lain" in page.content.decode()) == (422, True)
    assert RequirementWaiverRecord.objects.count() == 2


def test_what_the_agency_asks_is_called_by_words_wherever_it_is_listed(sign_in: Any) -> None:
    agency = factories.agency()
    tax = {"code": "agency_tax_paid", "kind": "attestation", "attestation": "TAX"}
    audit = {"code": "agency_audit", "kind": "technical_level", "competency": "Audit Kinerja", "level": 3}
    asked(agency, tax, audit)
    people = cast.people(agency, 3)
    factories.write("attestations", people[0], kind="TAX", passed=False, true_from=date(2026, 1, 5))
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    # A decree of later says nothing of the list as it was made.
    asked(agency, tax | {"attestation": "LHKPN"}, audit, number="800/6")
    staff = sign_in("BKD_STAFF")
    rows = staff.get(f"/lowongan/{vacancy.pk}/").context["rows"]
    tax_words, audit_words = (
        "SPT tahunan dilaporkan (syarat instansi)",
        "kompetensi teknis Audit Kinerja (syarat instansi)",
    )
    told = {entry.employee: (summary["failed"], summary["unknown"]) for entry, _state, summary, _by in rows}
    assert told[people[0]] == (tax_words, audit_words)
    assert told[people[1]] == ("", f"{tax_words}, {audit_words}")
    lacking = dict(staff.get(f"/lowongan/{vacancy.pk}/data-kurang/").context["filters"].fields["requirement"].choices)
    assert lacking["agency_audit"] == audit_words
    vacancy = Vacancy.objects.select_related("agency", "position__current").get(pk=vacancy.pk)
    paper = pdf_words(filling_papers.paper("daftar-panjang", vacancy, system_operator()))
    assert ("agency_" in paper, audit_words in " ".join(paper.split())) == (False, True)
    post = cast.swept(agency)
    stops = staff.get(f"/syarat/{post.sweep_id}/").context["rows"][0][1]
    assert {name for name, _stop in stops} == {audit_words, "LHKPN/LHKASN dilaporkan (syarat instansi)"}
    page = staff.get(f"/syarat/jabatan/{post.pk}/").content.decode()
    assert [page.count(one) for one in (">agency_", ": agency_")] == [0, 0]
