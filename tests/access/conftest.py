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
def _house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    files: Path = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(TASKS=_AT_ONCE, MEDIA_ROOT=files, WHITENOISE_AUTOREFRESH=True),
        transaction.atomic(),
    ):
        yield building.build()
        transaction.set_rollback(True)


@pytest.fixture
def db(_house: World) -> Iterator[None]:
    """In this folder the database is the module's house; what a test changes is undone.

    The name tells pytest-django that these tests need the test database.
    """
    with building.undone():
        yield


@pytest.fixture
def world(db: None, _house: World) -> World:
    """Both agencies."""
    return _house
