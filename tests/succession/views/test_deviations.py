"""The pages of the deviation register: two people, two signatures, and what is shown in between."""

import re
from datetime import date
from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from succession.models import Deviation, Vacancy
from talent import display
from talent.domain import calibration
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.domain.test_deviations import decided
from tests.succession.views.test_names import scored_and_named

pytestmark = pytest.mark.django_db

SAID = {"number": "800/7/2026", "reason": "Paling berpengalaman di bidangnya."}


def choose(ppk: Any, at: str, person: Any, **given: str) -> Any:
    cast.declared(Vacancy.objects.get(pk=int(at.split("/")[2])), ppk.user)
    token = ppk.get(f"{at}keputusan/").context["token"]
    said = SAID | {"employee": str(person.pk), "decided_on": "2026-07-20", "token": token}
    return ppk.post(f"{at}keputusan/", said | given)


def test_the_second_name_waits_for_another_person_and_is_final_then(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk, head, staff = sign_in("PPK"), sign_in("BKD_HEAD"), sign_in("BKD_STAFF")
    at = f"/lowongan/{vacancy.pk}/"
    refused = choose(ppk, at, candidates[1])
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors() == ["Pilih dasar hukum penyimpangan ini."]
    assert choose(ppk, at, candidates[1], basis="ranked_list").status_code == 302
    entry = Deviation.objects.get()
    page = f"/penyimpangan/{entry.pk}/"
    shown = staff.get(at)
    assert shown.context["waiting"] == entry
    assert "inaugurate" not in shown.context["steps"]
    assert "Menunggu tanda tangan kedua" in shown.content.decode()
    steps = [(step["state"], step.get("note", "")) for step in shown.context["course"]]
    assert steps[2:5] == [("done", ""), ("now", "menunggu tanda tangan kedua"), ("", "")]
    answer = staff.post(f"{at}pelantikan/", {"dated": "2026-08-03", "number": "BA-1"})
    assert (answer.status_code, answer.context["forms"]["inaugurate"].non_field_errors()) == (
        409,
        ["Penyimpangan ini menunggu tanda tangan kedua; sebelum itu keputusannya belum final."],
    )
    own = ppk.get(page)
    assert ("token" in own.context, own.context["why_not"]) == (
        False,
        "Tanda tangan kedua diberikan orang lain daripada yang memutuskan.",
    )
    assert ppk.post(f"{page}tanda-tangan/", {"token": ""}).status_code == 403
    cast.declared(vacancy, head.user)
    seen = head.get(page)
    assert [check.code for check in seen.context["checks"]][:2] == ["status", "education"]
    passed = f'<dt>Yang dilewati</dt><dd>1. {candidates[0].name} <span class="cite">peringkat 1</span></dd>'
    assert passed in seen.content.decode()
    assert head.post(f"{page}tanda-tangan/", {"token": "x"}).status_code == 409
    assert head.post(f"{page}tanda-tangan/", {"token": seen.context["token"]}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.signed_by) == ("signed", head.user)
    done = staff.get(at)
    assert (done.context["waiting"], [step["state"] for step in done.context["course"]][3:5]) == (None, ["done", "now"])


def test_what_only_some_decisions_need_is_not_called_optional(sign_in: SignIn) -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    ppk = sign_in("PPK")
    cast.declared(vacancy, ppk.user)
    page = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").content.decode()
    words = ' <span class="optional">(kosong hanya untuk nama pertama)</span>'
    assert (page.count(f"Dasar hukum bila bukan nama pertama{words}"), page.count("boleh kosong")) == (1, 0)


def test_who_leaves_the_signature_to_others_is_told_once_who_finds_somebody(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    decided(vacancy, candidates[1], basis="ranked_list")
    head = sign_in("BKD_HEAD")
    calibration.declared(employee=candidates[1], relation="Ipar", by=head.user)
    refused = head.post(f"/penyimpangan/{Deviation.objects.get().pk}/tanda-tangan/", {"token": ""})
    said = refused.content.decode()
    assert (refused.status_code, said.count("administrator"), said.count("orang lain")) == (403, 1, 0)
    assert "Belum ada pemegang lain peran itu pada instansi ini; administrator memberikannya" in said


def test_no_list_says_that_the_ppk_decided_what_waits_for_its_second_signature(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    staff, member = sign_in("BKD_STAFF"), sign_in(vacancy.committee.exclude(user=system_operator())[0].user)
    lists = [(staff, "/lowongan/"), (staff, "/jabatan/"), (staff, "/kalender-lowongan/"), (member, "/")]

    def told() -> list[list[str]]:
        shown = [re.sub(r"(?s)<form.*?</form>", "", one.get(at).content.decode()) for one, at in lists]
        return [re.findall(r">\s*(diputuskan PPK|menunggu tanda tangan kedua)\s*<", page) for page in shown]

    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    assert told() == [["menunggu tanda tangan kedua"]] * 4
    cast.signed(chosen)
    assert told() == [["diputuskan PPK"]] * 4


def test_a_second_signature_that_was_refused_is_told_with_who_refused_it(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk, head, at = sign_in("PPK"), sign_in("BKD_HEAD"), f"/lowongan/{vacancy.pk}/"
    choose(ppk, at, candidates[1], basis="ranked_list")
    cast.declared(vacancy, head.user)
    page = f"/penyimpangan/{Deviation.objects.get().pk}/"
    assert head.post(f"{page}tolak/", {"reason": "Dasarnya tidak memadai."}).status_code == 302
    told = ppk.get(at).content.decode()
    assert f"ditolak atau ditarik {head.user}, dicatat " in told
    assert ": Dasarnya tidak memadai." in told


def test_somebody_outside_the_three_is_found_by_nip_and_never_named_in_an_address(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk, at = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/luar/"
    assert ppk.post(at, {"nip": candidates[0].nip}).context["form"].errors["nip"] == [
        "Orang ini salah satu dari nama yang diusulkan."
    ]
    assert ppk.post(at, {"nip": "1"}).status_code == 422
    found = ppk.post(at, {"nip": candidates[3].nip})
    assert found["Location"] == f"{at}?calon={candidates[3].pk}"
    cast.declared(vacancy, ppk.user, candidates[3])
    shown = ppk.get(found["Location"])
    assert Event.objects.filter(kind="talent.employee.opened").count() == 1
    assert [code for code, _name in shown.context["form"].fields["basis"].choices] == ["", "agency_rule"]
    said = SAID | {"dated": "2026-07-20", "basis": "agency_rule", "token": shown.context["token"]}
    assert ppk.post(found["Location"], said).status_code == 302
    assert Deviation.objects.get().kind == "OUTSIDE"
    assert ppk.get(f"{at}?calon={candidates[0].pk}").status_code == 302


def test_the_page_of_somebody_outside_the_three_says_where_they_stand_and_the_deviation_leads_to_the_names(
    sign_in: SignIn,
) -> None:
    vacancy, people = scored_and_named()
    ppk, at, unlisted = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/", factories.employee()

    def told(page: str) -> list[tuple[str, str]]:
        return re.findall(r"<dt>(Peringkat|Gabungan|Nilai panitia)\s*</dt><dd>(.*?)</dd>", page)

    def outside(person: Any) -> Any:
        cast.declared(vacancy, ppk.user, person)
        return ppk.get(f"{at}luar/?calon={person.pk}")

    fourth, fifth, nobody = (outside(person) for person in (people[3], people[4], unlisted))
    combined = display.score(fourth.context["entry"].combined)
    assert told(fourth.content.decode()) == [("Peringkat", "4"), ("Gabungan", combined), ("Nilai panitia", "70,00")]
    assert told(fifth.content.decode()) == [("Peringkat", "5"), ("Gabungan", combined)]
    assert (fourth.content.count(b"boxchip box-9"), nobody.content.count(b"boxchip")) == (1, 0)
    assert "Tidak ada dalam daftar panjang." in nobody.content.decode()
    entry = decided(vacancy, people[3], outside=True, basis="agency_rule").deviation
    assert f'href="/lowongan/{vacancy.pk}/tiga-nama/"' in ppk.get(f"/penyimpangan/{entry.pk}/").content.decode()


def test_who_fails_a_requirement_is_told_so_first_and_gets_no_form(sign_in: SignIn) -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    sick = cast.candidate(vacancy.agency, healthy=False)
    ppk, page = sign_in("PPK"), f"/lowongan/{vacancy.pk}/keputusan/luar/?calon={sick.pk}"
    cast.declared(vacancy, ppk.user, sick)
    shown = ppk.get(page)
    told = re.sub(r"<[^>]+>|\s+", " ", shown.content.decode())
    assert re.findall(rf"{sick.name} tidak memenuhi syarat: ([^.]+)\.", told) == ["Sehat jasmani dan rohani"]
    assert "tanda-tangan" not in shown.content.decode()
    said = SAID | {"dated": "2026-07-20", "basis": "agency_rule", "token": shown.context["token"]}
    refused = ppk.post(page, said)
    assert (refused.status_code, refused.context["form"].non_field_errors()) == (
        422,
        ["Calon ini kini tidak memenuhi syarat: Sehat jasmani dan rohani."],
    )


def test_who_decided_reads_who_gives_the_second_signature_and_where_to_take_it_back(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk, head = sign_in("PPK"), sign_in("BKD_HEAD")
    choose(ppk, f"/lowongan/{vacancy.pk}/", candidates[1], basis="ranked_list")
    told = ppk.get(f"/penyimpangan/{Deviation.objects.get().pk}/").content.decode()
    assert f"Yang dapat melakukannya: {head.user}." in told
    assert f'<a href="/lowongan/{vacancy.pk}/#tarik">halaman lowongan</a>' in told
    assert 'id="tarik"' in ppk.get(f"/lowongan/{vacancy.pk}/").content.decode()


def test_the_day_on_which_requirements_are_measured_stands_over_them(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk, head, at = sign_in("PPK"), sign_in("BKD_HEAD"), f"/lowongan/{vacancy.pk}/keputusan/"
    cast.declared(vacancy, ppk.user, candidates[3])
    pages = [ppk.get(at), ppk.get(f"{at}luar/?calon={candidates[3].pk}")]
    decided(vacancy, candidates[1], basis="ranked_list")
    cast.declared(vacancy, head.user)
    pages.append(head.get(f"/penyimpangan/{Deviation.objects.get().pk}/"))
    heading = "Persyaratan pada 3 Agustus 2026, dari catatan sekarang"
    assert [page.content.decode().count(heading) for page in pages] == [3, 1, 1]


def test_starting_again_is_signed_twice_and_leads_to_the_next_vacancy(sign_in: SignIn) -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    ppk, head, at = sign_in("PPK"), sign_in("BKD_HEAD"), f"/lowongan/{vacancy.pk}/"
    for one in (ppk, head):
        cast.declared(vacancy, one.user)
    token = ppk.get(f"{at}ulang/").context["token"]
    said = SAID | {"dated": "2026-07-20", "basis": "none_suitable", "token": token}
    assert ppk.post(f"{at}ulang/", said).status_code == 302
    assert "decide" not in ppk.get(at).context["steps"]
    assert ppk.get(f"{at}keputusan/").status_code == 302
    page = f"/penyimpangan/{Deviation.objects.get().pk}/"
    assert head.post(f"{page}tolak/", {"reason": ""}).status_code == 422
    signed = {"token": head.get(page).context["token"]}
    assert head.post(f"{page}tanda-tangan/", signed).status_code == 302
    assert "L-01/2" in head.get(page).content.decode()


def test_the_register_narrows_and_leaves_as_a_file_with_an_event(sign_in: SignIn) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    assert choose(sign_in("PPK"), f"/lowongan/{vacancy.pk}/", candidates[1], basis="ranked_list").status_code == 302
    auditor = sign_in("AUDITOR")
    for asked, rows in {
        "": 1,
        "?kind=AGAIN": 0,
        "?state=waiting": 1,
        "?state=signed": 0,
        "?until=2026-07-19": 0,
    }.items():
        assert len(auditor.get(f"/penyimpangan/{asked}").context["rows"]) == rows, asked
    text = auditor.get("/penyimpangan/ekspor.csv?state=waiting").content.decode("utf-8-sig")
    header, row = text.splitlines()
    assert header.split(",")[:5] == ["Instansi", "Lowongan", "Jabatan", "Penyimpangan", "Tanggal"]
    assert candidates[1].name in row
    assert "Keputusan Kepala BKN 411/2025" in row
    assert Event.objects.get(kind="talent.records.exported").payload == {"kind": "deviations", "form": "csv", "rows": 1}
    assert sign_in("PPK").get("/penyimpangan/ekspor.csv").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_is_read_with_as_many_queries_for_one_row_as_for_three(
    sign_in: SignIn, rows: int, django_assert_num_queries: Any
) -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    by = sign_in("PPK").user
    said = {"number": "1", "reason": "x" * 10, "token": "0" * 64, "by": by, "at": factories.KNOWN}
    ended = {"ended_by": by, "ended_at": factories.KNOWN, "end_reason": "x"}
    for _row in range(rows):
        about = {"kind": "AGAIN", "basis": "none_suitable", "dated": date(2026, 7, 20)}
        Deviation.objects.create(vacancy=vacancy, **about, **said, **ended)
    auditor = sign_in("AUDITOR")
    auditor.get("/penyimpangan/")
    with django_assert_num_queries(QUERIES):
        assert len(auditor.get("/penyimpangan/").context["rows"]) == rows


QUERIES = 6
