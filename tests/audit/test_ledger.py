"""Events and the seals that chain them."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event, Seal
from audit.models.seal import GENESIS, seal_head
from tests import factories

_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | _words
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words | st.integers(0, 30), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_which_object_when_and_why() -> None:
    agency, by = factories.agency(), system_operator()
    event = ledger.record("test.done", by=by, agency="KALTIM", subject=agency, reason="uji", payload={"rows": 3})
    stored = Event.objects.get(pk=event.pk)
    assert (stored.kind, stored.actor, stored.agency, stored.subject, stored.reason, stored.payload) == (
        "test.done",
        by.pk,
        "KALTIM",
        f"talent.agency:{agency.pk}",
        "uji",
        {"rows": 3},
    )
    assert stored.digest == stored.computed_digest() == event.digest


@pytest.mark.parametrize("field", ["key", "at", "kind", "actor", "agency", "subject", "reason", "payload"])
@pytest.mark.django_db
def test_the_digest_covers_every_field(field: str) -> None:
    event = ledger.record("test.done", by=system_operator())
    other = ledger.record(
        "test.other", by=factories.user("AUDITOR"), agency="A", subject="b:1", reason="c", payload={"d": 1}
    )
    setattr(event, field, getattr(other, field))
    assert event.computed_digest() != event.digest


class TestPayloads(TestCase):
    """What the database hands back has the digest that was written, whatever the payload."""

    @given(st.dictionaries(_words | st.integers(0, 30), _values, max_size=4))
    def test_the_digest_of_any_payload_survives_the_database(self, payload: dict[Any, Any]) -> None:
        event = ledger.record("test.done", by=system_operator(), payload=payload)
        stored = Event.objects.get(pk=event.pk)
        assert stored.computed_digest() == stored.digest == event.digest


@pytest.mark.django_db
def test_an_event_goes_with_the_write_that_is_taken_back() -> None:
    by = system_operator()
    before = Event.objects.count()
    with transaction.atomic():
        ledger.record("test.done", by=by)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_seals_chain_what_is_new_and_nothing_twice() -> None:
    by = system_operator()
    first = [ledger.record("test.done", by=by).pk for _ in range(3)]
    one = ledger.seal()
    second = [ledger.record("test.done", by=by).pk for _ in range(2)]
    two = ledger.seal()
    assert one is not None
    assert two is not None
    assert ledger.seal() is None
    assert one.previous == GENESIS
    assert (one.last, two.first, two.last, two.count) == (first[-1], second[0], second[-1], 2)
    assert two.previous == one.head
    events = Event.objects.filter(pk__in=second).order_by("pk").values_list("pk", "digest")
    assert two.head == seal_head(one.head, two.at.isoformat(), events)
    assert Seal.objects.count() == 2
