from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "talent"

    def ready(self) -> None:
        """Let the import, the worker and the home page know the kinds of work that live here."""
        from talent.domain import (  # noqa: F401
            advice,
            cycles,
            inclusion,
            policy_drafts,
            training,
            weighing,
            withdrawing,
            writing_people,
            writing_records,
            writing_standards,
        )
        from talent.domain.queries import plans, pool_work, review  # noqa: F401
        from talent.interfaces import import_jobs  # noqa: F401
