"""How an endpoint is declared: who may call it, what it takes, what it answers. Parsing happens here, rules do not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from api.parameters import NoQuery, Strict, single
from api.problems import MEDIA_TYPE, TooLarge
from api.serializers.problem import ProblemSerializer
from api.serializers.unfinished import UnfinishedSerializer

Method = Callable[..., Any]


@dataclass(frozen=True)
class Located:
    """An answer about something that has an address of its own."""

    content: Any
    address: str


@dataclass(frozen=True)
class Unfinished:
    """Still being worked out: `done` of `total` people. Asked again, it is further."""

    done: int
    total: int


class BoundedJSONParser(JSONParser):
    """JSON of bounded length and depth."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The parsed body; raises ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError(_("JSON bersarang terlalu dalam.")) from error


class Endpoint(APIView):
    """One address of the API. Reads its language from Accept-Language alone."""

    http_method_names = ["get", "head", "post"]
    parser_classes = [BoundedJSONParser]
    longest_body = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before authentication, so that refusals too are in the reader's language and long bodies stay unread."""
        translation.activate(_language(request))
        if _content_length(request) > self.longest_body:
            raise TooLarge(_("Permintaan terlalu besar."))
        super().initial(request, *args, **kwargs)


class Download(Endpoint):
    """An address that answers with a document; its errors are problems, whatever kind of document was asked for."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Never 406: a document is of the kind that it is."""
        return super().perform_content_negotiation(request, force=True)


def operation(
    *,
    name: str,
    summary: str,
    answer: Any,
    requires: tuple[Permission, ...] = (),
    query: type[Strict] = NoQuery,
    body: type[Strict] | None = None,
    status: int = 200,
    media_type: str = "application/json",
    documents: tuple[str, ...] = (),
    stretches: bool = False,
) -> Callable[[Method], Method]:
    """Declare a method of an Endpoint.

    `requires`: permissions of which the caller holds at least one somewhere, otherwise 403; whether they hold it over
    the thing asked for is for the domain to say. The method gets `query` (validated parameters) and, where it writes,
    `body`; what it returns goes through `answer`. `documents`: the kinds of file that it answers with instead.
    `stretches`: it may return Unfinished, which asks the caller to come back (202).
    """

    def declared(method: Method) -> Method:
        writes = method.__name__ != "get"

        @wraps(method)
        def call(self: Endpoint, request: Request, **path: Any) -> Response | HttpResponseBase:
            require_any(signed_in(request), requires)
            given: dict[str, Any] = {"query": checked(query, single(request.query_params))}
            if writes:
                given["body"] = checked(body or NoQuery, request.data)
            found = method(self, request, **path, **given)
            if isinstance(found, HttpResponseBase):
                return found
            if isinstance(found, Unfinished):
                return Response(UnfinishedSerializer(found).data, status=202, headers={"Retry-After": "1"})
            headers = {"Location": found.address} if isinstance(found, Located) else {}
            content = found.content if isinstance(found, Located) else found
            return Response(answer(content).data, status=status, headers=headers)

        call.requires, call.query = requires, query  # type: ignore[attr-defined]
        errors = (400, 403, 404, 406, *((409, 413, 415, 422) if writes else (409, 422)))
        answers: dict[Any, Any] = {(status, kind): OpenApiTypes.BINARY for kind in documents} or {status: answer}
        answers |= {202: UnfinishedSerializer} if stretches else {}
        return extend_schema(
            operation_id=name,
            summary=summary,
            parameters=[query] if query is not NoQuery else None,
            request={media_type: body} if body else None,
            responses=answers | {(code, MEDIA_TYPE): ProblemSerializer for code in errors},
        )(call)

    return declared


def checked(form: type[Strict], data: Any) -> dict[str, Any]:
    """The validated values; raises ValidationError."""
    asked = form(data=data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def require_any(user: User, permissions: tuple[Permission, ...]) -> None:
    """Raise NotAllowed unless the user holds one of these somewhere; nothing is asked when there are none."""
    if permissions and not any(scope.scope(user, permission) for permission in permissions):
        scope.require(user, permissions[0])


def signed_in(request: Request) -> User:
    """Who asks; IsAuthenticated lets nobody else in."""
    user = request.user
    assert isinstance(user, User)
    return user


def field_error(field: str, message: str, code: str) -> serializers.ValidationError:
    """A refusal of one value."""
    return serializers.ValidationError({field: serializers.ErrorDetail(message, code=code)})


def _content_length(request: Request) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _language(request: Request) -> str:
    for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
