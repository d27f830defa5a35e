"""Merit rounds, the overseer's papers and the question of the route, as the roles meet them."""

from datetime import date

import pytest

from accounts.domain import users
from accounts.roles import Roles
from audit.models import Event
from rules.law import shipped
from succession.domain import gate
from succession.models import ApprovalRecord, MeritRound
from talent.domain import known
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db

SUB_ASPECTS = [sub["id"] for sub in shipped().versions("merit.instrument_kasn_2019")[0].value["sub_aspects"]]
PAPER = {"kind": "APPROVAL", "authority": "BKN", "number": "B-1", "dated": "2026-01-05", "valid_to": ""}


def a_round(
    name="2022", of=None, *, level=3, verified=None, instrument="KASN-2019", answered=SUB_ASPECTS, decided=True
):
    of = of or factories.agency()
    row = {"agency": of.code, "round": name, "instrument": instrument}
    row |= {"decided_on": date(int(name), 11, 30)} if decided else {}
    assert cast.merit("merit_rounds", row).errors == []
    levels = [
        {"agency": of.code, "round": name, "sub_aspect": sub, "level": level, "verified_level": verified}
        for sub in answered
    ]
    assert cast.merit("merit_levels", *levels).errors == []
    return MeritRound.objects.get(agency=of, name=name)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("BKD_STAFF", 200),
        ("BKD_HEAD", 200),
        ("PPK", 200),
        ("MERIT_VERIFIER", 200),
        ("AUDITOR", 200),
        ("TALENT_COMMITTEE", 403),
        ("SELECTION_COMMITTEE", 403),
        ("ADMINISTRATOR", 403),
    ],
)
def test_each_role_sees_the_merit_system_or_not(sign_in, role, status):
    client = sign_in(role)
    assert [client.get(f"/merit/{page}").status_code for page in ("", "jalur/", "surat/")] == [status] * 3


def test_a_round_of_another_agency_is_not_found(auditor):
    foreign = a_round(of=factories.other_agency())
    assert auditor.get(f"/merit/{foreign.pk}/").status_code == 404
    assert auditor.get("/merit/").context["rows"] == []


def test_rounds_and_levels_of_ones_own_agencies_are_taken_away_as_their_workbooks(sign_in):
    a_round(answered=SUB_ASPECTS[:2], verified=2)
    a_round(of=factories.other_agency())
    own = factories.agency().code
    head = sign_in("BKD_HEAD")
    assert head.get("/merit/merit_rounds.csv").content.decode("utf-8-sig").splitlines() == [
        "instansi,putaran,instrumen,tanggal_pengajuan,tanggal_keputusan,nomor_keputusan,berlaku_sampai",
        f"{own},2022,KASN-2019,,2022-11-30,,",
    ]
    assert head.get("/merit/merit_levels.csv").content.decode("utf-8-sig").splitlines()[1:] == [
        f"{own},2022,1.1,3,2,",
        f"{own},2022,1.2,3,2,",
    ]
    assert Event.objects.filter(kind="talent.records.exported").values_list("agency", flat=True).last() == own
    assert "/merit/merit_levels.xlsx" in head.get("/merit/").content.decode()
    assert sign_in("PPK").get("/merit/merit_levels.csv").status_code == 403


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_rounds_take_nine_queries_whatever_their_number(auditor, rounds, django_assert_num_queries):
    for number in range(rounds):
        a_round(str(2019 + number))
    with django_assert_num_queries(9):
        assert len(auditor.get("/merit/").context["rows"]) == rounds


def test_a_round_shows_every_sub_aspect_with_sums_that_meet(auditor):
    context = auditor.get(f"/merit/{a_round().pk}/").context
    lines = [line for aspect in context["aspects"] for line in aspect.lines]
    assert [line.id for line in lines] == SUB_ASPECTS
    assert sum(line.points for line in lines) == context["score"].score == 300
    assert [aspect.points for aspect in context["aspects"]] == list(context["score"].aspects.values())
    assert sum(aspect.maximum for aspect in context["aspects"]) == 400
    assert [(one.code, one.at_least) for one in context["thresholds"]] == [
        ("SANGAT_BAIK", 325),
        ("BAIK", 250),
        ("KURANG", 175),
        ("BURUK", 0),
    ]
    assert (context["score"].category, str(context["mark"])) == ("BAIK", "pass")


def test_a_round_stands_beside_the_one_before_it_and_the_national_mean_of_its_own_instrument(auditor, sign_in):
    newer, older = a_round("2022", verified=3), a_round("2020", level=2)
    other = a_round("2026", instrument="PANRB-2025", answered=["1.1"])
    beside = auditor.get(f"/merit/{newer.pk}/").context["beside"]
    assert [(one.round.name, one.score.score) for one in beside.rounds] == [("2020", 200), ("2022", 300)]
    first, fifth = beside.shares[0], beside.shares[4]
    assert (first.now, first.before, first.mean) == (0.75, 0.5, 0.732)
    assert (fifth.now, fifth.before, fifth.mean) == (0.75, 0.5, None)
    # As published, for whoever sees one agency; an overseer of more reads the mean over theirs, as it was decided then.
    assert (beside.mean.of, beside.mean.rule.verified, beside.others) == (347, False, 1)
    page = auditor.get(f"/merit/{newer.pk}/").content.decode()
    assert "1 putaran dengan instrumen lain tidak dibandingkan" in page
    a_round("2021", of=factories.other_agency(), level=4)
    a_round("2023", of=factories.other_agency(), level=1)
    verifier = sign_in("MERIT_VERIFIER")
    by = users.system_operator()
    users.grant(user=verifier.user, role=Roles.MERIT_VERIFIER, agency_id=factories.other_agency().pk, by=by)
    mean = verifier.get(f"/merit/{newer.pk}/").context["beside"].mean
    assert (mean.of, mean.until, mean.shares["1"], mean.rule) == (2, date(2022, 11, 30), 0.875, None)
    assert verifier.get(f"/merit/{older.pk}/").context["beside"].before is None
    assert verifier.get(f"/merit/{other.pk}/").context["beside"] is None


def test_once_anything_is_verified_only_verified_levels_score(auditor):
    merit_round = a_round(level=4, decided=False)
    verified = {"agency": "KALTIM", "round": "2022", "sub_aspect": "1.1", "verified_level": 2}
    cast.merit("merit_levels", verified)
    page = auditor.get(f"/merit/{merit_round.pk}/")
    context = page.context
    assert "yang dihitung: hasil verifikasi (1 sub-aspek) · nilai 5: Buruk mulai 0" in page.content.decode()
    assert context["score"].score == 5
    assert len(context["missing"]) == len(SUB_ASPECTS) - 1
    assert [line.counted for line in context["aspects"][0].lines] == [2, None, None, None]


def test_a_round_of_the_new_instrument_says_that_it_cannot_be_scored_and_for_lack_of_what(auditor):
    merit_round = a_round("2026", instrument="PANRB-2025", answered=["1.1"])
    page = auditor.get(f"/merit/{merit_round.pk}/")
    assert page.context["score"].score is None
    assert page.context["thresholds"] == []
    assert "bobot aspek Manajemen Talenta" in [text.id for text in page.context["missing"]]
    assert b"Belum dapat dihitung" in page.content
    assert b"belum dapat dihitung" in auditor.get("/merit/").content


def test_a_decision_without_an_end_is_marked_as_assumed(auditor):
    result = auditor.get(f"/merit/{a_round().pk}/").context["result"]
    assert (result.holds_to, result.stated, result.lapsed) == (date(2023, 11, 29), False, True)
    assert result.validity.id == "merit.validity"


def test_the_same_question_on_three_dates_is_answered_side_by_side(auditor):
    a_round("2020", level=2)
    a_round("2022", level=3)
    cast.approved(factories.agency(), "KASN", date(2022, 12, 5))
    cast.approved(factories.agency(), "KASN", date(2022, 12, 1), "COMMITMENT")
    asked = {"tier": "JPT_PRATAMA", "on": "2021-03-24", "also": "2022-12-31", "third": "2026-02-01"}
    page = auditor.get("/merit/jalur/", asked)
    answers = page.context["answers"]
    assert [(answer["on"].isoformat(), answer["decision"].outcome) for answer in answers] == [
        ("2021-03-24", "open_selection"),
        ("2022-12-31", "talent_pool"),
        ("2026-02-01", "open_selection"),
    ]
    failed = [check.code for check in answers[0]["decision"].checks if check.status == "fail"]
    assert failed == ["merit_category", "overseer_approval", "commitment"]
    # A paper made of the page says whose answers they are, and the API gives the same, one by one.
    assert "<strong>Provinsi Kalimantan Timur</strong> · JPT Pratama · sebagaimana diketahui" in page.content.decode()
    question = {"agency": factories.agency().pk, "tier": "JPT_PRATAMA"}
    for answer in answers:
        told = auditor.get("/api/v1/route/", question | {"on": answer["on"].isoformat()}).json()
        assert told["route"] == answer["decision"].outcome
        assert [(check["code"], check["status"], check["fact"]) for check in told["checks"]] == [
            (check.code, str(check.status), check.fact.id) for check in answer["decision"].checks
        ]


def test_a_question_about_another_agency_is_not_understood(sign_in):
    client = sign_in("AUDITOR")
    factories.users.grant(
        user=client.user,
        role=factories.Roles.AUDITOR,
        by=factories.users.system_operator(),
        agency_id=factories.agency("BALIKPAPAN", "Kota Balikpapan", "CITY").pk,
    )
    foreign = factories.other_agency().pk
    page = client.get("/merit/jalur/", {"agency": foreign, "tier": "JPT_PRATAMA", "on": "2026-02-01"})
    assert (page.status_code, list(page.context["form"].errors), page.context["answers"]) == (422, ["agency"], [])


@pytest.mark.parametrize("agencies", [1, 2])
def test_a_question_about_an_agency_that_is_not_mine_says_the_same_whether_there_is_one_or_not(sign_in, agencies):
    client = sign_in("AUDITOR")
    for code in ("BALIKPAPAN", "SAMARINDA")[: agencies - 1]:
        of = factories.agency(code, f"Kota {code.title()}", "CITY").pk
        factories.users.grant(
            user=client.user, role=factories.Roles.AUDITOR, by=factories.users.system_operator(), agency_id=of
        )
    foreign = factories.other_agency().pk
    said = []
    for agency in (foreign, 987_654):
        body = client.get(
            "/merit/jalur/", {"agency": agency, "tier": "JPT_PRATAMA", "on": "2026-02-01"}
        ).content.decode()
        said.append(
            [
                body.count(words)
                for words in ("Tidak dapat dijawab", "bukan salah satu instansi Anda", "Belum dapat disimpan")
            ]
        )
    assert said == [[1, 1, 0]] * 2


def test_the_verifier_records_a_paper_and_the_gate_reads_it(sign_in):
    verifier = sign_in("MERIT_VERIFIER")
    asked = {"tier": "JPT_PRATAMA", "on": "2026-02-01"}
    before = verifier.get("/merit/jalur/", asked).context["answers"][0]["decision"]
    assert verifier.post("/merit/surat/", PAPER).status_code == 302
    after = verifier.get("/merit/jalur/", asked).context["answers"][0]["decision"]
    assert (before.outcome, after.outcome) == ("open_selection", "talent_pool")
    paper = ApprovalRecord.objects.get()
    event = Event.objects.get(kind="succession.approval.recorded")
    assert (event.subject, event.agency) == (f"succession.approvalrecord:{paper.pk}", "KALTIM")


def test_a_new_paper_is_todays_overseers_unless_another_is_chosen(sign_in):
    page = sign_in("MERIT_VERIFIER").get("/merit/surat/").content.decode()
    assert page.count('<option value="BKN" selected>') == 1


def test_a_paper_from_the_form_is_the_same_as_from_a_workbook(sign_in):
    sign_in("MERIT_VERIFIER").post("/merit/surat/", PAPER)
    row = {"agency": "KALTIM", "true_from": date(2026, 1, 5)} | {
        name: PAPER[name] for name in ("kind", "authority", "number")
    }
    written = cast.merit("approvals", row)
    assert (written.same, written.new, written.changed) == (1, 0, 0)


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"number": ""}, 422, None),
        ({"dated": "2150-01-01"}, 422, "Tanggal ini tidak boleh di masa depan."),
        ({"valid_to": "2025-12-31"}, 422, "Akhir masa berlaku tidak boleh sebelum awalnya."),
        ({"kind": "LETTER"}, 422, None),
        ({"authority": "KASN"}, 422, "KASN tidak ada pada 2026-01-05 (UU 20/2023); yang ada BKN."),
        (
            {"authority": "KASN", "dated": "2022-09-01"},
            422,
            "Belum ada penilaian instansi ini yang diputuskan pada 2022-09-01; surat ini mengikuti keputusannya.",
        ),
    ],
)
def test_a_paper_that_cannot_be_right_comes_back_with_the_reason(sign_in, changed, status, words):
    page = sign_in("MERIT_VERIFIER").post("/merit/surat/", PAPER | changed)
    assert page.status_code == status
    assert page.context["form"].non_field_errors() == ([words] if words else [])
    assert ApprovalRecord.objects.count() == 0


def test_the_same_paper_twice_is_refused(sign_in):
    verifier = sign_in("MERIT_VERIFIER")
    verifier.post("/merit/surat/", PAPER)
    again = verifier.post("/merit/surat/", PAPER)
    assert again.status_code == 409
    (fault,) = again.context["form"].non_field_errors()
    assert fault.startswith("Surat B-1 sudah tercatat untuk instansi ini. Terakhir: Surat pengawas dicatat, oleh ")
    assert ApprovalRecord.objects.count() == 1


def test_a_revoked_paper_stays_on_record_and_no_longer_counts(sign_in):
    verifier = sign_in("MERIT_VERIFIER")
    verifier.post("/merit/surat/", PAPER)
    paper = ApprovalRecord.objects.get()
    given = {"revoked_on": "2026-03-01", "reason": "Komitmen tidak dijalankan."}
    assert verifier.post(f"/merit/surat/{paper.pk}/cabut/", given).status_code == 302
    assert [row.revoked_on for row in ApprovalRecord.objects.order_by("id")] == [None, date(2026, 3, 1)]
    assert [state for _paper, state, _copies in verifier.get("/merit/surat/").context["rows"]] == ["revoked"]
    asked = {"tier": "JPT_PRATAMA", "on": "2026-03-01", "also": "2026-02-28"}
    answers = verifier.get("/merit/jalur/", asked).context["answers"]
    assert [answer["decision"].outcome for answer in answers] == ["open_selection", "talent_pool"]
    assert Event.objects.get(kind="succession.approval.revoked").reason == "Komitmen tidak dijalankan."


def test_a_revocation_wants_a_reason_and_a_day_after_the_paper(sign_in):
    verifier = sign_in("MERIT_VERIFIER")
    verifier.post("/merit/surat/", PAPER)
    address = f"/merit/surat/{ApprovalRecord.objects.get().pk}/cabut/"
    short = verifier.post(address, {"revoked_on": "2026-03-01", "reason": "."})
    early = verifier.post(address, {"revoked_on": "2026-01-04", "reason": "Komitmen tidak dijalankan."})
    assert [page.context["form"].non_field_errors()[0] for page in (short, early)] == [
        "Tuliskan alasannya, paling sedikit 10 huruf.",
        "Pencabutan tidak boleh mendahului tanggal surat.",
    ]
    assert ApprovalRecord.objects.get().revoked_on is None


@pytest.mark.parametrize("role", ["BKD_STAFF", "PPK", "AUDITOR"])
def test_those_who_only_read_record_nothing(sign_in, role):
    client = sign_in(role)
    assert client.get("/merit/surat/").context["form"] is None
    assert client.post("/merit/surat/", PAPER).status_code == 403
    cast.approved(factories.agency())
    assert client.post(f"/merit/surat/{ApprovalRecord.objects.get().pk}/cabut/").status_code == 403
    assert Event.objects.filter(kind__startswith="succession.approval").count() == 0


def test_a_paper_of_another_agency_is_not_found(sign_in):
    cast.approved(factories.other_agency())
    paper = ApprovalRecord.objects.get()
    assert sign_in("MERIT_VERIFIER").get(f"/merit/surat/{paper.pk}/cabut/").status_code == 404


@pytest.mark.parametrize("papers", [1, 3])
def test_the_papers_take_eight_queries_whatever_their_number(auditor, papers, django_assert_num_queries):
    for number in range(papers):
        cast.approved(
            factories.agency(),
            dated=date(2026, 1, 5 + number),
            kind=("APPROVAL", "COMMITMENT", "RECOMMENDATION")[number],
        )
    with django_assert_num_queries(8):
        assert len(auditor.get("/merit/surat/").context["rows"]) == papers


@pytest.mark.parametrize("query", ["agency=x", "sesudah=99999999999999999999", "sebelum=%00", "on=x&tier=Y", "on="])
def test_garbage_in_the_address_never_breaks_a_page(auditor, query):
    for page in ("", "jalur/", "surat/"):
        assert auditor.get(f"/merit/{page}?{query}").status_code in (200, 422)


def test_the_way_to_baik_names_the_fewest_rises_with_their_evidence(auditor):
    merit_round = a_round(level=2)
    context = auditor.get(f"/merit/{merit_round.pk}/jalan/").context
    first, *others = context["plans"]
    assert ([(edge, name.id) for edge, name in context["goals"]], context["target"]) == (
        [(250, "Baik"), (325, "Sangat Baik")],
        250,
    )
    # 200 today: the three of 5 points and then the six of 4 rise by two levels at most.
    assert (first.effort.id, first.gain, first.points) == ("11", 50, 250)
    assert [(step.line.id, step.start, step.end) for step in first.steps if step.line.weight == 5] == [
        ("5.1", 2, 4),
        ("5.3", 2, 4),
        ("5.5", 2, 4),
    ]
    assert first.steps[-1].line.evidence.id == "risalah, SK"
    assert len(others) == 2
    assert all(plan.points >= 250 and plan.effort.id >= "11" for plan in others)


def test_efforts_and_what_cannot_rise_change_the_way(auditor):
    page = f"/merit/{a_round(level=2).pk}/jalan/"
    given = {"target": "205", "upaya_5.1_3": "", "upaya_5.3_3": "0,5", "upaya_5.5_3": "3"}
    first = auditor.get(page, given).context["plans"][0]
    assert [(step.line.id, step.end, step.effort.id) for step in first.steps] == [("5.3", 3, "0,5")]
    # A step of its own price: 3 → 4 is dear, so that the next five points come from elsewhere.
    second = auditor.get(page, given | {"target": "210", "upaya_5.3_4": "8"}).context["plans"][0]
    assert [(step.line.id, step.end) for step in second.steps if step.line.id == "5.3"] == [("5.3", 3)]
    none = auditor.get(page, {f"upaya_{sub}_3": "" for sub in SUB_ASPECTS})
    assert (none.context["plans"], none.context["most"]) == ([], 200)
    assert "Tidak terjangkau" in none.content.decode()
    assert "Sudah tercapai" in auditor.get(page, {"target": "200"}).content.decode()


@pytest.mark.parametrize("given", [{"target": "x"}, {"target": "250", "upaya_1.1_3": "-1"}, {"upaya_1.1_4": "1e400"}])
def test_what_is_no_effort_or_target_is_marked_where_it_stands(auditor, given):
    page = auditor.get(f"/merit/{a_round(level=2).pk}/jalan/", given)
    assert (page.status_code, "plans" in page.context) == (422, False)


def test_a_round_without_weights_has_no_way_and_says_what_is_missing(auditor):
    page = auditor.get(f"/merit/{a_round('2026', instrument='PANRB-2025', answered=['1.1']).pk}/jalan/")
    assert page.status_code == 200
    words = page.content.decode()
    assert ("bobot aspek Manajemen Talenta" in words, words.count('<a href="/merit/bobot/">Bobot</a>')) == (True, 1)


def test_the_calendar_says_until_when_the_direct_route_is_open_and_what_closes_it(auditor, monkeypatch):
    a_round("2022", level=3)
    cast.approved(factories.agency(), "KASN", date(2022, 12, 5))
    cast.approved(factories.agency(), "KASN", date(2022, 12, 1), "COMMITMENT")
    agency, day = factories.agency(), date(2023, 11, 10)
    shut = gate.calendar(agency, "JPT_PRATAMA", day, known.now(agency.pk)).now
    assert (shut.outcome, [check.code for check in shut.against]) == ("open_selection", ["succession_group"])
    cast.pooled(agency, "Lama", date(2022, 11, 1), date(2024, 10, 31))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: day)
    page = auditor.get("/merit/kalender/")
    now, end = page.context["calendar"].now, page.context["calendar"].closing
    # Decided on 30 November 2022, it names no end: a year is assumed.
    assert (now.outcome, now.first, now.last) == ("talent_pool", date(2022, 12, 5), date(2023, 11, 29))
    assert (end.days, end.warning, [check.code for check in end.against]) == (19, 30, ["merit_assessment"])
    assert "Terbuka sampai 29 November 2023, 19 hari lagi." in page.content.decode()
    assert page.context["rows"][0][0].outcome == "open_selection"
    assert b'<option value="JPT_PRATAMA" selected>' in page.content
    assert "rows" not in auditor.get("/merit/kalender/?tier=PELAKSANA&agency=%00").context


def test_a_post_is_asked_about_by_its_code_and_what_was_known_on_a_day_is_asked_for(auditor):
    agency = factories.agency()
    first, other = cast.post(agency, "JPT-01"), cast.post(agency, "JPT-02")
    cast.approved(agency, "BKN", date(2026, 1, 5), posts=first.code)
    for code, approved in ((first.code, True), (other.code, False)):
        page = auditor.get(f"/merit/kalender/?post={code}")
        against = {check.code for check in page.context["calendar"].now.against}
        assert ("overseer_approval" not in against, f" · {code}: " in page.content.decode()) == (approved, True)
    query = {"agency": agency.pk, "tier": "JPT_PRATAMA", "on": "2026-07-10", "post": first.code}
    (answer,) = auditor.get("/merit/jalur/", query).context["answers"]
    stands = {check.code: check.status for check in answer["decision"].checks}
    # The paper is about this post; whom nobody mapped, nobody succeeds.
    assert (stands["overseer_approval"], stands["succession_group"]) == ("pass", "fail")
    (before,) = auditor.get("/merit/jalur/", query | {"known_on": "2019-12-31", "post": ""}).context["answers"]
    assert {check.code: check.status for check in before["decision"].checks}["overseer_approval"] == "fail"
    for wrong, said in (({"post": "X"}, "Jabatan “X” tidak ada"), ({"tier": "JPT_MADYA"}, "bukan JPT_MADYA")):
        refused = auditor.get("/merit/jalur/", query | wrong)
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert auditor.get("/merit/kalender/?post=X").status_code == 422
