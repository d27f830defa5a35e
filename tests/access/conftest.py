"""One house for all tests of this folder: built once, inside a transaction that never ends well."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access import world as building
from tests.access.world import World


@pytest.fixture(scope="package")
def _house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    files: Path = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files),
        transaction.atomic(),
    ):
        house = building.build()
        house.files = files
        yield house
        transaction.set_rollback(True)


@pytest.fixture
def db(_house: World) -> Iterator[None]:
    """In this folder the database is the house; what a test changes, there or in a browser's cookies, is undone.

    The name tells pytest-django that these tests need the test database.
    """
    clients = [*_house.here.clients.values(), *_house.there.clients.values(), _house.outside]
    cookies = [deepcopy(client.cookies) for client in clients]
    with building.undone():
        yield
    for client, kept in zip(clients, cookies, strict=True):
        client.cookies = kept


@pytest.fixture
def world(db: None, _house: World, settings: Any) -> World:
    """Both agencies, with the documents that were kept when they were built."""
    settings.MEDIA_ROOT = _house.files
    return _house
