from django.apps import AppConfig


class SuccessionConfig(AppConfig):
    name = "succession"

    def ready(self) -> None:
        """Let import, export, the home page and a person's page know what lives here."""
        from succession.domain import critical, narrowing, writing_gate, writing_merit, writing_posts  # noqa: F401
        from succession.domain.queries import ahead, home, live  # noqa: F401
        from succession.interfaces import merit_files  # noqa: F401
