"""PostgreSQL writes the blocks of a sweep's pairs as they are: packing them took longer than all else of a sweep."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.domain.users import system_operator
from succession.models import EligibilitySweep, SweptPairs
from talent.domain import bulk
from tests import factories
from tests.succession import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite packs nothing"),
]
BLOCKS = [bytes(100_000), bytes([1]) * 100_000]


def test_a_block_of_pairs_takes_its_own_length(monkeypatch):
    monkeypatch.setattr(bulk, "_FEW", 0)
    agency = factories.agency()
    now = timezone.now()
    sweep = EligibilitySweep.objects.create(
        agency=agency, on=now.date(), known_at=now, posts=[], law_digest="", by=system_operator(), at=now
    )
    columns = {
        "sweep_id": [sweep.pk] * 2,
        "position_id": [cast.post(agency).pk] * 2,
        "first": [1, 11],
        "last": [10, 20],
        "pairs": BLOCKS,
    }
    bulk.insert(SweptPairs, columns)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(pairs), pg_column_compression(pairs) FROM succession_sweptpairs")
        assert cursor.fetchall() == [(len(block), None) for block in BLOCKS]
