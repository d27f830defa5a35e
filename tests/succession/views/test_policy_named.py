"""Wherever a talent value, a score or a box is shown, the policy of its mapping is named, whatever applies since."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.policy import NATIONAL
from succession.domain import gate, longlist
from talent.domain import cycles, policies
from talent.domain.queries.policies import in_force
from talent.models import PoolMembership
from tests import factories
from tests.succession import cast
from tests.talent import sittings

pytestmark = pytest.mark.django_db
MANADO = (NATIONAL / "examples" / "manado.yaml").read_text(encoding="utf-8")


@pytest.fixture
def world():
    """Two cycles, the second calibrated and its pool established; a longlist of it; since then another policy."""
    agency, by, today = factories.agency(), system_operator(), timezone.localdate()
    alya, budi, *_others = cast.people(agency)
    factories.established_cycle(name="Siklus lama", on=today - timedelta(days=1))
    cycle = factories.mapped_cycle(on=today)
    session = sittings.sitting(cycle, held_on=today)
    sittings.moved(session, alya, 8)
    sittings.close(session)
    cycles.propose(cycle=cycle, by=by)
    token = cycles.confirmation_token(cycle)
    cycles.establish(cycle=cycle, decree="800/2", established_date=today, token=token, by=by)
    cast.approved(agency)
    vacancy = cast.opened(agency, cast.post(agency), opened_on=today, decision_date=today, reference_date=today)
    gate.decide_route(vacancy=vacancy, by=by)
    longlist.build(vacancy=vacancy, by=by)
    # Somebody who may have to leave the pool.
    factories.write("sanctions", budi, severity="SEVERE", true_from=today)
    policies.publish(document=MANADO, name="manado.yaml", agency=agency, by=by)
    assert in_force(agency, today).code != cycle.run.policy_code
    return cycle, session, PoolMembership.objects.get(cycle=cycle, employee=alya), vacancy


def texts(response) -> str:
    """What a page, a file or an answer says."""
    content = response.content
    if content[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(content))
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return content.decode()


def test_every_score_names_the_policy_of_its_mapping(head, sign_in, world):
    cycle, session, member, vacancy = world
    of_cycle, person = f"/siklus/{cycle.pk}", member.employee_id
    addresses = [
        f"{of_cycle}/", f"{of_cycle}/matriks/", f"{of_cycle}/matriks.svg", f"{of_cycle}/matriks.xlsx",
        f"{of_cycle}/perpindahan/", f"{of_cycle}/perpindahan/pegawai/?dari=9&ke=8", f"{of_cycle}/kotak/8/",
        f"{of_cycle}/pemantauan/", f"{of_cycle}/pemantauan.xlsx", f"{of_cycle}/kalibrasi/",
        f"/kalibrasi/{session.pk}/", f"/kalibrasi/{session.pk}/risalah/", f"/kalibrasi/{session.pk}/lembar.xlsx",
        "/", "/pegawai/", "/pegawai/ekspor.csv", f"/pegawai/{person}/", f"/pegawai/{person}/rencana/",
        "/kelompok-suksesi/", "/kelompok-suksesi/ekspor.csv", f"/kelompok-suksesi/anggota/{member.pk}/",
        "/kesiapan/", "/kesiapan/ekspor.csv", f"/lowongan/{vacancy.pk}/", f"/lowongan/{vacancy.pk}/calon/{person}/",
        "/api/v1/employees/", f"/api/v1/employees/{person}/placements/", "/api/v1/pool/", "/api/v1/readiness/",
        f"/api/v1/cycles/{cycle.pk}/matrix/", f"/api/v1/cycles/{cycle.pk}/movements/",
        f"/api/v1/cycles/{cycle.pk}/moves/", f"/api/v1/cycles/{cycle.pk}/placements/",
        f"/api/v1/vacancies/{vacancy.pk}/longlist/", f"/api/v1/vacancies/{vacancy.pk}/candidates/{person}/",
    ]  # fmt: skip
    answers = {address: head.get(address) for address in addresses}
    answers["due"] = head.get("/kelompok-suksesi/tindak-lanjut/")
    answers["national"] = sign_in("MERIT_VERIFIER").get("/kelompok-suksesi/nasional/")
    answers["own"] = sign_in("EMPLOYEE", person=member.employee).get("/")
    name = cycle.run.policy_name
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
    assert [address for address, answer in answers.items() if name not in texts(answer)] == []
