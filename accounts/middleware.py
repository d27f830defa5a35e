"""A request sees the rows of its user's agencies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.domain import second_lock


class OwnRowsMiddleware:
    """Turns the second lock for the user of a request, until it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with second_lock.rows_of(request.user):
            return self.get_response(request)
