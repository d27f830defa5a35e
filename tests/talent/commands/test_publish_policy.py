"""`manage.py publish_policy`."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.domain.running import run_job
from talent.domain import policy_drafts
from talent.domain.queries import drafts
from talent.models import ScoringPolicy
from tests import factories
from tests.talent.domain.test_policies import DOCUMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "lokal.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def test_it_publishes_for_one_agency_or_for_all(document: Path) -> None:
    factories.agency()
    out = StringIO()
    call_command("publish_policy", str(document), "--agency", "KALTIM", stdout=out)
    assert out.getvalue() == "kaltim-2020 v1: berlaku sejak / in force from 2020-01-01\n"
    call_command("publish_policy", str(document), stdout=out)
    assert len(out.getvalue().splitlines()) == 2
    owners = ScoringPolicy.objects.order_by("pk").values_list("agency__code", flat=True)
    assert list(owners) == ["KALTIM", None]
    events = Event.objects.filter(kind="talent.policy.published").order_by("pk")
    assert [event.agency for event in events] == ["KALTIM", ""]


def test_it_says_which_policy_of_the_agency_the_new_one_supersedes_from_when(tmp_path: Path) -> None:
    factories.agency()
    said = []
    for code, first in (("a", "2020-01-01"), ("b", "2020-01-01"), ("c", "2019-01-01"), ("d", "2021-05-01")):
        text = DOCUMENT.replace("code: kaltim-2020", f"code: {code}").replace("2020-01-01", first)
        path = tmp_path / f"{code}.yaml"
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("publish_policy", str(path), "--agency", "KALTIM", stdout=out)
        said.append(out.getvalue().splitlines()[1:])
    supersedes = "menggantikan / supersedes"
    assert said == [
        [],
        [f"{supersedes} a v1 sejak / from 2020-01-01"],
        [],  # the year before was nobody's
        [f"{supersedes} b v1 sejak / from 2021-05-01"],
    ]


def test_an_agency_with_people_wants_a_simulation_of_this_very_document_or_a_reason(document: Path) -> None:
    agency = factories.employee().agency
    words = ["publish_policy", str(document), "--agency", agency.code]
    with pytest.raises(CommandError, match=r"mempunyai 1 pegawai.*--reason"):
        call_command(*words, stdout=StringIO())
    assert not ScoringPolicy.objects.exists()
    call_command(*words, "--reason", "Perintah Gubernur 12/2020", stdout=StringIO())
    assert Event.objects.get(kind="talent.policy.published").reason == "Perintah Gubernur 12/2020"
    second = DOCUMENT.replace("version: 1", "version: 2").replace("2020-01-01", "2020-02-01")
    draft = policy_drafts.start(agency=agency, source="upload", text=second, by=system_operator())
    job = policy_drafts.start_simulation(draft=draft, on=date(2020, 6, 30), by=system_operator())
    document.write_text(second.replace("version: 2", "version: 3"), encoding="utf-8")
    run_job.func(job.pk)
    draft.refresh_from_db()
    assert drafts.why_not_simulated(draft) == ""
    with pytest.raises(CommandError, match="belum disimulasikan"):
        call_command(*words, stdout=StringIO())
    document.write_text(second, encoding="utf-8")
    call_command(*words, stdout=StringIO())
    assert list(ScoringPolicy.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_what_cannot_be_published_is_a_message(document: Path, tmp_path: Path) -> None:
    call_command("publish_policy", str(document), stdout=StringIO())
    wrong = tmp_path / "salah.yaml"
    wrong.write_text(DOCUMENT.replace("version: 1", "version: satu"), encoding="utf-8")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("judul: é".encode("latin-1"))
    for words, message in (
        ([document], "sudah terbit"),
        ([wrong], r"salah\.yaml:2: “version” harus"),
        ([wrong, "--language", "en"], r"salah\.yaml:2: “version” must"),
        ([latin], "not UTF-8 text"),
        ([tmp_path / "nowhere.yaml"], "no such file"),
        ([document, "--agency", "X"], "no such agency “X”"),
    ):
        with pytest.raises(CommandError, match=message):
            call_command("publish_policy", *map(str, words))
    assert ScoringPolicy.objects.count() == 1


def test_a_file_nested_too_deeply_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "dalam.yaml"
    path.write_text("{a: " * 5_000, encoding="utf-8")
    with pytest.raises(CommandError, match=r"dalam\.yaml.*1.*susunan terlalu dalam"):
        call_command("publish_policy", str(path))
