from django.apps import AppConfig


class SuccessionConfig(AppConfig):
    name = "succession"

    def ready(self) -> None:
        """Let the import know the kinds of workbook that live here."""
        from succession.domain import writing_merit  # noqa: F401
