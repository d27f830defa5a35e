"""How sign-in behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody registers by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
