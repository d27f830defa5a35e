"""An open selection as the people of the BKD and the committee meet it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts.domain.users import system_operator
from rules.errors import Invalid
from rules.law import Law, shipped
from succession.domain import applying, gate
from succession.domain.queries import applicants
from succession.models import Vacancy
from tests import factories
from tests.succession import cast
from tests.succession.decreed import decreed, freed
from tests.succession.views.test_vacancies import seated
from tests.talent import documents

pytestmark = pytest.mark.django_db
ANNOUNCEMENT = {"number": "P-1", "published_on": "2026-07-10", "closes_on": "2026-07-25", "place": "Laman instansi"}
WEIGHTS = {f"weight_{stage}": str(weight) for stage, weight in cast.WEIGHTS.items()}
SCORES = {f"score_{stage}": "80,5" for stage in cast.WEIGHTS} | {"number": "800/12", "dated": "2026-07-28"}


def test_a_selection_goes_from_its_announcement_to_the_ranked_names_on_the_pages(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy = cast.opened(agency, cast.post(agency), cause="RETIREMENT", target_date=date(2099, 12, 31))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    page = staff.get(address)
    assert page.context["steps"] == {"route", "close", "appoint", "amend", "announce"}
    assert [form["weight_interview"].initial for form in [page.context["forms"]["announce"]]] == [35]
    assert [step.get("note", "")[:7] for step in page.context["course"]] == ["", *["tenggat"] * 7]
    short = staff.post(f"{address}pengumuman/", ANNOUNCEMENT | WEIGHTS | {"closes_on": "2026-07-24"})
    assert (short.status_code, short.context["forms"]["announce"].non_field_errors()) == (
        422,
        ["Belum menurut aturan: Lama pengumuman: 14 hari (paling sedikit 15 hari)."],
    )
    assert staff.post(f"{address}pengumuman/", ANNOUNCEMENT | WEIGHTS).status_code == 302
    strange = staff.post(f"{address}lamaran/", {"nip": "9" * 18, "received_on": "2026-07-15"})
    assert (strange.status_code, list(strange.context["forms"]["apply"].errors)) == (422, ["nip"])
    for person in people:
        given = {"nip": person.nip, "received_on": "2026-07-15", "title": "Surat lamaran"}
        file = SimpleUploadedFile("surat.pdf", documents.pdf(), "application/pdf")
        assert staff.post(f"{address}lamaran/", given | {"document": file}).status_code == 302
    page = staff.get(address)
    assert [(one.application.employee_id, one.entry) for one, *_ in page.context["rows"]] == [
        (person.pk, None) for person in people
    ]
    assert "extend" not in page.context["forms"]
    staff.post(f"{address}administrasi/")
    page = staff.get(address)
    applications = [one.application.pk for one, *_ in page.context["rows"]]
    assert [summary["passed"] for _one, summary, *_ in page.context["rows"]] == [11, 11, 11]
    early = staff.post(f"{address}peringkat/", follow=True)
    assert [str(one)[:46] for one in early.context["messages"]] == ["Nilai 3 pelamar belum lengkap: rekam jejak (3)"]
    for place, pk in enumerate(applications):
        given = SCORES | {"score_paper": str(70 + place), "seen": 0}
        assert staff.post(f"/lamaran/{pk}/nilai/", given).status_code == 302
    newest = staff.get(f"/lamaran/{applications[0]}/").context["scores"][0][0].pk
    again = staff.post(f"/lamaran/{applications[0]}/nilai/", SCORES | {"seen": newest})
    assert (again.status_code, again.context["forms"]["score"].non_field_errors()) == (
        422,
        ["Tuliskan alasannya, paling sedikit 10 huruf."],
    )
    staff.post(f"{address}peringkat/")
    page = staff.get(address)
    assert [(one.application.pk, one.entry.rank, one.entry.combined) for one, *_ in page.context["rows"]] == [
        (applications[2], 1, 78.8),
        (applications[1], 2, 78.6),
        (applications[0], 3, 78.4),
    ]
    assert [decider and decider.id for *_rest, decider in page.context["rows"]] == [None, "nilai akhir", "nilai akhir"]
    assert [step["state"] for step in page.context["course"]] == ["done"] * 4 + ["now", "", "", ""]
    held = staff.get(f"/lamaran/{applications[0]}/")
    assert sorted(held.context["forms"]) == ["score", "withdraw"]
    assert [str(score.score) for score, _stage in held.context["scores"]] == [
        "80.500000",
        "70.000000",
        "80.500000",
        "80.500000",
    ]
    (document,) = held.context["documents"]
    assert staff.get(f"/lamaran/dokumen/{document.pk}/").content == documents.pdf()
    assert staff.get(f"{address}calon/{people[0].pk}/").context["entry"].rank == 3
    staff.post(f"/lamaran/{applications[2]}/tarik/", {"reason": "Mengundurkan diri."})
    gone = staff.get(f"/lamaran/{applications[2]}/").content.decode()
    assert ("Tidak lagi diperiksa: lamarannya ditarik." in gone, "Belum diperiksa" in gone) == (True, False)
    vacancy.refresh_from_db()
    assert vacancy.state == "SCREENED"
    assert [one.out for one, *_ in staff.get(address).context["rows"]] == [False, False, True]


def test_an_extension_that_is_due_is_open_and_says_why_and_before_the_closing_it_is_folded(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 3)
    short, today = cast.announced(agency), timezone.localdate()
    cast.applied(short, people[:2])
    still = {"number": "P-2", "published_on": today, "closes_on": today + timedelta(days=16)}
    running = cast.announced(agency, cast.post(agency, "JPT-02"), "L-02", **still)
    staff = sign_in("BKD_STAFF")
    said, folded = (card(staff.get(f"/lowongan/{one.pk}/"), "perpanjangan") for one in (short, running))
    assert ("<details open>" in said, "<details>" in folded) == (True, True)
    why = "Lamaran ditutup 25 Juli 2026 dan pelamar yang tercatat kurang. Catat dahulu "
    assert ("Perlu diperpanjang sekarang" in folded, why in said, why in folded) == (False, True, False)


@pytest.mark.parametrize("part", ["", "usulan/", "sanding/", "calon/{}/"])
def test_what_an_open_selection_comes_to_is_called_the_final_score_on_every_page(sign_in, part):
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, _applications = cast.selected(agency, people)
    page = seated(sign_in, vacancy).get(f"/lowongan/{vacancy.pk}/{part.format(people[1].pk)}").content.decode()
    assert ("Nilai akhir" in page, "gabungan" in page.lower()) == (True, False)


def test_so_it_is_beside_the_three_names_and_where_the_ppk_decides(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 4)
    vacancy, _applications = cast.selected(agency, people)
    cast.nominated(vacancy, people[:3])
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/"
    cast.declared(vacancy, ppk.user, people[3])
    for part in ("tiga-nama/", "keputusan/", f"keputusan/luar/?calon={people[3].pk}"):
        page = ppk.get(f"{at}{part}").content.decode()
        assert (part, "Nilai akhir" in page, "gabungan" in page.lower()) == (part, True, False)


def test_a_nominee_who_withdrew_is_shown_with_the_scores_of_their_stages_and_nothing_of_the_pool(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 4)
    vacancy, applications = cast.selected(agency, people)
    cast.nominated(vacancy, people[:3])
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/"
    cast.declared(vacancy, ppk.user)
    applying.withdraw(application=applications[0], reason="Menarik diri dari seleksi.", by=system_operator())
    page = ppk.get(at)
    told = [{one.code: (weight, score) for one, weight, score in stages} for *_, stages in page.context["people"]]
    assert told == [{stage: (weight, score) for stage, weight in cast.WEIGHTS.items()} for score in (90, 85, 80)]
    assert [f"<dt>{word}</dt>" in page.content.decode() for word in ("Talenta", "Teknis")] == [False, False]


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        (None, ("pass", "jumlah bobot 100 %, diminta tepat 100 %")),
        ({"weight_paper": "19,5"}, ("fail", "jumlah bobot 99,5 %, diminta tepat 100 %")),
        ({"weight_paper": "x"}, ("fail", "jumlah bobot ? %, diminta tepat 100 %")),
        # The other three add to a hundred.
        ({"weight_paper": "", "weight_interview": "55"}, ("fail", "jumlah bobot ? %, diminta tepat 100 %")),
    ],
)
def test_the_weights_are_summed_on_the_page_and_each_range_stands_beside_its_field(sign_in, given, mark):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    page = staff.post(f"{address}pengumuman/", ANNOUNCEMENT | WEIGHTS | given) if given else staff.get(address)
    said = card(page, "pengumuman")
    assert re.findall(r'data-sum-of="weights".*?class="mark (\w+)".*?<span>([^<]*)</span>', said) == [mark]
    assert re.findall(r">([^<]* persen\.)<", said) == [
        "15 sampai 20 persen.",
        "20 sampai 25 persen.",
        "15 sampai 20 persen.",
        "30 sampai 35 persen.",
    ]
    assert said.count('data-weighs="weights"') == 4
    assert "estafet/sums.js" in page.content.decode()


def card(page, name):
    """The part of a page with that id."""
    (found,) = re.findall(rf'<section class="card[^"]*" id="{name}">(.*?)</section>', page.content.decode(), re.S)
    return found


def test_applicants_take_as_many_queries_for_one_as_for_three(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy = cast.announced(agency)
    staff, counts = sign_in("BKD_STAFF"), []
    for part in (people[:1], people[1:]):
        cast.applied(vacancy, part)
        staff.get(f"/lowongan/{vacancy.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = staff.get(f"/lowongan/{vacancy.pk}/")
        counts.append((len(asked), len(page.context["rows"])))
    assert [rows for _queries, rows in counts] == [1, 3]
    assert counts[0][0] == counts[1][0]


def test_a_selection_closed_half_way_shows_how_far_it_came(sign_in):
    vacancy = cast.announced(factories.agency())
    staff = sign_in("BKD_STAFF")
    staff.post(f"/lowongan/{vacancy.pk}/tutup/", {"reason": "Hanya dua pelamar sampai ditutup."})
    page = staff.get(f"/lowongan/{vacancy.pk}/")
    assert [step["state"] for step in page.context["course"]][:3] == ["done", "done", "stopped"]
    assert Vacancy.objects.get().state == "CLOSED"


@pytest.mark.parametrize("count", [3, 5])
def test_a_page_of_applicants_whom_documents_free_takes_twelve_queries_at_most(
    auditor, count, django_assert_num_queries
):
    agency = factories.agency()
    vacancy, _applications = cast.selected(agency, cast.people(agency, count))
    decreed(agency, count)
    freed(vacancy.longlists.first())
    with django_assert_num_queries(10):
        page = auditor.get(f"/lowongan/{vacancy.pk}/")
    assert (len(page.context["rows"]), page.context["ranked"], page.context["enough"].status) == (count, True, "pass")
    assert page.context["enough"] == applicants.enough(vacancy, applicants.first_of(vacancy))


def test_the_ppk_reads_the_weighted_scores_of_the_stages_as_the_committee_does(sign_in):
    agency = factories.agency()
    people = cast.people(agency, 4)
    vacancy, _applications = cast.selected(agency, people)
    cast.nominated(vacancy, people[:3])
    ppk = sign_in("PPK")
    cast.declared(vacancy, ppk.user)
    page = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").content.decode()
    stages = applicants.stages_of(applicants.first_of(vacancy))
    told = re.findall(r"<dt>([^<]*)</dt><dd>([\d,]+) <span class=\"cite\">× (\d+) %</span></dd>", page)
    weights = [str(cast.WEIGHTS[one.code]) for one in stages]
    expected = [
        (one.name.id, score, weight)
        for score in ("90,00", "85,00", "80,00")
        for one, weight in zip(stages, weights, strict=True)
    ]
    assert told == expected
    assert ("<dt>Talenta</dt>" in page, "<dt>Teknis</dt>" in page) == (False, False)


@pytest.fixture
def lighter_papers(monkeypatch):
    """From 11 July 2026 on a paper weighs less than before."""
    rules = {one: shipped().versions(one) for one in shipped().ids()}
    *before, last = rules["selection.stages"]
    paper = [one | ({"least": 5, "most": 14} if one["code"] == "paper" else {}) for one in last.value]
    ended = replace(last, effective_to=date(2026, 7, 10))
    rules["selection.stages"] = (*before, ended, replace(last, value=paper, effective_from=date(2026, 7, 11)))
    monkeypatch.setattr(Law, "load", classmethod(lambda _cls: Law(rules)))
    shipped.cache_clear()
    yield
    monkeypatch.undo()
    shipped.cache_clear()


@pytest.mark.usefixtures("lighter_papers")
def test_the_weights_are_held_against_the_law_of_the_day_of_publication_on_the_page_too(sign_in):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    assert staff.get(address).context["forms"]["announce"]["weight_paper"].initial == 14

    def answered(**said):
        page = staff.post(f"{address}pengumuman/", ANNOUNCEMENT | WEIGHTS | said)
        form = page.context["forms"]["announce"] if page.context else None
        return page.status_code, form and (form["weight_paper"].initial, form.errors.get("weight_paper"))

    # By today's law where the day is none, or none that any law is for.
    assert answered(published_on="2026-07-11") == (422, (14, ["20 %; diminta 5–14 %."]))
    assert answered(published_on="x") == (422, (14, ["20 %; diminta 5–14 %."]))
    assert answered(published_on="1990-01-01")[1] == (14, ["20 %; diminta 5–14 %."])
    assert answered() == (302, None)


def test_a_weight_outside_its_range_is_marked_at_its_field(sign_in):
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    weights = WEIGHTS | {"weight_paper": "10", "weight_interview": "40", "weight_assessment": ""}
    page = sign_in("BKD_STAFF").post(f"/lowongan/{vacancy.pk}/pengumuman/", ANNOUNCEMENT | weights)
    form = page.context["forms"]["announce"]
    assert (page.status_code, dict(form.errors)) == (
        422,
        {
            "weight_paper": ["10 %; diminta 15–20 %."],
            "weight_interview": ["40 %; diminta 30–35 %."],
            "weight_assessment": ["Bidang ini harus diisi."],
        },
    )
    assert page.content.decode().count('aria-invalid="true"') == 3


def test_who_applied_outside_the_announced_days_is_told_which_they_are():
    agency = factories.agency()
    people = cast.people(agency, 1)
    vacancy = cast.announced(agency)
    with pytest.raises(Invalid) as refused:
        cast.applied(vacancy, people, on=date(2026, 7, 28))
    first = vacancy.announcements.get()
    said = f"{date_format(first.published_on, 'DATE_FORMAT')} – {date_format(first.closes_on, 'DATE_FORMAT')}"
    assert str(refused.value) == f"Lamaran diterima di luar masa pengumuman ({said})."
