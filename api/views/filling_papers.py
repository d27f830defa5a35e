"""The papers of a filling, and everything of it in one archive."""

from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request

from accounts.permissions import Permission
from api.operation import Download, operation, signed_in
from api.views.common import visible_vacancy
from api.views.decisions import SEEING
from succession.domain import openings
from succession.interfaces import dossiers, filling_papers


class FillingPaper(Download):
    """A paper of a filling."""

    @operation(
        name="vacancy_paper_file",
        summary="Longlist, proof matrix, minutes, nomination letter or decision draft as PDF/A; leaves an event",
        answer=None,
        requires=SEEING,
        documents=("application/pdf",),
    )
    def get(self, request: Request, pk: int, code: str, query: dict[str, Any]) -> Any:
        """404 while there is nothing to tell."""
        user, vacancy = signed_in(request), visible_vacancy(request, pk)
        made = filling_papers.paper(code, vacancy, user) if code in filling_papers.PAPERS else None
        if made is None:
            raise Http404
        openings.paper_made(vacancy=vacancy, paper=code, by=user)
        return HttpResponse(made, content_type="application/pdf", headers={"Cache-Control": "no-store"})


class FillingDossier(Download):
    """The dossier of a filling."""

    @operation(
        name="vacancy_dossier_file",
        summary="Everything of one filling in one archive with an index of digests; leaves an event",
        answer=None,
        requires=(Permission.EXPORT_DATA,),
        documents=("application/zip",),
    )
    def get(self, request: Request, pk: int, query: dict[str, Any]) -> Any:
        """The ledger keeps the digest of its index."""
        user, vacancy = signed_in(request), visible_vacancy(request, pk)
        openings.require_dossier(vacancy=vacancy, by=user)
        made, index, files = dossiers.of(vacancy, user)
        openings.dossier_exported(vacancy=vacancy, index=index, files=files, by=user)
        return HttpResponse(made, content_type="application/zip", headers={"Cache-Control": "no-store"})
