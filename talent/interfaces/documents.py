"""Kept documents on their way out."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from talent.models import EvidenceFile

# Whatever a document holds, nothing of it runs here, and no cache keeps it.
_SERVED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def document(file: EvidenceFile, content: bytes) -> HttpResponse:
    """A kept document to take away; the caller has noted who opened it."""
    disposition = content_disposition_header(True, file.name) or "attachment"
    return HttpResponse(content, content_type=file.content_type, headers=_SERVED | {"Content-Disposition": disposition})
