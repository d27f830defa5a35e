"""The page about raters: what it shows, to whom, and that it says what it is not."""

import csv
import io

import pytest
from django.test import Client

from audit.models import Event
from talent.models import Advice, ReviewCycle
from tests import factories
from tests.conftest import SignIn
from tests.talent import raters

pytestmark = pytest.mark.django_db


def address(cycle: ReviewCycle) -> str:
    return f"/siklus/{cycle.pk}/penilai/"


def labels(response) -> list[str]:
    return [line.row.label for line in response.context["rows"]]


@pytest.fixture
def cycle() -> ReviewCycle:
    cycle = raters.rated()
    raters.computed(cycle)
    return cycle


def test_what_stands_out_comes_first_with_effect_interval_and_drawing(staff: Client, cycle: ReviewCycle) -> None:
    response = staff.get(address(cycle))
    first = response.context["rows"][0]
    assert (first.row.label, str(first.verdict)) == ("Pegawai 2", "ketat")
    assert len(response.context["rows"]) == raters.RATERS
    left, width, middle = float(first.low), float(first.width), float(first.middle)
    assert (left, left + width / 2) == (0.0, pytest.approx(middle, abs=0.1))
    html = response.content.decode()
    assert html.count('<svg class="interval"') == raters.RATERS
    assert "Saran, bukan nilai" in html


def test_the_page_says_why_nobody_can_be_told_from_the_own_team_and_what_would_tell(staff: Client) -> None:
    cycle = raters.rated(own_team=True)
    raters.computed(cycle)
    response = staff.get(address(cycle))
    first = response.context["rows"][0]
    assert (first.row.label, str(first.verdict), first.row.alone) == ("Pegawai 2", "tidak dapat dibedakan", True)
    html = response.content.decode()
    assert html.count("hanya menilai timnya sendiri</span>") == raters.RATERS
    assert "6 penilai masing-masing hanya menilai timnya sendiri" in html
    assert "sekurang-kurangnya setara 5 penilaian untuk tiap penilai" in html
    assert html.count('<svg class="interval"') == 0


def test_beside_effect_and_interval_stands_the_official_mean_as_it_was_before(
    staff: Client, auditor: Client, cycle: ReviewCycle
) -> None:
    html = staff.get(address(cycle)).content.decode()
    assert html.count('<td class="num">80,0<br><span class="cite">dari 20 penilaian</span></td>') == raters.RATERS - 1
    assert html.count('<td class="num">56,0<br><span class="cite">dari 20 penilaian</span></td>') == 1
    assert "Seluruh instansi: 76,0 dari 120 penilaian." in html
    response = auditor.get(address(cycle) + "ekspor.csv")
    header, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    at = header.index("Rata-rata resmi (poin)")
    assert [row[at : at + 2] for row in rows] == [["56,00", "20"], *[["80,00", "20"]] * (raters.RATERS - 1)]


def test_advice_of_before_official_means_were_kept_is_still_shown(staff: Client, cycle: ReviewCycle) -> None:
    found = Advice.objects.get(cycle=cycle)
    for row in found.document["raters"]:
        del row["official"]
    del found.document["official"]
    old = Advice.objects.create(
        cycle=cycle,
        kind=found.kind,
        known_at=found.known_at,
        inputs_digest=found.inputs_digest,
        document=found.document,
        by=found.by,
    )
    response = staff.get(address(cycle))
    first = response.context["rows"][0].row
    assert (response.context["advice"], first.label, first.official) == (old, "Pegawai 2", None)


def test_units_are_listed_by_their_names(staff: Client, cycle: ReviewCycle) -> None:
    assert sorted(labels(staff.get(address(cycle) + "?bagian=units"))) == ["Kantor DISHUB", "Kantor SETDA"]


def test_verdicts_narrow_the_list(staff: Client, cycle: ReviewCycle) -> None:
    assert labels(staff.get(address(cycle) + "?hasil=SEVERE")) == ["Pegawai 2"]
    assert len(labels(staff.get(address(cycle) + "?hasil=NOTHING"))) == raters.RATERS - 1
    assert labels(staff.get(address(cycle) + "?hasil=LENIENT")) == []
    assert labels(staff.get(address(cycle) + "?hasil=APA")) == []


def test_before_it_is_computed_the_page_says_what_it_needs(staff: Client) -> None:
    response = staff.get(address(factories.cycle()))
    assert response.status_code == 200
    assert "Belum dihitung" in response.content.decode()
    assert staff.get(address(factories.cycle(name="Lain")) + "ekspor.csv").status_code == 404


def test_without_a_recorded_rater_the_page_says_which_column_to_fill(staff: Client) -> None:
    cycle = raters.rated(with_raters=False)
    raters.computed(cycle)
    assert "Belum ada penilai yang tercatat" in staff.get(address(cycle)).content.decode()


def test_the_button_queues_the_computation(staff: Client, django_capture_on_commit_callbacks) -> None:
    cycle = raters.rated()
    with django_capture_on_commit_callbacks(execute=True):
        response = staff.post(address(cycle) + "hitung/")
    assert (response.status_code, response["Location"]) == (302, address(cycle))
    assert labels(staff.get(address(cycle)))[0] == "Pegawai 2"


def test_only_who_maps_is_offered_the_button(staff: Client, sign_in: SignIn, cycle: ReviewCycle) -> None:
    assert "hitung/" in staff.get(address(cycle)).content.decode()
    assert "hitung/" not in sign_in("TALENT_COMMITTEE").get(address(cycle)).content.decode()


def test_the_file_holds_what_the_page_lists_and_leaves_an_event(auditor: Client, cycle: ReviewCycle) -> None:
    response = auditor.get(address(cycle) + "ekspor.csv?hasil=SEVERE")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Penilai", "NIP", "Penilaian"]
    assert [(row[0], row[1], row[-1]) for row in rows[1:]] == [("Pegawai 2", raters.nip_of(2), "ketat")]
    event = Event.objects.get(kind="talent.advice.exported")
    assert (event.payload["form"], event.payload["rows"]) == ("raters.csv", 1)


def test_the_cycle_leads_to_it(staff: Client) -> None:
    cycle = factories.mapped_cycle()
    assert f'href="{address(cycle)}"' in staff.get(f"/siklus/{cycle.pk}/").content.decode()


def test_another_agency_s_cycle_is_not_found(sign_in: SignIn, cycle: ReviewCycle) -> None:
    stranger = sign_in("BKD_HEAD", factories.other_agency())
    assert [stranger.get(address(cycle) + end).status_code for end in ("", "ekspor.csv")] == [404, 404]


def test_in_english(staff: Client, cycle: ReviewCycle) -> None:
    staff.post("/bahasa/", {"language": "en"})
    html = staff.get(address(cycle)).content.decode()
    assert "Advice, not a score" in html
    assert "severe" in html


@pytest.mark.parametrize("hasil", ["SEVERE", ""])
def test_the_page_takes_as_many_queries_for_one_rater_as_for_all(
    staff: Client, cycle: ReviewCycle, hasil: str, django_assert_num_queries
) -> None:
    with django_assert_num_queries(8):
        staff.get(f"{address(cycle)}?hasil={hasil}")
