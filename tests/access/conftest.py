"""One house for a module: built once, inside a transaction that never ends well."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access import world as building
from tests.access.world import World

_AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(scope="module")
def _house(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    files: Path = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(TASKS=_AT_ONCE, MEDIA_ROOT=files, WHITENOISE_AUTOREFRESH=True),
        transaction.atomic(),
    ):
        yield building.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_house: World) -> Iterator[World]:
    """Both agencies; what a test changes is undone."""
    with building.undone():
        yield _house
