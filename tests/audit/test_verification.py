"""Somebody with all rights over the database tampers with the ledger: what is seen, what is named, what is not seen.

T-51 in its quick form; each way of tampering at every place of a short ledger.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.domain.queries.verification import heads, verify
from audit.models import Event, Seal
from audit.models.seal import GENESIS, seal_head
from rules.errors import Invalid
from tests.tampering import execute, triggers_off

PLACES = range(6)


@pytest.fixture
def events(db: None) -> list[int]:
    """Six events of which the first four are sealed, two by two. (The system operator's own event comes first.)"""
    by = system_operator()
    ids = list(Event.objects.values_list("pk", flat=True))
    assert len(ids) == 1
    for number in range(5):
        ids.append(ledger.record("test.done", by=by, payload={"n": number}).pk)
        if number in (0, 2):
            ledger.seal()
    return ids


def _seal_of(place: int) -> str:
    return f"seal:{Seal.objects.order_by('pk')[place // 2].pk}"


def test_an_untouched_ledger_holds_and_says_how_far_it_is_sealed(events: list[int]) -> None:
    verdict = verify()
    assert (verdict.holds, verdict.events, verdict.sealed, verdict.seals, verdict.checkpoint) == (True, 6, 4, 2, False)


@pytest.mark.parametrize("place", PLACES)
def test_an_edited_event_is_named(events: list[int], place: int) -> None:
    with triggers_off():
        execute("UPDATE audit_event SET reason = 'lain' WHERE id = %s", events[place])
    assert verify().fault == f"event:{events[place]}"


@pytest.mark.parametrize("place", PLACES)
def test_an_edited_and_rehashed_event_breaks_its_seal(events: list[int], place: int) -> None:
    event = Event.objects.get(pk=events[place])
    event.reason = "lain"
    with triggers_off():
        execute(
            "UPDATE audit_event SET reason = 'lain', digest = %s WHERE id = %s", event.computed_digest(), events[place]
        )
    assert verify().fault == (_seal_of(place) if place < 4 else None)


@pytest.mark.parametrize("place", range(4))
def test_a_deleted_event_breaks_its_seal(events: list[int], place: int) -> None:
    with triggers_off():
        execute("DELETE FROM audit_event WHERE id = %s", events[place])
    assert verify().fault == _seal_of(place)


@pytest.mark.parametrize("place", range(4))
def test_an_inserted_event_breaks_the_seal_it_was_slipped_under(events: list[int], place: int) -> None:
    with triggers_off():
        execute("DELETE FROM audit_event WHERE id = %s", events[place])
        slipped = Event(at=datetime(2026, 1, 1, tzinfo=UTC), kind="test.slipped", actor=1, pk=events[place])
        slipped.digest = slipped.computed_digest()
        slipped.save(force_insert=True)
    assert verify().fault == _seal_of(place)


def test_an_event_before_the_first_breaks_the_first_seal(events: list[int]) -> None:
    slipped = Event(at=datetime(2026, 1, 1, tzinfo=UTC), kind="test.slipped", actor=1, pk=-1)
    slipped.digest = slipped.computed_digest()
    slipped.save(force_insert=True)
    assert verify().fault == _seal_of(0)


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 3), (3, 4)])
def test_events_that_changed_places_break_the_first_seal_over_them(events: list[int], places: tuple[int, int]) -> None:
    one, two = (events[place] for place in places)
    with triggers_off():
        for old, new in ((one, -7), (two, one), (-7, two)):
            execute("UPDATE audit_event SET id = %s WHERE id = %s", new, old)
    assert verify().fault == _seal_of(places[0])


@pytest.mark.parametrize("column", ["head", "previous"])
def test_an_edited_seal_is_named(events: list[int], column: str) -> None:
    first, second = Seal.objects.order_by("pk")
    with triggers_off():
        execute(f"UPDATE audit_seal SET {column} = %s WHERE id = %s", "f" * 64, second.pk)
    assert verify().fault == f"seal:{second.pk}"
    with triggers_off():
        execute(f"UPDATE audit_seal SET {column} = %s WHERE id = %s", "e" * 64, first.pk)
    # A changed head of the first is seen where the second should follow it.
    assert verify().fault in {f"seal:{first.pk}", f"seal:{second.pk}"}


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_seal SET count = 9", "UPDATE audit_seal SET at = '2020-01-01 00:00'"]
)
def test_an_edited_count_or_instant_of_a_seal_is_seen(events: list[int], statement: str) -> None:
    newest = Seal.objects.order_by("pk")[1]
    with triggers_off():
        execute(f"{statement} WHERE id = %s", newest.pk)
    assert verify().fault == f"seal:{newest.pk}"


def test_a_seal_taken_out_of_the_chain_is_seen_at_the_next_one(events: list[int]) -> None:
    first, second = Seal.objects.order_by("pk")
    with triggers_off():
        execute("DELETE FROM audit_seal WHERE id = %s", first.pk)
    assert verify().fault == f"seal:{second.pk}"


def test_swapped_seals_are_seen(events: list[int]) -> None:
    first, second = Seal.objects.order_by("pk")
    with triggers_off():
        for old, new in ((first.pk, -7), (second.pk, first.pk), (-7, second.pk)):
            execute("UPDATE audit_seal SET id = %s WHERE id = %s", new, old)
    assert verify().fault == f"seal:{first.pk}"


@pytest.mark.parametrize("later", ["UPDATE audit_seal SET previous = %s WHERE id = %s", "DELETE"])
def test_of_several_faults_the_first_in_the_ledger_is_named(events: list[int], later: str) -> None:
    checkpoint, last = heads(), Seal.objects.order_by("-pk")[0]
    with triggers_off():
        execute("UPDATE audit_event SET reason = 'lain' WHERE id = %s", events[1])
        if later == "DELETE":
            _cut_tail(events)
        else:
            execute(later, "f" * 64, last.pk)
    assert verify(checkpoint).fault == f"event:{events[1]}"


def _cut_tail(events: list[int]) -> None:
    last = Seal.objects.order_by("-pk")[0]
    execute("DELETE FROM audit_event WHERE id >= %s", last.first)
    execute("DELETE FROM audit_seal WHERE id = %s", last.pk)


def _rewrite_everything(events: list[int]) -> None:
    """Another history, hashed and chained as ours is."""
    previous = GENESIS
    for seal in Seal.objects.order_by("pk"):
        batch = []
        for event in Event.objects.filter(pk__gte=seal.first, pk__lte=seal.last).order_by("pk"):
            event.reason = "lain"
            batch.append((event.pk, event.computed_digest()))
            execute("UPDATE audit_event SET reason = 'lain', digest = %s WHERE id = %s", batch[-1][1], event.pk)
        head = seal_head(previous, seal.at.isoformat(), batch)
        execute("UPDATE audit_seal SET previous = %s, head = %s WHERE id = %s", previous, head, seal.pk)
        previous = head


def _wipe(events: list[int]) -> None:
    execute("DELETE FROM audit_event")
    execute("DELETE FROM audit_seal")


@pytest.mark.parametrize(("tamper", "place"), [(_cut_tail, 2), (_rewrite_everything, 0), (_wipe, 0)])
def test_only_a_checkpoint_kept_outside_sees_a_cut_tail_or_a_rewrite(
    events: list[int], tamper: Callable[[list[int]], None], place: int
) -> None:
    checkpoint, named = heads(), _seal_of(place)
    assert verify(checkpoint).holds
    with triggers_off():
        tamper(events)
    assert verify().holds
    assert verify(checkpoint).fault == named


def test_an_old_checkpoint_holds_when_events_and_seals_were_added_since(events: list[int]) -> None:
    checkpoint = heads()
    ledger.seal()
    verdict = verify(checkpoint)
    assert (verdict.holds, verdict.checkpoint, verdict.seals) == (True, True, 3)


def test_a_checkpoint_without_any_seal_shows_nothing(events: list[int]) -> None:
    assert not verify([]).checkpoint


@pytest.mark.parametrize("wrong", [[{"seal": 1}], [{"seal": "x", "head": ""}], ["abc"], {"seal": 1}, 7])
def test_a_checkpoint_that_is_none_is_refused(events: list[int], wrong: Any) -> None:
    with pytest.raises(Invalid):
        verify(wrong)
