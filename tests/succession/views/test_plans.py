"""Succession plans: versions with reasons, a decision that nobody suits, the bench, the risk of all critical posts."""

import csv
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event
from rules.bench import Risk, risk
from rules.dates import add_years
from rules.errors import Invalid
from succession.domain import planning
from succession.models import PlannedSuccessor, SuccessionPlan
from succession.views import succession_plans
from talent import display
from talent.domain.queries import written as written_at
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def member(name: str, **values):
    """Somebody whom nothing but the post held can keep from JPT Pratama."""
    person = cast.candidate(factories.agency(), name=name, **values)
    for kind in ("HEALTH", "INTEGRITY"):
        factories.write("attestations", person, kind=kind, passed=True, true_from=today() - timedelta(days=1))
    return person


@pytest.fixture
def house():
    """A critical post that falls vacant in a year, its holder, and two in the pool: one ready, one later."""
    post = cast.post(factories.agency(), "A", critical=True)
    began = add_years(today(), -4).item()
    held = {"position": "Kepala Dinas A", "tier": "JPT_PRATAMA", "post_from": began, "born": date(1985, 3, 5)}
    holder = factories.employee(name="Hasan", **held)
    ready, later = member("Alya"), member("Budi", post_from=today() - timedelta(days=300))
    factories.established_cycle(on=today())
    return post, holder, ready, later


def written(client, post, *people, version=0, **other):
    given = {"outcome": "NAMED", "successors": [one.pk for one in people], "version": version}
    given |= {"reason": "Dibahas dalam rapat talenta."} | other
    return client.post(f"/rencana-suksesi/{post.pk}/", given)


def rows(client, query=""):
    return [row["one"] for row in client.get(f"/rencana-suksesi/{query}").context["page"].rows]


def test_a_plan_names_successors_with_the_day_each_is_ready(staff, house):
    post, _holder, ready, later = house
    assert staff.get(f"/rencana-suksesi/{post.pk}/").context["form"]["outcome"].value() is None
    assert written(staff, post, ready, later, stand_in=later.nip).status_code == 302
    page = staff.get(f"/rencana-suksesi/{post.pk}/")
    found = [(one.person.name, str(one.readiness.level), one.in_time) for one in page.context["successors"]]
    assert found == [("Alya", "NOW", True), ("Budi", "MID", False)]
    assert [count for _level, *count in page.context["strength"]] == [[1, 0], [0, 0], [1, 0]]
    pool = page.context["pool"]
    assert (pool.now, pool.now_waived, pool.in_time, pool.in_time_waived) == (1, 0, 1, 0)
    assert "dengan pengecualian" not in page.content.decode()
    event = Event.objects.get(kind="succession.plan.written")
    assert event.reason == "Dibahas dalam rapat talenta."
    assert event.payload == {
        "post": post.pk,
        "version": 1,
        "outcome": "NAMED",
        "successors": [ready.pk, later.pk],
        "stand_in": later.pk,
    }


def test_a_post_that_nobody_knows_since_when_it_is_vacant_is_given_no_day_and_its_plan_is_the_first(staff):
    post = cast.post(factories.agency(), "A", critical=True)
    factories.established_cycle(on=today())
    page = staff.get(f"/rencana-suksesi/{post.pk}/").content.decode()
    assert re.findall(r"<dt>lowong tercatat</dt><dd>(.*?) <span", page) == ["sejak kapan tidak tercatat"]
    assert (page.count("Rencana pertama"), page.count("Versi berikutnya")) == (1, 0)
    assert "Mulai paling lambat" not in page
    (row,) = csv.DictReader(staff.get("/rencana-suksesi/ekspor.csv").content.decode("utf-8-sig").splitlines())
    assert (row["Kode jabatan"], row["Lowong pada"], row["Sebab"]) == ("A", "", "lowong tercatat")
    (line,) = staff.get("/api/v1/succession-plans/").json()["results"]
    assert (line["day"], staff.get(f"/api/v1/succession-plans/{post.pk}/").json()["day"]) == (None, None)


def test_the_list_and_the_page_say_alike_how_many_of_the_plan_can_be_ready_when_the_post_falls_vacant(staff, house):
    post, _holder, ready, later = house

    def told():
        pages = ("/rencana-suksesi/", f"/rencana-suksesi/{post.pk}/")
        words = r"(\d+) (penerus dalam rencana|anggota) dapat siap saat lowong"
        return [re.findall(words, staff.get(page).content.decode()) for page in pages]

    assert told() == [[("0", "penerus dalam rencana")], [("1", "anggota")]]
    written(staff, post, later)
    assert told() == [[("0", "penerus dalam rencana")], [("1", "anggota"), ("0", "penerus dalam rencana")]]
    written(staff, post, ready, later, version=1)
    assert told() == [[("1", "penerus dalam rencana")], [("1", "anggota"), ("1", "penerus dalam rencana")]]


def test_a_successor_whom_age_rules_out_before_the_post_falls_vacant_is_not_called_unready(staff):
    post = cast.post(factories.agency(), "A", critical=True)
    began = add_years(today(), -4).item()
    factories.employee(position="Kepala Dinas A", tier="JPT_PRATAMA", post_from=began, born=date(1985, 3, 5))
    old = member("Citra", born=add_years(today() + timedelta(days=100), -57).item())
    later = member("Budi", post_from=today() - timedelta(days=300))
    factories.established_cycle(on=today())
    written(staff, post, old, later)
    page = staff.get(f"/rencana-suksesi/{post.pk}/")
    gone, unready = page.context["successors"]
    assert (gone.in_time, unready.in_time) == (False, False)
    assert gone.readiness.closes < page.context["falling"].day
    labels = re.findall(r'<span class="mark fail"><span[^>]*>✗</span> <span>(.*?)</span></span>', page.content.decode())
    assert labels == ["tidak lagi", "belum siap"]
    assert f"batas usia, {display.day(gone.readiness.closes)}</span>" in page.content.decode()


def test_every_edit_is_a_version_and_the_one_who_comes_late_is_told(staff, house, sign_in):
    post, _holder, ready, later = house
    written(staff, post, ready)
    assert written(sign_in("BKD_HEAD"), post, later, version=1).status_code == 302
    late = written(staff, post, ready, later, version=1)
    assert late.status_code == 409
    assert "sementara itu ditulis lagi (versi 2: Dibahas dalam rapat talenta.)" in late.content.decode()
    plans = SuccessionPlan.objects.order_by("version")
    assert [(one.version, [row.employee.name for row in one.successors.all()]) for one in plans] == [
        (1, ["Alya"]),
        (2, ["Budi"]),
    ]
    assert len(staff.get(f"/rencana-suksesi/{post.pk}/").context["versions"]) == 2


def test_that_nobody_suits_is_a_state_of_its_own_by_decision_with_a_review(staff, house):
    post, *_rest = house
    given = {"outcome": "NONE_SUITABLE", "decision_number": "800/9", "decided_on": today()}
    assert written(staff, post, **given).status_code == 422
    assert written(staff, post, **given, review_on=today()).status_code == 422
    review = today() + timedelta(days=90)
    assert written(staff, post, **given, review_on=review).status_code == 302
    (one,) = rows(staff)
    assert (one.state, one.plan.review_on, one.risk) == ("NONE_SUITABLE", review, Risk.HIGH)
    assert "Keputusan 800/9" in staff.get(f"/rencana-suksesi/{post.pk}/").content.decode()
    assert rows(staff, "?state=NONE_SUITABLE") == [one]
    assert rows(staff, "?state=NAMED") == []


def test_what_the_decision_that_nobody_suits_lacks_is_marked_at_its_field(staff, house):
    post, *_rest = house
    page = staff.get(f"/rencana-suksesi/{post.pk}/").content.decode()
    label = '<label for="id_{}">{} <span class="optional">(wajib bila belum ada yang cocok)</span></label>'
    for name, words in (("decided_on", "Tanggal keputusan"), ("review_on", "Ditinjau kembali")):
        assert label.format(name, words) in page
    form = written(staff, post, outcome="NONE_SUITABLE", decision_number="800/9").context["form"]
    missing = ["Isian ini wajib bila belum ada yang cocok."]
    assert form.errors == {"decided_on": missing, "review_on": missing}


def test_what_cannot_be_right_is_refused_and_nothing_is_kept(staff, house):
    post, holder, ready, _later = house
    outsider = factories.employee(name="Cut")
    retired = factories.employee(name="Dani", standing="RETIRED")
    ordinary = cast.post(factories.agency(), "B")
    for people, other in (
        ([], {}),
        ([outsider], {}),
        ([ready], {"reason": "-"}),
        ([ready], {"stand_in": holder.nip}),
        ([ready], {"stand_in": retired.nip}),
        ([ready], {"stand_in": "1" * 18}),
        ([ready], {"review_on": "2199-01-01"}),
    ):
        assert written(staff, post, *people, **other).status_code == 422
    assert written(staff, ordinary, ready).status_code == 422
    # The page offers nobody from outside the pool; whoever asks past it is refused too.
    asked = {"stand_in": None, "review_on": None, "reason": "Dibahas dalam rapat talenta.", "version": 0}
    with pytest.raises(Invalid) as refused:
        planning.name(position=post, successors=[outsider], by=staff.user, **asked)
    assert refused.value.code == "not_in_pool"
    assert (SuccessionPlan.objects.count(), PlannedSuccessor.objects.count()) == (0, 0)


def test_the_risk_of_all_critical_posts_is_sorted_narrowed_and_taken_away(staff, house):
    post, _holder, ready, later = house
    bare = cast.post(factories.agency(), "B", critical=True, vacant_from=today() - timedelta(days=3))
    cast.post(factories.agency(), "C")
    written(staff, post, ready, stand_in=later.nip)
    found = rows(staff)
    assert [(one.position.code, str(one.risk), one.strength) for one in found] == [
        ("B", "HIGH", [0, 0, 0]),
        ("A", "MEDIUM", [1, 0, 0]),
    ]
    assert [one.position for one in rows(staff, "?risk=HIGH")] == [bare]
    assert [one.position.code for one in rows(staff, "?sort=title")] == ["A", "B"]
    lines = staff.get("/rencana-suksesi/ekspor.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["B", "A"]
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "csv", "rows": 2}


@pytest.mark.parametrize(
    ("ready", "stand_in", "due", "found"),
    [(0, True, False, "HIGH"), (1, True, False, "MEDIUM"), (2, True, False, "LOW"), (2, False, False, "MEDIUM"),
     (2, True, True, "MEDIUM")],
)  # fmt: skip
def test_risk_is_high_without_anybody_and_low_only_with_all(ready, stand_in, due, found):
    assert risk(ready, 2, stand_in=stand_in, review_due=due) == found


def test_the_api_reads_and_writes_plans(staff, house, sign_in):
    post, _holder, ready, later = house
    address = f"/api/v1/succession-plans/{post.pk}/"
    body = {"outcome": "NAMED", "successors": [ready.pk, later.pk], "version": 0, "reason": "Dibahas dalam rapat."}
    made = staff.post(address, body, content_type="application/json")
    assert made.status_code == 201
    told = staff.get(address).json()
    assert [(one["employee"]["name"], one["level"], one["in_time"]) for one in told["successors"]] == [
        ("Alya", "NOW", True),
        ("Budi", "MID", False),
    ]
    assert staff.post(address, body, content_type="application/json").status_code == 409
    (row,) = staff.get("/api/v1/succession-plans/").json()["results"]
    assert (row["post"]["code"], row["risk"], row["strength"]) == ("A", "MEDIUM", {"NOW": 1, "SOON": 0, "MID": 1})
    ppk = sign_in("PPK")
    assert ppk.get(address).status_code == 200
    assert ppk.post(address, body | {"version": 1}, content_type="application/json").status_code == 403
    assert sign_in("BKD_STAFF", factories.other_agency()).get(address).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_takes_as_many_queries_for_one_as_for_three(sign_in, more, django_assert_num_queries):
    people = [member(f"Orang {number}") for number in range(1 + more)]
    factories.established_cycle(on=today())
    client = sign_in("BKD_STAFF")
    for number, person in enumerate(people):
        written(client, cast.post(factories.agency(), f"P{number}", critical=True), person, stand_in=person.nip)
    decreed(factories.agency(), 1 + more)
    with django_assert_num_queries(11):
        client.get("/rencana-suksesi/")


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_offers_the_readiest_first_by_as_many_queries_for_one_as_for_three(
    sign_in, more, django_assert_num_queries
):
    people = [member(f"Orang {number}", post_from=today() - timedelta(days=300)) for number in range(more)]
    ready = member("Alya")
    factories.established_cycle(on=today())
    post = cast.post(factories.agency(), "A", critical=True)
    client = sign_in("BKD_STAFF")
    # Two of them work out the pool, which nobody did before.
    with django_assert_num_queries(13):
        page = client.get(f"/rencana-suksesi/{post.pk}/")
    offered = page.context["form"].fields["successors"].choices
    assert offered[0] == (ready.pk, f"Alya · {ready.nip} · siap sekarang")
    assert {tuple(one) for one in offered[1:]} == {
        (one.pk, f"{one.name} · {one.nip} · siap dalam 3–5 tahun") for one in people
    }


def test_while_the_pool_is_being_worked_out_the_page_says_so_and_offers_nobody_yet(staff, house, monkeypatch):
    post, _holder, ready, later = house
    monkeypatch.setattr(written_at, "STRETCH", 1)
    monkeypatch.setattr(written_at, "FEW", 0)
    ledger.record("talent.records.written", agency=factories.agency().code, by=system_operator())
    pages = [staff.get(f"/rencana-suksesi/{post.pk}/") for _look in range(3)]
    seen = [(page.context["working"].done, "form" in page.context) for page in pages[:2]]
    assert seen == [(1, False), (2, False)]
    assert all(b"Sedang dihitung: " in page.content for page in pages[:2])
    assert [pk for pk, _words in pages[2].context["form"].fields["successors"].choices] == [ready.pk, later.pk]
    # The calendar holds the same people against the same posts: nothing is left to work out.
    assert "working" not in staff.get("/kalender-lowongan/").context


def test_a_plan_is_written_while_the_pool_is_being_worked_out_and_a_refusal_keeps_what_was_typed(
    staff, house, monkeypatch
):
    post, _holder, ready, later = house
    monkeypatch.setattr(written_at, "STRETCH", 1)
    monkeypatch.setattr(written_at, "FEW", 0)
    ledger.record("talent.records.written", agency=factories.agency().code, by=system_operator())
    refused = written(staff, post, later, ready, reason="-", stand_in=later.nip)
    form = refused.context["form"]
    assert (refused.status_code, form["successors"].value()) == (422, [str(later.pk), str(ready.pk)])
    assert form.fields["successors"].choices == [(later.pk, f"Budi · {later.nip}"), (ready.pk, f"Alya · {ready.nip}")]
    # The page asks for nothing by itself: what was typed would go with it.
    assert (form["stand_in"].value(), "working" in refused.context) == (later.nip, False)
    assert "Kelompok suksesi masih dihitung" in refused.content.decode()
    outsider = factories.employee(name="Cut")
    assert written(staff, post, ready, outsider).status_code == 422
    assert written(staff, post, later, ready).status_code == 302
    ledger.record("talent.records.written", agency=factories.agency().code, by=system_operator())
    body = {"outcome": "NAMED", "successors": [ready.pk, later.pk], "version": 1, "reason": "Dibahas dalam rapat."}
    made = staff.post(f"/api/v1/succession-plans/{post.pk}/", body, content_type="application/json")
    assert made.status_code == 201
    named = PlannedSuccessor.objects.order_by("plan__version", "order").values_list("plan__version", "employee__name")
    assert list(named) == [(1, "Budi"), (1, "Alya"), (2, "Alya"), (2, "Budi")]


def test_a_refused_plan_offers_the_pool_again_with_those_chosen(staff, house):
    post, _holder, ready, later = house
    refused = written(staff, post, later, reason="-")
    field = refused.context["form"].fields["successors"]
    assert field.choices == [
        (ready.pk, f"Alya · {ready.nip} · siap sekarang"),
        (later.pk, f"Budi · {later.nip} · siap dalam 3–5 tahun"),
    ]
    ticked = re.findall(
        r'<input type="checkbox" name="successors" value="(\d+)"[^>]* checked', refused.content.decode()
    )
    assert ticked == [str(later.pk)]


def test_nor_is_one_whom_age_rules_out_after_a_day_that_is_past_already(staff):
    post = cast.post(factories.agency(), "A", critical=True)
    began = add_years(today(), -6).item()
    factories.employee(position="Kepala Dinas A", tier="JPT_PRATAMA", post_from=began, born=date(1985, 3, 5))
    old = member("Citra", born=add_years(today() - timedelta(days=100), -57).item())
    factories.established_cycle(on=today())
    written(staff, post, old)
    page = staff.get(f"/rencana-suksesi/{post.pk}/")
    (gone,) = page.context["successors"]
    assert page.context["falling"].day < gone.readiness.closes <= today()
    assert page.content.decode().count("<span>tidak lagi</span>") == 1


def test_a_successor_beyond_those_offered_is_found_by_name_or_nip_and_the_page_says_how_many_it_offers(
    staff, house, monkeypatch
):
    post, _holder, ready, later = house
    address = f"/rencana-suksesi/{post.pk}/"
    assert "Ditawarkan" not in staff.get(address).content.decode()
    monkeypatch.setattr(succession_plans, "OFFERED", 1)

    def offered(**typed):
        page = staff.post(address, typed | {"seek": "1"}) if typed else staff.get(address)
        assert page.status_code == 200
        said = re.findall(r"Ditawarkan \d+ dari \d+|Tidak ada anggota kelompok suksesi dengan", page.content.decode())
        return [pk for pk, _words in page.context["form"].fields["successors"].choices], said

    assert offered() == ([ready.pk], ["Ditawarkan 1 dari 2"])
    for text in ("budi", later.nip):
        assert offered(q=text) == ([later.pk], [])
    assert offered(q="Zulkifli") == ([], ["Tidak ada anggota kelompok suksesi dengan"])
    assert written(staff, post, later).status_code == 302
    assert offered() == ([later.pk, ready.pk], ["Ditawarkan 1 dari 2"])


def test_looking_for_a_successor_keeps_whoever_was_ticked_and_all_that_was_typed(staff, house):
    post, _holder, ready, later = house
    typed = {"outcome": "NAMED", "successors": [ready.pk], "reason": "Peninjauan tahunan.", "stand_in": later.nip}
    typed |= {"version": "0", "review_on": "2027-01-04"}
    page = staff.post(f"/rencana-suksesi/{post.pk}/", typed | {"q": "budi", "seek": "1"})
    form = page.context["form"]
    assert [pk for pk, _words in form.fields["successors"].choices] == [later.pk, ready.pk]
    assert {name: form[name].value() for name in typed} == typed | {"successors": [str(ready.pk)]}
    text = page.content.decode()
    assert (page.status_code, text.count(" checked"), "Belum dapat disimpan" in text) == (200, 2, False)
    assert "Isian ini belum tersimpan." in text
    assert SuccessionPlan.objects.count() == 0
