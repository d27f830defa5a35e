"""The list of replies: its order, and what it can be narrowed by."""

import io

import openpyxl
import pytest

from talent.codes import ReplyState
from talent.models import Reply
from tests import factories

pytestmark = pytest.mark.django_db


def replied(cycle, name, state=ReplyState.OPEN, kind="OBJECTION", **person):
    given = {"employee": factories.employee(cycle.agency, name=name, **person), "by": factories.users.system_operator()}
    reply = Reply.objects.create(cycle=cycle, kind=kind, text="Keliru.", **given)
    Reply.objects.filter(pk=reply.pk).update(state=state)


def test_open_replies_come_first_and_the_list_narrows(sign_in):
    cycle = factories.mapped_cycle()
    replied(cycle, "Alya", ReplyState.WITHDRAWN)
    replied(cycle, "Budi", kind="CORRECTION")
    replied(cycle, "Cahya", ReplyState.WITHDRAWN)
    replied(factories.mapped_cycle(name="Kedua"), "Dewi")
    reader = sign_in("BKD_STAFF")
    elsewhere = factories.other_agency()
    factories.users.grant(
        user=reader.user, role=factories.Roles.BKD_STAFF, agency_id=elsewhere.pk, by=factories.users.system_operator()
    )
    replied(factories.mapped_cycle(elsewhere), "Eka")

    def names(query=""):
        return [reply.employee.name for reply in reader.get(f"/tanggapan/{query}").context["page"].rows]

    # Who waits longest comes first; of those settled the newest.
    assert names() == ["Budi", "Dewi", "Eka", "Cahya", "Alya"]
    assert names("?kind=CORRECTION") == ["Budi"]
    assert names("?state=WITHDRAWN") == ["Cahya", "Alya"]
    assert names(f"?agency={elsewhere.pk}") == ["Eka"]
    assert names(f"?cycle={cycle.pk}") == ["Budi", "Cahya", "Alya"]
    assert names("?cycle=x") == names(f"?cycle={10**19}") == []
    assert (
        f"/tanggapan/?cycle={cycle.pk}&amp;state=OPEN" in reader.get(f"/siklus/{cycle.pk}/pemantauan/").content.decode()
    )


def test_a_narrowed_matrix_counts_the_replies_of_its_own_people(staff):
    alya = factories.assessed(factories.employee(name="Alya"))
    cycle = factories.mapped_cycle()
    by = factories.users.system_operator()
    Reply.objects.create(cycle=cycle, employee=alya, kind="OBJECTION", text="Keliru.", by=by)
    told = []
    for sex in (alya.sex, 3 - alya.sex):
        at = f"/siklus/{cycle.pk}/matriks"
        book = openpyxl.load_workbook(io.BytesIO(staff.get(f"{at}.xlsx?sex={sex}").content))
        said = dict(book["Keterangan"].values)["pegawai dengan tanggapan belum dijawab"]
        told.append((said, staff.get(f"{at}/?sex={sex}").context["contested"]))
    assert told == [(1, 1), (0, 0)]


def test_an_answer_is_never_chosen_beforehand(sign_in):
    replied(factories.mapped_cycle(), "Alya")
    head, reply = sign_in("BKD_HEAD"), Reply.objects.get()
    answer = {"text": "Sesuai berita acara.", "accepted": ""}
    assert '<option value="" selected>–</option>' in head.get(f"/tanggapan/{reply.pk}/").content.decode()
    assert head.post(f"/tanggapan/{reply.pk}/jawab/", answer).status_code == 422
    reply.refresh_from_db()
    assert reply.state == ReplyState.OPEN
