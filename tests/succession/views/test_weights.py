"""The page of weights: the template comes back filled in, and what is wrong with it is said where it stands."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from accounts.roles import Roles
from succession.models import MeritWeights
from tests import factories
from tests.succession.domain.test_weighing import rows

pytestmark = pytest.mark.django_db
ABOUT = {"instrument": "PANRB-2025", "effective_from": "2025-12-31", "source": "Surat hasil 2026", "verified": "on"}


def sent(client, lines, **more):
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    upload = SimpleUploadedFile("bobot.csv", text.getvalue().encode())
    return client.post("/merit/bobot/", ABOUT | {"workbook": upload} | more)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_template_comes_back_filled_in_and_the_weights_in_force_are_exported_as_they_came(sign_in):
    verifier, agency = sign_in("MERIT_VERIFIER"), factories.agency()
    header, *template = read(verifier, "/merit/bobot/PANRB-2025.csv")
    assert (header[0], header[2], len(template)) == ("sub_aspek", "bobot", 32)
    assert {line[4] for line in template} == {"10", ""}
    # As it stands nothing can be taken: every empty cell is named with its row and column.
    answer = sent(verifier, [header, *template])
    assert (answer.status_code, MeritWeights.objects.count()) == (422, 0)
    assert [(one.row, one.column) for one in answer.context["errors"]] == [(row, "bobot") for row in range(2, 34)]

    given = {row.sub_aspect: row for row in rows("PANRB-2025")}
    filled = [
        [line[0], line[1], str(float(given[line[0]].weight)), line[3], str(given[line[0]].aspect_weight), line[5]]
        for line in template
    ]
    wrong = [line if line[0] != "8.2" else [*line[:2], "8", *line[3:]] for line in filled]
    answer = sent(verifier, [header, *wrong])
    assert [(one.row, one.column, one.value) for one in answer.context["errors"]] == [(32, "bobot", "9")]
    assert "jumlah bobot aspek 8 harus 10 (nilai tertinggi 40, bukan 36)" in answer.content.decode()

    assert sent(verifier, [header, *filled]).status_code == 302
    made = MeritWeights.objects.get()
    assert (made.agency, made.version, made.verified, made.accepted_by) == (agency, 1, True, verifier.user)
    assert "Surat hasil 2026" in verifier.get("/merit/bobot/").content.decode()
    _header, *exported = read(verifier, f"/merit/bobot/PANRB-2025.csv?agency={agency.pk}")
    assert [float(line[2]) for line in exported] == [float(line[2]) for line in filled]
    assert sent(verifier, [_header, *exported]).status_code == 422
    assert MeritWeights.objects.count() == 1


def test_one_workbook_gives_its_weights_to_every_agency_that_its_sender_oversees(sign_in):
    verifier, agency, other = sign_in("MERIT_VERIFIER"), factories.agency(), factories.other_agency()
    factories.users.grant(user=verifier.user, role=Roles.MERIT_VERIFIER, by=system_operator(), agency_id=other.pk)
    given = rows("PANRB-2025")
    lines = [["sub_aspek", "bobot", "aspek", "bobot_aspek"]]
    lines += [[row.sub_aspect, str(float(row.weight)), row.aspect, str(row.aspect_weight)] for row in given]
    assert sent(verifier, lines).status_code == 422
    assert sent(verifier, [lines[0], *lines[2:]], everywhere="on").status_code == 422
    assert MeritWeights.objects.count() == 0
    assert sent(verifier, lines, agency=agency.pk).status_code == 302
    assert sent(verifier, lines, everywhere="on").status_code == 302
    assert set(MeritWeights.objects.values_list("agency", "version")) == {(agency.pk, 1), (other.pk, 1)}
    answer = sent(verifier, lines, everywhere="on")
    assert (answer.status_code, "Bobot ini sama dengan versi 1." in answer.content.decode()) == (422, True)
