"""What taking an import back would do to boxes is told before, and is what a mapping afterwards finds."""

from contextlib import closing
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from jobs.models import Job
from rules.errors import DomainError
from talent.codes import COMPETENCIES
from talent.domain import imports, weighing, withdrawing
from talent.domain.queries import impact
from talent.interfaces import differences, import_jobs, importers
from talent.interfaces.columns import KINDS
from talent.models import Employee, ImportBatch
from tests import factories
from tests.talent import sittings
from tests.talent.interfaces.files import csv_file, employee, performance

pytestmark = pytest.mark.django_db
NIPS = [factories.nip(number) for number in range(801, 807)]
HIGH = {column.name: "5" for column in KINDS["positions"].columns if column.field in COMPETENCIES}


@pytest.fixture
def capture(django_capture_on_commit_callbacks):  # type: ignore[no-untyped-def]
    return django_capture_on_commit_callbacks


def committed(path: Path, kind: str, capture) -> ImportBatch:  # type: ignore[no-untyped-def]
    with capture(execute=True):
        batch = import_jobs.upload(
            agency=factories.agency(), kind=kind, file_name=path.name, parts=[path.read_bytes()], by=system_operator()
        )
    with capture(execute=True):
        imports.start_commit(batch=batch, by=system_operator())
    batch.refresh_from_db()
    assert batch.state == "COMMITTED", batch.report
    return batch


def withdrawn(batch: ImportBatch, capture) -> None:  # type: ignore[no-untyped-def]
    with capture(execute=True):
        withdrawing.start(batch=batch, reason="Salah berkas.", by=system_operator())
    batch.refresh_from_db()
    assert batch.state == "WITHDRAWN"


def boxes() -> dict[int, int | None]:
    run = factories.mapping_run(factories.cycle(name=f"Siklus {Event.objects.count()}"))
    return dict(run.placements.values_list("employee_id", "box"))


def people(count: int, **values) -> list[Employee]:  # type: ignore[no-untyped-def]
    return [factories.assessed(factories.employee(nip=nip, **values), level=2) for nip in NIPS[:count]]


def rows_of(kind: str) -> list[dict[str, str]]:
    """A file that moves some of four people."""
    if kind == "performance":
        words = ("Kurang", "Sangat Baik", "Kurang", "Baik")
        rows = [performance(nip, predikat=word) for nip, word in zip(NIPS, words, strict=False)]
        return [*rows, performance(NIPS[0], "2024", predikat="Kurang")]
    if kind == "employees":
        # The last one is known from this file only.
        return [employee(nip, jenjang="PENGAWAS") for nip in (NIPS[0], NIPS[1], NIPS[5])]
    return [{"kode": code, "nama": "Kepala Bidang Darat", "jenjang": "ADMINISTRATOR"} | HIGH for code in ("JAB-1",)]


@pytest.mark.parametrize("kind", ["performance", "employees", "positions"])
def test_what_a_withdrawal_would_move_is_what_a_mapping_after_it_finds(kind, tmp_path, capture, monkeypatch):
    people(4, position="Kepala Bidang Darat")
    if kind == "positions":
        low = dict.fromkeys(COMPETENCIES, 1)
        about = {"code": "JAB-1", "name": "Kepala Bidang Darat", "tier": "ADMINISTRATOR", "unit": None}
        factories.write("positions", factories.agency(), **about, **low)
    batch = committed(csv_file(tmp_path, kind, rows_of(kind)), kind, capture)
    if kind == "employees":
        factories.assessed(Employee.objects.get(nip=NIPS[5]), level=2)
    # Weighed in many parts, by rows of several plans of one person, as a long file is.
    for name, value in (("incoming.HELD", 1), ("incoming.TOGETHER", 1), ("impact.CHUNK", 1)):
        monkeypatch.setattr(f"talent.domain.queries.{name}", value)
    monkeypatch.setattr(withdrawing, "CHUNK", 2)
    before = boxes()
    found = weighing.foresee(batch)
    assert found is not None
    moved = {who: (now, then) for who, now, then in found.who}
    if kind == "employees":
        # What somebody else wrote of who would not be known any more stands in the way; whom it would leave without a
        # box is told all the same.
        newcomer = Employee.objects.get(nip=NIPS[5]).pk
        assert moved.pop(newcomer) == (before[newcomer], None)
        with pytest.raises(DomainError):
            withdrawing.start(batch=batch, reason="Salah berkas.", by=system_operator())
        return
    withdrawn(batch, capture)
    after = boxes()
    assert moved == {who: (before[who], after[who]) for who in before if before[who] != after[who]}
    assert (found.moved, found.people) == (len(moved), {"performance": 3, "positions": 4}[kind])
    assert moved


def test_the_form_of_a_withdrawal_tells_boxes_and_lists_before_anybody_signs(tmp_path, capture, staff, monkeypatch):
    first, *_rest = people(2)
    factories.cycle(name="Berjalan")
    batch = committed(
        csv_file(tmp_path, "performance", [performance(NIPS[0], predikat="Kurang")]), "performance", capture
    )
    listed = ("cycle", 7, "SEKDA")
    monkeypatch.setattr(impact, "LIVE_LISTS", [lambda _agency, who: {key: {listed} for key in {first.pk} & set(who)}])
    address = f"/impor/{batch.pk}/"
    page = staff.get(address)
    back = page.context["back"]
    assert (back["moved"], back["listed"], back["lists"]) == (1, 1, [listed])
    assert [(row[0], row[4]) for row in back["rows"]] == [(first, True)]
    told = page.content.decode()
    assert "Penarikan memindahkan kotak 1 orang; 1 di antaranya ada dalam daftar panjang yang berjalan." in told
    assert '<a href="/siklus/7/">SEKDA</a>' in told
    # The preview's impact stays readable, as what was foreseen.
    assert "Sebelum berkas ditulis, 1 orang diperkirakan berpindah kotak" in told
    assert "orang akan berpindah kotak" not in told


def test_a_long_file_is_weighed_by_the_worker(tmp_path, capture, staff, monkeypatch):
    monkeypatch.setattr(weighing, "AT_ONCE", 0)
    people(2)
    factories.cycle(name="Berjalan")
    batch = committed(
        csv_file(tmp_path, "performance", [performance(NIPS[0], predikat="Kurang")]), "performance", capture
    )
    address = f"/impor/{batch.pk}/"
    page = staff.get(address)
    assert (page.context["back"], "Hitung dampaknya" in page.content.decode()) == (None, True)
    assert staff.post(f"{address}tarik/timbang/").url == f"{address}?tarik=ya#tarik"
    waiting = staff.get(address)
    assert waiting.context["weigh_job"].state == "WAITING"
    # Whoever asks again meanwhile finds the same work.
    staff.post(f"{address}tarik/timbang/")
    (job,) = Job.objects.filter(kind="withdrawal_impact")
    factories.run_job.func(job.pk)
    done = staff.get(f"{address}?tarik=ya")
    assert (done.context["back"]["moved"], done.context["weigh_job"], done.context["opened"]) == (1, None, True)
    assert "Hitung ulang dampaknya" in done.content.decode()
    withdrawn(batch, capture)
    assert staff.post(f"{address}tarik/timbang/", follow=True).content.decode().count("tidak dapat ditimbang") == 1


def test_the_box_of_now_is_the_committee_s_where_it_moved_somebody(tmp_path, staff):
    first, second, third = people(3)
    cycle = factories.mapped_cycle()
    computed = dict(cycle.run.placements.values_list("employee_id", "box"))
    session = sittings.sitting(cycle)
    path = csv_file(tmp_path, "performance", [performance(nip, predikat="Kurang") for nip in NIPS[:3]])
    then = {who: box for who, _now, box in weigh(path).who}
    assert set(then) == {first.pk, second.pk, third.pk}
    elsewhere = next(box for box in range(1, 10) if box not in (computed[first.pk], then[first.pk]))
    sittings.moved(session, first, elsewhere)
    sittings.moved(session, second, then[second.pk], reason="Kehadirannya pada tahun itu tidak terekam.")
    found = weigh(path)
    # The second stands already where the file would put them.
    assert found.who == [(one.pk, computed[one.pk], then[one.pk]) for one in (first, third)]
    assert (found.moved, found.calibrated) == (2, [(first.pk, elsewhere)])
    batch = sent(staff, path)
    shown = staff.get(f"/impor/{batch.pk}/")
    rows = [(row[0], *row[1:4]) for row in shown.context["weighed"]["rows"]]
    assert rows == [
        (first, elsewhere, computed[first.pk], then[first.pk]),
        (third, *[computed[third.pk]] * 2, then[third.pk]),
    ]
    assert shown.content.decode().count(f"dihitung {computed[first.pk]}</span>") == 1


def weigh(path: Path) -> impact.Impact:
    with closing(differences.Gathering("performance")) as gathered:
        importers.read(
            kind="performance", path=path, filename=path.name, agency=factories.agency(), by=system_operator(),
            dry_run=True, observe=gathered.observe,
        )  # fmt: skip
        found = impact.impact(factories.agency(), gathered.spool, timezone.now())
    assert found is not None
    return found


def sent(client: Client, path: Path) -> ImportBatch:
    with path.open("rb") as file:
        client.post("/impor/", {"kind": "performance", "file": file})
    return ImportBatch.objects.latest("pk")
