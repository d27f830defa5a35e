#!/usr/bin/env python3
"""Estafet's commands; `manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Hand the words on the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django belum terpasang / is not installed: "
            "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
        )
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        from config.readiness import unready

        reason = unready()
        if reason is None:
            raise
        sys.exit(f"CommandError: {reason} ({str(error).splitlines()[0]})")


if __name__ == "__main__":
    main()
