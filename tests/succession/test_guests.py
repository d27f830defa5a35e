"""Applicants from another agency of this installation, for a reader who may not read that agency."""

import pytest
from django.db import connection  # noqa: F401  # skipif reads it

from tests import factories
from tests.succession import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has a second lock"),
]


def test_what_the_second_lock_hides_is_said_and_nothing_fails(sign_in):
    here, there = factories.agency(), factories.agency("LAIN", "Kota Lain", "CITY")
    own, guest = cast.people(here, 2), cast.candidate(there)
    vacancy, _applications = cast.selected(here, [*own, guest])
    client = sign_in("PPK", here)
    page = client.get(f"/lowongan/{vacancy.pk}/")
    assert (page.status_code, page.context["unseen"]) == (200, 1)
    assert "1 pelamar lain berasal dari instansi yang datanya tidak boleh Anda baca." in page.content.decode()
    assert [client.get(f"/lowongan/{vacancy.pk}/{part}/").status_code for part in ("tiga-nama", "sanding")] == [
        422,
        200,
    ]
    api = client.get(f"/api/v1/vacancies/{vacancy.pk}/names/")
    assert (api.status_code, api.json()["code"]) == (422, "cannot_evaluate")
