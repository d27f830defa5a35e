"""What a local installation keeps for itself, outside version control."""

import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The key in `path`, made on first use and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()
