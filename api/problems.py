"""The one place where errors become API problems (RFC 9457)."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from api.serializers.meanwhile import MeanwhileSerializer
from rules.errors import DomainError
from rules.text import Text

# The phrases of HTTP in the reader's language, as RFC 9457 (4.2.1) allows.
TITLES = {
    400: "Permintaan tidak benar",
    403: "Tidak diizinkan",
    404: "Tidak ditemukan",
    405: "Metode tidak diizinkan",
    406: "Bentuk jawaban tidak ada",
    409: "Bertentangan dengan keadaan sekarang",
    413: "Isi terlalu besar",
    415: "Jenis isi tidak didukung",
    422: "Isi tidak dapat diproses",
}
MEDIA_TYPE = "application/problem+json"


class TooLarge(exceptions.APIException):
    """The body is longer than the endpoint takes."""

    status_code = 413
    default_code = "too_large"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem for an error, or None for a fault, which is logged and answered by the site's own handler."""
    if isinstance(error, DomainError):
        more: dict[str, Any] = {"change": MeanwhileSerializer(error.change).data} if error.change else {}
        if differences := getattr(error, "differences", ()):
            more["differences"] = list(differences)
        content = problem(error.status, error.code, str(error), **more)
        headers: Mapping[str, str] = {}
    else:
        known = _known(error)
        if known is None:
            return None
        content = _of(known)
        headers = {"Allow": ", ".join(context["view"].allowed_methods)} if known.status_code == 405 else {}
    set_rollback()
    return Response(content, status=content["status"], content_type=MEDIA_TYPE, headers=headers)


def problem(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """Members of a problem: `code` is stable and machine-readable, `detail` is for a person."""
    phrase = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": str(Text(TITLES.get(status, phrase), phrase)),
        "status": status,
        "detail": detail,
        "code": code,
    } | more


def _known(error: Exception) -> exceptions.APIException | None:
    """The API's own form of what Django raises; None for what nobody foresaw."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound(_("Tidak ditemukan, atau di luar lingkup Anda."))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("Permintaan terlalu besar."))
    if isinstance(error, (SuspiciousOperation, BadRequest, MultiPartParserError)):
        return exceptions.ParseError(_("Permintaan tidak dapat dibaca."))
    return None


def _of(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        fields = list(_fields(error.get_full_details()))
        return problem(400, "invalid", _("Ada isian yang tidak benar."), errors=fields)
    code = error.get_codes()
    return problem(error.status_code, code if isinstance(code, str) else "invalid", str(error.detail))


def _fields(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Every message with the field it is about; names inside lists and objects are joined by dots."""
    if isinstance(details, Mapping) and set(details) == {"message", "code"} and isinstance(details["code"], str):
        yield {"field": path, "code": details["code"], "message": str(details["message"])}
    elif isinstance(details, Mapping):
        for name, inner in details.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _fields(inner, ".".join(filter(None, (path, own))))
    else:
        for inner in details:
            yield from _fields(inner, path)
