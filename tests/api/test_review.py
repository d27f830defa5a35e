"""Calibration sessions, replies and raters through the API: who sits, what was written, and what stands out."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from audit.models import Event
from talent.domain import calibration
from talent.domain.queries import advice
from talent.models import Reply, ReviewCycle
from tests import factories
from tests.conftest import SignIn
from tests.talent import raters, sittings

pytestmark = pytest.mark.django_db


def test_a_session_tells_its_seats_who_signed_and_what(ask: Any) -> None:
    person = factories.assessed(factories.employee())
    cycle = factories.mapped_cycle()
    session = sittings.sitting(cycle)
    member, staff = ask(sittings.members(session)[0]), ask("BKD_STAFF")
    body = {"employee": person.pk, "box": 8, "reason": sittings.REASON, "seen": 0}
    status, made = member.post(f"calibration-sessions/{session.pk}/move/", body)
    assert (status, made["box"], made["number"], made["reason"]) == (201, 8, 1, sittings.REASON)
    status, content = member.post(f"calibration-sessions/{session.pk}/move/", body | {"box": 7})
    assert (status, content["code"], content["change"]["now"]) == (409, "contested", made)
    assert content["change"]["by"] == str(sittings.members(session)[0])
    assert staff.post(f"calibration-sessions/{session.pk}/move/", body)[0] == 403
    assert [row["id"] for row in staff.get(f"calibration-sessions/?cycle={cycle.pk}&open=true")[1]["results"]] == [
        session.pk
    ]
    before = staff.get(f"calibration-sessions/{session.pk}/")[1]
    assert (before["moves"], before["session"]["quorum"], before["session"]["closed_at"]) == (1, 2, None)
    assert [(seat["chairs"], seat["present"], seat["signed"]) for seat in before["seats"]] == [
        (True, True, False),
        *[(False, True, False)] * 3,
    ]
    sittings.close(session)
    after = staff.get(f"calibration-sessions/{session.pk}/")[1]
    assert after["session"]["broken_off"] is False
    assert {seat["signed"] for seat in after["seats"]} == {True}
    assert (after["minutes"], after["token"] == before["token"]) == ("Sidang membahas kotak 6 sampai 9.", False)
    assert staff.get("calibration-sessions/?open=true")[1]["results"] == []


def test_a_session_is_amended_signed_and_broken_off_and_tells_what_its_members_declared(ask: Any) -> None:
    person = factories.assessed(factories.employee())
    session = sittings.sitting(factories.mapped_cycle())
    chair, (first, second, third) = ask(session.chair), sittings.members(session)
    at, why = f"calibration-sessions/{session.pk}/", {"reason": "Berhalangan tetap."}
    calibration.declare(employee=person, relation="ipar", by=second)
    out = why | {"what": "EXCUSE", "user": third.pk, "version": session.version}
    assert ask("BKD_HEAD").post(f"{at}amend/", out)[0] == 403
    assert chair.post(f"{at}amend/", out | {"user": session.chair_id})[0] == 400
    status, told = chair.post(f"{at}amend/", out)
    assert (status, [(seat["user"]["id"], seat["excused"], seat["outside"]) for seat in told["seats"]]) == (
        200, [(session.chair_id, False, False), *[(one.pk, one == third, True) for one in (first, second, third)]]
    )  # fmt: skip
    assert [(one["user"]["id"], one["employee"]["id"], one["relation"]) for one in told["relations"]] == [
        (second.pk, person.pk, "ipar")
    ]
    member = ask(first)
    session.refresh_from_db()
    calibration.write_minutes(session=session, text="Risalah.", version=session.version, by=session.chair)
    said = member.get(at)[1]["said"]
    status, content = member.post(f"{at}minutes/sign/", {"said": said | {"minutes": "lain"}})
    assert (status, content["code"], len(content["differences"])) == (409, "stale", 1)
    status, told = member.post(f"{at}minutes/sign/", {"said": said})
    assert (status, [seat["user"]["id"] for seat in told["seats"] if seat["signed"]]) == (200, [first.pk])
    other = factories.user("TALENT_COMMITTEE")
    handed = why | {"what": "CHAIR", "user": other.pk, "version": told["session"]["version"]}
    told = ask("BKD_STAFF").post(f"{at}amend/", handed)[1]
    assert told["session"]["chair"]["id"] == other.pk
    ended = why | {"what": "BREAK_OFF", "version": told["session"]["version"]}
    assert chair.post(f"{at}amend/", ended)[0] == 403
    assert ask(other).post(f"{at}amend/", ended)[1]["session"]["broken_off"] is True


def a_reply(cycle: Any, person: Any, **values: Any) -> Reply:
    by = factories.user("EMPLOYEE", person=person)
    given = {"kind": "OBJECTION", "text": "Sertifikat saya belum dihitung."}
    return Reply.objects.create(cycle=cycle, employee=person, by=by, **given | values)


def test_replies_are_narrowed_and_their_words_are_in_the_detail_which_leaves_an_event(ask: Any) -> None:
    alya, budi = factories.employee(name="Alya"), factories.employee(name="Budi")
    cycle = factories.mapped_cycle()
    asked = a_reply(cycle, alya)
    answered = a_reply(
        cycle, budi, state="ACCEPTED", answer="Dikoreksi.", answered_by=factories.user("BKD_HEAD"),
        answered_at=timezone.now(),
    )  # fmt: skip
    staff = ask("BKD_STAFF")
    rows = staff.get(f"replies/?cycle={cycle.pk}")[1]["results"]
    assert [(row["id"], "text" in row) for row in rows] == [(answered.pk, False), (asked.pk, False)]
    assert [row["id"] for row in staff.get("replies/?state=OPEN&kind=OBJECTION")[1]["results"]] == [asked.pk]
    status, content = staff.get(f"replies/{answered.pk}/")
    assert (status, content["text"], content["answer"]) == (200, "Sertifikat saya belum dihitung.", "Dikoreksi.")
    assert Event.objects.get(kind="talent.employee.opened").payload["part"] == "reply"
    own = ask("EMPLOYEE", person=alya)
    assert [row["id"] for row in own.get("replies/")[1]["results"]] == [asked.pk]
    assert own.get(f"replies/{answered.pk}/")[0] == 404


def test_a_reply_is_submitted_by_the_person_and_answered_by_another(ask: Any) -> None:
    alya, budi = (
        factories.assessed(factories.employee(name="Alya")),
        factories.assessed(factories.employee(name="Budi")),
    )
    cycle = factories.established_cycle()
    ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until="2099-12-31")
    own, staff = ask("EMPLOYEE", person=alya), ask("BKD_STAFF")
    body = {"cycle": cycle.pk, "kind": "CORRECTION", "text": "Sertifikat saya belum dihitung."}
    assert staff.post("replies/", body)[0] == 403
    assert own.post("replies/", body)[1]["code"] == "about"
    status, made = own.post("replies/", body | {"about": "records:training"})
    assert (status, made["employee"]["id"], made["about"], made["state"]) == (201, alya.pk, "records:training", "OPEN")
    assert own.post("replies/", body | {"cycle": 4711})[0] == 404
    far = ask("EMPLOYEE", person=factories.employee(factories.other_agency()))
    assert far.post("replies/", body)[0] == 404
    answer = {"accepted": True, "text": "Akan dikoreksi segera.", "version": 1}
    assert own.post(f"replies/{made['id']}/answer/", answer)[0] == 403
    status, answered = staff.post(f"replies/{made['id']}/answer/", answer)
    assert (status, answered["state"], answered["answered_at"] is None) == (200, "ACCEPTED", False)
    status, content = staff.post(f"replies/{made['id']}/answer/", answer | {"accepted": False})
    assert (status, content["code"], Reply.objects.get().answer) == (409, "contested", "Akan dikoreksi segera.")
    another = own.post("replies/", body | {"kind": "OBJECTION"})[1]
    assert ask("EMPLOYEE", person=budi).post(f"replies/{another['id']}/withdraw/")[0] == 404
    assert own.post(f"replies/{another['id']}/withdraw/")[1]["state"] == "WITHDRAWN"


def test_raters_that_stand_out_come_first_and_are_named_to_those_who_see_employees(ask: Any) -> None:
    cycle = raters.rated()
    assert ask("BKD_STAFF").get(f"cycles/{cycle.pk}/raters/")[0] == 404
    raters.computed(cycle)
    status, content = ask("BKD_STAFF").get(f"cycles/{cycle.pk}/raters/")
    first = content["results"][0]
    assert (status, first["label"], first["verdict"], first["low"] < first["effect"] < first["high"] < 0) == (
        200, "Pegawai 2", "SEVERE", True
    )  # fmt: skip
    assert (content["count"], content["verdicts"]["SEVERE"]) == (raters.RATERS, 1)
    told = advice.judged(advice.latest(cycle), "raters", "", factories.user("BKD_STAFF"))[:1][0]
    assert (first["together"], first["alone"]) == (told.together, told.alone)
    assert (first["official"], first["official_of"]) == (56.0, 20)
    narrowed = ask("BKD_STAFF").get(f"cycles/{cycle.pk}/raters/?side=units&verdict=LENIENT&limit=1")[1]
    assert (narrowed["side"], narrowed["results"]) == ("units", [])


@pytest.mark.parametrize("state", ["OPEN", "WITHDRAWN"])
def test_a_contested_mark_is_told_wherever_the_person_stands_also_under_a_later_cycle(
    sign_in: SignIn, ask: Any, state: str
) -> None:
    """The committee reads the pool, the readiness, the matrix and the person's page as well as the list of a box; the
    nation's box 9 and what is taken away tell it too."""
    alya = factories.assessed(factories.employee(name="Alya"))
    first = factories.established_cycle(on=factories.ON)
    replied = a_reply(first, alya, state=state)
    later = factories.mapped_cycle(name="Kedua")
    told = int(state == "OPEN")
    committee = sign_in("TALENT_COMMITTEE")
    words = "ada tanggapan belum dijawab"
    for address in (
        "/pegawai/",
        f"/siklus/{later.pk}/matriks/",
        f"/siklus/{later.pk}/kotak/9/",
        f"/siklus/{later.pk}/perpindahan/pegawai/?dari=9&ke=9",
        f"/kelompok-suksesi/?on={factories.ON}",
        f"/kelompok-suksesi/anggota/{first.memberships.get().pk}/",
        "/kesiapan/",
        f"/pegawai/{alya.pk}/",
        f"/pegawai/{alya.pk}/?siklus={later.pk}",
    ):
        assert (address, committee.get(address).content.decode().count(words)) == (address, told)
    page = committee.get(f"/pegawai/{alya.pk}/?siklus={later.pk}")
    assert page.content.decode().count(f"/tanggapan/{replied.pk}/") == told
    assert sign_in("AUDITOR").get("/kelompok-suksesi/nasional/").content.decode().count(words) == told
    staff = ask("BKD_STAFF")
    for address in ("pegawai", "kelompok-suksesi", "kesiapan"):
        taken = staff.client.get(f"/{address}/ekspor.csv").content.decode("utf-8-sig").splitlines()
        (line,) = csv.DictReader(taken)
        assert (address, line["Tanggapan belum dijawab"]) == (address, str(told))
    book = openpyxl.load_workbook(io.BytesIO(staff.client.get(f"/siklus/{later.pk}/matriks.xlsx").content))
    assert ("pegawai dengan tanggapan belum dijawab", told) in list(book["Keterangan"].values)
    for address in (f"cycles/{later.pk}/placements/", f"pool/?on={factories.ON}", "readiness/", "employees/"):
        assert [row["contested"] for row in staff.get(address)[1]["results"]] == [told]
    explained = staff.get(f"cycles/{later.pk}/placements/{alya.pk}/explanation/")[1]
    assert explained["placement"]["contested"] == told
