"""From the pool to the numbers of the cycle, through the pages: membership, plan, approval, done, monitoring."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from talent.codes import COMPETENCIES, POTENTIAL_ASPECTS
from talent.domain import pool as domain
from talent.models import PoolExit, PoolMembership, TalentAction, TrainingGroup
from talent.views import pools
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> PoolMembership:
    person = factories.assessed(factories.employee(name="Alya Pratiwi"))
    factories.established_cycle(on=timezone.localdate())
    return PoolMembership.objects.get(employee=person)


def numbers(client, cycle_id: int) -> dict[str, int]:
    """The report, the same when it is looked at again."""
    address = f"/siklus/{cycle_id}/pemantauan/"
    assert client.get(address).context["parts"] == client.get(address).context["parts"]
    parts = client.get(f"/siklus/{cycle_id}/pemantauan/").context["parts"]
    return {number.label: number.value for _title, rows in parts for number, _address in rows}


def test_the_way_from_the_pool_to_the_report(staff, head, member):
    assert [row.pk for row in staff.get("/kelompok-suksesi/").context["page"].rows] == [member.pk]
    person = member.employee_id
    assert staff.get(f"/kelompok-suksesi/anggota/{member.pk}/").status_code == 200
    offered = staff.get(f"/pegawai/{person}/rencana/").context["basis"].proposals
    chosen = next(one for one in offered if one.kind == "RETENTION")
    page = staff.get(f"/pegawai/{person}/rencana/", {"usul": chosen.about, "jenis": chosen.kind})
    row = dict(page.context["form"].initial) | {"owner": "Kepala BKD", "due": timezone.localdate().isoformat()}
    assert staff.post(f"/pegawai/{person}/rencana/", row).status_code == 302
    line = TalentAction.objects.get()
    assert (line.kind, line.about, line.cycle) == ("RETENTION", chosen.about, member.cycle)

    assert [task["href"] for task in head.get("/").context["tasks"] if "rencana" in task["href"]] == [
        "/rencana/menunggu/"
    ]
    listed = head.get("/rencana/menunggu/").content.decode()
    assert f'name="line" value="{line.pk}:1"' in listed
    revised = row | {"action": "S3 di luar negeri", "cost": "2000000000", "version": 1}
    assert staff.post(f"/rencana/{line.pk}/ubah/", revised).status_code == 302
    assert staff.post("/rencana/setujui/", {"line": f"{line.pk}:1"}).status_code == 403
    # What the head saw is no longer what is proposed: by the list, and by the line's own page.
    told = head.post("/rencana/setujui/", {"line": f"{line.pk}:1"}, follow=True).content.decode()
    assert all(word in told for word in ("S3 di luar negeri", "Terakhir:", "Rp 2.000.000.000", f'"{line.pk}:2"'))
    assert [head.post(f"/rencana/{line.pk}/approved/", {"version": seen}).status_code for seen in ("1", "")] == [
        409
    ] * 2
    assert head.post("/rencana/setujui/", {"line": f"{line.pk}:2"}).status_code == 302
    done = {"version": 3, "done_on": timezone.localdate().isoformat(), "result": "Terlaksana."}
    assert staff.post(f"/rencana/{line.pk}/done/", done).status_code == 302
    assert staff.post(f"/rencana/{line.pk}/done/", done).status_code == 409
    told = staff.post(f"/rencana/{line.pk}/monitored/", {"version": 4, "observation": "Bertahan."})
    line.refresh_from_db()
    assert (told.status_code, line.state) == (302, "MONITORED")
    found = numbers(staff, member.cycle_id)
    assert (found["Berlaku hari ini"], found["Dipantau"]) == (1, 1)
    assert found["Retensi: terlaksana dari yang direncanakan"] == 1


def test_every_number_of_the_report_leads_somewhere(staff, member):
    parts = staff.get(f"/siklus/{member.cycle_id}/pemantauan/").context["parts"]
    addresses = {address for _title, rows in parts for _number, address in rows}
    assert "" not in addresses
    assert {staff.get(address).status_code for address in addresses} == {200}


def test_who_came_later_is_counted_and_listed_also_after_leaving(staff, head, member):
    late = factories.assessed(factories.employee(name="Dewi"))
    row = {"box": 9, "rank": 2, "valid_from": member.valid_from, "valid_to": member.valid_to}
    held = PoolMembership.objects.create(
        agency_id=member.agency_id, cycle_id=member.cycle_id, employee=late, entry_reason="Susulan.", **row
    )
    domain.leave(membership=held, on=timezone.localdate(), cause="OTHER", reason="Mundur.", by=head.user)
    parts = staff.get(f"/siklus/{member.cycle_id}/pemantauan/").context["parts"]
    ((number, address),) = [line for _title, rows in parts for line in rows if line[0].label == "Masuk menyusul"]
    assert (number.value, [row.pk for row in staff.get(address).context["page"].rows]) == (1, [held.pk])


def test_the_retired_are_in_no_denominator_and_in_no_share(staff, member):
    """One was mapped and has retired since, one had retired before and so has no box."""
    gone = [factories.assessed(factories.employee(standing=standing)) for standing in ("ACTIVE", "DECEASED")]
    factories.employee()
    cycle = factories.mapped_cycle(name="Siklus kedua", on=timezone.localdate())
    factories.employee(nip=gone[0].nip, standing="RETIRED", known_at=timezone.now())
    parts = staff.get(f"/siklus/{cycle.pk}/pemantauan/").context["parts"]
    cover = [(number.label, number.value, number.of, address) for number, address in parts[0][1]]
    assert [told[:3] for told in cover] == [
        ("Pegawai yang belum pensiun atau berhenti", 2, None),
        ("Pensiun atau berhenti, tidak dihitung", 2, None),
        ("Terpetakan", 1, 2),
        ("Belum dapat dinilai", 1, 2),
        ("Penilaian kompetensi masih berlaku", 1, 2),
    ]
    assert [len(staff.get(told[3]).context["page"].rows) for told in cover[:2]] == [2, 2]


def test_a_pool_that_was_replaced_is_told_as_replaced(staff, head):
    today = timezone.localdate()
    alya, budi = (factories.assessed(factories.employee(name=name)) for name in ("Alya", "Budi"))
    old = factories.established_cycle(on=today - timedelta(days=40))
    low = {"known_at": timezone.now(), "true_from": today - timedelta(days=9)}
    factories.write("assessments", budi, **low, **dict.fromkeys((*COMPETENCIES, *POTENTIAL_ASPECTS), 1))
    new = factories.established_cycle(name="Siklus baru", on=today)
    assert [row.employee for row in new.memberships.all()] == [alya]
    told = numbers(staff, old.pk)
    assert (told["Berlaku pada hari terakhirnya"], told["Keluar karena penetapan baru (Siklus baru)"]) == (2, 1)
    assert "Berlaku hari ini" not in told
    assert numbers(staff, new.pk)["Berlaku hari ini"] == 1
    parts = staff.get(f"/siklus/{old.pk}/pemantauan/").context["parts"]
    address = next(at for _title, rows in parts for number, at in rows if number.label.endswith("hari terakhirnya"))
    assert len(staff.get(address).context["page"].rows) == 2
    pages = [head.get(f"/kelompok-suksesi/anggota/{old.memberships.get(employee=who).pk}/") for who in (alya, budi)]
    assert ["digantikan oleh Siklus baru pada" in page.content.decode() for page in pages] == [True, True]
    assert [(page.context["dropped"], "form" in page.context) for page in pages] == [(False, False), (True, False)]


def test_the_report_as_a_workbook_has_the_same_numbers(staff, member):
    response = staff.get(f"/siklus/{member.cycle_id}/pemantauan.xlsx")
    assert (response.status_code, response.content[:2]) == (200, b"PK")


def test_the_head_records_an_exit_on_the_page_and_staff_do_not(staff, head, member):
    row = {"cause": "REQUEST", "on": timezone.localdate().isoformat(), "reason": "Pindah jalur."}
    assert staff.post(f"/kelompok-suksesi/anggota/{member.pk}/keluar/", row).status_code == 403
    # Nothing is chosen beforehand: why somebody leaves is said by whoever records it.
    form = head.get(f"/kelompok-suksesi/anggota/{member.pk}/").content.decode()
    assert '<option value="" selected>–</option>' in form
    for missing in ("reason", "cause"):
        told = head.post(f"/kelompok-suksesi/anggota/{member.pk}/keluar/", row | {missing: ""})
        assert told.status_code == 422
    assert head.post(f"/kelompok-suksesi/anggota/{member.pk}/keluar/", row).status_code == 302
    assert PoolExit.objects.get().reason == "Pindah jalur."
    assert staff.get("/kelompok-suksesi/").context["page"].rows == []
    assert [row.pk for row in staff.get("/kelompok-suksesi/?left=1").context["page"].rows] == [member.pk]


def test_the_head_takes_a_wrong_exit_back_or_corrects_it_and_both_stay_readable(staff, head, member):
    today = timezone.localdate()
    page, row = f"/kelompok-suksesi/anggota/{member.pk}/", {"cause": "REQUEST", "on": today.isoformat()}
    assert head.post(f"{page}keluar/", row | {"reason": "Orang keliru."}).status_code == 302
    wrong = f"/kelompok-suksesi/keluar/{PoolExit.objects.get().pk}"
    assert sorted(head.get(page).context["forms"]) == ["correct", "revoke"]
    assert "forms" not in staff.get(page).context
    assert staff.post(f"{wrong}/cabut/", {"reason": "Salah orang."}).status_code == 403
    assert head.post(f"{wrong}/cabut/", {"reason": " "}).status_code == 422
    fixed = row | {"on": (today + timedelta(days=1)).isoformat(), "reason": "Atas permintaan."}
    assert head.post(f"{wrong}/betulkan/", fixed | {"because": "Tanggalnya salah."}).status_code == 302
    assert head.post(f"{wrong}/cabut/", {"reason": "Salah orang."}).status_code == 409
    assert head.post(f"/kelompok-suksesi/keluar/{PoolExit.objects.last().pk}/cabut/",
                     {"reason": "Salah orang."}).status_code == 302  # fmt: skip
    seen = staff.get(page)
    told = [(one.record.on, one.reason, one.revoked_because) for one in seen.context["revoked"]]
    assert (seen.context["left"], told) == (None, [
        (today, "Orang keliru.", "Tanggalnya salah."),
        (today + timedelta(days=1), "Atas permintaan.", "Salah orang."),
    ])  # fmt: skip
    assert [one.pk for one in staff.get("/kelompok-suksesi/").context["page"].rows] == [member.pk]
    assert [one.pk for one in staff.get("/kelompok-suksesi/?left=dicabut").context["page"].rows] == [member.pk]
    assert "Tidak ada yang cocok" in staff.get("/kelompok-suksesi/?left=1").content.decode()
    assert numbers(staff, member.cycle_id)["Keluar dari kelompok"] == 0


def test_the_filters_of_the_pool_narrow_list_and_file(staff, member):
    for query, count in (("box=9", 1), ("box=7", 0), ("tier=ADMINISTRATOR", 1), ("tier=PENGAWAS", 0)):
        assert len(staff.get(f"/kelompok-suksesi/?{query}").context["page"].rows) == count
        assert len(staff.get(f"/kelompok-suksesi/ekspor.csv?{query}").content.splitlines()) == 1 + count
    line = staff.get("/kelompok-suksesi/ekspor.csv").content.decode("utf-8-sig").splitlines()[1]
    assert f",{member.cycle.run.policy_code} v{member.cycle.run.policy_version}," in line
    assert Event.objects.filter(kind="talent.employees.exported").count() == 3


def test_what_runs_out_waits_on_the_first_page(staff, member, monkeypatch):
    later = member.valid_to - timedelta(days=29)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: later)
    notes = [task["note"] for task in staff.get("/").context["tasks"] if task["href"].endswith("tindak-lanjut/")]
    assert notes == ["dalam 90 hari; 1 dalam 30 hari, 0 dalam 7 hari"]
    assert [row.pk for row in staff.get("/kelompok-suksesi/tindak-lanjut/").context["page"].rows] == [member.pk]


def test_whoever_may_have_to_leave_is_found_on_some_page(staff, member, monkeypatch):
    people = [member.employee, factories.assessed(factories.employee(name="Budi"))]
    factories.established_cycle(name="Siklus kedua", on=timezone.localdate())
    for person in people:
        factories.employee(nip=person.nip, standing="RETIRED", known_at=timezone.now())
    monkeypatch.setattr(pools, "ROWS", 1)
    first = staff.get("/kelompok-suksesi/tindak-lanjut/").context["proposals"]
    second = staff.get(f"/kelompok-suksesi/tindak-lanjut/{first.next}").context["proposals"]
    assert (first.count, second.count) == ("1–1 dari 2", "2–2 dari 2")
    assert {one.membership.employee for page in (first, second) for one in page.rows} == set(people)


def test_the_nation_is_for_auditors_and_verifiers(sign_in, staff, member):
    for role in ("AUDITOR", "MERIT_VERIFIER"):
        page = sign_in(role).get("/kelompok-suksesi/nasional/")
        assert [row.pk for row in page.context["page"].rows] == [member.pk]
    assert staff.get("/kelompok-suksesi/nasional/").status_code == 403


def test_plans_say_what_those_that_are_asked_for_cost_by_kind_and_state(staff, member):
    lines = [
        ("RETENTION", "PROPOSED", 1_500_000), ("RETENTION", "PROPOSED", 500_000), ("RETENTION", "APPROVED", 250_000),
        ("DEVELOPMENT", "PROPOSED", None), ("DEVELOPMENT", "DONE", 7_000_000), ("RETENTION", "CANCELLED", 90_000),
    ]  # fmt: skip
    assert staff.get("/rencana/").context["costs"].whole == []
    for kind, state, cost in lines:
        planned(member, kind, state, cost)

    def told(query):
        page = staff.get(f"/rencana/{query}")
        costs = page.context["costs"]
        words = page.content.decode()
        return (
            [str(state) for state in costs.states],
            {str(kind): [int(one) for one in sums] for kind, sums in costs.by_kind.items()},
            [int(one) for one in costs.whole],
            (int(costs.cancelled), costs.unpriced, "Biaya rencana yang tersaring" in words),
        )

    assert told("") == (
        ["PROPOSED", "APPROVED", "DONE"],
        {"DEVELOPMENT": [0, 0, 7_000_000, 7_000_000], "RETENTION": [2_000_000, 250_000, 0, 2_250_000]},
        [2_000_000, 250_000, 7_000_000, 9_250_000],
        (90_000, 1, True),
    )
    retention = {"RETENTION": [2_000_000, 2_000_000]}
    assert told("?kind=RETENTION&state=PROPOSED") == (["PROPOSED"], retention, [2_000_000, 2_000_000], (0, 0, True))
    assert told("?state=CANCELLED") == ([], {}, [], (90_000, 0, True))
    assert told("?kind=PLACEMENT") == ([], {}, [], (0, 0, False))
    assert "9.250.000</td>" in staff.get("/rencana/").content.decode()


def planned(member, kind, state, cost):
    """A line of the member's plan, as if it had come that far."""
    by, now, today = factories.users.system_operator(), timezone.now(), timezone.localdate()
    steps = {"approved_at": now, "approved_by": by} if state in ("APPROVED", "DONE") else {}
    if state == "DONE":
        steps |= {"done_on": today, "result": "Selesai."}
    if state == "CANCELLED":
        steps = {"cancelled_at": now}
    values = {"agency": member.agency, "employee": member.employee, "owner": "BKD", "due": today, "by": by}
    TalentAction.objects.create(kind=kind, state=state, cost=cost, action="x", **values, **steps)


PAGES = {
    "/kelompok-suksesi/": 10,
    "/kelompok-suksesi/tindak-lanjut/": 11,
    "/rencana/": 8,
    "/pelatihan/": 5,
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("people", [1, 3])
def test_lists_take_as_many_queries_for_one_as_for_three(staff, path, people, django_assert_num_queries):
    persons = [factories.assessed(factories.employee()) for _number in range(people)]
    cycle = factories.established_cycle(on=timezone.localdate())
    by = factories.users.system_operator()
    for number, person in enumerate(persons):
        TalentAction.objects.create(
            agency=cycle.agency, cycle=cycle, employee=person, kind="RETENTION", action="x", owner="y",
            due=timezone.localdate(), by=by,
        )  # fmt: skip
        TrainingGroup.objects.create(
            agency=cycle.agency, cycle=cycle, number=number + 1, name="K", profile={"integrity": 1.0}, made_by=by
        )
    with django_assert_num_queries(PAGES[path]):
        assert staff.get(path).status_code == 200
