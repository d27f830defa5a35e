"""What the commands of this house share."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from rules.errors import DomainError
from talent.domain import known
from talent.models import Agency


class DomainCommand(BaseCommand):
    """Acts as the system operator; a domain error becomes one line and exit code 1. `--language id|en`."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=["id", "en"], default="id", help="language of messages")

    def handle(self, *args: Any, language: str, **options: Any) -> str | None:
        with translation.override(language):
            try:
                return self.act(language=language, **options)
            except DomainError as error:
                raise CommandError(str(error)) from error

    def act(self, **options: Any) -> str | None:
        """What the command does."""
        raise NotImplementedError


def agency_named(code: str) -> Agency:
    """The agency with this code."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Agency.objects.order_by("code").values_list("code", flat=True)[:20]) or "–"
        raise CommandError(
            f"instansi “{code}” tidak ada; yang ada: {known} / no such agency “{code}”; there are: {known}"
        )
    return found


def writable(path: Path) -> None:
    """Refuse a file that cannot be written before anything else is done."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise CommandError(f"berkas {path} tidak dapat ditulis / cannot write {path}")


def day(text: str) -> date:
    """A `--on` argument."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"tanggal harus YYYY-MM-DD / a date is YYYY-MM-DD: {text}") from error


def instant(text: str | None, agency: Agency) -> datetime:
    """A `--known-at` argument about this agency; now when not given, or to come. A day alone means its end."""
    return known.asked(None if text is None else _instant(text), agency.pk)


def _instant(text: str) -> datetime:
    try:
        # A day alone would be read as its midnight.
        parsed = parse_datetime(text) if len(text) > len("2026-06-30") else None
    except ValueError:
        parsed = None
    if parsed is None:
        parsed = datetime.combine(day(text), datetime.max.time())
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)
