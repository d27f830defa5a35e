from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "talent"

    def ready(self) -> None:
        """Let the import, the worker and the home page know the kinds of work that live here."""
        from talent.domain import advice, cycles, inclusion, policy_drafts, withdrawing, writing_people, writing_records  # noqa: F401
        from talent.domain import training  # noqa: F401
        from talent.domain.queries import plans, pool_work, review  # noqa: F401
        from talent.interfaces import import_jobs  # noqa: F401
