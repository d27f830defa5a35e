from django.apps import AppConfig


class SuccessionConfig(AppConfig):
    name = "succession"

    def ready(self) -> None:
        """Let import, export, the home page and a person's page, and the worker, know what lives here."""
        from succession.domain import (  # noqa: F401
            agreeing,
            asking,
            critical,
            narrowing,
            sweeping,
            writing_gate,
            writing_merit,
            writing_posts,
        )
        from succession.domain.queries import ahead, home, ledger_subjects, live  # noqa: F401
        from succession.interfaces import merit_files  # noqa: F401
