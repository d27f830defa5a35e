"""What narrows an agency's gate: papers with a scope, times without replacements, the agency's own conditions."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.checks import Check
from rules.errors import DomainError, Invalid
from succession.domain import approvals, gate, narrowing, replay
from succession.models import ApprovalRecord, GateConditionRecord, GateFreezeRecord, MeritPaper, RouteDecision
from talent.models import Agency, EvidenceFile
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 10)


def paper(agency: Agency, **changes: Any) -> ApprovalRecord:
    given: dict[str, Any] = {
        "kind": "APPROVAL",
        "authority": "BKN",
        "number": "MT-7",
        "dated": date(2026, 1, 5),
        "valid_to": None,
    }
    return approvals.record(agency=agency, by=system_operator(), **given | changes)


def frozen(agency: Agency, **changes: Any) -> GateFreezeRecord:
    given: dict[str, Any] = {
        "kind": "NEW_HEAD",
        "number": "BA/3",
        "since": date(2026, 2, 20),
        "until": None,
    }
    return narrowing.freeze(agency=agency, by=system_operator(), **given | changes)


def asked(agency: Agency, **changes: Any) -> GateConditionRecord:
    given: dict[str, Any] = {
        "number": "800/12",
        "since": date(2026, 3, 1),
        "until": None,
        "category": None,
        "score": None,
        "group": None,
    }
    return narrowing.conditions(agency=agency, by=system_operator(), **given | changes)


def revoked(record: GateConditionRecord, on: date) -> None:
    narrowing.revoke(record=record, revoked_on=on, reason="Keputusan ditinjau ulang.", by=system_operator())


def found(agency: Agency, code: str, on: date = ON, **options: Any) -> tuple[str, Check]:
    decision = gate.ask(agency, "JPT_PRATAMA", on, timezone.now(), **options)
    return decision.outcome, next(check for check in decision.checks if check.code == code)


def test_a_paper_for_other_posts_or_tiers_does_not_open_this_one() -> None:
    agency = factories.agency()
    for code in ("JPT-01", "JPT-02"):
        cast.post(agency, code)
    held = paper(agency, about=approvals.Scope(tier="JPT_MADYA"))
    outcome, check = found(agency, "overseer_approval")
    assert (outcome, check.fact.id) == ("open_selection", "BKN MT-7 hanya untuk JPT Madya")
    mended = approvals.correct(
        approval=held,
        dated=date(2026, 1, 5),
        valid_to=date(2026, 12, 31),
        about=approvals.Scope(posts=("JPT-01",)),
        document=("surat.pdf", documents.pdf()),
        reason="Lingkup surat salah dicatat.",
        by=system_operator(),
    )
    held.refresh_from_db()
    assert (mended.posts, mended.tier, held.known_to) == ("JPT-01", None, mended.known_from)
    here, there = (found(agency, "overseer_approval", post=f"JPT-0{n}")[1] for n in (1, 2))
    assert (str(here.status), str(there.status)) == ("pass", "fail")
    digest = EvidenceFile.objects.get().digest
    assert (here.document, there.fact.id) == (digest, "BKN MT-7 hanya untuk jabatan JPT-01")
    event = Event.objects.get(kind="succession.approval.corrected")
    assert event.reason == "Lingkup surat salah dicatat."


def test_a_revocation_is_a_row_with_reason_and_document_and_counts_from_its_day() -> None:
    agency = factories.agency()
    held = paper(agency, about=approvals.Scope(tier="JPT_PRATAMA"), document=("surat.pdf", documents.pdf()))
    copy = MeritPaper.objects.get()
    assert (copy.at, copy.revocation) == (held.known_from, False)
    why = {"reason": "Sistemnya tidak dipakai lagi.", "document": ("cabut.pdf", documents.pdf("Pencabutan"))}
    ended = approvals.revoke(approval=held, revoked_on=date(2026, 6, 1), by=system_operator(), **why)
    assert (ended.revoke_reason, ended.tier, ApprovalRecord.objects.count()) == (why["reason"], "JPT_PRATAMA", 2)
    before, after = found(agency, "overseer_approval", date(2026, 5, 31)), found(agency, "overseer_approval")
    assert (before[0], after[0]) == ("talent_pool", "open_selection")
    assert after[1].document == MeritPaper.objects.get(revocation=True).file.digest
    # A workbook has no columns for scope and reason: a row of it takes neither away.
    row = {"agency": agency.code, "kind": "APPROVAL", "authority": "BKN", "number": "MT-7"}
    renewed = row | {"true_from": date(2026, 1, 5), "true_to": date(2027, 1, 4)}
    assert cast.merit("approvals", renewed, known_at=timezone.now()).errors == []
    now = ApprovalRecord.objects.get(known_to=None)
    assert (now.true_to, now.tier, now.revoke_reason) == (date(2027, 1, 4), "JPT_PRATAMA", why["reason"])


REFUSED = [
    ({"authority": "KASN", "dated": date(2023, 10, 31)}, "no_such_authority"),
    ({"authority": "BKN", "dated": date(2014, 1, 14)}, "no_regime"),
    ({"authority": "KASN", "dated": date(2023, 10, 30)}, "never_assessed"),
    ({"authority": "KASN", "kind": "COMMITMENT", "dated": date(2023, 10, 30)}, "never_assessed"),
    ({"authority": "BKN", "dated": date(2023, 10, 30)}, "not_the_overseer"),
    ({"authority": "BKN", "kind": "COMMITMENT", "dated": date(2022, 6, 1)}, "not_the_overseer"),
    ({"authority": "BKN", "dated": date(2025, 12, 31)}, "never_assessed"),
    ({"about": approvals.Scope(posts=("TIDAK-ADA",))}, "unknown_post"),
    ({"about": approvals.Scope(tier="ADMINISTRATOR")}, "not_a_jpt_tier"),
    ({"valid_to": date(2026, 1, 4)}, "date_order"),
    ({"number": "  "}, "no_number"),
    ({"authority": "MIN"}, "no_such_authority"),
    ({"kind": "PERMIT"}, "no_such_authority"),
    ({"kind": "PERMIT", "authority": "MIN", "dated": date(2016, 6, 30)}, "no_regime"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED, ids=[f"{code}-{at}" for at, (_c, code) in enumerate(REFUSED)])
def test_a_paper_that_cannot_be_is_refused_with_the_reason_and_nothing_is_written(
    changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        paper(factories.agency(), **changes)
    assert (refused.value.code, ApprovalRecord.objects.count()) == (code, 0)


def test_a_workbook_s_paper_of_an_authority_that_no_longer_existed_is_refused_too() -> None:
    row = {"agency": factories.agency().code, "kind": "COMMITMENT", "authority": "KASN", "number": "K-9"}
    (error,) = cast.merit("approvals", row | {"true_from": date(2024, 1, 2)}).errors
    assert (error.column, error.code) == ("authority", "no_such_authority")
    assert error.message.id == "KASN tidak ada pada 2024-01-02 (UU 20/2023); yang ada BKN."


def test_a_new_head_closes_the_direct_route_until_the_six_months_are_over_or_the_minister_allows_it() -> None:
    agency = factories.agency()
    paper(agency)
    unsaid = found(agency, "freeze_new_head")
    assert (unsaid[0], str(unsaid[1].status), unsaid[1].decides) == ("talent_pool", "unknown", False)
    frozen(agency, document=("pelantikan.pdf", documents.pdf()))
    outcome, check = found(agency, "freeze_new_head")
    assert (outcome, str(check.status), check.verified) == ("open_selection", "fail", False)
    assert check.document == EvidenceFile.objects.get().digest
    assert found(agency, "freeze_new_head", date(2026, 8, 20))[0] == "talent_pool"
    # The minister's letter is a paper of its own, about the posts that it names.
    letter = {"kind": "PERMIT", "authority": "MIN", "number": "M/5", "dated": date(2026, 7, 1)}
    for code in ("JPT-08", "JPT-09"):
        cast.post(agency, code)
    with pytest.raises(Invalid, match="JPT-09 bukan jabatan jenjang itu"):
        paper(agency, number="B/9", about=approvals.Scope(tier="JPT_MADYA", posts=("JPT-09",)))
    permit = paper(
        agency, **letter, about=approvals.Scope(posts=("JPT-09",)), document=("izin.pdf", documents.pdf("M"))
    )
    for_tier = found(agency, "freeze_new_head")
    said = "BA/3: tanpa penggantian 20 Februari 2026 sampai 19 Agustus 2026; "
    assert (for_tier[0], for_tier[1].fact.id) == ("undetermined", f"{said}izin menteri M/5 hanya untuk jabatan JPT-09")
    here, there = (found(agency, "freeze_new_head", post=f"JPT-{n}")[1] for n in ("09", "08"))
    assert (str(here.status), here.fact.id, here.document) == (
        "pass",
        f"{said}diizinkan menteri dengan M/5, 1 Juli 2026",
        MeritPaper.objects.get(kind="PERMIT").file.digest,
    )
    assert (str(there.status), there.decides) == ("fail", True)
    approvals.revoke(approval=permit, revoked_on=date(2026, 7, 9), reason="Izin dicabut menteri.", by=system_operator())
    assert str(found(agency, "freeze_new_head", post="JPT-09")[1].status) == "fail"


def test_a_record_is_corrected_and_revoked_by_rows_with_their_reasons_and_nobody_is_overwritten() -> None:
    agency, by = factories.agency(), system_operator()
    paper(agency)
    first = frozen(agency, document=("pelantikan.pdf", documents.pdf()))
    with pytest.raises(DomainError, match=r"sudah tercatat .*Terakhir: .*, oleh "):
        frozen(agency)
    late = GateFreezeRecord.objects.get(pk=first.pk)
    why = {"reason": "Tanggal pelantikan salah dicatat.", "by": by}
    mended = narrowing.correct(record=first, since=date(2026, 1, 20), until=None, **why)
    assert (mended.true_from, mended.file, GateFreezeRecord.objects.count()) == (date(2026, 1, 20), first.file, 2)
    with pytest.raises(DomainError, match=r"Kini tercatat: berlaku sejak: 20 Januari 2026\. .*, oleh ") as overtaken:
        narrowing.correct(record=late, since=date(2026, 3, 20), until=None, **why)
    assert overtaken.value.change.kind == "succession.gate_freeze.corrected"
    with pytest.raises(Invalid, match="Tidak ada yang berubah"):
        narrowing.correct(record=mended, since=date(2026, 1, 20), until=None, **why)
    assert found(agency, "freeze_new_head")[0] == "open_selection"
    narrowing.revoke(record=mended, revoked_on=date(2026, 7, 10), reason="Pelantikan dibatalkan putusan.", by=by)
    before, after = found(agency, "freeze_new_head", date(2026, 7, 9)), found(agency, "freeze_new_head")
    assert (before[0], after[0], after[1].fact.id) == ("open_selection", "talent_pool", "BA/3: dicabut 10 Juli 2026")
    # A workbook that says nothing of the revocation and has no documents takes neither away.
    row = {"agency": agency.code, "kind": "NEW_HEAD", "number": "BA/3", "true_from": date(2026, 1, 20)}
    assert cast.merit("gate_freezes", row, known_at=timezone.now()).same == 1
    decree = asked(agency, group=3)
    narrowing.revoke(record=decree, revoked_on=date(2026, 6, 1), reason="Keputusan dicabut bupati.", by=by)
    for on, codes in ((date(2026, 5, 31), ["agency_group"]), (date(2026, 6, 1), [])):
        decision = gate.ask(agency, "JPT_PRATAMA", on, timezone.now(), post_named=True)
        assert [check.code for check in decision.checks if check.code.startswith("agency_")] == codes
    kinds = Event.objects.filter(kind__startswith="succession.gate_").order_by("pk").values_list("kind", flat=True)
    assert [kind.rpartition(".")[2] for kind in kinds] == ["recorded", "corrected", "revoked", "recorded", "revoked"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until": date(2026, 8, 19)}, "until_counted"),
        ({"kind": "PILKADA", "until": date(2026, 1, 1)}, "date_order"),
        ({"number": ""}, "no_number"),
    ],
)
def test_a_freeze_that_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        frozen(factories.agency(), **changes)
    assert (refused.value.code, GateFreezeRecord.objects.count()) == (code, 0)


def test_a_ministry_has_no_election_to_wait_for() -> None:
    with pytest.raises(Invalid) as refused:
        frozen(factories.agency("PU", "Kementerian PU", "MINISTRY"))
    assert refused.value.code == "not_a_region"


def test_the_agency_s_own_conditions_narrow_the_gate_from_their_day_on() -> None:
    agency = factories.agency()
    paper(agency)
    asked(agency, score=300)
    assert found(agency, "overseer_approval", date(2026, 2, 28))[0] == "talent_pool"
    outcome, check = found(agency, "agency_score")
    assert (outcome, str(check.status), check.citation) == ("undetermined", "unknown", "800/12")
    # One that is revoked on its first day never takes its place.
    revoked(asked(agency, number="800/39", since=date(2026, 5, 1), group=2), date(2026, 5, 1))
    assert found(agency, "agency_score")[0] == "undetermined"
    second = asked(agency, number="800/40", since=date(2026, 6, 1), group=2)
    assert found(agency, "overseer_approval")[0] == "talent_pool"
    decision = gate.ask(agency, "JPT_PRATAMA", ON, timezone.now(), post_named=True)
    assert [(check.code, check.fact.id) for check in decision.checks if check.code.startswith("agency_")] == [
        ("agency_group", "0 calon")
    ]
    # What it replaced does not hold again.
    revoked(second, date(2026, 6, 15))
    assert found(agency, "overseer_approval")[0] == "talent_pool"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category": "KURANG"}, "not_stricter"),
        ({"since": date(2022, 3, 1), "category": "BAIK"}, "not_stricter"),
        ({"score": 249.5}, "not_stricter"),
        ({"since": date(2022, 3, 1), "score": 250}, "not_stricter"),
        ({"score": 400.5}, "not_stricter"),
        ({"group": 1}, "not_stricter"),
        ({}, "not_stricter"),
        ({"group": 2, "until": date(2026, 2, 1)}, "date_order"),
        ({"group": 2, "since": date(2013, 1, 1)}, "no_regime"),
    ],
)
def test_conditions_no_stricter_than_the_law_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(factories.agency(), **changes)
    assert (refused.value.code, GateConditionRecord.objects.count()) == (code, 0)


def test_a_decision_from_before_anything_was_recorded_replays_the_same_afterwards() -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    stored = RouteDecision.objects.get()
    frozen(agency)
    asked(agency, group=3)
    assert replay.route(stored) == replay.Replay(True, True, True)
    # As a release that did not show freezes yet would have kept it.
    older = RouteDecision(**{f.attname: getattr(stored, f.attname) for f in stored._meta.fields})
    older.checks = [check for check in stored.checks if not check["code"].startswith("freeze_")]
    assert (len(stored.checks) - len(older.checks), replay.route(older)) == (2, replay.Replay(True, True, True))
