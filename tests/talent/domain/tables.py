"""What the tables hold, as one digest: did anything change?"""

import hashlib
from typing import Any

from django.apps import apps
from django.db import models

from talent.models import LastInstant

# Rows of work in hand and of the door, which say nothing about facts.
_ASIDE = {"sessions", "axes", "django_tasks_database", "contenttypes", "auth", "account"}


def state(*, facts_only: bool = False, ids: bool = True) -> str:
    """SHA-256 over every row of every table; of the talent tables alone with `facts_only`.

    Without `ids` a row is what it says, whatever its number, its batch and the moment it was learnt: for states that
    were reached in another order.
    """
    digest = hashlib.sha256()
    for model in apps.get_models():
        label = model._meta.app_label
        if label in _ASIDE or (facts_only and label not in {"talent", "succession"}):
            continue
        # How late it is says nothing of what is known.
        if model is LastInstant and (facts_only or not ids):
            continue
        digest.update(f"|{model._meta.label}".encode())
        for row in sorted(_rows(model, ids)):
            digest.update(row.encode())
    return digest.hexdigest()


def _rows(model: type[models.Model], ids: bool) -> list[str]:
    if ids:
        return [repr(row) for row in model._default_manager.values_list()]
    aside = {model._meta.pk.name, "batch", "known_from", "known_to", "current"}
    names = [_naming(field) for field in model._meta.concrete_fields if field.name not in aside]
    rows: Any = model._default_manager.all()
    if any(field.name == "known_to" for field in model._meta.concrete_fields):
        rows = rows.filter(known_to=None)
    return [repr(row) for row in rows.values_list(*names)]


def _naming(field: Any) -> str:
    """What names the row pointed at: a NIP or a code instead of a number."""
    if not field.is_relation:
        return field.name  # type: ignore[no-any-return]
    for name in ("nip", "code", "name"):
        if any(other.name == name for other in field.related_model._meta.concrete_fields):
            return f"{field.name}__{name}"
    return f"{field.name}_id"
