"""`manage.py verify_ledger`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.users import system_operator
from audit.domain import ledger
from audit.models import Event, Seal
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db
WARNING = "tanpa titik periksa dari luar"


def _said(*words: str) -> str:
    out = StringIO()
    call_command("verify_ledger", *words, stdout=out)
    return out.getvalue()


def test_it_says_what_holds_and_what_cannot_be_seen_without_a_checkpoint() -> None:
    system_operator()
    said = _said()
    assert said.startswith("utuh / holds: 1 peristiwa/events, 0 tersegel/sealed, 0 segel/seals\n")
    assert WARNING in said


def test_exported_heads_are_the_next_checks_checkpoint(tmp_path: Path) -> None:
    system_operator()
    kept = tmp_path / "heads.json"
    _said("--export", str(kept))
    seal, event = Seal.objects.get(), Event.objects.get(kind="audit.heads.exported")
    assert (event.actor, event.pk) == (system_operator().pk, seal.last)
    assert json.loads(kept.read_text()) == [
        {"seal": seal.pk, "last": seal.last, "count": 2, "at": seal.at.isoformat(), "head": seal.head}
    ]
    said = _said("--checkpoint", str(kept))
    assert said == "utuh / holds: 2 peristiwa/events, 2 tersegel/sealed, 1 segel/seals\n"
    ledger.record("test.done", by=system_operator())
    assert _said("--checkpoint", str(kept)) == (
        "utuh / holds: 3 peristiwa/events, 2 tersegel/sealed, 1 segel/seals\n"
        "1 peristiwa terakhir belum tersegel: bila dipotong tidak terlihat / "
        "the last 1 events are not sealed yet: a cut there cannot be seen\n"
    )
    with triggers_off():
        execute("DELETE FROM audit_seal")
        execute("DELETE FROM audit_event")
    assert WARNING in _said()
    with pytest.raises(CommandError, match=f"does not hold: seal:{seal.pk}$"):
        _said("--checkpoint", str(kept))


def test_a_ledger_that_does_not_hold_is_neither_sealed_nor_exported(tmp_path: Path) -> None:
    event = ledger.record("test.done", by=system_operator())
    with triggers_off():
        execute("UPDATE audit_event SET kind = 'test.other' WHERE id = %s", event.pk)
    with pytest.raises(CommandError, match=f"event:{event.pk}$"):
        _said("--export", str(tmp_path / "heads.json"))
    assert not (tmp_path / "heads.json").exists()
    assert Seal.objects.count() == 0
    assert Event.objects.count() == 2


@pytest.mark.parametrize("content", [None, "", "{", '[{"seal": 1}]', "7"])
def test_an_unreadable_checkpoint_is_said_so(tmp_path: Path, content: str | None) -> None:
    kept = tmp_path / "heads.json"
    if content is not None:
        kept.write_text(content)
    with pytest.raises(CommandError, match=r"heads\.json"):
        _said("--checkpoint", str(kept))


def test_an_empty_checkpoint_does_not_count_as_one(tmp_path: Path) -> None:
    (tmp_path / "heads.json").write_text("[]")
    assert WARNING in _said("--checkpoint", str(tmp_path / "heads.json"))
