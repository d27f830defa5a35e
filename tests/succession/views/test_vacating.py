"""The vacancy calendar on its page, as a file and by the API: two clocks, moves, quarters, the first uncovered post."""

import csv
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from accounts.domain.users import system_operator
from audit.models import Event
from rules.dates import add_years
from rules.vacating import quarter
from succession.domain import critical
from succession.interfaces.vacating_forms import CalendarFilter
from succession.models import AppointmentDecision
from talent import display
from talent.models import TalentAction
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed
from tests.succession.domain.test_deviations import decided

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def years(count: int, since: date | None = None) -> date:
    return add_years(since or today(), count).item()


def held(code: str, name: str, **values):
    post = cast.post(factories.agency(), code, **values.pop("of_post", {}))
    return post, factories.employee(name=name, position=f"Kepala Dinas {code}", tier="JPT_PRATAMA", **values)


def lines(response) -> list[tuple[str, str, date]]:
    found = [row["one"] for row in response.context["page"].rows]
    return [(one.position.code, str(one.ending.clock), one.day) for one in found]


def test_the_clock_that_strikes_first_says_when_a_post_falls_vacant(staff):
    retires = years(1)
    held("A", "Alya", born=years(-60, retires), post_from=years(-1))
    held("B", "Budi", born=date(1985, 3, 5), post_from=years(-3))
    cast.post(factories.agency(), "C", vacant_from=today() - timedelta(days=40))
    cast.post(factories.other_agency(), "X")
    found = [
        ("C", "LEFT", today() - timedelta(days=40)),
        ("A", "RETIREMENT", retires),
        ("B", "TERM", years(5, years(-3))),
    ]
    assert lines(staff.get("/kalender-lowongan/")) == found
    assert lines(staff.get("/kalender-lowongan/?clock=TERM")) == found[2:]
    assert lines(staff.get("/kalender-lowongan/?horizon=1&clock=RETIREMENT")) == found[1:2]
    assert lines(staff.get("/kalender-lowongan/?tier=JPT_MADYA")) == []


def test_a_forecast_opens_its_vacancy_with_cause_and_day_filled_in(staff, sign_in):
    retires = years(1)
    post, _person = held("A", "Alya", born=years(-60, retires), post_from=years(-1))
    empty = cast.post(factories.agency(), "C", vacant_from=today())
    body = staff.get("/kalender-lowongan/").content.decode()
    link = f"/lowongan/?jabatan={post.pk}&amp;sebab=RETIREMENT&amp;sasaran={retires.isoformat()}#baru"
    assert (body.count(link), body.count(f"/lowongan/?jabatan={empty.pk}#baru")) == (1, 1)
    form = staff.get(unescape(link)).context["form"]
    found = [str(form[name].value()) for name in ("position", "cause", "target_date")]
    assert found == [str(post.pk), "RETIREMENT", retires.isoformat()]
    assert "Buka lowongan" not in sign_in("PPK").get("/kalender-lowongan/").content.decode()


def test_a_post_that_is_being_filled_has_no_latest_day_to_begin(staff):
    post, _person = held("A", "Alya", born=years(-60, years(1)), post_from=years(-1))

    def starts() -> set[str]:
        (row,) = staff.get("/kalender-lowongan/").context["page"].rows
        return set(row["one"].starts)

    assert starts() == {"talent_pool", "open_selection"}
    cast.opened(factories.agency(), post)
    assert starts() == set()


def test_a_recorded_end_takes_the_place_of_five_years(staff):
    _post, person = held("A", "Alya", born=date(1985, 3, 5), post_from=years(-5))
    extended = years(1)
    given = {"position": "Kepala Dinas A", "tier": "JPT_PRATAMA", "true_from": years(-5), "true_to": extended}
    factories.write("appointments", person, kind="DEFINITIVE", **given)
    assert lines(staff.get("/kalender-lowongan/")) == [("A", "TERM", extended + timedelta(days=1))]


def test_what_is_decided_or_planned_for_a_holder_comes_first_unless_moves_are_left_out(staff):
    _post, alya = held("A", "Alya", born=date(1985, 3, 5), post_from=years(-3))
    _post, budi = held("B", "Budi", born=date(1985, 3, 5), post_from=years(-3))
    term = years(5, years(-3))
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency(), "C", vacant_from=today()))
    vacancy.target_date = today() + timedelta(days=30)
    vacancy.save()
    decided = {"decided_on": today(), "number": "800/1", "reason": "Cocok.", "token": "0" * 64, "at": timezone.now()}
    AppointmentDecision.objects.create(vacancy=vacancy, employee=alya, by=system_operator(), **decided)
    planned = {"kind": "PLACEMENT", "action": "rotasi", "owner": "BKD", "due": today() + timedelta(days=60)}
    line = TalentAction.objects.create(agency=alya.agency, employee=budi, by=system_operator(), **planned)
    assert lines(staff.get("/kalender-lowongan/"))[1:] == [
        ("A", "MOVE", today() + timedelta(days=30)),
        ("B", "TERM", term),
    ]
    TalentAction.objects.filter(pk=line.pk).update(
        state="APPROVED", approved_by=system_operator(), approved_at=timezone.now()
    )
    page = staff.get("/kalender-lowongan/")
    assert lines(page)[2] == ("B", "MOVE", today() + timedelta(days=60))
    assert "keputusan 800/1 bagi lowongan L-01" in page.content.decode()
    assert lines(staff.get("/kalender-lowongan/?moves=0"))[1:] == [("A", "TERM", term), ("B", "TERM", term)]


def squeezed(body: str) -> str:
    return re.sub(r">\s+<", "><", body)


def test_the_quarters_add_up_and_lead_to_their_posts(staff):
    held("A", "Alya", born=date(1985, 3, 5), post_from=years(-4))
    held("B", "Budi", born=date(1985, 3, 5), post_from=years(-4))
    cast.post(factories.agency(), "C", vacant_from=today())
    page = staff.get("/kalender-lowongan/")
    quarters, body = page.context["quarters"], page.content.decode()
    # On a phone each quarter is a card, in which only the kinds stand that there are.
    assert re.findall(r'<table class="table " data-cards><thead><tr><th scope="col">Triwulan', squeezed(body))
    first = re.findall(r"hingga kini</th>(.*?)</tr>", squeezed(body))
    assert first == ['<td class="num"></td>' * 3 + '<td class="num">1</td><td class="num"><strong>1</strong></td>']
    assert (quarters[0]["label"], quarters[0]["counts"]) == ("hingga kini", [0, 0, 0, 1])
    (row,) = [row for row in quarters[1:] if row["all"]]
    assert row["counts"] == [0, 2, 0, 0]
    found = lines(staff.get(f"/kalender-lowongan/?quarter={row['code']}"))
    assert [code for code, *_rest in found] == ["A", "B"]


def test_the_first_critical_post_that_nobody_can_be_ready_for_is_named(staff):
    post, _person = held("A", "Alya", born=date(1985, 3, 5), post_from=years(-4), of_post={"critical": True})
    factories.established_cycle(on=today())
    assert staff.get("/kalender-lowongan/").context["uncovered"].position == post
    ready = cast.candidate(factories.agency(), name="Budi")
    for kind in ("HEALTH", "INTEGRITY"):
        factories.write("attestations", ready, kind=kind, passed=True, true_from=today() - timedelta(days=1))
    factories.established_cycle(name="Siklus kedua", on=today())
    page = staff.get("/kalender-lowongan/")
    assert page.context["uncovered"] is None
    assert "1 jabatan kritikal: tiap-tiapnya punya anggota kelompok suksesi yang dapat siap" in page.content.decode()


def test_a_decree_says_which_post_is_critical(staff):
    held("A", "Alya", born=date(1985, 3, 5), post_from=years(-4), of_post={"critical": True})
    held("B", "Budi", born=date(1985, 3, 5), post_from=years(-3))
    decree = {"number": "800/7", "criteria": "Layanan dasar.", "since": years(-1), "until": None}
    critical.decree(agency=factories.agency(), position="B", by=system_operator(), **decree)
    found = [row["one"] for row in staff.get("/kalender-lowongan/?critical=1").context["page"].rows]
    assert [one.position.code for one in found] == ["A", "B"]
    assert found[1].criticality.criteria == "Layanan dasar."


def test_it_is_taken_away_as_a_file_that_leaves_an_event(staff):
    held("A", "Alya", born=date(1985, 3, 5), post_from=years(-4))
    line = staff.get("/kalender-lowongan/ekspor.csv").content.decode("utf-8-sig").splitlines()[1].split(",")
    ends = years(5, years(-4))
    starts = [ends - timedelta(days=56), ends - timedelta(days=101)]
    assert (line[0], line[5], line[7:9]) == ("A", "Alya", [str(ends), "akhir masa jabatan"])
    assert line[-3:] == [str(starts[0]), str(starts[1]), ""]
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "csv", "rows": 1}


def test_a_post_that_nobody_knows_since_when_it_is_vacant_is_given_no_day_and_no_latest_start(staff):
    post = cast.post(factories.agency(), "A", critical=True)
    factories.established_cycle(on=today())
    body = staff.get("/kalender-lowongan/").content.decode()
    assert (display.day(today()) in body, body.count('">lewat<')) == (False, 0)
    assert f"<strong>{post}</strong>, sudah lowong: tidak seorang pun" in body
    assert squeezed(body).count('<span class="mark accent">segera</span>') == 1
    assert lines(staff.get("/kalender-lowongan/?quarter={}-{}".format(*quarter(today())))) == []
    (row,) = csv.DictReader(staff.get("/kalender-lowongan/ekspor.csv").content.decode("utf-8-sig").splitlines())
    assert {words: told for words, told in row.items() if told} == {
        "Kode jabatan": "A",
        "Jabatan": "Kepala Dinas A",
        "Jenjang": "JPT Pratama",
        "Kritikal": "ya",
        "Sebab": "lowong tercatat",
        "Dasar": "tidak ada pejabat tercatat",
    }
    told = staff.get("/api/v1/vacancy-calendar/").json()
    (line,) = told["results"]
    ending = {"clock": "LEFT", "day": None, "basis": "tidak ada pejabat tercatat", "verified": True}
    assert (line["day"], line["endings"], line["starts"], told["past"]["LEFT"]) == (None, [ending], {}, 1)


def test_a_decision_takes_nobody_from_their_post_before_its_second_signature(staff):
    vacancy, candidates = cast.ready(factories.agency())
    post = cast.post(factories.agency(), "B", name=candidates[1].current.position)

    def moves() -> list[tuple[str, str]]:
        found = [row["one"] for row in staff.get("/kalender-lowongan/").context["page"].rows]
        return [(one.position.code, each.source) for one in found for each in one.endings if each.clock == "MOVE"]

    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    assert moves() == []
    cast.signed(chosen)
    assert moves() == [(post.code, "keputusan 800/7/2026 bagi lowongan L-01")]


def test_who_reads_vacancies_and_people_reads_the_calendar(sign_in, staff):
    held("A", "Alya", born=date(1985, 3, 5), post_from=years(-4))
    for role, status in {"PPK": 200, "AUDITOR": 200, "SELECTION_COMMITTEE": 403, "TALENT_COMMITTEE": 403}.items():
        assert sign_in(role).get("/kalender-lowongan/").status_code == status
    assert lines(sign_in("BKD_STAFF", factories.other_agency()).get("/kalender-lowongan/")) == []


@pytest.mark.parametrize("more", [0, 2])
def test_it_takes_as_many_queries_for_one_critical_post_as_for_three(sign_in, more, django_assert_num_queries):
    for number in range(1 + more):
        held(f"P{number}", f"Orang {number}", post_from=years(-4), of_post={"critical": True})
        cast.candidate(factories.agency())
    factories.established_cycle(on=today())
    decreed(factories.agency(), 1 + more)
    client = sign_in("BKD_STAFF")
    with django_assert_num_queries(12):
        client.get("/kalender-lowongan/")


def test_in_english_one_year_is_one_year(staff):
    cast.post(factories.agency(), "A")
    with translation.override("en"):
        assert str(CalendarFilter(QueryDict(), user=staff.user).fields["horizon"].choices[0][1]) == "1 year ahead"
