"""Files that are not whole yet."""

from pathlib import Path

import pytest
from django.conf import settings

from rules.errors import Invalid
from talent.domain import imports
from talent.domain.unfinished import unfinished


def test_what_a_killed_process_left_goes_away_and_what_somebody_writes_stays(tmp_path: Path) -> None:
    left = tmp_path / "imports" / ".unfinished-left"
    left.mkdir(parents=True)
    (left / "upload").write_bytes(b"nip,na")
    with unfinished(left.parent) as folder:
        (folder / "upload").write_bytes(b"nip,nama")
        with unfinished(left.parent):
            assert (folder / "upload").read_bytes() == b"nip,nama"
        assert list(left.parent.iterdir()) == [folder]
    assert list(left.parent.iterdir()) == []


def test_of_an_upload_that_is_too_large_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_LIMIT_BYTES", 3)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    before = sorted(folder.glob("*"))
    with pytest.raises(Invalid):
        imports.keep_file([b"ab", b"cd"])
    assert sorted(folder.glob("*")) == before
