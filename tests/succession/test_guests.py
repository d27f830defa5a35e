"""Applicants from another agency of this installation, for readers who may not read that agency."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection  # noqa: F401  # read by skipif
from django.test import Client

from accounts.domain import second_lock
from accounts.domain.users import system_operator
from accounts.models import User
from succession.domain import (
    committee,
    confirmation,
    inauguration,
    panel,
    recommendation,
    replay,
    selection,
)
from succession.domain.queries import seats as posts_held
from succession.domain.queries.parts import parts_of
from succession.interfaces import filling_papers, papers
from succession.models import AppointmentDecision, Deviation
from talent.domain import evidence
from talent.domain.queries import employees
from talent.models import Agency, AppointmentRecord, AttestationRecord, Employee, Evidence, Position
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.domain.test_deviations import decided
from tests.succession.test_panel import WHY, lock, scored, seats
from tests.succession.test_panel_stages import TYPED, closed
from tests.talent import documents

pytestmark = pytest.mark.django_db

LISTED = (
    *("lowongan/", "lowongan/{v}/", "lowongan/{v}/tiga-nama/", "lowongan/{v}/sanding/", "lowongan/{v}/data-kurang/"),
    *("lowongan/{v}/calon/{guest}/", "lamaran/{application}/", "pegawai/{guest}/"),
    *("lowongan/{v}/naskah/daftar-panjang.pdf", "api/v1/vacancies/{v}/applications/"),
    *("api/v1/vacancies/{v}/longlist/", "api/v1/vacancies/{v}/names/", "api/v1/vacancies/{v}/comparison/"),
)
DECIDED = (
    *("lowongan/{v}/", "lowongan/{v}/keputusan/", "lowongan/{v}/naskah/matriks-bukti.pdf"),
    *("lowongan/{v}/naskah/konsep-keputusan.pdf", "lowongan/{v}/dosir.zip", "penyimpangan/", "penyimpangan/ekspor.csv"),
    *("penyimpangan/{deviation}/", "api/v1/deviations/{deviation}/", "api/v1/vacancies/{v}/confirmation/"),
)
# What no two answers have in common: tokens, names of pop-ups, times.
NEW_EACH_TIME = re.compile(
    r'value="[A-Za-z0-9]{64}"|nonce="[^"]*"|"u[0-9a-f]{8}"|[0-9a-f]{64}|\d\d[:.]\d\d(?:[:.]\d\d)?'
)


def somebody_of(there: Agency) -> Employee:
    """Who meets every requirement, with documents of their own and of the import that a record came in."""
    factories.unit(there, "U-9", "Dinas Kelautan")
    guest = cast.candidate(there, unit="U-9")
    batch = factories.an_import("attestations", agency=there)
    factories.write("attestations", guest, kind="HEALTH", passed=True, true_from=date(2026, 2, 5), batch=batch)
    factories.write("sanctions", guest, severity="SEVERE", true_from=date(2018, 4, 23))
    fact = AttestationRecord.objects.get(employee=guest, kind="HEALTH", true_from=date(2026, 2, 5))
    said = {"agency": there, "kind": "attestations", "by": system_operator()}
    letter = evidence.keep_file(agency=there, name="d.pdf", content=documents.pdf("d"), by=system_operator())
    Evidence.objects.create(employee=guest, key=fact.key, source="Surat dokter", number="D-1", file=letter, **said)
    Evidence.objects.create(batch=batch, source="Surat pengantar", number="D-2", **said)
    return guest


def test_a_post_is_filled_with_somebody_of_another_agency_by_those_who_read_this_one_alone(sign_in: SignIn) -> None:
    here, there = factories.agency(), factories.agency("LAIN", "Kota Lain", "CITY")
    own, guest = cast.people(here, 3), somebody_of(there)
    vacancy = cast.announced(here)
    applications = cast.applied(vacancy, [*own, guest])
    roles = ("BKD_STAFF", "PPK", "MERIT_VERIFIER", "BKD_HEAD")
    staff, ppk, verifier, head = (factories.user(role, here) for role in roles)
    with second_lock.rows_of(staff):
        selection.screen(vacancy=vacancy, by=staff)
        for one in applications:
            selection.score(application=one, scores=TYPED, seen=0, by=staff, **cast.LETTER)
        held = panel.open_round(vacancy=vacancy, stage="paper", by=staff)
        members = seats(vacancy, 5, outside=True)
    for member in members:
        with second_lock.rows_of(member):
            scored(held, member, {person: 60 + 10 * place for place, person in enumerate((*own, guest))})
            lock(held, member)
    with second_lock.rows_of(staff):
        closed(held, members)
        assert selection.rank(vacancy=vacancy, by=staff).entries.get(rank=1).employee == guest
    with second_lock.rows_of(members[0]):
        three = [committee.Nomination(person.pk, WHY) for person in (guest, own[2], own[1])]
        token = confirmation.confirmation_token(vacancy)
        day = cast.settled(vacancy)
        committee.nominate(vacancy=vacancy, nominations=three, token=token, named_on=day, by=members[0])
    reader = sign_in(ppk)
    page = reader.get(f"/lowongan/{vacancy.pk}/tiga-nama/").content.decode()
    assert [word for word in (guest.name, "Surat dokter D-1; Surat pengantar D-2") if word not in page] == []
    names = reader.get(f"/api/v1/vacancies/{vacancy.pk}/names/").json()["names"]
    assert names[0]["employee"]["name"] == guest.name
    assert reader.get(f"/pegawai/{guest.pk}/").status_code == 404
    with second_lock.rows_of(ppk):
        chosen = decided(vacancy, guest, decided_on=date(2026, 9, 1), basis="ranked_list", by=ppk)
    # The dossier holds no document that its maker opens on no page, on either engine, and says which.
    letter = Evidence.objects.get(number="D-1")
    for reader, kept in ((head, 0), (system_operator(), 1)):
        with second_lock.rows_of(reader):
            parts = parts_of(vacancy, reader)
        assert [one.digest for one in parts.files].count(letter.file.digest) == kept
        assert parts.unopened == ([] if kept else [letter])
    assert sign_in(head).get(f"/bukti/{letter.pk}/").status_code == 404
    with second_lock.rows_of(verifier):
        recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 9, 2), by=verifier)
    with second_lock.rows_of(head):
        chosen = AppointmentDecision.objects.select_related("vacancy__agency", "employee__agency").get()
        inauguration.inaugurate(decision=chosen, dated=date(2026, 9, 3), number="BA-1", reason=WHY, by=head)
    # They serve here now, and there no longer; neither agency is shown more of the other than before.
    joined, left = Employee.objects.get(agency=here, nip=guest.nip), Employee.objects.get(pk=guest.pk)
    post = AppointmentRecord.objects.get(employee=joined, true_to=None)
    assert (post.position, post.true_from, post.at_agency) == ("Kepala Dinas JPT-01", date(2026, 9, 3), here.code)
    assert (left.moved_on, left.moved_to, left.moved_by) == (date(2026, 9, 3), here, "BA-1")
    position = Position.objects.select_related("agency", "current").filter(pk=vacancy.position_id)
    with second_lock.rows_of(head):
        assert posts_held.of_posts(position, date(2026, 9, 3))[0].holder == joined
    home = factories.user("BKD_HEAD", there)
    with second_lock.rows_of(home):
        assert list(employees.visible_to(home).filter(nip=guest.nip)) == [left]
        assert left.current.standing == "MOVED"
    with second_lock.rows_of_agency(here.pk):
        assert replay.longlist(vacancy.longlists.first()).identical
        assert replay.decision(chosen, reader=ppk).identical
    call_command("replay", "--vacancy", here.code, vacancy.code, stdout=io.StringIO())


def body_of(answer: Any) -> str:
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(name.encode() + parts.read(name) for name in parts.namelist())
    return NEW_EACH_TIME.sub("", content.decode("utf-8", "replace"))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has a second lock")
def test_with_the_second_lock_everything_about_them_is_told_as_without_it(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (filling_papers.sheet, papers):
        monkeypatch.setattr(module, "pdf", lambda _name, data: repr(data).encode())
    here, there = factories.agency(), factories.agency("LAIN", "Kota Lain", "CITY")
    own, third = cast.people(here, 2)
    guest = somebody_of(there)
    vacancy, applications = cast.selected(here, [own, guest, third])
    member, ppk = sign_in("SELECTION_COMMITTEE", here), sign_in("PPK", here)
    for user in (member.user, factories.user("SELECTION_COMMITTEE", here)):
        committee.appoint_member(vacancy=vacancy, user=user, outside=True, by=system_operator())
    cast.openly(vacancy)
    at = {"v": vacancy.pk, "guest": guest.pk, "application": applications[1].pk}
    locked = second_lock.rows_of

    def asked(client: Client, path: str, lock: Callable[[User], AbstractContextManager[None]]) -> tuple[int, str]:
        monkeypatch.setattr(second_lock, "rows_of", lock)
        # What the request before left to say is said once.
        client.cookies.pop("messages", None)
        answer = client.get("/" + path.format(**at))
        return answer.status_code, body_of(answer)

    def told_otherwise(client: Client, places: Sequence[str]) -> list[str]:
        unlocked = lambda _user: nullcontext()  # noqa: E731
        return [path for path in places if asked(client, path, locked) != asked(client, path, unlocked)]

    assert told_otherwise(member, LISTED) == []
    with locked(ppk.user):
        cast.nominated(vacancy, [own, guest, third])
        chosen = decided(vacancy, guest, decided_on=date(2026, 9, 1), basis="ranked_list", by=ppk.user)
    at["deviation"] = Deviation.objects.get().pk
    assert told_otherwise(ppk, DECIDED) == []
    with locked(ppk.user):
        cast.signed(chosen)
    assert guest.name in asked(ppk, "lowongan/{v}/", locked)[1]
