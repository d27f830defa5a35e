from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Texts of the rules follow the reader's language."""
        from django.utils.translation import get_language

        from rules.text import ask_language_of

        ask_language_of(get_language)
